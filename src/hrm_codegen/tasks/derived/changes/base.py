"""A Change: what somebody may ask to have changed in a function, the code after it, and the tests that it must pass."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Study


class Change(NamedTuple):
    """One change. Where it `behaves`, the code does something new, and the old code fails the new tests."""

    asked: str
    source: str
    tests: tuple[str, ...]  # of the code after the change
    setup: str = ""
    calls: tuple[str, ...] = ()  # what they give on the changed code becomes further tests
    behaves: bool = False


MakeChange = Callable[[Problem, Study, random.Random], Change | None]


def same_behaviour(problem: Problem, asked: str, source: str) -> Change:
    """Return a change after which the problem's own tests hold as they are."""
    return Change(asked, source, problem.tests, problem.setup)


def text_of(found: Study, node: ast.expr | ast.stmt | ast.arg) -> str:
    """Return a node as it is written."""
    return found.source[slice(*found.positions.span(node))]


def replaced(found: Study, node: ast.expr | ast.stmt, text: str) -> str:
    """Return the source with one node written anew."""
    start, end = found.positions.span(node)
    return found.source[:start] + text + found.source[end:]


def own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body, those of functions within it left out."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        yield node
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def only_return(function: ast.FunctionDef) -> ast.Return | None:
    """Return the one return of a function, its last statement; None where there are others or it gives nothing."""
    returns = [node for node in own(function) if isinstance(node, ast.Return)]
    last = function.body[-1]
    return last if returns == [last] and isinstance(last, ast.Return) and last.value is not None else None


def names_in(node: ast.AST) -> set[str]:
    """Return all the names that a piece of code speaks of."""
    named = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return named | {inner.arg for inner in ast.walk(node) if isinstance(inner, ast.arg)}


def simple(node: ast.expr) -> bool:
    """Whether an expression needs no brackets beside an operator."""
    return isinstance(node, ast.Name | ast.Call | ast.Constant | ast.Attribute | ast.Subscript | ast.List | ast.ListComp)
