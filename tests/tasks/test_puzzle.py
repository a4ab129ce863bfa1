"""4x4 Sudoku: one solution each, reproducible, and no solved grid on both sides of the split."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hrm_codegen.errors import UsageError
from hrm_codegen.tasks import puzzle


def test_there_are_288_solved_grids_and_all_are_sudokus() -> None:
    grids = np.array(puzzle.solved_grids()).reshape(-1, 4, 4)
    assert len(grids) == len({grid.tobytes() for grid in grids}) == 288
    boxes = grids.reshape(-1, 2, 2, 2, 2).transpose(0, 1, 3, 2, 4).reshape(-1, 4, 4)
    for groups in (grids, grids.transpose(0, 2, 1), boxes):
        assert (np.sort(groups, axis=-1) == [1, 2, 3, 4]).all()


@settings(max_examples=10)
@given(split=st.sampled_from(puzzle.SPLITS), seed=st.integers(0, 1000))
def test_a_puzzle_has_one_solution_and_the_label_is_it(split: str, seed: int) -> None:
    made = puzzle.sudoku(split, 5, seed=seed)
    assert made.inputs.shape == made.labels.shape == (5, puzzle.CELLS)
    assert made.inputs.dtype == made.labels.dtype == np.int64
    for tokens, label in zip(made.inputs, made.labels, strict=True):
        clues = tuple((tokens - puzzle.BLANK).tolist())
        assert puzzle.solutions(clues) == [tuple((label - puzzle.BLANK).tolist())]
        assert puzzle.FEWEST_CLUES <= sum(clue > 0 for clue in clues) <= puzzle.MOST_CLUES
        assert set(tokens.tolist()) <= set(range(puzzle.BLANK, puzzle.VOCAB_SIZE))


def test_no_answer_stands_on_both_sides_of_the_split() -> None:
    train, test = puzzle.sudoku("train", 400), puzzle.sudoku("test", 100)
    assert {row.tobytes() for row in train.labels}.isdisjoint({row.tobytes() for row in test.labels})
    assert len({row.tobytes() for row in train.inputs}) == 400


def test_puzzles_depend_on_the_seed_alone() -> None:
    first, again, other = (puzzle.sudoku("train", 20, seed=seed) for seed in (1, 1, 2))
    assert (first.inputs == again.inputs).all()
    assert (first.inputs != other.inputs).any()


def test_fewer_puzzles_are_the_beginning_of_more() -> None:
    assert (puzzle.sudoku("test", 30).inputs[:10] == puzzle.sudoku("test", 10).inputs).all()


def test_an_unknown_split_is_a_mistake_of_the_user() -> None:
    with pytest.raises(UsageError, match="did you mean 'train'"):
        puzzle.sudoku("trian", 1)
