"""Augmentation: distinct, verified, reproducible variants that ask for the same thing."""

from __future__ import annotations

import ast
import dataclasses
import random
from collections import Counter
from pathlib import Path

import pytest

from hrm_codegen.errors import LimitError
from hrm_codegen.sandbox import run_many_python
from hrm_codegen.tasks import augment, datafiles, variants
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.execution import run_references
from hrm_codegen.tasks.mbpp import MBPP

SUM = Problem(
    id="toy/1",
    task="toy",
    prompt="Write a function to find the sum of the first N elements of the given list.",
    solution="def sum_Of_First(list1,N):\n    sum = 0\n    for i in range(N):\n        sum = sum + list1[i]\n    return sum",
    tests=("assert sum_Of_First([1, 2, 3],2) == 3", "assert sum_Of_First([5],1)==5", "assert sum_Of_First([1,2],0) == 0"),
    shown=1,
    entry_point="sum_Of_First",
)
FIND = Problem(
    id="toy/2",
    task="toy",
    prompt="Write a python function to check whether the given string is empty or not.",
    solution="import re\ndef helper(s):\n    return len(s)\ndef is_empty(text):\n    result = helper(text) == 0\n    return result",
    setup="checked = is_empty('')",
    tests=("assert is_empty('') == True", "assert is_empty('is_empty') == False", "assert checked"),
    shown=1,
    entry_point="is_empty",
)


@pytest.fixture(scope="module")
def made() -> augment.Variants:
    return augment.make([SUM, FIND], 50)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_variants_are_as_many_as_asked_distinct_and_the_problems_come_first(made: augment.Variants) -> None:
    assert made.problems[:2] == [SUM, FIND]
    assert len(made.problems) == 50
    assert len({(problem.native_prompt().text, problem.solution) for problem in made.problems}) == 50
    assert len({problem.id for problem in made.problems}) == 50


def test_every_variant_passes_its_own_tests(made: augment.Variants) -> None:
    assert [done.detail for done in run_references(made.problems) if not done.passed] == []


def test_the_counts_add_up(made: augment.Variants) -> None:
    counts = made.counts
    assert counts.tried == counts.kept + counts.failed + counts.repeated + counts.surplus
    assert (counts.kept, counts.failed) == (50, 0)


def test_names_change_and_everything_follows(made: augment.Variants) -> None:
    names = {problem.entry_point for problem in made.problems if problem.id.startswith("toy/1")}
    assert {"sum_Of_First", "sum_of_first"} < names
    for problem in made.problems:
        if problem.entry_point not in (SUM.entry_point, FIND.entry_point):
            assert SUM.entry_point not in problem.program()
            assert "is_empty(" not in problem.program()
        calls = [node.id for test in problem.tests for node in ast.walk(ast.parse(test)) if isinstance(node, ast.Name)]
        assert set(calls) <= {problem.entry_point, "checked"}


def test_a_variable_that_the_description_names_keeps_its_name(made: augment.Variants) -> None:
    for problem in made.problems:
        if problem.id.startswith("toy/1"):
            function = ast.parse(problem.solution).body[-1]
            assert isinstance(function, ast.FunctionDef)
            named = function.args.args[1].arg
            assert named in ("N", "n")
            assert f"first {named} elements" in problem.prompt


def test_any_of_the_tests_may_be_the_one_shown(made: augment.Variants) -> None:
    shown = Counter(problem.tests[0].rpartition("==")[2].strip() for problem in made.problems if problem.id.startswith("toy/1"))
    assert set(shown) == {"3", "5", "0"}


def test_forms_and_wordings_vary(made: augment.Variants) -> None:
    assert {problem.form for problem in made.problems} == {"describe", "complete"}
    assert len({problem.prompt for problem in made.problems if problem.form == "describe"}) > 15


def test_docstring_examples_are_true_and_the_body_completes_the_signature(made: augment.Variants) -> None:
    completing = [problem for problem in made.problems if problem.form == "complete"]
    assert completing
    for problem in completing:
        assert problem.solution.startswith(problem.prompt)
        assert ">>> " in problem.prompt
        assert problem.example().response[0][0].startswith("    ")
    checks = [f"{problem.solution}\nimport doctest\nassert doctest.testmod().failed == 0\n" for problem in completing]
    assert {result.error for result in run_many_python(checks)} == {""}


def test_variants_depend_on_the_problems_and_the_seed_alone() -> None:
    first, again, other = (augment.make([SUM, FIND], 6, seed=seed, workers=1 + seed) for seed in (0, 0, 1))
    assert first == again
    assert first.problems[2:] != other.problems[2:]


def test_what_fails_is_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoiled(parts: variants.Parts, rng: random.Random) -> Problem:
        problem = variants.vary(parts, rng)
        return dataclasses.replace(problem, solution=problem.solution.replace("+", "-")) if rng.random() < 0.5 else problem

    monkeypatch.setattr(augment, "vary", spoiled)
    made = augment.make([SUM], 10)
    assert made.counts.failed > 0
    assert all(done.passed for done in run_references(made.problems))


def test_problems_that_give_no_more_variants_say_so() -> None:
    classy = dataclasses.replace(SUM, solution="class sum_Of_First:\n    pass", tests=("assert sum_Of_First()",))
    with pytest.raises(LimitError, match="1 problems give no more than 1 distinct variants; ask for fewer than 5"):
        augment.make([classy], 5)


def test_the_result_is_kept_and_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    made = augment.variants([SUM], 5)
    monkeypatch.setattr(augment, "make", lambda *_, **__: pytest.fail("made again"))
    assert augment.variants([SUM], 5) == made
    assert augment.augment([SUM], 5) == made.problems


@pytest.mark.parametrize("damage", [b"", b"not gzip", b"\x1f\x8b\x08\x00cut"])
def test_a_damaged_cache_is_made_again(damage: bytes) -> None:
    made = augment.variants([SUM], 4)
    (kept,) = (datafiles.cache_folder() / "variants").iterdir()
    kept.write_bytes(damage)
    assert augment.variants([SUM], 4) == made
    assert kept.read_bytes()[:2] == b"\x1f\x8b"


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert len(augment.augment([SUM], 3)) == 3


@pytest.mark.slow
@pytest.mark.data
def test_mbpp_gives_ten_thousand_variants_to_train_on(data_root: Path) -> None:
    del data_root
    made = augment.make(list(MBPP.load("train")), 10_000)
    assert len({(problem.native_prompt().text, problem.solution) for problem in made.problems}) == 10_000
    assert made.counts.failed < made.counts.tried * 0.01
