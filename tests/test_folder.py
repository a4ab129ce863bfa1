"""Model folders are read without PyTorch; every kind of damage is one clear line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from hrm_codegen import folder
from hrm_codegen.errors import CorruptError, NotFound, TokenizerMismatch
from hrm_codegen.folder import StoredTensor

TENSORS = {
    "a.weight": torch.arange(6, dtype=torch.float32).view(2, 3),
    "b": torch.tensor([1.5, -2.0, 3.25], dtype=torch.bfloat16),
    "c": torch.tensor([[1], [-7]], dtype=torch.int8),
    "d": torch.tensor(5, dtype=torch.int64),
    "e": torch.tensor([True, False]),
    "f": torch.zeros(0, 4),
}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Write the smallest folder that is a model folder, with a tokenizer."""
    path = tmp_path / "model"
    path.mkdir()
    digest = folder.write_tensors(path / "model.safetensors", {"w": StoredTensor("F32", np.ones((4, 4), np.float32))})
    (path / "config.json").write_text('{"model_type": "hrm_text"}')
    (path / "tokenizer.json").write_text('{"é": 1}', encoding="utf-8")
    ours = {"version": 1, "weights_sha256": digest, "tokenizer_sha256": folder.sha256(path / "tokenizer.json")}
    (path / "hrm.json").write_text(json.dumps(ours))
    return path


def test_files_of_the_safetensors_library_read_the_same(tmp_path: Path) -> None:
    save_file(TENSORS, tmp_path / "x.safetensors", metadata={"format": "pt"})
    read = folder.read_tensors(tmp_path / "x.safetensors")
    found = {name: (stored.dtype, stored.data.shape) for name, stored in read.items()}
    assert (found["a.weight"], found["b"], found["c"]) == (("F32", (2, 3)), ("BF16", (3,)), ("I8", (2, 1)))
    assert (found["d"], found["e"], found["f"]) == (("I64", ()), ("BOOL", (2,)), ("F32", (0, 4)))
    assert np.array_equal(read["a.weight"].data, TENSORS["a.weight"].numpy())
    assert np.array_equal(read["b"].data, TENSORS["b"].view(torch.uint16).numpy())


@given(st.lists(st.tuples(st.sampled_from(["F32", "BF16", "I8", "I64"]), st.lists(st.integers(0, 4), max_size=3)), max_size=5))
def test_what_is_written_reads_back_here_and_in_the_library(tmp_path_factory, shapes) -> None:
    path = tmp_path_factory.mktemp("t") / "x.safetensors"
    written = {f"t{i}": StoredTensor(dtype, np.full(shape, i + 1, folder.DTYPES[dtype])) for i, (dtype, shape) in enumerate(shapes)}
    assert folder.write_tensors(path, written) == folder.sha256(path)
    read, library = folder.read_tensors(path), load_file(path)
    assert read.keys() == written.keys() == library.keys()
    for name, (dtype, data) in written.items():
        assert read[name].dtype == dtype
        assert np.array_equal(read[name].data, data)
        assert tuple(library[name].shape) == data.shape


def test_a_whole_folder_opens(model: Path) -> None:
    opened = folder.open_folder(model)
    assert opened.config == {"model_type": "hrm_text"}
    assert opened.tokenizer_json == '{"é": 1}'
    assert opened.tensors["w"].data.sum() == 16


def test_opening_needs_no_torch(model: Path) -> None:
    probe = f"import sys; from hrm_codegen.folder import open_folder; open_folder({str(model)!r}); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], timeout=60, check=False).returncode == 0


def test_every_cut_of_the_weights_is_noticed(model: Path) -> None:
    whole = (model / "model.safetensors").read_bytes()
    for size in range(len(whole)):
        (model / "model.safetensors").write_bytes(whole[:size])
        with pytest.raises(CorruptError, match="copy it again"):
            folder.read_tensors(model / "model.safetensors")


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_every_flipped_bit_of_the_weights_is_noticed(model_bytes, position: int, bit: int) -> None:
    path, whole = model_bytes
    damaged = bytearray(whole)
    damaged[position % len(whole)] ^= 1 << bit
    (path / "model.safetensors").write_bytes(damaged)
    with pytest.raises(CorruptError) as caught:
        folder.open_folder(path)
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def model_bytes(tmp_path_factory) -> tuple[Path, bytes]:
    path = tmp_path_factory.mktemp("model")
    digest = folder.write_tensors(path / "model.safetensors", {"w": StoredTensor("F32", np.ones((4, 4), np.float32))})
    (path / "config.json").write_text("{}")
    (path / "hrm.json").write_text(json.dumps({"weights_sha256": digest}))
    return path, (path / "model.safetensors").read_bytes()


def test_a_tokenizer_of_other_weights_is_refused(model: Path) -> None:
    (model / "tokenizer.json").write_text("{}")
    with pytest.raises(TokenizerMismatch, match="put the right tokenizer back"):
        folder.open_folder(model)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named(model: Path, name: str) -> None:
    (model / name).unlink()
    with pytest.raises(NotFound, match=name):
        folder.open_folder(model)


def test_a_missing_folder_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="hrm model init"):
        folder.open_folder(tmp_path / "nothing")


@pytest.mark.parametrize("text", ["", "{", "[1]", "\xff"])
def test_a_broken_config_is_named(model: Path, text: str) -> None:
    (model / "config.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(CorruptError, match=r"config\.json"):
        folder.open_folder(model)


def test_a_folder_others_wrote_needs_no_file_of_ours(model: Path) -> None:
    (model / "hrm.json").unlink()
    (model / "tokenizer.json").unlink()
    opened = folder.open_folder(model)
    assert opened.hrm == {}
    assert opened.tokenizer_json is None
