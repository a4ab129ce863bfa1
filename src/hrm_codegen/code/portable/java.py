"""Portable programs in Java 17: static methods of a class Solution."""

from __future__ import annotations

import re
import textwrap

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Case, Unportable
from hrm_codegen.code.portable.java_helpers import CLASSES, HELPERS
from hrm_codegen.code.portable.java_words import JavaWords
from hrm_codegen.code.portable.precedence import POSTFIX, Code, upper_bound
from hrm_codegen.code.portable.shapes import is_swap
from hrm_codegen.code.portable.tree import Comprehension, Constant, Expr, Items, Name, Op, Symbol
from hrm_codegen.code.portable.types import INT, Type, element, final, name_of

_MADE = {"list": "ArrayList", "set": "HashSet", "dict": "HashMap"}


class Java(JavaWords):
    """Writes one program in Java."""

    @staticmethod
    def keeps(expr: Expr) -> bool:
        """Return whether an expression stays one: comprehensions are written as loops."""
        match expr:
            case Comprehension() | Op(op=("any" | "all")) | Op(op="sum", args=(Comprehension(),)):
                return False
            case Op(op="sum", args=(value,)):
                return name_of(value.type) == "list" and name_of(element(value.type)) in ("int", "float")
            case Op(op=op):
                return not op.startswith(("sorted", "list.concat", "str.sorted"))
        return True

    def file(self) -> str:
        """Return the program's text: imports and the class."""
        parts = [self.function(function) for function in self.program.functions]
        helpers = [name for name in HELPERS if name in self.wanted]
        classes = sorted({*(self.wanted & CLASSES), *(name for helper in helpers for name in HELPERS[helper][1])})
        head = "\n".join(f"import java.util.{name};" for name in classes)
        body = "\n\n".join([*(HELPERS[name][0] for name in helpers), *parts])
        return "\n\n".join([*([head] if head else []), f"class Solution {{\n{textwrap.indent(body, '    ')}\n}}"]) + "\n"

    def function(self, function: tree.Function) -> str:
        """Return one method's text."""
        self.lines, self.depth, self.returns = [], 0, function.returns
        self.opened(self.head(function))
        for symbol in function.parameters:
            if symbol.mutated:
                name, made = self.names.variable(symbol), _MADE[name_of(symbol.type)]
                self.wanted.add(made)
                self.line(f"{name} = new {made}<>({name});")
        self.finished(function.body)
        return "\n".join(self.lines)

    def head(self, function: tree.Function) -> str:
        """Return the line that declares a method, without the brace."""
        parameters = ", ".join(f"{self.type(symbol.type)} {self.names.variable(symbol)}" for symbol in function.parameters)
        return f"static {self.type(function.returns)} {self.names.function(function.name)}({parameters})"

    def test(self, case: Case) -> str:
        """Return the statement that checks one case."""
        entry = self.program.entry
        args = ", ".join(self.value(value, symbol.type) for value, symbol in zip(case.args, entry.parameters, strict=True))
        call, expected = f"Solution.{self.names.function(entry.name)}({args})", self.value(case.expected, entry.returns)
        match name_of(entry.returns):
            case "bool":
                return f"assert {call};" if case.expected else f"assert !{call};"
            case "float":
                return f"assert Math.abs({call} - {expected}) < 1e-9;".replace("- -", "+ ")
            case "int" | "char":
                return f"assert {call} == {expected};"
        return f"assert {call}.equals({expected});"

    def whole(self, code: str, tests: tuple[str, ...]) -> str:
        """Return one file that runs the tests: with assertions switched on."""
        head = "".join(
            f"import java.util.{name};\n" for name in ("List", "Map", "Set") if any(f"{name}.of" in test for test in tests)
        )
        imports, _, body = code.rpartition("import java.util.")
        if imports or body != code:
            first, _, body = body.partition("\n")
            head = "".join(
                sorted({*head.splitlines(keepends=True), *imports.splitlines(keepends=True), f"import java.util.{first}\n"})
            )
        lines = "\n".join(f"        {test}" for test in tests)
        main = f"public class Main {{\n    public static void main(String[] args) {{\n{lines}\n    }}\n}}\n"
        return f"{head}{body if head else code}\n{main}"

    # --- statements

    def made(self, value: Expr, kind: Type) -> str:
        """Return a container that may be changed."""
        name = _MADE.get(name_of(kind))
        if isinstance(value, Items) and name:
            self.wanted.add(name)
            return f"new {name}<>({self.text(value) if value.items else ''})"
        if isinstance(value, Op) and value.op in ("split", "split.on"):
            self.wanted.add("ArrayList")
            return f"new ArrayList<>({self.text(value)})"
        if isinstance(value, tree.Slice) and name_of(kind) == "list":
            self.wanted.add("ArrayList")
            return f"new ArrayList<>({self.text(value)})"
        return self.text(value, want=kind)

    def do_return(self, node: tree.Return) -> None:
        """Write return; an empty display is a new container."""
        if isinstance(node.value, Items) and not node.value.items:
            self.line(f"return {self.made(node.value, self.returns)};")
        else:
            super().do_return(node)

    def let(self, symbol: Symbol, value: Expr) -> None:
        """Write a declaration."""
        change = symbol.mutated or (isinstance(value, Items) and not value.items)
        text = self.made(value, symbol.type) if change else self.text(value, want=symbol.type)
        self.line(f"{self.type(symbol.type)} {self.names.variable(symbol)} = {text};")

    def do_assign(self, node: tree.Assign) -> None:
        """Write an assignment."""
        if isinstance(node.target, Name) and not node.declares and final(node.target.type).args:
            self.line(f"{self.text(node.target)} = {self.made(node.value, node.target.type)};")
        else:
            super().do_assign(node)

    def do_declare(self, node: tree.Declare) -> None:
        """Write a declaration with a value to begin with."""
        starts = {"int": "0", "bool": "false", "float": "0.0", "char": "' '", "str": '""'}
        start = "" if node.settled else f" = {starts.get(name_of(node.symbol.type), 'null')}"
        self.line(f"{self.type(node.symbol.type)} {self.names.variable(node.symbol)}{start};")

    def do_unpack(self, node: tree.Unpack) -> None:
        """Write the exchange of two values, or the items of a pair."""
        one = node.targets[0]
        if is_swap(node):
            if isinstance(one, tree.Index) and isinstance(node.targets[1], tree.Index) and name_of(one.base.type) == "list":
                self.wanted.add("Collections")
                self.line(f"Collections.swap({self.text(one.base)}, {self.place(one)}, {self.place(node.targets[1])});")
                return
            first, second = map(self.text, node.targets)
            self.line(f"{self.type(one.type)} previous = {first};")
            self.line(f"{first} = {second};")
            self.line(f"{second} = previous;")
            return
        value = node.value
        pair = self.pair_name()
        if not isinstance(value, Name | tree.Index):
            self.line(f"{self.type(value.type)} {pair} = {self.text(value)};")
        base = self.text(value, POSTFIX) if isinstance(value, Name | tree.Index) else pair
        for place, target in enumerate(node.targets):
            kind = f"{self.type(target.type)} " if node.declares else ""
            self.line(f"{kind}{self.text(target)} = {base}.get({place});")

    def store(self, target: tree.Index, value: Expr) -> None:
        """Write set or put."""
        base, kind = self.text(target.base, POSTFIX), final(target.base.type)
        if kind.name == "dict":
            text = self.made(value, target.type) if isinstance(value, Items) else self.boxed(value, target.type)
            self.line(f"{base}.put({self.text(target.index, want=kind.args[0])}, {text});")
        else:
            self.line(f"{base}.set({self.place(target)}, {self.boxed(value, target.type)});")

    def do_augment(self, node: tree.Augment) -> None:
        """Write `+=`; an item is set anew."""
        if isinstance(node.target, tree.Index):
            self.store(node.target, Op(node.target.type, node.op, (node.target, node.value)))
        else:
            super().do_augment(node)

    def do_do(self, node: tree.Do) -> None:
        """Write an expression for its effect."""
        match node.value:
            case Op(op="list.append", args=(base, Items() as item)) if name_of(item.type) != "tuple":
                self.line(f"{self.text(base, POSTFIX)}.add({self.made(item, item.type)});")
            case Op(op="list.append", args=(base, tree.Slice() as item)) if name_of(item.type) == "list":
                self.line(f"{self.text(base, POSTFIX)}.add({self.made(item, item.type)});")
            case Op(op="list.extend", args=(base, Items(items=items))):
                for more in items:
                    self.line(f"{self.text(base, POSTFIX)}.add({self.boxed(more, element(base.type))});")
            case Op(op="str.sort", args=(base,)):
                self.wanted.add("Arrays")
                text = self.text(base)
                self.line(f"char[] letters = {text}.toCharArray();")
                self.line("Arrays.sort(letters);")
                self.line(f"{text} = new String(letters);")
            case _:
                super().do_do(node)

    def pair_name(self) -> str:
        """Return a name for a pair that is not in use in this method."""
        text = "\n".join(self.lines)
        return next(name for name in ("pair", "other", *(f"pair{n}" for n in range(2, 99))) if not re.search(rf"\b{name}\b", text))

    # --- loops

    def do_for(self, node: tree.For) -> None:
        """Write a counting loop or an enhanced for."""
        names, source = [self.names.variable(symbol) for symbol in node.targets], node.source
        match source.kind:
            case "range":
                self.block(self.counting(names[0], source), node.body)
            case "each":
                self.each(names, node)
            case "items":
                self.wanted.add("Map")
                kinds = ", ".join(self.type(arg, boxed=True) for arg in final(source.args[0].type).args)
                self.opened(f"for (Map.Entry<{kinds}> entry : {self.text(source.args[0], POSTFIX)}.entrySet())")
                self.item(node.targets[0], "entry.getKey()")
                self.item(node.targets[1], "entry.getValue()")
                self.finished(node.body)
            case "reversed":
                base, get = self.plain(source.args[0])
                size = "length" if name_of(source.args[0].type) == "str" else "size"
                self.opened(f"for (int i = {base}.{size}() - 1; i >= 0; i--)")
                self.item(node.targets[0], f"{base}.{get}(i)")
                self.finished(node.body)
            case "enumerate":
                self.enumerated(names, node)
            case "zip":
                self.zipped(names, node)

    def counting(self, name: str, source: tree.Source) -> str:
        """Return the head of a counting loop."""
        bound, reached = upper_bound(source.args[1]) if source.step > 0 else (source.args[1], False)
        kind, low, high, step = self.type(INT), self.text(source.args[0]), self.text(bound, 9), source.step
        if name_of(source.args[0].type) == "int" and self.wide and isinstance(source.args[1], Op) and source.args[1].op == "len":
            kind = "int"
        move = f"{name}++" if step == 1 else f"{name}--" if step == -1 else f"{name} {'+' if step > 0 else '-'}= {abs(step)}"
        if step > 0:
            return f"for ({kind} {name} = {low}; {name} {'<=' if reached else '<'} {high}; {move})"
        return f"for ({kind} {name} = {low}; {name} {'>= 0' if high == '-1' else '> ' + high}; {move})"

    def each(self, names: list[str], node: tree.For) -> None:
        """Write an enhanced for."""
        over = node.source.args[0]
        if len(names) > 1:
            pair = self.pair_name()
            self.opened(f"for ({self.type(element(over.type))} {pair} : {self.text(over)})")
            for place, symbol in enumerate(node.targets):
                self.item(symbol, f"{pair}.get({place})")
            self.finished(node.body)
            return
        head = f"for ({self.type(node.targets[0].type)} {names[0]} : "
        if isinstance(over, Op) and over.op in ("dict.keys", "dict.values"):
            self.block(f"{head}{self.text(over.args[0], POSTFIX)}.{'keySet' if over.op == 'dict.keys' else 'values'}())", node.body)
        elif name_of(over.type) == "dict":
            self.block(f"{head}{self.text(over, POSTFIX)}.keySet())", node.body)
        elif name_of(over.type) == "str":
            if name_of(node.targets[0].type) == "str":
                self.block(f'{head}{self.text(over, POSTFIX)}.split(""))', node.body)
            else:
                self.block(f"{head}{self.text(over, POSTFIX)}.toCharArray())", node.body)
        else:
            self.block(f"{head}{self.text(over)})", node.body)

    def item(self, symbol: Symbol, text: str) -> None:
        """Write the declaration of a loop's item."""
        self.line(f"{self.type(symbol.type)} {self.names.variable(symbol)} = {text};")

    def plain(self, value: Expr) -> tuple[str, str]:
        """Return a container that may be indexed, and how."""
        if not isinstance(value, Name | tree.Index) or name_of(value.type) not in ("list", "str"):
            raise Unportable("java: a loop by index over an expression")
        return self.text(value, POSTFIX), "charAt" if name_of(value.type) == "str" else "get"

    def enumerated(self, names: list[str], node: tree.For) -> None:
        """Write a counting loop that takes the item first."""
        over, start = node.source.args
        base, get = self.plain(over)
        size = f"{base}.{'length' if get == 'charAt' else 'size'}()"
        if len(names) != 2:
            raise Unportable("java: enumerate of pairs")
        if isinstance(start, Constant) and start.value == 0:
            self.opened(f"for (int {names[0]} = 0; {names[0]} < {size}; {names[0]}++)")
            self.item(node.targets[1], f"{base}.{get}({names[0]})")
        else:
            self.opened(f"for (int offset = 0; offset < {size}; offset++)")
            self.item(node.targets[0], f"offset + {self.text(start, 11)}")
            self.item(node.targets[1], f"{base}.{get}(offset)")
        self.finished(node.body)

    def zipped(self, names: list[str], node: tree.For) -> None:
        """Write a loop over two containers side by side."""
        left, right = node.source.args
        index = "i" if "i" not in names else "k"
        (one, get), shift = self.plain(left), ""
        if isinstance(right, tree.Slice) and right.step == 1 and right.high is None and isinstance(right.low, Constant):
            (other, get2), shift = self.plain(right.base), f" + {right.low.value}"
        else:
            other, get2 = self.plain(right)
        sizes = [f"{base}.{'length' if how == 'charAt' else 'size'}()" for base, how in ((one, get), (other, get2))]
        size = sizes[0] if shift and one == other else f"Math.min({sizes[0]}, {sizes[1]})"
        self.opened(f"for (int {index} = 0; {index}{shift} < {size}; {index}++)")
        self.item(node.targets[0], f"{one}.{get}({index})")
        self.item(node.targets[1], f"{other}.{get2}({index}{shift})")
        self.finished(node.body)

    # --- items and slices

    def place(self, expr: tree.Index) -> str:
        """Return the index inside a list or string."""
        base = self.text(expr.base, POSTFIX)
        size = f"{base}.{'length' if name_of(expr.base.type) == 'str' else 'size'}()"
        match expr.index:
            case Constant(value=value) if int(value) < 0 and name_of(expr.base.type) != "tuple":
                return f"{size} - {-int(value)}"
            case Op(op="neg", args=(back,)):
                return f"{size} - {self.text(back, 11)}"
            case Op(op="~", args=(back,)):
                return f"{size} - 1 - {self.text(back, 11)}"
        return f"(int) {self.text(expr.index, 18)}" if self.wide and not isinstance(expr.index, Constant) else self.text(expr.index)

    def index(self, expr: tree.Index) -> Code:
        """Return an item."""
        base, kind = self.text(expr.base, POSTFIX), final(expr.base.type)
        if kind.name == "dict":
            return Code(f"{base}.get({self.text(expr.index, want=kind.args[0])})")
        return Code(f"{base}.{'charAt' if kind.name == 'str' else 'get'}({self.place(expr)})")

    def slice(self, expr: tree.Slice) -> Code:
        """Return substring or subList, the bounds kept inside."""
        if expr.step != 1 or (not isinstance(expr.base, Name | tree.Index) and (expr.low or expr.high)):
            raise Unportable("java: a slice of an expression or with a step")
        base, text = self.text(expr.base, POSTFIX), name_of(expr.base.type) == "str"
        size = f"{base}.{'length' if text else 'size'}()"
        low = self.bound(size, expr.low, expr) if expr.low else "0"
        high = self.bound(size, expr.high, expr) if expr.high else ""
        if text:
            return Code(base if low == "0" and not high else f"{base}.substring({low}{', ' + high if high else ''})")
        return Code(f"{base}.subList({low}, {high or size})")

    def bound(self, size: str, value: Expr, expr: tree.Slice) -> str:
        """Return one bound of a slice."""
        match value:
            case Constant(value=number) if int(number) < 0:
                return f"{size} - {-int(number)}"
            case Op(op="neg", args=(back,)):
                return f"{size} - {self.text(back, 11)}"
        text = self.text(value)
        cast = "(int) " if self.wide and not isinstance(value, Constant) else ""
        if self.facts.within(value, expr.base):
            return f"{cast}{text}"
        return f"{cast}Math.min({text}, {size})"
