"""The original HRM, against the answers its own implementation gave."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from hrm_codegen.errors import Unsupported
from hrm_codegen.models import halting
from hrm_codegen.models.base import ModelConfig, build
from hrm_codegen.models.hrm_v1 import from_original

modes = pytest.mark.parametrize("mode", ["bidirectional", "causal"])


@pytest.fixture(scope="module")
def golden(vectors: Path) -> dict[str, torch.Tensor]:
    with np.load(vectors / "hrm_v1_golden.npz") as file:
        return {name: file[name] if name == "config" else torch.from_numpy(np.asarray(file[name])) for name in file.files}


def under(golden: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    return {name.removeprefix(prefix): value for name, value in golden.items() if name.startswith(prefix)}


def original(golden: dict[str, torch.Tensor], mode: str):
    """Build the model the file describes, its sizes read from the file alone."""
    told = json.loads(str(golden["config"]))
    weights = from_original(under(golden, f"{mode}/weights/"))
    inner = weights["H_level.layers.0.mlp.down_proj.weight"].shape[1]
    assert told["H_layers"] == told["L_layers"]
    assert told["pos_encodings"] == "rope"
    model = build(
        ModelConfig(
            kind="hrm_v1", vocab_size=told["vocab_size"], width=told["hidden_size"], heads=told["num_heads"],
            head_size=told["hidden_size"] // told["num_heads"], intermediate=inner,
            layers=told["H_layers"], H_cycles=told["H_cycles"], L_cycles=told["L_cycles"], tied=False, rms_eps=1e-5,
            halt_max_steps=told["halt_max_steps"], halt_exploration=told["halt_exploration_prob"],
            attention="prefix", causal=mode == "causal", puzzle_emb_len=told["puzzle_emb_ndim"], max_positions=told["seq_len"],
        ),
        seed=None,
    )  # fmt: skip
    model.load_state_dict(weights)
    return model


@pytest.mark.vectors
@modes
def test_every_segment_equals_the_originals(mode: str, golden) -> None:
    model = original(golden, mode)
    inputs, labels = golden["inputs"], golden["labels"]
    steps = len({name.split("/")[1] for name in golden if name.startswith(f"{mode}/step")})
    assert steps >= 1
    carry = model.start(inputs)
    everyone = torch.ones(len(inputs), dtype=torch.bool)
    for number in range(steps):
        expected = under(golden, f"{mode}/step{number}/")
        segment = model.segment(carry, inputs, learn=True)
        carry, logits = segment.carry, model.head(segment.hidden_BTD)
        loss = halting.segment_loss(logits, labels, segment.q, target_B=segment.target_B, taking_part_B=everyone)
        got = {
            "logits": logits, "q_halt_logits": segment.q.halt_B, "q_continue_logits": segment.q.go_on_B,
            "target_q_continue": segment.target_B, "loss": loss.original, "z_H": carry.z_H_BTD, "z_L": carry.z_L_BTD,
            "steps": carry.steps_B, "halted": carry.halted_B,
            "metric/lm_loss": loss.lm_row_means, "metric/q_halt_loss": loss.halt_sum, "metric/q_continue_loss": loss.go_on_sum,
        }  # fmt: skip
        counted = halting.metrics(logits, labels, segment.q, carry.steps_B, carry.halted_B)
        got |= {f"metric/{name}": value for name, value in counted.items()}
        model.zero_grad()
        loss.original.backward()
        norms = from_original({name.removeprefix("grad_norm/"): value for name, value in expected.items() if "grad_norm" in name})
        assert set(expected) - {name for name in expected if "grad_norm" in name} == set(got)
        for name, value in got.items():
            torch.testing.assert_close(
                value.float(), expected[name].float(), atol=1e-4, rtol=1e-4, msg=lambda m, n=name: f"{n}: {m}"
            )
        weights = dict(model.named_parameters())
        assert set(norms) == set(weights)
        for name, norm in norms.items():
            torch.testing.assert_close(weights[name].grad.norm(), norm, atol=1e-4, rtol=1e-4, msg=lambda m, n=name: f"{n}: {m}")


@pytest.fixture
def tiny():
    return lambda **changes: build(
        ModelConfig(
            **{
                "kind": "hrm_v1", "vocab_size": 17, "width": 16, "heads": 2, "head_size": 8, "intermediate": 24, "layers": 1,
                "attention": "causal", "halt_exploration": 0.0, "max_positions": 32,
            } | changes  # type: ignore[arg-type]
        ), 0,
    )  # fmt: skip


def test_supervision_equals_segments_run_by_hand(tiny) -> None:
    model = tiny()
    ids = torch.arange(12).view(2, 6)
    labels = torch.where(torch.arange(6) < 2, -100, ids.roll(-1, 1))
    losses = model.supervise(ids, labels)
    carry = model.start(ids)
    assert len(losses) == model.config.halt_max_steps  # q_halt and q_continue start equal, so no row wants to stop
    for loss in losses:
        segment = model.segment(carry, ids, learn=True)
        carry = segment.carry
        expected = torch.nn.functional.cross_entropy(model.head(segment.hidden_BTD).transpose(1, 2), labels, reduction="sum")
        torch.testing.assert_close(loss.lm_sum, expected)
        assert int(loss.lm_count) == 8


def test_a_halted_row_no_longer_counts(tiny) -> None:
    model = tiny(halt_max_steps=3)
    ids = torch.tensor([[1, 2, 3], [4, 5, 6]])
    with torch.no_grad():  # weights of the Q head that make row 0 halt at once and row 1 never
        states = model.segment(model.start(ids), ids).hidden_BTD[:, 0]
        model.q_head.weight[0] = 5 * (states[0] - states[1])
        model.q_head.bias.copy_(torch.tensor([0.0, float(5 * (states[0] - states[1]) @ (states[0] + states[1]) / 2)]))
    losses = model.supervise(ids, ids)
    assert [int(loss.rows) for loss in losses[:2]] == [2, 1]
    assert [int(loss.lm_count) for loss in losses[:2]] == [6, 3]


def test_training_one_batch_brings_the_loss_down_(tiny) -> None:
    model = tiny(tied=False)
    ids = torch.randint(0, 17, (4, 8), generator=torch.Generator().manual_seed(0))
    labels = ids.roll(-1, 1)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    first = last = None
    for _ in range(60):
        total = halting.add_up(model.supervise(ids, labels, generator=torch.Generator().manual_seed(0)))
        optimiser.zero_grad()
        total.mean.backward()
        optimiser.step()
        last = float(total.lm_sum.detach() / total.lm_count)
        first = first or last
    assert last < 0.5 * first


def test_forward_runs_all_segments_and_shows_the_early_ones(tiny) -> None:
    model = tiny()
    ids = torch.arange(6)[None]
    output = model(ids, exits=True)
    assert len(output.exits) == 3
    assert torch.equal(output.exits[1], model(ids, cycles=2).hidden_BTD)
    assert set(output.aux) == {"q_halt_B", "q_continue_B"}
    assert output.hidden_BTD.requires_grad
    assert not output.exits[0].requires_grad


def test_more_segments_than_trained_go_on_instead_of_starting_anew(tiny) -> None:
    ids = torch.arange(6)[None]
    with torch.no_grad():
        few, many = tiny(halt_max_steps=2)(ids, cycles=5, exits=True), tiny(halt_max_steps=8)(ids, cycles=5, exits=True)
    assert torch.equal(few.hidden_BTD, many.hidden_BTD)
    assert not torch.equal(few.exits[2], few.exits[0])


def test_there_is_no_cache_and_it_says_so(tiny) -> None:
    model = tiny()
    assert not model.supports_cache
    with pytest.raises(Unsupported, match="no cache"):
        model.new_cache(1, 8)


def test_only_the_last_two_calls_of_a_segment_learn(tiny) -> None:
    model = tiny()
    calls = []
    for stack in (model.L_level, model.H_level):
        stack.register_forward_hook(lambda _m, _i, out: calls.append(out))
    model.segment(model.start(torch.arange(6)[None]), torch.arange(6)[None])
    assert [state.requires_grad for state in calls] == [False] * 4 + [True] * 2
