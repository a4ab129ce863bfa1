"""What a stage does in English: as an infinitive, as a clause that holds or not, and as the name of its result.

Primitives are worded as infinitives ("find the sum of the digits of {n}", "check whether {n} is prime"). From these come
"the sum of the digits of each number in a list" and "the numbers in a list that are prime".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from hrm_codegen.tasks.exercises.kinds import KINDS
from hrm_codegen.tasks.exercises.plan import ELEMENTS, LIFTED, Given, Stage, Use
from hrm_codegen.tasks.exercises.primitive import Primitive

_NAMED = re.compile(r"(?:find|compute|calculate|get|return|determine) (?=(?:the|how) )(?P<rest>.+)")
_TIMES = re.compile(r"count (?:how many times |the times that |the times )(?P<rest>.+)")
_COUNTED = re.compile(r"count (?:the |all (?:the )?)?(?P<rest>(?!how\b).+)")
_HOW_MANY = re.compile(r"(?:count|find) how many (?P<rest>.+)")
_ADDED = re.compile(r"add up (?P<rest>.+)")
_WHETHER = re.compile(r"(?:check|test|determine|decide|tell|find out|see|say|verify) (?:whether|if) (?P<rest>.+)")
_TRUE_IF = re.compile(r"return True if (?P<rest>.+?)(?:,? (?:and |else )?False otherwise)?")
_PLURALS = {"is": "are", "has": "have", "was": "were", "does": "do", "can": "can", "contains": "contain", "starts": "start",
            "begins": "begin", "ends": "end", "consists": "consist", "reads": "read", "equals": "equal", "holds": "hold",
            "occurs": "occur", "appears": "appear", "lies": "lie", "uses": "use", "divides": "divide", "stays": "stay",
            "comes": "come", "matches": "match", "belongs": "belong", "looks": "look", "forms": "form"}  # fmt: skip
_ARTICLE = re.compile(r"^(?:a|an|the|another|one|every|each) ")
_IRREGULAR = {"index": "indices", "matrix": "matrices", "day": "days", "way": "ways", "array": "arrays", "key": "keys"}


class Told(NamedTuple):
    """A wording with places for what it is about: the primitive's own parameters in braces."""

    text: str

    def about(self, parts: Mapping[str, str]) -> str:
        """Return the wording with the places filled; what is mentioned again is called "the list", not "a list"."""
        seen: set[str] = set()

        def fill(found: re.Match[str]) -> str:
            told = parts[found[1]]
            again = found[1] in seen and told.startswith(("a ", "an ", "the ", "each ", "every "))
            seen.add(found[1])
            return definite(told) if again else told

        return _BRACES.sub(fill, self.text)


_BRACES = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=8192)
def clause(primitive: Primitive, number: int) -> Told | None:
    """Return "{n} is prime" for "check whether {n} is prime", or None for a wording that is no such question."""
    wording = primitive.wordings[number]
    found = _WHETHER.fullmatch(wording) or _TRUE_IF.fullmatch(wording)
    return Told(found["rest"]) if found else None


@lru_cache(maxsize=8192)
def named(primitive: Primitive, number: int) -> Told | None:
    """Return "the sum of the digits of {n}" for "find the sum of the digits of {n}", or None for another sort of wording."""
    wording = primitive.wordings[number]
    if "," in wording or ";" in wording or " if " in wording or " or " in wording.split("{")[0]:
        return None
    if found := _NAMED.fullmatch(wording):
        rest = found["rest"]
        return (
            None
            if rest.startswith("how many times")
            else Told(re.sub(r"^how many (.+?) there are in ", r"the number of \1 in ", rest))
        )
    if found := _TIMES.fullmatch(wording):
        return Told(f"the number of times {found['rest']}")
    if (found := _COUNTED.fullmatch(wording)) and not found["rest"].startswith("the "):
        return Told(f"the number of {found['rest']}")
    if found := _ADDED.fullmatch(wording):
        return Told(f"the sum of {found['rest']}")
    return None


@lru_cache(maxsize=8192)
def clauses(primitive: Primitive) -> tuple[Told, ...]:
    """Return every wording of a question as a clause."""
    return tuple(told for number in range(len(primitive.wordings)) if (told := clause(primitive, number)))


@lru_cache(maxsize=8192)
def names(primitive: Primitive) -> tuple[Told, ...]:
    """Return every wording that asks for something as the name of what it asks for."""
    return tuple(told for number in range(len(primitive.wordings)) if (told := named(primitive, number)))


@lru_cache(maxsize=8192)
def relative(primitive: Primitive) -> tuple[Told, ...]:
    """Return the clauses as "that are prime", for several things; only those that say something of the thing itself."""
    first = "{" + primitive.parameters[0].name + "}"
    found = []
    for told in clauses(primitive):
        verb, _, rest = told.text.removeprefix(first).strip().partition(" ")
        if told.text.startswith(first + " ") and verb in _PLURALS and first not in rest:
            rest = re.sub(r"\bitself\b", "themselves", re.sub(r"\bits\b", "their", rest))
            rest = re.sub(r"^(?P<not>not )?an? (?P<thing>.+)$", _several, rest) if verb == "is" else rest
            found.append(Told(f"that {_PLURALS[verb]} {rest}"))
    return tuple(found)


def _several(found: re.Match[str]) -> str:
    return (found["not"] or "") + plural(found["thing"])


@lru_cache(maxsize=4096)
def plural(noun: str) -> str:
    """Return the plural of a noun: "a power of two" gives "powers of two"."""
    bare = _ARTICLE.sub("", noun)
    head, link, tail = re.match(
        r"(.+?)( (?:of|in|with|that|given|between|from|for|such|to|whose|by|without|when)\b.*|[,(].*|$)()", bare
    ).groups()  # type: ignore[union-attr]  # it matches everything
    *before, last = head.split(" ")
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "es" if last.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return " ".join([*before, last]) + link + tail


def definite(noun: str) -> str:
    """Return "the list" for "a list of integers": how a thing is called the second time."""
    bare = _ARTICLE.sub("", noun)
    return "the " + re.split(r" (?:of|in|given|such|from|and|with|that|as)\b|[,(]", bare)[0].removeprefix("given ").removeprefix(
        "non-empty "
    )


def parts(use: Use, it: str, given: Mapping[int, str]) -> dict[str, str]:
    """Return what stands in the places of a use's wordings: `it` for the value, names or constants for the others."""
    first, *others = use.primitive.parameters
    filled = {first.name: it}
    for parameter, extra in zip(others, use.extras, strict=True):
        filled[parameter.name] = given[extra.place] if isinstance(extra, Given) else repr(extra.value)
    return filled


def element(stage: Stage) -> tuple[str, str]:
    """Return how one element and several are called: ("number", "numbers")."""
    kind = stage.uses[0].primitive.parameters[0].kind
    if kind in ("word", "sentence", "date"):
        return kind, f"{kind}s"
    return ELEMENTS.get(KINDS[kind].type, ("element", "elements"))


def unwordable(stage: Stage) -> bool:
    """Whether the primitives' wordings do not allow what the stage does with them."""
    uses = stage.uses
    if stage.op in ("apply", "map"):
        return False
    if stage.op in ("keep", "drop", "count", "any", "all"):
        return not clauses(uses[0].primitive)
    if stage.op in LIFTED:
        return not names(uses[0].primitive)
    if stage.op == "choose":
        return not clauses(uses[0].primitive)
    return not all(names(use.primitive) for use in uses)
