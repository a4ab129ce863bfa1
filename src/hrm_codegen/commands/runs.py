"""`hrm runs`: look at run folders without a server: list them, show one, compare several, draw them as a page."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hrm_codegen.commands.notes import note
from hrm_codegen.errors import UsageError

if TYPE_CHECKING:
    from hrm_codegen.monitor.history import Line, RunLog, Standing
    from hrm_codegen.train.signs import Alarm, Episode

RUN = click.argument("run", type=click.Path(path_type=Path))
RUNS = click.argument("folders", metavar="RUN...", nargs=-1, required=True, type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
MOMENTS = (("tokens", "equal tokens"), ("seconds", "equal time"))
LONGEST_VALUE = 60  # characters of a configuration's value in a table


@click.group()
def runs() -> None:
    """Look at run folders: what they are, where they stand, which warning signs they show."""


@runs.command(name="list")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@JSON
def list_(*, folder: Path | None, as_json: bool) -> None:
    """List the runs under FOLDER (where `hrm train` puts them, unless given), those that changed last first."""
    from hrm_codegen.monitor import history

    now = time.time()
    lines = [history.line(run, now) for run in history.read_all(folder or _usual_folder())]
    if as_json:
        click.echo(json.dumps({"v": 1, "runs": [line._asdict() for line in lines]}))
        return
    if not lines:
        note(f"no run under {folder or _usual_folder()} has taken a step yet")
        return
    click.echo("\n".join(_columns([_HEAD, *(_cells(line) for line in lines)])))


@runs.command()
@RUN
@JSON
def show(*, run: Path, as_json: bool) -> None:
    """Show one run: its summary, what changed in it by plan, losses by task, scores, and the warning signs found."""
    from hrm_codegen.monitor import found, history

    log = history.read(_folder(run))
    scores = history.scores(log)
    report = {
        "v": 1,
        **history.line(log, time.time())._asdict(),
        "transitions": [each._asdict() for each in history.transitions(log)],
        "losses": [each._asdict() for each in history.falls(log)],
        "scores": [_score(place, table) for place, table in scores.items()],
        "signs": [*_in_log(found.in_log(log)), *_around(found.around(log, scores))],
    }
    click.echo(json.dumps(report) if as_json else "\n".join(_shown(report)))


@runs.command()
@RUNS
@JSON
def compare(*, folders: tuple[Path, ...], as_json: bool) -> None:
    """Compare runs: the settings that differ, and where each stood at equal tokens and at equal time."""
    from hrm_codegen.monitor import history

    logs = [history.read(_folder(folder)) for folder in folders]
    differing = history.differences(logs)
    moments = [_moment(logs, column, what) for column, what in MOMENTS]
    if as_json:
        told = {moment.what.replace(" ", "_"): moment.as_json() for moment in moments}
        click.echo(json.dumps({"v": 1, "runs": [str(log.folder) for log in logs], "differences": differing, **told}))
        return
    click.echo("\n".join(_compared(logs, differing, moments)))


@runs.command()
@RUNS
@click.option("--out", type=click.Path(path_type=Path), help="The page's file.  [default: curves.html in the first run's folder]")
@click.option("--follow", is_flag=True, help="Write the page again and again until no run goes on any more.")
@JSON
def plot(*, folders: tuple[Path, ...], out: Path | None, follow: bool, as_json: bool) -> None:
    """Draw runs as one HTML page without scripts; while a run goes on, a browser loads it again by itself."""
    from hrm_codegen.monitor import history
    from hrm_codegen.monitor.curves import COLOURS
    from hrm_codegen.monitor.page import REFRESH_S, page

    if len(folders) > COLOURS:
        raise UsageError(f"{len(folders)} runs are given and a chart tells {COLOURS} apart; name {COLOURS} at most")
    paths = [_folder(folder) for folder in folders]
    target = out or paths[0] / "curves.html"
    while True:
        logs, now = [history.read(path) for path in paths], time.time()
        _replace(target, page(logs, now=now))
        if not follow or all(log.state(now) != "running" for log in logs):
            break
        note(f"{target} is written again in {REFRESH_S} s; Ctrl-C ends that")
        time.sleep(REFRESH_S)
    click.echo(json.dumps({"v": 1, "page": str(target)}) if as_json else str(target))


def _usual_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path("hrm-codegen") / "runs"


def _folder(run: Path) -> Path:
    """Return a run folder: the path given, or a run of that name where `hrm train` puts them."""
    usual = _usual_folder() / run
    return usual if not run.exists() and len(run.parts) == 1 and usual.exists() else run


def _replace(path: Path, text: str) -> None:
    """Write a file whole: a browser may load it at any moment."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


_HEAD = ("run", "model", "parameters", "steps", "tokens", "minutes", "loss", "validation", "tokens/s", "state")


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.name, line.model, f"{line.parameters:,}" if line.parameters else "-", f"{line.steps:,}", f"{line.tokens:,}",
        f"{line.minutes:.1f}", _number(line.loss), _number(line.validation_loss), f"{line.tokens_per_s:,.0f}", line.state,
    )  # fmt: skip


