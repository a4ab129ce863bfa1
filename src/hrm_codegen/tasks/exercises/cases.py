"""Choosing the cases of an exercise: inputs whose results differ, on which every part of the composition matters."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from hrm_codegen.tasks.exercises.kinds import KINDS, Value
from hrm_codegen.tasks.exercises.plan import FAILURES, JOINED, Composition, Constant, Stage, Use

FEWEST, MOST = 5, 7  # cases of an exercise
_TRIES, _TRIES_ALONE = 22, 60  # inputs tried for them; more for a single primitive, which is worth the time
_FIRST_TRIES = 7  # of which one must work, or the composition is given up
_LONGEST = 60  # characters of the arguments, and of the result


class Case(NamedTuple):
    """One input with what the composition gives for it."""

    arguments: tuple[Value, ...]
    result: Value


def choose(composition: Composition, rng: random.Random) -> tuple[Case, ...] | None:
    """Return the cases, the most telling first, or None for a composition that is trivial or hardly ever works."""
    tried = _tried(composition, rng)
    truths = composition.types[1] == "bool"
    groups: dict[str, list[Case]] = {}
    for case in sorted(tried, key=_echo):
        groups.setdefault(repr(case.result), []).append(case)
    alone = composition.depth == 1
    if len(tried) < FEWEST or len(groups) < (2 if truths or alone else 3):
        return None
    chosen = _varied(list(groups.values()), tried, rng, truths=truths)
    if composition.guard and all(case.arguments[0] for case in chosen):
        chosen[-1] = next((case for case in tried if not case.arguments[0]), chosen[-1])
    if _lazy(chosen, hollow=truths or alone) or not _every_part_matters(composition, chosen):
        return None
    return tuple(sorted(chosen, key=_dullness))


def _varied(groups: list[list[Case]], tried: list[Case], rng: random.Random, *, truths: bool) -> list[Case]:
    """Choose cases with as many results as possible, and sometimes one that gives nothing, such as the empty list."""
    rng.shuffle(groups)
    groups.sort(key=lambda group: _echo(group[0]) or (not truths and _hollow(group[0].result)))
    wanted = rng.randint(FEWEST, MOST)
    chosen = [group[place] for place in range(wanted) for group in groups if place < len(group)][:wanted]
    dull = [case for case in tried if (_echo(case) or _hollow(case.result)) and case not in chosen]
    if dull and not truths and rng.random() < 0.6:
        chosen[-1] = rng.choice(dull)
    return chosen


def _lazy(chosen: list[Case], *, hollow: bool) -> bool:
    """Whether one result, an argument given back, or (unless `hollow` is allowed) nothing would mostly do."""
    if len({repr(case.result) for case in chosen}) < 2:
        return True
    echoes = max(sum(_same(case.result, case.arguments[place]) for case in chosen) for place in range(len(chosen[0].arguments)))
    empty = 0 if hollow else sum(_hollow(case.result) for case in chosen)
    return max(empty, echoes) * 2 > len(chosen)


def _tried(composition: Composition, rng: random.Random) -> list[Case]:
    tried: dict[str, Case] = {}
    for number, arguments in enumerate(_inputs(composition, rng)):
        if number == _FIRST_TRIES and len(tried) < 2:
            return []
        if len(repr(arguments)) > _LONGEST + 2:
            continue
        try:
            result = composition.run(arguments)
        except FAILURES:
            continue
        told = repr(result)
        if len(told) <= _LONGEST and "inf" not in told and "nan" not in told:
            tried[repr(arguments)] = Case(arguments, result)
    return list(tried.values())


def _inputs(composition: Composition, rng: random.Random) -> Iterator[tuple[Value, ...]]:
    """Yield arguments to try: drawn ones, and in a share of the exercises the edges of the first parameter's type."""
    for _ in range(_TRIES if composition.depth > 1 else _TRIES_ALONE):
        yield composition.draw(rng)
    if composition.guard or rng.random() < 0.5:
        rest = tuple(KINDS[parameter.kind].draw(rng) for parameter in composition.parameters[1:])
        for edge in _edges(composition.types[0][0]):
            yield edge, *rest


def _edges(name: str) -> tuple[Value, ...]:
    if name == "list[int]":
        return [], [7], [4, 4, 4]
    if name == "list[str]":
        return [], ["a"], ["b", "b"]
    edges: dict[str, tuple[Value, ...]] = {"int": (0, 1), "str": ("", "a")}
    return edges.get(name, ([],) if name.startswith("list") else ())


def _echo(case: Case) -> bool:
    """Whether the result is one of the arguments."""
    return any(_same(case.result, argument) for argument in case.arguments)


def _same(result: Value, argument: Value) -> bool:
    return type(result) is type(argument) and bool(result == argument)


def _hollow(result: Value) -> bool:
    """Whether a result is nothing: zero, empty, or a list of such."""
    return not result or (isinstance(result, list) and not any(result))


def _dullness(case: Case) -> tuple[bool, bool, bool]:
    first, result = case.arguments[0], case.result
    return (not isinstance(first, int) and len(first) < 2 if hasattr(first, "__len__") else False), _echo(case), _hollow(result)


def _every_part_matters(composition: Composition, chosen: list[Case]) -> bool:
    """Whether leaving out a stage, a side or a branch, or changing a constant, changes results."""
    needed = 1 if composition.types[1] == "bool" else 2
    guarded = [case for case in chosen if not composition.guard or case.arguments[0]]
    if any(_changed(other, guarded) < needed for other in _simpler(composition)):
        return False
    return all(any(_changed(other, guarded) for other in others) for others in _otherwise(composition))


def _changed(other: Composition, cases: list[Case]) -> int:
    changed = 0
    for case in cases:
        try:
            changed += repr(other.run(case.arguments)) != repr(case.result)
        except FAILURES:
            changed += 1
    return changed


def _simpler(composition: Composition) -> Iterator[Composition]:
    stages = composition.stages
    for place, stage in enumerate(stages):
        before, after = stages[:place], stages[place + 1 :]
        if stage.takes == stage.gives and len(stages) > 1:
            yield replace(composition, stages=before + after)
        if stage.op == "choose" or (stage.op in JOINED and stage.op != "pair"):
            for use in stage.uses[-2:]:
                yield replace(composition, stages=(*before, Stage("apply", (use,)), *after))
        if stage.op in ("keep", "drop", "map", "sort", "sort_down") and stage.takes == stage.gives and len(stages) == 1:
            yield replace(composition, stages=())


def _otherwise(composition: Composition) -> Iterator[list[Composition]]:
    """Yield for every constant some compositions with another value in its place."""
    rng = random.Random(0)
    for place, stage in enumerate(composition.stages):
        for part, use in enumerate(stage.uses):
            for number, extra in enumerate(use.extras):
                if isinstance(extra, Constant):
                    kind = KINDS[use.primitive.parameters[1 + number].kind]
                    values = [value for value in (kind.draw(rng) for _ in range(6)) if value != extra.value][:3]
                    yield [_with(composition, (place, part, number), value) for value in values]


def _with(composition: Composition, where: tuple[int, int, int], value: Value) -> Composition:
    place, part, number = where
    stages = list(composition.stages)
    uses = list(stages[place].uses)
    extras = list(uses[part].extras)
    extras[number] = Constant(value)
    uses[part] = Use(uses[part].primitive, tuple(extras))
    stages[place] = Stage(stages[place].op, tuple(uses))
    return replace(composition, stages=tuple(stages))
