"""Plans scored beside the code: which tags were right, and whether right plans go with right code; the whole way once."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_task import SOURCE, lookalike, problem

from hrm_codegen.commands.evaluate import evaluate
from hrm_codegen.errors import UsageError
from hrm_codegen.evaluate import pipeline
from hrm_codegen.evaluate.plans import agreement, lines
from hrm_codegen.evaluate.rows import Result
from hrm_codegen.generate.scripted import ScriptedGenerator
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.exercises.primitive import MOST_PLANNED, PLAN_TAGS, plan_of


def tagged(number: int, *tags: str) -> Problem:
    return dataclasses.replace(problem(number), tags=("stratum:seen", *tags))


def said(*tags: str, passed: bool = False) -> Result:
    plan = "".join(f"<|plan:{PLAN_TAGS.index(tag)}|>" for tag in tags)
    return Result(
        task_id=1, sample=0, seed=0, prompt_sha="", prompt_kind="plan", completion=f"{plan}f(x)<|answer|>x", code="x",
        verdict="pass" if passed else "wrong", kind="ok", detail="", seconds=0.0, tokens=0, truncated=False,
    )  # fmt: skip


def test_a_plan_is_the_first_few_plan_tags_in_their_order() -> None:
    assert plan_of(("stratum:deep", "loop", "depth", "digits")) == (PLAN_TAGS.index("loop"), PLAN_TAGS.index("digits"))
    assert plan_of(PLAN_TAGS) == tuple(range(MOST_PLANNED))


def test_the_agreement_is_counted_by_hand() -> None:
    problems = [tagged(1, "loop", "count"), tagged(2, "sort"), tagged(3)]
    answers = [
        [said("count", "loop", passed=True), said("loop", "sort")],  # both tags; one right, one wrong
        [said("sort"), said(passed=True)],  # right; none
        [said("sort")],  # nothing to compare with
    ]
    assert agreement(problems, answers)["plan"] == {
        "n": 4, "exact": 0.5, "precision": 4 / 5, "recall": 4 / 6, "passed_exact": 0.5, "passed_other": 0.5,
    }  # fmt: skip


def test_what_never_occurs_has_no_share() -> None:
    found = agreement([tagged(1, "loop")], [[said()]])
    assert (found["plan"]["precision"], found["plan"]["passed_exact"]) == (None, None)
    assert "precision none" in lines(found)[0]
    assert agreement([tagged(1)], [[said("loop")]]) == {}
    assert lines({}) == []


def test_a_planned_run_scores_the_code_behind_the_plan_and_the_plan(tmp_path: Path) -> None:
    problems = [tagged(11, "arithmetic"), tagged(12, "loop")]
    answers = {f"adds {number}": f"<|plan:0|>add_{number}(x)<|answer|>{problem(number).solution}" for number in (11, 12)}
    generator = ScriptedGenerator(answers)
    run = pipeline.prepare(problems, folder=tmp_path, source=SOURCE, answered_by="script", prompt="plan")
    summary = pipeline.evaluate(run, generator, lookalike, workers=1).summary
    assert all(request.prompt.asks_plan for request in generator.asked)
    assert summary["pass@1"] == 1.0
    assert (summary["plan"]["n"], summary["plan"]["exact"], summary["plan"]["passed_other"]) == (2, 0.5, 1.0)
    assert "greedy pass@1 (plan prompt" in summary["labels"]["pass@1"]
    assert "own tags" in (tmp_path / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("other", [("--prompt", "3-shot"), ("--solutions", "x.jsonl")], ids=["prompt", "solutions"])
def test_a_plan_goes_with_the_native_prompt_of_a_model_alone(other: tuple[str, str], tmp_path: Path) -> None:
    asked = ["mbpp", "--plan", *other, *(() if other[0] == "--solutions" else ("--model", str(tmp_path)))]
    with pytest.raises(UsageError, match=f"does not go with {other[0]}"):
        CliRunner().invoke(evaluate, asked, catch_exceptions=False)


def test_the_held_out_exercises_have_plans_of_their_own() -> None:
    from hrm_codegen.tasks.exercises.heldout import HELDOUT

    suite = list(itertools.islice(HELDOUT.load("test"), 50))
    assert all(plan_of(found.tags) for found in suite)
