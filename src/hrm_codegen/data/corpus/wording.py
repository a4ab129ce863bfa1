"""Asking for a function in words: what its docstring says, as a person would request it."""

from __future__ import annotations

import re

from hrm_codegen.data.corpus.functions import Documented

_VERBS = frozenset(
    """
    accept add adjust append apply assert assign build calculate call cast change check choose clean clear collect combine compare
    compute concatenate construct convert copy count create decode decompose decrypt define delete derive detect determine
    discard distribute divide drop encode encrypt ensure escape estimate evaluate expand extract factor fetch fill filter find
    fix flatten fold format generate get give group guess handle identify ignore increment infer insert interpret invert iterate
    join keep limit list load locate look lookup make map mask match measure merge modify move multiply negate normalize
    normalise obtain pad parse partition perform pick prepare prepend print process produce quote rank read rearrange recover
    reduce remove rename render repeat replace represent resolve retrieve return reverse rotate round sanitize sample scale
    search select separate serialize set shift shorten show shuffle simplify skip slice sort split squash strip substitute
    subtract sum swap take test tokenize transform translate traverse trim truncate try turn unescape unpack unquote update
    validate verify walk wrap write yield
    """.split()  # noqa: SIM905  # a list of words reads best as words
)
_CLOSERS = ("Write a function {name} to {said}", "Write a Python function `{name}` to {said}", "Implement `{name}` to {said}")
_OPENERS = (
    "Write this Python function.\n\n{signature}\n\n{said}",
    "Implement the function below.\n{said}\n\n{signature}",
    "Write the function `{name}`.\n{said}\nIt begins with `{signature}`.",
)


def request(one: Documented, turn: int) -> str:
    """Return a request for the function, in one of several wordings; `turn` chooses."""
    said = infinitive(one.said)
    signature = " ".join(one.signature.split())
    if said is None or turn % 3 == 0:
        return _OPENERS[turn // 3 % len(_OPENERS)].format(name=one.name, signature=signature, said=one.said)
    asked = _CLOSERS[turn // 3 % len(_CLOSERS)].format(name=one.name, said=said)
    return f"{asked}\nSignature: {signature}" if turn % 3 == 1 or "," in signature else asked


def infinitive(said: str) -> str | None:
    """Turn "Returns the sum." or "Return the sum." into "return the sum."; None where the sentence does not begin with a verb."""
    first, blank, rest = said.partition(" ")
    verb = _base(first.lower())
    if verb is None or not blank or re.match(r"(or|and|/)\b", rest):
        return None
    return f"{verb} {rest}"


def _base(word: str) -> str | None:
    """Return the plain form of a verb that is known, or None."""
    endings = (word, word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y")
    return next((form for form in endings if form in _VERBS), None)
