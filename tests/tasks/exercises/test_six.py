from __future__ import annotations

import itertools
import random

import pytest

from hrm_codegen import prompts
from hrm_codegen.code.portable.base import Written
from hrm_codegen.tasks import toolchains
from hrm_codegen.tasks.exercises import coverage, six
from hrm_codegen.tasks.exercises.table import primitives


def test_four_primitives_of_five_are_written_in_every_language() -> None:
    rows = list(primitives().values())[::5]
    found = coverage.written(rows)
    every = set.intersection(*(set(programs) for programs in found.values()))
    assert len(rows) >= 100
    assert len(every) >= 0.8 * len(rows)


def test_a_statement_speaks_of_the_language_and_its_names() -> None:
    written = Written("rust", "", "sum_up", "fn sum_up(n: i64) -> bool", (), "", renamed=(("sumUp", "sum_up"), ("n", "n")))
    text = six.statement("Write a Python function `sumUp(n)` that returns True for 0.", written, random.Random(0))
    assert text.startswith("Write a Rust function `sum_up(n)` that returns true for 0.\n")
    assert text.endswith(("`fn sum_up(n: i64) -> bool`", "`fn sum_up(n: i64) -> bool`."))


@pytest.mark.toolchain
def test_problems_of_a_language_are_built_run_and_the_same_for_a_seed() -> None:
    if not toolchains.available("javascript"):
        pytest.skip("no toolchain for javascript")
    one, other = (list(itertools.islice(six.problems("javascript", 5), 3)) for _ in range(2))
    assert [problem.as_json() for problem in one] == [problem.as_json() for problem in other]
    assert all(problem.tests[0] in problem.files["solution.js"] for problem in one)
    assert {problem.language for problem in one} == {"javascript"}
    assert all(problem.id.startswith("exercises/compose-javascript/") for problem in one)


@pytest.mark.toolchain
def test_items_are_verified_and_aligned_between_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = [language for language in ("javascript", "rust") if toolchains.available(language)]
    if len(quick) < 2:
        pytest.skip("wants the toolchains of javascript and rust")
    monkeypatch.setattr(six, "WRITERS", {language: six.WRITERS[language] for language in quick})
    monkeypatch.setattr(six, "_FEWEST", 2)
    items = list(six.make(1, 0, 4))
    assert items
    assert all(item.verified for item in items)
    assert {item.component for item in items} == {"write", "translate"}
    assert len({item.id for item in items}) == len(items)
    for item in items:
        assert item.example.prompt is not None
        if item.component == "translate":
            assert prompts.Special("<|task:translate|>") in item.example.prompt.parts
            assert prompts.Special("<|context|>") in item.example.prompt.parts


@pytest.mark.toolchain
@pytest.mark.slow
def test_more_than_eighty_primitives_pass_in_every_language() -> None:
    missing = [language for language in six.WRITERS if not toolchains.available(language)]
    if missing:
        pytest.skip(f"no toolchain for {', '.join(missing)}")
    passed = coverage.passed(coverage.written(list(primitives().values())[::5]))
    assert len(frozenset.intersection(*passed.values())) > 80
