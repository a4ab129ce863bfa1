"""Changes of how a function is written, not of what it does: hints, docstring, loops and comprehensions, helpers, variables."""

from __future__ import annotations

import ast
import builtins
import itertools
import random
import textwrap
from collections.abc import Iterator

from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Study, pick
from hrm_codegen.tasks.derived.changes.base import Change, names_in, own, replaced, same_behaviour, text_of
from hrm_codegen.tasks.derived.hints import annotated
from hrm_codegen.tasks.derived.summary import summary, with_docstring

_HINTS = (
    "Add type hints to {name}.|Annotate the parameters and the result of {name}.|Give {name} type annotations.|"
    "Add type hints to the signature.|Write the types of {name} into its signature."
)
_DOCSTRING = (
    'Add the docstring "{said}" to {name}.|Give {name} this docstring: {said}|Document {name}: """{said}"""|'
    "Insert a docstring that says: {said}"
)
_COMPREHENSION = (
    "Use a list comprehension instead of the loop.|Replace the loop by a list comprehension.|Rewrite the loop as a comprehension.|"
    "Build {list} with a list comprehension.|Turn the for loop into a list comprehension."
)
_LOOP = (
    "Replace the list comprehension by a for loop that appends to {list}.|"
    "Write the comprehension as an ordinary loop that fills {list}.|"
    "Use a for loop and append instead of the comprehension; call the list {list}.|"
    "Expand the comprehension into a loop over {list}."
)
_HELPER = (
    "Move `{text}` into a helper function {helper}.|Extract `{text}` into a function {helper}({given}).|"
    "Put the expression `{text}` into a function of its own called {helper}.|Write a helper {helper} for `{text}` and use it."
)
_STORED = (
    "Store the result in a variable {name} before returning it.|Assign the returned value to {name} first, then return {name}.|"
    "Introduce a variable {name} for the return value."
)
_DIRECT = (
    "Return the value directly, without the variable {name}.|Remove the variable {name}: return its value at once.|"
    "Inline {name}.|The variable {name} is not needed; return the expression itself."
)
_HELPERS = (
    "helper",
    "compute",
    "check",
    "step",
    "part",
    "convert",
    "inner",
    "evaluate",
    "transform",
    "apply_rule",
    "score",
    "key_of",
)


