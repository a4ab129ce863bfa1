"""Portable programs in Go 1.21."""

from __future__ import annotations

import re

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Case, Unportable
from hrm_codegen.code.portable.go_helpers import HELPERS, PACKAGES
from hrm_codegen.code.portable.go_words import GoWords
from hrm_codegen.code.portable.precedence import POSTFIX, upper_bound
from hrm_codegen.code.portable.shapes import replaced
from hrm_codegen.code.portable.tree import Comprehension, Constant, Expr, Items, Name, Op, Symbol
from hrm_codegen.code.portable.types import element, final, name_of


class Go(GoWords):
    """Writes one program in Go."""

    @staticmethod
    def keeps(expr: Expr) -> bool:
        """Return whether an expression stays one: there are no comprehensions and no conditional expressions."""
        match expr:
            case Comprehension() | Op(op=("any" | "all" | "sum" | "if")):
                return False
            case Op(op=op):
                return not op.startswith(("sorted", "str.sorted"))
        return True

    def file(self) -> str:
        """Return the program's text: package, imports, helpers, functions."""
        parts = [self.function(function) for function in self.program.functions]
        helpers = [name for name in HELPERS if name in self.wanted]
        packages = sorted({*(self.wanted & PACKAGES), *(package for name in helpers for package in HELPERS[name][1])})
        head = ["package main"]
        if len(packages) == 1:
            head.append(f'import "{packages[0]}"')
        elif packages:
            head.append("import (\n" + "".join(f'\t"{package}"\n' for package in packages) + ")")
        return "\n\n".join([*head, *(HELPERS[name][0] for name in helpers), *parts]) + "\n"

    def function(self, function: tree.Function) -> str:
        """Return one function's text."""
        self.lines, self.depth, self.returns = [], 0, function.returns
        self.used = {id(node.symbol) for node in tree.walk(function) if isinstance(node, Name)}
        self.block(self.head(function), function.body)
        return "\n".join(self.lines)

    def head(self, function: tree.Function) -> str:
        """Return the line that declares a function, without the brace."""
        parts = []
        for place, symbol in enumerate(function.parameters):
            kind = self.type(symbol.type)
            following = function.parameters[place + 1 :]
            alike = bool(following) and self.type(following[0].type) == kind
            parts.append(self.names.variable(symbol) if alike else f"{self.names.variable(symbol)} {kind}")
        return f"func {self.names.function(function.name)}({', '.join(parts)}) {self.type(function.returns)}"

    def test(self, case: Case) -> str:
        """Return the statement that checks one case."""
        entry = self.program.entry
        args = ", ".join(self.value(value, symbol.type) for value, symbol in zip(case.args, entry.parameters, strict=True))
        call, expected = f"{self.names.function(entry.name)}({args})", self.value(case.expected, entry.returns)
        if name_of(entry.returns) == "bool":
            return f"if {'!' if case.expected else ''}{call} {{ panic({'false' if case.expected else 'true'}) }}"
        if name_of(entry.returns) == "float":
            return f"if got := {call}; math.Abs(got - {expected}) > 1e-9 {{ panic(got) }}".replace("- -", "+ ")
        if name_of(entry.returns) in ("list", "dict", "set"):
            return f"if got := {call}; !reflect.DeepEqual(got, {expected}) {{ panic(got) }}"
        if final(entry.returns).args:
            return f"if got := {call}; got != ({expected}) {{ panic(got) }}"
        return f"if got := {call}; got != {expected} {{ panic(got) }}"

    def whole(self, code: str, tests: tuple[str, ...]) -> str:
        """Return one file with the program and its tests, laid out as gofmt does."""
        lines = []
        for test in tests:
            head, _, body = test.removesuffix(" }").rpartition(" { ")
            lines += [f"\t{head} {{", f"\t\t{body}", "\t}"]
        packages = set(re.findall(r'^\t"(\w+)"$|^import "(\w+)"$', code, re.MULTILINE))
        names = sorted(
            {one or other for one, other in packages} | {n for n in ("math", "reflect") if any(f"{n}." in t for t in tests)}
        )
        rest = re.sub(r'\Apackage main\n\n(import \(.*?\n\)\n\n|import "\w+"\n\n)?', "", code, flags=re.DOTALL)
        block = f'import "{names[0]}"\n\n' if len(names) == 1 else "import (\n" + "".join(f'\t"{n}"\n' for n in names) + ")\n\n"
        return f"package main\n\n{block if names else ''}{rest}\nfunc main() {{\n" + "\n".join(lines) + "\n}\n"

    # --- statements

    def let(self, symbol: Symbol, value: Expr) -> None:
        """Write a short declaration, var for an empty string."""
        name = self.names.variable(symbol)
        if isinstance(value, Constant) and isinstance(value.value, int) and name_of(symbol.type) == "float":
            self.line(f"{name} := {float(value.value)}")
        elif isinstance(value, tree.Slice) and symbol.mutated:
            self.wanted.add("slices")
            self.line(f"{name} := slices.Clone({self.text(value)})")
        else:
            self.line(f"{name} := {self.text(value, want=symbol.type)}")

    def do_declare(self, node: tree.Declare) -> None:
        """Write var."""
        self.line(f"var {self.names.variable(node.symbol)} {self.type(node.symbol.type)}")

    def do_while(self, node: tree.While) -> None:
        """Write for with a condition, or without one."""
        forever = isinstance(node.test, Constant) and node.test.value is True
        self.block("for" if forever else f"for {self.text(node.test)}", node.body)

    def do_unpack(self, node: tree.Unpack) -> None:
        """Write a parallel assignment."""
        sign = ":=" if node.declares else "="
        targets = [self.place(target) if isinstance(target, tree.Index) else self.text(target) for target in node.targets]
        if isinstance(node.value, Items):
            values = [self.text(item, want=target.type) for item, target in zip(node.value.items, node.targets, strict=True)]
        elif isinstance(node.value, Name | tree.Index):
            base = self.text(node.value, POSTFIX)
            values = [f"{base}[{place}]" for place in range(len(targets))]
        else:
            self.line(f"pair := {self.text(node.value)}")
            values = [f"pair[{place}]" for place in range(len(targets))]
        self.line(f"{', '.join(targets)} {sign} {', '.join(values)}")

    def store(self, target: tree.Index, value: Expr) -> None:
        """Write an item assignment."""
        self.line(f"{self.place(target)} = {self.text(value, want=target.type)}")

    def do_assign(self, node: tree.Assign) -> None:
        """Write an assignment; taking the last item off is two statements."""
        value = node.value
        if isinstance(value, Op) and value.op in ("list.pop", "list.pop_at"):
            index = value.args[1] if len(value.args) > 1 else Constant(value.type, -1)
            super().do_assign(tree.Assign(node.target, tree.Index(value.type, value.args[0], index), node.declares))
            self.do_do(tree.Do(value))
        else:
            super().do_assign(node)

    def do_do(self, node: tree.Do) -> None:  # noqa: C901, PLR0912  # a table: one case a kind
        """Write an expression for its effect."""
        match node.value:
            case Op(op="dict.bump", args=(base, key, more, Constant(value=0))):
                self.do_augment(tree.Augment(tree.Index(more.type, base, key), "+", more))
            case Op(op="list.append", args=(base, item)):
                text = self.text(base, POSTFIX)
                self.line(f"{text} = append({text}, {self.text(item, want=element(base.type))})")
            case Op(op="list.extend", args=(base, Items(items=items))):
                text = self.text(base, POSTFIX)
                self.line(f"{text} = append({text}, {', '.join(self.text(item, want=element(base.type)) for item in items)})")
            case Op(op="list.extend", args=(base, more)):
                text = self.text(base, POSTFIX)
                self.line(f"{text} = append({text}, {self.text(more, POSTFIX)}...)")
            case Op(op="list.insert", args=(base, index, item)):
                self.wanted.add("slices")
                text = self.text(base)
                self.line(f"{text} = slices.Insert({text}, {self.text(index)}, {self.text(item, want=element(base.type))})")
            case Op(op="list.pop", args=(base,)):
                text = self.text(base, POSTFIX)
                self.line(f"{text} = {text}[:len({text})-1]")
            case Op(op="list.pop_at", args=(base, index)):
                text, at = self.text(base, POSTFIX), self.text(index)
                if at == "0":
                    self.line(f"{text} = {text}[1:]")
                else:
                    self.wanted.add("slices")
                    self.line(f"{text} = slices.Delete({text}, {at}, {at}+1)")
            case Op(op=("list.sort_by" | "list.sort_by_down" | "list.sort_down")):
                self.sort(node.value)
            case Op(op="list.sort", args=(base,)) if final(element(base.type)).args:
                self.sort(node.value)
            case Op(op="str.sort", args=(base,)):
                self.wanted.add("slices")
                text = self.text(base)
                self.line(f"letters := []rune({text})")
                self.line("slices.Sort(letters)")
                self.line(f"{text} = string(letters)")
            case _:
                super().do_do(node)

    def sort(self, expr: Op) -> None:
        """Write sort.SliceStable with a comparison of two places."""
        base = self.text(expr.args[0], POSTFIX)
        kind, down = element(expr.args[0].type), expr.op.endswith("_down")
        sides = [Name(kind, Symbol(f"{base}[{place}]", kind, "loop")) for place in "ij"]
        if len(expr.args) > 1:
            key = expr.args[1]
            assert isinstance(key, tree.Lambda)
            values: list[Expr] = [replaced(key.body, key.parameters[0], side.symbol) for side in sides]
        else:
            values = list(sides)
        one, other = (value.items if isinstance(value, Items) else (value,) for value in values)
        if name_of(one[0].type) == "tuple":
            raise Unportable("go: the order of pairs")
        self.wanted.add("sort")
        self.line(f"sort.SliceStable({base}, func(i, j int) bool {{")
        self.depth += 1
        for left, right in list(zip(one, other, strict=True))[:-1]:
            self.line(f"if {self.text(left, 5)} != {self.text(right, 5)} {{")
            self.line(f"\treturn {self.less(left, right, down=down)}")
            self.line("}")
        self.line(f"return {self.less(one[-1], other[-1], down=down)}")
        self.depth -= 1
        self.line("})")

    def less(self, left: Expr, right: Expr, *, down: bool) -> str:
        """Return the comparison that puts one before the other; a negated key turns it round."""
        if isinstance(left, Op) and left.op == "neg" and isinstance(right, Op):
            left, right, down = left.args[0], right.args[0], not down
        if name_of(left.type) == "bool":
            raise Unportable("go: the order of booleans")
        return f"{self.text(left, 5)} {'>' if down else '<'} {self.text(right, 5)}"

    # --- loops

    def name(self, symbol: Symbol) -> str:
        """Return a loop variable's name, or the blank one when it is not used."""
        return self.names.variable(symbol) if id(symbol) in self.used else "_"

    def do_for(self, node: tree.For) -> None:
        """Write a counting loop or range."""
        names, source = [self.name(symbol) for symbol in node.targets], node.source
        match source.kind:
            case "range":
                self.block(self.counting(self.names.variable(node.targets[0]), source), node.body)
            case "each":
                self.each(names, node)
            case "items":
                self.block(f"for {self.pair(names)} := range {self.text(source.args[0])}", node.body)
            case "reversed":
                base = self.plain(source.args[0])
                self.opened(f"for i := len({base}) - 1; i >= 0; i--")
                self.with_items(node, [(0, f"{base}[i]")])
            case "enumerate":
                self.enumerated(names, node)
            case "zip":
                self.zipped(names, node)

    def pair(self, names: list[str]) -> str:
        """Return the variables of range; a blank second one is left away."""
        return names[0] if names[1] == "_" else ", ".join(names)

    def counting(self, name: str, source: tree.Source) -> str:
        """Return the head of a counting loop."""
        bound, reached = upper_bound(source.args[1]) if source.step > 0 else (source.args[1], False)
        low, high, step = self.text(source.args[0]), self.text(bound, 5), source.step
        move = f"{name}++" if step == 1 else f"{name}--" if step == -1 else f"{name} {'+' if step > 0 else '-'}= {abs(step)}"
        if step > 0:
            return f"for {name} := {low}; {name} {'<=' if reached else '<'} {high}; {move}"
        return f"for {name} := {low}; {name} {'>= 0' if high == '-1' else '> ' + high}; {move}"

    def each(self, names: list[str], node: tree.For) -> None:
        """Write range over a slice, string, map or set."""
        over = node.source.args[0]
        if isinstance(over, Op) and over.op in ("dict.keys", "dict.values"):
            text = self.text(over.args[0])
            self.block(
                f"for {names[0]} := range {text}" if over.op == "dict.keys" else f"for _, {names[0]} := range {text}", node.body
            )
        elif name_of(over.type) in ("dict", "set"):
            self.block(f"for {names[0]} := range {self.text(over)}", node.body)
        elif len(names) > 1:
            self.opened(f"for _, pair := range {self.text(over)}")
            self.with_items(node, [(place, f"pair[{place}]") for place in range(len(names))])
        elif names == ["_"]:
            self.block(f"for range {self.text(over)}", node.body)
        else:
            self.block(f"for _, {names[0]} := range {self.text(over)}", node.body)

    def with_items(self, node: tree.For, items: list[tuple[int, str]]) -> None:
        """Write the declarations of a loop's items, the rest of its block, and close it."""
        for place, text in items:
            if id(node.targets[place]) in self.used:
                self.line(f"{self.names.variable(node.targets[place])} := {text}")
        self.statements(node.body)
        self.depth -= 1
        self.line("}")

    def plain(self, value: Expr) -> str:
        """Return a container that may be indexed."""
        if not isinstance(value, Name | tree.Index) or name_of(value.type) not in ("list", "str"):
            raise Unportable("go: a loop by index over an expression")
        return self.text(value, POSTFIX)

    def enumerated(self, names: list[str], node: tree.For) -> None:
        """Write range with the index."""
        over, start = node.source.args
        if len(names) != 2:
            raise Unportable("go: enumerate of pairs")
        if isinstance(start, Constant) and start.value == 0:
            self.block(f"for {self.pair(names)} := range {self.text(over)}", node.body)
        else:
            self.opened(f"for offset, {names[1]} := range {self.text(over)}")
            self.with_items(node, [(0, f"offset + {self.text(start, 5)}")])

    def zipped(self, names: list[str], node: tree.For) -> None:
        """Write a loop over two containers side by side."""
        left, right = node.source.args
        index = "i" if "i" not in names else "k"
        one, shift = self.plain(left), ""
        if isinstance(right, tree.Slice) and right.step == 1 and right.high is None and isinstance(right.low, Constant):
            other, shift = self.plain(right.base), f"+{right.low.value}"
        else:
            other = self.plain(right)
        size = f"len({one})" if shift and one == other else f"min(len({one}), len({other}))"
        items = []
        for place, (base, kind, moved) in enumerate(((one, left, ""), (other, right, shift))):
            text = f"{base}[{index}{moved}]"
            items.append((place, f"rune({text})" if name_of(kind.type) == "str" else text))
        self.opened(f"for {index} := 0; {index}{shift} < {size}; {index}++")
        self.with_items(node, items)
