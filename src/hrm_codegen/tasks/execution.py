"""Running reference solutions: the proof behind every problem that is trained on or measured with.

These programs are data sets' and our own, not a model's, so hundreds share one sandboxed process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from hrm_codegen.sandbox import ProgramResult, run_many_python
from hrm_codegen.tasks.base import Problem

OFFICIAL_TIMEOUT_S = 3.0  # of a program, in the evaluators of HumanEval and MBPP
_BATCH = 256  # programs a sandboxed process runs


class Checked(NamedTuple):
    """A problem and what running its reference solution showed."""

    problem: Problem
    result: ProgramResult

    @property
    def passed(self) -> bool:
        """Whether the program ran to its end."""
        return self.result.kind == "ok"

    @property
    def detail(self) -> str:
        """Why it did not, in one line."""
        return f"{self.result.kind}: {' '.join(self.result.error.split())}"


def run_references(problems: Sequence[Problem], *, timeout_s: float = 10.0, workers: int | None = None) -> Iterator[Checked]:
    """Run each problem's own program (at most `timeout_s` seconds each) and yield the results in order.

    Batches run side by side in `workers` processes, by default one a core. Raises SandboxError when the sandbox fails.
    """
    workers = workers or os.cpu_count() or 1
    size = max(1, min(_BATCH, -(-len(problems) // workers)))
    batches = [problems[start : start + size] for start in range(0, len(problems), size)]

    def run(batch: Sequence[Problem]) -> list[ProgramResult]:
        return run_many_python([problem.program() for problem in batch], per_timeout_s=timeout_s)

    with ThreadPoolExecutor(workers) as pool:
        for batch, results in zip(batches, pool.map(run, batches), strict=True):
            yield from map(Checked, batch, results)
