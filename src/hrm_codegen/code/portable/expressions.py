"""Python expressions into typed ones."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Protocol

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.operands import NUMBERS, TEXTS, as_bool, minus_one, negated, repeated, unify_loosely, want
from hrm_codegen.code.portable.tree import Constant, Expr, Index, Items, Name, Op, Slice, Symbol
from hrm_codegen.code.portable.types import BOOL, CHAR, FLOAT, INT, STR, Type, element, final, flow, fresh, name_of, unify

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


class Scope(Protocol):
    """What expressions want to know about the function around them."""

    def look_up(self, name: str) -> Symbol:
        """Return the variable of this name; raise Unportable when there is none here."""
        ...

    def inner(self, name: str, kind: Type) -> Symbol:
        """Return a new variable of a comprehension or lambda, in a scope opened before."""
        ...

    def opened(self) -> None:
        """Open a scope."""
        ...

    def closed(self) -> None:
        """Close the last scope."""
        ...

    def renamed(self, symbol: Symbol, name: str) -> None:
        """Give a variable of the last scope another name."""
        ...

    def has(self, name: str) -> bool:
        """Return whether the program has a function of this name."""
        ...

    def call(self, name: str, args: Sequence[Expr]) -> Expr:
        """Return the call of another function of the program, which `has` knows."""
        ...


class Expressions:
    """Types expressions within one function."""

    def __init__(self, scope: Scope, calls: Callable[[Expressions, ast.Call], Expr]) -> None:
        self.scope, self._calls = scope, calls

    def typed(self, node: ast.expr) -> Expr:
        """Return the typed form of an expression; raise Unportable for what is not in the subset."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise Unportable(f"{type(node).__name__}: {ast.unparse(node)}")
        result: Expr = method(node)
        return result

    def truth(self, node: ast.expr) -> Expr:
        """Return a condition as a bool: numbers compared with zero, containers with empty."""
        match node:
            case ast.BoolOp(op=op, values=values):
                result = self.truth(values[0])
                for value in values[1:]:
                    result = Op(BOOL, "and" if isinstance(op, ast.And) else "or", (result, self.truth(value)))
                return result
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return negated(self.truth(operand))
        return as_bool(self.typed(node))

    def _constant(self, node: ast.Constant) -> Expr:
        value = node.value
        if isinstance(value, bool):
            return Constant(BOOL, value)
        if isinstance(value, int) and abs(value) < 2**53:
            return Constant(INT, value)
        if isinstance(value, float) and value == value and abs(value) != float("inf"):  # noqa: PLR0124  # not a number
            return Constant(FLOAT, value)
        if isinstance(value, str) and value.isascii():
            return Constant(fresh(CHAR) if len(value) == 1 else STR, value)
        raise Unportable(f"the constant {value!r}")

    def _name(self, node: ast.Name) -> Expr:
        symbol = self.scope.look_up(node.id)
        return Name(symbol.type, symbol)

    def _list(self, node: ast.List) -> Expr:
        return self.display("list", [self.typed(item) for item in node.elts])

    def _set(self, node: ast.Set) -> Expr:
        return self.display("set", [self.typed(item) for item in node.elts])

    def display(self, kind: str, items: Sequence[Expr]) -> Items:
        """Return a list or set of these items."""
        inside = fresh()
        for item in items:
            flow(item.type, inside, f"in a {kind}")
        return Items(Type(kind, inside), tuple(items))

    def _tuple(self, node: ast.Tuple) -> Expr:
        items = tuple(self.typed(item) for item in node.elts)
        if not items:
            raise Unportable("an empty tuple")
        return Items(Type("tuple", *(fresh(final(i.type)) if not final(i.type).args else i.type for i in items)), items)

    def _dict(self, node: ast.Dict) -> Expr:
        key, value, items = fresh(), fresh(), []
        for left, right in zip(node.keys, node.values, strict=True):
            if left is None:
                raise Unportable("** in a dict")
            items += [self.typed(left), self.typed(right)]
            flow(items[-2].type, key, "as a key")
            flow(items[-1].type, value, "as a value")
        return Items(Type("dict", key, value), tuple(items))

    def _unaryop(self, node: ast.UnaryOp) -> Expr:
        if isinstance(node.op, ast.Not):
            return negated(self.truth(node.operand))
        value = self.typed(node.operand)
        want(value, NUMBERS, node)
        if isinstance(node.op, ast.USub):
            if isinstance(value, Constant) and not isinstance(value.value, bool | str):
                return Constant(value.type, -value.value)
            return Op(FLOAT if name_of(value.type) == "float" else INT, "neg", (value,))
        if isinstance(node.op, ast.Invert) and name_of(value.type) == "int":
            return Op(INT, "~", (value,))
        raise Unportable(ast.unparse(node))

    def _boolop(self, node: ast.BoolOp) -> Expr:
        values = [self.typed(value) for value in node.values]
        if any(name_of(value.type) != "bool" for value in values):
            raise Unportable(f"and/or of values that are not booleans: {ast.unparse(node)}")
        return self.truth(node)

    def _ifexp(self, node: ast.IfExp) -> Expr:
        test, then, other = self.truth(node.test), self.typed(node.body), self.typed(node.orelse)
        kind = fresh()
        flow(then.type, kind)
        flow(other.type, kind)
        return Op(kind, "if", (test, then, other))

    def _binop(self, node: ast.BinOp) -> Expr:
        left, right, op = self.typed(node.left), self.typed(node.right), _OPERATORS.get(type(node.op), "?")
        return self.binary(op, left, right)

    def binary(self, op: str, left: Expr, right: Expr) -> Expr:
        """Return `left op right` typed by what the operands are."""
        a, b = name_of(left.type), name_of(right.type)
        if not a or not b:
            unify(left.type, fresh(final(right.type)) if b in NUMBERS else right.type)
            a = b = a or b
        if op == "+" and a in TEXTS and b in TEXTS:
            return Op(STR, "concat", (left, right))
        if op == "+" and a == b == "list":
            unify(left.type, right.type)
            return Op(left.type, "list.concat", (left, right))
        if op == "*" and (a in ("str", "char", "list") or b in ("str", "char", "list")):
            return repeated(left, right)
        if a == b == "set" and op in "&|-^":
            unify(left.type, right.type)
            return Op(left.type, f"set{op}", (left, right))
        if a not in NUMBERS or b not in NUMBERS:
            raise Unportable(f"{a or '?'} {op} {b or '?'}")
        if a == b == "bool" and op in "&|^":
            return Op(BOOL, op, (left, right))
        floating = op == "/" or "float" in (a, b)
        if floating and op in ("&", "|", "^", "<<", ">>"):
            raise Unportable(f"{a} {op} {b}")
        return Op(FLOAT if floating else INT, op, (left, right))

    def _compare(self, node: ast.Compare) -> Expr:
        result: Expr | None = None
        left = self.typed(node.left)
        for op, comparator in zip(node.ops, node.comparators, strict=True):
            right = self._display_as_list(comparator) if isinstance(op, ast.In | ast.NotIn) else self.typed(comparator)
            one = self.compared(_OPERATORS.get(type(op), "is"), left, right)
            result = one if result is None else Op(BOOL, "and", (result, one))
            left = right
        assert result is not None
        return result

    def _display_as_list(self, node: ast.expr) -> Expr:
        """Return what `in` looks into: a tuple or set written out is a list there."""
        if isinstance(node, ast.Tuple | ast.Set):
            return self.display("list", [self.typed(item) for item in node.elts])
        return self.typed(node)

    def compared(self, op: str, left: Expr, right: Expr) -> Expr:
        """Return a comparison of two values of the same kind, or a membership."""
        if op in ("in", "not in"):
            kind = name_of(right.type)
            if kind == "str":
                want(left, TEXTS, None)
            elif kind in ("list", "set", "dict"):
                unify_loosely(left.type, final(right.type).args[0])
            else:
                raise Unportable(f"in {kind}")
            found = Op(BOOL, f"in.{kind}", (left, right))
            return found if op == "in" else negated(found)
        if op == "is":
            raise Unportable("is")
        if op not in ("==", "!=") and name_of(left.type) in ("set", "dict"):
            raise Unportable(f"{name_of(left.type)} {op}")
        match op, left, right:
            case ((">" | "!=" | "=="), Op(op="len", args=(value,)), Constant(value=0)):
                return Op(BOOL, "empty" if op == "==" else "nonempty", (value,))
            case ">=", Op(op="len", args=(value,)), Constant(value=1):
                return Op(BOOL, "nonempty", (value,))
        unify_loosely(left.type, right.type)
        return Op(BOOL, op, (left, right))

    def _subscript(self, node: ast.Subscript) -> Expr:
        base = self.typed(node.value)
        kind = final(base.type)
        if isinstance(node.slice, ast.Slice):
            return self._slice(base, node.slice)
        index = self.typed(node.slice)
        if kind.name == "dict":
            flow(index.type, kind.args[0])
            return Index(kind.args[1], base, index)
        if kind.name == "tuple":
            if not isinstance(index, Constant) or not isinstance(index.value, int):
                raise Unportable("a tuple's item by a variable index")
            number = range(len(kind.args))[index.value]
            return Index(kind.args[number], base, Constant(INT, number))
        if kind.name not in ("list", "str"):
            raise Unportable(f"an item of {kind}")
        want(index, ("int",), node.slice)
        return Index(element(base.type), base, index)

    def _slice(self, base: Expr, node: ast.Slice) -> Expr:
        if name_of(base.type) not in ("list", "str"):
            raise Unportable(f"a slice of {base.type}")
        step = self.typed(node.step) if node.step else Constant(INT, 1)
        if not isinstance(step, Constant) or not isinstance(step.value, int) or step.value == 0:
            raise Unportable("a slice with a variable step")
        low, high = (self.typed(bound) if bound else None for bound in (node.lower, node.upper))
        if step.value == -1 and low is None and high is None:
            return Op(base.type, "str.reversed" if name_of(base.type) == "str" else "reversed", (base,))
        if step.value < 0:
            raise Unportable("a slice with a negative step and bounds")
        return Slice(base.type if name_of(base.type) == "list" else STR, base, low, high, step.value)

    def _listcomp(self, node: ast.ListComp) -> Expr:
        return self.comprehension("list", [node.elt], node.generators)

    def _generatorexp(self, node: ast.GeneratorExp) -> Expr:
        return self.comprehension("list", [node.elt], node.generators)

    def _setcomp(self, node: ast.SetComp) -> Expr:
        return self.comprehension("set", [node.elt], node.generators)

    def _dictcomp(self, node: ast.DictComp) -> Expr:
        return self.comprehension("dict", [node.key, node.value], node.generators)

    def comprehension(self, kind: str, items: Sequence[ast.expr], generators: Sequence[ast.comprehension]) -> Expr:
        """Return a comprehension; its variables live in a scope of their own."""
        self.scope.opened()
        clauses = []
        for generator in generators:
            source, types = self.source(generator.iter)
            targets = self.targets(generator.target, types)
            conditions = tuple(self.truth(test) for test in generator.ifs)
            clauses.append(tree.Clause(targets, source, conditions))
        values = tuple(self.typed(item) for item in items)
        self.scope.closed()
        inside = [fresh() for _ in values]
        for value, slot in zip(values, inside, strict=True):
            flow(value.type, slot)
        return tree.Comprehension(Type(kind, *inside), values, tuple(clauses))

    def targets(self, node: ast.expr, types: Sequence[Type]) -> tuple[Symbol, ...]:
        """Return the variables of a loop or comprehension, one for each value that its source gives."""
        names = node.elts if isinstance(node, ast.Tuple) else [node]
        if len(types) == 1 and len(names) > 1 and name_of(types[0]) == "tuple":
            types = final(types[0]).args
        if len(names) != len(types) or not all(isinstance(name, ast.Name) for name in names):
            raise Unportable(f"the targets {ast.unparse(node)}")
        kept = [fresh(final(kind)) if not final(kind).args else kind for kind in types]
        return tuple(self.scope.inner(name.id, kind) for name, kind in zip(names, kept, strict=True) if isinstance(name, ast.Name))

    def source(self, node: ast.expr) -> tuple[tree.Source, list[Type]]:
        """Return what a loop runs over, and the types of what it gives."""
        match node:
            case ast.Call(func=ast.Name(id="range"), args=args, keywords=[]):
                return self._range(args), [INT]
            case ast.Call(func=ast.Name(id="enumerate"), args=[inside, *rest], keywords=keywords):
                start = self.typed(rest[0] if rest else keywords[0].value) if rest or keywords else Constant(INT, 0)
                over = self.typed(inside)
                return tree.Source("enumerate", (over, start)), [INT, element(over.type)]
            case ast.Call(func=ast.Name(id="zip"), args=[left, right], keywords=[]):
                a, b = self.typed(left), self.typed(right)
                return tree.Source("zip", (a, b)), [element(a.type), element(b.type)]
            case ast.Call(func=ast.Name(id="reversed"), args=[ast.Call(func=ast.Name(id="range"), args=args)]):
                ranged = self._range(args)
                if ranged.step != 1:
                    raise Unportable("reversed range with a step")
                low, high = ranged.args
                return tree.Source("range", (minus_one(high), minus_one(low)), step=-1), [INT]
            case ast.Call(func=ast.Name(id="reversed"), args=[inside]):
                over = self.typed(inside)
                return tree.Source("reversed", (over,)), [element(over.type)]
            case ast.Call(func=ast.Attribute(value=owner, attr="items"), args=[]):
                over = self.typed(owner)
                if name_of(over.type) != "dict":
                    raise Unportable("items of what is no dict")
                return tree.Source("items", (over,)), list(final(over.type).args)
        over = self._display_as_list(node)
        return tree.Source("each", (over,)), [element(over.type)]

    def _range(self, args: Sequence[ast.expr]) -> tree.Source:
        values = [self.typed(arg) for arg in args]
        for value in values:
            want(value, ("int",), None)
        low, high = (Constant(INT, 0), values[0]) if len(values) == 1 else (values[0], values[1])
        step = values[2] if len(values) > 2 else Constant(INT, 1)
        if not isinstance(step, Constant) or not isinstance(step.value, int) or step.value == 0:
            raise Unportable("a range with a variable step")
        return tree.Source("range", (low, high), step=step.value)

    def _joinedstr(self, node: ast.JoinedStr) -> Expr:
        parts: list[str | tree.FormatValue] = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            elif isinstance(part, ast.FormattedValue) and part.conversion == -1:
                spec = "".join(str(c.value) for c in part.format_spec.values if isinstance(c, ast.Constant)) \
                    if isinstance(part.format_spec, ast.JoinedStr) else ""  # fmt: skip
                value = self.typed(part.value)
                want(value, (*NUMBERS, *TEXTS), part)
                parts.append(tree.FormatValue(value, spec))
            else:
                raise Unportable(ast.unparse(part))
        return tree.Format(STR, tuple(parts))

    def _call(self, node: ast.Call) -> Expr:
        return self._calls(self, node)

    def _attribute(self, node: ast.Attribute) -> Expr:
        constant = STRINGS.get(ast.unparse(node))
        if constant is None:
            raise Unportable(ast.unparse(node))
        return Constant(STR, constant)


STRINGS = {
    "string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
    "string.ascii_uppercase": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "string.digits": "0123456789",
}
