"""A run that begins with a model's weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from hrm_codegen import checkpoint
from hrm_codegen.errors import CorruptError, NotFound, TokenizerMismatch, UsageError
from hrm_codegen.folder import open_folder, read_json
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer
from hrm_codegen.train import loop, start, state
from hrm_codegen.train.run import RunConfig

MakeConfig = Callable[..., RunConfig]

torch.set_num_threads(1)


@pytest.fixture
def first(toy_config: MakeConfig, tmp_path: Path) -> Path:
    """Give the model folder of a finished run of ten steps."""
    return loop.train(toy_config(), tmp_path / "first").folder / "model"


def test_it_begins_with_those_weights_and_no_others(first: Path, toy_config: MakeConfig) -> None:
    began = loop.prepare(toy_config(train={"start": str(first), "seed": 7}), None).parts
    for name, weight in checkpoint.load_model(first).model.state_dict().items():
        assert torch.equal(began.model.state_dict()[name], weight), name
    for name, average in began.ema.averages.items():
        assert torch.equal(average, began.model.state_dict()[name]), name


def test_bf16_weights_become_what_the_run_trains_in(first: Path, toy_config: MakeConfig, tmp_path: Path) -> None:
    loaded = checkpoint.load_model(first)
    text = open_folder(first).tokenizer_json
    checkpoint.save_model(tmp_path / "short", loaded.model, loaded.config, text, dtype="bf16")
    began = loop.prepare(toy_config(train={"start": str(tmp_path / "short")}), None).parts.model
    for name, weight in loaded.model.state_dict().items():
        assert torch.equal(began.state_dict()[name], weight.bfloat16().float()), name


def test_other_cycles_may_follow(first: Path, toy_config: MakeConfig) -> None:
    config = toy_config(model={"H_cycles": 1, "L_cycles": 1, "bp_steps": 2, "attention": "prefix"}, train={"start": str(first)})
    start.check(config)
    assert loop.prepare(config, None).parts.model.config.cycles == (1, 1)


def test_a_resume_goes_on_with_its_own_weights_even_where_the_first_model_is_gone(
    first: Path, toy_config: MakeConfig, tmp_path: Path
) -> None:
    config = toy_config(train={"start": str(first)})
    loop.train(config, tmp_path / "whole")
    loop.train(config, tmp_path / "halves", max_steps=5)
    first.rename(tmp_path / "elsewhere")
    loop.train(config, tmp_path / "halves", resume=True)
    whole, halves = (state.newest(tmp_path / name) for name in ("whole", "halves"))
    assert whole is not None
    assert halves is not None
    for name, tensor in whole[1].tensors.items():
        assert torch.equal(tensor, halves[1].tensors[name]), name
    notes = [read_json(tmp_path / name / "model" / "hrm.json")["training"]["start"] for name in ("whole", "halves")]
    assert notes[0] == notes[1]


def test_the_model_that_comes_out_says_what_it_began_with(first: Path, toy_config: MakeConfig, tmp_path: Path) -> None:
    second = loop.train(toy_config(train={"start": str(first)}), tmp_path / "second").folder
    third = loop.train(toy_config(train={"start": str(second / "model")}), tmp_path / "third").folder
    begun = read_json(third / "model" / "hrm.json")["training"]["start"]
    assert (begun["name"], begun["training"]["start"]["name"]) == ("second", "first")
    assert begun["weights_sha256"] == read_json(second / "model" / "hrm.json")["weights_sha256"]
    assert str(tmp_path) not in (third / "start.json").read_text()
    assert "beginning with the weights of second" in (third / "model" / "README.md").read_text()


@pytest.mark.parametrize(
    ("change", "words"),
    [({"width": 48}, "width = 32, and model.width is 48"), ({"kind": "transformer"}, "kind = 'hrm', and model.kind")],
)
def test_a_model_of_another_shape_is_refused_by_name(
    first: Path, toy_config: MakeConfig, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    config = toy_config(model=change, train={"start": str(first)})
    with pytest.raises(UsageError, match=words):
        loop.train(config, tmp_path / "second")
    assert not (tmp_path / "second").exists()


def test_a_missing_folder_and_damaged_weights_are_refused(first: Path, toy_config: MakeConfig, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="does not exist"):
        start.check(toy_config(train={"start": str(tmp_path / "none")}))
    weights = first / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x7f")
    with pytest.raises(CorruptError, match="damaged"):
        loop.train(toy_config(train={"start": str(first)}), tmp_path / "second")


def test_a_model_of_another_vocabulary_is_refused(toy_config: MakeConfig, tmp_path: Path) -> None:
    room = {"vocab_size": SMALLEST_VOCAB + 8}
    first = loop.train(toy_config(model=room), tmp_path / "first", max_steps=1).folder / "model"
    other = tmp_path / "tokenizer.json"
    other.write_text(Tokenizer.train(["return x"] * 9, vocab_size=SMALLEST_VOCAB + 8).to_json(), encoding="utf-8")
    with pytest.raises(TokenizerMismatch, match=r"data\.tokenizer is"):
        start.check(toy_config(model=room, data={"tokenizer": str(other)}, train={"start": str(first)}))
