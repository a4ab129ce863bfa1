"""Portable programs in JavaScript: arrays with their methods, template strings, Map and Set."""

from __future__ import annotations

from typing import ClassVar

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Case, Unportable
from hrm_codegen.code.portable.javascript_words import JavaScriptWords
from hrm_codegen.code.portable.tree import Comprehension, Expr, Items, Literal_, Name, Op, Symbol
from hrm_codegen.code.portable.types import element, final, name_of
from hrm_codegen.code.portable.writer import LOWEST, POSTFIX, Code, upper_bound

HELPERS = {
    "gcd": """function gcd(a, b) {
  while (b !== 0) {
    [a, b] = [b, a % b];
  }
  return Math.abs(a);
}""",
}


class JavaScript(JavaScriptWords):
    """Writes one program in JavaScript for Node."""

    prelude: ClassVar[str] = 'const assert = require("assert");\n\n'

    @staticmethod
    def keeps(expr: Expr) -> bool:
        """Return whether an expression stays one: comprehensions with one clause over what has `map` and `filter`."""
        match expr:
            case Comprehension(clauses=(clause,)):
                return name_of(expr.type) != "dict" and _has_methods(clause)
            case Op(op=("any" | "all" | "sum"), args=(Comprehension(clauses=(clause,)),)):
                return _has_methods(clause)
            case Comprehension():
                return _is_flat(expr)
        return True

    def file(self) -> str:
        """Return the program's text: helpers, then functions."""
        parts = [self.function(function) for function in self.program.functions]
        return "\n\n".join([*(HELPERS[name] for name in HELPERS if name in self.wanted), *parts]) + "\n"

    def function(self, function: tree.Function) -> str:
        """Return one function's text."""
        self.lines, self.depth, self.returns = [], 0, function.returns
        self.block(self.head(function), function.body)
        return "\n".join(self.lines)

    def head(self, function: tree.Function) -> str:
        """Return the line that declares a function, without the brace."""
        return f"function {self.names.function(function.name)}({', '.join(self.names.variable(p) for p in function.parameters)})"

    def test(self, case: Case) -> str:
        """Return the statement that checks one case."""
        entry = self.program.entry
        args = ", ".join(self.value(value, symbol.type) for value, symbol in zip(case.args, entry.parameters, strict=True))
        call, expected = f"{self.names.function(entry.name)}({args})", self.value(case.expected, entry.returns)
        if name_of(entry.returns) == "float":
            return (
                f"assert(Math.abs({call} - {expected}) < 1e-9);"
                if expected[0] != "-"
                else f"assert(Math.abs({call} + {expected[1:]}) < 1e-9);"
            )
        return f"assert.{'deepStrictEqual' if final(entry.returns).args else 'strictEqual'}({call}, {expected});"

    # --- statements

    def let(self, symbol: Symbol, value: Expr) -> None:
        """Write const, or let for what is assigned again."""
        word = "const" if symbol.assigned < 2 else "let"
        self.line(f"{word} {self.names.variable(symbol)} = {self.text(value)};")

    def do_declare(self, node: tree.Declare) -> None:
        """Write let."""
        self.line(f"let {self.names.variable(node.symbol)};")

    def do_unpack(self, node: tree.Unpack) -> None:
        """Write a destructuring."""
        targets = ", ".join(self.place(target) for target in node.targets)
        values = f"[{', '.join(map(self.text, node.value.items))}]" if isinstance(node.value, Items) else self.text(node.value)
        if any(isinstance(target, tree.Index) and name_of(target.base.type) == "dict" for target in node.targets):
            raise Unportable("javascript: unpacking into a Map")
        const = all(isinstance(target, Name) and target.symbol.assigned < 2 for target in node.targets)
        self.line(f"{('const ' if const else 'let ') if node.declares else ''}[{targets}] = {values};")

    def store(self, target: tree.Index, value: Expr) -> None:
        """Write an item assignment, `set` for a Map."""
        if name_of(target.base.type) == "dict":
            self.line(f"{self.text(target.base, POSTFIX)}.set({self.text(target.index)}, {self.text(value, want=target.type)});")
        else:
            self.line(f"{self.place(target)} = {self.text(value, want=target.type)};")

    def place(self, target: Expr) -> str:
        """Return what stands left of an assignment: no `at` there."""
        if isinstance(target, tree.Index) and isinstance(target.index, Literal_) and int(target.index.value) < 0:
            base = self.text(target.base, POSTFIX)
            return f"{base}[{base}.length - {-int(target.index.value)}]"
        return self.text(target)

    def dict_augment(self, target: tree.Index, op: str, value: Expr) -> bool:
        """Write `map.set(key, map.get(key) + 1)`."""
        self.store(target, Op(target.type, op, (target, value)))
        return True

    def do_for(self, node: tree.For) -> None:
        """Write a counting loop or for-of."""
        names = [self.names.variable(symbol) for symbol in node.targets]
        source = node.source
        match source.kind:
            case "range":
                self.block(self.counting(names[0], source), node.body)
            case "each":
                self.block(f"for (const {self._target(names)} of {self.iterated(source.args[0])})", node.body)
            case "items":
                self.block(f"for (const [{', '.join(names)}] of {self.text(source.args[0], POSTFIX)})", node.body)
            case "reversed":
                self.block(f"for (const {self._target(names)} of [...{self.text(source.args[0], POSTFIX)}].reverse())", node.body)
            case "enumerate":
                self._enumerated(names, node)
            case "zip":
                self._zipped(names, node)

    def counting(self, name: str, source: tree.Source) -> str:
        """Return the head of a counting loop."""
        bound, reached = upper_bound(source.args[1]) if source.step > 0 else (source.args[1], False)
        low, high, step = self.text(source.args[0]), self.text(bound, 9), source.step
        move = f"{name}++" if step == 1 else f"{name}--" if step == -1 else f"{name} {'+' if step > 0 else '-'}= {abs(step)}"
        if step > 0:
            return f"for (let {name} = {low}; {name} {'<=' if reached else '<'} {high}; {move})"
        if high == "-1":
            return f"for (let {name} = {low}; {name} >= 0; {move})"
        return f"for (let {name} = {low}; {name} > {high}; {move})"

    def iterated(self, value: Expr) -> str:
        """Return what for-of runs over."""
        return f"{self.text(value, POSTFIX)}.keys()" if name_of(value.type) == "dict" else self.text(value)

    def _target(self, names: list[str]) -> str:
        return names[0] if len(names) == 1 else f"[{', '.join(names)}]"

    def _enumerated(self, names: list[str], node: tree.For) -> None:
        over, start = node.source.args
        if isinstance(start, Literal_) and start.value == 0 and name_of(over.type) == "list":
            self.block(f"for (const [{names[0]}, {names[1]}] of {self.text(over, POSTFIX)}.entries())", node.body)
            return
        if not isinstance(over, Name) or name_of(over.type) not in ("str", "list"):
            raise Unportable("javascript: enumerate of an expression")
        base, index = self.text(over, POSTFIX), names[0]
        if isinstance(start, Literal_) and start.value == 0:
            self.block(f"for (let {index} = 0; {index} < {base}.length; {index}++)",
                       [_Line(f"const {names[1]} = {base}[{index}];"), *node.body])  # type: ignore[list-item]  # fmt: skip
            return
        first = self.text(start, 10)
        self.block(f"for (const [offset, {names[1]}] of {base if name_of(over.type) == 'list' else f'[...{base}]'}.entries())",
                   [_Line(f"const {index} = offset + {first};"), *node.body])  # type: ignore[list-item]  # fmt: skip

    def _zipped(self, names: list[str], node: tree.For) -> None:
        left, right = node.source.args
        if not all(
            isinstance(side, Name) or (isinstance(side, tree.Slice) and isinstance(side.base, Name)) for side in (left, right)
        ):
            raise Unportable("javascript: zip of expressions")
        one, other = self.text(left, POSTFIX), self.text(right, POSTFIX)
        lines = [_Line(f"const {names[0]} = {one}[i];"), _Line(f"const {names[1]} = {other}[i];")]
        if "i" in names or isinstance(left, tree.Slice):
            raise Unportable("javascript: zip of slices")
        last = f"{right.base.symbol.name}" if isinstance(right, tree.Slice) and isinstance(right.base, Name) else ""
        if last and isinstance(left, Name) and last == left.symbol.name and isinstance(right, tree.Slice) and right.high is None:
            low = self.text(right.low) if right.low else "0"
            lines[1] = _Line(f"const {names[1]} = {one}[i + {low}];")
            self.block(f"for (let i = 0; i + {low} < {one}.length; i++)", [*lines, *node.body])  # type: ignore[list-item]
            return
        self.block(f"for (let i = 0; i < Math.min({one}.length, {other}.length); i++)", [*lines, *node.body])  # type: ignore[list-item]

    def do__line(self, node: _Line) -> None:
        """Write a line that is there already."""
        self.line(node.text)

    # --- comprehensions

    def comprehension(self, expr: Comprehension) -> Code:
        """Return map and filter; a set is made of the array."""
        if _is_flat(expr):
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
        return f".filter({parameters} => {' && '.join(self.text(test, 3 if len(clause.conditions) > 1 else LOWEST) for test in clause.conditions)})"

    def _body(self, value: Expr) -> str:
        return self.text(value)


class _Line:
    """A line of text among statements."""

    def __init__(self, text: str) -> None:
        self.text = text


def _has_methods(clause: tree.Clause) -> bool:
    source = clause.source
    if source.kind == "range":
        low = source.args[0]
        return isinstance(low, Literal_) and low.value == 0 and source.step == 1 and not clause.conditions
    if source.kind == "enumerate":
        start = source.args[1]
        return isinstance(start, Literal_) and start.value == 0 and not clause.conditions
    return source.kind != "zip"


def _is_flat(expr: Comprehension) -> bool:
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
