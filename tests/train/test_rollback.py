"""scripts/rollback.sh: every way back is one setting, applied to a run without touching code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hrm_codegen.train import loop, metrics, run
from hrm_codegen.train.run import RunConfig

MakeConfig = Callable[..., RunConfig]
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "rollback.sh"


def rollback(*words: object, hrm: str = f"{sys.executable} -m hrm_codegen.cli") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HRM": hrm, "HRM_THREADS": "1"}
    environment.pop("HRM_ATTENTION", None)
    return subprocess.run([SCRIPT, *map(str, words)], capture_output=True, text=True, env=environment, timeout=120, check=False)


def test_the_list_names_every_way_back() -> None:
    listed = rollback("--list")
    assert listed.returncode == 0
    names = [line.split()[0] for line in listed.stdout.splitlines()[4:]]
    assert names == ["lower-rate", "attention", "plain-attention", "vocabulary", "transformer", "puzzle"]


def test_an_unknown_name_or_run_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    unknown = rollback("undo", tmp_path)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "unknown way back 'undo'" in unknown.stderr
    missing = rollback("lower-rate", tmp_path / "none")
    assert missing.returncode == 5
    assert "holds no run" in missing.stderr
    assert rollback("lower-rate").returncode == 2


def test_a_tenth_of_the_rate_goes_on_from_the_last_checkpoint(toy_config: MakeConfig, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    loop.train(toy_config(), folder, max_steps=5)
    done = rollback("lower-rate", folder, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["steps"] == 10
    assert "going on in" in done.stderr
    assert run.load(folder).train.lr == pytest.approx(0.001)
    rates = [row["lr"] for row in metrics.read(folder / "metrics.csv")]
    assert rates[5] < 0.2 * rates[4]
    assert "lower-rate: train.lr=0.001, from step-00000005" in (folder / "rollback.log").read_text()


@pytest.mark.parametrize("name", ["transformer", "puzzle", "attention"])
def test_a_fresh_start_of_another_kind_begins_with_no_weights_and_a_resume_keeps_its_own(name: str, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "config.toml").write_text('[train]\nstart = "base/model"\n')
    shown = rollback(name, run, hrm="echo")  # what would be run
    assert shown.returncode == 0, shown.stderr
    assert ("--set train.start=\n" in shown.stdout) is (name != "attention")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["attention", "plain-attention", "vocabulary", "transformer", "puzzle"])
def test_the_other_ways_back_train_to_the_end(name: str, toy_config: MakeConfig, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    first = loop.train(toy_config(), tmp_path / "first", max_steps=2).folder
    loop.train(toy_config(data={"puzzles": 40}, train={"start": str(first / "model")}), folder, max_steps=5)
    done = rollback(name, folder)
    assert done.returncode == 0, done.stderr
    fresh = name in ("transformer", "puzzle")
    out = tmp_path / f"run-{name}" if fresh else folder
    assert [row["step"] for row in metrics.read(out / "metrics.csv")] == list(range(1, 11))
    marked = json.loads((out / "model" / "hrm.json").read_text()).get("scores_valid", True)
    assert marked is (name != "attention")
    assert done.stdout.strip() == str(out / "model")
    if fresh:
        assert len(metrics.read(folder / "metrics.csv")) == 5
        assert rollback(name, folder).returncode == 2  # never over a run that is there
