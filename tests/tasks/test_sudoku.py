"""The solver and the symmetries of Sudoku, on grids that can be checked by hand or by counting."""

from __future__ import annotations

import random

import numpy as np
import pytest

from hrm_codegen.tasks import sudoku

SOLVED = (1, 2, 3, 4, 3, 4, 1, 2, 2, 1, 4, 3, 4, 3, 2, 1)


def lines(grids: np.ndarray, shape: sudoku.Shape) -> list[np.ndarray]:
    """Return rows, columns and boxes of grids [n, side, side]."""
    side, high, wide = shape.side, shape.high, shape.wide
    boxes = grids.reshape(-1, side // high, high, side // wide, wide).transpose(0, 1, 3, 2, 4).reshape(-1, side, side)
    return [grids, grids.transpose(0, 2, 1), boxes]


def test_there_are_288_solved_grids_of_four_and_all_are_sudokus() -> None:
    grids = np.array(sudoku.solved_grids()).reshape(-1, 4, 4)
    assert len({grid.tobytes() for grid in grids}) == len(grids) == 288
    assert all((np.sort(groups, axis=-1) == [1, 2, 3, 4]).all() for groups in lines(grids, sudoku.FOUR))


def test_solutions_are_all_there_are_or_as_many_as_asked_for() -> None:
    clues = list(SOLVED)
    clues[0] = 0
    assert sudoku.solutions(tuple(clues), sudoku.FOUR) == [SOLVED]
    for cell in (1, 4, 5):  # the box 1 2 / 3 4 is blank; the other boxes give each of its lines two digits, so it is still known
        clues[cell] = 0
    assert sudoku.solutions(tuple(clues), sudoku.FOUR) == [SOLVED]
    swapped = tuple(digit if digit > 2 else 0 for digit in SOLVED)  # without 1 and 2 they can change places
    assert len(sudoku.solutions(swapped, sudoku.FOUR)) >= 2
    assert len(sudoku.solutions(swapped, sudoku.FOUR, most=1)) == 1


def test_clues_that_contradict_each_other_have_no_solution() -> None:
    assert sudoku.solutions((1, 2, 3, 0) + (0, 0, 0, 4) + (0,) * 8, sudoku.FOUR) == []


@pytest.mark.parametrize("shape", [sudoku.FOUR, sudoku.SIX])
def test_a_symmetry_turns_a_solved_grid_into_another(shape: sudoku.Shape) -> None:
    rng = random.Random(0)
    grid = sudoku.solutions((0,) * shape.side**2, shape, most=1, rng=rng)[0]
    turned = []
    for _ in range(30):
        cells, digits = sudoku._symmetry(shape, rng)
        turned.append([digits[grid[cell]] for cell in cells])
    grids = np.array(turned).reshape(-1, shape.side, shape.side)
    expected = np.arange(1, shape.side + 1)
    assert all((np.sort(groups, axis=-1) == expected).all() for groups in lines(grids, shape))
    assert len({one.tobytes() for one in grids}) > 20
