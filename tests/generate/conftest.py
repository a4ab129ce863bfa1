"""A byte tokenizer and toy models in double precision, where no rounding of a kernel can move a token."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from hrm_codegen.models.base import LanguageModel, ModelConfig, build
from hrm_codegen.tokenizer import SMALLEST_VOCAB, SPECIALS, Tokenizer


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    """Give a tokenizer whose tokens are bytes."""
    return Tokenizer.train([], vocab_size=SMALLEST_VOCAB)


@pytest.fixture(scope="session")
def toy() -> Callable[..., LanguageModel]:
    """Give a maker of toy models; keywords change the configuration."""

    def make(**changes: object) -> LanguageModel:
        numbers = {
            "vocab_size": SMALLEST_VOCAB + 4,
            "width": 32,
            "heads": 2,
            "head_size": 16,
            "intermediate": 48,
            "max_positions": 96,
        }
        config = ModelConfig(**(numbers | {"layers": 1, "tied": False} | changes))  # type: ignore[arg-type]
        model = build(config, seed=5).to(torch.float64).eval()
        model.lm_head.weight.data[: len(SPECIALS)] *= 0.1  # type: ignore[union-attr,operator]  # not tied; text rather than special tokens
        return model

    return make
