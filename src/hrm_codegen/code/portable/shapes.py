"""Questions about expressions that several languages ask: the same, a swap, a concatenation, one variable for another."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.tree import Comprehension, Constant, Expr, Index, Items, Name, Op, Symbol


def concatenated(expr: Expr) -> list[Expr]:
    """Return the parts of a concatenation of lists, from left to right."""
    if isinstance(expr, Op) and expr.op == "list.concat":
        return [*concatenated(expr.args[0]), *concatenated(expr.args[1])]
    return [expr]


def same(one: Expr, other: Expr) -> bool:
    """Return whether two expressions are the same variable, constant or item."""
    match one, other:
        case Name(symbol=left), Name(symbol=right):
            return left is right
        case Constant(value=a), Constant(value=b):
            return a == b and type(a) is type(b)
        case Index(base=base, index=index), Index(base=base2, index=index2):
            return same(base, base2) and same(index, index2)
        case Op(op=op, args=args), Op(op=op2, args=args2):
            return op == op2 and len(args) == len(args2) and all(map(same, args, args2))
    return False


def is_swap(node: tree.Unpack) -> bool:
    """Return whether two places exchange their values."""
    if not isinstance(node.value, Items) or len(node.targets) != 2:
        return False
    return same(node.targets[0], node.value.items[1]) and same(node.targets[1], node.value.items[0])


def touches(target: Expr, value: Expr) -> bool:
    """Return whether a value reads what an assignment to the target changes."""
    while isinstance(target, Index):
        target = target.base
    return any(isinstance(node, Name) and isinstance(target, Name) and node.symbol is target.symbol for node in tree.walk(value))


def replaced(value: Expr, symbol: Symbol, by: Symbol) -> Expr:
    """Return an expression with another variable in the place of one."""
    if isinstance(value, Name):
        return Name(value.type, by) if value.symbol is symbol else value
    if isinstance(value, Comprehension):
        raise Unportable("a comprehension in a key")
    changed: dict[str, Any] = {}
    for entry in fields(value):
        inside = getattr(value, entry.name)
        if isinstance(inside, Expr):
            changed[entry.name] = replaced(inside, symbol, by)
        elif isinstance(inside, tuple) and inside and all(isinstance(item, Expr) for item in inside):
            changed[entry.name] = tuple(replaced(item, symbol, by) for item in inside)
    return replace(value, **changed)
