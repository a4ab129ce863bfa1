"""The losses, each against a hand computation or torch's own gradient."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from hrm_codegen.errors import ConfigError
from hrm_codegen.models.base import Output
from hrm_codegen.train import losses
from hrm_codegen.train.losses import IGNORE, Layout, LossConfig, Mean, Supervision
from hrm_codegen.train.multitask import TaskWeights
from hrm_codegen.train.roles import ARGUMENT, CHANGED, COPIED, PLAIN, TOOL


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
        results.append((*scores, case["hidden_ND"].grad, case["weight_VD"].grad))
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


LAYOUT = Layout(["mbpp", "raw", "none"], ["python", "rust"], exits=1, changes=1, first=True)


def test_every_term_is_the_one_worked_by_hand() -> None:
    weight_VD, output, supervision = worked_batch()
    config = LossConfig(exit_weight=0.3, first_weight=0.1, z_weight=0.01)
    found = losses.language_losses(weight_VD, output, supervision, config, LAYOUT)
    row = found.means(LAYOUT.columns)

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


def test_losses_and_shares_of_languages_stand_beside_those_of_tasks() -> None:
    weight_VD, output, supervision = worked_batch()
    wrong = output.hidden_BTD.clone()
    wrong[0, 2] = torch.tensor([2.0, 0.0])  # the last one now says token 0 where 1 is right: costs log(1 + e^2)
    spoken = supervision._replace(languages_BT=torch.tensor([[1, 1, -1]]))
    row = losses.language_losses(weight_VD, Output(wrong), spoken, LossConfig(), Layout(["mbpp", "raw"], ["python", "rust"])).means(
        Layout(["mbpp", "raw"], ["python", "rust"]).columns
    )
    assert row["loss/language/rust"] == row["loss/mbpp"] == pytest.approx(math.log(1 + math.exp(-1)))
    assert row["loss/raw"] == pytest.approx(math.log(1 + math.exp(2)))
    assert (row["accuracy"], row["accuracy/mbpp"], row["accuracy/raw"], row["accuracy/language/rust"]) == (0.5, 1.0, 0.0, 1.0)
    assert "loss/language/python" not in row  # nor does a position of no language count anywhere


def test_the_change_of_the_state_is_a_share_of_its_length_before() -> None:
    weight_VD, _, supervision = worked_batch()
    before_BTD = torch.tensor([[[3.0, 4.0], [1.0, 1.0], [0.0, 2.0]]])
    after_BTD = torch.tensor([[[3.0, 1.0], [9.0, 9.0], [0.0, 2.0]]])
    layout = Layout(["mbpp", "raw"], exits=2, changes=2)
    found = losses.language_losses(weight_VD, Output(after_BTD, exits=(before_BTD,)), supervision, LossConfig(), layout)
    row = found.means(layout.columns)
    assert row["state_change/2"] == pytest.approx((3 / 5 + 0) / 2)  # positions without a label do not count
    assert "state_change/3" not in row  # the pass made two cycles of three
    assert "exit_loss/2" not in row


@pytest.mark.parametrize("chunk_rows", [1, 3, 1000])
def test_a_draft_is_accepted_where_the_first_cycle_finds_the_last_ones_token_likeliest(
    chunk_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(losses._CHUNK_BYTES, "cpu", chunk_rows * 4 * 3)
    token = torch.eye(3)  # states are logits: each position says one token
    first_BTD, second_BTD, last_BTD = (token[torch.tensor([said])] for said in ([0, 1, 2, 0, 1], [2, 2, 2, 2, 0], [0, 1, 0, 1, 2]))
    labels_BT = torch.tensor([[0, IGNORE, 2, 1, 0]])  # whether the last cycle is right does not matter
    drafted = Output(last_BTD, exits=(first_BTD, second_BTD))
    assert parts(losses.agreement(torch.eye(3), drafted, labels_BT)) == (1.0, 4.0)  # the second position has no label
    assert parts(losses.agreement(torch.eye(3), Output(last_BTD), labels_BT)) == (0.0, 0.0)


NATS = torch.tensor([1.0, 2.0, 4.0, 8.0, 16.0])
LABELS = torch.tensor([7, 7, IGNORE, 7, 7])


def parts(mean: Mean) -> tuple[float, float]:
    return float(mean.total), float(mean.weight)


def test_the_sequence_loss_leaves_out_what_has_no_label() -> None:
    assert parts(losses.sequence_loss(NATS, LABELS)) == (1 + 2 + 8 + 16, 4)


def test_the_edit_loss_weighs_changed_tokens_above_copied_ones() -> None:
    roles = torch.tensor([COPIED, CHANGED, CHANGED, PLAIN, COPIED])
    assert parts(losses.edit_loss(NATS, LABELS, roles, changed_weight=3.0)) == (1 + 3 * 2 + 16, 1 + 3 + 1)


def test_the_tool_loss_weighs_the_tool_and_its_arguments_and_nothing_else() -> None:
    roles = torch.tensor([TOOL, ARGUMENT, ARGUMENT, CHANGED, ARGUMENT])
    assert parts(losses.tool_loss(NATS, LABELS, roles, tool_weight=5.0)) == (5 * 1 + 2 + 16, 5 + 1 + 1)


def test_the_accuracy_of_tools_and_of_arguments_is_apart() -> None:
    roles = torch.tensor([TOOL, ARGUMENT, TOOL, TOOL, ARGUMENT])
    right = torch.tensor([1.0, 1.0, 1.0, 0.0, 0.0])
    assert parts(losses.role_mean(right, LABELS, roles, TOOL)) == (1, 2)
    assert parts(losses.role_mean(right, LABELS, roles, ARGUMENT)) == (1, 2)


def test_edits_and_commands_have_their_own_columns() -> None:
    weight_VD, output, supervision = worked_batch()
    layout = Layout(["mbpp", "raw"], roles=True)
    first, second = math.log(1 + math.exp(-1)), math.log(1 + math.exp(-2))
    edited = supervision._replace(roles_BT=torch.tensor([[CHANGED, CHANGED, COPIED]]))
    config = LossConfig(edit_weight=4.0, tool_weight=2.0)
    row = losses.language_losses(weight_VD, Output(output.hidden_BTD), edited, config, layout).means(layout.columns)
    assert row["edit_loss"] == pytest.approx((4 * first + second) / 5)
    assert (row["edit_loss/changed"], row["edit_loss/copied"]) == (pytest.approx(first), pytest.approx(second))
    assert (row["accuracy/changed"], row["accuracy/copied"]) == (1.0, 1.0)
    assert "tool_loss" not in row
    called = supervision._replace(roles_BT=torch.tensor([[TOOL, PLAIN, ARGUMENT]]))
    row = losses.language_losses(weight_VD, Output(output.hidden_BTD), called, config, layout).means(layout.columns)
    assert row["tool_loss"] == pytest.approx((2 * first + second) / 3)
    assert (row["accuracy/tool"], row["accuracy/argument"]) == (1.0, 1.0)


def test_learned_weights_begin_as_none_and_are_reported() -> None:
    weight_VD, output, supervision = worked_batch()
    config, layout = LossConfig(learn_task_weights=True), LAYOUT._replace(learned=True)
    learned = TaskWeights(3)
    plain = losses.language_losses(weight_VD, output, supervision, config, LAYOUT)
    found = losses.language_losses(weight_VD, output, supervision, config, layout, learned=learned)
    assert found.objective.item() == plain.objective.item()
    assert found.means(layout.columns)["task_weight/raw"] == 1.0
    with torch.no_grad():
        learned.log_variance_K.copy_(torch.tensor([0.0, math.log(4.0), 9.0]))
    row = losses.language_losses(weight_VD, output, supervision, config, layout, learned=learned).means(layout.columns)
    assert row["task_weight/raw"] == pytest.approx(0.25)
    assert row["loss"] == plain.means(LAYOUT.columns)["loss"]  # what is reported is never weighted


def test_the_gradient_of_learned_weights_is_the_whole_objectives() -> None:
    generator = torch.Generator().manual_seed(0)
    weight_VD = torch.randn(6, 4, generator=generator, dtype=torch.float64, requires_grad=True)
    states = [torch.randn(2, 5, 4, generator=generator, dtype=torch.float64, requires_grad=True) for _ in range(2)]
    labels_BT = torch.randint(6, (2, 5), generator=generator)
    labels_BT[0, 2] = IGNORE
    weights_BT = torch.rand(2, 5, generator=generator, dtype=torch.float64)
    supervision = Supervision(labels_BT, weights_BT, torch.randint(3, (2, 5), generator=generator))
    config = LossConfig(exit_weight=0.3, z_weight=0.1, learn_task_weights=True)
    learned = TaskWeights(3).double()
    with torch.no_grad():
        learned.log_variance_K.copy_(torch.tensor([0.5, -0.3, 0.0]))
    leaves = (learned.log_variance_K, weight_VD, *states)

    output = Output(states[0], exits=(states[1],))
    found = losses.language_losses(
        weight_VD, output, supervision, config, LAYOUT._replace(learned=True, first=False), learned=learned
    )
    ours = torch.autograd.grad(found.objective, leaves)

    here_BT = labels_BT != IGNORE
    s_N, w_N = learned.log_variance_K[supervision.tasks_BT[here_BT]], weights_BT[here_BT]
    costs = []
    for share, state in zip((1.0, 0.3), states, strict=True):
        scores = losses.plain_cross_entropy(state[here_BT], weight_VD, labels_BT[here_BT], weights_N=w_N, z_weight=0.1)
        costs.append(share * (scores.nats_N + 0.1 * scores.z_N))
    whole = (w_N * (torch.exp(-s_N) * sum(costs) + s_N / 2)).sum()  # eq. 10 of arXiv 1705.07115, a token at a time
    assert found.objective.item() == pytest.approx(whole.item())
    for mine, theirs in zip(ours, torch.autograd.grad(whole, leaves), strict=True):
        assert torch.allclose(mine, theirs)


def test_the_reported_loss_leaves_exits_and_weights_out() -> None:
    weight_VD, output, supervision = worked_batch()
    layout = LAYOUT._replace(first=False)
    with_all = losses.language_losses(weight_VD, output, supervision, LossConfig(exit_weight=5.0), LAYOUT)
    without = losses.language_losses(weight_VD, Output(output.hidden_BTD), supervision, LossConfig(exit_weight=0.0), layout)
    assert with_all.sums_C[0] == without.sums_C[0]
    assert float(with_all.objective) > float(without.objective)


def test_exits_that_are_only_looked_at_cost_nothing() -> None:
    weight_VD, output, supervision = worked_batch()
    layout, config = LAYOUT._replace(first=False, exits=0), LossConfig(exit_weight=0.0)
    seen = losses.language_losses(weight_VD, Output(output.hidden_BTD, output.exits), supervision, config, layout)
    alone = losses.language_losses(weight_VD, Output(output.hidden_BTD), supervision, config, layout)
    assert float(seen.objective) == float(alone.objective)
    assert "state_change/2" in seen.means(layout.columns)


def test_losses_of_two_batches_add_up_to_those_of_both() -> None:
    weight_VD, output, supervision = worked_batch()
    alone = losses.language_losses(weight_VD, output, supervision, LossConfig(), LAYOUT)
    twice = Output(
        output.hidden_BTD.repeat(2, 1, 1),
        tuple(state.repeat(2, 1, 1) for state in output.exits),
        output.first_L_BTD.repeat(2, 1, 1),
    )
    doubled = Supervision(*(value.repeat(2, 1) for value in supervision[:3]))
    both = losses.language_losses(weight_VD, twice, doubled, LossConfig(), LAYOUT)
    for summed, direct in zip(alone.plus(alone), both, strict=True):
        assert torch.allclose(summed.double(), direct.double())


def test_a_batch_without_supervision_costs_nothing_and_has_a_gradient() -> None:
    weight_VD = torch.eye(2, requires_grad=True)
    hidden_BTD = torch.randn(1, 3, 2, requires_grad=True)
    labels_BT = torch.full((1, 3), IGNORE)
    supervision = Supervision(labels_BT, torch.ones(1, 3), torch.zeros(1, 3, dtype=torch.long))
    layout = Layout(["x"], ["python"], roles=True)
    found = losses.language_losses(weight_VD, Output(hidden_BTD), supervision, LossConfig(), layout)
    found.objective.backward()
    assert found.objective.item() == 0.0
    assert float(hidden_BTD.grad.abs().sum()) == 0.0
    assert found.means(layout.columns) == {}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"edit_weight": -1.0}, r"loss\.edit_weight is -1\.0; it must be 0 or more"),
        ({"task_weights": {"raw": -2.0}}, r"loss\.task_weights\.raw is -2\.0"),
        ({"task_weights": {"raw": 2.0}, "learn_task_weights": True}, "leave one of them out"),
    ],
)
def test_weights_that_mean_nothing_are_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        LossConfig(**settings)  # type: ignore[arg-type]
