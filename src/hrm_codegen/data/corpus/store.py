"""The corpus on the disk: a manifest, shards of pieces and of functions, and the list of what was dropped.

Records lie in the order of their ids' hashes, so that packages mix. A corpus is written beside the old one and swapped in when
it is whole.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hrm_codegen.data.corpus.work import Made, Measured, Source
from hrm_codegen.errors import CorruptError, NotFound, UsageError
from hrm_codegen.tasks import datafiles

FORMAT = 1
SHARD = 2000  # records of a shard
KINDS = ("raw", "functions")
MANIFEST = "manifest.json"
_DROPPED = "dropped.jsonl.gz"


def folder() -> Path:
    """Return where the corpus lies: HRM_CORPUS, else the user's cache."""
    named = os.environ.get("HRM_CORPUS")
    return Path(named) if named else datafiles.cache_folder() / "corpus"


def check(out: Path) -> None:
    """Refuse a folder that holds something else than a corpus: it would be replaced."""
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MANIFEST).is_file())):
        raise UsageError(f"{out} holds something else than a corpus; name another folder with --out")


def write(
    out: Path, facts: Mapping[str, Any], *, files: Iterable[Measured], sources: Sequence[Source], made: Sequence[Made]
) -> dict[str, Any]:
    """Write a corpus to the folder `out`, in place of an earlier one, and return its manifest."""
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(f".{out.name}.new-{os.getpid()}")
    fresh.mkdir()
    try:
        by_name = {source.name: source for source in sources}
        manifest = {
            "v": FORMAT,
            **facts,
            "raw": _shards(fresh, "raw", _raw(made, by_name)),
            "functions": _shards(fresh, "functions", _functions(made, by_name)),
        }
        manifest["functions"]["verified"] = sum(function.verified for one in made for function in one.functions)
        dropped = ({"file": file.name, "reason": file.refusal, "detail": file.detail} for file in files if file.refusal)
        _lines(fresh / _DROPPED, dropped)
        (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return manifest


def read_manifest(out: Path | None = None) -> dict[str, Any]:
    """Return the manifest of the corpus; NotFound with the command that makes one, CorruptError for a damaged one."""
    path = (out or folder()) / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"there is no corpus of natural code in {path.parent}; make it with: hrm data corpus") from None
    except ValueError as error:
        raise CorruptError(f"{path} is damaged ({error}); make the corpus again with: hrm data corpus") from None
    if manifest.get("v") != FORMAT:
        raise CorruptError(f"{path} has format {manifest.get('v')}, this program reads {FORMAT}; run: hrm data corpus")
    return manifest


def records(kind: str, first: int, count: int, *, out: Path | None = None) -> Iterator[datafiles.Row]:
    """Yield up to `count` records of "raw" or "functions" from number `first` on; only the shards that hold them are read."""
    place = out or folder()
    begin, last = 0, first + count
    for shard in read_manifest(place)[kind]["shards"]:
        end = begin + shard["records"]
        if begin < last and end > first:
            path = place / shard["file"]
            if not path.is_file():
                raise CorruptError(f"{path} is missing; make the corpus again with: hrm data corpus")
            for number, row in enumerate(datafiles.rows(path), start=begin):
                if first <= number < last:
                    yield row
        begin = end


def dropped(out: Path | None = None) -> Iterator[datafiles.Row]:
    """Yield what was dropped: the file, the rule, and what the rule found."""
    return datafiles.rows((out or folder()) / _DROPPED)


def _raw(made: Iterable[Made], by_name: Mapping[str, Source]) -> Iterator[dict[str, Any]]:
    for one in made:
        for number, text in enumerate(one.pieces):
            yield {"id": f"{one.name}#{number}", **_origin(by_name[one.name]), "text": text}


def _functions(made: Iterable[Made], by_name: Mapping[str, Source]) -> Iterator[dict[str, Any]]:
    for one in made:
        for function in one.functions:
            about = {"id": f"{one.name}:{function.documented.name}", **_origin(by_name[one.name]), "verified": function.verified}
            yield {**about, "function": function.documented.as_json()}


def _origin(source: Source) -> dict[str, str]:
    return {"package": source.package, "version": source.version, "licence": source.licence, "file": source.file}


def _shards(place: Path, kind: str, found: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Write records in the order of their ids' hashes; return how many there are and where."""
    ordered = sorted(found, key=lambda record: hashlib.sha256(record["id"].encode()).digest())
    shards = []
    for number, start in enumerate(range(0, len(ordered), SHARD)):
        part, name = ordered[start : start + SHARD], f"{kind}-{number:05}.jsonl.gz"
        shards.append({"file": name, "records": len(part), "sha256": _lines(place / name, part)})
    return {"records": len(ordered), "shards": shards}


def _lines(path: Path, found: Iterable[Mapping[str, Any]]) -> str:
    """Write records as gzipped lines, the same bytes for the same records; return the file's hash."""
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in found)
    packed = gzip.compress(text.encode("utf-8", "surrogatepass"), compresslevel=6, mtime=0)
    path.write_bytes(packed)
    return hashlib.sha256(packed).hexdigest()


def _swap(fresh: Path, out: Path) -> None:
    """Put a new folder in the place of an old one."""
    if out.exists():
        old = out.with_name(f".{out.name}.old-{os.getpid()}")
        out.rename(old)
        fresh.rename(out)
        shutil.rmtree(old)
    else:
        fresh.rename(out)
