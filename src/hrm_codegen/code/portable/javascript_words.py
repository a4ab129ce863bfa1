"""JavaScript's words: constants, operators, builtins and methods."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.lower import concatenated, replaced
from hrm_codegen.code.portable.tree import Expr, Items, Literal_, Name, Op, Symbol
from hrm_codegen.code.portable.types import Type, element, final, name_of
from hrm_codegen.code.portable.writer import ATOM, C_LEVELS, LOWEST, POSTFIX, UNARY, Code, Emitter

_POWER = 13


class JavaScriptWords(Emitter):
    """Expressions in JavaScript."""

    language = "javascript"
    indent = "  "
    named = frozenset({"str.isupper", "str.islower", "str.capitalize", "max.default", "min.default"})
    levels = {**C_LEVELS, "**": _POWER}
    signs = {"and": "&&", "or": "||", "concat": "+", "==": "===", "!=": "!=="}
    templates: ClassVar[Mapping[str, str | tuple[str, int]]] = {
        "as.int:bool": "Number({0})", "as.float:int": "{0}", "as.str:char": "{0}", "as.char:str": "{0}",
        "floor//": "Math.floor({0} / {1})", "power:int": ("{0} ** {1}", _POWER), "power:float": ("{0} ** {1}", _POWER),
        "~": ("~{0}", UNARY), "len": "{0}.length", "len:dict": "{0}.size", "len:set": "{0}.size", "abs": "Math.abs({0})",
        "nonempty": ("{0}.length > 0", 8), "empty": ("{0}.length === 0", 7),
        "nonempty:dict": ("{0}.size > 0", 8), "empty:dict": ("{0}.size === 0", 7),
        "nonempty:set": ("{0}.size > 0", 8), "empty:set": ("{0}.size === 0", 7),
        "ord": "{0}.charCodeAt(0)", "chr": "String.fromCharCode({0})", "str": "String({0})",
        "int.char": "Number({0})", "int.str": "parseInt({0}, 10)", "int.bool": "Number({0})", "int.float": "Math.trunc({0})",
        "int.base": "parseInt({0}, {1})", "float": "{0}", "sqrt": "Math.sqrt({0})", "isqrt": "Math.floor(Math.sqrt({0}))",
        "gcd": "@gcd;gcd({0}, {1})", "lcm": ("@gcd;{0} / gcd({0}, {1}) * {1}", 11), "round": "Math.round({0})",
        "in.str": "{1}.includes({0})", "in.list": "{1}.includes({0})", "in.dict": "{1}.has({0})", "in.set": "{1}.has({0})",
        "repeat": "{0}.repeat({1})",
        "set|": "new Set([...{0}, ...{1}])", "set&": "new Set([...{0}].filter((item) => {1}.has(item)))",
        "set-": "new Set([...{0}].filter((item) => !{1}.has(item)))",
        "reversed:list": "[...{0}].reverse()", "reversed:str": "[...{0}].reverse()", "str.reversed": '[...{0}].reverse().join("")',
        "copy:list": "[...{0}]", "copy:dict": "new Map({0})", "copy:set": "new Set({0})",
        "list.from": "[...{0}]", "set.from": "new Set({0})",
        "sum": "{0}.reduce((total, item) => total + item, 0)", "prod": "{0}.reduce((product, item) => product * item, 1)",
        "min:list:int": "Math.min(...{0})", "max:list:int": "Math.max(...{0})", "min:list:float": "Math.min(...{0})",
        "max:list:float": "Math.max(...{0})",
        "join": "{1}.join({0})", "split": "{0}.split(/\\s+/).filter(Boolean)", "split.on": "{0}.split({1})",
        "splitlines": '{0}.split("\\n")',
        "str.upper": "{0}.toUpperCase()", "str.lower": "{0}.toLowerCase()", "str.startswith": "{0}.startsWith({1})",
        "str.endswith": "{0}.endsWith({1})", "str.find": "{0}.indexOf({1})", "str.index": "{0}.indexOf({1})",
        "str.rfind": "{0}.lastIndexOf({1})", "str.replace": "{0}.replaceAll({1}, {2})",
        "str.count": ("{0}.split({1}).length - 1", 10), "str.zfill": '{0}.padStart({1}, "0")',
        "str.isdigit": "/^[0-9]+$/.test({0})", "str.isalpha": "/^[a-zA-Z]+$/.test({0})", "str.isalnum": "/^[a-zA-Z0-9]+$/.test({0})",
        "str.isspace": "/^\\s+$/.test({0})", "str.isdigit:char": "/[0-9]/.test({0})", "str.isalpha:char": "/[a-zA-Z]/.test({0})",
        "str.isalnum:char": "/[a-zA-Z0-9]/.test({0})", "str.isspace:char": "/\\s/.test({0})",
        "str.isupper:char": "/[A-Z]/.test({0})", "str.islower:char": "/[a-z]/.test({0})",
        "str.isupper": ("{0} === {0}.toUpperCase() && {0} !== {0}.toLowerCase()", 3),
        "str.islower": ("{0} === {0}.toLowerCase() && {0} !== {0}.toUpperCase()", 3),
        "str.capitalize": ("{0}.charAt(0).toUpperCase() + {0}.slice(1).toLowerCase()", 10),
        "str.capitalize:char": "{0}.toUpperCase()",
        "list.append": "{0}.push({1})", "list.pop": "{0}.pop()", "list.insert": "{0}.splice({1}, 0, {2})",
        "list.extend": "{0}.push(...{1})", "list.reverse": "{0}.reverse()", "list.index": "{0}.indexOf({1})",
         "list.clear": ("{0}.length = 0", LOWEST),
        "set.add": "{0}.add({1})", "set.remove": "{0}.delete({1})",
        "dict.bump": "{0}.set({1}, ({0}.get({1}) ?? {3}) + {2})", "dict.get": ("{0}.get({1}) ?? {2}", 2), "dict.keys": "[...{0}.keys()]", "dict.values": "[...{0}.values()]",
    }  # fmt: skip

    # --- constants and displays

    def literal(self, expr: Literal_) -> Code:
        """Return a constant."""
        return Code(self.value(expr.value, expr.type), UNARY if not isinstance(expr.value, str) and expr.value < 0 else ATOM)

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
        from_end = isinstance(expr.index, Literal_) and int(expr.index.value) < 0
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
            left, right = (self.text(arg, 11 + place) for place, arg in enumerate(expr.args))
            return Code(f"Math.floor({left} / {right})")
        if all(self.facts.nonnegative(arg) for arg in expr.args):
            return self.binary(expr)
        left, divisor = expr.args
        if not isinstance(divisor, Name | Literal_):
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
        texts = []
        for part in concatenated(expr):
            shown = isinstance(part, Items)
            texts += (
                [self.text(item) for item in part.items] if isinstance(part, Items) and shown else [f"...{self.text(part, UNARY)}"]
            )
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

    def op_any(self, expr: Op) -> Code:
        """Return `some`."""
        return self._quantified("some", expr)

    def op_all(self, expr: Op) -> Code:
        """Return `every`."""
        return self._quantified("every", expr)

    def _quantified(self, name: str, expr: Op) -> Code:
        inside = expr.args[0]
        if not isinstance(inside, tree.Comprehension):
            return Code(f"{self.text(inside, POSTFIX)}.{name}(Boolean)")
        over, parameters = self._over(inside)
        return Code(f"{over}.{name}({parameters} => {self._body(inside.items[0])})")

    def op_sum(self, expr: Op) -> Code:
        """Return a sum; that of ones or of booleans is a count."""
        inside = expr.args[0]
        if not isinstance(inside, tree.Comprehension) or len(inside.clauses) > 1:
            return self.template("sum", expr.args)
        over, parameters = self._over(inside)
        value = inside.items[0]
        if isinstance(value, Literal_) and value.value == 1:
            return Code(f"{over}.length")
        if name_of(value.type) == "bool":
            return Code(f"{over}.filter({parameters} => {self._body(value)}).length")
        names = parameters.strip("()")
        return Code(f"{over}.reduce((total, {names}) => total + {self.text(value, 11)}, 0)")

    def op_sorted(self, expr: Op) -> Code:
        """Return a sorted copy."""
        return self._sorted(expr.args[0], self._order(element(expr.args[0].type), down=False))

    def op_sorted_down(self, expr: Op) -> Code:
        """Return a copy sorted from the largest."""
        return self._sorted(expr.args[0], self._order(element(expr.args[0].type), down=True))

    def op_sorted_by(self, expr: Op) -> Code:
        """Return a copy sorted by a key."""
        return self._sorted(expr.args[0], self._by(expr.args[1], down=False))

    def op_sorted_by_down(self, expr: Op) -> Code:
        """Return a copy sorted by a key from the largest."""
        return self._sorted(expr.args[0], self._by(expr.args[1], down=True))

    def _sorted(self, value: Expr, order: str) -> Code:
        fresh_array = isinstance(value, tree.Comprehension) or (isinstance(value, Op) and value.op in ("dict.keys", "dict.values"))
        copy = self.text(value, POSTFIX) if fresh_array and name_of(value.type) == "list" else f"[...{self.spread(value)}]"
        return Code(f"{copy}.sort({order})")

    def spread(self, value: Expr) -> str:
        """Return what `...` spreads: the keys of a Map, else the value itself."""
        return f"{self.text(value, POSTFIX)}.keys()" if name_of(value.type) == "dict" else self.text(value, UNARY)

    def op_list_sort(self, expr: Op) -> Code:
        """Sort in place."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.sort({self._order(element(expr.args[0].type), down=False)})")

    def op_list_sort_down(self, expr: Op) -> Code:
        """Sort in place from the largest."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.sort({self._order(element(expr.args[0].type), down=True)})")

    def op_list_sort_by(self, expr: Op) -> Code:
        """Sort in place by a key."""
        return Code(f"{self.text(expr.args[0], POSTFIX)}.sort({self._by(expr.args[1], down=False)})")

    def _order(self, kind: Type, *, down: bool) -> str:
        if name_of(kind) in ("str", "char") and not down:
            return ""
        return f"(a, b) => {self._difference('a', 'b', kind, down=down)}"

    def _difference(self, one: str, other: str, kind: Type, *, down: bool) -> str:
        known = final(kind)
        if known.name in ("int", "float"):
            return f"{other} - {one}" if down else f"{one} - {other}"
        if known.name in ("str", "char"):
            first, second = (">", "<") if down else ("<", ">")
            return f"({one} {first} {other} ? -1 : {one} {second} {other} ? 1 : 0)"
        if known.name == "tuple":
            return " || ".join(self._difference(f"{one}[{n}]", f"{other}[{n}]", arg, down=down) for n, arg in enumerate(known.args))
        raise Unportable(f"javascript: the order of {kind}")

    def _by(self, key: Expr, *, down: bool) -> str:
        assert isinstance(key, tree.Lambda)
        bodies = key.body.items if isinstance(key.body, Items) else (key.body,)
        differences = []
        for body in bodies:
            falling = down
            if isinstance(body, Op) and body.op == "neg":
                body, falling = body.args[0], not down  # noqa: PLW2901  # the same key the other way round
            texts = []
            for name in ("a", "b"):
                symbol = Symbol(name, key.parameters[0].type, "loop")
                texts.append(self.text(replaced(body, key.parameters[0], symbol), POSTFIX))
            differences.append(self._difference(*texts, body.type, down=falling))
        return f"(a, b) => {' || '.join(differences)}"

    def op_round_digits(self, expr: Op) -> Code:
        """Round to a number of digits."""
        value, digits = expr.args
        if not isinstance(digits, Literal_):
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
