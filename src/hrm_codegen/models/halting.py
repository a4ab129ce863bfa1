"""Adaptive computation time by Q-learning: when a row of the original HRM stops, and the losses that teach it when to.

A row runs in segments. After each, two values are read off its state: q_halt, whether the answer would be right if it
stopped now, and q_continue, how right it would become (arXiv 2506.21734, section 2). Functions here are pure.
"""

# B rows, T positions, V vocabulary

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the name everybody knows it by

IGNORED = -100  # label of a position without supervision
Q_WEIGHT = 0.5  # of both Q losses beside the language loss


class QValues(NamedTuple):
    """The two Q logits of each row."""

    halt_B: Tensor
    go_on_B: Tensor


class SegmentLoss(NamedTuple):
    """Losses of one segment, or of several added up: sums, and what to divide them by."""

    lm_sum: Tensor  # cross-entropy over supervised positions, nats
    lm_count: Tensor  # supervised positions
    lm_row_means: Tensor  # sum over rows of a row's mean cross-entropy: what the original minimises
    halt_sum: Tensor  # binary cross-entropy of q_halt against "the whole row is right"
    go_on_sum: Tensor  # binary cross-entropy of q_continue against its target
    rows: Tensor  # rows that took part
    right: Tensor  # supervised positions answered right
    exact: Tensor  # rows answered right as a whole

    @property
    def original(self) -> Tensor:
        """The loss exactly as the original HRM adds it up."""
        return self.lm_row_means + Q_WEIGHT * (self.halt_sum + self.go_on_sum)

    @property
    def mean(self) -> Tensor:
        """The loss of a training loop that counts tokens: mean over positions, plus the Q losses' mean over rows."""
        q_mean = (self.halt_sum + self.go_on_sum) / self.rows.clamp_min(1)
        return self.lm_sum / self.lm_count.clamp_min(1) + Q_WEIGHT * q_mean


def add_up(segments: Sequence[SegmentLoss]) -> SegmentLoss:
    """Add the parts of several segments."""
    return SegmentLoss(*(torch.stack(parts).sum(0) for parts in zip(*segments, strict=True)))


def decide(q: QValues, steps_B: Tensor, *, most: int, exploration: float, generator: torch.Generator | None = None) -> Tensor:
    """Return which rows halt after this segment: at `most` steps all do; before, those that would rather stop.

    With probability `exploration` a row must first reach a number of steps drawn from 2 to `most`.
    """
    last_B = steps_B >= most
    if most == 1:
        return last_B
    device = steps_B.device if generator is None else generator.device
    explores_B = torch.rand(steps_B.shape, generator=generator, device=device) < exploration
    least_B = explores_B * torch.randint(2, most + 1, steps_B.shape, generator=generator, device=device)
    return (last_B | (q.halt_B > q.go_on_B)) & (steps_B >= least_B.to(steps_B.device))


def target(following: QValues, steps_B: Tensor, *, most: int) -> Tensor:
    """Return what q_continue should have said: the best value one segment later, which at the last step is to halt."""
    best_B = torch.maximum(following.halt_B, following.go_on_B)
    return torch.where(steps_B >= most, following.halt_B, best_B).sigmoid()


def segment_loss(
    logits_BTV: Tensor, labels_BT: Tensor, q: QValues, *, target_B: Tensor | None, taking_part_B: Tensor
) -> SegmentLoss:
    """Score one segment over the rows that take part; positions labelled -100 do not count."""
    labels_BT = torch.where(taking_part_B[:, None], labels_BT, IGNORED)
    counted_BT = labels_BT != IGNORED
    count_B = counted_BT.sum(-1)
    nats_BT = F.cross_entropy(logits_BTV.float().transpose(1, 2), labels_BT, ignore_index=IGNORED, reduction="none")
    right_BT = counted_BT & (logits_BTV.argmax(-1) == labels_BT)
    exact_B = right_BT.sum(-1) == count_B
    part_B = taking_part_B.to(q.halt_B.dtype)
    halt_B = F.binary_cross_entropy_with_logits(q.halt_B, exact_B.to(q.halt_B.dtype), reduction="none")
    zero = halt_B.new_zeros(())
    go_on = zero if target_B is None else (F.binary_cross_entropy_with_logits(q.go_on_B, target_B, reduction="none") * part_B).sum()
    return SegmentLoss(
        lm_sum=nats_BT.sum(),
        lm_count=count_B.sum(),
        lm_row_means=(nats_BT.sum(-1) / count_B.clamp_min(1)).sum(),
        halt_sum=(halt_B * part_B).sum(),
        go_on_sum=go_on,
        rows=taking_part_B.sum(),
        right=right_BT.sum(),
        exact=(exact_B & taking_part_B).sum(),
    )


def metrics(logits_BTV: Tensor, labels_BT: Tensor, q: QValues, steps_B: Tensor, halted_B: Tensor) -> dict[str, Tensor]:
    """Count what the original logs after a segment: sums over the supervised rows that halt now; divide by `count`."""
    counted_BT = labels_BT != IGNORED
    count_B = counted_BT.sum(-1)
    right_B = (counted_BT & (logits_BTV.argmax(-1) == labels_BT)).sum(-1)
    exact_B = right_B == count_B
    valid_B = halted_B & (count_B > 0)
    return {
        "count": valid_B.sum(),
        "accuracy": torch.where(valid_B, right_B / count_B.clamp_min(1), 0).sum(),
        "exact_accuracy": (valid_B & exact_B).sum(),
        "q_halt_accuracy": (valid_B & ((q.halt_B >= 0) == exact_B)).sum(),
        "steps": torch.where(valid_B, steps_B, 0).sum(),
    }
