"""The losses of training: sums over supervised positions, divided once by the count of the whole step.

Only positions with a label reach the output matrix, and their logits never exist all at once: the fast path computes each
chunk's gradient while its logits are in the cache. What is reported as `loss` is the main loss alone, in nats a token.
"""

# B rows, T positions, D width, V vocabulary, N supervised positions, E the final state and exits, C columns

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the name everybody knows it by

from hrm_codegen.errors import ConfigError
from hrm_codegen.models.base import Output
from hrm_codegen.models.layers import compute_dtype

IGNORE = -100  # label of a position that is not learned
_CHUNK_BYTES = {"cpu": 8 * 2**20}  # of fp32 logits at once: what stays in a processor's cache
_CHUNK_BYTES_ELSEWHERE = 256 * 2**20  # enough rows to fill a GPU


@dataclass(frozen=True, kw_only=True)
class LossConfig:
    """What is added to the main loss; weights of 0 leave a term out."""

    exit_weight: float = 0.3  # of the loss after each slow cycle but the last: early cycles learn to answer too
    first_weight: float = 0.0  # of the loss after the very first L call; 0.1 makes it a draft model
    z_weight: float = 1e-4  # of log(sum(exp(logits)))^2, which keeps logits from drifting

    def __post_init__(self) -> None:
        """Refuse negative weights."""
        for name in ("exit_weight", "first_weight", "z_weight"):
            if getattr(self, name) < 0:
                raise ConfigError(f"loss.{name} is {getattr(self, name)}; it must be 0 or more")


class Supervision(NamedTuple):
    """Labels of a batch, as the losses want them."""

    labels_BT: Tensor  # next token, or -100
    weights_BT: Tensor  # of each position
    tasks_BT: Tensor  # number of the task a position belongs to


class Scores(NamedTuple):
    """Cross-entropy of some positions, with what a gradient needs."""

    objective: Tensor  # weighted sum with the z-loss; the one value that is differentiable
    nats_N: Tensor  # of each position, unweighted
    z_N: Tensor  # log(sum(exp(logits)))^2 of each position


