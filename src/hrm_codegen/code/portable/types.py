"""Types of the portable part of Python, with variables that inference fills in.

`char` is a str of length one: letters of a text. A value of a smaller type flows into a slot of a larger one: bool into int,
int into float, char into str; a variable first given the smaller type grows when the larger one arrives.
"""

from __future__ import annotations

import ast

from hrm_codegen.code.portable.base import Unportable

_GROWS = {("char", "str"), ("int", "float"), ("bool", "int"), ("bool", "float")}


class Type:
    """A type: a name and the types it holds, or, unnamed, a variable that stands for another type once known."""

    __slots__ = ("args", "name", "same")

    def __init__(self, name: str = "", *args: Type) -> None:
        self.name, self.args = name, args
        self.same: Type | None = None

    def __repr__(self) -> str:
        known = final(self)
        return f"{known.name or '?'}[{', '.join(map(repr, known.args))}]" if known.args else known.name or "?"


INT, BOOL, STR, FLOAT, CHAR, NONE = Type("int"), Type("bool"), Type("str"), Type("float"), Type("char"), Type("None")
_SCALARS = {"int": INT, "bool": BOOL, "str": STR, "float": FLOAT, "None": NONE}


def final(kind: Type) -> Type:
    """Return the type that a variable stands for, or the variable itself while nothing is known."""
    while kind.same is not None:
        kind = kind.same
    return kind


def open_variable(kind: Type) -> Type:
    """Return the last variable of a chain: the place where a type may still grow; a fixed type is returned as it is."""
    while kind.same is not None and not kind.same.name:
        kind = kind.same
    return kind


def name_of(kind: Type) -> str:
    """Return the name of the known type, or "" while nothing is known."""
    return final(kind).name


def element(kind: Type) -> Type:
    """Return what iterating over a value of this type gives."""
    known = final(kind)
    if known.name in ("list", "set", "dict"):
        return known.args[0]
    if known.name == "str":
        return CHAR
    if known.name == "tuple" and len({repr(arg) for arg in known.args}) == 1:
        return known.args[0]
    raise Unportable(f"iterating over {kind}")


def parse_type(text: str) -> Type:
    """Return the type written in Python's notation; raise Unportable for one that is not portable."""
    return _from_node(ast.parse(text, mode="eval").body)


def _from_node(node: ast.expr) -> Type:
    match node:
        case ast.Name(id=name) if name in _SCALARS:
            return _SCALARS[name]
        case ast.Constant(value=None):
            return NONE
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=items)):
            return Type("tuple", *map(_from_node, items))
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[key, value])):
            return Type("dict", _from_node(key), _from_node(value))
        case ast.Subscript(value=ast.Name(id="list" | "set" as name), slice=item):
            return Type(name, _from_node(item))
    raise Unportable(f"the type {ast.unparse(node)}")


def unify(left: Type, right: Type, what: str = "") -> None:
    """Make two types one, letting variables grow; raise Unportable when they differ."""
    one, other = open_variable(left), open_variable(right)
    a, b = final(one), final(other)
    if a is b:
        return
    if not a.name or not b.name:
        unknown, known = (one, other) if not a.name else (other, one)
        if _holds(known, final(unknown)):
            raise Unportable(f"a type that holds itself {what}".strip())
        final(unknown).same = known
    elif a.name == b.name and len(a.args) == len(b.args):
        for x, y in zip(a.args, b.args, strict=True):
            unify(x, y, what)
        if one is not a and other is not b and not a.args:
            one.same = other  # both may still grow, together
    elif (a.name, b.name) in _GROWS and one is not a:
        one.same = other
    elif (b.name, a.name) in _GROWS and other is not b:
        other.same = one
    else:
        raise Unportable(f"{a} where {b} is wanted {what}".strip())


def flow(value: Type, slot: Type, what: str = "") -> None:
    """Let a value of one type be put where another is wanted: smaller scalars convert, everything else must be the same."""
    a, b = final(value), final(slot)
    if (a.name, b.name) in _GROWS:
        return
    if not b.name and not a.args and a.name:
        b.same = Type()  # a place of its own: it may grow when the value's cannot
        b.same.same = a
        return
    if a.name == b.name and not a.args and a.name:
        return
    unify(slot, value, what)


def fresh(kind: Type | None = None) -> Type:
    """Return a new variable, standing for a type that may still grow when one is given."""
    variable = Type()
    variable.same = kind
    return variable


def _holds(kind: Type, variable: Type) -> bool:
    known = final(kind)
    return known is variable or any(_holds(arg, variable) for arg in known.args)
