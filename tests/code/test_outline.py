"""A file's definitions are found with their spans; what stands nearest comes first."""

from __future__ import annotations

import inspect
import string
import textwrap
from types import ModuleType

import pytest

from hrm_codegen.code import syntax
from hrm_codegen.code.outline import nearby, outline

SOURCE = '''import os
from math import pi as PI


@decorated
def first(a: int, *rest: str, key=None) -> bool:
    """Say so."""
    return True


class Stack(list, metaclass=Meta):
    def push(self, item): ...


async def last(): ...
'''


def test_symbols_have_names_kinds_spans_and_signatures() -> None:
    found = outline(SOURCE)
    assert found.imports == ("import os", "from math import pi as PI")
    assert [(s.name, s.kind, s.first_line, s.last_line, s.signature) for s in found.symbols] == [
        ("first", "function", 5, 8, "def first(a: int, *rest: str, key=None) -> bool"),
        ("Stack", "class", 11, 12, "class Stack(list, metaclass=Meta)"),
        ("Stack.push", "method", 12, 12, "def push(self, item)"),
        ("last", "function", 15, 15, "async def last()"),
    ]
    assert found.symbols[0].docstring == "Say so."


def test_the_nearest_definition_comes_first_and_its_own_is_left_out() -> None:
    assert [text.split("\n")[0] for text in nearby(SOURCE, 15)] == ["class Stack(list, metaclass=Meta):", "@decorated"]


def test_what_ends_a_line_for_others_ends_none_in_python() -> None:
    assert nearby("x = '\x0c\u2028'\n\x0c\ndef f():\n    return 1\n\n\ndef g(): pass\n", 7) == ("def f():\n    return 1",)


@pytest.mark.parametrize("module", [string, textwrap, inspect], ids=lambda module: module.__name__)
def test_every_span_of_a_real_file_parses_alone(module: ModuleType) -> None:
    source = inspect.getsource(module)
    rows = source.splitlines()
    symbols = outline(source).symbols
    assert symbols
    for symbol in symbols:
        text = textwrap.dedent("\n".join(rows[symbol.first_line - 1 : symbol.last_line]))
        assert syntax.parses(text), symbol.name


def test_what_does_not_parse_says_where() -> None:
    with pytest.raises(SyntaxError):
        outline("def f(:")
