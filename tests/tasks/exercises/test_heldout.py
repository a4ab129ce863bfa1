"""The frozen suite: its bytes, its strata, that lazy answers fail it, and that training refuses what is in it."""

from __future__ import annotations

import ast
import hashlib
import itertools
import random
import re
from collections import Counter

import pytest

from hrm_codegen.errors import DataError, HeldOutError
from hrm_codegen.sandbox import run_many_python
from hrm_codegen.tasks import catalog
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.execution import run_references
from hrm_codegen.tasks.exercises import families, heldout
from hrm_codegen.tasks.exercises.compose import Exercise
from hrm_codegen.tasks.exercises.heldout import HELDOUT, STRATA, code_hash, refused, stratum, text_hash
from hrm_codegen.tasks.exercises.kinds import KINDS


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    return list(HELDOUT.load("test"))


def test_the_suite_has_four_strata_of_500(problems: list[Problem]) -> None:
    assert Counter(map(stratum, problems)) == dict.fromkeys(STRATA, 500)
    assert HELDOUT.size("test") == len(problems)
    assert len({problem.id for problem in problems}) == len(problems)
    assert all(problem.difficulty.startswith(stratum(problem)) for problem in problems)


def test_a_file_that_is_not_the_frozen_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heldout, "SHA256", "0" * 64)
    with pytest.raises(DataError, match=r"heldout-v1\.jsonl\.gz has sha256"):
        next(HELDOUT.load("test"))


def test_nothing_of_it_may_be_trained_on() -> None:
    with pytest.raises(HeldOutError):
        catalog.load_trainable("exercises:heldout", "test")


def test_a_sample_of_it_passes_its_own_tests(problems: list[Problem]) -> None:
    sample = random.Random(0).sample(problems, 200)
    assert [done.detail for done in run_references(sample, timeout_s=5.0) if not done.passed] == []


@pytest.mark.slow
def test_all_of_it_passes_its_own_tests(problems: list[Problem]) -> None:
    assert [done.detail for done in run_references(problems, timeout_s=5.0) if not done.passed] == []


def test_at_least_three_cases_are_hidden(problems: list[Problem]) -> None:
    assert all(len(problem.tests) - problem.shown >= 3 for problem in problems)


def test_constant_identical_and_echoing_answers_score_nothing(problems: list[Problem]) -> None:
    for problem in problems:
        calls = [re.fullmatch(r"assert (\w+\(.*\)) == (.*)", test, re.DOTALL) for test in problem.tests]
        pairs = [(ast.parse(call[1], mode="eval").body, call[2]) for call in calls if call]
        assert len({result for _, result in pairs}) >= 2, problem.id
        for place in range(len(pairs[0][0].args)):
            assert any(ast.unparse(call.args[place]) != ast.unparse(ast.parse(result)) for call, result in pairs), problem.id


def test_lazy_answers_fail_when_they_are_run(problems: list[Problem]) -> None:
    sample = random.Random(1).sample(problems, 60)
    bodies = ("return args[0]", "return None", "return True", "return 0", "return []", "return ''", "return args[-1]")
    programs = [problem.program(f"def {problem.entry_point}(*args):\n    {body}") for problem in sample for body in bodies]
    assert "ok" not in {result.kind for result in run_many_python(programs)}


def test_training_meets_none_of_its_texts_codes_or_signatures(problems: list[Problem]) -> None:
    texts, codes = {text_hash(problem.prompt) for problem in problems}, {code_hash(problem.solution) for problem in problems}
    refuse = refused()
    assert texts == refuse.texts
    assert codes == refuse.codes
    for drawn in itertools.islice(families.draws("compose", "train", "heldout"), 150):
        assert text_hash(drawn.problem.prompt) not in texts
        assert code_hash(drawn.problem.solution) not in codes
        assert isinstance(drawn.instance, Exercise)
        assert drawn.instance.composition.signature[: heldout.DIGITS] not in refuse.signatures


def test_renamed_and_reworded_copies_have_the_hashes_of_the_original() -> None:
    assert text_hash("Write a function to ADD  two\nnumbers!") == text_hash("write a function to add two numbers")
    one = "def add(a, b):\n    total = a + b\n    return total"
    other = 'def plus(x: int, y: int) -> int:\n    """Add."""\n    z = x + y\n    return z\n'
    assert code_hash(one) == code_hash(other) != code_hash(one.replace("+", "-"))


def test_the_draws_behind_the_signatures_are_as_they_were_when_the_suite_was_frozen() -> None:
    """Other draws are other probes, and the stored signatures would then refuse nothing: make the suite anew."""
    drawn = repr([[KINDS[kind].draw(random.Random(f"{kind}/{n}")) for n in range(20)] for kind in PROBED])
    assert hashlib.sha256(drawn.encode()).hexdigest()[:16] == DRAWN


PROBED = (
    "int", "natural", "positive", "small", "k", "letter", "word", "str", "sentence", "digits", "float", "ints", "some_ints",
    "naturals", "sorted_ints", "words", "some_words", "grid", "square", "bitgrid", "lists", "pairs", "counts", "graph",
)  # fmt: skip
DRAWN = "a6d2cc50d030fdcb"
