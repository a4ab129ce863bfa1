"""The run file: completed from presets and the tokenizer, refused early when it cannot work."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from hrm_codegen import config as settings
from hrm_codegen.data.build import BuildConfig
from hrm_codegen.data.makers import MAKERS
from hrm_codegen.errors import ConfigError, HeldOutError, LimitError, NotFound, TokenizerMismatch, UsageError
from hrm_codegen.models.base import PRESETS
from hrm_codegen.tasks import puzzle
from hrm_codegen.train import output, run
from hrm_codegen.train.feed import feed
from hrm_codegen.train.run import RunConfig, TrainConfig

MakeConfig = Callable[..., RunConfig]
FOLDER = Path(__file__).resolve().parents[2] / "configs"
BUILDS = sorted(FOLDER.glob("data-*.toml"))  # what `hrm data build` reads
CONFIGS = [path for path in sorted(FOLDER.glob("*.toml")) if path not in BUILDS]


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_every_shipped_run_file_is_valid_and_comes_back_from_its_resolved_form(path: Path, tmp_path: Path) -> None:
    config = run.load(path)
    resolved = tmp_path / "config.toml"
    resolved.write_text(settings.dumps(config), encoding="utf-8")
    assert run.load(resolved) == config
    assert run.load(tmp_path) == config  # a run folder is as good as its file


@pytest.mark.parametrize("path", BUILDS, ids=lambda path: path.name)
def test_every_shipped_build_file_is_valid(path: Path) -> None:
    config = settings.load(path, BuildConfig)
    assert all(source.maker in MAKERS for source in config.sources)


def test_the_model_is_the_preset_with_the_tokenizers_vocabulary(toy_config: MakeConfig, toy_tokenizer: Path) -> None:
    model = toy_config(model={"preset": "hrm-26m", "width": 64}).model
    assert (model.vocab_size, model.width, model.layers, model.L_cycles) == (448, 64, 1, PRESETS["hrm-26m"].L_cycles)
    assert toy_config(model={"vocab_size": 512}).model.vocab_size == 512


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("train.learning=1", r"train: unknown key 'learning'"),
        ("trian.lr=1", r"unknown key 'trian' \(did you mean 'train'\?\)"),
        ("model.widht=1", r"model: unknown key 'widht' \(did you mean 'width'\?\)"),
        ("model.preset=hrm-5n", r"no preset 'hrm-5n' \(did you mean 'hrm-5m'\?\)"),
        ("model.kind=hmr", r"model: kind is 'hmr'; it must be one of"),
        ("train.tokens=5", r"exactly one of steps, tokens, minutes and epochs; it has steps and tokens"),
        ("train.steps=0", r"train\.steps is 0; it must be above 0"),
        ("train.lr=fast", r"train: lr is 'fast'; it must be float"),
        ("data.row_tokens=512", r"data\.row_tokens is 512 but the model holds 256"),
        ("data.sources=[]", r"data\.sources is empty"),
        ("optim.name=sgd", r"optim: name is 'sgd'; it must be one of 'adamw', 'muon', 'adam_atan2'"),
        ("task=codegne", r"task is 'codegne'; it must be one of 'codegen', 'puzzle'"),
        ("data=5", r"data is 5; it must be a section"),
    ],
)
def test_a_wrong_run_file_is_named_by_key(override: str, message: str, toy_table: dict[str, Any]) -> None:
    with pytest.raises((ConfigError, UsageError), match=message):
        run.build(settings.apply_overrides(toy_table, [override]), where="toy.toml")


def test_a_missing_run_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nothing\.toml"):
        run.load(tmp_path / "nothing.toml")


def test_task_puzzle_is_one_setting_on_any_run(toy_config: MakeConfig) -> None:
    resolved = dataclasses.asdict(toy_config())
    table = settings.apply_overrides(
        {name: value for name, value in resolved.items() if name != "model"}
        | {"model": {key: value for key, value in resolved["model"].items() if value is not None}},
        ["task=puzzle"],
    )
    table["train"] = {key: value for key, value in table["train"].items() if value is not None}
    config = run.build(table, where="run")
    assert (config.model.vocab_size, config.model.attention_kind) == (puzzle.named("sudoku4").vocab_size, "bidirectional")
    assert config.scores_valid
    run.check(config, None)


def test_bidirectional_attention_on_code_makes_scores_invalid(toy_config: MakeConfig) -> None:
    assert toy_config().scores_valid
    assert not toy_config(model={"attention": "bidirectional"}).scores_valid
    assert not toy_config(model={"causal": False}).scores_valid


def test_packed_puzzles_and_the_original_hrm_contradict_each_other(toy_config: MakeConfig) -> None:
    with pytest.raises(ConfigError, match="halts a row as a whole"):
        toy_config(task="puzzle", model={"kind": "hrm_v1"}, data={"packing": True})
    assert toy_config(model={"kind": "hrm_v1", "attention": "causal"}, data={"packing": True}).data.packing


def test_few_cycles_first_and_the_original_hrm_contradict_each_other(toy_config: MakeConfig) -> None:
    few = {"cycles_first": [1, 1], "cycles_until": 0.5}
    with pytest.raises(ConfigError, match=r"schedule\.cycles_until is 0\.5 but hrm_v1 always runs whole segments"):
        toy_config(model={"kind": "hrm_v1", "attention": "causal"}, schedule=few)
    assert toy_config(schedule=few).schedule.cycles_until == 0.5


@pytest.mark.parametrize(("name", "tokens", "vocabulary"), [("sudoku4", 17, 7), ("sudoku6", 37, 9), ("maze", 82, 7)])
def test_the_vocabulary_follows_the_puzzle(name: str, tokens: int, vocabulary: int, toy_config: MakeConfig) -> None:
    config = toy_config(task="puzzle", data={"puzzle": name, "puzzles": 20})
    assert config.model.vocab_size == vocabulary
    batch = feed(config, None).rows.take(2)
    assert int((batch["labels"] != -100).sum()) == 2 * tokens
    with pytest.raises(UsageError, match="did you mean 'sudoku6'"):
        toy_config(task="puzzle", data={"puzzle": "sudoku66"})


def test_runs_on_other_puzzles_do_not_resume_each_other(toy_config: MakeConfig) -> None:
    data = {output.identity(toy_config(task="puzzle", data={"puzzle": name})).data for name in ("sudoku4", "maze")}
    assert len(data) == 2


def test_the_check_finds_what_would_fail_later(toy_config: MakeConfig, tmp_path: Path) -> None:
    run.check(toy_config(), tmp_path)
    with pytest.raises(NotFound, match=r"nowhere\.jsonl"):
        run.check(toy_config(data={"sources": [{"file": "nowhere.jsonl"}]}), tmp_path)
    with pytest.raises(HeldOutError):
        run.check(toy_config(data={"sources": [{"task": "mbpp:test"}]}), tmp_path)
    with pytest.raises(UsageError, match="unknown task 'mbbp:train'"):
        run.check(toy_config(data={"sources": [{"task": "mbbp:train"}]}), tmp_path)
    with pytest.raises(TokenizerMismatch, match="leave vocab_size"):
        run.check(toy_config(model={"vocab_size": 300}), tmp_path)
    with pytest.raises(UsageError, match="must be auto, cpu or cuda"):
        run.check(toy_config(train={"device": "abacus"}), tmp_path)
    with pytest.raises(LimitError, match="MiB free"):
        run.check(toy_config(train={"keep": 10**12}), tmp_path / "not" / "there")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_missing_gpu_is_said(toy_config: MakeConfig) -> None:
    with pytest.raises(UsageError, match="no GPU"):
        run.check(toy_config(train={"device": "cuda"}), None)


def test_epochs_become_the_steps_that_see_every_row() -> None:
    assert TrainConfig(epochs=1).length(rows=10_000, rows_per_step=8).steps == 1250
    assert TrainConfig(epochs=2).length(rows=10, rows_per_step=8).steps == 3
    assert TrainConfig(epochs=0.5).length(rows=10, rows_per_step=8).steps == 1
    assert TrainConfig(minutes=3.0).length(rows=10, rows_per_step=8).minutes == 3.0


def test_precision_follows_the_processor(tmp_path: Path) -> None:
    info = tmp_path / "cpuinfo"
    for flags, expected in (("fpu avx2", False), ("fpu avx512_bf16", True), ("fpu amx_bf16", True)):
        info.write_text(f"flags : {flags}\n")
        assert run.cpu_has_bf16(info) is expected
    assert not run.cpu_has_bf16(tmp_path / "none")


def test_threads_are_what_the_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRM_THREADS", "3")
    assert run.threads() == 3
    monkeypatch.setenv("HRM_THREADS", "many")
    with pytest.raises(UsageError, match="HRM_THREADS is 'many'"):
        run.threads()
