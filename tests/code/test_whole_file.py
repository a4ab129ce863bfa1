"""Listings of whole files do what the reference answers say, and what stands between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import vectors_folder
from hrm_codegen.code.edits import apply_reply
from hrm_codegen.code.whole_file import parse


def cases() -> list[Any]:
    path = vectors_folder() / "whole_file.json"
    found = json.loads(path.read_text())["cases"] if path.exists() else []
    return [pytest.param(case, id=case["id"]) for case in found]


@pytest.mark.vectors
def test_the_reference_answers_are_there(vectors: Path) -> None:
    assert (vectors / "whole_file.json").is_file()
    assert cases()


@pytest.mark.vectors
@pytest.mark.parametrize("case", cases())
def test_a_reply_does_what_the_reference_says(case: dict[str, Any]) -> None:
    done = apply_reply("whole", case["reply"], case["files"], case["chat_files"])
    assert {
        "status": done.status,
        "num_malformed_responses": done.malformed,
        "edited": list(done.edited),
        "files": done.files,
        "fence": list(done.fence),
        "error_kind": done.error,
        "reflected_message": done.message,
    } == {"error_kind": "", "reflected_message": ""} | case["expected"]


def test_a_named_listing_wins_over_a_mentioned_one_and_that_over_the_only_file() -> None:
    reply = "```\nonly\n```\n\nNow `a.py`.\n\n```\nmentioned\n```\n\na.py\n```\nnamed\n```\n"
    assert [change.replace for change in parse(reply, names=["a.py"])] == ["named\n"]
    assert [change.replace for change in parse(reply[: reply.index("a.py\n```")], names=["a.py"])] == ["mentioned\n"]
    assert [change.replace for change in parse("```\nonly\n```\n", names=["a.py"])] == ["only\n"]


def test_the_last_file_mentioned_before_a_listing_is_meant() -> None:
    found = parse("`a.py`, then `b.py`!\n\n```\nx\n```\n", names=["a.py", "b.py"])
    assert [change.path for change in found] == ["b.py"]


def test_a_line_over_the_limit_is_no_file_name() -> None:
    assert [change.path for change in parse("n" * 251 + "\n```\nx\n```\n", names=["a.py"])] == ["a.py"]
    assert [change.path for change in parse("n" * 250 + "\n```\nx\n```\n", names=["a.py"])] == ["n" * 250]


def test_angle_fences_are_chosen_where_backquotes_begin_lines() -> None:
    files = {"a.md": "```\n````\n"}
    done = apply_reply("whole", "a.md\n<source>\nx\n</source>\n", files, files)
    assert (done.fence, done.files) == (("<source>", "</source>"), {"a.md": "x\n"})
