"""Single derived tasks, on problems small enough to know the answers."""

from __future__ import annotations

import ast
import random
from dataclasses import replace

import pytest

from hrm_codegen.code.edits import apply_reply
from hrm_codegen.prompts import Special, Text
from hrm_codegen.sandbox import run_many_python
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import summary, table, values
from hrm_codegen.tasks.derived.base import run, study
from hrm_codegen.tasks.derived.changes import behaviour, form, names
from hrm_codegen.tasks.derived.changes.base import Change, MakeChange
from hrm_codegen.tasks.derived.edit import CHANGES
from hrm_codegen.tasks.derived.mutations import mutants
from hrm_codegen.tasks.derived.recursion import told
from hrm_codegen.tasks.items import Item, prove


def problem(solution: str, *tests: str, prompt: str = "Write a function to do it.", name: str = "f") -> Problem:
    return Problem(id="hand/f", task="hand", prompt=prompt, solution=solution, tests=tests, shown=1, entry_point=name)


DOUBLE = problem(
    "def f(n):\n    return n * 2", "assert f(3) == 6", "assert f(-4) == -8", prompt="Write a function to double a number."
)
KEEP = problem(
    "def f(numbers):\n    result = []\n    for n in numbers:\n        if n > 2:\n            result.append(n)\n    return result",
    "assert f([1, 2, 3]) == [3]",
    "assert f([4, 5, 1]) == [4, 5]",
    "assert f([2, 1]) == []",
    prompt="Write a function to keep the numbers greater than 2 in a list.",
)
POWER = problem(
    "def f(base, n):\n    if n == 0:\n        return 1\n    return base * f(base, n - 1)",
    "assert f(2, 3) == 8",
    "assert f(3, 2) == 9",
)


def changed(make: MakeChange, found: Problem, seed: int = 0) -> Change:
    parts = study(found)
    assert parts
    made = make(found, parts, random.Random(seed))
    assert made
    return made


def response(item: Item) -> str:
    return "".join(part.text for part in item.example.response if isinstance(part, Text))


# --- edits ------------------------------------------------------------------------------------------------------------


def test_a_loop_that_appends_becomes_a_comprehension_and_back() -> None:
    made = changed(form.to_comprehension, KEEP)
    assert made.source == "def f(numbers):\n    result = [n for n in numbers if n > 2]\n    return result\n"
    back = changed(form.to_loop, replace(KEEP, solution=made.source))
    assert ast.dump(ast.parse(back.source)) == ast.dump(ast.parse(KEEP.solution))


def test_a_renamed_function_is_renamed_in_its_tests() -> None:
    made = changed(names.rename_function, KEEP)
    new = made.asked.rstrip(".").split()
    name = next(word for word in ast.walk(ast.parse(made.source)) if isinstance(word, ast.FunctionDef)).name
    assert any(name in word for word in new)
    assert all(f"assert {name}([" in test for test in made.tests)


def test_type_hints_come_from_the_tests() -> None:
    assert changed(form.add_hints, KEEP).source.startswith("def f(numbers: list[int]) -> list[int]:\n")


def test_an_edge_case_that_the_tests_speak_of_is_not_asked_for() -> None:
    asked = {changed(behaviour.edge_case, DOUBLE, seed).asked for seed in range(30)}
    assert all("negative" not in text for text in asked)
    assert any("zero" in text or "n = 0" in text for text in asked)


def test_a_new_parameter_keeps_the_old_behaviour_by_default() -> None:
    made = changed(behaviour.add_parameter, KEEP)
    assert made.tests == KEEP.tests
    assert made.behaves
    assert all("=" in call for call in made.calls)


def test_a_constant_is_spoken_of_only_where_it_stands_alone_on_its_line() -> None:
    parts = study(problem("def f(n):\n    return n + 2 - 2", "assert f(3) == 3"))
    assert parts
    assert behaviour.change_constant(DOUBLE, parts, random.Random(0)) is None


