"""Where each variable is declared: in the innermost block that holds all its uses, at its first assignment if that is there."""

from __future__ import annotations

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.tree import Assign, Function, Name, Stmt, Symbol, Unpack


def declare(function: Function) -> None:
    """Mark the first assignments of a function's variables as declarations; add a Declare where there is no such place."""
    symbols = {
        id(node.symbol): node.symbol for node in tree.walk(function) if isinstance(node, Name) and node.symbol.role == "local"
    }
    for symbol in symbols.values():
        block = _home(function.body, symbol)
        first = next(place for place, statement in enumerate(block) if _mentions(statement, symbol))
        statement = block[first]
        if isinstance(statement, Assign) and _is(statement.target, symbol) and not _mentions(statement.value, symbol):
            statement.declares = True
        elif not (isinstance(statement, Unpack) and any(_is(target, symbol) for target in statement.targets)):
            block.insert(first, tree.Declare(symbol, settled=_settles(statement, symbol)))
    _declare_unpacked(function.body, set(symbols), set())


def _declare_unpacked(block: list[Stmt], local: set[int], known: set[int]) -> None:
    """Mark the unpackings whose targets are all new; declare before the others what is new in them."""
    known = set(known)
    for statement in list(block):
        if isinstance(statement, tree.Declare):
            known.add(id(statement.symbol))
        elif isinstance(statement, Assign) and statement.declares and isinstance(statement.target, Name):
            known.add(id(statement.target.symbol))
        elif isinstance(statement, Unpack):
            names = [target.symbol for target in statement.targets if isinstance(target, Name)]
            new = [symbol for symbol in names if id(symbol) in local - known]
            if len(new) == len(statement.targets):
                statement.declares = True
            else:
                at = next(place for place, other in enumerate(block) if other is statement)
                block[at:at] = [tree.Declare(symbol) for symbol in new]
            known |= {id(symbol) for symbol in new}
        for inner in blocks(statement):
            _declare_unpacked(inner, local, known)


def _settles(statement: Stmt, symbol: Symbol) -> bool:
    """Return whether a statement gives a variable its one value, whichever branch is taken."""
    leaves = _leaves(statement, symbol)
    return leaves is not None and leaves == symbol.assigned


def _leaves(statement: Stmt, symbol: Symbol) -> int | None:
    """Return how many branches there are when each ends in an assignment of the variable, else None."""
    if isinstance(statement, Assign) and _is(statement.target, symbol) and not _mentions(statement.value, symbol):
        return 1
    if not isinstance(statement, tree.If) or not statement.body or not statement.orelse or _mentions(statement.test, symbol):
        return None
    counts = [_leaves(branch[-1], symbol) for branch in (statement.body, statement.orelse)]
    return sum(count for count in counts if count) if all(counts) else None


def blocks(statement: Stmt) -> list[list[Stmt]]:
    """Return the blocks inside a statement."""
    match statement:
        case tree.If(body=body, orelse=orelse):
            return [body, orelse]
        case tree.While(body=body) | tree.For(body=body):
            return [body]
    return []


def _home(block: list[Stmt], symbol: Symbol) -> list[Stmt]:
    users = [statement for statement in block if _mentions(statement, symbol)]
    if len(users) != 1:
        return block
    inside = [inner for inner in blocks(users[0]) if any(_mentions(statement, symbol) for statement in inner)]
    mentions = sum(_is(node, symbol) for node in tree.walk(users[0]))
    within = sum(_is(node, symbol) for inner in inside for statement in inner for node in tree.walk(statement))
    if len(inside) != 1 or mentions != within:
        return block
    if isinstance(users[0], tree.If):
        return _home(inside[0], symbol)
    found = _home(inside[0], symbol)
    first = next(statement for statement in found if _mentions(statement, symbol))
    sets = (isinstance(first, Assign) and _is(first.target, symbol) and not _mentions(first.value, symbol)) or (
        isinstance(first, Unpack) and any(_is(target, symbol) for target in first.targets) and not _mentions(first.value, symbol)
    )
    return found if sets else block


def _is(node: object, symbol: Symbol) -> bool:
    return isinstance(node, Name) and node.symbol is symbol


def _mentions(node: object, symbol: Symbol) -> bool:
    return any(_is(inside, symbol) for inside in tree.walk(node))
