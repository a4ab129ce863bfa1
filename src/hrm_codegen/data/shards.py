"""A built training set on disk: memory-mapped shards of token ids, tables of their documents, and a manifest with checksums.

    manifest.json                 what it was made from, with seeds, versions, counts and the sha256 of every file
    train-0000.ids.npy            token ids of documents laid end to end, uint16
    train-0000.documents.npy      a row a document: where it starts, its length, its prompt's, its group, its weight
    validation-0000.*             the same for what is never trained on

A group is a component in one language at one difficulty ("repair/python/2"): what the mixture weighs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hrm_codegen.data.sources import IGNORE, Document
from hrm_codegen.errors import CorruptError, NotFound, TokenizerMismatch

VERSION = 1  # of the manifest
DOCUMENT = np.dtype([("start", "<i8"), ("length", "<i4"), ("prompt", "<i4"), ("group", "<i2"), ("weight", "<f4")])
MANIFEST = "manifest.json"


class Group(NamedTuple):
    """A component in one language at one difficulty."""

    component: str
    language: str
    difficulty: int

    def __str__(self) -> str:
        return f"{self.component}/{self.language}/{self.difficulty}"

    @classmethod
    def parse(cls, text: str) -> Group:
        """Read what `str` wrote."""
        component, language, difficulty = text.split("/")
        return cls(component, language, int(difficulty))


@dataclass(frozen=True)
class ShardSet:
    """One split of a built training set; read as a `sources.Corpus` is, but mapped from the disk."""

    ids: tuple[npt.NDArray[np.uint16], ...]  # of each shard
    documents: npt.NDArray[Any]  # rows of DOCUMENT, all shards'; `start` counts within the shard
    shards: npt.NDArray[np.int16]  # the shard of each document
    groups: tuple[Group, ...]
    sha256: str  # of the manifest's list of files: what a resume must agree with

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Tokens of each document."""
        return self.documents["length"].astype(np.int64)

    @property
    def prompts(self) -> npt.NDArray[np.int32]:
        """Prompt tokens of each document."""
        return self.documents["prompt"].astype(np.int32)

    @property
    def task_names(self) -> tuple[str, ...]:
        """The components: the names under which losses are logged."""
        return tuple(dict.fromkeys(group.component for group in self.groups))

    def tokens(self, number: int) -> npt.NDArray[np.uint16]:
        """Return the ids of one document, straight from the disk's pages."""
        start, length = int(self.documents["start"][number]), int(self.documents["length"][number])
        ids: npt.NDArray[np.uint16] = self.ids[self.shards[number]][start : start + length]
        return ids

    def document(self, number: int) -> Document:
        """Return one document with its labels; the prompt is not learned, but its last token says the answer's first."""
        row = self.documents[number]
        prompt, group = int(row["prompt"]), self.groups[int(row["group"])]
        task = self.task_names.index(group.component)
        return labelled(self.tokens(number).astype(np.int64), prompt, task=task, weight=float(row["weight"]))


def labelled(ids: npt.NDArray[np.int64], prompt: int, *, task: int, weight: float) -> Document:
    """Make a document of ids: position t learns ids[t + 1], from the prompt's last token on."""
    labels = np.full(len(ids), IGNORE, dtype=np.int64)
    first = max(prompt - 1, 0)
    labels[first:-1] = ids[first + 1 :]
    return Document(ids, labels, prompt, task, weight)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a training set's manifest; NotFound without one, CorruptError when it is no manifest of this version."""
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"{folder} holds no built training set; make one with `hrm data build CONFIG --out {folder}`") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CorruptError(f"{path} is damaged ({error}); build the set again") from None
    if manifest.get("v") != VERSION:
        raise CorruptError(f"{path} has version {manifest.get('v')!r} and this program reads {VERSION}; build the set again")
    return manifest


def open_set(folder: Path, split: str, *, tokenizer_sha256: str | None = None, check: bool = False) -> ShardSet:
    """Map one split of a built training set; with `check` every byte is compared with the manifest's checksums.

    Raises NotFound, CorruptError (a file missing, cut short or changed) or TokenizerMismatch.
    """
    manifest = read_manifest(folder)
    if tokenizer_sha256 is not None and manifest["tokenizer_sha256"] != tokenizer_sha256:
        raise TokenizerMismatch(
            f"{folder} was built with the tokenizer {manifest['tokenizer_sha256'][:12]} and the run uses {tokenizer_sha256[:12]}; "
            "name the set's tokenizer in data.tokenizer, or build it again"
        )
    files = manifest["splits"][split]
    ids, tables, shards = [], [], []
    for number, entry in enumerate(files):
        ids.append(_mapped(folder, entry["ids"], check=check))
        tables.append(_mapped(folder, entry["documents"], check=check))
        shards.append(np.full(len(tables[-1]), number, dtype=np.int16))
    return ShardSet(
        ids=tuple(ids),
        documents=np.concatenate([np.empty(0, DOCUMENT), *tables]),
        shards=np.concatenate([np.empty(0, np.int16), *shards]),
        groups=tuple(Group.parse(name) for name in manifest["groups"]),
        sha256=hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest(),
    )


def write_shard(folder: Path, stem: str, ids: Sequence[npt.NDArray[np.uint16]], rows: npt.NDArray[Any]) -> dict[str, Any]:
    """Write one shard's two files and return the manifest's entry; `rows` are DOCUMENT rows whose starts follow `ids`."""
    entry: dict[str, Any] = {"tokens": int(rows["length"].sum()), "count": len(rows)}
    joined = np.concatenate(ids) if ids else np.empty(0, np.uint16)
    for name, array in (("ids", joined), ("documents", rows)):
        path = folder / f"{stem}.{name}.npy"
        temporary = path.with_name(f".{path.name}.new")
        with temporary.open("wb") as file:
            np.save(file, array, allow_pickle=False)
        temporary.replace(path)
        entry[name] = {"file": path.name, "bytes": path.stat().st_size, "sha256": file_sha256(path)}
    return entry


def file_sha256(path: Path) -> str:
    """Return a file's checksum."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mapped(folder: Path, entry: dict[str, Any], *, check: bool) -> npt.NDArray[Any]:
    path = folder / entry["file"]
    if not path.is_file():
        raise CorruptError(f"{path} is missing though the manifest names it; build the set again")
    if path.stat().st_size != entry["bytes"] or (check and file_sha256(path) != entry["sha256"]):
        raise CorruptError(f"{path} is not what the manifest names (size or checksum differ); build the set again")
    mapped: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped
