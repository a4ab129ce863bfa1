"""`hrm data corpus`: a corpus from named packages, and mistakes as one clear line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hrm_codegen.commands.data_corpus import _report, corpus
from hrm_codegen.errors import NotFound, UsageError
from hrm_codegen.tasks import catalog

CODE = '''
def clamp(value, low, high):
    """Return the value, or the nearer of the two limits where it lies outside of them.

    >>> clamp(5, 1, 3)
    3
    """
    if value < low:
        return low
    return high if value > high else value


def spread(values):
    """Find how far the largest of some values lies from the smallest one."""
    ordered = sorted(values)
    return ordered[-1] - ordered[0] if ordered else 0
'''


def hrm(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(corpus, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with one wheel; nothing is held out, and pip finds nothing."""
    monkeypatch.setattr(catalog, "TASKS", {})
    monkeypatch.setattr("hrm_codegen.tasks.datafiles.cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with zipfile.ZipFile(tmp_path / "tiny-1.0-py3-none-any.whl", "w") as file:
        file.writestr("tiny/limits.py", CODE)
        file.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\nLicense-Expression: MIT\n")
    return tmp_path


def test_a_corpus_is_made_and_told_about(wheels: Path) -> None:
    out = wheels / "out"
    result = hrm("--packages", "tiny==1.0", "--download", "--wheels", wheels, "--out", out, "--workers", "1", "--json")
    manifest = json.loads(result.stdout)
    assert manifest == json.loads((out / "manifest.json").read_text())
    assert manifest["packages"][0]["origin"] == "tiny-1.0-py3-none-any.whl"
    told = "\n".join(_report(manifest, out))
    assert "tiny     1.0      MIT" in told
    assert "2 documented functions, 1 with doctests that hold" in told
    assert "no cap" in told


def test_a_package_that_is_not_there_is_named(wheels: Path) -> None:
    with pytest.raises(NotFound, match="no-such-package"):
        hrm("--packages", "no-such-package", "--out", wheels / "out")


def test_contradicting_switches_are_refused(wheels: Path) -> None:
    with pytest.raises(UsageError, match="contradict"):
        hrm("--packages", "tiny", "--installed", "--out", wheels / "out")


def test_a_folder_of_something_else_is_refused_before_any_work(wheels: Path) -> None:
    with pytest.raises(UsageError, match="something else"):
        hrm("--packages", "tiny", "--out", wheels)
