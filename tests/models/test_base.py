"""Configurations refuse contradictions; every kind of model keeps the laws of the common interface."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from hrm_codegen.errors import ConfigError, TooLong, UsageError
from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import MODELS, PRESETS, Cycles, ModelConfig, bp_calls, build, preset, preset_name
from hrm_codegen.models.layers import compile_blocks

KINDS = sorted(MODELS)
kinds = pytest.mark.parametrize("kind", KINDS)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"width": 0}, "width"),
        ({"head_size": 15}, "head_size"),
        ({"causal": True, "attention": "bidirectional"}, "choose one"),
        ({"puzzle_emb_len": 2}, "puzzle_emb_len"),
        ({"halt_exploration": 1.5}, "halt_exploration"),
        ({"rope_theta": 0.0}, "rope_theta"),
        ({"rms_eps": -1.0}, "rms_eps"),
        ({"embedding_scale": 0.0}, "embedding_scale"),
        ({"end_id": 8192}, "end_id"),
        ({"pad_id": -1}, "pad_id"),
        ({"kind": "hrm", "gated": False}, "gated"),
        ({"width": 200, "heads": 3}, "heads"),
        ({"bp_steps": 1}, "H_cycles = 2"),
        ({"kind": "hmr"}, "'hrm'"),
    ],
)
def test_a_contradiction_is_refused_by_name(changes: dict[str, object], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        ModelConfig(**changes)  # type: ignore[arg-type]


def test_causal_false_is_another_word_for_bidirectional() -> None:
    assert ModelConfig(causal=False).attention_kind == "bidirectional"
    assert ModelConfig(causal=True).attention_kind == "prefix"
    assert dataclasses.replace(ModelConfig(), attention="bidirectional").attention_kind == "bidirectional"


@pytest.mark.parametrize(
    ("cycles", "steps", "carried"),
    [
        ((2, 3), 2, (0, 0)),  # what the paper starts with
        ((2, 3), 5, (0, 3)),  # and what it ends with
        ((2, 3), 6, (1, 3)),
        ((2, 3), 99, (3, 3)),
        ((2, 2), 5, (1, 2)),
        ((1, 1), 5, (1,)),
        ((3, 2), 4, (0, 0, 1)),
    ],
)
def test_gradient_calls_are_all_h_calls_then_l_calls_from_the_last(
    cycles: tuple[int, int], steps: int, carried: tuple[int, ...]
) -> None:
    assert bp_calls(Cycles(*cycles), steps) == carried


def test_presets_stay_under_a_hundred_million_and_know_their_names() -> None:
    from hrm_codegen.models.counts import parameter_count

    assert [round(parameter_count(PRESETS[name]) / 1e6) for name in ("hrm-5m", "hrm-26m", "hrm-83m")] == [6, 26, 83]
    assert 1e6 <= parameter_count(preset("hrm-demo")) <= 2e6
    assert preset_name(preset("hrm-26m")) == "hrm-26m"
    assert preset_name(dataclasses.replace(preset("hrm-26m"), H_cycles=1, L_cycles=1, bp_steps=2)) == "hrm-26m"
    assert preset_name(dataclasses.replace(preset("hrm-26m"), layers=1)) == "custom"
    with pytest.raises(UsageError, match="hrm-5m"):
        preset("hrm-5mm")


def test_a_request_for_cycles_is_completed_and_checked(toy) -> None:
    config = toy()
    assert config.resolve_cycles(None) == (2, 3)
    assert config.resolve_cycles(1) == (1, 3)
    assert config.resolve_cycles((1, 1)) == (1, 1)
    for wrong in (0, (1, 4), (1, 0)):
        with pytest.raises(UsageError, match="cycles"):
            config.resolve_cycles(wrong)


@kinds
def test_weights_depend_on_the_seed_alone(kind: str, toy) -> None:
    before = torch.get_rng_state()
    first, again, other = (build(toy(kind=kind), seed).state_dict() for seed in (7, 7, 8))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)
    assert torch.equal(torch.get_rng_state(), before)


@kinds
def test_a_later_token_changes_no_earlier_logits(kind: str, toy_model, ids, logits) -> None:
    model = toy_model(kind=kind, attention="causal")
    changed = ids.clone()
    changed[:, 12] = (changed[:, 12] + 1) % model.config.vocab_size
    before, after = logits(model, ids), logits(model, changed)
    assert torch.equal(before[:, :12], after[:, :12])
    assert not torch.allclose(before[:, 12:], after[:, 12:])


@kinds
def test_prefix_tokens_see_each_other_and_nothing_after(kind: str, toy_model, ids, logits) -> None:
    model = toy_model(kind=kind)
    mask = AttentionMask.prefix_lengths(torch.tensor([8, 0]), ids.shape[1])
    changed = ids.clone()
    changed[:, 7] = (changed[:, 7] + 1) % model.config.vocab_size  # the last of row 0's prefix; row 1 has none
    before, after = logits(model, ids, mask=mask), logits(model, changed, mask=mask)
    assert not torch.allclose(before[0, 0], after[0, 0], atol=1e-6)
    assert torch.allclose(before[1, :7], after[1, :7], atol=1e-6)
    changed = ids.clone()
    changed[:, 8] = (changed[:, 8] + 1) % model.config.vocab_size
    assert torch.allclose(before[0, :8], logits(model, changed, mask=mask)[0, :8], atol=1e-6)


@kinds
def test_packed_rows_equal_unpacked_ones(kind: str, toy_model, ids, logits) -> None:
    model = toy_model(kind=kind)
    lengths, prefixes = (9, 11), (4, 6)
    documents = torch.tensor([[0] * 9 + [1] * 11])
    prefix = torch.tensor([[True] * 4 + [False] * 5 + [True] * 6 + [False] * 5])
    packed_ids = torch.cat((ids[0, :9], ids[1, :11]))[None]
    mask = AttentionMask.prefix(prefix, documents_BT=documents)
    positions = torch.cat((torch.arange(9), torch.arange(11)))[None]
    for arguments in ({}, {"positions_BT": positions}):  # rotary positions are relative: restarting them changes nothing
        packed = logits(model, packed_ids, mask=mask, **arguments)[0]
        start = 0
        for row, (length, known) in enumerate(zip(lengths, prefixes, strict=True)):
            alone = AttentionMask.prefix_lengths(torch.tensor([known]), length)
            assert torch.allclose(
                packed[start : start + length], logits(model, ids[row : row + 1, :length], mask=alone)[0], atol=2e-5
            )
            start += length


@kinds
def test_padding_on_the_right_changes_nothing(kind: str, toy_model, ids, logits) -> None:
    for attention, mask_of in (
        ("causal", lambda lengths: AttentionMask.causal(lengths_B=lengths)),
        ("bidirectional", lambda lengths: AttentionMask.bidirectional(lengths_B=lengths)),
        ("prefix", lambda lengths: AttentionMask.prefix_lengths(torch.tensor([5, 5]), 20, lengths_B=lengths)),
    ):
        model = toy_model(kind=kind, attention=attention)
        padded = ids.clone()
        padded[1, 13:] = 0
        got = logits(model, padded, mask=mask_of(torch.tensor([20, 13])))
        short = {"bidirectional": AttentionMask.bidirectional(), "causal": AttentionMask.causal()}
        alone = short.get(attention) or AttentionMask.prefix_lengths(torch.tensor([5]), 13)
        assert torch.allclose(got[1, :13], logits(model, ids[1:, :13], mask=alone)[0], atol=2e-5)


@kinds
def test_bf16_autocast_is_close_and_leaves_fp32_gradients(kind: str, toy_model, ids) -> None:
    model = toy_model(kind=kind)
    exact = model.head(model(ids).hidden_BTD)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rough = model.head(model(ids).hidden_BTD)
    assert rough.dtype == torch.bfloat16
    assert (rough.float() - exact).abs().max() < 0.25
    rough.float().logsumexp(-1).sum().backward()
    for name, weight in model.named_parameters():
        assert name.startswith("q_head") or weight.grad.dtype == torch.float32, name  # a language loss does not reach the Q head


@kinds
def test_bf16_weights_run_without_autocast(kind: str, toy_model, ids, logits) -> None:
    model = toy_model(kind=kind)
    exact = logits(model, ids)
    rough = logits(model.bfloat16(), ids)
    assert rough.dtype == torch.bfloat16
    assert (rough.float() - exact).abs().max() < 0.3


@kinds
def test_a_sequence_over_the_limit_is_refused(kind: str, toy_model) -> None:
    with pytest.raises(TooLong, match="65 positions; this model takes 64"):
        toy_model(kind=kind)(torch.zeros(1, 65, dtype=torch.long))


@kinds
def test_the_output_projection_is_the_embedding_only_when_tied(kind: str, toy) -> None:
    tied, untied = (build(toy(kind=kind, tied=choice)) for choice in (True, False))
    assert sum(w.numel() for w in untied.parameters()) - sum(w.numel() for w in tied.parameters()) == 61 * 32


@pytest.mark.parametrize("kind", ["hrm", *(pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS if kind != "hrm")])
def test_compiled_blocks_give_the_same_numbers_from_two_graphs(kind: str, toy_model, ids) -> None:
    from torch._dynamo.testing import CompileCounterWithBackend

    model, compiled = toy_model(kind=kind), toy_model(kind=kind)
    torch._dynamo.reset()
    counter = CompileCounterWithBackend("aot_eager")
    compile_blocks(compiled, backend=counter)
    for steps in (2, 5):
        outputs = [net(ids, bp_steps=steps).hidden_BTD for net in (model, compiled)]
        assert torch.allclose(*outputs, atol=1e-5)
        for net, output in zip((model, compiled), outputs, strict=True):
            net.zero_grad()
            output.square().sum().backward()
        for (name, weight), other in zip(model.named_parameters(), compiled.parameters(), strict=True):
            assert (weight.grad is None and other.grad is None) or torch.allclose(weight.grad, other.grad, atol=1e-3, rtol=1e-3), (
                name
            )
    assert counter.frame_count <= 2
    assert model.state_dict().keys() == compiled.state_dict().keys()


@kinds
def test_matrices_start_at_one_over_the_root_of_their_inputs(kind: str) -> None:
    model = build(
        ModelConfig(kind=kind, vocab_size=512, width=128, heads=2, head_size=64, intermediate=384, layers=1, tied=False), 0
    )
    for name, weight in model.state_dict().items():
        expected = 1.0 if "init" in name else 0.0 if name == "q_head.weight" else weight.shape[-1] ** -0.5
        if name == "q_head.bias":
            assert weight.tolist() == [-5.0, -5.0]
        else:
            assert float(weight.std()) == pytest.approx(expected, rel=0.25 if weight.ndim == 1 else 0.03), name
            assert float(weight.abs().max()) <= 2.3 * expected + 1e-9, name  # cut at two standard deviations of the uncut normal
