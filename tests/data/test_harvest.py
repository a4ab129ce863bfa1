"""The harvest of expert iteration: the shortest distinct answers that pass, as problems that training reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from hrm_codegen import prompts
from hrm_codegen.data import records, sources
from hrm_codegen.data.harvest import gather, write
from hrm_codegen.data.sources import SourceConfig
from hrm_codegen.errors import DataError
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.base import Problem

DOUBLE = Problem(
    id="exercises/x/1", task="exercises:compose", prompt="Double {n}.", solution="def double(n):\n    return n * 2\n",
    tests=("assert double(2) == 4", "assert double(0) == 0"), shown=1, entry_point="double", source="generated",
)  # fmt: skip
SUM = "def double(n):\n    return n + n\n"
SAME_SUM = "def double(value):\n    # say it\n    return value + value\n"
SHIFT = "def double(n):\n    result = n << 1\n    return result\n"
LONG = "def double(n):\n    return sum([n, n])\n\n\n" + "x = 1\n" * 20


def refused(problem: Problem, code: str) -> bool:
    return problem.prompt.startswith("Double") and "<<" in code


def test_the_shortest_answers_that_say_something_new_are_kept() -> None:
    answers = [LONG, SHIFT, SAME_SUM, SUM, DOUBLE.solution.replace("n *", "m *").replace("(n", "(m")]
    found = gather([(DOUBLE, answers), (DOUBLE, [])], keep=2, source="model m", refuse=lambda *_: False)
    assert [row.solution for row in found.rows] == [SUM, SHIFT]
    assert found.rows[0].source == "generated, answered by model m"
    assert found.counts() == {
        "kept": 2, "solved": 1, "problems": 1, "passed": 5, "as_reference": 1, "repeated": 1, "held_out": 0, "beyond": 1,
    }  # fmt: skip


def test_what_repeats_something_held_out_makes_room_for_the_next() -> None:
    found = gather([(DOUBLE, [SHIFT, LONG])], keep=1, source="m", refuse=refused)
    assert [row.solution for row in found.rows] == [LONG]
    assert (found.held_out, found.problems) == (1, 1)


def test_the_rows_are_read_as_the_problems_they_are(tmp_path: Path) -> None:
    path = tmp_path / "harvest.jsonl"
    write(path, gather([(DOUBLE, [SUM])], keep=1, source="m", refuse=refused).rows)
    (example,) = sources.read(SourceConfig(file=str(path)), training=True)
    assert example.prompt == DOUBLE.native_prompt()
    assert prompts.Special("<|tests|>") in example.prompt.parts
    assert example.response == (prompts.Text(SUM.strip("\n")), prompts.Special("<|end|>"))
    assert example.task == "exercises:compose"
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"tests": "assert x"}, "'tests' is str"), ({"prompt": 3}, "'prompt' is int"), ({"colour": "red"}, "colour")],
)
def test_a_damaged_problem_is_named_by_line(fields: dict[str, object], why: str) -> None:
    row = datafiles.Row("f.jsonl:7", {**DOUBLE.as_json(), "tests": list(DOUBLE.tests), **fields})
    with pytest.raises(DataError, match=f"f.jsonl:7: .*{why}"):
        records.example_of(row)
