"""DERIVED: what else is learned from a problem besides writing its solution, and how many Items of each it gives.

To add a member, write its file with `derive(problem, rng) -> Work` and add the row.
"""

from __future__ import annotations

import dataclasses
import importlib
import itertools
import math
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from hrm_codegen.errors import UsageError, nearest
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Derive, Work, item, run
from hrm_codegen.tasks.derived.summary import in_words
from hrm_codegen.tasks.items import Item

DERIVED: Mapping[str, str] = {  # component -> "module:function"
    "fim": "hrm_codegen.tasks.derived.fim:derive",
    "predict": "hrm_codegen.tasks.derived.predict:derive",
    "trace": "hrm_codegen.tasks.derived.trace:derive",
    "repair": "hrm_codegen.tasks.derived.repair:derive",
    "edit": "hrm_codegen.tasks.derived.edit:derive",
    "test": "hrm_codegen.tasks.derived.test:derive",
    "document": "hrm_codegen.tasks.derived.document:derive",
    "sequence": "hrm_codegen.tasks.derived.sequence:derive",
    "complete": "hrm_codegen.tasks.derived.complete:derive",
}
WEIGHTS: Mapping[str, float] = {  # expected Items a problem; "write" is the problem itself
    "write": 1.0, "fim": 0.4, "predict": 0.6, "trace": 0.3, "repair": 0.5, "edit": 0.4, "test": 0.2, "document": 0.2,
    "sequence": 0.2, "complete": 0.4,
}  # fmt: skip
_LONGEST = 2000  # characters of prompt and response of what is derived; longer rows are left out
_TOGETHER = 256  # problems whose programs run in one sandboxed process


def stream(problems: Iterable[Problem], *, seed: int | str, weights: Mapping[str, float] = WEIGHTS) -> Iterator[Item]:
    """Yield the Items of many problems, problem by problem: the same for the same seed and problem, whatever stands beside it.

    A weight is the expected number of Items of its component; a problem gives fewer where it does not lend itself. The
    Items carry proofs and want proving. Raises UsageError for an unknown component, SandboxError when the sandbox fails.
    """
    for name in weights:
        if name != "write" and name not in DERIVED:
            raise UsageError(f"unknown derived task {name!r}{nearest(name, ('write', *DERIVED))}")
    waiting = iter(problems)
    while batch := list(itertools.islice(waiting, _TOGETHER)):
        drawn = [draw for problem in batch for draw in _draw(problem, seed, weights)]
        found = iter(run([work for _, work in drawn]))
        seen: dict[str, set[str]] = {}
        for problem, _ in drawn:
            made = next(found)
            if made is not None:
                yield from _numbered(made, seen.setdefault(problem.id, set()))


def _draw(problem: Problem, seed: int | str, weights: Mapping[str, float]) -> Iterator[tuple[Problem, Work]]:
    """Yield as many Works of each component as one problem gets, each with randomness of its own."""
    words = in_words(problem)
    for name, weight in weights.items():
        told = problem if name == "write" else words
        if told is None:
            continue
        rng = random.Random(f"{seed}/{problem.id}/{name}")
        for number in range(math.floor(weight) + (rng.random() < weight % 1)):
            yield problem, member(name)(told, random.Random(f"{seed}/{problem.id}/{name}/{number}"))


def member(name: str) -> Derive:
    """Return the function that derives a component; "write" is the problem itself."""
    if name == "write":
        return _write
    module, _, attribute = DERIVED[name].partition(":")
    return cast("Derive", getattr(importlib.import_module(module), attribute))


def _write(problem: Problem, _rng: random.Random) -> Work:
    yield from ()
    return item(problem, "write", problem.example(), proofs=[problem.program()])


def _numbered(made: Item, seen: set[str]) -> Iterator[Item]:
    """Yield an Item under an id of its own; nothing when the same row is there already, or the row is long."""
    prompt = made.example.prompt
    text = f"{made.component}\0{prompt.text if prompt else ''}\0{made.example.response}"
    if text in seen or (made.component != "write" and len(text) > _LONGEST):
        return
    seen.add(text)
    number = sum(key.startswith(f"{made.component}\0") for key in seen)
    yield made if number == 1 else dataclasses.replace(made, id=f"{made.id}-{number}")
