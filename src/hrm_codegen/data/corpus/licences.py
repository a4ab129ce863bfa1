"""Which licence a package's metadata names, and whether its code may be trained on.

What counts, in this order: the License-Expression, the licence classifiers, a short License field, the text of the licence
files. Several classifiers hold together, since metadata does not say that one may choose. What is not on the list, or is not
known, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.message import Message
from typing import NamedTuple

PERMISSIVE = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "HPND", "ISC", "MIT", "MIT-0", "MIT-CMU",
        "NCSA", "PSF-2.0", "Python-2.0", "Unlicense", "WTFPL", "X11", "Zlib", "ZPL-2.1",
    }
)  # fmt: skip
UNKNOWN = "unknown"

_PLAIN_BSD = "BSD"  # a licence of the family, not said which

_CLASSIFIERS: Mapping[str, str] = {  # what follows "License :: OSI Approved :: " or "License :: "
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "CMU License (MIT-CMU)": "MIT-CMU",
    "BSD License": _PLAIN_BSD,
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication": "CC0-1.0",
    "Zero-Clause BSD (0BSD)": "0BSD",
    "zlib/libpng License": "Zlib",
    "Historical Permission Notice and Disclaimer (HPND)": "HPND",
    "University of Illinois/NCSA Open Source License": "NCSA",
    "Boost Software License 1.0 (BSL-1.0)": "BSL-1.0",
    "Zope Public License": "ZPL-2.1",
}
_FIELD = (  # what people write into the License field, case and punctuation aside
    (r"(the )?(mit|expat|mit/x11|mit x11)( licen[cs]e)?( \(?mit\)?)?", "MIT"),
    (r"(the )?(new|modified|revised|3 clause|three clause) bsd( licen[cs]e)?|bsd 3( clause)?( licen[cs]e)?", "BSD-3-Clause"),
    (r"(the )?(simplified|2 clause|two clause) bsd( licen[cs]e)?|bsd 2( clause)?( licen[cs]e)?", "BSD-2-Clause"),
    (r"(the )?bsd( style| like)?( licen[cs]e)?", _PLAIN_BSD),
    (r"(the )?apache( software)?( licen[cs]e)?( (version |v ?)?2( 0)?)?( licen[cs]e)?|asl ?2( 0)?", "Apache-2.0"),
    (r"(the )?isc( licen[cs]e)?( \(?iscl\)?)?", "ISC"),
    (r"psf( 2 0)?|(the )?(psf|python software foundation) licen[cs]e.*|psfl", "PSF-2.0"),
    (r"(the )?unlicense", "Unlicense"),
    (r"cc0( 1 0)?( universal)?", "CC0-1.0"),
    (r"0bsd", "0BSD"),
    (r"zlib(/libpng)?( licen[cs]e)?", "Zlib"),
    (r"hpnd", "HPND"),
    (r"wtfpl", "WTFPL"),
)
_COPYLEFT = re.compile(
    r"\b(l?gpl|agpl|lesser general public|affero|general public licen[cs]e|mpl|mozilla public|eupl|epl|cddl|cecill|sspl|"
    r"cc[- ]by[- ](nc|sa|nd)|proprietary|commercial|business source|busl|elastic)",
    re.IGNORECASE,
)
_TEXTS = (  # phrases that a licence's text must all have, white space folded, in lower case
    ("Apache-2.0", ("apache license", "version 2.0, january 2004")),
    ("MIT", ("permission is hereby granted, free of charge", "the above copyright notice and this permission notice")),
    ("BSD-3-Clause", ("redistribution and use in source and binary forms", "endorse or promote products")),
    ("BSD-2-Clause", ("redistribution and use in source and binary forms",)),
    ("ISC", ("permission to use, copy, modify, and/or distribute this software for any purpose", "appear in all copies")),
    ("ISC", ("permission to use, copy, modify, and distribute this software for any purpose", "appear in all copies")),
    ("PSF-2.0", ("psf license agreement",)),
    ("Unlicense", ("this is free and unencumbered software released into the public domain",)),
    ("CC0-1.0", ("cc0 1.0 universal",)),
    ("Zlib", ("this software is provided 'as-is'", "altered source versions must be plainly marked")),
)


class Licence(NamedTuple):
    """What a package is under: an SPDX expression as far as it is known, whether it is on the list, and what says so."""

    expression: str
    permissive: bool
    evidence: str  # "License-Expression", "classifier", "License field", "licence text" or "nothing"

    @property
    def label(self) -> str:
        """One permissive identifier that stands for the expression: what training items carry."""
        parts = [name for name in re.split(r"[()\s]+", self.expression) if name in PERMISSIVE]
        return parts[0] if parts else self.expression


def classify(metadata: Message, texts: Sequence[str] = ()) -> Licence:
    """Return the licence that the metadata of a package and the texts of its licence files name."""
    expression = (metadata.get("License-Expression") or "").strip()
    if expression:
        return Licence(expression, _holds(expression), "License-Expression")
    field = " ".join((metadata.get("License") or "").split())
    names = [text.split(" :: ")[-1] for text in metadata.get_all("Classifier", []) if text.startswith("License :: ")]
    names = [name for name in names if name != "OSI Approved"]
    copyleft = [name for name in (*names, field[:100]) if _COPYLEFT.search(name)]
    if copyleft:
        return Licence(copyleft[0], permissive=False, evidence="classifier" if copyleft[0] in names else "License field")
    if names:
        return _from_names([_CLASSIFIERS.get(name, name) for name in names], field, texts)
    named = _from_field(field)
    if named is not None:
        return _settled([named], field, texts, evidence="License field")
    for text in (metadata.get("License") or "", *texts):
        if (found := _from_text(text)) is not None:
            return Licence(found, permissive=True, evidence="licence text")
    return Licence(field[:80] or UNKNOWN, permissive=False, evidence="License field" if field else "nothing")


def _from_names(names: list[str], field: str, texts: Sequence[str]) -> Licence:
    known = list(dict.fromkeys(names))
    return _settled(known, field, texts, evidence="classifier")


def _settled(names: list[str], field: str, texts: Sequence[str], *, evidence: str) -> Licence:
    """Say which BSD is meant, and join the names."""
    exact = [_which_bsd(field, texts) if name == _PLAIN_BSD else name for name in names]
    expression = " AND ".join(dict.fromkeys(exact))
    return Licence(expression, _holds(expression), evidence)


def _which_bsd(field: str, texts: Sequence[str]) -> str:
    named = _from_field(field)
    if named in {"BSD-2-Clause", "BSD-3-Clause"}:
        return named
    found = [_from_text(text) for text in texts]
    return "BSD-2-Clause" if "BSD-2-Clause" in found and "BSD-3-Clause" not in found else "BSD-3-Clause"


def _from_field(field: str) -> str | None:
    if field in PERMISSIVE:
        return field
    plain = " ".join(re.sub(r"[-.,_]", " ", field.lower()).split())
    return next((name for pattern, name in _FIELD if re.fullmatch(pattern, plain)), None)


def _from_text(text: str) -> str | None:
    folded = " ".join(text.lower().split())
    if _COPYLEFT.search(folded[:200]):
        return None
    return next((name for name, phrases in _TEXTS if all(phrase in folded for phrase in phrases)), None)


def _holds(expression: str) -> bool:
    """Whether an SPDX expression allows permissive use: every AND, any OR; exceptions (WITH) only add permissions."""
    words = re.findall(r"[()]|[^\s()]+", expression)
    value, end = _either(words, 0)
    return value and end == len(words)


def _either(words: Sequence[str], at: int) -> tuple[bool, int]:
    value, at = _all(words, at)
    while at < len(words) and words[at].upper() == "OR":
        other, at = _all(words, at + 1)
        value = value or other
    return value, at


def _all(words: Sequence[str], at: int) -> tuple[bool, int]:
    value, at = _one(words, at)
    while at < len(words) and words[at].upper() == "AND":
        other, at = _one(words, at + 1)
        value = value and other
    return value, at


def _one(words: Sequence[str], at: int) -> tuple[bool, int]:
    if at >= len(words):
        return False, at
    if words[at] == "(":
        value, at = _either(words, at + 1)
        return value and at < len(words), at + 1
    value = words[at].removesuffix("+") in PERMISSIVE
    with_exception = at + 1 < len(words) and words[at + 1].upper() == "WITH"
    return value, at + (3 if with_exception else 1)
