"""Fixtures every test may use: the reference vectors and the data sets, found through the environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# no deadlines: the machine is shared, and time is measured in benchmarks
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_configure() -> None:
    """Pin threads: tests run beside each other on few cores."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")


def vectors_folder() -> Path:
    """Return the folder of reference vectors: HRM_VECTORS, or the agreed place beside the checkout."""
    return Path(os.environ.get("HRM_VECTORS") or SHARED / "vectors")


def data_folder() -> Path | None:
    """Return the folder of data sets, or None when HRM_DATA does not name one."""
    named = os.environ.get("HRM_DATA")
    return Path(named).resolve() if named else None


@pytest.fixture(scope="session")
def vectors() -> Path:
    """Give the folder of reference vectors; a missing one fails the test."""
    folder = vectors_folder()
    assert folder.is_dir(), f"reference vectors not found in {folder}: set HRM_VECTORS"
    return folder


@pytest.fixture(scope="session")
def data_root() -> Path:
    """Give the folder of data sets; skip without one, but fail in continuous integration."""
    folder = data_folder()
    if folder is None or not folder.is_dir():
        assert not os.environ.get("CI"), "continuous integration must set HRM_DATA to the folder of data sets"
        pytest.skip("HRM_DATA names no folder of data sets")
    return folder
