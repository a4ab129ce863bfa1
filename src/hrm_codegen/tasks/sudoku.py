"""Sudokus of 4x4 cells with boxes of 2x2, and of 6x6 with boxes of 2x3; digit d is token d + 1.

The 288 solved 4x4 grids are listed. Of the 28,200,960 solved 6x6 grids some are drawn, blanked out, and turned into many: renamed
digits and exchanged rows, columns, bands and stacks keep a puzzle a puzzle with one solution.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from hrm_codegen.tasks.puzzle import ASKED, Grid, Made, split_of

_VARIANTS = 16  # puzzles made of each 6x6 grid that is blanked out


class Shape(NamedTuple):
    """The lines of a Sudoku: its boxes are `high` rows of `wide` cells, and its side is their product."""

    high: int
    wide: int
    clues: tuple[int, int]  # fewest and most digits given

    @property
    def side(self) -> int:
        """Cells in a row, a column and a box."""
        return self.high * self.wide


FOUR = Shape(2, 2, (4, 10))  # no 4x4 puzzle with fewer than four clues has one solution
SIX = Shape(2, 3, (10, 20))  # at least eight clues are needed; ten leave 26 cells to find


def sudoku4(split: str, seed: int) -> Iterator[Made]:
    """Yield 4x4 puzzles of a split without end."""
    rng = random.Random(f"sudoku/{split}/{seed}")
    answers = [grid for grid in solved_grids() if split_of(grid) == split]
    while True:
        answer = rng.choice(answers)
        clues = rng.randint(*FOUR.clues)
        yield _made(_blank_out(answer, FOUR, clues=clues, rng=rng), answer)


def sudoku6(split: str, seed: int) -> Iterator[Made]:
    """Yield 6x6 puzzles of a split without end."""
    rng = random.Random(f"sudoku6/{split}/{seed}")
    while True:
        answer = solutions((0,) * SIX.side**2, SIX, most=1, rng=rng)[0]
        question = _blank_out(answer, SIX, clues=rng.randint(*SIX.clues), rng=rng)
        for _ in range(_VARIANTS):
            cells, digits = _symmetry(SIX, rng)
            turned = [tuple(digits[grid[cell]] for cell in cells) for grid in (question, answer)]
            if split_of(turned[1]) == split:
                yield _made(*turned)


@cache
def solved_grids() -> tuple[Grid, ...]:
    """Return all 288 solved 4x4 grids in order."""
    return tuple(sorted(solutions((0,) * FOUR.side**2, FOUR)))


def solutions(clues: Grid, shape: Shape, *, most: int | None = None, rng: random.Random | None = None) -> list[Grid]:
    """Return the solved grids that agree with the clues (0 is a blank), at most so many; `rng` draws which come first."""
    lines = _lines(shape)
    used = [0] * (3 * shape.side)
    for cell, digit in enumerate(clues):
        if digit:
            _mark(used, lines[cell], 1 << digit)
    found: list[Grid] = []
    _search(_Search(list(clues), used, lines, shape.side, most, rng), found)
    return found


class _Search(NamedTuple):
    """A grid under way; sets of digits are bits."""

    cells: list[int]
    used: list[int]  # digits in each row, column and box
    lines: tuple[tuple[int, int, int], ...]  # of each cell: its row, column and box in `used`
    side: int
    most: int | None
    rng: random.Random | None


def _search(state: _Search, found: list[Grid]) -> None:
    """Fill the blank with the fewest choices in every possible way."""
    everything, best, choices = (1 << (state.side + 1)) - 2, -1, 0
    for cell, digit in enumerate(state.cells):
        if digit:
            continue
        row, column, box = state.lines[cell]
        free = everything & ~(state.used[row] | state.used[column] | state.used[box])
        if best < 0 or free.bit_count() < choices.bit_count():
            best, choices = cell, free
    if best < 0:
        found.append(tuple(state.cells))
        return
    digits = [digit for digit in range(1, state.side + 1) if choices >> digit & 1]
    if state.rng is not None:
        state.rng.shuffle(digits)
    for digit in digits:
        state.cells[best] = digit
        _mark(state.used, state.lines[best], 1 << digit)
        _search(state, found)
        _mark(state.used, state.lines[best], 1 << digit)
        if state.most is not None and len(found) >= state.most:
            break
    state.cells[best] = 0


def _mark(used: list[int], lines: tuple[int, int, int], bit: int) -> None:
    """Put a digit into a cell's row, column and box, or take it out."""
    for line in lines:
        used[line] ^= bit


@cache
def _lines(shape: Shape) -> tuple[tuple[int, int, int], ...]:
    side, across = shape.side, shape.side // shape.wide
    return tuple(
        (row, side + column, 2 * side + row // shape.high * across + column // shape.wide)
        for row in range(side)
        for column in range(side)
    )


def _blank_out(answer: Grid, shape: Shape, *, clues: int, rng: random.Random) -> Grid:
    """Blank cells in a random order, each only if one solution remains, until as few clues are left as asked for."""
    grid = list(answer)
    left = len(grid)
    for cell in rng.sample(range(len(grid)), len(grid)):
        if left <= clues:
            break
        grid[cell] = 0
        if len(solutions(tuple(grid), shape, most=2)) > 1:
            grid[cell] = answer[cell]
        else:
            left -= 1
    return tuple(grid)


def _symmetry(shape: Shape, rng: random.Random) -> tuple[list[int], list[int]]:
    """Draw where each cell comes from and what each digit becomes; every row, column and box stays one."""
    rows, columns = _lines_in_groups(shape.side, shape.high, rng), _lines_in_groups(shape.side, shape.wide, rng)
    digits = rng.sample(range(1, shape.side + 1), shape.side)
    return [row * shape.side + column for row in rows for column in columns], [0, *digits]


def _lines_in_groups(side: int, size: int, rng: random.Random) -> list[int]:
    """Exchange groups of lines, and the lines in each."""
    starts = rng.sample(range(0, side, size), side // size)
    return [line for start in starts for line in rng.sample(range(start, start + size), size)]


def _made(question: Grid, answer: Grid) -> Made:
    """Turn digits into tokens."""
    return Made(*(tuple(digit + ASKED for digit in grid) for grid in (question, answer)))
