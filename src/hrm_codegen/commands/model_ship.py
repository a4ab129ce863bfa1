"""`hrm model ship`: a run's model as a package carries it."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.errors import DataError, NotFound, UsageError

if TYPE_CHECKING:
    from hrm_codegen.generate.card import Score, Told
    from hrm_codegen.generate.shipping import Facts


@click.command()
@click.argument("source", metavar="MODEL_OR_RUN", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write.")
@click.option(
    "--scores",
    multiple=True,
    type=click.Path(path_type=Path),
    help="What hrm eval --json said, or its --out folder; can be repeated.",
)
@click.option(
    "--verbatim",
    multiple=True,
    type=click.Path(path_type=Path),
    help="What hrm data origin --results --json said; can be repeated.",
)
@click.option("--built", type=click.Path(path_type=Path), help="The training set.  [default: as the run's config.toml says]")
@click.option("--machine", default="", help="What it was trained on, in words.")
@click.option(
    "--rebuild", "commands", multiple=True, metavar="COMMAND", help="A command that makes the model again; repeated, in order."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def ship(
    *, source: Path, out: Path, scores: tuple[Path, ...], verbatim: tuple[Path, ...], built: Path | None, machine: str,
    commands: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Write a model folder in bf16 with a card and checksums, as the package carries it; at most 60 MB."""
    from hrm_codegen.generate import card, shipping

    model, run = _find(source)
    told = _told(run, built, machine=machine, commands=commands, verbatim=[_json(path) for path in verbatim])

    def write_card(folder: Path, facts: Facts) -> str:
        measured = [_measured(path, before=model, after=folder) for path in scores]
        return card.card(facts, dataclasses.replace(told, scores=measured, model=_named(out)))

    facts = shipping.ship(model, out, write_card)
    rounding = facts.rounding
    if as_json:
        about = {"weights_bytes": facts.weights_bytes, "weights_sha256": facts.weights_sha256, "parameters": facts.parameters}
        click.echo(json.dumps({"v": 1, "path": str(out), **about, "rounding": dataclasses.asdict(rounding)}))
        return
    click.echo(f"{out}: {facts.preset}, {facts.parameters:,} parameters, {facts.weights_bytes / 1e6:.1f} MB in bf16")
    click.echo(
        f"largest difference of a logit {rounding.logit_weights:.4f} (computed in bf16 {rounding.logit_bf16:.4f}); "
        f"{rounding.same_token:.2%} of {rounding.positions:,} likeliest tokens stay; loss {rounding.loss_before:.4f} before, "
        f"{rounding.loss_after:.4f} after"
    )


def _find(source: Path) -> tuple[Path, Path | None]:
    """Return the model folder, and the run folder where there is one."""
    model = source if (source / "config.json").is_file() else source / "model"
    if not (model / "config.json").is_file():
        raise NotFound(f"{source} is neither a model folder nor a run folder with model/ in it; make one with hrm train")
    run = model.resolve().parent
    return model, run if (run / "config.toml").is_file() else None


def _named(out: Path) -> str:
    """Return what a reader's `--model` calls the folder: nothing for the package's own, of an absolute path the last name alone."""
    if out.parts[-2:] == ("assets", "default"):
        return ""
    return out.name if out.is_absolute() else out.as_posix()


def _told(
    run: Path | None, built: Path | None, *, machine: str, commands: Sequence[str], verbatim: Sequence[dict[str, Any]]
) -> Told:
    """Gather what the run file and the training set say."""
    from hrm_codegen import config
    from hrm_codegen.data.origin import holdings
    from hrm_codegen.generate.card import Told

    run_file, components = "", None
    if run is not None:
        run_file = without_places((run / "config.toml").read_text(encoding="utf-8"))
        data = config.read_toml(run / "config.toml").get("data", {})
        built = built or (Path(data["built"]) if data.get("built") else None)
        stages = data.get("mixture", {}).get("stages", [])
        components = frozenset(name for stage in stages for name, weight in stage["components"].items() if weight) or None
    held = holdings(built, components) if built is not None else []
    name = built.resolve().name if built is not None else ""
    held = [one._replace(source=Path(one.source).name) for one in held]
    return Told(set_name=name, holdings=held, verbatim=verbatim, machine=machine, run_file=run_file, commands=commands)


def without_places(text: str) -> str:
    """Return a run file's text with the last name alone of every absolute path in quotes."""
    return re.sub(r'"/[^"]*?([^"/]+)/?"', r'"\1"', text)


def _measured(path: Path, *, before: Path, after: Path) -> Score:
    """Read an evaluation and find out whether it measured these weights; UsageError when it measured others."""
    from hrm_codegen.evaluate import compare, origin
    from hrm_codegen.generate.card import Score

    summary = compare.read_scores(path)
    if not summary.get("scores_valid", True):
        raise UsageError(f"{path} says of itself that its scores are not valid; leave it out")
    found = _digest(summary["settings"]["source"])
    for folder, weights in ((after, "bf16"), (before, "fp32")):
        if _digest(origin.of_model(folder)) == found:
            return Score(summary=summary, weights=weights)
    raise UsageError(f"{path} measured another model ({summary['settings']['source']}); score this one with hrm eval --model")


def _digest(source: str) -> str:
    """Return the hash in "model NAME (hash)"; the name alone says nothing."""
    return source.rpartition("(")[2].rstrip(")")


def _json(path: Path) -> dict[str, Any]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"{path} does not exist; `hrm data origin --results FILE --json` prints such a report") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise DataError(f"{path} is not JSON ({error})") from None
    if not isinstance(table, dict) or "share" not in table:
        raise DataError(f"{path} is no report of hrm data origin --results --json")
    return table
