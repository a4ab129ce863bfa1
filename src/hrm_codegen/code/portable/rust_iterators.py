"""Rust's iterators: what comprehensions, sums, extremes and conversions between containers are written with."""

from __future__ import annotations

from typing import NamedTuple

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.precedence import POSTFIX, Code, upper_bound
from hrm_codegen.code.portable.rust_templates import AS
from hrm_codegen.code.portable.rust_words import RustWords, copied
from hrm_codegen.code.portable.shapes import same
from hrm_codegen.code.portable.tree import Comprehension, Constant, Expr, Index, Items, Name, Op, Symbol
from hrm_codegen.code.portable.types import STR, Type, element, final, name_of


class Stream(NamedTuple):
    """An iterator: its text and what its items are: "own", "ref" (of an owned value) or "str" (&str)."""

    text: str
    item: str


class RustIterators(RustWords):
    """Iterators in Rust."""

    def stream(self, expr: Expr, *, named: bool = True) -> Stream:  # noqa: C901  # a table: one case a kind
        """Return an iterator over a container's items; without `named` what `for` takes by itself."""
        kind = name_of(expr.type)
        match expr:
            case Comprehension() if is_plain(expr) and kind != "dict":
                return Stream(self.mapped(expr), "own")
            case Op(op="split", args=(text,)):
                return Stream(f"{self.text(text, POSTFIX)}.split_whitespace()", "str")
            case Op(op="split.on", args=(text, between)):
                return Stream(f"{self.text(text, POSTFIX)}.split({self.pattern(between)})", "str")
            case Op(op=("dict.keys" | "dict.values" as op), args=(table,)):
                return Stream(f"{self.text(table, POSTFIX)}.{op[5:]}()", "ref")
            case Op(op="reversed", args=(inside,)) if name_of(inside.type) == "list" and isinstance(inside, Name | Index):
                return Stream(f"{self.text(inside, POSTFIX)}.iter().rev()", "ref")
            case Op(op="list.from", args=(inside,)):
                return self.stream(inside)
            case Items() if kind == "list":
                return Stream(f"[{', '.join(self.owned(item, element(expr.type)) for item in expr.items)}].into_iter()", "own")
            case tree.Slice() if kind == "list":
                return Stream(f"{self.part(expr)}.iter()" if named else self.lent(expr), "ref")
        if kind == "str":
            return Stream(f"{self.text(expr, POSTFIX)}.chars()", "own")
        if kind == "dict":
            return Stream(f"{self.text(expr, POSTFIX)}.keys()", "ref")
        if isinstance(expr, Op | tree.Call | Comprehension):
            return Stream(f"{self.text(expr, POSTFIX)}{'.into_iter()' if named else ''}", "own")
        return Stream(f"{self.text(expr, POSTFIX)}.iter()" if named else self.lent(expr), "ref")

    def copies(self, expr: Expr) -> str:
        """Return an iterator over copies or owned values."""
        stream = self.stream(expr)
        if stream.item == "own":
            return stream.text
        if stream.item == "str":
            return f"{stream.text}.map(String::from)"
        return f"{stream.text}.{'copied' if copied(element(expr.type)) else 'cloned'}()"

    def iterator(self, value: Expr) -> str:
        """Return the iterator of a container, by reference, for loops over two or with a place."""
        if isinstance(value, tree.Slice) and value.high is None and isinstance(value.low, Constant) and int(value.low.value) > 0:
            skipped = "chars" if name_of(value.type) == "str" else "iter"
            return f"{self.text(value.base, POSTFIX)}.{skipped}().skip({value.low.value})"
        if name_of(value.type) == "str":
            return f"{self.text(value, POSTFIX)}.chars()"
        if isinstance(value, tree.Slice):
            return f"{self.part(value)}.iter()"
        if not isinstance(value, Name | Index):
            raise Unportable("rust: an iterator over what lives only in the expression")
        return f"{self.text(value, POSTFIX)}.iter()"

    def range(self, source: tree.Source, symbol: Symbol) -> str:
        """Return a range; over the places of a container it is one of usize, and so is its variable."""
        low, high = source.args
        if source.step > 0:
            text = self.places_range(low, high, symbol) if source.step == 1 and not symbol.assigned else None
            if text:
                return text
            bound, reached = upper_bound(high)
            text = f"{self.text(low, 9)}{'..=' if reached else '..'}{self.text(bound, 9)}"
            return text if source.step == 1 else f"({text}).step_by({source.step})"
        if source.step == -1 and isinstance(high, Constant) and not symbol.assigned:
            first = self.size(low.args[0]) if isinstance(low, Op) and _one_less(low) else None
            if first is not None and ".len()" in first:
                self.places.add(id(symbol))
                return f"({int(high.value) + 1}..{first}).rev()"
        last = Op(high.type, "+", (high, Constant(high.type, 1)))
        start = str(int(high.value) + 1) if isinstance(high, Constant) else self.text(last, 9)
        if isinstance(high, Op) and high.op == "-" and isinstance(high.args[1], Constant) and high.args[1].value == 1:
            start = self.text(high.args[0], 9)
        text = f"({start}..={self.text(low, 9)}).rev()"
        return text if source.step == -1 else f"{text}.step_by({-source.step})"

    def places_range(self, low: Expr, high: Expr, symbol: Symbol) -> str | None:
        """Return a range of usize, or None where its ends are no lengths or places."""
        start = self.size(low)
        bound, reached = upper_bound(high)
        end = self.size(bound)
        less = ""
        if isinstance(bound, Op) and bound.op == "-" and isinstance(bound.args[1], Constant) and not reached:
            end, less = self.size(bound.args[0]), f".saturating_sub({bound.args[1].value})"
        if start is None or end is None or ".len()" not in end:
            return None
        self.places.add(id(symbol))
        return f"{start}{'..=' if reached else '..'}{f'({end})' if less and ' ' in end else end}{less}"

    # --- comprehensions

    def chain(self, expr: Comprehension) -> tuple[str, Symbol]:
        """Return the iterator of a comprehension's source with its conditions, and the variable."""
        (clause,) = expr.clauses
        symbol = clause.targets[0]
        if clause.source.kind == "range":
            text = self.range(clause.source, symbol)
            text = text if text.startswith("(") and clause.source.step != 1 else f"({text})"
        else:
            value = clause.source.args[0]
            text = self.copies(value) if copied(symbol.type) else self.stream(value).text
            if not copied(symbol.type) and self.stream(value).item != "own":
                self.borrows[id(symbol)] = self.stream(value).item
        name = self.names.variable(symbol)
        if clause.conditions:
            tests = " && ".join(self.text(test, 3 if len(clause.conditions) > 1 else 0) for test in clause.conditions)
            text += f".filter(|&{name}| {tests})"
        return text, symbol

    def mapped(self, expr: Comprehension, want: Type | None = None) -> str:
        """Return filter and map of a comprehension: an iterator over owned values."""
        text, symbol = self.chain(expr)
        value, inside = expr.items[0], want or final(expr.type).args[0]
        same = isinstance(value, Name) and value.symbol is symbol and name_of(inside) == name_of(value.type)
        if same and copied(symbol.type) and id(symbol) not in self.places:
            return text
        return f"{text}.map(|{self.used_name(symbol, value)}| {self.owned(value, inside)})"

    def comprehension(self, expr: Comprehension) -> Code:
        """Return filter, map and collect."""
        return Code(f"{self.mapped(expr)}.collect::<{self.type(expr.type)}>()")

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
            return Code(f"{self.copies(inside)}.{name}(|item| item)")
        text, symbol = self.chain(inside)
        return Code(f"{text}.{name}(|{self.used_name(symbol, inside.items[0])}| {self.text(inside.items[0])})")

    def op_sum(self, expr: Op) -> Code:
        """Return a sum, or a count."""
        inside, kind = expr.args[0], self.type(expr.type)
        if not isinstance(inside, Comprehension):
            return Code(f"{self.stream(inside).text}.sum::<{kind}>()")
        value = inside.items[0]
        if isinstance(value, Constant) and value.value == 1:
            return Code(f"{self.chain(inside)[0]}.count() as i64", AS)
        if name_of(value.type) == "bool" and copied(inside.clauses[0].targets[0].type):
            text, symbol = self.chain(inside)
            return Code(f"{text}.filter(|&{self.names.variable(symbol)}| {self.text(value)}).count() as i64", AS)
        return Code(f"{self.mapped(inside, expr.type)}.sum::<{kind}>()")

    def op_prod(self, expr: Op) -> Code:
        """Return a product."""
        return Code(f"{self.stream(expr.args[0]).text}.product::<{self.type(expr.type)}>()")

    def op_len(self, expr: Op) -> Code:
        """Return a length; what was only made to be counted is counted."""
        return Code(f"{self.length(expr.args[0])} as i64", AS)

    def length(self, expr: Expr) -> str:
        """Return a container's length as usize."""
        if isinstance(expr, Op) and expr.op in ("split", "split.on"):
            return f"{self.stream(expr).text}.count()"
        if isinstance(expr, Comprehension) and is_plain(expr) and name_of(expr.type) == "list":
            same = isinstance(expr.items[0], Name)
            return f"{self.chain(expr)[0] if same else self.mapped(expr)}.count()"
        return super().length(expr)

    def extreme(self, name: str, expr: Op, end: str) -> Code:
        """Return min or max of a container's items."""
        if name_of(expr.type) == "float":
            start = "f64::INFINITY" if name == "min" else "f64::NEG_INFINITY"
            return Code(f"{self.copies(expr.args[0])}.fold({start}, f64::{name})")
        return Code(f"{self.copies(expr.args[0])}.{name}(){end}")

    def op_min(self, expr: Op) -> Code:
        """Return the least item."""
        return self.extreme("min", expr, ".unwrap()")

    def op_max(self, expr: Op) -> Code:
        """Return the largest item."""
        return self.extreme("max", expr, ".unwrap()")

    def op_min_default(self, expr: Op) -> Code:
        """Return the least item or a default."""
        return self.extreme("min", expr, f".unwrap_or({self.owned(expr.args[1], expr.type)})")

    def op_max_default(self, expr: Op) -> Code:
        """Return the largest item or a default."""
        return self.extreme("max", expr, f".unwrap_or({self.owned(expr.args[1], expr.type)})")

    # --- containers made of others

    def gathered(self, expr: Op) -> Code:
        """Return collect of an iterator."""
        value = expr.args[0]
        text = self.copies(value)
        if name_of(element(expr.type)) == "str" and name_of(element(value.type)) == "char":
            text += ".map(String::from)"
        return Code(f"{text}.collect::<{self.type(expr.type)}>()")

    def op_list_from(self, expr: Op) -> Code:
        """Return a vector of what another container holds."""
        return self.gathered(expr)

    def op_set_from(self, expr: Op) -> Code:
        """Return a set of what another container holds."""
        return self.gathered(expr)

    def op_dict_keys(self, expr: Op) -> Code:
        """Return the keys as a vector."""
        return Code(f"{self.copies(expr)}.collect::<{self.type(expr.type)}>()")

    def op_dict_values(self, expr: Op) -> Code:
        """Return the values as a vector."""
        return Code(f"{self.copies(expr)}.collect::<{self.type(expr.type)}>()")

    def op_split(self, expr: Op) -> Code:
        """Return the words as a vector."""
        return Code(f"{self.copies(expr)}.collect::<Vec<String>>()")

    def op_split_on(self, expr: Op) -> Code:
        """Return the parts as a vector."""
        return Code(f"{self.copies(expr)}.collect::<Vec<String>>()")

    def op_reversed(self, expr: Op) -> Code:
        """Return a reversed copy."""
        inside = expr.args[0]
        if isinstance(inside, Name | Index) and name_of(inside.type) == "list":
            return Code(f"{self.copies(expr)}.collect::<{self.type(expr.type)}>()")
        return Code(f"{self.copies(inside)}.rev().collect::<{self.type(expr.type)}>()")

    def op_join(self, expr: Op) -> Code:
        """Return join; what has nothing between is collected into a String."""
        between, parts = expr.args
        empty = isinstance(between, Constant) and between.value == ""
        letters = name_of(element(parts.type)) == "char"
        if letters and not empty:
            return Code(f"{self.copies(parts)}.map(String::from).collect::<Vec<String>>().join({self.part_text(between)})")
        if empty and not (isinstance(parts, Name | Index) and not letters):
            stream = self.stream(parts)
            return Code(f"{self.copies(parts) if stream.item == 'ref' and not letters else stream.text}.collect::<String>()")
        if isinstance(parts, Items):
            return Code(f"[{', '.join(self.owned(item, STR) for item in parts.items)}].join({self.part_text(between)})")
        if isinstance(parts, Op) and self.stream(parts).item == "str":
            return Code(f"{self.stream(parts).text}.collect::<Vec<_>>().join({self.part_text(between)})")
        return Code(f"{self.text(parts, POSTFIX)}.{'concat()' if empty else f'join({self.part_text(between)})'}")


def _one_less(expr: Op) -> bool:
    return expr.op == "-" and same(expr.args[1], Constant(expr.type, 1))


def is_plain(expr: Comprehension) -> bool:
    """Return whether an iterator can say a comprehension: one clause over values that are copied or only mapped."""
    if len(expr.clauses) != 1:
        return False
    (clause,) = expr.clauses
    if len(clause.targets) != 1 or clause.source.kind not in ("range", "each"):
        return False
    return copied(clause.targets[0].type) or not clause.conditions
