"""trace: the lines that a call runs and what they set, as a real run under `sys.settrace` gave them; the last is the return.

Of a function that calls itself, the calls and what they return:

    power(2) calls power(1)
    power(1) returns 3
    power(2) returns 9

Of any other:

    line 1: numbers = [3, 4]
    line 2: total = 0
    line 3: n = 3
    line 4: n > 3 is False
    ...
    line 6: return 4
"""

from __future__ import annotations

import ast
import itertools
import random
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from hrm_codegen import prompts
from hrm_codegen.sandbox import ProgramResult
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import values
from hrm_codegen.tasks.derived.base import Study, Work, item, pick, study
from hrm_codegen.tasks.derived.recursion import recording, recursive, told
from hrm_codegen.tasks.items import Item

MOST_STEPS = 15
_LEAST_LINES = 3  # shorter traces are rare: they show no more than a prediction does
_SHORT_SHARE = 0.25
_LONGEST = 120  # characters of a line
_NUMBERED_SHARE = 0.5
_UNREADABLE = re.compile(r"<\w+|\.\d{6}|e[+-]\d")  # objects that print no value, and floats that are noise
_ASKED = (
    "Trace {call} line by line.|Show the values of the variables while {call} runs.|Step through {call}.|"
    "Execute {call} step by step.|"
    "Write down each line that {call} runs and what it changes.|What happens, line by line, in {call}?|"
    "Follow the execution of {call} and end with the return value.|Give the execution trace of {call}."
)
_ASKED_CALLS = (
    "Show the recursive calls of {call} and what they return.|Trace the recursion of {call}.|Which calls does {call} lead to?|"
    "Follow the recursion of {call}: every call and every return.|List the calls and returns when {call} runs."
)

