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
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hrm_codegen.code import syntax

INDENT = 4  # spaces a level

_LAYOUT = {token.NEWLINE, token.NL, token.INDENT, token.DEDENT, token.ENDMARKER}
_GAP_WITH_TAB = re.compile(r"[ \t\f]*[\t\f][ \t\f]*")
_BLANKS_AT_END = re.compile(r"[ \t\f]+(?=\n|\Z)")


class _Piece(NamedTuple):
    """One token of the text that is not layout; `column` is set where it begins a statement or is a comment's own line."""

    start: int
    end: int
    comment: bool
    column: int | None  # where it belongs, in blanks


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
            width = _width(lead)
            column = max(0, width + shift) if piece.column is None else piece.column  # a continuation moves with its statement
            if piece.column is not None and not piece.comment:
                shift = column - width
            written.append(_BLANKS_AT_END.sub("", _spaced(f"{head}\n")) if written else "")
            written.append(" " * column)
        else:
            written.append(_spaced(gap, 2 if piece.comment else 1))
        solid = text[piece.start : piece.end]
        written.append(solid.rstrip().replace("\t", " " * INDENT) if piece.comment else solid)
        at = piece.end
    return "".join(written) + ("\n" if written else "")


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the tokens that are no layout, with their places in the text and, where they begin a line of code, in the new one."""
    lines = io.StringIO(text).readlines()
    starts = [0, *itertools.accumulate(map(len, lines))]
    indents, fresh = [0], True  # widths of the blocks around; whether no statement has begun since the last one ended
    comments: list[tuple[int, int]] = []  # they wait for the next statement: only that shows which block they stand in
    around = indents
    for found in tokenize.generate_tokens(iter([*lines, ""]).__next__):
        place = starts[found.start[0] - 1] + found.start[1], starts[found.end[0] - 1] + found.end[1]
        if found.type == token.INDENT:
            indents = [*indents, _width(found.string)]
        elif found.type == token.DEDENT:
            indents = indents[:-1]
        elif fresh and found.type == token.COMMENT:
            around = around if comments else indents
            comments.append(place)
        elif found.type == token.NEWLINE:
            fresh = True
        elif found.type not in _LAYOUT or found.type == token.ENDMARKER:
            blocks = max(around if comments else indents, indents, key=len)
            for start, end in comments:
                yield _Piece(start, end, comment=True, column=_column(_width(text[text.rfind("\n", 0, start) + 1 : start]), blocks))
            comments = []
            if found.type != token.ENDMARKER:
                column = (len(indents) - 1) * INDENT if fresh else None
                yield _Piece(*place, comment=found.type == token.COMMENT, column=column)
            fresh = False


def _column(width: int, indents: Sequence[int]) -> int:
    """Return where a comment belongs that stood at a width among blocks of these widths: in the deepest that it reaches."""
    level = sum(indent <= width for indent in indents) - 1
    return level * INDENT + width - indents[level]


def _width(blanks: str) -> int:
    return len(blanks.expandtabs(8))  # as Python itself reads tabs


def _spaced(gap: str, blanks: int = 1) -> str:
    """Turn each run of blanks that has a tab into spaces; other blanks stay."""
    return _GAP_WITH_TAB.sub(" " * blanks, gap)


def _mend_lines(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        body = line.lstrip(" \t\f")
        lines.append(" " * len(line[: len(line) - len(body)].expandtabs(INDENT)) + body.rstrip(" \t\f"))
    return "\n".join(lines).rstrip("\n") + "\n" if text.strip() else ""
