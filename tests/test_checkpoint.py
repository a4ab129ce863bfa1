"""Model folders go round in both directions, training states come back bit for bit, and nothing is half-written."""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from hrm_codegen import checkpoint
from hrm_codegen.errors import ConfigError, CorruptError, LimitError, NotFound, TokenizerMismatch, Unsupported, UsageError
from hrm_codegen.models.base import MODELS, ModelConfig, build
from hrm_codegen.tokenizer import Tokenizer

TOY = ModelConfig(vocab_size=448, width=32, heads=2, head_size=16, intermediate=48, layers=1, L_cycles=3, max_positions=64)
IDS = torch.randint(192, 448, (2, 12), generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def tokenizer() -> str:
    """Give a byte tokenizer: 192 special tokens and 256 bytes."""
    return Tokenizer.train([], vocab_size=448).to_json()


def logits(model) -> torch.Tensor:
    with torch.no_grad():
        return model.head(model(IDS).hidden_BTD)


@contextmanager
def nearly_full_disk(room: int) -> Iterator[None]:
    """Let no file grow over `room` bytes: what a full disk does, without filling one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("kind", sorted(MODELS))
@pytest.mark.parametrize("dtype", ["fp32", "bf16"])
def test_a_saved_model_loads_as_it_was(kind: str, dtype, tmp_path: Path, tokenizer: str) -> None:
    config = dataclasses.replace(TOY, kind=kind, tied=dtype == "fp32")
    model = build(config, 1)
    checkpoint.save_model(tmp_path / "m", model, config, tokenizer, dtype=dtype, extra={"exits": [1], "training": {"steps": 5}})
    loaded = checkpoint.load_model(tmp_path / "m", dtype="fp32")
    assert loaded.config == config
    assert not loaded.model.training
    saved = {name: tensor.to(checkpoint.TORCH_DTYPES[dtype]).float() for name, tensor in model.state_dict().items()}
    assert saved.keys() == loaded.model.state_dict().keys()
    assert all(torch.equal(tensor, saved[name]) for name, tensor in loaded.model.state_dict().items())
    assert next(checkpoint.load_model(tmp_path / "m").model.parameters()).dtype == checkpoint.TORCH_DTYPES[dtype]
    ours = json.loads((tmp_path / "m" / "hrm.json").read_text())
    assert ours.keys() >= {"version", "preset", "tokenizer_sha256", "cycles", "exits", "quantization"}
    assert (ours["exits"], ours["training"], ours["kind"]) == ([1], {"steps": 5}, kind)
    names = "README.md config.json generation_config.json hrm.json model.safetensors tokenizer.json tokenizer_config.json"
    assert sorted(file.name for file in (tmp_path / "m").iterdir()) == names.split()


@pytest.mark.parametrize("tied", [True, False])
def test_stock_transformers_loads_our_folder_and_we_load_theirs(tied: bool, tmp_path: Path, tokenizer: str) -> None:
    transformers = pytest.importorskip("transformers", minversion="5.9")
    config = dataclasses.replace(TOY, tied=tied)
    model = build(config, 1)
    checkpoint.save_model(tmp_path / "ours", model, config, tokenizer)
    peer = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "ours")
    kinds = (torch.arange(12) < 5).long().expand(2, 12)
    with torch.no_grad():
        assert (peer(IDS).logits - logits(model)).abs().max() < 1e-4
        prefix = checkpoint.load_model(tmp_path / "ours").model(IDS, mask=_prefix(kinds)).hidden_BTD
        assert (peer(IDS, token_type_ids=kinds).logits - model.head(prefix)).abs().max() < 1e-4
    assert peer.generation_config.eos_token_id == config.end_id
    assert transformers.AutoTokenizer.from_pretrained(tmp_path / "ours")("a<|end|>").input_ids == Tokenizer.from_json(
        tokenizer
    ).encode("a<|end|>")
    peer.save_pretrained(tmp_path / "theirs")
    theirs = checkpoint.load_model(tmp_path / "theirs")
    assert theirs.config == dataclasses.replace(config, embedding_scale=config.scale)
    assert torch.allclose(logits(theirs.model), logits(model), atol=1e-6)
    assert load_file(tmp_path / "theirs" / "model.safetensors").keys() == load_file(tmp_path / "ours" / "model.safetensors").keys()


def _prefix(kinds: torch.Tensor):
    from hrm_codegen.models.attention import AttentionMask

    return AttentionMask.prefix(kinds)


def test_a_foreign_folder_with_the_formats_defaults_loads_alike(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers", minversion="5.9")
    torch.manual_seed(0)
    peer = transformers.HrmTextForCausalLM(
        transformers.HrmTextConfig(vocab_size=448, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2)
    )
    peer.save_pretrained(tmp_path / "theirs")
    loaded = checkpoint.load_model(tmp_path / "theirs")
    assert (loaded.config.head_size, loaded.config.scale, loaded.config.layers) == (128, 50.0, 2)
    with torch.no_grad():
        assert (peer.eval()(IDS).logits - logits(loaded.model)).abs().max() < 1e-4


@pytest.mark.parametrize(
    ("change", "error", "named"),
    [
        ({"model_type": "llama"}, Unsupported, "llama"),
        ({"hidden_act": "gelu"}, Unsupported, "hidden_act"),
        ({"rope_parameters": {"rope_type": "yarn"}}, Unsupported, "rope_parameters"),
        ({"attention_bias": True}, Unsupported, "attention_bias"),
        ({"hidden_size": None}, CorruptError, "hidden_size"),
        ({"hidden_size": "32"}, ConfigError, "width"),
        ({"num_layers_per_stack": 2}, CorruptError, "missing"),
        ({"intermediate_size": 64}, CorruptError, "config.json says"),
    ],
)
def test_a_foreign_configuration_we_cannot_run_is_named(change, error, named: str, tmp_path: Path, tokenizer: str) -> None:
    checkpoint.save_model(tmp_path / "m", build(TOY, 1), TOY, tokenizer)
    (tmp_path / "m" / "hrm.json").unlink()
    table = json.loads((tmp_path / "m" / "config.json").read_text()) | change
    table = {key: value for key, value in table.items() if value is not None}
    (tmp_path / "m" / "config.json").write_text(json.dumps(table))
    with pytest.raises(error, match=named):
        checkpoint.load_model(tmp_path / "m")


def test_two_configurations_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    checkpoint.save_model(tmp_path / "m", build(TOY, 1), TOY, None)
    text = (tmp_path / "m" / "config.json").read_text()
    (tmp_path / "m" / "config.json").write_text(text.replace('"H_cycles": 2', '"H_cycles": 3'))
    with pytest.raises(CorruptError, match="H_cycles"):
        checkpoint.load_model(tmp_path / "m")


def test_a_quantised_folder_meets_a_clear_refusal(tmp_path: Path) -> None:
    checkpoint.save_model(tmp_path / "m", build(TOY, 1), TOY, None, extra={"quantization": {"scheme": "int8"}})
    with pytest.raises(Unsupported, match="quantised"):
        checkpoint.load_model(tmp_path / "m")


def test_a_tokenizer_that_does_not_fit_the_model_is_refused(tmp_path: Path, tokenizer: str) -> None:
    small = dataclasses.replace(TOY, vocab_size=300)
    with pytest.raises(TokenizerMismatch, match="448 ids"):
        checkpoint.save_model(tmp_path / "m", build(small, 1), small, tokenizer)
    assert not (tmp_path / "m").exists()


def test_an_older_model_is_replaced_and_anything_else_is_left_alone(tmp_path: Path) -> None:
    checkpoint.save_model(tmp_path / "m", build(TOY, 1), TOY, None)
    checkpoint.save_model(tmp_path / "m", build(TOY, 2), TOY, None)
    assert torch.equal(logits(checkpoint.load_model(tmp_path / "m").model), logits(build(TOY, 2)))
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("all of it")
    with pytest.raises(UsageError, match="nothing in it is touched"):
        checkpoint.save_model(tmp_path / "precious", build(TOY, 1), TOY, None)
    assert [file.name for file in (tmp_path / "precious").iterdir()] == ["thesis.txt"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["m", "precious"]


STATE = {
    "w": torch.randn(40, 30, generator=torch.Generator().manual_seed(0)),
    "half": torch.randn(7).bfloat16(),
    "step": torch.tensor(12),
    "rng": torch.get_rng_state(),
    "flags": torch.tensor([True, False]),
    "nothing": torch.zeros(0),
}


def test_a_training_state_comes_back_bit_for_bit(tmp_path: Path) -> None:
    meta = {"step": 5, "lr": 0.1 + 0.2, "nested": {"b": [1, None, "é"], "a": True}}
    checkpoint.save_state(tmp_path / "runs" / "s", STATE, meta)
    state = checkpoint.load_state(tmp_path / "runs" / "s")
    assert state.meta == meta
    assert state.tensors.keys() == STATE.keys()
    for name, tensor in STATE.items():
        assert state.tensors[name].dtype == tensor.dtype
        assert torch.equal(state.tensors[name], tensor)


def test_a_tensor_that_is_a_view_saves_what_it_shows(tmp_path: Path) -> None:
    base = torch.arange(12.0).view(3, 4)
    checkpoint.save_state(tmp_path / "s", {"turned": base.t(), "part": base[1:, 2:]}, {})
    state = checkpoint.load_state(tmp_path / "s")
    assert torch.equal(state.tensors["turned"], base.t())
    assert torch.equal(state.tensors["part"], base[1:, 2:])


def test_a_full_disk_is_named_and_the_previous_checkpoint_survives(tmp_path: Path) -> None:
    checkpoint.save_state(tmp_path / "s", STATE, {"step": 1})
    checkpoint.save_model(tmp_path / "m", build(TOY, 1), TOY, None)
    with nearly_full_disk(3000):
        with pytest.raises(LimitError, match="free some space"):
            checkpoint.save_state(tmp_path / "s", STATE, {"step": 2})
        with pytest.raises(LimitError, match="free some space"):
            checkpoint.save_model(tmp_path / "m", build(TOY, 2), TOY, None)
    assert checkpoint.load_state(tmp_path / "s").meta == {"step": 1}
    assert torch.equal(logits(checkpoint.load_model(tmp_path / "m").model), logits(build(TOY, 1)))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["m", "s"]


@pytest.mark.parametrize("file", ["state.safetensors", "state.json"])
def test_a_damaged_state_is_refused(file: str, tmp_path: Path) -> None:
    checkpoint.save_state(tmp_path / "s", STATE, {"step": 123})
    path = tmp_path / "s" / file
    whole = path.read_bytes()
    for damaged in (
        whole[:-3],
        whole[: len(whole) // 2],
        whole.replace(b"123", b"124") if file.endswith("json") else whole[:-1] + b"\x07",
    ):
        path.write_bytes(damaged)
        with pytest.raises(CorruptError):
            checkpoint.load_state(tmp_path / "s")


def test_a_missing_state_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="without --resume"):
        checkpoint.load_state(tmp_path / "s")


def test_a_writer_killed_at_any_moment_leaves_a_whole_state(tmp_path: Path) -> None:
    checkpoint.save_state(tmp_path / "s", STATE, {"step": 0})
    probe = (
        "import sys, torch; from hrm_codegen.checkpoint import save_state\n"
        "for step in range(1, 10000):\n"
        "    save_state(sys.argv[1], {'w': torch.full((300, 300), float(step))}, {'step': step}); print(step, flush=True)"
    )
    command = [sys.executable, "-c", probe, str(tmp_path / "s")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"OMP_NUM_THREADS": "1"})
    assert process.stdout is not None
    for _ in range(3):
        process.stdout.readline()
    process.kill()
    process.wait()
    # between the two renames of a replacement the older state stands aside, whole; a new name never has that moment
    found = [path for path in (tmp_path / "s", tmp_path / ".s.old") if path.exists()]
    state = checkpoint.load_state(found[0])
    assert state.meta["step"] >= 3
    assert bool((state.tensors["w"] == state.meta["step"]).all())
