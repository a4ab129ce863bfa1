"""The contract that every member of TASKS keeps, and how tasks and splits are named."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from hrm_codegen.errors import DataError, HeldOutError, NotFound, UsageError
from hrm_codegen.sandbox import run_python
from hrm_codegen.tasks import catalog
from hrm_codegen.tasks.base import Case, Kind, Problem, Task, verdict
from hrm_codegen.tasks.execution import run_references

MEMBERS = [pytest.param(name, marks=[pytest.mark.data] if catalog.task(name).files else []) for name in catalog.TASKS]


@pytest.fixture
def member(request: pytest.FixtureRequest) -> Task:
    """Give a task, with its data where it needs some."""
    found = catalog.task(request.param)
    if found.files:
        request.getfixturevalue("data_root")
    return found


def first(task: Task, split: str, n: int) -> list[Problem]:
    return list(itertools.islice(task.load(split), n))


@pytest.mark.parametrize("member", MEMBERS, indirect=True)
def test_a_member_is_what_its_row_says(member: Task) -> None:
    assert catalog.task(member.name) is member
    assert member.held_out <= set(member.splits)
    assert member.licence
    for split in member.splits:
        assert first(member, split, 3) == first(member, split, 3), "the order is fixed"
        assert member.size(split) > 0


@pytest.mark.parametrize("member", MEMBERS, indirect=True)
def test_ids_are_unique_and_splits_disjoint(member: Task) -> None:
    most = 40 if not member.files else None
    ids = [problem.id for split in member.splits for problem in itertools.islice(member.load(split), most)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("member", MEMBERS, indirect=True)
def test_problems_are_whole_and_their_references_pass(member: Task) -> None:
    problems = [problem for split in member.splits for problem in first(member, split, 3)]
    for problem in problems:
        assert problem.task == member.name
        assert Problem.from_json(json.loads(json.dumps({"v": 1, **problem.as_json()}))) == problem
        if not problem.runnable:
            assert problem.record, "a judge of its own needs the benchmark's record"
            assert problem.native_prompt().parts
    problems = [problem for problem in problems if problem.runnable and problem.solution]
    for problem in problems:
        assert problem.shown <= len(problem.tests)
        assert problem.entry_point in problem.solution
        assert problem.entry_point in problem.program().removeprefix(problem.solution)
        outcome = run_python(problem.program(), witness=True)
        assert verdict(problem.solution, outcome).kind is Kind.PASS
    assert all(done.passed for done in run_references(problems))


@pytest.mark.parametrize("member", MEMBERS, indirect=True)
def test_the_example_is_the_prompt_and_the_reference(member: Task) -> None:
    (problem,) = first(member, member.splits[0], 1)
    if not problem.solution:
        return  # a benchmark without references has no examples
    example = problem.example()
    assert example.prompt == problem.native_prompt()
    assert problem.code(example.response[0][0]).strip("\n") == problem.solution.strip("\n")


@pytest.mark.parametrize("name", catalog.TASKS)
def test_held_out_splits_refuse_and_the_others_do_not(name: str, data_root: Path) -> None:
    del data_root
    found = catalog.task(name)
    for split in found.splits:
        if split in found.held_out:
            with pytest.raises(HeldOutError, match=f"{name}:{split} is held out"):
                catalog.load_trainable(name, split)
        else:
            assert next(catalog.load_trainable(name, split)).task == name


@pytest.mark.parametrize("name", [name for name in catalog.TASKS if catalog.task(name).files])
def test_missing_data_is_said_with_the_command_that_brings_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRM_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(NotFound, match=r"run `hrm data fetch`, or set HRM_DATA|set HRM_DATA .* `hrm data fetch` does not bring it"):
        next(catalog.load(name, catalog.task(name).splits[0]))


@pytest.mark.parametrize(
    ("text", "split", "found"),
    [
        ("mbpp:train", "test", ("mbpp", "train")),
        ("mbpp", "test", ("mbpp", "test")),
        ("mbpp", "train", ("mbpp", "train")),
        ("humaneval", "train", ("humaneval", "test")),
        ("exercises:demo", "test", ("exercises:demo", "test")),
        ("exercises:demo:train", "test", ("exercises:demo", "train")),
    ],
)
def test_a_task_and_its_split_are_read_from_one_word(text: str, split: str, found: tuple[str, str]) -> None:
    assert catalog.parse(text, split=split) == found


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("mbppp", "unknown task 'mbppp' (did you mean 'mbpp'?)"),
        ("mbppp:train", "unknown task 'mbppp:train' (did you mean 'mbpp'?)"),
        ("exercises:dmo", "unknown task 'exercises:dmo' (did you mean 'exercises:demo'?)"),
        ("mbpp:trian", "task 'mbpp' has no split 'trian' (did you mean 'train'?)"),
        ("zzz", "known: classeval, cruxeval, exercises:classes"),
    ],
)
def test_an_unknown_task_or_split_is_refused_with_the_nearest(text: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        catalog.parse(text)
    assert hint in str(caught.value)


def test_loading_an_unknown_split_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match="no split 'tests'"):
        catalog.load("humaneval", "tests")


def test_shown_and_hidden_cases_are_told_apart() -> None:
    problem = Problem(id="a/1", task="a", prompt="p", solution="x = 1", tests=("assert x", "assert x == 1"), shown=1)
    assert problem.cases == (Case("assert x", shown=True), Case("assert x == 1", shown=False))


def test_json_that_is_no_problem_is_refused_by_its_field() -> None:
    with pytest.raises(DataError, match="unexpected keyword argument 'colour'"):
        Problem.from_json({"id": "a", "task": "a", "prompt": "", "solution": "", "colour": "red"})
    with pytest.raises(DataError, match="missing 1 required keyword-only argument: 'solution'"):
        Problem.from_json({"id": "a", "task": "a", "prompt": ""})


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("def f(): return 1", Kind.PASS),
        ("def f(): return 2", Kind.WRONG),
        ("def f(): return 1 +", Kind.SYNTAX),
        ("def f(): return 1 / 0", Kind.EXCEPTION),
        ("def g(): return 1", Kind.EXCEPTION),
        ("import sys\ndef f(): sys.exit(0)", Kind.WRONG),
        ("import os\ndef f(): os._exit(0)", Kind.WRONG),
        ("def f():\n    raise SystemExit(3)", Kind.EXCEPTION),
    ],
)
def test_a_verdict_says_what_running_showed(answer: str, kind: Kind) -> None:
    problem = Problem(id="a/1", task="a", prompt="p", solution="", tests=("assert f() == 1",), shown=1, entry_point="f")
    outcome = run_python(problem.program(answer), witness=True)
    assert verdict(answer, outcome).kind is kind