@pytest.mark.parametrize("make", CHANGES, ids=lambda make: make.__name__)
def test_every_change_is_asked_for_in_several_ways_and_parses(make: MakeChange) -> None:
    capitals = problem(
        "def f(myNumber):\n    anOther = myNumber + 1\n    return anOther > 3 or anOther == 2",
        "assert f(3) == True",
        "assert f(1) == True",
    )
    comprehension = problem("def f(xs):\n    return [x * 2 for x in xs]", "assert f([1, 2]) == [2, 4]", "assert f([3]) == [6]")
    found: list[Change] = []
    for one in (DOUBLE, KEEP, POWER, capitals, comprehension):
        parts = study(one)
        assert parts
        found += [made for seed in range(15) if (made := make(one, parts, random.Random(seed)))]
    assert len({made.asked for made in found}) > 2
    for made in found:
        ast.parse(made.source)


def test_an_edit_turns_the_file_that_is_shown_into_one_that_passes() -> None:
    found = list(table.stream([KEEP], seed=1, weights={"edit": 40.0}))
    outs = set()
    for item in found:
        prompt = item.example.prompt
        assert prompt
        outs.add(prompt.out)
        if prompt.out == "code":
            assert response(item) in item.proofs[0].program
            continue
        file = prompt.parts[prompt.parts.index(Special("<|file_sep|>")) + 1]
        assert isinstance(file, Text)
        path, _, old = file.text.partition("\n")
        done = apply_reply(prompt.out, response(item), {path: old}, [path])
        assert done.status == "ok"
        assert item.proofs[0].program.startswith(done.files[path])
    assert outs == {"code", "diff", "udiff", "whole"}
    assert len(list(prove(found))) == len(found)


# --- bugs and traces --------------------------------------------------------------------------------------------------


def test_mutants_differ_from_the_source_and_from_each_other() -> None:
    parts = study(KEEP)
    assert parts
    made = mutants(parts, random.Random(1), 30)
    assert len(made) > 8
    assert len({mutant.source for mutant in made} | {parts.source}) == len(made) + 1
    assert {"comparison", "missing return"} <= {mutant.kind for mutant in made}


def test_a_bug_that_never_ends_is_no_repair() -> None:
    endless = problem("def f(n):\n    while n > 0:\n        n -= 1\n    return n", "assert f(3) == 0")
    for item in table.stream([endless], seed=1, weights={"repair": 8.0}):
        assert "Endless" not in (item.example.prompt.text if item.example.prompt else "")


def test_a_recursion_is_told_as_calls_and_returns() -> None:
    found = list(table.stream([POWER], seed=1, weights={"trace": 6.0}))
    assert found
    for item in found:
        lines = response(item).split("\n")
        assert lines[0].startswith("f(")
        assert " calls f(" in lines[0]
        assert " returns " in lines[-1]


def test_calls_and_returns_nest() -> None:
    rows = [["call", "2"], ["call", "1"], ["return", "1"], ["return", "2"]]
    assert told("g", rows) == ["g(2) calls g(1)", "g(1) returns 1", "g(2) returns 2"]
    assert told("g", rows[:-1]) == []
    assert told("g", [["call", "0"], ["return", "1"]]) == []


# --- values -----------------------------------------------------------------------------------------------------------


def test_new_inputs_have_the_types_of_the_old_ones_and_are_new() -> None:
    parts = study(KEEP)
    assert parts
    calls = values.calls(parts, random.Random(2), 6)
    assert len(calls) == len(set(calls)) == 6
    known = {ast.unparse(check.call) for check in parts.checks}
    for call in calls:
        assert call not in known
        assert all(isinstance(value, int) for value in ast.literal_eval(call[2:-1]))


@pytest.mark.parametrize("value", [7, -3, "some words", [3, 1, 2], (1, "a"), {"a": 1}, {1, 2}, 2.5, True, [[1, 2], [3]], None])
def test_a_value_near_another_has_its_type(value: object) -> None:
    for seed in range(30):
        near = values.near(value, random.Random(seed))
        assert type(near) is type(value)
        if isinstance(value, int) and not isinstance(value, bool):
            assert (near > 0) == (value > 0)


def test_sorted_inputs_stay_sorted() -> None:
    for seed in range(30):
        near = values.near([1, 4, 6, 9], random.Random(seed))
        assert near == sorted(near)


