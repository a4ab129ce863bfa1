"""The Tiny Recursive Model: recursions by hand, and where gradient flows. The common laws stand in test_base and test_cache."""

from __future__ import annotations

import pytest
import torch
from torch.func import functional_call

from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import build
from hrm_codegen.models.layers import prepare


def test_recursions_equal_the_pseudocode_written_out(toy_model, ids) -> None:
    model = toy_model(kind="trm")
    config = model.config
    assert (config.H_cycles, config.L_cycles) == (2, 3)
    context = prepare(config, ids, mask=None, positions_BT=None, cache=None, dtype=torch.float32)
    weights = model.stack.weights(torch.float32)

    def net(state: torch.Tensor) -> torch.Tensor:
        return model.stack(state, weights, context, 0)

    with torch.no_grad():
        x = model.embed_tokens(ids) * config.scale
        y, z = model.y_init.expand_as(x), model.z_init.expand_as(x)
        for _ in range(2):
            for _ in range(3):
                z = net(x + y + z)
            y = net(y + z)
        assert torch.allclose(model(ids).hidden_BTD, y, atol=1e-6)


def test_only_the_last_recursion_carries_gradient_and_all_of_it(toy_model, ids) -> None:
    model = toy_model(kind="trm", H_cycles=3, L_cycles=2)
    calls: list[torch.Tensor] = []
    model.stack.register_forward_hook(lambda _module, _inputs, state: calls.append(state))
    model(ids, bp_steps=1)
    assert [state.requires_grad for state in calls] == [False] * 6 + [True] * 3


def test_exits_are_the_answers_of_fewer_recursions_and_absent_in_training(toy_model, ids) -> None:
    model = toy_model(kind="trm", H_cycles=3)
    with torch.no_grad():
        exits = model(ids, exits=True).exits
        assert len(exits) == 2
        for number, answer in enumerate(exits, start=1):
            assert torch.equal(answer, model(ids, cycles=number).hidden_BTD)
        assert model(ids).exits == ()
    assert model(ids, exits=True).exits == ()


def test_fewer_recursions_and_updates_fill_a_cache_laid_out_for_all(toy_model, ids, logits) -> None:
    model = toy_model(kind="trm")
    cache = model.new_cache(2, 20)
    steps = [logits(model, ids[:, :9], cache=cache, cycles=(1, 2)), logits(model, ids[:, 9:], cache=cache, cycles=(1, 2))]
    assert torch.allclose(torch.cat(steps, 1), logits(model, ids, cycles=(1, 2)), atol=2e-5)


def test_gradients_of_one_recursion_pass_the_finite_difference_check(toy) -> None:
    config = toy(kind="trm", vocab_size=7, width=8, heads=1, head_size=8, intermediate=12, layers=1, H_cycles=1, L_cycles=2)
    model = build(config, 0).double()
    tokens, mask = torch.tensor([[1, 4, 2, 6, 0]]), AttentionMask.prefix_lengths(torch.tensor([2]), 5)
    names, weights = zip(*model.named_parameters(), strict=True)

    def loss(*values: torch.Tensor) -> torch.Tensor:
        hidden: torch.Tensor = functional_call(model, dict(zip(names, values, strict=True)), (tokens,), {"mask": mask}).hidden_BTD
        return hidden.sin().sum()

    assert torch.autograd.gradcheck(loss, tuple(weight.detach().requires_grad_() for weight in weights), fast_mode=True)


@pytest.mark.parametrize("tied", [True, False])
def test_one_batch_is_learnt_through_the_last_recursion_alone(tied: bool, toy) -> None:
    model = build(toy(kind="trm", vocab_size=17, width=16, heads=2, head_size=8, intermediate=24, layers=1, tied=tied), 0)
    ids = torch.randint(0, 17, (4, 8), generator=torch.Generator().manual_seed(0))
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    losses = []
    for _ in range(60):
        logits_BTV = model.head(model(ids).hidden_BTD)
        loss = torch.nn.functional.cross_entropy(logits_BTV.transpose(1, 2), ids.roll(-1, 1))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.5 * losses[0]
