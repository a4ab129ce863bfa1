"""Compositions in Python: inlined into one function, nested into one expression, or as helper functions and a main one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hrm_codegen.tasks.exercises.kinds import KINDS
from hrm_codegen.tasks.exercises.plan import LIFTED, Composition, Constant, Stage, Use
from hrm_codegen.tasks.exercises.solution import ATOM, LOOSE, PRODUCT, SUM, Solution, Template, Text, constant, solution, variable

_ITEMS = {"int": ("n", "number", "num", "x", "value"), "float": ("x", "value", "number"), "str": ("word", "s", "text", "w", "item"),
          "list[int]": ("row", "group", "part"), "list[str]": ("group", "row", "part"),
          "tuple[int, int]": ("pair", "p", "item")}  # fmt: skip
_RESULTS = {"int": ("result", "value", "total", "answer"), "bool": ("result", "found", "ok"), "str": ("result", "text", "output"),
            "list": ("result", "items", "values", "output"), "dict": ("result", "table"), "float": ("result", "value")}  # fmt: skip
_WIDE = 72  # characters of an expression that stands inside a comprehension or a lambda; longer ones become helpers
_LONG = 46  # characters of an expression that gets a variable of its own rather than stand inside another


class Style(NamedTuple):
    """How a program is written."""

    layout: str  # "inline", "nested" or "helpers"
    loops: bool  # explicit loops rather than comprehensions
    stepwise: bool  # a variable for every intermediate result


class Written(NamedTuple):
    """A program: imports, helper functions, and the lines of the main function's body."""

    imports: tuple[str, ...]
    helpers: tuple[str, ...]
    body: tuple[str, ...]


