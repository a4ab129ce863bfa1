"""The run file: the parts' configurations put together, completed, and checked before anything is spent."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import torch

from hrm_codegen import config as settings
from hrm_codegen.data import mixture, shards, sources
from hrm_codegen.data.loader import DataConfig
from hrm_codegen.errors import ConfigError, LimitError, TokenizerMismatch, UsageError
from hrm_codegen.models.base import ModelConfig, preset
from hrm_codegen.models.counts import parameter_count
from hrm_codegen.tasks import puzzle
from hrm_codegen.tokenizer import Tokenizer
from hrm_codegen.train.losses import LossConfig
from hrm_codegen.train.metrics import LogConfig
from hrm_codegen.train.optim import OptimConfig
from hrm_codegen.train.schedule import Length, ScheduleConfig

Precision = Literal["fp32", "bf16"]

RUNTIME = frozenset({"attention", "causal", "bp_steps", "halt_exploration", "halt_max_steps", "max_positions"})
"""What of a model's configuration may change at a resume: the weights' shapes do not depend on it."""


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """How long, how fast, and in what precision."""

    steps: int | None = None  # optimiser steps; exactly one of the four says how long the run is
    tokens: int | None = None  # tokens read, padding not counted
    minutes: float | None = None  # of training time, pauses not counted; a resume is then not bit-equal
    epochs: float | None = None  # times that every row is seen; becomes steps when the data is there
    lr: float = 2e-3  # the peak learning rate
    accumulate: int = 1  # batches whose gradients add up to one step
    clip: float = 1.0  # longest gradient, as a norm over all weights; 0 leaves it alone
    ema: float = 0.99  # decay of the weights' moving average, which is what is validated and written; 0 is none
    seed: int = 0  # of the weights and of the rows' order
    start: str = ""  # model folder whose weights the run begins with, in place of the seed's; the optimiser begins anew
    precision: Literal["auto", "fp32", "bf16"] = "auto"  # of matrix products; auto is bf16 where the machine computes in it
    device: str = "auto"  # "cpu", "cuda"; auto takes a GPU if there is one
    parallel: Literal["ddp", "fsdp"] = "ddp"  # of several processes, each holds the whole run, or a part of it: less memory
    compile: bool = False  # compile the blocks with torch.compile: worth its half minute for runs of more than a few minutes
    validate_every: int = 100  # steps between validation losses; 0 is never
    save_every: int = 200  # steps between checkpoints
    keep: int = 2  # newest checkpoints kept, besides the best

    def __post_init__(self) -> None:
        """Refuse an unclear length and numbers outside their ranges."""
        given = [name for name in ("steps", "tokens", "minutes", "epochs") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ConfigError(
                f"train needs exactly one of steps, tokens, minutes and epochs; it has {' and '.join(given) or 'none'}"
            )
        if getattr(self, given[0]) <= 0:
            raise ConfigError(f"train.{given[0]} is {getattr(self, given[0])}; it must be above 0")
        for name in ("accumulate", "save_every", "keep"):
            if getattr(self, name) < 1:
                raise ConfigError(f"train.{name} is {getattr(self, name)}; it must be at least 1")
        if self.lr <= 0 or self.clip < 0 or self.validate_every < 0 or not 0 <= self.ema < 1:
            raise ConfigError(
                f"train.lr ({self.lr}) must be above 0, clip ({self.clip}) and validate_every ({self.validate_every}) 0 or more, "
                f"ema ({self.ema}) in [0, 1)"
            )

    def length(self, *, rows: int, rows_per_step: int) -> Length:
        """Return the run's length; epochs become the steps that see every row so often."""
        if self.epochs is None:
            return Length(steps=self.steps, tokens=self.tokens, minutes=self.minutes)
        return Length(steps=max(1, -(-round(self.epochs * rows) // rows_per_step)))


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """A whole run: what a run file holds, each section the configuration of its part."""

    task: Literal["codegen", "puzzle"] = "codegen"  # "puzzle": data.puzzle, on which the original HRM shows that it reasons
    model: ModelConfig
    data: DataConfig
    train: TrainConfig
    optim: OptimConfig = field(default_factory=OptimConfig)
    schedule: ScheduleConfig = field(default_factory=ScheduleConfig)
    loss: LossConfig = field(default_factory=LossConfig)
    log: LogConfig = field(default_factory=LogConfig)

    def __post_init__(self) -> None:
        """Refuse parts that contradict each other."""
        if self.task == "codegen" and not (self.data.sources or self.data.built):
            raise ConfigError(
                'data.sources is empty; name at least one, such as [[data.sources]] task = "mbpp:train", or give data.built'
            )
        if self.data.row_tokens > self.model.max_positions:
            raise ConfigError(
                f"data.row_tokens is {self.data.row_tokens} but the model holds {self.model.max_positions} positions "
                "(model.max_positions); shorten rows or lengthen the model"
            )
        if self.data.packing and self.model.kind == "hrm_v1" and self.model.attention_kind == "bidirectional":
            raise ConfigError("data.packing is true but hrm_v1 halts a row as a whole; set data.packing = false")
        if self.schedule.cycles_until and self.model.kind == "hrm_v1":
            raise ConfigError(
                f"schedule.cycles_until is {self.schedule.cycles_until} but hrm_v1 always runs whole segments; leave it out"
            )
        if self.train.parallel == "fsdp" and self.optim.name == "muon":
            raise ConfigError(
                'optim.name is "muon", which turns whole matrices, and train.parallel = "fsdp" leaves each process a part of them; '
                'set train.parallel = "ddp", or optim.name = "adamw" or "adam_atan2"'
            )

    @property
    def scores_valid(self) -> bool:
        """Whether scores of the model mean anything: a model that sees the answer while it learns to write it has none."""
        return self.task == "puzzle" or self.model.attention_kind != "bidirectional"


def load(path: Path, *, overrides: Sequence[str] = ()) -> RunConfig:
    """Read a run file (or a run folder's), apply "section.key=value" overrides, and return the completed configuration.

    Raises NotFound, or ConfigError that names the wrong key and the nearest right one.
    """
    path = path / "config.toml" if path.is_dir() else path
    return build(settings.apply_overrides(settings.read_toml(path), overrides), where=str(path))


def build(table: Mapping[str, Any], *, where: str) -> RunConfig:
    """Complete a run file's table: the model's preset, its vocabulary from the tokenizer, puzzles' own settings."""
    data = settings.build(DataConfig, _section(table, "data"), where=f"{where}: data")
    reads = puzzle.named(data.puzzle) if table.get("task") == "puzzle" else tokenizer_of(data)
    model = _complete_model(_section(table, "model"), reads, where=where)
    return settings.build(RunConfig, {**table, "model": model}, where=where)


def tokenizer_of(data: DataConfig) -> Tokenizer:
    """Load the tokenizer that a data section names."""
    return Tokenizer.load(data.tokenizer or None)


def check(config: RunConfig, out: Path | None) -> None:
    """Find in a moment what would fail later: data, held-out splits, vocabulary, device, room on the disk."""
    device(config.train)
    if config.task == "codegen":
        sources.check(config.data.sources, training=True)
        sources.check(config.data.validation, training=False)
        tokenizer = tokenizer_of(config.data)
        if config.data.built:
            built = shards.open_set(Path(config.data.built), "train", tokenizer_sha256=tokenizer.sha256)
            mixture.check(config.data.mixture, built.groups)
        _check_vocabulary(config.model, tokenizer)
    if out is not None:
        _check_room(config, out)


def device(train: TrainConfig) -> torch.device:
    """Return the device that a run trains on; UsageError when it is not there."""
    if train.device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        chosen = torch.device(train.device)
    except RuntimeError:
        raise UsageError(f"train.device is {train.device!r}; it must be auto, cpu or cuda") from None
    if chosen.type == "cuda" and not torch.cuda.is_available():
        raise UsageError('train.device is "cuda" but torch sees no GPU here; set train.device = "cpu"')
    return chosen


def precision(train: TrainConfig) -> Precision:
    """Return the precision of matrix products: where it is left open, bf16 if the machine computes in it."""
    if train.precision != "auto":
        return train.precision
    if device(train).type == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported() else "fp32"
    return "bf16" if cpu_has_bf16() else "fp32"


def cpu_has_bf16(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor multiplies bf16 itself; elsewhere it is emulated, and slower than fp32."""
    try:
        text = cpuinfo.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(f" {flag}" in text for flag in ("avx512_bf16", "amx_bf16", "bf16"))


def threads() -> int:
    """Return how many threads to compute with: HRM_THREADS, else what torch finds (the physical cores)."""
    return settings.threads() or torch.get_num_threads()


def _section(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = table.get(name, {})
    if not isinstance(section, Mapping):
        raise ConfigError(f"{name} is {section!r}; it must be a section")
    return section


def _complete_model(section: Mapping[str, Any], reads: Tokenizer | puzzle.Puzzle, *, where: str) -> dict[str, Any]:
    """Lay what the file says over the preset; what it does not say about the vocabulary follows what the model reads."""
    named = {key: value for key, value in section.items() if key != "preset"}
    base = dataclasses.asdict(preset(section["preset"])) if "preset" in section else {}
    if isinstance(reads, puzzle.Puzzle):
        named |= {"vocab_size": reads.vocab_size, "pad_id": puzzle.PAD, "end_id": puzzle.ASKED, "attention": "bidirectional"}
        named.pop("causal", None)
    else:
        base |= {"vocab_size": reads.vocab_size, "pad_id": reads.pad_id, "end_id": reads.end_id}
    complete = dataclasses.asdict(settings.build(ModelConfig, {**base, **named}, where=f"{where}: model"))
    return {key: value for key, value in complete.items() if value is not None}


def _check_vocabulary(model: ModelConfig, tokenizer: Tokenizer) -> None:
    theirs = (tokenizer.pad_id, tokenizer.end_id)
    if tokenizer.vocab_size > model.vocab_size or theirs != (model.pad_id, model.end_id):
        raise TokenizerMismatch(
            f"the tokenizer has {tokenizer.vocab_size} ids with pad and end {theirs}, the model {model.vocab_size} with "
            f"{(model.pad_id, model.end_id)}; leave vocab_size, pad_id and end_id out of [model] and they follow the tokenizer"
        )


def _check_room(config: RunConfig, out: Path) -> None:
    """Refuse a disk that cannot hold the checkpoints: weights, averages and two moments each, in fp32."""
    state_bytes = 16 * parameter_count(config.model)
    needed = state_bytes * (config.train.keep + 2)  # the best one, and the one being written
    place = next(folder for folder in (out.absolute(), *out.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    if free < needed:
        raise LimitError(
            f"{place} has {free / 2**20:,.0f} MiB free and the run's checkpoints take {needed / 2**20:,.0f} MiB; "
            "free some space, lower train.keep, or name another --out"
        )
