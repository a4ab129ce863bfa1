"""Text that stands word for word in a training set: every run of at least `window` tokens within one document, none missed.

A window of w tokens in a shard holds, wherever it begins, exactly one block of g tokens that starts at a multiple of w - g + 1.
So the shards are read once, a hash a block; where a block is one of the queries', the windows around it are hashed and then
compared token by token. Hashes are polynomials modulo 2^64, by which windows next to each other are cheap.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from hrm_codegen.data.shards import ShardSet

SHORTEST = 6  # tokens of a window: shorter ones are everywhere
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
_INVERSE = pow(_BASE, -1, 1 << 64)
_CHUNK = 1 << 22  # numbers held at a time

T = TypeVar("T", bound=np.generic)
Ids = npt.NDArray[np.uint16]
Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


class Run(NamedTuple):
    """Tokens of a query that a document holds in a row, with no token more that agrees on either side."""

    document: int
    at: int  # the first token's place in the document
    start: int  # and in the query
    length: int


@dataclass(frozen=True)
class Found:
    """What a training set holds of one query."""

    tokens: int  # of the query
    covered: int  # of them, in any run
    documents: Places  # every document with a run, in order
    runs: tuple[Run, ...]  # the longest, at most one a document, longest first

    @property
    def longest(self) -> int:
        """Tokens of the longest run; 0 without one."""
        return self.runs[0].length if self.runs else 0


@dataclass(frozen=True)
class _Wanted:
    """The windows of all queries, each kind once."""

    window: int
    block: int
    tokens: Ids  # of all queries, end to end
    hashes: Hashes  # of each kind of window, ascending
    example: Places  # where in `tokens` the kind stands
    kinds: tuple[Places, ...]  # of each query: the kind of its first window, of its second ...
    blocks: Hashes  # of each kind of block, ascending

    @property
    def stride(self) -> int:
        """How far apart the blocks of a shard start."""
        return self.window - self.block + 1


@dataclass
class _Filter:
    """Whether hashes are among known ones: a table of their first bits, then a search among those that pass."""

    known: Hashes  # ascending
    table: npt.NDArray[np.bool_] = field(init=False)
    shift: np.uint64 = field(init=False)

    def __post_init__(self) -> None:
        bits = min(max(16, (32 * len(self.known)).bit_length()), 26)
        self.shift = np.uint64(64 - bits)
        self.table = np.zeros(1 << bits, dtype=np.bool_)
        self.table[self.known >> self.shift] = True

    def places(self, hashes: Hashes) -> tuple[Places, Places]:
        """Return which of `hashes` are known, and the place of each among those known."""
        if not len(self.known):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        maybe = np.flatnonzero(self.table[hashes >> self.shift])
        found = np.minimum(np.searchsorted(self.known, hashes[maybe]), len(self.known) - 1)
        right = self.known[found] == hashes[maybe]
        return maybe[right], found[right]


def search(data: ShardSet, queries: Sequence[Sequence[int]], *, window: int, most: int = 5) -> list[Found]:
    """Find every query's runs of at least `window` tokens in a training set, keeping the `most` longest of each.

    A query shorter than the window has none. Reads each shard once, whatever the number of queries.
    """
    assert window >= SHORTEST
    wanted = _wanted(queries, window)
    bases = np.cumsum([0, *map(len, data.ids)])
    starts = data.documents["start"].astype(np.int64) + bases[data.shards]
    hits = [
        (places + base, kinds)
        for ids, base, first, last in zip(data.ids, bases, *_bounds(data), strict=False)
        for places, kinds in _hits(ids, data.documents[first:last], wanted)
    ]
    order = _by_kind(hits, len(wanted.hashes))
    return [
        _found(len(query), _runs(kinds, order, window), starts, most) for query, kinds in zip(queries, wanted.kinds, strict=True)
    ]


def _bounds(data: ShardSet) -> tuple[Places, Places]:
    """Return the first document of each shard, and the one behind its last."""
    numbers = np.arange(len(data.ids))
    return np.searchsorted(data.shards, numbers, "left"), np.searchsorted(data.shards, numbers, "right")


def _wanted(queries: Sequence[Sequence[int]], window: int) -> _Wanted:
    block = (window + 1) // 2
    arrays = [np.asarray(query, dtype=np.uint16) for query in queries]
    bases = np.cumsum([0, *map(len, arrays)])
    counts = [max(len(array) - window + 1, 0) for array in arrays]
    every = [_rolled(array, window) for array in arrays]
    hashes, first, kinds = np.unique(_joined(every, np.uint64), return_index=True, return_inverse=True)
    places = _joined([base + np.arange(count) for base, count in zip(bases, counts, strict=False)], np.int64)
    return _Wanted(
        window=window,
        block=block,
        tokens=_joined(arrays, np.uint16),
        hashes=hashes,
        example=places[first],
        kinds=tuple(kinds[end - count : end].astype(np.int64) for end, count in zip(np.cumsum(counts), counts, strict=True)),
        blocks=np.unique(_joined([_rolled(array, block) for array in arrays if len(array) >= window], np.uint64)),
    )


def _joined(arrays: Sequence[npt.NDArray[T]], kind: type[T]) -> npt.NDArray[T]:
    return np.concatenate([np.empty(0, kind), *arrays])


@functools.lru_cache(maxsize=64)
def _powers(base: int, count: int) -> Hashes:
    powers = np.empty(count, np.uint64)
    value = 1
    for place in range(count):
        powers[place] = value
        value = value * base % (1 << 64)
    return powers


def _rolled(ids: Ids, size: int) -> Hashes:
    """Hash every window of `size` tokens of the last axis: sum of id_k * BASE^k, k counted from the window's start."""
    length = ids.shape[-1]
    if length < size:
        return np.empty((*ids.shape[:-1], 0), np.uint64)
    sums = np.zeros((*ids.shape[:-1], length + 1), np.uint64)
    np.cumsum(ids.astype(np.uint64) * _powers(_BASE, length), axis=-1, out=sums[..., 1:])
    hashes: Hashes = (sums[..., size:] - sums[..., :-size]) * _powers(_INVERSE, length - size + 1)
    return hashes


