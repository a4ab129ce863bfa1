"""Run folders read back, without a server and without torch: what each run is, where it stands, what happened in it.

A run folder is one with `config.toml` and `metrics.csv`. Whether a run goes on is told by how long ago its metrics grew.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from hrm_codegen import config as settings
from hrm_codegen import folder as model_folder
from hrm_codegen.errors import HrmError, NotFound, UsageError
from hrm_codegen.train import metrics
from hrm_codegen.train.metrics import EDGE

DEEP = 3  # levels of folders under a root in which runs are looked for
PATIENCE_S = 120.0  # without a new row, after which a run counts as stopped, unless its steps are slower
RECENT = 50  # rows that "now" is the mean of where single rows scatter

NEEDED = ("seconds", "step", "tokens")  # columns without which metrics.csv is no run's
SECTIONS = ("model", "data", "train", "schedule")  # of config.toml, which are tables if they are there

State = Literal["done", "running", "stopped"]


@dataclass(frozen=True)
class RunLog:
    """One run as its folder tells it."""

    folder: Path
    config: Mapping[str, Any]  # config.toml
    rows: Sequence[Mapping[str, float]]  # metrics.csv, at least one
    changed: float  # when metrics.csv last grew, seconds since the epoch

    @property
    def name(self) -> str:
        """What the run is called: its folder's name."""
        return self.folder.resolve().name

    @property
    def last(self) -> Mapping[str, float]:
        """The newest row."""
        return self.rows[-1]

    def state(self, now: float) -> State:
        """Say whether the run is complete, goes on, or stopped before its end; `now` is in seconds since the epoch."""
        if self.last.get("progress", 0.0) >= 1:
            return "done"
        recent = self.rows[-RECENT:]
        pace = (recent[-1]["seconds"] - recent[0]["seconds"]) / max(len(recent) - 1, 1)
        return "running" if now - self.changed < max(PATIENCE_S, 10 * pace) else "stopped"

    def latest(self, column: str, *, over: int = 1) -> float | None:
        """Return the mean of a column's newest values, of `over` rows at most; None where it has none."""
        values = [row[column] for row in self.rows if column in row][-over:]
        return sum(values) / len(values) if values else None

    @property
    def model(self) -> str:
        """The model in a few letters: kind, width, layers of each stack, its own cycles if it has any."""
        model = self.config.get("model", {})
        told = f"{model.get('kind', 'hrm')} {model.get('width', '?')}x{model.get('layers', '?')}"
        return told if model.get("kind") == "transformer" else f"{told} H{model.get('H_cycles', '?')}L{model.get('L_cycles', '?')}"

    @cached_property
    def parameters(self) -> int | None:
        """How many numbers are trained: as many as were written, else as the configuration says; None if that is not readable."""
        try:
            tensors = model_folder.read_tensors(self.folder / "model" / model_folder.WEIGHTS)
        except HrmError:
            return _configured(self.config.get("model", {}))
        return sum(int(tensor.data.size) for name, tensor in tensors.items() if not name.endswith("_init"))


def _configured(model: Mapping[str, Any]) -> int | None:
    """Count the parameters of a model that is not written yet; this alone loads torch."""
    from hrm_codegen.models.base import ModelConfig
    from hrm_codegen.models.counts import parameter_count

    try:
        return parameter_count(settings.build(ModelConfig, model, where="model"))
    except HrmError:
        return None


def find(root: Path) -> list[Path]:
    """Return the run folders under a folder, or the folder itself where it is one; NotFound when it does not exist."""
    if not root.is_dir():
        raise NotFound(f"{root} does not exist; name a folder of runs, such as runs/")
    return sorted(_found(root, DEEP))


def _found(root: Path, deep: int) -> Iterator[Path]:
    if (root / "metrics.csv").is_file() and (root / "config.toml").is_file():
        yield root
    elif deep:
        for path in root.iterdir():
            if path.is_dir() and not path.is_symlink():
                yield from _found(path, deep - 1)


