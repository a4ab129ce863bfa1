"""Portable programs in Rust 2021."""

from __future__ import annotations

import json

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Case, Unportable
from hrm_codegen.code.portable.precedence import POSTFIX, Code
from hrm_codegen.code.portable.rust_helpers import HELPERS
from hrm_codegen.code.portable.rust_iterators import is_plain
from hrm_codegen.code.portable.rust_loops import RustLoops
from hrm_codegen.code.portable.rust_words import copied
from hrm_codegen.code.portable.shapes import is_swap
from hrm_codegen.code.portable.tree import Comprehension, Constant, Expr, Index, Items, Name, Op, Symbol
from hrm_codegen.code.portable.types import element, final, name_of


class Rust(RustLoops):
    """Writes one program in Rust."""

    @staticmethod
    def keeps(expr: Expr) -> bool:
        """Return whether an expression stays one: comprehensions that an iterator says."""
        match expr:
            case Op(op=("any" | "all" | "sum"), args=(Comprehension() as inside,)):
                return is_plain(inside)
            case Comprehension():
                return is_plain(expr) and name_of(expr.type) != "dict"
            case Op(op=op):
                return not op.startswith(("sorted", "str.sorted"))
        return True

    def file(self) -> str:
        """Return the program's text: what is used, helpers, functions."""
        parts = [self.function(function) for function in self.program.functions]
        helpers = [name for name in HELPERS if name in self.wanted]
        used = sorted(self.wanted & {"HashMap", "HashSet"})
        head = f"use std::collections::{used[0] if len(used) == 1 else '{' + ', '.join(used) + '}'};" if used else ""
        return "\n\n".join([*([head] if head else []), *(HELPERS[name] for name in helpers), *parts]) + "\n"

    def function(self, function: tree.Function) -> str:
        """Return one function's text; the last expression is the result."""
        self.lines, self.depth, self.returns = [], 0, function.returns
        self.line(f"{self.head(function)} {{")
        self.depth += 1
        for symbol in function.parameters:
            if not copied(symbol.type):
                self.borrows[id(symbol)] = "str" if name_of(symbol.type) in ("str", "list") else "ref"
                if symbol.assigned or symbol.mutated:
                    name = self.names.variable(symbol)
                    self.line(f"let mut {name} = {self.owned(Name(symbol.type, symbol))};")
                    del self.borrows[id(symbol)]
        *rest, last = function.body
        self.statements(rest)
        if isinstance(last, tree.Return):
            self.line(self.result(last.value))
        else:
            self.statements([last])
        self.depth -= 1
        self.line("}")
        return "\n".join(self.lines)

    def result(self, value: Expr) -> str:
        """Return what a function gives: a variable of its own moves out."""
        if isinstance(value, Name) and id(value.symbol) not in self.borrows:
            return self.text(value, want=self.returns)
        text = self.owned(value, self.returns)
        made = f".collect::<{self.type(self.returns)}>()"
        return f"{text.removesuffix(made)}.collect()" if text.endswith(made) else text

    def do_return(self, node: tree.Return) -> None:
        """Write return before the end."""
        self.line(f"return {self.result(node.value)};")

    def head(self, function: tree.Function) -> str:
        """Return the line that declares a function, without the brace."""
        parts = []
        for symbol in function.parameters:
            again = "mut " if copied(symbol.type) and symbol.assigned else ""
            parts.append(f"{again}{self.names.variable(symbol)}: {self.borrowed_type(symbol.type)}")
        return f"fn {self.names.function(function.name)}({', '.join(parts)}) -> {self.type(function.returns)}"

    def test(self, case: Case) -> str:
        """Return the statement that checks one case."""
        entry = self.program.entry
        args = []
        for value, symbol in zip(case.args, entry.parameters, strict=True):
            kind = name_of(symbol.type)
            text = json.dumps(value) if kind == "str" else self.value(value, symbol.type)
            args.append(text if copied(symbol.type) or kind == "str" else f"&{text.removeprefix('vec!')}")
        call = f"{self.names.function(entry.name)}({', '.join(args)})"
        expected = self.value(case.expected, entry.returns)
        match name_of(entry.returns):
            case "bool":
                return f"assert!({call});" if case.expected else f"assert!(!{call});"
            case "float":
                return f"assert!(({call} - {expected}).abs() < 1e-9);".replace("- -", "+ ")
            case "str":
                return f"assert_eq!({call}, {json.dumps(case.expected)});"
            case "list" if not case.expected:
                return f"assert!({call}.is_empty());"
        return f"assert_eq!({call}, {expected});"

    def whole(self, code: str, tests: tuple[str, ...]) -> str:
        """Return one file with the program and its tests."""
        lines = "\n".join(f"    {test}" for test in tests)
        names = [name for name in ("HashMap", "HashSet") if f"{name}::" in lines and f"{name}" not in code.partition("fn ")[0]]
        head = "".join(f"use std::collections::{name};\n" for name in names)
        return f"{head}{code}\nfn main() {{\n{lines}\n}}\n"

    # --- statements

    def let(self, symbol: Symbol, value: Expr) -> None:
        """Write let; the type is said where the value does not say it."""
        again = "mut " if symbol.assigned > 1 or symbol.mutated else ""
        name, kind = self.names.variable(symbol), ""
        if isinstance(value, Items) and not value.items:
            kind = f": {self.type(symbol.type)}"
        text, made = self.owned(value, symbol.type), f".collect::<{self.type(symbol.type)}>()"
        if text.endswith(made):
            text, kind = f"{text.removesuffix(made)}.collect()", f": {self.type(symbol.type)}"
        self.line(f"let {again}{name}{kind} = {text};")

    def do_declare(self, node: tree.Declare) -> None:
        """Write let with a value to begin with."""
        if node.settled:
            self.line(f"let {self.names.variable(node.symbol)};")
            return
        starts = {"int": "0", "bool": "false", "float": "0.0", "char": "' '", "str": "String::new()", "list": "Vec::new()"}
        start = starts.get(name_of(node.symbol.type))
        if start is None:
            raise Unportable("rust: a variable that begins without a value")
        self.line(f"let mut {self.names.variable(node.symbol)}: {self.type(node.symbol.type)} = {start};")

    def do_assign(self, node: tree.Assign) -> None:
        """Write an assignment."""
        if isinstance(node.target, Name) and not node.declares:
            self.line(f"{self.text(node.target)} = {self.owned(node.value, node.target.type)};")
        else:
            super().do_assign(node)

    def store(self, target: Index, value: Expr) -> None:
        """Write an item assignment, insert for a map."""
        if name_of(target.base.type) == "dict":
            key = self.owned(target.index, final(target.base.type).args[0])
            self.line(f"{self.text(target.base, POSTFIX)}.insert({key}, {self.owned(value, target.type)});")
        else:
            self.line(f"{self.text(target)} = {self.owned(value, target.type)};")

    def do_augment(self, node: tree.Augment) -> None:
        """Write `+=`; texts grow by push."""
        if node.op == "concat":
            text = self.text(node.target, POSTFIX)
            for part in [node.value]:
                if name_of(part.type) == "char":
                    self.line(f"{text}.push({self.text(part)});")
                else:
                    self.line(f"{text}.push_str({self.lent(part)});")
        else:
            super().do_augment(node)

    def dict_augment(self, target: Index, op: str, value: Expr) -> bool:
        """Write `*map.get_mut(key).unwrap() += value`."""
        if op not in ("+", "-", "*"):
            return False
        place = f"{self.text(target.base, POSTFIX)}.get_mut({self.lent(target.index)}).unwrap()"
        self.line(f"*{place} {op}= {self.text(value, want=target.type)};")
        return True

    def do_unpack(self, node: tree.Unpack) -> None:
        """Write a destructuring, or a swap."""
        one, other = node.targets[0], node.targets[-1]
        if is_swap(node):
            if isinstance(one, Index) and isinstance(other, Index) and name_of(one.base.type) == "list":
                places = []
                for item in (one, other):
                    place = self.place(item.index, item.base)
                    if ".len()" in place:
                        self.line(f"let last = {place};")
                        place = "last"
                    places.append(place)
                self.line(f"{self.text(one.base, POSTFIX)}.swap({', '.join(places)});")
            else:
                self.line(f"std::mem::swap(&mut {self.text(one)}, &mut {self.text(other)});")
            return
        names = []
        for target in node.targets:
            again = isinstance(target, Name) and node.declares and (target.symbol.assigned > 1 or target.symbol.mutated)
            names.append(f"{'mut ' if again else ''}{self.text(target)}")
        if isinstance(node.value, Items):
            values = ", ".join(self.owned(item, target.type) for item, target in zip(node.value.items, node.targets, strict=True))
            text = f"({values})"
        else:
            text = self.owned(node.value)
        self.line(f"{'let ' if node.declares else ''}({', '.join(names)}) = {text};")

    def do_while(self, node: tree.While) -> None:
        """Write while, or loop."""
        forever = isinstance(node.test, Constant) and node.test.value is True
        self.block("loop" if forever else f"while {self.text(node.test)}", node.body)

    def do_do(self, node: tree.Do) -> None:  # noqa: C901  # a table: one case a kind
        """Write an expression for its effect."""
        match node.value:
            case Op(op="dict.bump", args=(base, key, more, start)):
                kinds = final(base.type).args
                entry = (
                    f"{self.text(base, POSTFIX)}.entry({self.owned(key, kinds[0])}).or_insert({self.text(start, want=kinds[1])})"
                )
                self.line(f"*{entry} += {self.text(more, want=kinds[1])};")
            case Op(op="list.append", args=(base, item)):
                self.line(f"{self.text(base, POSTFIX)}.push({self.owned(item, element(base.type))});")
            case Op(op="list.insert", args=(base, index, item)):
                self.line(f"{self.text(base, POSTFIX)}.insert({self.place(index, base)}, {self.owned(item, element(base.type))});")
            case Op(op="list.extend", args=(base, Items(items=(item,)))):
                self.line(f"{self.text(base, POSTFIX)}.push({self.owned(item, element(base.type))});")
            case Op(op="list.extend", args=(base, more)):
                self.line(f"{self.text(base, POSTFIX)}.extend_from_slice({self.lent(more)});")
            case Op(op="list.pop", args=(base,)):
                self.line(f"{self.text(base, POSTFIX)}.pop();")
            case Op(op="set.add", args=(base, item)):
                self.line(f"{self.text(base, POSTFIX)}.insert({self.owned(item, element(base.type))});")
            case Op(op="set.remove", args=(base, item)):
                self.line(f"{self.text(base, POSTFIX)}.remove({self.lent(item)});")
            case Op(op=("list.sort_by" | "list.sort_by_down" as op), args=(base, tree.Lambda() as key)):
                self.line(f"{self.text(base, POSTFIX)}.sort_by_key({self.sort_key(key, down=op.endswith('_down'))});")
            case Op(op=("list.sort" | "list.sort_down" as op), args=(base,)) if name_of(element(base.type)) == "float":
                order = "b.partial_cmp(a)" if op.endswith("_down") else "a.partial_cmp(b)"
                self.line(f"{self.text(base, POSTFIX)}.sort_by(|a, b| {order}.unwrap());")
            case Op(op="str.sort", args=(base,)):
                text = self.text(base)
                self.line(f"let mut letters: Vec<char> = {text}.chars().collect();")
                self.line("letters.sort();")
                self.line(f"{text} = letters.into_iter().collect();")
            case _:
                super().do_do(node)

    def sort_key(self, key: tree.Lambda, *, down: bool) -> str:
        """Return the closure of sort_by_key."""
        symbol = key.parameters[0]
        name = self.names.variable(symbol)
        if not copied(symbol.type):
            self.borrows[id(symbol)] = "ref"
        if name_of(key.body.type) == "float":
            raise Unportable("rust: a key that is a float")
        text = self.owned(key.body)
        return f"|{'&' if copied(symbol.type) else ''}{name}| {f'std::cmp::Reverse({text})' if down else text}"

    def op_list_pop_at(self, expr: Op) -> Code:
        """Take an item out."""
        base, index = expr.args
        return Code(f"{self.text(base, POSTFIX)}.remove({self.place(index, base)})")
