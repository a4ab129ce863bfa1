"""Whether Python text that is not finished can still become a program, told piece by piece as it is written.

Python's own compiler and a count of brackets and quotes say so, as far as they can at that place. Text that parses is
never refused on its way, with two exceptions. Strings are read as Python 3.11 reads them: no quote of the same kind inside
an f-string's braces. And a line does not end after a name, a number or a closed bracket inside brackets that opened with
code behind them, as it may but seldom does: who writes so has forgotten a bracket, and nothing later would put it right.
Text is compiled and never run.
"""

from __future__ import annotations

import codeop
import re
import warnings
from typing import NamedTuple

_CLOSES = {")": "(", "]": "[", "}": "{"}
_HEADS = {  # how lines go on that stand, or do not stand, where any other line may: after if and try, after a decorator
    "else": ":", "elif": " x:", "except": ":", "finally": ":", "case": " x:", "class": " x:", "def": " x():", "async": " def x():",
}  # fmt: skip
_BETWEEN = ("and", "as", "async", "else", "for", "if", "in", "is", "not", "or")  # words that follow a value inside brackets
_BEFORE = ("await", "from", "lambda", "yield")  # and those that a value follows
_ENDS = ("", "=", "0", ".", "''")  # what else a sign, a number or a string's prefix may become
_STRING = (
    r"""(?i:\b[rbfu]{1,2})?(?:'''(?:\\.|[^\\])*?'''|\"\"\"(?:\\.|[^\\])*?\"\"\""""
    r"""|'(?!'')(?:\\.|[^\\'\n])*'|"(?!"")(?:\\.|[^\\"\n])*")"""
)
_UNENDED = r"""'''|\"\"\"|'(?:\\.|[^\\'\n])*\\?\Z|"(?:\\.|[^\\"\n])*\\?\Z"""
_PART = re.compile(
    rf"(?P<string>{_STRING})|(?P<unended>{_UNENDED})|(?P<broken>['\"])|(?P<comment>#[^\n]*)|(?P<joined>\\\n)"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<newline>\n)",
    re.DOTALL,
)
_STATEMENT = re.compile(r"@|(?!(?:else|elif|except|finally)\b)[^\W\d]\w*\b(?=.)", re.DOTALL)  # a top-level one begins


class _Line(NamedTuple):
    """What a text's last logical line is in the middle of."""

    start: int  # index of its first character
    brackets: int  # how many are open
    inside: bool  # a string or a comment, which goes on
    broken: bool  # a bracket closes another, or a string ends with its line
    strings: tuple[str, ...]  # those that are complete
    hangs: int  # index of the last line end between brackets where a value is whole; -1 without one


class Prefix:
    """The beginning of a Python program; `lost` once nothing that follows can make it one."""

    def __init__(self, text: str = "") -> None:
        self._text = text
        self._line = _last_line(text, 0)
        self.lost = self._line.broken or not _viable(text if self._line.brackets else text[: self._line.start])

    @property
    def whole(self) -> bool:
        """Whether the text is a program as it stands."""
        return _compiled(self._text + "\n") is True

    def add(self, piece: str) -> None:
        """Add a piece, whether it may be added or not."""
        self._text += piece
        self._line = _last_line(self._text, self._line.start)
        self.lost = self.lost or self._line.broken
        done = self._line.start
        if done and _STATEMENT.match(self._text, done):
            self._text, self._line = self._text[done:], self._line._replace(start=0)  # what is whole need not be compiled again

    def may_add(self, piece: str) -> bool:
        """Say whether the text with another piece can still become a program."""
        text, before = self._text + piece, self._line
        line = _last_line(text, before.start)
        new = line.start > before.start
        if (
            line.broken
            or line.hangs >= len(self._text)
            or not all(map(_viable, line.strings if new else line.strings[len(before.strings) :]))
        ):
            return False
        if new and not _viable(text[: line.start]):
            return False
        if line.inside:
            return True
        if line.brackets:
            return _may_go_on(text)
        return (not new and _begun(self._text[line.start :])) or _may_begin(text[: line.start], text[line.start :])


def _last_line(text: str, start: int) -> _Line:
    """Return what the last logical line is in the middle of; one begins at `start`."""
    brackets: list[tuple[str, int]] = []  # and where what they hold begins
    strings: list[str] = []
    inside = broken = False
    end, hangs, part = start, -1, ""
    while (found := _PART.search(text, end)) and not (inside or broken):
        before, kind, part, end = end - len(part), found.lastgroup, found.group(), found.end()
        if kind == "open":
            brackets.append((part, end))
        elif kind == "close":
            broken = not brackets or brackets.pop()[0] != _CLOSES[part]
        elif kind == "newline" and brackets:
            code = text[brackets[-1][1] : before if text.startswith("#", before) else found.start()]
            hangs = found.start() if _hangs(code) else hangs
        elif kind == "newline":
            start, strings = end, []
        elif kind == "string":
            strings.append(part)
        else:
            inside = kind == "unended" or (kind == "comment" and end == len(text))
            broken = kind == "broken"
    return _Line(start, len(brackets), inside, broken, tuple(strings), hangs)


def _hangs(held: str) -> bool:
    """Say whether a value is whole where a line ends inside a bracket that holds this so far, on the bracket's own line."""
    if re.match(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)", held):
        return False
    last = re.search(r"(\w+|[)\]}])[ \t]*\Z", held)
    return last is not None and not (last[1] in _BETWEEN or last[1] in _BEFORE)


def _may_go_on(text: str) -> bool:
    """Say whether text that ends between brackets, where a line may end anywhere, can go on from its last word or sign."""
    if any(_viable(f"{text}{end}\n") for end in _ENDS):
        return True
    word = re.search(r"[^\W\d]\w*\Z|\Z", text)
    begun = word.group() if word else ""
    stem = text.removesuffix(begun)
    return bool(begun) and any(_viable(f"{stem}{whole}\n") for whole in _BETWEEN if whole.startswith(begun))


def _begun(line: str) -> bool:
    """Say whether a line's first word is over, so that nothing more can be told from it."""
    return bool(re.match(r"[ \t]*(?:\w+\W|[^\w\s])", line))


def _may_begin(before: str, line: str) -> bool:
    """Say whether a line may begin so after the lines before it, as far as its indentation and first word tell."""
    indent, word, rest = re.fullmatch(r"([ \t]*)(\w*)(.*)", line, re.DOTALL).groups()  # type: ignore[union-attr]
    if not (word or rest) or rest.startswith("#"):
        return True
    heads = [head for head in _HEADS if word and (head == word if rest else head.startswith(word))]
    lines = [head + _HEADS[head] for head in heads] + (["@x"] if rest.startswith("@") and not word else [])
    if not heads or not rest or word == "case":  # it may be, or become, any other word
        lines.append("pass")
    return any(_viable(f"{before}{indent}{begun}\n") for begun in lines)


def _viable(text: str) -> bool:
    """Say whether lines are a program or the beginning of one."""
    return _compiled(text) is not False


def _compiled(text: str) -> bool | None:
    """Compile text: True is a program, None is the beginning of one, False is neither."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a doubtful escape is no reason to refuse
        try:
            return True if codeop.compile_command(text, "<answer>", "exec") is not None else None
        except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
            return False
