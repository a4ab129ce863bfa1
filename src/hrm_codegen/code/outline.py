"""Symbols and spans of Python source: what a file defines, and what of it is worth showing beside a place in it."""

from __future__ import annotations

import ast
from typing import Literal, NamedTuple

from hrm_codegen.code import syntax

SymbolKind = Literal["function", "class", "method"]


class Symbol(NamedTuple):
    """One definition; lines count from 1 and include decorators."""

    name: str  # "Stack.push" for a method
    kind: SymbolKind
    first_line: int
    last_line: int
    signature: str  # the header without its body: "def add(a: int, b: int) -> int"
    docstring: str


class Outline(NamedTuple):
    """What a file imports and defines, in source order."""

    imports: tuple[str, ...]
    symbols: tuple[Symbol, ...]


def outline(source: str) -> Outline:
    """Return the top-level imports, functions and classes (with their methods); raises SyntaxError where it does not parse."""
    imports: list[str] = []
    symbols: list[Symbol] = []
    for node in syntax.parse(source).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports.append(ast.unparse(node))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            symbols.append(_symbol(node, node.name, "function"))
        elif isinstance(node, ast.ClassDef):
            symbols.append(_symbol(node, node.name, "class"))
            methods = (item for item in node.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)))
            symbols += [_symbol(method, f"{node.name}.{method.name}", "method") for method in methods]
    return Outline(tuple(imports), tuple(symbols))


def nearby(source: str, line: int) -> tuple[str, ...]:
    """Return the functions and classes around a line as text, the nearest first, without the one that holds the line."""
    rows = [row.rstrip("\r\n") for row in syntax.lines(source)]
    around = [
        (min(abs(line - symbol.first_line), abs(line - symbol.last_line)), symbol)
        for symbol in outline(source).symbols
        if symbol.kind != "method" and not symbol.first_line <= line <= symbol.last_line
    ]
    return tuple("\n".join(rows[symbol.first_line - 1 : symbol.last_line]) for _, symbol in sorted(around))


def _symbol(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, name: str, kind: SymbolKind) -> Symbol:
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return Symbol(name, kind, first, node.end_lineno or node.lineno, _header(node), ast.get_docstring(node) or "")


def _header(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(map(ast.unparse, (*node.bases, *node.keywords)))
        return f"class {node.name}({bases})" if bases else f"class {node.name}"
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{word} {node.name}({ast.unparse(node.args)}){returns}"
