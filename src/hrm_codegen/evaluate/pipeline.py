"""From a task's name to a score: `prepare` settles what is measured, `evaluate` runs the three stages and reports."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hrm_codegen.errors import DataError, NotFound, UsageError
from hrm_codegen.evaluate import report, runner, strata
from hrm_codegen.evaluate.exchange import Solutions
from hrm_codegen.evaluate.judge import COMMANDS_TIMEOUT_S, can_be_judged, is_command, missing_tool
from hrm_codegen.evaluate.protocols import SHOTS, protocol
from hrm_codegen.evaluate.rows import Key, Result
from hrm_codegen.evaluate.runner import Judge, Progress, Run, Settings
from hrm_codegen.evaluate.summary import summarise
from hrm_codegen.generate.base import Generator
from hrm_codegen.tasks import catalog
from hrm_codegen.tasks.base import Problem

TIMEOUT_S = 10.0  # wall clock of one program
MAX_TOKENS = 512
SAMPLED = (0.8, 0.95)  # temperature and top_p where a problem gets several answers


class Scored(NamedTuple):
    """A finished run."""

    summary: dict[str, Any]
    results: Mapping[Key, Result]
    files: report.Files


def problems_of(source: catalog.Source, limit: int | None = None) -> list[Problem]:
    """Load a split's problems, or its first ones, as many of each stratum; none at all is a DataError.

    One that cannot be judged here is a UsageError.
    """
    loaded = catalog.task(source.task).load(source.split)
    problems = list(loaded if limit is None else itertools.islice(strata.by_turns(loaded), limit))
    if not problems:
        raise DataError(f"{source.task}:{source.split} has no problems to score; choose another split or a larger --limit")
    other = next((problem for problem in problems if not can_be_judged(problem)), None)
    if other is not None:
        raise UsageError(
            f"{other.id} ({other.language}) is judged neither by a Python program with tests nor by the state that commands "
            "leave; score a task that is, such as mbpp or tooluse"
        )
    return problems


class Judged(NamedTuple):
    """The problems that this machine can judge, and how many it cannot by the program that is not installed."""

    problems: list[Problem]
    missing: dict[str, int]


def judged_here(problems: Sequence[Problem]) -> Judged:
    """Leave out the problems whose tool is not installed; NotFound when that is all of them."""
    tools = [missing_tool(problem) for problem in problems]
    missing = dict(Counter(filter(None, tools)))
    kept = [problem for problem, tool in zip(problems, tools, strict=True) if not tool]
    if not kept:
        raise NotFound(f"none of the problems can be judged without {', '.join(missing)}; install it")
    return Judged(kept, missing)


def prepare(
    problems: Sequence[Problem],
    *,
    folder: Path,
    source: catalog.Source,
    answered_by: str,
    prompt: str = "native",
    n: int = 1,
    limit: int | None = None,
    seed: int = 0,
    temperature: float | None = None,
    top_p: float | None = None,
    max_tokens: int = MAX_TOKENS,
    timeout_s: float = TIMEOUT_S,
    grammar: str | None = None,
) -> Run:
    """Settle a model's run: one sample is greedy, several are drawn at T = 0.8 with top_p 0.95 unless told otherwise.

    Raises UsageError for a prompt kind that the task does not have, and for several greedy samples, which are all the same.
    """
    usual = SAMPLED if n > 1 else (0.0, 1.0)
    temperature = usual[0] if temperature is None else temperature
    top_p = usual[1] if top_p is None else top_p
    if n > 1 and temperature == 0:
        raise UsageError(f"n is {n} and temperature 0: greedy samples are all the same; use --n 1 or a temperature")
    shots = _shots(protocol(prompt, problems[0]).shots)
    settings = Settings(
        task=source.task, split=source.split, source=answered_by, prompt=prompt, n=n, limit=limit, seed=seed,
        temperature=float(temperature), top_p=float(top_p), max_tokens=max_tokens, timeout_s=_limit_s(problems, timeout_s),
        data_sha256=runner.data_hash(problems), prompts_sha256=runner.prompts_hash(prompt, problems, shots),
        grammar=grammar,
    )  # fmt: skip
    return Run(problems=problems, settings=settings, folder=folder, shots=shots)


def _limit_s(problems: Sequence[Problem], timeout_s: float) -> float:
    return COMMANDS_TIMEOUT_S if is_command(problems[0]) else float(timeout_s)


def _shots(ids: Sequence[str]) -> list[Problem]:
    """Load the worked problems that a protocol shows, in its order."""
    if not ids:
        return []
    found = {problem.id: problem for problem in catalog.task(SHOTS.task).load(SHOTS.split)}
    return [found[problem_id] for problem_id in ids]


def prepare_given(
    problems: Sequence[Problem],
    solutions: Solutions,
    *,
    folder: Path,
    source: catalog.Source,
    answered_by: str,
    limit: int | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Run:
    """Settle the run of a solutions file; n is the most answers that a problem has there."""
    n = max(map(len, solutions.completions.values()), default=1)
    settings = Settings(
        task=source.task, split=source.split, source=answered_by, prompt="given", n=n, limit=limit, seed=0,
        temperature=0.0, top_p=1.0, max_tokens=0, timeout_s=_limit_s(problems, timeout_s),
        data_sha256=runner.data_hash(problems), prompts_sha256="",
    )  # fmt: skip
    return Run(problems=problems, settings=settings, folder=folder)


def evaluate(
    run: Run,
    answers: Generator | Solutions,
    judge: Judge,
    *,
    ks: Sequence[int] = (1,),
    workers: int | None = None,
    model: Path | None = None,
    invalid: str = "",
    machine: Mapping[str, Any] | None = None,
    progress: Progress = runner.quiet,
) -> Scored:
    """Answer, run and score what the folder still lacks, and write the report there.

    `model` is the folder whose run's loss curve the report shows; `invalid` says why its scores must not be compared.
    """
    workers = workers or os.cpu_count() or 1
    with runner.opened(run):
        samples = runner.take(run, answers) if isinstance(answers, Solutions) else runner.generate(run, answers, progress=progress)
        results = runner.execute(run, samples, judge, workers=workers, progress=progress)
        facts = {"cpus": os.cpu_count(), "workers": workers} | dict(machine or {})
        summary = summarise(run, samples, results, ks=ks, invalid=invalid, machine=facts)
        files = report.write(run, summary, results, curve=report.read_curve(model) if model else None)
    return Scored(summary, results, files)
