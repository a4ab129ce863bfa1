"""A model folder read and checked without PyTorch: configuration, tokenizer, and tensors as memory-mapped arrays.

The safetensors format is read and written here, in one place: eight bytes of header length, a JSON header that gives each
tensor's dtype, shape and byte range, then the bytes. bf16 appears as uint16, for numpy has no such number.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from hrm_codegen.errors import CorruptError, NotFound, TokenizerMismatch

# safetensors' name of a dtype -> the numpy type whose bytes are the same
DTYPES = {
    "F64": np.float64, "F32": np.float32, "F16": np.float16, "BF16": np.uint16,
    "I64": np.int64, "I32": np.int32, "I16": np.int16, "I8": np.int8, "U8": np.uint8, "BOOL": np.bool_,
}  # fmt: skip
WEIGHTS, CONFIG, OURS, TOKENIZER = "model.safetensors", "config.json", "hrm.json", "tokenizer.json"
_LARGEST_HEADER = 100_000_000  # bytes; the format's own limit


class StoredTensor(NamedTuple):
    """One tensor of a file: its dtype's name, and its bytes as the numpy type of the same size."""

    dtype: str
    data: np.ndarray[Any, Any]


@dataclass(frozen=True)
class ModelFolder:
    """A folder whose files are there, well-formed and fit each other."""

    path: Path
    config: dict[str, Any]  # config.json, as public runtimes read it
    hrm: dict[str, Any]  # hrm.json, what is ours alone; empty in a folder that others wrote
    tensors: dict[str, StoredTensor]
    tokenizer_json: str | None  # text of tokenizer.json


def open_folder(path: Path | str, *, verify: bool = True) -> ModelFolder:
    """Open and check a model folder; `verify` also compares the weights' sha256, which reads the whole file.

    Raises NotFound for missing files, CorruptError for damaged ones, TokenizerMismatch for a tokenizer of other weights.
    """
    path = Path(path)
    if not path.is_dir():
        raise NotFound(f"model folder {path} does not exist; make one with: hrm model init --out {path}, or hrm train")
    config = read_json(path / CONFIG)
    ours = read_json(path / OURS) if (path / OURS).exists() else {}
    tokenizer_json = _tokenizer(path / TOKENIZER, ours.get("tokenizer_sha256"))
    tensors = read_tensors(path / WEIGHTS)
    expected = ours.get("weights_sha256")
    if verify and expected and sha256(path / WEIGHTS) != expected:
        raise CorruptError(f"{path / WEIGHTS} is damaged: its sha256 is not the one in {OURS}; copy the folder again")
    return ModelFolder(path, config, ours, tensors, tokenizer_json)


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; a missing or malformed file is a clear error."""
    try:
        table = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise NotFound(f"{path} does not exist; a model folder needs {CONFIG} and {WEIGHTS}") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CorruptError(f"{path} is not valid JSON ({error}); copy the folder again") from None
    if not isinstance(table, dict):
        raise CorruptError(f"{path} holds a JSON {type(table).__name__}, not an object; copy the folder again")
    return table


def read_tensors(path: Path) -> dict[str, StoredTensor]:
    """Map every tensor of a safetensors file into memory, after checking that its header accounts for every byte."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if not 0 < length <= min(size - 8, _LARGEST_HEADER):
                raise CorruptError(f"{path} is truncated or no safetensors file: {size} bytes, header of {length}; copy it again")
            header = json.loads(file.read(length))
    except FileNotFoundError:
        raise NotFound(f"{path} does not exist; a model folder needs {CONFIG} and {WEIGHTS}") from None
    except ValueError:  # JSON and its text encoding
        raise CorruptError(f"{path} is damaged: its header is not JSON; copy it again") from None
    if not isinstance(header, dict):
        raise CorruptError(f"{path} is damaged: its header is not a JSON object; copy it again")
    header.pop("__metadata__", None)
    end = max((_end(path, name, entry) for name, entry in header.items()), default=0)
    if size != 8 + length + end:
        raise CorruptError(f"{path} holds {size} bytes, its header accounts for {8 + length + end}: truncated? copy it again")
    raw = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length) if end else np.empty(0, np.uint8)
    return {name: _view(raw, entry) for name, entry in sorted(header.items())}


def write_tensors(path: Path, tensors: Mapping[str, StoredTensor]) -> str:
    """Write a safetensors file through to the disk and return its sha256; OSError passes through."""
    # widest numbers first, so that every tensor is aligned to its own size
    names = sorted(tensors, key=lambda name: (-tensors[name].data.itemsize, name))
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    start = 0
    for name in names:
        dtype, data = tensors[name]
        header[name] = {"dtype": dtype, "shape": list(data.shape), "data_offsets": [start, start + data.nbytes]}
        start += data.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    chunks = (np.ascontiguousarray(tensors[name].data).reshape(-1).view(np.uint8).data for name in names)
    return write_through(path, (len(text).to_bytes(8, "little"), text, *chunks))


def write_through(path: Path, chunks: Iterable[bytes | memoryview]) -> str:
    """Write chunks to a file, wait until they are on the disk, and return their sha256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def sha256(path: Path) -> str:
    """Return the hex sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tokenizer(path: Path, expected: str | None) -> str | None:
    if not path.exists():
        if expected is None:
            return None
        raise NotFound(f"{path} does not exist; its weights were trained with one: copy the folder again")
    found = sha256(path)
    if expected not in (None, found):
        raise TokenizerMismatch(
            f"{path} has sha256 {found[:12]}…, the weights were trained with {str(expected)[:12]}…; put the right tokenizer back"
        )
    return path.read_text(encoding="utf-8")


def _end(path: Path, name: str, entry: Any) -> int:
    """Check one header entry and return where its bytes end."""
    try:
        begin, end = entry["data_offsets"]
        dtype, shape = entry["dtype"], entry["shape"]
        right = dtype in DTYPES and begin >= 0 and end - begin == math.prod(shape) * np.dtype(DTYPES[dtype]).itemsize
    except (TypeError, KeyError, ValueError):
        right = False
    if not right:
        raise CorruptError(
            f"{path} is damaged: the header of tensor {name!r} contradicts itself or names an unknown dtype; copy it again"
        )
    return int(end)


def _view(raw: np.ndarray[Any, Any], entry: Mapping[str, Any]) -> StoredTensor:
    begin, end = entry["data_offsets"]
    return StoredTensor(entry["dtype"], raw[begin:end].view(DTYPES[entry["dtype"]]).reshape(entry["shape"]))
