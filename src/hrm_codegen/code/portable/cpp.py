"""Portable programs in C++17."""

from __future__ import annotations

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Case, Unportable
from hrm_codegen.code.portable.cpp_helpers import HEADERS, HELPERS
from hrm_codegen.code.portable.cpp_words import CppWords
from hrm_codegen.code.portable.precedence import POSTFIX, Code, upper_bound
from hrm_codegen.code.portable.shapes import is_swap
from hrm_codegen.code.portable.tree import Comprehension, Constant, Expr, Items, Name, Op, Symbol
from hrm_codegen.code.portable.types import Type, element, final, name_of

_SCALARS = ("int", "bool", "float", "char")
_STARTS = {"int": " = 0", "bool": " = false", "float": " = 0.0", "char": " = ' '"}


class Cpp(CppWords):
    """Writes one program in C++17."""

    @staticmethod
    def keeps(expr: Expr) -> bool:
        """Return whether an expression stays one: conditionals of simple values."""
        match expr:
            case Comprehension() | Op(op=("any" | "all" | "sum"), args=(Comprehension(),)):
                return False
            case Op(op="if", type=kind, args=(_, then, other)):
                return not final(kind).args and not all(isinstance(branch, Items) for branch in (then, other))
            case Op(op=op):
                return not op.startswith(("sorted", "list.concat", "str.sorted"))
        return True

    def file(self) -> str:
        """Return the program's text: headers, helpers, functions."""
        parts = [self.function(function) for function in self.program.functions]
        helpers = [text for name, (text, _) in HELPERS.items() if name in self.needed()]
        headers = sorted({*(name for name in self.wanted if name in HEADERS), *(h for n in self.needed() for h in HELPERS[n][1])})
        head = "\n".join(f"#include <{name}>" for name in headers)
        return "\n\n".join([*([head] if head else []), *helpers, *parts]) + "\n"

    def needed(self) -> set[str]:
        """Return the names of the helpers that the text uses."""
        return {name for name in self.wanted if name in HELPERS}

    def function(self, function: tree.Function) -> str:
        """Return one function's text."""
        self.lines, self.depth, self.returns = [], 0, function.returns
        self.block(self.head(function), function.body)
        return "\n".join(self.lines)

    def head(self, function: tree.Function) -> str:
        """Return the line that declares a function, without the brace."""
        parameters = ", ".join(map(self.parameter, function.parameters))
        return f"{self.type(function.returns)} {self.names.function(function.name)}({parameters})"

    def test(self, case: Case) -> str:
        """Return the statement that checks one case."""
        entry = self.program.entry
        args = ", ".join(self.value(value, symbol.type) for value, symbol in zip(case.args, entry.parameters, strict=True))
        call = f"{self.names.function(entry.name)}({args})"
        match name_of(entry.returns), case.expected:
            case "bool", bool(value):
                return f"assert({call});" if value else f"assert(!{call});"
            case "float", value:
                return f"assert(std::abs({call} - {self.value(value, entry.returns)}) < 1e-9);".replace(" - -", " + ")
        test = f"{call} == {self.value(case.expected, entry.returns, inside=False)}"
        return f"assert(({test}));" if "{" in test else f"assert({test});"

    def whole(self, code: str, tests: tuple[str, ...]) -> str:
        """Return one file with the program and its tests."""
        lines = "\n".join(f"    {test}" for test in tests)
        head = "#include <cmath>\n" if "std::abs(" in lines and "<cmath>" not in code else ""
        return f"#include <cassert>\n{head}{code}\nint main() {{\n{lines}\n}}\n"

    # --- statements

    def do_return(self, node: tree.Return) -> None:
        """Write `return`; a display without its type."""
        if isinstance(node.value, Items):
            self.line(f"return {self.braces(node.value)};")
        elif _is_size(node.value):
            self.line(f"return {self.size(node.value)};")
        else:
            super().do_return(node)

    def let(self, symbol: Symbol, value: Expr) -> None:
        """Write a declaration with its first value."""
        name, kind = self.names.variable(symbol), self.type(symbol.type)
        const = (
            "const "
            if symbol.assigned < 2 and not symbol.mutated and symbol.role == "local" and not isinstance(value, Constant)
            else ""
        )
        if isinstance(value, Op) and value.op in ("list.from", "set.from", "reversed", "list.repeat", "str.reversed"):
            self.line(f"{const}{kind} {name}{self.text(value).removeprefix(kind)};")
        elif isinstance(value, Items):
            braces = self.braces(value)
            self.line(f"{kind} {name};" if braces == "{}" else f"{const}{kind} {name} = {braces};")
        elif isinstance(value, Constant) and value.value == "":
            self.line(f"{kind} {name};")
        else:
            text = self.size(value) if _is_size(value) else self.text(value, want=symbol.type)
            self.line(f"{const}{kind} {name} = {text};")

    def do_declare(self, node: tree.Declare) -> None:
        """Write a declaration with a value to begin with."""
        kind = name_of(node.symbol.type)
        start = "" if node.settled else _STARTS.get(kind, "")
        self.line(f"{self.type(node.symbol.type)} {self.names.variable(node.symbol)}{start};")

    def do_unpack(self, node: tree.Unpack) -> None:
        """Write a swap, or structured bindings."""
        if is_swap(node):
            self.wanted.add("utility")
            self.line(f"std::swap({', '.join(map(self.text, node.targets))});")
        elif node.declares and all(isinstance(target, Name) for target in node.targets):
            const = (
                "const "
                if all(isinstance(t, Name) and t.symbol.assigned < 2 and not t.symbol.mutated for t in node.targets)
                else ""
            )
            self.line(f"{const}auto [{', '.join(map(self.text, node.targets))}] = {self.text(node.value)};")
        else:
            self.wanted.add("tuple")
            self.line(f"std::tie({', '.join(map(self.text, node.targets))}) = {self.text(node.value)};")

    def store(self, target: tree.Index, value: Expr) -> None:
        """Write an item assignment."""
        text = self.braces(value) if isinstance(value, Items) else self.text(value, want=target.type)
        self.line(f"{self.place(target)} = {text};")

    def place(self, target: tree.Index) -> str:
        """Return an item that may be new."""
        if name_of(target.base.type) == "dict":
            return f"{self.inner_place(target.base)}[{self.text(target.index, want=final(target.base.type).args[0])}]"
        return self.text(target)

    def inner_place(self, base: Expr) -> str:
        """Return the base of a place."""
        return self.place(base) if isinstance(base, tree.Index) else self.text(base, POSTFIX)

    def dict_augment(self, target: tree.Index, op: str, value: Expr) -> bool:
        """Write `d[key] += value`."""
        if op not in ("+", "-", "*"):
            return False
        one = isinstance(value, Constant) and value.value == 1 and op != "*"
        self.line(f"{self.place(target)}{op * 2};" if one else f"{self.place(target)} {op}= {self.text(value)};")
        return True

    def do_do(self, node: tree.Do) -> None:  # noqa: C901  # a table: one case a kind
        """Write an expression for its effect."""
        value = node.value
        match value:
            case Op(op="dict.bump", args=(base, key, more, Constant(value=0))):
                self.dict_augment(tree.Index(more.type, base, key), "+", more)
            case Op(op="list.append", args=(base, Items() as item)):
                self.line(f"{self.text(base, POSTFIX)}.push_back({self.braces(item)});")
            case Op(op="list.append", args=(base, item)):
                text = self.size(item) if _is_size(item) else self.text(item, want=element(base.type))
                self.line(f"{self.text(base, POSTFIX)}.push_back({text});")
            case Op(op="list.extend", args=(base, Items(items=items))):
                for item in items:
                    self.line(f"{self.text(base, POSTFIX)}.push_back({self.text(item, want=element(base.type))});")
            case Op(op="list.extend", args=(base, more)) if not isinstance(more, Name | tree.Index):
                if not (isinstance(more, tree.Slice) and more.step == 1):
                    raise Unportable("cpp: extending by an expression")
                first, last = self.bounds(more)
                text = self.text(base, POSTFIX)
                self.line(f"{text}.insert({text}.end(), {first}, {last});")
            case Op(op="list.pop", args=(base,)):
                self.line(f"{self.text(base, POSTFIX)}.pop_back();")
            case Op(op="list.pop_at", args=(base, index)):
                text = self.text(base, POSTFIX)
                self.line(
                    f"{text}.erase({text}.begin() + {self.text(index, 11)});"
                    if self.text(index) != "0"
                    else f"{text}.erase({text}.begin());"
                )
            case Op(op="set.add", args=(base, item)):
                self.line(f"{self.text(base, POSTFIX)}.insert({self.inside(item, element(base.type))});")
            case _:
                super().do_do(node)

    def do_assign(self, node: tree.Assign) -> None:
        """Write an assignment; taking the last item off is two statements."""
        value = node.value
        if isinstance(value, Op) and value.op in ("list.pop", "list.pop_at"):
            base = value.args[0]
            item = tree.Index(value.type, base, value.args[1] if len(value.args) > 1 else Constant(value.type, -1))
            super().do_assign(tree.Assign(node.target, item, node.declares))
            self.do_do(tree.Do(value))
        else:
            super().do_assign(node)

    # --- loops

    def do_for(self, node: tree.For) -> None:
        """Write a counting loop or a range-for."""
        names, source = [self.names.variable(symbol) for symbol in node.targets], node.source
        match source.kind:
            case "range":
                self.block(self.counting(names[0], source), node.body)
            case "each":
                self.each(names, node)
            case "items":
                self.block(f"for (const auto& [{', '.join(names)}] : {self.text(source.args[0])})", node.body)
            case "reversed":
                self.backwards(node)
            case "enumerate":
                self.enumerated(names, node)
            case "zip":
                self.zipped(names, node)

    def counting(self, name: str, source: tree.Source) -> str:
        """Return the head of a counting loop."""
        bound, reached = upper_bound(source.args[1]) if source.step > 0 else (source.args[1], False)
        kind, step = "long long" if self.wide else "int", source.step
        low = self.size(source.args[0]) if _is_size(source.args[0]) else self.text(source.args[0])
        high = self.size(bound, 9) if self.facts.nonnegative(source.args[0]) and step > 0 else self.text(bound, 9)
        move = f"{name}++" if step == 1 else f"{name}--" if step == -1 else f"{name} {'+' if step > 0 else '-'}= {abs(step)}"
        if step > 0:
            return f"for ({kind} {name} = {low}; {name} {'<=' if reached else '<'} {high}; {move})"
        test = f"{name} >= 0" if high == "-1" else f"{name} > {high}"
        return f"for ({kind} {name} = {low}; {test}; {move})"

    def element(self, kind: Type, *, changed: bool = False) -> str:
        """Return how an item is taken in a loop."""
        if name_of(kind) in _SCALARS:
            return self.type(kind)
        return "auto" if changed else "const auto&"

    def each(self, names: list[str], node: tree.For) -> None:
        """Write a range-for."""
        over = node.source.args[0]
        if isinstance(over, Op) and over.op in ("dict.keys", "dict.values"):
            pair = f"[{names[0]}, value]" if over.op == "dict.keys" else f"[key, {names[0]}]"
            self.block(f"for (const auto& {pair} : {self.text(over.args[0])})", node.body)
            return
        if name_of(over.type) == "dict":
            self.block(f"for (const auto& [{names[0]}, value] : {self.text(over)})", node.body)
            return
        if len(names) > 1:
            self.block(f"for (const auto& [{', '.join(names)}] : {self.text(over)})", node.body)
            return
        symbol = node.targets[0]
        taken = self.element(symbol.type, changed=symbol.assigned > 0 or symbol.mutated)
        if isinstance(over, Items) and name_of(over.type) == "list":
            self.block(f"for ({taken} {names[0]} : {self.braces(over)})", node.body)
        else:
            text = self.text(over, POSTFIX if isinstance(over, Constant) else 0)
            self.block(f"for ({taken} {names[0]} : {text})", node.body)

    def item(self, symbol: Symbol, text: str) -> None:
        """Write the declaration of a loop's item."""
        self.line(f"{self.element(symbol.type, changed=symbol.assigned > 0)} {self.names.variable(symbol)} = {text};")

    def plain(self, value: Expr) -> str:
        """Return a container that may be indexed."""
        if not isinstance(value, Name | tree.Index) or name_of(value.type) not in ("list", "str"):
            raise Unportable("cpp: a loop by index over an expression")
        return self.text(value, POSTFIX)

    def backwards(self, node: tree.For) -> None:
        """Write a loop from the last item to the first."""
        base = self.plain(node.source.args[0])
        self.opened(f"for (auto it = {base}.rbegin(); it != {base}.rend(); ++it)")
        self.item(node.targets[0], "*it")
        self.finished(node.body)

    def enumerated(self, names: list[str], node: tree.For) -> None:
        """Write a counting loop that takes the item first."""
        over, start = node.source.args
        base = self.plain(over)
        if isinstance(start, Constant) and start.value == 0:
            self.opened(f"for (int {names[0]} = 0; {names[0]} < {base}.size(); {names[0]}++)")
            self.item(node.targets[1], f"{base}[{names[0]}]")
        else:
            self.line(f"int {names[0]} = {self.text(start)};")
            self.opened(f"for ({self.element(node.targets[1].type)} {names[1]} : {base})")
            if any(isinstance(inner, tree.Jump) and inner.word == "continue" for inner in tree.walk(tree.While(start, node.body))):
                raise Unportable("cpp: continue in a loop that counts by hand")
            self.statements(node.body)
            self.line(f"{names[0]}++;")
            node.body.clear()
        self.finished(node.body)

    def zipped(self, names: list[str], node: tree.For) -> None:
        """Write a loop over two containers side by side."""
        left, right = node.source.args
        one = self.plain(left)
        index = "i" if "i" not in names else "k"
        if isinstance(right, tree.Slice) and right.step == 1 and right.high is None and isinstance(right.low, Constant):
            if not isinstance(right.base, Name):
                raise Unportable("cpp: zip of an expression")
            other, shift = self.plain(right.base), f" + {right.low.value}"
        else:
            other, shift = self.plain(right), ""
        size = f"{one}.size()" if shift and one == other else f"std::min({one}.size(), {other}.size())"
        self.wanted.add("algorithm")
        self.opened(f"for (int {index} = 0; {index}{shift} < {size}; {index}++)")
        self.item(node.targets[0], f"{one}[{index}]")
        self.item(node.targets[1], f"{other}[{index}{shift}]")
        self.finished(node.body)

    # --- items and slices

    def index(self, expr: tree.Index) -> Code:
        """Return an item."""
        base, kind = self.text(expr.base, POSTFIX), name_of(expr.base.type)
        if kind == "dict":
            return Code(f"{base}.at({self.text(expr.index, want=final(expr.base.type).args[0])})")
        if kind == "tuple":
            assert isinstance(expr.index, Constant)
            if len(final(expr.base.type).args) == 2:
                return Code(f"{base}.{'second' if expr.index.value else 'first'}")
            return Code(f"std::get<{expr.index.value}>({base})")
        if isinstance(expr.index, Constant) and int(expr.index.value) < 0:
            back = -int(expr.index.value)
            return Code(f"{base}.back()" if back == 1 else f"{base}[{base}.size() - {back}]")
        if isinstance(expr.index, Op) and expr.index.op == "neg":
            return Code(f"{base}[{base}.size() - {self.text(expr.index.args[0], 11)}]")
        if isinstance(expr.index, Op) and expr.index.op == "~":
            return Code(f"{base}[{base}.size() - 1 - {self.text(expr.index.args[0], 11)}]")
        return Code(f"{base}[{self.size(expr.index) if _is_size(expr.index) else self.text(expr.index)}]")

    def bounds(self, expr: tree.Slice) -> tuple[str, str]:
        """Return the iterators of a slice."""
        base = self.plain(expr.base)
        return self.bound(base, expr.low, expr, first=True), self.bound(base, expr.high, expr, first=False)

    def bound(self, base: str, value: Expr | None, expr: tree.Slice, *, first: bool) -> str:
        """Return one iterator of a slice, kept inside."""
        if value is None:
            return f"{base}.begin()" if first else f"{base}.end()"
        if isinstance(value, Constant) and int(value.value) < 0:
            return f"{base}.end() - {-int(value.value)}"
        if isinstance(value, Op) and value.op == "neg":
            return f"{base}.end() - {self.text(value.args[0], 11)}"
        if self.facts.within(value, expr.base):
            return f"{base}.begin() + {self.size(value, 11)}"
        self.wanted.add("algorithm")
        return f"{base}.begin() + std::min<int>({self.text(value)}, {base}.size())"

    def slice(self, expr: tree.Slice) -> Code:
        """Return a part of a string or vector."""
        if expr.step != 1:
            raise Unportable("cpp: a slice with a step")
        if name_of(expr.base.type) == "str":
            return self.substring(expr)
        first, last = self.bounds(expr)
        return Code(f"{self.type(expr.type)}({first}, {last})")

    def substring(self, expr: tree.Slice) -> Code:
        """Return substr: from a place on, and how many letters."""
        base = self.text(expr.base, POSTFIX)
        low, high = expr.low, expr.high
        negative = [isinstance(v, Constant) and int(v.value) < 0 for v in (low, high)]
        if (low is None or self.text(low) == "0") and high is not None:
            if negative[1]:
                assert isinstance(high, Constant)
                return Code(f"{base}.substr(0, {base}.size() - {-int(high.value)})")
            return Code(f"{base}.substr(0, {self.size(high)})")
        if low is None:
            return Code(base)
        if isinstance(low, Constant) and negative[0]:
            if high is not None:
                raise Unportable("cpp: a slice between places from the end")
            return Code(f"{base}.substr({base}.size() - {-int(low.value)})")
        start = self.size(low) if self.facts.within(low, expr.base) else f"std::min<int>({self.text(low)}, {base}.size())"
        if high is None:
            return Code(f"{base}.substr({start})")
        if negative[1]:
            assert isinstance(high, Constant)
            less = (
                str(int(low.value) - int(high.value)) if isinstance(low, Constant) else f"{-int(high.value)} - {self.text(low, 11)}"
            )
            return Code(f"{base}.substr({start}, {base}.size() - {less})")
        return Code(f"{base}.substr({start}, {self.text(_distance(low, high))})")


def _distance(low: Expr, high: Expr) -> Expr:
    """Return `high - low`: what is added when the one is the other and something."""
    if isinstance(high, Op) and high.op == "+":
        one, more = high.args
        if isinstance(one, Name) and isinstance(low, Name) and one.symbol is low.symbol:
            return more
    if isinstance(low, Constant) and isinstance(high, Constant):
        return Constant(low.type, int(high.value) - int(low.value))
    return Op(high.type, "-", (high, low))


def _is_size(expr: Expr) -> bool:
    return isinstance(expr, Op) and (expr.op == "len" or (expr.op in ("//", "+", "*") and any(map(_is_size, expr.args))))
