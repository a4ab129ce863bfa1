"""What a run leaves in its folder besides checkpoints and data: the resolved run file, the tokenizer, the model."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from hrm_codegen import checkpoint
from hrm_codegen import config as settings
from hrm_codegen.data import shards, sources
from hrm_codegen.data.loader import DataConfig
from hrm_codegen.errors import NotFound, UsageError
from hrm_codegen.folder import write_through
from hrm_codegen.models.base import preset_name
from hrm_codegen.train import run, start, state
from hrm_codegen.train.run import RunConfig
from hrm_codegen.train.state import Identity, Parts


def check_folder(folder: Path, *, resume: bool) -> None:
    """Refuse to start over a run, to go on without one, or to write among somebody's files."""
    if resume:
        if not (folder / "config.toml").is_file():
            raise NotFound(f"{folder} holds no run to resume; start it without --resume")
        return
    latest = state.pointed(folder, "latest")
    if latest is not None:
        raise UsageError(f"{folder} already holds a run ({latest.name}); go on with --resume, or name another --out")
    if folder.exists() and not (folder / "config.toml").exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists and is no run folder; name another --out, nothing in it is touched")
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        raise UsageError(f"{folder} cannot be made: {there} is a file; name another --out")


def write_start(folder: Path, config: RunConfig, *, steps_done: int) -> None:
    """Write the resolved run file and the tokenizer; a run file that says something else is kept beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path, text = folder / "config.toml", settings.dumps(config)
    if path.exists() and path.read_text(encoding="utf-8") != text:
        path.replace(folder / f"config.before-step-{steps_done}.toml")
    _replace(path, text)
    if config.task == "codegen":
        _replace(folder / "tokenizer.json", run.tokenizer_of(config.data).to_json())


def identity(config: RunConfig) -> Identity:
    """Return what a checkpoint of this run must agree with."""
    data = config.data
    tokenizer_sha256 = run.tokenizer_of(data).sha256 if config.task == "codegen" else None
    if data.built:
        made_from = shards.open_set(Path(data.built), "train").sha256
    else:
        made_from = sources.fingerprint(data.sources, tokenizer_sha256) if tokenizer_sha256 else _puzzles(data)
    laid = (made_from, data.validation_rows, data.row_tokens, data.packing, data.split_long)
    shape = {key: value for key, value in dataclasses.asdict(config.model).items() if key not in run.RUNTIME}
    return Identity(
        model=shape,
        optimizer=config.optim.name,
        data=hashlib.sha256(json.dumps(laid).encode()).hexdigest()[:16],
        rows={name: getattr(data, name) for name in state.ROWS},
        tokenizer_sha256=tokenizer_sha256,
        seed=config.train.seed,
    )


def write_model(folder: Path, config: RunConfig, parts: Parts, *, beside: Mapping[str, Mapping[str, Tensor]]) -> Path:
    """Write the averaged weights as the run's model folder, with the tokenizer they were trained with.

    beside: more files of tensors, by name.
    """
    text = run.tokenizer_of(config.data).to_json() if config.task == "codegen" else None
    extra: dict[str, Any] = {"exits": _exits(config), "training": _facts(config, parts)}
    if began := start.noted(folder):
        extra["training"]["start"] = began
    if not config.scores_valid:
        extra["scores_valid"] = False
    with parts.ema.applied():
        checkpoint.save_model(
            folder / "model", parts.model, config.model, text, extra=extra, card=_card(config, parts, extra["training"]),
            beside=beside,
        )  # fmt: skip
    return folder / "model"


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.new")
    write_through(temporary, [text.encode()])
    temporary.replace(path)


def _exits(config: RunConfig) -> list[int]:
    """Return after how many slow cycles the model was trained to answer, besides the last."""
    trained = config.model.kind == "hrm" and config.loss.exit_weight > 0
    return list(range(1, config.model.cycles.high)) if trained else []


def _facts(config: RunConfig, parts: Parts) -> dict[str, Any]:
    counters = parts.counters
    return {
        "task": config.task,
        "data": _data(config),
        "steps": counters.step,
        "tokens": counters.tokens,
        "seconds": round(counters.seconds, 1),
        "seed": config.train.seed,
        "precision": config.train.precision,
        "ema": config.train.ema,
        "first_L_exit": config.model.kind == "hrm" and config.loss.first_weight > 0,
        "best_validation_loss": counters.best_loss,
    }


def _data(config: RunConfig) -> list[str]:
    """Name what a run trained on."""
    if config.task == "puzzle":
        return [config.data.puzzle]
    return [config.data.built] if config.data.built else [source.name for source in config.data.sources]


def _puzzles(data: DataConfig) -> str:
    """Say which puzzles a run reads: they come from its seed."""
    return f"{'puzzles' if data.puzzle == 'sudoku4' else data.puzzle} {data.puzzles}"


def _card(config: RunConfig, parts: Parts, facts: dict[str, Any]) -> str:
    parameters = sum(weight.numel() for weight in parts.model.parameters())
    data = ", ".join(facts["data"])
    began = f", beginning with the weights of {facts['start']['name']}" if "start" in facts else ""
    best = (
        "" if facts["best_validation_loss"] is None else f" Best validation loss: {facts['best_validation_loss']:.3f} nats a token."
    )
    marked = (
        ""
        if config.scores_valid
        else "\n**Its attention is bidirectional: it saw what it was to write, and its scores are not valid.**\n"
    )
    return (
        f"# {preset_name(config.model)} ({config.model.kind})\n\n"
        f"{parameters:,} parameters, trained by hrm-codegen for {facts['steps']:,} steps on {facts['tokens']:,} tokens of {data}, "
        f"in {facts['seconds'] / 60:.1f} minutes{began}.{best}\n{marked}\n"
        "The weights are the moving average at the end of training. The run's `config.toml` and `metrics.csv` beside this folder\n"
        "tell the rest; `hrm eval` measures what it can do, `hrm generate --model` writes code with it.\n"
    )