class Writer:
    """Writes the body of one function, stage by stage."""

    def __init__(self, style: Style, rng: random.Random, *, parameters: Sequence[str], entry: str) -> None:
        self._style, self._rng, self._parameters, self._name = style, rng, parameters, entry
        self._reserved = {entry}  # names that no variable may have
        self._imports: dict[str, None] = {}
        self._helpers: dict[str, tuple[str, str]] = {}  # primitive -> name and text of its function
        self._indent = 0
        self._lines: list[str] = []
        self._live: set[str] = set()  # variables that a later stage needs
        self._entry = ""  # the function's own name, where a solution may call it
        self._last = False  # the stage being written is the last one

    def write(self, composition: Composition, numbers: Sequence[int]) -> Written:
        """Write a composition with the given solutions of its primitives, in the order of their use."""
        self._entry = self._name if len(composition.stages) == 1 and not composition.guard else ""
        every = [solution(use.primitive, number) for use, number in zip(composition.uses, numbers, strict=True)]
        self._reserved.update(*({use.primitive.name} for use in composition.uses), *(given.imported for given in every))
        if composition.guard:
            self._line(f"if not {self._parameters[0]}:")
            self._line(f"    return {composition.guard[0]!r}")
        value = variable(self._parameters[0])
        remaining = list(numbers)
        for place, stage in enumerate(composition.stages):
            mine, remaining = remaining[: len(stage.uses)], remaining[len(stage.uses) :]
            solutions = [solution(use.primitive, number) for use, number in zip(stage.uses, mine, strict=True)]
            later = {extra.place for other in composition.stages[place + 1 :] for use in other.uses for extra in use.extras
                     if not isinstance(extra, Constant)}  # fmt: skip
            self._live = {self._parameters[index] for index in later}
            self._last = place == len(composition.stages) - 1
            done = self._stage(stage, solutions, value)
            if done is None:
                break
            value = done if self._last else self._rest(done, stage, composition.stages[place + 1])
        else:
            self._line(f"return {value.code}")
        return Written(tuple(self._imports), tuple(text for _, text in self._helpers.values()), tuple(self._lines))

    def _rest(self, value: Text, stage: Stage, after: Stage) -> Text:
        """Give an intermediate result a variable where the style or its length asks for one."""
        if value.name or (not self._style.stepwise and len(value.code) <= _LONG):
            return value
        hints = (after.uses[0].primitive.parameters[0].name,) if after.op not in LIFTED and self._rng.random() < 0.5 else ()
        return self._named(value, (*hints, *_RESULTS.get(stage.gives.split("[")[0], ("result",))))

    def _stage(self, stage: Stage, solutions: list[Solution], value: Text) -> Text | None:
        """Write one stage; None when it has returned already."""
        if stage.op == "apply":
            (use,), (given,) = stage.uses, solutions
            return None if self._whole(use, given, value) else self._use(use, given, value)
        if stage.op in LIFTED:
            return self._lifted(stage, solutions[0], value)
        if not value.simple:
            value = self._named(value, KINDS[stage.uses[0].primitive.parameters[0].kind].names)
        self._live |= value.names
        if stage.op == "choose":
            return self._choice(stage, solutions, value)
        left = self._use(stage.uses[0], solutions[0], value)
        self._live |= left.names
        before = len(self._lines)
        right = self._use(stage.uses[1], solutions[1], value)
        if len(self._lines) > before and not left.simple:  # what is written for the right comes before the left is evaluated
            late, self._lines = self._lines[before:], self._lines[:before]
            left = self._named(left, ("first", "left", "a"))
            self._lines += late
        if stage.op == "pair":
            return Text(f"({left.code}, {right.code})")
        sign = "+" if stage.op == "add" else "-"
        codes = [f"({side.code})" if side.rank < (SUM if side is left else PRODUCT) else side.code for side in (left, right)]
        return Text(f"{codes[0]} {sign} {codes[1]}", SUM)

    def _choice(self, stage: Stage, solutions: list[Solution], value: Text) -> Text | None:
        test = self._use(stage.uses[0], solutions[0], value)
        plain = [self._plain(each, value, use) for each, use in zip(solutions[1:], stage.uses[1:], strict=True)]
        tight = all(text is not None and text.rank > LOOSE for text in (test, *plain))
        if tight and not self._style.loops and sum(len(text.code) for text in plain if text) + len(test.code) < 80:
            then, otherwise = (text.code if text else "" for text in plain)
            return Text(f"{then} if {test.code} else {otherwise}", LOOSE)
        target = "" if self._last else self._free(("result", "value", "answer"))
        self._line(f"if {test.code}:")
        live, early = set(self._live), self._last and self._rng.random() < 0.5
        for branch in (1, 2):
            if branch == 2 and not early:
                self._line("else:")
            self._indent += not (early and branch == 2)
            self._live = set(live)
            text = self._use(stage.uses[branch], solutions[branch], value)
            if text.code != target:
                self._line(f"{target} = {text.code}" if target else f"return {text.code}")
            self._indent -= not (early and branch == 2)
        return variable(target) if target else None

    def _plain(self, given: Solution, value: Text, use: Use) -> Text | None:
        """Return a use as one expression, or None when it takes statements."""
        if given.value is None or given.statements or any(each.changed for each in given.uses.values()):
            return None
        mapping = self._arguments(use, value)
        if any(not mapping[name].simple and (each.reads > 1 or each.repeated) for name, each in given.uses.items()):
            return None
        self._import(given)
        mapping |= self._renamed(given, mapping)
        return Text(given.value.fill(mapping), given.rank)

    def _use(self, use: Use, given: Solution, value: Text) -> Text:
        """Write a use of a primitive: inlined where it can be and the style says so, otherwise as a call of a helper."""
        if given.value is None or self._style.layout == "helpers":
            return self._called(use, given, value)
        mapping = self._arguments(use, value)
        for name, each in given.uses.items():
            own = mapping[name].name and mapping[name].name not in self._live
            if (each.changed and not own) or (not mapping[name].simple and (each.reads > 1 or each.repeated)):
                self._live |= {word for other in mapping.values() for word in other.names}
                mapping[name] = self._named(mapping[name], (name, *KINDS[_kind(use, name)].names))
        self._import(given)
        mapping |= self._renamed(given, mapping)
        for template in given.statements:
            self._line(template.fill(mapping))
        return Text(given.value.fill(mapping), given.rank, _bare(given.value, mapping))

    def _whole(self, use: Use, given: Solution, value: Text) -> bool:
        """Write the last stage with all its returns, where it cannot be inlined otherwise; False where that will not do."""
        bound = any(isinstance(extra, Constant) for extra in use.extras)
        single = self._entry and not bound
        if (
            given.value is not None
            or not self._last
            or (given.recursive and not single)
            or (self._style.layout == "helpers" and not single)
        ):
            return False
        mapping = self._arguments(use, value)
        for name, each in given.uses.items():
            if not mapping[name].simple or (each.changed and not mapping[name].name):
                mapping[name] = self._named(mapping[name], (name, *KINDS[_kind(use, name)].names))
        self._import(given)
        mapping |= self._renamed(given, mapping)
        if given.recursive:
            mapping[use.primitive.name] = variable(self._entry)
        for template in given.body:
            self._line(template.fill(mapping))
        return True

    def _called(self, use: Use, given: Solution, value: Text) -> Text:
        name = self._helper(use, given)
        return Text(f"{name}({', '.join(text.code for text in self._arguments(use, value).values())})")

    def _helper(self, use: Use, given: Solution) -> str:
        own = use.primitive.name
        if own not in self._helpers:
            self._import(given)
            free = own not in (self._name, *self._parameters)
            name = own if free else self._rng.choice((f"_{own}", f"{own}_helper", f"inner_{own}"))
            head = f"def {name}({', '.join(parameter.name for parameter in use.primitive.parameters)}):"
            mapping = {own: variable(name)} if given.recursive else {}
            self._helpers[own] = (name, "\n".join([head, *(f"    {template.fill(mapping)}" for template in given.body)]))
            self._reserved.add(name)
        return self._helpers[own][0]

    def _arguments(self, use: Use, value: Text) -> dict[str, Text]:
        first, *others = use.primitive.parameters
        extras = [constant(extra.value) if isinstance(extra, Constant) else variable(self._parameters[extra.place])
                  for extra in use.extras]  # fmt: skip
        return {first.name: value} | {parameter.name: extra for parameter, extra in zip(others, extras, strict=True)}

    def _renamed(self, given: Solution, mapping: Mapping[str, Text]) -> dict[str, Text]:
        """Return new names for the variables of a solution that would hide something needed."""
        needed = self._live | self._reserved | set(self._parameters)
        needed |= {word for text in mapping.values() for word in text.names}
        taken = needed | set(given.bound)
        renamed: dict[str, Text] = {}
        for name in given.bound:
            if name in needed:
                new = next(new for new in _others(name) if new not in taken)
                taken.add(new)
                renamed[name] = variable(new)
        return renamed

    def _lifted(self, stage: Stage, given: Solution, value: Text) -> Text:
        use, op = stage.uses[0], stage.op
        kind = use.primitive.types[0][0]
        self._live |= value.names
        item = self._free(_ITEMS.get(kind, ("item", "x")), extra=given.bound)
        plain = self._plain(given, variable(item), use) if self._style.layout != "helpers" else None
        if op in _LOOPS and self._style.loops and given.value is not None and self._style.layout != "helpers":
            return self._loop(stage, given, value, item)
        told = plain if plain and len(plain.code) <= _WIDE else self._called(use, given, variable(item))
        code, source = told.code, f"({value.code})" if value.rank == LOOSE else value.code
        if op in ("largest", "smallest", "sort", "sort_down"):
            key = code.removesuffix(f"({item})") if code.endswith(f"({item})") and code.count("(") == 1 and "." not in code else ""
            key = key or f"lambda {item}: {code}"
            call = {"largest": "max", "smallest": "min"}.get(op, "sorted")
            several = (
                value.code[5:-1]
                if value.rank == ATOM and re.fullmatch(r"list\(map\([^()]+(?:\([^()]*\))?\)\)", value.code)
                else value.code
            )
            return Text(f"{call}({several}, key={key}{', reverse=True' if op == 'sort_down' else ''})")
        negated = f"not ({code})" if told.rank < 4 else f"not {code}"
        each = f"for {item} in {source}"
        return Text({
            "map": f"[{code} {each}]",
            "keep": f"[{item} {each} if {code}]" if told.rank > LOOSE else f"[{item} {each} if ({code})]",
            "drop": f"[{item} {each} if {negated}]",
            "count": f"sum(1 {each} if {code})",
            "any": f"any({code} {each})",
            "all": f"all({code} {each})",
            "total": f"sum({code} {each})",
        }[op])  # fmt: skip

    def _loop(self, stage: Stage, given: Solution, value: Text, item: str) -> Text:
        """Write a lifted stage as a loop that gathers its result."""
        use, op = stage.uses[0], stage.op
        names = (
            ("count", "total", "number")
            if op == "count"
            else ("total", "result")
            if op == "total"
            else ("result", "kept", "values")
        )
        gathered = self._free(names, extra=(item, *given.bound))
        self._line(f"{gathered} = {'0' if op in ('count', 'total') else '[]'}")
        self._line(f"for {item} in {value.code}:")
        live, self._live = self._live, self._live | {gathered, *({item} if op in ("keep", "drop") else ())}
        self._indent += 1
        text = self._use(use, given, variable(item))
        negated = f"not ({text.code})" if text.rank < ATOM else f"not {text.code}"
        if op == "map":
            self._line(f"{gathered}.append({text.code})")
        elif op == "total":
            self._line(f"{gathered} += {text.code}")
        else:
            self._line(f"if {negated if op == 'drop' else text.code}:")
            self._line(f"    {gathered} += 1" if op == "count" else f"    {gathered}.append({item})")
        self._indent -= 1
        self._live = live
        return variable(gathered)

    def _named(self, value: Text, names: Sequence[str]) -> Text:
        """Bind an expression to a new variable."""
        name = self._free(names, extra=value.names)
        self._line(f"{name} = {value.code}")
        return variable(name)

    def _free(self, names: Sequence[str], extra: Iterable[str] = ()) -> str:
        """Return the first of the names, and of variations of them, that means nothing yet."""
        taken = self._live | self._reserved | set(self._parameters) | set(extra)
        free = [name for name in names if name not in taken]
        return self._rng.choice(free[:3]) if free else next(new for new in _others(names[0]) if new not in taken)

    def _import(self, given: Solution) -> None:
        self._imports |= dict.fromkeys(given.imports)

    def _line(self, text: str) -> None:
        self._lines.append("    " * self._indent + text)


