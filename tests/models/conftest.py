"""Toy models: wide enough to go wrong, small enough to be instant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from hrm_codegen.models.base import LanguageModel, ModelConfig, build

VOCAB = 61
TOY = {
    "vocab_size": VOCAB,
    "width": 32,
    "heads": 2,
    "head_size": 16,
    "intermediate": 48,
    "layers": 2,
    "L_cycles": 3,
    "max_positions": 64,
}


@pytest.fixture
def toy() -> Callable[..., ModelConfig]:
    """Give a maker of toy configurations; keywords change the numbers."""
    return lambda **changes: ModelConfig(**(TOY | changes))  # type: ignore[arg-type]


@pytest.fixture
def toy_model(toy: Callable[..., ModelConfig]) -> Callable[..., LanguageModel]:
    """Give a maker of toy models in evaluation mode."""
    return lambda seed=3, **changes: build(toy(**changes), seed).eval()


@pytest.fixture
def ids() -> torch.Tensor:
    """Give two rows of 20 token ids."""
    return torch.randint(0, VOCAB, (2, 20), generator=torch.Generator().manual_seed(1))


@pytest.fixture
def logits() -> Callable[..., torch.Tensor]:
    """Give a function from a model and its forward arguments to logits, without gradient."""

    def run(model: LanguageModel, input_ids: torch.Tensor, **arguments: Any) -> torch.Tensor:
        with torch.no_grad():
            return model.head(model(input_ids, **arguments).hidden_BTD)

    return run
