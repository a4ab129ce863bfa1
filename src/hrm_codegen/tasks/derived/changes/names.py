"""Changes of names: of the function, a parameter, a variable."""

from __future__ import annotations

import ast
import random
from collections import Counter

from hrm_codegen.code.scopes import Binding, bindings, rename
from hrm_codegen.errors import UsageError
from hrm_codegen.tasks import asserts, naming, wording
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Study, pick
from hrm_codegen.tasks.derived.changes.base import Change, same_behaviour

_FUNCTION = (
    "Rename the function {old} to {new}.|Rename {old} to {new}.|The function should be called {new} instead of {old}.|"
    "Change the name of {old} to {new}, wherever it is used.|Call this function {new}.|Give {old} the name {new}."
)
_VARIABLE = (
    "Rename the {kind} {old} to {new}.|Rename {old} to {new} in {name}.|Call the {kind} {new} instead of {old}.|"
    "Use {new} as the name of the {kind} {old}.|The {kind} {old} should be named {new}.|"
    "Replace the name {old} by {new} throughout {name}."
)
_OTHERS = ("{name}_of", "new_{name}", "my_{name}", "{name}_2", "solve", "run", "transform", "calculate", "evaluate", "work_out")
_WORDS = (
    "value",
    "item",
    "data",
    "values",
    "element",
    "current",
    "entry",
    "source",
    "given",
    "part",
    "size",
    "amount",
    "first",
    "other",
)


def rename_function(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Rename the entry point, in the tests as well."""
    old = problem.entry_point
    infinitive = wording.core(problem.prompt)
    told = [wording.snake(old), wording.camel(old), *(wording.names_for(infinitive) if infinitive else ())]
    others = [name.format(name=wording.snake(old)) for name in _OTHERS]
    pools = [[name for name in pool if name != old and len(name) <= 40] for pool in (told, others)]
    new = rng.choice(pools[0] if pools[0] and rng.random() < 0.7 else pools[1])
    source = _renamed(found.source, old, new)
    if source is None:
        return None
    tests = tuple(asserts.rename_calls(test, {old: new}) for test in problem.tests)
    setup = asserts.rename_calls(problem.setup, {old: new}) if problem.setup else ""
    return Change(pick(rng, _FUNCTION, old=old, new=new), source, tests, setup)


def rename_variable(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Rename a parameter or a local variable of the entry point."""
    every = bindings(found.source)
    held = Counter(binding.name for binding in every)
    free = [
        binding
        for binding in every
        if held[binding.name] == 1
        and binding.kind in ("parameter", "local")
        and not binding.fixed
        and binding.scope == problem.entry_point
    ]
    if found.function is None or not free:
        return None
    binding = rng.choice(free)
    new = _other_name(binding, rng)
    source = _renamed(found.source, binding.name, new)
    kind = "parameter" if binding.kind == "parameter" else "variable"
    asked = pick(rng, _VARIABLE, kind=kind, old=binding.name, new=new, name=problem.entry_point)
    return same_behaviour(problem, asked, source) if source is not None else None


def snake_case(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Give every variable with capitals a name in snake_case."""
    free = [binding for binding in bindings(found.source) if binding.kind in ("parameter", "local") and not binding.fixed]
    names = {binding.name: wording.snake(binding.name) for binding in free if wording.snake(binding.name) != binding.name}
    if not names or len(set(names.values())) < len(names):
        return None
    try:
        source = rename(found.source, names)
    except UsageError:
        return None
    asked = (
        "Use snake_case for the variable names.|Write all variables in snake_case.|Make the names of the variables follow PEP 8."
    )
    return same_behaviour(problem, pick(rng, asked), source)


def _other_name(binding: Binding, rng: random.Random) -> str:
    """Return another name: one with the same meaning where one is known."""
    groups = [group for group in (*naming.LOCALS, *naming.PARAMETERS.values()) if binding.name in group]
    alike = [name for group in groups for name in group if name != binding.name]
    return rng.choice(alike) if alike and rng.random() < 0.7 else rng.choice([word for word in _WORDS if word != binding.name])


def _renamed(source: str, old: str, new: str) -> str | None:
    if any(isinstance(node, ast.Name) and node.id == new for node in ast.walk(ast.parse(source))):
        return None
    try:
        return rename(source, {old: new})
    except UsageError:
        return None
