"""Python Programming Puzzles: find a value that a given function accepts. Those made from HumanEval are held out.

A puzzle is `sat(x) -> bool`; an answer is `sol()` with `sat(sol())` true. The same puzzle often comes with other numbers: at
most two of each are trained on.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.finite import Left, of_problem, part_of
from hrm_codegen.tasks.items import Item

FILES: dict[str, str] = {"train": "p3_puzzles/p3-puzzles.jsonl.gz", "humaneval": "p3_puzzles/p3-puzzles-humaneval.jsonl.gz"}
_TYPING = ("Dict", "List", "Optional", "Set", "Tuple")
_EACH = 2  # puzzles that differ in their numbers only
_LONGEST_CHARS = 1500  # of a puzzle with its solution


class P3:
    """The data set of arXiv 2106.05784."""

    name = "p3"
    splits: tuple[str, ...] = ("train", "humaneval")
    held_out: frozenset[str] = frozenset({"humaneval"})
    files: tuple[str, ...] = tuple(FILES.values())
    licence = datafiles.FILES[FILES["train"]].licence

    def size(self, split: str) -> int:
        """Return how many puzzles a split has."""
        return sum(1 for _ in self.load(split))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the split's solved puzzles in the file's order; missing data is NotFound, a bad line DataError."""
        assert split in self.splits
        rows = datafiles.rows(datafiles.find(FILES[split]))
        return (self._problem(row) for row in rows if row.fields.get("sol_verified") and row.texts("sol_bodies"))

    def _problem(self, row: datafiles.Row) -> Problem:
        words = textwrap.dedent(row.text("sol_docstring").strip().strip('"')).strip()
        body = min(row.texts("sol_bodies"), key=len).strip("\n")
        typed = ", ".join(name for name in _TYPING if f"{name}[" in row.text("sat"))
        sat = (f"from typing import {typed}\n\n\n" if typed else "") + row.text("sat").strip()
        return Problem(
            id=f"{self.name}/{row.text('name')}",
            task=self.name,
            prompt=f"Write sol so that sat(sol()) is True. {words}".strip(),
            context=sat,
            solution=f"{row.text('sol_header').strip()}\n{body}\n",
            setup=sat,
            tests=("assert sat(sol()) is True",),
            entry_point="sol",
            licence=self.licence,
            source="PythonProgrammingPuzzles",
        )


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield the training puzzles, each proven by running its solution."""
    del seed
    return part_of(_items(), part, count)


def _items() -> Iterator[Item]:
    left, seen = Left("p3"), Counter[str]()

    def chosen() -> Iterator[Item]:
        for problem in P3_PUZZLES.load("train"):
            puzzle = problem.id.rpartition(":")[0] or problem.id
            seen[puzzle] += 1
            if seen[puzzle] > _EACH:
                left.out("same puzzle with other numbers")
            elif len(problem.context) + len(problem.solution) > _LONGEST_CHARS:
                left.out(f"over {_LONGEST_CHARS} characters")
            else:
                yield of_problem(problem, "puzzle", difficulty=2)

    return left.told(chosen())


P3_PUZZLES = P3()
