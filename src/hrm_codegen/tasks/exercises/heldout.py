"""`exercises:heldout`: 2,000 frozen exercises that are never trained on, and what training must refuse because of them.

Four strata of 500, told by a tag: `seen` (one trained primitive with constants never drawn), `composed` (2-3 operations),
`deep` (4 operations) and `unseen` (primitives that are never trained on). Made by `scripts/build_heldout.py`; a change to
the file makes another version and scores again.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from hrm_codegen.errors import DataError
from hrm_codegen.tasks.base import Problem

FILE, HASHES = "heldout-v1.jsonl.gz", "heldout-v1.hashes.gz"
SHA256 = "c8eaa3ba73b26cf1aac77e307c952dc20afcda964059e258e17b7071c77005cf"
STRATA = ("seen", "composed", "deep", "unseen")
SIZE = 2000
DIGITS = 12  # hexadecimal digits of a stored hash


class Refused(NamedTuple):
    """Hashes of what the held-out exercises say, are written as, and do."""

    texts: frozenset[str]
    codes: frozenset[str]
    signatures: frozenset[str]

    def holds(self, *, text: str, code: str, signature: str) -> bool:
        """Whether an exercise says, is written as, or does the same as a held-out one."""
        return signature[:DIGITS] in self.signatures or text_hash(text) in self.texts or code_hash(code) in self.codes


class HeldOut:
    """The frozen suite as a Task."""

    name = "exercises:heldout"
    splits: tuple[str, ...] = ("test",)
    held_out: frozenset[str] = frozenset(splits)
    files: tuple[str, ...] = ()
    licence = "Apache-2.0"

    def size(self, split: str) -> int:
        """Return how many problems a split has."""
        assert split in self.splits
        return SIZE

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the problems in their fixed order; a file that is not the frozen one is a DataError."""
        assert split in self.splits
        data = _asset(FILE)
        found = hashlib.sha256(data).hexdigest()
        if found != SHA256:
            raise DataError(f"{FILE} has sha256 {found}, the frozen suite has {SHA256}; install the package again")
        for line in gzip.decompress(data).decode().splitlines():
            yield Problem.from_json(json.loads(line))


def stratum(problem: Problem) -> str:
    """Return which of the STRATA a held-out problem belongs to."""
    return next(tag.removeprefix("stratum:") for tag in problem.tags if tag.startswith("stratum:"))


@lru_cache(maxsize=1)
def refused() -> Refused:
    """Return what training must refuse; nothing before the suite is first made."""
    if not SHA256:
        return Refused(frozenset(), frozenset(), frozenset())
    texts, codes, signatures = gzip.decompress(_asset(HASHES)).decode().split("\n")
    return Refused(frozenset(texts.split()), frozenset(codes.split()), frozenset(signatures.split()))


def packed(refuse: Refused) -> bytes:
    """Return the hashes as the bytes of their file, the same for the same hashes."""
    return zipped("\n".join(" ".join(sorted(part)) for part in refuse))


def zipped(text: str) -> bytes:
    """Return text compressed without a date, the same bytes for the same text."""
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def text_hash(text: str) -> str:
    """Return a hash of a text's words, without case and punctuation."""
    return _hash(" ".join(re.findall(r"\w+", text.lower())))


def code_hash(code: str) -> str:
    """Return a hash of a program's tree, without docstrings, annotations and the names that it binds itself."""
    tree = ast.parse(code)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            if isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant):
                del node.body[0]
            names.setdefault(node.name, f"_{len(names)}")
        elif isinstance(node, ast.arg):
            node.annotation = None
            names.setdefault(node.arg, f"_{len(names)}")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.setdefault(node.id, f"_{len(names)}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
        elif isinstance(node, ast.FunctionDef):
            node.name = names[node.name]
        elif isinstance(node, ast.arg):
            node.arg = names[node.arg]
    tree.body = [node for node in tree.body if not (isinstance(node, ast.ImportFrom) and node.module == "typing")]
    return _hash(ast.dump(tree))


def counts() -> Counter[str]:
    """Return how many problems each stratum has."""
    return Counter(stratum(problem) for problem in HELDOUT.load("test"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _asset(name: str) -> bytes:
    return resources.files("hrm_codegen").joinpath("assets", name).read_bytes()


HELDOUT = HeldOut()
