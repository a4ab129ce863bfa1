"""The model inside the package: found, checked, and refused when a byte of it differs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from hrm_codegen.errors import CorruptError, NotFound
from hrm_codegen.generate import shipped

FILES = {"config.json": "{}", "hrm.json": json.dumps({"preset": "hrm-5m", "weights_sha256": "ab" * 32})}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shipped folder: files of any content, with their checksums."""
    folder = tmp_path / "default"
    folder.mkdir()
    for name, text in (FILES | {"model.safetensors": "weights", "tokenizer.json": "tokens", "README.md": "card"}).items():
        (folder / name).write_text(text, encoding="utf-8")
    shipped.write_sums(folder)
    monkeypatch.setattr(shipped, "_place", lambda: folder)
    return folder


def test_a_whole_folder_is_found_and_told_in_one_line(place: Path) -> None:
    found = shipped.find()
    assert found == (place, "hrm-5m inside the package answers (weights abababababab)")


def test_the_sums_are_what_sha256sum_checks(place: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=place, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 5


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json", "hrm.json", "README.md"])
def test_one_byte_more_anywhere_is_refused_by_name(place: Path, name: str) -> None:
    with (place / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(CorruptError, match=f"{name} is damaged"):
        shipped.find()


def test_a_missing_file_is_refused_by_name(place: Path) -> None:
    (place / "tokenizer.json").unlink()
    with pytest.raises(CorruptError, match=r"tokenizer\.json is missing though SHA256SUMS names it"):
        shipped.find()


@pytest.mark.parametrize(
    ("sums", "says"),
    [
        (None, "has no SHA256SUMS"),
        ("short  model.safetensors\n", "SHA256SUMS:1 is damaged"),
        (f"{'0' * 64}  ../model.safetensors\n", "SHA256SUMS:1 is damaged"),
        (f"{'0' * 64}  README.md\n", "does not name config.json"),
        ("é", "SHA256SUMS is damaged"),
    ],
)
def test_a_list_that_is_none_is_refused(place: Path, sums: str | None, says: str) -> None:
    (place / shipped.SUMS).unlink() if sums is None else (place / shipped.SUMS).write_text(sums, encoding="utf-8")
    with pytest.raises(CorruptError, match=says):
        shipped.find()


def test_a_package_without_a_model_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "_place", lambda: tmp_path / "none")
    with pytest.raises(NotFound, match=r"give the path of a model folder or set HRM_MODEL .* `hrm demo` makes one"):
        shipped.find()


def test_what_the_package_holds_is_whole_and_small_enough() -> None:
    place = shipped._place()
    if not place.is_dir():
        with pytest.raises(NotFound):
            shipped.find()
        return
    assert shipped.find().path == place
    assert sum(file.stat().st_size for file in place.iterdir()) <= shipped.LARGEST_BYTES
