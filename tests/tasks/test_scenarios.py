"""The four scenarios of a problem with solutions: what is asked, what is answered, what proves it."""

from __future__ import annotations

import pytest

from hrm_codegen.errors import DataError
from hrm_codegen.tasks import scenarios
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.items import prove
from hrm_codegen.tasks.scenarios import Call, Failure, Solved

SOLUTION = "class Solution:\n    def twice(self, n: int, words: List[str]) -> int:\n        return 2 * n\n"
BROKEN = SOLUTION.replace("2 * n", "n")
SOLVED = Solved(
    id="set/1",
    task="set",
    statement="Return twice n.",
    starter_code="class Solution:\n    def twice(self, n: int, words: List[str]) -> int:",
    function="Solution().twice",
    preamble="from typing import List",
    calls=(Call("3, ['a']", "6"), Call("5, []", "10")),
    solutions=(SOLUTION,),
    failures=(Failure(BROKEN, {"error_code": -2, "error_message": "Wrong Answer", "inputs": "3", "output": "3", "expected": "6"}),),
    licence="MIT",
    source="tests",
)


def test_a_case_of_json_lines_becomes_python_text() -> None:
    case = {"input": '[1, null]\n"a\\nb"\ntrue', "output": "[false, 1.5]"}
    assert scenarios.call_of(case, where="here") == Call("[1, None], 'a\\nb', True", "[False, 1.5]")
    with pytest.raises(DataError, match="here: a case is not JSON"):
        scenarios.call_of({"input": "[1,", "output": "1"}, where="here")


def test_generation_asks_for_the_program_beside_its_starter_code() -> None:
    problem = scenarios.generation(SOLVED)
    assert (problem.id, problem.solution, problem.entry_point) == ("set/1", SOLUTION, "twice")
    assert problem.record["scenario"] == "generation"
    assert problem.native_prompt().text.startswith("<|task:write|>")
    assert "<|context|>class Solution:\n    def twice" in problem.native_prompt().text
    assert not problem.runnable, "the benchmark's judge decides, not asserts"


def test_repair_shows_the_failed_code_and_the_judges_message() -> None:
    (problem,) = scenarios.repair(SOLVED)
    text = problem.native_prompt().text
    assert text.startswith("<|task:repair|>")
    assert f"<|context|>{BROKEN.strip()}<|error|>Wrong Answer\nInput:\n3\nOutput:\n3\nExpected:\n6<|answer|>" in text
    assert problem.solution == SOLUTION


def test_a_failure_without_inputs_is_told_by_its_message_alone() -> None:
    assert scenarios.feedback({"error_code": -4, "error_message": "Compilation Error", "error": "SyntaxError()"}) == (
        "Compilation Error: SyntaxError()"
    )
    assert scenarios.feedback({}) == "Wrong Answer"


def test_a_long_input_is_cut_in_its_middle() -> None:
    told = scenarios.feedback({"error_message": "Wrong Answer", "inputs": "a" * 200 + "b" * 200})
    assert told == "Wrong Answer\nInput:\n" + "a" * 150 + "...(truncated) ..." + "b" * 150


def test_output_prediction_shows_no_solution_and_execution_no_statement() -> None:
    output = scenarios.output_prediction(SOLVED, 0, SOLVED.calls[0])
    assert output.native_prompt().text.startswith("<|task:predict|>")
    assert "assert twice(3, ['a']) == ??" in output.prompt
    assert "2 * n" not in output.native_prompt().text
    execution = scenarios.execution(SOLVED, 0, SOLUTION, SOLVED.calls[1])
    assert "Return twice" not in execution.native_prompt().text
    assert "2 * n" in execution.native_prompt().text
    assert (output.solution, execution.solution) == ("6", "10")


def test_training_items_are_the_scenarios_and_each_is_proven() -> None:
    items = list(scenarios.training_items(SOLVED))
    assert [item.component for item in items] == ["write", "repair", "predict", "predict"]
    assert len({item.id for item in items}) == 4
    assert all(item.licence == "MIT" and item.statement == SOLVED.statement for item in items)
    assert [item.id for item in prove(items) if item.verified] == [item.id for item in items]


def test_an_exercise_with_asserts_goes_through_the_same_converter() -> None:
    tests = ("assert add(1, [2]) == [1, 2]", "assert add(0, []), 'no comparison'")
    code = "def add(x, xs):\n    return [x] + xs\n"
    problem = Problem(id="e/1", task="e", prompt="Put it first.", solution=code, tests=tests, entry_point="add")
    solved = scenarios.of_problem(problem)
    assert solved is not None
    assert solved.calls == (Call("1, [2]", "[1, 2]"),)
    items = list(prove(scenarios.training_items(solved)))
    assert [(item.component, item.verified) for item in items] == [("write", True), ("predict", True), ("predict", True)]
    assert scenarios.of_problem(Problem(**{**vars(problem), "tests": tests[1:]})) is None
    assert scenarios.of_problem(Problem(**{**vars(problem), "language": "go"})) is None


def test_a_solution_that_fails_its_calls_teaches_nothing() -> None:
    wrong = Solved(**{**vars(SOLVED), "solutions": (BROKEN,)})
    assert list(prove(scenarios.training_items(wrong))) == []


def test_a_failure_that_passes_is_no_repair() -> None:
    fine = Solved(**{**vars(SOLVED), "failures": (Failure(SOLUTION, {}),)})
    assert [item.component for item in prove(scenarios.training_items(fine))] == ["write", "predict", "predict"]


def test_long_problems_and_those_without_a_solution_give_nothing() -> None:
    assert list(scenarios.training_items(SOLVED, longest_chars=50)) == []
    assert list(scenarios.training_items(Solved(**{**vars(SOLVED), "solutions": ()}))) == []
