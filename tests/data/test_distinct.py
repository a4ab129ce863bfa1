"""Distinct exercises are counted: what differs in names or layout alone is one, what is drawn twice is one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from hrm_codegen.data import distinct
from hrm_codegen.data.distinct import Counts, solution_hash
from hrm_codegen.tasks.exercises import families

SOLUTION = "def double(n):\n    return n * 2\n"


@pytest.mark.parametrize(
    "same",
    [
        "def twice(value):\n    return value * 2\n",
        'def double(n: int) -> int:\n    """Say it."""\n    return (n * 2)  # said\n',
    ],
)
def test_names_layout_hints_and_docstrings_make_no_other_solution(same: str) -> None:
    assert solution_hash(same) == solution_hash(SOLUTION)


@pytest.mark.parametrize(
    "other", [SOLUTION.replace("2", "3"), SOLUTION.replace("n * 2", "2 * n"), SOLUTION + "\n\ndef more():\n    pass\n"]
)
def test_another_constant_order_or_function_makes_another_solution(other: str) -> None:
    assert solution_hash(other) != solution_hash(SOLUTION)


def test_what_is_drawn_twice_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = list(itertools.islice(families.mixed("train", "0/0"), 25))
    monkeypatch.setattr(distinct, "PART", 25)
    monkeypatch.setattr(families, "mixed", lambda split, seed: iter(drawn))
    first, second = distinct.count(50)
    assert first.drawn == 25
    assert first.statements == len({drawn.problem.prompt for drawn in drawn}) == 25
    assert second == Counts(50, *first[1:])


def test_the_draws_are_those_of_the_training_sets_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct, "PART", 20)
    asked: list[str] = []
    mixed = families.mixed

    def told(split: str, seed: str) -> Iterator[families.Drawn]:
        asked.append(f"{split} {seed}")
        return mixed(split, seed)

    monkeypatch.setattr(families, "mixed", told)
    assert [found.drawn for found in distinct.count(30, seed=3)] == [20, 30]
    assert asked == ["train 3/0", "train 3/1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("double = lambda n: n * 2\n", "double = lambda n: n * 3\n"),
        ("class C:\n    size = 1\n", "class C:\n    size = 2\n"),
        ("class C:\n    def f(self):\n        return 1\n", "class C:\n    def f(self):\n        return 2\n"),
    ],
)
def test_what_stands_outside_functions_counts_too(one: str, other: str) -> None:
    assert solution_hash(one) != solution_hash(other)


def test_two_processes_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct, "PART", 8)
    assert list(distinct.count(20, seed=5, workers=2)) == list(distinct.count(20, seed=5))
