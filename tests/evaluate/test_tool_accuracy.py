"""Answers to wishes: judged by the state they leave, counted by tool and first word; what cannot be judged here is left out."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hrm_codegen.commands.evaluate import evaluate
from hrm_codegen.errors import NotFound
from hrm_codegen.evaluate import pipeline
from hrm_codegen.evaluate.judge import COMMANDS_TIMEOUT_S, can_be_judged, is_command, judge, missing_tool
from hrm_codegen.evaluate.rows import Result
from hrm_codegen.evaluate.tool_accuracy import first_word, shares
from hrm_codegen.tasks.base import Kind, Problem
from hrm_codegen.tasks.tooluse import TOOLUSE, problem
from hrm_codegen.tools import cookbook, proving
from hrm_codegen.tools.recipe import fill

GIT = pytest.mark.skipif(bool(proving.missing("git")), reason="git is not installed")


def asked(name: str = "git/branch-create") -> Problem:
    recipe = cookbook.recipe(name)
    return problem(fill(recipe, 1), recipe.asks[0])


def result(code: str, verdict: str = "wrong") -> Result:
    return Result(
        task_id="t", sample=0, seed=0, prompt_sha="", prompt_kind="given", completion=code, code=code, verdict=verdict,
        kind="ok", detail="", seconds=0.0, tokens=0, truncated=False,
    )  # fmt: skip


@GIT
@pytest.mark.parametrize(
    ("answer", "verdict", "kind"),
    [
        ("git branch {branch}", Kind.PASS, "ok"),
        ("git switch -c {branch}", Kind.WRONG, "failed"),  # it also switches
        ("git branch {branch} nowhere", Kind.EXCEPTION, "failed"),
        ("git branch $(cat x)", Kind.SYNTAX, "not_run"),
        ("", Kind.SYNTAX, "not_run"),
    ],
)
def test_commands_are_judged_by_the_state_they_leave(answer: str, verdict: Kind, kind: str) -> None:
    wish = asked()
    found = judge(1.0)(wish, answer.format(branch=wish.record["values"]["branch"]))
    assert (found.verdict, found.kind) == (verdict, kind), found
    assert bool(found.detail) == (verdict is not Kind.PASS)


def test_python_is_judged_beside_them() -> None:
    adds = Problem(id="x/1", task="x", prompt="Add one.", solution="", tests=("assert f(1) == 2",))
    assert judge(10.0)(adds, "def f(x):\n    return x + 1\n").verdict is Kind.PASS
    assert can_be_judged(adds)
    assert not is_command(adds)
    assert missing_tool(adds) == ""


def test_the_first_word_is_that_of_the_first_plain_command() -> None:
    assert first_word("# say\n$ git add a && rm b") == "git"
    assert first_word("git log > $(x)") == first_word("") == ""


def test_tool_and_first_word_are_counted_by_tool() -> None:
    wishes = [asked(), any_of("files")]
    own = first_word(wishes[1].solution)
    other = "touch" if own != "touch" else "cp"  # of the same tool
    answers = [[result("git branch x", "pass"), result("ls")], [result(f"{own} a", "pass"), result(f"{other} a", "pass")]]
    found = shares(wishes, answers)["commands"]
    assert {name: found[name] for name in ("n", "tool", "first_word", "passed")} == {
        "n": 4, "tool": 0.75, "first_word": 0.5, "passed": 0.75,
    }  # fmt: skip
    assert found["by_tool"]["git"] == {"n": 2, "tool": 0.5, "first_word": 0.5, "passed": 0.5}
    assert found["by_tool"]["files"] == {"n": 2, "tool": 1.0, "first_word": 0.5, "passed": 1.0}


def any_of(tool: str) -> Problem:
    return asked(next(name for name, recipe in cookbook.recipes().items() if recipe.tool == tool and not recipe.fails))


def test_a_task_without_commands_has_no_such_counts() -> None:
    assert shares([Problem(id="x/1", task="x", prompt="p", solution="")], [[result("git branch x")]]) == {}


def test_problems_whose_tool_is_not_installed_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(proving.PROGRAMS, "git", "no-such-program")
    suite = [asked(), any_of("files"), asked()]
    assert pipeline.judged_here(suite) == ([suite[1]], {"no-such-program": 2})
    with pytest.raises(NotFound, match="without no-such-program"):
        pipeline.judged_here(suite[:1])


@GIT
def test_the_frozen_suite_is_scored_from_the_command_line(tmp_path: Path) -> None:
    first, second = itertools.islice(TOOLUSE.load("heldout"), 2)
    given = [{"task_id": first.id, "completion": first.solution}, {"task_id": second.id, "completion": "ls"}]
    answers = tmp_path / "answers.jsonl"
    answers.write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
    told = CliRunner().invoke(
        evaluate, ["tooluse:heldout", "--limit", "2", "--solutions", str(answers), "--json"], catch_exceptions=False
    )
    found = json.loads(told.stdout)
    assert (found["n_problems"], found["pass@1"], found["settings"]["timeout_s"]) == (2, 0.5, COMMANDS_TIMEOUT_S)
    assert found["commands"]["first_word"] == found["commands"]["passed"] == 0.5
