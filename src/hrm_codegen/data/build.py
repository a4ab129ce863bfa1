"""Building a training set: parts made side by side, then merged, without duplicates, into shards with a manifest.

A part is a fixed stretch of one source. It is made, proven, compared with everything held out, and encoded in a worker process,
and lies in `parts/` when it is done; what was killed goes on from there, and more of a source only makes the parts that are new.
"""

from __future__ import annotations

import errno
import itertools
import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from hrm_codegen.data import makers, merge, parts
from hrm_codegen.data.decontaminate import HeldOut
from hrm_codegen.data.makers import MAKERS
from hrm_codegen.data.parts import PartReport, PartTask
from hrm_codegen.errors import ConfigError, LimitError, NotFound, nearest
from hrm_codegen.tokenizer import Tokenizer

log = logging.getLogger(__name__)

PERMISSIVE = (
    "Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "PSF-2.0", "0BSD", "Zlib", "Unlicense", "CC0-1.0", "HPND",
    "CC-BY-4.0", "WTFPL", "MIT OR Apache-2.0",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class BuildSource:
    """One source of a training set: a maker, or a file of one's own."""

    maker: str = ""  # a row of MAKERS
    file: str = ""  # a JSONL file, {"text": ...} or {"prompt": ..., "solution": ...} or a whole Problem a line
    licence: str = ""  # of the file; must be one that is allowed
    items: int = 0  # how many to ask the maker for; 0 takes all that a finite source has
    part_items: int = 1000  # items asked for at a time: what a kill loses at most, per worker

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if bool(self.maker) == bool(self.file):
            raise ConfigError(f"a source of a build needs either maker or file; it has {'both' if self.maker else 'neither'}")
        if self.maker and self.maker not in MAKERS:
            raise ConfigError(f"unknown maker {self.maker!r}{nearest(self.maker, MAKERS)}")
        if self.items < 0 or self.part_items < 1:
            raise ConfigError(
                f"source {self.name}: items ({self.items}) must be 0 or more, part_items ({self.part_items}) 1 or more"
            )

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.maker or self.file

    def wanted(self, scale: float) -> int | None:
        """How many items to ask for; None: all there are."""
        return math.ceil(self.items * scale) if self.items else None


@dataclass(frozen=True, kw_only=True)
class BuildConfig:
    """A training set: what goes in, and how it lies on the disk."""

    sources: tuple[BuildSource, ...]
    seed: int = 0  # of every source
    scale: float = 1.0  # multiplies the items asked for; finite sources without a number are taken whole all the same
    tokenizer: str = ""  # a tokenizer.json or a folder with one; empty: the one shipped
    licences: tuple[str, ...] = PERMISSIVE  # allowed; items with another are left out and counted
    validation_share: float = 0.003  # of the documents, chosen by their hash, kept for validation
    shard_tokens: int = 1 << 25  # of one shard: 64 MiB
    longest_tokens: int = 2048  # longer examples with a prompt are left out and counted; raw text is cut when rows are made
    timeout_s: float = 2.0  # for one proof

    def __post_init__(self) -> None:
        """Refuse an empty set and sizes that mean nothing."""
        if self.scale <= 0:
            raise ConfigError(f"scale is {self.scale}; it must be above 0")
        if not self.sources:
            raise ConfigError('the build has no sources; name at least one, such as [[sources]] maker = "exercises"')
        if not 0 <= self.validation_share < 0.5 or min(self.shard_tokens, self.longest_tokens) < 1 or self.timeout_s <= 0:
            raise ConfigError(
                f"validation_share ({self.validation_share}) lies between 0 and 0.5; shard_tokens ({self.shard_tokens}), "
                f"longest_tokens ({self.longest_tokens}) and timeout_s ({self.timeout_s}) are above 0"
            )


class Progress(NamedTuple):
    """How far a build is, after each part."""

    report: PartReport
    done: int  # parts
    expected: int | None  # parts; None while a source's length is not known
    items: int
    tokens: int
    seconds: float


def check(config: BuildConfig) -> None:
    """Refuse in a moment what would fail later: data that is missing, or a licence that is not allowed."""
    makers.check(source.maker for source in config.sources if source.maker)
    for source in config.sources:
        if source.file:
            if not Path(source.file).is_file():
                raise NotFound(f"data file {source.file} does not exist; check the build's sources")
            if source.licence not in config.licences:
                raise ConfigError(
                    f"source {source.file}: licence {source.licence!r} is not allowed{nearest(source.licence, config.licences)}; "
                    "name it in the source, and in `licences` if it may be trained on"
                )


def build(config: BuildConfig, out: Path, *, workers: int, on_part: Callable[[Progress], None] | None = None) -> Path:
    """Make what is missing, merge everything into shards, and return the manifest's path.

    Raises LimitError when the disk is full or a worker dies: finished parts stay, and the same call goes on from them.
    """
    check(config)
    tokenizer = Tokenizer.load(config.tokenizer or None)
    folder = out / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    held_out = HeldOut.load()  # indexed once, here, and not by every worker
    began = time.monotonic()
    reports: list[PartReport] = []
    items = tokens = 0
    try:
        for report in _made(config, folder, tokenizer.sha256, workers):
            reports.append(report)
            items, tokens = items + report.kept, tokens + report.tokens
            if on_part is not None:
                on_part(Progress(report, len(reports), _expected(config), items, tokens, time.monotonic() - began))
        return merge.merge(
            config, out, reports, tokenizer_sha256=tokenizer.sha256, held_out=held_out, seconds=time.monotonic() - began
        )
    except BrokenProcessPool as error:
        raise LimitError(
            f"a worker died, mostly because memory ran out; run the command again with fewer --workers (now {workers}): it goes on"
        ) from error
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise LimitError(
            f"no room in {out}: {error.strerror}; free some space and run the same command again, it goes on"
        ) from error


def _expected(config: BuildConfig) -> int | None:
    total = 0
    for source in config.sources:
        wanted = source.wanted(config.scale)
        if wanted is None:
            return None
        total += math.ceil(wanted / source.part_items)
    return total


def _made(config: BuildConfig, folder: Path, tokenizer_sha256: str, workers: int) -> Iterator[PartReport]:
    """Yield every part's report as it comes; those that lie there already first."""
    settings = parts.Settings(
        folder=folder,
        tokenizer=config.tokenizer,
        tokenizer_sha256=tokenizer_sha256,
        licences=config.licences,
        longest_tokens=config.longest_tokens,
        timeout_s=config.timeout_s,
    )
    queues = [_tasks(config, number) for number in range(len(config.sources))]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=parts.prepare, initargs=(settings,)) as pool:
        try:
            yield from _drain(pool, queues, settings, ahead=workers + 1)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _tasks(config: BuildConfig, number: int) -> Iterator[PartTask]:
    source = config.sources[number]
    wanted = source.wanted(config.scale)
    for part in itertools.count():
        first = part * source.part_items
        count = source.part_items if wanted is None else min(source.part_items, wanted - first)
        if count <= 0:
            return
        yield PartTask(
            source=number, maker=source.maker, file=source.file, licence=source.licence, seed=config.seed, part=part, count=count
        )


