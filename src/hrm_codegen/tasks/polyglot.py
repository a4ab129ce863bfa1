"""Aider's Polyglot benchmark: 225 Exercism exercises in six languages, all held out, with their files by role.

`files` of a Problem is the exercise's folder as a model finds it: the stubs it may edit, the tests and what building needs.
`record["roles"]` says which is which, `record["example_files"]` holds the example solution. The difficulty is Exercism's own
rating, 1 to 10, as easy (1-3), medium (4-7) or hard (8-10); `record["difficulty"]` says where it comes from (`ratings`).
"""

from __future__ import annotations

import functools
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, NamedTuple

from hrm_codegen.errors import DataError
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.base import Problem

FILE = "polyglot/polyglot.jsonl.gz"
ROLES = ("solution", "test", "example", "other")
RATINGS = "polyglot-ratings.tsv"  # language, exercise, rating, from each track's own list
UNEARNED = "stub passes"  # tag: the tests pass with the files as they are, so doing nothing scores
_TAGS: Mapping[str, tuple[str, ...]] = {  # facts found by running the examples and the stubs
    **dict.fromkeys(
        ("go/counter", "go/ledger", "go/markdown", "javascript/ledger", "java/ledger", "java/tree-building"), (UNEARNED,)
    ),
    **dict.fromkeys(("rust/gigasecond", "rust/grep", "rust/simple-cipher"), ("needs crates",)),
    **dict.fromkeys(("cpp/gigasecond", "cpp/meetup"), ("needs boost date_time",)),
    "cpp/parallel-letter-frequency": ("needs tbb",),
    "java/hangman": ("needs rxjava 2",),
    "java/rest-api": ("needs org.json",),
    "java/mazy-mice": ("needs assertj 3.17",),
    "go/dnd-character": ("example needs go 1.21",),
}  # fmt: skip


class Rating(NamedTuple):
    """How hard an exercise is, from 1 to 10, and who says so."""

    level: int
    source: str

    @property
    def word(self) -> str:
        """Exercism's word for the level."""
        return "easy" if self.level <= 3 else "medium" if self.level <= 7 else "hard"


class Polyglot:
    """The benchmark of the tool aider; nothing of it may be trained on."""

    name = "polyglot"
    splits: tuple[str, ...] = ("test",)
    held_out: frozenset[str] = frozenset({"test"})
    files: tuple[str, ...] = (FILE,)
    licence = datafiles.FILES[FILE].licence

    def size(self, split: str) -> int:
        """Return how many exercises there are."""
        assert split in self.splits
        return sum(1 for _ in datafiles.rows(datafiles.find(FILE)))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the exercises in the file's order; missing data is NotFound, a bad line DataError."""
        assert split in self.splits
        return map(self._problem, datafiles.rows(datafiles.find(FILE)))

    def _problem(self, row: datafiles.Row) -> Problem:
        language, name = row.text("language"), row.text("name")
        roles = {role: _files(row, f"{role}_files") for role in ROLES}
        example = "\n".join(roles["example"].values())
        rated = rating(language, name, example)
        return Problem(
            id=f"{self.name}/{language}/{name}",
            task=self.name,
            language=language,
            prompt=row.text("instructions"),
            solution=example,
            tags=_TAGS.get(f"{language}/{name}", ()),
            difficulty=rated.word,
            licence=self.licence,
            source="polyglot-benchmark",
            files={path: text for role in ("solution", "test", "other") for path, text in roles[role].items()},
            record={
                "name": name,
                "blurb": row.text("blurb"),
                "roles": {role: list(found) for role, found in roles.items()},
                "example_files": roles["example"],
                "difficulty": rated._asdict(),
            },
        )


def rating(language: str, name: str, example: str) -> Rating:
    """Return the difficulty: the track's own rating, else the median of the other tracks', else from the example's length."""
    ratings = _ratings()
    if (language, name) in ratings:
        return Rating(ratings[language, name], f"exercism/{language} config.json")
    others = [level for (_, other), level in ratings.items() if other == name]
    if others:
        return Rating(statistics.median_low(others), "median of other tracks")
    lines = sum(1 for line in example.splitlines() if line.strip())
    return Rating(min(10, 1 + lines // 20), "length of the example: 1 and one more for each 20 lines")


def across_languages() -> dict[str, dict[str, Rating]]:
    """Return the exercises by name, each with the languages that have it and their difficulty."""
    table: dict[str, dict[str, Rating]] = defaultdict(dict)
    for problem in POLYGLOT.load("test"):
        table[problem.record["name"]][problem.language] = Rating(**problem.record["difficulty"])
    return dict(sorted(table.items()))


@functools.cache
def _ratings() -> dict[tuple[str, str], int]:
    text = resources.files("hrm_codegen").joinpath("assets", RATINGS).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {(language, name): int(level) for language, name, level in rows}


def _files(row: datafiles.Row, field: str) -> dict[str, Any]:
    found = row.fields.get(field)
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise DataError(f"{row.where}: field {field!r} must be an object of paths and texts")
    return found


POLYGLOT = Polyglot()