def _hits(ids: Ids, documents: npt.NDArray[np.void], wanted: _Wanted) -> Iterator[tuple[Places, Places]]:
    """Yield (places in the shard, kinds) of the windows that are a query's and lie within one document."""
    window, stride, reach = wanted.window, wanted.stride, 2 * wanted.window - wanted.block
    if len(ids) < reach:
        ids = np.concatenate([ids, np.zeros(reach - len(ids), np.uint16)])  # no document reaches in there
    ends = documents["start"].astype(np.int64) + documents["length"]
    known = _Filter(wanted.hashes)
    theirs, ours, wide = _windows(ids, window), _windows(wanted.tokens, window), _windows(ids, reach)
    for blocks in _blocks(ids, wanted):
        first = blocks + (wanted.block - window)  # of the windows that hold the block
        begin = np.clip(first, 0, len(ids) - reach)
        which, kinds = known.places(_rolled(wide[begin], window).reshape(-1))
        row, column = np.divmod(which, stride)
        places = begin[row] + column
        right = (places >= first[row]) & (places < first[row] + stride)  # not twice, where the shard's end moved them
        places, kinds = places[right], kinds[right]
        owner = np.searchsorted(documents["start"], places, "right") - 1
        whole = places + window <= ends[owner]
        places, kinds = places[whole], kinds[whole]
        same = (theirs[places] == ours[wanted.example[kinds]]).all(axis=1)
        yield places[same], kinds[same]


def _windows(ids: Ids, size: int) -> Ids:
    """Return every window of `size` tokens as a row, without a copy."""
    rows: Ids = np.lib.stride_tricks.sliding_window_view(ids, size) if len(ids) >= size else np.empty((0, size), np.uint16)
    return rows


def _blocks(ids: Ids, wanted: _Wanted) -> Iterator[Places]:
    """Yield where a block of a query stands in a shard, some thousand places at a time."""
    known, powers, every = _Filter(wanted.blocks), _powers(_BASE, wanted.block), _windows(ids, wanted.block)
    count = -(-len(every) // wanted.stride)
    held: list[Places] = []
    rows = _CHUNK // wanted.window
    for first in range(0, count, rows):
        last = min(first + rows, count)
        laid = every[first * wanted.stride : (last - 1) * wanted.stride + 1 : wanted.stride]
        which, _ = known.places(laid.astype(np.uint64) @ powers)
        held.append((first + which) * wanted.stride)
        if sum(map(len, held)) > rows or last == count:
            found = np.concatenate(held)
            yield from (found[start : start + rows] for start in range(0, len(found), rows))
            held = []


class _Order(NamedTuple):
    """The places of every kind of window in the whole set, those of one kind in a row, ascending."""

    places: Places
    first: Places  # of each kind, and the end of the last

    def of(self, kind: int) -> Places:
        """Return the places of one kind."""
        return self.places[self.first[kind] : self.first[kind + 1]]


def _by_kind(hits: Sequence[tuple[Places, Places]], kinds: int) -> _Order:
    places = _joined([places for places, _ in hits], np.int64)
    found = _joined([kinds for _, kinds in hits], np.int64)
    order = np.lexsort((places, found))
    return _Order(places[order], np.searchsorted(found[order], np.arange(kinds + 1)))


def _runs(kinds: Places, order: _Order, window: int) -> npt.NDArray[np.int64]:
    """Join windows that follow each other here and there; rows of (place, start in the query, length)."""
    rows: list[npt.NDArray[np.int64]] = []
    going = starts = np.empty(0, np.int64)  # where the window before stands, and where in the query its run began

    def end(stopped: npt.NDArray[np.bool_], here: int) -> None:
        spans = here - starts[stopped]  # windows of each run
        rows.append(np.stack([going[stopped] - spans + 1, starts[stopped], spans + window - 1], axis=1))

    for here, kind in enumerate(kinds.tolist()):
        places = order.of(kind)
        if not len(places) and not len(going):
            continue
        next_at = np.searchsorted(places, going + 1)
        goes_on = np.append(places, -1)[next_at] == going + 1
        if not goes_on.all():
            end(~goes_on, here)
        began = np.full(len(places), here, np.int64)
        began[next_at[goes_on]] = starts[goes_on]
        going, starts = places, began
    end(np.ones(len(going), np.bool_), len(kinds))
    return np.concatenate(rows)


def _found(tokens: int, runs: npt.NDArray[np.int64], starts: Places, most: int) -> Found:
    """Lay the runs of a query out: longest first, one a document; `starts` are the documents' in the whole set."""
    marks = np.zeros(tokens + 1, np.int64)
    np.add.at(marks, runs[:, 1], 1)
    np.add.at(marks, runs[:, 1] + runs[:, 2], -1)
    owners = np.searchsorted(starts, runs[:, 0], "right") - 1
    kept: dict[int, Run] = {}
    for row in np.lexsort((runs[:, 0], -runs[:, 2])).tolist():
        place, start, length = runs[row].tolist()
        owner = int(owners[row])
        if owner not in kept:
            kept[owner] = Run(owner, place - int(starts[owner]), start, length)
        if len(kept) >= most:
            break
    covered = int((np.cumsum(marks)[:tokens] > 0).sum())
    return Found(tokens, covered, np.unique(owners), tuple(kept.values()))
