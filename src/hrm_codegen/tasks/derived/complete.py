"""complete: code that goes on: a signature with a docstring and examples to the body, or a piece of code to its end."""

from __future__ import annotations

import ast
import random
from collections.abc import Sequence

from hrm_codegen import prompts
from hrm_codegen.tasks import asserts
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Study, Work, first_line, item, study
from hrm_codegen.tasks.derived.hints import annotated
from hrm_codegen.tasks.derived.summary import summary, with_comment, with_docstring, wrapped

_LINE_SHARE = 0.3  # go on from the middle of the code
_HINTS_SHARE = 0.5
_MOST_EXAMPLES = 3


def derive(problem: Problem, rng: random.Random) -> Work:
    """Ask for the rest of the code after its head or after some line."""
    yield from ()
    found = study(problem)
    if found is None:
        return None
    code = _partial(problem, found, rng) if rng.random() < _LINE_SHARE else _head(problem, found, rng)
    if code is None:
        return None
    prefix, rest = code
    example = prompts.answer(prompts.complete(prefix), rest.rstrip("\n"), task="complete")
    return item(problem, "complete", example, proofs=[problem.program(prefix + rest)])


def _head(problem: Problem, found: Study, rng: random.Random) -> tuple[str, str] | None:
    """Return the signature with a docstring that has examples, and the body."""
    function, said = found.function, summary(problem)
    if function is None or said is None or found.tree.body[-1] is not function:
        return None
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body or body[0].lineno == function.lineno:
        return None
    start = found.positions.char_index(first_line(body[0]), 0)
    head = found.source[: found.positions.char_index(first_line(function.body[0]), 0)]
    if rng.random() < _HINTS_SHARE:
        head = annotated(found, whole=False) or head
    return f"{head}{_docstring(found, said, rng)}\n", found.source[start:]


def _docstring(found: Study, said: str, rng: random.Random) -> str:
    """Return a docstring with the summary and a few examples, in one of the layouts people use."""
    shown = [check for check in found.checks if "\\" not in ast.unparse(check.expected)]
    lines = _examples(shown[: rng.randint(1, _MOST_EXAMPLES)], rng)
    quotes = '"""' if rng.random() < 0.85 else "'''"
    said = "\n    ".join(wrapped(said))
    if quotes in said or any(quotes in line or "\\" in line for line in lines):
        lines, quotes = [], '"""'
    begin = f"{quotes}{said}" if rng.random() < 0.6 else f"{quotes}\n    {said}"
    if not lines:
        return f"    {begin}{quotes}"
    gap = "\n\n" if rng.random() < 0.4 else "\n"
    return f"    {begin}{gap}" + "\n".join(f"    {line}" for line in lines) + f"\n    {quotes}"


def _examples(checks: Sequence[asserts.Check], rng: random.Random) -> list[str]:
    """Return examples as doctests, or as lines like `f(1) == 2`."""
    tests = [asserts.doctest(check) for check in checks]
    if rng.random() < 0.6:
        return [line for text in tests if text for line in text.split("\n")]
    form = rng.choice(("{call} == {value}", "{call} -> {value}", "{call} => {value}", "{call} ➞ {value}", "{call} returns {value}"))
    title = rng.choice(([], ["Examples:"], ["For example:"], ["Example:"]))
    return [*title, *(form.format(call=ast.unparse(check.call), value=ast.unparse(check.expected)) for check in checks)]


def _partial(problem: Problem, found: Study, rng: random.Random) -> tuple[str, str] | None:
    """Return the code up to a place in the body, told in a docstring or comment, and the rest."""
    function = found.function
    if function is None:
        return None
    told = with_docstring(problem, found) if rng.random() < 0.6 else with_comment(problem)
    told = told or with_comment(problem)
    if told is None:
        return None
    last = found.source.count("\n")
    line = rng.randint(first_line(function.body[0]), last)
    start = found.positions.char_index(line, 0)
    end = found.source.index("\n", start)
    if rng.random() < 0.5:  # within the line, after a blank or a bracket
        text = found.source[start:end]
        places = [at for at in range(len(text) - len(text.lstrip()), len(text)) if at and text[at - 1] in " (" and text[at] != " "]
        start += rng.choice(places) if places else 0
    if told.at > start:
        return None
    return found.source[: told.at] + told.text + found.source[told.at : start], found.source[start:]
