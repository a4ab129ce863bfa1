"""What a composed exercise does: stages over primitives, each taking the value that the one before it gave.

A stage applies a primitive, lifts it over the elements of a list, joins the results of two, or chooses between two. A
composition can be run in process (the primitives are our own code), has a name for the hash that decides its split, and
a signature: what it gives on fixed probes, the same for two compositions that do the same.
"""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from hrm_codegen.tasks.exercises.kinds import KINDS, Value
from hrm_codegen.tasks.exercises.primitive import Parameter, Primitive

FAILURES = (ArithmeticError, AttributeError, IndexError, KeyError, RecursionError, StopIteration, TypeError, ValueError)
LIFTED = ("map", "keep", "drop", "count", "any", "all", "total", "largest", "smallest", "sort", "sort_down")  # over elements
JOINED = ("add", "subtract", "pair")  # of the results of two primitives
_PROBES = 32
_LISTS = {  # kind of an element -> the kind of a list of such, and how the list is called
    "int": ("ints", "a list of integers"), "natural": ("naturals", "a list of non-negative integers"),
    "positive": ("ints", "a list of positive integers"), "small": ("ints", "a list of small positive integers"),
    "str": ("words", "a list of strings"), "word": ("words", "a list of words"), "sentence": ("words", "a list of sentences"),
    "digits": ("words", "a list of strings of digits"), "binary": ("words", "a list of binary strings"),
    "date": ("words", "a list of dates"), "ints": ("lists", "a list of lists of integers"),
    "some_ints": ("lists", "a list of non-empty lists of integers"), "float": ("floats", "a list of numbers"),
    "words": ("char_lists", "a list of lists of strings"), "pair": ("pairs", "a list of pairs of integers"),
    "brackets": ("words", "a list of strings of brackets"),
}  # fmt: skip
_PROBED = {  # the kinds that probes are drawn from; other types take their first kind
    "int": ("int", "natural", "positive", "small"), "bool": ("bool",), "float": ("float",),
    "str": ("str", "word", "sentence", "digits"),
    "list[int]": ("ints", "some_ints", "naturals", "sorted_ints"), "list[str]": ("words", "some_words"),
    "list[list[int]]": ("grid", "square", "bitgrid", "lists"),
}  # fmt: skip
ELEMENTS = {  # type of an element -> how one is called
    "int": ("number", "numbers"), "float": ("number", "numbers"), "str": ("string", "strings"), "bool": ("flag", "flags"),
    "list[int]": ("list", "lists"), "list[str]": ("list", "lists"), "tuple[int, int]": ("pair", "pairs"),
}  # fmt: skip


class Given(NamedTuple):
    """A further parameter of a primitive that is a parameter of the function, by its place."""

    place: int


class Constant(NamedTuple):
    """A further parameter of a primitive that is written into the exercise."""

    value: Value


class Use(NamedTuple):
    """A primitive with what its further parameters are."""

    primitive: Primitive
    extras: tuple[Given | Constant, ...] = ()

    @property
    def constants(self) -> tuple[Value, ...]:
        """The values written into the exercise."""
        return tuple(extra.value for extra in self.extras if isinstance(extra, Constant))


class Stage(NamedTuple):
    """One step: "apply" a primitive, one of LIFTED over the elements, one of JOINED, or "choose" (test, then, otherwise)."""

    op: str
    uses: tuple[Use, ...]

    @property
    def depth(self) -> int:
        """How many operations it counts for."""
        return len(self.uses) + (self.op in LIFTED)

    @property
    def takes(self) -> str:
        """The type of the value that it takes."""
        inner = self.uses[0].primitive.types[0][0]
        return f"list[{inner}]" if self.op in LIFTED else inner

    @property
    def gives(self) -> str:
        """The type of what it gives."""
        inner, result = self.uses[0].primitive.types[0][0], self.uses[-1].primitive.types[1]
        fixed = {"count": "int", "total": "int", "any": "bool", "all": "bool", "add": "int", "subtract": "int"}
        if self.op in fixed:
            return fixed[self.op]
        if self.op == "pair":
            return f"tuple[{self.uses[0].primitive.types[1]}, {result}]"
        if self.op in ("keep", "drop", "sort", "sort_down"):
            return f"list[{inner}]"
        return {"map": f"list[{result}]", "largest": inner, "smallest": inner}.get(self.op, result)


