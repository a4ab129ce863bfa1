"""Polyglot: files by role, difficulty with its source, the same exercise across languages, never trained on."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from hrm_codegen.errors import DataError, HeldOutError
from hrm_codegen.tasks import catalog
from hrm_codegen.tasks.polyglot import FILE, POLYGLOT, UNEARNED, across_languages, rating

RECORD = {
    "language": "go", "name": "forth", "blurb": "b", "instructions": "# Instructions\n\nDo it.\n",
    "solution_files": {"forth.go": "package forth\n"}, "test_files": {"forth_test.go": "package forth\n// tests\n"},
    "example_files": {".meta/example.go": "package forth\n// example\n"}, "other_files": {"go.mod": "module forth\n"},
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HRM_DATA", str(tmp_path))
    (tmp_path / "polyglot").mkdir()
    return tmp_path / FILE


def test_an_exercise_keeps_its_files_by_role_and_hides_its_example(data: Path) -> None:
    data.write_bytes(gzip.compress(json.dumps(RECORD).encode()))
    (problem,) = POLYGLOT.load("test")
    assert (problem.id, problem.language, problem.prompt) == ("polyglot/go/forth", "go", "# Instructions\n\nDo it.\n")
    assert set(problem.files) == {"forth.go", "forth_test.go", "go.mod"}
    assert problem.record["roles"] == {
        "solution": ["forth.go"], "test": ["forth_test.go"], "example": [".meta/example.go"], "other": ["go.mod"],
    }  # fmt: skip
    assert problem.record["example_files"] == RECORD["example_files"]
    assert problem.solution == "package forth\n// example\n"
    assert not problem.runnable


def test_files_that_are_no_texts_are_named_with_their_line(data: Path) -> None:
    data.write_bytes(gzip.compress(json.dumps({**RECORD, "test_files": {"a": 1}}).encode()))
    with pytest.raises(DataError, match=r"polyglot.jsonl.gz:1: field 'test_files' must be an object"):
        list(POLYGLOT.load("test"))


def test_a_difficulty_is_the_tracks_own_else_the_others_median_else_from_the_examples_length() -> None:
    assert rating("python", "pov", "") == (9, "exercism/python config.json")
    assert rating("python", "pov", "").word == "hard"
    assert rating("cpp", "zebra-puzzle", "") == (5, "median of other tracks")
    assert rating("go", "counter", "x\n\n" * 45) == (3, "length of the example: 1 and one more for each 20 lines")
    assert [rating("rust", name, "").word for name in ("gigasecond", "acronym", "poker")] == ["easy", "medium", "hard"]


def test_nothing_of_it_may_be_trained_on() -> None:
    with pytest.raises(HeldOutError, match="nothing of this task may be trained on"):
        catalog.load_trainable("polyglot", "test")


@pytest.mark.data
def test_all_exercises_are_there_with_tests_and_an_example(data_root: Path) -> None:
    del data_root
    problems = list(POLYGLOT.load("test"))
    assert Counter(problem.language for problem in problems) == {
        "cpp": 26, "go": 39, "java": 47, "javascript": 49, "python": 34, "rust": 30,
    }  # fmt: skip
    assert all(problem.prompt.strip() and problem.solution.strip() for problem in problems)
    assert all(problem.record["roles"][role] for problem in problems for role in ("solution", "test", "example"))
    assert sum(UNEARNED in problem.tags for problem in problems) == 6
    table = across_languages()
    assert len(table) == 100
    assert sum(map(len, table.values())) == 225
    assert set(table["two-bucket"]) == {"go", "java", "javascript", "python", "rust"}
