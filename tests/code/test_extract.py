"""Code out of model text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.code.extract import Block, blocks, fenced, stop_at, syntax_error, trim_to_entry_point
from hrm_codegen.errors import UsageError

LINES = st.lists(st.text(alphabet="ab `~\t", max_size=6), max_size=6)


def test_a_fenced_block_is_taken_out_of_its_prose() -> None:
    assert fenced("Sure!\n```python\nx = 1\n```\nDone.") == "x = 1\n"


def test_text_without_a_fence_is_the_code_itself() -> None:
    assert fenced("x = 1\n", "python") == "x = 1\n"


def test_a_block_that_never_closes_runs_to_the_end() -> None:
    assert fenced("```python\nx = 1\ny =") == "x = 1\ny ="


def test_blocks_of_the_language_come_before_untagged_ones_and_those_before_others() -> None:
    text = "```sh\nls\n```\n```\nplain\n```\n```py\ncode\n```\n```python3\nmore\n```\n"
    assert fenced(text, "python") == "code\n"
    assert fenced(text, "python", which="last") == "more\n"
    assert fenced(text, "go") == "plain\n"
    assert fenced("```sh\nls\n```", "go") == "ls\n"
    assert fenced(text) == "ls\n"


def test_a_longer_fence_holds_shorter_ones_and_tildes_hold_backquotes() -> None:
    assert blocks("````md\n```\nx\n```\n````\n~~~\n```\n~~~\n") == (Block("md", "```\nx\n```\n"), Block("", "```\n"))


def test_backquotes_inside_a_line_are_not_a_fence() -> None:
    assert blocks("use ```x``` here\n```x```\n") == ()


@given(LINES)
def test_a_fence_longer_than_every_run_inside_gives_back_any_text(lines: list[str]) -> None:
    text = "".join(line + "\n" for line in lines)
    assert blocks("`" * 9 + "python\n" + text + "`" * 9 + "\n") == (Block("python", text),)


def test_the_earliest_stop_string_cuts() -> None:
    assert stop_at("def f():\n  pass\nprint(1)\n#x", ["\n#", "\nprint", ""]) == "def f():\n  pass"
    assert stop_at("abc", ["", "x"]) == "abc"


@given(st.text(alphabet="abc\n"), st.lists(st.text(alphabet="abc\n", max_size=2), max_size=3))
def test_what_is_left_holds_no_stop_string_and_is_a_prefix(text: str, stops: list[str]) -> None:
    cut = stop_at(text, stops)
    assert text.startswith(cut)
    assert not any(stop and stop in cut for stop in stops)


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ("print(f(1))\n", "a call"),
        ("```\nIt's done.\n", "prose with an odd quote"),
        ("'''\nnever closed", "a string that never ends"),
        ("def g(:\n", "a broken definition"),
    ],
)
def test_what_follows_the_entry_point_is_cut_whatever_it_is(after: str, why: str) -> None:
    before = "import math\nK = 2\n\ndef f(x):\n    # first\n    y = (x,\n1)\n    if x:\n        return y\n\n    return '''\nz'''\n"
    assert trim_to_entry_point(before + "\n\n" + after, "f").rstrip() == before.rstrip(), why


def test_a_definition_that_never_ends_is_kept_whole() -> None:
    for source in (
        "def f(x):\n    return (x",
        "def f(x):",
        "def f(x):\n    return x",
        "class f:\n    def g(self): return 1\n",
        "def f(x): return x\n",
    ):
        assert trim_to_entry_point(source, "f") == source
    assert trim_to_entry_point("def g(): pass\nx = 1\n", "f") == "def g(): pass\nx = 1\n"
    assert trim_to_entry_point("def ff(): pass\nx = 1\n", "f") == "def ff(): pass\nx = 1\n"


def test_async_definitions_and_classes_are_entry_points_too() -> None:
    assert trim_to_entry_point("async def f():\n  pass\nf()\n", "f") == "async def f():\n  pass\n"
    assert trim_to_entry_point("class f:\n  x = 1\nf()\n", "f") == "class f:\n  x = 1\n"
    assert trim_to_entry_point("def f(): return 1\nf()\n", "f") == "def f(): return 1\n"


def test_python_errors_are_the_parsers() -> None:
    assert syntax_error("x = 1\n", "python") is None
    assert syntax_error("x = 1\ny = = 2\n", "python") == "line 2: invalid syntax"
    assert "null bytes" in (syntax_error("x\0", "python") or "")
    assert syntax_error("(" * 5000 + ")" * 5000, "python") is not None
    assert syntax_error("x = '\\d'\n", "python") is None


def test_other_languages_have_their_brackets_matched() -> None:
    assert syntax_error("int main() { return 0; }", "cpp") is None
    assert syntax_error("int main() {\n return 0; ", "cpp") == "line 1: '{' has no partner"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="cobol"):
        syntax_error("x", "cobol")
