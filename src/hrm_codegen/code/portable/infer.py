"""A Portable into a typed tree: functions, their variables and where each is declared."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Portable, Unportable
from hrm_codegen.code.portable.calls import call
from hrm_codegen.code.portable.declare import declare
from hrm_codegen.code.portable.expressions import Expressions
from hrm_codegen.code.portable.shapes import same
from hrm_codegen.code.portable.tree import Expr, Function, Stmt, Symbol
from hrm_codegen.code.portable.types import INT, NONE, Type, final, flow, fresh, name_of, parse_type, unify

_AUGMENTED: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
_MODULES = {"math", "string"}  # what may be imported: functions of these are known one by one


def infer(portable: Portable) -> tree.Program:
    """Return the program's typed tree; raise Unportable for what is not in the subset."""
    try:
        module = ast.parse(portable.source)
    except SyntaxError as error:
        raise Unportable(f"source that does not parse: {error.msg}") from None
    functions: dict[str, ast.FunctionDef] = {}
    for node in module.body:
        match node:
            case ast.FunctionDef(name=name):
                functions[name] = node
            case ast.Import(names=names) if all(alias.name in _MODULES and not alias.asname for alias in names):
                pass
            case ast.Expr(value=ast.Constant()):
                pass
            case _:
                raise Unportable(f"at the top of the file: {ast.unparse(node).splitlines()[0]}")
    if portable.entry_point not in functions:
        raise Unportable(f"no function {portable.entry_point!r} in the source")
    whole = _Whole(functions)
    return whole.program(portable)


class _Whole:
    """The functions of one program, each inferred when first called."""

    def __init__(self, sources: dict[str, ast.FunctionDef]) -> None:
        self.sources = sources
        self.signatures: dict[str, tuple[list[Type], Type]] = {}
        self.done: list[Function] = []

    def program(self, portable: Portable) -> tree.Program:
        parameters = [parse_type(kind) for _, kind in portable.parameters]
        self._function(portable.entry_point, parameters, parse_type(portable.returns))
        return tree.Program(tuple(self.done))

    def call(self, name: str, args: Sequence[Expr]) -> Expr:
        if name not in self.signatures:
            parameters = [arg.type if final(arg.type).args else fresh(final(arg.type)) for arg in args]
            self._function(name, parameters, fresh())
        parameters, returns = self.signatures[name]
        if len(parameters) != len(args):
            raise Unportable(f"{name} called with {len(args)} arguments")
        for arg, slot in zip(args, parameters, strict=True):
            flow(arg.type, slot, f"in a call of {name}")
        return tree.Call(returns, name, tuple(args))

    def _function(self, name: str, parameters: list[Type], returns: Type) -> None:
        node = self.sources[name]
        arguments = node.args
        if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults or node.decorator_list:
            raise Unportable(f"the signature of {name}")
        if len(arguments.args) != len(parameters):
            raise Unportable(f"{name} takes {len(arguments.args)} parameters, not {len(parameters)}")
        self.signatures[name] = (parameters, returns)
        symbols = [Symbol(arg.arg, kind, "parameter") for arg, kind in zip(arguments.args, parameters, strict=True)]
        body = _Body(self, symbols, returns)
        statements = body.block(node.body)
        if not _ends(statements):
            raise Unportable(f"{name} may end without return")
        function = Function(name, tuple(symbols), returns, statements, ast.get_docstring(node) or "")
        declare(function)
        self.done.append(function)


