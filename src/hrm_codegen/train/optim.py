"""OPTIMISERS: AdamW, Muon and AdamATan2, all with decoupled weight decay on matrices only.

Parameters come in three groups: matrices of the stacks, embeddings (the output matrix with them) and vectors. A group's
learning rate is the schedule's times the group's `ratio`, so that one number moves them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import torch
from torch import Tensor
from torch.optim import Optimizer
from torch.optim.adamw import adamw

from hrm_codegen.errors import ConfigError
from hrm_codegen.models.base import LanguageModel

Group = dict[str, Any]  # what torch calls a parameter group


@dataclass(frozen=True, kw_only=True)
class OptimConfig:
    """Which optimiser, and its numbers; the learning rate itself is train.lr."""

    name: Literal["adamw", "muon", "adam_atan2"] = "adamw"
    weight_decay: float = 0.1  # of the matrices of the stacks; embeddings and vectors have none
    beta1: float = 0.9  # decay of the mean gradient (adamw, adam_atan2, and muon's embeddings)
    beta2: float = 0.95  # decay of the mean squared gradient
    eps: float = 1e-8  # adamw's guard against division by zero; adam_atan2 needs none
    momentum: float = 0.95  # muon
    embedding_ratio: float = 1.0  # learning rate of embeddings and vectors as a share of train.lr; for muon about 0.1

    def __post_init__(self) -> None:
        """Refuse numbers outside their ranges."""
        for name in ("beta1", "beta2", "momentum"):
            if not 0 <= getattr(self, name) < 1:
                raise ConfigError(f"optim.{name} is {getattr(self, name)}; it must be in [0, 1)")
        if self.weight_decay < 0 or self.eps <= 0 or self.embedding_ratio <= 0:
            raise ConfigError(
                f"optim.weight_decay ({self.weight_decay}) must be 0 or more, eps ({self.eps}) and "
                f"embedding_ratio ({self.embedding_ratio}) above 0"
            )


class Split(NamedTuple):
    """A model's trained parameters by kind, in the model's order."""

    matrices: dict[str, Tensor]
    embeddings: dict[str, Tensor]  # the output matrices too
    vectors: dict[str, Tensor]


def make(model: LanguageModel, config: OptimConfig, *, low_precision: bool = False) -> Optimizer:
    """Make the optimiser of a model; its learning rate is 0 until `set_rate`.

    low_precision: Muon's matrix products may run in bf16.
    """
    return OPTIMISERS[config.name](model, config, low_precision)


def set_rate(optimizer: Optimizer, rate: float) -> None:
    """Set the learning rate, each group's by its ratio."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["ratio"]


def split(model: LanguageModel) -> Split:
    """Sort the parameters into the three kinds, by name and shape."""
    found = Split({}, {}, {})
    for name, weight in model.named_parameters():
        if not weight.requires_grad:
            continue
        kind = found.vectors if weight.ndim < 2 else found.embeddings if "embed" in name or "head" in name else found.matrices
        kind[name] = weight
    return found


