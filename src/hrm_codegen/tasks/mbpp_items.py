"""MBPP's training part as Items: as it is written, and in verified variants with other names, wordings and layouts."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hrm_codegen.tasks import catalog
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.finite import Left, of_problem, part_of
from hrm_codegen.tasks.items import Item
from hrm_codegen.tasks.variants import take_apart, vary

_ROUNDS = 7  # variants of each problem, a quarter of them as a signature and docstring to complete


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield the problems as they are, then round after round of variants; each is proven by running its program."""
    return part_of(Left("mbpp").told(_items(seed)), part, count)


def _items(seed: int) -> Iterator[Item]:
    problems = list(catalog.load_trainable("mbpp", "train"))
    yield from (of_problem(problem, "write") for problem in problems)
    apart = [(problem, take_apart(problem)) for problem in problems]
    for turn in range(_ROUNDS):
        for problem, parts in apart:
            if parts is not None:
                made = vary(parts, random.Random(f"mbpp/{seed}/{problem.id}/{turn}"))
                yield _numbered(made, turn)


def _numbered(problem: Problem, turn: int) -> Item:
    item = of_problem(problem, "complete" if problem.form == "complete" else "write")
    return Item(**{**vars(item), "id": f"{item.id}/{turn}", "tags": ()})
