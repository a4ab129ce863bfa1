"""How tasks are worded: the openings that people use, verbs in the third person, names made from a description."""

from __future__ import annotations

import builtins
import keyword
import random
import re
from collections.abc import Sequence

# {to}: "find the sum of a list"; {that}: "finds the sum of a list"; {name}, {call}: the function, with its parameters
TEMPLATES = (
    (5, "Write a function to {to}."),
    (5, "Write a python function to {to}."),
    (1, "Write a Python function to {to}."),
    (2, "Write a function that {that}."),
    (1, "Write a python function that {that}."),
    (1, "Write a Python function that {that}."),
    (2, "Write a function {name} to {to}."),
    (1, "Write a function {name} that {that}."),
    (1, "Write a function `{call}` that {that}."),
    (1, "Write a function called {name} to {to}."),
    (1, "Create a function to {to}."),
    (1, "Create a function {name} that {that}."),
    (1, "Implement a function to {to}."),
    (1, "Implement {call}: {to}."),
    (1, "Define a function {call} that {that}."),
    (1, "{To}."),
)
VERBS = frozenset({
    "abbreviate", "accept", "access", "add", "calculate", "check", "choose", "clear", "combine", "compute", "concatenate",
    "convert", "copy", "count", "create", "display", "divide", "exchange", "extract", "filter", "find", "flatten",
    "generate", "get", "group", "increment", "interchange", "iterate", "join", "locate", "merge", "move", "multiply",
    "pack", "perform", "print", "push", "put", "rearrange", "remove", "replace", "return", "reverse", "rotate", "round",
    "search", "separate", "shift", "solve", "sort", "split", "subtract", "sum", "toggle", "validate", "zip",
})  # fmt: skip
_ASKING = frozenset(
    {"calculate", "compute", "count", "extract", "find", "get", "print", "return"}
)  # their object can name the function
TYPOS = {"caluclate": "calculate", "perfom": "perform", "substract": "subtract", "sqaure": "square", "dictonary": "dictionary"}
_OPENING = re.compile(r"[#\s]*write\s+(?:a\s+)?(?:python\s+)?function\s+to\s+(?P<core>[^\n]+?)[\s.]*", re.IGNORECASE)
_SECOND_VERB = re.compile(r"\b(and|then|or) (calculate|check|convert|count|divide|find|print|remove|replace|return|sort)\b(?! of)")
_ASIDE = re.compile(
    r"\s(?:by|using|with|from|where|which|such that|for|without|except|only|in the given|in a given|in the|of the given)\s|[(\[:;.]"
)
_WORD = re.compile(r"[A-Za-z]+")
_FILLERS = frozenset({
    "a", "an", "the", "of", "to", "into", "in", "on", "at", "by", "is", "are", "be", "or", "and", "not", "whether", "if", "it",
    "its", "that", "this", "given", "all", "each", "any", "their", "as", "has", "have", "can", "python", "function",
})  # fmt: skip


def core(description: str) -> str | None:
    """Return what a description asks for as an infinitive ("find the sum of a list"), or None where it is not put so."""
    found = _OPENING.fullmatch(description)
    if found is None:
        return None
    words = " ".join(found["core"].split())
    for wrong, right in TYPOS.items():
        words = re.sub(rf"\b{wrong}\b", right, words)
    first = words.partition(" ")[0]
    return words[0].lower() + words[1:] if first.lower() in VERBS else None


def third_person(phrase: str) -> str:
    """Turn "multiply it by 3 and return it" into "multiplies it by 3 and returns it"."""
    verb, blank, rest = phrase.partition(" ")
    rest = _SECOND_VERB.sub(lambda found: f"{found[1]} {_inflected(found[2])}", rest)
    return f"{_inflected(verb)}{blank}{rest}"


def reword(infinitive: str, *, name: str, parameters: Sequence[str], rng: random.Random) -> str:
    """Return a description in one of the usual forms; the function's name may stand in it."""
    weights, templates = zip(*TEMPLATES, strict=True)
    (template,) = rng.choices(templates, weights)
    return str(template).format(
        to=infinitive,
        To=infinitive[0].upper() + infinitive[1:],
        that=third_person(infinitive),
        name=name,
        call=f"{name}({', '.join(parameters)})",
    )


def names_for(infinitive: str) -> list[str]:
    """Return function names that say what an infinitive asks for: "find_sum", "sum_of_list"; none when it is too long."""
    head = _ASIDE.split(infinitive, maxsplit=1)[0]
    words = [word for word in _WORD.findall(head.lower()) if word not in _FILLERS]
    parts = (words, words[1:]) if words[0] in _ASKING else (words,)
    found = ["_".join(part) for part in parts if 2 <= len(part) <= 4 and "," not in head]
    return [name for name in found if len(name) <= 32 and usable(name)]


def snake(name: str) -> str:
    """Return a name in lower case with underscores: "count_Pairs" and "countPairs" become "count_pairs"."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"_+", "_", parts).lower().strip("_") or name


def camel(name: str) -> str:
    """Return a name in camel case: "count_pairs" becomes "countPairs"."""
    first, *rest = snake(name).split("_")
    return first + "".join(part.capitalize() for part in rest)


def usable(name: str) -> bool:
    """Whether a name is an identifier that hides neither a keyword nor a built-in."""
    return name.isidentifier() and not keyword.iskeyword(name) and not hasattr(builtins, name)


def _inflected(verb: str) -> str:
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh")) else f"{verb}s"
