"""MBPP: short Python problems with asserts, in full (974) and in the sanitized form (427), and its augmented training part.

The split is a matter of the id: 1-10 prompt, 11-510 test, 511-600 validation, 601-974 train. Three training problems
repeat a test problem word for word; they stand in a held-out split of their own, so nothing trains on them by accident.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from hrm_codegen.code import syntax, transform
from hrm_codegen.errors import DataError
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.base import Problem

SPLITS = ("train", "validation", "test", "prompt", "duplicates")
HELD_OUT = frozenset({"validation", "test", "duplicates"})
DUPLICATES = frozenset({602, 704, 872})  # training problems with the very text of test 217, 248 and 216


def split_of(number: int) -> str:
    """Return the split that an MBPP id belongs to."""
    if number in DUPLICATES:
        return "duplicates"
    return "prompt" if number <= 10 else "test" if number <= 510 else "validation" if number <= 600 else "train"


class Mbpp:
    """The benchmark of arXiv 2108.07732; the prompt shows the first assert only."""

    splits: tuple[str, ...] = SPLITS
    held_out: frozenset[str] = HELD_OUT

    def __init__(self, name: str, file: str, *, sanitized: bool) -> None:
        self.name = name
        self.files: tuple[str, ...] = (file,)
        self.licence = datafiles.FILES[file].licence
        self._sanitized = sanitized

    def size(self, split: str) -> int:
        """Return how many problems a split has."""
        return sum(1 for _ in self._rows(split))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the split's problems in the order of the file; missing data is NotFound, a bad line DataError."""
        return map(self._problem, self._rows(split))

    def _rows(self, split: str) -> Iterator[datafiles.Row]:
        assert split in self.splits
        return (row for row in datafiles.rows(datafiles.find(self.files[0])) if split_of(row.integer("task_id")) == split)

    def _problem(self, row: datafiles.Row) -> Problem:
        solution = transform.normalise(row.text("code")).rstrip("\n")
        tests = tuple(test.strip() for test in row.texts("test_list"))
        setup = "\n".join(row.texts("test_imports")) if self._sanitized else row.text("test_setup_code")
        return Problem(
            id=f"{self.name}/{row.integer('task_id')}",
            task=self.name,
            prompt=row.text("prompt" if self._sanitized else "text"),
            solution=solution,
            setup=setup.replace("\r\n", "\n"),
            tests=tests,
            shown=1,
            entry_point=_entry_point(solution, tests, where=row.where),
            licence=self.licence,
            source="google-research/mbpp",
        )


def _entry_point(solution: str, tests: Sequence[str], *, where: str) -> str:
    """Return the name that the solution defines and every test calls; the outermost call wins."""
    try:
        defined = {node.name for node in syntax.parse(solution).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        called = [[name for name in _called(syntax.parse(test)) if name in defined] for test in tests]
    except SyntaxError as error:
        raise DataError(f"{where}: the solution or a test is not valid Python: {error.msg}") from None
    for name in called[0] if called else ():
        if all(name in names for names in called):
            return name
    raise DataError(f"{where}: the tests call none of the functions that the solution defines ({', '.join(sorted(defined))})")


def _called(tree: ast.AST) -> Iterator[str]:
    """Yield the names that a test calls, outermost first."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


MBPP = Mbpp("mbpp", "mbpp/mbpp.jsonl", sanitized=False)
SANITIZED = Mbpp("mbpp-sanitized", "mbpp/sanitized-mbpp.jsonl", sanitized=True)
