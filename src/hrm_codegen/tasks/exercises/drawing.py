"""Drawing compositions: primitives whose kinds fit one another, joined by type at a wanted depth."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from hrm_codegen.tasks.exercises.kinds import KINDS, Value
from hrm_codegen.tasks.exercises.plan import FAILURES, Composition, Constant, Given, Stage, Use, lists_of, reference
from hrm_codegen.tasks.exercises.primitive import Parameter, Primitive
from hrm_codegen.tasks.exercises.table import held_out, primitives
from hrm_codegen.tasks.exercises.words import unwordable

_OPS = {  # type of what the primitive gives -> how it can be lifted over a list, the likelier ones several times
    "bool": ("keep", "keep", "count", "count", "drop", "any", "all"),
    "int": ("map", "map", "total", "largest", "smallest", "sort", "sort_down"),
    "float": ("map", "largest", "smallest", "sort"),
}
_GUARDS: dict[str, tuple[Value, ...]] = {
    "int": (0, -1, None), "float": (0.0, -1.0, None), "str": ("", "empty", None), "bool": (False, None),
    "list": ([], None), "dict": ({}, None),
}  # fmt: skip
_GUARD_SHARE = 0.35  # of the compositions on which an empty input would fail
_MOST_PARAMETERS = 3
_LONGEST_CONSTANT = 10  # characters

Choose = Callable[[Sequence[Primitive]], Primitive]


class Pool:
    """Primitives by what they take."""

    def __init__(self, rows: Sequence[Primitive]) -> None:
        self.rows = tuple(rows)
        self.taking: dict[str, list[Primitive]] = {}
        for row in self.rows:
            self.taking.setdefault(row.types[0][0], []).append(row)

    def unary(self, kind: str, gives: str | None = None) -> list[Primitive]:
        """Return those that take a type and, besides it, only values that can be constants."""
        rows = self.taking.get(kind, [])
        return [row for row in rows if (gives is None or row.types[1] == gives) and all(map(_writable, row.parameters[1:]))]


@lru_cache(maxsize=2)
def pool(*, trained: bool) -> Pool:
    """Return the primitives that are trained on, or those held out."""
    return Pool([row for row in primitives().values() if held_out(row.name) != trained])


def draw(rng: random.Random, depth: int, *, firsts: Sequence[Primitive] | None = None) -> Composition | None:
    """Draw a composition of trained primitives at a depth, or None where the draw leads nowhere.

    `firsts` are the primitives that its first stage may use, by default all trained ones.
    """
    source = pool(trained=True)
    first = rng.choice(firsts or source.rows)
    drawing = _Drawing(rng, source, depth)
    stages = drawing.stages(first)
    if stages is None:
        return None
    return Composition(stages, tuple(drawing.parameters), _guard(stages, drawing.parameters, rng, depth))


class _Drawing:
    """One composition being drawn: it gathers the parameters of the function."""

    def __init__(self, rng: random.Random, source: Pool, depth: int) -> None:
        self._rng, self._source, self._depth = rng, source, depth
        self.parameters: list[Parameter] = []

    def stages(self, first: Primitive) -> tuple[Stage, ...] | None:
        stages: list[Stage] = []
        left = self._depth
        while left:
            stage = self._stage(stages[-1] if stages else None, left, None if stages else first)
            if stage is None or unwordable(stage, first=not stages):
                return None
            stages.append(stage)
            left -= stage.depth
        names = [use.primitive.name for stage in stages for use in stage.uses]
        return tuple(stages) if len(set(names)) == len(names) else None

    def _stage(self, before: Stage | None, left: int, first: Primitive | None) -> Stage | None:
        shapes = ["apply"] * 5 + ["lift"] * 3 * (left >= 2) + ["join"] * (left >= 2) + ["choose"] * 2 * (left >= 3)
        shape = self._rng.choice(shapes)
        if shape == "lift":
            return self._lifted(before, first)
        row = first or self._next(before, self._source.taking.get(before.gives if before else "", []))
        if row is None:
            return None
        if before is None:
            self.parameters.append(Parameter(row.parameters[0].name, row.parameters[0].kind))
        if shape == "apply":
            use = self._use(row, free=before is None)
            return Stage("apply", (use,)) if use else None
        return self._joined(row) if shape == "join" else self._choice(row)

    def _lifted(self, before: Stage | None, first: Primitive | None) -> Stage | None:
        if first is None:
            assert before is not None, "only the first stage has a given primitive"
            inner = before.gives.removeprefix("list[").removesuffix("]")
            row = None if inner == before.gives else self._any(self._source.unary(inner))
        else:
            kind = lists_of(first.parameters[0].kind)
            row = first if kind is not None and all(map(_writable, first.parameters[1:])) else None
            if row is not None and kind is not None:
                self.parameters.append(Parameter(_list_name(kind), kind))
        if row is None:
            return None
        use = self._use(row)
        return Stage(self._rng.choice(_OPS.get(row.types[1], ("map",))), (use,)) if use else None

    def _joined(self, left: Primitive) -> Stage | None:
        right = self._any(self._source.unary(left.types[0][0], left.types[1]))
        if right is None or right is left or left.types[1] not in ("int", "float"):
            return None
        uses = [self._use(row) for row in (left, right)]
        op = self._rng.choice(("add", "subtract", "pair") if left.types[1] == "int" else ("add", "subtract"))
        return Stage(op, (uses[0], uses[1])) if uses[0] and uses[1] else None

    def _choice(self, then: Primitive) -> Stage | None:
        kind, gives = then.types[0][0], then.types[1]
        test, otherwise = self._any(self._source.unary(kind, "bool")), self._any(self._source.unary(kind, gives))
        if test is None or otherwise is None or otherwise is then or gives == "bool":
            return None
        uses = [self._use(row) for row in (test, then, otherwise)]
        return Stage("choose", (uses[0], uses[1], uses[2])) if uses[0] and uses[1] and uses[2] else None

    def _next(self, before: Stage | None, rows: Sequence[Primitive]) -> Primitive | None:
        row = self._any(rows)
        if row is None or before is None or before.op != "apply":
            return row
        return row if flows(before.uses[0].primitive, row) else None

    def _any(self, rows: Sequence[Primitive]) -> Primitive | None:
        return self._rng.choice(rows) if rows else None

    def _use(self, row: Primitive, *, free: bool = False) -> Use | None:
        """Choose what a primitive's further parameters are: constants, or parameters of the function; None: too many."""
        extras: list[Given | Constant] = []
        share = 0.5 if self._depth == 1 else 0.75
        for parameter in row.parameters[1:]:
            writable = _writable(parameter)
            if writable and self._rng.random() < share:
                value = KINDS[parameter.kind].draw(self._rng)
                if value == "" or len(repr(value)) > _LONGEST_CONSTANT or (value == 1 and _counts(row, parameter.name)):
                    return None
                extras.append(Constant(value))
            elif (writable or free) and len(self.parameters) < _MOST_PARAMETERS:
                extras.append(Given(len(self.parameters)))
                self.parameters.append(parameter)
            else:
                return None
        return Use(row, tuple(extras))


