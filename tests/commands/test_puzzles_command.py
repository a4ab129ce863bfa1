"""`hrm eval puzzles`: from a run on puzzles to a table of solved ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hrm_codegen.cli import hrm
from hrm_codegen.train import loop, run

TABLE: dict[str, Any] = {
    "task": "puzzle",
    "model": {
        "kind": "hrm_v1", "width": 16, "heads": 2, "head_size": 8, "intermediate": 24, "layers": 1, "halt_max_steps": 2,
        "max_positions": 64,
    },
    "data": {"puzzle": "sudoku6", "puzzles": 20, "row_tokens": 64, "batch_rows": 4},
    "train": {"steps": 2, "precision": "fp32"},
}  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the model of a run of two steps on 6x6 Sudokus."""
    folder = tmp_path_factory.mktemp("runs") / "sudoku6"
    loop.train(run.build(TABLE, where="toy"), folder)
    return folder / "model"


def test_a_trained_model_is_scored_on_its_own_puzzle(model: Path) -> None:
    arguments = ["eval", "puzzles", "--model", str(model), "--n", "12"]
    found = json.loads(CliRunner().invoke(hrm, [*arguments, "--json"], catch_exceptions=False).stdout)
    assert {key: found[key] for key in ("v", "kind", "puzzle", "split", "n", "trained_segments")} == {
        "v": 1, "kind": "hrm_v1", "puzzle": "sudoku6", "split": "test", "n": 12, "trained_segments": 2,
    }  # fmt: skip
    assert [score["segments"] for score in found["segments"]] == [1, 2, 4]
    assert all(0 <= score["low"] <= score["exact"] <= score["high"] <= 1 for score in found["segments"])
    assert 1 <= found["halting"]["segments"] <= 2
    shown = CliRunner().invoke(hrm, [*arguments, "--segments", "1"], catch_exceptions=False).stdout.splitlines()
    assert shown[0] == "sudoku6:test, 12 puzzles, kind hrm_v1, trained for 2 segments"
    assert len(shown) == 4


def test_the_model_may_come_from_the_environment(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRM_MODEL", str(model))
    arguments = ["eval", "puzzles", "--n", "4", "--segments", "1"]
    assert CliRunner().invoke(hrm, arguments, catch_exceptions=False).stdout.startswith("sudoku6:test, 4 puzzles")
    monkeypatch.delenv("HRM_MODEL")
    missing = CliRunner().invoke(hrm, arguments)
    assert (missing.exit_code, "Missing option '--model'" in missing.stderr) == (2, True)


def test_the_card_names_the_puzzle(model: Path) -> None:
    assert "tokens of sudoku6" in (model / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("option", "said"), [("--split", "no split 'maze'"), ("--puzzle", "trained on sudoku6, not on maze")])
def test_what_cannot_be_scored_is_said_in_one_line(model: Path, option: str, said: str) -> None:
    result = CliRunner().invoke(hrm, ["eval", "puzzles", "--model", str(model), option, "maze"])
    assert said in str(result.exception)
