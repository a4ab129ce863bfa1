"""Whether a program's result depends on the order in which a dictionary or set gives its items.

Python keeps the order of insertion and JavaScript does too; the maps of the other languages do not. The judgement is
careful: what may depend on the order counts as depending on it, unless it is sorted, summed or compared away.
"""

from __future__ import annotations

from collections.abc import Iterator

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.shapes import same
from hrm_codegen.code.portable.tree import Assign, Augment, Comprehension, Constant, Expr, Name, Op, Program, Symbol
from hrm_codegen.code.portable.types import name_of

_LEVELLERS = frozenset(
    {
        "sorted", "sorted_down", "sorted_by", "sorted_by_down", "sum", "prod", "any", "all", "len", "set.from", "min", "max",
        "min.default", "max.default", "in.list", "list.count", "nonempty", "empty",
    }
)  # fmt: skip  # what gives the same for any order; sorting by a key leaves ties, which tests show


def depends_on_order(program: Program) -> bool:
    """Return whether the result may depend on the order of a dictionary's or set's items."""
    return any(_loops(function) or _values(function) for function in program.functions)


def _loops(function: tree.Function) -> bool:
    """Return whether a loop over unordered items does what depends on their order."""
    levelled = {id(symbol) for symbol in _levelled(function)}
    return any(
        isinstance(node, tree.For) and _unordered(node.source) and any(_sensitive(node, levelled)) for node in tree.walk(function)
    )


def _sensitive(loop: tree.For, levelled: set[int]) -> Iterator[bool]:
    """Yield for each thing that a loop does whether it depends on the order."""
    tracked = [_tracked(node) for node in tree.walk(loop) if isinstance(node, tree.If)]
    kept = {id(node) for nodes in tracked for node in nodes}
    for node in tree.walk(loop):
        match node:
            case tree.Return(value=value):
                yield not isinstance(value, Constant)
            case Op(op=("list.append" | "list.insert" | "list.extend"), args=(Name(symbol=symbol), *_)):
                yield id(symbol) not in levelled
            case Augment(op="concat"):
                yield True
            case Assign(target=Name(symbol=symbol)) if not node.declares and symbol.role == "local":
                yield id(node) not in kept and not isinstance(node.value, Constant)


def _tracked(node: tree.If) -> list[Assign]:
    """Return the assignments that keep the best of what was seen, `if v > best: best = v`, or with a tie decided by an `or`."""
    test = node.test
    if isinstance(test, Op) and test.op == "or":
        return [statement for statement in node.body if isinstance(statement, Assign)]
    alone = [statement for statement in node.body if isinstance(statement, Assign)]
    compared = isinstance(test, Op) and test.op in ("<", ">", "<=", ">=") and len(alone) == len(node.body) == 1
    if compared and isinstance(test, Op) and any(same(alone[0].value, side) for side in test.args):
        return alone
    return []


def _levelled(function: tree.Function) -> Iterator[Symbol]:
    """Yield the lists that are sorted later, or whose items are only summed and compared."""
    for node in tree.walk(function):
        match node:
            case Op(op=op, args=(Name(symbol=symbol), *_)) if op in _LEVELLERS or op.startswith("list.sort"):
                yield symbol


def _values(function: tree.Function) -> bool:
    """Return whether a list made of unordered items is used as it is."""
    safe: set[int] = set()
    for node in tree.walk(function):
        match node:
            case Op(op=op, args=(inside, *_)) if op in _LEVELLERS:
                safe |= {id(inside), *(id(arg) for arg in _through(inside))}
            case Comprehension() if name_of(node.type) in ("set", "dict"):
                safe.add(id(node))
            case tree.Source(args=args):
                safe |= {id(arg) for arg in args}
            case Assign(target=Name(symbol=symbol), value=value) if symbol in list(_levelled(function)):
                safe.add(id(value))
    return any(id(node) not in safe for node in tree.walk(function) if _gives_unordered(node))


def _through(expr: Expr) -> Iterator[Expr]:
    """Yield what a conversion passes on in the same order."""
    while isinstance(expr, Op) and expr.op in ("list.from", "copy", "reversed") and expr.args:
        expr = expr.args[0]
        yield expr


def _gives_unordered(node: object) -> bool:
    """Return whether an expression is a list in the order of a dictionary or set."""
    match node:
        case Comprehension(clauses=clauses):
            return name_of(node.type) == "list" and any(_unordered(clause.source) for clause in clauses)
        case Op(op=("dict.keys" | "dict.values")):
            return True
        case Op(op=("list.from" | "join"), args=args):
            return any(name_of(arg.type) in ("set", "dict") for arg in args)
    return False


def _unordered(source: tree.Source) -> bool:
    value = source.args[0]
    return source.kind == "items" or name_of(value.type) in ("set", "dict") or (
        isinstance(value, Op) and value.op in ("dict.keys", "dict.values")
    )  # fmt: skip
