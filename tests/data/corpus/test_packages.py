"""Packages are found in wheels and folders without running anything of them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tiny_packages import CORE

from hrm_codegen.data.corpus import packages
from hrm_codegen.errors import DataError


def wheel(folder: Path, name: str = "tiny", licence: str = "License-Expression: MIT") -> Path:
    """Make a wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{name}/core.py", CORE)
        file.writestr(f"{name}/data.json", "{}")
        file.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{licence}\n")
    return path


def test_a_wheel_names_its_python_files_and_its_licence(tmp_path: Path) -> None:
    wheel(tmp_path)
    (found,) = packages.wheels(tmp_path)
    assert (found.name, found.version, found.licence.expression, found.files) == ("tiny", "1.0", "MIT", ("tiny/core.py",))
    assert found.read("tiny/core.py").decode() == CORE
    assert found.origin == "tiny-1.0-py3-none-any.whl"


def test_a_damaged_wheel_is_named(tmp_path: Path) -> None:
    path = wheel(tmp_path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(DataError, match=r"tiny-1\.0"):
        list(packages.wheels(tmp_path))


def test_a_file_that_vanished_is_named(tmp_path: Path) -> None:
    wheel(tmp_path)
    (found,) = packages.wheels(tmp_path)
    with pytest.raises(DataError, match=r"gone\.py"):
        found.read("tiny/gone.py")


@pytest.mark.parametrize("name", ["lm-eval", "evalplus", "my-benchmark", "code-evals", "hrm-codegen", "leetcode-answers"])
def test_packages_with_benchmarks_and_this_one_are_refused(tmp_path: Path, name: str) -> None:
    wheel(tmp_path, name.replace("-", "_"))
    (found,) = packages.wheels(tmp_path)
    assert found.refusal in {"carries benchmarks", "this project itself"}


def test_the_standard_library_has_files_and_no_installed_package() -> None:
    found = packages.standard_library()
    assert "textwrap.py" in found.files
    assert not any("site-packages" in file for file in found.files)


def test_the_list_of_packages_is_sorted_and_pinned() -> None:
    chosen = packages.chosen()
    assert len(chosen) >= 60
    assert list(chosen) == sorted(chosen, key=lambda line: line.partition("==")[0])
    assert all(line.partition("==")[2] for line in chosen)


def test_what_pip_cannot_get_is_returned_and_what_is_there_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    wheel(tmp_path)
    assert packages.download(["tiny==1.0"], tmp_path) == ()
    assert packages.download(["tiny==1.0", "no-such-package-at-all==1"], tmp_path) == ("no-such-package-at-all==1",)
