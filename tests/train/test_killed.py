"""A run that is killed at random moments ends with the weights of one that was not, bit for bit."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from hrm_codegen import config as settings
from hrm_codegen.train import state
from hrm_codegen.train.run import RunConfig

MakeConfig = Callable[..., RunConfig]
KILLS = 5


def start(run_file: Path, folder: Path, *, resume: bool) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "hrm_codegen", "train", str(run_file), "--out", str(folder), *(["--resume"] * resume)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def steps_done(folder: Path) -> int:
    latest = state.pointed(folder, "latest")
    return 0 if latest is None else int(latest.name.removeprefix("step-"))


@pytest.mark.slow
def test_five_kills_at_random_moments_change_no_bit_of_the_weights(toy_config: MakeConfig, tmp_path: Path) -> None:
    length = 400
    config: RunConfig = toy_config(
        data={"packing": True},
        train={"steps": length, "save_every": 20, "validate_every": 50, "precision": "bf16"},
        optim={"name": "muon", "embedding_ratio": 0.1},
        schedule={"cycles_first": [1, 1], "cycles_until": 0.5, "bp_until": 0.7},
    )
    run_file = tmp_path / "run.toml"
    run_file.write_text(settings.dumps(config), encoding="utf-8")
    assert start(run_file, tmp_path / "whole", resume=False).wait() == 0

    killed, moments = tmp_path / "killed", random.Random(0)
    for number in range(KILLS):
        process = start(run_file, killed, resume=(killed / "checkpoints" / "latest").exists())
        goal = length * (number + moments.random()) / (KILLS + 1)
        while steps_done(killed) < goal and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.2 * moments.random())  # somewhere within a step, or within a save
        assert process.poll() is None, "the run ended before it was killed"
        process.kill()
        process.wait()
    assert start(run_file, killed, resume=True).wait() == 0

    ends = [state.newest(folder) for folder in (tmp_path / "whole", killed)]
    assert all(found is not None and found[0].name == state.name_of(length) for found in ends)
    first, second = (found[1].tensors for found in ends if found is not None)
    assert first.keys() == second.keys()
    for name, tensor in first.items():
        assert torch.equal(tensor, second[name]), name
