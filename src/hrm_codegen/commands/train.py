"""`hrm train`: train a model from a run file, or go on with a run."""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands.notes import note, quiet
from hrm_codegen.errors import HrmError

if TYPE_CHECKING:
    from hrm_codegen.train.loop import DryRun, Result
    from hrm_codegen.train.metrics import Summary
    from hrm_codegen.train.run import RunConfig
    from hrm_codegen.train.team import Place

MIB = 2**20
PATIENCE_S = 30.0  # that another process waits for the first one of its machine to say what is wrong, and for the launcher


@click.command()
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override a key: --set train.lr=1e-3.")
@click.option("--out", type=click.Path(path_type=Path), help="Run folder.  [default: a new one in the user's data folder]")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint of the run folder.")
@click.option("--dry-run", is_flag=True, help="Take one real step, print loss and peak memory, write nothing.")
@click.option("--max-steps", type=click.IntRange(1), metavar="N", help="Stop after step N; the schedule stays as it is.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def train(
    *, config: Path, overrides: tuple[str, ...], out: Path | None, resume: bool, dry_run: bool, max_steps: int | None, as_json: bool
) -> None:
    """Train a model from the run file CONFIG (or go on with the run folder CONFIG) and print where the model is.

    Ctrl-C lets the step finish, saves, and exits 130; --resume goes on exactly there. Under torchrun or `accelerate launch`
    all processes train together, and the first one writes.
    """
    from hrm_codegen.commands import probe
    from hrm_codegen.train import loop, metrics, run
    from hrm_codegen.train.team import place

    here = place()
    _log_to_stderr(first=here.rank == 0)
    with _said_once(here):
        settings = run.load(config, overrides=overrides)
        if dry_run:
            done = loop.dry_run(settings)
            if here.rank == 0:
                click.echo(json.dumps({"v": 1, **done._asdict()}) if as_json else _tell_dry_run(done))
            return
        folder = out or (config if config.is_dir() else _default_folder(config, resume=resume))
        result = loop.train(settings, folder, resume=resume, max_steps=max_steps, probe=probe.of_run(settings))
    if here.rank == 0:
        summary = metrics.summarise(folder / "metrics.csv")
        note(_tell(settings, result, summary))
        click.echo(json.dumps(_as_json(result, summary)) if as_json else str(folder / "model"))
    if result.ending == "interrupted":
        raise click.exceptions.Exit(128 + (result.signal or signal.SIGINT))


@contextlib.contextmanager
def _said_once(here: Place) -> Iterator[None]:
    """Let the first process of a machine tell what all of them find wrong; what one alone finds, it tells after a while.

    The launcher ends the others as soon as the first one has ended.
    """
    try:
        yield
    except HrmError as error:
        if here.local == 0:
            raise
        time.sleep(PATIENCE_S)
        raise type(error)(f"process {here.rank}: {error}") from error


def _default_folder(config: Path, *, resume: bool) -> Path:
    """Return a folder of the user's data folder named after the run file: the next free one, or the last one to resume."""
    import platformdirs

    runs = platformdirs.user_data_path("hrm-codegen") / "runs"
    names = itertools.chain([config.stem], (f"{config.stem}-{number}" for number in itertools.count(2)))
    last = runs / config.stem
    for folder in (runs / name for name in names):
        if not folder.exists():
            return last if resume else folder
        last = folder
    raise AssertionError("there is always a next number")


def _tell_dry_run(done: DryRun) -> str:
    return (
        f"loss {done.loss:.4f}, peak memory {done.peak_memory / MIB:,.0f} MiB, {done.tokens:,} tokens in {done.seconds:.2f} s, "
        f"{done.parameters:,} parameters; nothing was written"
    )


def _tell(settings: RunConfig, result: Result, summary: Summary) -> str:
    speed = f"{summary.tokens:,} tokens in {summary.seconds / 60:.1f} min ({summary.tokens_per_s:,.0f} tokens/s)"
    lines = [
        f"{summary.steps:,} steps, {speed}, peak memory {summary.peak_memory / MIB:,.0f} MiB",
        f"loss {summary.first_loss:.3f} -> {summary.last_loss:.3f} ({-summary.fall:+.0%}; means of ten steps)",
    ]
    if summary.best_validation_loss is not None:
        lines.append(f"best validation loss {summary.best_validation_loss:.3f}: {result.folder / 'checkpoints' / 'best'} names it")
    if result.dropped:
        lines.append(f"{result.dropped:,} documents are longer than data.row_tokens = {settings.data.row_tokens} and were left out")
    if result.ending == "interrupted":
        lines.append(f"interrupted; go on with: hrm train {result.folder} --resume")
    return "\n".join(lines)


def _as_json(result: Result, summary: Summary) -> dict[str, Any]:
    facts = summary._asdict() | {"fall": summary.fall}
    about = {"ending": result.ending, "dropped": result.dropped}
    return {"v": 1, "run": str(result.folder), "model": str(result.folder / "model"), **about, **facts}


def _log_to_stderr(*, first: bool) -> None:
    """Show the library's notes, unless quiet; of several processes only the first one's."""
    silent = not first or quiet()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("hrm_codegen").setLevel(logging.WARNING if silent else logging.INFO)
