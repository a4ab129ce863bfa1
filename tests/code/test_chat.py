"""The files of a conversation: which paths are taken in, and what quotes them."""

from __future__ import annotations

import pytest

from hrm_codegen.code.chat import FENCES, Chat, Malformed, choose_fence, opening


def test_the_first_fence_that_begins_no_line_is_chosen_and_the_first_when_all_do() -> None:
    assert choose_fence(["x = '```'\n"]) == FENCES[0]
    assert choose_fence(["```\n", "</source>\n"]) == FENCES[1]
    assert choose_fence(["````\n", "<source>\n"]) == FENCES[3]
    assert choose_fence(["".join(f"{line}\n" for pair in FENCES for line in pair)]) == FENCES[0]


def test_only_files_in_the_chat_choose_the_fence_and_give_names() -> None:
    chat = Chat({"a.md": "```\n", "b.py": "x\n", "c.py": ""}, ["c.py", "b.py", "missing.py"])
    assert (chat.fence, chat.names) == (FENCES[0], ["b.py", "c.py"])


def test_a_fence_opens_with_the_language_where_backquotes_say_it() -> None:
    assert [opening(FENCES[index], "a/b.rs") for index in (0, 1, 2)] == ["```rust", "````rust", "<source>"]
    assert opening(FENCES[0], "notes.txt") == "```"


def test_admitting_makes_files_but_none_below_a_file() -> None:
    chat = Chat({"a.py": "1\r\n", "pkg/b.py": "2\n"}, [])
    assert [chat.admit(path) for path in ("a.py", "pkg", "new/c.py", "a.py/x")] == [True, True, True, False]
    assert chat.files == {"a.py": "1\r\n", "pkg/b.py": "2\n", "new/c.py": ""}
    assert (chat.read("a.py"), chat.read("pkg"), chat.exists("new")) == ("1\n", None, True)


@pytest.mark.parametrize("path", ["..", "../a", "/a", "a/../../b", "a\0"])
def test_paths_out_of_the_folder_are_refused(path: str) -> None:
    with pytest.raises(Malformed, match="is not inside the folder"):
        Chat({}, []).place(path)
