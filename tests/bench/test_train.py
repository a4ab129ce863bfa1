from __future__ import annotations

import pytest

from hrm_codegen.bench import train
from hrm_codegen.bench.suite import Figure
from hrm_codegen.errors import UsageError


def test_the_best_mode_of_ours_is_held_against_the_best_of_each_other() -> None:
    speeds = {"ours, eager": 90, "ours, compiled": 100, "plain, eager": 250, "plain, compiled": 200, "transformers, eager": 80}
    figures = [Figure(case="t", arm=arm, name="tokens_per_s", readings=(speed,)) for arm, speed in speeds.items()]
    figures += [
        Figure(case="t", arm=arm, name="peak_mib", readings=(speed * 2,), higher_is_better=False) for arm, speed in speeds.items()
    ]
    ratios = {name: found.median for name, found in train._ratios(figures).items()}
    assert ratios == {
        "tokens/s: ours, compiled / plain, eager": 0.4,
        "peak memory: ours, compiled / plain, eager": 0.4,
        "tokens/s: ours, compiled / transformers, eager": 1.25,
        "peak memory: ours, compiled / transformers, eager": 1.25,
    }


def test_other_cycles_are_measured_on_request() -> None:
    assert train.config_of(train.TrainBench(size="config-s")).L_cycles == 3
    config = train.config_of(train.TrainBench(size="hrm-5m", cycles="1,1"))
    assert (config.width, config.H_cycles, config.L_cycles, config.bp_steps) == (256, 1, 1, 2)
    for wrong in ("1", "0,1", "1,1,1", "a,b"):
        with pytest.raises(UsageError, match="two numbers"):
            train.TrainBench(cycles=wrong)


@pytest.mark.slow
def test_a_small_bench_measures_ours_and_the_plain_transformer() -> None:
    plan = train.TrainBench(size="hrm-demo", batch=1, positions=16, rounds=2, steps=1, compile=False, peer=False, threads=1)
    figures, ratios = train.run(plan, say=lambda line: None)
    assert [figure.arm for figure in figures if figure.name == "tokens_per_s"] == ["ours, eager", "plain, eager"]
    assert all(reading > 0 for figure in figures for reading in figure.readings)
    assert "tokens/s: ours, eager / plain, eager" in ratios
