"""Names by each language's convention, away from its reserved words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from hrm_codegen.code.portable.tree import Name, Program, Symbol, walk

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
Convention = Literal["snake", "camel"]

_C_LIKE = (
    "break case char const continue default do double else enum float for goto if int long return short static switch void while"
)
_CLASSES = "class new this throw try catch public private protected true false"
RESERVED: Mapping[str, frozenset[str]] = {
    "cpp": frozenset(f"{_C_LIKE} {_CLASSES} and or not xor auto bool delete explicit export extern friend inline namespace operator "
                     "register signed sizeof struct template typedef typename union unsigned using virtual volatile std string vector "
                     "map set pair assert main div abs remove index".split()),
    "go": frozenset(["break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var", "len", "cap", "append", "copy", "delete", "min", "max", "string", "int", "bool", "byte", "rune", "float64", "true", "false", "nil", "main", "new", "make", "panic", "print", "strings", "sort", "strconv", "slices", "math", "unicode", "maps", "reflect", "fmt"]),
    "java": frozenset(f"{_C_LIKE} {_CLASSES} abstract assert boolean byte extends final finally implements import instanceof interface "
                      "native package strictfp super synchronized throws transient volatile null main".split()),
    "javascript": frozenset(["break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "export", "extends", "finally", "for", "function", "if", "import", "in", "instanceof", "new", "return", "super", "switch", "this", "throw", "try", "typeof", "var", "void", "while", "with", "yield", "let", "static", "enum", "await", "null", "true", "false", "arguments", "eval", "assert", "undefined"]),
    "rust": frozenset(["as", "break", "const", "continue", "crate", "else", "enum", "extern", "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while", "async", "await", "dyn", "abstract", "become", "box", "do", "final", "macro", "override", "priv", "typeof", "unsized", "virtual", "yield", "try", "str", "char", "main"]),
}  # fmt: skip
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
