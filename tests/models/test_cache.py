"""Cached equals uncached, token for token, for even and uneven batches; what a cache cannot do it refuses."""

from __future__ import annotations

import pytest
import torch

from hrm_codegen.errors import TooLong, Unsupported
from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import MODELS

CACHED = [kind for kind in sorted(MODELS) if kind != "hrm_v1"]
kinds = pytest.mark.parametrize("kind", CACHED)
backends = pytest.mark.parametrize("backend", ["fused", "plain"])


@kinds
@backends
def test_decoding_one_token_at_a_time_equals_the_full_pass(kind, backend, toy_model, ids, logits, monkeypatch) -> None:
    monkeypatch.setenv("HRM_ATTENTION", backend)
    model = toy_model(kind=kind)
    full = logits(model, ids)
    cache = model.new_cache(2, 20)
    steps = [logits(model, ids[:, :7], cache=cache), *(logits(model, ids[:, t : t + 1], cache=cache) for t in range(7, 20))]
    assert torch.allclose(torch.cat(steps, 1), full, atol=2e-5)
    assert cache.longest == 20


@kinds
@backends
def test_rows_of_different_lengths_decode_as_if_alone(kind, backend, toy_model, ids, logits, monkeypatch) -> None:
    monkeypatch.setenv("HRM_ATTENTION", backend)
    model, lengths = toy_model(kind=kind), torch.tensor([6, 13])
    full = logits(model, ids)
    cache = model.new_cache(2, 24)
    first = logits(
        model, ids[:, :13], mask=AttentionMask.causal(lengths_B=lengths), cache=cache
    )  # row 0 padded with its own future
    assert torch.allclose(first[0, 5], full[0, 5], atol=2e-5)
    for step in range(7):
        token = torch.stack((ids[0, 6 + step], ids[1, 13 + step]))[:, None]
        got = logits(model, token, cache=cache)[:, 0]
        assert torch.allclose(got, torch.stack((full[0, 6 + step], full[1, 13 + step])), atol=2e-5)


@kinds
def test_a_prefix_prompt_is_prefilled_at_once_and_continues_causally(kind, toy_model, ids, logits) -> None:
    model, prefix, lengths = toy_model(kind=kind), torch.tensor([5, 8]), torch.tensor([5, 8])
    full = logits(model, ids, mask=AttentionMask.prefix_lengths(prefix, 20))
    cache = model.new_cache(2, 20)
    logits(model, ids[:, :8], mask=AttentionMask.prefix_lengths(prefix, 8, lengths_B=lengths), cache=cache)
    for step in range(6):
        token = torch.stack((ids[0, 5 + step], ids[1, 8 + step]))[:, None]
        got = logits(model, token, cache=cache)[:, 0]
        assert torch.allclose(got, torch.stack((full[0, 5 + step], full[1, 8 + step])), atol=2e-5)
    with pytest.raises(Unsupported, match="prefix prompt in one call"):
        logits(model, ids[:, :1], mask=AttentionMask.prefix_lengths(torch.tensor([1, 1]), 1), cache=cache)


@kinds
def test_many_tokens_at_once_extend_a_cache_and_rejected_ones_are_forgotten(kind, toy_model, ids, logits) -> None:
    model = toy_model(kind=kind)
    full = logits(model, ids)
    cache = model.new_cache(2, 20)
    logits(model, ids[:, :5], cache=cache)
    wrong = (ids[:, 5:10] + 1) % model.config.vocab_size
    logits(model, wrong, cache=cache)
    cache.truncate(torch.tensor([5, 5]))
    assert torch.allclose(logits(model, ids[:, 5:11], cache=cache), full[:, 5:11], atol=2e-5)
    cache.truncate(torch.tensor([7, 9]))  # rows keep different numbers of drafts
    got = logits(model, torch.stack((ids[0, 7:10], ids[1, 9:12])), cache=cache)
    assert torch.allclose(got, torch.stack((full[0, 7:10], full[1, 9:12])), atol=2e-5)


def test_one_prefilled_prompt_serves_many_answers(toy_model, ids, logits) -> None:
    model = toy_model()
    cache = model.new_cache(2, 20)
    logits(model, ids[:, :9], mask=AttentionMask.causal(lengths_B=torch.tensor([9, 4])), cache=cache)
    cache.select(torch.tensor([0, 0, 1]))
    tokens = torch.tensor([[3], [5], [7]])
    got = logits(model, tokens, cache=cache)[:, 0]
    for row, (source, length) in enumerate([(0, 9), (0, 9), (1, 4)]):
        alone = logits(model, torch.cat((ids[source, :length], tokens[row]))[None])[0, -1]
        assert torch.allclose(got[row], alone, atol=2e-5)


def test_fewer_slow_cycles_decode_as_fewer_slow_cycles(toy_model, ids, logits) -> None:
    model = toy_model()
    cache = model.new_cache(2, 20, cycles=1)
    assert cache.keys.shape[0] == 8
    first = logits(model, ids[:, :10], cache=cache, cycles=1)
    rest = logits(model, ids[:, 10:], cache=cache, cycles=1)
    assert torch.allclose(torch.cat((first, rest), 1), logits(model, ids, cycles=1), atol=2e-5)


def test_what_does_not_fit_is_refused_with_the_numbers(toy_model, ids) -> None:
    model = toy_model()
    cache = model.new_cache(2, 10)
    model(ids[:, :8], cache=cache)
    with pytest.raises(TooLong, match="8 cached \\+ 3 new positions; this cache holds 10"):
        model(ids[:, :3], cache=cache)
    with pytest.raises(Unsupported, match="no packed documents"):
        model(ids, mask=AttentionMask.causal(documents_BT=torch.zeros_like(ids)), cache=model.new_cache(2, 20))


def test_a_full_sized_model_in_bf16_caches_in_bf16(toy_model, ids) -> None:
    model = toy_model().bfloat16()
    cache = model.new_cache(2, 20)
    assert cache.keys.dtype == torch.bfloat16
    model(ids[:, :8], mask=AttentionMask.causal(lengths_B=torch.tensor([8, 3])), cache=cache)
    model(ids[:, :1], cache=cache)
    assert cache.lengths_B.tolist() == [9, 4]
