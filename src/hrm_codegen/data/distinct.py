"""How many distinct exercises the generator reaches: counted by drawing them, never extrapolated.

What is drawn is what a training set is made from (`data.exercises.make`). Three counts, each of 64-bit hashes: statements by
their words (lower case, no punctuation), solutions by what they do (names by position, no layout), and instances by what is
asked for, whatever the wording, names and examples.
"""

from __future__ import annotations

import ast
import hashlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from typing import NamedTuple

from hrm_codegen.data import fingerprints
from hrm_codegen.tasks.exercises import families

PART = 2000  # problems of one stream: what a part of a build asks for


class Counts(NamedTuple):
    """Problems drawn so far, and how many of them differ."""

    drawn: int
    statements: int  # by their words
    solutions: int  # by what they do
    instances: int  # by what is asked for


class Hashes(NamedTuple):
    """The hashes of one part's problems."""

    statements: set[int]
    solutions: set[int]
    instances: set[int]


def count(draws: int, *, seed: int = 0, workers: int = 1) -> Iterator[Counts]:
    """Draw so many training problems of the mixed families and yield the counts after each part; nothing is executed.

    The counts are the same whatever the number of worker processes.
    """
    wanted = [min(PART, draws - start) for start in range(0, draws, PART)]
    tasks = [(seed, part, many) for part, many in enumerate(wanted)]
    known = Hashes(set(), set(), set())
    drawn = 0
    with ExitStack() as ends:
        run: Callable[..., Iterator[Hashes]] = map
        if workers > 1:
            pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
            ends.callback(pool.shutdown, cancel_futures=True)
            run = pool.map
        for found, many in zip(run(draw, tasks), wanted, strict=True):
            for whole, new in zip(known, found, strict=True):
                whole.update(new)
            drawn += many
            yield Counts(drawn, *map(len, known))


def draw(task: tuple[int, int, int]) -> Hashes:
    """Draw a part, given as (seed, part, problems)."""
    seed, part, many = task
    found = Hashes(set(), set(), set())
    for problem, instance in itertools.islice(families.mixed("train", f"{seed}/{part}"), many):
        found.statements.add(_hash(" ".join(fingerprints.words(problem.prompt))))
        found.solutions.add(solution_hash(problem.solution))
        found.instances.add(_hash(f"{problem.task}/{instance.key}"))
    return found


def solution_hash(source: str) -> int:
    """Return a hash that Python solutions share when they differ in names, layout, hints, docstrings and imports alone."""
    tree = ast.parse(source)
    return _hash(" ".join(_told(tree.body, outside=fingerprints.defined(tree))))


def _told(body: Sequence[ast.stmt], *, outside: set[str]) -> Iterator[str]:
    """Yield what each statement of a module or class says; names of what the module defines count by their place."""
    for node in body:
        if isinstance(node, fingerprints.Function):
            yield str(fingerprints.form(node, outside).digest)
        elif isinstance(node, ast.ClassDef):
            yield from ("class", *map(ast.dump, node.bases), *_told(node.body, outside=outside), "end")
        elif not isinstance(node, ast.Import | ast.ImportFrom) and not _is_docstring(node):
            yield ast.dump(node)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