# Records, of the outermost call, every line that is run with the variables as they are before it, and the value returned.
_RECORD = """
import json as _json
import sys as _sys
def _record(text):
    rows, outer, left = [], [], [{steps}]
    def local(frame, event, value):
        left[0] -= 1
        if left[0] < 0:
            raise _Endless
        if outer and frame is outer[0]:
            state = {{name: repr(held)[:200] for name, held in frame.f_locals.items() if not callable(held)}}
            rows.append([frame.f_lineno, event, state, repr(value)[:200] if event == "return" else ""])
            if len(rows) > {most}:
                raise _Endless
        return local
    def call(frame, event, value):
        if not outer and frame.f_code.co_name == {name!r}:
            outer.append(frame)
        return local
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


class _Step(NamedTuple):
    line: int
    state: dict[str, str]


def derive(problem: Problem, rng: random.Random) -> Work:
    """Trace the shortest of a few calls that is long enough to tell something."""
    found = study(problem)
    if found is None or found.function is None or not found.checks:
        return None
    calls = values.calls(found, rng, 4) + [text for check in found.checks if len(text := ast.unparse(check.call)) < 100]
    again = recursive(found)
    if again is not None:
        (result,) = yield [recording(problem, found, again, calls, MOST_STEPS)]
        return _recursion_item(
            problem, found, [(call, told(again, rows)) for call, rows in zip(calls, _rows(result), strict=False)], rng
        )
    if not _plain(found.function):
        return None
    record = _RECORD.format(steps=values.STEPS, most=3 * MOST_STEPS, name=problem.entry_point, calls=calls)
    (result,) = yield [f"{found.source}\n{problem.setup}\n{values.LIMITED}\n{record}"]
    traced = [(call, lines) for call, rows in zip(calls, _rows(result), strict=False) if (lines := _lines(found, rows))]
    if not traced:
        return None
    call, lines = rng.choice(traced)
    if len(lines) < _LEAST_LINES and rng.random() > _SHORT_SHARE:
        return None
    numbered = rng.random() < _NUMBERED_SHARE
    code = _with_numbers(found.source) if numbered else found.source
    prompt = prompts.ask(pick(rng, _ASKED, call=call), task="trace", context=prompts.Context(nearby=(code,)))
    proof = problem.program(found.source) + f"assert {call} == {lines[-1].partition('return ')[2]}\n"
    return item(problem, "trace", prompts.answer(prompt, "\n".join(lines)), proofs=[proof])


def _recursion_item(problem: Problem, found: Study, traced: Sequence[tuple[str, list[str]]], rng: random.Random) -> Item | None:
    """Return the Item of the calls that one call leads to."""
    fit = [(call, lines) for call, lines in traced if _readable(lines)]
    if not fit:
        return None
    call, lines = rng.choice(fit)
    prompt = prompts.ask(pick(rng, _ASKED_CALLS, call=call), task="trace", context=prompts.Context(nearby=(found.source,)))
    return item(problem, "trace", prompts.answer(prompt, "\n".join(lines)), proofs=[problem.program(found.source)])


def _readable(lines: Sequence[str]) -> bool:
    """Whether lines are few, not long, and show nothing but values that a reader could have worked out."""
    return (
        0 < len(lines) <= MOST_STEPS and not _UNREADABLE.search("\n".join(lines)) and all(len(line) <= _LONGEST for line in lines)
    )


def _plain(function: ast.FunctionDef) -> bool:
    """Whether a function runs from its head to a return in one piece: no generator, no loop on one line."""
    for node in ast.walk(function):
        if isinstance(node, ast.Yield | ast.YieldFrom | ast.Await | ast.Lambda):
            return False
        if isinstance(node, ast.If | ast.For | ast.While) and node.body[0].lineno == node.lineno:
            return False
    return function.body[0].lineno > function.lineno


def _rows(result: ProgramResult) -> list[list[Any]]:
    return values.heard(result) or []


def _lines(found: Study, rows: Sequence[Sequence[Any]]) -> list[str]:
    """Return the trace in words; nothing where it has no return, is too long, or shows what cannot be read."""
    if not rows or rows[-1][1] != "return" or any(event == "exception" for _, event, _, _ in rows):
        return []
    assert found.function is not None
    steps = [_Step(line, {name: _in_order(value) for name, value in state.items()}) for line, _, state, _ in rows]
    lines = [f"line {found.function.lineno}: {_assigned(steps[0].state, list(steps[0].state))}"] if steps[0].state else []
    statements = {node.lineno: node for node in ast.walk(found.function) if isinstance(node, ast.stmt)}
    for step, after in itertools.pairwise(steps[:-1]):
        lines.append(f"line {step.line}: {_said(found, statements.get(step.line), step, after)}")
    lines.append(f"line {steps[-1].line}: return {_in_order(rows[-1][3])}")
    return lines if _readable(lines) and isinstance(statements.get(steps[-1].line), ast.Return) else []


def _said(found: Study, node: ast.stmt | None, step: _Step, after: _Step) -> str:
    """Return what running one line did: what it set, how its condition came out, or its text where neither tells."""
    changes = [name for name, value in after.state.items() if step.state.get(name) != value]
    match node:
        case ast.If(test=test) | ast.While(test=test):
            return f"{ast.unparse(test)} is {_enters(node, after)}"
        case ast.For(target=target):
            if not _enters(node, after):
                return "the loop ends"
            changes = _names(target)
        case ast.Assign(targets=[ast.Name() | ast.Tuple() as target]) | ast.AugAssign(target=ast.Name() as target):
            changes = _names(target) or changes
    known = [name for name in changes if name in after.state]
    return _assigned(after.state, known) if known else found.source.split("\n")[step.line - 1].strip()


def _enters(node: ast.If | ast.While | ast.For, after: _Step) -> bool:
    return node.body[0].lineno <= after.line <= (node.body[-1].end_lineno or 0)


def _names(target: ast.expr) -> list[str]:
    return [node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


def _assigned(state: dict[str, str], names: Sequence[str]) -> str:
    return ", ".join(f"{name} = {state[name]}" for name in names)


def _in_order(text: str) -> str:
    """Return the text of a value, the elements of a set in order: how a set is printed differs from run to run."""
    if not text.startswith("{") or text == "{}":
        return text
    value = values.literal(text)
    return (values.shown(value.value) or text) if value is not None else text


def _with_numbers(source: str) -> str:
    """Return the source with the number of each line before it."""
    return "\n".join(f"{number:2} {line}".rstrip() for number, line in enumerate(source.rstrip("\n").split("\n"), 1))
