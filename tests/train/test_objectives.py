"""Objectives: columns that fit every pass, weights that reach the gradient, and nothing new unless it is asked for."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from hrm_codegen import prompts
from hrm_codegen.data.loader import Batch, DataConfig, Loader
from hrm_codegen.data.sources import _Builder
from hrm_codegen.errors import ConfigError
from hrm_codegen.models.base import MODELS, Cycles, LanguageModel, ModelConfig, build
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer
from hrm_codegen.train import objectives
from hrm_codegen.train.losses import LossConfig
from hrm_codegen.train.objectives import Inputs, Known, LanguageObjective, Objective, objective_of
from hrm_codegen.train.roles import Vocabulary
from hrm_codegen.train.schedule import Depth

TOY = {"width": 32, "heads": 2, "head_size": 16, "intermediate": 48, "layers": 1, "max_positions": 256, "attention": "causal"}
TASKS = ("write", "edit", "command")
OLD = "def f(x):\n    return x + 1"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.train([], vocab_size=SMALLEST_VOCAB)


@pytest.fixture(scope="module")
def batch(tokenizer: Tokenizer) -> Batch:
    builder = _Builder(tokenizer.vocab_size)
    edit = prompts.ask("Add 2.", task="edit", context=prompts.Context(nearby=(OLD,)))
    examples = [
        prompts.answer(prompts.ask("Write it."), OLD),
        prompts.answer(edit, OLD.replace("1", "2")),
        prompts.command_answer(prompts.commands("Look."), [("files", "ls -a")]),
    ]
    for example in examples:
        encoded = prompts.encode_example(example, tokenizer)
        builder.add(encoded.ids, encoded.prompt_tokens, example.task, 1.0)
    return Loader(builder.corpus(), DataConfig(), pad_id=tokenizer.pad_id, seed=0, shuffle=False).take(3)


def made(kind: str, tokenizer: Tokenizer, *, known: bool = True, **loss: Any) -> tuple[LanguageModel, Objective]:
    ids = {"vocab_size": tokenizer.vocab_size, "pad_id": tokenizer.pad_id, "end_id": tokenizer.end_id}
    model = build(ModelConfig(kind=kind, **TOY, **ids))  # type: ignore[arg-type]
    facts = Known(("python", "other"), Vocabulary.of(tokenizer)) if known else Known()
    return model, objective_of(kind)(model, model, LossConfig(**loss), TASKS, facts)


def test_a_new_kind_of_model_is_trained_as_a_language_model(tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "new", MODELS["hrm"])
    assert isinstance(made("new", tokenizer)[1], LanguageObjective)


def inputs_of(batch: Batch) -> Inputs:
    return objectives.inputs_of(batch, attention="causal", packed=False, device=torch.device("cpu"))


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("cycles", [Cycles(1, 1), Cycles(2, 2)])
def test_every_pass_fills_exactly_the_columns(kind: str, known: bool, cycles: Cycles, tokenizer: Tokenizer, batch: Batch) -> None:
    model, objective = made(kind, tokenizer, known=known)
    model.train()
    found = objective(inputs_of(objective.weigh(batch)), Depth(cycles, 5))
    assert len(found.sums_C) == len(found.counts_C) == len(objective.columns) == len(set(objective.columns))
    assert set(found.means(objective.columns)) >= {"loss"}


def test_what_is_known_is_reported(tokenizer: Tokenizer, batch: Batch) -> None:
    model, objective = made("hrm", tokenizer)
    told = {**batch, "languages": batch["languages"] + 1}  # all are the first language
    row = objective(inputs_of(objective.weigh(told)), Depth(model.config.cycles, 5)).means(objective.columns)  # type: ignore[arg-type]
    tasks = [f"{what}/{task}" for what in ("loss", "accuracy") for task in TASKS]
    roles = ["edit_loss", "edit_loss/changed", "edit_loss/copied", "tool_loss", "accuracy/tool", "accuracy/argument"]
    assert {*tasks, *roles, "loss/language/python", "accuracy/language/python", "state_change/2", "exit_loss/1"} <= set(row)
    assert row["loss/language/python"] == pytest.approx(row["loss"])
    assert 0 < row["state_change/2"] < 10


def gradient(objective: Objective, model: LanguageModel, batch: Batch) -> torch.Tensor:
    model.zero_grad()
    objective(inputs_of(objective.weigh(batch)), Depth(model.config.cycles, 5)).objective.backward()
    return torch.cat([weight.grad.reshape(-1).clone() for weight in model.parameters() if weight.grad is not None])


def test_what_is_only_reported_changes_no_bit_of_the_gradient(tokenizer: Tokenizer, batch: Batch) -> None:
    gradients = [
        gradient(objective, model, batch) for model, objective in (made("hrm", tokenizer, known=known) for known in (False, True))
    ]
    assert torch.equal(*gradients)


def test_a_weight_of_a_task_weighs_its_share_of_the_gradient(tokenizer: Tokenizer, batch: Batch) -> None:
    def of(**weights: float) -> torch.Tensor:
        model, objective = made("hrm", tokenizer, task_weights={**dict.fromkeys(TASKS, 0.0), **weights})
        return gradient(objective, model, batch)

    parts = 1.0 * of(write=1.0) + 2.0 * of(edit=1.0) + 0.5 * of(command=1.0)
    assert torch.allclose(of(write=1.0, edit=2.0, command=0.5), parts, atol=1e-5)


def test_learned_weights_between_tasks_get_a_gradient_and_begin_at_one(tokenizer: Tokenizer, batch: Batch) -> None:
    model, plain = made("hrm", tokenizer)
    expected = gradient(plain, model, batch)
    model, objective = made("hrm", tokenizer, learn_task_weights=True)
    assert torch.equal(gradient(objective, model, batch), expected)
    (weights,) = objective.learned.parameters()
    assert weights.grad is not None
    assert (weights.grad < 0).all()  # losses far above 1/2: their tasks are to weigh less


def test_looking_at_the_states_needs_no_loss_on_them(tokenizer: Tokenizer, batch: Batch) -> None:
    model, objective = made("hrm", tokenizer, exit_weight=0.0)
    row = objective(inputs_of(batch), Depth(model.config.cycles, 5)).means(objective.columns)
    assert "state_change/2" in row
    assert "exit_loss/1" not in objective.columns


def test_the_original_refuses_weights_that_it_cannot_follow(tokenizer: Tokenizer) -> None:
    with pytest.raises(ConfigError, match=r"loss\.tool_weight is 2\.0 but hrm_v1 weighs all tokens alike"):
        made("hrm_v1", tokenizer, tool_weight=2.0)
    with pytest.raises(ConfigError, match=r"loss\.task_weights is .* but hrm_v1"):
        made("hrm_v1", tokenizer, task_weights={"write": 2.0})


def test_plans_cannot_be_read_where_ids_mean_nothing(tokenizer: Tokenizer) -> None:
    with pytest.raises(ConfigError, match=r"loss\.plan_weight is 0\.5 but puzzles have no plans"):
        made("hrm", tokenizer, known=False, plan_weight=0.5)
