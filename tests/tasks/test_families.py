"""Generated exercises as a task: verified, reproducible, split by what they ask for."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.errors import LimitError, UsageError
from hrm_codegen.sandbox import run_python
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.exercises import families
from hrm_codegen.tasks.exercises.base import Draft, split_of
from hrm_codegen.tasks.exercises.demo import DEMO as FAMILY
from hrm_codegen.tasks.exercises.families import DEMO, SIZES


def first(split: str, n: int, *, seed: int = 0) -> list[Problem]:
    return list(itertools.islice(DEMO.sample(split, seed=seed), n))


@pytest.fixture(scope="module")
def problems() -> dict[str, list[Problem]]:
    return {split: first(split, 24) for split in DEMO.splits}


def test_splits_share_neither_texts_nor_names_nor_what_is_asked(problems: dict[str, list[Problem]]) -> None:
    for a, b in itertools.combinations(problems.values(), 2):
        assert {problem.prompt for problem in a}.isdisjoint(problem.prompt for problem in b)
        assert {problem.id for problem in a}.isdisjoint(problem.id for problem in b)


@given(st.integers(0, 2**32))
def test_an_instance_belongs_to_one_split_whatever_its_wording(seed: int) -> None:
    rng = random.Random(seed)
    instance = FAMILY.draw(rng)
    assert instance.split == split_of(instance.key) in SIZES


def test_the_shares_of_the_splits_are_as_documented() -> None:
    found = [split_of(f"key {number}") for number in range(4000)]
    assert abs(found.count("test") / 4000 - 0.10) < 0.02
    assert abs(found.count("validation") / 4000 - 0.05) < 0.02


def test_the_same_seed_gives_the_same_problems_and_another_one_others() -> None:
    assert first("train", 5) == first("train", 5)
    assert first("train", 5, seed=1) != first("train", 5)


def test_a_split_starts_with_the_samples_of_seed_0(problems: dict[str, list[Problem]]) -> None:
    assert list(itertools.islice(DEMO.load("test"), 5)) == problems["test"][:5]


def test_texts_are_distinct(problems: dict[str, list[Problem]]) -> None:
    assert len({problem.prompt for problem in problems["train"]}) == 24


def test_an_answer_that_echoes_or_is_constant_solves_nothing(problems: dict[str, list[Problem]]) -> None:
    for problem in problems["test"][:4]:
        for body in ("return x", "return 0", "return True", "return None"):
            answer = f"def {problem.entry_point}(x):\n    {body}"
            assert not run_python(problem.program(answer), witness=True).completed


def test_a_language_that_the_family_does_not_write_is_refused() -> None:
    with pytest.raises(UsageError, match="does not write 'rust'"):
        next(DEMO.sample("train", seed=0, language="rust"))


def test_an_unknown_family_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'demo'"):
        families.sample("exercises:dmo", seed=0)


class Few:
    """A family with three exercises, one of which fails."""

    name = "few"
    languages = ("python",)

    def draw(self, rng: random.Random) -> Any:
        return Few.Instance(rng.randrange(3))

    class Instance:
        split = "train"
        once = ""

        def __init__(self, number: int) -> None:
            self.key = f"number {number}"
            self.number = number

        def build(self, rng: random.Random) -> Draft:
            test = f"assert f() == {self.number or 7}"
            return Draft(f"Return {self.number}.", f"def f(): return {self.number}", (test,), "f", (), "")


FEW = Few()


def test_exercises_that_fail_are_left_out_and_running_dry_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(families.FAMILIES, "few", f"{__name__}:FEW")  # type: ignore[arg-type]  # the table is a dict
    monkeypatch.setattr(families, "_PATIENCE", 50)
    stream = families.Exercises("few").sample("train", seed=0)
    assert {next(stream).prompt, next(stream).prompt} == {"Return 1.", "Return 2."}
    with pytest.raises(LimitError, match="no more train exercises for seed 0"):
        next(stream)
