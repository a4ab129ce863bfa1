"""The losses, each against a hand computation or torch's own gradient."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from hrm_codegen.models.base import Output
from hrm_codegen.train import losses
from hrm_codegen.train.losses import IGNORE, LossConfig, Supervision


def random_case(*, n: int = 37, d: int = 8, v: int = 50, dtype: torch.dtype = torch.float64) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(0)
    return {
        "hidden_ND": torch.randn(n, d, generator=generator, dtype=dtype, requires_grad=True),
        "weight_VD": torch.randn(v, d, generator=generator, dtype=dtype, requires_grad=True),
        "targets_N": torch.randint(v, (n,), generator=generator),
        "weights_N": torch.rand(n, generator=generator, dtype=dtype),
    }


@pytest.mark.parametrize("chunk_rows", [1, 5, 1000])
def test_the_chunked_loss_and_its_gradients_equal_the_plain_ones(chunk_rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(losses._CHUNK_BYTES, "cpu", chunk_rows * 4 * 50)
    results = []
    for compute in (losses.linear_cross_entropy, losses.plain_cross_entropy):
        case = random_case()
        scores = compute(**case, z_weight=0.1)
        (2.5 * scores.objective).backward()
        results.append((scores.objective, scores.nats_N, scores.z_N, case["hidden_ND"].grad, case["weight_VD"].grad))
    for fast, plain in zip(*results, strict=True):
        assert torch.allclose(fast, plain, rtol=1e-12, atol=1e-12)


def test_the_chunked_loss_passes_the_numerical_gradient_check() -> None:
    case = random_case(n=4, d=3, v=6)

    def objective(hidden_ND: Tensor, weight_VD: Tensor) -> Tensor:
        return losses.linear_cross_entropy(
            hidden_ND, weight_VD, case["targets_N"], weights_N=case["weights_N"], z_weight=0.2
        ).objective

    assert torch.autograd.gradcheck(objective, (case["hidden_ND"], case["weight_VD"]))


def test_bf16_products_stay_near_fp32() -> None:
    case = random_case(dtype=torch.float32)
    exact = losses.linear_cross_entropy(**case)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rough = losses.linear_cross_entropy(**case)
    assert rough.nats_N.dtype == torch.float32
    assert torch.allclose(exact.nats_N, rough.nats_N, atol=0.1)
    assert not torch.equal(exact.nats_N, rough.nats_N)


def test_a_uniform_guess_costs_the_logarithm_of_the_vocabulary() -> None:
    loss = losses.mean_sequence_loss(torch.zeros(10, 4), torch.randn(2, 3, 4), torch.zeros(2, 3, dtype=torch.long))
    assert float(loss) == pytest.approx(math.log(10))


def worked_batch() -> tuple[Tensor, Output, Supervision]:
    """Identity output matrix and two tokens, so that states are logits: state (a, b) costs log(1 + e^(b - a)) on token 0."""
    final_BTD = torch.tensor([[[1.0, 0.0], [9.0, 9.0], [0.0, 2.0]]])
    early_BTD = torch.tensor([[[0.0, 0.0], [9.0, 9.0], [0.0, 0.0]]])
    first_BTD = torch.tensor([[[0.0, 0.0], [9.0, 9.0], [0.0, 1.0]]])
    supervision = Supervision(
        labels_BT=torch.tensor([[0, IGNORE, 1]]), weights_BT=torch.tensor([[1.0, 7.0, 2.0]]), tasks_BT=torch.tensor([[0, 0, 1]])
    )
    return torch.eye(2), Output(final_BTD, exits=(early_BTD,), first_L_BTD=first_BTD), supervision


def test_every_term_is_the_one_worked_by_hand() -> None:
    weight_VD, output, supervision = worked_batch()
    config = LossConfig(exit_weight=0.3, first_weight=0.1, z_weight=0.01)
    found = losses.language_losses(weight_VD, output, supervision, config, tasks=3)
    row = found.means(losses.language_columns(1, first=True, task_names=["mbpp", "raw", "none"]))

    first, second = math.log(1 + math.exp(-1)), math.log(1 + math.exp(-2))  # final state: token 0 by 1, token 1 by 2
    z_first, z_second = math.log(math.exp(1) + 1), math.log(1 + math.exp(2))
    half = math.log(2)
    assert row["loss"] == pytest.approx((first + second) / 2)
    assert row["loss/mbpp"] == pytest.approx(first)
    assert row["loss/raw"] == pytest.approx(second)
    assert row["z_loss"] == pytest.approx((z_first**2 + z_second**2) / 2)
    assert row["exit_loss/1"] == pytest.approx(half)
    assert row["exit_loss/first_L"] == pytest.approx((half + first) / 2)
    assert "loss/none" not in row

    main = 1 * first + 2 * second + 0.01 * (1 * z_first**2 + 2 * z_second**2)
    exit_term = 0.3 * 3 * half + 0.3 * 0.01 * 3 * half**2
    first_term = 0.1 * (half + 2 * first) + 0.1 * 0.01 * (half**2 + 2 * z_first**2)
    assert float(found.objective) == pytest.approx(main + exit_term + first_term)
    assert float(losses.total_weight(supervision.labels_BT, supervision.weights_BT)) == 3.0


def test_the_reported_loss_leaves_exits_and_weights_out() -> None:
    weight_VD, output, supervision = worked_batch()
    with_all = losses.language_losses(weight_VD, output, supervision, LossConfig(exit_weight=5.0), tasks=2)
    without = losses.language_losses(weight_VD, Output(output.hidden_BTD), supervision, LossConfig(exit_weight=0.0), tasks=2)
    assert with_all.sums_C[0] == without.sums_C[0]
    assert float(with_all.objective) > float(without.objective)


def test_losses_of_two_batches_add_up_to_those_of_both() -> None:
    weight_VD, output, supervision = worked_batch()
    alone = losses.language_losses(weight_VD, output, supervision, LossConfig(), tasks=2)
    twice = Output(
        output.hidden_BTD.repeat(2, 1, 1),
        tuple(state.repeat(2, 1, 1) for state in output.exits),
        output.first_L_BTD.repeat(2, 1, 1),
    )
    both = losses.language_losses(
        weight_VD, twice, Supervision(*(value.repeat(2, 1) for value in supervision)), LossConfig(), tasks=2
    )
    for summed, direct in zip(alone.plus(alone), both, strict=True):
        assert torch.allclose(summed.double(), direct.double())


def test_a_batch_without_supervision_costs_nothing_and_has_a_gradient() -> None:
    weight_VD = torch.eye(2, requires_grad=True)
    hidden_BTD = torch.randn(1, 3, 2, requires_grad=True)
    labels_BT = torch.full((1, 3), IGNORE)
    supervision = Supervision(labels_BT, torch.ones(1, 3), torch.zeros(1, 3, dtype=torch.long))
    found = losses.language_losses(weight_VD, Output(hidden_BTD), supervision, LossConfig(), tasks=1)
    found.objective.backward()
    assert found.objective.item() == 0.0
    assert float(hidden_BTD.grad.abs().sum()) == 0.0
    assert found.means(losses.language_columns(0, first=False, task_names=["x"])) == {}
