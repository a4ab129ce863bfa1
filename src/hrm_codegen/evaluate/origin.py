"""Where answers come from: the fingerprint of a model folder or a file, and whether a model's scores count."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hrm_codegen import folder
from hrm_codegen.errors import NotFound

_BIDIRECTIONAL = "the model attends in both directions and sees what it is to predict"


def of_model(path: Path) -> str:
    """Return a model folder's name with the hash of the files that decide what it answers; NotFound without weights."""
    if not (path / folder.WEIGHTS).is_file():
        raise NotFound(f"model folder {path} does not exist or has no {folder.WEIGHTS}; make one with hrm train or hrm model init")
    digest = hashlib.sha256()
    for name in (folder.CONFIG, folder.OURS, folder.TOKENIZER, folder.WEIGHTS):
        if (path / name).is_file():
            digest.update(f"{name}:{folder.sha256(path / name)}\n".encode())
    return f"model {path.resolve().name} ({digest.hexdigest()[:12]})"


def of_bytes(name: str, data: bytes) -> str:
    """Return a solutions file's name with the hash of its bytes."""
    return f"solutions {Path(name).name if name != '-' else 'from stdin'} ({hashlib.sha256(data).hexdigest()[:12]})"


def invalid(path: Path) -> str:
    """Return why a model's scores must not be compared, or nothing: its `hrm.json` says `scores_valid: false`."""
    if not (path / folder.OURS).is_file():
        return ""
    ours = folder.read_json(path / folder.OURS)
    return "" if ours.get("scores_valid", True) else str(ours.get("scores_invalid_reason") or _BIDIRECTIONAL)
