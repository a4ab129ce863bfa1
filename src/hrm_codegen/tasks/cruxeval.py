"""CRUXEval: 800 short Python functions with one call each; say what it gives, or find a call that gives it. All held out."""

from __future__ import annotations

from collections.abc import Iterator

from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.base import Problem

FILE = "cruxeval/cruxeval.jsonl"


class CruxEval:
    """The benchmark of arXiv 2401.03065: a split for each direction."""

    name = "cruxeval"
    splits: tuple[str, ...] = ("output", "input")
    held_out: frozenset[str] = frozenset({"output", "input"})
    files: tuple[str, ...] = (FILE,)
    licence = datafiles.FILES[FILE].licence

    def size(self, split: str) -> int:
        """Return how many problems a split has."""
        return sum(1 for _ in self.load(split))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the problems in the file's order; missing data is NotFound, a bad line DataError."""
        assert split in self.splits
        return (self._problem(row, split) for row in datafiles.rows(datafiles.find(FILE)))

    def _problem(self, row: datafiles.Row, split: str) -> Problem:
        given, gives = row.text("input"), row.text("output")
        asked, answer = (f"f({given}) == ??", gives) if split == "output" else (f"f(??) == {gives}", given)
        return Problem(
            id=f"{self.name}/{split}/{row.text('id').removeprefix('sample_')}",
            task=self.name,
            prompt=f"Complete the assert: give what stands for ??\nassert {asked}",
            kind="predict",
            context=row.text("code"),
            solution=answer,
            entry_point="f",
            licence=self.licence,
            source="cruxeval",
            record={"code": row.text("code"), "input": given, "output": gives},
        )


CRUXEVAL = CruxEval()
