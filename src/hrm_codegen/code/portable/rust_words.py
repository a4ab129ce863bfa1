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
from hrm_codegen.code.portable.lower import concatenated
from hrm_codegen.code.portable.tree import Comprehension, Expr, Index, Items, Literal_, Name, Op, Symbol
from hrm_codegen.code.portable.types import STR, Type, element, final, name_of
from hrm_codegen.code.portable.writer import ATOM, POSTFIX, UNARY, Code, Emitter

AS = 17
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
    templates: ClassVar[Mapping[str, str | tuple[str, int]]] = {
        "as.int:bool": "i64::from({0})", "as.float:int": ("{0} as f64", AS), "as.str:char": "{0}.to_string()",
        "power:float": "{0}.powf({1})", "~": ("!{0}", UNARY), "len": ("{0}.len() as i64", AS),
        "nonempty": ("!{0}.is_empty()", UNARY), "empty": "{0}.is_empty()", "abs": "{0}.abs()", "chr": ("({0}) as u8 as char", AS),
        "str": "{0}.to_string()", "int.char": ("{0}.to_digit(10).unwrap() as i64", AS), "int.str": "{0}.parse::<i64>().unwrap()",
        "int.bool": "i64::from({0})", "int.float": ("{0} as i64", AS), "float": ("{0} as f64", AS),
        "float:float": "{0}", "sqrt:float": "{0}.sqrt()", "sqrt:int": "({0} as f64).sqrt()", "isqrt": ("({0} as f64).sqrt() as i64", AS),
        "gcd": "@gcd;gcd({0}, {1})", "lcm": ("@gcd;{0} / gcd({0}, {1}) * {1}", 10), "round": ("{0}.round() as i64", AS),
        "str.reversed": "{0}.chars().rev().collect::<String>()", "reversed:str": "{0}.chars().rev().collect::<Vec<char>>()",
        "split": "{0}.split_whitespace().map(String::from).collect::<Vec<String>>()",
        "str.upper": "{0}.to_uppercase()", "str.lower": "{0}.to_lowercase()", "str.upper:char": "{0}.to_ascii_uppercase()",
        "str.lower:char": "{0}.to_ascii_lowercase()", "str.isdigit:char": "{0}.is_ascii_digit()",
        "str.isalpha:char": "{0}.is_ascii_alphabetic()", "str.isalnum:char": "{0}.is_ascii_alphanumeric()",
        "str.isupper:char": "{0}.is_ascii_uppercase()", "str.islower:char": "{0}.is_ascii_lowercase()",
        "str.isspace:char": "{0}.is_whitespace()", "str.isdigit": "!{0}.is_empty() && {0}.chars().all(|c| c.is_ascii_digit())",
        "str.capitalize:char": "{0}.to_ascii_uppercase()", "str.capitalize": "@capitalize;capitalize(&{0})",
        "str.strip": "{0}.trim().to_string()", "str.lstrip": "{0}.trim_start().to_string()", "str.rstrip": "{0}.trim_end().to_string()",
        "list.pop": "{0}.pop().unwrap()", "list.reverse": "{0}.reverse()", "list.sort": "{0}.sort()", "list.clear": "{0}.clear()",
        "list.sort_down": "{0}.sort_by(|a, b| b.cmp(a))", "prod:list:int": "{0}.iter().product::<i64>()",
        "sum:list:int": "{0}.iter().sum::<i64>()", "sum:list:float": "{0}.iter().sum::<f64>()",
        "splitlines": "{0}.lines().map(String::from).collect::<Vec<String>>()",
    }  # fmt: skip

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
        if name_of(kind) == "str" and name_of(expr.type) == "char":
            return self.text(expr, want=STR)
        match expr:
            case Literal_(value=""):
                return "String::new()"
            case Literal_():
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
            case Literal_() if name_of(expr.type) == "str":
                return self.text(expr)
            case Name(symbol=symbol) if id(symbol) in self.borrows:
                return self.text(expr)
            case tree.Slice():
                return f"&{self.part(expr)}"
            case Items():
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

    def iterated(self, expr: Expr) -> str:
        """Return an iterator over a container's items: copies where they can be."""
        kind = name_of(expr.type)
        if kind == "str":
            return f"{self.text(expr, POSTFIX)}.chars()"
        if isinstance(expr, Op) and expr.op in ("dict.keys", "dict.values"):
            return f"{self.text(expr.args[0], POSTFIX)}.{expr.op[5:]}(){'.copied()' if copied(element(expr.type)) else ''}"
        if kind == "dict":
            return f"{self.text(expr, POSTFIX)}.keys(){'.copied()' if copied(element(expr.type)) else ''}"
        if isinstance(expr, tree.Slice):
            text = f"{self.part(expr)}"
        elif isinstance(expr, Items):
            text = f"[{', '.join(self.owned(item, element(expr.type)) for item in expr.items)}]"
        else:
            text = self.text(expr, POSTFIX)
        return f"{text}.iter(){'.copied()' if copied(element(expr.type)) else ''}"

    # --- constants and displays

    def literal(self, expr: Literal_) -> Code:
        """Return a constant; a string is borrowed."""
        if name_of(expr.type) == "str":
            return Code(json.dumps(expr.value), ATOM)
        return Code(self.value(expr.value, expr.type), UNARY if not isinstance(expr.value, str) and expr.value < 0 else ATOM)

    def value(self, value: Any, kind: Type) -> str:
        """Return a literal of any portable type, owned."""
        known = final(kind)
        match known.name:
            case "bool":
                return "true" if value else "false"
            case "str":
                return f"{json.dumps(value)}.to_string()"
            case "char":
                return "'" + {"'": "\\'", '"': '"'}.get(value, json.dumps(value)[1:-1]) + "'"
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
            if name_of(value.type) == "float" and not spec:
                raise Unportable("rust: a float in a text")
            spec = spec.removesuffix("d").removesuffix("f")
            if isinstance(value, Name) and id(value.symbol) not in self.places:
                text += f"{{{self.text(value)}{':' if spec else ''}{spec}}}"
            elif isinstance(value, Literal_) and isinstance(value.value, str):
                text += json.dumps(value.value)[1:-1].replace("{", "{{").replace("}", "}}")
            else:
                text += f"{{{':' if spec else ''}{spec}}}"
                values.append(self.text(value) if not isinstance(value, tree.Slice) else self.lent(value))
        return Code(f'format!({", ".join([chr(34) + text + chr(34), *values])})')

    # --- places

    def code(self, expr: Expr) -> Code:
        """Return an expression; a place of type usize is made a number."""
        if isinstance(expr, Name) and id(expr.symbol) in self.places:
            return Code(f"{self.names.variable(expr.symbol)} as i64", AS)
        return super().code(expr)

    def place(self, expr: Expr, base: Expr) -> str:
        """Return an index as usize."""
        match expr:
            case Name(symbol=symbol) if id(symbol) in self.places:
                return self.names.variable(symbol)
            case Op(op=("+" | "-") as op, args=(Name(symbol=symbol), Literal_(value=value))) if id(symbol) in self.places:
                return f"{self.names.variable(symbol)} {op} {value}"
            case Literal_(value=value) if int(value) < 0:
                return f"{self.text(base, POSTFIX)}.len() - {-int(value)}"
            case Literal_(value=value):
                return str(value)
            case Op(op="neg", args=(back,)):
                return f"{self.text(base, POSTFIX)}.len() - {self.place(back, base)}"
            case Op(op="~", args=(back,)):
                return f"{self.text(base, POSTFIX)}.len() - 1 - {self.place(back, base)}"
            case Op(op="//", args=(Op(op="len", args=(of,)), Literal_(value=value))):
                return f"{self.text(of, POSTFIX)}.len() / {value}"
            case Op(op="len", args=(of,)):
                return f"{self.text(of, POSTFIX)}.len()"
        return f"{self.text(expr, AS)} as usize"

    def index(self, expr: Index) -> Code:
        """Return an item: a letter, a field, a value of a map or an item of a vector."""
        base, kind = self.text(expr.base, POSTFIX), name_of(expr.base.type)
        if kind == "tuple":
            return Code(f"{base}.{self.text(expr.index)}")
        if kind == "dict":
            return Code(f"{base}[{self.lent(expr.index)}]")
        if kind == "str":
            match expr.index:
                case Literal_(value=0):
                    return Code(f"{base}.chars().next().unwrap()")
                case Literal_(value=-1):
                    return Code(f"{base}.chars().last().unwrap()")
                case Literal_(value=value) if int(value) < 0:
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
        sure = self.facts.within(value, expr.base) or (isinstance(value, Literal_) and int(value.value) < 0)
        sure = sure or (isinstance(value, Op) and value.op in ("neg", "~"))
        return text if sure else f"{self.text(expr.base, POSTFIX)}.len().min({text})"

    def slice(self, expr: tree.Slice) -> Code:
        """Return an owned part of a string or vector."""
        return Code(f"{self.part(expr)}.{'to_string' if name_of(expr.type) == 'str' else 'to_vec'}()")

    # --- operators

    def side(self, expr: Expr, op: str, level: int, want: Type | None) -> str:
        """Return an operand; `as` wants parentheses before what looks like the start of a type."""
        text = super().side(expr, op, level, want)
        return f"({text})" if op in ("<", "<<") and " as " in text[-10:] and not text.endswith(")") else text

    def binary(self, expr: Op) -> Code:
        """Return a plain operator; strings are compared as what they are."""
        left, right = expr.args
        if expr.op == "concat":
            return self.formatted([(part, "") for part in _parts(expr)])
        if expr.op in ("==", "!=", "<", ">", "<=", ">=") and (not copied(left.type) or not copied(right.type)):
            return self.compared_places(expr, left, right)
        match expr:
            case Op(op="-", args=(Op(op="ord", args=(one,)), Op(op="ord", args=(other,)))):
                return Code(f"{self.text(one, AS, 'char')} as i64 - {self.text(other, AS, 'char')} as i64", 9)
        return super().binary(expr)

    def compared_places(self, expr: Op, left: Expr, right: Expr) -> Code:
        """Return the comparison of strings or containers: references with references, values with values."""
        texts, refs = [], []
        for value in (left, right):
            if name_of(value.type) == "char":
                texts.append(self.text(value, POSTFIX, STR) if not isinstance(value, Literal_) else json.dumps(value.value))
                refs.append("str" if isinstance(value, Literal_) else "own")
            elif isinstance(value, tree.Slice):
                texts.append(self.lent(value))
                refs.append("str")
            else:
                texts.append(self.text(value, 5))
                refs.append("str" if isinstance(value, Literal_) else self.borrows.get(id(value.symbol), "own") if isinstance(value, Name) else "own")
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
        return f"{expr.value}_i64" if isinstance(expr, Literal_) else self.text(expr, POSTFIX, expr.type)

    def power(self, expr: Op) -> Code:
        """Return a power."""
        base, exponent = expr.args
        if name_of(expr.type) == "int" and not (isinstance(base, Name) and isinstance(exponent, Literal_) and exponent.value == 2):
            power = str(exponent.value) if isinstance(exponent, Literal_) else f"{self.text(exponent, AS)} as u32"
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
            return Code(f"if {self.text(test)} {{ {self.text(then, want=expr.type)} }} else {{ {self.text(other, want=expr.type)} }}", 1)
        return Code(self.owned(expr), 1)

    def op_in_str(self, expr: Op) -> Code:
        """Return contains of a string."""
        value, text = expr.args
        part = self.text(value) if name_of(value.type) == "char" else self.lent(value)
        return Code(f"{self.text(text, POSTFIX)}.contains({part})")

    def op_in_list(self, expr: Op) -> Code:
        """Return contains of a vector or array."""
        value, items = expr.args
        base = f"[{', '.join(self.owned(item, element(items.type)) for item in items.items)}]" if isinstance(items, Items) else self.text(items, POSTFIX)
        return Code(f"{base}.contains({self.key(value, element(items.type))})")

    def key(self, value: Expr, kind: Type) -> str:
        """Return what a container is asked for: a reference of the items' type."""
        if name_of(kind) == "str" and name_of(value.type) == "char":
            return f"&{self.text(value, POSTFIX, STR)}" if not isinstance(value, Literal_) else f"&{json.dumps(value.value)}.to_string()"
        if isinstance(value, Literal_) and name_of(kind) == "str":
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
        value = self.text(text, POSTFIX) if not isinstance(text, Literal_) else json.dumps(text.value)
        if name_of(text.type) == "char" and not isinstance(text, Literal_):
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

    def extreme(self, name: str, expr: Op, end: str) -> Code:
        """Return min or max of a container's items."""
        value = expr.args[0]
        if name_of(expr.type) == "float":
            start = "f64::INFINITY" if name == "min" else "f64::NEG_INFINITY"
            return Code(f"{self.iterated(value)}.fold({start}, f64::{name})")
        text = f"{self.iterated(value)}.{name}(){end}"
        return Code(text if copied(expr.type) else f"{text}.clone()")

    def op_min(self, expr: Op) -> Code:
        """Return the least item."""
        return self.extreme("min", expr, ".unwrap()")

    def op_max(self, expr: Op) -> Code:
        """Return the largest item."""
        return self.extreme("max", expr, ".unwrap()")

    def op_min_default(self, expr: Op) -> Code:
        """Return the least item or a default."""
        return self.extreme("min", expr, f".unwrap_or({self.text(expr.args[1])})")

    def op_max_default(self, expr: Op) -> Code:
        """Return the largest item or a default."""
        return self.extreme("max", expr, f".unwrap_or({self.text(expr.args[1])})")


def _parts(expr: Expr) -> list[Expr]:
    if isinstance(expr, Op) and expr.op == "concat":
        return [*_parts(expr.args[0]), *_parts(expr.args[1])]
    return [expr]


def is_plain(expr: Comprehension) -> bool:
    """Return whether an iterator can say a comprehension: one clause over values that are copied or only mapped."""
    if len(expr.clauses) != 1:
        return False
    (clause,) = expr.clauses
    if len(clause.targets) != 1 or clause.source.kind not in ("range", "each"):
        return False
    return copied(clause.targets[0].type) or not clause.conditions


def loop_symbol(symbol: Symbol) -> bool:
    """Return whether a variable is one of a loop."""
    return symbol.role == "loop"
