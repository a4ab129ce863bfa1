"""Portables into each language: infer once, lower and write for each."""

from __future__ import annotations

from collections.abc import Mapping

from hrm_codegen.code.portable.base import Portable, Unportable, Written
from hrm_codegen.code.portable.cpp import Cpp
from hrm_codegen.code.portable.facts import Facts
from hrm_codegen.code.portable.go import Go
from hrm_codegen.code.portable.infer import infer
from hrm_codegen.code.portable.java import Java
from hrm_codegen.code.portable.javascript import JavaScript
from hrm_codegen.code.portable.lower import lower
from hrm_codegen.code.portable.names import Names
from hrm_codegen.code.portable.order import depends_on_order
from hrm_codegen.code.portable.rust import Rust
from hrm_codegen.code.portable.writer import Emitter

WRITERS: Mapping[str, type[Emitter]] = {"cpp": Cpp, "go": Go, "java": Java, "javascript": JavaScript, "rust": Rust}
_ORDERED = {"javascript"}  # languages whose maps keep the order of insertion
_WIDE = 2**31 - 1  # larger integers want 64 bits


def write(portable: Portable, language: str, *, wide: bool = False) -> Written:
    """Return the program in one language, with a test for each case; raise Unportable when it cannot be said there.

    With `wide`, and where a case's integers say so, integers have 64 bits in C++ and Java.
    """
    kind = WRITERS[language]
    source = infer(portable)
    if language not in _ORDERED and depends_on_order(source):
        raise Unportable(f"{language}: a result that depends on the order of a dict")
    program = lower(source, kind)
    names = Names(language, program)
    for _ in range(2):
        writer = kind(program, Facts(program, portable), names)
        writer.wide = wide or any(_largest(value) > _WIDE for case in portable.cases for value in (*case.args, case.expected))
        code = writer.file()
        if not writer.wanted & names.used:
            break
        names.reserve(writer.wanted)
    tests = tuple(writer.test(case) for case in portable.cases)
    entry = names.function(portable.entry_point)
    renamed = ((portable.entry_point, entry), *((symbol.name, names.variable(symbol)) for symbol in program.entry.parameters))
    return Written(language, code, entry, writer.head(program.entry), tests, writer.whole(code, tests), renamed, writer.wide)


def _largest(value: object) -> int:
    """Return the largest magnitude of the integers in a value."""
    if isinstance(value, dict):
        return max(map(_largest, [*value, *value.values()]), default=0)
    if isinstance(value, list | tuple | set):
        return max(map(_largest, value), default=0)
    return abs(value) if isinstance(value, int) else 0
