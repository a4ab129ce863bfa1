"""What worker processes do for the corpus: judge and measure files, then cut them and take their functions out.

`prepare` loads once what every file needs; texts travel back, since all of them fit into memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from hrm_codegen.data import fingerprints
from hrm_codegen.data.corpus import filters, functions, minhash
from hrm_codegen.data.corpus.functions import Documented
from hrm_codegen.data.corpus.minhash import Signature
from hrm_codegen.data.corpus.packages import Package
from hrm_codegen.data.corpus.pieces import pieces
from hrm_codegen.data.decontaminate import HeldOut
from hrm_codegen.errors import DataError
from hrm_codegen.sandbox import run_many_python
from hrm_codegen.tokenizer import Tokenizer

_FEWEST_GRAMS = 20  # of code: files with less have nothing to learn from
_TIMEOUT_S = 2.0  # for one function or one of its doctests


class Task(NamedTuple):
    """Some files of a package to measure."""

    package: Package
    files: tuple[str, ...]


class Measured(NamedTuple):
    """A file that was read: why it is dropped, or what it holds."""

    package: str
    file: str
    size: int  # bytes
    refusal: str = ""  # the rule that drops it, empty when it stays
    detail: str = ""  # what the rule found, such as the held-out problem it repeats
    text: str = ""
    sha256: str = ""  # of the text
    tokens: int = 0
    signature: Signature | None = None

    @property
    def name(self) -> str:
        """How the manifest calls it."""
        return f"{self.package}/{self.file}"


class Source(NamedTuple):
    """A file that stays, with its package's version and licence."""

    package: str
    version: str
    licence: str
    file: str
    text: str

    @property
    def name(self) -> str:
        """How the manifest calls it."""
        return f"{self.package}/{self.file}"


class Function(NamedTuple):
    """A documented function of a file, and whether its doctests ran and held."""

    source: str  # the file's name
    documented: Documented
    verified: bool


class Made(NamedTuple):
    """What a file became."""

    name: str
    pieces: tuple[str, ...]
    functions: tuple[Function, ...]
    broken: int  # functions that do not run, or whose doctests fail


class _Worker(NamedTuple):
    tokenizer: Tokenizer
    held_out: HeldOut


_WORKER: list[_Worker] = []  # one, once this process has been prepared


def prepare(held_out: HeldOut) -> None:
    """Load what every file needs; called once in each worker process."""
    _WORKER[:] = [_Worker(Tokenizer.load(), held_out)]


def measure(task: Task) -> list[Measured]:
    """Read, judge and measure files, in order."""
    return [_measured(task.package, file) for file in task.files]


def _measured(package: Package, file: str) -> Measured:
    refusal = filters.path_refusal(file)
    try:
        raw = package.read(file)
    except DataError as error:
        return Measured(package.name, file, 0, "unreadable", str(error))
    dropped = Measured(package.name, file, len(raw))
    if refusal:
        return dropped._replace(refusal=refusal)
    text = filters.decode(raw)
    if text is None:
        return dropped._replace(refusal="not UTF-8")
    if (refusal := filters.text_refusal(text)) is not None:
        return dropped._replace(refusal=refusal)
    text = filters.without_header(text)
    worker, grams = _WORKER[0], fingerprints.code_grams(text)
    if len(grams) < _FEWEST_GRAMS:
        return dropped._replace(refusal="too small")
    reason = worker.held_out.why(statement=text, code=text)
    if reason is not None:
        return dropped._replace(refusal="held out", detail=str(reason))
    return dropped._replace(
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        tokens=len(worker.tokenizer.encode(text)),
        signature=minhash.signature(grams),
    )


def unread(task: Task) -> list[Measured]:
    """Return what stands for files whose reading killed its process."""
    return [Measured(task.package.name, file, 0, "unreadable", "its reader died") for file in task.files]


def make(sources: Sequence[Source]) -> list[Made]:
    """Cut files into pieces and take their functions out, each run in the sandbox."""
    found = [(source, tuple(functions.documented(source.text))) for source in sources]
    ran = iter(_run(documented for _, every in found for documented in every))
    made = []
    for source, every in found:
        kept = [next(ran) for _ in every]
        held = tuple(Function(source.name, *function) for function in kept if function is not None)
        made.append(Made(source.name, tuple(pieces(source.text)), held, len(every) - len(held)))
    return made


def unmade(sources: Sequence[Source]) -> list[Made]:
    """Return what stands for files whose cutting killed its process."""
    return [Made(source.name, (), (), 0) for source in sources]


def _run(every: Iterable[Documented]) -> Iterator[tuple[Documented, bool] | None]:
    """Yield each function with those of its doctests that hold; None for one that does not run, or none of whose hold."""
    listed = list(every)
    programs = [f"{one.program}\n{test}\n" for one in listed for test in one.tests or ("",)]
    results = iter(run_many_python(programs, per_timeout_s=_TIMEOUT_S))
    for one in listed:
        held = [(test, next(results).kind == "ok") for test in one.tests or ("",)]
        tests = tuple(test for test, ok in held if ok and test)
        if not any(ok for _, ok in held):
            yield None
        else:
            yield replace(one, tests=tests), bool(tests)
