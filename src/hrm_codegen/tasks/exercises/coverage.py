"""How many primitives can be written in every language: what the portable part of Python reaches."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Mapping, Sequence

from hrm_codegen.code.portable.base import Case, Portable, Unportable, Written
from hrm_codegen.code.portable.write import WRITERS, write
from hrm_codegen.tasks import toolchains
from hrm_codegen.tasks.exercises.kinds import KINDS
from hrm_codegen.tasks.exercises.plan import FAILURES, reference
from hrm_codegen.tasks.exercises.primitive import Primitive

_CASES = 8  # of each primitive


def portables(primitive: Primitive) -> list[Portable]:
    """Return a primitive's solutions as portable programs, with cases drawn by its kinds."""
    rng = random.Random(f"coverage/{primitive.name}")
    cases = []
    for _ in range(_CASES * 4):
        args = tuple(KINDS[parameter.kind].draw(rng) for parameter in primitive.parameters)
        try:
            expected = reference(primitive)(*copy.deepcopy(args))
        except FAILURES:
            continue
        cases.append(Case(args, expected))
    types, returns = primitive.types
    parameters = tuple((parameter.name, kind) for parameter, kind in zip(primitive.parameters, types, strict=True))
    return [
        Portable(primitive.function(solution=number), primitive.name, parameters, returns, tuple(cases[:_CASES]))
        for number in range(len(primitive.solutions))
    ]


def written(primitives: Iterable[Primitive], languages: Sequence[str] = tuple(WRITERS)) -> Mapping[str, Mapping[str, Written]]:
    """Return by language, then by primitive, the first solution that can be written there."""
    found: dict[str, dict[str, Written]] = {language: {} for language in languages}
    for primitive in primitives:
        programs = portables(primitive)
        for language in languages:
            for portable in programs:
                try:
                    found[language][primitive.name] = write(portable, language)
                except Unportable:
                    continue
                break
    return found


def passed(found: Mapping[str, Mapping[str, Written]]) -> Mapping[str, frozenset[str]]:
    """Return by language the primitives whose programs, built and run, pass; languages without a toolchain are left out."""
    result = {}
    for language, programs in found.items():
        if toolchains.available(language):
            ran = toolchains.run_all(language, list(programs.values()))
            result[language] = frozenset(name for name, one in zip(programs, ran, strict=True) if one.passed)
    return result


def report(primitives: Sequence[Primitive]) -> str:
    """Return a table: by language, how many primitives are written and how many pass."""
    found = written(primitives)
    sound = passed(found)
    every = frozenset.intersection(*sound.values()) if sound else frozenset()
    lines = [
        f"{language:<12}{len(programs):>6} written {len(sound.get(language, ())):>6} pass" for language, programs in found.items()
    ]
    return "\n".join([*lines, f"in all of them {len(every)} of {len(primitives)} primitives"])
