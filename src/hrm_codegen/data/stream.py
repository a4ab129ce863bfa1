"""Endless rows drawn from a built training set by the mixture: balanced, packed, rank-sharded, resumable to the exact row.

Rows are made a chunk at a time. A chunk is a pure function of the seed, its number, where each group's reading stands, and the
progress at which it is drawn; those few numbers are all that a resume needs.
"""

# B rows, T positions, G groups

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hrm_codegen.data import mixture
from hrm_codegen.data.loader import Batch, DataConfig, collate
from hrm_codegen.data.packing import Span, pack
from hrm_codegen.data.shards import ShardSet, labelled
from hrm_codegen.data.sources import Document
from hrm_codegen.errors import DataError

CHUNK_ROWS = 256  # rows packed together: more fill better, fewer follow the curriculum more closely
_MAX_PICKS = 1 << 16  # documents of a chunk


class MiddleTokens(NamedTuple):
    """The special tokens of a document whose middle is moved to its end."""

    prefix: int
    suffix: int
    middle: int


class _Piece(NamedTuple):
    """A stretch of a document as a row holds it; `fim` seeds where its middle is cut out, -1 leaves it as it is."""

    document: int
    start: int
    stop: int
    fim: int


class Stream:
    """Endless batches by the mixture; `take` has the rows of one rank of `world` of them."""

    def __init__(
        self, data: ShardSet, config: DataConfig, *, fim: MiddleTokens, pad_id: int, seed: int, rank: int = 0, world: int = 1
    ) -> None:
        """Sort the documents by group; raises ConfigError for a mixture the set cannot give, DataError for nothing to read."""
        mixture.check(config.mixture, data.groups)
        self.corpus, self.config = data, config
        self._fim, self._pad_id, self._seed, self._rank, self._world = fim, pad_id, seed, rank, world
        lengths, raw = data.lengths, data.prompts == 0
        usable = (lengths <= config.row_tokens) | raw if config.split_long else lengths <= config.row_tokens
        self.dropped = int((~usable).sum())
        group_of = data.documents["group"]
        self._members = [np.flatnonzero(usable & (group_of == group)) for group in range(len(data.groups))]
        self._tokens_G = np.array([int(lengths[members].sum()) for members in self._members])
        if not self._tokens_G.sum():
            raise DataError(f"no row to learn from: all {len(data)} documents are over data.row_tokens = {config.row_tokens}")
        if not (usable & (raw | (lengths <= config.width_at(0.0)))).any():
            raise DataError(f"no row to begin with: all documents are over data.first_row_tokens = {config.first_row_tokens}")
        self._lengths, self._raw = lengths, raw
        shortest = np.where(raw, 1, lengths)  # raw text is cut to any length
        self._shortest_G = np.array([int(shortest[members].min(initial=2**31)) for members in self._members])
        self._orders: dict[tuple[int, int], npt.NDArray[np.int64]] = {}
        self._task_of = [data.task_names.index(group.component) for group in data.groups]
        self.language_names = tuple(dict.fromkeys(group.language for group in data.groups))
        self._language_of = [self.language_names.index(group.language) for group in data.groups]
        self._chunk, self._row, self._drawn_at = 0, 0, 0.0
        self._width = config.row_tokens  # of the chunk's rows
        self._cursors = [0] * len(data.groups)  # documents read of each group, before the chunk
        self._after = list(self._cursors)  # and after it
        self._rows: list[list[_Piece]] | None = None
        self.stage = ""

    @property
    def rows(self) -> int:
        """Rows that one pass over the set would fill."""
        return max(1, int(self._tokens_G.sum()) // self.config.row_tokens)

    @property
    def place(self) -> dict[str, Any]:
        """Where the next batch starts: all that a resume needs."""
        if self._rows is not None and self._row >= len(self._rows):
            return self._next_chunk
        return {"chunk": self._chunk, "row": self._row, "drawn_at": self._drawn_at, "cursors": list(self._cursors)}

    @property
    def _next_chunk(self) -> dict[str, Any]:
        return {"chunk": self._chunk + 1, "row": 0, "drawn_at": 0.0, "cursors": list(self._after)}

    def seek(self, place: dict[str, Any]) -> None:
        """Go to the exact row that `place` named, or past its chunk where a changed mixture fills fewer rows than that."""
        self._chunk, self._row, self._drawn_at = int(place["chunk"]), int(place["row"]), float(place["drawn_at"])
        self._cursors = [int(cursor) for cursor in place["cursors"]]
        self._rows = None
        if self._row and self._row >= len(self._draw(self._drawn_at)):
            self.seek(self._next_chunk)

    def passes(self) -> dict[str, float]:
        """Return how often each group has been read so far."""
        return {
            str(group): self._after[number] / max(len(self._members[number]), 1) for number, group in enumerate(self.corpus.groups)
        }

    def take(self, count: int, *, progress: float = 0.0) -> Batch:
        """Return this rank's share of the next `count` rows of full width, drawn by the weights of `progress` where a chunk begins.

        While rows are shorter, as many more of them hold the same tokens; where their length changes the old chunk's rest is
        left: where they grow, and where a resume makes the run longer, so that its progress is less than it was.
        """
        width = self.config.width_at(progress)
        if self._rows is not None and self._width != width:
            self.seek(self._next_chunk)
        taken: list[list[_Piece]] = []
        needed = count * self._world * (self.config.row_tokens // width)
        while len(taken) < needed:
            chunk = self._draw(progress) if self._rows is None else self._rows
            rows = chunk[self._row : self._row + needed - len(taken)]
            self._row += len(rows)
            taken += rows
            if self._row == len(chunk):
                self.seek(self.place)
        return self._collate(taken[self._rank :: self._world])

    def _draw(self, progress: float) -> list[list[_Piece]]:
        """Choose the documents of the chunk, cut and pack them; return its rows."""
        shares = mixture.weights(self.config.mixture, self.corpus.groups, self._tokens_G, progress)
        self._drawn_at, self.stage, self._width = progress, shares.stage, self.config.width_at(progress)
        if not (shares.shares_G[self._shortest_G <= self._width] > 0).any():
            raise DataError(
                f"stage {self.stage!r} has no row to learn from: every document of its components is over {self._width} tokens; "
                "change data.mixture, or lengthen data.first_row_tokens"
            )
        rng = np.random.default_rng((self._seed, 0xC4, self._chunk))
        picks = self._pick(self._allowed(shares.shares_G), rng)
        pieces: list[_Piece] = []
        for number, fim in zip(picks, rng.random(len(picks)), strict=True):
            pieces += self._pieces(int(number), moved=fim < self.config.mixture.fim_rate, seed=int(fim * 2**31))
        spans = [Span(index, 0, piece.stop - piece.start + (3 if piece.fim >= 0 else 0)) for index, piece in enumerate(pieces)]
        rows = pack(spans, row_tokens=self._width)
        self._rows = [[pieces[span.document] for span in rows[row]] for row in rng.permutation(len(rows))]
        return self._rows

    def _allowed(self, shares_G: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Take the share from groups that were read often enough, unless no other is left."""
        most = self.config.mixture.most_passes
        fresh = np.array(
            [cursor < most * max(len(members), 1) for cursor, members in zip(self._cursors, self._members, strict=True)]
        )
        left = np.where(fresh, shares_G, 0.0)
        return left / left.sum() if left.sum() > 0 else shares_G

    def _pick(self, shares_G: npt.NDArray[np.float64], rng: np.random.Generator) -> npt.NDArray[np.int64]:
        """Choose documents for one chunk: each group's tokens as near its share as whole documents allow."""
        budget = CHUNK_ROWS * self.config.row_tokens
        chosen: list[npt.NDArray[np.int64]] = []
        self._after = list(self._cursors)
        for group, share in enumerate(shares_G):
            members = self._members[group]
            if share <= 0 or not len(members):
                continue
            mean = self._tokens_G[group] / len(members)
            wanted = min(int(share * budget / mean + rng.random()), _MAX_PICKS)  # rounded at random: right on average
            chosen.append(self._read(group, self._cursors[group], wanted))
            self._after[group] += wanted
        picks = np.concatenate(chosen) if chosen else np.empty(0, np.int64)
        if not len(picks):  # a tiny set: every share rounds to nothing
            group = int(np.argmax(shares_G))
            picks = self._read(group, self._cursors[group], 1)
            self._after[group] += 1
        shuffled: npt.NDArray[np.int64] = picks[rng.permutation(len(picks))]
        return shuffled

    def _read(self, group: int, cursor: int, count: int) -> npt.NDArray[np.int64]:
        """Return the next `count` documents of a group, in a new order every pass."""
        members = self._members[group]
        found = []
        while count > 0:
            turn, place = divmod(cursor, len(members))
            taken = self._order(group, turn)[place : place + count]
            found.append(members[taken])
            cursor, count = cursor + len(taken), count - len(taken)
        return np.concatenate(found) if found else np.empty(0, np.int64)

    def _order(self, group: int, turn: int) -> npt.NDArray[np.int64]:
        if (group, turn) not in self._orders:
            self._orders = {key: order for key, order in self._orders.items() if key[0] != group or key[1] >= turn - 1}
            rng = np.random.default_rng((self._seed, 0x0D, group, turn))
            self._orders[group, turn] = rng.permutation(len(self._members[group]))
        return self._orders[group, turn]

    def _pieces(self, number: int, *, moved: bool, seed: int) -> list[_Piece]:
        """Cut a raw document that no row holds; move the middle of some that one holds."""
        length, row_tokens = int(self._lengths[number]), self._width
        if not self._raw[number]:
            return [_Piece(number, 0, length, -1)] if length <= row_tokens else []  # it has its turn when rows are longer
        if length > row_tokens:
            return [_Piece(number, start, min(start + row_tokens, length), -1) for start in range(0, length, row_tokens)]
        return [_Piece(number, 0, length, seed if moved and 8 < length <= row_tokens - 3 else -1)]

    def _collate(self, rows: list[list[_Piece]]) -> Batch:
        pieces = [piece for row in rows for piece in row]
        made = [self._document(piece) for piece in pieces]
        numbers = iter(range(len(made)))
        spans = [[Span(number, 0, len(made[number].ids)) for _, number in zip(row, numbers, strict=False)] for row in rows]
        return collate(_Made(made), spans, pad_id=self._pad_id, width=self._width)

    def _document(self, piece: _Piece) -> Document:
        row = self.corpus.documents[piece.document]
        ids = self.corpus.tokens(piece.document)[piece.start : piece.stop].astype(np.int64)
        if piece.fim >= 0:
            ids = self._move_middle(ids, piece.fim)
        group = int(row["group"])
        document = labelled(ids, int(row["prompt"]), task=self._task_of[group], weight=float(row["weight"]))
        return document._replace(language=self._language_of[group])

    def _move_middle(self, ids: npt.NDArray[np.int64], seed: int) -> npt.NDArray[np.int64]:
        """Lay a raw document out as prefix, suffix, middle; its first token (the language) and its last stay where they are."""
        first, last = np.sort(np.random.default_rng(seed).integers(1, len(ids), 2)).tolist()
        head, body_end = ids[:1], len(ids) - 1
        last = min(last, body_end)
        first = min(first, last)
        fim = self._fim
        return np.concatenate(
            [head, [fim.prefix], ids[1:first], [fim.suffix], ids[last:body_end], [fim.middle], ids[first:last], ids[body_end:]]
        )


class _Made(NamedTuple):
    """Documents made for one batch, read as `collate` reads a corpus."""

    made: list[Document]

    def document(self, number: int) -> Document:
        """Return the document of a number."""
        return self.made[number]
