"""On CUDA: a hundred real steps of every kind, and a resume that goes on from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from hrm_codegen.train import loop, losses, metrics
from hrm_codegen.train.run import RunConfig

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")]


VARIANTS: dict[str, dict[str, Any]] = {
    "hrm": {},
    "hrm_v1": {"model": {"kind": "hrm_v1"}},
    "transformer": {"model": {"kind": "transformer"}},
    "packed prefix rows, muon, compiled": {
        "model": {"attention": "prefix"},
        "data": {"packing": True},
        "train": {"compile": True},
        "optim": {"name": "muon", "embedding_ratio": 0.1},
    },
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_hundred_steps_on_the_device_lower_the_loss_and_resume(
    name: str, toy_config: Callable[..., RunConfig], tmp_path: Path
) -> None:
    train = {"steps": 100, "precision": "bf16", "device": "cuda", "validate_every": 50}
    config = toy_config(**{**VARIANTS[name], "train": {**train, **VARIANTS[name].get("train", {})}})
    loop.train(config, tmp_path / "run", max_steps=50)
    assert loop.train(config, tmp_path / "run", resume=True).ending == "done"
    assert metrics.summarise(tmp_path / "run" / "metrics.csv").fall > 0.3


def test_the_chunked_loss_equals_the_plain_one_on_the_device() -> None:
    hidden_ND, weight_VD = torch.randn(300, 64, device="cuda"), torch.randn(1000, 64, device="cuda")
    targets_N, weights_N = torch.randint(1000, (300,), device="cuda"), torch.rand(300, device="cuda")
    results = []
    for compute in (losses.linear_cross_entropy, losses.plain_cross_entropy):
        hidden, weight = hidden_ND.clone().requires_grad_(), weight_VD.clone().requires_grad_()
        compute(hidden, weight, targets_N, weights_N=weights_N, z_weight=1e-4).objective.backward()
        results.append((hidden.grad, weight.grad))
    for fast, plain in zip(*results, strict=True):
        assert torch.allclose(fast, plain, atol=2e-3)
