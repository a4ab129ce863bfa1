"""Where a training document comes from: its source, its licence and, made again, the very item.

The shards say a document's group alone. Its hash is also in the part that it came in with (`parts/` beside the shards), which
names the source and the licence; and since a part is the same whenever it is made, the item itself can be named.
Without `parts/` the manifest still tells which sources have such documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hrm_codegen import prompts
from hrm_codegen.data import parts
from hrm_codegen.data.build import BuildSource
from hrm_codegen.data.makers import maker
from hrm_codegen.data.shards import Group, ShardSet, read_manifest
from hrm_codegen.errors import HrmError, TokenizerMismatch
from hrm_codegen.tokenizer import Tokenizer

_COLUMNS = ("hashes", "licences", "lengths", "groups", "licence_names", "group_names", "report")  # of a part


@dataclass(frozen=True)
class Origin:
    """Where one document is from. Several sources or licences: it is one of them, and `parts/` is not there to say which."""

    document: int
    group: Group
    sources: tuple[str, ...]
    licences: tuple[str, ...]
    part: int | None  # of the source; None where it is not known

    @property
    def sure(self) -> bool:
        """Whether the source is known, and not one of several."""
        return self.part is not None or len(self.sources) == 1


class NamedItem(NamedTuple):
    """The item that became a document: its id and what it was made from; or why it cannot be named."""

    id: str
    origin: str
    unknown: str = ""


@dataclass(frozen=True)
class _Ledger:
    """Of every document that any part holds, where and under which licence; in the order of the hashes."""

    hashes: npt.NDArray[np.uint64]
    part: npt.NDArray[np.int64]  # its number in `named`
    licence: npt.NDArray[np.int64]  # its number in `licences`
    lengths: npt.NDArray[np.int64]
    named: tuple[tuple[str, int], ...]  # source and number of each part
    licences: tuple[str, ...]
    component: npt.NDArray[np.int64]  # its number in `components`
    components: tuple[str, ...]

    def find(self, digest: int) -> int | None:
        """Return the row of a hash; None where no part has it."""
        row = int(np.searchsorted(self.hashes, np.uint64(digest)))
        return row if row < len(self.hashes) and int(self.hashes[row]) == digest else None


class Origins:
    """The origins of a built set's training documents."""

    def __init__(self, folder: Path, data: ShardSet) -> None:
        """Read the manifest and what parts lie there; raises NotFound or CorruptError as the folder deserves."""
        self.folder, self._data = folder, data
        self._manifest = read_manifest(folder)
        self._ledger = _ledger(folder, self._manifest)

    @property
    def exact(self) -> bool:
        """Whether the parts are there, which name each document's source and licence."""
        return self._ledger is not None

    def of(self, document: int) -> Origin:
        """Return the origin of a document of the split that `data` maps."""
        group = self._data.groups[int(self._data.documents["group"][document])]
        row = self._ledger.find(parts.document_hash(self._data.tokens(document))) if self._ledger is not None else None
        if self._ledger is None or row is None:
            return Origin(document, group, *self._possible(group), None)
        source, part = self._ledger.named[int(self._ledger.part[row])]
        return Origin(document, group, (source,), (self._ledger.licences[int(self._ledger.licence[row])],), part)

    def finite(self, origin: Origin) -> bool:
        """Whether the source was taken whole: what people wrote, and not problems that a maker thinks up."""
        return not self._source(origin.sources[0]).items

    def name_item(self, origin: Origin) -> NamedItem:
        """Make the document's part again until its item comes: seconds for natural code, a minute or more for exercises."""
        if origin.part is None:
            return NamedItem("", "", f"{self.folder} has no parts/ to say which part it came in")
        config, source = self._manifest["config"], self._source(origin.sources[0])
        if source.file:
            return NamedItem("", source.file)
        wanted = source.wanted(config["scale"])
        count = source.part_items if wanted is None else min(source.part_items, wanted - origin.part * source.part_items)
        tokenizer, ids = self.tokenizer(), self._data.tokens(origin.document).tolist()
        try:
            for item in maker(source.maker)(config["seed"], origin.part, count):
                if prompts.encode_example(item.example, tokenizer).ids == ids:
                    return NamedItem(item.id, item.source)
        except HrmError as error:
            return NamedItem("", "", str(error))
        return NamedItem("", "", f"{source.maker} no longer makes this document; the set was built with other data or code")

    def tokenizer(self, source: str | Path | None = None) -> Tokenizer:
        """Load the tokenizer that the set was built with; another one is a TokenizerMismatch."""
        named = source or self._manifest["config"]["tokenizer"] or None
        tokenizer = Tokenizer.load(named)
        if tokenizer.sha256 != self._manifest["tokenizer_sha256"]:
            raise TokenizerMismatch(
                f"{self.folder} was built with the tokenizer {self._manifest['tokenizer_sha256'][:12]} and this is "
                f"{tokenizer.sha256[:12]}; name the set's own with --tokenizer"
            )
        return tokenizer

    def _source(self, name: str) -> BuildSource:
        return next(
            BuildSource(**entry) for entry in self._manifest["config"]["sources"] if name in (entry["maker"], entry["file"])
        )

    def _possible(self, group: Group) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the sources and licences that documents of a group may have, as the manifest's components tell."""
        name = component_name(group)
        entries = [entry for entry in self._manifest["components"] if entry["component"] == name]
        licences = dict.fromkeys(licence for entry in entries for licence in entry["licences"])
        return tuple(entry["source"] for entry in entries), tuple(licences)


