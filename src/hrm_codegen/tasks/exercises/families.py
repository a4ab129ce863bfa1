"""FAMILIES: generated exercises, each proven by running it; they need no data.

A family draws instances; what an instance asks for decides its split, so no wording or example of a held-out instance
is ever trained on. What is drawn is deterministic from the seed. An exercise counts only when its solution, run in the
sandbox, passes its tests; trivial ones and repeated texts are left out.
"""

from __future__ import annotations

import hashlib
import importlib
import itertools
import logging
import random
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar, cast

from hrm_codegen.code.languages import LANGUAGES
from hrm_codegen.errors import LimitError, NotFound, UsageError, nearest
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.execution import run_references
from hrm_codegen.tasks.exercises.base import Draft, Family, Instance

log = logging.getLogger(__name__)

FAMILIES: Mapping[str, str] = {  # name -> "module:attribute"
    "compose": "hrm_codegen.tasks.exercises.compose:COMPOSE",
    "classes": "hrm_codegen.tasks.exercises.classes:CLASSES",
    "demo": "hrm_codegen.tasks.exercises.demo:DEMO",
}
MIXED = {"compose": 19, "classes": 1}  # the families of plain "exercises", and how many of each come in a turn
SIZES = {"train": 20_000, "validation": 500, "test": 500}  # problems that a split is loaded with; `sample` reaches more
LICENCE = "Apache-2.0"
T = TypeVar("T")
_PATIENCE = 20_000  # draws in a row without a new exercise before a family counts as exhausted
_BATCH = 1024  # exercises verified at a time
_TIMEOUT_S = 2.0  # for one exercise


class Exercises:
    """One family as a Task."""

    files: tuple[str, ...] = ()
    licence = LICENCE

    def __init__(self, family: str, *, splits: tuple[str, ...] = tuple(SIZES)) -> None:
        self.name = f"exercises:{family}"
        self.splits = splits
        self.held_out = frozenset(splits) - {"train"}
        self._family = family

    def size(self, split: str) -> int:
        """Return how many problems a split is loaded with."""
        return SIZES[split]

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the split's problems, verified as they come: those of `sample` with seed 0."""
        return itertools.islice(self.sample(split, seed=0), SIZES[split])

    def sample(self, split: str, *, seed: int, language: str = "python") -> Iterator[Problem]:
        """Yield distinct verified problems for as long as the family has new ones, the same for the same seed.

        Raises UsageError for a language the family does not write, LimitError when no new exercise turns up any more.
        """
        family = load_family(self._family)
        if language not in family.languages:
            raise UsageError(f"{self.name} does not write {language!r}{nearest(language, family.languages)}")
        found = draws(self._family, split, f"{split}/{seed}")
        size = _BATCH // 32  # the first problems come soon, later batches are cheaper
        while batch := [drawn.problem for drawn in itertools.islice(found, size)]:
            yield from verified(batch)
            size = min(2 * size, _BATCH)
        raise LimitError(f"{self.name} has no more {split} exercises for seed {seed}; ask for fewer")


class Drawn(NamedTuple):
    """An exercise not yet executed, and the instance that it words."""

    problem: Problem
    instance: Instance


def draws(family: str, split: str, seed: str) -> Iterator[Drawn]:
    """Yield a family's exercises unverified, each text once, the same for the same seed, until hardly any new one turns up."""
    made = load_family(family)
    for instance, draft in _drafts(made, split, random.Random(f"{made.name}/{seed}")):
        yield Drawn(problem_of(family, instance.key, draft), instance)


def problem_of(family: str, key: str, draft: Draft) -> Problem:
    """Return a draft as a Problem, named by what it asks for and its text."""
    return Problem(
        id=f"exercises/{family}/{hashlib.sha256(f'{key}/{draft.prompt}'.encode()).hexdigest()[:12]}",
        task=f"exercises:{family}",
        prompt=draft.prompt,
        form=draft.form,
        solution=draft.solution,
        tests=draft.tests,
        shown=draft.shown,
        entry_point=draft.entry_point,
        tags=draft.tags,
        difficulty=draft.difficulty,
        licence=LICENCE,
        source="generated",
    )


def sample(name: str, *, seed: int, language: str = "python") -> Iterator[Problem]:
    """Yield new verified training problems of one family ("exercises:demo") or of the mixed ones in turn ("exercises").

    Languages other than Python have the composed exercises, built and run; raises UsageError for one that the family does
    not write, NotFound where the language's toolchain is not installed.
    """
    if language != "python" and language in LANGUAGES and name in ("exercises", "exercises:compose"):
        return _other_language(language, seed)
    if name != "exercises":
        return Exercises(load_family(name.removeprefix("exercises:")).name).sample("train", seed=seed, language=language)
    return _in_turns({family: Exercises(family).sample("train", seed=seed, language=language) for family in MIXED})


def _other_language(language: str, seed: int) -> Iterator[Problem]:
    from hrm_codegen.tasks import toolchains
    from hrm_codegen.tasks.exercises import six

    if not toolchains.available(language):
        raise NotFound(
            f"no toolchain for {language} was found, and only exercises that were run count; scripts/toolchains installs it"
        )
    return six.problems(language, seed)


def mixed(split: str, seed: str) -> Iterator[Drawn]:
    """Yield the unverified exercises of all mixed families in turns: what training is made from."""
    return _in_turns({family: draws(family, split, seed) for family in MIXED})


def _in_turns(streams: Mapping[str, Iterator[T]]) -> Iterator[T]:
    """Yield from every family's stream as many in each turn as MIXED says, until one of them ends."""
    while True:
        turn = [(list(itertools.islice(stream, MIXED[family])), MIXED[family]) for family, stream in streams.items()]
        for part, _ in turn:
            yield from part
        if any(len(part) < count for part, count in turn):
            return


def load_family(name: str) -> Family:
    """Return a family by name; an unknown one is a UsageError that names the nearest."""
    if name not in FAMILIES:
        raise UsageError(f"unknown family of exercises {name!r}{nearest(name, FAMILIES)}")
    module, _, attribute = FAMILIES[name].partition(":")
    return cast("Family", getattr(importlib.import_module(module), attribute))


def verified(problems: list[Problem]) -> Iterator[Problem]:
    """Run each problem's own program in the sandbox and yield those that pass, in order."""
    for checked in run_references(problems, timeout_s=_TIMEOUT_S):
        if checked.passed:
            yield checked.problem
        else:
            log.debug("%s left out: %s", checked.problem.id, checked.detail)


def _drafts(family: Family, split: str, rng: random.Random) -> Iterator[tuple[Instance, Draft]]:
    """Yield the split's instances with an exercise each, each text once, until hardly any new one turns up."""
    seen: set[str] = set()
    idle = 0
    while idle < _PATIENCE:
        idle += 1
        instance = family.draw(rng)
        if instance.split != split or instance.once in seen:
            continue
        draft = instance.build(rng)
        if draft is not None and draft.prompt not in seen:
            seen |= {draft.prompt, instance.once} - {""}
            idle = 0
            yield instance, draft


CLASSES = Exercises("classes")
COMPOSE = Exercises("compose", splits=("train", "validation"))
DEMO = Exercises("demo")
