"""Strata are scored apart, and the headline is the mean of them, whatever their sizes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_task import problem

from hrm_codegen.evaluate import strata

PROBLEMS = [replace(problem(number), tags=("loop", f"stratum:{'seen' if number < 3 else 'deep'}")) for number in range(4)]


def test_the_macro_mean_weighs_strata_and_not_problems() -> None:
    found = strata.by_stratum(PROBLEMS, [[True], [True], [False], [False]], (1,))
    assert found["strata"]["seen"]["pass@1"] == pytest.approx(2 / 3)
    assert found["strata"]["seen"]["n_problems"] == 3
    assert found["strata"]["deep"]["pass@1"] == 0
    assert found["macro"] == {"pass@1": pytest.approx(1 / 3)}


def test_a_suite_without_strata_has_none() -> None:
    assert strata.by_stratum([problem(1), problem(2)], [[True], [False]], (1,)) == {}
    assert strata.lines({}) == []


def test_every_figure_is_told_with_its_stratum_and_size() -> None:
    told = strata.lines(strata.by_stratum(PROBLEMS, [[True], [True], [False], [False]], (1,)))
    assert told[0].startswith("seen (3): pass@1 66.7%, 95 % interval ")
    assert told[-1] == "macro mean of 2 strata: pass@1 33.3%"
