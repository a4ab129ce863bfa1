"""What a step minimises, by `objective_of` the model's kind: from a batch of arrays to losses with columns.

Language models are scored on their final state and early exits; the original HRM is supervised segment by segment.
"""

# B rows, T positions, C columns

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor, nn

from hrm_codegen.data.loader import PADDING, Batch, RowSource
from hrm_codegen.errors import ConfigError
from hrm_codegen.models import halting
from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import Cycles, LanguageModel
from hrm_codegen.models.hrm_v1 import HrmV1
from hrm_codegen.tokenizer import Tokenizer
from hrm_codegen.train import losses
from hrm_codegen.train.losses import Layout, LossConfig, Losses, Supervision
from hrm_codegen.train.multitask import TaskWeights, Weigher
from hrm_codegen.train.readout import PlanReadout, states_of
from hrm_codegen.train.roles import Vocabulary
from hrm_codegen.train.schedule import Depth


class Inputs(NamedTuple):
    """A batch on its device, as a model takes it."""

    ids_BT: Tensor
    mask: AttentionMask
    positions_BT: Tensor | None  # None counts from 0
    supervision: Supervision


class Known(NamedTuple):
    """What a run knows of its data besides the names of its tasks."""

    language_names: Sequence[str] = ()
    vocabulary: Vocabulary | None = None  # what the ids of a text mean; puzzles have none


_NOTHING = Known()


class Objective(Protocol):
    """Scores batches for training; `columns` name what its losses count, the main loss first."""

    columns: tuple[str, ...]

    def __call__(self, inputs: Inputs, depth: Depth) -> Losses:
        """Run the model on a batch and return its losses, ready for the gradient."""
        ...


class Weighing(Objective, Protocol):
    """An objective as it is made: it also says what tokens weigh, and has parameters of its own."""

    learned: nn.ModuleDict  # what learns with the model and is no part of it; often empty

    def weigh(self, batch: Batch) -> Batch:
        """Return a batch with the weights and roles of its tokens; a step's total weight is the sum over batches so weighed."""
        ...


class MakeObjective(Protocol):
    """Makes the objective of a model."""

    def __call__(
        self, model: LanguageModel, forward: Callable[..., Any], config: LossConfig, task_names: Sequence[str], known: Known = ...
    ) -> Weighing:
        """Train `model` through `forward`, the model itself or its compiled or distributed form."""
        ...


class LanguageObjective:
    """The final state's loss, and with their weights the exits', what reads the plan off the states, what weighs tasks."""

    def __init__(
        self,
        model: LanguageModel,
        forward: Callable[..., Any],
        config: LossConfig,
        task_names: Sequence[str],
        known: Known = _NOTHING,
    ) -> None:
        """Take part in what `config` gives a weight; ConfigError for what the data cannot give."""
        if config.plan_weight and known.vocabulary is None:
            raise ConfigError(f"loss.plan_weight is {config.plan_weight} but puzzles have no plans; set it to 0")
        self._model, self._forward, self._config = model, forward, config
        self.weigh = Weigher.of(config, task_names, known.vocabulary)
        self._task_weights = TaskWeights(len(task_names)) if config.learn_task_weights else None
        self._readout = PlanReadout(model.config.width, known.vocabulary) if config.plan_weight and known.vocabulary else None
        parts = {"task_weights": self._task_weights, "plan": self._readout}
        self.learned = nn.ModuleDict({name: part for name, part in parts.items() if part is not None}).to(
            model.output_weight.device
        )

        early, first = model.config.cycles.high - 1, config.first_weight > 0 and model.config.kind == "hrm"
        self._asked = {"exits": early > 0, "first_L": first}
        self._layout = Layout(
            task_names,
            known.language_names,
            exits=early if config.exit_weight else 0,
            changes=early,
            first=first,
            roles=known.vocabulary is not None,
            learned=self._task_weights is not None,
        )
        plans = [f"plan_loss/{cycle + 1}" for cycle in range(early + 1)] if self._readout else []
        self.columns = (*self._layout.columns, *plans)

    def __call__(self, inputs: Inputs, depth: Depth) -> Losses:
        """Run the step's cycles; gradient flows through the last module calls that `depth` says."""
        output = self._forward(inputs.ids_BT, mask=inputs.mask, positions_BT=inputs.positions_BT, **depth._asdict(), **self._asked)
        weight_VD, supervision = self._model.output_weight, inputs.supervision
        found = losses.language_losses(weight_VD, output, supervision, self._config, self._layout, learned=self._task_weights)
        if self._readout is None:
            return found
        nats, means = self._readout.losses(states_of(output), self._readout.plans(inputs.ids_BT, supervision.labels_BT))
        means = losses.filled(means, self._layout.changes + 1, like=found.sums_C)
        sums_C, counts_C = (
            torch.cat((have, torch.stack(add))) for have, add in zip(found[1:], zip(*means, strict=True), strict=True)
        )
        return Losses(found.objective + self._config.plan_weight * nats, sums_C, counts_C)


