"""Python source as trees, tokens and positions: what every other file of this package reads it through."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from codeop import PyCF_ALLOW_INCOMPLETE_INPUT  # type: ignore[attr-defined]  # there since 3.11, not in the type stubs
from collections.abc import Iterator

_LINE_END = re.compile(r"\r\n|\r|\n")


def parse(source: str) -> ast.Module:
    """Return the syntax tree, silently; whatever stops the parser (null bytes, depth, memory) is a SyntaxError."""
    return _compiled(source, ast.PyCF_ONLY_AST)


def parses(source: str) -> bool:
    """Whether the parser accepts the source."""
    try:
        parse(source)
    except SyntaxError:
        return False
    return True


def hopeless(source: str) -> bool:
    """Whether the source is wrong in a way that no lines after it can mend: the parser failed before reaching its end."""
    if source.rstrip("\r\n").endswith("\\"):
        return False  # the parser's message for a line that goes on does not say how the lines before it were
    try:
        _compiled(source, ast.PyCF_ONLY_AST | PyCF_ALLOW_INCOMPLETE_INPUT)
    except SyntaxError as error:
        return "incomplete input" not in str(error)
    return False


def _compiled(source: str, flags: int) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SyntaxWarning for "\d" and the like is the author's affair, not ours
        try:
            tree = compile(source, "<source>", "exec", flags=flags, dont_inherit=True)
        except (ValueError, RecursionError, MemoryError, UnicodeError) as error:
            raise SyntaxError(f"{type(error).__name__}: {error}") from error
    assert isinstance(tree, ast.Module)
    return tree


class Positions:
    """Turns the parser's positions (line, UTF-8 byte) into indices of the text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(source))]
        self._ascii = source.isascii()

    def index(self, line: int, column: int) -> int:
        """Return the index of a line counted from 1 and a column counted in UTF-8 bytes from 0, as `ast` gives them."""
        start = self._starts[line - 1]
        if self._ascii:
            return start + column
        end = self._starts[line] if line < len(self._starts) else len(self._source)
        return start + len(self._source[start:end].encode()[:column].decode())

    def char_index(self, line: int, column: int) -> int:
        """Return the index of a line counted from 1 and a column counted in characters from 0, as `tokenize` gives them."""
        return self._starts[line - 1] + column

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias) -> tuple[int, int]:
        """Return where a node begins and ends in the text."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.index(node.lineno, node.col_offset), self.index(node.end_lineno, node.end_col_offset)


def lines(source: str) -> list[str]:
    """Return the lines as Python counts them (LF, CR or CRLF, nothing else), each with its end."""
    return list(io.StringIO(source, newline=""))


def tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    """Yield the source's tokens lazily; an error in it is a SyntaxError, raised where it is met."""
    try:
        yield from tokenize.generate_tokens(io.StringIO(source, newline=None).readline)
    except tokenize.TokenError as error:
        raise SyntaxError(str(error)) from error
