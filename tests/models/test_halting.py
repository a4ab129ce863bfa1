"""Halting decisions and losses, worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from hrm_codegen.models import halting
from hrm_codegen.models.halting import QValues


def q(halt: list[float], go_on: list[float]) -> QValues:
    return QValues(torch.tensor(halt), torch.tensor(go_on))


def test_a_row_halts_when_it_would_rather_stop_or_must() -> None:
    steps = torch.tensor([1, 1, 4])
    assert halting.decide(q([2.0, 0.0, 0.0], [1.0, 1.0, 9.0]), steps, most=4, exploration=0.0).tolist() == [True, False, True]
    assert halting.decide(q([0.0], [9.0]), torch.tensor([1]), most=1, exploration=0.0).tolist() == [True]


def test_exploration_makes_some_rows_go_on_and_none_beyond_the_most() -> None:
    rows = 400
    eager = QValues(torch.ones(rows), torch.zeros(rows))
    generator = torch.Generator().manual_seed(0)
    explored = halting.decide(eager, torch.ones(rows, dtype=torch.int32), most=4, exploration=0.25, generator=generator)
    assert 0.15 < float((~explored).float().mean()) < 0.35
    assert bool(halting.decide(eager, torch.full((rows,), 4), most=4, exploration=1.0, generator=generator).all())


def test_the_target_is_the_best_value_a_segment_later() -> None:
    following = q([1.0, 1.0, 1.0], [3.0, -3.0, 3.0])
    got = halting.target(following, torch.tensor([1, 1, 4]), most=4)
    expected = [1 / (1 + math.exp(-value)) for value in (3.0, 1.0, 1.0)]  # the last row has no segment left but to halt
    assert got.tolist() == pytest.approx(expected)


def test_a_segments_loss_adds_up_as_by_hand() -> None:
    logits = torch.log(torch.tensor([[[0.5, 0.25, 0.25], [0.1, 0.8, 0.1]], [[0.2, 0.2, 0.6], [0.2, 0.2, 0.6]]]))
    labels = torch.tensor([[0, 1], [0, -100]])
    part = torch.tensor([True, True])
    loss = halting.segment_loss(logits, labels, q([0.0, 0.0], [0.0, 0.0]), target_B=torch.tensor([0.5, 0.5]), taking_part_B=part)
    nats = [-math.log(0.5), -math.log(0.8), -math.log(0.2)]
    assert float(loss.lm_sum) == pytest.approx(sum(nats))
    assert float(loss.lm_row_means) == pytest.approx((nats[0] + nats[1]) / 2 + nats[2])
    assert (int(loss.lm_count), int(loss.rows), int(loss.right), int(loss.exact)) == (3, 2, 2, 1)
    assert float(loss.halt_sum) == pytest.approx(2 * math.log(2))
    assert float(loss.original) == pytest.approx(float(loss.lm_row_means) + 0.5 * 4 * math.log(2))
    assert float(loss.mean) == pytest.approx(sum(nats) / 3 + 0.5 * 2 * math.log(2))
    alone = halting.segment_loss(
        logits, labels, q([0.0, 9.0], [0.0, 0.0]), target_B=torch.tensor([0.5, 0.5]), taking_part_B=torch.tensor([True, False])
    )
    assert (int(alone.lm_count), int(alone.rows), int(alone.exact)) == (2, 1, 1)
    both = halting.add_up([loss, alone])
    assert float(both.lm_sum) == pytest.approx(float(loss.lm_sum) + nats[0] + nats[1])
    assert int(both.rows) == 3
