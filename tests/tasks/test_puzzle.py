"""Every kind of puzzle: one solution each, reproducible, and no solution on both sides of the split."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hrm_codegen.errors import UsageError
from hrm_codegen.tasks import maze, puzzle, sudoku

kinds = pytest.mark.parametrize("name", puzzle.PUZZLES)


def secret(name: str, label: np.ndarray) -> bytes:
    """Return what must never be seen in training: the solution, or the walls of a maze."""
    return np.where(label == maze.WALL, maze.WALL, 1).tobytes() if name == "maze" else label.tobytes()


@kinds
def test_puzzles_are_marked_squares_of_tokens_whose_given_cells_stay(name: str) -> None:
    kind, made = puzzle.named(name), puzzle.make(name, "train", 20)
    assert made.inputs.shape == made.labels.shape == (20, 1 + kind.side**2)
    assert made.inputs.dtype == made.labels.dtype == np.int64
    assert (made.inputs[:, 0] == kind.mark).all()
    assert (made.labels[:, 1:] < kind.mark).all()
    assert made.inputs.min() == puzzle.ASKED
    assert made.labels[:, 1:].max() == kind.mark - 1
    given = made.inputs != puzzle.ASKED
    assert (made.inputs == made.labels)[given].all()
    assert (~given).any(axis=1).all()


@kinds
def test_no_solution_stands_on_both_sides_of_the_split(name: str) -> None:
    train, test = puzzle.make(name, "train", 300), puzzle.make(name, "test", 80)
    assert {secret(name, row) for row in train.labels}.isdisjoint({secret(name, row) for row in test.labels})
    assert len({row.tobytes() for row in train.inputs}) == 300


@kinds
def test_puzzles_depend_on_the_seed_alone_and_fewer_are_the_beginning_of_more(name: str) -> None:
    first, fewer, other = (puzzle.make(name, "test", n, seed=seed) for n, seed in ((30, 1), (10, 1), (30, 2)))
    assert (first.inputs[:10] == fewer.inputs).all()
    assert (first.labels[:10] == fewer.labels).all()
    assert (first.inputs != other.inputs).any()


@settings(max_examples=8, deadline=None)
@given(split=st.sampled_from(puzzle.SPLITS), seed=st.integers(0, 1000))
@pytest.mark.parametrize(("name", "shape"), [("sudoku4", sudoku.FOUR), ("sudoku6", sudoku.SIX)])
def test_a_sudoku_has_one_solution_and_the_label_is_it(name: str, shape: sudoku.Shape, split: str, seed: int) -> None:
    made = puzzle.make(name, split, 3, seed=seed)
    for tokens, label in zip(made.inputs[:, 1:], made.labels[:, 1:], strict=True):
        clues = tuple((tokens - puzzle.ASKED).tolist())
        assert sudoku.solutions(clues, shape) == [tuple((label - puzzle.ASKED).tolist())]
        assert shape.clues[0] <= sum(clue > 0 for clue in clues) <= shape.clues[1] + 3  # where fewer would leave two solutions


@settings(max_examples=8, deadline=None)
@given(split=st.sampled_from(puzzle.SPLITS), seed=st.integers(0, 1000))
def test_a_maze_has_one_shortest_way_and_the_label_marks_it(split: str, seed: int) -> None:
    made = puzzle.make("maze", split, 5, seed=seed)
    for tokens, label in zip(made.inputs[:, 1:], made.labels[:, 1:], strict=True):
        start, goal = int(np.argmax(tokens == maze.START)), int(np.argmax(tokens == maze.GOAL))
        (way,) = maze.ways(tokens.tolist(), start, goal)
        assert len(way) > maze.SHORTEST
        assert sorted(way[1:-1]) == np.flatnonzero(label == maze.WAY).tolist()
        rim = tokens.reshape(maze.SIDE, maze.SIDE).copy()
        rim[1:-1, 1:-1] = maze.WALL
        assert (rim == maze.WALL).all()


def test_an_unknown_name_or_split_is_a_mistake_of_the_user() -> None:
    with pytest.raises(UsageError, match="did you mean 'train'"):
        puzzle.make("maze", "trian", 1)
    with pytest.raises(UsageError, match="did you mean 'sudoku6'"):
        puzzle.make("sudoku66", "train", 1)


def test_more_puzzles_than_there_are_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [puzzle.Made((digit, *(1,) * 15), (digit,) * 16) for digit in (2, 3)]
    monkeypatch.setattr(sudoku, "sudoku4", lambda _split, _seed: itertools.cycle(two))
    assert puzzle.make("sudoku4", "test", 2).labels[:, 1].tolist() == [2, 3]
    with pytest.raises(UsageError, match="only 2 distinct puzzles sudoku4 found for test; ask for fewer than 3"):
        puzzle.make("sudoku4", "test", 3)
