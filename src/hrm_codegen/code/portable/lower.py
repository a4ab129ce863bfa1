"""Comprehensions and conditional expressions into loops and branches, for languages that write them so.

What a language keeps as an expression is its own choice: a predicate. The order of evaluation stays: what would move before
a part that may not run is Unportable.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import ClassVar, Protocol

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Unportable
from hrm_codegen.code.portable.shapes import concatenated, is_swap, touches
from hrm_codegen.code.portable.tree import (
    Assign,
    Augment,
    Comprehension,
    Constant,
    Do,
    Expr,
    Function,
    Index,
    Items,
    Name,
    Op,
    Program,
    Return,
    Stmt,
    Symbol,
)
from hrm_codegen.code.portable.types import BOOL, INT, NONE, Type, element, final, name_of


class Shape(Protocol):
    """What a language writes as an expression."""

    parallel: ClassVar[bool]  # `a, b = b, a` is one statement
    named: ClassVar[frozenset[str]]  # operations that name their first argument twice: it has to be a variable

    @staticmethod
    def keeps(expr: Expr) -> bool:
        """Return whether a comprehension, a conditional, `any`, `sorted` and the like stays an expression."""
        ...


def lower(program: Program, shape: type[Shape]) -> Program:
    """Return the program with everything that is not kept written as statements."""
    return Program(tuple(_Lowering(function, shape).function() for function in program.functions))


class _Lowering:
    """Lowers one function."""

    def __init__(self, function: Function, shape: type[Shape]) -> None:
        self.source, self.keep, self.shape = function, shape.keeps, shape
        self.before: list[Stmt] = []  # what has to run before the statement at hand
        nodes = list(tree.walk(function))
        self.names = {node.symbol.name for node in nodes if isinstance(node, Name)}
        self.names |= {symbol.name for symbol in function.parameters}
        self.names |= {t.name for node in nodes if isinstance(node, tree.For | tree.Clause) for t in node.targets}

    def function(self) -> Function:
        return replace(self.source, body=self.block(self.source.body))

    # --- statements

    def block(self, body: list[Stmt]) -> list[Stmt]:
        result: list[Stmt] = []
        for statement in body:
            outer, self.before = self.before, []
            rewritten = self.statement(statement)
            result += [*self.before, *rewritten]
            self.before = outer
        return result

    def statement(self, node: Stmt) -> list[Stmt]:
        match node:
            case Return(value=value):
                return self.returned(value)
            case Assign(target=target, value=value, declares=declares):
                return self.assigned(self.place(target), value, declares=declares)
            case tree.Unpack(targets=targets, value=value):
                node = replace(node, targets=tuple(map(self.place, targets)), value=self.expr(value))
                return [node] if self.shape.parallel else self.in_turn(node)
            case Augment(target=target, value=value):
                return [replace(node, target=self.place(target), value=self.expr(value))]
            case Do(value=value):
                return [Do(self.expr(value))]
            case tree.If(test=test, body=body, orelse=orelse):
                return [tree.If(self.expr(test), self.block(body), self.block(orelse))]
            case tree.While(test=test, body=body):
                return [self.loop(test, body)]
            case tree.For(source=source, body=body):
                return [replace(node, source=self.over(source), body=self.block(body))]
        return [node]

    def loop(self, test: Expr, body: list[Stmt]) -> Stmt:
        outer, self.before = self.before, []
        condition = self.expr(test)
        needed, self.before = self.before, outer
        if not needed:
            return tree.While(condition, self.block(body))
        leave = tree.If(_opposite(condition), [tree.Jump("break")])
        return tree.While(Constant(BOOL, value=True), [*needed, leave, *self.block(body)])

    def in_turn(self, node: tree.Unpack) -> list[Stmt]:
        """Return single assignments that do what a parallel one does; a swap stays as it is."""
        if not isinstance(node.value, Items) or is_swap(node):
            return [node]
        pairs = list(zip(node.targets, node.value.items, strict=True))
        if node.declares:
            return [Assign(target, value, declares=True) for target, value in pairs]
        for order in itertools.permutations(pairs):
            if not any(touches(target, later) for place, (target, _) in enumerate(order) for _, later in order[place + 1 :]):
                return [Assign(target, value) for target, value in order]
        saved, result = [], []
        for target, value in pairs[1:]:
            word = f"next_{target.symbol.name}" if isinstance(target, Name) else "next_value"
            symbol = self.symbol(word, target.type)
            result.append(_set(symbol, value, declares=True))
            saved.append(Assign(target, Name(symbol.type, symbol)))
        return [*result, Assign(*pairs[0]), *saved]

    def returned(self, value: Expr) -> list[Stmt]:
        if (
            isinstance(value, Op)
            and value.op in ("any", "all")
            and not isinstance(value.args[0], Comprehension)
            and not self.keep(value)
        ):
            value = replace(value, args=(self.each(value.args[0]),))
        match value:
            case Op(op=("and" | "or") as word, args=(left, right)) if self.needs(right):
                test, known = (_opposite(left), False) if word == "and" else (left, True)
                return [tree.If(self.expr(test), [Return(Constant(BOOL, known))]), *self.block([Return(right)])]
        if self.lowered(value):
            match value:
                case Op(op="if", args=(test, then, other)):
                    return [tree.If(self.expr(test), self.block([Return(then)])), *self.block([Return(other)])]
                case Op(op=("any" | "all") as op, args=(Comprehension() as inside,)):
                    found = op == "any"
                    test = inside.items[0] if found else _opposite(inside.items[0])
                    hit: list[Stmt] = [tree.If(test, [Return(Constant(BOOL, found))])]
                    return [*self.clauses(inside, hit), Return(Constant(BOOL, not found))]
                case Comprehension():
                    symbol = self.symbol("result", value.type)
                    return [*self.filled(symbol, value), Return(Name(symbol.type, symbol))]
                case Op(op=op) if op in _STATEMENTS:
                    symbol = self.symbol("result", value.type)
                    return [*self.copied(symbol, value), Return(Name(symbol.type, symbol))]
        return [Return(self.expr(value))]

    def assigned(self, target: Name | Index, value: Expr, *, declares: bool) -> list[Stmt]:
        if isinstance(target, Name) and self.lowered(value):
            match value:
                case Op(op="if", args=(test, then, other)):
                    head: list[Stmt] = [tree.Declare(target.symbol, settled=target.symbol.assigned == 1)] if declares else []
                    target.symbol.assigned += 1
                    branches = (self.block([Assign(target, branch)]) for branch in (then, other))
                    return [*head, tree.If(self.expr(test), *branches)]
                case Comprehension() if declares:
                    return self.filled(target.symbol, value)
                case Op(op=("any" | "all" | "sum")) if declares:
                    self.hoisted(value, into=target.symbol)
                    return []
                case Op(op=op) if declares and op in _STATEMENTS:
                    return self.copied(target.symbol, value)
        return [Assign(target, self.expr(value), declares)]

    # --- expressions

    def lowered(self, value: Expr) -> bool:
        """Return whether an expression itself is written as statements."""
        if isinstance(value, Op) and value.op in ("any", "all", "sum") and isinstance(value.args[0], Comprehension):
            return not self.keep(value)
        if isinstance(value, Comprehension) or (isinstance(value, Op) and value.op in _STATEMENTS):
            return not self.keep(value)
        return False

    def place(self, target: Name | Index) -> Name | Index:
        if isinstance(target, Index):
            return replace(target, base=self.expr(target.base), index=self.expr(target.index))
        return target

    def expr(self, value: Expr) -> Expr:  # noqa: C901, PLR0912  # a table: one case a kind
        """Return an expression without what has to be statements, which are put before."""
        if self.lowered(value):
            return self.hoisted(value)
        match value:
            case Op(op=("sum" | "any" | "all"), args=(inside,)) if not isinstance(inside, Comprehension) and not self.keep(value):
                return self.expr(replace(value, args=(self.each(inside),)))
            case Op(op=("and" | "or"), args=(left, right)):
                return replace(value, args=(self.expr(left), self.pure(right)))
            case Op(op="if", args=(test, then, other)):
                return replace(value, args=(self.expr(test), self.pure(then), self.pure(other)))
            case Op(args=(Comprehension() as inside, *rest)) if value.op in ("any", "all", "sum"):
                return replace(value, args=(self.kept(inside), *map(self.expr, rest)))
            case Op(op=op, args=(first, *rest)) if op in self.shape.named and not isinstance(first, Name):
                return replace(value, args=(self.variable(first), *map(self.expr, rest)))
            case Op(args=args) | tree.Call(args=args):
                return replace(value, args=tuple(map(self.expr, args)))
            case Items(items=items):
                return replace(value, items=tuple(map(self.expr, items)))
            case Index(base=base, index=index):
                return replace(value, base=self.expr(base), index=self.expr(index))
            case tree.Slice(base=base, low=low, high=high):
                return replace(value, base=self.expr(base), low=low and self.expr(low), high=high and self.expr(high))
            case tree.Format(parts=parts):
                return replace(value, parts=tuple(
                    part if isinstance(part, str) else replace(part, value=self.expr(part.value)) for part in parts))  # fmt: skip
            case tree.Lambda(body=body):
                return replace(value, body=self.pure(body))
            case Comprehension():
                return self.kept(value)
        return value

    def kept(self, value: Comprehension) -> Comprehension:
        first, *others = value.clauses
        clauses = [replace(first, source=self.over(first.source), conditions=tuple(map(self.pure, first.conditions)))]
        clauses += [replace(c, source=self.over(c.source), conditions=tuple(map(self.pure, c.conditions))) for c in others]
        return replace(value, items=tuple(map(self.pure, value.items)), clauses=tuple(clauses))

    def over(self, source: tree.Source) -> tree.Source:
        return replace(source, args=tuple(map(self.expr, source.args)))

    def needs(self, value: Expr) -> bool:
        """Return whether an expression has to put something before its statement."""
        outer, self.before, names = self.before, [], set(self.names)
        self.expr(value)
        needed, self.before, self.names = self.before, outer, names
        return bool(needed)

    def pure(self, value: Expr) -> Expr:
        """Return an expression that must not put anything before its statement."""
        outer, self.before = self.before, []
        result = self.expr(value)
        needed, self.before = self.before, outer
        if needed:
            raise Unportable("a loop inside a part of an expression that may not run")
        return result

    def hoisted(self, value: Expr, into: Symbol | None = None) -> Expr:
        """Put the statements that compute a value before the statement at hand; return the variable that holds it."""
        match value:
            case Op(op="if"):
                symbol = self.symbol("value", value.type)
                self.before += self.assigned(Name(symbol.type, symbol), value, declares=True)
            case Op(op=("any" | "all") as op, args=(Comprehension() as inside,)):
                found = op == "any"
                symbol = into or self.symbol("found" if found else "valid", BOOL)
                test = inside.items[0] if found else _opposite(inside.items[0])
                single = len(inside.clauses) == 1
                hit: list[Stmt] = [_set(symbol, Constant(BOOL, found)), *([tree.Jump("break")] if single else [])]
                symbol.assigned += 1
                self.before += [_set(symbol, Constant(BOOL, not found), declares=True), *self.clauses(inside, [tree.If(test, hit)])]
            case Op(op="sum", args=(Comprehension() as inside,)):
                item = inside.items[0]
                counted = (isinstance(item, Constant) and item.value == 1) or name_of(item.type) == "bool"
                symbol = into or self.symbol("count" if counted else "total", value.type)
                symbol.assigned += 1
                add: Stmt = Augment(Name(symbol.type, symbol), "+", Constant(INT, 1) if counted else item)
                body: list[Stmt] = [tree.If(item, [add])] if name_of(item.type) == "bool" else [add]
                self.before += [_set(symbol, Constant(value.type, 0), declares=True), *self.clauses(inside, body)]
            case Comprehension():
                symbol = self.symbol(
                    "items" if name_of(value.type) == "list" else "seen" if name_of(value.type) == "set" else "table", value.type
                )
                self.before += self.filled(symbol, value)
            case Op(op=op) if op in _STATEMENTS:
                symbol = self.symbol("ordered" if "sorted" in op else "joined", value.type)
                self.before += self.copied(symbol, value)
            case _:
                raise Unportable("an expression that has to be a statement")
        return Name(symbol.type, symbol)

    def each(self, value: Expr) -> Comprehension:
        """Return a container as a comprehension that gives its items as they are."""
        symbol = Symbol("value" if "item" in self.names else "item", element(value.type), "loop")
        clause = tree.Clause((symbol,), tree.Source("each", (value,)), ())
        return Comprehension(Type("list", symbol.type), (Name(symbol.type, symbol),), (clause,))

    def variable(self, value: Expr) -> Expr:
        """Return a variable that holds a value, put before the statement at hand."""
        result = self.expr(value)
        if isinstance(result, Name):
            return result
        word = {"str": "text", "list": "items", "set": "items", "dict": "table"}.get(name_of(value.type), "value")
        symbol = self.symbol(word, value.type)
        self.before.append(_set(symbol, result, declares=True))
        return Name(symbol.type, symbol)

    def copied(self, symbol: Symbol, value: Op) -> list[Stmt]:
        """Return the statements that copy a container and sort it or add to it."""
        outer, self.before = self.before, []
        symbol.mutated = True
        name = Name(symbol.type, symbol)
        if value.op == "list.concat":
            first, *others = concatenated(value)
            result = [*self.start(symbol, first), *(Do(Op(NONE, "list.extend", (name, self.expr(other)))) for other in others)]
        elif value.op == "str.sorted":
            result = [_set(symbol, self.expr(value.args[0]), declares=True), Do(Op(NONE, "str.sort", (name,)))]
        else:
            sort = "list.sort" + value.op.removeprefix("sorted")
            key = tuple(self.expr(arg) for arg in value.args[1:])
            result = [*self.start(symbol, value.args[0]), Do(Op(NONE, sort, (name, *key)))]
        needed, self.before = self.before, outer
        return [*needed, *result]

    def start(self, symbol: Symbol, first: Expr) -> list[Stmt]:
        """Return the statements that declare a list as a copy of another container."""
        if isinstance(first, Comprehension) and name_of(first.type) == "list" and not self.keep(first):
            return self.filled(symbol, first)
        if isinstance(first, Op) and first.op == "list.from":
            first = first.args[0]
        listed = name_of(first.type) == "list"
        value = self.expr(first) if listed or "list.from" not in self.shape.named else self.variable(first)
        if not listed:
            value = Op(symbol.type, "list.from", (value,))
        elif isinstance(value, Name | Index):
            value = Op(symbol.type, "copy", (value,))
        return [_set(symbol, value, declares=True)]

    def filled(self, symbol: Symbol, value: Comprehension) -> list[Stmt]:
        """Return the statements that fill a new container."""
        symbol.mutated = True
        name, kind = Name(symbol.type, symbol), name_of(value.type)
        if kind == "dict":
            add: Stmt = Assign(Index(final(value.type).args[1], name, value.items[0]), value.items[1])
        else:
            add = Do(Op(NONE, "list.append" if kind == "list" else "set.add", (name, value.items[0])))
        return [_set(symbol, Items(value.type, ()), declares=True), *self.clauses(value, [add])]

    def clauses(self, value: Comprehension, body: list[Stmt]) -> list[Stmt]:
        """Return the loops of a comprehension around what is done for each item."""
        for clause in reversed(value.clauses):
            if clause.conditions:
                test = clause.conditions[0]
                for condition in clause.conditions[1:]:
                    test = Op(BOOL, "and", (test, condition))
                single = body[0] if len(body) == 1 else None
                if isinstance(single, tree.If) and not single.orelse:
                    body = [tree.If(Op(BOOL, "and", (test, single.test)), single.body)]
                else:
                    body = [tree.If(test, body)]
            body = [tree.For(clause.targets, clause.source, body)]
        return self.block(body)

    def symbol(self, name: str, kind: Type) -> Symbol:
        free = next(word for word in (name, *(f"{name}{n}" for n in range(2, 99))) if word not in self.names)
        self.names.add(free)
        return Symbol(free, kind, "local", assigned=1)


_STATEMENTS = frozenset(
    {"if", "list.concat", "sorted", "sorted_down", "sorted_by", "sorted_by_down", "str.sorted"}
)  # what some languages write as statements


def _set(symbol: Symbol, value: Expr, *, declares: bool = False) -> Stmt:
    return Assign(Name(symbol.type, symbol), value, declares)


def _opposite(test: Expr) -> Expr:
    opposites = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "empty": "nonempty", "nonempty": "empty"}
    if isinstance(test, Op) and test.op in opposites:
        return Op(BOOL, opposites[test.op], test.args)
    if isinstance(test, Op) and test.op == "not":
        return test.args[0]
    return Op(BOOL, "not", (test,))
