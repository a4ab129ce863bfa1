"""Solutions as templates: parsed once, then written many times under other names, whole or inlined into a longer function.

Every name that a solution binds is a slot, and so is every parameter; a slot knows which expressions may stand in it
without parentheses. Filling slots is string work, so thousands of functions a second can be written.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from hrm_codegen.tasks.exercises.primitive import Primitive

_SLOT = re.compile(r"«(\w+):(\d)»")
_CALL = re.compile(r"(?<![\w.])(?P<name>str|len)\($")
_PLUS = re.compile(r" (?P<sign>[+-]) (?P<number>\d+)(?=[]):,])")
_CLEAR = "\u01c1"  # a letter no program uses: its calls become the parentheses that people write where none are needed
_TUPLE = re.compile(r"(?P<head> *(?:[^=()]+ = |return ))\((?P<inner>.+,.+)\)")
_LOOPS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.FunctionDef)
LOOSE, LOGIC, COMPARISON, ARITHMETIC, SUM, PRODUCT, ATOM = range(7)  # how tightly an expression holds together


class Text(NamedTuple):
    """An expression in Python and how tightly it holds together; `name` when it is a bare variable, `fixed` a constant."""

    code: str
    rank: int = ATOM
    name: str = ""
    fixed: bool = False

    @property
    def simple(self) -> bool:
        """Whether it may be written several times: a variable or a constant."""
        return bool(self.name) or self.fixed

    @property
    def names(self) -> frozenset[str]:
        """Every word in it: the variables among them must keep their meaning while it is used."""
        return frozenset(_WORD.findall(self.code))


_WORD = re.compile(r"[A-Za-z_]\w*")


def variable(name: str) -> Text:
    """Return a bare variable."""
    return Text(name, name=name)


def constant(value: object) -> Text:
    """Return a constant; a negative number holds together as arithmetic does."""
    code = repr(value)
    return Text(code, ARITHMETIC if code.startswith("-") else ATOM, fixed=True)


class Template(NamedTuple):
    """Text with slots: pieces of text, and between them the names and the ranks that their places require."""

    pieces: tuple[str, ...]  # text, name, required rank, text, name, ...

    def fill(self, mapping: Mapping[str, Text]) -> str:
        """Return the text with every slot filled; an unmapped name stays as it is."""
        pieces = self.pieces
        if len(pieces) == 1:
            return pieces[0]
        out = [pieces[0]]
        for place in range(1, len(pieces), 3):
            name, required, after = pieces[place : place + 3]
            given = mapping.get(name)
            if given is not None and (folded := _folded(out[-1], given, after)):
                out[-1:] = folded
                continue
            out.append(name if given is None else _fitted(given, int(required), after))
            out.append(after)
        return "".join(out)


def _folded(before: str, given: Text, after: str) -> tuple[str, str, str] | None:
    """Return a constant as part of a longer one, with the text around it: "[5 + 1:]" is written "[6:]", "str(5)" "'5'"."""
    if not given.fixed:
        return None
    call = _CALL.search(before)
    if call and after.startswith(")") and (told := _called(call["name"], given.code)):
        around = before[: call.start()], after[1:]
        return _folded(around[0], told, around[1]) or (around[0], told.code, around[1])
    found = _PLUS.match(after)
    if found is None or not (given.code.isdigit() and re.search(r"(?:\w\(|\[|, |:|\+ )$", before)):
        return None
    number = int(given.code) + int(found["sign"] + found["number"])
    return (before, str(number), after[found.end() :]) if number >= 0 else None


def _called(name: str, code: str) -> Text | None:
    """Return what str of a number or len of a text comes to."""
    value = ast.literal_eval(code)
    if name == "len":
        return constant(len(value)) if isinstance(value, str) else None
    return constant(str(value)) if isinstance(value, int) else None


def _fitted(given: Text, required: int, after: str) -> str:
    number = given.fixed and after.startswith(".") and given.code.isdigit()
    return f"({given.code})" if given.rank < required or number else given.code


class Uses(NamedTuple):
    """How a solution uses one of its parameters."""

    reads: int  # times that it is read
    repeated: bool  # in a loop, a function or an f-string: an expression there would be evaluated again, or misread
    changed: bool  # assigned to


class Solution(NamedTuple):
    """One solution of a primitive, ready to be written."""

    statements: tuple[Template, ...]  # lines before the final return, with their indentation
    value: Template | None  # what the final return gives; None when there is another return: it cannot be inlined
    rank: int  # of the value
    body: tuple[Template, ...]  # all lines
    imports: tuple[str, ...]
    imported: frozenset[str]  # the names that they bind
    bound: tuple[str, ...]  # variables other than the parameters, in the order of their first appearance
    uses: Mapping[str, Uses]  # by parameter
    recursive: bool  # it calls itself by the primitive's name


@lru_cache(maxsize=4096)
def solution(primitive: Primitive, number: int) -> Solution:
    """Return one of a primitive's solutions as a template."""
    tree = ast.parse(primitive.solutions[number])
    imports = tuple(ast.unparse(node) for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
    tree.body = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    parameters = [parameter.name for parameter in primitive.parameters]
    uses = {name: _uses(tree, name) for name in parameters}
    bound = tuple(dict.fromkeys(name for name in _bound(tree) if name not in parameters))
    recursive = any(isinstance(node, ast.Name) and node.id == primitive.name for node in ast.walk(tree))
    recursive = recursive and primitive.name not in bound
    last = tree.body[-1]
    assert isinstance(last, ast.Return), f"{primitive.name}: the last statement of a solution is a return"
    assert last.value is not None, f"{primitive.name}: a solution returns a value"
    rank = _rank(last.value)
    early = recursive or any(isinstance(node, ast.Return | ast.Yield | ast.FunctionDef) for node in _own(tree) if node is not last)
    tree = _Clear().visit(tree)
    _mark(tree, {*parameters, *bound, *([primitive.name] if recursive else [])})
    lines = _templates("\n".join(map(ast.unparse, tree.body)))
    value = None if early else _templates(ast.unparse(last.value))
    return Solution(
        statements=() if early else _templates("\n".join(map(ast.unparse, tree.body[:-1]))) if tree.body[:-1] else (),
        value=value[0] if value and len(value) == 1 else None,
        rank=rank,
        body=lines,
        imports=imports,
        imported=frozenset(name for line in imports for name in _WORD.findall(line)) - {"import", "from", "as"},
        bound=bound,
        uses=uses,
        recursive=recursive,
    )


class _Clear(ast.NodeTransformer):
    """Marks the operands that people put into parentheses though Python needs none: "n & (n - 1)", "(a and b) or c"."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.BinOp:
        """Mark the operands of bit operations and shifts that are operations of another kind."""
        self.generic_visit(node)
        if isinstance(node.op, _BITWISE):
            sides = (node.left, node.right)
            node.left, node.right = (
                _cleared(side) if isinstance(side, ast.BinOp) and type(side.op) is not type(node.op) else side for side in sides
            )
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.BoolOp:
        """Mark every "and" inside an "or"."""
        self.generic_visit(node)
        node.values = [_cleared(value) if isinstance(value, ast.BoolOp) else value for value in node.values]
        return node


_BITWISE = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift)


def _cleared(node: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(_CLEAR, ast.Load()), [node], [])


def _templates(text: str) -> tuple[Template, ...]:
    return tuple(Template(tuple(_SLOT.split(_tidied(line).replace(f"{_CLEAR}(", "(")))) for line in text.split("\n"))


def _tidied(line: str) -> str:
    """Drop the parentheses that the standard library writes and people do not: "a, b = (0, 1)", "any((x for x in y))"."""
    found = _TUPLE.fullmatch(line)
    bare = [f"{found['head']}{found['inner']}"] if found else []
    bare += [line[:place] + line[place + 1 : close] + line[close + 1 :] for place, close in _needless(line)]
    for other in bare:
        if (meaning := _meaning(other)) is not None and meaning == _meaning(line):
            return _tidied(other)
    return line


def _needless(line: str) -> list[tuple[int, int]]:
    """Return where parentheses open and close that nobody writes: those inside "((...))", those after "and" and "or"."""
    pairs, opened = [], []
    for place, char in enumerate(line):
        if char == "(":
            opened.append(place)
        elif char == ")" and opened:
            start = opened.pop()
            doubled = start and line[start - 1] == "(" and line[place + 1 : place + 2] == ")"
            if doubled or re.search(r"\b(?:and|or) $", line[:start]):
                pairs.append((start, place))
    return pairs


def _meaning(line: str) -> str | None:
    """Return the tree of one line, or None where it does not parse."""
    code = re.sub(r"^el(?=if )", "", _as_code(line))
    try:
        return ast.dump(ast.parse(f"{code}\n    pass" if code.endswith(":") else code))
    except SyntaxError:
        return None


def _as_code(line: str) -> str:
    return _SLOT.sub(lambda found: found[1], line.strip())


def _own(tree: ast.AST) -> list[ast.AST]:
    """Return the nodes that belong to the function itself, not to one defined inside it."""
    found: list[ast.AST] = []
    waiting = list(ast.iter_child_nodes(tree))
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)
    return found


def _bound(tree: ast.AST) -> list[str]:
    names: list[tuple[int, int, str]] = []
    for node in ast.walk(tree):
        place = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append((*place, node.id))
        elif isinstance(node, ast.arg):
            names.append((*place, node.arg))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) or (isinstance(node, ast.ExceptHandler) and node.name):
            names.append((*place, str(node.name)))
    return [name for _, _, name in sorted(names)]


def _uses(tree: ast.AST, name: str) -> Uses:
    count, repeated, changed = 0, False, False

    def walk(node: ast.AST, *, again: bool) -> None:
        nonlocal count, repeated, changed
        if isinstance(node, ast.Name) and node.id == name:
            changed = changed or not isinstance(node.ctx, ast.Load)
            count += 1
            repeated = repeated or again
        elif isinstance(node, ast.arg) and node.arg == name:  # an inner function has a parameter of the same name
            changed = True
        for field, child in _children(node):
            inside = again or isinstance(node, ast.FormattedValue) or (isinstance(node, _LOOPS) and field != "iter")
            if isinstance(child, ast.comprehension):  # the first iterable is evaluated once
                walk(child.iter, again=again or child is not node.generators[0])  # type: ignore[attr-defined]  # a comprehension
                for part in (child.target, *child.ifs):
                    walk(part, again=True)
            else:
                walk(child, again=inside)

    walk(tree, again=False)
    return Uses(count, repeated, changed)


def _children(node: ast.AST) -> list[tuple[str, ast.AST]]:
    pairs = ((field, value if isinstance(value, list) else [value]) for field, value in ast.iter_fields(node))
    return [(field, child) for field, values in pairs for child in values if isinstance(child, ast.AST)]


def _rank(node: ast.AST) -> int:
    if isinstance(node, ast.Constant):
        return ATOM
    if isinstance(node, ast.IfExp | ast.Lambda | ast.NamedExpr | ast.Starred):
        return LOOSE
    if isinstance(node, ast.BoolOp) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
        return LOGIC
    if isinstance(node, ast.Compare):
        return COMPARISON
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return SUM
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv | ast.Mod):
        return PRODUCT
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.LShift | ast.RShift | ast.BitAnd | ast.BitOr | ast.BitXor):
        return COMPARISON  # looser than sums; parentheses make it plain beside a comparison
    return ARITHMETIC if isinstance(node, ast.BinOp | ast.UnaryOp) else ATOM


_REQUIRED: dict[tuple[type[ast.AST], str], int] = {
    (ast.BoolOp, "values"): COMPARISON,
    (ast.UnaryOp, "operand"): ATOM,
    (ast.BinOp, "left"): ATOM,
    (ast.BinOp, "right"): ATOM,
    (ast.Compare, "left"): ARITHMETIC,
    (ast.Compare, "comparators"): ARITHMETIC,
    (ast.comprehension, "iter"): LOGIC,
    (ast.comprehension, "ifs"): LOGIC,
    (ast.IfExp, "test"): LOGIC,
    (ast.IfExp, "body"): LOGIC,
    (ast.Attribute, "value"): ATOM,
    (ast.Subscript, "value"): ATOM,
    (ast.Call, "func"): ATOM,
    (ast.Starred, "value"): ATOM,
    (ast.FormattedValue, "value"): ATOM,
}


def _mark(node: ast.AST, names: set[str], required: int = LOOSE) -> None:
    """Turn every name into the notation of a slot, in place."""
    if isinstance(node, ast.Name) and node.id in names:
        node.id = f"«{node.id}:{required}»"
    elif isinstance(node, ast.arg) and node.arg in names:
        node.arg = f"«{node.arg}:0»"
    elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler) and node.name in names:
        node.name = f"«{node.name}:0»"
    elif isinstance(node, ast.Nonlocal | ast.Global):
        node.names = [f"«{name}:0»" if name in names else name for name in node.names]
    for field, child in _children(node):
        required = _REQUIRED.get((type(node), field), LOOSE)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            required = SUM if field == "left" else PRODUCT
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv | ast.Mod) and field == "left":
            required = PRODUCT
        _mark(child, names, required)
