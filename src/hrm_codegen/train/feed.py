"""What a run reads: a corpus made of its sources and kept in the run folder, or the built set that it names; taken a step early."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hrm_codegen.data import loader, shards, sources
from hrm_codegen.data.loader import Batch, Loader, RowSource
from hrm_codegen.data.mixture import MixtureConfig
from hrm_codegen.data.shards import Group
from hrm_codegen.data.sources import Corpus, SourceConfig
from hrm_codegen.data.stream import MiddleTokens, Stream
from hrm_codegen.tokenizer import Tokenizer
from hrm_codegen.train import run
from hrm_codegen.train.run import RunConfig

_PUZZLES_HELD = 10  # one puzzle in so many validates


class Feed(NamedTuple):
    """What is trained on, the names under which its losses are logged, and what validates."""

    rows: RowSource
    task_names: tuple[str, ...]
    validation: tuple[Batch, ...]


class Ahead:
    """A source whose next rows can be taken early, while a device is at work; `place` and `stage` are those of what was used."""

    def __init__(self, source: RowSource, ready: Callable[[Batch], Batch]) -> None:
        """Read on where `source` stands; `ready` is done to each batch as soon as it is taken."""
        self._source, self._ready = source, ready
        self._early: deque[_Taken] = deque()
        self.place, self.stage = source.place, source.stage
        self.dropped, self.language_names = source.dropped, source.language_names

    @property
    def rows(self) -> int:
        """Rows of one pass."""
        return self._source.rows

    def seek(self, place: dict[str, Any]) -> None:
        """Go to the exact row that `place` named; what was taken early is taken again."""
        self._early.clear()
        self._source.seek(place)
        self.place, self.stage = self._source.place, self._source.stage

    def prefetch(self, batches: int, count: int, *, progress: float) -> None:
        """Take so many batches of `count` rows for the next calls of `take`, as those would at this `progress`."""
        self._early.extend(self._take(count, progress) for _ in range(batches))

    def take(self, count: int, *, progress: float = 0.0) -> Batch:
        """Return the next `count` rows: those taken early, at the progress that was given then, or else new ones."""
        taken = self._early.popleft() if self._early else self._take(count, progress)
        assert taken.asked == count
        self.place, self.stage = taken.place, taken.stage
        return taken.batch

    def _take(self, count: int, progress: float) -> _Taken:
        batch = self._ready(self._source.take(count, progress=progress))
        return _Taken(batch, count, self._source.place, self._source.stage)


class _Taken(NamedTuple):
    """A batch, and how its source stood after it."""

    batch: Batch
    asked: int  # rows
    place: dict[str, Any]
    stage: str


def feed(config: RunConfig, folder: Path | None, *, rank: int = 0, world: int = 1) -> Feed:
    """Make or load what the run reads; in a run folder it is kept under data/, so that a resume reads the same.

    rank, world: which share of the rows is this process's, of how many.
    """
    if config.data.built and config.task == "codegen":
        return _built(config, rank=rank, world=world)
    corpus, held = _corpora(config, folder)
    rows = Loader(corpus, config.data, pad_id=config.model.pad_id, seed=config.train.seed, rank=rank, world=world)
    batches: tuple[Batch, ...] = ()
    if held is not None:
        batches = tuple(Loader(held, config.data, pad_id=config.model.pad_id, seed=0, shuffle=False).once())
    return Feed(rows, corpus.task_names, batches)


def _built(config: RunConfig, *, rank: int, world: int) -> Feed:
    """Open a built set.

    `data.validation_rows` rows of its validation split validate, as long as the run's last and drawn by its last stage, and
    sources named for it besides.
    """
    data, tokenizer = config.data, run.tokenizer_of(config.data)
    fim = MiddleTokens(*(tokenizer.special(f"<|fim_{part}|>") for part in ("prefix", "suffix", "middle")))
    train_set = shards.open_set(Path(data.built), "train", tokenizer_sha256=tokenizer.sha256, check=True)
    rows = Stream(train_set, data, fim=fim, pad_id=config.model.pad_id, seed=config.train.seed, rank=rank, world=world)
    batches: list[Batch] = []
    if data.validation:
        held = sources.encode(data.validation, tokenizer, training=False)
        batches += Loader(held, data, pad_id=config.model.pad_id, seed=0, shuffle=False).once()
    if data.validation_rows:
        held_set = shards.open_set(Path(data.built), "validation", check=True)
        steady = dataclasses.replace(data, mixture=_last_stage(data.mixture, held_set.groups))
        stream = Stream(held_set, steady, fim=fim, pad_id=config.model.pad_id, seed=0)
        batches += [stream.take(data.batch_rows, progress=1.0) for _ in range(-(-data.validation_rows // data.batch_rows))]
    return Feed(rows, train_set.task_names, tuple(batches))


def _last_stage(config: MixtureConfig, groups: Sequence[Group]) -> MixtureConfig:
    """Return the mixture that a run ends with, as far as the validation split has it: what the model is to be good at."""
    if not config.stages:
        return MixtureConfig(fim_rate=0.0)
    have = {group.component for group in groups}
    last = config.stages[-1]
    components = {name: weight for name, weight in last.components.items() if name in have}
    return dataclasses.replace(config, stages=(dataclasses.replace(last, components=components),), fim_rate=0.0)


def _corpora(config: RunConfig, folder: Path | None) -> tuple[Corpus, Corpus | None]:
    """Return what is trained on and what validates."""
    if config.task == "puzzle":
        made = sources.puzzles("train", config.data.puzzles, seed=config.train.seed, name=config.data.puzzle)
        return loader.split_validation(made, max(1, len(made) // _PUZZLES_HELD), seed=config.train.seed)
    tokenizer = run.tokenizer_of(config.data)
    corpus = _kept(config.data.sources, tokenizer, folder, training=True)
    held = [_kept(config.data.validation, tokenizer, folder, training=False)] if config.data.validation else []
    if config.data.validation_rows:
        corpus, taken = loader.split_validation(corpus, config.data.validation_rows, seed=config.train.seed)
        held.append(taken)
    return corpus, sources.join(held) if held else None


def _kept(named: tuple[SourceConfig, ...], tokenizer: Tokenizer, folder: Path | None, *, training: bool) -> Corpus:
    if folder is None:
        return sources.encode(named, tokenizer, training=training)
    path = folder / "data" / f"{sources.fingerprint(named, tokenizer.sha256)}.npz"
    if path.exists():
        return sources.load(path)
    corpus = sources.encode(named, tokenizer, training=training)
    sources.save(path, corpus)
    return corpus
