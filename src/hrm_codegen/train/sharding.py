"""Sharded data parallelism (torch's FSDP2): each process keeps a part of weights, gradients, moments and averages.

A recurrent model runs each of its blocks many times in a pass, so the weights are gathered once for a whole pass, used by model
and loss, and let go after it; gradients are added up in the same message that shares them out. What is written is written whole.
"""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

import torch
from torch import Tensor, nn

from hrm_codegen.models.base import LanguageModel, build
from hrm_codegen.train.ema import Ema
from hrm_codegen.train.losses import Losses
from hrm_codegen.train.objectives import Inputs, Objective, Weighing
from hrm_codegen.train.schedule import Depth

if TYPE_CHECKING:
    from torch.distributed.fsdp import FSDPModule

_Key = TypeVar("_Key", bound=Hashable)


class Sharded(nn.Module):
    """An objective whose model is shared out: a call gathers the weights, its backward pass adds up and shares out the gradients.

    The loss is computed inside, because it uses the output matrix, which a tied model shares with its embeddings.
    """

    def __init__(self, model: LanguageModel, objective: Weighing) -> None:
        super().__init__()
        self.model, self.learned, self._objective = model, objective.learned, objective
        self.columns, self.weigh = objective.columns, objective.weigh

    def forward(self, inputs: Inputs, depth: Depth) -> Losses:
        """Score a batch with the weights gathered."""
        return self._objective(inputs, depth)


def shard(model: LanguageModel, objective: Weighing, device: torch.device) -> Sharded:
    """Share out a model's weights over all processes, in place; optimiser and average are made of them afterwards.

    Gradients become the sum over the processes, not their mean: the step's loss is divided by the weight of all rows already.
    """
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard

    sharded = Sharded(model, objective)
    mesh = init_device_mesh(device.type, (torch.distributed.get_world_size(),))
    fully_shard(sharded, mesh=mesh, reshard_after_forward=False)
    _hooks(sharded).set_gradient_divide_factor(1.0)
    _hooks(sharded).set_force_sum_reduction_for_comms(True)  # gloo has no scaled sum
    return sharded


def sum_at_last(objective: Objective, *, last: bool) -> None:
    """Say whether the next backward pass is a step's last one: only then are the gradients added up and shared out."""
    if isinstance(objective, Sharded):
        _hooks(objective).set_requires_gradient_sync(last)


@contextlib.contextmanager
def gathered(objective: Objective) -> Iterator[None]:
    """Hold the whole weights for a while, for a pass without gradient; every process must come here."""
    if not isinstance(objective, Sharded):
        yield
        return
    _hooks(objective).unshard()
    try:
        yield
    finally:
        _hooks(objective).reshard()


def full(value: Tensor) -> Tensor:
    """Return the whole of a tensor that is shared out, any other as it is; every process must come here."""
    gather = getattr(value, "full_tensor", None)
    whole: Tensor = value if gather is None else gather()
    return whole


def parts_of(values: Mapping[_Key, Tensor], like: Mapping[_Key, Tensor]) -> dict[_Key, Tensor]:
    """Share out whole tensors as those of the same key in `like` are; as they are, where that is whole too or of another shape."""
    from torch.distributed.tensor import DTensor, distribute_tensor

    found = dict(values)
    for key, value in values.items():
        kept = like[key]
        if isinstance(kept, DTensor) and kept.shape == value.shape:  # every process has read the same file: nothing is sent
            found[key] = distribute_tensor(value.to(kept.device), kept.device_mesh, kept.placements, src_data_rank=None)
    return found


def averaged(model: LanguageModel, ema: Ema) -> LanguageModel:
    """Return a model of its own with the whole averaged weights, on the CPU; every process must come here."""
    whole = build(model.config, 0)
    weights = {name: full(ema.averages.get(name, value)).cpu() for name, value in model.state_dict().items()}
    whole.load_state_dict(weights)
    return whole


def _hooks(sharded: Sharded) -> FSDPModule:
    """Return the same object as the class that torch has made of it."""
    from torch.distributed.fsdp import FSDPModule

    assert isinstance(sharded, FSDPModule)
    return sharded
