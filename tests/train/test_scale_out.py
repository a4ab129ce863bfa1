"""Scale-out: real processes over gloo make the steps of one, whether each holds the whole run or a part of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import torch

from hrm_codegen import checkpoint, process
from hrm_codegen import config as settings
from hrm_codegen.errors import ConfigError
from hrm_codegen.process import Completed
from hrm_codegen.train import loop, metrics, readout, state
from hrm_codegen.train.run import RunConfig

MakeConfig = Callable[..., RunConfig]
Sections = dict[str, Any]

torch.set_num_threads(1)

LAUNCHED = Path(__file__).with_name("launched.py")
STEPS = 20
# a large rate and a growing number of cycles: errors would show
COMMON: Sections = {"train": {"steps": STEPS, "validate_every": 10, "save_every": 10}}
QUICK: dict[str, Sections] = {
    "padded rows": {"schedule": {"bp_first": 2, "bp_until": 0.5}},
    "packed, accumulated, muon": {
        "data": {"packing": True, "batch_rows": 2},
        "train": {"accumulate": 2},
        "optim": {"name": "muon", "embedding_ratio": 0.1},
    },
    "shared out": {
        "train": {"parallel": "fsdp"},
        "schedule": {"bp_first": 2, "bp_until": 0.5},
        "loss": {"learn_task_weights": True, "plan_weight": 0.5},
    },
}
SLOW: dict[str, Sections] = {
    "packed": {"data": {"packing": True}},
    "few cycles first": {"schedule": {"cycles_first": [1, 1], "cycles_until": 0.5}, "loss": {"first_weight": 0.1}},
    "transformer, adam_atan2": {"model": {"kind": "transformer"}, "optim": {"name": "adam_atan2"}},
    "shared out, packed, accumulated, adam_atan2": {
        "data": {"packing": True, "batch_rows": 2},
        "train": {"parallel": "fsdp", "accumulate": 2},
        "optim": {"name": "adam_atan2"},
    },
    "shared out, not tied": {"train": {"parallel": "fsdp"}, "model": {"tied": False}},
    "shared out, transformer": {"train": {"parallel": "fsdp"}, "model": {"kind": "transformer"}},
}


def launch(job: dict[str, Any], folder: Path, *, processes: int = 2, timeout_s: float = 1800.0) -> Completed:
    """Start `launched.py` with torchrun and wait for it."""
    path = folder / "job.json"
    path.write_text(json.dumps(job), encoding="utf-8")
    torchrun = ("-m", "torch.distributed.run", "--standalone", f"--nproc_per_node={processes}")
    env = {"OMP_NUM_THREADS": "1", "HRM_QUIET": "0"}
    return process.run([sys.executable, *torchrun, LAUNCHED, path], env=env, timeout_s=timeout_s, check=False)


def varied(make: MakeConfig, sections: Sections) -> RunConfig:
    """Build a configuration of 20 steps with sections changed."""
    names = {*COMMON, *sections}
    return make(**{name: {**COMMON.get(name, {}), **sections.get(name, {})} for name in names})


class Together(NamedTuple):
    """Folders of the same runs, made by one process and by two; `later` are halves: ten steps by one side, ten by the other."""

    alone: Path
    both: Path


def train_group(make: MakeConfig, variants: dict[str, Sections], folder: Path) -> Together:
    """Train variants by one process here and by two in one launch; those two also begin and end runs that one ends and begins."""
    alone, both = folder / "alone", folder / "both"
    runs: list[dict[str, Any]] = []
    for name, sections in variants.items():
        config = varied(make, sections)
        file = folder / f"{name}.toml"
        file.write_text(settings.dumps(config), encoding="utf-8")
        loop.train(config, alone / name)
        loop.train(config, both / f"{name}: one, then two", max_steps=STEPS // 2)
        runs += [
            {"config": str(file), "out": str(both / name)},
            {"config": str(file), "out": str(both / f"{name}: two, then one"), "max_steps": STEPS // 2},
            {"config": str(file), "out": str(both / f"{name}: one, then two"), "resume": True},
        ]
    ended = launch({"notes": str(folder / "notes"), "runs": runs}, folder)
    assert ended.returncode == 0, ended.stderr
    for name, sections in variants.items():
        loop.train(varied(make, sections), both / f"{name}: two, then one", resume=True)
    for number in range(len(runs)):
        left, right = ((folder / "notes" / f"run-{number}-{rank}.json").read_text() for rank in (0, 1))
        assert left == right
    return Together(alone, both)


_GROUPS: dict[str, Together] = {}


@pytest.fixture
def together(request: pytest.FixtureRequest, toy_config: MakeConfig, tmp_path_factory: pytest.TempPathFactory) -> Together:
    """Give the runs of the group that the test's variant is in; each group is launched once."""
    group = "quick" if request.getfixturevalue("name") in QUICK else "slow"
    if group not in _GROUPS:
        variants = QUICK if group == "quick" else SLOW
        _GROUPS[group] = train_group(toy_config, variants, tmp_path_factory.mktemp(group))
    return _GROUPS[group]


