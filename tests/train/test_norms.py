"""Gradient norms by module."""

from __future__ import annotations

import pytest
import torch

from hrm_codegen.models.base import MODELS, ModelConfig, build
from hrm_codegen.train import norms

TOY = {"vocab_size": 64, "width": 32, "heads": 2, "head_size": 16, "intermediate": 48, "layers": 1, "max_positions": 64}


@pytest.mark.parametrize("kind", MODELS)
def test_the_norms_of_all_modules_are_the_norm_of_the_whole(kind: str) -> None:
    model = build(ModelConfig(kind=kind, attention="causal", **TOY))  # type: ignore[arg-type]
    (model(torch.arange(12)[None]).hidden_BTD @ model.output_weight.T).square().mean().backward()
    found = norms.module_norms(model)
    assert set(found) <= set(norms.norm_columns(model))
    whole = torch.cat([weight.grad.reshape(-1) for weight in model.parameters() if weight.grad is not None]).norm()
    assert sum(norm**2 for norm in found.values()) ** 0.5 == pytest.approx(float(whole), rel=1e-5)


def test_modules_go_by_the_names_people_know() -> None:
    model = build(ModelConfig(**TOY))  # type: ignore[arg-type]
    assert set(norms.norm_columns(model)) == {"grad_norm/embeddings", "grad_norm/L_module", "grad_norm/H_module"}
    model.model.H_module.layers[0].mlp.down_proj.weight.grad = torch.full((32, 48), 0.5)
    assert norms.module_norms(model) == pytest.approx({"grad_norm/H_module": 0.5 * (32 * 48) ** 0.5})


def test_a_model_without_gradients_has_no_norms() -> None:
    assert norms.module_norms(build(ModelConfig(**TOY))) == {}  # type: ignore[arg-type]
