"""Cutting a file where its definitions end: pieces that a small model sees whole."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from hrm_codegen.code import syntax

LONGEST = 4000  # characters of a piece
SHORTEST = 80  # a shorter rest is not worth an example


def pieces(text: str, *, longest: int = LONGEST, shortest: int = SHORTEST) -> Iterator[str]:
    """Yield a file in order, cut before top-level statements, then before methods, then at lines, into `longest` characters.

    Comments and decorators stay with what follows them; a rest under `shortest` characters is left out. A piece that
    begins with a method opens with its class's first line. Raises SyntaxError where the file does not parse.
    """
    lines, body = syntax.lines(text), syntax.parse(text).body
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    starts = _starts(body, lines)
    methods = {line for line, rank in starts if rank}
    for begin, end in _packed(lines, starts, longest):
        piece = "".join(lines[begin:end]).strip("\n")
        if len(piece.strip()) >= shortest:
            yield (_head(classes, lines, begin) if begin in methods else "") + piece + "\n"


def _head(classes: Sequence[ast.ClassDef], lines: Sequence[str], begin: int) -> str:
    """Return the line that opens the class in which a method begins, so that a piece from there on is code of its own."""
    around = next(node for node in classes if node.lineno - 1 < begin < (node.end_lineno or 0))
    head = lines[around.lineno - 1]
    return head if head.rstrip().endswith(":") else f"class {around.name}:\n"


def _starts(body: Sequence[ast.stmt], lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the lines before which one may cut, each with its rank: 0 before a statement of the module, 1 before a method."""
    starts: list[tuple[int, int]] = []
    for node in body:
        starts.append((_first_line(node, lines), 0))
        if isinstance(node, ast.ClassDef):
            starts += [(_first_line(inner, lines), 1) for inner in node.body if isinstance(inner, (ast.FunctionDef, ast.ClassDef))]
    return starts


def _first_line(node: ast.stmt, lines: Sequence[str]) -> int:
    """Return the index of the line where a statement begins, with the decorators and the comments above it."""
    decorators = getattr(node, "decorator_list", [])
    first: int = min([node.lineno, *(decorator.lineno for decorator in decorators)]) - 1
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return first


def _packed(lines: Sequence[str], starts: Sequence[tuple[int, int]], longest: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of lines, each as long as fits, cut at the best place."""
    ranks = dict(sorted(starts, key=lambda start: -start[1]))  # of two starts in one line the module's counts
    sums = [0]
    for line in lines:
        sums.append(sums[-1] + len(line))
    begin = 0
    while begin < len(lines):
        end = begin + 1
        while end < len(lines) and sums[end + 1] - sums[begin] <= longest:
            end += 1
        if end < len(lines):
            end = _best_cut(ranks, sums, begin, end)
        yield begin, end
        begin = end


def _best_cut(ranks: dict[int, int], sums: Sequence[int], begin: int, end: int) -> int:
    """Return where to cut at the latest at `end`: the last module statement past a third, else a method, else the line."""
    for rank in (0, 1):
        cuts = [line for line in range(begin + 1, end + 1) if ranks.get(line, 9) <= rank]
        if cuts and (sums[cuts[-1]] - sums[begin]) * 3 >= sums[end] - sums[begin]:
            return cuts[-1]
    cuts = [line for line in range(begin + 1, end + 1) if line in ranks]
    return cuts[-1] if cuts else end