class Losses(NamedTuple):
    """The losses of one or more batches: what to minimise, and sums with their counts, a pair for each reported column."""

    objective: Tensor  # weighted, with all terms, to be divided by the step's `total_weight`
    sums_C: Tensor  # of each column, unweighted; the main loss first
    counts_C: Tensor  # what each sum is divided by

    def detach(self) -> Losses:
        """Return the same numbers without their graph."""
        return Losses(*(value.detach() for value in self))

    def plus(self, other: Losses) -> Losses:
        """Add the sums and counts of another batch."""
        return Losses(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def means(self, columns: Sequence[str]) -> dict[str, float]:
        """Return the mean of each column that counted anything."""
        pairs = zip(columns, self.sums_C.tolist(), self.counts_C.tolist(), strict=True)
        return {name: total / count for name, total, count in pairs if count}


def language_columns(output_exits: int, *, first: bool, task_names: Sequence[str]) -> tuple[str, ...]:
    """Name the columns of `language_losses`, in nats a supervised token: the main loss, then what it leaves out."""
    exits = [f"exit_loss/{number + 1}" for number in range(output_exits)] + ["exit_loss/first_L"] * first
    return ("loss", "z_loss", *exits, *(f"loss/{name}" for name in task_names))


def language_losses(
    weight_VD: Tensor, output: Output, supervision: Supervision, config: LossConfig, *, tasks: int, exits: int | None = None
) -> Losses:
    """Score a forward pass: the final state, and with their weights the exits that `output` holds.

    weight_VD: the output matrix. tasks: how many task names there are. exits: how many of them have columns; those that a pass of
    fewer cycles lacks count nothing.
    """
    here_BT = supervision.labels_BT != IGNORE
    targets_N, weights_N = supervision.labels_BT[here_BT], supervision.weights_BT[here_BT]
    states = [(1.0, output.hidden_BTD), *((config.exit_weight, state) for state in output.exits)]
    if output.first_L_BTD is not None:
        states.append((config.first_weight, output.first_L_BTD))
    scores = linear_cross_entropy(
        torch.cat([state_BTD[here_BT] for _, state_BTD in states]),
        weight_VD,
        targets_N.repeat(len(states)),
        weights_N=torch.cat([share * weights_N for share, _ in states]),
        z_weight=config.z_weight,
    )
    nats_EN, z_EN = scores.nats_N.view(len(states), -1), scores.z_N.view(len(states), -1)
    by_task = torch.zeros(tasks, nats_EN.shape[1], dtype=nats_EN.dtype, device=nats_EN.device)
    by_task.scatter_(0, supervision.tasks_BT[here_BT][None], 1.0)
    everywhere = here_BT.sum().expand(1 + len(states)).to(nats_EN.dtype)
    ran, absent = 2 + len(output.exits), nats_EN.new_zeros(max(0, (exits or 0) - len(output.exits)))
    sums = torch.cat((nats_EN[:1].sum(-1), z_EN[:1].sum(-1), nats_EN[1:].sum(-1)))
    return Losses(
        scores.objective,
        torch.cat((sums[:ran], absent, sums[ran:], (by_task * nats_EN[0]).sum(-1))),
        torch.cat((everywhere[:ran], absent, everywhere[ran:], by_task.sum(-1))),
    )


def total_weight(labels_BT: Tensor, weights_BT: Tensor) -> Tensor:
    """Return what a step's objective is divided by: the sum of the weights of its supervised positions."""
    return torch.where(labels_BT == IGNORE, 0.0, weights_BT).sum()


def mean_sequence_loss(weight_VD: Tensor, hidden_BTD: Tensor, labels_BT: Tensor) -> Tensor:
    """Return the mean cross-entropy of the positions with a label, in nats: the main loss alone."""
    here_BT = labels_BT != IGNORE
    targets_N = labels_BT[here_BT]
    ones_N = torch.ones_like(targets_N, dtype=torch.float32)
    scores = linear_cross_entropy(hidden_BTD[here_BT], weight_VD, targets_N, weights_N=ones_N)
    return scores.objective / max(len(targets_N), 1)


def linear_cross_entropy(
    hidden_ND: Tensor,
    weight_VD: Tensor,
    targets_N: Tensor,
    *,
    weights_N: Tensor,
    z_weight: float = 0.0,
) -> Scores:
    """Project, compare with the targets and weigh, a chunk of positions at a time; equal to `plain_cross_entropy`.

    The objective is sum(weight * (nats + z_weight * z)), in fp32. Its gradient is made on the way, so memory holds one
    chunk of logits, never all of them; only the objective can be differentiated. Products run in autocast's dtype where it is on.
    """
    chunk_bytes = _CHUNK_BYTES.get(hidden_ND.device.type, _CHUNK_BYTES_ELSEWHERE)
    chunk = max(1, chunk_bytes // (4 * weight_VD.shape[0]))
    objective, nats_N, z_N = _LinearCrossEntropy.apply(  # type: ignore[no-untyped-call]  # torch's own signature
        hidden_ND, weight_VD, targets_N, weights_N, z_weight, compute_dtype(weight_VD), chunk
    )
    return Scores(objective, nats_N, z_N)


def plain_cross_entropy(
    hidden_ND: Tensor,
    weight_VD: Tensor,
    targets_N: Tensor,
    *,
    weights_N: Tensor,
    z_weight: float = 0.0,
) -> Scores:
    """Do the same with all logits at once and torch's own gradient: the reference of `linear_cross_entropy`."""
    dtype = compute_dtype(weight_VD)
    with torch.autocast(hidden_ND.device.type, enabled=False):
        logits_NV = _wide(F.linear(hidden_ND.to(dtype), weight_VD.to(dtype)))
    nats_N = F.cross_entropy(logits_NV, targets_N, reduction="none")
    z_N = logits_NV.logsumexp(-1).square()
    return Scores((weights_N * (nats_N + z_weight * z_N)).sum(), nats_N, z_N)


class _LinearCrossEntropy(torch.autograd.Function):
    """Forward computes value and gradients chunk by chunk; backward only scales them."""

    @staticmethod
    def forward(  # noqa: PLR0917 - torch's hook
        ctx: Any,
        hidden_ND: Tensor,
        weight_VD: Tensor,
        targets_N: Tensor,
        weights_N: Tensor,
        z_weight: float,
        dtype: torch.dtype,
        chunk: int,
    ) -> tuple[Tensor, Tensor, Tensor]:
        learns = ctx.needs_input_grad[0] or ctx.needs_input_grad[1]
        with torch.autocast(hidden_ND.device.type, enabled=False):
            product_VD = weight_VD.to(dtype)
            grad_ND = torch.empty_like(hidden_ND) if learns else None
            grad_VD = torch.zeros_like(weight_VD) if learns else None
            nats, zs = [], []
            for begin in range(0, len(targets_N), chunk):
                here = slice(begin, begin + chunk)
                state_ND = hidden_ND[here].to(dtype)
                logits_NV = _wide(state_ND @ product_VD.T)
                lse_N = logits_NV.logsumexp(-1)
                nats.append(lse_N - logits_NV.gather(1, targets_N[here, None])[:, 0])
                zs.append(lse_N.square())
                if grad_ND is not None and grad_VD is not None:
                    slope_NV = _slope(logits_NV, lse_N, targets_N[here], weights_N[here], z_weight).to(dtype)
                    grad_ND[here] = slope_NV @ product_VD
                    grad_VD += slope_NV.T @ state_ND
        ctx.save_for_backward(grad_ND, grad_VD)
        nats_N = torch.cat(nats) if nats else _wide(hidden_ND.new_zeros(0))
        z_N = torch.cat(zs) if zs else nats_N
        ctx.mark_non_differentiable(nats_N, z_N)
        return (weights_N * (nats_N + z_weight * z_N)).sum(), nats_N, z_N

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        grad_ND, grad_VD = ctx.saved_tensors
        scale = grads[0]
        return grad_ND * scale, grad_VD * scale, None, None, None, None, None


def _slope(logits_NV: Tensor, lse_N: Tensor, targets_N: Tensor, weights_N: Tensor, z_weight: float) -> Tensor:
    """Turn logits in place into d(weight * (nats + z_weight * lse^2)) / d(logits): a softmax, scaled, less the target."""
    slope_NV = logits_NV.sub_(lse_N[:, None]).exp_()
    slope_NV.mul_((weights_N * (1 + 2 * z_weight * lse_N))[:, None])
    slope_NV.scatter_add_(1, targets_N[:, None], -weights_N.to(slope_NV.dtype)[:, None])
    return slope_NV


def _wide(logits: Tensor) -> Tensor:
    """Return at least fp32: sums of exponentials want it."""
    return logits.to(torch.promote_types(logits.dtype, torch.float32))
