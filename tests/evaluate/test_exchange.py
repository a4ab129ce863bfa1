"""Solutions in, official formats out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from small_task import completing, lookalike, problem

from hrm_codegen.errors import DataError, NotFound, UsageError
from hrm_codegen.evaluate import exchange
from hrm_codegen.evaluate.rows import Result
from hrm_codegen.tasks.base import Problem

KNOWN = ["mbpp/11", "mbpp/12", "humaneval/0", "exercises/demo/ab12"]


def read(*rows: Any, wanted: Sequence[str] = KNOWN) -> exchange.Solutions:
    data = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()
    return exchange.read_solutions(data, where="answers.jsonl", known=KNOWN, wanted=wanted)


def result(task_id: int | str, code: str) -> Result:
    return Result(
        task_id=task_id, sample=0, seed=0, prompt_sha="", prompt_kind="native", completion="?", code=code, verdict="pass",
        kind="ok", detail="", seconds=0.1, tokens=1, truncated=False,
    )  # fmt: skip


def test_ids_are_those_of_the_benchmarks_own_files() -> None:
    assert [exchange.benchmark_id(problem_id) for problem_id in KNOWN] == [11, 12, "HumanEval/0", "exercises/demo/ab12"]
    assert exchange.benchmark_id("mbpp-sanitized/11") == 11


def test_a_problem_may_be_named_as_the_benchmark_or_as_we_do_and_completions_stay_exact() -> None:
    text = "  def f():\r\n\treturn '\u00e9'  \n\n"
    found = read(
        {"task_id": 11, "completion": text}, {"task_id": "mbpp/12", "completion": "b"},
        {"task_id": "HumanEval/0", "completion": ""}, "", {"task_id": "11", "completion": "second", "extra": 1},
    )  # fmt: skip
    assert found.completions == {11: [text, "second"], 12: ["b"], "HumanEval/0": [""]}


def test_answers_to_problems_beyond_the_limit_are_counted_and_left_out() -> None:
    found = read({"task_id": 11, "completion": "a"}, {"task_id": 12, "completion": "b"}, wanted=["mbpp/11"])
    assert found == exchange.Solutions({11: ["a"]}, 1)


@pytest.mark.parametrize(
    ("line", "error", "says"),
    [
        ({"task_id": 999, "completion": ""}, UsageError, "task_id 999 is not a problem of this split"),
        ({"completion": ""}, DataError, "no 'task_id'"),
        ({"task_id": 11}, DataError, "no 'completion'"),
        ({"task_id": 11, "completion": None}, DataError, "completion is NoneType; it must be text"),
        ("{'task_id': 11}", DataError, "not JSON"),
        ("17", DataError, "must be a JSON object"),
    ],
)
def test_a_bad_line_is_named_by_file_and_number(line: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says) as caught:
        read({"task_id": 11, "completion": "a"}, line)
    assert str(caught.value).startswith("answers.jsonl:2: ")


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="does not exist"):
        exchange.read_file(tmp_path / "none.jsonl")
    with pytest.raises(DataError, match="is a folder"):
        exchange.read_file(tmp_path)


def exported(form: str, folder: Path, problems: Sequence[Problem], *results: Result) -> list[list[dict[str, Any]]]:
    files = exchange.export(form, folder, problems=problems, results=results)
    return [[json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] for path in files]


def official_program(problem: dict[str, Any], completion: str) -> str:
    """Put a program together as human-eval's evaluator does."""
    return problem["prompt"] + completion + "\n" + problem["test"] + "\n" + f"check({problem['entry_point']})"


@pytest.mark.parametrize("asked", [problem(11), completing(3)])
def test_an_exported_answer_makes_the_official_program_pass_or_fail_as_ours(asked: Problem, tmp_path: Path) -> None:
    for code, passes in ((asked.solution, True), (asked.solution.replace("+", "-"), False), ("def nothing(): pass", False)):
        (sample,), (row,) = exported("human-eval", tmp_path, [asked], result(exchange.benchmark_id(asked.id), code))
        assert sample["task_id"] == row["task_id"]
        try:
            exec(official_program(row, sample["completion"]), {})
        except (AssertionError, NameError, TypeError, IndentationError):
            assert not passes
        else:
            assert passes
        if asked.form == "describe":  # where the judge that compares knows the answer
            assert lookalike(asked, code).verdict.value == ("pass" if passes else "wrong")


def test_a_whole_program_in_place_of_a_continuation_still_runs(tmp_path: Path) -> None:
    asked = completing(0)
    (sample,), (row,) = exported("human-eval", tmp_path, [asked], result("HumanEval/0", "def up_0(x):\n    return x"))
    exec(official_program(row, sample["completion"]), {})


def test_evalplus_gets_whole_solutions_under_its_own_ids(tmp_path: Path) -> None:
    (rows,) = exported("evalplus", tmp_path, [problem(11)], result(11, "a = 1"), result("HumanEval/0", "b = 2"))
    assert rows == [{"task_id": "Mbpp/11", "solution": "a = 1"}, {"task_id": "HumanEval/0", "solution": "b = 2"}]
