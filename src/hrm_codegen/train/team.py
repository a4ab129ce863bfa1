"""What the processes of one run agree on: whose rows are whose, the sum of their gradients, one clock, one end.

Every process takes its share of each batch's rows; gradients are added up once a step, after the last backward pass (`sharding`
does it there), so a module that carries no gradient in a step needs no special care. N processes make the steps of one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from hrm_codegen.errors import ConfigError, LimitError
from hrm_codegen.train.losses import Losses


class Place(NamedTuple):
    """Where a launcher has put this process: 0 and 0 where there is none."""

    rank: int  # among all processes
    local: int  # among those of this machine


def place() -> Place:
    """Read where torchrun or `accelerate launch` has put this process; known before any process has spoken to another."""
    return Place(int(os.environ.get("RANK", "0")), int(os.environ.get("LOCAL_RANK", "0")))


@dataclass(frozen=True)
class Team:
    """The processes of a run, seen from one of them; alone, every method returns what it is given."""

    rank: int = 0
    world: int = 1
    add_up: Callable[[Tensor], Tensor] = torch.Tensor.clone  # the sum over all processes
    device: torch.device | str = "cpu"

    @property
    def leads(self) -> bool:
        """Whether this process writes files and the console."""
        return self.rank == 0

    def rows_of(self, batch_rows: int) -> int:
        """Return how many of a batch's rows are this process's; ConfigError when they cannot be shared out evenly."""
        if batch_rows % self.world:
            raise ConfigError(
                f"data.batch_rows is {batch_rows} and {self.world} processes share a batch; give a multiple of {self.world}, "
                "or start fewer processes"
            )
        return batch_rows // self.world

    def agree(self, *numbers: float) -> list[float]:
        """Add up each number over all processes, exactly."""
        if self.world == 1:
            return list(numbers)
        return [float(number) for number in self.add_up(torch.tensor(numbers, dtype=torch.float64, device=self.device))]

    def time(self, seconds: float) -> float:
        """Return the first process's reading of the clock: rates and stages must not differ."""
        return self.agree(seconds if self.leads else 0.0)[0]

    def anyone(self, yes: bool) -> bool:
        """Whether it is so for at least one process."""
        return self.agree(float(yes))[0] > 0

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Turn what the network reports when another process is gone into a LimitError that says how to go on."""
        try:
            yield
        except RuntimeError as error:  # gloo has no class of its own for it
            if self.world == 1 or not (isinstance(error, torch.distributed.DistError) or "gloo" in str(error)):
                raise
            raise LimitError(
                f"process {self.rank} of {self.world} lost another one, which has ended or is out of reach; "
                "look for the first error and go on with --resume: the last checkpoint is whole"
            ) from error

    def sum_gradients(self, weights: Iterable[Tensor], losses: Losses) -> Losses:
        """Add up the gradients of all processes in place, in one message, and return the losses added up likewise."""
        if self.world == 1:
            return losses
        gradients = [weight.grad for weight in weights if weight.grad is not None]
        parts = [*gradients, *losses]
        total = self.add_up(torch.cat([part.detach().float().reshape(-1) for part in parts]))
        pieces = torch.split(total, [part.numel() for part in parts])
        sums = [piece.view_as(part) for piece, part in zip(pieces, parts, strict=True)]
        for gradient, found in zip(gradients, sums[: len(gradients)], strict=True):
            gradient.copy_(found)
        return Losses(*sums[len(gradients) :])
