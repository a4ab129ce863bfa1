"""From logits to one token a row: greedy, temperature, top-k, top-p, min-p, as pure functions on a batch.

The order is fixed. Logits are divided by the temperature; top-k keeps the k likeliest tokens; top-p keeps, of those, the
likeliest that together hold the share p of what top-k left; min-p drops tokens under its share of the likeliest. Each
filter is a lower border on the logits, so a token tied with the last one kept is kept too.
The draw inverts the cumulative distribution, in token order and in double precision, at a uniform number that depends
on the sample's seed and the position alone. So a sample is the same in any batch, in any order, after any resume, as
long as its logits are. Kernels round differently for another batch size: by about 1e-6 in fp32, which moves a token only
when the draw falls that close to the border between two; by about 1e-2 in bf16, which moves many a sample in time.
"""

# B rows, V vocabulary, S rows with a temperature

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from hrm_codegen.errors import NumericalError
from hrm_codegen.generate.base import Options

_MASK = (1 << 64) - 1


class Rules(NamedTuple):
    """How sampled rows draw their token: tensors with an entry a row."""

    temperature: Tensor  # float64, above 0
    top_k: Tensor  # int64; 0 keeps all
    top_p: Tensor  # float64
    min_p: Tensor  # float64

    @classmethod
    def of(cls, options: Sequence[Options], device: torch.device | str = "cpu") -> Rules:
        """Lay the rows' options out as tensors."""

        def column(name: str, dtype: torch.dtype) -> Tensor:
            return torch.tensor([getattr(row, name) for row in options], dtype=dtype, device=device)

        return cls(
            temperature=column("temperature", torch.float64),
            top_k=column("top_k", torch.int64),
            top_p=column("top_p", torch.float64),
            min_p=column("min_p", torch.float64),
        )


def uniform(seed: int, position: int) -> float:
    """Return a number in [0, 1) that depends on the sample's seed and the position alone: a counter, mixed twice."""
    state = _mix(_mix(seed & _MASK) + (position + 1) * 0x9E3779B97F4A7C15)
    return (_mix(state) >> 16) * 2.0**-48  # 48 bits, so that scaling by a sum of probabilities never reaches the sum


def _mix(value: int) -> int:
    """Scramble 64 bits (the finaliser of SplitMix64, arXiv 1410.0530)."""
    value &= _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def choose(logits_BV: Tensor, options: Sequence[Options], draws: Sequence[float]) -> Tensor:
    """Return one token id a row (int64), by the row's options; its draw in [0, 1) counts only where it has a temperature.

    Raises NumericalError when a row has a NaN.
    """
    best_B, chosen_B = logits_BV.max(-1)
    if best_B.isnan().any():
        raise NumericalError("the model's logits are NaN: its weights are damaged or overflow in this dtype; try dtype fp32")
    sampled = [row for row, wanted in enumerate(options) if wanted.temperature > 0]
    if sampled:
        device = logits_BV.device
        rules = Rules.of([options[row] for row in sampled], device)
        draws_S = torch.tensor([draws[row] for row in sampled], dtype=torch.float64, device=device)
        sampled_S = torch.tensor(sampled, device=device)
        chosen_B[sampled_S] = invert(probabilities(logits_BV[sampled_S], rules), draws_S)
    return chosen_B


def probabilities(logits_BV: Tensor, rules: Rules) -> Tensor:
    """Return each row's distribution after temperature and filters (float64, sums to 1)."""
    logits_BV = logits_BV.double()
    scaled_BV = (logits_BV - logits_BV.amax(-1, keepdim=True)) / rules.temperature[:, None]
    if (rules.top_k > 0).any() or (rules.top_p < 1).any():
        sorted_BV = _descending(scaled_BV)
        border_B = top_k_border(sorted_BV, rules.top_k)
        border_B = torch.maximum(border_B, top_p_border(_keep(sorted_BV, border_B), rules.top_p))
        scaled_BV = _keep(scaled_BV, border_B)
    if (rules.min_p > 0).any():
        scaled_BV = _keep(scaled_BV, min_p_border(scaled_BV, rules.min_p))
    return scaled_BV.softmax(-1)


def top_k_border(sorted_BV: Tensor, top_k_B: Tensor) -> Tensor:
    """Return the k-th largest of each row's logits, given largest first; -inf where k is 0, which keeps all."""
    last_B1 = (top_k_B.clamp(1, sorted_BV.shape[-1]) - 1)[:, None]
    return sorted_BV.gather(-1, last_B1).squeeze(-1).masked_fill(top_k_B == 0, -torch.inf)


def top_p_border(sorted_BV: Tensor, top_p_B: Tensor) -> Tensor:
    """Return the last of each row's logits, given largest first, that is needed to hold the share p; -inf where p is 1."""
    short_BV = sorted_BV.softmax(-1).cumsum(-1) < top_p_B[:, None]  # so many tokens hold less than p
    last_B1 = short_BV.sum(-1, keepdim=True).clamp(max=sorted_BV.shape[-1] - 1)
    return sorted_BV.gather(-1, last_B1).squeeze(-1).masked_fill(top_p_B == 1, -torch.inf)


def min_p_border(logits_BV: Tensor, min_p_B: Tensor) -> Tensor:
    """Return the logit under which a token has less than the share min-p of the likeliest's probability."""
    return logits_BV.amax(-1) + min_p_B.log()  # log 0 is -inf, which keeps all


def invert(probs_BV: Tensor, draws_B: Tensor) -> Tensor:
    """Return the first token of each row at which the cumulative probability passes the draw."""
    cumulative_BV = probs_BV.cumsum(-1)
    target_B1 = (draws_B * cumulative_BV[:, -1])[:, None]
    return torch.searchsorted(cumulative_BV, target_B1, right=True).squeeze(-1)


def _descending(logits_BV: Tensor) -> Tensor:
    """Sort each row, largest first; on the CPU with numpy, whose sort is many times faster than torch's there."""
    if logits_BV.device.type == "cpu":
        return torch.from_numpy(np.sort(logits_BV.numpy(), axis=-1)).flip(-1)
    return logits_BV.sort(-1, descending=True).values


def _keep(logits_BV: Tensor, border_B: Tensor) -> Tensor:
    return logits_BV.masked_fill(logits_BV < border_B[:, None], -torch.inf)
