"""What the derived tasks share: a problem studied once, the Work that makes one Item of it, and how Works are run.

A member of `table.DERIVED` is a function `derive(problem, rng) -> Work`: a generator that yields programs to run, is sent
what they did, and returns an Item or None where the problem does not lend itself. `run` advances many Works together, so
that one sandboxed process runs the programs of all.
"""

from __future__ import annotations

import ast
import functools
import random
import re
from collections.abc import Generator, Mapping, Sequence
from typing import NamedTuple, Protocol

from hrm_codegen import prompts
from hrm_codegen.code import syntax
from hrm_codegen.errors import Unsupported
from hrm_codegen.sandbox import ProgramResult, run_many_python
from hrm_codegen.tasks import asserts
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.items import Item, Proof

Work = Generator[Sequence[str], Sequence[ProgramResult], Item | None]  # programs -> what they did -> an Item or None

LONGEST_SOURCE = 1200  # characters of a solution that anything is derived from: rows stay short
_TIMEOUT_S = 10.0  # for one program: the net below counted steps, which a busy machine must not touch
_NUMBER = re.compile(r"\d+")


class Derive(Protocol):
    """A member of the table."""

    def __call__(self, problem: Problem, rng: random.Random, /) -> Work:
        """Return the Work that makes one Item."""
        ...


class Study(NamedTuple):
    """A problem's solution and tests, taken apart."""

    source: str  # the solution, ending in one newline
    tree: ast.Module  # read, never changed in place
    positions: syntax.Positions
    function: ast.FunctionDef | None  # the entry point, where it is a plain function
    checks: tuple[asserts.Check, ...]  # the tests of the form f(literals) == literal


def study(problem: Problem) -> Study | None:
    """Return a problem taken apart; None for another language or task, code to complete, a long solution, or no tests."""
    if (
        problem.language != "python"
        or problem.form != "describe"
        or problem.kind != "write"
        or not problem.tests
        or len(problem.solution) > LONGEST_SOURCE
    ):
        return None
    return _studied(problem.solution.strip("\n") + "\n", problem.tests, problem.entry_point)


@functools.lru_cache(maxsize=512)
def _studied(source: str, tests: tuple[str, ...], entry_point: str) -> Study | None:
    try:
        tree = syntax.parse(source)
        found = [asserts.take_apart(test, entry_point) for test in tests]
    except SyntaxError:
        return None
    named = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == entry_point)
    checks = tuple(check for check in found if check and asserts.known(check.expected) and all(map(asserts.known, check.call.args)))
    return Study(source, tree, syntax.Positions(source), next(named, None), checks)


def first_line(node: ast.stmt) -> int:
    """Return the number of the line on which a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def run(works: Sequence[Work]) -> list[Item | None]:
    """Run Works to their ends, their programs side by side; raises SandboxError when the sandbox fails."""
    done: list[Item | None] = [None] * len(works)
    waiting: dict[int, Sequence[str]] = {}

    def advance(place: int, results: Sequence[ProgramResult] | None) -> None:
        try:
            waiting[place] = works[place].send(results) if results is not None else next(works[place])
        except StopIteration as end:
            done[place] = end.value
        except Unsupported:
            pass  # a format of edits that cannot say this change

    for place in range(len(works)):
        advance(place, None)
    while waiting:
        asked, waiting = waiting, {}
        results = iter(run_many_python([text for programs in asked.values() for text in programs], per_timeout_s=_TIMEOUT_S))
        for place, programs in asked.items():
            advance(place, [next(results) for _ in programs])
    return done


def item(
    problem: Problem, component: str, example: prompts.Example, *, proofs: Sequence[str | Proof] = (), verified: bool = False
) -> Item:
    """Return an Item derived from a problem; a proof given as text is a program that must pass."""
    return Item(
        id=f"{problem.id}/{component}",
        component=component,
        example=example,
        language=problem.language,
        difficulty=difficulty(problem),
        tags=problem.tags,
        statement=problem.prompt,
        code=problem.solution,
        proofs=tuple(Proof(proof) if isinstance(proof, str) else proof for proof in proofs),
        verified=verified,
        licence=problem.licence,
        source=problem.source,
    )


def difficulty(problem: Problem) -> int:
    """Return an Item's difficulty: the number in the problem's own ("depth 2"), from 1 to 3; 2 where it has none."""
    found = _NUMBER.search(problem.difficulty)
    return min(max(int(found[0]), 1), 3) if found else 2


def pick(rng: random.Random, phrasings: str, **slots: object) -> str:
    """Return one of the phrasings, separated by "|", with its slots filled."""
    return rng.choice(phrasings.split("|")).format(**slots)


def weighted(rng: random.Random, choices: Mapping[str, float]) -> str:
    """Return one of the names, by weight."""
    (name,) = rng.choices(list(choices), list(choices.values()))
    return name
