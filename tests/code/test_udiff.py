"""Unified diffs do what the reference answers say, and what stands between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import vectors_folder
from hrm_codegen.code.edits import Applied, apply_reply


def cases() -> list[Any]:
    path = vectors_folder() / "udiff.json"
    found = json.loads(path.read_text())["cases"] if path.exists() else []
    return [pytest.param(case, id=case["id"]) for case in found]


def applied(hunks: str, text: str, *, head: str = "--- a.py\n+++ a.py\n") -> Applied:
    return apply_reply("udiff", f"```diff\n{head}{hunks}```\n", {"a.py": text}, ["a.py"])


@pytest.mark.vectors
def test_the_reference_answers_are_there(vectors: Path) -> None:
    assert (vectors / "udiff.json").is_file()
    assert cases()


@pytest.mark.vectors
@pytest.mark.parametrize("case", cases())
def test_a_reply_does_what_the_reference_says(case: dict[str, Any]) -> None:
    done = apply_reply("udiff", case["reply"], case["files"], case["chat_files"])
    assert {
        "status": done.status,
        "num_malformed_responses": done.malformed,
        "edited": list(done.edited),
        "files": done.files,
        "fence": list(done.fence),
        "error_kind": done.error,
        "reflected_message": done.message,
    } == {"error_kind": "", "reflected_message": ""} | case["expected"]


def test_longer_text_is_replaced_wherever_it_stands() -> None:
    assert applied("-a line that repeats\n+b\n", "a line that repeats\n" * 2).files == {"a.py": "b\nb\n"}


def test_short_text_must_stand_once() -> None:
    assert applied("-x = 1\n+x = 2\n", "x = 1\n" * 2).error == "udiff_no_match"


def test_an_unclosed_block_loses_its_last_line() -> None:
    done = apply_reply("udiff", "```diff\n--- a.py\n+++ a.py\n@@ @@\n-x\n+y\n+z\n", {"a.py": "x\n"}, ["a.py"])
    assert done.files == {"a.py": "y\n"}


def test_indentation_only_has_to_differ_from_the_line_above_as_in_the_hunk() -> None:
    text = "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n"
    done = applied(" def g(self):\n-    return 2\n+    if self:\n+        return 3\n+    return 2\n", text)
    assert done.files["a.py"].endswith("    def g(self):\n        if self:\n            return 3\n        return 2\n")


def test_a_mark_for_outdents_that_the_text_has_is_replaced_by_another() -> None:
    text = "if x:\n        y = '←'\n    z\n"
    done = applied("-    y = '←'\n-z\n+    y = 1\n+z\n", text)
    assert done.files == {"a.py": "if x:\n        y = 1\n    z\n"}


def test_context_that_the_file_lacks_is_given_up() -> None:
    done = applied(" a\n-second\n+2nd\n nope\n", "a\nsecond\nthird\n")
    assert done.files == {"a.py": "a\n2nd\nthird\n"}


def test_old_lines_that_the_file_lacks_count_as_new() -> None:
    text = "alpha = 1\nbeta = 2\ngamma = 3\n"
    done = applied(" alpha = 1\n missing = 0\n-beta = 2\n+beta = 5\n gamma = 3\n", text)
    assert done.files == {"a.py": "alpha = 1\nmissing = 0\nbeta = 5\ngamma = 3\n"}


def test_several_files_in_one_block_are_told_apart_by_their_heads() -> None:
    files = {"a.py": "x\n", "b c.py": "y\n"}
    reply = "```diff\n--- a.py\n+++ a.py\n-x\n+1\n\n--- b c.py\n+++ b c.py\n@@ @@\n-y\n+2\n```\n"
    assert apply_reply("udiff", reply, files, files).files == {"a.py": "1\n", "b c.py": "2\n"}


@pytest.mark.parametrize(
    "reply",
    [
        "text\n```diff",
        "```diff\n-x\n+y\n```\n",
        "```diff\n+++ a.py\n-x\n+y\n```\n",
        "```diff\n@@ @@\n--- a.py\n+++ a.py\n-x\n+y\n```\n",
    ],
)
def test_what_the_reference_trips_over_edits_nothing_and_counts_as_well_formed(reply: str) -> None:
    done = apply_reply("udiff", reply, {"a.py": "x\n"}, ["a.py"])
    assert (done.files, done.status, done.error) == ({"a.py": "x\n"}, "ok", "swallowed")
