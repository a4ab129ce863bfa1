"""MBPP: splits by id, one layout, the duplicated problems out of reach, every reference solution proven."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from hrm_codegen.code import syntax
from hrm_codegen.errors import DataError, HeldOutError
from hrm_codegen.tasks import catalog
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.execution import run_references
from hrm_codegen.tasks.mbpp import DUPLICATES, MBPP, SANITIZED, SPLITS, Mbpp, split_of


def record(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "task_id": number,
        "text": "Write a function to add one.",
        "code": "def helper(x):\r\n\treturn x\r\ndef add_one(x):\r\n\treturn helper(x) + 1",
        "test_list": ["assert add_one(1) == 2", "assert int(add_one(2)) == 3", "assert helper(add_one(3)) == 4\n"],
        "test_setup_code": "",
        "challenge_test_list": [],
        **changes,
    }


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HRM_DATA", str(tmp_path))
    (tmp_path / "mbpp").mkdir()
    return tmp_path / MBPP.files[0]


def write(path: Path, *records: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def test_every_id_belongs_to_one_split() -> None:
    counts = {split: sum(split_of(number) == split for number in range(1, 975)) for split in SPLITS}
    assert counts == {"prompt": 10, "test": 500, "validation": 90, "train": 371, "duplicates": 3}
    edges = {1: "prompt", 10: "prompt", 11: "test", 510: "test", 511: "validation", 600: "validation", 601: "train", 974: "train"}
    assert {number: split_of(number) for number in edges} == edges


@pytest.mark.parametrize("split", ["test", "validation", "duplicates"])
def test_held_out_splits_refuse_to_be_trained_on(split: str) -> None:
    with pytest.raises(HeldOutError, match="trainable splits: train, prompt"):
        catalog.load_trainable("mbpp", split)


def test_a_record_becomes_a_problem_in_one_layout(data: Path) -> None:
    write(data, record(700))
    (problem,) = MBPP.load("train")
    assert problem.solution == "def helper(x):\n    return x\ndef add_one(x):\n    return helper(x) + 1"
    assert problem.entry_point == "add_one"
    assert problem.id == "mbpp/700"
    assert problem.shown == 1
    assert problem.program() == (
        "def helper(x):\n    return x\ndef add_one(x):\n    return helper(x) + 1\n\n"
        "assert add_one(1) == 2\nassert int(add_one(2)) == 3\nassert helper(add_one(3)) == 4\n"
    )


def test_the_setup_runs_between_the_solution_and_the_tests(data: Path) -> None:
    write(data, record(700, test_setup_code="add_one = add_one if add_one(0) == 1 else None\r\nx = 1"))
    (problem,) = MBPP.load("train")
    assert problem.setup == "add_one = add_one if add_one(0) == 1 else None\nx = 1"
    assert [done.passed for done in run_references([problem])] == [True]


def test_the_prompt_shows_the_first_assert_only(data: Path) -> None:
    write(data, record(700))
    (problem,) = MBPP.load("train")
    text = problem.native_prompt().text
    assert problem.tests[0] in text
    assert not any(test in text for test in problem.tests[1:])


def test_the_sanitized_form_imports_what_its_tests_want(tmp_path: Path, data: Path) -> None:
    del data
    fields = record(700, prompt="Add one.", test_imports=["import math"], test_list=["assert math.floor(add_one(1)) == 2"])
    write(tmp_path / SANITIZED.files[0], fields)
    (problem,) = SANITIZED.load("train")
    assert (problem.id, problem.prompt, problem.setup) == ("mbpp-sanitized/700", "Add one.", "import math")
    assert [done.passed for done in run_references([problem])] == [True]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"code": "def f(:"}, "not valid Python"),
        ({"test_list": ["assert other(1)"]}, "call none of the functions that the solution defines"),
        ({"test_list": "assert f(1)"}, "field 'test_list' is str"),
    ],
)
def test_a_record_that_is_no_problem_is_named_with_its_line(data: Path, changes: dict[str, Any], complaint: str) -> None:
    write(data, record(700), record(701, **changes))
    with pytest.raises(DataError, match=rf"mbpp.jsonl:2: .*{complaint}"):
        list(MBPP.load("train"))


@pytest.mark.data
@pytest.mark.parametrize(
    ("task", "sizes"),
    [
        (MBPP, {"prompt": 10, "test": 500, "validation": 90, "train": 371, "duplicates": 3}),
        (SANITIZED, {"prompt": 7, "test": 257, "validation": 43, "train": 119, "duplicates": 1}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_data_sets_have_all_their_problems(data_root: Path, task: Mbpp, sizes: dict[str, int]) -> None:
    del data_root
    assert {split: task.size(split) for split in task.splits} == sizes


@pytest.mark.data
def test_the_duplicates_are_the_training_problems_that_repeat_a_test_problem(data_root: Path) -> None:
    del data_root
    held_out = {problem.prompt for problem in MBPP.load("test")}
    assert {problem.prompt for problem in MBPP.load("duplicates")} <= held_out
    assert held_out.isdisjoint(problem.prompt for problem in MBPP.load("train"))
    assert {int(problem.id.removeprefix("mbpp/")) for problem in MBPP.load("duplicates")} == DUPLICATES


@pytest.mark.data
def test_no_solution_keeps_tabs_or_carriage_returns(data_root: Path) -> None:
    del data_root
    for split in ("train", "validation"):
        for problem in MBPP.load(split):
            assert "\r" not in problem.solution
            indents = [line[: len(line) - len(line.lstrip())] for line in _outside_strings(problem)]
            assert not any("\t" in indent for indent in indents), problem.id


def _outside_strings(problem: Problem) -> list[str]:
    """Return the lines on which a statement begins."""
    lines = problem.solution.split("\n")
    return [lines[node.lineno - 1] for node in ast.walk(syntax.parse(problem.solution)) if isinstance(node, ast.stmt)]


@pytest.mark.data
def test_reference_solutions_of_a_sample_pass(data_root: Path) -> None:
    del data_root
    needs_order = [problem for problem in MBPP.load("test") if problem.id == "mbpp/367"]
    sample = [*list(MBPP.load("train"))[::15], *list(MBPP.load("validation"))[::15], *needs_order]
    assert [done.problem.id for done in run_references(sample) if not done.passed] == []


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize(("task", "total"), [(MBPP, 974), (SANITIZED, 427)], ids=lambda value: getattr(value, "name", ""))
def test_all_reference_solutions_pass(data_root: Path, task: Mbpp, total: int) -> None:
    del data_root
    done = list(run_references([problem for split in SPLITS for problem in task.load(split)], timeout_s=60.0))
    assert len(done) == total
    assert [entry.problem.id for entry in done if not entry.passed] == []
