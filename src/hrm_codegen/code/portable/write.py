"""Portables into each language: infer once, lower and write for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hrm_codegen.code.portable.base import Portable, Unportable, Written
from hrm_codegen.code.portable.cpp import Cpp
from hrm_codegen.code.portable.facts import Facts
from hrm_codegen.code.portable.infer import infer
from hrm_codegen.code.portable.javascript import JavaScript
from hrm_codegen.code.portable.lower import lower
from hrm_codegen.code.portable.names import Names

WRITERS = {"cpp": Cpp, "javascript": JavaScript}


def write(portable: Portable, language: str) -> Written:
    """Return the program in one language, with a test for each case; raise Unportable when it cannot be said there."""
    writer = WRITERS[language]
    program = lower(infer(portable), writer)
    names = Names(language, program)
    one = writer(program, Facts(program, portable), names)
    code = one.file()
    tests = tuple(one.test(case) for case in portable.cases)
    return Written(language, code, names.function(portable.entry_point), one.head(program.entry), tests, writer.prelude + code + "\n" + "\n".join(tests) + "\n")
