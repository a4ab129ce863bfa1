"""Rust's words: types, borrowing, constants, operators, builtins and methods.

Numbers, booleans and letters are copied. Of everything else a variable either owns its value or borrows it: parameters and
the variables of loops over lists borrow (`&str`, `&[T]`, `&String`), the others own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.precedence import ATOM, POSTFIX, UNARY, Code
from hrm_codegen.code.portable.rust_templates import AS, TEMPLATES
from hrm_codegen.code.portable.tree import Constant, Expr, Index, Items, Name, Op
from hrm_codegen.code.portable.types import STR, Type, element, final, name_of
from hrm_codegen.code.portable.writer import Emitter

LEVELS = {
    "or": 2, "and": 3, "==": 4, "!=": 4, "<": 4, ">": 4, "<=": 4, ">=": 4, "|": 5, "^": 6, "&": 7, "<<": 8, ">>": 8,
    "+": 9, "-": 9, "concat": 9, "*": 10, "/": 10, "//": 10, "%": 10,
}  # fmt: skip
_COPIED = ("int", "bool", "float", "char")


def copied(kind: Type) -> bool:
    """Return whether a value is copied: numbers, letters and tuples of them."""
    known = final(kind)
    return known.name in _COPIED or (known.name == "tuple" and all(map(copied, known.args)))


class RustWords(Emitter):
    """Expressions in Rust 2021."""

    language = "rust"
    levels = LEVELS
    parentheses = False
    steps = False
    named = frozenset({"str.isdigit", "str.isalpha"})
    templates: ClassVar[Mapping[str, str | tuple[str, int]]] = TEMPLATES

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.borrows: dict[int, str] = {}  # symbol -> "str" (&str, &[T]) or "ref" (&String, &Vec<T>)
        self.places: set[int] = set()  # symbols of type usize

    # --- types

    def type(self, kind: Type) -> str:
        """Return an owned type's name."""
        known = final(kind)
        plain = {"int": "i64", "bool": "bool", "float": "f64", "char": "char", "str": "String"}
        if known.name in plain:
            return plain[known.name]
        inside = ", ".join(map(self.type, known.args))
        if known.name == "tuple":
            return f"({inside})"
        name = {"list": "Vec", "set": "HashSet", "dict": "HashMap"}.get(known.name)
        if name is None or (name != "Vec" and name_of(known.args[0]) == "float"):
            raise Unportable(f"rust: a value of type {kind}")
        self.wanted.add(name)
        return f"{name}<{inside}>"

    def borrowed_type(self, kind: Type) -> str:
        """Return a parameter's type."""
        known = final(kind)
        if copied(kind):
            return self.type(kind)
        if known.name == "str":
            return "&str"
        return f"&[{self.type(known.args[0])}]" if known.name == "list" else f"&{self.type(kind)}"

    # --- owning and borrowing

    def owned(self, expr: Expr, want: Type | None = None) -> str:
        """Return a value that may be kept."""
        kind = want or expr.type
        if copied(kind) or (copied(expr.type) and name_of(kind) != "str"):
            return self.text(expr, want=kind)
        if name_of(kind) == "str" and name_of(expr.type) == "char" and not isinstance(expr, Constant):
            return self.text(expr, want=STR)
        match expr:
            case Constant(value=""):
                return "String::new()"
            case Constant():
                return f"{self.text(expr, want=kind)}.to_string()"
            case Name(symbol=symbol):
                how = {"str": "to_string" if name_of(expr.type) == "str" else "to_vec", "ref": "clone"}
                return f"{self.text(expr)}.{how.get(self.borrows.get(id(symbol), ''), 'clone')}()"
            case Index():
                return f"{self.text(expr, POSTFIX)}.clone()"
            case Op(op=("copy" | "alias"), args=(inside,)):
                return self.owned(inside)
            case Op(op="if", args=(test, then, other)):
                return f"if {self.text(test)} {{ {self.owned(then, kind)} }} else {{ {self.owned(other, kind)} }}"
        return self.text(expr)

    def lent(self, expr: Expr) -> str:
        """Return a value as a reference."""
        match expr:
            case Constant() if name_of(expr.type) == "str":
                return self.text(expr)
            case Name(symbol=symbol) if id(symbol) in self.borrows:
                return self.text(expr)
            case tree.Slice():
                return f"&{self.part(expr)}"
            case Items() if name_of(expr.type) == "list":
                return f"&[{', '.join(self.owned(item, element(expr.type)) for item in expr.items)}]"
        return f"&{self.text(expr, UNARY)}"

    def arguments(self, name: str, args: Any) -> str:
        """Return the arguments of a call: borrowed but for what is copied."""
        function = next(function for function in self.program.functions if function.name == name)
        texts = []
        for arg, symbol in zip(args, function.parameters, strict=True):
            if copied(symbol.type):
                texts.append(self.text(arg, want=symbol.type))
            else:
                texts.append(self.lent(arg) if name_of(arg.type) != "char" else f"&{self.text(arg, POSTFIX, STR)}")
        return ", ".join(texts)

    def part_text(self, value: Expr) -> str:
        """Return a string as a reference, a constant letter as a string."""
        if isinstance(value, Constant):
            return json.dumps(value.value)
        return self.lent(value) if name_of(value.type) == "str" else f"&{self.text(value, POSTFIX)}.to_string()"

    def pattern(self, value: Expr) -> str:
        """Return what a string is searched for: a letter or a reference."""
        return self.text(value) if name_of(value.type) == "char" else self.lent(value)

    # --- constants and displays

    def literal(self, expr: Constant) -> Code:
        """Return a constant; a string is borrowed."""
        if name_of(expr.type) == "str":
            return Code(json.dumps(expr.value), ATOM)
        return super().literal(expr)

    def value(self, value: Any, kind: Type) -> str:
        """Return a literal of any portable type, owned."""
        known = final(kind)
        match known.name:
            case "str":
                return f"{json.dumps(value)}.to_string()"
            case "bool" | "char":
                return self.scalar(value, known.name)
            case "float":
                return repr(float(value))
            case "int":
                return str(value)
            case "tuple":
                return f"({', '.join(map(self.value, value, known.args))})"
            case "list":
                return f"vec![{', '.join(self.value(item, known.args[0]) for item in value)}]"
            case "set":
                return f"HashSet::from([{', '.join(self.value(item, known.args[0]) for item in sorted(value))}])"
        pairs = (f"({self.value(k, known.args[0])}, {self.value(v, known.args[1])})" for k, v in value.items())
        return f"HashMap::from([{', '.join(pairs)}])"

    def items(self, expr: Items) -> Code:
        """Return a display that owns its items."""
        kind = final(expr.type)
        if kind.name == "tuple":
            return Code(f"({', '.join(self.owned(item, want) for item, want in zip(expr.items, kind.args, strict=True))})", ATOM)
        kinds = kind.args * (len(expr.items) // 2) if kind.name == "dict" else [kind.args[0]] * len(expr.items)
        texts = [self.owned(item, want) for item, want in zip(expr.items, kinds, strict=True)]
        if kind.name == "list":
            return Code(f"vec![{', '.join(texts)}]" if texts else "Vec::new()")
        name = self.type(expr.type).partition("<")[0]
        if not texts:
            return Code(f"{name}::new()")
        if kind.name == "dict":
            texts = [f"({key}, {value})" for key, value in zip(texts[::2], texts[1::2], strict=True)]
        return Code(f"{name}::from([{', '.join(texts)}])")

    def format(self, expr: tree.Format) -> Code:
        """Return format!, variables in their places."""
        return self.formatted([part if isinstance(part, str) else (part.value, part.spec) for part in expr.parts])

    def formatted(self, parts: list[Any]) -> Code:
        """Return format! of texts and (value, format) pairs."""
        text, values = "", []
        for part in parts:
            if isinstance(part, str):
                text += json.dumps(part)[1:-1].replace("{", "{{").replace("}", "}}")
                continue
            value, spec = part
            if isinstance(value, Op) and value.op == "str":
                value = value.args[0]
            if name_of(value.type) == "float" and not spec:
                raise Unportable("rust: a float in a text")
            spec = spec.removesuffix("d").removesuffix("f")
            if isinstance(value, Name) and id(value.symbol) not in self.places:
                text += f"{{{self.text(value)}{':' if spec else ''}{spec}}}"
            elif isinstance(value, Constant) and isinstance(value.value, str):
                text += json.dumps(value.value)[1:-1].replace("{", "{{").replace("}", "}}")
            else:
                text += f"{{{':' if spec else ''}{spec}}}"
                values.append(self.text(value) if not isinstance(value, tree.Slice) else self.lent(value))
        return Code(f"format!({', '.join([chr(34) + text + chr(34), *values])})")

    # --- places

    def converted(self, expr: Expr, want: Type | str) -> Code:
        """Return an expression as the type wanted; a length becomes a float at once."""
        code = super().converted(expr, want)
        return code._replace(text=code.text.replace(" as i64 as f64", " as f64"))

    def code(self, expr: Expr) -> Code:
        """Return an expression; a place of type usize is made a number."""
        if isinstance(expr, Name) and id(expr.symbol) in self.places:
            return Code(f"{self.names.variable(expr.symbol)} as i64", AS)
        return super().code(expr)

    def size(self, expr: Expr) -> str | None:
        """Return an expression as usize when it is one without a conversion: lengths, places, what is added to them."""
        match expr:
            case Name(symbol=symbol) if id(symbol) in self.places:
                return self.names.variable(symbol)
            case Constant(value=value) if isinstance(value, int) and value >= 0:
                return str(value)
            case Op(op="len", args=(of,)):
                return self.length(of)
            case Op(op="+", args=(left, right)) | Op(op="*", args=(left, right)):
                one, other = self.size(left), self.size(right)
                closed = expr.op == "*" and (" " in (one or "") or " " in (other or ""))
                return f"{one} {expr.op} {other}" if one and other and not closed else None
            case Op(op="//", args=(left, Constant(value=value))) if isinstance(value, int) and value > 0:
                one = self.size(left)
                return f"{one} / {value}" if one and " " not in one else None
        return None

    def length(self, expr: Expr) -> str:
        """Return a container's length as usize."""
        return f"{self.text(expr, POSTFIX)}.len()"

    def place(self, expr: Expr, base: Expr) -> str:
        """Return an index as usize."""
        size = self.size(expr)
        if size is not None:
            return size
        match expr:
            case Op(op="-", args=(left, Constant(value=value))) if self.size(left) is not None and int(value) > 0:
                return f"{self.size(left)} - {value}"
            case Op(op="-", args=(Op(op="len") as whole, Name(symbol=symbol))) if id(symbol) in self.places:
                return f"{self.size(whole)} - {self.names.variable(symbol)}"
            case Constant(value=value):
                return f"{self.text(base, POSTFIX)}.len() - {-int(value)}"
            case Op(op="neg", args=(back,)):
                return f"{self.text(base, POSTFIX)}.len() - {self.place(back, base)}"
            case Op(op="~", args=(back,)):
                return f"{self.text(base, POSTFIX)}.len() - 1 - {self.place(back, base)}"
        return f"{self.text(expr, AS).removesuffix(' as i64')} as usize"

    def index(self, expr: Index) -> Code:
        """Return an item: a letter, a field, a value of a map or an item of a vector."""
        base, kind = self.text(expr.base, POSTFIX), name_of(expr.base.type)
        if kind == "tuple":
            return Code(f"{base}.{self.text(expr.index)}")
        if kind == "dict":
            return Code(f"{base}[{self.lent(expr.index)}]")
        if kind == "str":
            match expr.index:
                case Constant(value=0):
                    return Code(f"{base}.chars().next().unwrap()")
                case Constant(value=-1):
                    return Code(f"{base}.chars().last().unwrap()")
                case Constant(value=value) if int(value) < 0:
                    return Code(f"{base}.chars().nth_back({-int(value) - 1}).unwrap()")
            return Code(f"{base}.chars().nth({self.place(expr.index, expr.base)}).unwrap()")
        return Code(f"{base}[{self.place(expr.index, expr.base)}]")

    def part(self, expr: tree.Slice) -> str:
        """Return a slice without the borrow: its bounds kept inside."""
        if expr.step != 1 or (not isinstance(expr.base, Name | Index) and (expr.low or expr.high)):
            raise Unportable("rust: a slice of an expression or with a step")
        base = self.text(expr.base, POSTFIX)
        low, high = (self.bound(bound, expr) if bound else "" for bound in (expr.low, expr.high))
        return f"{base}[{low}..{high}]"

    def bound(self, value: Expr, expr: tree.Slice) -> str:
        """Return one bound of a slice."""
        text = self.place(value, expr.base)
        sure = self.facts.within(value, expr.base) or (isinstance(value, Constant) and int(value.value) < 0)
        sure = sure or (isinstance(value, Op) and value.op in ("neg", "~"))
        return text if sure else f"{self.text(expr.base, POSTFIX)}.len().min({text})"

    def slice(self, expr: tree.Slice) -> Code:
        """Return an owned part of a string or vector."""
        return Code(f"{self.part(expr)}.{'to_string' if name_of(expr.type) == 'str' else 'to_vec'}()")
