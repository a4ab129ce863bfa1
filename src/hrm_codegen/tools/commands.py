"""Shell commands as data: text becomes argv lists that can be checked word by word, without running anything."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hrm_codegen.errors import DataError
from hrm_codegen.tools.base import TOOLS, tool_of


class Command(NamedTuple):
    """One line: its number from 1, its text, and the argv of each program that it starts."""

    line: int
    text: str
    argvs: tuple[tuple[str, ...], ...]


_TOKEN = re.compile(
    r"""\s*(?: (?P<operator> \|\| | && | [|;] )
           | (?P<redirect> &>>? | \d*(?: >> | [<>]& | > | <(?!<) ) )
           | (?P<word> (?: [^\s'"\\|&;<>()`] | \\. | '[^']*' | "(?: [^"\\] | \\. )*" )+ ) )""",
    re.VERBOSE,
)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_SUBSTITUTION = re.compile(r"\$\(|`")
_QUOTED = re.compile(r"""'[^']*'|\\.|"(?P<double>(?:[^"\\]|\\.)*)\"""")


def parse(text: str) -> tuple[Command, ...]:
    """Return the commands in a text, a line each; comments, blank lines and a leading "$ " are left out.

    Programs may be joined by `&&`, `||`, `|` and `;`, and redirected. Lines that a shell would read otherwise
    (substitutions, here-documents, background jobs) raise DataError: their words do not tell what would run.
    """
    found = []
    for number, line in _logical_lines(text):
        plain = line.strip().removeprefix("$ ").strip()
        if plain and not plain.startswith("#"):
            found.append(Command(number, plain, _argvs(plain, number)))
    return tuple(found)


def unknown_program(commands: Sequence[Command]) -> str | None:
    """Return what is wrong with the first program that belongs to no tool, in one line, or None."""
    for command in commands:
        for argv in command.argvs:
            if tool_of(argv[0]) is None:
                close = difflib.get_close_matches(argv[0], [head for tool in TOOLS.values() for head in tool.heads], n=1)
                hint = f" (did you mean {close[0]!r}?)" if close else ""
                return f"line {command.line}: {argv[0]!r} is no program of a known tool{hint}"
    return None


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines with the number of their first; a backslash at the end goes on in the next one."""
    held, first = "", 1
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        first = first if held else number
        if line.endswith("\\"):
            held += line[:-1] + " "
        else:
            yield first, held + line
            held = ""
    if held:
        yield first, held


def _argvs(line: str, number: int) -> tuple[tuple[str, ...], ...]:
    argvs: list[list[str]] = [[]]
    place, skip, last = 0, False, ""
    while place < len(line):
        token = _TOKEN.match(line, place)
        if token is None or _substitutes(token["word"] or ""):
            raise DataError(f"line {number}: no plain command from {line[place:].strip()[:40]!r} on")
        place, last = token.end(), token["operator"] or ""
        if last:
            if not argvs[-1]:
                raise DataError(f"line {number}: nothing stands before {last!r}")
            argvs.append([])
        elif token["redirect"]:
            skip = True
        elif skip:
            skip = False  # the file or stream that a redirection names
        elif argvs[-1] or not _ASSIGNMENT.match(token["word"]):
            argvs[-1] += shlex.split(token["word"])
    if skip or last in ("&&", "||", "|"):
        raise DataError(f"line {number}: the command is cut off")
    return tuple(tuple(argv) for argv in argvs if argv)


def _substitutes(word: str) -> bool:
    """Whether a shell would run a command inside the word; single quotes keep it from that, double ones do not."""
    plain = _QUOTED.sub(lambda found: "\0" + re.sub(r"\\.", "", found["double"] or "") + "\0", word)
    return bool(_SUBSTITUTION.search(plain))
