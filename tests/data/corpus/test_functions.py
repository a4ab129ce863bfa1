"""Documented functions that stand alone become descriptions with code; their doctests become asserts."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_packages import CORE

from hrm_codegen.data.corpus import filters
from hrm_codegen.data.corpus.functions import Documented, asserts, description, documented
from hrm_codegen.data.corpus.pieces import pieces
from hrm_codegen.data.corpus.wording import infinitive, request


def one(text: str) -> Documented:
    """Return the one function of a text."""
    (found,) = documented(text)
    return found


def test_functions_that_need_their_module_are_left_out() -> None:
    assert [found.name for found in documented(CORE)] == ["initials", "commonest", "wrong"]


def test_a_function_comes_with_the_imports_it_needs_and_no_docstring() -> None:
    found = {function.name: function for function in documented(CORE)}
    assert found["initials"].imports == ""
    assert found["commonest"].imports == "import re\nfrom collections import Counter"
    assert "initials of a name" not in found["initials"].code
    assert "# one letter a word" in found["initials"].code
    assert found["initials"].said == "Returns the initials of a name, each followed by a dot."
    assert found["initials"].tests == (
        "assert initials('Ada King Lovelace') == 'A.K.L.'",
        "assert initials('') == ''",
    )


@pytest.mark.parametrize(
    "line",
    [
        "    return open(text).read()",
        "    return np.array(text)",
        "    import numpy as np\n    return np.array(text)",
        "    return os.stat(text)",
        "    global state\n    state = text\n    return state",
        "    return eval(text) + 1 + 2 + 3 + 4 + 5",
    ],
)
def test_what_reaches_outside_is_left_out(line: str) -> None:
    text = f'import os\nimport numpy as np\ndef work(text, other=None):\n    """Work on the text that is given here."""\n{line}\n'
    assert not list(documented(text))


def test_imports_of_one_module_are_one_statement() -> None:
    text = (
        "from itertools import tee, islice\nimport math\n\ndef pairs(items):\n"
        '    """Return the pairs of neighbours in items."""\n'
        "    first, second = tee(items)\n    return list(zip(first, islice(second, 1, math.inf)))\n"
    )
    assert one(text).imports == "import math\nfrom itertools import islice, tee"


@pytest.mark.parametrize(
    ("docstring", "said"),
    [
        ("Return the sum of all numbers.\n\nArgs:\n    numbers: them", "Return the sum of all numbers."),
        ("Return ``x`` as a :class:`~a.b.Thing` object", "Return x as a ~a.b.Thing object.".replace("~", "")),
        ("Join the words\nof a text.\n\n>>> join()\n1", "Join the words of a text."),
        ("Count things.\n\nParameters\n----------\nx : int", None),
        ("Deprecated, use the other one instead.", None),
        ("See https://example.org for what this does.", None),
        ("Too short.", None),
    ],
)
def test_a_description_is_what_the_docstring_says_first(docstring: str, said: str | None) -> None:
    assert description(docstring) == said


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        (">>> f(1)\n2", ("assert f(1) == 2",)),
        (">>> f(1)\nTrue\n>>> f(2)\n>>> f(3) is None\nTrue", ("assert f(1) is True", "assert (f(3) is None) is True")),
        (">>> f(x)\n2\n>>> g(1)\n2", ()),
        (">>> f(1)\n<object at 0x1>\n>>> f(2)\n0.1", ()),
        (">>> f(1)\nTraceback (most recent call last):\nValueError: 1", ()),
        ("no examples", ()),
    ],
)
def test_doctests_of_literals_become_asserts(docstring: str, expected: tuple[str, ...]) -> None:
    assert asserts(docstring, "f") == expected


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("Returns the sum.", "return the sum."),
        ("Return the sum.", "return the sum."),
        ("Tries it.", "try it."),
        ("The sum of all.", None),
        ("Return/yield the sum.", None),
    ],
)
def test_a_sentence_that_begins_with_a_verb_becomes_a_request(said: str, plain: str | None) -> None:
    assert infinitive(said) == plain


def test_every_wording_names_the_function() -> None:
    found = one(CORE.partition("def commonest")[0])
    texts = {request(found, turn) for turn in range(18)}
    assert len(texts) > 5
    assert all("initials" in text for text in texts)


def test_a_file_is_cut_where_definitions_end() -> None:
    body = "".join(
        f"# about {n}\n@cached\ndef work_{n}(a):\n    return [a + {n} for a in range(100) if a > {n}]\n\n\n" for n in range(20)
    )
    cut = list(pieces("import cached\n\n\n" + body, longest=600))
    assert all(len(piece) <= 600 for piece in cut)
    assert all(piece.startswith(("import", "# about")) for piece in cut)
    for piece in cut:
        ast.parse(piece)


def test_a_long_class_is_cut_between_methods() -> None:
    methods = "".join(f"    def work_{n}(self):\n        return self.value + {n} * 1000\n\n" for n in range(30))
    cut = list(pieces(f"class Long:\n{methods}", longest=500))
    assert len(cut) > 3
    for piece in cut:
        assert piece.startswith("class Long:\n    def ")
        ast.parse(piece)


def test_notes_about_owners_and_tools_at_the_top_go() -> None:
    code = '"""What it does."""\n\n# about x\nx = 1\n'
    assert filters.without_header(f"#!/usr/bin/env python\n# Copyright us\n#\n# Licensed to all\n\n{code}") == code
    assert filters.without_header(f"# Adds numbers.\n{code}") == f"# Adds numbers.\n{code}"


@given(st.integers(100, 900), st.integers(1, 30))
def test_pieces_lose_no_line_of_code(longest: int, functions: int) -> None:
    text = "".join(
        f"def work_{n}(first, second):\n    return first * {n} + second - {n} * (first + second)\n\n\n" for n in range(functions)
    )
    kept = "".join(pieces(text, longest=longest, shortest=1))
    assert [line for line in kept.split("\n") if line] == [line for line in text.split("\n") if line]
