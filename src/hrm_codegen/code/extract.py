"""Code out of model text: fenced blocks, the longest run that parses, what an entry point needs, where to stop.

`code_extract` answers as evalplus does, so that scores compare; the second half of its procedure is in sanitize.py.
"""

from __future__ import annotations

import re
import token
from collections.abc import Sequence
from typing import Literal, NamedTuple

from hrm_codegen.code import syntax
from hrm_codegen.code.brackets import bracket_error
from hrm_codegen.code.languages import language as language_row

LINES_PARSED = 200_000  # budget of code_extract: reached only by hundreds of lines in which almost nothing parses

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<tag>[^\s`{]*)")


class Block(NamedTuple):
    """One fenced block: the first word of its opening line, lower-cased, and the text inside."""

    tag: str
    text: str


def blocks(text: str) -> tuple[Block, ...]:
    """Return the fenced blocks in order; a block that never closes, as in a truncated answer, runs to the end."""
    found: list[Block] = []
    opening: re.Match[str] | None = None
    inside: list[str] = []
    for line in text.splitlines(keepends=True):
        if opening is None:
            opening = _FENCE.match(line.rstrip("\r\n"))
        elif _closes(line, opening["fence"]):
            found.append(Block(opening["tag"].lower(), "".join(inside)))
            opening, inside = None, []
        else:
            inside.append(line)
    if opening is not None:
        found.append(Block(opening["tag"].lower(), "".join(inside)))
    return tuple(found)


def _closes(line: str, fence: str) -> bool:
    closing = line.strip()
    return len(closing) >= len(fence) and set(closing) == {fence[0]}


def fenced(text: str, language: str | None = None, *, which: Literal["first", "last"] = "first") -> str:
    """Return the code of the first or last fenced block, or the text itself when it has none.

    With a language, blocks that carry one of its tags come before untagged blocks, and those before all others.
    """
    found = blocks(text)
    if not found:
        return text
    if language is not None:
        tags = language_row(language).tags
        found = (
            tuple(block for block in found if block.tag in tags)
            or tuple(block for block in found if not block.tag)
            or found
        )  # fmt: skip
    return found[0 if which == "first" else -1].text


def stop_at(text: str, stops: Sequence[str]) -> str:
    """Cut the text before the earliest of the stop strings; an empty stop string never matches."""
    found = [at for stop in stops if stop and (at := text.find(stop)) >= 0]
    return text[: min(found)] if found else text


def syntax_error(source: str, language: str) -> str | None:
    """Return what is wrong with the source in one line, or None.

    Python gets its parser's word. The other languages only have brackets, strings and comments matched, so None means
    "not known to be broken" there.
    """
    if language_row(language).name != "python":
        return bracket_error(source, language)
    try:
        syntax.parse(source)
    except SyntaxError as error:
        return f"line {error.lineno or 1}: {error.msg}"
    return None


_BETWEEN_STATEMENTS = {token.NL, token.COMMENT, token.INDENT, token.DEDENT, token.ENDMARKER}


def trim_to_entry_point(source: str, entry_point: str) -> str:
    """Cut what a model wrote after the Python function or class `entry_point`; without one, return the source.

    All that stands before the definition stays. The rest may be broken: it is not read beyond the definition's end.
    """
    opening = re.search(rf"^(?:async[ \t]+def|def|class)[ \t]+{re.escape(entry_point)}\b", source, re.MULTILINE)
    if opening is None:
        return source
    head, tail = source[: opening.start()], source[opening.start() :]
    return head + "".join(syntax.lines(tail)[: _lines_of_definition(tail)])


def _lines_of_definition(source: str) -> int:
    """Count the lines of the definition that the source begins with; all of them when it never ends."""
    lines = syntax.lines(source)
    last, fresh = 0, False  # the last line of a finished statement; whether the next token begins a statement
    try:
        for item in syntax.tokens(source):
            if item.type == token.NEWLINE:
                last, fresh = item.end[0], True
            elif fresh and item.type not in _BETWEEN_STATEMENTS:
                if item.start[1] == 0:
                    return last
                fresh = False
    except SyntaxError:
        after = next((line for line in lines[last:] if line.strip()), "")
        return last if after[:1].strip() else len(lines)
    return len(lines) if fresh is False else last


def code_extract(text: str) -> str:
    """Return the run of at least two lines that parses as Python and has most non-blank lines, the first of equals.

    Without such a run it is the first line. The search is the official one but for runs that cannot win and a budget of
    LINES_PARSED lines, beyond which the best run so far is the answer.
    """
    lines = _ANSI.sub("", text).split("\n")
    first, last = _longest_run(lines)
    return "\n".join(lines[first : last + 1])


def _longest_run(lines: Sequence[str]) -> tuple[int, int]:
    """Return the first and last index of the winning run, (0, 0) without one."""
    solid = [0]  # solid[i]: non-blank lines before line i
    for line in lines:
        solid.append(solid[-1] + bool(line.strip()))
    best, most, budget = (0, 0), 0, LINES_PARSED
    for first in range(len(lines) - 1):
        if solid[-1] - solid[first] <= most or budget <= 0:
            break
        end, spent = _last_hopeful(lines, first)
        budget -= spent
        for last in range(end, first, -1):
            count = solid[last + 1] - solid[first]
            if count < most or (count == most and best[0] != first) or budget <= 0:
                break
            budget -= last + 1 - first
            if syntax.parses("\n".join(lines[first : last + 1])):
                best, most = (first, last), count
    return best if most else (0, 0)


def _last_hopeful(lines: Sequence[str], first: int) -> tuple[int, int]:
    """Return the last line to which a run from `first` may parse, by halving, and the lines parsed to find it."""
    low, high, spent = first, len(lines) - 1, 0  # a run to `low` may parse; one beyond `high` cannot
    while low < high:
        middle = (low + high + 1) // 2
        spent += middle + 1 - first
        if syntax.hopeless("\n".join(lines[first : middle + 1]) + "\n"):
            high = middle - 1
        else:
            low = middle
    return low, spent
