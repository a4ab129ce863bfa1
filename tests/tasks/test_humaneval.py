"""HumanEval: every problem held out, every program the official one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hrm_codegen.errors import DataError, HeldOutError
from hrm_codegen.tasks import catalog
from hrm_codegen.tasks.execution import run_references
from hrm_codegen.tasks.humaneval import FILE, HUMANEVAL

RECORD = {
    "task_id": "HumanEval/0",
    "prompt": "def f(x):\n    '''Add one.'''\n",
    "entry_point": "f",
    "canonical_solution": "    return x + 1\n",
    "test": "\n\nMETADATA = {}\n\n\ndef check(candidate):\n    assert candidate(1) == 2\n",
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HRM_DATA", str(tmp_path))
    (tmp_path / FILE).parent.mkdir()
    return tmp_path / FILE


def test_the_program_is_the_official_one(data: Path) -> None:
    data.write_text(json.dumps(RECORD) + "\n")
    (problem,) = HUMANEVAL.load("test")
    completion = "    return x + 2\n"
    official = RECORD["prompt"] + completion + "\n" + RECORD["test"] + "\n" + "check(f)"
    assert problem.program(problem.code(completion)) == official + "\n"
    assert problem.id == "humaneval/0"
    assert [done.passed for done in run_references([problem])] == [True]


def test_a_record_of_another_form_is_named_with_its_line(data: Path) -> None:
    data.write_text(json.dumps(RECORD) + "\n" + json.dumps({"task_id": "HumanEval/1"}) + "\n")
    problems = HUMANEVAL.load("test")
    next(problems)
    with pytest.raises(DataError, match=r"humaneval.jsonl:2: no field 'prompt'"):
        next(problems)


def test_nothing_of_it_may_be_trained_on() -> None:
    with pytest.raises(HeldOutError, match="nothing of this task may be trained on"):
        catalog.load_trainable("humaneval", "test")


@pytest.mark.data
def test_the_data_set_has_164_problems_that_continue_their_prompts(data_root: Path) -> None:
    del data_root
    problems = list(HUMANEVAL.load("test"))
    assert len(problems) == HUMANEVAL.size("test") == 164
    assert all(problem.example().prompt == problem.native_prompt() for problem in problems)
    assert all(problem.solution.startswith(problem.prompt) for problem in problems)


@pytest.mark.data
def test_reference_solutions_of_a_sample_pass(data_root: Path) -> None:
    del data_root
    sample = list(HUMANEVAL.load("test"))[::12]
    assert [done.problem.id for done in run_references(sample) if not done.passed] == []


@pytest.mark.slow
@pytest.mark.data
def test_all_164_reference_solutions_pass(data_root: Path) -> None:
    del data_root
    assert [done.problem.id for done in run_references(list(HUMANEVAL.load("test"))) if not done.passed] == []
