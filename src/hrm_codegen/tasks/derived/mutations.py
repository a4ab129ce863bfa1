"""Planted bugs: small changes of a source such as people make by mistake, each with the text it replaces.

`mutants` yields them in a random order; whether one really breaks anything is for the tests to say. None of them can make
numbers explode: no power, no shift and no multiplication takes another operator's place.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from typing import NamedTuple

from hrm_codegen.code import syntax
from hrm_codegen.tasks.derived.base import Study


class Mutant(NamedTuple):
    """A source with a planted bug."""

    kind: str  # what went wrong, in a few words
    source: str


class _Change(NamedTuple):
    kind: str
    start: int
    end: int
    text: str


_COMPARISONS = {
    ast.Lt: ("<", ("<=", ">")), ast.LtE: ("<=", ("<", ">=")), ast.Gt: (">", (">=", "<")), ast.GtE: (">=", (">", "<=")),
    ast.Eq: ("==", ("!=",)), ast.NotEq: ("!=", ("==",)), ast.In: ("in", ("not in",)), ast.NotIn: ("not in", ("in",)),
    ast.Is: ("is", ("is not",)), ast.IsNot: ("is not", ("is",)),
}  # fmt: skip
_OPERATORS = {
    ast.Add: ("+", ("-",)), ast.Sub: ("-", ("+",)), ast.Mult: ("*", ("+",)), ast.Div: ("/", ("//",)),
    ast.FloorDiv: ("//", ("/", "%")), ast.Mod: ("%", ("//",)), ast.BitAnd: ("&", ("|",)), ast.BitOr: ("|", ("&",)),
    ast.BitXor: ("^", ("&",)), ast.LShift: ("<<", (">>",)),
}  # fmt: skip
_FUNCTIONS = {
    "min": "max", "max": "min", "any": "all", "all": "any", "sum": "len", "append": "insert", "lower": "upper", "upper": "lower",
    "startswith": "endswith", "endswith": "startswith", "keys": "values", "values": "keys", "lstrip": "rstrip", "rstrip": "lstrip",
    "find": "rfind", "isalpha": "isalnum", "isdigit": "isalpha", "popleft": "pop", "heappop": "heappush", "extend": "append",
    "add": "discard", "union": "intersection", "intersection": "union", "ljust": "rjust", "rjust": "ljust",
}  # fmt: skip
_DROPPED = {"abs", "sorted", "list", "reversed", "set", "int", "str", "len", "tuple", "float"}  # calls that people forget
_DROPPED_METHODS = {"strip", "lower", "upper", "copy", "sort", "reverse", "split", "lstrip", "rstrip", "title", "capitalize"}


def mutants(found: Study, rng: random.Random, count: int) -> list[Mutant]:
    """Return up to `count` distinct sources with one planted bug each, every one of which parses."""
    changes = list(_changes(found))
    by_kind: dict[str, list[_Change]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, []).append(change)
    made: dict[str, Mutant] = {}
    kinds = sorted(by_kind)
    while kinds and len(made) < count:
        kind = rng.choice(kinds)  # rare kinds of bugs are as frequent as those with many places
        change = by_kind[kind].pop(rng.randrange(len(by_kind[kind])))
        if not by_kind[kind]:
            kinds.remove(kind)
        source = found.source[: change.start] + change.text + found.source[change.end :]
        if source != found.source and source not in made and syntax.parses(source):
            made[source] = Mutant(kind, source)
    return list(made.values())


def _changes(found: Study) -> Iterator[_Change]:
    root = found.function or found.tree
    names = sorted({node.id for node in ast.walk(root) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)})
    names += [argument.arg for argument in found.function.args.args] if found.function else []
    in_strings = {id(part) for node in ast.walk(found.tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(found.tree):
        if id(node) not in in_strings:
            yield from _of_expression(found, node, names)
            yield from _of_statement(found, node)


def _of_expression(found: Study, node: ast.AST, names: list[str]) -> Iterator[_Change]:  # noqa: C901, PLR0912  # a table by node
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            yield from _between(found, left, right, *_COMPARISONS[type(op)], kind="comparison")
        case ast.BinOp(left=left, op=op, right=right):
            if type(op) in _OPERATORS:
                yield from _between(found, left, right, *_OPERATORS[type(op)], kind="operator")
            if isinstance(op, ast.Sub | ast.Div | ast.FloorDiv | ast.Mod):
                yield _swap(found, left, right)
        case ast.BoolOp(op=op, values=[left, right]):
            old, new = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
            yield from _between(found, left, right, old, (new,), kind="logic")
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield _replace(found, node, found.source[slice(*found.positions.span(operand))], kind="missing operator")
        case ast.Constant(value=bool() as value):
            yield _replace(found, node, str(not value), kind="wrong truth value")
        case ast.Constant(value=int() as value):
            for near in (value + 1, value - 1) if value else (1,):
                yield _replace(found, node, str(near), kind="off by one" if abs(value) < 3 else "wrong constant")
        case ast.Constant(value=str() as value) if value in ("", " ", ",", ", ", "-"):
            yield _replace(found, node, repr({"": " ", " ": ""}.get(value, " ")), kind="wrong text")
        case ast.Name(id=name, ctx=ast.Load()) if name in names:
            for other in names:
                if other != name:
                    yield _replace(found, node, other, kind="wrong variable")
            if len(name) > 3:
                yield _replace(found, node, name[:-2] + name[-1], kind="misspelt name")
        case ast.Subscript(slice=ast.Slice(step=ast.UnaryOp() as step)):
            start, end = found.positions.span(step)
            yield _Change("wrong order", start, end, "1")
        case ast.Call():
            yield from _of_call(found, node)


def _of_call(found: Study, node: ast.Call) -> Iterator[_Change]:
    source = found.source
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name) as called) if name in _FUNCTIONS:
            end = found.positions.span(called)[1]
            yield _Change("wrong function", end - len(name), end, _FUNCTIONS[name])
    match node:
        case ast.Call(func=ast.Name(id=name), args=[inner]) if name in _DROPPED:
            yield _replace(found, node, source[slice(*found.positions.span(inner))], kind="missing call")
        case ast.Call(func=ast.Attribute(attr=name, value=inner), args=[]) if name in _DROPPED_METHODS:
            yield _replace(found, node, source[slice(*found.positions.span(inner))], kind="missing call")
        case ast.Call(func=ast.Name(id="range"), args=[stop]):
            text = source[slice(*found.positions.span(stop))]
            yield _replace(found, stop, f"{text} - 1", kind="range")
            yield _replace(found, stop, f"1, {text}", kind="range")
        case ast.Call(func=ast.Name(id="range"), args=[_, stop, *_]) if isinstance(stop, ast.BinOp):
            yield _replace(found, stop, source[slice(*found.positions.span(stop.left))], kind="range")
        case ast.Call(args=[first, second]) if ast.dump(first) != ast.dump(second):
            yield _swap(found, first, second)
    for keyword in node.keywords:
        if keyword.arg in ("reverse", "key"):
            start = source.rfind(",", 0, found.positions.span(keyword)[0])
            yield _Change("missing argument", start, found.positions.span(keyword)[1], "")


def _of_statement(found: Study, node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield _replace(found, node, found.source[slice(*found.positions.span(value))], kind="missing return")
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in _OPERATORS:
            old, new = _OPERATORS[type(op)]
            yield from _between(found, target, value, f"{old}=", tuple(f"{text}=" for text in new), kind="operator")
            yield from _between(found, target, value, f"{old}=", ("=",), kind="overwritten")
        case ast.If(orelse=[]):
            yield _removed(found, node, kind="missing case")
        case ast.If(orelse=[last]) if not isinstance(last, ast.If):
            start = found.positions.span(node.body[-1])[1]
            yield _Change("missing else", start, found.positions.span(last)[1], "")
        case ast.Import() | ast.ImportFrom() if len(found.tree.body) > 1:
            yield _removed(found, node, kind="missing import")
    body = getattr(node, "body", None)
    if isinstance(body, list) and isinstance(node, ast.For | ast.While) and len(body) > 1:
        for inner in body:
            if isinstance(inner, ast.Assign | ast.AugAssign | ast.Expr) and isinstance(node, ast.For):
                yield _removed(found, inner, kind="missing line")
    if isinstance(node, ast.For) and isinstance(body, list):
        yield from _returned_early(found, node)


def _returned_early(found: Study, loop: ast.For) -> Iterator[_Change]:
    """Indent the return after a loop into the loop."""
    end = found.positions.span(loop)[1]
    after = found.source[end:]
    if after.startswith("\n") and after[1:].lstrip(" ").startswith("return ") and loop.lineno != loop.body[0].lineno:
        line = after[1:].split("\n", 1)[0]
        if len(line) - len(line.lstrip()) == loop.col_offset:
            yield _Change("return in the loop", end + 1, end + 1, "    ")


def _removed(found: Study, node: ast.stmt, *, kind: str) -> _Change:
    """Delete whole lines."""
    start, end = found.positions.span(node)
    line = found.source.rfind("\n", 0, start) + 1
    return _Change(kind, line, found.source.find("\n", end) + 1, "")


def _replace(found: Study, node: ast.expr | ast.stmt, text: str, *, kind: str) -> _Change:
    return _Change(kind, *found.positions.span(node), text)


def _swap(found: Study, left: ast.expr, right: ast.expr) -> _Change:
    (a, b), (c, d) = found.positions.span(left), found.positions.span(right)
    return _Change("swapped", a, d, found.source[c:d] + found.source[b:c] + found.source[a:b])


def _between(found: Study, left: ast.expr, right: ast.expr, old: str, new: tuple[str, ...], *, kind: str) -> Iterator[_Change]:
    """Replace the operator that stands between two operands."""
    start, end = found.positions.span(left)[1], found.positions.span(right)[0]
    place = found.source.find(old, start, end)
    if place >= 0:
        for text in new:
            yield _Change(kind, place, place + len(old), text)
