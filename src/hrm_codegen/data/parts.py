"""One part of a build: items made, proven, checked against what is held out, encoded, and laid down in one file.

Runs in worker processes; what a worker needs for every part (the tokenizer, what is held out) is loaded once by `prepare`.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hrm_codegen import prompts
from hrm_codegen.data import records
from hrm_codegen.data.decontaminate import HeldOut
from hrm_codegen.data.makers import maker
from hrm_codegen.errors import CorruptError, DataError
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.derived import base as derived
from hrm_codegen.tasks.items import Item, prove
from hrm_codegen.tokenizer import Tokenizer

log = logging.getLogger(__name__)

FORMAT = 1  # of a part's file: raise it when makers change what they yield


@dataclass(frozen=True, kw_only=True)
class PartTask:
    """Which part of which source to make."""

    source: int  # its number in the build
    maker: str
    file: str
    licence: str
    seed: int
    part: int
    count: int

    @property
    def name(self) -> str:
        """What messages call the source."""
        return self.maker or self.file


@dataclass(frozen=True)
class Settings:
    """What every part of a build shares."""

    folder: Path
    tokenizer: str
    tokenizer_sha256: str
    licences: tuple[str, ...]
    longest_tokens: int
    timeout_s: float


@dataclass
class PartReport:
    """What became of a part's items, by component; `path` holds those kept."""

    source: int
    name: str
    part: int
    path: str
    made: int = 0
    kept: int = 0
    tokens: int = 0
    seconds: float = 0.0
    unproven: dict[str, int] = field(default_factory=dict)  # component -> items whose proofs did not hold
    contaminated: dict[str, list[str]] = field(default_factory=dict)  # rule -> "item: held-out problem"
    licences: dict[str, int] = field(default_factory=dict)  # not allowed -> items
    too_long: int = 0
    broken: list[str] = field(default_factory=list)  # lines of a file that are no records


@dataclass
class _Worker:
    settings: Settings
    tokenizer: Tokenizer
    held_out: HeldOut


_WORKER: list[_Worker] = []  # one, once this process has been prepared


def prepare(settings: Settings) -> None:
    """Load what every part needs; called once in each worker process, which ends when the build's own process does."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    _WORKER[:] = [_Worker(settings, Tokenizer.load(settings.tokenizer or None), HeldOut.load())]


def _end_with(parent: int) -> None:
    """End this process once its parent is gone: a killed build leaves nobody working."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def path_of(settings: Settings, task: PartTask) -> Path:
    """Return where a part lies: named after all that decides its content."""
    about = [FORMAT, task.maker, task.seed, task.part, task.count, settings.tokenizer_sha256, settings.longest_tokens]
    if task.file:
        stat = Path(task.file).stat()
        about += [str(Path(task.file).absolute()), stat.st_size, stat.st_mtime_ns, task.licence]
    digest = hashlib.sha256(json.dumps([*about, sorted(settings.licences)]).encode()).hexdigest()[:12]
    return settings.folder / f"{Path(task.name).stem}-{task.part:05}-{digest}.npz"


def finished(settings: Settings, task: PartTask) -> PartReport | None:
    """Return the report of a part that is there and whole, or None."""
    path = path_of(settings, task)
    if not path.exists():
        return None
    try:
        return read(path).report(task.source)
    except CorruptError as error:
        log.warning("%s; it is made again", error)
        return None


def make(task: PartTask) -> PartReport:
    """Make one part and lay it down; the same task gives the same file."""
    worker = _WORKER[0]
    path = path_of(worker.settings, task)
    report = PartReport(task.source, task.name, task.part, str(path))
    began = time.monotonic()
    rejected: Counter[str] = Counter()
    columns = _Columns()
    for item in prove(_counted(_items(task, report), report), timeout_s=worker.settings.timeout_s, rejected=rejected):
        if (why := _refused(worker, item, report)) is not None:
            log.debug("%s left out: %s", item.id, why)
            continue
        encoded = prompts.encode_example(item.example, worker.tokenizer)
        if encoded.prompt_tokens and len(encoded.ids) > worker.settings.longest_tokens:
            report.too_long += 1
            continue
        columns.add(item, encoded)
    report.unproven = dict(rejected)
    report.kept, report.tokens = len(columns.lengths), sum(columns.lengths)
    report.seconds = time.monotonic() - began
    columns.write(path, report)
    return report


def _items(task: PartTask, report: PartReport) -> Iterator[Item]:
    return _from_file(task, report) if task.file else maker(task.maker)(task.seed, task.part, task.count)


def _counted(items: Iterator[Item], report: PartReport) -> Iterator[Item]:
    for item in items:
        report.made += 1
        yield item


