"""Extraction equals evalplus on the reference vectors, and the quick search equals the official slow one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import vectors_folder
from hrm_codegen.code import extract, syntax
from hrm_codegen.code.extract import code_extract
from hrm_codegen.code.sanitize import identifiers, sanitize


def cases() -> list[dict[str, Any]]:
    path = vectors_folder() / "sanitize.json"
    return json.loads(path.read_text())["cases"] if path.exists() else []


@pytest.mark.vectors
def test_the_reference_answers_are_there(vectors: Path) -> None:
    assert (vectors / "sanitize.json").is_file()
    assert cases()


@pytest.mark.vectors
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_extraction_equals_the_reference(case: dict[str, Any]) -> None:
    assert code_extract(case["text"]) == case["expected"]["extracted"]
    assert sanitize(case["text"], case["entry_point"]) == case["expected"]["sanitized"]


def slow_extract(text: str) -> str:
    """The definition itself: every pair of lines, the first of the longest runs."""
    lines = text.split("\n")
    best, most = (0, 0), 0
    for first in range(len(lines)):
        for last in range(first + 1, len(lines)):
            count = sum(bool(line.strip()) for line in lines[first : last + 1])
            if count > most and syntax.parses("\n".join(lines[first : last + 1])):
                best, most = (first, last), count
    return "\n".join(lines[best[0] : best[1] + 1])


SOME_LINES = st.sampled_from(
    [
        *("def f(x):", "    return x", "    if x:", "        y = (1,", "        2)", "x = 1", "", "   ", "# note", "    # note"),
        *("```python", "```", "Here it is:", "It's done.", "class A:", "    '''doc", "    '''", "@dec", "try:", "except E:"),
        *("    pass", "x = \\", "else:", "print(", ")", "\tz = 3", "x = 'abc", "f(a b", "match x:", "    case 1: pass", "return"),
        *("x = 1\r", "x = 1 or\\\r", "for i in x: print(i)", '"""'),
    ]
)


@given(st.lists(SOME_LINES, max_size=14))
def test_the_quick_search_finds_what_the_slow_one_finds(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert code_extract(text) == slow_extract(text)


def test_a_long_text_without_code_stays_within_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[int] = []
    real = syntax._compiled
    monkeypatch.setattr(syntax, "_compiled", lambda source, flags: (parsed.append(source.count("\n")), real(source, flags))[1])
    monkeypatch.setattr(extract, "LINES_PARSED", 20_000)
    text = "x = [\n" + "1,\n" * 600  # every run from the first line may still be closed by a later one
    assert code_extract(text) == "x = ["
    assert 10_000 < sum(parsed) < 20_601


def test_a_name_after_a_dot_keeps_a_helper_of_that_name() -> None:
    code = "def append(x):\n    return x\ndef other(x):\n    return x\ndef f(r):\n    r.append(1)\n    return r"
    assert sanitize(code, "f") == "def append(x):\n    return x\ndef f(r):\n    r.append(1)\n    return r"


def test_the_comments_that_end_a_body_stay_with_it() -> None:
    code = "def f(x):\n    return x  # same line\n\n    # below\n  # shallower\nprint(1)\n"
    assert sanitize(code, "f") == "def f(x):\n    return x  # same line\n\n    # below"


def test_what_the_official_grammar_names_otherwise_is_lost() -> None:
    code = "from __future__ import annotations\nimport os\n(K) = 1\na.b = c\ndef f():\n    return K, c"
    assert sanitize(code, "f") == "import os\na.b = c\ndef f():\n    return K, c"


def test_every_kind_of_identifier_counts() -> None:
    source = """
import a.b as c
from d.e import g as h
def i(j, *k, l=m.n, **o):
    global p
    q(r=1)
    try: pass
    except s as t: pass
    match u:
        case V(w=x): f"{aa}"
        case {"k": bb, **y}: pass
        case [*z]: pass
"""
    assert identifiers(syntax.parse(source)) == set("abcdeghijklmnopqrstuVwxyz") | {"aa", "bb"}
