"""Fingerprints of words and of code: what near-copies are found by, whatever they were renamed to.

A gram is a 64-bit hash of some words or tokens in a row, the same in every process. In code, the names that an author is free to
choose count by their place (how many tokens ago the same name stood), so a renamed copy has the same grams; keywords,
built-ins, attributes, numbers and strings count by their text. A form is a Python function reduced to what it does: names by
position, no docstring, no annotations, constants kept.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import keyword
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Grams = npt.NDArray[np.uint64]

WORDS_IN_A_ROW = 13  # words of a statement's gram
TOKENS_IN_A_ROW = 10  # tokens of a code gram
_LETTERS = 7  # different words with letters that a counted run of words has: runs of numbers are no statement
_MEMORY = 200_000  # texts whose hashes are remembered

_WORD = re.compile(r"[^\W_]+")
_FENCE = re.compile(r"```[\w+-]*|~~~[\w+-]*")
_NUMBER_OR_SIGN = r"|\d[\w.]*|[=!<>]=|[-+*/%&|^]=|->|=>|::|&&|\|\||<<|>>|\*\*|//|[^\s\w]"
_PYTHON = re.compile(
    r"#[^\n]*"
    r"|[rbfuRBFU]{0,2}(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
    r"|\.\s*[^\W\d]\w*|[^\W\d]\w*" + _NUMBER_OR_SIGN,
    re.DOTALL,
)
_OTHER = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)'|`(?:[^`\\]|\\.)*`"
    r"|\.\s*[^\W\d]\w*|[^\W\d]\w*" + _NUMBER_OR_SIGN,
    re.DOTALL,
)  # fmt: skip
_OTHER_WORDS = """
abstract auto bool boolean break case catch char class const constexpr continue crate default defer delete do double dyn
else enum explicit export extends extern f32 f64 fallthrough fallible final finally float fn for func function go goto
i8 i16 i32 i64 if impl implements import in inline instanceof int int64_t interface let long loop map match mod move mut
namespace new nil noexcept null nullptr number operator package private protected pub public range ref return select
short signed size_t sizeof static std str string String struct super switch template this throw throws trait try type
typedef typename typeof u8 u16 u32 u64 undefined union unsafe unsigned use using usize var vec Vec vector virtual void
volatile while List Map Set Option Some None Ok Err Result Integer Math Object Array
"""  # of the six languages, their built-in types included
_FIXED = frozenset([*keyword.kwlist, *dir(builtins), "self", "cls", "match", "case", *_OTHER_WORDS.split()])
"""Words that an author is not free to choose."""


class _Hashes(dict[str, int]):
    """A text's 64-bit hash, remembered."""

    def __missing__(self, text: str) -> int:
        if len(self) >= _MEMORY:
            self.clear()
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self[text] = value = int.from_bytes(digest, "little")
        return value


_hashes = _Hashes()


def _factors(count: int) -> Grams:
    """Return odd factors, one a place: a gram's hash is the sum of its parts times their places'."""
    return np.array([_hashes[f"place {place}"] | 1 for place in range(count)], dtype=np.uint64)


_WORD_PLACES = _factors(WORDS_IN_A_ROW)
_TOKEN_PLACES = _factors(TOKENS_IN_A_ROW)
_AGO = np.array([_hashes[f"name {ago}"] for ago in range(TOKENS_IN_A_ROW)], dtype=np.uint64)  # [0]: new in this gram
_PLACES = np.arange(TOKENS_IN_A_ROW)


def digest(text: str) -> int:
    """Return a text's own 64-bit hash, the same in every process."""
    return _hashes[text]


# --- words ------------------------------------------------------------------------------------------------------------


def words(statement: str) -> list[str]:
    """Return a statement's words: lower case, without punctuation and the marks of code fences."""
    return _WORD.findall(_FENCE.sub(" ", statement).lower())


def word_grams(found: Sequence[str]) -> Grams:
    """Return the grams of words in a row, in order; none for fewer than `WORDS_IN_A_ROW` words."""
    if len(found) < WORDS_IN_A_ROW:
        return np.empty(0, np.uint64)
    hashed = np.fromiter(map(_hashes.__getitem__, found), np.uint64, len(found))
    return np.asarray(np.convolve(hashed, _WORD_PLACES, "valid"), np.uint64)


