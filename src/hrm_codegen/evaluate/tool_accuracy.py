"""Tool accuracy: how many answers to wishes begin with the right tool, and with the reference's own first word.

An answer may reach the state with another program than the reference, so the share of passes can be above that of first words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hrm_codegen.errors import DataError
from hrm_codegen.evaluate.judge import is_command
from hrm_codegen.evaluate.rows import Result
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tools.base import tool_of
from hrm_codegen.tools.commands import parse


def shares(problems: Sequence[Problem], answers: Sequence[Iterable[Result]]) -> dict[str, Any]:
    """Return {"commands": {n, tool, first_word, passed, by_tool}}, shares but for n; empty for a task without commands."""
    counted: dict[str, Counter[str]] = {}
    for problem, rows in zip(problems, answers, strict=True):
        if is_command(problem):
            for row in rows:
                counted.setdefault(problem.tags[0], Counter()).update(_seen(problem, row))
    if not counted:
        return {}
    whole = sum(counted.values(), Counter[str]())
    return {"commands": _shares(whole) | {"by_tool": {tool: _shares(found) for tool, found in sorted(counted.items())}}}


def first_word(commands: str) -> str:
    """Return the program that commands begin with; empty where they are no plain commands."""
    try:
        found = parse(commands)
    except DataError:
        return ""
    return found[0].argvs[0][0] if found else ""


def lines(summary: Mapping[str, Any]) -> list[str]:
    """Return the shares in sentences, all tools first; nothing for a task without commands."""
    found = summary.get("commands")
    if not found:
        return []
    return [f"commands, {name}: {_told(row)}" for name, row in {"all tools": found, **found["by_tool"]}.items()]


def _told(row: Mapping[str, Any]) -> str:
    return f"{row['n']} answers, right tool {row['tool']:.1%}, right first word {row['first_word']:.1%}, passed {row['passed']:.1%}"


def _seen(problem: Problem, row: Result) -> Iterable[str]:
    yield "n"
    word = first_word(row.code)
    tool = tool_of(word) if word else None
    if tool is not None and tool.name == problem.tags[0]:
        yield "tool"
    if word and word == first_word(problem.solution):
        yield "first_word"
    if row.passed:
        yield "passed"


def _shares(found: Counter[str]) -> dict[str, Any]:
    return {"n": found["n"], **{name: found[name] / found["n"] for name in ("tool", "first_word", "passed")}}