_LOOPS = ("map", "keep", "drop", "count", "total")


def _kind(use: Use, name: str) -> str:
    return next(parameter.kind for parameter in use.primitive.parameters if parameter.name == name)


def _bare(value: Template, mapping: Mapping[str, Text]) -> str:
    """Return the variable that a value is, or "" for any other expression."""
    if len(value.pieces) == 4 and not value.pieces[0] and not value.pieces[3]:
        return mapping[value.pieces[1]].name if value.pieces[1] in mapping else value.pieces[1]
    return ""


def _others(name: str) -> Iterable[str]:
    """Yield further names for a variable, the natural ones first."""
    yield from _SYNONYMS.get(name, ())
    for number in range(2, 100):
        yield f"{name}{number}"


_SYNONYMS = {
    "i": ("j", "k", "index"), "j": ("k", "m"), "k": ("j", "m"), "n": ("m", "value"), "x": ("y", "v"), "c": ("ch", "char"),
    "item": ("value", "entry", "element"), "result": ("output", "answer", "final"), "total": ("amount", "running", "acc"),
    "count": ("seen", "times", "tally"), "digit": ("d", "figure"), "digits": ("figures",), "word": ("w", "term"),
    "value": ("item", "val"), "number": ("num", "value"), "text": ("line", "string_"), "char": ("ch", "c"),
    "letter": ("ch", "symbol"), "row": ("line", "r"), "best": ("top", "chosen"), "left": ("low", "first"),
    "right": ("high", "second"), "a": ("first", "p"), "b": ("second", "q"), "s": ("t", "text"), "words": ("terms", "parts"),
}  # fmt: skip
