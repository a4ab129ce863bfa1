"""`hrm train` as scripts use it."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import click.testing
import pytest

from hrm_codegen import cli
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer

RUN_FILE = """
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

[[data.sources]]
file = "{folder}/toy.jsonl"

[train]
steps = 6
precision = "fp32"
save_every = 2
"""


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    (tmp_path / "tokenizer.json").write_text(Tokenizer.train([], vocab_size=SMALLEST_VOCAB).to_json())
    lines = [{"prompt": f"Add {number}.", "solution": f"def f(x):\n    return x + {number}"} for number in range(20)]
    (tmp_path / "toy.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    path = tmp_path / "toy.toml"
    path.write_text(RUN_FILE.format(folder=tmp_path))
    return path


def hrm(*words: object) -> click.testing.Result:
    return click.testing.CliRunner().invoke(cli.hrm, [str(word) for word in words])


def start(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "hrm_codegen.cli", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_stdout_is_the_model_folder_and_nothing_else(run_file: Path, tmp_path: Path) -> None:
    done = hrm("train", run_file, "--out", tmp_path / "run")
    assert done.exit_code == 0
    assert done.stdout == f"{tmp_path / 'run' / 'model'}\n"
    assert "loss" in done.stderr
    assert {path.name for path in (tmp_path / "run").iterdir()} == {
        "checkpoints", "config.toml", "data", "metrics.csv", "model", "tokenizer.json",
    }  # fmt: skip


def test_json_tells_how_the_loss_fell_and_resume_goes_on(run_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    first = hrm("train", run_file, "--out", folder, "--max-steps", 3, "--json")
    told = json.loads(first.stdout)
    assert (told["v"], told["ending"], told["steps"], told["run"]) == (1, "max_steps", 3, str(folder))
    second = hrm("train", folder, "--resume", "--json")  # a run folder is its own run file
    told = json.loads(second.stdout)
    assert (told["ending"], told["steps"]) == ("done", 6)
    assert told["fall"] == pytest.approx(1 - told["last_loss"] / told["first_loss"])


def test_a_dry_run_prints_loss_and_memory_and_writes_nothing(run_file: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    done = hrm("train", run_file, "--dry-run")
    assert done.exit_code == 0
    assert "loss " in done.stdout
    assert "peak memory " in done.stdout
    told = json.loads(hrm("train", run_file, "--dry-run", "--json").stdout)
    assert told["peak_memory"] > 0
    assert sorted(tmp_path.rglob("*")) == before


def test_without_out_each_run_gets_a_folder_of_its_own(run_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    runs = tmp_path / "home" / "hrm-codegen" / "runs"
    assert hrm("train", run_file, "--max-steps", 1).stdout.strip() == str(runs / "toy" / "model")
    assert hrm("train", run_file, "--max-steps", 1).stdout.strip() == str(runs / "toy-2" / "model")
    assert hrm("train", run_file, "--max-steps", 2, "--resume").stdout.strip() == str(runs / "toy-2" / "model")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--set", "train.stepz=1"], 2, "did you mean 'steps'"),
        (["--set", "data.tokenizer=nowhere.json"], 5, "nowhere.json"),
        (["--resume"], 5, "start it without --resume"),
        (["--max-steps", "0"], 2, "--max-steps"),
    ],
)
def test_a_mistake_is_one_line_and_leaves_nothing(
    words: list[str], code: int, message: str, run_file: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["hrm", "train", str(run_file), "--out", str(tmp_path / "run"), *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (code, "")
    assert len(err.splitlines()) == 1
    assert message in err
    assert not (tmp_path / "run").exists()


def test_an_interrupted_run_saves_says_how_to_go_on_and_exits_130(run_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = start("train", run_file, "--out", folder, "--set", "train.steps=1000000", "--set", "log.every_s=0.01")
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("step "):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out.strip() == str(folder / "model")
    assert f"go on with: hrm train {folder} --resume" in err
    assert (folder / "checkpoints" / "latest").exists()


@pytest.mark.slow
def test_a_run_killed_at_random_moments_ends_with_the_same_weights(run_file: Path, tmp_path: Path) -> None:
    words = ["--set", "train.steps=60", "--set", "log.every_s=0.001"]
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert start("train", run_file, "--out", whole, *words).wait(timeout=120) == 0
    rng = random.Random(0)
    kills = 0
    for attempt in range(6):
        resume = ["--resume"] if (killed / "config.toml").exists() else []
        process = start("train", run_file, "--out", killed, *words, *resume)
        assert process.stderr is not None
        lines_left = rng.randint(1, 12) if attempt < 5 else 10**9
        for line in process.stderr:
            lines_left -= line.startswith("step ")
            if not lines_left:
                process.kill()
                kills += 1
                break
        process.communicate(timeout=120)
    assert process.returncode == 0
    assert kills == 5
    name = "checkpoints/step-00000060/state.safetensors"
    assert (whole / name).read_bytes() == (killed / name).read_bytes()
    weights = "model/model.safetensors"
    assert (whole / weights).read_bytes() == (killed / weights).read_bytes()
