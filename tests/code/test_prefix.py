from __future__ import annotations

import pytest

from hrm_codegen.code.prefix import Prefix


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("x = [a for a in b", ")"),
        ("x = a", ")"),
        ("x = 'abc", "\n"),
        ("x = (1", "))"),
        ("def f(x):\n    while x[0]", "\n"),
        ("def f(x):\n    y = sorted(n for n in x if n", ":"),
        ("def f(x):\n    y = x\n    else", ":"),
        ("def f(x):\n    y = x\n    els", "e:"),
        ("def f(x):\n", "return"),
        ("def f(x):\n    if x:\n        y\n", "      z"),
        ("x = 1\n", "    y"),
        ("def f(x):\n    y = sorted(n for n in x", ","),
        ("x = f'{a", "'"),
        ("def f(x):\n    y = sum(n for n in x\n    ", "return"),
        ("x = sorted(a, reverse=True", " True"),
        ("x = {a: b, reverse", "=True"),
        ("def f(x):\n    return sum(g(x)", "\n"),
        ("x = 1 +", "\n"),
        ("@cache\n", "x"),
        ("return", "\n"),
    ],
)
def test_a_piece_after_which_nothing_parses_is_refused(text: str, refused: str) -> None:
    assert not Prefix(text).may_add(refused)


@pytest.mark.parametrize("text", ["def f(x):\n", "x = (1,\n", "x = '''a\n", "if x:\n    y\nelse:\n", "x = 'a", "try:\n    x\n"])
def test_a_text_is_whole_only_where_nothing_is_open(text: str) -> None:
    assert not Prefix(text).whole


@pytest.mark.parametrize("text", ["", "x = 1", "# a note", "def f(x):\n    return x", "if x:\n    y\n"])
def test_a_program_is_whole(text: str) -> None:
    assert Prefix(text).whole


@pytest.mark.parametrize(
    "text", ["x = (", "x = (a,", "x = (a +", "x = (a if", "x = (  # that\n  a", "x = ('a'", "x = {\n  a: (b)", "x = (a,\n"]
)
def test_between_brackets_a_line_ends_where_no_bracket_was_forgotten(text: str) -> None:
    assert Prefix(text).may_add("\n")


@pytest.mark.parametrize("text", ["x = )", "def f(:\n", "x = 'a\n", "    return x\n"])
def test_text_that_no_ending_saves_is_lost(text: str) -> None:
    assert Prefix(text).lost


def test_pieces_and_a_whole_text_stand_at_the_same_place() -> None:
    text = "def f(x):\n    return [a for a in x\n"
    pieces = Prefix()
    for char in text:
        pieces.add(char)
    assert not pieces.may_add("return")
    assert not Prefix(text).may_add("return")
    assert pieces.may_add("            if a]")
    assert Prefix(text).may_add("            if a]")
