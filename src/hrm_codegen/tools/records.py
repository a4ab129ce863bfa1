"""What proving the recipes showed, kept in the user's cache: one small file for each filling of a recipe.

A file's name is a hash of all that the outcome depends on (the script that is run, the tool's version), so that a change
proves again and nothing else does. Several processes may prove side by side: files appear whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

from hrm_codegen.tools import proving
from hrm_codegen.tools.recipe import Filled, Recipe, fillings

CHEAP, DEAR = 12, 3  # fillings proven of a recipe, by whether a run takes a tenth of a second or seconds
SLOW_TOOLS = frozenset({"pip", "npm", "cargo", "maven", "gradle", "cmake"})


class Record(NamedTuple):
    """A filled recipe, whether it holds here (`why` says why not), and what its commands printed."""

    filled: Filled
    verified: bool
    why: str
    failures: tuple[proving.Step, ...]
    steps: tuple[proving.Step, ...]
    seconds: float = 0.0  # that proving it took, when it was proven


def filled(recipe: Recipe) -> tuple[Filled, ...]:
    """Return the fillings of a recipe that are proven and used."""
    return tuple(fillings(recipe, DEAR if recipe.tool in SLOW_TOOLS else CHEAP))


def unproven(recipe: Recipe) -> str:
    """Return why a recipe cannot be proven on this machine, or the empty text."""
    if recipe.needs:
        return f"needs {recipe.needs}"
    program = proving.missing(recipe.tool)
    return f"{program} is not installed" if program else ""


def record(one: Filled, *, cache: Path | None = None) -> Record:
    """Return the record of a filled recipe: from the cache, else by proving it now.

    A recipe whose tool is missing has a record too, unverified and without outputs.
    """
    why = unproven(one.recipe)
    if why:
        return Record(one, verified=False, why=why, failures=(), steps=())
    path = (cache or folder()) / f"{_key(one)}.json"
    kept = _read(path)
    if kept is None:
        began = time.monotonic()
        proof = proving.prove(one)
        seconds = round(time.monotonic() - began, 3)
        kept = {"why": proof.why, "failures": proof.run.failures, "steps": proof.run.steps, "seconds": seconds}
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        part.write_text(json.dumps(kept), "utf-8")
        part.replace(path)
    steps = {name: tuple(proving.Step(*step) for step in kept[name]) for name in ("failures", "steps")}
    return Record(one, verified=not kept["why"], why=kept["why"], seconds=kept["seconds"], **steps)


def record_all(wanted: Iterable[Filled], *, workers: int | None = None) -> Iterator[Record]:
    """Return the records of many filled recipes in order, proving side by side what the cache does not hold."""
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        yield from pool.map(record, wanted)


def folder() -> Path:
    """Return where records are kept; it need not exist yet."""
    return Path(platformdirs.user_cache_dir("hrm-codegen")) / "tooluse"


def _key(one: Filled) -> str:
    tool, script = one.recipe.tool, proving.script(one, one.commands, proof=True)
    said = [script, proving.version(tool), sorted(proving.settings().items()), bool(one.fails), one.recipe.may_fail]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _read(path: Path) -> dict[str, Any] | None:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None  # a damaged record is proven again
    return kept if isinstance(kept, dict) and kept.keys() == {"why", "failures", "steps", "seconds"} else None
