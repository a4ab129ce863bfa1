"""Portable programs in Rust 2021."""

from __future__ import annotations

import json
from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Case, Unportable
from hrm_codegen.code.portable.lower import is_swap
from hrm_codegen.code.portable.rust_helpers import HELPERS
from hrm_codegen.code.portable.rust_words import AS, RustWords, copied, is_plain
from hrm_codegen.code.portable.tree import Comprehension, Expr, Index, Items, Literal_, Name, Op, Symbol
from hrm_codegen.code.portable.types import STR, element, final, name_of
from hrm_codegen.code.portable.writer import POSTFIX, UNARY, Code, upper_bound


class Rust(RustWords):
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
        return self.owned(value, self.returns)

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
        if isinstance(value, Items) and not value.items or (isinstance(value, Literal_) and name_of(symbol.type) == "int" and again):
            kind = f": {self.type(symbol.type)}" if isinstance(value, Items) else ""
        self.line(f"let {again}{name}{kind} = {self.owned(value, symbol.type)};")

    def do_declare(self, node: tree.Declare) -> None:
        """Write let with a value to begin with."""
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
        self.line(f"*{self.text(target.base, POSTFIX)}.get_mut({self.lent(target.index)}).unwrap() {op}= {self.text(value, want=target.type)};")
        return True

    def do_unpack(self, node: tree.Unpack) -> None:
        """Write a destructuring, or a swap."""
        one, other = node.targets[0], node.targets[-1]
        if is_swap(node):
            if isinstance(one, Index) and isinstance(other, Index) and name_of(one.base.type) == "list":
                places = f"{self.place(one.index, one.base)}, {self.place(other.index, other.base)}"
                self.line(f"{self.text(one.base, POSTFIX)}.swap({places});")
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
        forever = isinstance(node.test, Literal_) and node.test.value is True
        self.block("loop" if forever else f"while {self.text(node.test)}", node.body)

    def do_do(self, node: tree.Do) -> None:
        """Write an expression for its effect."""
        match node.value:
            case Op(op="dict.bump", args=(base, key, more, start)):
                kinds = final(base.type).args
                entry = f"{self.text(base, POSTFIX)}.entry({self.owned(key, kinds[0])}).or_insert({self.text(start, want=kinds[1])})"
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

    # --- loops

    def do_for(self, node: tree.For) -> None:
        """Write a loop over a range or an iterator."""
        source = node.source
        match source.kind:
            case "range":
                self.ranged(node)
            case "each" if len(node.targets) > 1:
                pattern = ", ".join(self.target(symbol) for symbol in node.targets)
                self.block(f"for {'&' if self.whole_copies(node) else ''}({pattern.replace('&', '') if self.whole_copies(node) else pattern}) in "
                           f"{self.over(source.args[0])}", node.body)  # fmt: skip
            case "each":
                self.each(node)
            case "items":
                key, value = (self.target(symbol) for symbol in node.targets)
                self.block(f"for ({key}, {value}) in {self.over(source.args[0])}", node.body)
            case "reversed":
                self.block(f"for {self.item(node.targets[0], source.args[0])} in {self.iterator(source.args[0])}.rev()", node.body)
            case "enumerate":
                self.enumerated(node)
            case "zip":
                first, second = (self.item(symbol, over) for symbol, over in zip(node.targets, source.args, strict=True))
                self.block(f"for ({first}, {second}) in {self.iterator(source.args[0])}.zip({self.iterator(source.args[1])})", node.body)

    def whole_copies(self, node: tree.For) -> bool:
        """Return whether a loop takes pairs apart that are copied."""
        return all(copied(symbol.type) for symbol in node.targets)

    def ranged(self, node: tree.For) -> None:
        """Write a loop over numbers; one over the places of a vector counts in usize."""
        symbol, source = node.targets[0], node.source
        low, high = source.args
        name = self.blank(symbol, node)
        if source.step == 1 and isinstance(low, Literal_) and int(low.value) >= 0 and not symbol.assigned:
            match high:
                case Op(op="len", args=(over,)):
                    self.places.add(id(symbol))
                    self.block(f"for {name} in {low.value}..{self.text(over, POSTFIX)}.len()", node.body)
                    return
                case Op(op="-", args=(Op(op="len", args=(over,)), Literal_(value=less))):
                    self.places.add(id(symbol))
                    self.block(f"for {name} in {low.value}..{self.text(over, POSTFIX)}.len().saturating_sub({less})", node.body)
                    return
        self.block(f"for {'mut ' if symbol.assigned else ''}{name} in {self.range(source)}", node.body)

    def blank(self, symbol: Symbol, node: tree.For) -> str:
        """Return a loop variable's name, or the blank one when it is not used."""
        used = any(isinstance(inner, Name) and inner.symbol is symbol for inner in tree.walk(node))
        return self.names.variable(symbol) if used else "_"

    def range(self, source: tree.Source) -> str:
        """Return a range."""
        low, high = source.args
        if source.step > 0:
            bound, reached = upper_bound(high)
            text = f"{self.text(low, 9)}{'..=' if reached else '..'}{self.text(bound, 9)}"
            return text if source.step == 1 else f"({text}).step_by({source.step})"
        last = Op(high.type, "+", (high, Literal_(high.type, 1)))
        start = str(int(high.value) + 1) if isinstance(high, Literal_) else self.text(last, 9)
        if isinstance(high, Op) and high.op == "-" and isinstance(high.args[1], Literal_) and high.args[1].value == 1:
            start = self.text(high.args[0], 9)
        text = f"({start}..={self.text(low, 9)}).rev()"
        return text if source.step == -1 else f"{text}.step_by({-source.step})"

    def target(self, symbol: Symbol) -> str:
        """Return the pattern of a borrowed item: what is copied is taken out of its reference."""
        name = self.names.variable(symbol)
        if copied(symbol.type):
            return f"&{'mut ' if symbol.assigned else ''}{name}" if not symbol.assigned else f"&(mut {name})"
        self.borrows[id(symbol)] = "ref"
        return name

    def over(self, value: Expr) -> str:
        """Return a container to run over by reference."""
        return self.lent(value)

    def each(self, node: tree.For) -> None:
        """Write a loop over a container."""
        symbol, value = node.targets[0], node.source.args[0]
        if name_of(value.type) == "str":
            if name_of(symbol.type) == "str":
                raise Unportable("rust: letters that become strings")
            self.block(f"for {'mut ' if symbol.assigned else ''}{self.blank(symbol, node)} in {self.text(value, POSTFIX)}.chars()", node.body)
        elif isinstance(value, Op) and value.op in ("dict.keys", "dict.values"):
            self.block(f"for {self.target(symbol)} in {self.text(value.args[0], POSTFIX)}.{value.op[5:]}()", node.body)
        elif name_of(value.type) == "dict":
            self.block(f"for {self.target(symbol)} in {self.text(value, POSTFIX)}.keys()", node.body)
        elif isinstance(value, Items) and copied(symbol.type):
            self.block(f"for {self.names.variable(symbol)} in [{', '.join(self.text(i, want=symbol.type) for i in value.items)}]", node.body)
        elif isinstance(value, Op | Comprehension | tree.Call | Items):
            again = "mut " if symbol.assigned or symbol.mutated else ""
            self.block(f"for {again}{self.blank(symbol, node)} in {self.text(value)}", node.body)
        elif symbol.assigned or symbol.mutated:
            raise Unportable("rust: a loop's borrowed item that changes")
        else:
            used = self.blank(symbol, node)
            self.block(f"for {self.target(symbol) if used != '_' else '_'} in {self.over(value)}", node.body)

    def item(self, symbol: Symbol, over: Expr) -> str:
        """Return the pattern of an iterator's item."""
        if symbol.assigned:
            raise Unportable("rust: a loop's borrowed item that changes")
        if name_of(over.type) == "str":
            return self.names.variable(symbol)
        return self.target(symbol)

    def iterator(self, value: Expr) -> str:
        """Return the iterator of a container, by reference."""
        if name_of(value.type) == "str":
            return f"{self.text(value, POSTFIX)}.chars()" + ("" if not isinstance(value, tree.Slice) else "")
        if isinstance(value, tree.Slice) and value.high is None and isinstance(value.low, Literal_) and int(value.low.value) > 0:
            return f"{self.text(value.base, POSTFIX)}.iter().skip({value.low.value})"
        if isinstance(value, tree.Slice):
            return f"{self.part(value)}.iter()"
        if not isinstance(value, Name | Index):
            raise Unportable("rust: an iterator over what lives only in the expression")
        return f"{self.text(value, POSTFIX)}.iter()"

    def enumerated(self, node: tree.For) -> None:
        """Write enumerate, or a zip with the numbers from another start."""
        over, start = node.source.args
        if len(node.targets) != 2:
            raise Unportable("rust: enumerate of pairs")
        item = self.item(node.targets[1], over)
        if isinstance(start, Literal_) and start.value == 0:
            self.places.add(id(node.targets[0]))
            self.block(f"for ({self.names.variable(node.targets[0])}, {item}) in {self.iterator(over)}.enumerate()", node.body)
        else:
            self.block(f"for ({self.names.variable(node.targets[0])}, {item}) in ({self.text(start, 9)}..).zip({self.iterator(over)})", node.body)

    # --- comprehensions as iterators

    def chain(self, expr: Comprehension) -> tuple[str, Symbol]:
        """Return the iterator of a comprehension's source with its conditions, and the variable."""
        (clause,) = expr.clauses
        symbol = clause.targets[0]
        if clause.source.kind == "range":
            text = self.range(clause.source)
            text = text if text.startswith("(") and text.endswith(")") and clause.source.step != 1 else f"({text})"
        else:
            text = self.iterated(clause.source.args[0])
            if not copied(symbol.type):
                self.borrows[id(symbol)] = "ref"
        name = self.names.variable(symbol)
        if clause.conditions:
            tests = " && ".join(self.text(test, 3 if len(clause.conditions) > 1 else 0) for test in clause.conditions)
            text += f".filter(|&{name}| {tests})"
        return text, symbol

    def comprehension(self, expr: Comprehension) -> Code:
        """Return filter, map and collect."""
        text, symbol = self.chain(expr)
        value = expr.items[0]
        inside = final(expr.type).args[0]
        if not (isinstance(value, Name) and value.symbol is symbol and copied(symbol.type) and name_of(inside) == name_of(value.type)):
            text += f".map(|{self.used_name(symbol, value)}| {self.owned(value, inside)})"
        return Code(f"{text}.collect::<{self.type(expr.type)}>()")

    def used_name(self, symbol: Symbol, value: Expr) -> str:
        """Return a closure's parameter, blank when it is not used."""
        used = any(isinstance(node, Name) and node.symbol is symbol for node in tree.walk(value))
        return self.names.variable(symbol) if used else "_"

    def op_any(self, expr: Op) -> Code:
        """Return any."""
        return self.quantified("any", expr)

    def op_all(self, expr: Op) -> Code:
        """Return all."""
        return self.quantified("all", expr)

    def quantified(self, name: str, expr: Op) -> Code:
        """Return any or all of an iterator."""
        inside = expr.args[0]
        if not isinstance(inside, Comprehension):
            return Code(f"{self.iterated(inside)}.{name}(|item| item)")
        text, symbol = self.chain(inside)
        return Code(f"{text}.{name}(|{self.used_name(symbol, inside.items[0])}| {self.text(inside.items[0])})")

    def op_sum(self, expr: Op) -> Code:
        """Return a sum, or a count."""
        inside = expr.args[0]
        kind = self.type(expr.type)
        if not isinstance(inside, Comprehension):
            return Code(f"{self.iterated(inside)}.sum::<{kind}>()")
        text, symbol = self.chain(inside)
        value = inside.items[0]
        if isinstance(value, Literal_) and value.value == 1:
            return Code(f"{text}.count() as i64", AS)
        if name_of(value.type) == "bool" and copied(symbol.type):
            return Code(f"{text}.filter(|&{self.names.variable(symbol)}| {self.text(value)}).count() as i64", AS)
        if not (isinstance(value, Name) and value.symbol is symbol):
            text += f".map(|{self.used_name(symbol, value)}| {self.text(value, want=expr.type)})"
        return Code(f"{text}.sum::<{kind}>()")

    # --- methods whose arguments are borrowed or made places

    def op_copy(self, expr: Op) -> Code:
        """Return a copy."""
        return Code(self.owned(expr.args[0]))

    def op_reversed(self, expr: Op) -> Code:
        """Return a reversed copy."""
        return Code(f"{self.iterator(expr.args[0])}.rev().cloned().collect::<{self.type(expr.type)}>()")

    def op_list_from(self, expr: Op) -> Code:
        """Return a vector of what another container holds."""
        return self.gathered(expr)

    def op_set_from(self, expr: Op) -> Code:
        """Return a set of what another container holds."""
        return self.gathered(expr)

    def op_dict_keys(self, expr: Op) -> Code:
        """Return the keys as a vector."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.keys().cloned().collect::<{self.type(expr.type)}>()")

    def op_dict_values(self, expr: Op) -> Code:
        """Return the values as a vector."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.values().cloned().collect::<{self.type(expr.type)}>()")

    def gathered(self, expr: Op) -> Code:
        """Return collect of an iterator."""
        value = expr.args[0]
        more = ""
        if name_of(value.type) == "str" and name_of(element(expr.type)) == "str":
            more = ".map(String::from)"
        elif not copied(element(value.type)):
            more = ".cloned()"
        return Code(f"{self.iterated(value)}{more}.collect::<{self.type(expr.type)}>()")

    def op_join(self, expr: Op) -> Code:
        """Return join; letters are collected."""
        between, parts = expr.args
        empty = isinstance(between, Literal_) and between.value == ""
        if name_of(element(parts.type)) == "char":
            if not empty:
                raise Unportable("rust: joining letters with a separator")
            if isinstance(parts, Comprehension):
                text = self.comprehension(parts).text
                return Code(text[: text.rindex(".collect::<")] + ".collect::<String>()")
            return Code(f"{self.iterated(parts).removesuffix('.copied()')}.collect::<String>()")
        if isinstance(parts, Items):
            return Code(f"[{', '.join(self.owned(item, STR) for item in parts.items)}].join({self.part_text(between)})")
        return Code(f"{self.text(parts, POSTFIX)}.{'concat()' if empty else f'join({self.part_text(between)})'}")

    def part_text(self, value: Expr) -> str:
        """Return a string as a reference, a constant letter as a string."""
        if isinstance(value, Literal_):
            return json.dumps(value.value)
        return self.lent(value) if name_of(value.type) == "str" else f"&{self.text(value, POSTFIX)}.to_string()"

    def pattern(self, value: Expr) -> str:
        """Return what a string is searched for: a letter or a reference."""
        return self.text(value) if name_of(value.type) == "char" else self.lent(value)

    def op_split_on(self, expr: Op) -> Code:
        """Return split."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.split({self.pattern(expr.args[1])}).map(String::from).collect::<Vec<String>>()")

    def op_str_replace(self, expr: Op) -> Code:
        """Return replace."""
        text, old, new = expr.args
        return Code(f"{self.text(text, POSTFIX)}.replace({self.pattern(old)}, {self.part_text(new)})")

    def op_str_startswith(self, expr: Op) -> Code:
        """Return starts_with."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.starts_with({self.pattern(expr.args[1])})")

    def op_str_endswith(self, expr: Op) -> Code:
        """Return ends_with."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.ends_with({self.pattern(expr.args[1])})")

    def op_str_find(self, expr: Op) -> Code:
        """Return find as a number, -1 for nothing."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.find({self.pattern(expr.args[1])}).map_or(-1, |i| i as i64)")

    def op_str_index(self, expr: Op) -> Code:
        """Return find of what is there."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.find({self.pattern(expr.args[1])}).unwrap() as i64", AS)

    def op_str_rfind(self, expr: Op) -> Code:
        """Return rfind as a number, -1 for nothing."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.rfind({self.pattern(expr.args[1])}).map_or(-1, |i| i as i64)")

    def op_str_count(self, expr: Op) -> Code:
        """Return how often a part occurs."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.matches({self.pattern(expr.args[1])}).count() as i64", AS)

    def op_str_zfill(self, expr: Op) -> Code:
        """Return a text padded with zeros."""
        return Code(f'format!("{{:0>1$}}", {self.text(expr.args[0])}, {self.place(expr.args[1], expr.args[0])})')

    def op_int_base(self, expr: Op) -> Code:
        """Parse a number in a base."""
        return Code(f"i64::from_str_radix({self.part_text(expr.args[0])}, {self.text(expr.args[1], AS)} as u32).unwrap()")

    def op_list_index(self, expr: Op) -> Code:
        """Return where an item is first."""
        base, value = expr.args
        amp = "&" if copied(element(base.type)) else ""
        side = self.text(value, 5) if amp else f"*{self.text(value, UNARY)}" if isinstance(value, Name) and id(value.symbol) in self.borrows else self.text(value, 5)
        return Code(f"{self.iterator(base)}.position(|{amp}item| {'' if amp else '*'}item == {side}).unwrap() as i64", AS)

    def op_list_count(self, expr: Op) -> Code:
        """Return how often an item is there."""
        base, value = expr.args
        stars = "&&" if copied(element(base.type)) else ""
        return Code(f"{self.iterator(base)}.filter(|{stars}item| {'' if stars else '**'}item == {self.text(value, 5)}).count() as i64", AS)

    def op_dict_get(self, expr: Op) -> Code:
        """Return a value or a default."""
        table, key, default = expr.args
        text = f"{self.text(table, POSTFIX)}.get({self.lent(key)})"
        if copied(expr.type):
            return Code(f"*{text}.unwrap_or(&{self.text(default, UNARY, expr.type)})", UNARY)
        return Code(f"{text}.cloned().unwrap_or_default()") if isinstance(default, Literal_ | Items) else Code(f"{text}.unwrap_or({self.lent(default)}).clone()")
