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
        """Return the wording with the places filled; what is mentioned again is called "the list", not "a list".

        A place that wants a bare name ("the first {n} primes") takes the one under the key "".
        """
        seen: set[str] = set()
        bare = parts.get("", "")

        def fill(found: re.Match[str]) -> str:
            told = parts[found[1]]
            if bare and told.startswith(("a ", "an ")) and wants_name(self.text, found[1]) and not beside_another(found):
                return bare
            again = found[1] in seen and told.startswith(("a ", "an ", "the ", "each ", "every "))
            seen.add(found[1])
            return definite(told) if again else told

        def beside_another(found: re.Match[str]) -> bool:
            following = re.match(r"(?: and| or) \{(\w+)\}", self.text[found.end() :])
            return following is not None and parts[following[1]].startswith("another ")

        return _DOUBLED.sub(r"\1", _BRACES.sub(fill, self.text)).replace(" root) (", " root; ")


_DOUBLED = re.compile(r"\b([a-z]+) \1\b")  # "the heights heights", where the name is the noun
_BRACES = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=8192)
def clause(primitive: Primitive, number: int) -> Told | None:
    """Return "{n} is prime" for "check whether {n} is prime", or None for a wording that is no such question."""
    wording = primitive.wordings[number]
    if wants_name(wording, primitive.parameters[0].name) or ":" in wording or ";" in wording:
        return None
    found = _WHETHER.fullmatch(wording) or _TRUE_IF.fullmatch(wording)
    return Told(found["rest"]) if found else None


@lru_cache(maxsize=8192)
def named(primitive: Primitive, number: int) -> Told | None:
    """Return "the sum of the digits of {n}" for "find the sum of the digits of {n}", or None for another sort of wording."""
    wording = primitive.wordings[number]
    if (
        wants_name(wording, primitive.parameters[0].name)
        or any(mark in wording for mark in ",;:")
        or " if " in wording
        or " or " in wording.split("{")[0]
    ):
        return None
    if found := _NAMED.fullmatch(wording):
        rest = found["rest"]
        told = re.sub(r"^how many (.+?) there are in ", r"the number of \1 in ", rest).replace(
            "number of numbers ", "count of numbers "
        )
        return None if told.startswith("how ") else Told(told)  # "add up how far ..." reads badly
    if found := _TIMES.fullmatch(wording):
        return Told(f"the number of times {found['rest']}")
    if (found := _COUNTED.fullmatch(wording)) and not found["rest"].startswith("the "):
        return Told(f"the {'count' if found['rest'].startswith('numbers ') else 'number'} of {found['rest']}")
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
    bare = re.sub(r"^(?:given|non-empty|non-negative|positive|small|short) (?=\w)", "", _ARTICLE.sub("", noun))
    bare = re.sub(r"^positive (?=integer|number)", "", bare)
    return (
        "the "
        + re.split(r" (?:of|in|given|such|from|and|with|that|as|whose|where|when|written|given|which|who|separated)\b|[,(]", bare)[
            0
        ]
    )


@lru_cache(maxsize=16384)
def wants_name(text: str, name: str) -> bool:
    """Whether a wording's place reads well with a bare name only: "the first {n} primes", "the largest of {a}, {b} and {c}"."""
    place = "{" + name + "}"
    before, _, after = text.partition(place)
    *earlier, last = before.split() or [""]
    naming = bool(earlier) and last not in _PRECEDING and not (last.endswith("ing") and last != "string")
    counted = re.match(r" (?!(?:" + _FOLLOWING + r")\b)\w", after) is not None
    return counted or naming or re.match(r"(?:,| and| or) \{", after) is not None


_PRECEDING = frozenset({
    "of", "in", "whether", "if", "from", "to", "both", "than", "which", "for", "through", "with", "between", "write", "after", "is",
    "divides", "divide", "by", "that", "including", "on", "encode", "along", "up", "out", "into", "before", "turn", "below",
    "among", "when", "where", "put", "and", "until", "as", "at", "over", "under", "within", "without", "are", "or", "inside",
    "holds",
})  # fmt: skip
_FOLLOWING = (
    "is|has|have|are|was|can|could|does|do|in|to|by|from|with|of|into|as|at|and|or|that|which|for|on|when|if|without|until|using|"
    "where|whose|so|contains|consists|starts|ends|begins|lies|reads|occurs|appears|divided|rounded|written|through|per|after|before|"
    "between|over|under|up|down|only|not|but|it|its|followed|itself|repeatedly|together|such|against|than|given|while|because|joined|"
    "sorted|counted|giving|keeping|separated|upwards|downwards|backwards|twice|once|apart|out|off|equals|will|must|may|stays|keeps|"
    "uses|holds|divides|appear|occur|surrounded|cut|padded|shifted|rotated|repeated|except|ignoring|treated"
)


def wordings(use: Use, it: str) -> tuple[str, ...]:
    """Return the wordings that read well about `it`."""
    name = use.primitive.parameters[0].name
    every = use.primitive.wordings
    if " " not in it or it.startswith(("a ", "an ")):
        return every
    return tuple(wording for wording in every if not wants_name(wording, name)) or every


def parts(use: Use, it: str, given: Mapping[int, str]) -> dict[str, str]:
    """Return what stands in the places of a use's wordings: `it` for the value, names or constants for the others."""
    first, *others = use.primitive.parameters
    filled = {first.name: it, "": given.get(0, "")}
    for parameter, extra in zip(others, use.extras, strict=True):
        filled[parameter.name] = given[extra.place] if isinstance(extra, Given) else repr(extra.value)
    return filled


def element(stage: Stage) -> tuple[str, str]:
    """Return how one element and several are called: ("number", "numbers")."""
    kind = stage.uses[0].primitive.parameters[0].kind
    if kind in ("word", "sentence", "date"):
        return kind, f"{kind}s"
    return ELEMENTS.get(KINDS[kind].type, ("element", "elements"))


def unwordable(stage: Stage, *, first: bool) -> bool:
    """Whether the primitives' wordings do not allow what the stage does with them."""
    uses = stage.uses
    nameless = [all(wants_name(wording, use.primitive.parameters[0].name) for wording in use.primitive.wordings) for use in uses]
    if any(nameless) and not (first and stage.op == "apply"):
        return True
    if stage.op == "apply":
        return False
    if stage.op == "map":
        return all(";" in wording for wording in uses[0].primitive.wordings)
    if stage.op in ("keep", "drop", "count", "any", "all"):
        return not clauses(uses[0].primitive)
    if stage.op in LIFTED:
        return not names(uses[0].primitive)
    if stage.op == "choose":
        return not clauses(uses[0].primitive)
    return not all(names(use.primitive) for use in uses)
