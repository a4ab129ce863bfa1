"""Solving puzzles by segments: scores worked out by hand on answers that are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from hrm_codegen import checkpoint
from hrm_codegen.bench import solving
from hrm_codegen.errors import TooLong, UsageError
from hrm_codegen.models.base import LanguageModel, ModelConfig, build
from hrm_codegen.models.hrm_v1 import HrmV1
from hrm_codegen.tasks import puzzle

Make = Callable[..., LanguageModel]


@pytest.fixture
def toy() -> Make:
    """Give a maker of toy models that take the tokens of a 4x4 Sudoku."""

    def make(**changes: Any) -> LanguageModel:
        shape = {"width": 16, "heads": 2, "head_size": 8, "intermediate": 24, "layers": 1, "max_positions": 17, "gated": True}
        vocabulary = {"vocab_size": 7, "end_id": 1, "attention": "bidirectional", "tied": False}
        return build(ModelConfig(**({"kind": "hrm_v1"} | shape | vocabulary | changes)), 0).eval()

    return make


@pytest.mark.parametrize(
    ("most", "expected"), [(1, [1]), (2, [1, 2]), (4, [1, 2, 4]), (6, [1, 2, 4, 6]), (8, [1, 2, 4, 8]), (9, [1, 2, 4, 8, 9])]
)
def test_depths_double_up_to_the_most(most: int, expected: list[int]) -> None:
    assert solving.depths(most) == expected


def test_shares_count_whole_puzzles_and_asked_cells(toy: Make) -> None:
    model, made = toy(), puzzle.make("sudoku4", "test", 6)
    with torch.no_grad():
        said = model.head(model(torch.from_numpy(made.inputs), cycles=2).hidden_BTD).argmax(-1).numpy()
    labels = said.copy()  # the model is right everywhere ...
    asked = made.inputs == puzzle.ASKED
    wrong = np.flatnonzero(asked[0])[:3]
    labels[0, wrong] = 1 + said[0, wrong] % 6  # ... but in three asked cells of the first puzzle
    labels[1, np.flatnonzero(~asked[1])[1]] += 1  # and in a given cell of the second
    score = solving.solve(model, puzzle.Puzzles(made.inputs, labels), [1, 2]).by_segments[1]
    assert (score.segments, score.exact) == (2, pytest.approx(4 / 6))
    assert score.cells == pytest.approx(1 - 3 / asked.sum())
    assert 0 < score.low < score.exact < score.high < 1


def test_every_count_of_segments_equals_a_pass_of_that_many(toy: Make) -> None:
    model, made = toy(halt_max_steps=2), puzzle.make("sudoku4", "test", 150)  # more than fit side by side
    inputs, labels = (torch.from_numpy(array) for array in made)
    report = solving.solve(model, made, [1, 2, 5])
    assert [score.segments for score in report.by_segments] == [1, 2, 5]
    for score in report.by_segments:
        with torch.no_grad():
            right = model.head(model(inputs, cycles=int(score.segments)).hidden_BTD).argmax(-1) == labels
        assert score.cells == pytest.approx(float(right[inputs == puzzle.ASKED].float().mean()))


def test_a_puzzle_halts_where_stopping_is_worth_more_at_most_after_the_trained_segments(toy: Make) -> None:
    model, made = toy(halt_max_steps=3), puzzle.make("sudoku4", "test", 4)
    assert isinstance(model, HrmV1)
    with torch.no_grad():  # a Q head that stops the first puzzle at once and leaves the others to the end
        states = model(torch.from_numpy(made.inputs), cycles=1).hidden_BTD[:, 0]
        others = states[1:].mean(0)
        model.q_head.weight[0] = 50 * (states[0] - others)
        model.q_head.bias.copy_(torch.tensor([0.0, float(50 * (states[0] - others) @ (states[0] * 0.9 + others * 0.1))]))
        q = [model.q_values(state) for state in (*model(torch.from_numpy(made.inputs), cycles=3, exits=True).exits,)]
    halts = [(value.halt_B > value.go_on_B).tolist() for value in q]
    expected = [next((step for step, row in enumerate(halts, start=1) if row[number]), 3) for number in range(4)]
    report = solving.solve(model, made, [1, 6])
    assert expected[0] == 1
    assert report.halting is not None
    assert report.halting.segments == pytest.approx(sum(expected) / 4)


@pytest.mark.parametrize(("kind", "counts"), [("hrm", [1, 2, 4]), ("trm", [1, 2, 4]), ("transformer", [1])])
def test_other_kinds_are_scored_by_their_cycles(kind: str, counts: list[int], toy: Make) -> None:
    report = solving.solve(toy(kind=kind), puzzle.make("sudoku4", "test", 3), [1, 2, 4])
    assert [score.segments for score in report.by_segments] == counts
    assert report.halting is None


def test_a_solver_knows_its_puzzle_and_no_other(toy: Make, tmp_path: Path) -> None:
    model = toy()
    checkpoint.save_model(tmp_path / "told", model, model.config, None, extra={"training": {"task": "puzzle", "data": ["sudoku4"]}})
    checkpoint.save_model(tmp_path / "untold", model, model.config, None)
    assert solving.open_solver(tmp_path / "told").puzzle == "sudoku4"
    assert solving.open_solver(tmp_path / "untold", "sudoku4").puzzle == "sudoku4"
    with pytest.raises(UsageError, match="name the kind with --puzzle"):
        solving.open_solver(tmp_path / "untold")
    with pytest.raises(UsageError, match="was trained on sudoku4, not on maze"):
        solving.open_solver(tmp_path / "told", "maze")
    with pytest.raises(UsageError, match="knows 7 tokens, sudoku6 has 9"):
        solving.open_solver(tmp_path / "untold", "sudoku6")
    with pytest.raises(TooLong, match="maze has 82 tokens; this model takes 17"):
        solving.open_solver(tmp_path / "untold", "maze")
