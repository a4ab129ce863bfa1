"""Composed exercises: what they say, do and write agree, they are not trivial, and no held-out part reaches training."""

from __future__ import annotations

import ast
import itertools
import random
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.execution import run_references
from hrm_codegen.tasks.exercises import drawing, families
from hrm_codegen.tasks.exercises.compose import COMPOSE, Exercise, Made, split_of
from hrm_codegen.tasks.exercises.phrasing import PHRASINGS
from hrm_codegen.tasks.exercises.plan import Composition, Given, Stage, Use
from hrm_codegen.tasks.exercises.table import held_out, primitives

SAMPLE = 240


@pytest.fixture(scope="module")
def drawn() -> list[families.Drawn]:
    return list(itertools.islice(families.draws("compose", "train", "tests"), SAMPLE))


@pytest.fixture(scope="module")
def problems(drawn: list[families.Drawn]) -> list[Problem]:
    return [each.problem for each in drawn]


def alone(name: str) -> Composition:
    row = primitives()[name]
    extras = tuple(Given(place) for place in range(1, len(row.parameters)))
    return Composition((Stage("apply", (Use(row, extras),)),), row.parameters)


def made(seed: int) -> Made | None:
    rng = random.Random(seed)
    composition = drawing.draw(rng, rng.randint(1, 4))
    return Exercise(composition).make(rng) if composition else None


def test_every_program_passes_its_own_tests(problems: list[Problem]) -> None:
    assert [done.detail for done in run_references(problems, timeout_s=5.0) if not done.passed] == []


def test_the_same_seed_gives_the_same_exercises(problems: list[Problem]) -> None:
    again = list(itertools.islice(families.draws("compose", "train", "tests"), 30))
    assert [each.problem for each in again] == problems[:30]


def test_no_text_and_no_longer_composition_comes_twice(drawn: list[families.Drawn]) -> None:
    texts = Counter(each.problem.prompt for each in drawn)
    assert max(texts.values()) == 1
    longer = Counter(each.instance.once for each in drawn if each.instance.once)
    assert max(longer.values()) == 1


def test_every_depth_and_both_forms_come(problems: list[Problem]) -> None:
    assert {problem.difficulty for problem in problems} == {"depth 1", "depth 2", "depth 3", "depth 4"}
    assert {problem.form for problem in problems} == {"describe", "complete"}


def test_at_least_three_cases_are_hidden(problems: list[Problem]) -> None:
    assert all(len(problem.tests) >= 5 and len(problem.tests) - problem.shown >= 3 for problem in problems)


def test_constant_answers_and_echoes_fail_every_exercise(problems: list[Problem]) -> None:
    for problem in problems:
        calls = [re.fullmatch(r"assert (\w+\(.*\)) == (.*)", test, re.DOTALL) for test in problem.tests]
        pairs = [(ast.parse(call[1], mode="eval").body, ast.literal_eval(call[2])) for call in calls if call]
        assert len(pairs) == len(problem.tests)
        assert len({repr(result) for _, result in pairs}) >= 2, "a constant would pass"
        for place in range(len(pairs[0][0].args)):
            assert any(ast.literal_eval(call.args[place]) != result for call, result in pairs), "an echo would pass"


def test_what_must_be_copied_is_shown(problems: list[Problem]) -> None:
    for problem in problems:
        shown = problem.prompt + "\n".join(problem.tests[: problem.shown])
        assert problem.entry_point in shown
        assert problem.tests[0].removeprefix("assert ").split(" == ")[0] in shown
        if problem.form == "complete":
            assert problem.solution.startswith(problem.prompt)
            assert problem.prompt.endswith('"""\n')


def test_constants_stand_in_the_text(drawn: list[families.Drawn]) -> None:
    for each in drawn:
        assert isinstance(each.instance, Exercise)
        for use in each.instance.composition.uses:
            for value in use.constants:
                assert repr(value) in each.problem.prompt


def test_names_are_legion(problems: list[Problem]) -> None:
    assert len({problem.entry_point for problem in problems}) > SAMPLE * 0.75
    parameters = Counter(
        argument.arg
        for problem in problems
        for node in ast.parse(problem.solution).body
        if isinstance(node, ast.FunctionDef) and node.name == problem.entry_point
        for argument in node.args.args
    )
    assert len(parameters) > 25
    assert max(parameters.values()) < SAMPLE / 4


def test_nothing_held_out_is_trained_on(drawn: list[families.Drawn]) -> None:
    for each in drawn:
        assert isinstance(each.instance, Exercise)
        assert not any(held_out(use.primitive.name) for use in each.instance.composition.uses)
        assert split_of(each.instance.composition) == "train"


def test_some_phrasings_of_both_forms_are_kept_for_training_and_some_held_out() -> None:
    assert any(held_out(each.name) for each in PHRASINGS)
    assert {each.form for each in PHRASINGS if not held_out(each.name)} == {"describe", "complete"}
    assert len({each.name for each in PHRASINGS}) == len(PHRASINGS) >= 10


def test_training_never_uses_a_held_out_phrasing() -> None:
    used = {found.phrasing for seed in range(400) if (found := made(seed)) and split_of(found.composition) != "test"}
    assert used
    assert not any(map(held_out, used))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_solution_of_the_primitives_gives_the_same(seed: int) -> None:
    found = made(seed)
    if found is None:
        return
    counts = [len(use.primitive.solutions) for use in found.composition.uses]
    for numbers in itertools.islice(itertools.product(*map(range, counts)), 6):
        portable = found.portable(numbers)
        space: dict[str, object] = {}
        exec(portable.source, space)
        for case in portable.cases:
            assert space[portable.entry_point](*case.args) == case.expected  # type: ignore[operator]


def test_trivial_compositions_are_refused() -> None:
    row = primitives()["reverse_list"]
    twice = Composition((Stage("apply", (Use(row),)), Stage("apply", (Use(row),))), row.parameters)
    assert [Exercise(twice).make(random.Random(seed)) for seed in range(5)] == [None] * 5
    idle = Composition(
        (Stage("apply", (Use(row),)), Stage("apply", (Use(primitives()["sum_of_list"]),))), row.parameters
    )  # fmt: skip
    assert [Exercise(idle).make(random.Random(seed)) for seed in range(5)] == [None] * 5


def test_compositions_that_do_the_same_have_the_same_signature() -> None:
    reverse, total = primitives()["reverse_list"], primitives()["sum_of_list"]
    longer = Composition((Stage("apply", (Use(reverse),)), Stage("apply", (Use(total),))), reverse.parameters)
    assert longer.signature == alone("sum_of_list").signature != alone("product_of_list").signature


def test_a_primitive_alone_is_trained_on_unless_it_is_held_out() -> None:
    for name in primitives():
        assert split_of(alone(name)) == ("test" if held_out(name) else "train")


def test_the_draw_is_an_instance_of_the_family() -> None:
    assert isinstance(COMPOSE.draw(random.Random(0)), Exercise)


def test_nearly_every_trained_primitive_makes_an_exercise_alone() -> None:
    """A few need luck in their inputs; none may be left out for good."""
    failed = [name for name in primitives() if not held_out(name) and Exercise(alone(name)).make(random.Random(name)) is None]
    assert len(failed) < 12, failed


def test_streams_of_several_families_come_in_turns() -> None:
    tasks = [drawn.problem.task for drawn in itertools.islice(families.mixed("train", "tests"), 40)]
    assert tasks.count("exercises:classes") == 2
    assert tasks.count("exercises:compose") == 38
