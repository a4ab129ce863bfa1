"""Every row of every table of primitives keeps the promises that compositions rely on."""

from __future__ import annotations

import copy
import importlib
import pkgutil
import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from hrm_codegen.tasks.exercises import primitives
from hrm_codegen.tasks.exercises.kinds import KINDS
from hrm_codegen.tasks.exercises.primitive import PLAN_TAGS, Primitive

DRAWS = 60
EDGES: dict[str, tuple[Any, ...]] = {
    "int": (0, 1, -1, 2, 9, 10, -10, 99, 100, -123, 1000, 2024),
    "float": (0.0, 1.0, -1.0, 0.5, -0.5, 2.5, 1000.0),
    "str": ("", " ", "a", "A", "7", "aa", "AbC", "aab", "Z-z!", "a  b", " x ", "tab\tnew", "a1b22", "To be or not", "-5 and +3"),
    "list[int]": ([], [0], [1, 1], [-1], [3, 1, 2], [5, 5, 5, 5], [1, 2, 3, 4], [-3, 0, 3]),
    "list[str]": ([], [""], ["a"], ["a", "a"], ["B", "a", ""], ["abc", "ABC"]),
    "list[list[int]]": ([], [[]], [[1]], [[1, 2], [3, 4]], [[1], [2, 3], []]),
    "dict[str, int]": ({}, {"a": 0}, {"b": 1, "a": 1}),
    "list[tuple[int, int]]": ([], [(0, 0)], [(1, 2), (1, 2)], [(1, 3), (2, 6)]),
}


@cache
def tables() -> dict[str, tuple[Primitive, ...]]:
    """Every module under `primitives`, by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(primitives.__path__))
    return {name: importlib.import_module(f"{primitives.__name__}.{name}").PRIMITIVES for name in names}


def rows() -> list[Any]:
    return [pytest.param(row, id=f"{table}-{row.name}") for table, members in tables().items() for row in members]


def functions(row: Primitive) -> list[Callable[..., Any]]:
    made = []
    for number in range(len(row.solutions)):
        scope: dict[str, Any] = {}
        exec(row.function(solution=number), scope)
        made.append(scope[row.name])
    return made


def inputs(row: Primitive) -> Iterator[tuple[Any, ...]]:
    rng = random.Random(row.name)
    kinds = [KINDS[parameter.kind] for parameter in row.parameters]
    for _ in range(DRAWS):
        yield tuple(kind.draw(rng) for kind in kinds)
    for place, kind in enumerate(kinds):
        for edge in EDGES.get(kind.type, ()):
            if kind.fits(edge):
                yield tuple(edge if at == place else other.draw(rng) for at, other in enumerate(kinds))


def test_names_are_unique_over_all_tables() -> None:
    names = [row.name for members in tables().values() for row in members]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("row", rows())
def test_the_row_is_written_in_the_notation(row: Primitive) -> None:
    assert row.name.isidentifier()
    assert row.name == row.name.lower()
    assert all(parameter.kind in KINDS for parameter in row.parameters)
    assert row.gives in KINDS
    assert row.tags
    assert set(row.tags) <= set(PLAN_TAGS)
    assert row.level in (1, 2, 3)
    assert 2 <= len(row.wordings) <= 4
    assert len(set(row.wordings)) == len(row.wordings)
    assert 2 <= len(row.solutions) <= 4
    assert len({row.function(solution=number) for number in range(len(row.solutions))}) == len(row.solutions)
    for wording in row.wordings:
        assert wording == wording.strip()
        assert not wording.endswith(".")
        shown = wording.format(**{parameter.name: f"<{parameter.name}>" for parameter in row.parameters})
        assert all(f"<{parameter.name}>" in shown for parameter in row.parameters), wording


@pytest.mark.parametrize("row", rows())
def test_the_solutions_agree_and_their_results_fit_the_kind(row: Primitive) -> None:
    solutions = functions(row)
    seen, changed = set(), False
    for values in inputs(row):
        results = []
        for solution in solutions:
            given = copy.deepcopy(values)
            results.append(solution(*given))
            assert repr(given) == repr(values), "a solution changes its argument"
        shown = {repr(result) for result in results}  # the order of dictionaries and the types count
        assert len(shown) == 1, f"{row.name}{values} gives {results}"
        assert KINDS[row.gives].fits(results[0]), f"{row.name}{values} gives {results[0]!r}, which is no {row.gives}"
        seen |= shown
        changed |= repr(results[0]) != repr(values[0])
    assert len(seen) > 1, "the result is constant"
    assert changed, "the result is always the first argument"
