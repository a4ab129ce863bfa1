"""A linear read-out of the plan: which plan tags the state holds at a prompt's end, after each slow cycle, before any code.

Plans stand in the documents themselves: after a prompt that ends in `<|plan|>`, the answer begins with the plan's tags. The
read-out learns with the model (`loss.plan_weight`) and is kept beside it, for the public format has no place for it.
"""

# B rows, T positions, D width, P plans, K tags

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name everybody knows it by

from hrm_codegen import checkpoint
from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.train.losses import Mean
from hrm_codegen.train.roles import Vocabulary

if TYPE_CHECKING:
    from hrm_codegen.models.base import LanguageModel, Output

FILE = "plan_readout.safetensors"
"""Where a model folder keeps the read-out's two tensors, `weight` (K D) and `bias` (K)."""


class Plans(NamedTuple):
    """The plans of a batch: where the prompts end, and the tags that follow."""

    ends_BT: Tensor  # true at the last token of a prompt that asks for a plan
    tags_PK: Tensor  # 1 for each tag of the plan, else 0


class PlanReadout(nn.Module):
    """Reads tags off states: one logit a tag, the same matrix after every cycle."""

    plan: Tensor
    tags_K: Tensor

    def __init__(self, width: int, vocabulary: Vocabulary) -> None:
        """Begin with zeros: every tag as likely as not."""
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(len(vocabulary.tags), width))
        self.bias = nn.Parameter(torch.zeros(len(vocabulary.tags)))
        self.register_buffer("plan", torch.tensor(vocabulary.plan), persistent=False)
        self.register_buffer("tags_K", torch.from_numpy(vocabulary.tags.copy()), persistent=False)

    def forward(self, state_PD: Tensor) -> Tensor:
        """Return the logits of the tags (P K), in fp32."""
        with torch.autocast(state_PD.device.type, enabled=False):
            return F.linear(state_PD.float(), self.weight, self.bias)

    def plans(self, ids_BT: Tensor, labels_BT: Tensor) -> Plans:
        """Find the plans of a batch; labels tell a prompt's last token, which learns the first tag, from text that is cut."""
        is_tag_BT = torch.isin(labels_BT, self.tags_K)
        ends_BT = (ids_BT == self.plan) & is_tag_BT
        rows_P, places_P = ends_BT.nonzero(as_tuple=True)
        reach = torch.arange(len(self.tags_K), device=ids_BT.device)
        padded_BT = F.pad(labels_BT, (0, len(self.tags_K)), value=-1)
        following = padded_BT[rows_P[:, None], places_P[:, None] + reach]  # labels from each end on
        matches = following[..., None] == self.tags_K
        in_plan = matches.any(-1).cumprod(-1)  # up to the first token that is no tag
        return Plans(ends_BT, (matches * in_plan[..., None]).any(1).float())

    def losses(self, states: Sequence[Tensor], plans: Plans) -> tuple[Tensor, list[Mean]]:
        """Return what to minimise, and for each cycle's state (B T D) the nats a plan: binary cross-entropy, all tags together."""
        nats_EP = torch.stack([self._nats(state_BTD[plans.ends_BT], plans.tags_PK) for state_BTD in states])
        count = nats_EP.new_tensor(len(plans.tags_PK))
        return nats_EP.sum(), [Mean(nats_P.detach().sum(), count) for nats_P in nats_EP]

    def _nats(self, state_PD: Tensor, tags_PK: Tensor) -> Tensor:
        return F.binary_cross_entropy_with_logits(self(state_PD), tags_PK, reduction="none").sum(-1)


class PlanScore(NamedTuple):
    """How well plans are read off the states after one slow cycle; a tag is said when it is likelier than not."""

    cycle: int  # from 1
    plans: int
    precision: float  # of the tags said, how many are in the plan
    recall: float  # of the plan's tags, how many are said
    exact: float  # share of the plans whose tags are said, all of them and no other


@torch.inference_mode()
def said(readout: PlanReadout, model: LanguageModel, prompts: Sequence[Sequence[int]], *, rows: int = 32) -> Tensor:
    """Return which tags the read-out says after each slow cycle (E P K): those likelier than not at each prompt's end.

    prompts: token ids, each ending where an answer begins; `rows` of like length run side by side.
    """
    order = sorted(range(len(prompts)), key=lambda number: len(prompts[number]))
    found = [_said(readout, model, [prompts[number] for number in order[at : at + rows]]) for at in range(0, len(order), rows)]
    return torch.cat(found, dim=1)[:, torch.tensor(order).argsort()]


def _said(readout: PlanReadout, model: LanguageModel, prompts: Sequence[Sequence[int]]) -> Tensor:
    lengths_B = torch.tensor([len(ids) for ids in prompts])
    ids_BT = torch.full((len(prompts), int(lengths_B.max())), model.config.pad_id)
    for row, ids in zip(ids_BT, prompts, strict=True):
        row[: len(ids)] = torch.tensor(ids)
    prefix = model.config.attention_kind == "prefix"
    mask = AttentionMask.prefix_lengths(lengths_B, ids_BT.shape[1]) if prefix else AttentionMask.causal()
    output = model(ids_BT, mask=mask, exits=True)
    ends = torch.arange(len(prompts)), lengths_B - 1
    return torch.stack([readout(state_BTD[ends]) > 0 for state_BTD in states_of(output)])


def scores(said_EPK: Tensor, tags_PK: Tensor) -> list[PlanScore]:
    """Hold what was said after each slow cycle against the plans' own tags (true or false)."""
    return [_score(cycle, _counts(said_PK, tags_PK).tolist()) for cycle, said_PK in enumerate(said_EPK, start=1)]


def stored(learned: nn.Module) -> Mapping[str, Mapping[str, Tensor]]:
    """Return what of the parts that learned beside a model is kept beside it: files of tensors, by name."""
    readout = dict(learned.named_children()).get("plan")
    return {} if readout is None else {FILE: readout.state_dict()}


def load(path: Path | str, vocabulary: Vocabulary) -> PlanReadout:
    """Load the read-out that a model folder keeps; raises NotFound when the model was trained without one."""
    tensors = checkpoint.load_beside(path, FILE)
    readout = PlanReadout(tensors["weight"].shape[1], vocabulary)
    readout.load_state_dict(tensors)
    return readout.eval()


def states_of(output: Output) -> tuple[Tensor, ...]:
    """Return the states after each slow cycle, the final one last."""
    return (*output.exits, output.hidden_BTD)


def _counts(said_PK: Tensor, true_PK: Tensor) -> Tensor:
    """Return how many plans there are, tags said and true, tags said, tags true, and plans said exactly."""
    exact_P = (said_PK == true_PK).all(-1)
    counted = (torch.ones_like(exact_P), said_PK & true_PK, said_PK, true_PK, exact_P)
    return torch.stack([values.sum() for values in counted])


def _score(cycle: int, counts: Sequence[int]) -> PlanScore:
    plans, right, said, true, exact = counts
    return PlanScore(cycle, plans, right / max(said, 1), right / max(true, 1), exact / plans)
