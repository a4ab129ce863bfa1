"""Masks say who sees whom as worked out by hand; the plain implementation agrees with the fused one."""

from __future__ import annotations

import pytest
import torch

from hrm_codegen.errors import UsageError
from hrm_codegen.models.attention import AttentionMask, attend, plan

CPU = torch.device("cpu")
MASKS = {
    "causal": AttentionMask.causal(),
    "bidirectional": AttentionMask.bidirectional(),
    "prefix": AttentionMask.prefix_lengths(torch.tensor([3, 0]), 6),
    "packed": AttentionMask.causal(documents_BT=torch.tensor([[0, 0, 1, 1, 1, -1], [0, 0, 0, 0, 0, 0]])),
    "packed prefix": AttentionMask.prefix(
        torch.tensor([[1, 0, 1, 1, 0, 0], [1, 1, 0, 0, 0, 0]]), documents_BT=torch.tensor([[0, 0, 1, 1, 1, -1], [0] * 6])
    ),
    "packed bidirectional": AttentionMask.bidirectional(documents_BT=torch.tensor([[0, 0, 1, 1, 1, -1], [0] * 6])),
    "padded bidirectional": AttentionMask.bidirectional(lengths_B=torch.tensor([4, 6])),
}


def test_a_packed_prefix_mask_equals_the_one_drawn_by_hand() -> None:
    seen = MASKS["packed prefix"].allowed(6)
    assert seen is not None
    drawn = ["x.....", "xx....", "..xx..", "..xx..", "..xxx.", ".....x"]  # a row is a query; documents 0 0 1 1 1 and padding
    assert ["".join("x" if cell else "." for cell in row) for row in seen[0]] == drawn
    assert ["".join("x" if cell else "." for cell in row) for row in seen[1]][:2] == ["xx....", "xx...."]


def test_plain_causal_rows_need_no_mask_even_when_padded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert AttentionMask.causal(lengths_B=torch.tensor([2, 6])).allowed(6) is None
    monkeypatch.setenv("HRM_ATTENTION", "fused")
    assert plan(MASKS["causal"], positions=6, dtype=torch.float32, device=CPU).is_causal
    assert not plan(MASKS["bidirectional"], positions=6, dtype=torch.float32, device=CPU).is_causal


@pytest.mark.parametrize("name", MASKS)
def test_the_plain_implementation_equals_the_fused_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    q, k, v = torch.randn(3, 2, 4, 6, 8, generator=torch.Generator().manual_seed(0)).requires_grad_()
    results = []
    for backend in ("fused", "plain"):
        monkeypatch.setenv("HRM_ATTENTION", backend)
        how = plan(MASKS[name], positions=6, dtype=torch.float32, device=CPU)
        assert how.plain == (backend == "plain")
        out = attend(q, k, v, how)
        results.append((out, *torch.autograd.grad(out.square().sum(), (q, k, v))))
    for fused, plain in zip(*results, strict=True):
        assert torch.isfinite(fused).all()
        assert torch.allclose(fused, plain, atol=1e-5)


def test_an_unknown_implementation_names_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRM_ATTENTION", "plian")
    with pytest.raises(UsageError, match="did you mean 'plain'"):
        plan(MASKS["causal"], positions=6, dtype=torch.float32, device=CPU)


def test_the_environment_reaches_a_whole_model(toy_model, ids, logits, monkeypatch: pytest.MonkeyPatch) -> None:
    model, mask = toy_model(), AttentionMask.prefix_lengths(torch.tensor([4, 9]), 20)
    monkeypatch.setenv("HRM_ATTENTION", "fused")
    fused = logits(model, ids, mask=mask)
    monkeypatch.setenv("HRM_ATTENTION", "plain")
    monkeypatch.setattr(torch.nn.functional, "scaled_dot_product_attention", None)  # any use of the fused kernel would fail
    assert torch.allclose(fused, logits(model, ids, mask=mask), atol=2e-5)
