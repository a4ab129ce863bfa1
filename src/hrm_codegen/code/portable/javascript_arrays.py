"""JavaScript's arrays: comprehensions with map and filter, sums, sorting."""

from __future__ import annotations

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.javascript_words import JavaScriptWords
from hrm_codegen.code.portable.precedence import LOWEST, POSTFIX, UNARY, Code
from hrm_codegen.code.portable.shapes import replaced
from hrm_codegen.code.portable.tree import Comprehension, Constant, Expr, Items, Name, Op, Symbol
from hrm_codegen.code.portable.types import Type, element, final, name_of


class JavaScriptArrays(JavaScriptWords):
    """Arrays in JavaScript."""

    def comprehension(self, expr: Comprehension) -> Code:
        """Return map and filter; a set is made of the array."""
        if is_flat(expr):
            return Code(f"{self.text(expr.clauses[0].source.args[0], POSTFIX)}.flat()")
        (clause,) = expr.clauses
        value, source = expr.items[0], clause.source
        if source.kind == "range":
            name = self.names.variable(clause.targets[0])
            parameter = (
                "(_, " + name + ")"
                if any(isinstance(n, Name) and n.symbol is clause.targets[0] for n in tree.walk(value))
                else "()"
            )
            result = f"Array.from({{ length: {self.text(source.args[1])} }}, {parameter} => {self._body(value)})"
        else:
            over, parameters = self._over(expr)
            same = isinstance(value, Name) and len(clause.targets) == 1 and value.symbol is clause.targets[0]
            result = over if same else f"{over}.map({parameters} => {self._body(value)})"
            if same and not clause.conditions and name_of(source.args[0].type) == "list":
                result = f"[...{over}]"
        return Code(f"new Set({result})" if name_of(expr.type) == "set" else result)

    def _over(self, expr: Comprehension) -> tuple[str, str]:
        """Return the array that a comprehension runs over, filtered, and the parameters of its functions."""
        (clause,) = expr.clauses
        names = [self.names.variable(symbol) for symbol in clause.targets]
        source, value = clause.source, clause.source.args[0]
        kind = name_of(value.type)
        parameters = f"({names[0]})" if len(names) == 1 else f"([{', '.join(names)}])"
        match source.kind:
            case "range":
                name = names[0]
                return f"Array.from({{ length: {self.text(source.args[1])} }}, (_, {name}) => {name})" + self._filters(
                    clause, parameters
                ), parameters
            case "each" if kind == "list" and not isinstance(value, tree.Lambda):
                over = self.text(value, POSTFIX)
            case "each":
                over = f"[...{self.spread(value)}]"
            case "items":
                over = f"[...{self.text(value, POSTFIX)}]"
            case "reversed":
                over = f"[...{self.text(value, POSTFIX)}].reverse()"
            case "enumerate":
                over = self.text(value, POSTFIX) if kind == "list" else f"[...{self.text(value, POSTFIX)}]"
                parameters = f"({names[1]}, {names[0]})"
            case _:
                raise Unportable(f"javascript: {source.kind} in a comprehension")
        return over + self._filters(clause, parameters), parameters

    def _filters(self, clause: tree.Clause, parameters: str) -> str:
        if not clause.conditions:
            return ""
        level = 3 if len(clause.conditions) > 1 else LOWEST
        return f".filter({parameters} => {' && '.join(self.text(test, level) for test in clause.conditions)})"

    def _body(self, value: Expr) -> str:
        return self.text(value)

    def op_any(self, expr: Op) -> Code:
        """Return `some`."""
        return self._quantified("some", expr)

    def op_all(self, expr: Op) -> Code:
        """Return `every`."""
        return self._quantified("every", expr)

    def _quantified(self, name: str, expr: Op) -> Code:
        inside = expr.args[0]
        if not isinstance(inside, tree.Comprehension):
            return Code(f"{self.text(inside, POSTFIX)}.{name}(Boolean)")
        over, parameters = self._over(inside)
        return Code(f"{over}.{name}({parameters} => {self._body(inside.items[0])})")

    def op_sum(self, expr: Op) -> Code:
        """Return a sum; that of ones or of booleans is a count."""
        inside = expr.args[0]
        if not isinstance(inside, tree.Comprehension) or len(inside.clauses) > 1:
            return self.template("sum", expr.args)
        over, parameters = self._over(inside)
        value = inside.items[0]
        if isinstance(value, Constant) and value.value == 1:
            return Code(f"{over}.length")
        if name_of(value.type) == "bool":
            return Code(f"{over}.filter({parameters} => {self._body(value)}).length")
        names = parameters.strip("()")
        return Code(f"{over}.reduce((total, {names}) => total + {self.text(value, 11)}, 0)")

    def op_sorted(self, expr: Op) -> Code:
        """Return a sorted copy."""
        return self._sorted(expr.args[0], self._order(element(expr.args[0].type), down=False))

    def op_sorted_down(self, expr: Op) -> Code:
        """Return a copy sorted from the largest."""
        return self._sorted(expr.args[0], self._order(element(expr.args[0].type), down=True))

    def op_sorted_by(self, expr: Op) -> Code:
        """Return a copy sorted by a key."""
        return self._sorted(expr.args[0], self._by(expr.args[1], down=False))

    def op_sorted_by_down(self, expr: Op) -> Code:
        """Return a copy sorted by a key from the largest."""
        return self._sorted(expr.args[0], self._by(expr.args[1], down=True))

    def _sorted(self, value: Expr, order: str) -> Code:
        fresh_array = isinstance(value, tree.Comprehension) or (isinstance(value, Op) and value.op in ("dict.keys", "dict.values"))
        copy = self.text(value, POSTFIX) if fresh_array and name_of(value.type) == "list" else f"[...{self.spread(value)}]"
        return Code(f"{copy}.sort({order})")

    def spread(self, value: Expr) -> str:
        """Return what `...` spreads: the keys of a Map, else the value itself."""
        return f"{self.text(value, POSTFIX)}.keys()" if name_of(value.type) == "dict" else self.text(value, UNARY)

    def op_list_sort(self, expr: Op) -> Code:
        """Sort in place."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.sort({self._order(element(expr.args[0].type), down=False)})")

    def op_list_sort_down(self, expr: Op) -> Code:
        """Sort in place from the largest."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.sort({self._order(element(expr.args[0].type), down=True)})")

    def op_list_sort_by(self, expr: Op) -> Code:
        """Sort in place by a key."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.sort({self._by(expr.args[1], down=False)})")

    def _order(self, kind: Type, *, down: bool) -> str:
        if name_of(kind) in ("str", "char") and not down:
            return ""
        return f"(a, b) => {self._difference('a', 'b', kind, down=down)}"

    def _difference(self, one: str, other: str, kind: Type, *, down: bool) -> str:
        known = final(kind)
        if known.name in ("int", "float"):
            return f"{other} - {one}" if down else f"{one} - {other}"
        if known.name in ("str", "char"):
            first, second = (">", "<") if down else ("<", ">")
            return f"({one} {first} {other} ? -1 : {one} {second} {other} ? 1 : 0)"
        if known.name == "tuple":
            return " || ".join(self._difference(f"{one}[{n}]", f"{other}[{n}]", arg, down=down) for n, arg in enumerate(known.args))
        raise Unportable(f"javascript: the order of {kind}")

    def _by(self, key: Expr, *, down: bool) -> str:
        assert isinstance(key, tree.Lambda)
        bodies = key.body.items if isinstance(key.body, Items) else (key.body,)
        differences = []
        for body in bodies:
            falling = down
            if isinstance(body, Op) and body.op == "neg":
                body, falling = body.args[0], not down  # noqa: PLW2901  # the same key the other way round
            symbols = (Symbol(name, key.parameters[0].type, "loop") for name in "ab")
            one, other = (self.text(replaced(body, key.parameters[0], symbol), POSTFIX) for symbol in symbols)
            differences.append(self._difference(one, other, body.type, down=falling))
        return f"(a, b) => {' || '.join(differences)}"


def has_methods(clause: tree.Clause) -> bool:
    """Return whether `map` and `filter` can say a clause."""
    source = clause.source
    if source.kind == "range":
        low = source.args[0]
        return isinstance(low, Constant) and low.value == 0 and source.step == 1 and not clause.conditions
    if source.kind == "enumerate":
        start = source.args[1]
        return isinstance(start, Constant) and start.value == 0 and not clause.conditions
    return source.kind != "zip"


def is_flat(expr: Comprehension) -> bool:
    """Return whether a comprehension only flattens lists."""
    if len(expr.clauses) != 2 or name_of(expr.type) != "list" or any(clause.conditions for clause in expr.clauses):
        return False
    outer, inner = expr.clauses
    value, over = expr.items[0], inner.source.args[0]
    return (
        outer.source.kind == inner.source.kind == "each"
        and isinstance(value, Name) and value.symbol is inner.targets[0]
        and isinstance(over, Name) and over.symbol is outer.targets[0]
        and name_of(element(outer.source.args[0].type)) == "list"
    )  # fmt: skip
