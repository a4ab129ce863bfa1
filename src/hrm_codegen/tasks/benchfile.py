"""A benchmark that is one data file with one problem a line, all held out: what most of them are."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator

from hrm_codegen.code import syntax
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.base import Problem

LANGUAGE_NAMES = {"js": "javascript", "rs": "rust", "go_test.go": "go"}  # what data files write -> our name
PROGRAM_FILES = {
    "cpp": "main.cpp", "go": "main_test.go", "java": "Main.java", "javascript": "main.js", "python": "main.py", "rust": "main.rs",
}  # fmt: skip


class HeldOutFile:
    """A task of one split, "test", that reads a file through a function from line to Problem; never trained on."""

    splits: tuple[str, ...] = ("test",)
    held_out: frozenset[str] = frozenset({"test"})

    def __init__(self, name: str, file: str, problem: Callable[[str, datafiles.Row], Problem | None]) -> None:
        self.name = name
        self.files: tuple[str, ...] = (file,)
        self.licence = datafiles.FILES[file].licence
        self._problem = problem

    def size(self, split: str) -> int:
        """Return how many problems a split has."""
        return sum(1 for _ in self.load(split))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the problems in the file's order; missing data is NotFound, a bad line DataError."""
        assert split in self.splits
        made = (self._problem(self.name, row) for row in datafiles.rows(datafiles.find(self.files[0])))
        return (problem for problem in made if problem is not None)


def third_party(source: str) -> tuple[str, ...]:
    """Return the packages beyond the standard library that a Python source imports."""
    names: set[str] = set()
    for node in ast.walk(syntax.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return tuple(sorted(names - sys.stdlib_module_names))
