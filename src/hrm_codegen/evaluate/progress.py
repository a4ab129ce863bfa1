"""Progress of a run on stderr: a bar on a terminal, a plain line now and then elsewhere, nothing when asked to be quiet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from hrm_codegen.evaluate.runner import Progress, quiet


@contextmanager
def shown(*, silent: bool = False, stream: TextIO | None = None) -> Iterator[Progress]:
    """Give the function that a run tells its progress to."""
    stream = stream or sys.stderr
    if silent:
        yield quiet
    elif stream.isatty():
        with _bars(stream) as tell:
            yield tell
    else:
        yield _lines(stream)


def _lines(stream: TextIO) -> Progress:
    told: dict[str, int] = {}

    def tell(stage: str, done: int, total: int) -> None:
        part = 10 if done >= total else done // max(10, -(-total // 10))
        if told.get(stage, -1) < part:
            told[stage] = part
            print(f"{stage} {done}/{total}", file=stream, flush=True)

    return tell


@contextmanager
def _bars(stream: TextIO) -> Iterator[Progress]:
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description:9}"), progress.BarColumn(), progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(), progress.TimeRemainingColumn(),
    )  # fmt: skip
    with progress.Progress(*columns, console=Console(file=stream)) as bars:
        known: dict[str, progress.TaskID] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in known:
                known[stage] = bars.add_task(stage, total=total)
            bars.update(known[stage], completed=done, total=total)

        yield tell
