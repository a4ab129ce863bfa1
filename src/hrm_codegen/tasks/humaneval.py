"""HumanEval: 164 functions to complete from signature and docstring, all held out.

The program that judges an answer is the official one: prompt, completion, the text that defines `check`, and the call
`check(entry_point)`. The definition is the Problem's setup; the call is its one test, since `check` holds every assert.
"""

from __future__ import annotations

from collections.abc import Iterator

from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.base import Problem

FILE = "humaneval/humaneval.jsonl"


class HumanEval:
    """The benchmark of arXiv 2107.03374; nothing of it may be trained on."""

    name = "humaneval"
    splits: tuple[str, ...] = ("test",)
    held_out: frozenset[str] = frozenset({"test"})
    files: tuple[str, ...] = (FILE,)
    licence = datafiles.FILES[FILE].licence

    def size(self, split: str) -> int:
        """Return how many problems a split has."""
        assert split in self.splits
        return sum(1 for _ in datafiles.rows(datafiles.find(FILE)))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the problems in the file's order; missing data is NotFound, a bad line DataError."""
        assert split in self.splits
        return (self._problem(row) for row in datafiles.rows(datafiles.find(FILE)))

    def _problem(self, row: datafiles.Row) -> Problem:
        prompt, entry_point = row.text("prompt"), row.text("entry_point")
        return Problem(
            id=row.text("task_id").replace("HumanEval", "humaneval"),
            task=self.name,
            prompt=prompt,
            form="complete",
            solution=prompt + row.text("canonical_solution"),
            setup=row.text("test"),
            tests=(f"check({entry_point})",),
            entry_point=entry_point,
            licence=self.licence,
            source="openai/human-eval",
        )


HUMANEVAL = HumanEval()
