"""Where training examples come from, and the corpus of token ids they become.

A source is a split of a task, perhaps augmented, or a file of one's own; a held-out split refuses. Examples are encoded
once into a `Corpus`: ids end to end, two bytes each where the vocabulary allows, kept in memory and, for a run, on disk.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hrm_codegen import prompts
from hrm_codegen.data import records
from hrm_codegen.errors import ConfigError, CorruptError, LimitError, NotFound
from hrm_codegen.prompts import Example
from hrm_codegen.tasks import catalog, datafiles, puzzle
from hrm_codegen.tasks.base import refuse_held_out
from hrm_codegen.tokenizer import Tokenizer

log = logging.getLogger(__name__)

IGNORE = -100  # the label of a position that is not learned
FORMAT = 1  # of the file a corpus is kept in


@dataclass(frozen=True, kw_only=True)
class SourceConfig:
    """One source of examples: a task's split or a file, exactly one of the two."""

    task: str = ""  # "mbpp:train": a task and split; the split may be left out
    file: str = ""  # a JSONL file, {"text": ...}, {"prompt": ..., "solution": ...} or a whole Problem a line
    augment: int = 0  # make this many distinct verified variants of the task's problems; 0 takes them as they are
    limit: int = 0  # take only the first so many examples; 0 takes all
    weight: float = 1.0  # of each learned token in the loss
    seed: int = 0  # of the augmentation

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if bool(self.task) == bool(self.file):
            raise ConfigError(f"a data source needs either task or file; it has {'both' if self.task else 'neither'}")
        if self.augment and self.file:
            raise ConfigError(f"data source {self.file}: augment is for tasks, whose variants can be verified; leave it out")
        if min(self.augment, self.limit) < 0 or self.weight <= 0:
            raise ConfigError(
                f"data source {self.name}: augment ({self.augment}) and limit ({self.limit}) must be 0 or more, "
                f"weight ({self.weight}) above 0"
            )

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.task or self.file


class Document(NamedTuple):
    """One encoded example: what a position reads, what it learns to say, and how it is counted."""

    ids: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]  # of the same length; labels[t] is ids[t + 1] where that is learned, else IGNORE
    prompt_tokens: int  # the first ids, which see each other in both directions under prefix attention
    task: int  # number of the name under which its loss is logged
    weight: float
    language: int = -1  # number of the language under which its loss is logged; -1 for none


@dataclass(frozen=True)
class Corpus:
    """Encoded examples laid end to end. Puzzles have `targets` of their own; for text the target is the next token."""

    ids: npt.NDArray[np.unsignedinteger[Any]]  # all documents', uint16 or uint32
    starts: npt.NDArray[np.int64]  # where each document begins, and the end of the last
    prompts: npt.NDArray[np.int32]
    tasks: npt.NDArray[np.int16]
    weights: npt.NDArray[np.float32]
    task_names: tuple[str, ...]
    targets: npt.NDArray[np.unsignedinteger[Any]] | None = None

    def __len__(self) -> int:
        return len(self.prompts)

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Tokens of each document."""
        return np.diff(self.starts)

    def document(self, number: int) -> Document:
        """Return one document with its labels; the prompt is not learned, but its last token says the answer's first."""
        begin, end = int(self.starts[number]), int(self.starts[number + 1])
        prompt = int(self.prompts[number])
        ids = self.ids[begin:end].astype(np.int64)
        if self.targets is not None:
            labels = self.targets[begin:end].astype(np.int64)
        else:
            labels = np.full(end - begin, IGNORE, dtype=np.int64)
            first = max(prompt - 1, 0)
            labels[first:-1] = ids[first + 1 :]
        return Document(ids, labels, prompt, int(self.tasks[number]), float(self.weights[number]))

    def part(self, numbers: Sequence[int]) -> Corpus:
        """Return a corpus of some of the documents, in the order given."""
        pieces = [slice(int(self.starts[number]), int(self.starts[number + 1])) for number in numbers]
        lengths = [piece.stop - piece.start for piece in pieces]
        chosen = np.asarray(numbers, dtype=np.int64)

        def gather(flat: npt.NDArray[np.unsignedinteger[Any]]) -> npt.NDArray[np.unsignedinteger[Any]]:
            return np.concatenate([flat[piece] for piece in pieces]) if pieces else flat[:0]

        return Corpus(
            ids=gather(self.ids),
            starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            prompts=self.prompts[chosen],
            tasks=self.tasks[chosen],
            weights=self.weights[chosen],
            task_names=self.task_names,
            targets=None if self.targets is None else gather(self.targets),
        )


def check(sources: Sequence[SourceConfig], *, training: bool) -> None:
    """Refuse in a moment what would fail later: an unknown task, a held-out split, a missing file or data set."""
    for source in sources:
        if source.file:
            if not Path(source.file).is_file():
                raise NotFound(f"data file {source.file} does not exist; check data.sources")
            continue
        named = catalog.parse(source.task, split="train" if training else "validation")
        if training:
            refuse_held_out(catalog.task(named.task), named.split)
        elif named.split == "test":
            raise ConfigError(
                f"data.validation names {source.task}: choosing checkpoints by a test split spoils its score; take another split"
            )
        for file in catalog.task(named.task).files:
            datafiles.find(file)


def read(source: SourceConfig, *, training: bool) -> Iterator[Example]:
    """Yield a source's examples in a fixed order; raises HeldOutError, NotFound or DataError (with file and line)."""
    examples = _from_file(Path(source.file)) if source.file else _from_task(source, training=training)
    return itertools.islice(examples, source.limit or None)


