"""Gathering every held-out problem, and keeping what they are compared by in the user's cache."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import hrm_codegen
from hrm_codegen.data.decontaminate import HeldOut, HeldOutText
from hrm_codegen.data.gramindex import GramIndex
from hrm_codegen.tasks import catalog, datafiles, mbpp

log = logging.getLogger(__name__)

FORMAT = 2  # of the file in the cache
_MBPP_ID = re.compile(r"/mbpp_(\d+)_")  # as MultiPL-E writes it
_KEPT = 4  # indices in the cache: older ones go
_OWN = ("decontaminate", "fingerprints", "gramindex", "heldout")  # modules that an index depends on


def load(tasks: Iterable[str] | None = None) -> HeldOut:
    """Return the held-out problems of the tasks (default: all), read from the cache or indexed now: see `HeldOut.load`."""
    names = tuple(catalog.TASKS if tasks is None else tasks)
    missing = tuple(sorted({file for name in names for file in catalog.task(name).files if datafiles.located(file) is None}))
    if missing:
        log.warning("decontamination cannot see %s: `hrm data fetch` or HRM_DATA brings them", ", ".join(missing))
    path = datafiles.cache_folder() / "heldout" / f"{_fingerprint(names)}.npz"
    kept = _read(path)
    if kept is None:
        kept = HeldOut.of(problems(names), missing=missing)
        _write(path, kept)
    log.info("%d held-out problems of %d splits to stay clear of", len(kept.ids), len(kept.groups))
    return kept


def problems(names: Iterable[str]) -> Iterator[HeldOutText]:
    """Yield every problem of the held-out splits of some tasks; tasks whose data files are missing yield none.

    A generated validation split is no benchmark and its generator keeps apart from it itself: it is left out. Other forms
    of MBPP follow MBPP's own split: those of its training part are left out too.
    """
    for name in names:
        task = catalog.task(name)
        if any(datafiles.located(file) is None for file in task.files):
            continue
        for split in task.splits:
            if split in task.held_out and (task.files or split != "validation"):
                for problem in task.load(split):
                    if not _of_training(problem.id):
                        yield HeldOutText.of(problem, split=split, generated=not task.files)


def _of_training(problem: str) -> bool:
    """Whether a problem is another form of one that is trained on: MultiPL-E translates MBPP's training part as well."""
    number = _MBPP_ID.search(problem)
    return number is not None and mbpp.split_of(int(number[1])) not in mbpp.HELD_OUT


def _fingerprint(names: Iterable[str]) -> str:
    """Name what an index is made from: the data files, the code that reads and makes problems, and the Python that runs."""
    made_of = hashlib.sha256(f"{FORMAT} {sys.version} {' '.join(names)}".encode())
    package = Path(hrm_codegen.__file__).parent
    sources = [
        *package.glob("tasks/**/*.py"),
        *package.glob("code/*.py"),
        *(path for path in package.glob("assets/*") if path.is_file()),
        *(package / "data" / f"{name}.py" for name in _OWN),
    ]
    files = {file for name in names for file in catalog.task(name).files}
    located = [path for path in map(datafiles.located, files) if path]
    for path in (*sorted(sources), *sorted(located)):
        made_of.update(hashlib.sha256(path.read_bytes()).digest())
    return made_of.hexdigest()[:16]


def _read(path: Path) -> HeldOut | None:
    """Read an index back; a missing or damaged one is None, and is made again."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays: dict[str, Any] = {name: file[name] for name in file.files}
        facts = json.loads(str(arrays["facts"]))
        pairs = {
            name: dict(zip(arrays[f"{name}.keys"].tolist(), arrays[f"{name}.values"].tolist(), strict=True))
            for name in ("whole", "forms")
        }
        return HeldOut(
            ids=tuple(facts["ids"]),
            words=GramIndex.from_arrays("words", arrays),
            code=GramIndex.from_arrays("code", arrays),
            common_code=arrays["common_code"],
            whole=pairs["whole"],
            shapes=frozenset(arrays["shapes"].tolist()),
            forms=pairs["forms"],
            groups=facts["groups"],
            missing=tuple(facts["missing"]),
        )
    except FileNotFoundError:
        return None
    except Exception as error:  # noqa: BLE001  # numpy, zipfile and json raise many kinds for a damaged file
        log.warning("%s is damaged (%s); it is made again", path, error)
        return None


def _write(path: Path, held_out: HeldOut) -> None:
    """Keep an index in a file, written beside it and renamed: workers may read while another writes."""
    arrays: dict[str, Any] = held_out.words.arrays("words") | held_out.code.arrays("code") | {"common_code": held_out.common_code}
    for name, mapping in (("whole", held_out.whole), ("forms", held_out.forms)):
        arrays[f"{name}.keys"] = np.array(list(mapping), np.uint64)
        arrays[f"{name}.values"] = np.array(list(mapping.values()), np.int64)
    arrays["shapes"] = np.array(sorted(held_out.shapes), np.uint64)
    facts = {"ids": held_out.ids, "groups": held_out.groups, "missing": held_out.missing}
    arrays["facts"] = np.array(json.dumps(facts))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new-{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        temporary.replace(path)
        for old in sorted(path.parent.glob("*.npz"), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    finally:
        temporary.unlink(missing_ok=True)
