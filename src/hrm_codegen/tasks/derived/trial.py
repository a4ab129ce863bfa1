"""Trials: which of a few tests fails first on some code, what its call gave, and the exception it ended with."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from hrm_codegen.code import syntax
from hrm_codegen.sandbox import ProgramResult
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import values

_LONGEST = 240  # characters of what a call gave

# Runs the tests one by one; prints the number of the first that fails, what its call gave and the exception.
_TRY = """
import json as _json
def _first():
    for number, (test, call) in enumerate({tests!r}):
        try:
            _limited(lambda: exec(test, globals()), {steps})
        except (Exception, _Endless) as error:
            text = type(error).__name__ + ": " + str(error)
            try:
                gave = repr(_limited(lambda: eval(call), {steps})) if call and isinstance(error, AssertionError) else ""
            except (Exception, _Endless):
                gave = ""
            return [number, gave[:1000], text[:1000]]
    return []
_found = _first()
print()
print(_json.dumps(_found))
"""


class Failure(NamedTuple):
    """The first test that fails."""

    test: str
    gave: str  # what the call in the test gave, where the test is a comparison
    error: str  # "Type: message"


def program(problem: Problem, code: str, tests: Sequence[str]) -> str:
    """Return the program that tells how tests fail on some code; `failure` reads what it prints."""
    pairs = [(test, call_of(test)) for test in tests]
    return "\n".join([code, problem.setup, values.LIMITED, _TRY.format(tests=pairs, steps=values.STEPS)])


def call_of(test: str) -> str:
    """Return the left side of an assert that compares, or nothing."""
    match syntax.parse(test).body:
        case [ast.Assert(test=ast.Compare(left=left, ops=[ast.Eq()]))]:
            return ast.unparse(left)
    return ""


def failure(result: ProgramResult, tests: Sequence[str]) -> Failure | None:
    """Return how the tests failed; None when they pass, never end, or show what cannot be read."""
    row = values.heard(result)
    if not row or row[2].startswith("_Endless") or len(row[1]) > _LONGEST or " at 0x" in row[1] + row[2]:
        return None
    return Failure(tests[row[0]], row[1], row[2])
