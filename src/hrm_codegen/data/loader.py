"""From a corpus to batches: rows in a random order that a seed fixes, packed or padded, resumable to the exact row.

A batch is a dictionary of numpy arrays: `input_ids` and `labels` (the next token where it is learned, else -100), and for
every position its document, its place in the document, whether it belongs to a prompt, its task and its weight.
"""

# B rows, T positions

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NotRequired, Protocol, TypedDict

import numpy as np
import numpy.typing as npt

from hrm_codegen.data import sources
from hrm_codegen.data.mixture import MixtureConfig
from hrm_codegen.data.packing import Span, cut, pack
from hrm_codegen.data.sources import IGNORE, Corpus, Document, SourceConfig
from hrm_codegen.errors import ConfigError, DataError
from hrm_codegen.tasks import puzzle
from hrm_codegen.tokenizer import Tokenizer

PADDING = -1  # the document number of padding
_PAD_TO = 16  # unpacked rows are padded to a multiple of this, so that batches come in few shapes


@dataclass(frozen=True, kw_only=True)
class DataConfig:
    """What is trained on, and how it is laid into rows."""

    built: str = ""  # folder of a set that `hrm data build` made, read by `mixture`; takes the place of `sources`
    mixture: MixtureConfig = field(default_factory=MixtureConfig)
    sources: tuple[SourceConfig, ...] = ()
    validation: tuple[SourceConfig, ...] = ()  # never trained on; chooses the best checkpoint
    validation_rows: int = 0  # documents taken out of the training sources for validation besides
    tokenizer: str = ""  # a tokenizer.json or a folder with one, "gpt2", or empty for the one shipped
    row_tokens: int = 256  # the longest row
    first_row_tokens: int = 0  # rows of a built set begin this long, as many more a pass; 0: as long as they end
    first_rows_until: float = 0.0  # for this share of the run
    batch_rows: int = 8  # rows of `row_tokens` a forward pass sees at once
    packing: bool = False  # several documents a row; otherwise each row is one document and padding
    split_long: bool = True  # packing cuts raw text longer than a row; what has a prompt is dropped and counted
    puzzle: str = "sudoku4"  # what task "puzzle" trains on: "sudoku4", "sudoku6" or "maze"
    puzzles: int = 2000  # how many of them

    def __post_init__(self) -> None:
        """Refuse sizes that mean nothing."""
        for name in ("row_tokens", "batch_rows", "puzzles"):
            if getattr(self, name) < 1:
                raise ConfigError(f"data.{name} is {getattr(self, name)}; it must be at least 1")
        puzzle.named(self.puzzle)
        if self.validation_rows < 0:
            raise ConfigError(f"data.validation_rows is {self.validation_rows}; it must be 0 or more")
        if self.built and self.sources:
            raise ConfigError("data.built and data.sources are both given; a built set has its sources in it: leave one out")
        if self.first_row_tokens and (self.first_row_tokens < 0 or self.row_tokens % self.first_row_tokens or not self.built):
            raise ConfigError(
                f"data.first_row_tokens is {self.first_row_tokens}; it must divide data.row_tokens ({self.row_tokens}) and is for "
                "data.built alone: a built set is packed again when rows get longer"
            )
        if not 0 <= self.first_rows_until <= 1:
            raise ConfigError(f"data.first_rows_until is {self.first_rows_until}; it must be a share of the run, 0 to 1")
        if self.built and not self.packing:
            raise ConfigError("data.built is read in packed rows; set data.packing = true")

    def width_at(self, progress: float) -> int:
        """Return how long the rows of a built set are at a progress of 0 to 1."""
        return self.first_row_tokens if self.first_row_tokens and progress < self.first_rows_until else self.row_tokens


class Batch(TypedDict):
    """Rows side by side, all arrays of shape B T; rows end in padding."""

    input_ids: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]  # -100 where nothing is learned
    positions: npt.NDArray[np.int64]  # place in the document, from 0
    documents: npt.NDArray[np.int64]  # number of the document within its row, -1 for padding
    prefix: npt.NDArray[np.bool_]  # positions of a prompt
    tasks: npt.NDArray[np.int64]  # number of the task name in the corpus
    languages: npt.NDArray[np.int64]  # number of the language name in the corpus, -1 for none
    weights: npt.NDArray[np.float32]  # of the loss at this position
    roles: NotRequired[npt.NDArray[np.int64]]  # of the token that is learned here, where training tells them apart


