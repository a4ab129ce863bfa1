"""What evalplus keeps of an answer in Python: the imports, and the definitions that the entry point reaches by name.

The official tool reads a tree-sitter grammar; this one reads Python's own parser and answers the same, quirks included:
decorated definitions, functions without a return, `from __future__` and statements that define no name are lost, and a
definition keeps the comments that end it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from hrm_codegen.code import syntax
from hrm_codegen.code.extract import code_extract

_REST_OF_LINE = re.compile(r"([ \t\f]*;)?(?:[ \t\f]*#[^\n]*)?")
_COMMENTS_BELOW = re.compile(r"\r*\n(?:[ \t\f\r]*\n)*([ \t\f]*)#[^\n]*")

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def sanitize(text: str, entry_point: str | None = None) -> str:
    """Return the imports and the definitions that the entry point reaches (all of them without one), joined by newlines.

    When nothing is left, the answer is `code_extract(text)`.
    """
    code = code_extract(text)
    try:
        tree = syntax.parse(code)
    except SyntaxError:
        return code
    positions = syntax.Positions(code)
    kept = [*_imports(tree), *_reached(_definitions(tree), entry_point)]
    return "\n".join(_text(node, code, positions) for node in kept).strip() or code


def _imports(tree: ast.Module) -> Iterator[ast.stmt]:
    for node in tree.body:
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "__future__"):
            yield node


def _definitions(tree: ast.Module) -> dict[str | None, ast.stmt]:
    """Return the first top-level definition of each name, in source order; all that defines no name shares one place."""
    found: dict[str | None, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, _Definition):
            if not node.decorator_list and (isinstance(node, ast.ClassDef) or _returns(node)):
                found.setdefault(node.name, node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            found.setdefault(_assigned_name(node), node)
    return found


def _returns(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Return) for inner in ast.walk(node))


def _assigned_name(node: ast.Assign | ast.AnnAssign) -> str | None:
    """Return the first bare name among the two sides of an assignment: `a.b = c` defines "c", officially."""
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    if isinstance(target, ast.Name) and (target.lineno, target.col_offset) == (node.lineno, node.col_offset):
        return target.id
    if isinstance(node, ast.Assign) and len(node.targets) > 1:
        return None  # in `a.b = c = d` the right side is an assignment itself
    value = node.value
    if isinstance(value, ast.Name) and (value.end_lineno, value.end_col_offset) == (node.end_lineno, node.end_col_offset):
        return value.id
    return None


def _reached(definitions: dict[str | None, ast.stmt], entry_point: str | None) -> Iterator[ast.stmt]:
    """Yield the definitions that the entry point reaches through any identifier in them."""
    if not entry_point:
        yield from definitions.values()
        return
    reached, queue = {entry_point}, [entry_point]
    while queue:
        node = definitions.get(queue.pop())
        new = identifiers(node) - reached if node else set()
        reached |= new
        queue += new
    yield from (node for name, node in definitions.items() if name in reached)


def identifiers(node: ast.AST) -> set[str]:
    """Return every identifier in a tree: variables, attributes, parameters, keywords, imports and definitions."""
    found: set[str] = set()
    for inner in ast.walk(node):
        for field in ("id", "attr", "arg", "name", "asname", "rest", "module"):
            value = getattr(inner, field, None)
            if isinstance(value, str):
                found.update(value.split("."))
        for field in ("names", "kwd_attrs"):
            found.update(name for name in getattr(inner, field, ()) if isinstance(name, str))
    return found


def _text(node: ast.stmt, code: str, positions: syntax.Positions) -> str:
    """Return a statement's text; a definition's ends with the comments that stand at least as deep as its body."""
    start, end = positions.span(node)
    if not isinstance(node, _Definition):
        return code[start:end]
    rest = _REST_OF_LINE.match(code, end)
    assert rest is not None
    end = rest.end()
    body = positions.span(node.body[0])[0]
    indent = code[code.rfind("\n", 0, body) + 1 : body]
    if not indent.strip():
        while (below := _COMMENTS_BELOW.match(code, end)) and _width(below[1]) >= _width(indent):
            end = below.end()
    return code[start:end]


def _width(indent: str) -> int:
    return len(indent.expandtabs(8))
