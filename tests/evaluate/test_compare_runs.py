"""Paired comparison: agreement with brute force and with hand-worked splits."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from hrm_codegen.errors import DataError, NotFound, UsageError
from hrm_codegen.evaluate import compare
from hrm_codegen.evaluate.rows import TaskId


def run(*shares: tuple[int, int]) -> dict[TaskId, list[bool]]:
    """Make a run: for each problem how many of how many answers passed."""
    return {number: [index < passed for index in range(n)] for number, (passed, n) in enumerate(shares)}


def test_mcnemar_counts_only_problems_that_one_run_alone_solves() -> None:
    a = run(*[(1, 1)] * 40, *[(0, 1)] * 6, (1, 1))
    b = run(*[(1, 1)] * 40, *[(1, 1)] * 6, (0, 1))
    found = compare.compare(a, b)
    assert found.p_value == pytest.approx(2 * (1 + 7) / 2**7)  # 6 against 1 under a fair coin
    assert (len(found.gained), len(found.lost)) == (6, 1)
    assert found.difference == pytest.approx(5 / 47)
    assert not found.certain


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (3, 0), (5, 5), (1, 9)])
def test_mcnemar_is_the_share_of_coin_throws_at_least_as_uneven(gained: int, lost: int) -> None:
    throws = [sum(throw) for throw in product((0, 1), repeat=gained + lost)]
    uneven = [abs(2 * heads - gained - lost) >= abs(gained - lost) for heads in throws]
    assert compare.mcnemar(gained, lost) == pytest.approx(sum(uneven) / len(uneven))


def test_equal_runs_differ_by_nothing_and_nothing_is_significant() -> None:
    a = run((3, 10), (0, 10), (10, 10))
    found = compare.compare(a, a)
    assert (found.difference, found.low, found.high, found.p_value) == (0, 0, 0, 1)


def test_swapping_the_runs_mirrors_the_comparison() -> None:
    a, b = run((3, 10), (0, 10), (9, 10), (5, 10)), run((4, 10), (1, 10), (9, 10), (8, 10))
    there, back = compare.compare(a, b), compare.compare(b, a)
    assert there.difference == pytest.approx(-back.difference)
    assert there.p_value == back.p_value
    assert there.gained == back.lost


def test_the_sign_flip_test_comes_near_all_sign_patterns() -> None:
    differences = [0.1, 0.3, -0.1, 0.2, 0.4, 0.2]
    sums = [abs(sum(sign * value for sign, value in zip(signs, differences, strict=True))) for signs in product((1, -1), repeat=6)]
    exact = sum(total >= sum(differences) - 1e-9 for total in sums) / len(sums)
    assert compare.sign_flip(differences, seed=1) == pytest.approx(exact, abs=0.015)


def test_the_bootstrap_comes_near_the_normal_interval_on_many_problems() -> None:
    low, high = compare.bootstrap([1.0] * 300 + [0.0] * 700, seed=0)
    assert low == pytest.approx(0.3 - 1.96 * (0.21 / 1000) ** 0.5, abs=0.004)
    assert high == pytest.approx(0.3 + 1.96 * (0.21 / 1000) ** 0.5, abs=0.004)


def test_the_same_seed_gives_the_same_comparison() -> None:
    a, b = run((1, 4), (2, 4), (0, 4)), run((2, 4), (2, 4), (3, 4))
    assert compare.compare(a, b, seed=3) == compare.compare(a, b, seed=3)


def test_runs_of_other_problems_are_refused() -> None:
    with pytest.raises(UsageError, match="different problems"):
        compare.compare(run((1, 1)), run((1, 1), (0, 1)))


def scores(**changes: Any) -> dict[str, Any]:
    made = {
        "v": 1,
        "task": "mbpp",
        "split": "test",
        "data_sha256": "d",
        "settings": {"seed": 0, "temperature": 0.0},
        "problems": [],
    }
    return made | changes


def test_runs_over_other_data_are_refused_and_other_settings_named() -> None:
    paths = (Path("a"), Path("b"))
    with pytest.raises(UsageError, match="data_sha256 = 'd' and b 'e'"):
        compare.check_comparable(scores(), scores(data_sha256="e"), paths=paths)
    assert compare.check_comparable(scores(), scores(settings={"seed": 0, "temperature": 0.8}), paths=paths) == ["temperature"]


def test_scores_are_read_from_a_folder_or_a_file(tmp_path: Path) -> None:
    made = scores(problems=[{"task_id": 11, "n": 3, "passed": 2}])
    (tmp_path / "scores.json").write_text(json.dumps(made), encoding="utf-8")
    assert compare.read_scores(tmp_path) == compare.read_scores(tmp_path / "scores.json") == made
    assert compare.passes(made) == {11: [True, True, False]}


@pytest.mark.parametrize(("content", "error"), [(None, NotFound), ("{", DataError), ("[]", DataError), ('{"v": 2}', DataError)])
def test_what_holds_no_scores_is_said_by_name(tmp_path: Path, content: str | None, error: type[Exception]) -> None:
    if content is not None:
        (tmp_path / "scores.json").write_text(content, encoding="utf-8")
    with pytest.raises(error, match=r"scores\.json"):
        compare.read_scores(tmp_path)