class Documents(Protocol):
    """What rows are laid out from: a corpus, or documents made for one batch."""

    def document(self, number: int) -> Document:
        """Return one document with its labels."""
        ...


class RowSource(Protocol):
    """Endless batches that a run trains on: a `Loader`, or a `stream.Stream` over a built set."""

    dropped: int
    stage: str  # of the curriculum, which the last rows were drawn in; empty without one
    language_names: tuple[str, ...]  # under which losses are logged; empty where languages are not known

    @property
    def rows(self) -> int:
        """Rows of one pass."""
        ...

    @property
    def place(self) -> dict[str, Any]:
        """Where the next batch starts, as plain JSON: all that a resume needs."""
        ...

    def seek(self, place: dict[str, Any]) -> None:
        """Go to the exact row that `place` named."""
        ...

    def take(self, count: int, *, progress: float = 0.0) -> Batch:
        """Return this process's next `count` rows; a curriculum follows `progress`."""
        ...


class Place(NamedTuple):
    """Where a loader stands: the next row of an epoch's order."""

    epoch: int
    row: int


class Loader:
    """Endless batches of a corpus, a new order every epoch; the same seed and place give the same batches."""

    stage = ""
    language_names: tuple[str, ...] = ()

    def __init__(
        self, corpus: Corpus, config: DataConfig, *, pad_id: int, seed: int, shuffle: bool = True, rank: int = 0, world: int = 1
    ) -> None:
        """Lay out the first epoch; raises DataError when nothing is left to learn from."""
        self.corpus, self.config = corpus, config
        self._pad_id, self._seed, self._shuffle, self._rank, self._world = pad_id, seed, shuffle, rank, world
        left = cut(
            corpus.lengths.tolist(),
            corpus.prompts.tolist(),
            row_tokens=config.row_tokens,
            split_long=config.split_long and config.packing,
        )
        self._spans = left.spans
        self.dropped = len(left.dropped)  # documents longer than a row
        if not self._spans:
            raise DataError(
                f"no row to learn from: of {len(corpus)} documents {self.dropped} are over data.row_tokens = {config.row_tokens}"
            )
        self._go(Place(0, 0))

    @property
    def place(self) -> dict[str, Any]:
        """Where the next batch starts: all that a resume needs."""
        return Place(self._epoch, self._row)._asdict()

    @property
    def rows(self) -> int:
        """Rows of the current epoch; unpacked, one for every document not dropped."""
        return len(self._order)

    def seek(self, place: dict[str, Any]) -> None:
        """Go to the exact row that `place` named."""
        self._go(Place(**place))

    def _go(self, place: Place) -> None:
        self._epoch, self._row = place
        self._order = self._layout(self._epoch)

    def take(self, count: int, *, progress: float = 0.0) -> Batch:
        """Return this rank's share of the next rows, `count` of them, going on into the next epoch where one ends."""
        del progress  # there is no curriculum
        rows: list[list[Span]] = []
        needed = count * self._world
        while len(rows) < needed:
            if self._row == len(self._order):
                self._go(Place(self._epoch + 1, 0))
            taken = self._order[self._row : self._row + needed - len(rows)]
            rows += taken
            self._row += len(taken)
        width = self.config.row_tokens if self.config.packing else None
        return collate(self.corpus, rows[self._rank :: self._world], pad_id=self._pad_id, width=width)

    def once(self) -> Iterator[Batch]:
        """Yield every row of the first epoch once, in batches, and leave the place as it is: for validation."""
        order, size = self._layout(0), self.config.batch_rows
        width = self.config.row_tokens if self.config.packing else None
        for start in range(0, len(order), size):
            yield collate(self.corpus, order[start : start + size], pad_id=self._pad_id, width=width)

    def _layout(self, epoch: int) -> list[list[Span]]:
        """Return the rows of an epoch, a pure function of seed and epoch."""
        rng = np.random.default_rng((self._seed, epoch))
        spans = [self._spans[number] for number in rng.permutation(len(self._spans))] if self._shuffle else self._spans
        if not self.config.packing:
            return [[span] for span in spans]
        rows = pack(spans, row_tokens=self.config.row_tokens)
        return [rows[number] for number in rng.permutation(len(rows))] if self._shuffle else rows