def _refused(worker: _Worker, item: Item, report: PartReport) -> str | None:
    """Say why an item may not be trained on, and count it."""
    if item.licence not in worker.settings.licences:
        report.licences[item.licence] = report.licences.get(item.licence, 0) + 1
        return f"licence {item.licence!r}"
    reason = worker.held_out.why(statement=item.statement, code=item.code, language=item.language)
    if reason is not None:
        report.contaminated.setdefault(reason.rule, []).append(f"{item.id}: {reason.problem}")
        return f"{reason.rule}: {reason.problem}"
    return None


def _from_file(task: PartTask, report: PartReport) -> Iterator[Item]:
    """Yield a user's records; a broken line is named and skipped."""
    first, last = task.part * task.count, (task.part + 1) * task.count
    for number, row in enumerate(datafiles.rows(Path(task.file), broken=report.broken.append)):
        if number >= last:
            return
        if number < first:
            continue
        try:
            yield _user_item(task, row)
        except DataError as error:
            report.broken.append(str(error))


def _user_item(task: PartTask, row: datafiles.Row) -> Item:
    if (problem := records.problem_of(row)) is not None:
        proofs = [problem.program()] if problem.runnable else []
        made = derived.item(problem, "write", problem.example(), proofs=proofs)
        return replace(made, id=row.where, licence=task.licence, source=task.file)
    language = row.text("language") if "language" in row.fields else "python"
    if "text" in row.fields:
        text = row.text("text")
        example, statement, code, component = prompts.raw(text, language=language), text, text, "raw"
    else:
        statement, code, component = row.text("prompt"), row.text("solution"), "write"
        example = prompts.answer(prompts.ask(statement, language=language), code)
    return Item(
        id=row.where, component=component, example=example, language=language, statement=statement, code=code,
        licence=task.licence, source=task.file,
    )  # fmt: skip


class _Columns:
    """Encoded items being gathered."""

    def __init__(self) -> None:
        self.ids: list[np.ndarray[Any, np.dtype[np.uint16]]] = []
        self.lengths: list[int] = []
        self.prompts: list[int] = []
        self.weights: list[float] = []
        self.verified: list[bool] = []
        self.hashes: list[int] = []
        self.groups: list[int] = []
        self.licence_of: list[int] = []
        self.group_names: dict[str, int] = {}
        self.licence_names: dict[str, int] = {}

    def add(self, item: Item, encoded: prompts.Encoded) -> None:
        ids = np.array(encoded.ids, dtype=np.uint16)
        group = f"{item.component}/{item.language}/{item.difficulty}"
        self.ids.append(ids)
        self.lengths.append(len(ids))
        self.prompts.append(encoded.prompt_tokens)
        self.weights.append(item.example.weight)
        self.verified.append(item.verified)
        self.hashes.append(document_hash(ids))
        self.groups.append(self.group_names.setdefault(group, len(self.group_names)))
        self.licence_of.append(self.licence_names.setdefault(item.licence, len(self.licence_names)))

    def write(self, path: Path, report: PartReport) -> None:
        """Write everything beside the place and rename it there."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            ids=np.concatenate(self.ids) if self.ids else np.empty(0, np.uint16),
            lengths=np.array(self.lengths, dtype=np.int32),
            prompts=np.array(self.prompts, dtype=np.int32),
            weights=np.array(self.weights, dtype=np.float32),
            verified=np.array(self.verified, dtype=np.bool_),
            hashes=np.array(self.hashes, dtype=np.uint64),
            groups=np.array(self.groups, dtype=np.int16),
            licences=np.array(self.licence_of, dtype=np.int16),
            group_names=np.array(list(self.group_names), dtype=np.str_),
            licence_names=np.array(list(self.licence_names), dtype=np.str_),
            report=np.array(json.dumps(asdict(report))),
        )
        temporary = path.with_name(f".{path.name}.new-{os.getpid()}")
        try:
            temporary.write_bytes(buffer.getvalue())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@dataclass(frozen=True)
class Part:
    """A part read back."""

    path: Path
    arrays: dict[str, np.ndarray[Any, np.dtype[Any]]]

    def report(self, source: int) -> PartReport:
        """Return the report it was written with; `source` is its source's number in this build."""
        found = json.loads(str(self.arrays["report"]))
        return PartReport(**{**found, "source": source, "path": str(self.path)})


def document_hash(ids: npt.NDArray[np.uint16]) -> int:
    """Return the 64-bit hash by which documents are told apart."""
    return int.from_bytes(hashlib.blake2b(ids.tobytes(), digest_size=8).digest(), "little")


def read(path: Path, *, only: Sequence[str] = ()) -> Part:
    """Read a part, or `only` some of its arrays; CorruptError when it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return Part(path, {name: file[name] for name in only or file.files})
    except Exception as error:  # numpy, zipfile and zlib raise many kinds for a damaged file
        raise CorruptError(f"{path} is damaged ({error})") from error
