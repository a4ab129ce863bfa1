"""SEARCH/REPLACE blocks do what the reference answers say, and what stands between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import vectors_folder
from hrm_codegen.code.edits import apply_reply
from hrm_codegen.code.search_replace import parse, replaced, similar_lines


def cases(kind: str) -> list[Any]:
    path = vectors_folder() / "search_replace.json"
    found = json.loads(path.read_text())["cases"] if path.exists() else []
    return [pytest.param(case, id=case["id"]) for case in found if case["kind"] == kind]


def block(path: str, search: str, replace: str) -> str:
    return f"{path}\n```python\n<<<<<<< SEARCH\n{search}=======\n{replace}>>>>>>> REPLACE\n```\n"


@pytest.mark.vectors
def test_the_reference_answers_are_there(vectors: Path) -> None:
    assert (vectors / "search_replace.json").is_file()
    assert cases("apply")
    assert cases("replace")
    assert cases("parse")


@pytest.mark.vectors
@pytest.mark.parametrize("case", cases("apply"))
def test_a_reply_does_what_the_reference_says(case: dict[str, Any]) -> None:
    done = apply_reply("diff", case["reply"], case["files"], case["chat_files"])
    assert {
        "status": done.status,
        "num_malformed_responses": done.malformed,
        "edited": list(done.edited),
        "files": done.files,
        "fence": list(done.fence),
        "error_kind": done.error,
        "reflected_message": done.message,
        "shell_commands": list(done.commands),
    } == {"error_kind": "", "reflected_message": "", "shell_commands": []} | case["expected"]


@pytest.mark.vectors
@pytest.mark.parametrize("case", cases("replace"))
def test_lines_are_found_and_replaced_as_the_reference_says(case: dict[str, Any]) -> None:
    assert replaced(case["whole"], case["search"], case["replace"]) == case["expected"]


@pytest.mark.vectors
@pytest.mark.parametrize("case", cases("parse"))
def test_blocks_are_read_as_the_reference_says(case: dict[str, Any]) -> None:
    found = [[path, search, replace] if path else [path, search] for path, search, replace in parse(
        case["reply"], names=case["valid_fnames"]
    )]  # fmt: skip
    assert found == case["expected"]["blocks"]


def test_a_search_of_the_file_name_alone_is_swallowed() -> None:
    files = {"a.py": "# a.py\nx = 1\n"}
    done = apply_reply("diff", block("a.py", "# a.py\n", "# b\n"), files, files)
    assert (done.files, done.malformed, done.error, done.message) == (files, 0, "swallowed", "")


def test_an_edit_of_a_missing_file_fails_and_leaves_it_empty() -> None:
    done = apply_reply("diff", block("new.py", "x = 1\n", "x = 2\n"), {"a.py": "y = 1\n"}, ["a.py"])
    assert (done.files, done.edited, done.error) == ({"a.py": "y = 1\n", "new.py": ""}, ("new.py",), "no_match")


def test_a_file_outside_the_chat_may_be_edited_and_keeps_no_crlf_while_others_do() -> None:
    files = {"a.py": "x = 1\r\n", "b.py": "y = 1\r\n"}
    done = apply_reply("diff", block("b.py", "y = 1\n", "y = 2\n"), files, ["a.py"])
    assert done.files == {"a.py": "x = 1\r\n", "b.py": "y = 2\n"}


def test_a_block_is_first_placed_on_the_files_as_they_were() -> None:
    files = {"a.py": "one\n", "b.py": "two\n"}
    done = apply_reply("diff", block("a.py", "one\n", "two\n") + block("a.py", "two\n", "three\n"), files, files)
    assert done.files == {"a.py": "two\n", "b.py": "three\n"}


def test_a_command_between_blocks_is_reported_and_not_an_edit() -> None:
    reply = block("a.py", "x\n", "y\n") + "```sh\nmake\n```\n" + block("a.py", "y\n", "z\n")
    done = apply_reply("diff", reply, {"a.py": "x\n"}, ["a.py"])
    assert (done.files, done.commands) == ({"a.py": "z\n"}, ("make\n",))


def test_similar_lines_come_with_their_surroundings_unless_both_ends_are_right() -> None:
    text = "".join(f"line {number}\n" for number in range(30))
    middle = "\n".join(f"line {number}" for number in range(10, 13))
    assert similar_lines(middle.replace("11", "?"), text) == middle
    assert similar_lines(middle.replace("10", "?"), text).split("\n") == [f"line {number}" for number in range(5, 18)]
    assert similar_lines("nothing\nlike\nthis", text) == ""
