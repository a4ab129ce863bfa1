"""fim: the text between a prefix and a suffix, cut at sensible places; the joined program passes the problem's tests."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable
from typing import NamedTuple

from hrm_codegen import prompts
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Study, Work, first_line, item, study, weighted
from hrm_codegen.tasks.derived.summary import with_comment, with_docstring

_CUTS = {"lines": 0.3, "block": 0.2, "expression": 0.25, "rest of a line": 0.15, "characters": 0.1}
_LEAST = 3  # characters of a middle
_TESTS_SHARE = 0.25  # of the suffixes end in a shown test


class Cut(NamedTuple):
    """Where the middle begins and ends."""

    start: int
    end: int


def derive(problem: Problem, rng: random.Random) -> Work:
    """Cut the solution, told in a comment or docstring more often than not, into prefix, middle and suffix."""
    yield from ()
    found = study(problem)
    if found is None:
        return None
    cut = _KINDS[weighted(rng, _CUTS)](found, rng)
    if cut is None or len(found.source[cut.start : cut.end].strip()) < _LEAST:
        return None
    prefix, middle, suffix = found.source[: cut.start], found.source[cut.start : cut.end], found.source[cut.end :]
    bare = 2 * len(middle) < len(found.source)  # what is left of the code says what the gap is
    roll = rng.random() * (1 if bare else 0.75)
    told = with_docstring(problem, found) if roll < 0.5 else with_comment(problem) if roll < 0.75 else None
    if told is not None and told.at <= cut.start:
        prefix = prefix[: told.at] + told.text + prefix[told.at :]
    elif not bare:
        return None
    if rng.random() < _TESTS_SHARE and problem.shown and found.checks and not problem.setup:
        suffix += "\n\n" + problem.tests[0] + "\n"
    example = prompts.answer(prompts.fill_in_middle(prefix, suffix), middle, task="fim")
    return item(problem, "fim", example, proofs=[problem.program(prefix + middle + suffix)])


def _body_lines(found: Study) -> range:
    """Return the numbers, from 1, of the lines of the entry point after its head; of all lines where it is no function."""
    if found.function is None:
        return range(2, found.source.count("\n") + 1)
    return range(first_line(found.function.body[0]), (found.function.end_lineno or 0) + 1)


def _lines(found: Study, rng: random.Random) -> Cut | None:
    lines = _body_lines(found)
    if not lines:
        return None
    first = rng.choice(lines)
    last = min(first + rng.choice((0, 0, 0, 1, 1, 2)), lines[-1])
    start = found.positions.char_index(first, 0)
    end = found.source.index("\n", found.positions.char_index(last, 0))
    indented = start + len(found.source[start:end]) - len(found.source[start:end].lstrip())
    return Cut(indented if rng.random() < 0.5 else start, end)


def _block(found: Study, rng: random.Random) -> Cut | None:
    blocks = [
        body
        for node in ast.walk(found.function or found.tree)
        for body in (getattr(node, "body", None), getattr(node, "orelse", None))
        if isinstance(body, list) and body and isinstance(node, ast.stmt)
    ]
    if not blocks:
        return None
    body = rng.choice(blocks)
    return Cut(found.positions.span(body[0])[0], found.positions.span(body[-1])[1])


def _expression(found: Study, rng: random.Random) -> Cut | None:
    root = found.function or found.tree
    spans = [
        found.positions.span(node)
        for node in ast.walk(root)
        if isinstance(node, ast.expr) and not isinstance(node, ast.JoinedStr | ast.FormattedValue)
    ]
    inside = {
        (start, end) for node in ast.walk(root) if isinstance(node, ast.JoinedStr) for start, end in [found.positions.span(node)]
    }  # positions within f-strings cannot be trusted
    fit = [
        Cut(*span)
        for span in spans
        if span[1] - span[0] >= _LEAST and not any(start < span[1] and span[0] < end for start, end in inside)
    ]
    return rng.choice(fit) if fit else None


def _rest_of_line(found: Study, rng: random.Random) -> Cut | None:
    lines = _body_lines(found)
    if not lines:
        return None
    start = found.positions.char_index(rng.choice(lines), 0)
    end = found.source.index("\n", start)
    line = found.source[start:end]
    places = [at for at in range(len(line) - len(line.lstrip()) + 1, len(line)) if line[at - 1] in " (=[" and line[at] != " "]
    return Cut(start + rng.choice(places), end) if places else None


def _characters(found: Study, rng: random.Random) -> Cut | None:
    low = found.positions.char_index(_body_lines(found)[0], 0) if _body_lines(found) else 0
    high = len(found.source) - 1
    if high - low < 2 * _LEAST:
        return None
    start = rng.randrange(low, high - _LEAST)
    return Cut(start, min(high, start + rng.randint(_LEAST, 60)))


_KINDS: dict[str, Callable[[Study, random.Random], Cut | None]] = {
    "lines": _lines,
    "block": _block,
    "expression": _expression,
    "rest of a line": _rest_of_line,
    "characters": _characters,
}
