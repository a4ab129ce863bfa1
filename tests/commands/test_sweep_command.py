"""`hrm sweep` as scripts use it: real processes, killed, continued, failing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click.testing
import pytest

from hrm_codegen import cli
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer

BASE = """
[model]
width = 32
heads = 2
head_size = 16
intermediate = 48
layers = 1
max_positions = 256
[data]
tokenizer = "{folder}/tokenizer.json"
row_tokens = 128
batch_rows = 4
validation_rows = 4
[[data.sources]]
file = "{folder}/toy.jsonl"
[train]
steps = 6
precision = "fp32"
validate_every = 1000
save_every = 2
"""
SWEEP = """
base = "base.toml"
seeds = [0, 1]
arms = [{name = "slow"}, {name = "fast", set = {"train.lr" = 0.01}}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tokenizer.json").write_text(Tokenizer.train([], vocab_size=SMALLEST_VOCAB).to_json())
    lines = [{"prompt": f"Add {number}.", "solution": f"def f(x):\n    return x + {number}"} for number in range(20)]
    (tmp_path / "toy.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (tmp_path / "base.toml").write_text(BASE.format(folder=tmp_path))
    (tmp_path / "sweep.toml").write_text(SWEEP)
    return tmp_path


def hrm(*words: object) -> click.testing.Result:
    return click.testing.CliRunner().invoke(cli.hrm, [str(word) for word in words])


def start(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "hrm_codegen", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_dry_run_names_the_runs_and_writes_nothing(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    done = hrm("sweep", folder / "sweep.toml", "--dry-run")
    assert done.exit_code == 0
    assert [line.partition(":")[0] for line in done.stdout.splitlines()][:4] == ["slow-s0", "fast-s0", "slow-s1", "fast-s1"]
    assert "6 steps" in done.stdout
    told = json.loads(hrm("sweep", folder / "sweep.toml", "--dry-run", "--json").stdout)
    assert (told["v"], len(told["runs"])) == (1, 4)
    assert sorted(folder.rglob("*")) == before


def test_without_a_folder_nothing_runs(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["hrm", "sweep", str(folder / "sweep.toml")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "--out DIR" in capsys.readouterr().err


@pytest.mark.slow
def test_arms_run_are_scored_and_compared_and_what_is_done_is_not_done_again(folder: Path) -> None:
    scored = SWEEP + '[score]\ntask = "exercises:demo:test"\nlimit = 3\nmax_tokens = 8\n'
    (folder / "sweep.toml").write_text(scored)
    out = folder / "out"
    done = hrm("sweep", folder / "sweep.toml", "--out", out, "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert [(arm["arm"], arm["seeds"], arm["steps"]["mean"]) for arm in told["arms"]] == [("slow", [0, 1], 6), ("fast", [0, 1], 6)]
    against = told["arms"][1]["against"]
    assert {name: against[name]["n"] for name in ("loss", "validation_loss")} == {"loss": 2, "validation_loss": 2}
    assert against["pass@1"]["p_value"] == 1.0  # neither solves anything
    written = (out / "table.md").read_text()
    assert "Difference from `slow`" in written
    assert json.loads((out / "sweep.json").read_text())["arms"] == told["arms"]
    logs = {path: path.read_bytes() for path in (out / "arms").glob("*.log")}
    again = hrm("sweep", folder / "sweep.toml", "--out", out)
    assert "0 of 4 runs to do" in again.stderr
    assert again.stdout.startswith("| arm ")
    assert {path: path.read_bytes() for path in (out / "arms").glob("*.log")} == logs


@pytest.mark.slow
def test_an_arm_that_fails_is_a_row_that_says_why_and_the_others_go_on(folder: Path) -> None:
    broken = '{name = "impossible", set = {"train.lrr" = 1}}, {name = "diverges", set = {"train.lr" = 1e30, "train.clip" = 0.0}}'
    (folder / "sweep.toml").write_text(f'base = "base.toml"\narms = [{{name = "good"}}, {broken}]\n')
    done = hrm("sweep", folder / "sweep.toml", "--out", folder / "out", "--json")
    assert done.exit_code == 1
    states = {row["arm"]: (row["state"], row.get("why", "")) for row in json.loads(done.stdout)["runs"]}
    assert states["good"] == ("done", "")
    assert states["impossible"][0] == states["diverges"][0] == "failed"
    assert "did you mean 'lr'" in states["impossible"][1]
    assert "the last good checkpoint is" in states["diverges"][1]
    assert "Failed:" in (folder / "out" / "table.md").read_text()


@pytest.mark.slow
def test_other_settings_in_the_same_folder_are_refused_by_name(folder: Path) -> None:
    out = folder / "out"
    assert hrm("sweep", folder / "sweep.toml", "--out", out, "--set", "train.steps=1").exit_code == 0
    refused = hrm("sweep", folder / "sweep.toml", "--out", out, "--set", "train.steps=2")
    assert "train.steps = 1, now 2" in str(refused.exception)


def began(out: Path, name: str) -> int:
    """Wait until a run has taken a step, and return how many."""
    until = time.monotonic() + 1200
    while time.monotonic() < until:
        rows = (
            (out / "arms" / name / "metrics.csv").read_text().splitlines() if (out / "arms" / name / "metrics.csv").exists() else []
        )
        if len(rows) > 2:
            return len(rows) - 1
        time.sleep(0.02)
    raise AssertionError(f"{name} never began")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_sweep_that_is_killed_goes_on_and_ends_with_the_same_weights(folder: Path, number: signal.Signals) -> None:
    words = ["--set", "train.steps=60"]
    whole, killed = folder / "whole", folder / "killed"
    assert start("sweep", folder / "sweep.toml", "--out", whole, *words).wait(timeout=1200) == 0
    process = start("sweep", folder / "sweep.toml", "--out", killed, *words)
    began(killed, "fast-s0")
    process.send_signal(number)
    process.communicate(timeout=1200)
    assert process.returncode == (130 if number == signal.SIGTERM else -signal.SIGKILL)
    done = hrm("sweep", folder / "sweep.toml", "--out", killed, *words)  # waits for what a kill left behind
    assert done.exit_code == 0, done.stderr
    for name in ("slow-s0", "fast-s0", "slow-s1", "fast-s1"):
        weights = f"arms/{name}/model/model.safetensors"
        assert (whole / weights).read_bytes() == (killed / weights).read_bytes()
        assert "slow-s0: training" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="two arms at once need two cores")
def test_two_arms_at_once_give_the_weights_of_one_after_the_other(folder: Path) -> None:
    for jobs in (1, 2):
        one_thread = {**os.environ, "HRM_THREADS": "1"}
        command = [sys.executable, "-m", "hrm_codegen", "sweep", str(folder / "sweep.toml"), "--out", str(folder / f"jobs{jobs}")]
        subprocess.run([*command, "--jobs", str(jobs)], env=one_thread, check=True, capture_output=True, timeout=1200)
    for name in ("slow-s0", "fast-s1"):
        weights = f"arms/{name}/model/model.safetensors"
        assert (folder / "jobs1" / weights).read_bytes() == (folder / "jobs2" / weights).read_bytes()