def telling(found: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which grams of these words say something: not those made of numbers and single letters."""
    kept = []
    for start in range(len(found) - WORDS_IN_A_ROW + 1):
        run = {word for word in found[start : start + WORDS_IN_A_ROW] if len(word) > 1 and word.isalpha()}
        kept.append(len(run) >= _LETTERS)
    return np.array(kept, dtype=np.bool_)


# --- tokens -----------------------------------------------------------------------------------------------------------


def tokens(code: str, language: str = "python") -> list[str]:
    """Return the tokens of code, whole or cut, without comments, docstrings and layout; an attribute is one with its dot."""
    if language != "python":
        return [token for token in _OTHER.findall(code) if not token.startswith(("//", "/*"))]
    kept: list[str] = []
    for token in _PYTHON.findall(code):
        if not _is_silent(token, kept):
            kept.append(token)
    return kept


def token_starts(code: str) -> list[int]:
    """Return where in Python code each of its `tokens` begins."""
    kept, starts = list[str](), list[int]()
    for match in _PYTHON.finditer(code):
        if not _is_silent(match[0], kept):
            kept.append(match[0])
            starts.append(match.start())
    return starts


def _is_silent(token: str, before: list[str]) -> bool:
    """Whether a token is a comment or, after a colon, a docstring."""
    return token[0] == "#" or (token.endswith(('"""', "'''")) and (not before or before[-1] == ":"))


def token_grams(found: Sequence[str]) -> Grams:
    """Return the grams of tokens in a row, in order; none for fewer than `TOKENS_IN_A_ROW` tokens."""
    count = len(found) - TOKENS_IN_A_ROW + 1
    if count < 1:
        return np.empty(0, np.uint64)
    ago, last = [-1] * len(found), dict[str, int]()
    for place, token in enumerate(found):
        if (token[0].isalpha() or token[0] == "_") and token not in _FIXED and token[-1] not in "'\"":
            ago[place] = place - last.get(token, place - TOKENS_IN_A_ROW)
            last[token] = place
    rows = np.arange(count)[:, None] + _PLACES  # the tokens of each gram
    hashed = np.fromiter(map(_hashes.__getitem__, found), np.uint64, len(found))
    back = np.array(ago)[rows]
    named = _AGO[np.where(back <= _PLACES, back, 0)]  # a name that stood before the gram is new in it
    parts: Grams = np.where(back < 0, hashed[rows], named) * _TOKEN_PLACES
    return np.asarray(parts.sum(axis=1, dtype=np.uint64))


def code_grams(code: str, language: str = "python") -> Grams:
    """Return the grams of code, in order."""
    return token_grams(tokens(code, language))


# --- functions --------------------------------------------------------------------------------------------------------

Function = ast.FunctionDef | ast.AsyncFunctionDef
_DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NAMED_OUTSIDE = (ast.Attribute, ast.keyword, ast.alias, ast.ImportFrom, ast.MatchClass)  # their names are not the author's
_LEFT_OUT = frozenset({"ctx", "annotation", "returns", "type_comment", "kind", "type_params", "type_ignores"})
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}


class Form(NamedTuple):
    """What a function does, and how large it is."""

    digest: int
    nodes: int  # of its syntax tree, without annotations and docstrings


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield the functions and methods of a tree, outer ones first."""
    for statement in _statements(tree):
        if isinstance(statement, Function):
            yield statement


def shape(function: Function) -> int:
    """Return a quick hash of a function's parameters and the kinds of its statements: functions of one form have one shape."""
    body = function.body[1:] if _is_docstring(function.body) else function.body
    return digest(f"{len(function.args.args)}{''.join(_kinds(body))}")


def form(function: Function, outside: Iterable[str] = ()) -> Form:
    """Reduce a function to what it does; `outside` names what the module around it defines, which may be renamed too."""
    bound = {function.name, *outside, *_bound(function)}
    parts: list[str] = []
    nodes = _write(function, parts, bound=bound, names={})
    return Form(digest("\x00".join(parts)), nodes)


def defined(tree: ast.Module) -> set[str]:
    """Return the functions and classes that a module defines."""
    return {node.name for node in tree.body if isinstance(node, _DOCUMENTED)}


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    for name in ("body", "orelse", "handlers", "finalbody", "cases"):
        for inner in getattr(tree, name, ()):
            if isinstance(inner, ast.stmt):
                yield inner
            yield from _statements(inner)


def _kinds(body: Sequence[ast.AST]) -> Iterator[str]:
    for node in body:
        kind = type(node).__name__
        yield "Assign" if kind == "AnnAssign" else kind
        for name in ("body", "orelse", "handlers", "finalbody", "cases"):
            inner = getattr(node, name, None)
            if inner and isinstance(inner, list):
                yield f"<{name}"
                documented = isinstance(node, _DOCUMENTED) and _is_docstring(inner)
                yield from _kinds(inner[1:] if documented else inner)
                yield ">"


def _is_docstring(body: Sequence[ast.AST]) -> bool:
    first = body[0] if body else None
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)


def _bound(function: ast.AST) -> Iterator[str]:
    """Yield the names that a function binds, and those bound in it."""
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (*_DOCUMENTED, ast.ExceptHandler)) and node.name:
            yield node.name


def _write(node: ast.AST, parts: list[str], *, bound: set[str], names: dict[str, str]) -> int:
    """Write a node down, names by position; return how many nodes it has."""
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        node = ast.Assign(targets=[node.target], value=node.value)
    nodes = 1
    parts.append(type(node).__name__)
    for field in _fields(type(node)):
        value = getattr(node, field)
        if isinstance(value, ast.AST):
            nodes += _write(value, parts, bound=bound, names=names)
        elif isinstance(value, list):
            parts.append("[")
            documented = field == "body" and isinstance(node, _DOCUMENTED) and _is_docstring(value)
            for inner in value[1:] if documented else value:
                if isinstance(inner, ast.AST):
                    nodes += _write(inner, parts, bound=bound, names=names)
                else:
                    parts.append(names.setdefault(inner, f"#{len(names)}") if inner in bound else repr(inner))
            parts.append("]")
        elif isinstance(node, ast.Constant):
            parts.append(f"{type(value).__name__} {value!r}")
        elif value in bound and not isinstance(node, _NAMED_OUTSIDE):
            parts.append(names.setdefault(value, f"#{len(names)}"))
        else:
            parts.append(repr(value))
    return nodes


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the fields of a kind of node that say what it does."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(name for name in kind._fields if name not in _LEFT_OUT)
    return _FIELDS[kind]
