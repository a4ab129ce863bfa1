"""The losses of training: sums over supervised positions, divided once by the count of the whole step.

Only positions with a label reach the output matrix, and their logits never exist all at once: the fast path computes each
chunk's gradient while its logits are in the cache. What is reported as `loss` is the main loss alone, in nats a token.
"""

# B rows, T positions, D width, V vocabulary, N supervised positions, E the final state and exits, C columns or classes

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the name everybody knows it by

from hrm_codegen.errors import ConfigError
from hrm_codegen.models.base import Output
from hrm_codegen.models.layers import compute_dtype
from hrm_codegen.train.multitask import TaskWeights
from hrm_codegen.train.roles import ARGUMENT, CHANGED, COPIED, TOOL

IGNORE = -100  # label of a position that is not learned
_TINY = 1e-12  # the shortest state that a change is compared with
_CHUNK_BYTES = {"cpu": 8 * 2**20}  # of fp32 logits at once: what stays in a processor's cache
_CHUNK_BYTES_ELSEWHERE = 256 * 2**20  # enough rows to fill a GPU


@dataclass(frozen=True, kw_only=True)
class LossConfig:
    """What is added to the main loss, and what its tokens weigh; weights of 0 leave a term out."""

    exit_weight: float = 0.3  # of the loss after each slow cycle but the last: early cycles learn to answer too
    first_weight: float = 0.0  # of the loss after the very first L call; 0.1 makes it a draft model
    z_weight: float = 1e-4  # of log(sum(exp(logits)))^2, which keeps logits from drifting
    edit_weight: float = 1.0  # of a changed token of an edit, where a copied one has 1
    tool_weight: float = 1.0  # of a command's first word, where its arguments have 1
    task_weights: Mapping[str, float] = field(default_factory=dict)  # of each token of a task; what is absent has 1
    learn_task_weights: bool = False  # learn the weights between tasks, in place of `task_weights`
    plan_weight: float = 0.0  # of reading the plan off the state at a prompt's end: of the nats of a whole plan, as of one token

    def __post_init__(self) -> None:
        """Refuse negative weights, and weights that are both given and learned."""
        own = {name: getattr(self, name) for name in vars(self) if name.endswith("_weight")}
        for name, value in {**own, **{f"task_weights.{task}": value for task, value in self.task_weights.items()}}.items():
            if value < 0:
                raise ConfigError(f"loss.{name} is {value}; it must be 0 or more")
        if self.task_weights and self.learn_task_weights:
            raise ConfigError("loss.task_weights is given and loss.learn_task_weights is true; leave one of them out")


class Supervision(NamedTuple):
    """Labels of a batch, as the losses want them."""

    labels_BT: Tensor  # next token, or -100
    weights_BT: Tensor  # of each position
    tasks_BT: Tensor  # number of the task a position belongs to
    languages_BT: Tensor | None = None  # number of its language, -1 where it has none; None: all have none
    roles_BT: Tensor | None = None  # number in ROLES of the token that it learns; None: all have none

    def classes(self, here_BT: Tensor, layout: Layout) -> tuple[Tensor, Tensor]:
        """Return which of the positions asked for are of which task, and of which language: 1 or 0 (C N)."""
        none_BT = torch.full_like(self.tasks_BT, -1)
        languages_BT = none_BT if self.languages_BT is None else self.languages_BT
        tasks, languages = len(layout.task_names), len(layout.language_names)
        return _members(self.tasks_BT[here_BT], tasks), _members(languages_BT[here_BT], languages)

    def roles(self, here_BT: Tensor) -> Tensor:
        """Return the roles of the positions asked for (N)."""
        return (torch.zeros_like(self.tasks_BT) if self.roles_BT is None else self.roles_BT)[here_BT]


class Scores(NamedTuple):
    """Cross-entropy of some positions, with what a gradient needs."""

    objective: Tensor  # weighted sum with the z-loss; the one value that is differentiable
    nats_N: Tensor  # of each position, unweighted
    z_N: Tensor  # log(sum(exp(logits)))^2 of each position
    right_N: Tensor  # 1 where no token is likelier than the target, else 0


class Mean(NamedTuple):
    """A mean that is not divided yet, so that means of several batches add up."""

    total: Tensor
    weight: Tensor  # what the total is divided by


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


