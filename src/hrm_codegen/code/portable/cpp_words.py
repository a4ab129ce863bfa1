"""C++'s words: types, constants, operators, builtins and methods."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.cpp_templates import TEMPLATES
from hrm_codegen.code.portable.precedence import POSTFIX, Code
from hrm_codegen.code.portable.shapes import replaced
from hrm_codegen.code.portable.tree import Constant, Expr, Items, Name, Op, Symbol
from hrm_codegen.code.portable.types import CHAR, INT, STR, Type, element, final, name_of
from hrm_codegen.code.portable.writer import Emitter

_CONTAINERS = {"list": "vector", "set": "set", "dict": "map"}


class CppWords(Emitter):
    """Expressions in C++17."""

    language = "cpp"
    wide = False  # integers of 64 bits: where a value does not fit into 32
    parallel = False
    named = frozenset({
        "sum", "prod", "min", "max", "sorted", "reversed", "str.reversed", "in.list", "list.from", "set.from", "list.count",
        "list.index",
        "copy", "max.default", "min.default", "dict.get", "str.sorted", "any", "all", "list.extend", "min_by", "max_by",
    })  # fmt: skip
    templates: ClassVar[Mapping[str, str | tuple[str, int]]] = TEMPLATES

    # --- types

    def type(self, kind: Type) -> str:
        """Return a type's name; the headers it wants are noted."""
        known = final(kind)
        plain = {"bool": "bool", "float": "double", "char": "char"}
        if known.name == "int":
            return "long long" if self.wide else "int"
        if known.name in plain:
            return plain[known.name]
        if known.name == "str":
            self.wanted.add("string")
            return "std::string"
        inside = ", ".join(map(self.type, known.args))
        if known.name == "tuple":
            name = "pair" if len(known.args) == 2 else "tuple"
            self.wanted.add("utility" if name == "pair" else "tuple")
            return f"std::{name}<{inside}>"
        if known.name not in _CONTAINERS:
            raise Unportable("a value whose type is not known")
        name = _CONTAINERS[known.name]
        self.wanted.add(name)
        return f"std::{name}<{inside}>"

    def parameter(self, symbol: Symbol) -> str:
        """Return a parameter: by reference what is large and stays as it is."""
        name, kind = self.names.variable(symbol), self.type(symbol.type)
        large = name_of(symbol.type) in ("str", "list", "dict", "set", "tuple")
        return f"const {kind}& {name}" if large and not symbol.assigned and not symbol.mutated else f"{kind} {name}"

    # --- constants and displays

    def value(self, value: Any, kind: Type, *, inside: bool = True) -> str:
        """Return a literal of any portable type; containers in braces, with their type unless they stand inside another."""
        known = final(kind)
        match known.name:
            case "bool" | "str" | "char":
                return self.scalar(value, known.name)
            case "float":
                return repr(float(value))
            case "int":
                return f"{value}LL" if abs(value) > 2**31 - 1 else str(value)
        items = value.items() if known.name == "dict" else sorted(value) if known.name == "set" else value
        kinds = (
            known.args
            if known.name == "tuple"
            else [Type("tuple", *known.args) if known.name == "dict" else known.args[0]] * len(value)
        )
        text = ", ".join(self.value(item, one) for item, one in zip(items, kinds, strict=True))
        return f"{{{text}}}" if inside else f"{self.type(kind)}{{{text}}}"

    def items(self, expr: Items) -> Code:
        """Return a display with its type."""
        return Code(self.type(expr.type) + self.braces(expr), POSTFIX)

    def braces(self, expr: Items) -> str:
        """Return a display's items in braces."""
        kind = final(expr.type)
        kinds = (
            kind.args * (len(expr.items) // max(len(kind.args), 1))
            if kind.name in ("dict", "tuple")
            else [kind.args[0]] * len(expr.items)
        )
        texts = [self.inside(item, one) for item, one in zip(expr.items, kinds, strict=True)]
        if kind.name == "dict":
            texts = [f"{{{key}, {value}}}" for key, value in zip(texts[::2], texts[1::2], strict=True)]
        return f"{{{', '.join(texts)}}}"

    def inside(self, value: Expr, kind: Type) -> str:
        """Return a value where its type is known: a display without its type, a size as a number."""
        return self.braces(value) if isinstance(value, Items) else self.text(value, want=kind)

    def text(self, expr: Expr, level: int = 0, want: Type | str | None = None) -> str:
        """Return an expression's text; a constant that a method is called on is made a std::string."""
        if level == POSTFIX and isinstance(expr, Constant) and name_of(expr.type) == "str":
            self.wanted.add("string")
            return f"std::string({json.dumps(expr.value)})"
        return super().text(expr, level, want)

    def op_dict_keys(self, expr: Op) -> Code:
        """Return the keys as a vector."""
        self.wanted.add("keys_of")
        return Code(f"keys_of({self.text(expr.args[0])})")

    def op_dict_values(self, expr: Op) -> Code:
        """Return the values as a vector."""
        self.wanted.add("values_of")
        return Code(f"values_of({self.text(expr.args[0])})")

    def op_len(self, expr: Op) -> Code:
        """Return a size as a signed number, so that it may be subtracted from."""
        return Code(f"static_cast<int>({self.text(expr.args[0], POSTFIX)}.size())")

    def size(self, value: Expr, level: int = 0) -> str:
        """Return a value where a size of any sign will do: `n.size()` as it is."""
        if isinstance(value, Op) and value.op == "len":
            return f"{self.text(value.args[0], POSTFIX)}.size()"
        if isinstance(value, Op) and value.op in ("//", "+", "*") and all(map(self.facts.nonnegative, value.args)):
            own = self.levels[value.op]
            text = f"{self.size(value.args[0], own)} {self.signs.get(value.op, value.op)} {self.size(value.args[1], own + 1)}"
            return f"({text})" if own < level else text
        return self.text(value, level)

    def format(self, expr: tree.Format) -> Code:
        """Return an f-string as a sum of strings."""
        parts: list[Expr] = []
        for part in expr.parts:
            if isinstance(part, str):
                parts.append(Constant(STR, part))
            elif name_of(part.value.type) in ("str", "char") and not part.spec:
                parts.append(part.value)
            elif name_of(part.value.type) == "int" and not part.spec:
                parts.append(Op(STR, "str", (part.value,)))
            else:
                parts.append(self.padded(part))
        whole = parts[0]
        for more in parts[1:]:
            whole = Op(STR, "concat", (whole, more))
        return self.code(whole) if len(parts) > 1 else self.converted(whole, STR)

    def padded(self, part: tree.FormatValue) -> Expr:
        """Return a number padded with zeros."""
        digits = part.spec.rstrip("d")
        if name_of(part.value.type) == "int" and digits[:1] == "0" and digits.isdigit():
            return Op(STR, "str.zfill", (Op(STR, "str", (part.value,)), Constant(INT, int(digits))))
        raise Unportable(f"{self.language}: the format {part.spec or name_of(part.value.type)!r}")

    # --- operators

    def binary(self, expr: Op) -> Code:
        """Return a plain operator; letters count as numbers, sizes compare with what is never negative."""
        left, right = expr.args
        if expr.op == "concat":
            return self.concatenated(expr)
        if expr.op == "-" and _is_ord(left) and _is_ord(right):
            one, other = (self.letter(side, 10 + place) for place, side in enumerate((left, right)))
            return Code(f"{one} - {other}", 10)
        level, sign = self.levels[expr.op], self.signs.get(expr.op, expr.op)
        numbers = expr.op in ("==", "!=", "<", ">", "<=", ">=") and name_of(left.type) == name_of(right.type) == "int"
        plain = (_is_len(left) and self.facts.nonnegative(right)) or (_is_len(right) and self.facts.nonnegative(left))
        if numbers and plain:
            return Code(f"{self.size(left, level + 1)} {sign} {self.size(right, level + 1)}", level)
        if expr.op in ("==", "!=") and name_of(left.type) == "list":
            texts = [self.text(side, level + 1) for side in expr.args]
            return Code(f"{texts[0]} {sign} {texts[1]}", level)
        return super().binary(expr)

    def letter(self, expr: Expr, level: int) -> str:
        """Return the letter inside `ord`."""
        assert isinstance(expr, Op)
        return self.text(expr.args[0], level, CHAR)

    def concatenated(self, expr: Op) -> Code:
        """Return a sum of strings, of which at least one of the first two is a std::string."""
        parts = _parts(expr)
        texts = [f"static_cast<char>({self.text(part)})" if _is_case(part) else self.text(part, 11) for part in parts]
        if all(isinstance(part, Constant) or name_of(part.type) == "char" for part in parts[:2]):
            texts[0] = f"std::string(1, {texts[0]})" if name_of(parts[0].type) == "char" else f"std::string({texts[0]})"
        return Code(" + ".join(texts), 10)

    def op_ord(self, expr: Op) -> Code:
        """Return a letter's number."""
        value = expr.args[0]
        text = self.text(value, POSTFIX)
        return Code(f"static_cast<int>({text}[0])" if name_of(value.type) == "str" else f"static_cast<int>({text})")

    def op_not(self, expr: Op) -> Code:
        """Return `!x`; membership has its own opposite."""
        inside = expr.args[0]
        if isinstance(inside, Op) and inside.op == "in.list" and isinstance(inside.args[1], Items):
            tests = self.op_in_list(inside).text
            return Code(tests.replace(" == ", " != ").replace(" || ", " && "), 3)
        if isinstance(inside, Op) and inside.op in ("in.str", "in.dict", "in.set", "in.list"):
            text = self.code(inside).text
            return Code(text.replace(" != ", " == ") if " != " in text else text.removesuffix(" > 0") + " == 0", 7)
        return super().op_not(expr)

    def op_in_list(self, expr: Op) -> Code:
        """Return a search; among written-out items the value is compared with each."""
        value, items = expr.args
        if isinstance(items, Items) and isinstance(value, Name | Constant):
            tests = [f"{self.text(value, 8)} == {self.text(item, 8, value.type)}" for item in items.items]
            return Code(" || ".join(tests), 2 if len(tests) > 1 else 7)
        if not isinstance(items, Name | tree.Index):
            raise Unportable("cpp: a search in an expression")
        self.wanted.add("algorithm")
        text = self.text(items, POSTFIX)
        return Code(f"std::find({text}.begin(), {text}.end(), {self.text(value, want=element(items.type))}) != {text}.end()", 7)

    def op_if(self, expr: Op) -> Code:
        """Return the conditional operator."""
        test, then, other = expr.args
        texts = [self.text(branch, 2, expr.type) for branch in (then, other)]
        if name_of(expr.type) == "str" and all(isinstance(branch, Constant) for branch in (then, other)):
            texts = [f"std::string({texts[0]})", texts[1]] if self.depth < 0 else texts
        return Code(f"{self.text(test, 2)} ? {texts[0]} : {texts[1]}", 1)

    def op_sum(self, expr: Op) -> Code:
        """Return std::accumulate."""
        self.wanted.add("numeric")
        value = expr.args[0]
        start = "0.0" if name_of(expr.type) == "float" else "0LL" if self.wide else "0"
        text = self.text(value, POSTFIX)
        return Code(f"std::accumulate({text}.begin(), {text}.end(), {start})")

    def op_min_of(self, expr: Op) -> Code:
        """Return std::min."""
        return self._extreme("min", expr)

    def op_max_of(self, expr: Op) -> Code:
        """Return std::max."""
        return self._extreme("max", expr)

    def _extreme(self, name: str, expr: Op) -> Code:
        self.wanted.add("algorithm")
        texts = ", ".join(self.text(arg, want=expr.type) for arg in expr.args)
        return Code(f"std::{name}({texts})" if len(expr.args) == 2 else f"std::{name}({{{texts}}})")

    def op_min_default(self, expr: Op) -> Code:
        """Return the least item or a default."""
        return self._or_default("min", expr)

    def op_max_default(self, expr: Op) -> Code:
        """Return the largest item or a default."""
        return self._or_default("max", expr)

    def _or_default(self, name: str, expr: Op) -> Code:
        self.wanted.add("algorithm")
        text = self.text(expr.args[0], POSTFIX)
        default = self.text(expr.args[1], 2)
        return Code(f"{text}.empty() ? {default} : *std::{name}_element({text}.begin(), {text}.end())", 1)

    def op_list_from(self, expr: Op) -> Code:
        """Return a vector of what another container holds."""
        return self._made(expr)

    def op_set_from(self, expr: Op) -> Code:
        """Return a set of what another container holds."""
        return self._made(expr)

    def _made(self, expr: Op) -> Code:
        if name_of(expr.args[0].type) == "dict" or name_of(element(expr.type)) != name_of(element(expr.args[0].type)):
            raise Unportable(f"cpp: {expr.op} {expr.args[0].type}")
        text = self.text(expr.args[0], POSTFIX)
        return Code(f"{self.type(expr.type)}({text}.begin(), {text}.end())")

    def op_reversed(self, expr: Op) -> Code:
        """Return a reversed copy."""
        text = self.text(expr.args[0], POSTFIX)
        return Code(f"{self.type(expr.type)}({text}.rbegin(), {text}.rend())")

    def op_list_count(self, expr: Op) -> Code:
        """Return how often an item is there."""
        self.wanted.add("algorithm")
        text = self.text(expr.args[0], POSTFIX)
        return Code(f"std::count({text}.begin(), {text}.end(), {self.text(expr.args[1], want=element(expr.args[0].type))})")

    def op_list_index(self, expr: Op) -> Code:
        """Return where an item is first."""
        self.wanted.add("algorithm")
        text = self.text(expr.args[0], POSTFIX)
        return Code(f"std::find({text}.begin(), {text}.end(), {self.text(expr.args[1])}) - {text}.begin()", 10)

    def op_list_repeat(self, expr: Op) -> Code:
        """Return a vector of equal items."""
        items, times = expr.args
        if not isinstance(items, Items) or len(items.items) != 1:
            raise Unportable("cpp: a list of several items repeated")
        return Code(f"{self.type(expr.type)}({self.size(times)}, {self.text(items.items[0], want=element(expr.type))})")

    def op_dict_get(self, expr: Op) -> Code:
        """Return a value or a default."""
        table, key, default = (self.text(arg, POSTFIX if not n else 0) for n, arg in enumerate(expr.args))
        return Code(f"{table}.count({key}) > 0 ? {table}.at({key}) : {default}", 1)

    def op_list_sort_by(self, expr: Op) -> Code:
        """Sort in place by a key."""
        return self._sorted_by(expr, down=False)

    def op_list_sort_by_down(self, expr: Op) -> Code:
        """Sort in place by a key from the largest."""
        return self._sorted_by(expr, down=True)

    def _sorted_by(self, expr: Op, *, down: bool) -> Code:
        value, key = expr.args
        assert isinstance(key, tree.Lambda)
        self.wanted.add("algorithm")
        sides = [self.text(replaced(key.body, key.parameters[0], Symbol(name, key.parameters[0].type, "loop")), 9) for name in "ab"]
        kind = self.type(key.parameters[0].type)
        taken = kind if name_of(key.parameters[0].type) in ("int", "char", "float", "bool") else f"const {kind}&"
        test = f"{sides[0]} {'>' if down else '<'} {sides[1]}"
        others = any(isinstance(node, Name) and node.symbol is not key.parameters[0] for node in tree.walk(key.body))
        caught = "&" if others else ""
        text = self.text(value, POSTFIX)
        return Code(f"std::stable_sort({text}.begin(), {text}.end(), [{caught}]({taken} a, {taken} b) {{ return {test}; }})")


def _is_case(expr: Expr) -> bool:
    return isinstance(expr, Op) and expr.op in ("str.upper", "str.lower", "str.capitalize") and name_of(expr.args[0].type) == "char"


def _is_ord(expr: Expr) -> bool:
    return isinstance(expr, Op) and expr.op == "ord"


def _is_len(expr: Expr) -> bool:
    return isinstance(expr, Op) and (expr.op == "len" or (expr.op in ("//", "+", "*") and any(map(_is_len, expr.args))))


def _parts(expr: Expr) -> list[Expr]:
    if isinstance(expr, Op) and expr.op == "concat":
        return [*_parts(expr.args[0]), *_parts(expr.args[1])]
    return [expr]
