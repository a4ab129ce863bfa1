"""Asserts of the form `assert f(arguments) == expected`: taken apart, written in other ways, turned into doctest lines."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, NamedTuple

from hrm_codegen.code import syntax

STYLES = ("as it is", "tidy", "truth")


class Known(NamedTuple):
    """The value of a literal (which may be None)."""

    value: Any


class Check(NamedTuple):
    """What an assert compares: the call and what it must give."""

    call: ast.Call
    expected: ast.expr


def take_apart(test: str, entry_point: str) -> Check | None:
    """Return the call and the expected value of `assert entry_point(...) == expected`, or None for any other form."""
    match syntax.parse(test).body:
        case [
            ast.Assert(
                test=ast.Compare(left=ast.Call(func=ast.Name(id=name), keywords=[]) as call, ops=[ast.Eq()], comparators=[expected])
            )
        ] if name == entry_point:
            return Check(call, expected)
        case _:
            return None


def known(node: ast.expr) -> Known | None:
    """Return the value of a literal expression, or None when it is no literal."""
    try:
        return Known(ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError):
        return None


def render(test: str, style: str) -> str:
    """Return a test in a style of `STYLES`: unchanged; in usual spacing; or without "== True" besides."""
    if style == "as it is":
        return test
    tree = syntax.parse(test)
    match tree.body:
        case [
            ast.Assert(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=bool() as truth)])) as statement
        ] if style == "truth":
            statement.test = left if truth else ast.UnaryOp(ast.Not(), left)
    return ast.unparse(tree)


def rename_calls(source: str, names: Mapping[str, str]) -> str:
    """Return a test or setup with the functions it uses under new names; attributes, keywords and strings stay."""
    positions = syntax.Positions(source)
    spans = [
        (*positions.span(node), names[node.id])
        for node in ast.walk(syntax.parse(source))
        if isinstance(node, ast.Name) and node.id in names
    ]
    for start, end, new in sorted(spans, reverse=True):
        source = source[:start] + new + source[end:]
    return source


def doctest(check: Check) -> str | None:
    """Return the lines of a doctest (">>> f(1)" and the value), or None where it cannot stand alone or be spelled one way."""
    value = known(check.expected)
    if (
        value is None
        or not all(map(known, check.call.args))
        or isinstance(value.value, (float, complex, set, dict))
        or value.value is None
    ):
        return None
    shown = repr(value.value)
    return f">>> {ast.unparse(check.call)}\n{shown}" if len(shown) <= 80 else None