class SegmentObjective:
    """Deep supervision of the original HRM: every segment's loss, and the Q values that learn when to halt."""

    columns: tuple[str, ...] = ("loss", "act/segments", "act/q_loss", "act/accuracy", "act/exact")

    def __init__(
        self,
        model: LanguageModel,
        forward: Callable[..., Any],
        config: LossConfig,
        task_names: Sequence[str],
        known: Known = _NOTHING,
    ) -> None:
        """Train `model` by its own `supervise`; there is one way of running it, and no early exits to weigh."""
        del forward, task_names, known
        assert isinstance(model, HrmV1)
        self._model = model
        self.learned = nn.ModuleDict()
        for name in ("edit_weight", "tool_weight", "task_weights", "learn_task_weights", "plan_weight"):
            if getattr(config, name) != getattr(LossConfig, name, {}):
                raise ConfigError(f"loss.{name} is {getattr(config, name)} but hrm_v1 weighs all tokens alike; leave it out")

    def weigh(self, batch: Batch) -> Batch:
        """Return the batch as it is: all tokens weigh alike."""
        return batch

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


OBJECTIVES: Mapping[str, MakeObjective] = {"hrm_v1": SegmentObjective}
"""The kinds of model that are trained otherwise than as a language model."""


def objective_of(kind: str) -> MakeObjective:
    """Return how a kind of model is trained."""
    return OBJECTIVES.get(kind, LanguageObjective)


def known_of(rows: RowSource, tokenizer: Tokenizer | None) -> Known:
    """Return what a run knows of its rows, and of the ids of a text by its tokenizer."""
    return Known(rows.language_names, None if tokenizer is None else Vocabulary.of(tokenizer))


def inputs_of(batch: Batch, *, attention: str, packed: bool, device: torch.device) -> Inputs:
    """Move a batch to the device and say who sees whom: documents never see each other, padding is never seen."""
    tensors = {name: torch.from_numpy(array).to(device, non_blocking=True) for name, array in batch.items()}
    languages_BT, roles_BT = tensors.get("languages"), tensors.get("roles")
    supervision = Supervision(tensors["labels"], tensors["weights"], tensors["tasks"], languages_BT, roles_BT)
    documents_BT = tensors["documents"] if packed else None
    if attention == "bidirectional":
        mask = AttentionMask.bidirectional(documents_BT=tensors["documents"])
    elif attention == "prefix" and batch["prefix"].any():
        mask = AttentionMask.prefix(tensors["prefix"], documents_BT=documents_BT)
    else:
        mask = AttentionMask.causal(documents_BT=documents_BT)
    return Inputs(tensors["input_ids"], mask, tensors["positions"] if packed else None, supervision)


class Validated(NamedTuple):
    """What some batches show of a model, as sums: those of several processes add up."""

    nats: float  # of the main loss
    tokens: float  # that are supervised
    accepted: float  # of these, where the first slow cycle's likeliest token is the last cycle's too
    drafted: float  # tokens that were compared so; 0 where there is one slow cycle

    def row(self) -> dict[str, float]:
        """Return the columns: the mean nats a supervised token and, where there are drafts, the share that is accepted."""
        drafts = {"acceptance/draft": self.accepted / self.drafted} if self.drafted else {}
        return {"validation_loss": self.nats / max(self.tokens, 1), **drafts}


@torch.no_grad()
def validate(model: LanguageModel, batches: Sequence[Inputs], *, cycles: Cycles | None = None) -> Validated:
    """Score the batches as the model answers when asked: the main loss, and how often its first slow cycle is right about its last.

    cycles: as many as it is trained with at the time; the model's own without.
    """
    nats, tokens, accepted, drafted = 0.0, 0, 0, 0
    for inputs in batches:
        labels_BT = inputs.supervision.labels_BT
        output = model(inputs.ids_BT, mask=inputs.mask, positions_BT=inputs.positions_BT, cycles=cycles, exits=True)
        learned = int((labels_BT != losses.IGNORE).sum())
        nats += losses.mean_sequence_loss(model.output_weight, output.hidden_BTD, labels_BT).item() * learned
        tokens += learned
        same = losses.agreement(model.output_weight, output, labels_BT)
        accepted, drafted = accepted + int(same.total), drafted + int(same.weight)
    return Validated(nats, tokens, accepted, drafted)


def tokens_in(batch: Batch) -> int:
    """Count the tokens of a batch that are no padding."""
    return int((batch["documents"] != PADDING).sum())
