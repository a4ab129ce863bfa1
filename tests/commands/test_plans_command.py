"""`hrm eval plans`: the read-out of a model, scored on problems whose plans are known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from hrm_codegen import checkpoint
from hrm_codegen.commands.plans import eval_plans
from hrm_codegen.errors import NotFound, UsageError
from hrm_codegen.evaluate import pipeline
from hrm_codegen.models.base import ModelConfig, build
from hrm_codegen.tasks.catalog import Source
from hrm_codegen.tasks.exercises.primitive import plan_of
from hrm_codegen.tokenizer import Tokenizer
from hrm_codegen.train import readout
from hrm_codegen.train.readout import PlanReadout
from hrm_codegen.train.roles import Vocabulary

SUITE, N = Source("exercises:heldout", "test"), 12


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a model whose read-out says the first problem's plan of every problem, whatever the state."""
    tokenizer = Tokenizer.load(None)
    config = ModelConfig(width=32, heads=2, head_size=16, intermediate=48, layers=1, vocab_size=tokenizer.vocab_size)
    reader = PlanReadout(32, Vocabulary.of(tokenizer))
    with torch.no_grad():
        reader.bias.fill_(-1.0)
        reader.bias[list(plan_of(pipeline.problems_of(SUITE, 1)[0].tags))] = 1.0
    path = tmp_path_factory.mktemp("plans") / "model"
    beside = readout.stored(torch.nn.ModuleDict({"plan": reader}))
    checkpoint.save_model(path, build(config, 0), config, tokenizer.to_json(), beside=beside)
    return path


def plans(*words: object) -> str:
    result = CliRunner().invoke(eval_plans, [*map(str, words)], catch_exceptions=False, standalone_mode=False)
    assert result.exit_code == 0
    return result.output


def test_a_read_out_that_says_one_plan_is_right_as_often_as_that_plan_is(model: Path) -> None:
    own = [set(plan_of(problem.tags)) for problem in pipeline.problems_of(SUITE, N)]
    found = json.loads(plans("--model", model, "--limit", N, "--json"))
    assert [row["cycle"] for row in found["cycles"]] == [1, 2]
    for row in found["cycles"]:
        assert row["exact"] == pytest.approx(own.count(own[0]) / N)
        assert row["recall"] == pytest.approx(sum(len(tags & own[0]) for tags in own) / sum(map(len, own)))
        assert row["low"] < row["exact"] < row["high"]
    assert f"{row['exact']:.1%}" in plans("--model", model, "--limit", N)


def test_code_is_held_against_the_plan_problem_by_problem(model: Path, tmp_path: Path) -> None:
    problems = pipeline.problems_of(SUITE, N)
    first = set(plan_of(problems[0].tags))
    rows = [{"task_id": problem.id, "n": 1, "passed": int(set(plan_of(problem.tags)) == first)} for problem in problems[: N - 1]]
    table = {"v": 1, "task": "exercises:heldout", "split": "test", "n": 1, "settings": {}, "problems": rows}
    (tmp_path / "scores.json").write_text(json.dumps(table), encoding="utf-8")
    code = json.loads(plans("--model", model, "--limit", N, "--results", tmp_path / "scores.json", "--json"))["code"]
    assert code["plan_right"]["passed"] == 1.0
    assert code["plan_wrong"]["passed"] == 0.0
    assert code["plan_right"]["answers"] + code["plan_wrong"]["answers"] == N - 1  # one was not answered


def test_a_model_without_a_read_out_and_a_task_without_plans_are_refused(model: Path, tmp_path: Path) -> None:
    loaded = checkpoint.load_model(model)
    checkpoint.save_model(tmp_path / "bare", loaded.model, loaded.config, Tokenizer.load(None).to_json())
    with pytest.raises(NotFound, match="trained without it"):
        plans("--model", tmp_path / "bare", "--limit", 2)
    with pytest.raises(UsageError, match="has plan tags"):
        plans("humaneval", "--model", model, "--limit", 2)
