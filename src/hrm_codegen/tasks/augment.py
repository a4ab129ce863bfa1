"""Augmentation: many distinct, verified variants of a few problems.

Each round makes one variant of every problem; texts already there are dropped, the rest is run, and only what passes
stays. The first round is the problems as they are. The result depends on the problems, the number and the seed alone, and
is kept in the user cache under a name made from those and from the code that makes variants.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import logging
import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import hrm_codegen.code
from hrm_codegen.errors import DataError, LimitError
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.execution import run_references
from hrm_codegen.tasks.variants import Parts, take_apart, vary

log = logging.getLogger(__name__)

_TIMEOUT_S = 10.0  # for one program
_PATIENCE = 20  # rounds in a row without anything new before the problems count as exhausted


class Counts(NamedTuple):
    """How the variants came about: tried = kept + failed + repeated + surplus."""

    tried: int  # variants made
    kept: int
    failed: int  # their program did not pass
    repeated: int  # the same prompt and answer were there already
    surplus: int  # passed, but there were enough


class Variants(NamedTuple):
    """Distinct verified problems and how they came about."""

    problems: list[Problem]
    counts: Counts


def augment(problems: Sequence[Problem], n: int, *, seed: int = 0, workers: int | None = None) -> list[Problem]:
    """Return n distinct verified variants of the problems, which are the first of them; see `variants`."""
    return variants(problems, n, seed=seed, workers=workers).problems


def variants(problems: Sequence[Problem], n: int, *, seed: int = 0, workers: int | None = None) -> Variants:
    """Make n variants, or take them from the user cache; raises LimitError when the problems do not give so many."""
    path = _cache_path(problems, n, seed)
    found = _read(path)
    if found is None:
        found = make(problems, n, seed=seed, workers=workers)
        _write(path, found)
    log.info("%d variants: %s", n, ", ".join(f"{value} {name}" for name, value in found.counts._asdict().items()))
    return found


def make(problems: Sequence[Problem], n: int, *, seed: int = 0, workers: int | None = None) -> Variants:
    """Make n distinct verified variants, without the cache; raises LimitError when the problems do not give so many."""
    parts = [found for problem in problems if (found := take_apart(problem))]
    seen: set[tuple[str, str]] = set()
    kept: list[Problem] = []
    tried = failed = repeated = surplus = idle = number = 0
    batch = list(problems)
    while len(kept) < n:
        fresh = list({_key(problem): problem for problem in reversed(batch) if _key(problem) not in seen}.values())[::-1]
        seen |= set(map(_key, fresh))
        passed = [done.problem for done in run_references(fresh, timeout_s=_TIMEOUT_S, workers=workers) if done.passed]
        tried, repeated, failed = tried + len(batch), repeated + len(batch) - len(fresh), failed + len(fresh) - len(passed)
        kept += passed
        idle = 0 if passed else idle + 1
        if idle == _PATIENCE or not parts:
            raise LimitError(f"{len(problems)} problems give no more than {len(kept)} distinct variants; ask for fewer than {n}")
        number += 1
        batch = [_variant(entry, number, seed) for entry in parts]
    surplus = len(kept) - n
    return Variants(kept[:n], Counts(tried, n, failed, repeated, surplus))


def _variant(parts: Parts, number: int, seed: int) -> Problem:
    problem = vary(parts, random.Random(f"{seed}/{parts.problem.id}/{number}"))
    return Problem(**{**vars(problem), "id": f"{parts.problem.id}/v{number}"})


def _key(problem: Problem) -> tuple[str, str]:
    return problem.native_prompt().text, problem.solution


def _cache_path(problems: Sequence[Problem], n: int, seed: int) -> Path:
    """Name the result after everything that decides it, the code included."""
    digest = hashlib.sha256(f"{n} {seed}".encode())
    for folder in (Path(__file__).parent, *map(Path, hrm_codegen.code.__path__)):
        for file in sorted(folder.glob("*.py")):
            digest.update(file.read_bytes())
    for problem in problems:
        digest.update(json.dumps(problem.as_json(), sort_keys=True).encode())
    return datafiles.cache_folder() / "variants" / f"{digest.hexdigest()[:24]}.jsonl.gz"


def _read(path: Path) -> Variants | None:
    """Return what the cache holds, or None when it holds nothing whole."""
    if not path.is_file():
        return None
    try:
        counts, *rows = datafiles.rows(path)
        return Variants([Problem.from_json(row.fields) for row in rows], Counts(**counts.fields))
    except (DataError, TypeError, ValueError) as error:
        log.warning("%s is damaged (%s) and is made again", path, error)
        return None


def _write(path: Path, made: Variants) -> None:
    """Keep the result; a cache that cannot be written costs time, nothing else."""
    lines = [made.counts._asdict(), *(problem.as_json() for problem in made.problems)]
    data = gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode(), mtime=0)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        log.warning("the variants cannot be kept in %s: %s", path.parent, error)
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
