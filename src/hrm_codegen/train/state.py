"""Checkpoints: all that a run needs to go on exactly where it was, each written in one step, the newest ones kept.

`checkpoints/step-00001234/` holds weights, their average, the optimiser, random state and the loader's place;
`checkpoints/latest` and `checkpoints/best` are small text files that name one of them, `latest` written last of all.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from hrm_codegen import checkpoint
from hrm_codegen.checkpoint import State
from hrm_codegen.data.loader import RowSource
from hrm_codegen.errors import ConfigError, CorruptError, LimitError, NotFound, TokenizerMismatch
from hrm_codegen.models.base import LanguageModel
from hrm_codegen.train import sharding
from hrm_codegen.train.ema import Ema

log = logging.getLogger(__name__)

VERSION = 1  # of the state's meta
ROWS = ("row_tokens", "first_row_tokens", "first_rows_until", "packing", "split_long")  # settings of data that shape rows


@dataclass
class Counters:
    """How far a run is, and the best it has seen."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    best_loss: float | None = None  # of validation
    best_step: int | None = None


@dataclass(frozen=True)
class Parts:
    """What changes while a run trains."""

    model: LanguageModel
    optimizer: Optimizer
    ema: Ema
    loader: RowSource
    counters: Counters
    learned: nn.ModuleDict = field(default_factory=nn.ModuleDict)  # what learns beside the model; often empty


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What must not change between a checkpoint and its resume: another run would come out, or none."""

    model: dict[str, Any]  # the shape; attention and halting may change, weights do not depend on them
    optimizer: str
    data: str  # fingerprint of the corpus
    rows: dict[str, Any]  # ROWS as they were: a place counts rows of this shape
    tokenizer_sha256: str | None
    seed: int


def save(folder: Path, parts: Parts, identity: Identity, *, keep: int, leads: bool = True) -> Path:
    """Write a checkpoint of a run folder, point `latest` (and `best`) to it, and delete old ones but `keep`.

    leads: whether this process writes; the others of a run only give their parts. Raises LimitError when the disk is full;
    everything there before stays good.
    """
    counters = parts.counters
    path = folder / "checkpoints" / name_of(counters.step)
    tensors = {}
    for name, value in _tensors(parts):
        whole = sharding.full(value)
        if leads:
            tensors[name] = whole if whole is value else whole.cpu()  # what was gathered has no other place
    if not leads:
        return path
    numbers = {str(index): _plain(state) for index, state in parts.optimizer.state_dict()["state"].items() if _plain(state)}
    tensors |= _random_state()
    meta = {
        "version": VERSION,
        "counters": asdict(counters),
        "place": parts.loader.place,
        "optimizer": numbers,
        "identity": asdict(identity),
    }
    checkpoint.save_state(path, tensors, meta)
    if counters.best_step == counters.step:
        _point(folder, "best", path.name)
    _point(folder, "latest", path.name)
    _prune(folder, keep)
    return path


def restore(folder: Path, parts: Parts, identity: Identity) -> Path | None:
    """Put the newest good checkpoint of a run folder back into `parts`; None when the run has none yet.

    A damaged one is passed over with a warning. Raises ConfigError or TokenizerMismatch when it is of another run.
    """
    found = newest(folder)
    if found is None:
        return None
    path, state = found
    _check_identity(path, state.meta["identity"], asdict(identity))
    _fill(parts, state)
    return path


def newest(folder: Path) -> tuple[Path, State] | None:
    """Return the newest checkpoint that is whole: the one `latest` names, else older ones; None when there is none at all."""
    latest = pointed(folder, "latest")
    paths = sorted((folder / "checkpoints").glob("step-*"), reverse=True)
    ordered = [latest, *(path for path in paths if path != latest)] if latest else paths
    failure: CorruptError | None = None
    for path in ordered:
        try:
            return path, checkpoint.load_state(path)
        except (CorruptError, NotFound) as error:
            log.warning("%s", error)
            failure = failure or CorruptError(str(error))
    if failure is not None:
        raise failure
    return None


def name_of(step: int) -> str:
    """Return the folder name of a step's checkpoint; names sort as the steps do."""
    return f"step-{step:08d}"


def pointed(folder: Path, name: str) -> Path | None:
    """Return the checkpoint that `latest` or `best` names, or None."""
    try:
        return folder / "checkpoints" / (folder / "checkpoints" / name).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _tensors(parts: Parts) -> Iterator[tuple[str, Tensor]]:
    """Yield what a checkpoint holds of weights, averages and optimiser, by its name in the file."""
    yield from ((f"model/{name}", value) for name, value in parts.model.state_dict().items())
    yield from ((f"ema/{name}", value) for name, value in parts.ema.averages.items())
    yield from ((f"learned/{name}", value) for name, value in parts.learned.state_dict().items())
    for index, state in parts.optimizer.state_dict()["state"].items():
        yield from ((f"optimizer/{index}/{name}", value) for name, value in state.items() if isinstance(value, Tensor))


