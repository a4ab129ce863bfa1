"""The typed tree between Python and the other languages: expressions, statements, functions.

Everything a language has to say in its own words is an `Op` with a name: "+", "len", "str.upper", "list.append". The
names of methods are "<type>.<method>".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal

from hrm_codegen.code.portable.types import Type


@dataclass(eq=False)
class Symbol:
    """A variable: what it is called, and what the function does with it."""

    name: str
    type: Type
    role: Literal["parameter", "local", "loop"]
    assigned: int = 0  # how many statements give it a value
    mutated: bool = False  # its content is changed: append, item assignment


@dataclass(eq=False)
class Constant:
    """A constant: int, float, bool or str; a str of one letter may have the type char."""

    type: Type
    value: int | float | bool | str


@dataclass(eq=False)
class Name:
    """A use of a variable."""

    type: Type
    symbol: Symbol


@dataclass(eq=False)
class Op:
    """An operator, a builtin or a method with its arguments."""

    type: Type
    op: str
    args: tuple[Expr, ...]


@dataclass(eq=False)
class Call:
    """A call of another function of the program, by its Python name."""

    type: Type
    name: str
    args: tuple[Expr, ...]


@dataclass(eq=False)
class Items:
    """A list, set, tuple or dict display; a dict's keys and values alternate."""

    type: Type
    items: tuple[Expr, ...]


@dataclass(eq=False)
class Index:
    """`base[index]` of a list, str, tuple or dict."""

    type: Type
    base: Expr
    index: Expr


@dataclass(eq=False)
class Slice:
    """`base[low:high:step]` of a list or str; the step is 1, -1 or another constant."""

    type: Type
    base: Expr
    low: Expr | None
    high: Expr | None
    step: int


@dataclass(eq=False)
class Lambda:
    """A key function of sorted, min or max, or what reduce folds with."""

    type: Type  # of the body
    parameters: tuple[Symbol, ...]
    body: Expr


@dataclass(eq=False)
class Source:
    """What a loop runs over: range(low, high, step), each(x), reversed(x), enumerate(x, start), zip(x, y), items(d)."""

    kind: Literal["range", "each", "reversed", "enumerate", "zip", "items"]
    args: tuple[Expr, ...]
    step: int = 1  # of a range


@dataclass(eq=False)
class Clause:
    """One `for ... in ... if ...` of a comprehension."""

    targets: tuple[Symbol, ...]
    source: Source
    conditions: tuple[Expr, ...]


@dataclass(eq=False)
class Comprehension:
    """A list, set or dict comprehension, or a generator (typed as a list); a dict has key and value as items."""

    type: Type
    items: tuple[Expr, ...]
    clauses: tuple[Clause, ...]


@dataclass(eq=False)
class Format:
    """An f-string: texts and values in turn, each value with its format ("", "02", ".2f")."""

    type: Type
    parts: tuple[str | FormatValue, ...]


@dataclass(eq=False)
class FormatValue:
    """One value in an f-string."""

    value: Expr
    spec: str


Expr = Constant | Name | Op | Call | Items | Index | Slice | Lambda | Comprehension | Format


@dataclass(eq=False)
class Declare:
    """A variable declared before the block that first gives it a value; `settled` when that gives it one in any case."""

    symbol: Symbol
    settled: bool = False


@dataclass(eq=False)
class Assign:
    """`target = value`; `declares` at the first assignment of a variable."""

    target: Name | Index
    value: Expr
    declares: bool = False


@dataclass(eq=False)
class Unpack:
    """`a, b = value` for a tuple or a display of values; `declares` when every target is new."""

    targets: tuple[Name | Index, ...]
    value: Expr
    declares: bool = False


@dataclass(eq=False)
class Augment:
    """`target op= value`."""

    target: Name | Index
    op: str
    value: Expr


@dataclass(eq=False)
class Do:
    """An expression for its effect: append, sort, add."""

    value: Expr


@dataclass(eq=False)
class If:
    """A condition with its two branches; the second may be empty."""

    test: Expr
    body: list[Stmt]
    orelse: list[Stmt] = field(default_factory=list)


@dataclass(eq=False)
class While:
    """A loop with a condition."""

    test: Expr
    body: list[Stmt]


@dataclass(eq=False)
class For:
    """A loop over a source; targets are variables of the loop alone."""

    targets: tuple[Symbol, ...]
    source: Source
    body: list[Stmt]


@dataclass(eq=False)
class Return:
    """The result."""

    value: Expr


@dataclass(eq=False)
class Jump:
    """break or continue."""

    word: Literal["break", "continue"]


Stmt = Declare | Assign | Unpack | Augment | Do | If | While | For | Return | Jump


@dataclass(eq=False)
class Function:
    """One function with its symbols; `name` as Python has it."""

    name: str
    parameters: tuple[Symbol, ...]
    returns: Type
    body: list[Stmt]
    doc: str = ""


@dataclass(eq=False)
class Program:
    """Functions in the order in which they are written: helpers first, the entry last."""

    functions: tuple[Function, ...]

    @property
    def entry(self) -> Function:
        """The function that the tests call."""
        return self.functions[-1]


def children(node: object) -> Iterator[object]:
    """Yield the nodes directly inside a node."""
    for entry in fields(node):  # type: ignore[arg-type]  # every node is a dataclass
        value = getattr(node, entry.name)
        for item in value if isinstance(value, list | tuple) else (value,):
            if isinstance(item, NODES):
                yield item


def walk(node: object) -> Iterator[object]:
    """Yield a node and everything inside it, in the order of the text."""
    yield node
    for child in children(node):
        yield from walk(child)


NODES = (
    Constant, Name, Op, Call, Items, Index, Slice, Lambda, Source, Clause, Comprehension, Format, FormatValue,
    Declare, Assign, Unpack, Augment, Do, If, While, For, Return, Jump, Function,
)  # fmt: skip
