"""sequence: a solution written in steps: edits from an empty file to the whole, after each of which the file parses.

The steps are found backwards: statements are taken out of the solution, each with whatever no longer makes sense without
it, until nothing is left (the idea of arXiv 2410.02749, with names in place of a linter).
"""

from __future__ import annotations

import ast
import builtins
import itertools
import random
from collections.abc import Iterator

from hrm_codegen import prompts
from hrm_codegen.code import syntax
from hrm_codegen.code.edits import make
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Study, Work, first_line, item, pick, study, weighted
from hrm_codegen.tasks.derived.layout import path_for

_OUTS = {"diff": 0.7, "udiff": 0.3}
_MOST_STEPS = 5
_LONGEST = 1500  # characters of all edits together
_ASKED = (
    "{said}\nWrite it step by step into {path}: after each edit the file must parse.|"
    "{said} Work in small edits, starting from an empty file {path}.|"
    "Build {path} in several edits. {said}|{said}\nGive the edits that make {path} grow from nothing to the solution.|"
    "Write {path} as a sequence of edits, each leaving valid Python.\n{said}|"
    "{said}\nStart with an empty {path} and add to it edit by edit."
)


def derive(problem: Problem, rng: random.Random) -> Work:
    """Ask for a solution as a sequence of edits of one file."""
    yield from ()
    found = study(problem)
    if found is None:
        return None
    states = _states(found, rng)
    if len(states) < 3:  # from nothing in one step is no sequence
        return None
    path, out = path_for(problem, rng), weighted(rng, _OUTS)
    steps = [make(out, path, old, new).strip("\n") for old, new in itertools.pairwise(states)]
    if sum(map(len, steps)) > _LONGEST:
        return None
    asked = pick(rng, _ASKED, said=problem.prompt.strip(), path=path)
    prompt = prompts.ask(asked, out=out, tests=problem.tests[: problem.shown])
    example = prompts.answer(prompt, "\n\n".join(steps), task="sequence")
    return item(problem, "sequence", example, proofs=[problem.program(states[-1]), *states[1:-1]])


def _states(found: Study, rng: random.Random) -> list[str]:
    """Return the file's texts from "" to the solution, few enough, every one of which parses."""
    lines = found.source.splitlines(keepends=True)
    whole = set(range(1, len(lines) + 1))
    left, states = set(whole), [set(whole)]
    while left:
        left = _without_one(found.tree, left, rng)
        states.append(left)
    texts = list(dict.fromkeys("".join(lines[number - 1] for number in sorted(state)).lstrip("\n") for state in reversed(states)))
    texts = [text for text in texts if text.strip() or not text]
    most = rng.randint(2, _MOST_STEPS)
    if len(texts) > most + 1:
        texts = [texts[0], *(texts[place] for place in sorted(rng.sample(range(1, len(texts) - 1), most - 1))), texts[-1]]
    return texts if all(map(syntax.parses, texts)) else []


def _without_one(tree: ast.Module, left: set[int], rng: random.Random) -> set[int]:
    """Return the lines left after one statement is taken out, and all that cannot stay without it."""
    statements = [node for node in _statements(tree) if node.lineno in left]
    gone = rng.choice(statements)
    left = left - _lines(gone)
    while True:
        more = {line for node in _stranded(tree, left) for line in _lines(node)} & left
        if not more:
            break
        left = left - more
    return left if any(node.lineno in left for node in _statements(tree)) else set()


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.stmt))


def _lines(node: ast.stmt) -> set[int]:
    first = first_line(node)
    return set(range(first, (node.end_lineno or first) + 1))


def _stranded(tree: ast.Module, left: set[int]) -> Iterator[ast.stmt]:
    """Yield the statements among the lines left that have an empty block or use a name that nothing gives any more."""
    kept = [node for node in _statements(tree) if node.lineno in left]
    given = {name for node in kept for name in _given(node)} | set(dir(builtins))
    for node in kept:
        blocks: list[list[ast.stmt]] = [getattr(node, name, None) or [] for name in ("body", "orelse", "finalbody")]
        emptied = any(block and not any(inner.lineno in left for inner in block) for block in blocks)
        if emptied or any(name not in given for name in _used(node)):
            yield node


def _own(node: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of a statement's head, not of the statements in it."""
    waiting: list[ast.AST] = [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += [child for child in ast.iter_child_nodes(found) if not isinstance(child, ast.stmt)]


def _given(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    for inner in [node, *_own(node)]:
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id
        elif isinstance(inner, ast.arg):
            yield inner.arg
        elif isinstance(inner, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).split(".")[0] for alias in inner.names)
        elif isinstance(inner, ast.ExceptHandler) and inner.name:
            yield inner.name


def _used(node: ast.stmt) -> Iterator[str]:
    return (inner.id for inner in _own(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load))
