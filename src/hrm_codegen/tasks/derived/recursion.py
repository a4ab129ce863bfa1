"""Recursive functions: which function of a solution calls itself, and the calls and returns of a run in words."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence
from typing import Any

from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import values
from hrm_codegen.tasks.derived.base import Study

# Records the calls of one function with their arguments, and what each returns, in the order in which they happen.
_RECORD = """
import json as _json
import sys as _sys
def _record(text):
    rows, left = [], [{steps}]
    def local(frame, event, value):
        left[0] -= 1
        if left[0] < 0 or len(rows) > {most}:
            raise _Endless
        if event == "return":
            rows.append(["return", repr(value)[:200]])
        return local
    def call(frame, event, value):
        if frame.f_code.co_name == {name!r}:
            names = frame.f_code.co_varnames[:frame.f_code.co_argcount]
            rows.append(["call", ", ".join(repr(frame.f_locals[name])[:200] for name in names)])
            return local
        return None
    _sys.settrace(call)
    try:
        eval(text)
    except (Exception, _Endless):
        rows = []
    finally:
        _sys.settrace(None)
    return rows
print()
print(_json.dumps([_record(text) for text in {calls!r}]))
"""


def recursive(found: Study) -> str | None:
    """Return the name of a function that calls itself, or None where there is none, or more than one."""
    names = [
        node.name
        for node in ast.walk(found.tree)
        if isinstance(node, ast.FunctionDef)
        and any(
            isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == node.name for part in ast.walk(node)
        )
        and not any(isinstance(part, ast.Yield | ast.YieldFrom) for part in ast.walk(node))
    ]
    return names[0] if len(names) == 1 else None


def recording(problem: Problem, found: Study, name: str, calls: Sequence[str], most: int) -> str:
    """Return the program that records what calls of `name` each of some calls leads to; at most `most` rows of each."""
    record = _RECORD.format(steps=values.STEPS, most=2 * most, name=name, calls=list(calls))
    return f"{found.source}\n{problem.setup}\n{values.LIMITED}\n{record}"


def told(name: str, rows: Sequence[Sequence[Any]]) -> list[str]:
    """Return the calls and returns in words, one a line; nothing where the run broke off or nothing called itself."""
    lines: list[str] = []
    waiting: list[str] = []
    for kind, text in rows:
        if kind == "call":
            call = f"{name}({text})"
            if waiting:
                lines.append(f"{waiting[-1]} calls {call}")
            waiting.append(call)
        elif waiting:
            lines.append(f"{waiting.pop()} returns {text}")
    recursed = any(" calls " in line for line in lines)
    return lines if recursed and not waiting and all(one != two for one, two in itertools.pairwise(lines)) else []