def component_name(group: Group) -> str:
    """Return what a manifest's list of components calls a group: Python goes without saying."""
    return group.component if group.language == "python" else f"{group.component}/{group.language}"


class Holding(NamedTuple):
    """What a built set holds of one source under one licence, validation included."""

    source: str
    licence: str
    documents: int
    tokens: int
    exact: bool  # counted; otherwise shared out by the number of documents


def holdings(folder: Path, components: frozenset[str] | None = None) -> list[Holding]:
    """Count a built set's documents and tokens by source and licence, in the build's order; `components` alone, if given.

    Where `parts/` is not there any more, a component's tokens are shared out by its documents' licences, and marked so.
    """
    manifest = read_manifest(folder)
    ledger = _ledger(folder, manifest)
    if ledger is None or len(ledger.hashes) != sum(manifest["documents"].values()):
        return _shared_out(manifest, components)
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for number in np.argsort(ledger.part, kind="stable").tolist():
        if components is not None and ledger.components[int(ledger.component[number])] not in components:
            continue
        source = ledger.named[int(ledger.part[number])][0]
        key = (source, ledger.licences[int(ledger.licence[number])])
        documents, tokens = counts.get(key, (0, 0))
        counts[key] = documents + 1, tokens + int(ledger.lengths[number])
    return [Holding(source, licence, *found, True) for (source, licence), found in counts.items()]


def _shared_out(manifest: dict[str, Any], components: frozenset[str] | None) -> list[Holding]:
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    mixed: set[tuple[str, str]] = set()
    for entry in manifest["components"]:
        if components is not None and entry["component"].split("/")[0] not in components:
            continue
        for licence, items in entry["licences"].items():
            key = (entry["source"], licence)
            documents, tokens = counts.get(key, (0, 0))
            counts[key] = documents + items, tokens + round(entry["tokens"] * items / entry["items"])
            if len(entry["licences"]) > 1:
                mixed.add(key)
    return [Holding(*key, *found, key not in mixed) for key, found in counts.items()]


def _ledger(folder: Path, manifest: dict[str, Any]) -> _Ledger | None:
    """Read the hashes and licences of the parts that this build was merged from; None where none lie there."""
    order = [entry["maker"] or entry["file"] for entry in manifest["config"]["sources"]]
    read = sorted(_parts(folder, order), key=lambda part: (order.index(part.source), part.number))
    if not read:
        return None
    licences = dict.fromkeys(name for part in read for name in part.licence_names)
    components = dict.fromkeys(name for part in read for name in part.component_names)
    hashes = np.concatenate([part.hashes for part in read])
    owner = np.concatenate([np.full(len(part.hashes), number) for number, part in enumerate(read)])
    licence = _numbered([(part.licence_names, part.licence) for part in read], tuple(licences))
    component = _numbered([(part.component_names, part.component) for part in read], tuple(components))
    lengths = np.concatenate([part.lengths for part in read])
    hashes, first = np.unique(hashes, return_index=True)  # a repeated document came in with the first, as in the merge
    named = tuple((part.source, part.number) for part in read)
    return _Ledger(
        hashes, owner[first], licence[first], lengths[first].astype(np.int64), named, tuple(licences),
        component[first], tuple(components),
    )  # fmt: skip


def _numbered(columns: Sequence[tuple[list[str], npt.NDArray[np.int64]]], names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Join columns that number names of their own, numbered by `names` instead."""
    return np.concatenate([np.array([names.index(name) for name in own], np.int64)[column] for own, column in columns])


class _Part(NamedTuple):
    source: str
    number: int
    hashes: npt.NDArray[np.uint64]
    licence: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    licence_names: list[str]
    component: npt.NDArray[np.int64]
    component_names: list[str]


def _parts(folder: Path, sources: list[str]) -> Iterator[_Part]:
    """Yield what the parts of these sources say of their documents; the tokens stay packed."""
    for path in sorted((folder / "parts").glob("*.npz")):
        columns = parts.read(path, only=_COLUMNS).arrays
        report = json.loads(str(columns["report"]))
        if report["name"] in sources and len(columns["hashes"]):
            names = [str(name) for name in columns["licence_names"]]
            components = [Group.parse(str(name)).component for name in columns["group_names"]]
            yield _Part(
                report["name"], report["part"], columns["hashes"], columns["licences"], columns["lengths"], names,
                columns["groups"], components,
            )  # fmt: skip
