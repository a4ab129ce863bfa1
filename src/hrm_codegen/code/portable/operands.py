"""What operators ask of their operands: conditions, comparable types, texts and lists repeated."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.tree import Constant, Expr, Op
from hrm_codegen.code.portable.types import BOOL, INT, STR, Type, fresh, name_of, unify

NUMBERS = ("int", "float", "bool")
TEXTS = ("str", "char")


def as_bool(value: Expr) -> Expr:
    """Return a value as a condition."""
    kind = name_of(value.type)
    if kind == "bool":
        return value
    if kind == "int":
        return Op(BOOL, "!=", (value, Constant(INT, 0)))
    if kind in ("list", "str", "dict", "set"):
        return Op(BOOL, "nonempty", (value,))
    raise Unportable(f"the truth of {value.type}")


_OPPOSITES = {"==": "!=", "!=": "==", "nonempty": "empty", "empty": "nonempty"}


def negated(value: Expr) -> Expr:
    """Return `not value`, with the opposite operator where there is one."""
    if isinstance(value, Op) and value.op in _OPPOSITES:
        return Op(BOOL, _OPPOSITES[value.op], value.args)
    return Op(BOOL, "not", (value,))


def minus_one(value: Expr) -> Expr:
    """Return `value - 1`, computed where it is a constant."""
    if isinstance(value, Constant) and isinstance(value.value, int):
        return Constant(INT, value.value - 1)
    return Op(INT, "-", (value, Constant(INT, 1)))


def unify_loosely(left: Type, right: Type) -> None:
    """Ask that two types are comparable: both numbers, both texts, or the same."""
    a, b = name_of(left), name_of(right)
    if (a in NUMBERS and b in NUMBERS) or (a in TEXTS and b in TEXTS):
        return
    unify(left, right)


def repeated(left: Expr, right: Expr) -> Expr:
    """Return `left * right` where one of them is a text or a list."""
    if name_of(left.type) == "int":
        left, right = right, left
    if name_of(right.type) not in ("int", "bool"):
        raise Unportable(f"{left.type} * {right.type}")
    if name_of(left.type) == "list":
        return Op(left.type, "list.repeat", (left, right))
    return Op(STR, "repeat", (left, right))


def want(value: Expr, kinds: Sequence[str], node: ast.AST | None) -> None:
    """Refuse a value of another kind; one whose type is not known yet is taken for the first."""
    kind = name_of(value.type)
    if not kind and kinds[0] == "int":
        unify(value.type, fresh(INT))
    elif kind not in kinds:
        raise Unportable(f"{value.type} where {' or '.join(kinds)} is wanted" + (f": {ast.unparse(node)}" if node else ""))