def _writable(parameter: Parameter) -> bool:
    return KINDS[parameter.kind].type in ("int", "str")


@lru_cache(maxsize=4096)
def _counts(row: Primitive, name: str) -> bool:
    """Whether a parameter stands before a plural, so that 1 would read badly: "the first {k} elements"."""
    return any(re.search(r"\{" + name + r"\} (?:\w+ )?\w+s\b", wording) for wording in row.wordings)


def _list_name(kind: str) -> str:
    return KINDS[kind].names[0]


def _guard(stages: tuple[Stage, ...], parameters: Sequence[Parameter], rng: random.Random, depth: int) -> tuple[Value, ...]:
    """Return what an empty input gives, for some of the compositions that would fail on one."""
    first = stages[0]
    empty_fails = first.op in ("largest", "smallest") or (
        first.op == "apply" and first.takes.startswith(("list", "str")) and not _fits_empty(first.uses[0].primitive, first.takes)
    )
    single = not any(KINDS[parameter.kind].type.startswith(("list", "str")) for parameter in parameters[1:])
    if depth > 3 or not single or not empty_fails or rng.random() >= _GUARD_SHARE:
        return ()
    return (rng.choice(_GUARDS.get(stages[-1].gives.split("[")[0], (None,))),)


def _fits_empty(row: Primitive, takes: str) -> bool:
    try:
        return KINDS[row.parameters[0].kind].fits([] if takes.startswith("list") else "")
    except FAILURES:
        return False


@lru_cache(maxsize=100_000)
def flows(giver: Primitive, taker: Primitive) -> bool:
    """Whether what one primitive gives often fits what another takes."""
    results = _results(giver)
    kind = KINDS[taker.parameters[0].kind]
    return bool(results) and sum(map(kind.fits, results)) * 2 >= len(results)


@lru_cache(maxsize=4096)
def _results(row: Primitive) -> tuple[Value, ...]:
    rng = random.Random(f"flows/{row.name}")
    results = []
    for _ in range(16):
        try:
            results.append(reference(row)(*(KINDS[parameter.kind].draw(rng) for parameter in row.parameters)))
        except FAILURES:
            continue
    return tuple(results)
