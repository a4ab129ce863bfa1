"""Checkpoints: the last good one survives whatever happens to the next."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from hrm_codegen import checkpoint
from hrm_codegen.errors import ConfigError, CorruptError, LimitError, TokenizerMismatch
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer
from hrm_codegen.train import loop, state
from hrm_codegen.train.loop import Training
from hrm_codegen.train.run import RunConfig

MakeConfig = Callable[..., RunConfig]


@pytest.fixture
def training(toy_config: MakeConfig) -> Training:
    return loop.prepare(toy_config(), None)


def save(training: Training, folder: Path, *, keep: int = 2) -> Path:
    return state.save(folder, training.parts, training.identity, keep=keep)


def checkpoints(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "checkpoints").iterdir())


def test_a_checkpoint_brings_everything_back(training: Training, toy_config: MakeConfig, tmp_path: Path) -> None:
    for _ in range(3):
        loop.step(training)
    save(training, tmp_path)
    expected = [loop.step(training)["loss"] for _ in range(2)]
    other = loop.prepare(toy_config(), None)
    assert state.restore(tmp_path, other.parts, other.identity) == tmp_path / "checkpoints" / "step-00000003"
    assert other.parts.counters.step == 3
    assert [loop.step(other)["loss"] for _ in range(2)] == expected


def test_a_folder_without_checkpoints_has_nothing_to_restore(training: Training, tmp_path: Path) -> None:
    assert state.restore(tmp_path, training.parts, training.identity) is None


def test_only_the_newest_the_best_and_the_latest_are_kept(training: Training, tmp_path: Path) -> None:
    for number in range(1, 6):
        training.parts.counters.step = number
        training.parts.counters.best_step = min(number, 2)
        save(training, tmp_path)
    assert checkpoints(tmp_path) == ["best", "latest", "step-00000002", "step-00000004", "step-00000005"]
    assert state.pointed(tmp_path, "best") == tmp_path / "checkpoints" / "step-00000002"
    assert (tmp_path / "checkpoints" / "latest").read_text() == "step-00000005\n"


def test_what_a_kill_left_half_written_is_swept_away(training: Training, tmp_path: Path) -> None:
    (tmp_path / "checkpoints" / ".step-00000007.new-4711").mkdir(parents=True)
    training.parts.counters.step = 1
    save(training, tmp_path)
    assert checkpoints(tmp_path) == ["latest", "step-00000001"]


def test_a_damaged_checkpoint_is_passed_over_for_an_older_good_one(training: Training, tmp_path: Path) -> None:
    for number in (1, 2):
        training.parts.counters.step = number
        newest = save(training, tmp_path)
    tensors = newest / "state.safetensors"
    data = bytearray(tensors.read_bytes())
    data[-7] ^= 1
    tensors.write_bytes(data)
    found = state.newest(tmp_path)
    assert found is not None
    assert found[0].name == "step-00000001"
    for path in (tmp_path / "checkpoints").glob("step-*/state.json"):
        path.write_text("{")
    with pytest.raises(CorruptError):
        state.newest(tmp_path)


@pytest.fixture
def full_disk() -> Iterator[Callable[[], None]]:
    """Give a switch after which no file can grow over 64 KiB, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_checkpoint_before(training: Training, tmp_path: Path, full_disk: Callable[[], None]) -> None:
    training.parts.counters.step = 1
    save(training, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    training.parts.counters.step = 2
    full_disk()
    with pytest.raises(LimitError, match="no room"):
        save(training, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert state.newest(tmp_path) is not None


def test_a_run_stops_with_a_clear_error_when_the_disk_fills_and_resumes_later(
    toy_config: MakeConfig, tmp_path: Path, full_disk: Callable[[], None]
) -> None:
    loop.train(toy_config(), tmp_path / "run", max_steps=5)
    full_disk()
    with pytest.raises(LimitError):
        loop.train(toy_config(), tmp_path / "run", resume=True)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    assert soft == 2**16
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert loop.train(toy_config(), tmp_path / "run", resume=True).step == 10


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"model": {"width": 64}}, ConfigError, r"model\.width = 32, the run file 64: .* start fresh"),
        ({"model": {"kind": "transformer"}}, ConfigError, r"model\.kind = 'hrm'"),
        ({"optim": {"name": "muon"}}, ConfigError, r"optim\.name changed"),
        ({"data": {"row_tokens": 64}}, ConfigError, r"data\.row_tokens = 128, the run file has 64: .* start fresh"),
        ({"data": {"packing": True}}, ConfigError, r"data\.packing = False"),
        ({"data": {"validation_rows": 5}}, ConfigError, r"data\.sources changed"),
        ({"train": {"seed": 5}}, ConfigError, r"train\.seed changed"),
    ],
)
def test_another_run_cannot_go_on_from_a_checkpoint(
    training: Training, toy_config: MakeConfig, tmp_path: Path, change: dict[str, Any], error: type[Exception], message: str
) -> None:
    training.parts.counters.step = 1
    save(training, tmp_path)
    other = loop.prepare(toy_config(**change), None)
    with pytest.raises(error, match=message):
        state.restore(tmp_path, other.parts, other.identity)


def test_a_checkpoint_that_does_not_tell_its_rows_goes_on(training: Training, tmp_path: Path) -> None:
    path = save(training, tmp_path)
    saved = checkpoint.load_state(path)
    del saved.meta["identity"]["rows"]  # as it was written before
    checkpoint.save_state(path, saved.tensors, saved.meta)
    assert state.restore(tmp_path, training.parts, training.identity) == path


def test_another_vocabulary_is_refused_and_the_saved_one_named(training: Training, toy_config: MakeConfig, tmp_path: Path) -> None:
    training.parts.counters.step = 1
    save(training, tmp_path)
    longer = tmp_path / "longer.json"
    longer.write_text(Tokenizer.train(["aaaa bbbb aaaa bbbb"], vocab_size=SMALLEST_VOCAB + 2).to_json())
    other = loop.prepare(toy_config(data={"tokenizer": str(longer)}), None)
    with pytest.raises(TokenizerMismatch, match=r"tokenizer\.json in the run folder"):
        state.restore(tmp_path, other.parts, other.identity)


def test_a_tenth_of_the_rate_holds_after_a_resume(training: Training, toy_config: MakeConfig, tmp_path: Path) -> None:
    loop.step(training)
    save(training, tmp_path)
    other = loop.prepare(toy_config(train={"lr": 0.001}), None)
    state.restore(tmp_path, other.parts, other.identity)
    assert loop.step(other)["lr"] == pytest.approx(loop.step(training)["lr"] / 10)
    assert torch.equal(torch.tensor(other.parts.counters.step), torch.tensor(2))