class Unfit(ValueError):
    """A value does not fit the kind that a primitive takes."""


@dataclass(frozen=True)
class Composition:
    """Stages in order, the parameters of the function (the first carries the value), and what an empty input gives."""

    stages: tuple[Stage, ...]
    parameters: tuple[Parameter, ...]
    guard: tuple[Value, ...] = ()  # empty, or what the function gives for an empty first argument

    @cached_property
    def depth(self) -> int:
        """The number of operations, from 1 to 4."""
        return sum(stage.depth for stage in self.stages)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every use of a primitive, in order."""
        return tuple(use for stage in self.stages for use in stage.uses)

    @cached_property
    def key(self) -> str:
        """The structure without its constants, such as "digit_sum > is_prime" or "count(is_prime)"."""
        return " > ".join(
            stage.uses[0].primitive.name
            if stage.op == "apply"
            else f"{stage.op}({', '.join(use.primitive.name for use in stage.uses)})"
            for stage in self.stages
        )

    @cached_property
    def instance_key(self) -> str:
        """The structure with its constants and its guard: the same for every wording."""
        constants = [repr(value) for use in self.uses for value in use.constants]
        guard = f" | {self.guard[0]!r}" if self.guard else ""
        return f"{self.key} {' '.join(constants)}".strip() + guard

    @cached_property
    def types(self) -> tuple[tuple[str, ...], str]:
        """The types of the parameters and of the result."""
        first = self.stages[0].takes
        return (first, *(KINDS[parameter.kind].type for parameter in self.parameters[1:])), self.stages[-1].gives

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The plan tags of its primitives in the order of use, and those of its combinators."""
        own = {"keep": "filter", "drop": "filter", "map": "map", "count": "count", "sort": "sort", "sort_down": "sort"}
        tags = [
            tag
            for stage in self.stages
            for tag in (
                *([own[stage.op]] if stage.op in own else ["condition"] if stage.op == "choose" else []),
                *(tag for use in stage.uses for tag in use.primitive.tags),
            )
        ]
        return tuple(dict.fromkeys([*tags, *(["pipeline"] if len(self.stages) > 1 else [])]))

    @cached_property
    def noun(self) -> tuple[str, ...]:
        """How the first parameter is called: "a list of integers"."""
        stage = self.stages[0]
        kind = stage.uses[0].primitive.parameters[0].kind
        return (_LISTS[kind][1],) if stage.op in LIFTED else KINDS[kind].nouns

    def run(self, arguments: tuple[Value, ...]) -> Value:
        """Return what the function gives; Unfit or one of FAILURES where it gives nothing."""
        if self.guard and not arguments[0]:
            return self.guard[0]
        value = arguments[0]
        for stage in self.stages:
            value = _RUN.get(stage.op, _joined)(stage, value, arguments)
        return value

    def draw(self, rng: random.Random) -> tuple[Value, ...]:
        """Draw arguments; nothing says that the composition can be run on them."""
        stage = self.stages[0]
        kind = KINDS[stage.uses[0].primitive.parameters[0].kind]
        lifted = stage.op in LIFTED
        first = [kind.draw(rng) for _ in range(rng.randint(1, 6))] if lifted else kind.draw(rng)
        return (first, *(KINDS[parameter.kind].draw(rng) for parameter in self.parameters[1:]))

    @cached_property
    def signature(self) -> str:
        """A hash of what it gives on fixed probes, which are drawn by type, or by kind where those tell too little; or ""."""
        kinds = tuple(parameter.kind for parameter in self.parameters[1:])
        inner = self.stages[0].uses[0].primitive.parameters[0].kind
        for first in (self.types[0][0], f"list[{inner}]" if self.stages[0].op in LIFTED else inner):
            results = list(self._probed(_probes(first, kinds)))
            told = [result for result in results if result]
            common = max((told.count(result) for result in set(told)), default=0)
            if len(told) - common >= (6 if self.types[1] == "bool" else 4):
                return hashlib.sha256("\n".join((first, *kinds, *results)).encode()).hexdigest()[:16]
        return ""

    def _probed(self, probes: tuple[tuple[Value, ...], ...]) -> Iterator[str]:
        """Yield the results as text: "" where there is none or it is the first argument itself."""
        for arguments in probes:
            try:
                result = repr(self.run(arguments))
            except FAILURES:
                result = ""
            yield "" if result == repr(arguments[0]) else result