def test_endless_calls_and_errors_are_told_as_such() -> None:
    found = problem("def f(n):\n    while n:\n        pass\n    return 1 // n", "assert f(1) == 1")
    calls = ["f(1)", "f(0)", "f()", "len('abc')"]
    (result,) = run_many_python([values.asking(found, found.solution, calls)])
    told_of = values.told(result, calls)
    assert [one.error.partition(":")[0] for one in told_of] == ["_Endless", "ZeroDivisionError", "TypeError", ""]
    assert told_of[-1].value == (3,)


def test_a_program_that_prints_too_much_tells_nothing() -> None:
    found = problem("def f(n):\n    return 'x' * n", "assert f(1) == 'x'")
    calls = ["f(100)"] * 5000
    (result,) = run_many_python([values.asking(found, found.solution, calls)])
    assert values.told(result, calls) == []


@pytest.mark.parametrize(
    ("value", "text"), [({"b", "a"}, "{'a', 'b'}"), (set(), "set()"), ([1, 2], "[1, 2]"), (0.1 + 0.2, None), ("x" * 99, None)]
)
def test_values_are_shown_in_order_and_only_when_short(value: object, text: str | None) -> None:
    assert values.shown(value) == text


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("Write a function to find the sum of a list.", "Find the sum of a list."),
        ("Write a python function that sorts a list", "Sorts a list."),
        ("Can you write a function that counts vowels?", "Counts vowels."),
        ("How do I reverse a string in Python?", "Reverse a string."),
        ("Your task is to add up the digits of a number. Name the function `g`.", "Add up the digits of a number."),
        ("Implement `g(a, b)`: multiply a and b.", "Multiply a and b."),
        ("Please write g, a function to negate a number.", "Negate a number."),
        ("Complete the function g(x) so that it halves x.", "Halves x."),
        ("Reverse a list.", "Reverse a list."),
    ],
)
def test_a_statement_becomes_a_docstring(prompt: str, said: str) -> None:
    assert summary.summary(replace(DOUBLE, prompt=prompt)) == said


@pytest.mark.parametrize("prompt", ["", "x" * 400, "Write a function:\n1. one\n2. two", 'Write a function to print """.'])
def test_what_cannot_be_a_docstring_is_none(prompt: str) -> None:
    assert summary.summary(replace(DOUBLE, prompt=prompt)) is None


def test_a_problem_to_complete_is_told_in_the_words_of_its_docstring() -> None:
    head = 'def f(n):\n    """Double a\n    number.\n\n    >>> f(2)\n    4\n    """\n'
    completing = replace(DOUBLE, form="complete", prompt=head, solution=f"{head}    return n * 2\n")
    words = summary.in_words(completing)
    assert words
    assert (words.prompt, words.solution, words.form) == ("Double a number.", "def f(n):\n    return n * 2\n", "describe")
    assert summary.in_words(DOUBLE) is DOUBLE
    assert summary.in_words(replace(completing, solution="def f(n):\n    return n * 2\n")) is None


def test_long_docstrings_are_broken_into_lines() -> None:
    text = summary.docstring("Find " + "a word " * 30 + "here.", "    ")
    assert max(map(len, text.split("\n"))) <= 100
    (function,) = ast.parse(f"def f():\n{text}\n").body
    assert isinstance(function, ast.FunctionDef)
    said = ast.get_docstring(function)
    assert said
    assert " ".join(said.split()).endswith("a word here.")


DECORATED = problem(
    "from functools import cache\n\n\ndef f(n):\n    @cache\n    def g(k):\n        return k if k < 2 else g(k - 1) + g(k - 2)\n"
    "    return g(n)",
    "assert f(7) == 13",
    "assert f(4) == 3",
    prompt="Write a function to find the n-th Fibonacci number.",
)


@pytest.mark.parametrize("name", table.DERIVED)
def test_a_decorated_function_within_stays_whole(name: str) -> None:
    found = list(table.stream([DECORATED], seed=1, weights={name: 12.0}))
    assert len(list(prove(found))) == len(found)


# --- running ----------------------------------------------------------------------------------------------------------


def test_works_get_their_own_results_back() -> None:
    def asks(*numbers: int):
        results = yield [f"print({number})" for number in numbers]
        again = yield [f"print({result.stdout.strip()} + 1)" for result in results]
        return [int(result.stdout) for result in again]

    assert run([asks(1, 5), asks(), asks(7)]) == [[2, 6], [], [8]]
