"""Java's words: types, constants, operators, builtins and methods."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.java_templates import TEMPLATES
from hrm_codegen.code.portable.precedence import ATOM, POSTFIX, UNARY, Code
from hrm_codegen.code.portable.shapes import replaced
from hrm_codegen.code.portable.tree import Constant, Expr, Index, Items, Name, Op, Symbol
from hrm_codegen.code.portable.types import BOOL, STR, Type, element, final, name_of
from hrm_codegen.code.portable.writer import Emitter

_BOXES = {"int": "Integer", "long": "Long", "boolean": "Boolean", "double": "Double", "char": "Character"}
_ORDER = ("<", ">", "<=", ">=")


class JavaWords(Emitter):
    """Expressions in Java 17."""

    language = "java"
    wide = False  # integers of 64 bits: where a value does not fit into 32
    parallel = False
    named = frozenset({"max.default", "min.default", "list.pop", "str.capitalize", "str.isupper", "str.islower"})
    templates: ClassVar[Mapping[str, str | tuple[str, int]]] = TEMPLATES

    # --- types

    def type(self, kind: Type, *, boxed: bool = False) -> str:
        """Return a type's name; the classes it wants are noted."""
        known = final(kind)
        plain = {"int": "long" if self.wide else "int", "bool": "boolean", "float": "double", "char": "char", "str": "String"}
        if known.name in plain:
            return _BOXES.get(plain[known.name], plain[known.name]) if boxed else plain[known.name]
        inside = [self.type(arg, boxed=True) for arg in known.args]
        name = {"list": "List", "set": "Set", "dict": "Map", "tuple": "List"}.get(known.name)
        if name is None or (known.name == "tuple" and len(set(inside)) > 1):
            raise Unportable(f"java: a value of type {kind}")
        self.wanted.add(name)
        return f"{name}<{', '.join(inside[:1] if known.name == 'tuple' else inside)}>"

    # --- constants and displays

    def literal(self, expr: Constant) -> Code:
        """Return a constant; small numbers fit wherever they stand."""
        if name_of(expr.type) == "int" and abs(int(expr.value)) < 2**31:
            return Code(str(int(expr.value)), UNARY if int(expr.value) < 0 else ATOM)
        return super().literal(expr)

    def value(self, value: Any, kind: Type) -> str:
        """Return a literal of any portable type."""
        known = final(kind)
        match known.name:
            case "bool" | "str" | "char":
                return self.scalar(value, known.name)
            case "float":
                return repr(float(value))
            case "int":
                return f"{value}L" if self.wide else str(value)
            case "dict":
                self.wanted.add("Map")
                pairs = [(self.value(k, known.args[0]), self.value(v, known.args[1])) for k, v in value.items()]
                if len(pairs) > 10:
                    return f"Map.ofEntries({', '.join(f'Map.entry({k}, {v})' for k, v in pairs)})"
                return f"Map.of({', '.join(f'{k}, {v}' for k, v in pairs)})"
        items = sorted(value) if known.name == "set" else value
        name = "Set" if known.name == "set" else "List"
        self.wanted.add(name)
        return f"{name}.of({', '.join(self.value(item, known.args[0]) for item in items)})"

    def items(self, expr: Items) -> Code:
        """Return a display that is read only."""
        kind = final(expr.type)
        name = {"set": "Set", "dict": "Map"}.get(kind.name, "List")
        self.wanted.add(name)
        kinds = kind.args * (len(expr.items) // 2) if kind.name == "dict" else [kind.args[0]] * len(expr.items)
        texts = [self.boxed(item, one) for item, one in zip(expr.items, kinds, strict=True)]
        if kind.name == "set" and len(texts) > 1:  # Set.of refuses equal ones
            self.wanted |= {"HashSet", "List"}
            return Code(f"new HashSet<>(List.of({', '.join(texts)}))")
        return Code(f"{name}.of({', '.join(texts)})")

    def boxed(self, value: Expr, kind: Type) -> str:
        """Return a value where an object is wanted: an int that has to be a Long says so."""
        text = self.text(value, want=kind)
        if self.wide and name_of(kind) == "int":
            return (
                f"{text}L" if isinstance(value, Constant) else text if self._is_long(value) else f"(long) {self.text(value, UNARY)}"
            )
        return text

    def _is_long(self, value: Expr) -> bool:
        return not any(
            isinstance(node, Op) and node.op in ("len", "list.count", "str.find", "ord", "int.char") for node in tree.walk(value)
        )

    def format(self, expr: tree.Format) -> Code:
        """Return an f-string: a sum where nothing is formatted, else String.format."""
        if all(isinstance(part, str) or (not part.spec and name_of(part.value.type) != "float") for part in expr.parts):
            parts: list[Expr] = [Constant(STR, part) if isinstance(part, str) else part.value for part in expr.parts]
            return self.concatenation(parts)
        text, values = "", []
        for part in expr.parts:
            if isinstance(part, str):
                text += part.replace("%", "%%")
                continue
            kind, spec = name_of(part.value.type), part.spec
            if kind == "int" and spec.rstrip("dx").isdigit():
                text += f"%{spec}" if spec[-1] in "dx" else f"%{spec}d"
            elif kind == "float" and spec.startswith(".") and spec.endswith("f"):
                text += f"%{spec}"
            elif not spec and kind != "float":
                text += {"int": "%d", "char": "%c"}.get(kind, "%s")
            else:
                raise Unportable(f"java: the format {spec or kind!r}")
            values.append(self.text(part.value))
        return Code(f"String.format({', '.join([json.dumps(text), *values])})")

    # --- operators

    def binary(self, expr: Op) -> Code:
        """Return a plain operator; strings and boxed values are compared by methods."""
        left, right = expr.args
        if expr.op == "/" and name_of(left.type) == name_of(right.type) == "int":
            return Code(f"(double) {self.text(left, UNARY)} / {self.text(right, 12)}", 11)
        if expr.op == "concat":
            return self.concatenation(_parts(expr))
        if expr.op in ("==", "!=", *_ORDER):
            found = self.compared_objects(expr, left, right)
            if found:
                return found
        match expr:
            case Op(op="-", args=(Op(op="ord", args=(one,)), Op(op="ord", args=(other,)))):
                return Code(f"{self.text(one, 10, 'char')} - {self.text(other, 11, 'char')}", 10)
        return super().binary(expr)

    def compared_objects(self, expr: Op, left: Expr, right: Expr) -> Code | None:
        """Return the comparison of what is no primitive, or None."""
        kinds = [name_of(side.type) for side in expr.args]
        if "str" in kinds:
            if expr.op in _ORDER:
                return Code(f"{self.text(left, POSTFIX, STR)}.compareTo({self.text(right, want=STR)}) {expr.op} 0", 8)
            if isinstance(right, Constant) and right.value == "":
                return Code(
                    f"{'' if expr.op == '==' else '!'}{self.text(left, POSTFIX)}.isEmpty()", POSTFIX if expr.op == "==" else UNARY
                )
        elif not (kinds[0] in ("list", "dict", "set", "tuple") or (_is_boxed(left) and _is_boxed(right))):
            return None
        if expr.op in _ORDER:
            if final(left.type).args:
                raise Unportable(f"java: the order of {left.type}")
            return None
        want = STR if "str" in kinds else None
        text = f"{self.text(left, POSTFIX, want)}.equals({self.text(right, want=want)})"
        return Code(text if expr.op == "==" else f"!{text}", POSTFIX if expr.op == "==" else UNARY)

    def compared(self, expr: Op) -> Code:
        """Return == and !=."""
        return super().compared(expr)

    def concatenation(self, parts: list[Expr]) -> Code:
        """Return a sum of strings: one of the first two has to be a String."""
        texts = [self.text(part, 11) for part in parts]
        if not any(name_of(part.type) == "str" for part in parts[:2]):
            texts = ['""', *texts]
        if len(texts) == 1:
            return self.code(parts[0])
        return Code(" + ".join(texts), 10)

    def op_ord(self, expr: Op) -> Code:
        """Return a letter's number."""
        value = expr.args[0]
        if name_of(value.type) == "str":
            return Code(f"(int) {self.text(value, POSTFIX)}.charAt(0)", UNARY)
        return Code(f"(int) {self.text(value, UNARY)}", UNARY)

    def op_int_str(self, expr: Op) -> Code:
        """Parse a number."""
        return Code(f"{'Long.parseLong' if self.wide else 'Integer.parseInt'}({self.text(expr.args[0])})")

    def op_int_base(self, expr: Op) -> Code:
        """Parse a number in a base."""
        name = "Long.parseLong" if self.wide else "Integer.parseInt"
        return Code(f"{name}({self.text(expr.args[0], want=STR)}, {self.text(expr.args[1])})")

    def op_if(self, expr: Op) -> Code:
        """Return the conditional operator."""
        test, then, other = expr.args
        return Code(f"{self.text(test, 2)} ? {self.text(then, 2, expr.type)} : {self.text(other, 1, expr.type)}", 1)

    def power(self, expr: Op) -> Code:
        """Return a power."""
        base, exponent = expr.args
        if name_of(expr.type) == "int" and not (
            isinstance(base, Name | Constant) and isinstance(exponent, Constant) and exponent.value in (2, 3)
        ):
            return Code(f"({'long' if self.wide else 'int'}) Math.pow({self.text(base)}, {self.text(exponent)})", UNARY)
        return super().power(expr)

    def op_min_of(self, expr: Op) -> Code:
        """Return Math.min, nested for more than two."""
        return self._extreme("min", expr)

    def op_max_of(self, expr: Op) -> Code:
        """Return Math.max, nested for more than two."""
        return self._extreme("max", expr)

    def _extreme(self, name: str, expr: Op) -> Code:
        if name_of(expr.type) not in ("int", "float"):
            raise Unportable(f"java: {name} of {expr.type}")
        first, *others = (self.text(arg, want=expr.type) for arg in expr.args)
        for other in others:
            first = f"Math.{name}({first}, {other})"
        return Code(first)

    def op_min_default(self, expr: Op) -> Code:
        """Return the least item or a default."""
        return self._or_default("min", expr)

    def op_max_default(self, expr: Op) -> Code:
        """Return the largest item or a default."""
        return self._or_default("max", expr)

    def _or_default(self, name: str, expr: Op) -> Code:
        self.wanted.add("Collections")
        text = self.text(expr.args[0], POSTFIX)
        return Code(f"{text}.isEmpty() ? {self.text(expr.args[1], 2)} : Collections.{name}({text})", 1)

    def op_join(self, expr: Op) -> Code:
        """Return String.join."""
        between, parts = expr.args
        if name_of(element(parts.type)) == "char":
            self.wanted.add("joinLetters")
            return Code(f"joinLetters({self.text(parts)}, {self.text(between, want=STR)})")
        return Code(f"String.join({self.text(between, want=STR)}, {self.text(parts)})")

    def op_list_from(self, expr: Op) -> Code:
        """Return a list of what a string, set or map holds."""
        value = expr.args[0]
        if name_of(value.type) == "str" and name_of(element(expr.type)) == "char":
            self.wanted.add("lettersOf")
            return Code(f"lettersOf({self.text(value)})")
        if name_of(value.type) in ("set", "dict"):
            self.wanted.add("ArrayList")
            keys = ".keySet()" if name_of(value.type) == "dict" else ""
            return Code(f"new ArrayList<>({self.text(value, POSTFIX if keys else 0)}{keys})")
        raise Unportable(f"java: a list of {value.type}")

    def op_set_from(self, expr: Op) -> Code:
        """Return a set of what a list or string holds."""
        value = expr.args[0]
        self.wanted.add("HashSet")
        if name_of(value.type) == "str" and name_of(element(expr.type)) == "char":
            self.wanted.add("lettersOf")
            return Code(f"new HashSet<>(lettersOf({self.text(value)}))")
        if name_of(value.type) != "list" or name_of(element(expr.type)) != name_of(element(value.type)):
            raise Unportable(f"java: a set of {value.type}")
        return Code(f"new HashSet<>({self.text(value)})")

    def op_list_repeat(self, expr: Op) -> Code:
        """Return a list of equal items."""
        items, times = expr.args
        if not isinstance(items, Items) or len(items.items) != 1:
            raise Unportable("java: a list of several items repeated")
        self.wanted |= {"ArrayList", "Collections"}
        return Code(f"new ArrayList<>(Collections.nCopies({self.text(times)}, {self.boxed(items.items[0], element(expr.type))}))")

    def op_list_append(self, expr: Op) -> Code:
        """Append an item."""
        base, item = expr.args
        return Code(f"{self.text(base, POSTFIX)}.add({self.boxed(item, element(base.type))})")

    def op_dict_bump(self, expr: Op) -> Code:
        """Count with merge."""
        base, key, more, start = expr.args
        if not (isinstance(start, Constant) and start.value == 0) or name_of(more.type) != "int":
            raise Unportable("java: counting from another start than 0")
        key_text = self.text(key, want=final(base.type).args[0])
        box = "Long" if self.wide else "Integer"
        return Code(f"{self.text(base, POSTFIX)}.merge({key_text}, {self.boxed(more, more.type)}, {box}::sum)")

    def op_list_sort_by(self, expr: Op) -> Code:
        """Sort in place by a key."""
        return self._sorted_by(expr, down=False)

    def op_list_sort_by_down(self, expr: Op) -> Code:
        """Sort in place by a key from the largest."""
        return self._sorted_by(expr, down=True)

    def _sorted_by(self, expr: Op, *, down: bool) -> Code:
        value, key = expr.args
        assert isinstance(key, tree.Lambda)
        kind = key.parameters[0].type
        one, other = (replaced(key.body, key.parameters[0], Symbol(name, kind, "loop")) for name in "ab")
        pairs = list(zip(*(side.items if isinstance(side, Items) else (side,) for side in (one, other)), strict=True))
        tests = [self.order(left, right, down=down) for left, right in pairs]
        text = self.text(value, POSTFIX)
        if len(tests) == 1:
            return Code(f"{text}.sort((a, b) -> {tests[0]})")
        if len(tests) > 2:
            raise Unportable("java: a key of three parts")
        same = self.text(Op(BOOL, "==", pairs[0]), 2)
        return Code(f"{text}.sort((a, b) -> {same} ? {tests[1]} : {tests[0]})")

    def order(self, left: Expr, right: Expr, *, down: bool) -> str:
        """Return the comparison of two values as a number."""
        if isinstance(left, Op) and left.op == "neg" and isinstance(right, Op):
            left, right, down = left.args[0], right.args[0], not down
        if down:
            left, right = right, left
        match name_of(left.type):
            case "int":
                return f"{'Long' if self.wide else 'Integer'}.compare({self.text(left)}, {self.text(right)})"
            case "str":
                return f"{self.text(left, POSTFIX)}.compareTo({self.text(right)})"
            case "char":
                return f"Character.compare({self.text(left)}, {self.text(right)})"
            case "float":
                return f"Double.compare({self.text(left)}, {self.text(right)})"
        raise Unportable(f"java: the order of {left.type}")


def _is_boxed(expr: Expr) -> bool:
    """Return whether a value comes out of a container as an object."""
    return (isinstance(expr, Index) and name_of(expr.base.type) in ("list", "dict", "tuple")) or (
        isinstance(expr, Op) and expr.op in ("dict.get", "max", "min", "list.pop", "list.pop_at")
    )  # fmt: skip


def _parts(expr: Expr) -> list[Expr]:
    if isinstance(expr, Op) and expr.op == "concat":
        return [*_parts(expr.args[0]), *_parts(expr.args[1])]
    return [expr]
