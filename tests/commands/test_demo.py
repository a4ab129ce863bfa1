"""The demo does the whole main job: a model, answers, scores from execution, a report."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hrm_codegen.commands import demo as demonstration


@pytest.mark.slow
def test_the_demo_leaves_a_model_and_a_report_and_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstration, "PROBLEMS", 4)
    monkeypatch.setattr(demonstration, "SAMPLES", 2)
    done = CliRunner().invoke(demonstration.demo, ["--out", str(tmp_path / "demo"), "--minutes", "0.05"], catch_exceptions=False)
    assert done.exit_code == 0
    folder = tmp_path / "demo"
    assert (folder / "model" / "model.safetensors").is_file()
    assert f"report: {folder / 'eval-n2' / 'report.html'}" in done.output
    assert "pass@2" in (folder / "eval-n2" / "report.html").read_text(encoding="utf-8")

    again = CliRunner().invoke(demonstration.demo, ["--out", str(folder)], catch_exceptions=False)
    assert again.exit_code == 0  # a finished demo is read again, not trained again