def assert_same_run(one: Path, other: Path) -> None:
    """Compare each step: tokens, rates and depths are equal, losses and gradients within 1e-5, however large they are."""
    left, right = (metrics.read(folder / "metrics.csv") for folder in (one, other))
    assert [row["step"] for row in right] == list(range(1, STEPS + 1))
    assert len(left) == len(right)
    for ours, theirs in zip(left, right, strict=True):
        for column in ("tokens", "lr", "L_calls", "bp_steps"):
            assert ours[column] == theirs[column]
        for column in {"loss", "grad_norm"} | ours.keys() & {"validation_loss", "exit_loss/1"}:
            assert theirs[column] == pytest.approx(ours[column], abs=1e-5, rel=0), (ours["step"], column)
        for column in ours.keys() & {"z_loss"}:  # 40 and no loss by itself: it counts a ten-thousandth
            assert theirs[column] == pytest.approx(ours[column], rel=1e-6), (ours["step"], column)
        for column in ours.keys() & {"acceptance/draft"}:  # of two tokens that are nearly as likely, either may win
            assert theirs[column] == pytest.approx(ours[column], abs=0.05), (ours["step"], column)


def assert_same_files(one: Path, other: Path) -> None:
    """Compare the last checkpoints: the same tensors by name, shape and type, nearly the same values."""
    left, right = (state.newest(folder) for folder in (one, other))
    assert left is not None
    assert right is not None
    assert left[0].name == right[0].name == state.name_of(STEPS)
    assert left[1].meta["place"] == right[1].meta["place"]
    assert left[1].tensors.keys() == right[1].tensors.keys()
    for name, tensor in left[1].tensors.items():
        assert (tensor.shape, tensor.dtype) == (right[1].tensors[name].shape, right[1].tensors[name].dtype)
        if name.startswith(("model/", "ema/")):
            assert torch.allclose(tensor, right[1].tensors[name], atol=1e-3), name
    weights = [dict(checkpoint.load_model(folder / "model").model.named_parameters()) for folder in (one, other)]
    assert all(torch.allclose(weight, weights[1][name], atol=1e-3) for name, weight in weights[0].items())
    assert (one / "model" / readout.FILE).exists() == (other / "model" / readout.FILE).exists()
    if (one / "model" / readout.FILE).exists():
        beside = [checkpoint.load_beside(folder / "model", readout.FILE) for folder in (one, other)]
        assert all(torch.allclose(value, beside[1][name], atol=1e-3) for name, value in beside[0].items())


VARIANTS = [*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in SLOW)]


@pytest.mark.parametrize("name", VARIANTS)
def test_two_processes_make_the_steps_of_one(name: str, together: Together) -> None:
    assert_same_run(together.alone / name, together.both / name)
    assert_same_files(together.alone / name, together.both / name)


@pytest.mark.parametrize("order", ["two, then one", "one, then two"])
@pytest.mark.parametrize("name", VARIANTS)
def test_a_run_goes_on_with_another_number_of_processes(name: str, order: str, together: Together) -> None:
    assert_same_run(together.alone / name, together.both / f"{name}: {order}")
    assert_same_files(together.alone / name, together.both / f"{name}: {order}")


def test_muon_is_refused_where_matrices_are_shared_out(toy_config: MakeConfig) -> None:
    with pytest.raises(ConfigError, match=r'optim\.name is "muon".* set train\.parallel = "ddp"'):
        toy_config(train={"parallel": "fsdp"}, optim={"name": "muon"})


def test_a_run_alone_has_nothing_to_share_out(toy_config: MakeConfig) -> None:
    rows = [loop.step(loop.prepare(toy_config(train={"parallel": parallel}), None)) for parallel in ("ddp", "fsdp")]
    assert rows[0]["loss"] == rows[1]["loss"]
    assert rows[0]["grad_norm"] == rows[1]["grad_norm"]


@pytest.fixture
def run_file(toy_config: MakeConfig, tmp_path: Path) -> Iterator[Path]:
    """Give the file of a toy run whose checkpoints come every five steps."""
    path = tmp_path / "toy.toml"
    path.write_text(settings.dumps(toy_config(train={"steps": STEPS, "validate_every": 0, "save_every": 5})), encoding="utf-8")
    yield path
    for note in (tmp_path / "notes").glob("pid-*"):  # whatever the test showed, no process is left behind
        with pytest.raises(ProcessLookupError):
            os.kill(int(note.read_text()), 0)


