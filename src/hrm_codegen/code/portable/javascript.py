"""Portable programs in JavaScript: arrays with their methods, template strings, Map and Set."""

from __future__ import annotations

from typing import ClassVar

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Case, Unportable
from hrm_codegen.code.portable.javascript_arrays import JavaScriptArrays, has_methods, is_flat
from hrm_codegen.code.portable.precedence import POSTFIX, upper_bound
from hrm_codegen.code.portable.tree import Comprehension, Constant, Expr, Items, Name, Op, Symbol
from hrm_codegen.code.portable.types import final, name_of

HELPERS = {
    "gcd": """function gcd(a, b) {
  while (b !== 0) {
    [a, b] = [b, a % b];
  }
  return Math.abs(a);
}""",
}


class JavaScript(JavaScriptArrays):
    """Writes one program in JavaScript for Node."""

    prelude: ClassVar[str] = 'const assert = require("assert");\n\n'

    @staticmethod
    def keeps(expr: Expr) -> bool:
        """Return whether an expression stays one: comprehensions with one clause over what has `map` and `filter`."""
        match expr:
            case Comprehension(clauses=(clause,)):
                return name_of(expr.type) != "dict" and has_methods(clause)
            case Op(op=("any" | "all" | "sum"), args=(Comprehension(clauses=(clause,)),)):
                return has_methods(clause)
            case Op(op=("any" | "all" | "sum"), args=(Comprehension(),)):
                return False
            case Comprehension():
                return is_flat(expr)
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
        if isinstance(target, tree.Index) and isinstance(target.index, Constant) and int(target.index.value) < 0:
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
        zero = isinstance(start, Constant) and start.value == 0
        if zero and name_of(over.type) == "list":
            self.block(f"for (const [{names[0]}, {names[1]}] of {self.text(over, POSTFIX)}.entries())", node.body)
            return
        if not isinstance(over, Name) or name_of(over.type) not in ("str", "list"):
            raise Unportable("javascript: enumerate of an expression")
        base, index = self.text(over, POSTFIX), names[0]
        if zero:
            self.opened(f"for (let {index} = 0; {index} < {base}.length; {index}++)")
            self.line(f"const {names[1]} = {base}[{index}];")
        else:
            items = base if name_of(over.type) == "list" else f"[...{base}]"
            self.opened(f"for (const [offset, {names[1]}] of {items}.entries())")
            self.line(f"const {index} = offset + {self.text(start, 10)};")
        self.finished(node.body)

    def _zipped(self, names: list[str], node: tree.For) -> None:
        left, right = node.source.args
        if not isinstance(left, Name) or "i" in names:
            raise Unportable("javascript: zip of expressions")
        one, shift = self.text(left, POSTFIX), ""
        if isinstance(right, tree.Slice) and right.step == 1 and right.high is None and isinstance(right.low, Constant):
            other, shift = self.text(right.base, POSTFIX), f" + {right.low.value}"
        elif isinstance(right, Name):
            other = self.text(right, POSTFIX)
        else:
            raise Unportable("javascript: zip of expressions")
        size = f"{one}.length" if shift and one == other else f"Math.min({one}.length, {other}.length)"
        self.opened(f"for (let i = 0; i{shift} < {size}; i++)")
        self.line(f"const {names[0]} = {one}[i];")
        self.line(f"const {names[1]} = {other}[i{shift}];")
        self.finished(node.body)