def _score(place: str, table: Mapping[str, Any]) -> dict[str, Any]:
    rates = {name: value for name, value in table.items() if name.startswith("pass@")}
    return {"folder": place, "task": table["task"], "split": table["split"], "n_problems": table["n_problems"], **rates}


def _in_log(signs: Sequence[Episode]) -> Iterator[dict[str, Any]]:
    return (sign._asdict() for sign in signs)


def _around(signs: Sequence[Alarm]) -> Iterator[dict[str, Any]]:
    """Yield signs that belong to no step in the form of those that do."""
    for sign in signs:
        yield {"name": sign.name, "first_step": None, "last_step": None, "measured": sign.measured, "remedy": sign.remedy}


def _shown(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield a run as a person reads it."""
    from hrm_codegen.train.signs import SIGNS

    size = f", {report['parameters']:,} parameters" if report["parameters"] else ""
    yield f"{report['name']}: {report['model']}{size}, {report['state']}"
    yield (
        f"{report['steps']:,} steps, {report['tokens']:,} tokens in {report['minutes']:.1f} minutes "
        f"({report['tokens_per_s']:,.0f} tokens/s); loss {_number(report['loss'])}, validation {_number(report['validation_loss'])}"
    )
    if report["transitions"]:
        yield from ("", "changes by plan")
        rows = [(f"step {each['step']:,}", f"{each['progress']:.0%}", each["what"]) for each in report["transitions"]]
        yield from (f"  {row}" for row in _columns(rows))
    if report["losses"]:
        yield from ("", "losses and accuracies, means at first and now")
        rows = [(each["column"], _number(each["first"]), _number(each["last"])) for each in report["losses"]]
        yield from (f"  {row}" for row in _columns(rows))
    if report["scores"]:
        yield from ("", "scores")
    for score in report["scores"]:
        rates = ", ".join(f"{name} {value:.1%}" for name, value in score.items() if name.startswith("pass@"))
        yield f"  {score['task']}:{score['split']}, {score['n_problems']:,} problems: {rates} ({score['folder']})"
    yield ""
    yield "warning signs" if report["signs"] else "no warning signs"
    for sign in report["signs"]:
        where = f" (step {sign['first_step']:,} to {sign['last_step']:,})" if sign["first_step"] else ""
        yield f"  {sign['name']}, {SIGNS[sign['name']].meaning}{where}: {sign['measured']}; {sign['remedy']}"


class _Moment(NamedTuple):
    """Where runs stood when the shortest of them ended, by tokens or by time."""

    what: str
    most: float
    unit: str
    stood: list[Standing | None]

    def as_json(self) -> dict[str, Any]:
        return {"most": self.most, "runs": [each._asdict() if each else None for each in self.stood]}


def _moment(logs: Sequence[RunLog], column: str, what: str) -> _Moment:
    from hrm_codegen.monitor import history

    most = history.together(logs, column)
    unit = f"{most:,.0f} tokens" if column == "tokens" else f"{most / 60:.1f} minutes"
    return _Moment(what, most, unit, [history.standing(log, column, most) for log in logs])


def _compared(logs: Sequence[RunLog], differing: Mapping[str, list[Any]], moments: Sequence[_Moment]) -> Iterator[str]:
    """Yield a comparison as a person reads it."""
    names = tuple(log.name for log in logs)
    rows = [(key, *(_value(value) for value in values)) for key, values in differing.items()]
    yield from _columns([("setting", *names), *rows]) if rows else ("the settings are the same",)
    for moment in moments:
        yield from ("", f"at {moment.what} ({moment.unit})")
        head = ("run", "steps", "tokens", "minutes", "of its plan", "loss", "validation", "last cycle gains", "drafts accepted")
        yield from (f"  {row}" for row in _columns([head, *map(_stood, names, moment.stood)]))
    yield ""
    yield (
        "The loss is the mean of 50 steps, and so is what the last cycle gains, in nats a token. "
        "A run that is not at the end of its plan has not lowered its rate to the end."
    )


def _stood(name: str, stood: Standing | None) -> tuple[str, ...]:
    if stood is None:
        return (name, *("-",) * 8)
    counts = (f"{stood.steps:,}", f"{stood.tokens:,}", f"{stood.minutes:.1f}", f"{stood.progress:.0%}")
    return (name, *counts, *map(_number, (stood.loss, stood.validation_loss, stood.exit_gap, stood.acceptance)))


def _value(value: Any) -> str:
    told = "-" if value is None else str(value)
    return told if len(told) <= LONGEST_VALUE else f"{told[: LONGEST_VALUE - 1]}…"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lay rows of text out in columns, numbers to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    numeric = [
        all(row[column].lstrip("-")[:1].isdigit() or row[column] == "-" for row in rows[1:]) for column in range(len(rows[0]))
    ]
    for row in rows:
        cells = zip(row, widths, numeric, strict=True)
        yield "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in cells).rstrip()
