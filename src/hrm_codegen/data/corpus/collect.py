"""From packages to shards of pieces and functions, with a manifest that says where each came from.

Files are judged and measured side by side; then copies go (an original stays, copies in later packages go), and no package
keeps more than its share of the tokens; what is left is cut into pieces, and its documented functions are taken out and run.
"""

from __future__ import annotations

import errno
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from hrm_codegen.data.corpus import store, work
from hrm_codegen.data.corpus.minhash import Seen
from hrm_codegen.data.corpus.packages import Package
from hrm_codegen.data.corpus.pool import mapped
from hrm_codegen.data.corpus.work import Made, Measured, Source, Task
from hrm_codegen.data.decontaminate import HeldOut
from hrm_codegen.errors import LimitError, NotFound

SHARE = 0.08  # of the tokens, at most, from one package
_CHUNK = 40  # files that a worker takes at a time
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
A = TypeVar("A")


class Progress(NamedTuple):
    """How far the collection is."""

    stage: str  # "reading", "cutting" or "writing"
    done: int  # files
    total: int
    seconds: float


def collect(
    packages: Iterable[Package],
    out: Path,
    *,
    workers: int,
    held_out: HeldOut | None = None,
    share: float = SHARE,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> dict[str, Any]:
    """Make the corpus of some packages in the folder `out` and return its manifest; the same packages give the same files.

    `held_out` is what no file may repeat (default: everything the catalog holds out). An earlier corpus stays until the new
    one is whole. Raises NotFound when no package may be used, UsageError when `out` holds something else than a corpus,
    LimitError when the disk is full.
    """
    began = time.monotonic()
    found = _distinct(packages)
    used = [package for package in found if package.refusal is None]
    if not used:
        refused = "; ".join(f"{package.name}: {package.refusal}" for package in found) or "none were named"
        raise NotFound(f"no package may be used ({refused}); name others, or leave --packages out")
    store.check(out)
    held_out = HeldOut.load() if held_out is None else held_out
    tasks = [Task(replace(package, files=()), tuple(files)) for package in used for files in _chunks(package.files, _CHUNK)]
    total = sum(len(task.files) for task in tasks)

    def tell(stage: str, done: int, of: int) -> None:
        on_progress(Progress(stage, done, of, time.monotonic() - began))

    files: list[Measured] = []
    crew: dict[str, Any] = {"workers": workers, "prepare": work.prepare, "given": (held_out,)}
    for measured in mapped(work.measure, tasks, **crew, lost=work.unread):
        files += measured
        tell("reading", len(files), total)
    files, capped = _capped(_without_copies(files), share)
    sources = _sources(files, used)
    made: list[Made] = []
    for part in mapped(work.make, list(_chunks(sources, _CHUNK)), **crew, lost=work.unmade):
        made += part
        tell("cutting", len(made), len(sources))
    tell("writing", len(sources), len(sources))
    facts = {
        "share": share if capped else None,
        "held_out": {"problems": len(held_out.ids), "missing": list(held_out.missing)},
        **_facts(found, files),
        "broken_functions": sum(one.broken for one in made),
        "seconds": round(time.monotonic() - began, 1),
    }
    try:
        return store.write(out, facts, files=files, sources=sources, made=made)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise LimitError(f"no room to write the corpus in {out}: {error.strerror}; free some space and run again") from error


def _distinct(packages: Iterable[Package]) -> list[Package]:
    """Return the packages in their order, the first of each name."""
    found: dict[str, Package] = {}
    for package in packages:
        found.setdefault(package.name, package)
    return list(found.values())


def _chunks(items: Sequence[A], size: int) -> Iterator[Sequence[A]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _without_copies(files: Sequence[Measured]) -> list[Measured]:
    """Refuse files that repeat an earlier one, word for word or nearly."""
    exact: dict[str, str] = {}
    seen, names, judged = Seen(), list[str](), list[Measured]()
    for file in files:
        if file.refusal or file.signature is None:
            judged.append(file)
            continue
        if file.sha256 in exact:
            judged.append(_drop(file, "copy", exact[file.sha256]))
            continue
        exact[file.sha256] = file.name
        like = seen.first(file.signature)
        if like is None:
            names.append(file.name)
            judged.append(file)
        else:
            judged.append(_drop(file, "near copy", names[like]))
    return judged


def _drop(file: Measured, refusal: str, detail: str = "") -> Measured:
    return file._replace(refusal=refusal, detail=detail, text="", tokens=0, signature=None)


def _capped(files: Sequence[Measured], share: float) -> tuple[list[Measured], bool]:
    """Refuse files of packages over their share, chosen by hash; with too few packages for any cap to hold, none is.

    Returns the files and whether the cap holds.
    """
    sizes: Counter[str] = Counter()
    for file in files:
        sizes[file.package] += file.tokens
    limit = _limit(list(sizes.values()), share)
    if limit is None:
        return list(files), False
    kept: Counter[str] = Counter()
    over: set[str] = set()
    for file in sorted((file for file in files if not file.refusal), key=lambda file: file.sha256):
        if kept[file.package] + file.tokens > limit:
            over.add(file.name)
        else:
            kept[file.package] += file.tokens
    return [_drop(file, "over its share") if file.name in over else file for file in files], True


def _limit(sizes: Sequence[int], share: float) -> float | None:
    """Return the most tokens of one package: `share` of what stays when every larger package is cut to that; None: no such."""
    if share >= 1:
        return None
    ordered, rest = sorted(sizes, reverse=True), sum(sizes)
    for cut, size in enumerate([*ordered, 0]):
        limit = share * rest / (1 - share * cut) if share * cut < 1 else None  # the `cut` largest are cut to it
        if limit is None:
            return None
        if size <= limit:
            return limit if limit > 0 else None
        rest -= size
    return None


def _sources(files: Iterable[Measured], packages: Iterable[Package]) -> list[Source]:
    by_name = {package.name: package for package in packages}
    return [
        Source(file.package, by_name[file.package].version, by_name[file.package].licence.label, file.file, file.text)
        for file in files
        if not file.refusal
    ]


def _facts(packages: Iterable[Package], files: Sequence[Measured]) -> dict[str, Any]:
    """Return what the manifest says of packages and files."""
    found = list(packages)
    return {
        "packages": [_entry(package, files) for package in found if package.refusal is None],
        "refused": [_refused(package) for package in found if package.refusal is not None],
        "dropped": _dropped(files),
        "tokens": sum(file.tokens for file in files if not file.refusal),
    }


def _entry(package: Package, files: Iterable[Measured]) -> dict[str, Any]:
    """Return what the manifest says of a package that was used."""
    own = [file for file in files if file.package == package.name]
    kept = [file for file in own if not file.refusal]
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence.expression,
        "evidence": package.licence.evidence,
        "origin": package.origin,
        "files": len(own),
        "bytes": sum(file.size for file in own),
        "kept_files": len(kept),
        "kept_bytes": sum(file.size for file in kept),
        "tokens": sum(file.tokens for file in kept),
        "dropped": dict(sorted(Counter(file.refusal for file in own if file.refusal).items())),
        "sha256": hashlib.sha256("".join(file.sha256 for file in kept).encode()).hexdigest(),
    }


def _refused(package: Package) -> dict[str, Any]:
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence.expression,
        "evidence": package.licence.evidence,
        "reason": package.refusal,
    }


def _dropped(files: Iterable[Measured]) -> Mapping[str, Mapping[str, int]]:
    """Return how many files and bytes each rule drops."""
    counts: dict[str, Counter[str]] = {}
    for file in files:
        if file.refusal:
            counts.setdefault(file.refusal, Counter()).update(files=1, bytes=file.size)
    return {rule: dict(counts[rule]) for rule in sorted(counts)}
