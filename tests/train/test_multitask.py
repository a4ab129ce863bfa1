"""Weights between tasks and roles: hand-worked on small batches."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from hrm_codegen import prompts
from hrm_codegen.data.loader import Batch, DataConfig, Loader
from hrm_codegen.data.sources import _Builder
from hrm_codegen.errors import ConfigError
from hrm_codegen.models.base import ModelConfig, build
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer
from hrm_codegen.train import multitask, optim
from hrm_codegen.train.losses import LossConfig
from hrm_codegen.train.multitask import TaskWeights, Weigher
from hrm_codegen.train.optim import OPTIMISERS, OptimConfig
from hrm_codegen.train.roles import ARGUMENT, TOOL, Vocabulary

NAMES = ("raw", "command")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.train([], vocab_size=SMALLEST_VOCAB)


@pytest.fixture
def batch(tokenizer: Tokenizer) -> Batch:
    builder = _Builder(tokenizer.vocab_size)
    command = prompts.command_answer(prompts.commands("Look."), [("files", "ls -a")])
    for example, weight in ((prompts.raw("x = 1\n"), 1.0), (command, 2.0)):
        encoded = prompts.encode_example(example, tokenizer)
        builder.add(encoded.ids, encoded.prompt_tokens, example.task, weight)
    return Loader(builder.corpus(), DataConfig(), pad_id=tokenizer.pad_id, seed=0, shuffle=False).take(2)


def test_without_weights_no_number_changes_and_the_roles_are_told(batch: Batch, tokenizer: Tokenizer) -> None:
    weighed = Weigher.of(LossConfig(), NAMES, Vocabulary.of(tokenizer))(batch)
    assert weighed["weights"] is batch["weights"]
    assert "roles" not in batch
    assert np.bincount(weighed["roles"][1])[[TOOL, ARGUMENT]].tolist() == [3, 4]  # <|tool:files|> l s, then blank - a <|end|>


def test_weights_of_tasks_and_of_tools_multiply_those_of_the_document(batch: Batch, tokenizer: Tokenizer) -> None:
    config = LossConfig(task_weights={"command": 0.5}, tool_weight=3.0)
    weighed = Weigher.of(config, NAMES, Vocabulary.of(tokenizer))(batch)
    learned = batch["labels"] >= 0
    assert set(weighed["weights"][0][learned[0]].tolist()) == {1.0}
    assert weighed["weights"][1][learned[1]].tolist() == [2 * 0.5 * 3] * 3 + [2 * 0.5] * 4
    assert set(batch["weights"][1][learned[1]].tolist()) == {2.0}  # the batch itself stays


def test_a_task_that_nothing_is_trained_on_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"names 'comand', and no data of that task is trained on.*'command'"):
        Weigher.of(LossConfig(task_weights={"comand": 1.0}), NAMES, None)


def test_the_learned_objective_is_the_one_worked_by_hand() -> None:
    weights = TaskWeights(2)
    with torch.no_grad():
        weights.log_variance_K.copy_(torch.tensor([0.0, math.log(4.0)]))
    costs, fixed, tasks = torch.tensor([1.0, 3.0, 5.0]), torch.tensor([1.0, 2.0, 1.0]), torch.tensor([0, 1, 1])
    found = weights.objective(costs, fixed, tasks)
    assert weights.weights().tolist() == pytest.approx([1.0, 0.25])
    assert found.item() == pytest.approx((1 * 0 + 2 * math.log(4) + 1 * math.log(4)) / 2)  # the losses are counted elsewhere
    found.backward()
    # d/ds of w * (exp(-s) * cost + s / 2)
    assert weights.log_variance_K.grad is not None
    assert weights.log_variance_K.grad.tolist() == pytest.approx([1 * (-1 + 0.5), 2 * (-3 / 4 + 0.5) + 1 * (-5 / 4 + 0.5)])


def test_a_task_settles_at_the_weight_of_one_over_twice_its_loss() -> None:
    weights = TaskWeights(2)
    optimizer = torch.optim.AdamW(weights.parameters(), lr=0.05, weight_decay=0.0)
    for _ in range(300):
        optimizer.zero_grad()
        weights.objective(torch.tensor([0.25, 4.0]), torch.ones(2), torch.tensor([0, 1])).backward()
        optimizer.step()
    assert weights.weights().tolist() == pytest.approx([1 / 0.5, 1 / 8], rel=0.02)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_trains_what_joins_it_and_the_model_as_before(name: str) -> None:
    steps = []
    for joined in (False, True):
        model = build(ModelConfig(vocab_size=64, width=32, heads=2, head_size=16, intermediate=48, layers=1, max_positions=64))
        optimizer = optim.make(model, OptimConfig(name=name, embedding_ratio=0.1))  # type: ignore[arg-type]
        learned = TaskWeights(2)
        if joined:
            multitask.join(optimizer, learned)
        optim.set_rate(optimizer, 0.01)
        assert optimizer.param_groups[-1]["lr"] == pytest.approx(0.01 if joined else 0.001)
        (model(torch.arange(12)[None]).hidden_BTD @ model.output_weight.T).square().mean().backward()
        learned.objective(torch.tensor([9.0, 0.1]), torch.ones(2), torch.tensor([0, 1])).backward()
        optimizer.step()
        steps.append([weight.detach() for weight in model.parameters()])
        first, second = learned.log_variance_K.tolist()
        assert first > 0 > second if joined else first == second == 0
    assert all(torch.equal(alone, beside) for alone, beside in zip(*steps, strict=True))


def test_nothing_that_learns_adds_no_group() -> None:
    optimizer = torch.optim.AdamW([torch.zeros(2, requires_grad=True)])
    multitask.join(optimizer, torch.nn.ModuleDict())
    assert len(optimizer.param_groups) == 1