def _drain(
    pool: ProcessPoolExecutor, queues: Sequence[Iterator[PartTask]], settings: parts.Settings, *, ahead: int
) -> Iterator[PartReport]:
    """Keep the workers busy with the sources' parts in order; a source ends with its first empty part."""
    open_queues = dict(enumerate(queues))
    running: dict[Future[PartReport], PartTask] = {}
    while open_queues or running:
        while open_queues and len(running) < ahead:
            number = min(open_queues)
            task = next(open_queues[number], None)
            if task is None:
                del open_queues[number]
            elif (there := parts.finished(settings, task)) is not None:
                if there.made == 0:
                    del open_queues[number]
                yield there
            else:
                running[pool.submit(parts.make, task)] = task
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            task = running.pop(future)
            report = future.result()
            if report.made == 0:
                open_queues.pop(task.source, None)
            yield report


def table(manifest: Mapping[str, object]) -> list[tuple[str, ...]]:
    """Lay a manifest's components out as rows of text: what `hrm data build` prints."""
    rows: list[tuple[str, ...]] = [("source", "component", "items", "tokens", "verified", "seconds", "licence")]
    components = manifest["components"]
    assert isinstance(components, Iterable)
    for entry in components:
        verified = f"{entry['verified'] / entry['items']:.0%}" if entry["items"] else "-"
        counts = (f"{entry['items']:,}", f"{entry['tokens']:,}", verified, f"{entry['seconds']:.0f}")
        rows.append((entry["source"], entry["component"], *counts, ", ".join(entry["licences"])))
    return rows