def read(folder: Path) -> RunLog:
    """Read a run folder; NotFound when it is none, UsageError when no step is in it yet or its files are not a run's."""
    for name in ("config.toml", "metrics.csv"):
        if not (folder / name).is_file():
            raise NotFound(f"{folder} is no run folder, it has no {name}; hrm train writes one, hrm runs list finds them")
    rows, config = _rows(folder / "metrics.csv"), settings.read_toml(folder / "config.toml")
    for name in SECTIONS:
        if not isinstance(config.get(name, {}), Mapping):
            raise UsageError(f"{folder / 'config.toml'} is no run's: {name} is {config[name]!r}, not a section; name a run folder")
    return RunLog(folder, config, rows, (folder / "metrics.csv").stat().st_mtime)


def _rows(path: Path) -> list[dict[str, float]]:
    """Read the rows of a run's metrics; UsageError where there are none, or where they are those of another program."""
    try:
        rows = metrics.read(path)
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path} is no run's: {error}; name a run folder") from None
    if not rows:
        raise UsageError(f"{path} holds no step yet; look again when the first step is done")
    for row in rows:
        missing = [name for name in NEEDED if not math.isfinite(row.get(name, math.nan))]
        if missing:
            raise UsageError(f"{path} is no run's: a row has no number for {', '.join(missing)}; name a run folder")
    return rows


def read_all(root: Path) -> list[RunLog]:
    """Read all runs under a folder that have taken a step, those that changed last first."""
    runs = []
    for path in find(root):
        try:
            runs.append(read(path))
        except HrmError:
            continue  # no step yet, a file that is being written, or another program's: nothing to list
    return sorted(runs, key=lambda run: -run.changed)


class Line(NamedTuple):
    """A run in one line."""

    name: str
    model: str
    parameters: int | None
    steps: int
    tokens: int
    minutes: float
    loss: float | None  # mean of the newest ten rows
    validation_loss: float | None  # the newest
    tokens_per_s: float  # over the whole run
    state: State
    folder: str


def exit_gap(row: Mapping[str, float]) -> float | None:
    """Return the nats by which the final loss is below that of the exit before it; None where nothing was measured."""
    exits = [int(number) for name in row if (number := name.removeprefix("exit_loss/")) != name and number.isdecimal()]
    return row[f"exit_loss/{max(exits)}"] - row["loss"] if exits and "loss" in row else None


def exit_gaps(rows: Sequence[Mapping[str, float]]) -> list[float]:
    """Return the gap of the last exit of all rows that measured it."""
    return [gap for row in rows if (gap := exit_gap(row)) is not None]


def line(run: RunLog, now: float) -> Line:
    """Sum a run up in one line."""
    last = run.last
    return Line(
        name=run.name,
        model=run.model,
        parameters=run.parameters,
        steps=int(last["step"]),
        tokens=int(last["tokens"]),
        minutes=last["seconds"] / 60,
        loss=run.latest("loss", over=EDGE),
        validation_loss=run.latest("validation_loss"),
        tokens_per_s=last["tokens"] / max(last["seconds"], 1e-9),
        state=run.state(now),
        folder=str(run.folder),
    )


class Transition(NamedTuple):
    """Something that changed in a run by plan: a stage of the curriculum, its depth, its rate, the length of its rows."""

    step: int
    progress: float
    what: str


def transitions(run: RunLog) -> list[Transition]:
    """Return what a run changed by plan and has reached, in order: stages, depth, warm-up and decay of the rate, longer rows."""
    plan = run.config.get("schedule", {})
    points = [(plan.get("warmup", 0.0), "the rate is at its peak"), (1 - plan.get("decay", 0.0), "the rate begins to fall")]
    begins = 0.0
    for stage in run.config.get("data", {}).get("mixture", {}).get("stages", ()):
        points.append((begins, f"stage {stage['name']!r}"))
        begins = stage["until"]
    data = run.config.get("data", {})
    if data.get("first_row_tokens") and data.get("first_rows_until"):
        points.append((data["first_rows_until"], f"rows of {data.get('row_tokens')} tokens, {data['first_row_tokens']} before"))
    found = [_at(run, progress, what) for progress, what in points]
    found += _depths(run)
    return sorted((each for each in found if each is not None), key=lambda each: each.step)


def _at(run: RunLog, progress: float, what: str) -> Transition | None:
    """Return the first row that begins at or after a progress; a row's own progress is that at its end."""
    before = 0.0
    for row in run.rows:
        if before >= progress:
            return Transition(int(row["step"]), before, what)
        before = row.get("progress", 0.0)
    return None


