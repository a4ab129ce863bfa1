"""PHRASINGS: how people put an exercise; the hash of a phrasing's name decides whether it is held out.

A Brief knows the composition, the names and how everything is called; a phrasing turns it into the text. Phrasings of the
form "complete" give the lines of a docstring: the exercise is then a signature to continue.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from hrm_codegen.tasks.exercises import telling
from hrm_codegen.tasks.exercises.kinds import KINDS
from hrm_codegen.tasks.exercises.plan import Composition
from hrm_codegen.tasks.exercises.telling import imperative, sentence, told_of_one
from hrm_codegen.tasks.exercises.words import definite, plural

_TYPES = {"int": "an integer", "bool": "True or False", "str": "a string", "float": "a number"}


@dataclass(frozen=True)
class Brief:
    """What a phrasing needs: the composition, the function's name and its parameters' names."""

    composition: Composition
    name: str
    parameters: tuple[str, ...]
    rng: random.Random

    @property
    def call(self) -> str:
        """The function with its parameters: "count_items(items, k)"."""
        return f"{self.name}({', '.join(self.parameters)})"

    def nouns(self, *, named: str = "{noun} {name}") -> list[str]:
        """Return how every parameter is called, with its name where `named` says so."""
        every = [self.composition.noun, *(KINDS[parameter.kind].nouns for parameter in self.composition.parameters[1:])]
        plain = ([noun for noun in nouns if not noun.startswith(("a given ", "given "))] or nouns for nouns in every)
        told = [self.rng.choice(nouns).replace(" given as ", " as ") for nouns in plain]  # "Given a tree as a list of parents"
        named = "{noun} {name}" if named == "{noun}" and len(every) > 1 else named
        return [
            noun if name in noun.split(" ") and "`" not in named else named.format(noun=noun, name=name)
            for noun, name in zip(told, self.parameters, strict=True)
        ]

    def steps(self, *, by_name: str = "", nest: float = 0.5) -> list[str]:
        """Return the steps as infinitives: about nouns ("a list of integers"), or about names put as `by_name` ("`{name}`")."""
        given, it = self._called(by_name)
        told = telling.steps(self.composition, it, given, self.rng, nest=nest)
        return [_together(phrase, self.composition, it, given) for phrase in told] if not by_name else told

    def _called(self, by_name: str) -> tuple[Mapping[int, str], str]:
        names = {place: (by_name or "{name}").format(name=name) for place, name in enumerate(self.parameters)}
        if by_name:
            return names, names[0]
        it = self.rng.choice(self.composition.noun)
        scalar = self.composition.types[0][0] in ("int", "float")
        for place, parameter in enumerate(self.composition.parameters[1:], start=1):
            kind = KINDS[parameter.kind]
            same = kind.type == self.composition.types[0][0] and (
                kind.type != "str" or parameter.kind == self.composition.parameters[0].kind
            )
            if kind.type == "str" and not same and kind.type == self.composition.types[0][0]:
                names[place] = f"{definite(kind.nouns[0])} {names[place]}"  # "the character ch" beside "a text"
            elif not _scalar(kind.type) or (kind.type == "str" and same):
                names[place] = f"another {definite(it).removeprefix('the ')}" if same else f"{kind.nouns[0]} {names[place]}"
        if scalar and len(self.parameters) > 1:
            it = f"{it} {self.parameters[0]}" if self.rng.random() < 0.6 else self.parameters[0]
        return names, it

    def to(self) -> str:
        """Return the whole as one infinitive: "find the sum of the digits of a number"."""
        return sentence(self.steps(), self.rng)

    def that(self, by_name: str = "") -> str:
        """Return the whole in the third person: "finds the sum of the digits of a number"."""
        return told_of_one(self.steps(by_name=by_name), self.rng)

    def about(self, by_name: str = "{name}", *, nest: float = 0.5) -> str:
        """Return the whole as an infinitive about the parameters by name."""
        return sentence(self.steps(by_name=by_name, nest=nest), self.rng)

    def note(self) -> str:
        """Return a sentence on the empty input where it has a meaning of its own, with a blank before it."""
        if not self.composition.guard:
            return ""
        what = definite(self.composition.noun[0])
        value = repr(self.composition.guard[0])
        empty = "the empty string" if value == "''" else "an empty list" if value == "[]" else value
        return self.rng.choice((f" If {what} is empty, return {empty}.", f" Return {empty} if {what} is empty.",
                                f" For an empty {what.removeprefix('the ')}, return {empty}."))  # fmt: skip


class Phrasing(NamedTuple):
    """One way to put an exercise."""

    name: str
    weight: int
    tell: Callable[[Brief], str]
    form: Literal["describe", "complete"] = "describe"
    depths: tuple[int, int] = (1, 4)


def _scalar(kind: str) -> bool:
    return kind in ("int", "float", "bool", "str")


def _together(phrase: str, composition: Composition, it: str, given: Mapping[int, str]) -> str:
    """Turn "a list of integers and another list" into "two lists of integers"."""
    if len(given) != 2 or len(composition.noun) == 0:
        return phrase
    first, second = composition.types[0][:2]
    both = f"{it} and {given[1]}"
    if first != second or both not in phrase:
        return phrase
    if _scalar(first) and first != "str":
        noun = composition.noun[0]
        names = both if " " not in it else f"{it.rsplit(' ', 1)[1]} and {given[1]}"
        same = composition.parameters[0].kind == composition.parameters[1].kind
        return phrase.replace(both, f"two {plural(noun)} {names}") if same else phrase
    return phrase.replace(both, f"two {plural(it)}")


def _listed(told: list[str]) -> str:
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _result(brief: Brief) -> str:
    last = brief.composition.types[1]
    return "True or False" if last == "bool" else "the result"


def _given(brief: Brief) -> str:
    by_name = brief.rng.choice(("{name}", "`{name}`"))
    return f"Given {_listed(brief.nouns(named='{noun} ' + by_name))}, {_returning(brief, by_name)}.{brief.note()}"


def _returning(brief: Brief, by_name: str = "{name}") -> str:
    *before, last = brief.steps(by_name=by_name)
    last = re.sub(r"^(?:find|compute) (?=the |all |how )", "return ", last)
    if " return " in last or last.startswith(("count ", "check ", "return ", "tell ", "find ", "make ", "go through ")):
        return sentence([*before, last], brief.rng)
    if before:
        return sentence([*before, last, f"return {_result(brief)}"], brief.rng)
    return f"{last}{',' if ',' in last else ''} and return {_result(brief)}"


def _you_are_given(brief: Brief) -> str:
    told = _listed(brief.nouns(named="{noun} `{name}`"))
    return f"You are given {told}. {imperative(_returning(brief, '`{name}`'))}.{brief.note()}"


def _numbered(brief: Brief) -> str:
    steps = [f"{imperative(step)}." for step in brief.steps(by_name="`{name}`", nest=0.2)]
    if not steps[-1].startswith("Return "):
        steps.append(f"Return {_result(brief)}.")
    lines = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    told = _listed(brief.nouns(named="{noun}"))
    return f"Write a function `{brief.call}` that takes {told} and does the following:\n{lines}{_own_line(brief)}"


def _bullets(brief: Brief) -> str:
    steps = [f"- {step}" for step in brief.steps(by_name="{name}", nest=0.3)]
    told = _listed(brief.nouns(named="{noun} {name}"))
    if len(steps) == 1:
        return f"Implement {brief.name}. It takes {told} and should {steps[0].removeprefix('- ')}.{brief.note()}"
    return "\n".join([f"Implement {brief.name}. It takes {told} and should:", *steps]) + _own_line(brief)


def _how_to(brief: Brief) -> str:
    told = brief.to()
    asked = f"In Python, how do I {told}?" if "," in told or " and " in told else f"How do I {told} in Python?"
    return f"{asked}{brief.note()}"


def _own_line(brief: Brief) -> str:
    return f"\n{note.strip()}" if (note := brief.note()) else ""


def _called(brief: Brief) -> str:
    steps = told_of_one(brief.steps(by_name="`{name}`"), brief.rng)
    told = _listed(brief.nouns(named="{noun} `{name}`"))
    return f"Create a function called `{brief.name}` that takes {told} and {steps}.{brief.note()}"


def _first_then(brief: Brief) -> str:
    first, *others = brief.steps(by_name="", nest=0.2)
    told = f"First, {first}." + "".join(f" Then {step}." for step in others[:-1])
    if others and ("," in others[-1] or ";" in others[-1]):
        return f"{told} Finally, {others[-1]}. Return the result.{brief.note()}"
    return f"{told} Finally, {others[-1]} and return it.{brief.note()}" if others else f"{imperative(first)}.{brief.note()}"


def _docstring(brief: Brief) -> str:
    by_name = brief.rng.choice(("", "", "{name}", "`{name}`"))
    told = sentence(brief.steps(by_name=by_name), brief.rng)
    return imperative(f"{told}.{brief.note()}")


def _docstring_given(brief: Brief) -> str:
    told = _listed(brief.nouns(named="{noun} {name}"))
    return f"Given {told}, {_returning(brief)}.{brief.note()}"


def _docstring_returns(brief: Brief) -> str:
    return f"{imperative(told_of_one(brief.steps(by_name=brief.rng.choice(('{name}', ''))), brief.rng))}.{brief.note()}"


def _docstring_arguments(brief: Brief) -> str:
    lines = [imperative(f"{brief.about()}.{brief.note()}"), "", "Args:"]
    lines += [f"    {name}: {noun}" for name, noun in zip(brief.parameters, brief.nouns(named="{noun}"), strict=True)]
    returns = told_of_type(brief.composition.types[1])
    if brief.composition.guard and brief.composition.guard[0] is None:
        returns += ", or None"
    return "\n".join([*lines, "", "Returns:", f"    {returns}"])


def told_of_type(told: str) -> str:
    """Return a type in words: "a list of lists of integers"."""
    inner = told.removeprefix("list[").removesuffix("]")
    if told.startswith("list["):
        return f"a list of {plural(told_of_type(inner))}" if inner != "bool" else "a list of booleans"
    if told.startswith("tuple[") and len(set(told[6:-1].split(", "))) == 1:
        return f"a tuple of {plural(told_of_type(told[6:-1].partition(', ')[0]))}"
    return _TYPES.get(told) or {"tuple": "a tuple", "dict": "a dictionary", "set": "a set"}.get(told.partition("[")[0], told)


PHRASINGS = (
    Phrasing("mbpp_to", 22, lambda b: f"Write a function to {b.to()}.{b.note()}"),
    Phrasing("mbpp_python_to", 18, lambda b: f"Write a python function to {b.to()}.{b.note()}"),
    Phrasing("write_that", 6, lambda b: f"Write a function that {b.that()}.{b.note()}"),
    Phrasing("write_python_that", 3, lambda b: f"Write a Python function that {b.that()}.{b.note()}"),
    Phrasing("named_to", 3, lambda b: f"Write a function {b.name} to {b.to()}.{b.note()}"),
    Phrasing("named_call", 3, lambda b: f"Write a function `{b.call}` that {b.that('{name}')}.{b.note()}"),
    Phrasing("called", 4, _called),
    Phrasing("given", 6, _given),
    Phrasing("you_are_given", 4, _you_are_given),
    Phrasing("implement_call", 3, lambda b: f"Implement `{b.call}`: {b.about()}.{b.note()}"),
    Phrasing("definition", 2, lambda b: f"Define a function {b.name} which {b.that()}.{b.note()}"),
    Phrasing("can_you", 2, lambda b: f"Can you write a function that {b.that()}?{b.note()}"),
    Phrasing("i_need", 2, lambda b: f"I need a Python function that {b.that()}.{b.note()}"),
    Phrasing("how_to", 2, _how_to, depths=(1, 2)),
    Phrasing("bare", 3, lambda b: f"{imperative(b.to())}.{b.note()}"),
    Phrasing("please", 1, lambda b: f"Please write {b.name}, a function to {b.to()}.{b.note()}"),
    Phrasing("your_task", 3, lambda b: f"Your task is to {b.to()}. Name the function `{b.name}`.{b.note()}"),
    Phrasing("complete_the", 2, lambda b: f"Complete the function {b.call} so that it {b.that('{name}')}.{b.note()}"),
    Phrasing("numbered", 8, _numbered, depths=(3, 4)),
    Phrasing("bullets", 5, _bullets, depths=(2, 4)),
    Phrasing("firstly", 5, _first_then, depths=(2, 4)),
    Phrasing("docstring", 16, _docstring, "complete"),
    Phrasing("docstring_given", 6, _docstring_given, "complete"),
    Phrasing("docstring_returns_third", 6, _docstring_returns, "complete"),
    Phrasing("docstring_arguments", 3, _docstring_arguments, "complete"),
)  # fmt: skip