class _Body:
    """The statements of one function."""

    def __init__(self, whole: _Whole, parameters: list[Symbol], returns: Type) -> None:
        self.whole, self.returns = whole, returns
        self.locals = {symbol.name: symbol for symbol in parameters}
        self.scopes: list[dict[str, Symbol]] = []
        self.expressions = Expressions(self, call)

    # --- the scope that expressions see

    def look_up(self, name: str) -> Symbol:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        if name not in self.locals:
            raise Unportable(f"the name {name}")
        return self.locals[name]

    def inner(self, name: str, kind: Type) -> Symbol:
        if name in self.locals and self.locals[name].role == "local":
            raise Unportable(f"the loop variable {name}, which is another variable too")
        taken = {*self.locals, *(known for scope in self.scopes for known in scope)}
        free = next(
            candidate
            for candidate in (name, *_SPARE, *(f"{name}{n}" for n in range(2, 99)))
            if candidate not in taken or candidate == "_"
        )
        symbol = Symbol(free, kind, "loop")
        self.scopes[-1][name] = symbol
        return symbol

    def renamed(self, symbol: Symbol, name: str) -> None:
        self.scopes[-1] = {name: symbol}
        symbol.name = name

    def opened(self) -> None:
        self.scopes.append({})

    def closed(self) -> None:
        self.scopes.pop()

    def has(self, name: str) -> bool:
        return name in self.whole.sources

    def call(self, name: str, args: Sequence[Expr]) -> Expr:
        return self.whole.call(name, args)

    # --- statements

    def block(self, nodes: Sequence[ast.stmt]) -> list[Stmt]:
        return [statement for node in nodes for statement in self._statement(node)]

    def _statement(self, node: ast.stmt) -> list[Stmt]:  # noqa: C901, PLR0912  # a table: one case a kind
        match node:
            case ast.Return(value=value) if value is not None:
                result = self.expressions.typed(value)
                flow(result.type, self.returns, "in return")
                return [tree.Return(result)]
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                return [self._unpack(targets, value)]
            case ast.Assign(targets=[ast.Name() | ast.Subscript() as target], value=value):
                return self._assign(target, value)
            case ast.Assign(targets=targets, value=ast.Constant() as value) if all(isinstance(t, ast.Name) for t in targets):
                return [one for target in targets if isinstance(target, ast.Name) for one in self._assign(target, value)]
            case ast.AnnAssign(target=ast.Name() as target, value=value, annotation=annotation) if value is not None:
                return self._assign(target, value, parse_type(ast.unparse(annotation)))
            case ast.AugAssign(target=ast.Name() | ast.Subscript() as target, op=op, value=value):
                return [self._augment(target, _AUGMENTED.get(type(op), "?"), value)]
            case ast.If(test=test, body=body, orelse=orelse):
                return [tree.If(self.expressions.truth(test), self.block(body), self.block(orelse))]
            case ast.While(test=test, body=body, orelse=[]):
                return [tree.While(self.expressions.truth(test), self.block(body))]
            case ast.For(target=target, iter=over, body=body, orelse=[]):
                return [self._for(target, over, body)]
            case ast.Break():
                return [tree.Jump("break")]
            case ast.Continue():
                return [tree.Jump("continue")]
            case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Import():
                return []
            case ast.Expr(value=ast.Call() as value):
                return [tree.Do(self.expressions.typed(value))]
        raise Unportable(f"{type(node).__name__}: {ast.unparse(node).splitlines()[0]}")

    def _assign(self, target: ast.Name | ast.Subscript, value: ast.expr, kind: Type | None = None) -> list[Stmt]:
        result = self.expressions.typed(value)
        if isinstance(target, ast.Name) and kind is not None:
            unify(self._target(target).type, kind)
        place = self._target(target)
        flow(result.type, place.type, f"in {ast.unparse(target)}")
        if isinstance(place, tree.Name) and isinstance(result, tree.Name) and final(result.type).args:
            result = tree.Op(result.type, "alias", (result,))
        if isinstance(place, tree.Index) and name_of(place.base.type) == "dict" and isinstance(result, tree.Op):
            match result:
                case tree.Op(op="+", args=(tree.Op(op="dict.get", args=(base, key, start)), more)) \
                        if same(base, place.base) and same(key, place.index):  # fmt: skip
                    return [tree.Do(tree.Op(NONE, "dict.bump", (base, key, more, start)))]
        return [tree.Assign(place, result)]

    def _target(self, node: ast.expr) -> tree.Name | tree.Index:
        if isinstance(node, ast.Subscript):
            place = self.expressions.typed(node)
            if isinstance(place, tree.Index) and name_of(place.base.type) in ("list", "dict"):
                _mutated(place)
                return place
        if isinstance(node, ast.Name):
            if any(node.id in scope for scope in self.scopes):
                symbol = self.look_up(node.id)
            else:
                symbol = self.locals.setdefault(node.id, Symbol(node.id, fresh(), "local"))
            symbol.assigned += 1
            return tree.Name(symbol.type, symbol)
        raise Unportable(f"assigning to {ast.unparse(node)}")

    def _unpack(self, targets: Sequence[ast.expr], value: ast.expr) -> Stmt:
        if isinstance(value, ast.Tuple | ast.List):
            if len(value.elts) != len(targets):
                raise Unportable(f"unpacking {ast.unparse(value)}")
            values = tuple(self.expressions.typed(item) for item in value.elts)
            result: Expr = tree.Items(Type("tuple", *(item.type for item in values)), values)
        else:
            result = self.expressions.typed(value)
        kinds = final(result.type).args
        if name_of(result.type) != "tuple" or len(kinds) != len(targets):
            raise Unportable(f"unpacking {result.type} into {len(targets)}")
        places = tuple(self._target(target) for target in targets)
        for place, kind in zip(places, kinds, strict=True):
            flow(kind, place.type)
        return tree.Unpack(places, result)

    def _augment(self, target: ast.Name | ast.Subscript, op: str, value: ast.expr) -> Stmt:
        place, right = self._target(target), self.expressions.typed(value)
        result = self.expressions.binary(op, place, right)
        flow(result.type, place.type)
        if name_of(place.type) == "list":
            if op == "+":
                _mutated(place)
                return tree.Do(tree.Op(place.type, "list.extend", (place, right)))
            raise Unportable(f"list {op}=")
        if name_of(place.type) in ("str", "char") and op == "+":
            op = "concat"
        if isinstance(result, tree.Op) and result.op.startswith("set"):
            raise Unportable(f"set {op}=")
        if op == "*" and name_of(place.type) == "str":
            return tree.Assign(place, result)
        unify_numbers = {name_of(place.type), name_of(right.type)} == {"int", "float"}
        if unify_numbers and name_of(place.type) == "int":
            raise Unportable("an int that becomes a float")
        return tree.Augment(place, op, right)

    def _for(self, target: ast.expr, over: ast.expr, body: Sequence[ast.stmt]) -> Stmt:
        source, types = self.expressions.source(over)
        if source.kind == "range":
            types = [fresh(INT)]
        self.opened()
        symbols = self.expressions.targets(target, types)
        statements = self.block(body)
        self.closed()
        if any(_changes(node, over) for over in source.args for statement in statements for node in tree.walk(statement)):
            raise Unportable("a loop over what it changes")
        return tree.For(symbols, source, statements)


def _changes(node: object, over: Expr) -> bool:
    """Return whether a node changes the size of what a loop runs over."""
    grows = isinstance(node, tree.Op) and node.op in _GROWING and same(node.args[0], over)
    stores = isinstance(node, tree.Assign) and isinstance(node.target, tree.Index) and name_of(over.type) == "dict"
    return grows or (
        stores and isinstance(node, tree.Assign) and isinstance(node.target, tree.Index) and same(node.target.base, over)
    )


_GROWING = frozenset({"list.append", "list.extend", "list.insert", "list.pop", "list.pop_at", "set.add", "set.remove", "dict.bump"})


def _ends(body: Sequence[Stmt]) -> bool:
    """Return whether a block always ends in a return."""
    match body[-1] if body else None:
        case tree.Return():
            return True
        case tree.If(body=then, orelse=other):
            return _ends(then) and _ends(other)
        case tree.While(test=tree.Constant(value=True)):
            return True
    return False


_SPARE = ("item", "value", "other", "current")


def _mutated(place: Expr) -> None:
    """Note that the content of the variable at the root of a place changes."""
    while isinstance(place, tree.Index):
        place = place.base
    if isinstance(place, tree.Name):
        place.symbol.mutated = True
