"""pass@k against the reference answers, by brute force, and how its intervals behave."""

from __future__ import annotations

import json
import math
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.errors import DataError
from hrm_codegen.evaluate import passk


@pytest.fixture(scope="module")
def cases(vectors: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for case in json.loads((vectors / "passk.json").read_text(encoding="utf-8"))["cases"]:
        found.setdefault(case["kind"], []).append(case)
    return found


@pytest.mark.vectors
def test_every_kind_of_reference_answer_is_tested_here(cases: dict[str, list[dict[str, Any]]]) -> None:
    assert set(cases) == {"estimator", "array", "aggregate", "lcb_metrics"}


@pytest.mark.vectors
def test_the_estimator_gives_the_reference_answers(cases: dict[str, list[dict[str, Any]]]) -> None:
    for case in cases["estimator"]:
        assert passk.estimate(case["n"], case["c"], k=case["k"]) == pytest.approx(case["expected"], abs=1e-12), case["id"]


@pytest.mark.vectors
def test_arrays_of_problems_give_the_reference_answers(cases: dict[str, list[dict[str, Any]]]) -> None:
    for case in cases["array"]:
        found = passk.estimates(case["num_samples"], case["num_correct"], k=case["k"])
        assert found == pytest.approx(case["expected"]["per_task"], abs=1e-12), case["id"]
        if case["expected"]["mean"] is None:  # officially NaN
            with pytest.raises(DataError, match="no problems to score"):
                passk.mean(found)
        else:
            assert passk.mean(found) == pytest.approx(case["expected"]["mean"], abs=1e-12), case["id"]


@pytest.mark.vectors
def test_aggregation_gives_the_reference_answers_and_drops_the_same_k(cases: dict[str, list[dict[str, Any]]]) -> None:
    for case in cases["aggregate"]:
        scores = passk.pass_at_k(case["passed"], case["k_list"])
        found = {f"pass@{k}": score.value for k, score in scores.items()}
        assert found == pytest.approx(case["expected"], abs=1e-12), case["id"]


@pytest.mark.vectors
def test_livecodebench_metrics_give_the_reference_answers(cases: dict[str, list[dict[str, Any]]]) -> None:
    for case in cases["lcb_metrics"]:
        found = passk.lcb_metrics({int(task): samples for task, samples in case["results"].items()}, case["k_list"])
        metrics = json.loads(json.dumps(found.metrics))
        detail, expected = metrics.pop("detail"), case["expected"]["metrics"]
        assert metrics == pytest.approx({name: expected[name] for name in expected if name != "detail"}, abs=1e-12), case["id"]
        assert detail.keys() == expected["detail"].keys(), case["id"]
        for name, tasks in detail.items():
            assert tasks == pytest.approx(expected["detail"][name], abs=1e-12), case["id"]
        assert found.graded == case["expected"]["graded_lists"], case["id"]


def test_the_published_livecodebench_fault_shows_only_under_its_own_name() -> None:
    wrong = [[False], [False]]
    assert passk.official_lcb_scores(wrong) == {"pass@1": 0.0, "pass@5": 1.0}
    assert list(passk.pass_at_k(wrong, [1, 5])) == [1]


@given(st.integers(1, 7).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))))
def test_the_estimate_is_the_share_of_k_subsets_with_a_right_sample(case: tuple[int, int, int]) -> None:
    n, c, k = case
    draws = [any(sample < c for sample in subset) for subset in combinations(range(n), k)]
    assert passk.estimate(n, c, k=k) == pytest.approx(sum(draws) / len(draws), abs=1e-12)


@given(st.lists(st.lists(st.booleans(), min_size=2, max_size=6), min_size=1, max_size=12))
def test_an_interval_holds_its_score_and_stays_within_0_and_1(passed: list[list[bool]]) -> None:
    for score in passk.pass_at_k(passed, [1, 2]).values():
        assert 0 <= score.low <= score.value + 1e-12
        assert score.value - 1e-12 <= score.high <= 1


def test_no_problems_is_an_error_and_not_nan() -> None:
    with pytest.raises(DataError, match="no problems to score"):
        passk.pass_at_k([], [1])


def test_one_sample_a_problem_has_the_interval_of_wilson() -> None:
    # 10 of 100: 5.52 % to 17.44 %, as in the tables
    score = passk.pass_at_k([[number < 10] for number in range(100)], [1])[1]
    assert (round(score.low, 4), round(score.high, 4)) == (0.0552, 0.1744)
    assert score.interval == "Wilson"


def test_no_problem_solved_still_leaves_room_above_zero() -> None:
    score = passk.pass_at_k([[False] * 10] * 50, [1])[1]
    assert score.low == 0
    assert score.high == pytest.approx(passk.Z95**2 / (50 + passk.Z95**2))


def test_more_samples_narrow_the_interval_but_problems_that_agree_do_not() -> None:
    mixed = passk.pass_at_k([[True] * 3 + [False] * 7, [True] * 4 + [False] * 6] * 10, [1])[1]
    split = passk.pass_at_k([[True] * 10] * 7 + [[False] * 10] * 13, [1])[1]
    assert mixed.high - mixed.low < split.high - split.low


def test_the_standard_error_is_over_problems() -> None:
    assert passk.standard_error([0.0, 1.0, 0.0, 1.0]) == pytest.approx(math.sqrt((1 / 3) / 4))
    assert passk.standard_error([0.4]) == 0