def encode(sources: Sequence[SourceConfig], tokenizer: Tokenizer, *, training: bool) -> Corpus:
    """Read and encode all sources, in order; their losses are logged under the tasks' names."""
    builder = _Builder(tokenizer.vocab_size)
    for source in sources:
        before = len(builder.prompts)
        for example in read(source, training=training):
            encoded = prompts.encode_example(example, tokenizer)
            builder.add(encoded.ids, encoded.prompt_tokens, example.task, example.weight * source.weight)
        log.info("%s: %d examples", source.name, len(builder.prompts) - before)
    return builder.corpus()


def puzzles(split: str, count: int, *, seed: int, name: str = "sudoku4") -> Corpus:
    """Make a corpus of puzzles: every cell learns its own answer, nothing is shifted."""
    made = puzzle.make(name, split, count, seed=seed)
    builder = _Builder(puzzle.named(name).vocab_size)
    for row in made.inputs:
        builder.add(row.tolist(), 0, "puzzle", 1.0)
    corpus = builder.corpus()
    return Corpus(**{**vars(corpus), "targets": made.labels.reshape(-1).astype(corpus.ids.dtype)})


def join(corpora: Sequence[Corpus]) -> Corpus:
    """Lay corpora of text end to end; tasks of the same name become one."""
    names = tuple(dict.fromkeys(name for corpus in corpora for name in corpus.task_names))
    offsets = np.cumsum([0, *(len(corpus.ids) for corpus in corpora)])
    tasks = [np.array([names.index(name) for name in corpus.task_names])[corpus.tasks] for corpus in corpora]
    return Corpus(
        ids=np.concatenate([corpus.ids for corpus in corpora]),
        starts=np.concatenate([[0], *(corpus.starts[1:] + offset for corpus, offset in zip(corpora, offsets, strict=False))]),
        prompts=np.concatenate([corpus.prompts for corpus in corpora]),
        tasks=np.concatenate(tasks).astype(np.int16),
        weights=np.concatenate([corpus.weights for corpus in corpora]),
        task_names=names,
    )


def fingerprint(sources: Sequence[SourceConfig], tokenizer_sha256: str) -> str:
    """Name what a corpus was made from: the same sources and tokenizer give the same sixteen digits."""
    text = json.dumps([FORMAT, tokenizer_sha256, [asdict(source) for source in sources]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def save(path: Path, corpus: Corpus) -> None:
    """Keep a corpus in a file, written beside it and renamed; LimitError when the disk is full."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new-{os.getpid()}")
    arrays = {name: value for name, value in vars(corpus).items() if value is not None}
    try:
        with temporary.open("wb") as file:
            np.savez(file, **{**arrays, "task_names": np.array(corpus.task_names, dtype=np.str_)})
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise LimitError(f"no room to write {path}: {error.strerror}; free some space and run again") from error
    finally:
        temporary.unlink(missing_ok=True)


def load(path: Path) -> Corpus:
    """Read a kept corpus back; NotFound when missing, CorruptError when damaged."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays: dict[str, Any] = {name: file[name] for name in file.files}
        return Corpus(**{**arrays, "task_names": tuple(str(name) for name in arrays["task_names"])})
    except FileNotFoundError:
        raise NotFound(f"{path} does not exist") from None
    except Exception as error:  # numpy and zipfile raise many kinds for a damaged file
        raise CorruptError(f"{path} is damaged ({error}); delete it, and it is made again") from error


class _Builder:
    """Documents being gathered."""

    def __init__(self, vocab_size: int) -> None:
        self.dtype = np.uint16 if vocab_size <= 2**16 else np.uint32
        self.ids: list[npt.NDArray[np.unsignedinteger[Any]]] = []
        self.prompts: list[int] = []
        self.tasks: list[int] = []
        self.weights: list[float] = []
        self.names: dict[str, int] = {}

    def add(self, ids: Sequence[int], prompt_tokens: int, task: str, weight: float) -> None:
        """Append one document."""
        self.ids.append(np.array(ids, dtype=self.dtype))
        self.prompts.append(prompt_tokens)
        self.tasks.append(self.names.setdefault(task, len(self.names)))
        self.weights.append(weight)

    def corpus(self) -> Corpus:
        """Lay everything end to end."""
        return Corpus(
            ids=np.concatenate(self.ids) if self.ids else np.empty(0, self.dtype),
            starts=np.cumsum([0, *(len(ids) for ids in self.ids)], dtype=np.int64),
            prompts=np.array(self.prompts, dtype=np.int32),
            tasks=np.array(self.tasks, dtype=np.int16),
            weights=np.array(self.weights, dtype=np.float32),
            task_names=tuple(self.names),
        )


def _from_task(source: SourceConfig, *, training: bool) -> Iterator[Example]:
    named = catalog.parse(source.task, split="train" if training else "validation")
    load_split = catalog.load_trainable if training else catalog.load
    problems: Iterable[Any] = load_split(named.task, named.split)
    if source.augment:
        from hrm_codegen.tasks.augment import augment

        log.info("%s: making %d verified variants", source.task, source.augment)
        problems = augment(list(problems), source.augment, seed=source.seed)
    return (problem.example() for problem in problems)


def _from_file(path: Path) -> Iterator[Example]:
    if not path.is_file():
        raise NotFound(f"data file {path} does not exist; check data.sources")
    return (records.example_of(row) for row in datafiles.rows(path))
