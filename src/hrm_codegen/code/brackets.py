"""Whether brackets, strings and comments match: all we can say of C++, Go, Java, JavaScript and Rust without a parser.

A source that compiles should have no bracket error; one without a bracket error may still not compile.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hrm_codegen.code.languages import language as language_row
from hrm_codegen.errors import Unsupported

_CLOSING = {"(": ")", "[": "]", "{": "}", "${": "}"}

_COMMENT = r"//[^\n]*|/\*[\s\S]*?\*/"
_DOUBLE = r'"(?:[^"\\\n]|\\[\s\S])*"'
_SINGLE = r"'(?:[^'\\\n]|\\[\s\S])*'"
_BRACKET = r"(?P<bracket>[()\[\]{}])"
_SLASHES = r"/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*"  # a JavaScript regular expression
_WORDS_BEFORE = r"\b(?:return|typeof|case|in|of|do|else|throw|void|delete)"  # after which a slash does not divide

# What hides brackets in each language, then what is left open, then the brackets; the first alternative wins.
_LEXER = {
    name: re.compile("|".join([*hidden, _BRACKET]))
    for name, hidden in {
        "cpp": (
            r'R"(?P<mark>[^()\s\\]{0,16})\([\s\S]*?\)(?P=mark)"', _COMMENT, _DOUBLE,
            r"\b\d(?:'?[\w.])*", _SINGLE, r"#[ \t]*(?:error|warning|pragma)[^\n]*", r'(?P<open>/\*|")',
        ),
        "go": (r"`[^`]*`", _COMMENT, _DOUBLE, _SINGLE, r'(?P<open>/\*|"|`)'),
        "java": (r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""', _COMMENT, _DOUBLE, _SINGLE, r'(?P<open>/\*|")'),
        "javascript": (
            _COMMENT, _DOUBLE, _SINGLE, rf"(?:(?<![\w)\]}}\s])|{_WORDS_BEFORE})\s*{_SLASHES}",
            r"(?P<template>`)", r"(?P<open>/\*|[\"'])",
        ),
        "rust": (
            r'\bb?r(?P<mark>#*)"[\s\S]*?"(?P=mark)', r"//[^\n]*", r"(?P<nested>/\*)", r'"(?:[^"\\]|\\[\s\S])*"',
            r"'(?:[^'\\\n]|\\(?:u\{[0-9A-Fa-f_]+\}|x[0-9A-Fa-f]{2}|[^ux\n]))'", r'(?P<open>")',
        ),
    }.items()
}  # fmt: skip
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?P<end>`|\$\{)?")
_NESTED = re.compile(r"/\*|\*/")
_CONDITIONAL = re.compile(r"^[ \t]*#[ \t]*(?:else|elif)\b", re.MULTILINE)


class _Open(NamedTuple):
    bracket: str
    at: int


def bracket_error(source: str, language: str) -> str | None:
    """Return the first bracket, string or comment that has no partner, in one line with its line number, or None.

    C++ with alternatives for the preprocessor is not judged. Raises Unsupported for Python, whose parser knows better.
    """
    name = language_row(language).name
    if name not in _LEXER:
        raise Unsupported(f"brackets of {name} are not matched here; ask its parser (hrm_codegen.code.syntax)")
    if name == "cpp" and _CONDITIONAL.search(source):
        return None
    found = _mismatch(source, _LEXER[name])
    return found and f"line {source.count(chr(10), 0, found.at) + 1}: {found.bracket!r} has no partner"


def _mismatch(source: str, lexer: re.Pattern[str]) -> _Open | None:
    stack: list[_Open] = []
    at = 0
    while match := lexer.search(source, at):
        at, kind, text = match.end(), match.lastgroup, match.group().strip()
        here = _Open(text, match.start())
        if kind == "open":
            return here
        if kind == "nested":
            at = _after_nested_comment(source, at)
        elif kind == "template" or (kind == "bracket" and text == "}" and stack and stack[-1].bracket == "${"):
            if kind == "bracket":
                stack.pop()
            at = _after_template_text(source, at, stack)
        elif kind == "bracket" and text in _CLOSING:
            stack.append(here)
        elif kind == "bracket" and (not stack or _CLOSING[stack.pop().bracket] != text):
            return here
        if at < 0:
            return here
    return stack[-1] if stack else None


def _after_nested_comment(source: str, at: int) -> int:
    """Return the end of a Rust comment whose opening ends at `at`, or -1; such comments nest."""
    depth = 1
    while depth and (match := _NESTED.search(source, at)):
        depth += 1 if match.group() == "/*" else -1
        at = match.end()
    return -1 if depth else at


def _after_template_text(source: str, at: int, stack: list[_Open]) -> int:
    """Return the end of template text from `at`, opening a bracket for a placeholder, or -1 when it never ends."""
    match = _TEMPLATE.match(source, at)
    assert match is not None
    if match["end"] is None:
        return -1
    if match["end"] == "${":
        stack.append(_Open("${", match.start("end")))
    return match.end()