def add_hints(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Add type hints to the signature."""
    source = annotated(found)
    return same_behaviour(problem, pick(rng, _HINTS, name=problem.entry_point), source) if source else None


def add_docstring(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Add a given docstring."""
    inserted, said = with_docstring(problem, found), summary(problem)
    if inserted is None or said is None:
        return None
    source = found.source[: inserted.at] + inserted.text + found.source[inserted.at :]
    return same_behaviour(problem, pick(rng, _DOCSTRING, said=said, name=problem.entry_point), source)


def to_comprehension(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Write a loop that appends as a list comprehension."""
    if found.function is None:
        return None
    for body in _bodies(found.function):
        for first, second in itertools.pairwise(body):
            match first, second:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[])),
                    ast.For(target=target, iter=source, body=[inner], orelse=[]),
                ):
                    text = _comprehended(name, target, source, inner)
                    if text is not None:
                        start, end = found.positions.span(first)[0], found.positions.span(second)[1]
                        code = f"{found.source[:start]}{name} = {text}{found.source[end:]}"
                        return same_behaviour(problem, pick(rng, _COMPREHENSION, list=name), code)
    return None


def _comprehended(name: str, target: ast.expr, source: ast.expr, inner: ast.stmt) -> str | None:
    """Return the comprehension that a loop spells out, or None where it is none."""
    condition = ""
    if isinstance(inner, ast.If) and len(inner.body) == 1 and not inner.orelse:
        if name in names_in(inner.test):
            return None
        condition = f" if {ast.unparse(inner.test)}"
        inner = inner.body[0]
    match inner:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=held), attr="append"), args=[element])) if held == name:
            told = ast.unparse(target)
            told = told[1:-1] if isinstance(target, ast.Tuple) and told.startswith("(") else told
            if name not in names_in(element) | names_in(source) and not isinstance(element, ast.NamedExpr):
                return f"[{ast.unparse(element)} for {told} in {ast.unparse(source)}{condition}]"
    return None


def to_loop(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Write a list comprehension that is returned or assigned as a loop."""
    if found.function is None:
        return None
    for node in own(found.function):
        if isinstance(node, ast.Return | ast.Assign) and isinstance(node.value, ast.ListComp) and len(node.value.generators) == 1:
            kept = node.targets[0] if isinstance(node, ast.Assign) else None
            free = "result" if "result" not in names_in(found.function) else "found"
            name = kept.id if isinstance(kept, ast.Name) else free
            if (kept is not None and not isinstance(kept, ast.Name)) or name in names_in(node.value):
                continue
            part = node.value.generators[0]
            lines = [f"{name} = []", f"for {text_of(found, part.target)} in {text_of(found, part.iter)}:"]
            for test in part.ifs:
                lines.append("    " * (len(lines) - 1) + f"if {text_of(found, test)}:")
            lines.append("    " * (len(lines) - 1) + f"{name}.append({text_of(found, node.value.elt)})")
            lines += [f"return {name}"] if isinstance(node, ast.Return) else []
            text = textwrap.indent("\n".join(lines), " " * node.col_offset).lstrip(" ")
            return same_behaviour(problem, pick(rng, _LOOP, list=name), replaced(found, node, text))
    return None


def extract_helper(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Move an expression into a function above."""
    function = found.function
    if function is None or function.decorator_list:
        return None
    top = names_in(found.tree) | {node.name for node in found.tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    inner = [node for node in own(function) if isinstance(node, ast.BinOp | ast.Compare | ast.BoolOp | ast.Call | ast.IfExp)]
    moved = [node for node in inner if len(text_of(found, node)) >= 6 and "\n" not in text_of(found, node) and _movable(node)]
    if not moved:
        return None
    node = rng.choice(moved)
    helper = rng.choice([name for name in _HELPERS if name not in top])
    local = _locals(function)
    given = [name for name in dict.fromkeys(_loaded(node)) if name in local]
    unknown = [name for name in _loaded(node) if name not in local and not hasattr(builtins, name) and name not in _module(found)]
    if not 0 < len(given) <= 3 or unknown or found.source.count(text_of(found, node)) != 1:  # parameters
        return None
    text, arguments = text_of(found, node), ", ".join(given)
    source = replaced(found, node, f"{helper}({arguments})")
    start = found.positions.span(function)[0]
    source = f"{source[:start]}def {helper}({arguments}):\n    return {text}\n\n\n{source[start:]}"
    return same_behaviour(problem, pick(rng, _HELPER, text=text, helper=helper, given=arguments), source)


def store_result(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Give the returned expression a name, or return at once what has one."""
    function = found.function
    if function is None or not isinstance(last := function.body[-1], ast.Return) or last.value is None:
        return None
    before = function.body[-2] if len(function.body) > 1 else None
    match before, last.value:
        case ast.Assign(targets=[ast.Name(id=name)], value=value), ast.Name(id=held) if name == held:
            start, end = found.positions.span(before)[0], found.positions.span(last)[1]
            source = f"{found.source[:start]}return {text_of(found, value)}{found.source[end:]}"
            return same_behaviour(problem, pick(rng, _DIRECT, name=name), source)
        case _, ast.Name() | ast.Constant():
            return None
    free = [name for name in ("result", "answer", "output", "value") if name not in names_in(function)]
    if not free or last.lineno == function.lineno:
        return None
    name = rng.choice(free)
    text = f"{name} = {text_of(found, last.value)}\n{' ' * last.col_offset}return {name}"
    return same_behaviour(problem, pick(rng, _STORED, name=name), replaced(found, last, text))


def _bodies(function: ast.FunctionDef) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(function):
        for name in ("body", "orelse"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                yield body


def _movable(node: ast.AST) -> bool:
    """Whether an expression means the same elsewhere: it binds nothing and changes nothing by its call alone."""
    refused = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Starred, ast.JoinedStr, ast.ListComp, ast.SetComp)
    more = (ast.DictComp, ast.GeneratorExp, ast.Lambda)
    return not any(isinstance(inner, refused + more) for inner in ast.walk(node))


def _loaded(node: ast.AST) -> list[str]:
    return [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)]


def _locals(function: ast.FunctionDef) -> set[str]:
    stored = {inner.id for inner in ast.walk(function) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)}
    return stored | {inner.arg for inner in ast.walk(function) if isinstance(inner, ast.arg)}


def _module(found: Study) -> set[str]:
    """Return the names of the functions, classes and imports at the top of the source."""
    named = {node.name for node in found.tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    imported = (alias for node in found.tree.body if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names)
    return named | {(alias.asname or alias.name).split(".")[0] for alias in imported}
