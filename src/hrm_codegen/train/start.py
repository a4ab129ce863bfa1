"""Beginning with a trained model's weights (`train.start`): fine-tuning, and going on where no checkpoint is left.

Only weights are taken: the optimiser is new and the rate rises again. What was begun with is noted in the run folder and in the
model that comes out, so that nobody takes the minutes of the second run for all there were.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path, PurePath
from typing import Any

from hrm_codegen import checkpoint, folder
from hrm_codegen.errors import TokenizerMismatch, Unsupported, UsageError
from hrm_codegen.models.base import LanguageModel, ModelConfig
from hrm_codegen.train import run
from hrm_codegen.train.run import RunConfig

FILE = "start.json"
"""Where a run folder keeps what it began with: name, sha256 of the weights, and how they were trained."""

_FREE = run.RUNTIME | {"H_cycles", "L_cycles"}  # what of a model may differ from what it begins with


def check(config: RunConfig) -> None:
    """Find out whether the run can begin as it says, before anything is spent.

    Raises as `folder.open_folder`, UsageError for a model of another shape, TokenizerMismatch for one of another vocabulary.
    """
    if not config.train.start:
        return
    opened = folder.open_folder(config.train.start, verify=False)
    if opened.hrm.get("quantization"):
        raise Unsupported(f"train.start {opened.path} is quantised; begin with the fp32 or bf16 weights it was made from")
    theirs, ours = (_fixed(model) for model in (checkpoint.config_of(opened), config.model))
    for key, value in ours.items():
        if theirs[key] != value:
            raise UsageError(
                f"train.start {opened.path} is a model with {key} = {theirs[key]!r}, and model.{key} is {value!r}; "
                "give [model] the same shape, or begin with another model"
            )
    expected = opened.hrm.get("tokenizer_sha256")
    if config.task == "codegen" and expected and expected != (found := run.tokenizer_of(config.data).sha256):
        raise TokenizerMismatch(
            f"train.start {opened.path} was trained with the tokenizer {expected[:12]}, data.tokenizer is {found[:12]}; "
            f"set data.tokenizer to {opened.path / folder.TOKENIZER}"
        )


def load(config: RunConfig, model: LanguageModel) -> None:
    """Copy the weights that a run begins with into its model, in the model's own dtype; CorruptError when a byte differs."""
    if config.train.start:
        model.load_state_dict(checkpoint.load_model(config.train.start, dtype="fp32").model.state_dict())


def note(config: RunConfig, path: Path) -> None:
    """Write down in a run folder what it begins with; nothing when that is a seed."""
    if not config.train.start:
        return
    opened = folder.open_folder(config.train.start, verify=False)
    sha256 = opened.hrm.get("weights_sha256") or folder.sha256(opened.path / folder.WEIGHTS)
    place = opened.path.resolve()
    training = dict(opened.hrm.get("training", {}))
    if "data" in training:  # without their places on this machine: the note travels with the model
        training["data"] = [PurePath(name).name for name in training["data"]]
    name = place.parent.name if place.name == "model" else place.name  # a run's, where it is one's
    table = {"name": name, "weights_sha256": sha256, "training": training}
    folder.write_through(path / FILE, [(json.dumps(table, indent=2) + "\n").encode()])


def noted(path: Path) -> dict[str, Any] | None:
    """Return what a run folder says it began with, or None where that was a seed."""
    return folder.read_json(path / FILE) if (path / FILE).is_file() else None


def _fixed(model: ModelConfig) -> dict[str, Any]:
    return {key: value for key, value in dataclasses.asdict(model).items() if key not in _FREE}
