"""Strata are scored apart, and the headline is the mean of them, whatever their sizes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from small_task import problem

from hrm_codegen.evaluate import pipeline, strata
from hrm_codegen.tasks.catalog import Source

PROBLEMS = [replace(problem(number), tags=("loop", f"stratum:{'seen' if number < 3 else 'deep'}")) for number in range(4)]


def test_the_macro_mean_weighs_strata_and_not_problems() -> None:
    found = strata.by_stratum(PROBLEMS, [[True], [True], [False], [False]], (1,))
    assert found["strata"]["seen"]["pass@1"] == pytest.approx(2 / 3)
    assert found["strata"]["seen"]["n_problems"] == 3
    assert found["strata"]["deep"]["pass@1"] == 0
    assert found["macro"] == {"pass@1": pytest.approx(1 / 3)}


def test_the_first_problems_are_of_every_stratum() -> None:
    assert [given.id for given in strata.by_turns(PROBLEMS)] == ["mbpp/0", "mbpp/3", "mbpp/1", "mbpp/2"]
    assert [given.id for given in strata.by_turns([problem(2), problem(1)])] == ["mbpp/2", "mbpp/1"]
    assert list(strata.by_turns([])) == []


def test_a_limit_takes_as_many_of_each_stratum_and_no_limit_keeps_the_order() -> None:
    some, whole = (pipeline.problems_of(Source("exercises:heldout", "test"), limit) for limit in (8, None))
    assert Counter(map(strata.stratum_of, some)) == dict.fromkeys(("seen", "composed", "deep", "unseen"), 2)
    assert [strata.stratum_of(given) for given in whole[:500]] == ["seen"] * 500


def test_a_suite_without_strata_has_none() -> None:
    assert strata.by_stratum([problem(1), problem(2)], [[True], [False]], (1,)) == {}
    assert strata.lines({}) == []


def test_every_figure_is_told_with_its_stratum_and_size() -> None:
    told = strata.lines(strata.by_stratum(PROBLEMS, [[True], [True], [False], [False]], (1,)))
    assert told[0].startswith("seen (3): pass@1 66.7%, 95 % interval ")
    assert told[-1] == "macro mean of 2 strata: pass@1 33.3%"