def fused_parts(model: LanguageModel) -> dict[Tensor, int]:
    """Return, for each matrix of the stacks, how many matrices lie on top of each other in it: each is its own linear map."""
    inner = model.config.heads * model.config.head_size
    parts = {}
    for name, weight in split(model).matrices.items():
        fused = {"gqkv_proj": weight.shape[0] // inner, "gate_up_proj": 2}
        parts[weight] = next((count for part, count in fused.items() if part in name), 1)
    return parts


def orthogonalise(matrices: Tensor, *, dtype: torch.dtype = torch.bfloat16) -> Tensor:
    """Return the nearest matrices (… R C) whose singular values are near one: five quintic Newton-Schulz steps.

    Singular values end between about 0.7 and 1.2, which serves as well as exactly one (Jordan et al., Muon).
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = (matrices.mT if tall else matrices).to(dtype)
    x = x / x.norm(dim=(-2, -1), keepdim=True).clamp(min=1e-7)  # the largest singular value is at most one
    for _ in range(5):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    turned: Tensor = x.mT if tall else x
    return turned.to(matrices.dtype)


class Muon(Optimizer):
    """Momentum, then the nearest orthogonal matrix, for the stacks' matrices; AdamW for groups that are not `orthogonal`.

    A matrix of R rows and C columns moves by lr * sqrt(max(1, R / C)). Matrices fused for speed are taken apart first:
    orthogonalising gate, queries, keys and values together would mix four maps that only share their input.
    """

    def __init__(self, groups: Iterable[Group], *, parts: Mapping[Tensor, int], dtype: torch.dtype) -> None:
        """Take parameter groups with `orthogonal` set or not; `parts` says how many matrices are fused in each."""
        super().__init__(groups, {"lr": 0.0, "ratio": 1.0, "weight_decay": 0.0, "orthogonal": False})
        self._parts, self._dtype = dict(parts), dtype

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]  # torch overloads it
        """Update every parameter that has a gradient."""
        loss = closure() if closure else None
        for group in self.param_groups:
            weights = [weight for weight in group["params"] if weight.grad is not None]
            if group["orthogonal"]:
                self._orthogonal_step(weights, group)
            else:
                _adamw_step(self, weights, group)
        return loss

    def _orthogonal_step(self, weights: list[Tensor], group: Group) -> None:
        by_shape: dict[torch.Size, list[tuple[Tensor, Tensor]]] = defaultdict(list)  # equal shapes go through in one product
        for weight in weights:
            update = self._momentum(weight, group["momentum"])
            parts = self._parts.get(weight, 1)
            weight.mul_(1 - group["lr"] * group["weight_decay"])
            for weight_part, update_part in zip(weight.chunk(parts), update.chunk(parts), strict=True):
                by_shape[update_part.shape].append((weight_part, update_part))
        for (rows, columns), pairs in by_shape.items():
            orthogonal = orthogonalise(torch.stack([update for _, update in pairs]), dtype=self._dtype)
            for (weight_part, _), update in zip(pairs, orthogonal, strict=True):
                weight_part.add_(update, alpha=-group["lr"] * max(1.0, rows / columns) ** 0.5)

    def _momentum(self, weight: Tensor, momentum: float) -> Tensor:
        """Return the gradient looked at one step ahead (Nesterov)."""
        state = self.state[weight]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(weight)
        assert weight.grad is not None
        mean: Tensor = state["momentum"].lerp_(weight.grad, 1 - momentum)
        return weight.grad.lerp(mean, momentum)


class AdamATan2(Optimizer):
    """Adam whose quotient is an angle: update = lr * atan2(m, sqrt(v)), bounded, without epsilon, blind to the loss's scale.

    Everett et al., arXiv 2407.05872; the optimiser of the original HRM. Near zero it is Adam; m and v are bias-corrected.
    """

    def __init__(self, groups: Iterable[Group], *, betas: tuple[float, float]) -> None:
        """Take parameter groups with their own `weight_decay`."""
        super().__init__(groups, {"lr": 0.0, "ratio": 1.0, "weight_decay": 0.0, "betas": betas})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]  # torch overloads it
        """Update every parameter that has a gradient."""
        loss = closure() if closure else None
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                state = self.state[weight]
                if not state:
                    state.update(step=0, mean=torch.zeros_like(weight), square=torch.zeros_like(weight))
                state["step"] += 1
                state["mean"].lerp_(weight.grad, 1 - beta1)
                state["square"].lerp_(weight.grad.square(), 1 - beta2)
                mean = state["mean"] / (1 - beta1 ** state["step"])
                root = (state["square"] / (1 - beta2 ** state["step"])).sqrt_()
                weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.sub_(mean.atan2_(root), alpha=group["lr"])
        return loss


def _adamw_step(optimizer: Optimizer, weights: list[Tensor], group: Group) -> None:
    """Run torch's own AdamW on one group, with its state kept in `optimizer`."""
    for weight in weights:
        if "exp_avg" not in optimizer.state[weight]:
            zeros = {"exp_avg": torch.zeros_like(weight), "exp_avg_sq": torch.zeros_like(weight)}
            optimizer.state[weight].update(step=torch.zeros((), dtype=torch.float32, device=weight.device), **zeros)
    states = [optimizer.state[weight] for weight in weights]
    adamw(
        params=weights,
        grads=[weight.grad for weight in weights if weight.grad is not None],
        exp_avgs=[state["exp_avg"] for state in states],
        exp_avg_sqs=[state["exp_avg_sq"] for state in states],
        max_exp_avg_sqs=[],
        state_steps=[state["step"] for state in states],
        fused=True,
        amsgrad=False,
        beta1=group["betas"][0],
        beta2=group["betas"][1],
        lr=group["lr"],
        weight_decay=group["weight_decay"],
        eps=group["eps"],
        maximize=False,
    )


def _groups(model: LanguageModel, config: OptimConfig, **matrices_only: Any) -> list[Group]:
    """Return the parameter groups that are not empty: matrices with weight decay, the rest without."""
    kinds = split(model)
    rest = [*kinds.embeddings.values(), *kinds.vectors.values()]
    groups: list[Group] = [
        {"params": list(kinds.matrices.values()), "ratio": 1.0, "weight_decay": config.weight_decay, **matrices_only},
        {"params": rest, "ratio": config.embedding_ratio, "weight_decay": 0.0},
    ]
    return [group for group in groups if group["params"]]


def _make_adamw(model: LanguageModel, config: OptimConfig, low_precision: bool) -> Optimizer:
    del low_precision  # products of its own it has none
    return torch.optim.AdamW(_groups(model, config), lr=0.0, betas=(config.beta1, config.beta2), eps=config.eps, fused=True)


def _make_muon(model: LanguageModel, config: OptimConfig, low_precision: bool) -> Optimizer:
    groups = _groups(model, config, orthogonal=True)
    for group in groups:
        group |= {"momentum": config.momentum, "betas": (config.beta1, config.beta2), "eps": config.eps}
    return Muon(groups, parts=fused_parts(model), dtype=torch.bfloat16 if low_precision else torch.float32)


def _make_adam_atan2(model: LanguageModel, config: OptimConfig, low_precision: bool) -> Optimizer:
    del low_precision
    return AdamATan2(_groups(model, config), betas=(config.beta1, config.beta2))


OPTIMISERS: Mapping[str, Callable[[LanguageModel, OptimConfig, bool], Optimizer]] = {
    "adamw": _make_adamw,
    "muon": _make_muon,
    "adam_atan2": _make_adam_atan2,
}
