"""SINKS: where the numbers of a run go. The CSV file and the console always, TensorBoard and Weights & Biases when asked.

A row is one optimiser step: numbers by column name. What a step did not measure is left out of its row. Where a probe looked at
what the model writes, sinks that can show text get its answers too.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, Self, runtime_checkable

from hrm_codegen.errors import ConfigError, NotFound, UsageError, nearest

COLUMNS = (
    *("step", "tokens", "seconds", "progress", "lr", "loss", "grad_norm", "tokens_per_s", "peak_memory", "L_calls", "bp_steps"),
    *("row_tokens", "validation_loss", "acceptance/draft", "memory_limit"),
)
"""The columns every run has; `peak_memory` is in bytes, losses are in nats a supervised token, `acceptance/draft` is a share.

`row_tokens` is how long the step's rows were: a change of it moves loss, memory and speed at once.
"""

PROBE_COLUMNS = ("probe/pass@1", "probe/parses")
"""Shares of a few held-out answers, where a run looks at them."""

Row = Mapping[str, float]
EDGE = 10  # steps that "the loss at the beginning" and "at the end" are means of


@dataclass(frozen=True, kw_only=True)
class LogConfig:
    """What is logged besides metrics.csv and the console."""

    sinks: tuple[str, ...] = ()  # "tensorboard", "wandb"; both are in the extra `monitor`
    every_s: float = 5.0  # seconds between lines where the console is no terminal
    probe_every: int = 0  # steps between looks at what the model writes and how much of it passes; 0 is never
    probe_task: str = "exercises:compose:validation"  # a held-out split, "task:split"
    probe_problems: int = 32  # its first ones
    project: str = "hrm-codegen"  # of Weights & Biases; it stays offline unless WANDB_MODE says otherwise

    def __post_init__(self) -> None:
        """Refuse unknown sinks, missing packages and impossible numbers before anything is spent."""
        if self.probe_every < 0 or self.probe_problems < 1:
            raise ConfigError(
                f"log.probe_every ({self.probe_every}) must be 0 or more, probe_problems ({self.probe_problems}) above 0"
            )
        for name in self.sinks:
            if name not in PACKAGES:
                raise ConfigError(f"log.sinks names {name!r}{nearest(name, PACKAGES)}")
            if importlib.util.find_spec(PACKAGES[name]) is None:
                raise UsageError(f"log.sinks names {name!r}, which is not installed; run: pip install 'hrm-codegen[monitor]'")


PACKAGES = {"tensorboard": "tensorboard", "wandb": "wandb"}


class Sink(Protocol):
    """Something that takes rows."""

    def log(self, row: Row) -> None:
        """Take one step's numbers."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...


class Sample(NamedTuple):
    """What the model wrote for one problem of the probe."""

    id: str
    prompt: str
    code: str
    verdict: str
    detail: str  # of the verdict, such as the error's last line


@runtime_checkable
class Gallery(Protocol):
    """A sink that shows text as well."""

    def show(self, step: int, samples: Sequence[Sample]) -> None:
        """Take the answers of a step, after its row."""
        ...


class Setup(NamedTuple):
    """What a sink needs to know of a run."""

    folder: Path  # the run folder
    columns: tuple[str, ...]
    config: Mapping[str, Any]  # the resolved run file
    first_step: int  # steps done before; rows after it are of a part of the run that was lost
    log: LogConfig


