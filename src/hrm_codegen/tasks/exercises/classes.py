"""The family of small classes: a template with some of its methods, under other names, with other constants."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hrm_codegen.tasks.exercises.base import Draft
from hrm_codegen.tasks.exercises.class_table import TEMPLATES, Method, Template
from hrm_codegen.tasks.exercises.samples import NAMES, WORDS
from hrm_codegen.tasks.exercises.table import held_out, place_of

_TESTS = (5, 6)  # scenarios of an exercise, the fewest and the most
_CALLS = (3, 6)  # calls in one
_TRIES = 40
_LONGEST = 170  # characters of a scenario
_FIELDS = {
    "items": ("items", "values", "elements", "data", "_items"), "values": ("values", "readings", "numbers", "_values"),
    "value": ("value", "number", "current_value", "_value"), "balance": ("balance", "money", "_balance"), "stock": ("stock",
    "counts", "pieces_of"),
    "prices": ("prices", "costs", "_prices"), "text": ("text", "content_now", "buffer"), "history": ("history", "earlier",
    "states"),
    "time": ("time", "hour", "hand"), "scores": ("scores", "points", "table"), "songs": ("songs", "tracks", "titles"),
    "place": ("place", "index", "pointer"), "floor": ("floor", "current_floor"), "counts": ("counts", "seen", "tally"),
    "entries": ("entries", "stored", "data"), "cars": ("cars", "parked"), "level": ("level", "filled"), "votes": ("votes",
    "ballots", "counts"),
    "state": ("state", "number"), "on": ("on", "is_lit"), "books": ("books", "titles"), "lent": ("lent", "out"),
}  # fmt: skip
_PARAMETERS = {
    "item": ("item", "value", "x", "element"), "amount": ("amount", "value", "n"), "name": ("name", "key", "label"),
    "count": ("count", "n", "k", "number"), "value": ("value", "number", "x"), "start": ("start", "initial", "first"),
    "word": ("word", "text", "s"), "price": ("price", "cost"),
}  # fmt: skip
_SELF = re.compile(r"\bself\.(\w+)")
_OBJECTS = ("obj", "x", "a", "c", "thing", "it", "s", "p", "item", "instance", "test_object")
_SHAPES = ("listed_write", "listed_create", "sentence_write", "sentence_implement", "sentence_define", "you_listed")  # phrasings


@dataclass(frozen=True)
class Small:
    """A class to write: the template, the methods chosen, the constants."""

    template: Template
    methods: tuple[Method, ...]
    constants: tuple[tuple[str, int], ...]

    @cached_property
    def key(self) -> str:
        """The template with its methods and constants."""
        told = [self.template.names.split()[0], *(method.names.split()[0] for method in self.methods)]
        return " ".join([*told, *(f"{name}={value}" for name, value in self.constants)])

    @cached_property
    def split(self) -> str:
        """The split: a tenth of the templates is held out, a twentieth of the others' instances is for validation."""
        if held_out(f"{self.template.names.split()[0]} (class)"):
            return "test"
        return "validation" if place_of(self.key) < 5 else "train"

    @property
    def once(self) -> str:
        """Nothing: a class may come again in other words."""
        return ""

    def build(self, rng: random.Random) -> Draft | None:
        """Name everything, word the exercise, and run scenarios; None when they are all alike."""
        name = rng.choice(self.template.names.split())
        methods = {method.names: rng.choice(method.names.split()) for method in self.methods}
        fields = {plain: rng.choice(names) for plain, names in _FIELDS.items()}
        if len(set(methods.values())) < len(methods) or set(methods.values()) & set(fields.values()):
            return None
        words = {plain: rng.choice(names) for plain, names in _PARAMETERS.items()}
        code = self._code(name, methods, fields, words)
        tests = self._tests(name, methods, code, rng)
        if tests is None:
            return None
        prompt = self._text(name, methods, words, rng)
        tags = ("class", *(["dict"] if "{}" in self.template.init else ()), *(["stack"] if "tack" in name else ()))
        return Draft(prompt, code, tests, name, tags, "class")

    def _code(self, name: str, methods: Mapping[str, str], fields: Mapping[str, str], words: Mapping[str, str]) -> str:
        template = self.template
        blocks = [_function("__init__", template.parameters, self._filled(template.init))]
        blocks += [_function(methods[method.names], method.parameters, self._filled(method.body)) for method in self.methods]
        body = "\n\n".join(_renamed(block, fields, words) for block in blocks)
        return "\n".join([f"class {name}:", *(f"    {line}" if line else "" for line in body.split("\n"))])

    def _filled(self, text: str) -> str:
        for name, value in self.constants:
            text = text.replace("{" + name + "}", str(value))
        return text

    def _text(self, name: str, methods: Mapping[str, str], words: Mapping[str, str], rng: random.Random) -> str:
        shapes = [shape for shape in _SHAPES if not held_out(shape) or self.split == "test"]
        shape = rng.choice(shapes)
        about = _backticked(self._filled(self.template.about), words)
        call = f"{name}({_names(self.template.parameters, words)})" if self.template.parameters else name
        told = [
            (f"`{methods[method.names]}({_names(method.parameters, words)})`", _backticked(self._filled(method.tells), words))
            for method in self.methods
        ]
        if shape in ("listed_write", "listed_create", "you_listed"):
            opening = {
                "listed_write": f"Write a class `{call}` for {about}, with these methods:",
                "listed_create": f"Create a class called `{call}`: {about}. It has the methods",
                "you_listed": f"You need a Python class `{call}`, {about}. Its methods are:",
            }[shape]
            return "\n".join([opening, *(f"- {signature}: {tells}" for signature, tells in told)])
        opening = {
            "sentence_write": f"Write a python class {call} for {about}.",
            "sentence_implement": f"Implement the class `{call}`: {about}.",
            "sentence_define": f"Define a class {call} that is {about}.",
        }[shape]
        return " ".join([opening, *(f"Its method {signature} {tells}." for signature, tells in told)])

    def _tests(self, name: str, methods: Mapping[str, str], code: str, rng: random.Random) -> tuple[str, ...] | None:
        space: dict[str, Any] = {}
        exec(compile(code, f"<{name}>", "exec"), space)  # noqa: S102  # our own templates
        wanted, variable = rng.randint(*_TESTS), rng.choice(_OBJECTS)
        found: dict[str, str] = {}
        for _ in range(_TRIES):
            scenario, results = self._scenario(space[name], methods, variable, rng)
            if results and len(scenario) <= _LONGEST:
                found.setdefault(scenario, results)
        if len(found) < wanted or len(set(found.values())) < 3:
            return None
        ordered = sorted(found, key=lambda scenario: -len(set(found[scenario].split("|"))))
        chosen = [ordered[0], *rng.sample(ordered[1:], wanted - 1)]
        return tuple(chosen) if len({found[scenario] for scenario in chosen}) > 2 else None

    def _scenario(self, made: Any, methods: Mapping[str, str], variable: str, rng: random.Random) -> tuple[str, str]:
        """Call methods at random; return the statements, and the results that they assert joined by bars."""
        words = rng.sample([word for word in WORDS if len(word) < 7], 3)
        people = rng.sample(NAMES, 3)
        arguments = _drawn(self.template.parameters, rng, words, people)
        subject = made(*arguments)
        lines = [f"{variable} = {made.__name__}({', '.join(map(repr, arguments))})"]
        results = []
        for place in range(rng.randint(*_CALLS)):
            method = rng.choice([each for each in self.methods if place or each.parameters] or self.methods)
            arguments = _drawn(method.parameters, rng, words, people)
            call = f"{methods[method.names]}({', '.join(map(repr, arguments))})"
            result = getattr(subject, methods[method.names])(*arguments)
            if "return " in method.body:
                lines.append(f"assert {variable}.{call} == {result!r}")
                results.append(repr(result))
            else:
                lines.append(f"{variable}.{call}")
        while len(lines) > 1 and not lines[-1].startswith("assert"):
            lines.pop()
        return "; ".join(lines), "|".join(results)


