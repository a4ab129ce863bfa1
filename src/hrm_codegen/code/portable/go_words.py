"""Go's words: types, constants, operators, builtins and methods."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.go_templates import TEMPLATES
from hrm_codegen.code.portable.precedence import POSTFIX, UNARY, Code
from hrm_codegen.code.portable.shapes import concatenated
from hrm_codegen.code.portable.tree import Constant, Expr, Items, Name, Op
from hrm_codegen.code.portable.types import CHAR, STR, Type, element, final, name_of
from hrm_codegen.code.portable.writer import Emitter

LEVELS = {
    "or": 2, "and": 3, "==": 4, "!=": 4, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "concat": 5, "|": 5, "^": 5,
    "*": 6, "/": 6, "//": 6, "%": 6, "<<": 6, ">>": 6, "&": 6,
}  # fmt: skip


class GoWords(Emitter):
    """Expressions in Go 1.21."""

    language = "go"
    indent = "\t"
    end = ""
    joins_letters = False
    parentheses = False
    levels = LEVELS
    named = frozenset({"list.pop", "list.pop_at", "list.insert"})
    templates: ClassVar[Mapping[str, str | tuple[str, int]]] = TEMPLATES

    def type(self, kind: Type) -> str:
        """Return a type's name."""
        known = final(kind)
        plain = {"int": "int", "bool": "bool", "float": "float64", "char": "rune", "str": "string"}
        if known.name in plain:
            return plain[known.name]
        match known.name, tuple(map(self.type, known.args)):
            case "list", (inside,):
                return f"[]{inside}"
            case "set", (inside,):
                return f"map[{inside}]bool"
            case "dict", (key, value):
                return f"map[{key}]{value}"
            case "tuple", inside if len(set(inside)) == 1:
                return f"[{len(inside)}]{inside[0]}"
        raise Unportable(f"go: a value of type {kind}")

    def value(self, value: Any, kind: Type, *, inside: bool = False) -> str:
        """Return a literal of any portable type; inside another the type is left away."""
        known = final(kind)
        match known.name:
            case "bool" | "str" | "char":
                return self.scalar(value, known.name)
            case "float":
                return repr(float(value)) if not float(value).is_integer() or inside else f"{float(value):.1f}"
            case "int":
                return str(value)
            case "dict":
                text = ", ".join(f"{self.value(k, known.args[0], inside=True)}: {self.value(v, known.args[1], inside=True)}"
                                 for k, v in value.items())  # fmt: skip
            case "set":
                text = ", ".join(f"{self.value(item, known.args[0], inside=True)}: true" for item in sorted(value))
            case _:
                text = ", ".join(self.value(item, known.args[0], inside=True) for item in value)
        return f"{{{text}}}" if inside else f"{self.type(kind)}{{{text}}}"

    def items(self, expr: Items) -> Code:
        """Return a composite literal."""
        return Code(self.type(expr.type) + self.braces(expr), POSTFIX)

    def braces(self, expr: Items) -> str:
        """Return a display's items in braces."""
        kind = final(expr.type)
        kinds = (
            kind.args * (len(expr.items) // max(len(kind.args), 1))
            if kind.name in ("dict", "tuple")
            else [kind.args[0]] * len(expr.items)
        )
        texts = [
            self.braces(item) if isinstance(item, Items) else self.text(item, want=one)
            for item, one in zip(expr.items, kinds, strict=True)
        ]
        if kind.name == "dict":
            texts = [f"{key}: {value}" for key, value in zip(texts[::2], texts[1::2], strict=True)]
        if kind.name == "set":
            texts = [f"{text}: true" for text in texts]
        return f"{{{', '.join(texts)}}}"

    def format(self, expr: tree.Format) -> Code:
        """Return fmt.Sprintf."""
        verbs = {"int": "%d", "str": "%s", "char": "%c"}
        text, values = "", []
        for part in expr.parts:
            if isinstance(part, str):
                text += part.replace("%", "%%")
                continue
            kind, spec = name_of(part.value.type), part.spec
            if not spec and kind in verbs:
                text += verbs[kind]
            elif (kind == "int" and spec.rstrip("dxb").isdigit()) or (kind == "int" and spec in ("x", "b")):
                text += f"%{spec}" if spec[-1] in "dxb" else f"%{spec}d"
            elif kind == "float" and spec.startswith(".") and spec.endswith("f"):
                text += f"%{spec}"
            else:
                raise Unportable(f"go: the format {spec or kind!r}")
            values.append(self.text(part.value))
        self.wanted.add("fmt")
        return Code(f"fmt.Sprintf({', '.join([json.dumps(text), *values])})")

    # --- operators

    def byte(self, expr: Expr, level: int) -> str:
        """Return a letter where its width does not matter: `text[i]` as it is."""
        if isinstance(expr, tree.Index) and name_of(expr.base.type) == "str":
            return self.place(expr)
        return self.text(expr, level)

    def place(self, expr: tree.Index) -> str:
        """Return `base[index]`."""
        base = self.text(expr.base, POSTFIX)
        if name_of(expr.base.type) in ("list", "str"):
            match expr.index:
                case Constant(value=value) if int(value) < 0:
                    return f"{base}[len({base})-{-int(value)}]"
                case Op(op="neg", args=(back,)):
                    return f"{base}[len({base})-{self.text(back, 6)}]"
                case Op(op="~", args=(back,)):
                    return f"{base}[len({base})-1-{self.text(back, 6)}]"
        want = final(expr.base.type).args[0] if name_of(expr.base.type) == "dict" else None
        return f"{base}[{self.text(expr.index, want=want)}]"

    def index(self, expr: tree.Index) -> Code:
        """Return an item; a string's is made a rune."""
        return Code(f"rune({self.place(expr)})" if name_of(expr.base.type) == "str" else self.place(expr))

    def converted(self, expr: Expr, want: Type | str) -> Code:
        """Return an expression as the type wanted; a string's letter becomes a string at once."""
        target = want if isinstance(want, str) else name_of(want)
        if target == "str" and isinstance(expr, tree.Index) and name_of(expr.base.type) == "str":
            return Code(f"string({self.place(expr)})")
        return super().converted(expr, want)

    def binary(self, expr: Op) -> Code:
        """Return a plain operator; containers are compared by functions, letters by their bytes."""
        left, right = expr.args
        kinds = [name_of(side.type) for side in expr.args]
        level = self.levels[expr.op]
        if expr.op in ("==", "!=") and kinds[0] in ("list", "dict", "set"):
            deep = any(final(arg).args for arg in final(left.type).args)
            package = "reflect" if deep else "slices" if kinds[0] == "list" else "maps"
            self.wanted.add(package)
            test = f"{package}.{'DeepEqual' if deep else 'Equal'}({self.text(left)}, {self.text(right)})"
            return Code(test if expr.op == "==" else f"!{test}", UNARY if expr.op == "!=" else POSTFIX)
        if expr.op in ("<", ">", "<=", ">=") and final(left.type).args:
            raise Unportable(f"go: the order of {left.type}")
        if kinds == ["char", "char"] and expr.op != "concat":
            alone = all(isinstance(side, Constant | tree.Index) for side in expr.args)
            texts = [self.byte(side, level + n) if alone else self.text(side, level + n) for n, side in enumerate(expr.args)]
            return Code(f"{texts[0]} {expr.op} {texts[1]}", level)
        match expr:
            case Op(op="-", args=(Op(op="ord", args=(one,)), Op(op="ord", args=(other,)))):
                return Code(f"int({self.text(one, 5, CHAR)} - {self.text(other, 6, CHAR)})")
        return super().binary(expr)

    def op_chr(self, expr: Op) -> Code:
        """Return a letter by its number; an offset from a letter is written with letters."""
        return Code(f"rune({self.text(expr.args[0])})")

    def op_ord(self, expr: Op) -> Code:
        """Return a letter's number."""
        value = expr.args[0]
        if name_of(value.type) == "str":
            return Code(f"int({self.text(value, POSTFIX)}[0])")
        return Code(f"int({self.byte(value, 0)})")

    def op_list_concat(self, expr: Op) -> Code:
        """Return append to a fresh slice."""
        first, *others = concatenated(expr)
        if isinstance(first, Items):
            text = self.text(first)
        else:
            text = f"append({self.type(expr.type)}{{}}, {self.text(first, POSTFIX)}...)"
        for other in others:
            if isinstance(other, Items):
                text = f"append({text}, {', '.join(self.text(item, want=element(expr.type)) for item in other.items)})"
            else:
                text = f"append({text}, {self.text(other, POSTFIX)}...)"
        return Code(text)

    def op_list_repeat(self, expr: Op) -> Code:
        """Return a slice of equal items: make for zeros."""
        items, times = expr.args
        if not isinstance(items, Items) or len(items.items) != 1:
            raise Unportable("go: a list of several items repeated")
        (item,) = items.items
        if isinstance(item, Constant) and item.value in (0, "", False):
            return Code(f"make({self.type(expr.type)}, {self.text(times)})")
        self.wanted.add("repeated")
        return Code(f"repeated({self.text(item, want=element(expr.type))}, {self.text(times)})")

    def op_min_of(self, expr: Op) -> Code:
        """Return min."""
        return Code(f"min({', '.join(self.text(arg, want=expr.type) for arg in expr.args)})")

    def op_max_of(self, expr: Op) -> Code:
        """Return max."""
        return Code(f"max({', '.join(self.text(arg, want=expr.type) for arg in expr.args)})")

    def op_join(self, expr: Op) -> Code:
        """Return strings.Join; letters without anything between are a string already."""
        between, parts = expr.args
        if name_of(element(parts.type)) == "char":
            if isinstance(between, Constant) and between.value == "":
                return Code(f"string({self.text(parts)})")
            raise Unportable("go: joining letters with a separator")
        self.wanted.add("strings")
        return Code(f"strings.Join({self.text(parts)}, {self.text(between, want=STR)})")

    def op_list_from(self, expr: Op) -> Code:
        """Return the letters of a string, or the keys of a map."""
        value = expr.args[0]
        if name_of(value.type) == "str" and name_of(element(expr.type)) == "char":
            return Code(f"[]rune({self.text(value)})")
        if name_of(value.type) == "str":
            self.wanted.add("strings")
            return Code(f'strings.Split({self.text(value)}, "")')
        if name_of(value.type) in ("set", "dict"):
            self.wanted.add("keysOf")
            return Code(f"keysOf({self.text(value)})")
        raise Unportable(f"go: a list of {value.type}")

    def op_set_from(self, expr: Op) -> Code:
        """Return the set of a slice's items."""
        value = expr.args[0]
        self.wanted.add("setOf")
        if name_of(value.type) == "str" and name_of(element(expr.type)) == "char":
            return Code(f"setOf([]rune({self.text(value)}))")
        if name_of(value.type) != "list" or name_of(element(expr.type)) != name_of(element(value.type)):
            raise Unportable(f"go: a set of {value.type}")
        return Code(f"setOf({self.text(value)})")

    def op_dict_get(self, expr: Op) -> Code:
        """Return a value or a default: the zero value comes by itself."""
        table, key, default = expr.args
        if isinstance(default, Constant) and default.value in (0, "", False):
            return Code(f"{self.text(table, POSTFIX)}[{self.text(key, want=final(table.type).args[0])}]")
        self.wanted.add("getOr")
        return Code(
            f"getOr({self.text(table)}, {self.text(key, want=final(table.type).args[0])}, {self.text(default, want=expr.type)})"
        )

    def op_dict_keys(self, expr: Op) -> Code:
        """Return the keys as a slice."""
        self.wanted.add("keysOf")
        return Code(f"keysOf({self.text(expr.args[0])})")

    def op_dict_values(self, expr: Op) -> Code:
        """Return the values as a slice."""
        self.wanted.add("valuesOf")
        return Code(f"valuesOf({self.text(expr.args[0])})")

    def op_str_strip(self, expr: Op) -> Code:
        """Strip blanks or given letters."""
        self.wanted.add("strings")
        if len(expr.args) > 1:
            return Code(f"strings.Trim({self.text(expr.args[0])}, {self.text(expr.args[1], want=STR)})")
        return Code(f"strings.TrimSpace({self.text(expr.args[0])})")

    def op_str_lstrip(self, expr: Op) -> Code:
        """Strip at the start."""
        self.wanted.add("strings")
        letters = self.text(expr.args[1], want=STR) if len(expr.args) > 1 else '" \\t\\n"'
        return Code(f"strings.TrimLeft({self.text(expr.args[0])}, {letters})")

    def op_str_rstrip(self, expr: Op) -> Code:
        """Strip at the end."""
        self.wanted.add("strings")
        letters = self.text(expr.args[1], want=STR) if len(expr.args) > 1 else '" \\t\\n"'
        return Code(f"strings.TrimRight({self.text(expr.args[0])}, {letters})")

    def slice(self, expr: tree.Slice) -> Code:
        """Return a slice, its bounds kept inside."""
        if expr.step != 1 or not isinstance(expr.base, Name | tree.Index | Op):
            raise Unportable("go: a slice with a step")
        base = self.text(expr.base, POSTFIX)
        if not isinstance(expr.base, Name | tree.Index) and (expr.low or expr.high):
            raise Unportable("go: a slice of an expression")
        return Code(f"{base}[{self.bound(base, expr.low, expr)}:{self.bound(base, expr.high, expr)}]")

    def bound(self, base: str, value: Expr | None, expr: tree.Slice) -> str:
        """Return one bound of a slice."""
        match value:
            case None:
                return ""
            case Constant(value=number) if int(number) < 0:
                return f"len({base})-{-int(number)}"
            case Op(op="neg", args=(back,)):
                return f"len({base})-{self.text(back, 6)}"
        text = self.text(value)
        return text if self.facts.within(value, expr.base) else f"min({text}, len({base}))"
