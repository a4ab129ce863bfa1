"""Which files are worth learning from: written by people, as code, in a way that the parser accepts.

Every rule has a name, under which what it drops is counted and the manifest lists it.
"""

from __future__ import annotations

import ast
import re
from pathlib import PurePosixPath

from hrm_codegen.code import syntax

SMALLEST, LARGEST = 200, 400_000  # characters of a file
_TEST_PARTS = re.compile(r"^(tests?|testing|test_.*|.*_tests?|conftest|idle_test|benchmarks?|__phello__)(\.py)?$", re.IGNORECASE)
_VENDOR_PARTS = frozenset(
    {"_vendor", "vendor", "vendored", "_vendored", "extern", "externals", "third_party", "_distutils", "lib2to3"}
)
_GENERATED_NAME = re.compile(
    r"_pb2(_grpc)?\.py$|_pb2\.pyi?$|^_sysconfigdata|parsetab\.py$|lextab\.py$|^_version\.py$|^version\.py$"
)
_GENERATED = re.compile(  # in the first lines
    r"@generated|auto-?generated|(automatically|machine) (generated|created)|do not (edit|modify)\b"
    r"|^[\s#\"']*generated (by|from|using|with)\b|\b(file|module|code|script) (is|was|has been) (auto\w* )?generated\b",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD_LINES = 15  # in which a generated file says so
_HEADER = re.compile(r"copyright|licen[cs]e|spdx|coding[:=]|^#!|mypy:|pylint:|flake8|ruff:|type:|test-case-name", re.IGNORECASE)
_LONGEST_LINE, _MEAN_LINE = 1000, 90
_DIGITS, _FOREIGN = 0.2, 0.2  # shares of the characters that are not blanks
_BLOB = re.compile(r"[A-Za-z0-9+/=]{160,}|(?:\\x[0-9a-fA-F]{2}){24,}|(?:[0-9a-fA-F]{2}){100,}")
_BLOB_SHARE = 0.02
_TABLE_SHARE, _IMPORT_SHARE = 0.6, 0.7  # of the lines
_PYTHON_2 = re.compile(r"^\s*(print [\"'\w]|except \w+, \w+:|exec \")", re.MULTILINE)


def path_refusal(file: str) -> str | None:
    """Return why a file is left out by its path alone, or None."""
    parts = PurePosixPath(file).parts
    if any(part.lower() in _VENDOR_PARTS for part in parts[:-1]):
        return "vendored"  # it has a licence of its own
    if any(_TEST_PARTS.match(part) for part in parts):
        return "test"
    return "generated" if _GENERATED_NAME.search(parts[-1]) else None


def decode(raw: bytes) -> str | None:
    """Return a file's text with LF line ends, or None where it is not UTF-8."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_header(text: str) -> str:
    """Return a file without the comments at its very top that name owners, licences, encodings and tools.

    Thousands of files begin with the same ones; whose a file is stands in the manifest.
    """
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    return "\n".join(lines[end:]) if _HEADER.search("\n".join(lines[:end])) else text


def text_refusal(text: str) -> str | None:
    """Return why a file is left out by what it holds, or None; the cheap rules come first."""
    if len(text) < SMALLEST:
        return "too small"
    if len(text) > LARGEST:
        return "too large"
    if _GENERATED.search("\n".join(text.split("\n", _HEAD_LINES)[:_HEAD_LINES])):
        return "generated"
    return _layout_refusal(text) or _tree_refusal(text)


def _layout_refusal(text: str) -> str | None:
    lines = text.split("\n")
    written = [line for line in lines if line.strip()]
    if max(map(len, lines)) > _LONGEST_LINE or sum(map(len, written)) > _MEAN_LINE * len(written):
        return "minified"
    if sum(len(match) for match in _BLOB.findall(text)) > _BLOB_SHARE * len(text):
        return "binary data"
    solid = "".join(text.split())
    if sum(map(str.isdigit, solid)) > _DIGITS * len(solid):
        return "digits"
    if not text.isascii() and sum(character > "\x7f" for character in solid) > _FOREIGN * len(solid):
        return "foreign text"
    return None


def _tree_refusal(text: str) -> str | None:
    try:
        body = syntax.parse(text).body
    except SyntaxError:
        return "Python 2" if _PYTHON_2.search(text) else "does not parse"
    statements = [node for node in body if not _is_text(node)]
    lines = sum(_lines(node) for node in statements)
    imports = sum(_lines(node) for node in statements if isinstance(node, (ast.Import, ast.ImportFrom)) or _is_export(node))
    if imports >= _IMPORT_SHARE * lines:
        return "only imports"
    if sum(_lines(node) for node in statements if _is_literal(node)) > _TABLE_SHARE * lines:
        return "table"
    return None


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_export(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id.startswith("__") for target in targets)


def _is_literal(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    return isinstance(value, (ast.Dict, ast.List, ast.Tuple, ast.Set, ast.Constant)) and _lines(node) > 3
