"""Gradient norms by module: which part of a model learns, and which gets too much or nothing."""

from __future__ import annotations

from collections import defaultdict

import torch
from torch import Tensor, nn

from hrm_codegen.train.sharding import full

_NAMES = {"embed_tokens": "embeddings", "lm_head": "output"}


def norm_columns(model: nn.Module) -> tuple[str, ...]:
    """Name the columns of `module_norms`: `grad_norm/L_module`, `grad_norm/H_module`, `grad_norm/embeddings`, ..."""
    return tuple(f"grad_norm/{module}" for module in _by_module(model))


@torch.no_grad()
def module_norms(model: nn.Module) -> dict[str, float]:
    """Return the length of each module's gradient as one vector; what carries no gradient is left out.

    One transfer from the device; a tied output matrix counts with the embeddings. Every process of a run must come here.
    """
    norms = {}
    for module, weights in _by_module(model).items():
        gradients = [weight.grad for weight in weights if weight.grad is not None]
        if gradients:
            norms[f"grad_norm/{module}"] = full(nn.utils.get_total_norm(gradients))
    return dict(zip(norms, torch.stack(list(norms.values())).tolist(), strict=True)) if norms else {}


def _by_module(model: nn.Module) -> dict[str, list[Tensor]]:
    found: dict[str, list[Tensor]] = defaultdict(list)
    for name, weight in model.named_parameters():
        if weight.requires_grad:
            part = name.removeprefix("model.").partition(".")[0]
            found[_NAMES.get(part, part)].append(weight)
    return dict(found)
