"""Tool use as a task: what is held out stays out, answers are judged by the state, items show what was really printed."""

from __future__ import annotations

import json
import random

import pytest

from hrm_codegen import prompts
from hrm_codegen.errors import DataError
from hrm_codegen.prompts import Special, Text
from hrm_codegen.tasks import tooluse_items
from hrm_codegen.tasks.base import Kind, Problem
from hrm_codegen.tasks.tooluse import TOOLUSE, chosen, judge, problem, request, restore, shown
from hrm_codegen.tasks.tooluse_items import LONGEST, Key, item, make
from hrm_codegen.tools import commands, cookbook, proving, records
from hrm_codegen.tools.recipe import fill, kept

GIT = pytest.mark.skipif(bool(proving.missing("git")), reason="git is not installed")


def asked(name: str, place: int = 0) -> Problem:
    recipe = cookbook.recipe(name)
    return problem(fill(recipe, 1), recipe.asks[place])


def made(name: str, form: str = "whole") -> tooluse_items.Item:
    recipe = cookbook.recipe(name)
    one = fill(recipe, 1)
    found = item(Key(one, 0, 1, form), records.record(one))
    assert found is not None
    return found


def text(example: prompts.Example) -> str:
    assert example.prompt is not None
    return "".join(part.text if isinstance(part, Text) else part.name for part in (*example.prompt.parts, *example.response))


def test_the_splits_share_no_recipe_and_no_phrasing() -> None:
    trained, measured = list(chosen("train")), list(chosen("heldout"))
    assert not {one.recipe.name for one, _ in trained if one.recipe.held_out}
    assert not {phrasing for _, phrasing in trained} & {phrasing for _, phrasing in measured if kept(phrasing)}
    for one, phrasing in measured:
        assert one.recipe.held_out or kept(phrasing)


def test_the_frozen_suite_holds_only_what_is_held_out() -> None:
    suite = list(TOOLUSE.load("heldout"))
    assert len(suite) == TOOLUSE.size("heldout") >= 300
    assert len({found.id for found in suite}) == len(suite)
    for found in suite:
        name = found.record["recipe"]
        recipe = cookbook.recipe(name)
        ask = recipe.asks[int(found.id.split("/")[3])]
        assert recipe.held_out or kept(ask)
        assert found.tests
        assert found.prompt


def test_items_come_from_the_training_side_alone() -> None:
    for key in tooluse_items.available():
        assert not key.one.recipe.held_out
        assert not kept(key.one.recipe.asks[key.place])


def test_a_problem_survives_json_and_asks_in_the_common_format() -> None:
    found = asked("git/branch-create")
    assert Problem.from_json(json.loads(json.dumps(found.as_json()))) == found
    assert found.native_prompt() == prompts.commands(found.prompt)


@pytest.mark.parametrize("name", ["git/branch-create", "git/fail-push-rejected"])
def test_a_problem_holds_all_that_its_judge_needs(name: str) -> None:
    one, again = fill(cookbook.recipe(name), 1), restore(asked(name))
    assert proving.script(again, again.commands, proof=False) == proving.script(one, one.commands, proof=False)


def test_a_problem_of_another_task_is_refused() -> None:
    with pytest.raises(DataError, match="mbpp/11 is a problem of mbpp"):
        restore(Problem(id="mbpp/11", task="mbpp", prompt="", solution=""))


@GIT
def test_the_reference_passes_and_other_answers_do_not() -> None:
    found = asked("git/branch-create")
    branch = found.record["values"]["branch"]
    assert judge(found, found.solution).passed
    assert judge(found, f"git checkout -b {branch} && git checkout main").passed
    assert judge(found, f"git switch -c {branch}").kind is Kind.WRONG
    assert judge(found, f"git branch {branch} nowhere").kind is Kind.EXCEPTION
    for answer in ("", "git", "exit 0", f"branch {branch}", "git branch $(cat x)"):
        assert not judge(found, answer).passed


@GIT
def test_a_recovery_shows_the_failure_as_it_was_printed() -> None:
    found = asked("git/fail-push-no-upstream")
    ((command, _, stderr),) = found.record["ran"]
    assert command == "git push"
    assert "has no upstream branch" in stderr
    assert Special("<|stderr|>") in found.native_prompt().parts
    assert judge(found, found.solution).passed
    assert not judge(found, "git push").passed


@GIT
def test_an_item_answers_in_commands_after_the_tools_token() -> None:
    found = made("git/work-feature")
    assert found.verified
    assert found.component == "workflow"
    names = [part.name for part in found.example.response if isinstance(part, Special)]
    assert names[0] == "<|tool:git|>"
    assert names[-1] == "<|end|>"
    answer = "".join(part.text for part in found.example.response if isinstance(part, Text))
    assert tuple(command.text for command in commands.parse(answer)) == fill(cookbook.recipe("git/work-feature"), 1).commands


@GIT
def test_a_planned_item_says_each_step_and_still_parses() -> None:
    found = made("git/work-release", "planned")
    answer = "".join(part.text for part in found.example.response if isinstance(part, Text))
    recipe = cookbook.recipe("git/work-release")
    assert [line.removeprefix("# ") for line in answer.splitlines() if line.startswith("# ")] == list(recipe.plan)
    assert len(commands.parse(answer)) == len(recipe.commands)


@GIT
def test_a_job_that_was_begun_goes_on_with_what_is_left() -> None:
    found = made("git/work-feature", "from2")
    shown_text = text(found.example)
    assert shown_text.count("<|cmd|>") == 2
    assert "<|tool:git|>git add" in shown_text


@GIT
def test_an_undo_comes_after_what_was_run() -> None:
    found = made("git/branch-create", "undo")
    branch = fill(cookbook.recipe("git/branch-create"), 1).values["branch"]
    assert text(found.example).endswith(f"<|cmd|>git branch {branch}<|undo|><|answer|><|tool:git|>git branch -d {branch}<|end|>")


def test_what_needs_the_network_is_marked_as_not_verified() -> None:
    found = made("npm/registry-install")
    assert not found.verified


@GIT
def test_making_is_deterministic_and_parts_do_not_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cookbook, "MODULES", ("git_basics",))
    monkeypatch.setattr(records, "CHEAP", 2)
    cookbook.recipes.cache_clear()
    try:
        first, again, second = (list(make(5, part, 12)) for part in (0, 0, 1))
        every = list(make(5, 0, 10**6))
    finally:
        cookbook.recipes.cache_clear()
    assert first == again
    assert not {found.id for found in first} & {found.id for found in second}
    assert len({found.id for found in every}) == len(every) > 80
    assert max(len(text(found.example)) for found in every) < LONGEST + 400  # names of special tokens aside
    assert all(found.verified for found in every)


def test_a_request_keeps_whole_sentences_and_frames_the_others() -> None:
    one = fill(cookbook.recipe("git/branch-create"), 1)
    branch = one.values["branch"]
    rng = random.Random(0)
    framed = {request(one, one.recipe.asks[0], rng) for _ in range(200)}
    assert len(framed) > 5
    assert all(branch in said for said in framed)
    assert {request(one, one.recipe.asks[1], rng) for _ in range(20)} == {
        f"Make a new branch {branch} at the current commit, and stay where you are."
    }


def test_long_outputs_are_cut_at_a_line() -> None:
    assert shown("a\nb\n") == "a\nb\n"
    assert shown("x" * 100 + "\n" + "y" * 1000) == "x" * 100 + "\n..."
