"""Model folders in the public format, and the training state a run resumes from; nothing is ever half-written.

A folder is written beside its place and renamed into it when every byte is on the disk; a full disk leaves what was there.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from torch import Tensor

from hrm_codegen import config as settings
from hrm_codegen import folder
from hrm_codegen.errors import CorruptError, LimitError, NotFound, TokenizerMismatch, Unsupported, UsageError
from hrm_codegen.folder import CONFIG, OURS, WEIGHTS, ModelFolder, StoredTensor
from hrm_codegen.models.base import LanguageModel, ModelConfig, build, preset_name
from hrm_codegen.models.public import from_public, public_config
from hrm_codegen.tokenizer import Tokenizer

Dtype = Literal["fp32", "bf16"]
TORCH_DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}
STATE_TENSORS, STATE_META = "state.safetensors", "state.json"
FOLDER_VERSION = 1  # of hrm.json
_NAMES = {
    torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
    torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
}  # fmt: skip
_TORCH = {name: dtype for dtype, name in _NAMES.items()}


class Loaded(NamedTuple):
    """A model from a folder, and the configuration it was built with."""

    model: LanguageModel
    config: ModelConfig


class State(NamedTuple):
    """What a run resumes from: tensors by name, and everything else as JSON."""

    tensors: dict[str, Tensor]
    meta: dict[str, Any]


def save_model(
    path: Path | str,
    model: LanguageModel,
    config: ModelConfig,
    tokenizer_json: str | None,
    *,
    dtype: Dtype = "fp32",
    extra: Mapping[str, Any] | None = None,
    card: str | None = None,
    beside: Mapping[str, Mapping[str, Tensor]] | None = None,
) -> None:
    """Write a model folder in one step, replacing an older model folder of that name.

    tokenizer_json: text of the tokenizer's file; None leaves it out. extra: more for hrm.json (`exits`, `training`, ...).
    card: text of README.md. beside: more files of tensors, by name, that public runtimes do not ask for. Raises
    TokenizerMismatch when ids do not fit the model, LimitError when the disk is full,
    UsageError when the folder holds something else.
    """
    path = Path(path)
    if path.exists() and not (path.is_dir() and (not any(path.iterdir()) or (path / CONFIG).exists())):
        raise UsageError(f"{path} exists and is no model folder; name another one, nothing in it is touched")
    tensors = {name: _stored(tensor.to(TORCH_DTYPES[dtype])) for name, tensor in model.state_dict().items()}
    texts = _tokenizer_files(tokenizer_json, config)
    with replacing(path) as temporary:
        weights_sha256 = folder.write_tensors(temporary / WEIGHTS, tensors)
        ours = _ours(config, tokenizer_json, weights_sha256, extra or {})
        for name, more in (beside or {}).items():
            digest = folder.write_tensors(temporary / name, {key: _stored(value) for key, value in more.items()})
            ours.setdefault("beside", {})[name] = digest
        texts |= {
            CONFIG: _json(public_config(config, dtype)),
            "generation_config.json": _json({"eos_token_id": config.end_id, "pad_token_id": config.pad_id, "do_sample": False}),
            OURS: _json(ours),
            "README.md": card or _card(model, ours, dtype),
        }
        for name, text in texts.items():
            folder.write_through(temporary / name, [text.encode()])


def load_model(path: Path | str, device: torch.device | str = "cpu", dtype: Dtype | None = None, *, verify: bool = True) -> Loaded:
    """Load a model folder, ours or an `hrm_text` one written by transformers, ready for inference.

    dtype: what the weights become; None keeps the stored one. Raises as `folder.open_folder`, and Unsupported for a folder
    of another architecture or a quantised one.
    """
    opened = folder.open_folder(path, verify=verify)
    if opened.hrm.get("quantization"):
        raise Unsupported(f"{path} is quantised ({opened.hrm['quantization']}); this loader takes fp32 and bf16 weights")
    config = config_of(opened)
    model = build(config, seed=None)
    _fill(model, opened)
    stored = _TORCH[next(iter(opened.tensors.values())).dtype]
    model.to(device=device, dtype=TORCH_DTYPES[dtype] if dtype else stored)
    return Loaded(model.eval(), config)


def load_beside(path: Path | str, name: str) -> dict[str, Tensor]:
    """Read a file that `save_model` wrote beside a model; NotFound when there is none, CorruptError when a byte differs."""
    path = Path(path)
    expected = folder.read_json(path / OURS).get("beside", {}).get(name)
    if expected is None:
        raise NotFound(f"{path} holds no {name}: the model was trained without it")
    tensors = folder.read_tensors(path / name)
    if folder.sha256(path / name) != expected:
        raise CorruptError(f"{path / name} is damaged: its sha256 is not the one in {OURS}; copy the folder again")
    return {key: _tensor(stored) for key, stored in tensors.items()}


def config_of(opened: ModelFolder) -> ModelConfig:
    """Return the configuration of an opened folder; hrm.json and config.json must not contradict each other."""
    public = opened.config
    if "model" not in opened.hrm:
        return from_public(public, where=opened.path)
    config = settings.build(ModelConfig, opened.hrm["model"], where=str(opened.path / OURS))
    for key, value in public_config(config, "fp32").items():
        if key != "dtype" and key in public and public[key] != value:
            raise CorruptError(f"{opened.path}: {CONFIG} says {key} = {public[key]!r}, {OURS} {value!r}; put the right file back")
    return config


def save_state(path: Path | str, tensors: Mapping[str, Tensor], meta: Mapping[str, Any]) -> None:
    """Write a training state as a folder, in one step; LimitError when the disk is full, and what was there stays."""
    path = Path(path)
    with replacing(path) as temporary:
        digest = folder.write_tensors(temporary / STATE_TENSORS, {name: _stored(tensor) for name, tensor in tensors.items()})
        size = (temporary / STATE_TENSORS).stat().st_size
        body = json.dumps(meta, sort_keys=True)
        table = {"v": 1, "tensors_sha256": digest, "tensors_bytes": size, "meta_sha256": _text_sha256(body), "meta": meta}
        folder.write_through(temporary / STATE_META, [_json(table).encode()])


def load_state(path: Path | str) -> State:
    """Read a training state back, on the CPU; NotFound when missing, CorruptError when a single byte differs."""
    path = Path(path)
    if not path.is_dir():
        raise NotFound(f"checkpoint {path} does not exist; start without --resume")
    table = folder.read_json(path / STATE_META)
    tensors = folder.read_tensors(path / STATE_TENSORS)
    meta = table.get("meta")
    whole = isinstance(meta, dict) and table.get("meta_sha256") == _text_sha256(json.dumps(meta, sort_keys=True))
    if not whole or folder.sha256(path / STATE_TENSORS) != table.get("tensors_sha256"):
        raise CorruptError(f"checkpoint {path} is damaged: its sha256 does not match; resume from an older one beside it")
    assert isinstance(meta, dict)
    return State({name: _tensor(stored) for name, stored in tensors.items()}, meta)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary folder that takes the place of `path` once the block is done, or vanishes when it fails."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(temporary, ignore_errors=True)  # of a writer that was killed
        temporary.mkdir()
        yield temporary
        _sync_folder(temporary)
        _swap(temporary, path)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise LimitError(
            f"no room to write {path}: {error.strerror}; free some space, what was there before is untouched"
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _swap(temporary: Path, path: Path) -> None:
    """Rename into place; an older folder steps aside first, for a folder cannot be renamed over a full one."""
    aside = path.with_name(f".{path.name}.old")
    if path.exists():
        shutil.rmtree(aside, ignore_errors=True)
        path.rename(aside)
    temporary.rename(path)
    _sync_folder(path.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fill(model: LanguageModel, opened: ModelFolder) -> None:
    """Copy the stored tensors into the model; names and shapes must match exactly."""
    wanted = model.state_dict()
    for name in sorted(wanted.keys() ^ opened.tensors.keys()):
        raise CorruptError(f"{opened.path}: tensor {name!r} is {'missing' if name in wanted else 'not part of this model'}")
    for name, tensor in wanted.items():
        stored = opened.tensors[name]
        if stored.data.shape != tuple(tensor.shape):
            raise CorruptError(f"{opened.path}: tensor {name!r} is {stored.data.shape}, {CONFIG} says {tuple(tensor.shape)}")
        tensor.copy_(_tensor(stored))


def _tensor(stored: StoredTensor) -> Tensor:
    """Copy a stored tensor out of the file."""
    return torch.from_numpy(np.array(stored.data)).view(_TORCH[stored.dtype])


def _stored(tensor: Tensor) -> StoredTensor:
    tensor = tensor.detach().cpu().contiguous()
    return StoredTensor(_NAMES[tensor.dtype], (tensor.view(torch.uint16) if tensor.dtype == torch.bfloat16 else tensor).numpy())


def _tokenizer_files(tokenizer_json: str | None, config: ModelConfig) -> dict[str, str]:
    if tokenizer_json is None:
        return {}
    tokenizer = Tokenizer.from_json(tokenizer_json)
    ids = (tokenizer.pad_id, tokenizer.end_id)
    if tokenizer.vocab_size > config.vocab_size or ids != (config.pad_id, config.end_id):
        raise TokenizerMismatch(
            f"the tokenizer has {tokenizer.vocab_size} ids, pad and end {ids}; the model takes {config.vocab_size}, "
            f"{(config.pad_id, config.end_id)}: set model.vocab_size, model.pad_id and model.end_id"
        )
    return tokenizer.files(max_length=config.max_positions)


def _ours(config: ModelConfig, tokenizer_json: str | None, weights_sha256: str, extra: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "version": FOLDER_VERSION,
        "preset": preset_name(config),
        "kind": config.kind,
        "tokenizer_sha256": None if tokenizer_json is None else _text_sha256(tokenizer_json),
        "weights_sha256": weights_sha256,
        "cycles": list(config.cycles),
        "exits": [],
        "quantization": None,
        "model": dataclasses.asdict(config),
        **extra,
    }


def _card(model: LanguageModel, ours: Mapping[str, Any], dtype: Dtype) -> str:
    parameters = sum(weight.numel() for weight in model.parameters())
    return f"""# {ours["preset"]} ({ours["kind"]})

{parameters:,} parameters, {dtype}, slow cycles and L calls in each: {ours["cycles"]}. Written by hrm-codegen.

`hrm model show` on this folder tells its sizes, `hrm generate --model` writes code with it.
What it was trained on, and how well it does, is not recorded here: these may be random weights.
"""


def _text_sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _json(table: Mapping[str, Any]) -> str:
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"
