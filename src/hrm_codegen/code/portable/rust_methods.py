"""Rust's operators, builtins and methods."""

from __future__ import annotations

import json
import re

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.precedence import POSTFIX, UNARY, Code
from hrm_codegen.code.portable.rust_iterators import RustIterators
from hrm_codegen.code.portable.rust_templates import AS
from hrm_codegen.code.portable.rust_words import copied
from hrm_codegen.code.portable.shapes import concatenated
from hrm_codegen.code.portable.tree import Constant, Expr, Items, Name, Op
from hrm_codegen.code.portable.types import STR, Type, element, name_of

_COMPARED = ("==", "!=", "<", ">", "<=", ">=")


class RustMethods(RustIterators):
    """Operators and methods in Rust."""

    # --- operators

    def side(self, expr: Expr, op: str, level: int, want: Type | None) -> str:
        """Return an operand; `as` wants parentheses before what looks like the start of a type."""
        text = super().side(expr, op, level, want)
        left = level == self.levels[op]
        return f"({text})" if left and op in ("<", "<<") and " as " in text[-10:] and not text.endswith(")") else text

    def binary(self, expr: Op) -> Code:
        """Return a plain operator; strings are compared as what they are."""
        left, right = expr.args
        sized = self.sizes(expr)
        if sized:
            return sized
        if expr.op == "concat":
            return self.formatted([(part, "") for part in _parts(expr)])
        if expr.op in ("==", "!=", "<", ">", "<=", ">=") and (not copied(left.type) or not copied(right.type)):
            return self.compared_places(expr, left, right)
        match expr:
            case Op(op="-", args=(Op(op="ord", args=(one,)), Op(op="ord", args=(other,)))):
                return Code(f"{self.text(one, AS, 'char')} as i64 - {self.text(other, AS, 'char')} as i64", 9)
        return super().binary(expr)

    def sizes(self, expr: Op) -> Code | None:
        """Return a comparison of lengths and places as they are, `a == b - 1` as `a + 1 == b`; None for other things."""
        if expr.op not in _COMPARED:
            return None
        texts, more = [], ["", ""]
        for place, value in enumerate(expr.args):
            inside = value
            if isinstance(value, Op) and value.op == "-" and isinstance(value.args[1], Constant) and int(value.args[1].value) > 0:
                inside, more[1 - place] = value.args[0], f" + {value.args[1].value}"
            size = self.size(inside)
            if size is None:
                return None
            texts.append(size)
        if not any(
            (isinstance(node, Op) and node.op == "len") or self._is_place(node) for arg in expr.args for node in tree.walk(arg)
        ):
            return None
        return Code(f"{texts[0]}{more[0]} {expr.op} {texts[1]}{more[1]}", 4)

    def _is_place(self, node: object) -> bool:
        return isinstance(node, Name) and id(node.symbol) in self.places

    def compared_places(self, expr: Op, left: Expr, right: Expr) -> Code:
        """Return the comparison of strings or containers: references with references, values with values."""
        texts, refs = [], []
        for value in (left, right):
            if name_of(value.type) == "char":
                texts.append(self.text(value, POSTFIX, STR) if not isinstance(value, Constant) else json.dumps(value.value))
                refs.append("str" if isinstance(value, Constant) else "own")
            elif isinstance(value, tree.Slice):
                texts.append(self.lent(value))
                refs.append("str")
            else:
                texts.append(self.text(value, 5))
                refs.append(
                    "str"
                    if isinstance(value, Constant)
                    else self.borrows.get(id(value.symbol), "own")
                    if isinstance(value, Name)
                    else "own"
                )
        order = expr.op not in ("==", "!=")
        for place, other in ((0, 1), (1, 0)):
            mixed = refs[place] == "ref" and refs[other] == "own"
            if mixed:
                texts[place] = f"*{texts[place]}"
            elif order and refs[place] == "str" and refs[other] != "str":
                texts[other] = f"{texts[other]}.as_str()"
        return Code(f"{texts[0]} {expr.op} {texts[1]}", 4)

    def divided(self, expr: Op) -> Code:
        """Return // and % with Python's sign: the Euclidean ones for a divisor that is not negative."""
        left, right = expr.args
        if all(map(self.facts.nonnegative, expr.args)):
            return self.binary(expr)
        if not self.facts.nonnegative(right):
            name = "floor_div" if expr.op == "//" else "floor_mod"
            self.wanted.add(name)
            return Code(f"{name}({self.text(left)}, {self.text(right)})")
        name = "div_euclid" if expr.op == "//" else "rem_euclid"
        return Code(f"{self.number(left)}.{name}({self.text(right)})")

    def number(self, expr: Expr) -> str:
        """Return an integer that a method is called on: a constant says its type."""
        return f"{expr.value}_i64" if isinstance(expr, Constant) else self.text(expr, POSTFIX, expr.type)

    def power(self, expr: Op) -> Code:
        """Return a power."""
        base, exponent = expr.args
        if name_of(expr.type) == "int" and not (isinstance(base, Name) and isinstance(exponent, Constant) and exponent.value == 2):
            power = str(exponent.value) if isinstance(exponent, Constant) else f"{self.text(exponent, AS)} as u32"
            return Code(f"{self.number(base)}.pow({power})")
        return super().power(expr)

    def op_ord(self, expr: Op) -> Code:
        """Return a letter's number."""
        value = expr.args[0]
        text = self.text(value, AS) if name_of(value.type) == "char" else f"{self.text(value, POSTFIX)}.chars().next().unwrap()"
        return Code(f"{text} as i64", AS)

    def op_if(self, expr: Op) -> Code:
        """Return a conditional expression."""
        test, then, other = expr.args
        if copied(expr.type):
            return Code(
                f"if {self.text(test)} {{ {self.text(then, want=expr.type)} }} else {{ {self.text(other, want=expr.type)} }}", 1
            )
        return Code(self.owned(expr), 1)

    def op_in_str(self, expr: Op) -> Code:
        """Return contains of a string."""
        value, text = expr.args
        part = self.text(value) if name_of(value.type) == "char" else self.lent(value)
        return Code(f"{self.text(text, POSTFIX)}.contains({part})")

    def op_in_list(self, expr: Op) -> Code:
        """Return contains of a vector or array."""
        value, items = expr.args
        base = (
            f"[{', '.join(self.owned(item, element(items.type)) for item in items.items)}]"
            if isinstance(items, Items)
            else self.text(items, POSTFIX)
        )
        if name_of(value.type) == "tuple" and isinstance(value, Items):
            return Code(f"{base}.contains(&{self.text(value)})")
        return Code(f"{base}.contains({self.key(value, element(items.type))})")

    def key(self, value: Expr, kind: Type) -> str:
        """Return what a container is asked for: a reference of the items' type."""
        if name_of(kind) == "str" and name_of(value.type) == "char":
            return (
                f"&{self.text(value, POSTFIX, STR)}"
                if not isinstance(value, Constant)
                else f"&{json.dumps(value.value)}.to_string()"
            )
        if isinstance(value, Constant) and name_of(kind) == "str":
            return f"&{self.owned(value)}"
        if isinstance(value, Name) and self.borrows.get(id(value.symbol)) == "str":
            return f"&{self.owned(value)}"
        return self.lent(value)

    def op_in_set(self, expr: Op) -> Code:
        """Return contains of a set."""
        return Code(f"{self.text(expr.args[1], POSTFIX)}.contains({self.lent(expr.args[0])})")

    def op_in_dict(self, expr: Op) -> Code:
        """Return contains_key."""
        return Code(f"{self.text(expr.args[1], POSTFIX)}.contains_key({self.lent(expr.args[0])})")

    def op_repeat(self, expr: Op) -> Code:
        """Return a text repeated."""
        text, times = expr.args
        value = self.text(text, POSTFIX) if not isinstance(text, Constant) else json.dumps(text.value)
        if name_of(text.type) == "char" and not isinstance(text, Constant):
            value = f"{value}.to_string()"
        return Code(f"{value}.repeat({self.place(times, text)})")

    def op_list_repeat(self, expr: Op) -> Code:
        """Return a vector of equal items."""
        items, times = expr.args
        if not isinstance(items, Items) or len(items.items) != 1:
            raise Unportable("rust: a list of several items repeated")
        return Code(f"vec![{self.owned(items.items[0], element(expr.type))}; {self.place(times, items)}]")

    def op_list_concat(self, expr: Op) -> Code:
        """Return concat of slices."""
        return Code(f"[{', '.join(self.whole_slice(part) for part in concatenated(expr))}].concat()")

    def whole_slice(self, expr: Expr) -> str:
        """Return a container as a slice."""
        if isinstance(expr, tree.Slice) or (isinstance(expr, Name) and id(expr.symbol) in self.borrows):
            return self.lent(expr)
        if isinstance(expr, Items):
            return f"&[{', '.join(self.owned(item, element(expr.type)) for item in expr.items)}][..]"
        return f"&{self.text(expr, POSTFIX)}[..]"

    def op_min_of(self, expr: Op) -> Code:
        """Return min of several values."""
        return self._extreme("min", expr)

    def op_max_of(self, expr: Op) -> Code:
        """Return max of several values."""
        return self._extreme("max", expr)

    def _extreme(self, name: str, expr: Op) -> Code:
        if not copied(expr.type):
            raise Unportable(f"rust: {name} of {expr.type}")
        first, *others = expr.args
        text = self.number(first) if name_of(expr.type) == "int" else self.text(first, POSTFIX, expr.type)
        return Code(text + "".join(f".{name}({self.text(other, want=expr.type)})" for other in others))

    # --- methods whose arguments are borrowed or made places

    def op_copy(self, expr: Op) -> Code:
        """Return a copy."""
        return Code(self.owned(expr.args[0]))

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
        name, test = self.alike(*expr.args, stars="*")
        return Code(f"{self.iterator(expr.args[0])}.position(|{name}| {test}).unwrap() as i64", AS)

    def alike(self, base: Expr, value: Expr, *, stars: str) -> tuple[str, str]:
        """Return a closure's parameter and the test that an item, behind so many references, equals a value."""
        side = self.text(value, 5)
        if isinstance(value, Name) and self.borrows.get(id(value.symbol)) == "ref":
            side = f"*{side}"
        name = "item" if not re.search(r"\bitem\b", side) else "other"
        if copied(element(base.type)):
            return f"{stars.replace('*', '&')}{name}", f"{name} == {side}"
        return name, f"{stars}{name} == {side}"

    def op_list_count(self, expr: Op) -> Code:
        """Return how often an item is there."""
        name, test = self.alike(*expr.args, stars="**")
        return Code(f"{self.iterator(expr.args[0])}.filter(|{name}| {test}).count() as i64", AS)

    def op_dict_get(self, expr: Op) -> Code:
        """Return a value or a default."""
        table, key, default = expr.args
        text = f"{self.text(table, POSTFIX)}.get({self.lent(key)})"
        if copied(expr.type):
            return Code(f"*{text}.unwrap_or(&{self.text(default, UNARY, expr.type)})", UNARY)
        if isinstance(default, Constant | Items):
            empty = not (default.value if isinstance(default, Constant) else default.items)
            end = "unwrap_or_default()" if empty else f"unwrap_or_else(|| {self.owned(default, expr.type)})"
            return Code(f"{text}.cloned().{end}")
        return Code(f"{text}.unwrap_or({self.lent(default)}).clone()")


def _parts(expr: Expr) -> list[Expr]:
    if isinstance(expr, Op) and expr.op == "concat":
        return [*_parts(expr.args[0]), *_parts(expr.args[1])]
    return [expr]
