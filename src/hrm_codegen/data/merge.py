"""The end of a build: parts in order, without repeated documents, laid into shards, and the manifest that tells it all."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

import hrm_codegen
from hrm_codegen.data import parts, shards
from hrm_codegen.data.parts import FORMAT, Part, PartReport
from hrm_codegen.errors import DataError

if TYPE_CHECKING:
    from hrm_codegen.data.build import BuildConfig
    from hrm_codegen.data.decontaminate import HeldOut


@dataclass
class _Split:
    """One split being written: documents gathered until they fill a shard."""

    name: str
    folder: Path
    shard_tokens: int
    ids: list[npt.NDArray[np.uint16]] = field(default_factory=list)
    rows: list[tuple[int, int, int, int, float]] = field(default_factory=list)
    tokens: int = 0
    entries: list[dict[str, Any]] = field(default_factory=list)

    def add(self, ids: npt.NDArray[np.uint16], prompt: int, group: int, weight: float) -> None:
        if self.tokens and self.tokens + len(ids) > self.shard_tokens:
            self.flush()
        self.ids.append(ids)
        self.rows.append((self.tokens, len(ids), prompt, group, weight))
        self.tokens += len(ids)

    def flush(self) -> None:
        if self.rows:
            rows = np.array(self.rows, dtype=shards.DOCUMENT)
            self.entries.append(shards.write_shard(self.folder, f"{self.name}-{len(self.entries):04}", self.ids, rows))
        self.ids, self.rows, self.tokens = [], [], 0


@dataclass
class _Tally:
    """What the manifest says of one component of one source."""

    items: int = 0
    tokens: int = 0
    verified: int = 0
    licences: Counter[str] = field(default_factory=Counter)


def merge(
    config: BuildConfig, out: Path, reports: Sequence[PartReport], *, tokenizer_sha256: str, held_out: HeldOut, seconds: float
) -> Path:
    """Write the shards and the manifest of all parts; raises DataError when nothing is left."""
    ordered = sorted((report for report in reports if report.kept), key=lambda report: (report.source, report.part))
    splits = {name: _Split(name, out, config.shard_tokens) for name in ("train", "validation")}
    groups: dict[str, int] = {}
    tallies: dict[tuple[str, str], _Tally] = {}
    seen: set[int] = set()
    repeated = 0
    boundary = int(config.validation_share * 2**32)
    for report in ordered:
        part = parts.read(Path(report.path))
        names = [str(name) for name in part.arrays["group_names"]]
        numbers = [groups.setdefault(name, len(groups)) for name in names]
        for ids, row in _documents(part):
            if row["hash"] in seen:
                repeated += 1
                continue
            seen.add(row["hash"])
            held = row["hash"] >> 32 < boundary
            splits["validation" if held else "train"].add(ids, row["prompt"], numbers[row["group"]], row["weight"])
            _count(tallies, report.name, names[row["group"]], len(ids), row)
    for split in splits.values():
        split.flush()
    if not splits["train"].entries:
        raise DataError("the build has nothing to train on: every item was left out; see the log for the reasons")
    manifest = {
        "v": shards.VERSION,
        "made_by": f"hrm-codegen {hrm_codegen.__version__}, parts {FORMAT}",
        "config": dataclasses.asdict(config),
        "tokenizer_sha256": tokenizer_sha256,
        "groups": list(groups),
        "splits": {name: split.entries for name, split in splits.items()},
        "tokens": {name: sum(entry["tokens"] for entry in split.entries) for name, split in splits.items()},
        "documents": {name: sum(entry["count"] for entry in split.entries) for name, split in splits.items()},
        "components": _components(tallies, reports),
        "repeated": repeated,
        **_left_out(reports),
        "held_out": {"problems": len(held_out.ids), "data_missing": list(held_out.missing)},  # what all was compared with
        "seconds": round(seconds, 1),
        "maker_seconds": {name: round(spent, 1) for name, spent in _by_source(reports).items()},
    }
    return _write_manifest(out, manifest)


def _documents(part: Part) -> Iterator[tuple[npt.NDArray[np.uint16], dict[str, Any]]]:
    arrays = part.arrays
    licences = [str(name) for name in arrays["licence_names"]]
    ends = np.cumsum(arrays["lengths"])
    columns = zip(
        (ends - arrays["lengths"]).tolist(), ends.tolist(), arrays["prompts"].tolist(), arrays["groups"].tolist(),
        arrays["weights"].tolist(), arrays["hashes"].tolist(), arrays["verified"].tolist(), arrays["licences"].tolist(),
        strict=True,
    )  # fmt: skip
    for start, end, prompt, group, weight, digest, verified, licence in columns:
        row = {
            "prompt": prompt,
            "group": group,
            "weight": weight,
            "hash": digest,
            "verified": verified,
            "licence": licences[licence],
        }
        yield arrays["ids"][start:end], row


def _count(tallies: dict[tuple[str, str], _Tally], source: str, group: str, tokens: int, row: dict[str, Any]) -> None:
    parsed = shards.Group.parse(group)
    name = parsed.component if parsed.language == "python" else f"{parsed.component}/{parsed.language}"
    tally = tallies.setdefault((source, name), _Tally())
    tally.items += 1
    tally.tokens += tokens
    tally.verified += row["verified"]
    tally.licences[row["licence"]] += 1


def _components(tallies: dict[tuple[str, str], _Tally], reports: Sequence[PartReport]) -> list[dict[str, Any]]:
    """Tell each component of each source; a source's seconds are shared out by tokens."""
    spent = _by_source(reports)
    tokens = Counter[str]()
    for (source, _), tally in tallies.items():
        tokens[source] += tally.tokens
    return [
        {
            "source": source, "component": component, "items": tally.items, "tokens": tally.tokens, "verified": tally.verified,
            "seconds": round(spent[source] * tally.tokens / tokens[source], 1), "licences": dict(tally.licences),
        }
        for (source, component), tally in tallies.items()
    ]  # fmt: skip


def _by_source(reports: Sequence[PartReport]) -> dict[str, float]:
    """Return the worker seconds of each source."""
    spent: dict[str, float] = {}
    for report in reports:
        spent[report.name] = spent.get(report.name, 0.0) + report.seconds
    return spent


def _left_out(reports: Sequence[PartReport]) -> dict[str, Any]:
    """Add up what was left out of all parts and why."""
    unproven, licences = Counter[str](), Counter[str]()
    contaminated: dict[str, list[str]] = {}
    broken: list[str] = []
    for report in sorted(reports, key=lambda report: (report.source, report.part)):
        unproven.update(report.unproven)
        licences.update(report.licences)
        broken += [line for line in report.broken if line not in broken]
        for rule, items in report.contaminated.items():
            contaminated.setdefault(rule, []).extend(items)
    return {
        "made": sum(report.made for report in reports),
        "unproven": dict(unproven),
        "licences_refused": dict(licences),
        "too_long": sum(report.too_long for report in reports),
        "contaminated": {rule: {"count": len(items), "items": items} for rule, items in contaminated.items()},
        "broken": broken,
    }


def _write_manifest(out: Path, manifest: dict[str, Any]) -> Path:
    """Write it last of all: a set without one is not finished."""
    path = out / shards.MANIFEST
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    temporary.replace(path)
    named = {entry[kind]["file"] for entries in manifest["splits"].values() for entry in entries for kind in ("ids", "documents")}
    for stale in out.glob("*-*.npy"):  # of an earlier, larger build
        if stale.name not in named:
            stale.unlink()
    return path