class Csv:
    """metrics.csv: a row a step, flushed at once, so that a killed run loses none. Lost steps' rows are cut off on resume."""

    def __init__(self, setup: Setup) -> None:
        """Keep the rows up to the first step, and their columns."""
        path = setup.folder / "metrics.csv"
        kept = [row for row in read(path) if row["step"] <= setup.first_step] if setup.first_step else []
        self._columns = list(dict.fromkeys([*(name for row in kept for name in row), *setup.columns]))
        temporary = path.with_name(".metrics.csv.new")
        with temporary.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, self._columns, restval="")
            writer.writeheader()
            writer.writerows({name: _text(value) for name, value in row.items()} for row in kept)
        temporary.replace(path)
        self._file = path.open("a", newline="", encoding="utf-8")
        self._writer = csv.DictWriter(self._file, self._columns, restval="")

    def log(self, row: Row) -> None:
        """Append and flush."""
        self._writer.writerow({name: _text(value) for name, value in row.items()})
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Lines:
    """The console where it is no terminal: a plain line every few seconds, the first and the last step."""

    def __init__(self, stream: IO[str], *, every_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Write to a stream; `clock` gives seconds."""
        self._stream, self._every_s, self._clock = stream, every_s, clock
        self._next, self._last = float("-inf"), ""

    def log(self, row: Row) -> None:
        """Print the row if it is time, or if it has a validation loss."""
        self._last = describe(row)
        if self._clock() >= self._next or "validation_loss" in row:
            self._print()

    def close(self) -> None:
        """Print the last row unless it stands there already."""
        if self._last:
            self._print()

    def _print(self) -> None:
        self._stream.write(self._last + "\n")
        self._stream.flush()
        self._last, self._next = "", self._clock() + self._every_s


class Bar:
    """The console where it is a terminal: a progress bar with the loss."""

    def __init__(self) -> None:
        """Open the bar on stderr."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
        self._progress = Progress(*columns, console=Console(stderr=True))
        self._task = self._progress.add_task("first step", total=1.0)
        self._progress.start()

    def log(self, row: Row) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=row["progress"], description=describe(row))

    def close(self) -> None:
        """Leave the bar as it stands."""
        self._progress.stop()


class Silent:
    """The console of `--quiet`."""

    def log(self, row: Row) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Say nothing."""


class TensorBoard:
    """Event files under the run folder's tensorboard/."""

    def __init__(self, setup: Setup) -> None:
        """Open a writer; lost steps are purged."""
        from torch.utils.tensorboard import SummaryWriter

        self._writer = SummaryWriter(str(setup.folder / "tensorboard"), purge_step=setup.first_step + 1)

    def log(self, row: Row) -> None:
        """Write every number but the step as a scalar."""
        for name, value in row.items():
            if name != "step":
                self._writer.add_scalar(name, value, int(row["step"]))

    def show(self, step: int, samples: Sequence[Sample]) -> None:
        """Write the answers as one text; lines indented by four are code, whatever stands in them."""
        self._writer.add_text("samples", "\n\n".join(map(_markdown, samples)), step)

    def close(self) -> None:
        """Write what is left."""
        self._writer.close()


class Wandb:
    """Weights & Biases, offline unless WANDB_MODE says otherwise: nothing leaves the machine by itself.

    A resumed run goes on under the id that wandb/run-id holds; steps that were logged before stay as they are. Offline each part
    lies in a folder of its own under the same id, and `wandb sync` puts them together in order.
    """

    def __init__(self, setup: Setup) -> None:
        """Open a run under the run folder's wandb/, named after the folder, with the configuration, or go on with the last."""
        import wandb

        mode: Any = os.environ.get("WANDB_MODE", "offline")
        name, noted = setup.folder.resolve().name, setup.folder / "wandb" / "run-id"
        known = noted.read_text(encoding="utf-8").strip() if setup.first_step and noted.exists() else ""
        self._run = wandb.init(
            project=setup.log.project, name=name, dir=str(setup.folder), mode=mode, config=dict(setup.config),
            id=known or None, resume="allow" if known else None, reinit="create_new", settings=wandb.Settings(silent=True),
        )  # fmt: skip
        noted.parent.mkdir(exist_ok=True)
        noted.write_text(f"{self._run.id}\n", encoding="utf-8")

    def log(self, row: Row) -> None:
        """Log the row at its step."""
        self._run.log(dict(row), step=int(row["step"]))

    def show(self, step: int, samples: Sequence[Sample]) -> None:
        """Log the answers as a table, a row each."""
        import wandb

        self._run.log({"samples": wandb.Table(columns=list(Sample._fields), data=[list(each) for each in samples])}, step=step)

    def close(self) -> None:
        """Finish the run."""
        self._run.finish()


def console(setup: Setup) -> Sink:
    """Choose the console: silent with HRM_QUIET, a bar on a terminal (unless NO_COLOR), else plain lines."""
    if os.environ.get("HRM_QUIET", "0") not in ("", "0"):
        return Silent()
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        return Bar()
    return Lines(sys.stderr, every_s=setup.log.every_s)


SINKS: Mapping[str, Callable[[Setup], Sink]] = {"csv": Csv, "console": console, "tensorboard": TensorBoard, "wandb": Wandb}
ALWAYS = ("csv", "console")


