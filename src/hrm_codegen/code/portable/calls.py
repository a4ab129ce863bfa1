"""Calls: builtins, methods and a few functions of the standard library, typed."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.expressions import Expressions
from hrm_codegen.code.portable.operands import NUMBERS, TEXTS, as_bool
from hrm_codegen.code.portable.tree import Constant, Expr, Items, Name, Op
from hrm_codegen.code.portable.types import BOOL, CHAR, FLOAT, INT, NONE, STR, Type, element, final, flow, fresh, name_of, unify

_TEXT_METHODS: dict[str, tuple[int, int, Type | None]] = {  # name -> least and most arguments, result; None: as the text
    "upper": (0, 0, None), "lower": (0, 0, None), "swapcase": (0, 0, None), "capitalize": (0, 0, STR), "title": (0, 0, STR),
    "strip": (0, 1, STR), "lstrip": (0, 1, STR), "rstrip": (0, 1, STR), "replace": (2, 2, STR), "zfill": (1, 1, STR),
    "ljust": (1, 2, STR), "rjust": (1, 2, STR), "center": (1, 2, STR), "removeprefix": (1, 1, STR), "removesuffix": (1, 1, STR),
    "startswith": (1, 1, BOOL), "endswith": (1, 1, BOOL), "find": (1, 1, INT), "rfind": (1, 1, INT), "index": (1, 1, INT),
    "count": (1, 1, INT),
    "isdigit": (0, 0, BOOL), "isalpha": (0, 0, BOOL), "isalnum": (0, 0, BOOL), "isupper": (0, 0, BOOL), "islower": (0, 0, BOOL),
    "isspace": (0, 0, BOOL), "isdecimal": (0, 0, BOOL),
}  # fmt: skip
_CONVERSIONS = {"list", "set", "tuple", "sorted", "dict"}


def call(context: Expressions, node: ast.Call) -> Expr:
    """Return a typed call; raise Unportable for what is not known."""
    keywords = {keyword.arg or "**": keyword.value for keyword in node.keywords}
    match node.func:
        case ast.Name(id=name):
            if context.scope.has(name) and not keywords:
                return context.scope.call(name, [context.typed(arg) for arg in node.args])
            return _builtin(context, name, node.args, keywords)
        case ast.Attribute(value=ast.Name(id="math"), attr=name) if not keywords:
            return _math(context, name, node.args)
        case ast.Attribute(value=owner, attr=name):
            return _method(context, context.typed(owner), name, node.args, keywords)
    raise Unportable(f"the call {ast.unparse(node)}")


def _math(context: Expressions, name: str, nodes: Sequence[ast.expr]) -> Expr:
    args = tuple(context.typed(node) for node in nodes)
    kinds = [name_of(arg.type) for arg in args]
    if name in ("gcd", "lcm") and kinds == ["int", "int"]:
        return Op(INT, name, args)
    if name == "isqrt" and kinds == ["int"]:
        return Op(INT, "isqrt", args)
    if name == "sqrt" and kinds[0] in NUMBERS:
        return Op(FLOAT, "sqrt", args)
    if name == "prod" and len(args) == 1 and name_of(element(args[0].type)) == "int":
        return Op(INT, "prod", args)
    raise Unportable(f"math.{name}")


def _builtin(context: Expressions, name: str, nodes: Sequence[ast.expr], keywords: dict[str, ast.expr]) -> Expr:
    if name in ("sorted", "min", "max"):
        return _ordered(context, name, nodes, keywords)
    if keywords:
        raise Unportable(f"{name} with {', '.join(keywords)}")
    match name, len(nodes):
        case (("any" | "all"), 1):
            return _quantified(context, name, nodes[0])
        case "sum", (1 | 2):
            return _sum(context, nodes)
        case "map", 2:
            return _map(context, nodes)
        case (("list" | "set" | "tuple" | "dict"), (0 | 1)):
            return _container(context, name, nodes)
        case "reversed", 1:
            value = context.typed(nodes[0])
            return Op(Type("list", fresh(CHAR)) if name_of(value.type) == "str" else value.type, "reversed", (value,))
    args = tuple(context.typed(node) for node in nodes)
    return _scalar(context, name, args)


def _scalar(context: Expressions, name: str, args: tuple[Expr, ...]) -> Expr:  # noqa: C901, PLR0912  # a table: one case a kind
    kinds = tuple(name_of(arg.type) for arg in args)
    match name, kinds:
        case "len", (("list" | "str" | "dict" | "set"),):
            return Op(INT, "len", args)
        case "len", ("char",):
            return Constant(INT, 1)
        case "abs", (("int" | "float"),):
            return Op(FLOAT if kinds[0] == "float" else INT, "abs", args)
        case "ord", (("char" | "str"),):
            return Op(INT, "ord", args)
        case "chr", ("int",):
            return Op(CHAR, "chr", args)
        case "str", (("str" | "char"),):
            return args[0]
        case "str", ("int",):
            return Op(STR, "str", args)
        case "int", (("int" | "bool" | "float" | "char" | "str"),):
            return Op(INT, f"int.{kinds[0]}", args) if kinds[0] != "int" else args[0]
        case "int", (("str" | "char"), "int"):
            return Op(INT, "int.base", args)
        case "float", (("int" | "float"),):
            return Op(FLOAT, "float", args)
        case "bool", (_,):
            return as_bool(args[0])
        case "divmod", ("int", "int"):
            quotient, rest = context.binary("//", *args), context.binary("%", *args)
            return Items(Type("tuple", INT, INT), (quotient, rest))
        case "pow", ("int", "int"):
            return Op(INT, "**", args)
        case "round", ("float",):
            return Op(INT, "round", args)
        case "round", ("float", "int"):
            return Op(FLOAT, "round.digits", args)
        case "bin", ("int",):
            return Op(STR, "bin", args)
    raise Unportable(f"{name}({', '.join(map(repr, (arg.type for arg in args)))})")


def _quantified(context: Expressions, name: str, node: ast.expr) -> Expr:
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        comprehension = context.comprehension("list", [node.elt], node.generators)
        assert isinstance(comprehension, tree.Comprehension)
        tested = tree.Comprehension(Type("list", BOOL), (as_bool(comprehension.items[0]),), comprehension.clauses)
        return Op(BOOL, name, (tested,))
    value = context.typed(node)
    if name_of(element(value.type)) != "bool":
        raise Unportable(f"{name} of {value.type}")
    return Op(BOOL, name, (value,))


def _sum(context: Expressions, nodes: Sequence[ast.expr]) -> Expr:
    value = context.typed(nodes[0])
    inside = name_of(element(value.type))
    if inside not in NUMBERS:
        raise Unportable(f"the sum of {value.type}")
    total = Op(FLOAT if inside == "float" else INT, "sum", (value,))
    return context.binary("+", total, context.typed(nodes[1])) if len(nodes) > 1 else total


def _map(context: Expressions, nodes: Sequence[ast.expr]) -> Expr:
    over = context.typed(nodes[1])
    context.scope.opened()
    symbol = context.scope.inner("item" if name_of(over.type) != "str" else "char", fresh(element(over.type)))
    match nodes[0]:
        case ast.Name(id=name):
            value: Expr = Name(symbol.type, symbol)
            value = context.scope.call(name, [value]) if context.scope.has(name) else _scalar(context, name, (value,))
        case ast.Attribute(value=ast.Name(id="str"), attr=attr):
            value = _text_method(attr, Name(symbol.type, symbol), ())
        case ast.Lambda(args=ast.arguments(args=[parameter]), body=body):
            context.scope.renamed(symbol, parameter.arg)
            value = context.typed(body)
        case _:
            raise Unportable("map with this function")
    context.scope.closed()
    inside = fresh()
    flow(value.type, inside)
    return tree.Comprehension(Type("list", inside), (value,), (tree.Clause((symbol,), tree.Source("each", (over,)), ()),))


def _container(context: Expressions, name: str, nodes: Sequence[ast.expr]) -> Expr:
    if not nodes:
        if name == "tuple":
            raise Unportable("an empty tuple")
        return Items(Type(name, *(fresh() for _ in range(2 if name == "dict" else 1))), ())
    if name in ("tuple", "dict"):
        value = context.typed(nodes[0])
        if name == "dict" and name_of(value.type) == "dict":
            return Op(value.type, "copy", (value,))
        raise Unportable(f"{name}({ast.unparse(nodes[0])})")
    if isinstance(nodes[0], ast.GeneratorExp):
        return context.comprehension(name, [nodes[0].elt], nodes[0].generators)
    source, types = context.source(nodes[0])
    if source.kind == "each":
        value = source.args[0]
        if name == name_of(value.type):
            return value if isinstance(value, tree.Comprehension | Op) else Op(value.type, "copy", (value,))
        return Op(Type(name, fresh(types[0]) if not final(types[0]).args else types[0]), f"{name}.from", (value,))
    if source.kind == "reversed" and name == "list" and name_of(source.args[0].type) == "list":
        return Op(source.args[0].type, "reversed", source.args)
    if len(types) > 1:
        raise Unportable(f"{name}({ast.unparse(nodes[0])})")
    context.scope.opened()
    symbol = context.scope.inner("i", fresh(types[0]))
    context.scope.closed()
    clause = tree.Clause((symbol,), source, ())
    return tree.Comprehension(Type(name, fresh(types[0])), (Name(symbol.type, symbol),), (clause,))


def _of_several(context: Expressions, name: str, nodes: Sequence[ast.expr]) -> Expr:
    values = [context.typed(node) for node in nodes]
    kind = fresh()
    for value in values:
        flow(value.type, kind)
    return Op(kind, f"{name}.of", tuple(values))


def _ordered(context: Expressions, name: str, nodes: Sequence[ast.expr], keywords: dict[str, ast.expr]) -> Expr:
    """Type sorted, min and max: of one container, with a key, a direction or a default; min and max of several values."""
    if name != "sorted" and len(nodes) > 1 and not keywords:
        return _of_several(context, name, nodes)
    if len(nodes) != 1:
        raise Unportable(f"{name} of several values with {', '.join(keywords)}")
    value = context.typed(nodes[0])
    inside = element(value.type)
    if name_of(value.type) == "dict":
        value = Op(Type("list", inside), "dict.keys", (value,))
    inside = inside if final(inside).args else fresh(inside)
    args: tuple[Expr, ...] = (value,)
    key = keywords.pop("key", None)
    if key is not None:
        args = (value, key_function(context, key, inside))
    if name == "sorted":
        return Op(Type("list", inside), "sorted" + ("_by" if key else "") + ("_down" if _falling(keywords) else ""), args)
    default = keywords.pop("default", None)
    if keywords or (default is not None and key is not None):
        raise Unportable(f"{name} with a default and a key, or with {', '.join(keywords)}")
    if default is not None:
        return Op(inside, f"{name}.default", (value, context.typed(default)))
    return Op(inside, f"{name}_by" if key else name, args)


def _falling(keywords: dict[str, ast.expr]) -> bool:
    """Return whether sorting goes from the largest; nothing else may be asked for."""
    falling = keywords.pop("reverse", ast.Constant(value=False))
    if keywords or not (isinstance(falling, ast.Constant) and isinstance(falling.value, bool)):
        raise Unportable(f"sorted with a variable direction, or with {', '.join(keywords)}")
    return falling.value


def key_function(context: Expressions, node: ast.expr, kind: Type) -> Expr:
    """Return a key function: a lambda, `len`, `abs`, `str.lower` or a function of the program."""
    context.scope.opened()
    match node:
        case ast.Lambda(args=ast.arguments(args=[parameter]), body=body):
            symbol = context.scope.inner(parameter.arg, kind)
            value = context.typed(body)
        case ast.Name(id=name):
            symbol = context.scope.inner("item", kind)
            argument: Expr = Name(symbol.type, symbol)
            value = context.scope.call(name, [argument]) if context.scope.has(name) else _scalar(context, name, (argument,))
        case ast.Attribute(value=ast.Name(id="str"), attr=attr):
            symbol = context.scope.inner("item", kind)
            value = _text_method(attr, Name(symbol.type, symbol), ())
        case _:
            raise Unportable(f"the key {ast.unparse(node)}")
    context.scope.closed()
    return tree.Lambda(value.type, (symbol,), value)


def _method(context: Expressions, owner: Expr, name: str, nodes: Sequence[ast.expr], keywords: dict[str, ast.expr]) -> Expr:
    kind = name_of(owner.type)
    if kind == "list" and name == "sort":
        return _sort(context, owner, keywords)
    if keywords:
        raise Unportable(f"{name} with {', '.join(keywords)}")
    args = tuple(context.typed(node) for node in nodes)
    if kind in TEXTS:
        return _text_method(name, owner, args)
    if kind in ("list", "set", "dict"):
        mutates = (kind, name) not in _READERS
        if mutates and isinstance(_root(owner), Name):
            _root(owner).symbol.mutated = True  # type: ignore[union-attr]  # just asked
        return {"list": _list_method, "set": _set_method, "dict": _dict_method}[kind](name, owner, args)
    raise Unportable(f"the method {name} of {kind or 'something unknown'}")


_READERS = {("list", "index"), ("list", "count"), ("list", "copy"), ("dict", "get"), ("dict", "keys"), ("dict", "values"),
            ("dict", "items"), ("dict", "copy"), ("set", "union"), ("set", "intersection"), ("set", "difference"),
            ("set", "issubset"), ("set", "copy")}  # fmt: skip


def _root(value: Expr) -> Expr:
    while isinstance(value, tree.Index):
        value = value.base
    return value


def _sort(context: Expressions, owner: Expr, keywords: dict[str, ast.expr]) -> Expr:
    if isinstance(owner, Name):
        owner.symbol.mutated = True
    args: tuple[Expr, ...] = (owner,)
    key, falling = keywords.get("key"), keywords.get("reverse")
    if key is not None:
        args = (owner, key_function(context, key, element(owner.type)))
    down = isinstance(falling, ast.Constant) and falling.value is True
    return Op(NONE, "list.sort" + ("_by" if key is not None else "") + ("_down" if down else ""), args)


def _text_method(name: str, owner: Expr, args: tuple[Expr, ...]) -> Expr:
    if name == "join" and len(args) == 1 and name_of(element(args[0].type)) in TEXTS:
        return Op(STR, "join", (owner, args[0]))
    if name == "split" and len(args) <= 1:
        return Op(Type("list", STR), "split" if not args else "split.on", (owner, *args))
    if name == "splitlines" and not args:
        return Op(Type("list", STR), "splitlines", (owner,))
    least, most, result = _TEXT_METHODS.get(name, (1, 0, None))
    if not least <= len(args) <= most:
        raise Unportable(f"str.{name} with {len(args)} arguments")
    for arg in args:
        if name_of(arg.type) not in (*TEXTS, "int"):
            raise Unportable(f"str.{name} of {arg.type}")
    name = "isdigit" if name == "isdecimal" else name
    return Op(result or fresh(final(owner.type)), f"str.{name}", (owner, *args))


def _list_method(name: str, owner: Expr, args: tuple[Expr, ...]) -> Expr:
    inside = element(owner.type)
    match name, len(args):
        case "append", 1:
            flow(args[0].type, inside, "in append")
        case "insert", 2:
            flow(args[1].type, inside, "in insert")
        case "extend", 1:
            if name_of(args[0].type) == "str":
                args = (Op(Type("list", fresh(CHAR)), "list.from", args),)
            unify(owner.type, args[0].type, "in extend")
        case "pop", (0 | 1):
            at = args[0] if args else None
            last = at is None or (isinstance(at, Constant) and at.value == -1)
            return Op(inside, "list.pop" if last else "list.pop_at", (owner,) if last else (owner, *args))
        case (("index" | "count"), 1):
            return Op(INT, f"list.{name}", (owner, *args))
        case "copy", 0:
            return Op(owner.type, "copy", (owner,))
        case (("reverse" | "clear"), 0):
            pass
        case _:
            raise Unportable(f"list.{name} with {len(args)} arguments")
    return Op(NONE, f"list.{name}", (owner, *args))


def _set_method(name: str, owner: Expr, args: tuple[Expr, ...]) -> Expr:
    match name, len(args):
        case (("add" | "discard" | "remove"), 1):
            flow(args[0].type, element(owner.type), f"in {name}")
            return Op(NONE, "set.remove" if name == "discard" else f"set.{name}", (owner, *args))
        case (("union" | "intersection" | "difference"), 1) if name_of(args[0].type) == "set":
            unify(owner.type, args[0].type)
            return Op(owner.type, {"union": "set|", "intersection": "set&", "difference": "set-"}[name], (owner, *args))
        case "copy", 0:
            return Op(owner.type, "copy", (owner,))
    raise Unportable(f"set.{name}")


def _dict_method(name: str, owner: Expr, args: tuple[Expr, ...]) -> Expr:
    key, value = final(owner.type).args
    match name, len(args):
        case "get", 2:
            flow(args[0].type, key)
            flow(args[1].type, value)
            return Op(value, "dict.get", (owner, *args))
        case (("keys" | "values"), 0):
            return Op(Type("list", key if name == "keys" else value), f"dict.{name}", (owner,))
        case "setdefault", 2:
            flow(args[0].type, key)
            flow(args[1].type, value)
            return Op(value, "dict.setdefault", (owner, *args))
        case "copy", 0:
            return Op(owner.type, "copy", (owner,))
        case "pop", (1 | 2):
            return Op(value, "dict.pop", (owner, *args))
    raise Unportable(f"dict.{name} with {len(args)} arguments")
