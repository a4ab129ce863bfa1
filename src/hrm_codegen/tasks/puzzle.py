"""Puzzles on which the original HRM shows that it still reasons: the whole grid goes in, the whole solved grid comes out.

A puzzle is a square grid of tokens, row by row, after one that marks the beginning: attention knows distances only, so without
a mark a cell could not tell its row. 0 pads, 1 is a cell whose answer is asked for, the last token is the mark, the rest is the
puzzle's own. The label is the solved grid, and there is exactly one. A solution, or in a maze its walls, belongs to one split by
its hash: what a model remembers from training solves nothing in the test part.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hrm_codegen.errors import UsageError, nearest

PAD, ASKED = 0, 1
SPLITS = ("train", "test")
_TEST_SHARE = 20  # per cent of the solutions
_PATIENCE = 50  # draws allowed for each puzzle wanted

Grid = tuple[int, ...]  # a square, row by row


class Made(NamedTuple):
    """One puzzle in tokens, without the mark."""

    question: Grid
    answer: Grid


class Puzzles(NamedTuple):
    """Puzzles and their solutions as tokens, int64 of shape [n, 1 + side * side]; the mark's label is the mark."""

    inputs: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Puzzle:
    """A kind of puzzle."""

    side: int  # cells
    vocab_size: int  # tokens, padding and mark included
    maker: str  # "module:function", from a split and a seed to an endless `Iterator[Made]`

    @property
    def mark(self) -> int:
        """The token that stands before the first cell."""
        return self.vocab_size - 1

    @property
    def tokens(self) -> int:
        """Tokens of a puzzle."""
        return 1 + self.side * self.side


PUZZLES = {
    "sudoku4": Puzzle(side=4, vocab_size=7, maker="hrm_codegen.tasks.sudoku:sudoku4"),
    "sudoku6": Puzzle(side=6, vocab_size=9, maker="hrm_codegen.tasks.sudoku:sudoku6"),
    "maze": Puzzle(side=9, vocab_size=7, maker="hrm_codegen.tasks.maze:maze"),
}


def named(name: str) -> Puzzle:
    """Return a kind of puzzle; raises UsageError that says which name is nearest."""
    if name not in PUZZLES:
        raise UsageError(f"no puzzle {name!r}{nearest(name, PUZZLES)}")
    return PUZZLES[name]


def make(name: str, split: str, n: int, *, seed: int = 0) -> Puzzles:
    """Make n distinct puzzles of a split, the same for the same seed; fewer are the beginning of more.

    Raises UsageError for an unknown name or split, and when there are not so many.
    """
    puzzle = named(name)
    if split not in SPLITS:
        raise UsageError(f"puzzles have no split {split!r}{nearest(split, SPLITS)}")
    module, _, function = puzzle.maker.partition(":")
    drawn: Iterator[Made] = getattr(importlib.import_module(module), function)(split, seed)
    found: dict[Grid, Grid] = {}
    for made in islice(drawn, _PATIENCE * (n + 100)):
        found.setdefault(*made)
        if len(found) == n:
            break
    else:
        raise UsageError(f"only {len(found)} distinct puzzles {name} found for {split}; ask for fewer than {n}")
    return Puzzles(*(np.array([(puzzle.mark, *grid) for grid in grids], dtype=np.int64) for grids in (found, found.values())))


def split_of(solution: Sequence[int]) -> str:
    """Return the split that a solution of numbers below 256 belongs to."""
    return "test" if int(hashlib.sha256(bytes(solution)).hexdigest(), 16) % 100 < _TEST_SHARE else "train"
