"""The team: what several processes agree on, seen from one of them."""

from __future__ import annotations

import pytest
import torch

from hrm_codegen.commands import train as command
from hrm_codegen.errors import ConfigError, LimitError, UsageError
from hrm_codegen.train import sharding
from hrm_codegen.train.losses import Losses
from hrm_codegen.train.team import Place, Team, place


def thrice(value: torch.Tensor) -> torch.Tensor:
    """Add up over three processes that all hold the same."""
    return 3 * value


def losses(number: float) -> Losses:
    return Losses(torch.tensor(number), torch.tensor([number, 2 * number]), torch.tensor([1.0, 4.0]))


def test_rows_are_shared_out_evenly_or_not_at_all() -> None:
    assert Team(rank=1, world=3, add_up=thrice).rows_of(12) == 4
    assert Team().rows_of(5) == 5
    with pytest.raises(ConfigError, match=r"data\.batch_rows is 5 and 3 processes share a batch; give a multiple of 3"):
        Team(world=3, add_up=thrice).rows_of(5)


def test_counts_add_up_exactly() -> None:
    assert Team(world=3, add_up=thrice).agree(2**40 + 1, 0.5) == [3 * (2**40 + 1), 1.5]
    assert Team().agree(1.25, 3) == [1.25, 3]


def test_the_first_process_has_the_clock() -> None:
    def both(value: torch.Tensor) -> torch.Tensor:  # the other one adds what it always does: 0 as a follower, 7 as the first
        return value + (0 if value.item() else 7)

    assert Team(rank=0, world=2, add_up=both).time(5.0) == 5.0
    assert Team(rank=1, world=2, add_up=both).time(5.0) == 7.0


def test_one_process_that_wants_to_stop_is_enough() -> None:
    assert Team(world=2, add_up=lambda value: value + 1).anyone(False)
    assert not Team(world=2, add_up=lambda value: value).anyone(False)


def test_gradients_and_losses_are_added_up_in_one_message() -> None:
    weights = [torch.nn.Parameter(torch.zeros(2, 3)), torch.nn.Parameter(torch.zeros(4)), torch.nn.Parameter(torch.zeros(5))]
    weights[0].grad, weights[2].grad = torch.arange(6.0).view(2, 3), torch.ones(5)
    messages = []

    def add_up(value: torch.Tensor) -> torch.Tensor:
        messages.append(value.numel())
        return thrice(value)

    total = Team(world=3, add_up=add_up).sum_gradients(weights, losses(2.0))
    assert messages == [6 + 5 + 1 + 2 + 2]
    assert torch.equal(weights[0].grad, 3 * torch.arange(6.0).view(2, 3))
    assert weights[1].grad is None
    assert torch.equal(weights[2].grad, torch.full((5,), 3.0))
    assert (total.objective.item(), total.sums_C.tolist(), total.counts_C.tolist()) == (6.0, [6.0, 12.0], [3.0, 12.0])
    assert Team().sum_gradients(weights, total) is total


def test_a_lost_process_is_said_with_the_way_on() -> None:
    gone = "[gloo/transport/tcp/pair.cc:537] Read error: Connection reset by peer"
    with (
        pytest.raises(LimitError, match=r"process 1 of 2 lost another one, .* go on with --resume"),
        Team(rank=1, world=2).watched(),
    ):
        raise RuntimeError(gone)
    with pytest.raises(LimitError), Team(rank=0, world=2).watched():
        raise torch.distributed.DistBackendError("NCCL communicator was aborted")
    with pytest.raises(RuntimeError, match="shapes"), Team(rank=0, world=2).watched():
        raise RuntimeError("shapes cannot be multiplied")
    with pytest.raises(RuntimeError, match="Read error"), Team().watched():
        raise RuntimeError(gone)


def test_the_launcher_says_where_a_process_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RANK", "LOCAL_RANK"):
        monkeypatch.delenv(name, raising=False)
    assert place() == Place(0, 0)
    monkeypatch.setenv("RANK", "9")
    monkeypatch.setenv("LOCAL_RANK", "1")
    assert place() == Place(9, 1)


def test_the_first_process_of_a_machine_speaks_and_another_only_when_nobody_ended_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "PATIENCE_S", 0.0)
    with pytest.raises(UsageError, match=r"^no GPU$"), command._said_once(Place(8, 0)):
        raise UsageError("no GPU")
    with pytest.raises(UsageError, match=r"^process 9: no GPU$"), command._said_once(Place(9, 1)):
        raise UsageError("no GPU")


def test_what_is_not_shared_out_stays_as_it_is() -> None:
    value = torch.arange(3.0)
    assert sharding.full(value) is value
    assert sharding.parts_of({"a": value}, {"a": torch.zeros(3)})["a"] is value
