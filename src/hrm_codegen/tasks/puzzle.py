"""4x4 Sudoku: the puzzles on which the original HRM shows that it still reasons.

A puzzle is 16 tokens, row by row: 0 pads, 1 is a blank, 2-5 are the digits 1-4. The label is the solved grid in the same
tokens. Every puzzle has exactly one solution. The split is a matter of the solved grid's hash: no grid of the test part is
ever an answer in the training part, so a model that only remembers grids solves nothing there.
"""

from __future__ import annotations

import hashlib
import random
from functools import cache
from itertools import count, permutations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hrm_codegen.errors import UsageError, nearest

SIDE = 4
CELLS = SIDE * SIDE
PAD, BLANK = 0, 1
VOCAB_SIZE = 2 + SIDE
SPLITS = ("train", "test")
FEWEST_CLUES, MOST_CLUES = 4, 10  # no 4x4 puzzle with fewer than four clues has one solution
_TEST_SHARE = 20  # per cent of the solved grids
_PATIENCE = 50  # draws allowed for each puzzle wanted

Grid = tuple[int, ...]  # 16 digits, 1-4; 0 is a blank


class Puzzles(NamedTuple):
    """Puzzles and their solutions as tokens, int64 of shape [n, 16]."""

    inputs: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]


def sudoku(split: str, n: int, *, seed: int = 0) -> Puzzles:
    """Make n distinct puzzles of a split, the same for the same seed; raises UsageError for an unknown split."""
    if split not in SPLITS:
        raise UsageError(f"puzzles have no split {split!r}{nearest(split, SPLITS)}")
    rng = random.Random(f"sudoku/{split}/{seed}")
    answers = [grid for grid in solved_grids() if split_of(grid) == split]
    found: dict[Grid, Grid] = {}
    for draws in count():
        if len(found) == n:
            break
        if draws > _PATIENCE * (n + 100):
            raise UsageError(f"only {len(found)} distinct puzzles found for {split}; ask for fewer than {n}")
        answer = rng.choice(answers)
        found.setdefault(_blank_out(answer, clues=rng.randint(FEWEST_CLUES, MOST_CLUES), rng=rng), answer)
    tokens = [np.array(list(grids), dtype=np.int64).reshape(n, CELLS) + BLANK for grids in (found.keys(), found.values())]
    return Puzzles(*tokens)


def split_of(grid: Grid) -> str:
    """Return the split that a solved grid belongs to."""
    return "test" if int(hashlib.sha256(bytes(grid)).hexdigest(), 16) % 100 < _TEST_SHARE else "train"


@cache
def solved_grids() -> tuple[Grid, ...]:
    """Return all 288 solved grids, in a fixed order."""
    rows = list(permutations(range(1, SIDE + 1)))
    grids: list[Grid] = [()]
    for _ in range(SIDE):
        grids = [grid + row for grid in grids for row in rows if _fits(grid, row)]
    return tuple(grids)


def solutions(puzzle: Grid) -> list[Grid]:
    """Return every solved grid that agrees with the puzzle's clues."""
    return [grid for grid in solved_grids() if all(clue in (0, digit) for clue, digit in zip(puzzle, grid, strict=True))]


def _fits(grid: Grid, row: Grid) -> bool:
    """Whether a row can follow the rows so far: no digit twice in a column or in a 2x2 box."""
    above = [grid[start : start + SIDE] for start in range(0, len(grid), SIDE)]
    if any(digit == earlier[column] for earlier in above for column, digit in enumerate(row)):
        return False
    if len(above) % 2 == 0:
        return True
    return all(set(row[left : left + 2]).isdisjoint(above[-1][left : left + 2]) for left in (0, 2))


def _blank_out(answer: Grid, *, clues: int, rng: random.Random) -> Grid:
    """Blank cells in a random order, each only if one solution remains, until as few clues are left as asked for."""
    agrees = np.array(solved_grids()) == np.array(answer)  # [grid, cell]: has the same digit there
    kept = np.ones(CELLS, dtype=bool)
    for cell in rng.sample(range(CELLS), CELLS):
        if kept.sum() <= clues:
            break
        kept[cell] = False
        kept[cell] = agrees[:, kept].all(axis=1).sum() > 1  # another grid has all the clues left: this one must stay
    return tuple(digit if keep else 0 for digit, keep in zip(answer, kept.tolist(), strict=True))
