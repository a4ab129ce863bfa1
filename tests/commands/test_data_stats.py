"""`hrm data stats`: counts by every aspect a task has, and what it lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hrm_codegen.commands.data_stats import count, stats
from hrm_codegen.errors import UsageError
from hrm_codegen.tasks.base import Problem


def problem(number: int, **fields: object) -> Problem:
    return Problem(**{"id": str(number), "task": "t", "prompt": "p", "solution": "s", **fields})  # type: ignore[arg-type]  # a test's own


def test_problems_are_counted_by_each_aspect_and_by_what_they_lack() -> None:
    case = {"input": "1", "output": "2", "testtype": "stdin"}
    problems = [
        problem(
            1, difficulty="hard", record={"contest_date": "2024-01-31T00:00:00", "platform": "x", "cases": [case], "public": 1}
        ),
        problem(2, difficulty="easy", record={"contest_date": "2023-12-01T00:00:00", "cases": [case, case], "public": 1}),
        problem(3, solution="", language="go", record={"cases": []}),
    ]
    counts = count(problems)
    assert counts["problems"] == {"all": 3}
    assert list(counts["difficulty"]) == ["easy", "hard"]
    assert counts["month"] == {"2023-12": 1, "2024-01": 1}
    assert counts["language"] == {"go": 1, "python": 2}
    assert counts["tests"] == {"none": 1, "stdin": 2, "stdin, with hidden ones": 1}
    assert counts["missing"] == {"a reference solution": 1, "any test": 1}
    assert "release" not in counts


@pytest.mark.data
def test_the_command_prints_the_counts_of_a_split(data_root: Path) -> None:
    del data_root
    result = CliRunner().invoke(stats, ["livecodebench:generation", "--json"], catch_exceptions=False)
    report = json.loads(result.stdout)
    assert (report["task"], set(report["splits"])) == ("livecodebench", {"generation"})
    assert report["splits"]["generation"]["difficulty"] == {"easy": 234, "medium": 274, "hard": 194}
    text = CliRunner().invoke(stats, ["polyglot"], catch_exceptions=False).stdout
    assert "language: cpp 26, go 39, java 47, javascript 49, python 34, rust 30" in text
    assert "the same exercise across languages" in text


def test_an_unknown_task_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'polyglot'"):
        CliRunner().invoke(stats, ["polyglt"], catch_exceptions=False)


def test_the_generated_exercises_are_counted_by_drawing_them() -> None:
    result = CliRunner().invoke(stats, ["exercises", "--count", "60", "--json"], catch_exceptions=False)
    found = json.loads(result.stdout)
    assert (found["v"], found["task"], found["drawn"]) == (1, "exercises", 60)
    assert all(30 < found[name] <= 60 for name in ("statements", "solutions", "instances"))


def test_only_what_has_no_end_is_counted_by_drawing() -> None:
    with pytest.raises(UsageError, match="hrm data stats exercises --count 5"):
        CliRunner().invoke(stats, ["mbpp", "--count", "5"], catch_exceptions=False)