def _plain(state: dict[str, Any]) -> dict[str, Any]:
    """Return what of a weight's optimiser state is no tensor."""
    return {name: value for name, value in state.items() if not isinstance(value, Tensor)}


def _fill(parts: Parts, state: State) -> None:
    meta = state.meta
    parts.model.load_state_dict(sharding.parts_of(_under(state.tensors, "model/"), parts.model.state_dict()))
    parts.ema.load(sharding.parts_of(_under(state.tensors, "ema/"), parts.ema.averages))
    trained = [weight for group in parts.optimizer.param_groups for weight in group["params"]]
    learning = parts.learned.state_dict()  # what did not learn before begins now, what no longer learns is left out
    learned = _under(state.tensors, "learned/")
    found = {name: value for name, value in learned.items() if name in learning}
    parts.learned.load_state_dict({**learning, **sharding.parts_of(found, learning)})
    # the optimiser counts the model's weights first: its numbers of what learns beside are good only where that is the same
    known = len(trained) - (0 if learned.keys() == learning.keys() else len(list(parts.learned.parameters())))
    kept = {key: value for key, value in _under(state.tensors, "optimizer/").items() if int(key.partition("/")[0]) < known}
    kept = sharding.parts_of(kept, {key: trained[int(key.partition("/")[0])] for key in kept})
    plain: dict[str, dict[str, Any]] = meta["optimizer"]
    optimizer: dict[int, dict[str, Any]] = {int(key): dict(numbers) for key, numbers in plain.items() if int(key) < known}
    for key, value in kept.items():
        index, _, name = key.partition("/")
        optimizer.setdefault(int(index), {})[name] = value
    # the groups' settings come from the run file, so that an override holds
    parts.optimizer.load_state_dict({"state": optimizer, "param_groups": parts.optimizer.state_dict()["param_groups"]})
    parts.loader.seek(meta["place"])
    for name, value in meta["counters"].items():
        setattr(parts.counters, name, value)
    random = _under(state.tensors, "random/")
    torch.set_rng_state(random["cpu"])
    if "cuda" in random and torch.cuda.is_available():
        torch.cuda.set_rng_state(random["cuda"])


def _check_identity(path: Path, saved: dict[str, Any], now: dict[str, Any]) -> None:
    """Refuse a checkpoint of another run, by the name of what differs."""
    if saved["tokenizer_sha256"] != now["tokenizer_sha256"]:
        raise TokenizerMismatch(
            f"{path} was trained with tokenizer {str(saved['tokenizer_sha256'])[:12]}…, the run file names "
            f"{str(now['tokenizer_sha256'])[:12]}…; set data.tokenizer to the tokenizer.json in the run folder"
        )
    for name, value in now["model"].items():
        if saved["model"].get(name) != value:
            raise ConfigError(
                f"{path} has model.{name} = {saved['model'].get(name)!r}, the run file {value!r}: weights of another shape "
                "cannot go on; start fresh with another --out"
            )
    for name, value in now["rows"].items():
        if (before := saved.get("rows", now["rows"]).get(name, value)) != value:  # older checkpoints do not say
            raise ConfigError(
                f"{path} counts rows made with data.{name} = {before!r}, the run file has {value!r}: other rows would come; "
                "put it back, or start fresh with another --out"
            )
    for name, words in (("optimizer", "optim.name"), ("data", "data.sources"), ("seed", "train.seed")):
        if saved[name] != now[name]:
            raise ConfigError(
                f"{words} changed since {path} ({saved[name]!r}, now {now[name]!r}): a run goes on with what it began with; "
                "put it back, or start fresh with another --out"
            )


def _random_state() -> dict[str, Tensor]:
    states = {"random/cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["random/cuda"] = torch.cuda.get_rng_state()
    return states


def _under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _point(folder: Path, name: str, target: str) -> None:
    """Make `latest` or `best` name a checkpoint, in one step."""
    path = folder / "checkpoints" / name
    temporary = path.with_name(f".{name}.new-{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(target + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise LimitError(f"no room to write {path}: {error.strerror}; free some space and run again with --resume") from error


def _prune(folder: Path, keep: int) -> None:
    """Delete all checkpoints but the newest `keep` and those that are pointed to, and what killed runs left half-written."""
    checkpoints = folder / "checkpoints"
    kept = {pointed(folder, "latest"), pointed(folder, "best")}
    for path in sorted(checkpoints.glob("step-*"))[:-keep]:
        if path not in kept:
            shutil.rmtree(path, ignore_errors=True)
    for path in checkpoints.glob(".step-*"):
        shutil.rmtree(path, ignore_errors=True)
