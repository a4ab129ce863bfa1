"""One layout for Python source, whatever editor it came from; the syntax tree stays the same.

Renaming and other rewrites stand on `code/scopes.py`; what makes variants of whole problems is `tasks/variants.py`.
"""

from __future__ import annotations

import ast
import io
import itertools
import re
import token
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

from hrm_codegen.code import syntax

INDENT = 4  # spaces a level

_LAYOUT = {token.NEWLINE, token.NL, token.INDENT, token.DEDENT, token.ENDMARKER}
_GAP_WITH_TAB = re.compile(r"[ \t\f]*[\t\f][ \t\f]*")
_BLANKS_AT_END = re.compile(r"[ \t\f]+(?=\n|\Z)")


class _Piece(NamedTuple):
    """One token of the text that is not layout; `level` is set where it begins a statement."""

    start: int
    end: int
    comment: bool
    level: int | None


def normalise(source: str) -> str:
    """Return the source in one layout: LF, four spaces a level, no tabs outside strings, no blanks at line ends.

    The syntax tree stays the same. A source that does not parse has its line ends, leading tabs and blanks mended only.
    """
    text = re.sub(r"\r\n?", "\n", source.removeprefix("\ufeff"))
    if not syntax.parses(text):
        return _mend_lines(text)
    laid_out = _lay_out(text)
    same = syntax.parses(laid_out) and ast.dump(syntax.parse(laid_out)) == ast.dump(syntax.parse(text))
    return laid_out if same else text  # a construct that tokens do not show whole, such as a nested f-string, is left alone


def _lay_out(text: str) -> str:
    written: list[str] = []
    at, shift = 0, 0
    for piece in _pieces(text):
        gap = text[at : piece.start]
        if not written or "\n" in gap:
            head, _, lead = gap.rpartition("\n")
            width = len(lead.expandtabs(8))  # as Python itself reads tabs
            if piece.level is not None:
                width, shift = piece.level * INDENT, piece.level * INDENT - width
            else:
                width = max(0, width + shift)  # a continuation or a comment moves with its statement
            written.append(_BLANKS_AT_END.sub("", _spaced(f"{head}\n")) if written else "")
            written.append(" " * width)
        else:
            written.append(_spaced(gap, 2 if piece.comment else 1))
        solid = text[piece.start : piece.end]
        written.append(solid.rstrip().replace("\t", " " * INDENT) if piece.comment else solid)
        at = piece.end
    return "".join(written) + ("\n" if written else "")


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the tokens that are no layout, with their places in the text."""
    lines = io.StringIO(text).readlines()
    starts = [0, *itertools.accumulate(map(len, lines))]
    level, fresh = 0, True
    for found in tokenize.generate_tokens(iter([*lines, ""]).__next__):
        level += (found.type == token.INDENT) - (found.type == token.DEDENT)
        if found.type in _LAYOUT:
            fresh = fresh or found.type == token.NEWLINE
            continue
        comment = found.type == token.COMMENT
        begins = fresh and not comment
        yield _Piece(
            starts[found.start[0] - 1] + found.start[1], starts[found.end[0] - 1] + found.end[1], comment, level if begins else None
        )
        fresh = fresh and comment


def _spaced(gap: str, blanks: int = 1) -> str:
    """Turn each run of blanks that has a tab into spaces; other blanks stay."""
    return _GAP_WITH_TAB.sub(" " * blanks, gap)


def _mend_lines(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        body = line.lstrip(" \t\f")
        lines.append(" " * len(line[: len(line) - len(body)].expandtabs(INDENT)) + body.rstrip(" \t\f"))
    return "\n".join(lines).rstrip("\n") + "\n" if text.strip() else ""
