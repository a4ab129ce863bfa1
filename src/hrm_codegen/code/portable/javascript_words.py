"""JavaScript's words: constants, operators, builtins and methods."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.javascript_templates import POWER, TEMPLATES
from hrm_codegen.code.portable.precedence import ATOM, C_LEVELS, POSTFIX, UNARY, Code
from hrm_codegen.code.portable.shapes import concatenated
from hrm_codegen.code.portable.tree import Constant, Items, Name, Op
from hrm_codegen.code.portable.types import Type, element, final, name_of
from hrm_codegen.code.portable.writer import Emitter


class JavaScriptWords(Emitter):
    """Expressions in JavaScript."""

    language = "javascript"
    indent = "  "
    named = frozenset({"str.isupper", "str.islower", "str.capitalize", "max.default", "min.default"})
    levels: ClassVar[Mapping[str, int]] = {**C_LEVELS, "**": POWER}
    signs: ClassVar[Mapping[str, str]] = {"and": "&&", "or": "||", "concat": "+", "==": "===", "!=": "!=="}
    templates: ClassVar[Mapping[str, str | tuple[str, int]]] = TEMPLATES

    # --- constants and displays

    def value(self, value: Any, kind: Type) -> str:
        """Return a literal of any portable type."""
        known = final(kind)
        match known.name:
            case "bool":
                return "true" if value else "false"
            case "str" | "char":
                return json.dumps(value)
            case "list":
                return "[" + ", ".join(self.value(item, known.args[0]) for item in value) + "]"
            case "tuple":
                return "[" + ", ".join(map(self.value, value, known.args)) + "]"
            case "set":
                return "new Set([" + ", ".join(self.value(item, known.args[0]) for item in sorted(value)) + "])"
            case "dict":
                pairs = (f"[{self.value(key, known.args[0])}, {self.value(item, known.args[1])}]" for key, item in value.items())
                return "new Map([" + ", ".join(pairs) + "])"
        if isinstance(value, float) and not value.is_integer():
            return repr(value)
        return str(int(value))

    def items(self, expr: Items) -> Code:
        """Return an array, a Set or a Map."""
        kind = final(expr.type)
        texts = [self.text(item) for item in expr.items]
        if kind.name == "dict":
            self._plain_keys(kind.args[0])
            pairs = ", ".join(f"[{key}, {value}]" for key, value in zip(texts[::2], texts[1::2], strict=True))
            return Code(f"new Map([{pairs}])" if pairs else "new Map()")
        if kind.name == "set":
            self._plain_keys(kind.args[0])
            return Code(f"new Set([{', '.join(texts)}])" if texts else "new Set()")
        return Code(f"[{', '.join(texts)}]", ATOM)

    def _plain_keys(self, kind: Type) -> None:
        if final(kind).args:
            raise Unportable("javascript: keys that are tuples")

    def format(self, expr: tree.Format) -> Code:
        """Return a template string."""
        text = ""
        for part in expr.parts:
            if isinstance(part, str):
                text += json.dumps(part)[1:-1].replace('\\"', '"').replace("`", "\\`").replace("${", "\\${")
            else:
                text += f"${{{self.formatted(part)}}}"
        return Code(f"`{text}`", ATOM)

    def formatted(self, part: tree.FormatValue) -> str:
        """Return one value of an f-string."""
        kind, spec = name_of(part.value.type), part.spec
        if not spec and kind in ("int", "str", "char"):
            return self.text(part.value)
        if kind == "int" and len(spec) >= 2 and spec[0] == "0" and spec.rstrip("d").isdigit():
            return f'String({self.text(part.value)}).padStart({int(spec.rstrip("d"))}, "0")'
        if kind in ("int", "float") and spec.startswith(".") and spec.endswith("f"):
            return f"{self.text(part.value, POSTFIX)}.toFixed({spec[1:-1]})"
        if kind == "int" and spec == "b":
            return f"{self.text(part.value, POSTFIX)}.toString(2)"
        if kind == "int" and spec == "x":
            return f"{self.text(part.value, POSTFIX)}.toString(16)"
        raise Unportable(f"javascript: the format {spec or kind!r}")

    # --- items and slices

    def index(self, expr: tree.Index) -> Code:
        """Return an item: `at(-1)` from the end, `get` of a Map."""
        base = self.text(expr.base, POSTFIX)
        if name_of(expr.base.type) == "dict":
            return Code(f"{base}.get({self.text(expr.index)})")
        from_end = isinstance(expr.index, Constant) and int(expr.index.value) < 0
        negative = isinstance(expr.index, Op) and expr.index.op in ("neg", "~")
        return Code(f"{base}.at({self.text(expr.index)})" if from_end or negative else f"{base}[{self.text(expr.index)}]")

    def slice(self, expr: tree.Slice) -> Code:
        """Return `slice`, with a filter for a step."""
        low = self.text(expr.low) if expr.low else "0"
        high = f", {self.text(expr.high)}" if expr.high else ""
        base = self.text(expr.base, POSTFIX)
        whole = base if low == "0" and not high and expr.step > 1 else f"{base}.slice({low}{high})"
        if expr.step == 1:
            return Code(whole)
        test = f"(_, i) => i % {expr.step} === 0"
        if name_of(expr.base.type) == "str":
            return Code(f'[...{whole}].filter({test}).join("")')
        return Code(f"{whole}.filter({test})")

    # --- operators and builtins

    def compared(self, expr: Op) -> Code:
        """Return `===`; arrays are compared by their JSON text."""
        kind = final(expr.args[0].type)
        if kind.name in ("list", "tuple"):
            left, right = (f"JSON.stringify({self.text(arg)})" for arg in expr.args)
            return Code(f"{left} {self.signs[expr.op]} {right}", 7)
        if kind.name in ("dict", "set"):
            raise Unportable(f"javascript: {kind.name} {expr.op}")
        return super().compared(expr)

    def binary(self, expr: Op) -> Code:
        """Return a plain operator; bits only of what 32 bits hold, order only of plain values."""
        if expr.op in ("<", ">", "<=", ">=") and final(expr.args[0].type).args:
            raise Unportable("javascript: the order of arrays")
        if expr.op == "//":
            return self.template("floor//", expr.args)
        if expr.op in ("and", "or"):
            return self._joined(expr)
        return super().binary(expr)

    def _joined(self, expr: Op) -> Code:
        level, sign = self.levels[expr.op], self.signs[expr.op]
        left, right = (self.code(arg) for arg in expr.args)
        texts = [f"({c.text})" if c.level < level or (c.level != level and c.level in (2, 3)) else c.text for c in (left, right)]
        return Code(f"{texts[0]} {sign} {texts[1]}", level)

    def divided(self, expr: Op) -> Code:
        """Return // as Math.floor, % with Python's sign."""
        if expr.op == "//":
            one, other = (self.text(arg, 11 + place) for place, arg in enumerate(expr.args))
            return Code(f"Math.floor({one} / {other})")
        if all(self.facts.nonnegative(arg) for arg in expr.args):
            return self.binary(expr)
        left, divisor = expr.args
        if not isinstance(divisor, Name | Constant):
            raise Unportable("javascript: % by an expression")
        by = self.text(divisor, 12)
        return Code(f"(({self.text(left, 11)} % {by}) + {by}) % {by}", 11)

    def do_augment(self, node: tree.Augment) -> None:
        """Write `+=`; `//=` is spelled out."""
        if node.op == "//":
            self.do_assign(tree.Assign(node.target, Op(node.target.type, "//", (node.target, node.value))))
        else:
            super().do_augment(node)

    def op_if(self, expr: Op) -> Code:
        """Return the conditional operator."""
        test, then, other = expr.args
        return Code(f"{self.text(test, 2)} ? {self.text(then, 2)} : {self.text(other, 1)}", 1)

    def op_list_concat(self, expr: Op) -> Code:
        """Return one array of all: a display's items stand as they are."""
        texts: list[str] = []
        for part in concatenated(expr):
            texts += [self.text(item) for item in part.items] if isinstance(part, Items) else [f"...{self.text(part, UNARY)}"]
        return Code(f"[{', '.join(texts)}]", ATOM)

    def op_list_count(self, expr: Op) -> Code:
        """Return how often an item is there."""
        if final(element(expr.args[0].type)).args:
            raise Unportable("javascript: counting arrays")
        wanted = self.text(expr.args[1], 8)
        name = "item" if wanted != "item" else "other"
        return Code(f"{self.text(expr.args[0], POSTFIX)}.filter(({name}) => {name} === {wanted}).length")

    def op_min_of(self, expr: Op) -> Code:
        """Return Math.min."""
        return self._extreme("min", expr)

    def op_max_of(self, expr: Op) -> Code:
        """Return Math.max."""
        return self._extreme("max", expr)

    def _extreme(self, name: str, expr: Op) -> Code:
        if name_of(expr.type) not in ("int", "float"):
            raise Unportable(f"javascript: {name} of {expr.type}")
        return Code(f"Math.{name}({', '.join(self.text(arg) for arg in expr.args)})")

    def op_min_default(self, expr: Op) -> Code:
        """Return the least item, or the default for an empty array."""
        return self._or_default("min", expr)

    def op_max_default(self, expr: Op) -> Code:
        """Return the largest item, or the default for an empty array."""
        return self._or_default("max", expr)

    def _or_default(self, name: str, expr: Op) -> Code:
        value, default = expr.args
        if not isinstance(value, Name) or name_of(expr.type) != "int":
            raise Unportable(f"javascript: {name} with a default of {expr.type}")
        text = self.text(value, POSTFIX)
        return Code(f"{text}.length > 0 ? Math.{name}(...{text}) : {self.text(default)}", 1)

    def op_round_digits(self, expr: Op) -> Code:
        """Round to a number of digits."""
        value, digits = expr.args
        if not isinstance(digits, Constant):
            raise Unportable("javascript: round to a variable number of digits")
        scale = 10 ** int(digits.value)
        return Code(f"Math.round({self.text(value, 11)} * {scale}) / {scale}", 11)

    def op_str_strip(self, expr: Op) -> Code:
        """Strip blanks."""
        return self._stripped(expr, "trim")

    def op_str_lstrip(self, expr: Op) -> Code:
        """Strip blanks at the start."""
        return self._stripped(expr, "trimStart")

    def op_str_rstrip(self, expr: Op) -> Code:
        """Strip blanks at the end."""
        return self._stripped(expr, "trimEnd")

    def _stripped(self, expr: Op, name: str) -> Code:
        if len(expr.args) > 1:
            raise Unportable("javascript: strip of given letters")
        return Code(f"{self.text(expr.args[0], POSTFIX)}.{name}()")
