"""How tightly text binds: levels of operators, and where parentheses are needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hrm_codegen.code.portable.tree import Constant, Expr, Op

ATOM, POSTFIX, UNARY, LOWEST = 20, 19, 18, 0
C_LEVELS = {
    "if": 1, "or": 2, "and": 3, "|": 4, "^": 5, "&": 6, "==": 7, "!=": 7, "<": 8, ">": 8, "<=": 8, ">=": 8, "<<": 9, ">>": 9,
    "+": 10, "-": 10, "concat": 10, "*": 11, "/": 11, "//": 11, "%": 11,
}  # fmt: skip


class Code(NamedTuple):
    """Text and how tightly it binds."""

    text: str
    level: int = POSTFIX


def upper_bound(high: Expr) -> tuple[Expr, bool]:
    """Return the end of a counting loop and whether it is reached: `n + 1` is better said as up to n."""
    if isinstance(high, Op) and high.op == "+" and isinstance(high.args[1], Constant) and high.args[1].value == 1:
        return high.args[0], True
    return high, False


def level_around(before: str, after: str, levels: Mapping[str, int]) -> int:
    """Return how tightly the text around a field binds."""
    if after[:1] in (".", "[") or (after[:1] == "(" and before[-1:] not in ("", "(")):
        return POSTFIX
    opened = before[-1:] in ("(", "[", "{") or before[-2:] == ", "
    if opened and after[:1] in (")", "]", ",", ";", "}"):
        return LOWEST
    if before.endswith("...") or before[-1:] in ("!", "-", "&", "*"):
        return UNARY
    return max(levels.values()) + 1
