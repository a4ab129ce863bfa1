"""edit: an instruction, the code before and the code after, as SEARCH/REPLACE blocks, a unified diff, a file or code."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hrm_codegen.code import syntax
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import trial, values
from hrm_codegen.tasks.derived.base import Work, item, study
from hrm_codegen.tasks.derived.changes import behaviour, form, names
from hrm_codegen.tasks.derived.changes.base import MakeChange
from hrm_codegen.tasks.derived.layout import changed
from hrm_codegen.tasks.items import Proof

_OUTS = {"diff": 0.5, "udiff": 0.2, "whole": 0.1, "code": 0.2}
_MOST_TESTS = 4  # further tests of a change, beside the problem's own
_SHOWN_SHARE = 0.4  # of the changes of behaviour come with a test
CHANGES: Mapping[MakeChange, float] = {  # change -> how often it is tried first
    names.rename_function: 1.0,
    names.rename_variable: 1.2,
    names.snake_case: 0.5,
    behaviour.add_parameter: 1.5,
    behaviour.edge_case: 1.5,
    behaviour.change_constant: 1.0,
    behaviour.change_condition: 1.0,
    form.add_hints: 0.7,
    form.add_docstring: 0.5,
    form.to_comprehension: 2.0,
    form.to_loop: 0.8,
    form.extract_helper: 1.0,
    form.store_result: 0.6,
}


def derive(problem: Problem, rng: random.Random) -> Work:
    """Make the first change that fits, in a random order, and run it."""
    found = study(problem)
    if found is None:
        return None
    order = sorted(CHANGES, key=lambda make: rng.random() ** (1 / CHANGES[make]), reverse=True)
    change = next((made for make in order if (made := make(problem, found, rng)) and made.source != found.source), None)
    if change is None or not syntax.parses(change.source):
        return None
    added: list[str] = []
    if change.calls:
        told = yield [values.asking(problem, code, change.calls) for code in (change.source, found.source)]
        after, before = (values.told(result, change.calls) for result in told)
        differ = [one for one, old in zip(after, before, strict=False) if one.value and one.value != old.value]
        alike = [one for one in after if one.value and one not in differ]
        if not differ or len({repr(one.value.value) for one in after if one.value}) == 1:
            return None  # nothing that is run shows the change, or it leaves nothing to compute
        added = [f"assert {one.call} == {text}" for one in differ if one.value and (text := values.shown(one.value.value))]
        if not added:
            return None
        added += [f"assert {one.call} == {text}" for one in alike if one.value and (text := values.shown(one.value.value))]
        added = added[:_MOST_TESTS]
    tests = [*added, *change.tests]
    if not tests:
        return None
    new, old = (f"{code}\n{change.setup}\n" + "\n".join(tests) + "\n" for code in (change.source, found.source))
    if change.behaves and not change.calls:
        (result,) = yield [trial.program(problem, found.source, change.tests)]
        if trial.failure(result, change.tests) is None:
            return None  # the code did so before
    visible = (added or tests[-1:])[:1] if change.behaves and rng.random() < _SHOWN_SHARE else []
    example = changed(
        problem, task="edit", description=change.asked, old=found.source, new=change.source, outs=_OUTS, rng=rng, tests=visible
    )
    fails = [Proof(old, passes=False)] if change.behaves else []
    return item(problem, "edit", example, proofs=[new, *fails])
