"""Schedules are pure functions of progress."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.errors import ConfigError
from hrm_codegen.models.base import Cycles
from hrm_codegen.train import schedule
from hrm_codegen.train.schedule import Length, ScheduleConfig

CONFIG = ScheduleConfig(warmup=0.1, decay=0.5, floor=0.2, bp_first=2, bp_until=0.2)


@pytest.mark.parametrize(("progress", "factor"), [(0.0, 0.0), (0.05, 0.5), (0.1, 1.0), (0.5, 1.0), (0.75, 0.6), (1.0, 0.2)])
def test_the_rate_rises_stays_and_falls(progress: float, factor: float) -> None:
    assert schedule.rate_factor(progress, CONFIG) == pytest.approx(factor)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_rate_is_never_above_its_peak_nor_below_zero(progress: float, warmup: float, decay: float, floor: float) -> None:
    config = ScheduleConfig(warmup=warmup * (1 - decay), decay=decay, floor=floor)
    assert 0 <= schedule.rate_factor(progress, config) <= 1 + 1e-12


def test_gradient_calls_switch_once_and_never_exceed_the_models() -> None:
    full = {"cycles": Cycles(2, 2), "bp_steps": 5}
    assert [schedule.depth(progress, CONFIG, **full).bp_steps for progress in (0.0, 0.19, 0.2, 1.0)] == [2, 2, 5, 5]
    assert schedule.depth(0.0, CONFIG, cycles=Cycles(1, 1), bp_steps=1) == (Cycles(1, 1), 1)


def test_few_cycles_come_first_with_full_gradient_then_the_models_own() -> None:
    config = ScheduleConfig(cycles_first=(1, 2), cycles_until=0.5, bp_first=2, bp_until=0.6)
    found = [schedule.depth(progress, config, cycles=Cycles(2, 2), bp_steps=5) for progress in (0.0, 0.49, 0.5, 0.6)]
    assert found == [(Cycles(1, 2), 3), (Cycles(1, 2), 3), (Cycles(2, 2), 2), (Cycles(2, 2), 5)]
    assert schedule.depth(0.0, config, cycles=Cycles(1, 1), bp_steps=2) == (Cycles(1, 1), 2)  # never more than the model has


@pytest.mark.parametrize(
    ("length", "expected"),
    [(Length(steps=200), 0.25), (Length(tokens=10_000), 0.1), (Length(minutes=2.0), 0.5), (Length(steps=10), 1.0)],
)
def test_progress_is_by_what_the_run_is_measured_in(length: Length, expected: float) -> None:
    assert length.progress(steps=50, tokens=1_000, seconds=60.0) == expected


@pytest.mark.parametrize("wrong", [{}, {"steps": 5, "minutes": 1.0}, {"steps": 0}, {"tokens": -1}])
def test_a_run_without_one_clear_length_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigError):
        Length(**wrong)


@pytest.mark.parametrize("wrong", [{"warmup": 0.6, "decay": 0.6}, {"floor": 1.5}, {"bp_first": 0}, {"cycles_until": 0.5}])
def test_impossible_shares_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="schedule"):
        ScheduleConfig(**wrong)
