"""The plan read-out: it finds the plans, learns them with the model, and is scored by hand-worked counts."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

from hrm_codegen import checkpoint, prompts
from hrm_codegen.data.loader import Batch, DataConfig, Loader
from hrm_codegen.data.sources import _Builder
from hrm_codegen.errors import CorruptError, NotFound
from hrm_codegen.models.base import LanguageModel, ModelConfig, build
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer
from hrm_codegen.train import objectives, readout
from hrm_codegen.train.losses import LossConfig
from hrm_codegen.train.objectives import Inputs, Known, LanguageObjective
from hrm_codegen.train.readout import PlanReadout
from hrm_codegen.train.roles import Vocabulary
from hrm_codegen.train.schedule import Depth

TOY = {"width": 32, "heads": 2, "head_size": 16, "intermediate": 48, "layers": 1, "max_positions": 256}
PLANS = (("Add up the list.", (0, 6)), ("Count the words.", (7, 15)), ("Sort the words.", (11,)), ("Add the digits.", (0, 1, 6)))


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.train([], vocab_size=SMALLEST_VOCAB)


@pytest.fixture(scope="module")
def vocabulary(tokenizer: Tokenizer) -> Vocabulary:
    return Vocabulary.of(tokenizer)


@pytest.fixture(scope="module")
def batch(tokenizer: Tokenizer) -> Batch:
    builder = _Builder(tokenizer.vocab_size)
    plans = [prompts.planned(prompts.ask(words), "pass", tags=tags, outline="f(x)") for words, tags in PLANS]
    for example in (*plans, prompts.answer(prompts.ask("Write it."), "pass"), prompts.raw("x = 1\n")):
        encoded = prompts.encode_example(example, tokenizer)
        builder.add(encoded.ids, encoded.prompt_tokens, example.task, 1.0)
    config = DataConfig(packing=True, row_tokens=256)
    loader = Loader(builder.corpus(), config, pad_id=tokenizer.pad_id, seed=0, shuffle=False)
    return loader.take(loader.rows)


def model_of(tokenizer: Tokenizer) -> LanguageModel:
    return build(ModelConfig(vocab_size=tokenizer.vocab_size, pad_id=tokenizer.pad_id, end_id=tokenizer.end_id, **TOY))  # type: ignore[arg-type]


def inputs_of(batch: Batch) -> Inputs:
    return objectives.inputs_of(batch, attention="prefix", packed=True, device=torch.device("cpu"))


def test_plans_are_found_at_the_prompts_end_with_their_tags_and_no_later_ones(batch: Batch, vocabulary: Vocabulary) -> None:
    inputs = inputs_of(batch)
    plans = PlanReadout(32, vocabulary).plans(inputs.ids_BT, inputs.supervision.labels_BT)
    assert [tuple(row.nonzero()[:, 0].tolist()) for row in plans.tags_PK] == [tags for _, tags in PLANS]
    prefix_BT = torch.from_numpy(batch["prefix"])
    assert prefix_BT[plans.ends_BT].all()
    assert not prefix_BT.roll(-1, 1)[plans.ends_BT].any()  # the answer begins right after


def test_the_loss_is_the_nats_of_all_tags_worked_by_hand(vocabulary: Vocabulary) -> None:
    reader = PlanReadout(2, vocabulary)
    with torch.no_grad():
        reader.weight[3] = torch.tensor([2.0, 0.0])
        reader.bias[5] = -1.0
    ids_BT, labels_BT = torch.tensor([[9, vocabulary.plan, 8]]), torch.tensor([[-100, vocabulary.tags[3], 1]])
    plans = reader.plans(ids_BT, labels_BT)
    state_BTD = torch.tensor([[[7.0, 7.0], [1.0, 0.0], [7.0, 7.0]]])
    nats, (mean, none) = reader.losses([state_BTD, 0 * state_BTD], plans)
    half = 38 * math.log(2) + math.log(1 + math.exp(-1))  # tags that the read-out knows nothing of, and tag 5, rightly unlikely
    assert float(mean.total) == pytest.approx(half + math.log(1 + math.exp(-2)))  # tag 3 is there, by a logit of 2
    assert float(none.total) == pytest.approx(half + math.log(2))
    assert nats.item() == pytest.approx(float(mean.total + none.total))
    assert float(mean.weight) == 1


def test_scores_count_tags_and_whole_plans(vocabulary: Vocabulary) -> None:
    tags_PK = torch.zeros(len(PLANS), len(vocabulary.tags), dtype=torch.bool)
    for row, (_, tags) in zip(tags_PK, PLANS, strict=True):
        row[list(tags)] = True
    always_PK = torch.zeros_like(tags_PK)
    always_PK[:, [0, 6]] = True  # says 0 and 6 of every plan
    constant, right = readout.scores(torch.stack([always_PK, tags_PK]), tags_PK)
    assert (constant.cycle, constant.plans, constant.precision, constant.recall, constant.exact) == (1, 4, 4 / 8, 4 / 8, 1 / 4)
    assert (right.cycle, right.precision, right.recall, right.exact) == (2, 1.0, 1.0, 1.0)


def test_what_is_said_is_that_of_each_prompt_alone_whatever_runs_beside_it(tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    model, reader = model_of(tokenizer).eval(), PlanReadout(32, vocabulary)
    with torch.no_grad():
        reader.weight.normal_(generator=torch.Generator().manual_seed(0))
    asked = [prompts.encode(prompts.plan_first(prompts.ask(words)).parts, tokenizer) for words, _ in PLANS]
    together = readout.said(reader, model, asked, rows=3)
    assert together.shape == (2, 4, len(vocabulary.tags))
    for number, ids in enumerate(asked):
        assert torch.equal(readout.said(reader, model, [ids]), together[:, number : number + 1])
    assert together.any()
    assert not together.all()


def test_the_read_out_learns_the_plans_with_the_model(batch: Batch, tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    model = model_of(tokenizer)
    objective = LanguageObjective(model, model, LossConfig(plan_weight=1.0), ("plan", "write", "raw"), Known((), vocabulary))
    reader = objective.learned["plan"]
    assert isinstance(reader, PlanReadout)
    optimizer = torch.optim.AdamW([*model.parameters(), *objective.learned.parameters()], lr=0.02)
    inputs, rows = inputs_of(objective.weigh(batch)), []
    for _ in range(40):
        found = objective(inputs, Depth(model.config.cycles, 5))
        optimizer.zero_grad()
        (found.objective / 100).backward()
        optimizer.step()
        rows.append(found.means(objective.columns))
    assert rows[0]["plan_loss/1"] == rows[0]["plan_loss/2"] == pytest.approx(40 * math.log(2))
    assert rows[-1]["plan_loss/2"] < 1
    asked = [prompts.encode(prompts.plan_first(prompts.ask(words)).parts, tokenizer) for words, _ in PLANS]
    said_EPK = readout.said(reader, model.eval(), asked)
    assert [
        row.exact for row in readout.scores(said_EPK, reader.plans(inputs.ids_BT, inputs.supervision.labels_BT).tags_PK > 0)
    ] == [1.0, 1.0]


def test_a_batch_without_plans_leaves_the_read_out_a_gradient_of_zero(tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    model = model_of(tokenizer)
    objective = LanguageObjective(model, model, LossConfig(plan_weight=1.0), ("raw",), Known((), vocabulary))
    ids_BT = torch.full((1, 8), 200)
    nothing = {"documents": ids_BT * 0, "positions": torch.arange(8)[None], "prefix": ids_BT < 0, "weights": torch.ones(1, 8)}
    arrays = {"input_ids": ids_BT, "labels": ids_BT, "tasks": ids_BT * 0, "languages": ids_BT * 0 - 1, **nothing}
    batch = Batch(**{name: tensor.numpy() for name, tensor in arrays.items()})  # type: ignore[typeddict-item]
    found = objective(inputs_of(batch), Depth(model.config.cycles, 5))
    found.objective.backward()
    for weight in objective.learned.parameters():  # so that every process has one to add up
        assert weight.grad is not None
        assert not weight.grad.any()
    assert "plan_loss/1" not in found.means(objective.columns)


def test_the_read_out_is_kept_beside_the_model_and_checked(tmp_path: Path, tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    model = model_of(tokenizer)
    reader = PlanReadout(32, vocabulary)
    with torch.no_grad():
        reader.weight.normal_(generator=torch.Generator().manual_seed(0))
    learned = torch.nn.ModuleDict({"plan": reader})
    text = tokenizer.to_json()
    checkpoint.save_model(tmp_path / "with", model, model.config, text, beside=readout.stored(learned))
    checkpoint.save_model(tmp_path / "without", model, model.config, text, beside=readout.stored(torch.nn.ModuleDict()))
    back = readout.load(tmp_path / "with", vocabulary)
    assert torch.equal(back.weight, reader.weight)
    for name in ("model.safetensors", "config.json"):  # the public files know nothing of it
        assert (tmp_path / "with" / name).read_bytes() == (tmp_path / "without" / name).read_bytes()
    assert checkpoint.load_model(tmp_path / "with").config == model.config
    with pytest.raises(NotFound, match="trained without it"):
        readout.load(tmp_path / "without", vocabulary)
    path = tmp_path / "with" / readout.FILE
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(CorruptError, match="is damaged"):
        readout.load(tmp_path / "with", vocabulary)
