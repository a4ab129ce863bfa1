"""The family of compositions: what the primitives do, alone and together, worded and written in many ways."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from hrm_codegen.code.portable.base import Case as PortableCase
from hrm_codegen.code.portable.base import Portable
from hrm_codegen.tasks.exercises import cases, drawing, naming
from hrm_codegen.tasks.exercises.base import Draft
from hrm_codegen.tasks.exercises.cases import Case
from hrm_codegen.tasks.exercises.heldout import refused
from hrm_codegen.tasks.exercises.phrasing import PHRASINGS, Brief, Phrasing
from hrm_codegen.tasks.exercises.plan import Composition, Given, Stage, Use
from hrm_codegen.tasks.exercises.solution import solution
from hrm_codegen.tasks.exercises.table import held_out, place_of, primitives
from hrm_codegen.tasks.exercises.write import Style, Writer, Written

DEPTHS = (0.06, 0.19, 0.30, 0.45)  # shares of the draws; more of the deep ones turn out trivial
_TEST = {1: 25, 2: 10, 3: 10, 4: 30}  # per cent of the compositions that are held out, by depth
_VALIDATION = 4  # per cent
_UNSEEN_PHRASINGS = 0.4  # share of the held-out exercises put in a phrasing that is never trained on
_LONGEST_TEXT, _LONGEST_CODE = 420, 1100  # characters
_WIDTH = 92  # of a docstring's lines
_GENERIC = re.compile(r"\b(list|dict|tuple|set)\[")

Refuse = Callable[[Composition], bool]


class Made(NamedTuple):
    """An exercise with all that it was made from."""

    draft: Draft
    composition: Composition
    cases: tuple[Case, ...]
    parameters: tuple[str, ...]
    numbers: tuple[int, ...]  # which solution of each primitive, in the order of use
    phrasing: str

    def portable(self, numbers: Sequence[int] | None = None) -> Portable:
        """Return the exercise as plain functions, one a primitive and a main one, with the solutions wanted."""
        return portable(self.composition, numbers or self.numbers, name=self.draft.entry_point, parameters=self.parameters,
                        chosen=self.cases)  # fmt: skip


@dataclass(frozen=True)
class Exercise:
    """One composition, without its wording, its names and its cases."""

    composition: Composition

    @property
    def key(self) -> str:
        """The composition with its constants: the same for every wording."""
        return self.composition.instance_key

    @cached_property
    def split(self) -> str:
        """The split that it belongs to: held out with its primitives, or by the hash of what it does."""
        return split_of(self.composition)

    @property
    def once(self) -> str:
        """What a composition of several operations gives on the probes, or its key where they tell too little."""
        return "" if self.composition.depth == 1 else self.composition.signature or self.key

    def build(self, rng: random.Random) -> Draft | None:
        """Word the exercise and choose its cases, or return None when it turns out trivial."""
        made = self.make(rng)
        return made.draft if made else None

    def make(self, rng: random.Random) -> Made | None:
        """Return the exercise with all that it was made from, or None when it turns out trivial or long."""
        composition = self.composition
        chosen = cases.choose(composition, rng)
        if chosen is None or (composition.depth > 1 and composition.signature in simple_signatures()):
            return None
        phrasing = _phrasing(composition.depth, self.split, rng)
        numbers, style = _manner(composition, phrasing, rng)
        imported = {
            word for use, number in zip(composition.uses, numbers, strict=True) for word in solution(use.primitive, number).imported
        }
        name = naming.entry_point(composition, rng, taken=imported)
        parameters = naming.parameters(composition, rng, taken={name, *imported})
        written = _write(composition, numbers, style, rng, name=name, parameters=parameters)
        text = phrasing.tell(Brief(composition, name, parameters, rng))
        head = _head(composition, name, parameters, rng, hinted=0.7 if phrasing.form == "complete" else 0.2)
        calls = [(f"{name}({', '.join(map(repr, case.arguments))})", repr(case.result)) for case in chosen]
        draft = (
            _described(text, head, written, calls) if phrasing.form == "describe" else _completed(text, head, written, calls, rng)
        )
        if draft is None or len(text) > _LONGEST_TEXT or len(draft.solution) > _LONGEST_CODE + len(draft.prompt):
            return None
        if self.split != "test" and refused().holds(text=text, code=draft.solution, signature=composition.signature):
            return None
        draft = draft._replace(entry_point=name, tags=composition.tags, difficulty=f"depth {composition.depth}")
        return Made(draft, composition, chosen, parameters, numbers, phrasing.name)


class Compose:
    """The family of all compositions, from one primitive to four operations."""

    name = "compose"
    languages: tuple[str, ...] = ("python",)

    def draw(self, rng: random.Random) -> Exercise:
        """Draw a composition of trained primitives."""
        while True:
            (depth,) = rng.choices((1, 2, 3, 4), DEPTHS)
            composition = drawing.draw(rng, depth)
            if composition is not None:
                return Exercise(composition)


def split_of(composition: Composition) -> str:
    """Return the split of a composition; a single primitive without constants is always trained on, unless it is held out."""
    if any(held_out(use.primitive.name) for use in composition.uses):
        return "test"
    depth = composition.depth
    if depth == 1 and composition.instance_key == composition.key:
        return "train"
    place = place_of(composition.instance_key if depth == 1 else composition.key)
    return "test" if place < _TEST[depth] else "validation" if place < _TEST[depth] + _VALIDATION else "train"


def portable(
    composition: Composition, numbers: Sequence[int], *, name: str, parameters: Sequence[str], chosen: Sequence[Case] = ()
) -> Portable:
    """Return a composition as plain Python functions, the entry last, for the writers of other languages."""
    alone = len(composition.stages) == 1 and composition.stages[0].op == "apply"
    style = Style("inline" if alone else "helpers", loops=False, stepwise=True)
    written = _write(composition, numbers, style, random.Random(0), name=name, parameters=parameters)
    types, returns = composition.types
    head = f"def {name}({', '.join(parameters)}):"
    source = _program(written.imports, [*written.helpers, "\n".join([head, *_indented(written.body)])])
    told = tuple(PortableCase(case.arguments, case.result) for case in chosen)
    return Portable(source, name, tuple(zip(parameters, types, strict=True)), returns, told)


@lru_cache(maxsize=2)
def simple_signatures(*, trained: bool = False) -> frozenset[str]:
    """Return what single primitives (or the trained ones) do: a longer composition that does the same is not new."""
    found = {""}
    for row in primitives().values():
        if trained and held_out(row.name):
            continue
        extras = tuple(Given(place) for place in range(1, len(row.parameters)))
        found.add(Composition((Stage("apply", (Use(row, extras),)),), row.parameters).signature)
    return frozenset(found - {""})


def _phrasing(depth: int, split: str, rng: random.Random) -> Phrasing:
    unseen = split == "test" and rng.random() < _UNSEEN_PHRASINGS
    fitting = [each for each in PHRASINGS if each.depths[0] <= depth <= each.depths[1] and held_out(each.name) == unseen]
    return rng.choices(fitting, [each.weight for each in fitting])[0]


def _manner(composition: Composition, phrasing: Phrasing, rng: random.Random) -> tuple[tuple[int, ...], Style]:
    """Choose the solutions of the primitives and the style that puts them together."""
    layouts = {"inline": 5, "nested": 3, "helpers": 0 if composition.depth == 1 or phrasing.form == "complete" else 3}
    (layout,) = rng.choices(tuple(layouts), tuple(layouts.values()))
    style = Style(layout, loops=layout == "inline" and rng.random() < 0.5, stepwise=layout != "nested" and rng.random() < 0.6)
    numbers = []
    for use in composition.uses:
        every = range(len(use.primitive.solutions))
        wanted = list(every)
        if layout == "nested":
            wanted = [number for number in every if _expression(use, number)]
        elif layout == "inline" and composition.depth > 1:
            wanted = [number for number in every if solution(use.primitive, number).value is not None]
        numbers.append(rng.choice(wanted or every))
    return tuple(numbers), style


def _expression(use: Use, number: int) -> bool:
    given = solution(use.primitive, number)
    return given.value is not None and not given.statements


def _write(
    composition: Composition, numbers: Sequence[int], style: Style, rng: random.Random, *, name: str, parameters: Sequence[str]
) -> Written:
    writer = Writer(style, rng, parameters=parameters, entry=name)
    return writer.write(composition, numbers)


class _Head(NamedTuple):
    line: str  # the def line
    imports: tuple[str, ...]


def _head(composition: Composition, name: str, parameters: Sequence[str], rng: random.Random, *, hinted: float) -> _Head:
    if rng.random() >= hinted:
        return _Head(f"def {name}({', '.join(parameters)}):", ())
    types, returns = composition.types
    if composition.guard and composition.guard[0] is None:
        returns = f"{returns} | None"
    typed = ", ".join(f"{parameter}: {kind}" for parameter, kind in zip(parameters, types, strict=True))
    line = f"def {name}({typed}) -> {returns}:"
    if _GENERIC.search(line) and "None" not in returns and rng.random() < 0.5:
        used = sorted({found.capitalize() for found in _GENERIC.findall(line)})
        return _Head(_GENERIC.sub(lambda found: f"{found[1].capitalize()}[", line), (f"from typing import {', '.join(used)}",))
    return _Head(line, ())


def _described(text: str, head: _Head, written: Written, calls: list[tuple[str, str]]) -> Draft:
    main = "\n".join([head.line, *_indented(written.body)])
    tests = tuple(f"assert {call} == {result}" for call, result in calls)
    return Draft(text, _program((*head.imports, *written.imports), [*written.helpers, main]), tests, "", (), "")


def _completed(text: str, head: _Head, written: Written, calls: list[tuple[str, str]], rng: random.Random) -> Draft | None:
    """Return the exercise as a signature with a docstring to continue, examples and all."""
    shown = min(rng.choice((1, 2, 2, 3)), len(calls) - 3)
    examples = [line for call, result in calls[:shown] for line in (f">>> {call}", result)]
    lines = [
        wrapped for line in text.split("\n") for wrapped in (textwrap.wrap(line, _WIDTH, subsequent_indent=_margin(line)) or [""])
    ]
    if any("\\" in line or '"""' in line for line in (*lines, *examples)):
        return None
    opening = '""" ' if rng.random() < 0.4 else '"""'
    blank = [""] if "" in lines or rng.random() < 0.5 else []
    docstring = [opening + lines[0], *lines[1:], *blank, *examples, '"""']
    imports = "".join(f"{line}\n" for line in _merged((*head.imports, *written.imports)))
    prompt = f"{imports}\n\n" if imports else ""
    prompt += "\n".join([head.line, *_indented(docstring)]) + "\n"
    nested = [f"{line}\n" if line else "\n" for helper in written.helpers for line in (*_indented(helper.split("\n")), "")]
    code = "".join(nested) + "".join(f"{line}\n" for line in _indented(written.body))
    tests = tuple(f"assert {call} == {result}" for call, result in calls)
    return Draft(prompt, prompt + code, tests, "", (), "", form="complete", shown=shown)


def _margin(line: str) -> str:
    return " " * (len(line) - len(line.lstrip()))


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]


def _merged(imports: Sequence[str]) -> list[str]:
    """Return import lines sorted, with the names that one module gives in one line."""
    names: dict[str, set[str]] = {}
    for line in imports:
        head, joint, given = line.partition(" import ")
        names.setdefault(head + joint, set()).update(given.split(", ") if joint else ())
    return sorted(head + ", ".join(sorted(given)) for head, given in names.items())


def _program(imports: Sequence[str], functions: Sequence[str]) -> str:
    head = "\n".join(_merged(imports))
    return "\n\n\n".join([*([head] if head else []), *functions])


COMPOSE = Compose()
