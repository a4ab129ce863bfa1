"""Recipes run for real in the sandbox, and what makes a proof fail."""

from __future__ import annotations

import dataclasses

import pytest

from hrm_codegen.tools import cookbook, proving, records, survey
from hrm_codegen.tools.recipe import Filled, Recipe, fill, fillings

NEEDED = {tool: proving.missing(tool) for tool in proving.PROGRAMS}
REAL = (
    "git/branch-rename-current", "git/merge-squash", "git/fail-push-rejected", "git/tag-annotated", "files/replace-tree",
    "files/fail-rm-folder", "shell/tee", "make/fail-separator",
)  # fmt: skip
SLOW = ("pip/install", "npm/fail-no-script", "cargo/fail-semicolon", "cmake/fail-compile", "maven/javac")


def touched(**changes: object) -> Filled:
    fields = {"name": "files/x", "asks": ("a", "b", "c"), "run": "touch done", "checks": ("[ -f done ]",), "undo": "rm done"}
    return fill(Recipe(**{**fields, **changes}))


def here(name: str) -> Recipe:
    recipe = cookbook.recipe(name)
    if NEEDED[recipe.tool]:
        pytest.skip(f"{NEEDED[recipe.tool]} is not installed")
    return recipe


@pytest.mark.parametrize("name", REAL)
@pytest.mark.toolchain
def test_a_recipe_does_what_it_says(name: str) -> None:
    assert proving.prove(fillings(here(name), 2)[-1]).why == ""


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.toolchain
@pytest.mark.slow
def test_a_recipe_of_a_slow_tool_does_what_it_says(name: str) -> None:
    assert proving.prove(fill(here(name))).why == ""


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"checks": ("[ -f other ]",)}, "does not hold: '[ -f other ]'"),
        ({"checks": ("true",)}, "the checks hold before anything is done"),
        ({"run": "touch done\nfalse"}, "'false' ended with 1"),
        ({"run": "touch done\nfalse", "may_fail": True}, ""),
        ({"fails": "true"}, "the failure did not happen"),
        ({"fails": "false\nfalse"}, "the failure did not happen"),
        ({"fails": "rmdir nowhere"}, ""),
        ({"undo": "mv done undone"}, "the undo does not bring the old state back"),
        ({"setup": "rmdir nowhere"}, "the folder was not built"),
        ({"setup": "exit 0"}, ""),
    ],
)
def test_a_proof_says_what_does_not_hold(changes: dict[str, object], why: str) -> None:
    found = proving.prove(touched(**changes)).why
    assert found == "" if why == "" else why in found


def test_a_failure_keeps_the_real_words_and_hides_the_real_place() -> None:
    run = proving.run(touched(fails="rmdir nowhere"), ["pwd"])
    assert run.failures[0].status == 1
    assert run.failures[0].stderr == "rmdir: failed to remove 'nowhere': No such file or directory\n"
    assert run.steps[0].stdout == f"{proving.HOME}/app\n"


def test_commands_share_a_shell_and_the_checks_do_not() -> None:
    one = touched(run="mkdir inner\ncd inner\nexport WORD=orange", checks=("[ -d inner ]", '[ -z "$WORD" ]'))
    assert proving.run(one, [*one.commands, "pwd", "printenv WORD"]).steps[-1].stdout == "orange\n"
    assert proving.run(one, one.commands).missed == ()


def test_there_is_no_network_and_the_clock_of_commits_stands_still() -> None:
    one = touched(setup="repo", checks=('[ "$(git log -1 --format=%ad --date=iso)" = "2026-03-02 09:02:00 +0000" ]',))
    assert proving.run(one, ["git clone https://192.0.2.1/x.git"]).missed == ()
    assert proving.run(one, ["git clone https://192.0.2.1/x.git"]).steps[0].status == 128


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "# touch done",
        "ls",
        "exit 0",
        "touch undone",
        "touch $(echo done)",
        r"printf 'check\0000\000\000\000' >&3",
        "make_it_so done",
        "touch done |",
    ],
)
def test_an_answer_that_does_not_reach_the_state_is_refused(answer: str) -> None:
    run = proving.judge(touched(), answer)
    assert run.missed == ("[ -f done ]",)


@pytest.mark.parametrize(
    "answer", ["touch done", "$ touch done", "# make it\ntouch done", "echo x > done", "false || touch done", "touch done; exit 3"]
)
def test_an_answer_that_reaches_the_state_otherwise_passes(answer: str) -> None:
    run = proving.judge(touched(), answer)
    assert not run.missed
    assert not run.broken


def test_a_record_is_kept_and_a_damaged_one_is_made_again(tmp_path) -> None:
    one = touched()
    made = records.record(one, cache=tmp_path)
    assert made.verified
    (file,) = tmp_path.iterdir()
    assert records.record(one, cache=tmp_path) == made
    file.write_text("{")
    assert records.record(one, cache=tmp_path)._replace(seconds=0) == made._replace(seconds=0)


def test_a_record_depends_on_all_that_the_outcome_does(tmp_path) -> None:
    records.record(touched(), cache=tmp_path)
    records.record(touched(asks=("other", "words", "here")), cache=tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    records.record(touched(checks=("[ -e done ]",)), cache=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_what_cannot_be_proven_here_is_said_and_not_verified() -> None:
    one = touched(needs="network")
    assert records.record(one)[1:3] == (False, "needs network")


def test_the_survey_counts_each_tool_once() -> None:
    rows = (survey.Row("git", 3, 1, 9, 2, 0, ("git/x: why",), 6, 1.4), survey.Row("make", 1, 0, 3, 0, 1, (), 0, 0.0))
    lines = survey.table(rows).splitlines()
    assert [line.split()[0] for line in lines] == ["tool", "git", "make", "all", "git/x:"]
    assert lines[3].split() == ["all", "4", "1", "12", "2", "1", "1", "6", "1"]


def test_replacing_a_recipes_words_does_not_change_what_is_run() -> None:
    recipe = cookbook.recipe("git/branch-create")
    other = dataclasses.replace(recipe, asks=("x", "y", "z {branch}"))
    assert fill(recipe, 1).commands == fill(other, 1).commands
