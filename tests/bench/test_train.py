from __future__ import annotations

import dataclasses
import itertools
import multiprocessing
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest
import torch

from hrm_codegen.bench import train
from hrm_codegen.bench.suite import Figure
from hrm_codegen.errors import UsageError
from hrm_codegen.models import counts
from hrm_codegen.models.base import PRESETS


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


def test_every_preset_can_be_measured() -> None:
    for name, preset in PRESETS.items():
        assert train.config_of(train.TrainBench(size=name)) == preset


def test_other_cycles_are_measured_on_request() -> None:
    assert train.config_of(train.TrainBench(size="config-s")).L_cycles == 3
    config = train.config_of(train.TrainBench(size="hrm-5m", cycles="1,1"))
    assert (config.width, config.H_cycles, config.L_cycles, config.bp_steps) == (256, 1, 1, 2)
    for wrong in ("1", "0,1", "1,1,1", "a,b"):
        with pytest.raises(UsageError, match="two numbers"):
            train.TrainBench(cycles=wrong)


def test_the_share_of_the_peak_is_operations_by_time() -> None:
    bench = train.TrainBench(size="hrm-demo", positions=64, peak_tflops=2.0)
    for arm, kind in (("ours", "hrm"), ("plain", "transformer"), ("transformers", "hrm")):
        config = dataclasses.replace(PRESETS["hrm-demo"], kind=kind)
        flops = counts.flops_per_token(config, context=64, training=True)
        assert train.share_of_peak(bench, arm, 1000.0) == pytest.approx(1000 * flops / 2e12)


def test_a_device_that_is_none_or_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match=r"unknown device 'cud' .did you mean 'cuda'"):
        train.TrainBench(device="cud")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert train.device_of(train.TrainBench()).type == "cpu"
    with pytest.raises(UsageError, match="torch sees no GPU here; use --device cpu"):
        train.run(train.TrainBench(device="cuda"), say=lambda line: None)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """Give the pipe to a worker, in a thread, whose device is full at the fifth step: three warm it up."""
    steps = itertools.count(1)

    def step() -> None:
        if next(steps) == 5:
            raise RuntimeError("out of memory")

    monkeypatch.setattr(train, "_prepare", lambda bench, arm, mode: train.Ready(step, torch.device("cpu")))
    ours, theirs = multiprocessing.Pipe()
    thread = threading.Thread(target=train._worker, args=(theirs, train.TrainBench(steps=1), "ours", "eager"), daemon=True)
    thread.start()
    yield ours
    ours.send("stop")
    thread.join(30)
    assert not thread.is_alive()


def test_what_goes_wrong_while_measuring_is_the_answer(worker: Connection) -> None:
    answers = []
    for question in ("ready", "run", "run", "run"):
        worker.send(question)
        assert worker.poll(30)
        answers.append(worker.recv())
    assert answers[2] == "ours, eager: RuntimeError: out of memory"
    assert all(isinstance(answer, float) for answer in (answers[0], answers[1], answers[3]))


def test_a_worker_that_is_gone_is_an_error_and_no_wait() -> None:
    ours, theirs = multiprocessing.Pipe()
    theirs.close()
    with pytest.raises(UsageError, match="has ended"):
        train._ask(ours, "run")


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_on_the_device_ours_is_measured_by_its_own_memory_and_peak() -> None:
    plan = train.TrainBench(size="hrm-demo", batch=4, positions=64, rounds=2, peer=False, device="cuda", peak_tflops=989.0)
    figures, _ = train.run(plan, say=lambda line: None)
    found = {(figure.arm, figure.name): figure.spread.median for figure in figures}
    for arm in ("ours, eager", "ours, compiled", "plain, eager"):
        assert found[arm, "tokens_per_s"] > 0
        assert 1 < found[arm, "peak_mib"] < 4096
        assert 0 < found[arm, "share_of_bf16_peak"] < 1
    assert train.describe(plan)["device"] == "cuda"


@pytest.mark.slow
def test_a_small_bench_measures_ours_and_the_plain_transformer() -> None:
    small = {"size": "hrm-demo", "batch": 1, "positions": 16, "rounds": 2, "steps": 1}
    plan = train.TrainBench(**small, compile=False, peer=False, threads=1, device="cpu", peak_tflops=1.0)
    figures, ratios = train.run(plan, say=lambda line: None)
    assert [figure.arm for figure in figures if figure.name == "tokens_per_s"] == ["ours, eager", "plain, eager"]
    assert all(reading > 0 for figure in figures for reading in figure.readings)
    assert "tokens/s: ours, eager / plain, eager" in ratios
    speed, peak, share = (figure.readings for figure in figures if figure.arm == "ours, eager")
    assert peak[0] > 50  # a process with torch in it
    assert share[0] == pytest.approx(train.share_of_peak(plan, "ours", speed[0]))
