"""Figures carry their spread, and a baseline catches what got worse beyond the noise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hrm_codegen.bench import suite
from hrm_codegen.bench.suite import Figure
from hrm_codegen.bench.train import TrainBench
from hrm_codegen.errors import DataError, NotFound, UsageError


def speed(*readings: float) -> Figure:
    return Figure(case="train", arm="ours", name="tokens_per_s", readings=readings)


def test_a_ratio_is_taken_turn_by_turn() -> None:
    assert suite.ratio(speed(10, 20, 40), speed(5, 5, 5)) == (4, 2, 8)


def test_a_result_is_its_own_baseline_without_regressions(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(json.dumps(suite.as_json([speed(10, 11)], {}, {"bench": "train"})))
    baseline = suite.read_baseline(file)
    assert suite.regressions([speed(10, 11)], baseline, tolerance=0.0) == []
    assert len(suite.regressions([speed(8, 8.5)], baseline, tolerance=0.1)) == 1


def test_less_memory_is_no_regression() -> None:
    peak = Figure(case="train", arm="ours", name="peak_mib", readings=(50,), higher_is_better=False)
    before = {peak.key: {"median": 100}}
    assert suite.regressions([peak], before, tolerance=0.1) == []
    more = Figure(case="train", arm="ours", name="peak_mib", readings=(150,), higher_is_better=False)
    assert suite.regressions([more], before, tolerance=0.1) != []


def test_a_spread_that_reaches_the_baseline_is_noise() -> None:
    assert suite.regressions([speed(5, 10)], {speed(1).key: {"median": 10}}, tolerance=0.1) == []


def test_a_missing_and_a_foreign_baseline_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="does not exist"):
        suite.read_baseline(tmp_path / "none.json")
    (tmp_path / "other.json").write_text("[]")
    with pytest.raises(DataError, match="no result of"):
        suite.read_baseline(tmp_path / "other.json")


def test_an_unknown_size_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'hrm-5m'"):
        TrainBench(size="hrm-5")