def command(run_file: Path, *more: str, **strike: Any) -> dict[str, Any]:
    """Make the job of one `hrm train` of the run file, struck or not."""
    job: dict[str, Any] = {"notes": str(run_file.parent / "notes")}
    job["command"] = ["train", str(run_file), "--out", str(run_file.parent / "run"), *more]
    return job | ({"strike": strike} if strike else {})


@pytest.mark.slow
def test_only_the_first_process_prints_the_result(run_file: Path, tmp_path: Path) -> None:
    ended = launch(command(run_file), tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == f"{tmp_path / 'run' / 'model'}\n"
    assert ended.stderr.count("peak memory") == 1


@pytest.mark.slow
def test_a_mistake_is_said_once_and_ends_with_2(run_file: Path, tmp_path: Path) -> None:
    ended = launch(command(run_file, "--set", "data.batch_rows=3"), tmp_path)
    line = "hrm: data.batch_rows is 3 and 2 processes share a batch; give a multiple of 2, or start fewer processes\n"
    assert ended.returncode != 0
    assert ended.stderr.count(line) == 1
    assert (tmp_path / "notes" / "exit-0").read_text() == "2"
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
@pytest.mark.parametrize("parallel", ["ddp", "fsdp"])
@pytest.mark.parametrize("rank", [0, 1])
def test_a_killed_process_ends_the_run_which_goes_on_from_its_last_checkpoint(
    rank: int, parallel: str, run_file: Path, tmp_path: Path
) -> None:
    override = ("--set", f"train.parallel={parallel}")
    ended = launch(command(run_file, *override, step=7, rank=rank, signal=signal.SIGKILL, launcher=False), tmp_path)
    assert ended.returncode != 0
    assert "internal error" not in ended.stderr
    found = state.newest(tmp_path / "run")
    assert found is not None
    assert found[1].meta["counters"]["step"] == 5
    ended = launch(command(run_file, *override, "--resume"), tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert [row["step"] for row in metrics.read(tmp_path / "run" / "metrics.csv")] == list(range(1, STEPS + 1))


@pytest.mark.slow
def test_ctrl_c_on_the_launcher_saves_and_every_process_exits_130(run_file: Path, tmp_path: Path) -> None:
    ended = launch(command(run_file, step=7, rank=1, signal=signal.SIGINT, launcher=True), tmp_path)
    assert ended.returncode != 0  # torchrun's own, always 1
    assert {(tmp_path / "notes" / f"exit-{rank}").read_text() for rank in (0, 1)} == {"130"}
    latest = state.pointed(tmp_path / "run", "latest")
    assert latest is not None
    assert int(latest.name.removeprefix("step-")) >= 8
    assert (tmp_path / "run" / "model").is_dir()
    assert ended.stderr.count("interrupted; go on with") == 1


@pytest.mark.slow
def test_a_run_by_the_clock_ends_at_the_same_step_everywhere(toy_config: MakeConfig, tmp_path: Path) -> None:
    config = toy_config(train={"steps": None, "minutes": 0.02, "validate_every": 3})
    (tmp_path / "toy.toml").write_text(settings.dumps(config), encoding="utf-8")
    runs = [{"config": str(tmp_path / "toy.toml"), "out": str(tmp_path / "run")}]
    ended = launch({"notes": str(tmp_path / "notes"), "runs": runs}, tmp_path)
    assert ended.returncode == 0, ended.stderr
    first, second = (json.loads((tmp_path / "notes" / f"run-0-{rank}.json").read_text()) for rank in (0, 1))
    assert first == second
    assert first[1] == "done"
    rows = metrics.read(tmp_path / "run" / "metrics.csv")
    assert rows[-1]["seconds"] >= 1.2
    assert all(row["seconds"] < 1.2 for row in rows[:-1])


@pytest.mark.slow
def test_accelerate_launch_trains_the_same_run(toy_config: MakeConfig, tmp_path: Path) -> None:
    config = toy_config(**COMMON)
    (tmp_path / "toy.toml").write_text(settings.dumps(config), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    how = ("--multi_gpu", "--num_processes=2", "--num_machines=1", "--mixed_precision=no", "--dynamo_backend=no")
    launcher = (sys.executable, "-m", "accelerate.commands.launch", *how, f"--main_process_port={port}")
    hrm = ("-m", "hrm_codegen", "train", tmp_path / "toy.toml", "--out", tmp_path / "both", "--json")
    ended = process.run([*launcher, *hrm], env={"OMP_NUM_THREADS": "1", "HRM_QUIET": "0"}, timeout_s=1800)
    assert json.loads(ended.stdout)["steps"] == STEPS
    loop.train(config, tmp_path / "alone")
    assert_same_run(tmp_path / "alone", tmp_path / "both")