class Metrics:
    """All sinks of a run as one; a context manager that closes them whatever happens."""

    def __init__(self, setup: Setup | None) -> None:
        """Open the sinks that are always there and those asked for; without a setup none: another process writes."""
        self._sinks = [] if setup is None else [SINKS[name](setup) for name in (*ALWAYS, *setup.log.sinks)]
        self._folder = None if setup is None else setup.folder

    def log(self, row: Row) -> None:
        """Give a row to every sink, and the answers of a row with probe columns to those that show text."""
        for sink in self._sinks:
            sink.log(row)
        galleries = [sink for sink in self._sinks if isinstance(sink, Gallery)]
        if self._folder and galleries and any(name in row for name in PROBE_COLUMNS):
            step = int(row["step"])
            samples = read_samples(self._folder, step)
            for gallery in galleries if samples else ():
                gallery.show(step, samples)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for sink in self._sinks:
            sink.close()


class Summary(NamedTuple):
    """What a run's metrics say in short."""

    steps: int
    tokens: int
    seconds: float
    first_loss: float  # mean of the first ten steps
    last_loss: float  # mean of the last ten steps
    best_validation_loss: float | None
    tokens_per_s: float  # over the whole run
    peak_memory: int  # bytes

    @property
    def fall(self) -> float:
        """The share by which the loss fell."""
        return 1 - self.last_loss / self.first_loss


def summarise(path: Path) -> Summary:
    """Read a metrics.csv and sum it up; NotFound without one, UsageError when no step is in it."""
    if not path.exists():
        raise NotFound(f"{path} does not exist; it is written by hrm train")
    rows = read(path)
    if not rows:
        raise UsageError(f"{path} holds no step yet")
    losses = [row["loss"] for row in rows if "loss" in row]
    last = rows[-1]
    return Summary(
        steps=int(last["step"]),
        tokens=int(last["tokens"]),
        seconds=last["seconds"],
        first_loss=_mean(losses[:EDGE]),
        last_loss=_mean(losses[-EDGE:]),
        best_validation_loss=min((row["validation_loss"] for row in rows if "validation_loss" in row), default=None),
        tokens_per_s=last["tokens"] / max(last["seconds"], 1e-9),
        peak_memory=int(max(row["peak_memory"] for row in rows)),
    )


def read(path: Path) -> list[dict[str, float]]:
    """Return the rows of a metrics.csv, empty cells left out; a last line that a kill cut short is left out too."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        rows = [_numbers(row) for row in csv.DictReader(file)]
    return [row for row in rows if row is not None]


def read_samples(folder: Path, step: int) -> list[Sample]:
    """Return what the probe of a run folder wrote down at a step; nothing where it wrote nothing."""
    path = folder / "samples" / f"step-{step:08d}.jsonl"
    if not path.exists():
        return []
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Sample(*(str(line.get(name, "")) for name in Sample._fields)) for line in lines]


def _markdown(sample: Sample) -> str:
    parts = [f"### {sample.id}: {sample.verdict}", *map(_code, (sample.prompt, sample.code, sample.detail))]
    return "\n\n".join(part for part in parts if part)


def _code(text: str) -> str:
    """Write a text as Markdown's block of code, by its indentation: no line of it can end the block."""
    return "\n".join(f"    {line}" for line in text.splitlines())


def describe(row: Row) -> str:
    """Return a row as one line for people."""
    parts = [f"step {int(row['step'])}", f"{row['progress']:.0%}"]
    parts += [f"{label} {row[name]:.3f}" for name, label in (("loss", "loss"), ("validation_loss", "validation")) if name in row]
    return "  ".join([*parts, f"{row['tokens_per_s']:,.0f} tokens/s"])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _text(value: float) -> str:
    """Write a number so that it reads back the same, whole ones without a point."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _numbers(row: Mapping[str | Any, Any]) -> dict[str, float] | None:
    """Read a line's numbers; None for one that is cut short, or longer than the head."""
    if None in row or any(value is None for value in row.values()):
        return None
    try:
        return {name: float(value) for name, value in row.items() if value != ""}
    except ValueError:
        return None


def columns(more: Iterable[str]) -> tuple[str, ...]:
    """Return every run's columns and those of its objective, each once."""
    return tuple(dict.fromkeys([*COLUMNS, *more]))
