"""The moving average of the weights: what is validated and, at the end, written as the model."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from hrm_codegen.models.base import LanguageModel


class Ema:
    """Averages of all trained weights, in their own dtype. The average's length grows from ten steps to 1 / (1 - decay)."""

    def __init__(self, model: LanguageModel, decay: float) -> None:
        """Start from the weights as they are; a decay of 0 always equals them."""
        self.decay = decay
        self._weights = dict(model.named_parameters())
        self.averages = {name: weight.detach().clone() for name, weight in self._weights.items()}

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Take in the weights after `step` (from 1)."""
        decay = decay_at(step, self.decay)
        torch._foreach_lerp_(list(self.averages.values()), list(self._weights.values()), 1 - decay)

    @torch.no_grad()
    def load(self, averages: Mapping[str, Tensor]) -> None:
        """Put back averages that were kept."""
        for name, average in self.averages.items():
            average.copy_(averages[name])

    @contextlib.contextmanager
    def applied(self) -> Iterator[None]:
        """Put the averages in the model's place for a while."""
        self._swap()
        try:
            yield
        finally:
            self._swap()

    @torch.no_grad()
    def _swap(self) -> None:
        for name, weight in self._weights.items():
            kept = weight.clone()
            weight.copy_(self.averages[name])
            self.averages[name].copy_(kept)


def decay_at(step: int, decay: float) -> float:
    """Return the decay of one step: short averages at first, so that the random start is forgotten."""
    return min(decay, (1 + step) / (10 + step))