class Classes:
    """The family of small classes."""

    name = "classes"
    languages: tuple[str, ...] = ("python",)

    def draw(self, rng: random.Random) -> Small:
        """Draw a template, some of its methods and its constants."""
        template = rng.choice(TEMPLATES)
        methods = tuple(method for method in template.methods if method.needed or rng.random() < 0.45)
        used = " ".join([template.about, template.init, *(method.body for method in methods)])
        constants = []
        for part in template.constants.split():
            name, _, (low, _, high) = (*part.partition(":")[:2], part.partition(":")[2].partition("-"))
            value = rng.randint(int(low), int(high))
            if "{" + name + "}" in used:
                constants.append((name, value))
        return Small(template, methods, tuple(constants))


def _function(name: str, parameters: str, body: str) -> str:
    head = ", ".join(["self", *(part.partition(":")[0] for part in parameters.split())])
    return "\n".join([f"def {name}({head}):", *(f"    {line}" for line in body.split("\n"))])


def _renamed(code: str, fields: Mapping[str, str], words: Mapping[str, str]) -> str:
    """Rename the fields, and the parameters of one method that do not become something else that it uses."""
    head, _, _ = code.partition("):\n")
    own = {part: words[part] for part in re.findall(r"\w+", head.partition("(")[2]) if part in words}
    used = set(re.findall(r"\b\w+\b", _SELF.sub("", code)))
    own = {plain: new for plain, new in own.items() if new == plain or new not in used}
    code = re.sub(r"(?<![.\w'])(" + "|".join(own) + r")\b(?!')", lambda found: own[found[1]], code) if own else code
    return _SELF.sub(lambda found: f"self.{fields.get(found[1], found[1])}", code)


def _names(parameters: str, words: Mapping[str, str]) -> str:
    return ", ".join(words.get(part.partition(":")[0], part.partition(":")[0]) for part in parameters.split())


def _backticked(text: str, words: Mapping[str, str]) -> str:
    return re.sub(r"`(\w+)`", lambda found: f"`{words.get(found[1], found[1])}`", text)


def _drawn(parameters: str, rng: random.Random, words: Sequence[str], people: Sequence[str]) -> list[Any]:
    draw: dict[str, Callable[[], Any]] = {
        "n": lambda: rng.randint(1, 9),
        "N": lambda: rng.randint(-9, 30),
        "w": lambda: rng.choice(words),
        "p": lambda: rng.choice(people),
    }
    return [draw[part.partition(":")[2]]() for part in parameters.split()]


CLASSES = Classes()