def collate(corpus: Documents, rows: Sequence[Sequence[Span]], *, pad_id: int, width: int | None = None) -> Batch:
    """Lay rows of spans into arrays of `width` positions, by default the longest row's rounded up to a multiple of 16."""
    if width is None:
        longest = max(sum(span.stop - span.start for span in row) for row in rows)
        width = -(-longest // _PAD_TO) * _PAD_TO
    shape = (len(rows), width)
    batch = Batch(
        input_ids=np.full(shape, pad_id, np.int64),
        labels=np.full(shape, IGNORE, np.int64),
        positions=np.zeros(shape, np.int64),
        documents=np.full(shape, PADDING, np.int64),
        prefix=np.zeros(shape, np.bool_),
        tasks=np.zeros(shape, np.int64),
        languages=np.full(shape, -1, np.int64),
        weights=np.zeros(shape, np.float32),
    )
    for row, spans in enumerate(rows):
        begin = 0
        for place, span in enumerate(spans):
            begin = _lay(batch, row, begin, corpus=corpus, span=span, place=place)
    return batch


def _lay(batch: Batch, row: int, begin: int, *, corpus: Documents, span: Span, place: int) -> int:
    """Write one span into a row from `begin` on, and return where it ends."""
    document = corpus.document(span.document)
    end = begin + span.stop - span.start
    here = (row, slice(begin, end))
    batch["input_ids"][here] = document.ids[span.start : span.stop]
    batch["labels"][here] = document.labels[span.start : span.stop]
    batch["positions"][here] = np.arange(end - begin)
    batch["documents"][here] = place
    batch["prefix"][here] = np.arange(span.start, span.stop) < document.prompt_tokens
    batch["tasks"][here] = document.task
    batch["languages"][here] = document.language
    batch["weights"][here] = document.weight
    return end


def split_validation(corpus: Corpus, count: int, *, seed: int) -> tuple[Corpus, Corpus]:
    """Take `count` documents out of a corpus at random; return what is left to train on, and what was taken."""
    if count >= len(corpus):
        raise ConfigError(f"data.validation_rows is {count} and there are only {len(corpus)} documents; leave some to train on")
    order = np.random.default_rng((seed, 0x5EED)).permutation(len(corpus))
    return corpus.part(sorted(order[count:].tolist())), corpus.part(sorted(order[:count].tolist()))


def sample_batch(config: DataConfig, *, seed: int = 0) -> dict[str, Any]:
    """Make the first training batch of a data section and describe it, as `hrm data batch --json` prints it."""
    sources.check(config.sources, training=True)
    tokenizer = Tokenizer.load(config.tokenizer or None)
    corpus = sources.encode(config.sources, tokenizer, training=True)
    loader = Loader(corpus, config, pad_id=tokenizer.pad_id, seed=seed)
    facts = {"records": len(corpus), "rows": loader.rows, "dropped": loader.dropped, "row_tokens": config.row_tokens}
    return {"v": 1, **facts, **describe_batch(loader.take(config.batch_rows), tokenizer, corpus.task_names)}


def describe_batch(batch: Batch, tokenizer: Tokenizer | None = None, task_names: Sequence[str] = ()) -> dict[str, Any]:
    """Return a batch as plain JSON: its shapes, how much is learned, and each row; with a tokenizer, also as text."""
    arrays: dict[str, npt.NDArray[Any]] = dict(batch)  # type: ignore[arg-type]  # all values of a Batch are arrays
    real = batch["documents"] != PADDING
    return {
        "shapes": {name: {"shape": list(array.shape), "dtype": str(array.dtype)} for name, array in arrays.items()},
        "tokens": int(real.sum()),
        "learned": int((batch["labels"] != IGNORE).sum()),
        "input_ids": batch["input_ids"].tolist(),
        "labels": batch["labels"].tolist(),
        "examples": [
            _describe_row({name: array[row] for name, array in arrays.items()}, tokenizer, task_names) for row in range(len(real))
        ],
    }


def _describe_row(row: dict[str, npt.NDArray[Any]], tokenizer: Tokenizer | None, task_names: Sequence[str]) -> dict[str, Any]:
    """Tell one row's documents: where they stand, what is read and what is learned."""
    found = []
    for document in range(int(row["documents"].max(initial=PADDING)) + 1):
        here = row["documents"] == document
        learned = here & (row["labels"] != IGNORE)
        entry: dict[str, Any] = {
            "tokens": int(here.sum()),
            "prompt_tokens": int((here & row["prefix"]).sum()),
            "learned": int(learned.sum()),
        }
        if task_names:
            entry["task"] = task_names[int(row["tasks"][here][0])]
        if tokenizer is not None:
            entry["reads"] = tokenizer.decode(row["input_ids"][here].tolist())
            entry["learns"] = tokenizer.decode(row["labels"][learned].tolist())
        found.append(entry)
    return {"documents": found}
