"""`hrm doctor`: every part is there, what is missing is said so and is no failure."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import pytest
from click.testing import CliRunner

from hrm_codegen import sandbox
from hrm_codegen.commands import doctor
from hrm_codegen.errors import SandboxError


def test_the_parts_are_all_there_in_both_forms() -> None:
    found = json.loads(CliRunner().invoke(doctor.doctor, ["--json"]).stdout)
    assert list(found) == ["v", "versions", "machine", "device", "toolchains", "tools", "sandbox", "data"]
    assert found["versions"]["python"] == platform.python_version()
    assert found["machine"]["memory_bytes"] > 2**28
    assert found["device"]["threads"] >= 1
    told = "\n".join(doctor.lines(found))
    assert all(f"\n{part}\n" in f"\n{told}\n" for part in found if part != "v")
    assert found["versions"]["torch"] in told


def test_python_is_the_interpreter_that_judges_answers() -> None:
    assert doctor.toolchains()["python"]["version"] == f"Python {platform.python_version()}"


def test_a_toolchain_outside_the_path_is_missing_with_a_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = doctor.toolchains()
    assert found["rust"]["note"] == "rustc not found; run scripts/toolchains"
    assert found["python"]["ok"]


def test_a_toolchain_that_only_our_path_has_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    impostor = tmp_path / "rustc"
    impostor.write_text("#!/bin/sh\necho rustc 1.0\n", encoding="utf-8")
    impostor.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = doctor.toolchains()["rust"]
    if found["ok"]:  # the system has one besides: that is the one the sandbox shows
        assert found["version"] != "rustc 1.0"
    else:
        assert f"{impostor} does not start in the sandbox" in found["note"]


def test_missing_data_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HRM_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    told = "\n".join(doctor.lines({"data": doctor.data_sets()}))
    assert "MISSING mbpp/mbpp.jsonl" in told
    assert f"searched: {tmp_path} or" in told


def test_a_machine_that_cannot_contain_programs_is_told_and_nothing_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> tuple[str, ...]:
        raise SandboxError("nothing blocks the network here")

    monkeypatch.setattr(sandbox, "layers", refuse)
    assert doctor.lines({"sandbox": doctor.sandbox_layers()}) == ["sandbox", "  MISSING: nothing blocks the network here"]
