"""Names by each language's convention, away from its reserved words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from hrm_codegen.code.portable.tree import Name, Program, Symbol, walk

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
Convention = Literal["snake", "camel"]

_C_LIKE = """
break case char const continue default do double else enum float for goto if int long return short static switch void
while
"""
_CLASSES = """
class new this throw try catch public private protected true false
"""
_CPP = """
abs and assert auto bool delete div explicit export extern friend index inline main map namespace not operator or pair
register remove set signed sizeof std string struct template typedef typename union unsigned using vector virtual
volatile xor
"""
_GO = """
append bool break byte cap case chan const continue copy default defer delete else fallthrough false float64 fmt for
func go goto if import int interface len main make map maps math max min new nil package panic print range reflect
return rune select slices sort strconv string strings struct switch true type unicode var
"""
_JAVA = """
abstract assert boolean byte extends final finally implements import instanceof interface main native null package
strictfp super synchronized throws transient volatile
"""
_JAVASCRIPT = """
arguments assert await break case catch class const continue debugger default delete do else enum eval export extends
false finally for function if import in instanceof let new null return static super switch this throw true try typeof
undefined var void while with yield
"""
_RUST = """
abstract as async await become box break char const continue crate do dyn else enum extern false final fn for if impl
in let loop macro main match mod move mut override priv pub ref return self static str struct super trait true try
type typeof unsafe unsized use virtual where while yield
"""
RESERVED: Mapping[str, frozenset[str]] = {
    "cpp": frozenset((_C_LIKE + _CLASSES + _CPP).split()),
    "go": frozenset(_GO.split()),
    "java": frozenset((_C_LIKE + _CLASSES + _JAVA).split()),
    "javascript": frozenset(_JAVASCRIPT.split()),
    "rust": frozenset(_RUST.split()),
}
CONVENTIONS: Mapping[str, Convention] = {"cpp": "snake", "go": "camel", "java": "camel", "javascript": "camel", "rust": "snake"}


class Names:
    """The names of one program in one language."""

    def __init__(self, language: str, program: Program, taken: Iterable[str] = ()) -> None:
        self._language = language
        self._entry = program.entry.name
        self._functions = {function.name for function in program.functions}
        self._taken = {*RESERVED[language], *taken}
        self.written = {node.symbol.name for function in program.functions for node in walk(function) if isinstance(node, Name)}
        self.used: set[str] = set()  # of variables
        self._of_functions = {self._styled(name) for name in self._functions}

    def function(self, name: str) -> str:
        """Return a function's name."""
        styled = self._styled(name)
        clash = name != self._entry and any(other != name and self._styled(other) == styled for other in self._functions)
        return self._joined(styled, "of") if styled in self._taken or clash else styled

    def variable(self, symbol: Symbol) -> str:
        """Return a variable's name."""
        styled = "i" if symbol.name == "_" and symbol.role == "loop" else self._styled(symbol.name)
        if styled == "char" and "char" in self._taken:
            styled = "letter" if "ch" in self.written else "ch"
        name = self._joined(styled, "value") if styled in self._taken or styled in self._of_functions else styled
        self.used.add(name)
        return name

    def reserve(self, names: Iterable[str]) -> None:
        """Keep names out of use: those of helpers that are written along."""
        self._taken.update(names)

    def _styled(self, name: str) -> str:
        name = name if name == "_" else name.rstrip("_")
        if CONVENTIONS[self._language] == "snake":
            return _CAMEL.sub("_", name).lower() if not name.isupper() else name.lower()
        first, *rest = name.split("_") if not name.startswith("_") else [name]
        return first + "".join(word.capitalize() for word in rest)

    def _joined(self, name: str, word: str) -> str:
        return f"{name}_{word}" if CONVENTIONS[self._language] == "snake" else name + word.capitalize()
