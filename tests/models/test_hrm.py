"""The language model equals the public architecture, value for value and gradient for gradient."""

from __future__ import annotations

import pytest
import torch
from torch.func import functional_call

from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import Cycles, bp_calls, build

transformers = pytest.importorskip("transformers", minversion="5.9")
TOLERANCE = 1e-4


def split(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Rename fused matrices to the split ones the peer keeps in memory."""
    parts = {"gqkv_proj": ("gate_proj", "q_proj", "k_proj", "v_proj"), "gate_up_proj": ("gate_proj", "up_proj")}
    result = {}
    for name, tensor in state.items():
        fused = next((part for part in parts if part in name), None)
        pieces = zip(parts[fused], tensor.chunk(len(parts[fused])), strict=True) if fused else [(None, tensor)]
        for piece, value in pieces:
            renamed = name.replace(fused, piece) if fused else name
            result[renamed.replace(".attn.", ".self_attn.")] = value
    return result


def peer_of(model, carried=(0, 3)):
    """Build the peer's model with the same weights."""
    config = model.config
    peer = transformers.HrmTextForCausalLM(
        transformers.HrmTextConfig(
            vocab_size=config.vocab_size, hidden_size=config.width, intermediate_size=config.intermediate,
            num_hidden_layers=config.layers, num_attention_heads=config.heads, head_dim=config.head_size,
            H_cycles=config.H_cycles, L_cycles=config.L_cycles, L_bp_cycles=list(carried), embedding_scale=config.scale,
            tie_word_embeddings=config.tied, max_position_embeddings=config.max_positions, rms_norm_eps=config.rms_eps,
        )
    )  # fmt: skip
    missing, unexpected = peer.load_state_dict(split(model.state_dict()), strict=False)
    assert not unexpected
    assert set(missing) <= {"lm_head.weight"}  # tied
    return peer.eval()


@pytest.mark.parametrize(
    "changes", [{}, {"tied": False}, {"head_size": 8, "heads": 4, "H_cycles": 3, "L_cycles": 1, "embedding_scale": 7.0}]
)
def test_logits_equal_the_peers_with_causal_and_prefix_masks(changes, toy_model, ids, logits) -> None:
    model = toy_model(**changes)
    peer = peer_of(model)
    kinds = torch.zeros_like(ids)
    kinds[0, :7], kinds[1, :11] = 1, 1
    with torch.no_grad():
        assert (peer(ids).logits - logits(model, ids)).abs().max() < TOLERANCE
        prefix = AttentionMask.prefix(kinds)
        assert (peer(ids, token_type_ids=kinds).logits - logits(model, ids, mask=prefix)).abs().max() < TOLERANCE


def test_cached_logits_equal_the_peers_cached_ones(toy_model, ids, logits) -> None:
    model = toy_model()
    peer = peer_of(model)
    for kinds in (None, (torch.arange(8) < 8).long().expand(2, 8)):
        mask = None if kinds is None else AttentionMask.prefix(kinds)
        cache = model.new_cache(2, 20)
        with torch.no_grad():
            theirs = peer(ids[:, :8], token_type_ids=kinds, use_cache=True)
            assert (theirs.logits - logits(model, ids[:, :8], mask=mask, cache=cache)).abs().max() < TOLERANCE
            past = theirs.past_key_values
            for t in range(8, 12):
                theirs = peer(ids[:, t : t + 1], past_key_values=past, use_cache=True)
                assert (theirs.logits - logits(model, ids[:, t : t + 1], cache=cache)).abs().max() < TOLERANCE


def test_cache_slots_lie_where_the_public_format_puts_them(toy_model, ids, logits) -> None:
    model = toy_model()
    cache = model.new_cache(2, 20)
    logits(model, ids, cache=cache)
    with torch.no_grad():
        past = peer_of(model)(ids, use_cache=True).past_key_values
    for slot, layer in enumerate(past.layers):
        assert (layer.keys - cache.keys[slot]).abs().max() < TOLERANCE
        assert (layer.values - cache.values[slot]).abs().max() < TOLERANCE
    assert slot + 1 == cache.keys.shape[0]


@pytest.mark.parametrize("steps", [2, 5, 6, 8])
def test_gradients_equal_the_peers(steps: int, toy_model, ids) -> None:
    model = toy_model().train()
    peer = peer_of(model, carried=bp_calls(Cycles(2, 3), steps)).train()
    target = ids.roll(-1, 1).flatten()
    for logits in (peer(ids).logits, model.head(model(ids, bp_steps=steps).hidden_BTD)):
        torch.nn.functional.cross_entropy(logits.flatten(0, 1), target).backward()
    theirs = {name: weight.grad for name, weight in peer.named_parameters()}
    for name, weight in model.named_parameters():
        pieces = split({name: torch.zeros_like(weight) if weight.grad is None else weight.grad})
        for piece, grad in pieces.items():
            expected = torch.zeros_like(grad) if theirs[piece] is None else theirs[piece]
            assert torch.allclose(grad, expected, atol=1e-6, rtol=1e-4), piece


@pytest.mark.parametrize(
    ("steps", "pattern"), [(2, "...H...H"), (3, "...H..LH"), (5, "...HLLLH"), (7, ".LLHLLLH"), (8, "LLLHLLLH")]
)
def test_the_gradient_reaches_exactly_the_calls_it_should(steps: int, pattern: str, toy_model, ids) -> None:
    model = toy_model().train()
    calls = []
    for name, stack in (("L", model.model.L_module), ("H", model.model.H_module)):
        stack.register_forward_hook(lambda _m, _i, out, name=name: calls.append((name, out)))
    hidden = model(ids, bp_steps=steps).hidden_BTD
    for _, state in calls:
        if state.requires_grad:
            state.retain_grad()
    model.head(hidden).square().mean().backward()
    assert "".join(name if state.grad is not None and state.grad.abs().sum() > 0 else "." for name, state in calls) == pattern


def test_the_first_l_state_learns_without_touching_the_main_gradient(toy_model, ids) -> None:
    model = toy_model().train()
    plain = model(ids, bp_steps=2)
    assert plain.first_L_BTD is None
    assert plain.exits == ()
    watched = model(ids, bp_steps=2, exits=True, first_L=True)
    assert torch.equal(plain.hidden_BTD, watched.hidden_BTD)
    weights = dict(model.named_parameters())
    main = [torch.autograd.grad(out.hidden_BTD.square().sum(), weights.values(), allow_unused=True) for out in (plain, watched)]
    for name, first, second in zip(weights, *main, strict=True):
        assert (first is None and second is None) or torch.equal(first, second), name
        assert (first is None) == ("L_module" in name), name  # with K = 2 the main loss does not reach L
    (grad,) = torch.autograd.grad(
        watched.first_L_BTD.square().sum(), weights["model.L_module.layers.0.mlp.down_proj.weight"], allow_unused=True
    )
    assert grad is not None


def test_exits_are_the_states_a_shorter_run_ends_in(toy_model, ids) -> None:
    model = toy_model(H_cycles=3)
    with torch.no_grad():
        exits = model(ids, exits=True).exits
        assert len(exits) == 2
        for number, state in enumerate(exits, start=1):
            assert torch.equal(state, model(ids, cycles=number).hidden_BTD)


@pytest.mark.parametrize("kind", ["hrm", "transformer"])
def test_gradients_pass_the_finite_difference_check(kind: str, toy) -> None:
    config = toy(kind=kind, vocab_size=7, width=8, heads=1, head_size=8, intermediate=12, layers=1, L_cycles=2, bp_steps=6)
    model = build(config, 0).double()
    tokens = torch.tensor([[1, 4, 2, 6, 0]])
    mask = AttentionMask.prefix_lengths(torch.tensor([2]), 5)
    names, weights = zip(*model.named_parameters(), strict=True)

    def loss(*values: torch.Tensor) -> torch.Tensor:
        parameters = dict(zip(names, values, strict=True))
        hidden = functional_call(model, parameters, (tokens,), {"mask": mask}).hidden_BTD
        return hidden.sin().sum()

    assert torch.autograd.gradcheck(loss, tuple(weight.detach().requires_grad_() for weight in weights), fast_mode=True)
