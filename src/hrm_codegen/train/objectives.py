"""What a step minimises: OBJECTIVES, one for each way of training, from a batch of arrays to losses with columns.

Language models are scored on their final state and early exits; the original HRM is supervised segment by segment.
"""

# B rows, T positions, C columns

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor

from hrm_codegen.data.loader import PADDING, Batch
from hrm_codegen.models import halting
from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import LanguageModel
from hrm_codegen.models.hrm_v1 import HrmV1
from hrm_codegen.train import losses
from hrm_codegen.train.losses import LossConfig, Losses, Supervision
from hrm_codegen.train.schedule import Depth


class Inputs(NamedTuple):
    """A batch on its device, as a model takes it."""

    ids_BT: Tensor
    mask: AttentionMask
    positions_BT: Tensor | None  # None counts from 0
    supervision: Supervision


class Objective(Protocol):
    """Scores batches for training; `columns` name what its losses count, the main loss first."""

    columns: tuple[str, ...]

    def __call__(self, inputs: Inputs, depth: Depth) -> Losses:
        """Run the model on a batch and return its losses, ready for the gradient."""
        ...


class LanguageObjective:
    """The final state's loss, and the exits' that have a weight."""

    def __init__(self, model: LanguageModel, forward: Callable[..., Any], config: LossConfig, task_names: Sequence[str]) -> None:
        """Train `model` through `forward`, the model itself or its compiled or distributed form."""
        exits = model.config.cycles.high - 1 if config.exit_weight > 0 else 0
        first = config.first_weight > 0 and model.config.kind == "hrm"
        self._model, self._forward, self._config, self._tasks = model, forward, config, len(task_names)
        self._exits, self._asked = exits, {"exits": exits > 0, "first_L": first}
        self.columns = losses.language_columns(exits, first=first, task_names=task_names)

    def __call__(self, inputs: Inputs, depth: Depth) -> Losses:
        """Run the step's cycles; gradient flows through the last module calls that `depth` says."""
        output = self._forward(inputs.ids_BT, mask=inputs.mask, positions_BT=inputs.positions_BT, **depth._asdict(), **self._asked)
        weight_VD = self._model.output_weight
        return losses.language_losses(weight_VD, output, inputs.supervision, self._config, tasks=self._tasks, exits=self._exits)


class SegmentObjective:
    """Deep supervision of the original HRM: every segment's loss, and the Q values that learn when to halt."""

    columns: tuple[str, ...] = ("loss", "act/segments", "act/q_loss", "act/accuracy", "act/exact")

    def __init__(self, model: LanguageModel, forward: Callable[..., Any], config: LossConfig, task_names: Sequence[str]) -> None:
        """Train `model` by its own `supervise`; there is one way of running it, and no early exits to weigh."""
        del forward, config, task_names
        assert isinstance(model, HrmV1)
        self._model = model

    def __call__(self, inputs: Inputs, depth: Depth) -> Losses:
        """Run segments until all rows halt; the gradient is one-step in each, whatever `depth` says."""
        del depth
        labels_BT = inputs.supervision.labels_BT
        segments = self._model.supervise(inputs.ids_BT, labels_BT, mask=inputs.mask, positions_BT=inputs.positions_BT)
        total = halting.add_up(segments)
        share = losses.total_weight(labels_BT, inputs.supervision.weights_BT)  # the step divides by the sum of these
        rows = total.rows.new_tensor(len(labels_BT))
        sums = (total.lm_sum, total.rows, total.halt_sum + total.go_on_sum, total.right, total.exact)
        counts = (total.lm_count, rows, total.rows, total.lm_count, total.rows)
        return Losses(
            total.mean * share,
            torch.stack([value.detach().float() for value in sums]),
            torch.stack([value.float() for value in counts]),
        )


OBJECTIVES: Mapping[str, Callable[[LanguageModel, Callable[..., Any], LossConfig, Sequence[str]], Objective]] = {
    "hrm": LanguageObjective,
    "transformer": LanguageObjective,
    "trm": LanguageObjective,
    "hrm_v1": SegmentObjective,
}
"""How each kind of model is trained."""


def inputs_of(batch: Batch, *, attention: str, packed: bool, device: torch.device) -> Inputs:
    """Move a batch to the device and say who sees whom: documents never see each other, padding is never seen."""
    tensors = {name: torch.from_numpy(array).to(device, non_blocking=True) for name, array in batch.items()}
    supervision = Supervision(tensors["labels"], tensors["weights"], tensors["tasks"])
    documents_BT = tensors["documents"] if packed else None
    if attention == "bidirectional":
        mask = AttentionMask.bidirectional(documents_BT=tensors["documents"])
    elif attention == "prefix" and batch["prefix"].any():
        mask = AttentionMask.prefix(tensors["prefix"], documents_BT=documents_BT)
    else:
        mask = AttentionMask.causal(documents_BT=documents_BT)
    return Inputs(tensors["input_ids"], mask, tensors["positions"] if packed else None, supervision)


@torch.no_grad()
def validation_loss(model: LanguageModel, batches: Sequence[Inputs]) -> float:
    """Return the mean nats a supervised token of the main loss over all batches, as the model answers when asked."""
    total, count = 0.0, 0
    for inputs in batches:
        hidden_BTD = model(inputs.ids_BT, mask=inputs.mask, positions_BT=inputs.positions_BT).hidden_BTD
        learned = int((inputs.supervision.labels_BT != losses.IGNORE).sum())
        total += losses.mean_sequence_loss(model.output_weight, hidden_BTD, inputs.supervision.labels_BT).item() * learned
        count += learned
    return total / max(count, 1)


def tokens_in(batch: Batch) -> int:
    """Count the tokens of a batch that are no padding."""
    return int((batch["documents"] != PADDING).sum())
