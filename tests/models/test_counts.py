"""Counts from the configuration equal counts of the real thing."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from hrm_codegen.models import counts
from hrm_codegen.models.base import MODELS, PRESETS, build

KINDS = sorted(MODELS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("changes", [{}, {"tied": False, "heads": 4, "head_size": 6}])
def test_parameters_equal_those_of_the_model(kind: str, changes, toy) -> None:
    config = toy(kind=kind, **changes)
    assert counts.parameter_count(config) == sum(weight.numel() for weight in build(config).parameters())


def test_a_transformer_without_gates_has_fewer_parameters(toy) -> None:
    config = toy(kind="transformer", gated=False)
    assert counts.parameter_count(config) == sum(weight.numel() for weight in build(config).parameters())
    assert counts.parameter_count(config) < counts.parameter_count(toy(kind="transformer"))


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [("hrm", {}), ("hrm", {"cycles": 1}), ("transformer", {}), ("hrm_v1", {}), ("trm", {}), ("trm", {"cycles": 1})],
)
def test_forward_flops_equal_those_counted_while_running(kind: str, arguments, toy, ids, monkeypatch) -> None:
    monkeypatch.setenv("HRM_ATTENTION", "plain")  # plain products, which the counter sees
    config = toy(kind=kind)
    model = build(config)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model.head(model(ids, **arguments).hidden_BTD)
    expected = counts.flops_per_token(config, context=20, **arguments) * ids.numel()
    assert counter.get_total_flops() == pytest.approx(expected, rel=1e-3)  # the Q head's two numbers a row are left out


@pytest.mark.parametrize(("kind", "steps"), [("hrm", 2), ("hrm", 5), ("hrm", 8), ("transformer", None), ("trm", None)])
def test_training_flops_equal_those_counted_while_running(kind: str, steps: int | None, toy, ids, monkeypatch) -> None:
    monkeypatch.setenv("HRM_ATTENTION", "plain")
    config = toy(kind=kind)
    model = build(config)
    with FlopCounterMode(display=False) as counter:
        model.head(model(ids, bp_steps=steps).hidden_BTD).sum().backward()
    expected = counts.flops_per_token(config, context=20, training=True, bp_steps=steps) * ids.numel()
    assert counter.get_total_flops() == pytest.approx(expected, rel=1e-3)


def test_training_flops_of_the_original_equal_those_counted_while_running(toy, ids, monkeypatch) -> None:
    from hrm_codegen.models import halting

    monkeypatch.setenv("HRM_ATTENTION", "plain")
    config = toy(kind="hrm_v1", halt_exploration=0.0, halt_max_steps=3)
    model = build(config)
    model.q_head.bias.data.copy_(torch.tensor([-5.0, 5.0]))  # no row halts early
    with FlopCounterMode(display=False) as counter:
        halting.add_up(model.supervise(ids, ids)).mean.backward()
    expected = counts.flops_per_token(config, context=20, training=True) * ids.numel()
    assert counter.get_total_flops() == pytest.approx(expected, rel=1e-2)


@pytest.mark.parametrize("kind", ["hrm", "transformer", "trm"])
def test_cache_bytes_equal_those_allocated(kind: str, toy_model) -> None:
    model = toy_model(kind=kind)
    cache = model.new_cache(3, 10)
    assert counts.cache_slots(model.config) == cache.keys.shape[0]
    assert counts.cache_bytes_per_token(model.config, number_bytes=4) * 30 == cache.nbytes


def test_the_original_keeps_no_cache(toy) -> None:
    assert counts.cache_bytes_per_token(toy(kind="hrm_v1")) == 0


@pytest.mark.parametrize("name", PRESETS)
def test_a_twin_has_the_parameters_and_a_flop_matched_one_the_flops(name: str) -> None:
    config = PRESETS[name]
    same_size = dataclasses.replace(config, kind="transformer")
    same_work = counts.flop_matched(config, training=False)
    assert counts.parameter_count(same_size) == counts.parameter_count(config)
    assert counts.flops_per_token(same_work, context=512) == counts.flops_per_token(config, context=512)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("kind", ["hrm", "hrm_v1", "trm"])
@pytest.mark.parametrize("name", PRESETS)
def test_a_flop_matched_transformer_takes_as_many_flops(name: str, kind: str, training: bool) -> None:
    config = dataclasses.replace(PRESETS[name], kind=kind, tied=False)
    matched = counts.flop_matched(config, context=512, training=training)
    assert matched.kind == "transformer"
    assert (matched.width, matched.heads, matched.vocab_size) == (config.width, config.heads, config.vocab_size)
    wanted, got = (counts.flops_per_token(model, context=512, training=training) for model in (config, matched))
    assert got == pytest.approx(wanted, rel=0.05)
    assert 0.5 < matched.intermediate / config.intermediate < 2


def test_three_blocks_become_two_wider_ones(toy) -> None:
    # a block: 2 * (5 * 32 * 32 + 3 * 32 * 48) + 4 * 20 * 32 = 22,016; half of three is 33,024 = 12,800 + 6 * 32 * 105.3
    matched = counts.flop_matched(toy(layers=1, H_cycles=1, L_cycles=2), context=20, training=False)
    assert (matched.layers, matched.intermediate) == (1, 104)


def test_trm_has_the_parameters_of_an_hrm_and_twice_the_blocks_in_each_call(toy) -> None:
    trm, hrm = (toy(kind=kind) for kind in ("trm", "hrm"))
    assert counts.parameter_count(trm) == counts.parameter_count(hrm)
    assert counts.cache_slots(trm) == 2 * counts.cache_slots(hrm)