def _depths(run: RunLog) -> Iterator[Transition]:
    before: tuple[float | None, float | None] | None = None
    progress = 0.0
    for row in run.rows:
        depth = (row.get("L_calls"), row.get("bp_steps"))
        words = [f"{value:.0f} {what}" for value, what in zip(depth, ("L calls", "gradient calls"), strict=True) if value]
        if depth != before and words:
            yield Transition(int(row["step"]), progress, ", ".join(words))
        before, progress = depth, row.get("progress", 0.0)


class Fall(NamedTuple):
    """A column of losses, accuracies or accepted drafts, or the gap of the last exit: its mean at the beginning, and now."""

    column: str
    first: float
    last: float
    rows: int  # that have it


MEASURED = ("loss/", "exit_loss/", "edit_loss", "tool_loss", "plan_loss/", "accuracy", "acceptance/")  # how such columns begin


def falls(run: RunLog) -> list[Fall]:
    """Return the columns of losses and accuracies by task, language, cycle and role, each with its first and newest rows' means.

    `exit_gap`, where early exits are measured, is no column of the log: it is what the last cycle gains on the exit before it.
    """
    found: dict[str, list[float]] = {}
    for row in run.rows:
        for name, value in row.items():
            if name.startswith(MEASURED):
                found.setdefault(name, []).append(value)
    if gaps := exit_gaps(run.rows):
        found["exit_gap"] = gaps
    few = {name: min(RECENT, max(1, len(values) // 4)) for name, values in found.items()}
    return [
        Fall(name, _mean(values[: few[name]]), _mean(values[-few[name] :]), len(values)) for name, values in sorted(found.items())
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


_SCORED = {"task", "split", "n_problems", "data_sha256"}  # what every evaluation says


def scores(run: RunLog) -> dict[str, dict[str, Any]]:
    """Return the evaluations that lie in a run folder, by the folder they are in; what cannot be read is left out."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted([*run.folder.glob("*/scores.json"), *run.folder.glob("*/*/scores.json")]):
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(table, dict) and table.keys() >= _SCORED:
            found[str(path.parent.relative_to(run.folder))] = table
    return found


def flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return a configuration as dotted keys; lists of sections are numbered."""
    result: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, Mapping):
            result |= flat(value, f"{prefix}{key}.")
        elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
            for number, item in enumerate(value):
                result |= flat(item, f"{prefix}{key}.{number}.")
        else:
            result[f"{prefix}{key}"] = value
    return result


def differences(runs: Sequence[RunLog]) -> dict[str, list[Any]]:
    """Return the keys of the configurations that differ, with each run's value; None where a run has no such key."""
    tables = [flat(run.config) for run in runs]
    keys = sorted({key for table in tables for key in table})
    found = {key: [table.get(key) for table in tables] for key in keys}
    return {key: values for key, values in found.items() if any(value != values[0] for value in values)}


class Standing(NamedTuple):
    """Where a run stood at some moment."""

    steps: int
    tokens: int
    minutes: float
    progress: float  # of its own plan: a run whose rate has not decayed yet is not at its best
    loss: float  # mean of the RECENT rows before
    validation_loss: float | None  # the last one before
    exit_gap: float | None  # nats that the last cycle gains on the exit before it, mean of as many
    acceptance: float | None  # share of the first cycle's drafts that the last one accepts, at the last validation before


def standing(run: RunLog, column: str, most: float) -> Standing | None:
    """Return where a run stood when a column ("tokens", "seconds") had reached `most`; None before its first step."""
    rows = [row for row in run.rows if row[column] <= most]
    if not rows:
        return None
    losses = [row["loss"] for row in rows if "loss" in row][-RECENT:]
    validated, accepted = ([row[name] for row in rows if name in row] for name in ("validation_loss", "acceptance/draft"))
    gaps = exit_gaps(rows[-RECENT:])
    last = rows[-1]
    return Standing(
        steps=int(last["step"]),
        tokens=int(last["tokens"]),
        minutes=last["seconds"] / 60,
        progress=last.get("progress", 0.0),
        loss=_mean(losses) if losses else math.nan,
        validation_loss=validated[-1] if validated else None,
        exit_gap=_mean(gaps) if gaps else None,
        acceptance=accepted[-1] if accepted else None,
    )


def together(runs: Sequence[RunLog], column: str) -> float:
    """Return how far all runs have come by a column: the least of their last values."""
    return min(run.last[column] for run in runs)
