"""Weights between tasks and between the tokens of an answer: fixed ones, laid on a batch, and learned ones."""

# N supervised positions, K tasks

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from hrm_codegen.data.loader import Batch
from hrm_codegen.errors import ConfigError, nearest
from hrm_codegen.train.roles import CHANGED, ROLES, TOOL, Vocabulary, roles

if TYPE_CHECKING:
    from hrm_codegen.train.losses import LossConfig


@dataclass(frozen=True)
class Weigher:
    """Says what each token of a batch weighs and, where the vocabulary is known, its role; without weights it changes no number."""

    tasks_K: npt.NDArray[np.float32]
    roles_R: npt.NDArray[np.float32]
    vocabulary: Vocabulary | None

    @classmethod
    def of(cls, config: LossConfig, task_names: Sequence[str], vocabulary: Vocabulary | None) -> Self:
        """Make the tables that a configuration asks for; ConfigError for a task that the run does not have."""
        for name in config.task_weights:
            if name not in task_names:
                raise ConfigError(
                    f"loss.task_weights names {name!r}, and no data of that task is trained on{nearest(name, task_names)}"
                )
        tasks_K = np.array([config.task_weights.get(name, 1.0) for name in task_names], np.float32)
        roles_R = np.ones(len(ROLES), np.float32)
        roles_R[CHANGED], roles_R[TOOL] = config.edit_weight, config.tool_weight
        return cls(tasks_K, roles_R, vocabulary)

    def __call__(self, batch: Batch) -> Batch:
        """Return the batch with its roles, and with the weights that follow from its tasks and roles."""
        weighed = batch.copy()
        if (self.tasks_K != 1).any():
            weighed["weights"] = weighed["weights"] * self.tasks_K[batch["tasks"]]
        if self.vocabulary is not None:
            weighed["roles"] = roles(batch, self.vocabulary)
            if (self.roles_R != 1).any():
                weighed["weights"] = weighed["weights"] * self.roles_R[weighed["roles"]]
        return weighed


class TaskWeights(nn.Module):
    """Weights between tasks by how uncertain each is: a task's loss counts exp(-s) and costs s / 2 a token, s is learned.

    s is the logarithm of the variance in eq. 10 of arXiv 1705.07115; at the best s a token of a task with loss L weighs 1 / 2L.
    """

    def __init__(self, tasks: int) -> None:
        """Begin with a weight of 1 for every task."""
        super().__init__()
        self.log_variance_K = nn.Parameter(torch.zeros(tasks))

    def weights(self) -> Tensor:
        """Return each task's weight as it is now (K), without gradient."""
        return torch.exp(-self.log_variance_K.detach())

    def objective(self, costs_N: Tensor, weights_N: Tensor, tasks_N: Tensor) -> Tensor:
        """Return what the weights learn from: the whole objective's gradient in s, and of its value what s alone costs.

        costs_N: each position's loss with all its terms, before any weight. weights_N: its fixed weight.
        """
        s_N = self.log_variance_K[tasks_N]
        scaled = (weights_N * costs_N.detach() * torch.exp(-s_N)).sum()
        return scaled - scaled.detach() + (weights_N * s_N).sum() / 2


def join(optimizer: Optimizer, learned: nn.Module) -> None:
    """Let an optimiser train what learns beside the model: as a last group, stepped as vectors are, undecayed, at the full rate.

    A read-out begins at zero and sees one plan in a few thousand tokens: at a vector's share of the rate it never gets there.
    """
    parameters = list(learned.parameters())
    if parameters:
        like = {name: value for name, value in optimizer.param_groups[-1].items() if name != "params"}
        optimizer.add_param_group({**like, "params": parameters, "ratio": 1.0, "weight_decay": 0.0})
