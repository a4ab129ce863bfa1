"""One other form of a problem: names, wording, tests and layout changed together, so that they still fit each other.

A variant asks for the same thing. Whether it still does is for the sandbox to say: nothing made here counts before it ran.
"""

from __future__ import annotations

import ast
import dataclasses
import random
import textwrap
from collections.abc import Mapping
from typing import NamedTuple

from hrm_codegen.code import syntax
from hrm_codegen.code.scopes import bindings, rename
from hrm_codegen.tasks import asserts, naming, wording
from hrm_codegen.tasks.base import Problem

_COMPLETE_SHARE = 0.25  # of the variants are a signature and docstring to complete, where the solution allows it
_TIDY_SHARE = 0.6  # of the solutions are written anew in the usual spacing
_KEPT_WORDING_SHARE = 0.25  # keep the description as it was written
_HINTS_SHARE = 0.4  # of the signatures have type hints
_LONGEST_HEAD = 12  # lines of imports and helpers that may stand before the function to complete


class Parts(NamedTuple):
    """A problem taken apart once; every variant starts from it."""

    problem: Problem
    function: ast.FunctionDef  # the entry point
    checks: tuple[asserts.Check, ...]  # of the tests that are plain comparisons
    kinds: Mapping[str, str]  # of the parameters
    infinitive: str | None  # what the description asks for


def take_apart(problem: Problem) -> Parts | None:
    """Return a problem's parts, or None when its entry point is no plain function that can be varied."""
    for node in syntax.parse(problem.solution).body:
        if isinstance(node, ast.FunctionDef) and node.name == problem.entry_point:
            checks = tuple(check for test in problem.tests if (check := asserts.take_apart(test, problem.entry_point)))
            kinds = naming.argument_kinds(node, checks) if checks else {}
            return Parts(problem, node, checks, kinds, wording.core(problem.prompt))
    return None


def vary(parts: Parts, rng: random.Random) -> Problem:
    """Return a variant: renamed, reworded, its tests in another order and spelling, perhaps as code to complete."""
    problem = parts.problem
    names = _names(parts, rng)
    solution = rename(problem.solution, names)
    if rng.random() < _TIDY_SHARE:
        solution = ast.unparse(syntax.parse(solution))
    called = {problem.entry_point: names.get(problem.entry_point, problem.entry_point)}
    style = rng.choice(asserts.STYLES)
    tests = [asserts.render(asserts.rename_calls(test, called), style) for test in problem.tests]
    renamed = dataclasses.replace(
        problem,
        solution=solution,
        setup=asserts.rename_calls(problem.setup, called) if problem.setup else "",
        tests=tuple(rng.sample(tests, len(tests))),
        entry_point=called[problem.entry_point],
        tags=("variant",),
    )
    if rng.random() < _COMPLETE_SHARE:
        completing = _to_complete(renamed, parts, names, rng)
        if completing is not None:
            return completing
    return dataclasses.replace(renamed, prompt=_description(parts, names, renamed.entry_point, rng))


def _names(parts: Parts, rng: random.Random) -> dict[str, str]:
    """Choose the new names: of the function, and of as many variables as allow it."""
    source, old = parts.problem.solution, parts.problem.entry_point
    found = bindings(source)
    taken = {node.id for node in ast.walk(syntax.parse(source)) if isinstance(node, ast.Name)} | {binding.name for binding in found}
    names: dict[str, str] = {}
    if not any(binding.fixed for binding in found if binding.name == old):
        pool = [wording.snake(old), *(wording.names_for(parts.infinitive) if parts.infinitive else ())]
        new = rng.choice(pool)
        new = wording.camel(new) if rng.random() < 0.1 else new
        if new == old or (new not in taken and wording.usable(new)):
            names[old] = new
    if rng.random() < 0.15:  # some keep their variables
        return names
    chosen = naming.choose(
        found, kinds=parts.kinds, described=parts.problem.prompt, taken=taken | set(names.values()), rng=rng
    )  # fmt: skip
    return names | chosen


def _description(parts: Parts, names: Mapping[str, str], entry_point: str, rng: random.Random) -> str:
    """Return the description, in its own words or in others, with the variables it mentions under their new names."""
    variables = {old: new for old, new in names.items() if old != parts.problem.entry_point}
    if parts.infinitive is None or rng.random() < _KEPT_WORDING_SHARE:
        return naming.follow(parts.problem.prompt, variables)
    parameters = [variables.get(argument.arg, argument.arg) for argument in parts.function.args.args]
    infinitive = naming.follow(parts.infinitive, variables)
    return wording.reword(infinitive, name=entry_point, parameters=parameters, rng=rng)


def _to_complete(problem: Problem, parts: Parts, names: Mapping[str, str], rng: random.Random) -> Problem | None:
    """Turn a problem into a signature with a docstring and examples, whose answer is the body; None where it does not fit."""
    tree = syntax.parse(ast.unparse(syntax.parse(problem.solution)))
    function = tree.body[-1]
    examples = _examples(problem)
    if not isinstance(function, ast.FunctionDef) or function.name != problem.entry_point or not examples:
        return None
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:]
    if rng.random() < _HINTS_SHARE:
        _annotate(function, parts, names)
    whole = ast.unparse(tree)
    body = ast.unparse(ast.Module(function.body, []))
    head = whole.removesuffix(textwrap.indent(body, "    "))
    if head == whole or not body or head.count("\n") > _LONGEST_HEAD:
        return None
    said = naming.follow(parts.infinitive, names) if parts.infinitive else naming.follow(parts.problem.prompt, names).rstrip(". ")
    sentence = said[0].upper() + said[1:] + "."
    shown = "\n".join(examples[: rng.randint(1, 2)])
    quoted = textwrap.indent(f'"""{sentence}\n\n{shown}\n"""\n', "    ")
    if "\\" in quoted or sentence.endswith('"."'):
        return None
    prompt = head + quoted
    return dataclasses.replace(
        problem, prompt=prompt, form="complete", solution=prompt + textwrap.indent(body, "    ") + "\n", shown=0
    )


def _examples(problem: Problem) -> list[str]:
    checks = (asserts.take_apart(test, problem.entry_point) for test in problem.tests)
    return [lines for check in checks if check and (lines := asserts.doctest(check))]


def _annotate(function: ast.FunctionDef, parts: Parts, names: Mapping[str, str]) -> None:
    """Write type hints where every parameter's kind is known."""
    kinds = {names.get(old, old): kind for old, kind in parts.kinds.items()}
    results = {naming.kind_of(value.value) for check in parts.checks if (value := asserts.known(check.expected))}
    arguments = function.args.args
    if len(results) != 1 or "NoneType" in results or any(argument.arg not in kinds for argument in arguments):
        return
    for argument in arguments:
        argument.annotation = ast.parse(kinds[argument.arg], mode="eval").body
    function.returns = ast.parse(results.pop(), mode="eval").body
