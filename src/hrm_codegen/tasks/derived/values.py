"""New inputs for a problem's function, near those of its tests, and the programs that tell what it gives on them."""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Sequence
from typing import Any, NamedTuple

from hrm_codegen.sandbox import ProgramResult
from hrm_codegen.tasks import asserts
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Study

STEPS = 20_000  # line events after which a run counts as endless
_LONGEST = 90  # characters of a shown value
_LONGEST_CALL = 110
_SHORT_FLOAT = 8  # characters; longer ones are noise to a reader

# A run of at most so many steps; what goes over raises what no `except Exception` catches.
LIMITED = """
import sys as _sys
class _Endless(BaseException):
    pass
def _limited(call, steps):
    def count(frame, event, value):
        nonlocal steps
        steps -= 1
        if steps < 0:
            raise _Endless
        return count
    _sys.settrace(count)
    try:
        return call()
    finally:
        _sys.settrace(None)
"""  # the text holds a program
_EVALUATE = """
import json as _json
def _tell(text):
    try:
        value = _limited(lambda: eval(text), {steps})
        return [repr(value)[:2000], ""]
    except (Exception, _Endless) as error:
        return ["", (type(error).__name__ + ": " + str(error))[:500]]
print()
print(_json.dumps([_tell(text) for text in {calls!r}]))
"""


class Told(NamedTuple):
    """What a call gave: its value, or the exception as "Type: message"."""

    call: str
    value: asserts.Known | None  # None: it raised, or gave what cannot be written as a literal
    error: str


def asking(problem: Problem, code: str, calls: Sequence[str]) -> str:
    """Return the program that evaluates calls after some code; `told` reads what it prints."""
    return "\n".join([code, problem.setup, LIMITED, _EVALUATE.format(steps=STEPS, calls=list(calls))])


def told(result: ProgramResult, calls: Sequence[str]) -> list[Told]:
    """Return what each call gave; nothing when the program did not reach its end."""
    rows = heard(result) or []
    return [Told(call, None if error else literal(text), error) for call, (text, error) in zip(calls, rows, strict=False)]


def heard(result: ProgramResult) -> Any:
    """Return the JSON value that a program printed last; None when it did not end, or printed too much."""
    try:
        return json.loads(result.stdout.rstrip("\n").rsplit("\n", 1)[-1]) if result.kind == "ok" else None
    except ValueError:
        return None


def literal(text: str) -> asserts.Known | None:
    """Return the value that a text spells as a literal, or None."""
    try:
        return asserts.Known(ast.literal_eval(text))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def shown(value: Any) -> str | None:
    """Return a value as it is written in tests, sets in order; None for what is too long or no round number."""
    text = "{" + ", ".join(sorted(map(repr, value))) + "}" if isinstance(value, set) and value else repr(value)
    return text if len(text) <= _LONGEST and _plain(value) else None


def _plain(value: Any) -> bool:
    if isinstance(value, float):
        return value == value and abs(value) < 1e9 and len(repr(value)) <= _SHORT_FLOAT  # noqa: PLR0124  # not a number
    if isinstance(value, dict):
        return all(map(_plain, [*value, *value.values()]))
    if isinstance(value, list | tuple | set):
        return all(map(_plain, value))
    return True


def calls(study: Study, rng: random.Random, count: int) -> list[str]:
    """Return up to `count` new calls, none of them in the tests, all distinct: near the tests' own inputs."""
    known = {ast.unparse(check.call) for check in study.checks}
    made: dict[str, None] = {}
    for _ in range(3 * count):
        if not study.checks or len(made) == count:
            break
        call = rng.choice(study.checks).call
        arguments = [ast.literal_eval(argument) for argument in call.args]
        texts = [shown(value) for value in _near_all(arguments, rng)]
        text = f"{ast.unparse(call.func)}({', '.join(text or '' for text in texts)})"
        if None not in texts and text not in known and len(text) <= _LONGEST_CALL:
            made[text] = None
    return list(made)


def _near_all(arguments: Sequence[Any], rng: random.Random) -> list[Any]:
    """Return arguments near the given ones; where a number is the length of another argument, lengths stay."""
    lengths = {len(value) for value in arguments if isinstance(value, list | tuple | str)}
    fixed = {place for place, value in enumerate(arguments) if type(value) is int and value in lengths and value > 1}
    free = [place for place in range(len(arguments)) if place not in fixed]
    changing = set(rng.sample(free, rng.randint(1, len(free)))) if free else set()
    return [near(value, rng, resize=not fixed) if place in changing else value for place, value in enumerate(arguments)]


def near(value: Any, rng: random.Random, *, resize: bool = True) -> Any:  # a table by type
    """Return a value like the given one: same type, same sign, same order, near in size."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return _near_integer(value, rng)
    if isinstance(value, float):
        return round(value + rng.choice((-1, 1, 0.5, 2)), 2) if abs(value) >= 2 else value
    if isinstance(value, str):
        return _near_text(value, rng, resize=resize)
    if isinstance(value, dict):
        return {key: near(inner, rng, resize=resize) if rng.random() < 0.5 else inner for key, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(near(inner, rng, resize=resize) if rng.random() < 0.6 else inner for inner in value)
    if isinstance(value, set):
        return {near(inner, rng, resize=resize) if rng.random() < 0.5 else inner for inner in sorted(value, key=repr)}
    return _near_list(value, rng, resize=resize) if isinstance(value, list) else value


def _near_integer(value: int, rng: random.Random) -> int:
    if value in (0, 1):
        return value + rng.randint(0, 3)
    step = rng.randint(1, 3) if abs(value) < 30 else rng.randint(1, abs(value) // 4)
    moved = value + rng.choice((-step, step))
    return moved if (moved > 0) == (value > 0) and moved else value + (step if value > 0 else -step)


def _near_text(value: str, rng: random.Random, *, resize: bool) -> str:
    """Swap words, swap letters, repeat or drop one: the alphabet stays."""
    words = value.split(" ")
    if len(words) > 1 and rng.random() < 0.6:
        rng.shuffle(words)
        return " ".join(words[:-1] if resize and len(words) > 2 and rng.random() < 0.3 else words)
    letters = list(value)
    if len(letters) < 2:
        return value
    a, b = rng.randrange(len(letters)), rng.randrange(len(letters))
    roll = rng.random()
    if roll < 0.4 or not resize:
        letters[a], letters[b] = letters[b], letters[a]
    elif roll < 0.7:
        letters.insert(a, letters[b])
    else:
        del letters[a]
    return "".join(letters)


def _near_list(value: list[Any], rng: random.Random, *, resize: bool) -> list[Any]:
    if not value:
        return value
    nested = any(isinstance(inner, list | tuple | dict) for inner in value)
    made = [near(inner, rng, resize=resize and not nested) if rng.random() < 0.4 else inner for inner in value]
    roll = rng.random()
    if resize and roll < 0.3 and len(made) > 2:
        del made[rng.randrange(len(made))]
    elif resize and roll < 0.6 and len(made) < 8:
        made.insert(rng.randrange(len(made) + 1), rng.choice(made))
    elif roll < 0.8 and len(made) > 1:
        a, b = rng.sample(range(len(made)), 2)
        made[a], made[b] = made[b], made[a]
    return _as_ordered_as(value, made)


def _as_ordered_as(old: list[Any], new: list[Any]) -> list[Any]:
    """Sort the new list where the old one, of at least three, is sorted: it may have to be."""
    try:
        if len(old) > 2 and old == sorted(old):
            return sorted(new)
        return sorted(new, reverse=True) if len(old) > 2 and old == sorted(old, reverse=True) else new
    except TypeError:
        return new
