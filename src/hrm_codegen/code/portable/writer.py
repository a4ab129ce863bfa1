"""What the languages with braces share: statements, precedence, and templates for operators, builtins and methods.

A language is a class whose tables and hooks say what differs. Templates hold `{0}`, `{1}`: the arguments, in
parentheses where the text around them binds tighter; `{1:str}` converts an argument first.
"""

from __future__ import annotations

import abc
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Case, Unportable
from hrm_codegen.code.portable.facts import Facts
from hrm_codegen.code.portable.names import Names
from hrm_codegen.code.portable.precedence import ATOM, C_LEVELS, LOWEST, POSTFIX, UNARY, Code, level_around
from hrm_codegen.code.portable.tree import Constant, Expr, Name, Op, Stmt, Symbol
from hrm_codegen.code.portable.types import CHAR, FLOAT, INT, STR, Type, final, name_of

_FIELD = re.compile(r"\{(\d)(?::(\w+))?\}")
_BITS = ("&", "|", "^", "<<", ">>")
_COMPARED = ("==", "!=", "<", ">", "<=", ">=")


class Emitter(abc.ABC):  # a base class: expressions and statements call each other through every hook
    """Writes one program in one language; a fresh one for each program."""

    language: ClassVar[str]
    levels: ClassVar[Mapping[str, int]] = C_LEVELS
    signs: ClassVar[Mapping[str, str]] = {"and": "&&", "or": "||", "concat": "+", "//": "/"}
    templates: ClassVar[Mapping[str, str | tuple[str, int]]] = {}
    indent: ClassVar[str] = "    "
    end: ClassVar[str] = ";"
    parentheses: ClassVar[bool] = True  # around the condition of if and while

    def __init__(self, program: tree.Program, facts: Facts, names: Names) -> None:
        self.program, self.facts, self.names = program, facts, names
        self.wanted: set[str] = set()  # helpers and imports that the text needs
        self.lines: list[str] = []
        self.depth = 0

    # --- expressions

    def text(self, expr: Expr, level: int = LOWEST, want: Type | str | None = None) -> str:
        """Return an expression's text, converted to the type wanted, in parentheses where the place binds tighter."""
        code = self.converted(expr, want) if want is not None else self.code(expr)
        return f"({code.text})" if code.level < level else code.text

    def converted(self, expr: Expr, want: Type | str) -> Code:
        """Return an expression as the type wanted: a char as a str, a bool as an int, an int as a float."""
        target = want if isinstance(want, str) else name_of(want)
        have = name_of(expr.type)
        if isinstance(expr, Constant) and have != target:
            if target == "float" and have == "int":
                return self.code(Constant(FLOAT, float(expr.value)))
            if {have, target} == {"char", "str"} and len(str(expr.value)) == 1:
                return self.code(Constant(STR if target == "str" else CHAR, expr.value))
        if isinstance(expr, Op) and expr.op == "if" and have != target and target in ("str", "float", "int"):
            return self.code(Op(Type(target), "if", expr.args))
        if (
            have == target
            or not target
            or (have, target) not in (("char", "str"), ("bool", "int"), ("int", "float"), ("str", "char"))
        ):
            return self.code(expr)
        return self.template(f"as.{target}:{have}", (expr,))

    def code(self, expr: Expr) -> Code:  # noqa: C901  # a table: one case a kind
        """Return an expression's text and level."""
        match expr:
            case Constant():
                return self.literal(expr)
            case Name(symbol=symbol):
                return Code(self.names.variable(symbol), ATOM)
            case Op():
                return self.op(expr)
            case tree.Call(name=name, args=args):
                return Code(f"{self.names.function(name)}({self.arguments(name, args)})")
            case tree.Items():
                return self.items(expr)
            case tree.Index():
                return self.index(expr)
            case tree.Slice():
                return self.slice(expr)
            case tree.Comprehension():
                return self.comprehension(expr)
            case tree.Format():
                return self.format(expr)
            case tree.Lambda():
                return self.function_value(expr)

    def op(self, expr: Op) -> Code:
        """Return an operator, builtin or method: by a template for the type, a method of ours, or a plain template."""
        for key in self.keys(expr):
            if ":" in key and key in self.templates:
                return self.template(key, expr.args)
        method = getattr(self, "op_" + expr.op.replace(".", "_"), None) if expr.op[0].isalpha() else None
        if method is not None:
            result: Code = method(expr)
            return result
        if expr.op in self.templates:
            return self.template(expr.op, expr.args)
        if expr.op in ("==", "!="):
            return self.compared(expr)
        if expr.op in ("%", "//") and name_of(expr.type) == "int":
            return self.divided(expr)
        if expr.op == "**":
            return self.power(expr)
        if expr.op in self.levels:
            return self.binary(expr)
        raise Unportable(f"{self.language} has no {expr.op} of {', '.join(repr(arg.type) for arg in expr.args)}")

    def keys(self, expr: Op) -> Iterator[str]:
        """Yield the names under which an Op is looked up, the most special first."""
        if expr.args:
            kind = final(expr.args[0].type)
            if kind.args:
                yield f"{expr.op}:{kind.name}:{name_of(kind.args[0])}"
            yield f"{expr.op}:{kind.name}"
        yield expr.op

    def template(self, key: str, args: Sequence[Expr]) -> Code:
        """Fill a template; raise Unportable when the language has none of this name."""
        entry = self.templates.get(key)
        if entry is None:
            raise Unportable(f"{self.language} has no {key}")
        marked, level = entry if isinstance(entry, tuple) else (entry, POSTFIX)
        if marked == "{0}":
            return self.code(args[0])
        pattern = self.noted(marked)

        def filled(match: re.Match[str]) -> str:
            place, kind = int(match[1]), match[2]
            if place >= len(args):
                raise Unportable(f"{key} with {len(args)} arguments")
            before, after = pattern[: match.start()], pattern[match.end() :]
            return self.text(args[place], level_around(before, after, self.levels), kind)

        return Code(_FIELD.sub(filled, pattern), level)

    def noted(self, pattern: str) -> str:
        """Return a template without its `@name` marks, each noted as a helper or import that the text needs."""
        self.wanted.update(re.findall(r"@(\w+);", pattern))
        return re.sub(r"@\w+;", "", pattern)

    def binary(self, expr: Op) -> Code:
        """Return a plain binary operator."""
        level, sign = self.levels[expr.op], self.signs.get(expr.op, expr.op)
        want = self.operand_type(expr)
        left, right = (self.side(arg, expr.op, level + place, want) for place, arg in enumerate(expr.args))
        return Code(f"{left} {sign} {right}", level)

    def side(self, expr: Expr, op: str, level: int, want: Type | None) -> str:
        """Return an operand: in parentheses also where only few know which operator binds tighter."""
        code = self.converted(expr, want) if want is not None else self.code(expr)
        inner = expr.op if isinstance(expr, Op) else ""
        unclear = (op in _BITS and code.level < UNARY and inner != op) or {op, inner} == {"and", "or"}
        unclear = unclear or (op in _COMPARED and inner in _COMPARED and code.level < UNARY)
        same = op == inner and op in ("and", "or")
        return f"({code.text})" if (code.level < level and not same) or unclear else code.text

    def operand_type(self, expr: Op) -> Type | None:
        """Return the type that both operands of an operator are brought to."""
        kinds = {name_of(arg.type) for arg in expr.args}
        if kinds == {"char", "str"}:
            return STR
        if kinds == {"char"} and expr.op == "concat":
            return STR
        if "float" in kinds or expr.op == "/":
            return FLOAT
        if kinds & {"int"} or (kinds == {"bool"} and expr.op not in (*_COMPARED, "and", "or", "&", "|", "^")):
            return INT
        return None

    def divided(self, expr: Op) -> Code:
        """Return // or % of integers: the language's own where the operands are never negative, else with Python's sign."""
        if all(self.facts.nonnegative(arg) for arg in expr.args):
            return self.binary(expr)
        return self.template("floor//" if expr.op == "//" else "floor%", expr.args)

    def op_not(self, expr: Op) -> Code:
        """Return `not x`."""
        return Code(f"!{self.text(expr.args[0], UNARY)}", UNARY)

    def op_neg(self, expr: Op) -> Code:
        """Return `-x`."""
        return Code(f"-{self.text(expr.args[0], UNARY, expr.type)}", UNARY)

    def op_alias(self, expr: Op) -> Code:
        """Return a second name for a container."""
        return self.code(expr.args[0])

    def compared(self, expr: Op) -> Code:
        """Return a comparison with zero of a remainder as it is written everywhere: its sign does not matter."""
        left, right = expr.args
        if (
            isinstance(left, Op)
            and left.op == "%"
            and isinstance(right, Constant)
            and right.value == 0
            and name_of(left.type) == "int"
        ):
            level = self.levels[expr.op]
            return Code(f"{self.binary(left).text} {self.signs.get(expr.op, expr.op)} 0", level)
        return self.binary(expr)

    def power(self, expr: Op) -> Code:
        """Return a power: a product for small constant exponents of a variable."""
        base, exponent = expr.args
        if isinstance(base, Name | Constant) and isinstance(exponent, Constant) and exponent.value in (2, 3):
            product = Op(expr.type, "*", (base, base))
            return self.code(product if exponent.value == 2 else Op(expr.type, "*", (product, base)))
        return self.template(f"power:{name_of(expr.type)}", expr.args)

    def arguments(self, name: str, args: Sequence[Expr]) -> str:
        """Return the arguments of a call of one of the program's functions."""
        function = next(function for function in self.program.functions if function.name == name)
        return ", ".join(self.text(arg, want=symbol.type) for arg, symbol in zip(args, function.parameters, strict=True))

    # --- statements

    def line(self, text: str) -> None:
        """Write one line at the present depth."""
        self.lines.append(self.indent * self.depth + text if text else "")

    def block(self, head: str, body: Sequence[Stmt], foot: str = "}") -> None:
        """Write a block in braces."""
        self.line(f"{head} {{".lstrip())
        self.depth += 1
        self.statements(body)
        self.depth -= 1
        if foot:
            self.line(foot)

    def opened(self, head: str) -> None:
        """Write the head of a block whose first lines are written by hand."""
        self.line(f"{head} {{")
        self.depth += 1

    def finished(self, body: Sequence[Stmt]) -> None:
        """Write the rest of a block and close it."""
        self.statements(body)
        self.depth -= 1
        self.line("}")

    def statements(self, body: Sequence[Stmt]) -> None:
        """Write statements in turn."""
        for statement in body:
            getattr(self, f"do_{type(statement).__name__.lower()}")(statement)

    def do_return(self, node: tree.Return) -> None:
        """Write `return`."""
        self.line(f"return {self.text(node.value, want=self.returns)}{self.end}")

    def do_jump(self, node: tree.Jump) -> None:
        """Write break or continue."""
        self.line(f"{node.word}{self.end}")

    def do_if(self, node: tree.If) -> None:
        """Write a condition with its branches, `elif` as `else if`."""
        head = f"if {self.condition(node.test)}"
        while True:
            self.block(head, node.body, foot="")
            if not node.orelse:
                break
            if len(node.orelse) == 1 and isinstance(node.orelse[0], tree.If):
                node = node.orelse[0]
                head = f"}} else if {self.condition(node.test)}"
                continue
            self.block("} else", node.orelse, foot="")
            break
        self.line("}")

    def condition(self, test: Expr) -> str:
        """Return a condition as if and while want it."""
        return f"({self.text(test)})" if self.parentheses else self.text(test)

    def do_while(self, node: tree.While) -> None:
        """Write a loop with a condition."""
        self.block(f"while {self.condition(node.test)}", node.body)

    def do_assign(self, node: tree.Assign) -> None:
        """Write an assignment or a declaration."""
        if isinstance(node.target, tree.Index):
            self.store(node.target, node.value)
        elif node.declares:
            self.let(node.target.symbol, node.value)
        else:
            self.line(f"{self.text(node.target)} = {self.text(node.value, want=node.target.type)}{self.end}")

    def do_augment(self, node: tree.Augment) -> None:
        """Write `+=` and its like; what the language has no sign for is written out."""
        target, op, value = node.target, node.op, node.value
        plain = op in ("+", "-", "*", "/", "&", "|", "^", "<<", ">>", "concat") or (
            op in ("//", "%") and self.facts.nonnegative(target) and self.facts.nonnegative(value)
        )
        if isinstance(target, tree.Index) and name_of(target.base.type) == "dict" and self.dict_augment(target, op, value):
            return
        if not plain:
            whole = Op(target.type, op, (target, value))
            self.do_assign(tree.Assign(target, whole))
            return
        if op in ("+", "-") and isinstance(value, Constant) and value.value == 1 and name_of(target.type) == "int" and self.steps:
            self.line(f"{self.text(target)}{op}{op}{self.end}")
            return
        want: Type | None = target.type if op != "concat" or not self.joins_letters else None
        self.line(f"{self.text(target)} {self.signs.get(op, op)}= {self.text(value, want=want)}{self.end}")

    steps: ClassVar[bool] = True  # the language has `++`
    joins_letters: ClassVar[bool] = True  # a letter may be added to a string as it is
    prelude: ClassVar[str] = ""
    wide: bool = False  # integers want 64 bits

    @staticmethod
    @abc.abstractmethod
    def keeps(expr: Expr) -> bool:
        """Return whether an expression stays one: see `lower`."""

    parallel: ClassVar[bool] = True
    named: ClassVar[frozenset[str]] = frozenset()
    returns: Type

    def dict_augment(self, target: tree.Index, op: str, value: Expr) -> bool:  # noqa: ARG002  # for those who say it otherwise
        """Write `d[key] op= value` in the language's own way; False leaves it to the common way."""
        return False

    def store(self, target: tree.Index, value: Expr) -> None:
        """Write `base[index] = value`."""
        self.line(f"{self.text(target)} = {self.text(value, want=target.type)}{self.end}")

    def do_do(self, node: tree.Do) -> None:
        """Write an expression for its effect."""
        self.line(self.text(node.value) + self.end)

    # --- what a language says

    @abc.abstractmethod
    def file(self) -> str:
        """Return the program's text."""

    @abc.abstractmethod
    def head(self, function: tree.Function) -> str:
        """Return the line that declares a function."""

    @abc.abstractmethod
    def test(self, case: Case) -> str:
        """Return the statement that checks one case."""

    def whole(self, code: str, tests: tuple[str, ...]) -> str:
        """Return one file with the program and its tests."""
        return self.prelude + code + "\n" + "\n".join(tests) + "\n"

    def literal(self, expr: Constant) -> Code:
        """Return a constant."""
        return Code(self.value(expr.value, expr.type), UNARY if not isinstance(expr.value, str) and expr.value < 0 else ATOM)

    def scalar(self, value: Any, name: str) -> str:
        """Return a literal of a truth value, a string or a character, as the languages with braces write them."""
        if name == "bool":
            return "true" if value else "false"
        return json.dumps(value) if name == "str" else "'" + {"'": "\\'", '"': '"'}.get(value, json.dumps(value)[1:-1]) + "'"

    @abc.abstractmethod
    def items(self, expr: tree.Items) -> Code:
        """Return a display."""

    @abc.abstractmethod
    def index(self, expr: tree.Index) -> Code:
        """Return `base[index]`."""

    @abc.abstractmethod
    def slice(self, expr: tree.Slice) -> Code:
        """Return a slice."""

    def comprehension(self, expr: tree.Comprehension) -> Code:  # noqa: ARG002  # for those who keep them
        """Return a comprehension; most languages had it turned into a loop before."""
        raise Unportable(f"{self.language}: a comprehension inside an expression")

    @abc.abstractmethod
    def format(self, expr: tree.Format) -> Code:
        """Return an f-string."""

    def function_value(self, expr: tree.Lambda) -> Code:  # noqa: ARG002  # for those who have them
        """Return a lambda."""
        raise Unportable(f"{self.language}: a function as a value")

    @abc.abstractmethod
    def let(self, symbol: Symbol, value: Expr) -> None:
        """Write a declaration with its first value."""

    @abc.abstractmethod
    def value(self, value: Any, kind: Type) -> str:
        """Return a literal of any portable type, for tests."""
