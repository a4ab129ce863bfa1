"""Small classes: their scenarios hold, their names and methods vary, and a tenth of the templates is held out."""

from __future__ import annotations

import ast
import itertools
import random

import pytest

from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.execution import run_references
from hrm_codegen.tasks.exercises import families
from hrm_codegen.tasks.exercises.class_table import TEMPLATES
from hrm_codegen.tasks.exercises.classes import CLASSES, Small


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    return [drawn.problem for drawn in itertools.islice(families.draws("classes", "train", "tests"), 120)]


def test_there_are_at_least_25_templates_and_some_are_held_out() -> None:
    assert len({template.names for template in TEMPLATES}) == len(TEMPLATES) >= 25
    splits = {Small(template, (), ()).split for template in TEMPLATES}
    assert "test" in splits
    assert "train" in splits


def test_every_scenario_holds(problems: list[Problem]) -> None:
    assert [done.detail for done in run_references(problems, timeout_s=5.0) if not done.passed] == []


def test_the_text_names_the_class_and_every_method(problems: list[Problem]) -> None:
    for problem in problems:
        (node,) = ast.parse(problem.solution).body
        assert isinstance(node, ast.ClassDef)
        assert node.name == problem.entry_point
        methods = [part.name for part in node.body if isinstance(part, ast.FunctionDef) and part.name != "__init__"]
        assert all(f"`{method}(" in problem.prompt for method in methods)
        assert node.name in problem.prompt


def test_an_empty_class_fails_every_scenario_of_every_exercise(problems: list[Problem]) -> None:
    for problem in problems[:20]:
        for test in problem.tests:
            with pytest.raises((TypeError, AttributeError)):
                exec(f"class {problem.entry_point}:\n    pass\n{test}", {})


def test_names_and_methods_vary(problems: list[Problem]) -> None:
    assert len({problem.entry_point for problem in problems}) > 30
    assert len({problem.solution for problem in problems}) > 110


def test_the_same_seed_draws_the_same() -> None:
    def made() -> list[object]:
        rng = random.Random(3)
        return [CLASSES.draw(rng).build(rng) for _ in range(10)]

    assert made() == made()
