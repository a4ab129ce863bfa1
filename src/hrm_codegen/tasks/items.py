"""Item: one thing to learn from, with the programs that prove it; what every source of training data yields.

`prove` runs the programs in the sandbox, hundreds a process, and lets through only what holds.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hrm_codegen import prompts
from hrm_codegen.sandbox import run_many_python

_BATCH = 256  # Items whose programs a sandboxed process runs
# A program that has to fail is run by one that expects it: a failure costs the sandbox a process, an expected one does not.
_EXPECTS_FAILURE = """
try:
    exec(compile({program!r}, "main.py", "exec"), {{"__name__": "__main__"}})
except BaseException:
    pass
else:
    raise AssertionError("it does not fail")
"""


class Proof(NamedTuple):
    """A complete Python program that must run to its end or, where `passes` is False, must raise."""

    program: str
    passes: bool = True


@dataclass(frozen=True, kw_only=True)
class Item:
    """One training example with where it came from and what proves it."""

    id: str  # "<problem id>/<component>", unique
    component: str  # what the mixture weighs: "write", "fim", "repair", "project", "command", "raw", ...
    example: prompts.Example
    language: str = "python"
    difficulty: int = 1  # 1 a pattern, 2 an algorithm, 3 several parts, 4 several files or steps
    tags: tuple[str, ...] = ()  # names of PLAN_TAGS, or of tools
    statement: str = ""  # the words that decontamination compares with held-out statements
    code: str = ""  # the code that it compares with held-out solutions
    proofs: tuple[Proof, ...] = ()  # all must hold; none: proven where it was made, or not executable
    verified: bool = False  # proven by execution: set by `prove`, or by the source that ran it itself
    licence: str = ""
    source: str = ""


def prove(items: Iterable[Item], *, timeout_s: float = 2.0, rejected: Counter[str] | None = None) -> Iterator[Item]:
    """Yield, in order, the items whose every proof holds; those without proofs pass as they are.

    `rejected` counts the others by component. Raises SandboxError when the sandbox fails.
    """
    stream = iter(items)
    while batch := list(itertools.islice(stream, _BATCH)):
        programs = [_runnable(proof) for item in batch for proof in item.proofs]
        results = iter(run_many_python(programs, per_timeout_s=timeout_s))
        for item in batch:
            held = [next(results).kind == "ok" for _ in item.proofs]
            if all(held):
                yield item if item.verified or not held else _verified(item)
            elif rejected is not None:
                rejected[item.component] += 1


def _runnable(proof: Proof) -> str:
    """Return the program that runs to its end when the proof holds."""
    return proof.program if proof.passes else _EXPECTS_FAILURE.format(program=proof.program)


def _verified(item: Item) -> Item:
    return Item(**{**vars(item), "verified": True})
