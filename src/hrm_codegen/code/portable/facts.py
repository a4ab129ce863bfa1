"""What can be said about a program without running it: which integers are never negative, where a bound stays inside."""

from __future__ import annotations

from hrm_codegen.code.portable import tree
from hrm_codegen.code.portable.base import Portable
from hrm_codegen.code.portable.shapes import same
from hrm_codegen.code.portable.tree import Call, Constant, Expr, Index, Name, Op, Symbol
from hrm_codegen.code.portable.types import name_of

_ENOUGH = 5  # cases from which a parameter's sign is believed; the tests are run in any case
_KEEPS = {
    "+",
    "*",
    "//",
    "**",
    "&",
    "|",
    "^",
    ">>",
    "<<",
    "gcd",
    "lcm",
    "max",
    "min",
    "sum",
    "max.of",
    "min.of",
    "if",
    "sorted",
    "reversed",
}
_NEVER = {"len", "abs", "ord", "isqrt", "list.count", "str.count", "list.index", "int.char", "int.bool", "str.index", "int.base"}


class Facts:
    """Facts about one program."""

    def __init__(self, program: tree.Program, portable: Portable) -> None:
        self.given: dict[int, list[Expr | None]] = {}  # symbol -> what it is given: a value, or an element of one
        self.symbols: dict[int, Symbol] = {}
        self.places: dict[int, list[Expr]] = {}  # symbol -> containers of which it is always a place
        for function in program.functions:
            self._read(function)
        functions = {function.name: function for function in program.functions}
        self.functions = {function.name: id(function) for function in program.functions}  # results are judged like variables
        for function in program.functions:
            for node in tree.walk(function):
                if isinstance(node, Call):
                    for symbol, arg in zip(functions[node.name].parameters, node.args, strict=True):
                        self._gives(symbol, arg)
        self.lengths = self._lengths(program, portable)
        self.positive = {*self.symbols, *self.functions.values()}
        for place, symbol in enumerate(program.entry.parameters):
            values = [case.args[place] for case in portable.cases]
            if len(values) < _ENOUGH or not all(map(_never_negative, values)):
                self.positive.discard(id(symbol))
                self.symbols.setdefault(id(symbol), symbol)
        while wrong := [key for key in self.positive if not all(self._holds(given) for given in self.given.get(key, ()))]:
            self.positive -= set(wrong)

    def nonnegative(self, expr: Expr) -> bool:
        """Return whether an integer, or every integer in a container, is known never to be negative."""
        match expr:
            case Constant(value=value):
                return isinstance(value, int) and value >= 0
            case Name(symbol=symbol):
                return id(symbol) in self.positive
            case Index(base=base) | tree.Slice(base=base):
                return self.nonnegative(base)
            case tree.Items(items=items):
                return all(self.nonnegative(item) for item in items)
            case tree.Comprehension(items=items):
                return self.nonnegative(items[-1])
            case Call(name=name):
                return self.functions[name] in self.positive
            case Op(op="%", args=args):
                return self.nonnegative(args[1])
            case Op(op="if", args=args):
                return self.nonnegative(args[1]) and self.nonnegative(args[2])
            case Op(op=op, args=args):
                return op in _NEVER or (op in _KEEPS and all(self.nonnegative(arg) for arg in args))
        return False

    def within(self, bound: Expr, base: Expr) -> bool:
        """Return whether a slice's bound is known to lie between the ends of what is sliced."""
        match bound:
            case Constant(value=0):
                return True
            case Constant(value=value) if isinstance(value, int) and isinstance(base, Name):
                return value <= self.lengths.get(id(base.symbol), 0)
            case Op(op="//", args=(Op(op="len", args=(of,)), Constant())) | Op(op="len", args=(of,)):
                return same(of, base)
            case Name(symbol=symbol):
                return any(same(over, base) for over in self.places.get(id(symbol), ()))
            case Op(op="-", args=(Op(op="len", args=(of,)), _)):
                return same(of, base)
            case Op(op="+", args=(Name(symbol=symbol), Constant(value=1))):
                return any(same(over, base) for over in self.places.get(id(symbol), ()))
        return False

    def _lengths(self, program: tree.Program, portable: Portable) -> dict[int, int]:
        """Return how long at least what a variable holds is: a parameter by the cases, other variables by what they are given."""
        known: dict[int, int] = {}
        inner: dict[int, int] = {}  # of the items of a parameter
        if len(portable.cases) >= _ENOUGH:
            for place, symbol in enumerate(program.entry.parameters):
                values = [case.args[place] for case in portable.cases]
                if all(isinstance(value, str | list) for value in values):
                    known[id(symbol)] = min(map(len, values))
                    inner[id(symbol)] = min(
                        (len(item) for value in values for item in value if isinstance(item, str | list)), default=0
                    )
        loops = [node for function in program.functions for node in tree.walk(function) if isinstance(node, tree.For | tree.Clause)]
        for node in loops:
            match node.source:
                case tree.Source(kind="each", args=(Name(symbol=symbol),)) if id(symbol) in inner and len(node.targets) == 1:
                    known[id(node.targets[0])] = inner[id(symbol)]
        calls = [node for function in program.functions for node in tree.walk(function) if isinstance(node, Call)]
        parameters = {function.name: function.parameters for function in program.functions}
        for name in {call.name for call in calls}:
            for place, symbol in enumerate(parameters[name]):
                given = [call.args[place] for call in calls if call.name == name]
                known[id(symbol)] = min(known.get(id(arg.symbol), 0) if isinstance(arg, Name) else 0 for arg in given)
        return {key: length for key, length in known.items() if not self._changed(program, key)}

    def _changed(self, program: tree.Program, key: int) -> bool:
        """Return whether a variable is given another value or is changed."""
        return any(
            isinstance(node, Name) and id(node.symbol) == key and (node.symbol.assigned or node.symbol.mutated)
            for function in program.functions for node in tree.walk(function)
        )  # fmt: skip

    def _read(self, function: tree.Function) -> None:  # noqa: C901, PLR0912  # a table: one case a kind
        for symbol in function.parameters:
            self.symbols[id(symbol)] = symbol
        for node in tree.walk(function):
            match node:
                case tree.Assign(target=target, value=value):
                    self._gives(_root(target), value)
                    self._middle(target, value)
                case tree.Augment(target=target, op=op, value=value):
                    self._gives(_root(target), Op(value.type, op, (target, value)))
                case tree.Unpack(targets=targets, value=tree.Items(items=items)):
                    for target, item in zip(targets, items, strict=True):
                        self._gives(_root(target), item)
                case tree.Unpack(targets=targets, value=value):
                    for target in targets:
                        self._gives(_root(target), value)
                case tree.For(targets=targets, source=source) | tree.Clause(targets=targets, source=source):
                    self._loop(targets, source)
                case Op(op=("list.append" | "list.extend" | "list.insert" | "set.add" | "dict.setdefault"), args=args):
                    self._gives(_root(args[0]), args[-1])
                case Op(op="dict.bump", args=(base, _, more, start)):
                    self._gives(_root(base), Op(more.type, "+", (more, start)))
                case tree.Return(value=value):
                    self.given.setdefault(id(function), []).append(value)
                case tree.Lambda(parameters=parameters):
                    for symbol in parameters:
                        self._gives(symbol, None)

    def _middle(self, target: Expr, value: Expr) -> None:
        """Note a variable that is half of a container's length: always a place in it."""
        match target, value:
            case Name(symbol=symbol), Op(op="//", args=(Op(op="len", args=(of,)), Constant())) if symbol.assigned == 1:
                self.places.setdefault(id(symbol), []).append(of)

    def _loop(self, targets: tuple[Symbol, ...], source: tree.Source) -> None:
        match source:
            case tree.Source(kind="range", args=(_, Op(op="len", args=(over,)))) if source.step == 1:
                self.places.setdefault(id(targets[0]), []).append(over)
            case tree.Source(kind="enumerate", args=(over, Constant(value=0))):
                self.places.setdefault(id(targets[0]), []).append(over)
        values: list[Expr | None] = list(source.args)
        if source.kind == "range":
            low, high = source.args
            values = [low] if source.step > 0 else [Op(high.type, "+", (high, Constant(high.type, 1)))]
            if source.step < 0 and isinstance(high, Constant) and high.value == -1:
                values = [Constant(high.type, 0)]
        elif source.kind == "enumerate":
            values = [source.args[1], source.args[0]]
        elif source.kind == "items":
            values = [None, source.args[0]]
        if len(values) != len(targets):
            values = [values[0]] * len(targets)
        for symbol, value in zip(targets, values, strict=True):
            self._gives(symbol, value)

    def _gives(self, symbol: Symbol | None, value: Expr | None) -> None:
        if symbol is not None:
            self.symbols[id(symbol)] = symbol
            self.given.setdefault(id(symbol), []).append(value)

    def _holds(self, value: Expr | None) -> bool:
        if value is None:
            return False
        if isinstance(value, tree.Items) and not value.items:
            return True
        return name_of(value.type) != "float" and self.nonnegative(value)


def _root(target: Expr) -> Symbol | None:
    while isinstance(target, Index):
        target = target.base
    return target.symbol if isinstance(target, Name) else None


def _never_negative(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_never_negative, value.values()))
    if isinstance(value, list | tuple | set):
        return all(map(_never_negative, value))
    return not isinstance(value, int | float) or value >= 0
