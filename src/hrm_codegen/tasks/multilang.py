"""HumanEval and MBPP in other languages: HumanEval-X, HumanEvalPack and MultiPL-E, all held out.

Python problems are programs that the sandbox judges. The others keep the benchmark's own texts in `record` (prompt,
declaration, tests, what is imported) for a judge with that toolchain; `files` is the reference as one program, where there is one.
Known traps: JavaScript tests call console.assert, which leaves the exit status alone (its message on stderr is the failure);
Go tests want testify; Rust declarations import the crates rand, regex and md5, which no solution needs.
"""

from __future__ import annotations

from typing import Any

from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.benchfile import LANGUAGE_NAMES, PROGRAM_FILES, HeldOutFile
from hrm_codegen.tasks.datafiles import FILES, Row


def _humaneval_x(name: str, row: Row) -> Problem:
    language = _language(row)
    prompt = _whole_prompt(row, language)
    solution = prompt + row.text("canonical_solution")
    entry_point = _entry_point(row) if language == "python" else ""
    return Problem(
        id=f"{name}/{row.text('task_id').lower()}",
        task=name,
        language=language,
        prompt=prompt,
        form="complete",
        solution=solution,
        licence=FILES["humaneval_x/humaneval-x.jsonl.gz"].licence,
        source="humaneval-x",
        entry_point=entry_point,
        **_judged(row, language, solution, entry_point),
    )


def _humanevalpack(name: str, row: Row) -> Problem:
    language, entry_point = _language(row), row.text("entry_point")
    head = row.text("declaration")
    solution = head + row.text("canonical_solution")
    return Problem(
        id=f"{name}/{row.text('task_id').lower()}",
        task=name,
        language=language,
        prompt=f"Fix the bug in {entry_point}.\n{row.text('docstring')}",
        kind="repair",
        context=head + row.text("buggy_solution"),
        solution=solution,
        tags=(row.text("bug_type"),),
        licence=FILES["humanevalpack/humanevalpack.jsonl.gz"].licence,
        source="humanevalpack",
        entry_point=entry_point,
        **_judged(row, language, solution, entry_point),
    )


def _multipl_e(name: str, row: Row) -> Problem:
    language = _language(row)
    return Problem(
        id=f"{name}/{language}/{row.text('name')}",
        task=name,
        language=language,
        prompt=row.text("prompt"),
        form="complete",
        solution="",
        licence=FILES["multipl_e/humaneval-multipl-e.jsonl.gz"].licence,
        source="multipl-e",
        record=_record(row),
    )


def _judged(row: Row, language: str, solution: str, entry_point: str) -> dict[str, Any]:
    """Return what judges an answer: setup and tests for Python, the reference as a file for the others, the record for all."""
    test = row.text("test")
    if language == "python":
        setup, _, call = test.rstrip().rpartition("\n")
        return {"setup": setup, "tests": (call or f"check({entry_point})",), "record": _record(row)}
    before = row.fields.get("test_setup", "") if language == "go" else ""
    program = "\n".join(part for part in (before, solution, test) if part)
    return {"files": {PROGRAM_FILES[language]: program}, "record": _record(row)}


def _whole_prompt(row: Row, language: str) -> str:
    """Return the beginning of the code; Rust's prompt has the words alone, and its declaration the function."""
    return row.text("prompt") + row.text("declaration") if language == "rust" else row.text("prompt")


def _entry_point(row: Row) -> str:
    return row.text("test").rstrip().rpartition("check(")[2].rstrip(")")


def _language(row: Row) -> str:
    written = row.text("language")
    return LANGUAGE_NAMES.get(written, written)


def _record(row: Row) -> dict[str, Any]:
    kept = (
        "task_id", "name", "prompt", "declaration", "canonical_solution", "buggy_solution", "test", "tests", "stop_tokens",
        "import", "test_setup", "example_test", "bug_type", "failure_symptoms",
    )  # fmt: skip
    return {name: row.fields[name] for name in kept if name in row.fields}


HUMANEVAL_X = HeldOutFile("humaneval-x", "humaneval_x/humaneval-x.jsonl.gz", _humaneval_x)
HUMANEVALPACK = HeldOutFile("humanevalpack", "humanevalpack/humanevalpack.jsonl.gz", _humanevalpack)
MULTIPL_E_HUMANEVAL = HeldOutFile("multipl-e:humaneval", "multipl_e/humaneval-multipl-e.jsonl.gz", _multipl_e)
MULTIPL_E_MBPP = HeldOutFile("multipl-e:mbpp", "multipl_e/mbpp-multipl-e.jsonl.gz", _multipl_e)
