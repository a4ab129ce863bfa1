"""On CUDA: the same parity, the same masks, and a hundred training steps."""

from __future__ import annotations

import pytest
import torch

from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import MODELS, build

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")]
KINDS = sorted(MODELS)
MASKS = {
    "causal": AttentionMask.causal,
    "bidirectional": AttentionMask.bidirectional,
    "prefix": lambda: AttentionMask.prefix_lengths(torch.tensor([7, 0]), 20),
    "packed": lambda: AttentionMask.causal(documents_BT=(torch.arange(20) // 7).expand(2, 20)),
}


def moved(mask: AttentionMask, device: str) -> AttentionMask:
    tensors = (mask.prefix_BT, mask.documents_BT, mask.lengths_B)
    return AttentionMask(mask.kind, *(None if tensor is None else tensor.to(device) for tensor in tensors))


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_device_gives_the_cpus_logits(kind: str, mask: str, toy_model, ids, logits) -> None:
    model = toy_model(kind=kind)
    expected = logits(model, ids, mask=MASKS[mask]())
    got = logits(model.cuda(), ids.cuda(), mask=moved(MASKS[mask](), "cuda"))
    assert (got.cpu() - expected).abs().max() < 1e-4


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "hrm_v1"])
def test_cached_equals_uncached_on_the_device(kind: str, toy_model, ids, logits) -> None:
    model, ids = toy_model(kind=kind).cuda(), ids.cuda()
    full, cache = logits(model, ids), toy_model(kind=kind).cuda().new_cache(2, 20)
    lengths = torch.tensor([6, 13], device="cuda")
    logits(model, ids[:, :13], mask=AttentionMask.causal(lengths_B=lengths), cache=cache)
    for step in range(7):
        token = torch.stack((ids[0, 6 + step], ids[1, 13 + step]))[:, None]
        got = logits(model, token, cache=cache)[:, 0]
        assert (got - torch.stack((full[0, 6 + step], full[1, 13 + step]))).abs().max() < 1e-4


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "hrm_v1"])
def test_a_hundred_steps_in_bf16_learn_a_batch(kind: str, toy, ids) -> None:
    model, ids = build(toy(kind=kind), 0).cuda().train(), ids.cuda()
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    for _ in range(100):
        with torch.autocast("cuda", dtype=torch.bfloat16):
            logits = model.head(model(ids, mask=moved(MASKS["prefix"](), "cuda")).hidden_BTD)
        loss = torch.nn.functional.cross_entropy(logits[:, :-1].float().flatten(0, 1), ids[:, 1:].flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss))
    assert losses[-1] < 0.5 * losses[0]