def lists_of(kind: str) -> str | None:
    """Return the kind of a list of values of a kind, or None where there is none."""
    return _LISTS[kind][0] if kind in _LISTS else None


@lru_cache(maxsize=4096)
def reference(primitive: Primitive) -> Callable[..., Value]:
    """Return a primitive as a function: its first solution, compiled once."""
    space: dict[str, Any] = {}
    exec(compile(primitive.function(), f"<{primitive.name}>", "exec"), space)  # noqa: S102  # our own tables
    function: Callable[..., Value] = space[primitive.name]
    return function


@lru_cache(maxsize=1024)
def _probes(first: str, kinds: tuple[str, ...]) -> tuple[tuple[Value, ...], ...]:
    """Return fixed arguments: the first one of a type or a kind, the others of their kinds."""
    rng = random.Random(f"probes/{first}/{kinds}")
    return tuple((_probe(first, place, rng), *(KINDS[kind].draw(rng) for kind in kinds)) for place in range(_PROBES))


def _probe(name: str, place: int, rng: random.Random) -> Value:
    kinds = (name,) if name in KINDS else _PROBED.get(name, ())
    kinds = kinds or tuple(itertools.islice((kind for kind in KINDS if KINDS[kind].type == name), 1))
    if kinds:
        return KINDS[kinds[place % len(kinds)]].draw(rng)
    inner = name.removeprefix("list[").removesuffix("]")
    assert inner != name, f"no kind has the type {name}"
    return [_probe(inner, place, rng) for _ in range(rng.randint(1, 5))]


def _call(use: Use, value: Value, arguments: tuple[Value, ...]) -> Value:
    primitive = use.primitive
    if not KINDS[primitive.parameters[0].kind].fits(value):
        raise Unfit(primitive.name)
    if not use.extras:
        return reference(primitive)(value)
    extras = [extra.value if isinstance(extra, Constant) else arguments[extra.place] for extra in use.extras]
    for extra, parameter in zip(extras, primitive.parameters[1:], strict=True):
        if not KINDS[parameter.kind].fits(extra):
            raise Unfit(primitive.name)
    return reference(primitive)(value, *extras)


def _applied(stage: Stage, value: Value, arguments: tuple[Value, ...]) -> Value:
    return _call(stage.uses[0], value, arguments)


def _chosen(stage: Stage, value: Value, arguments: tuple[Value, ...]) -> Value:
    test, then, otherwise = stage.uses
    return _call(then if _call(test, value, arguments) else otherwise, value, arguments)


def _joined(stage: Stage, value: Value, arguments: tuple[Value, ...]) -> Value:
    left, right = (_call(use, value, arguments) for use in stage.uses)
    return left + right if stage.op == "add" else left - right if stage.op == "subtract" else (left, right)


def _lifted(stage: Stage, value: Value, arguments: tuple[Value, ...]) -> Value:
    results = [_call(stage.uses[0], item, arguments) for item in value]
    return _LIFT[stage.op](value, results)


def _extreme(items: list[Value], keys: list[Value], *, largest: bool) -> Value:
    return items[keys.index(max(keys) if largest else min(keys))]


def _sorted(items: list[Value], keys: list[Value], *, down: bool) -> list[Value]:
    return [items[place] for place in sorted(range(len(items)), key=keys.__getitem__, reverse=down)]


_LIFT: dict[str, Callable[[list[Value], list[Value]], Value]] = {  # the elements and the results for them
    "map": lambda _, results: results,
    "keep": lambda items, results: [item for item, result in zip(items, results, strict=True) if result],
    "drop": lambda items, results: [item for item, result in zip(items, results, strict=True) if not result],
    "count": lambda _, results: sum(map(bool, results)),
    "any": lambda _, results: any(results),
    "all": lambda _, results: all(results),
    "total": lambda _, results: sum(results),
    "largest": lambda items, results: _extreme(items, results, largest=True),
    "smallest": lambda items, results: _extreme(items, results, largest=False),
    "sort": lambda items, results: _sorted(items, results, down=False),
    "sort_down": lambda items, results: _sorted(items, results, down=True),
}
_RUN: dict[str, Callable[[Stage, Value, tuple[Value, ...]], Value]] = {
    "apply": _applied, "choose": _chosen, **dict.fromkeys(LIFTED, _lifted),
}  # fmt: skip
