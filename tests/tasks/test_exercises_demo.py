"""The demo family: what its steps say, write and do agree; its exercises are regular, solvable and not trivial."""

from __future__ import annotations

import ast
import builtins
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.tasks.exercises import demo
from hrm_codegen.tasks.exercises.demo import CHAINABLE, DEMO, SLOTS, STEPS, TAKING, Chain, Step

KINDS = {demo.NUMBER: int, demo.TRUTH: bool, demo.NUMBERS: list, demo.TEXT: str, demo.WORDS: list}


def only(name: str) -> Step:
    return next(step for step in STEPS if step.name == name)


def chain(*pairs: tuple[str, int | str]) -> Chain:
    return Chain(tuple(only(name) for name, _ in pairs), tuple(k for _, k in pairs))


def test_there_are_many_kinds_and_many_thousands_of_exercises() -> None:
    pairs = sum(len(SLOTS[a.slot]) * len(SLOTS[b.slot]) for a in CHAINABLE for b in TAKING[a.gives])
    assert len(STEPS) >= 90
    assert pairs >= 150_000


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_gives_what_its_row_says(step: Step) -> None:
    rng = random.Random(step.name)
    for _ in range(50):
        k = rng.choice(SLOTS[step.slot])
        value = demo.example_value(step.takes, rng, hints=(k,))
        before = repr(value)
        try:
            result = step.run(value, k)
        except (IndexError, ValueError, StopIteration):
            continue
        assert type(result) is KINDS[step.gives]
        assert repr(value) == before, "a step must leave its input alone"
        expression = compile(step.code.format(x="x", k=repr(k)), step.name, "eval")
        assert eval(expression, {"x": value}) == result, "the code and the meaning of a step are written apart and must agree"


def test_names_are_distinct_and_hide_no_builtin() -> None:
    names = [step.name for step in STEPS] + list(demo.PLAIN_NAMES)
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and not hasattr(builtins, name) for name in names)


@given(seed=st.integers(0, 2**32))
def test_an_exercise_says_what_must_be_copied(seed: int) -> None:
    rng = random.Random(seed)
    instance = DEMO.draw(rng)
    draft = instance.build(rng)
    if draft is None:
        return
    assert len(draft.tests) == demo.CASES
    assert all(test.startswith(f"assert {draft.entry_point}(") for test in draft.tests)
    assert all(repr(k) in draft.prompt for k in instance.constants if k != "")
    assert len(draft.prompt) < 200
    assert len(draft.solution.split("\n")) == 1 + len(instance.steps)
    function = ast.parse(draft.solution).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert function.name == draft.entry_point
    results = [test.partition(" == ")[2] for test in draft.tests]
    assert len(set(results)) >= 2, "one answer for all cases would be a constant"


def test_the_same_seed_builds_the_same_exercise() -> None:
    def made() -> list[object]:
        rng = random.Random(5)
        return [DEMO.draw(rng).build(rng) for _ in range(20)]

    assert made() == made()


@pytest.mark.parametrize(
    "idle",
    [
        chain(("double", ""), ("is_even", "")),  # always true
        chain(("sort", ""), ("sort_down", "")),  # the first step does nothing
        chain(("reverse", ""), ("total", "")),
        chain(("flip", ""), ("flip", "")),  # gives back what it got
        chain(("upper_each", ""), ("upper_each", "")),
    ],
    ids=lambda chain: chain.key,
)
def test_constant_echoing_and_idle_chains_are_rejected(idle: Chain) -> None:
    assert [draft for seed in range(20) if (draft := idle.build(random.Random(seed)))] == []


def test_wordings_read_like_english() -> None:
    instance = chain(("multiply_each", 3), ("total", ""))
    prompts = {draft.prompt for seed in range(200) if (draft := instance.build(random.Random(seed)))}
    assert "Write a function to multiply every number in a list by 3 and then find the sum of the result." in prompts
    assert (
        "Write a python function that multiplies every number in a list by 3 and then adds up the numbers in the result." in prompts
    )
    assert (
        "Given a list of numbers, multiply every number in it by 3, then find the sum of the result and return the result."
        in prompts
    )
    assert (
        "Write a function multiply_each_3_total that takes a list of numbers, multiplies every number in it by 3, "
        "finds the sum of the result and returns the result."
    ) in prompts


def test_the_code_is_one_line_a_step() -> None:
    draft = chain(("keep_below", 7), ("largest", "")).build(random.Random(1))
    assert draft is not None
    assert draft.solution == (
        f"def {draft.entry_point}(numbers):\n    numbers = [n for n in numbers if n < 7]\n    return max(numbers)"
    )


def test_the_first_case_tells_something() -> None:
    draft = chain(("divisible_by", 7)).build(random.Random(3))
    assert draft is not None
    assert draft.tests[0].endswith("== True")