class Layout(NamedTuple):
    """What `language_losses` reports: its columns follow from the run's tasks and languages, and from the passes that are made."""

    task_names: Sequence[str]
    language_names: Sequence[str] = ()
    exits: int = 0  # early exits that have a loss; those that a pass of fewer cycles lacks count nothing
    changes: int = 0  # cycles after the first, whose change of the state is measured
    first: bool = False  # the first L call has a loss
    roles: bool = False  # edits and commands are told apart
    learned: bool = False  # the weights between tasks are learned

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the columns: losses in nats a supervised token, the main loss first, then what it leaves out; shares of 1."""
        exits = [f"exit_loss/{number + 1}" for number in range(self.exits)] + ["exit_loss/first_L"] * self.first
        tasks, languages = list(self.task_names), [f"language/{name}" for name in self.language_names]
        losses = ("loss", "z_loss", *exits, *(f"loss/{name}" for name in tasks), *(f"loss/{name}" for name in languages))
        shares = ("accuracy", *(f"accuracy/{name}" for name in tasks), *(f"accuracy/{name}" for name in languages))
        changes = (f"state_change/{number + 2}" for number in range(self.changes))
        weights = (f"task_weight/{name}" for name in (tasks if self.learned else ()))
        return (*losses, *shares, *changes, *(_ROLE_COLUMNS if self.roles else ()), *weights)


_ROLE_COLUMNS = (
    *("edit_loss", "edit_loss/changed", "edit_loss/copied", "accuracy/changed", "accuracy/copied"),
    *("tool_loss", "accuracy/tool", "accuracy/argument"),
)


def language_losses(
    weight_VD: Tensor,
    output: Output,
    supervision: Supervision,
    config: LossConfig,
    layout: Layout,
    *,
    learned: TaskWeights | None = None,
) -> Losses:
    """Score a forward pass: the final state, and with their weights the exits that `output` holds.

    weight_VD: the output matrix. learned: weights between tasks, which learn from this loss.
    """
    here_BT = supervision.labels_BT != IGNORE
    targets_N, weights_N, tasks_N = (values_BT[here_BT] for values_BT in supervision[:3])
    factors_N = weights_N if learned is None else weights_N * learned.weights()[tasks_N]
    cycles = [state_BTD[here_BT] for state_BTD in (*output.exits, output.hidden_BTD)]
    states = [(1.0, cycles[-1]), *((config.exit_weight, state_ND) for state_ND in cycles[:-1] if config.exit_weight)]
    if output.first_L_BTD is not None:
        states.append((config.first_weight, output.first_L_BTD[here_BT]))
    scores = linear_cross_entropy(
        torch.cat([state_ND for _, state_ND in states]),
        weight_VD,
        targets_N.repeat(len(states)),
        weights_N=torch.cat([share * factors_N for share, _ in states]),
        z_weight=config.z_weight,
    )
    nats_EN, z_EN = scores.nats_N.view(len(states), -1), scores.z_N.view(len(states), -1)
    early = [sequence_loss(nats_N, targets_N) for nats_N in nats_EN[1:]]
    first = [early.pop()] if output.first_L_BTD is not None else []
    changes = [_change(before_ND, after_ND, targets_N) for before_ND, after_ND in itertools.pairwise(cycles)]
    final = _Final(targets_N, nats_EN[0], scores.right_N[: len(targets_N)])
    means = [
        *(sequence_loss(values_N, targets_N) for values_N in (nats_EN[0], z_EN[0])),
        *filled(early, layout.exits, like=nats_EN),
        *first,
        *final.by_class(supervision.classes(here_BT, layout)),
        *filled(changes, layout.changes, like=nats_EN),
    ]
    if layout.roles:
        means += final.by_role(supervision.roles(here_BT), config)
    objective = scores.objective
    if learned is not None:
        shares_E = nats_EN.new_tensor([share for share, _ in states])
        objective = objective + learned.objective(shares_E @ (nats_EN + config.z_weight * z_EN), weights_N, tasks_N)
        means.append(Mean(learned.weights(), torch.ones_like(learned.weights())))
    return Losses(objective, *(torch.cat([part.reshape(-1) for part in parts]) for parts in zip(*means, strict=True)))


def sequence_loss(nats: Tensor, labels: Tensor) -> Mean:
    """Return the mean over the positions that have a label: the plain loss of a text."""
    return _weighed(nats, labels, torch.ones_like(nats))


def edit_loss(nats: Tensor, labels: Tensor, roles: Tensor, *, changed_weight: float) -> Mean:
    """Return the loss of edits: a changed token weighs `changed_weight`, a copied one 1, others nothing (see train/roles.py)."""
    return _weighed(nats, labels, changed_weight * (roles == CHANGED) + 1.0 * (roles == COPIED))


def tool_loss(nats: Tensor, labels: Tensor, roles: Tensor, *, tool_weight: float) -> Mean:
    """Return the loss of commands: a token of the tool weighs `tool_weight`, one of its arguments 1, others nothing."""
    return _weighed(nats, labels, tool_weight * (roles == TOOL) + 1.0 * (roles == ARGUMENT))


def role_mean(values: Tensor, labels: Tensor, roles: Tensor, role: int) -> Mean:
    """Return the mean over the tokens of one role: their nats or, from 1 and 0, the share that is right (the accuracy of tools)."""
    return _weighed(values, labels, 1.0 * (roles == role))


def filled(means: Sequence[Mean], count: int, *, like: Tensor) -> list[Mean]:
    """Return `count` means: what a pass of fewer cycles lacks counts nothing."""
    return [*means, *[Mean(like.new_zeros(()), like.new_zeros(()))] * (count - len(means))]


class _Final(NamedTuple):
    """What the final state says at the supervised positions."""

    targets_N: Tensor
    nats_N: Tensor
    right_N: Tensor

    def by_class(self, classes: Sequence[Tensor]) -> Iterator[Mean]:
        """Yield the losses of tasks and languages, given as members (C N), then the shares of right tokens: all, and theirs."""
        for members_CN in classes:
            yield Mean((members_CN * self.nats_N).sum(-1), members_CN.sum(-1))
        yield sequence_loss(self.right_N, self.targets_N)
        for members_CN in classes:
            yield Mean((members_CN * self.right_N).sum(-1), members_CN.sum(-1))

    def by_role(self, roles_N: Tensor, config: LossConfig) -> Iterator[Mean]:
        """Yield what `_ROLE_COLUMNS` names."""
        yield edit_loss(self.nats_N, self.targets_N, roles_N, changed_weight=config.edit_weight)
        for values_N in (self.nats_N, self.right_N):
            for role in (CHANGED, COPIED):
                yield role_mean(values_N, self.targets_N, roles_N, role)
        yield tool_loss(self.nats_N, self.targets_N, roles_N, tool_weight=config.tool_weight)
        for role in (TOOL, ARGUMENT):
            yield role_mean(self.right_N, self.targets_N, roles_N, role)


def _weighed(values: Tensor, labels: Tensor, weights: Tensor) -> Mean:
    weights = torch.where(labels == IGNORE, 0.0, weights)
    return Mean((weights * values).sum(), weights.sum())


def _members(numbers_N: Tensor, count: int) -> Tensor:
    """Return 1 where a position is of a class, else 0 (C N); a number of -1 is of none."""
    members = torch.zeros(1 + count, len(numbers_N), device=numbers_N.device)
    return members.scatter_(0, 1 + numbers_N[None], 1.0)[1:]


@torch.no_grad()
def _change(before_ND: Tensor, after_ND: Tensor, targets_N: Tensor) -> Mean:
    """Return how far a cycle moves the state, as a share of its length."""
    before_ND, after_ND = _wide(before_ND), _wide(after_ND)
    return sequence_loss((after_ND - before_ND).norm(dim=-1) / before_ND.norm(dim=-1).clamp(min=_TINY), targets_N)


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


@torch.no_grad()
def agreement(weight_VD: Tensor, output: Output, labels_BT: Tensor) -> Mean:
    """Return the share of the positions with a label at which the first slow cycle finds the same token likeliest as the last.

    It is how often a greedy answer would accept the first cycle's draft of a token; an output without exits counts nothing.
    """
    here_BT, same = labels_BT != IGNORE, torch.zeros((), dtype=torch.long, device=labels_BT.device)
    states = [state_BTD[here_BT] for state_BTD in (*output.exits[:1], output.hidden_BTD)]
    if len(states) < 2:
        return Mean(same, same)
    dtype, chunk = compute_dtype(weight_VD), _chunk(weight_VD)
    with torch.autocast(weight_VD.device.type, enabled=False):
        product_DV = weight_VD.to(dtype).T
        for pair in zip(*(torch.split(state_ND, chunk) for state_ND in states), strict=True):
            draft_N, final_N = ((state_ND.to(dtype) @ product_DV).argmax(-1) for state_ND in pair)
            same += (draft_N == final_N).sum()
    return Mean(same, here_BT.sum())


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
    objective, nats_N, z_N, right_N = _LinearCrossEntropy.apply(  # type: ignore[no-untyped-call]  # torch's own signature
        hidden_ND, weight_VD, targets_N, weights_N, z_weight, compute_dtype(weight_VD), _chunk(weight_VD)
    )
    return Scores(objective, nats_N, z_N, right_N)


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
    right_N = (logits_NV.gather(1, targets_N[:, None])[:, 0] >= logits_NV.amax(-1)).to(nats_N.dtype)
    return Scores((weights_N * (nats_N + z_weight * z_N)).sum(), nats_N, z_N, right_N)


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
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        learns = ctx.needs_input_grad[0] or ctx.needs_input_grad[1]
        with torch.autocast(hidden_ND.device.type, enabled=False):
            product_VD = weight_VD.to(dtype)
            grad_ND = torch.empty_like(hidden_ND) if learns else None
            grad_VD = torch.zeros_like(weight_VD) if learns else None
            nats, zs, rights = [], [], []
            for begin in range(0, len(targets_N), chunk):
                here = slice(begin, begin + chunk)
                state_ND = hidden_ND[here].to(dtype)
                logits_NV = _wide(state_ND @ product_VD.T)
                lse_N = logits_NV.logsumexp(-1)
                target_N = logits_NV.gather(1, targets_N[here, None])[:, 0]
                nats.append(lse_N - target_N)
                zs.append(lse_N.square())
                rights.append((target_N >= logits_NV.amax(-1)).to(lse_N.dtype))
                if grad_ND is not None and grad_VD is not None:
                    slope_NV = _slope(logits_NV, lse_N, targets_N[here], weights_N[here], z_weight).to(dtype)
                    grad_ND[here] = slope_NV @ product_VD
                    grad_VD += slope_NV.T @ state_ND
        ctx.save_for_backward(grad_ND, grad_VD)
        nats_N = torch.cat(nats) if nats else _wide(hidden_ND.new_zeros(0))
        z_N, right_N = (torch.cat(zs), torch.cat(rights)) if nats else (nats_N, nats_N)
        ctx.mark_non_differentiable(nats_N, z_N, right_N)
        return (weights_N * (nats_N + z_weight * z_N)).sum(), nats_N, z_N, right_N

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        grad_ND, grad_VD = ctx.saved_tensors
        scale = grads[0]
        return grad_ND * scale, grad_VD * scale, None, None, None, None, None


def _chunk(weight_VD: Tensor) -> int:
    """Return how many positions' logits exist at once."""
    chunk_bytes = _CHUNK_BYTES.get(weight_VD.device.type, _CHUNK_BYTES_ELSEWHERE)
    return max(1, chunk_bytes // (4 * weight_VD.shape[0]))


def _slope(logits_NV: Tensor, lse_N: Tensor, targets_N: Tensor, weights_N: Tensor, z_weight: float) -> Tensor:
    """Turn logits in place into d(weight * (nats + z_weight * lse^2)) / d(logits): a softmax, scaled, less the target."""
    slope_NV = logits_NV.sub_(lse_N[:, None]).exp_()
    slope_NV.mul_((weights_N * (1 + 2 * z_weight * lse_N))[:, None])
    slope_NV.scatter_add_(1, targets_N[:, None], -weights_N.to(slope_NV.dtype)[:, None])
    return slope_NV


def _wide(logits: Tensor) -> Tensor:
    """Return at least fp32: sums of exponentials want it."""
    return logits.to(torch.promote_types(logits.dtype, torch.float32))
