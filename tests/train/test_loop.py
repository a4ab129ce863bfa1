"""The loop: its laws on toy runs."""

from __future__ import annotations

import functools
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from accelerate.state import AcceleratorState

from hrm_codegen import checkpoint
from hrm_codegen.errors import NotFound, NumericalError, TokenizerMismatch, UsageError
from hrm_codegen.folder import open_folder
from hrm_codegen.models import attention
from hrm_codegen.models.base import Cycles
from hrm_codegen.tokenizer import Tokenizer
from hrm_codegen.train import loop, metrics, objectives, run, state
from hrm_codegen.train.run import RunConfig
from hrm_codegen.train.schedule import Depth

MakeConfig = Callable[..., RunConfig]

torch.set_num_threads(1)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    found = state.newest(folder)
    assert found is not None
    return found[1].tensors


def assert_same_weights(one: Path, other: Path) -> None:
    first, second = weights(one), weights(other)
    assert first.keys() == second.keys()
    for name, tensor in first.items():
        assert torch.equal(tensor, second[name]), name


VARIANTS: dict[str, dict[str, Any]] = {
    "hrm, adamw": {},
    "hrm, few cycles first": {"schedule": {"cycles_first": [1, 1], "cycles_until": 0.5, "bp_until": 0.7}},
    "hrm, packed, accumulated, muon, bf16": {
        "data": {"packing": True, "batch_rows": 1},
        "train": {"accumulate": 2, "precision": "bf16"},
        "optim": {"name": "muon", "embedding_ratio": 0.1},
    },
    "hrm, learned weights and plans": {"loss": {"learn_task_weights": True, "plan_weight": 0.5, "edit_weight": 2.0}},
    "transformer, adam_atan2": {"model": {"kind": "transformer"}, "optim": {"name": "adam_atan2"}},
    "hrm_v1": {"model": {"kind": "hrm_v1", "halt_max_steps": 2, "attention": "causal", "halt_exploration": 0.5}},
    "trm": {"model": {"kind": "trm"}, "schedule": {"cycles_first": [1, 1], "cycles_until": 0.5}},
    "puzzle": {"task": "puzzle", "model": {"kind": "hrm_v1"}, "data": {"puzzles": 30}},
}


@pytest.mark.parametrize("name", VARIANTS)
def test_ten_steps_equal_five_then_a_resume_then_five(name: str, toy_config: MakeConfig, tmp_path: Path) -> None:
    config = toy_config(**VARIANTS[name])
    whole = loop.train(config, tmp_path / "whole")
    first = loop.train(config, tmp_path / "halves", max_steps=5)
    assert (first.step, first.ending) == (5, "max_steps")
    second = loop.train(config, tmp_path / "halves", resume=True)
    assert (whole.step, second.step, second.ending) == (10, 10, "done")
    assert_same_weights(tmp_path / "whole", tmp_path / "halves")
    left, right = (metrics.read(tmp_path / folder / "metrics.csv") for folder in ("whole", "halves"))
    assert [row["step"] for row in right] == list(range(1, 11))
    for ours, theirs in zip(left, right, strict=True):
        for column in ("loss", "grad_norm", "lr", "tokens", "bp_steps"):
            assert ours[column] == theirs[column]


def test_what_learns_beside_the_model_may_begin_and_end_at_a_resume(toy_config: MakeConfig, tmp_path: Path) -> None:
    plans, weights = {"plan_weight": 0.5}, {"learn_task_weights": True}
    for number, loss in enumerate(({}, plans, plans | weights, weights, {}), start=1):  # what stays changes its place among them
        result = loop.train(toy_config(loss=loss), tmp_path / "run", resume=number > 1, max_steps=2 * number)
        assert result.step == 2 * number


@pytest.mark.parametrize("kind", ["hrm", "hrm_v1"])
def test_the_last_validation_loss_is_that_of_the_model_as_it_answers(kind: str, toy_config: MakeConfig, tmp_path: Path) -> None:
    segments = {"halt_max_steps": 4, "H_cycles": 1, "attention": "causal"} if kind == "hrm_v1" else {}
    config = toy_config(model={"kind": kind, **segments}, train={"lr": 0.03})
    loop.train(config, tmp_path / "run")
    last = metrics.read(tmp_path / "run" / "metrics.csv")[-1]
    model, batches = checkpoint.load_model(tmp_path / "run" / "model").model, loop.prepare(config, None).validation
    whole, short = (objectives.validate(model, batches, cycles=cycles).row() for cycles in (None, Cycles(1, 2)))
    assert last["validation_loss"] == pytest.approx(whole["validation_loss"], rel=1e-6)
    assert last["validation_loss"] != pytest.approx(short["validation_loss"], rel=1e-6)
    assert 0 < last["acceptance/draft"] == whole["acceptance/draft"] <= 1
    assert "acceptance/draft" not in short  # one cycle has nobody to draft for


def test_the_loss_falls_and_the_best_checkpoint_is_named(toy_config: MakeConfig, tmp_path: Path) -> None:
    loop.train(toy_config(train={"steps": 40, "lr": 0.02}), tmp_path / "run")
    summary = metrics.summarise(tmp_path / "run" / "metrics.csv")
    assert summary.fall > 0.3
    rows = metrics.read(tmp_path / "run" / "metrics.csv")
    validated = {int(row["step"]): row["validation_loss"] for row in rows if "validation_loss" in row}
    assert sorted(validated) == [5, 10, 15, 20, 25, 30, 35, 40]
    best = state.pointed(tmp_path / "run", "best")
    assert best is not None
    assert best.name == state.name_of(min(validated, key=validated.__getitem__))
    assert best.is_dir()


def test_packed_and_unpacked_rows_have_the_same_loss(toy_config: MakeConfig) -> None:
    sums = []
    for packing in (False, True):
        config = toy_config(data={"packing": packing, "validation_rows": 0, "row_tokens": 256})
        training = loop.prepare(config, None)
        batches = [training.parts.loader.take(training.parts.loader.rows)]
        sums.append(loop._gradients(training, batches, Depth(Cycles(2, 2), 4)))
    assert torch.equal(sums[0].counts_C, sums[1].counts_C)
    assert torch.allclose(sums[0].sums_C, sums[1].sums_C, rtol=1e-5)
    assert torch.allclose(sums[0].objective, sums[1].objective, rtol=1e-5)


def test_two_accumulated_batches_make_the_step_of_one_twice_as_large(toy_config: MakeConfig) -> None:
    norms = []
    for rows, accumulate in ((4, 2), (8, 1)):
        training = loop.prepare(toy_config(data={"batch_rows": rows}, train={"accumulate": accumulate}), None)
        norms.append([loop.step(training)[column] for column in ("loss", "grad_norm", "tokens")])
    assert norms[0] == pytest.approx(norms[1], rel=1e-4)


def test_stopping_early_leaves_the_schedule_as_it_is(toy_config: MakeConfig, tmp_path: Path) -> None:
    config = toy_config(train={"steps": 100}, schedule={"warmup": 0.1, "decay": 0.5, "bp_until": 0.03, "bp_first": 2})
    loop.train(config, tmp_path / "run", max_steps=4)
    rows = metrics.read(tmp_path / "run" / "metrics.csv")
    assert [row["lr"] for row in rows] == pytest.approx([0.001, 0.002, 0.003, 0.004])
    assert [row["bp_steps"] for row in rows] == [2, 2, 5, 5]
    assert [row["progress"] for row in rows] == pytest.approx([0.01, 0.02, 0.03, 0.04])


def test_a_run_by_tokens_or_by_the_clock_ends_by_it(toy_config: MakeConfig, tmp_path: Path) -> None:
    loop.train(toy_config(train={"steps": None, "tokens": 1000}), tmp_path / "tokens")
    rows = metrics.read(tmp_path / "tokens" / "metrics.csv")
    assert rows[-2]["tokens"] < 1000 <= rows[-1]["tokens"]
    loop.train(toy_config(train={"steps": None, "minutes": 1e-4}), tmp_path / "clock")
    rows = metrics.read(tmp_path / "clock" / "metrics.csv")
    assert rows[-1]["seconds"] >= 0.006
    assert all(row["seconds"] < 0.006 for row in rows[:-1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_the_step_finish_saves_and_the_run_goes_on_as_if_nothing_had_been(
    number: signal.Signals, toy_config: MakeConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop.train(toy_config(), tmp_path / "whole")
    take_step = loop.step

    def interrupted(training: loop.Training) -> dict[str, float]:
        if training.parts.counters.step == 2:
            signal.raise_signal(number)
        return take_step(training)

    with monkeypatch.context() as patch:
        patch.setattr(loop, "step", interrupted)
        result = loop.train(toy_config(), tmp_path / "run")
    assert (result.step, result.ending, result.signal) == (3, "interrupted", number)
    assert state.pointed(tmp_path / "run", "latest") == tmp_path / "run" / "checkpoints" / "step-00000003"
    assert loop.train(toy_config(), tmp_path / "run", resume=True).ending == "done"
    assert_same_weights(tmp_path / "whole", tmp_path / "run")


def test_a_loss_that_is_no_number_stops_before_the_weights_are_touched(toy_config: MakeConfig, tmp_path: Path) -> None:
    loop.train(toy_config(), tmp_path / "run", max_steps=5)
    before = weights(tmp_path / "run")
    wild = toy_config(train={"lr": 1e38}, optim={"weight_decay": 1e3})
    message = r"step \d+: .* is (nan|inf); the last good checkpoint is .*step-00000005; .*rollback\.sh lower-rate .*run"
    with pytest.raises(NumericalError, match=message):
        loop.train(wild, tmp_path / "run", resume=True)
    assert all(torch.equal(before[name], tensor) for name, tensor in weights(tmp_path / "run").items())
    assert loop.train(toy_config(), tmp_path / "run", resume=True).ending == "done"


def test_the_model_folder_holds_the_averaged_weights_and_its_own_vocabulary(toy_config: MakeConfig, tmp_path: Path) -> None:
    config = toy_config()
    loop.train(config, tmp_path / "run")
    model, model_config = checkpoint.load_model(tmp_path / "run" / "model")
    assert model_config == config.model
    averages = {name.removeprefix("ema/"): t for name, t in weights(tmp_path / "run").items() if name.startswith("ema/")}
    for name, weight in model.named_parameters():
        assert torch.equal(weight, averages[name])
    opened = open_folder(tmp_path / "run" / "model")
    assert opened.tokenizer_json == Path(config.data.tokenizer).read_text()
    assert opened.hrm["exits"] == [1]
    assert opened.hrm["training"]["steps"] == 10
    assert "scores_valid" not in opened.hrm
    (tmp_path / "run" / "model" / "tokenizer.json").write_text(Tokenizer.load().to_json())
    with pytest.raises(TokenizerMismatch, match="put the right tokenizer back"):
        open_folder(tmp_path / "run" / "model")


def test_the_run_folder_holds_what_was_used(toy_config: MakeConfig, tmp_path: Path) -> None:
    config = toy_config()
    loop.train(config, tmp_path / "run", max_steps=2)
    resolved = run.load(tmp_path / "run")
    assert resolved == config
    assert Tokenizer.load(tmp_path / "run").sha256 == Tokenizer.load(config.data.tokenizer).sha256
    loop.train(toy_config(train={"lr": 0.001}), tmp_path / "run", resume=True, max_steps=3)
    assert run.load(tmp_path / "run").train.lr == 0.001
    assert run.load(tmp_path / "run" / "config.before-step-2.toml") == config  # what was overridden is kept


def test_a_finished_run_resumes_to_itself(toy_config: MakeConfig, tmp_path: Path) -> None:
    loop.train(toy_config(), tmp_path / "run")
    before = weights(tmp_path / "run")
    assert loop.train(toy_config(), tmp_path / "run", resume=True).ending == "done"
    assert all(torch.equal(before[name], tensor) for name, tensor in weights(tmp_path / "run").items())


def test_nobodys_files_are_overwritten(toy_config: MakeConfig, tmp_path: Path) -> None:
    loop.train(toy_config(), tmp_path / "run", max_steps=1)
    with pytest.raises(UsageError, match=r"already holds a run \(step-00000001\); go on with --resume"):
        loop.train(toy_config(), tmp_path / "run")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("dear")
    with pytest.raises(UsageError, match="is no run folder"):
        loop.train(toy_config(), tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    with pytest.raises(UsageError, match=r"thesis\.txt exists and is no run folder; name another --out"):
        loop.train(toy_config(), tmp_path / "mine" / "thesis.txt")
    with pytest.raises(UsageError, match=r"run cannot be made: .*thesis\.txt is a file; name another --out"):
        loop.train(toy_config(), tmp_path / "mine" / "thesis.txt" / "run")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "dear"
    with pytest.raises(NotFound, match="start it without --resume"):
        loop.train(toy_config(), tmp_path / "none", resume=True)
    with pytest.raises(NotFound, match="start it without --resume"):
        loop.train(toy_config(), tmp_path / "mine" / "thesis.txt", resume=True)


def test_a_dry_run_takes_a_real_step_and_writes_nothing(
    toy_config: MakeConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = loop.dry_run(toy_config())
    assert 3 < done.loss < 12
    assert done.peak_memory > 2**20
    assert list(tmp_path.iterdir()) == []


def test_documents_over_the_limit_are_counted(toy_config: MakeConfig, tmp_path: Path) -> None:
    result = loop.train(toy_config(data={"row_tokens": 64}), tmp_path / "run", max_steps=1)
    assert result.dropped > 0


WAYS_BACK: dict[str, dict[str, Any]] = {
    "transformer": {"model": {"kind": "transformer"}},
    "causal attention": {"model": {"attention": "causal"}},
    "bidirectional attention": {"model": {"attention": "bidirectional"}},
    "puzzle": {"task": "puzzle", "data": {"puzzles": 30}},
}


@pytest.mark.parametrize("name", WAYS_BACK)
def test_every_way_back_is_one_setting_that_trains_and_writes_a_model(name: str, toy_config: MakeConfig, tmp_path: Path) -> None:
    config = toy_config(**WAYS_BACK[name])
    loop.train(config, tmp_path / "run", max_steps=3)
    rows = metrics.read(tmp_path / "run" / "metrics.csv")
    assert all(row["loss"] < 12 for row in rows)
    assert checkpoint.load_model(tmp_path / "run" / "model").config == config.model
    marked = open_folder(tmp_path / "run" / "model").hrm.get("scores_valid", True)
    assert marked is (name != "bidirectional attention")


def test_plain_attention_is_one_variable_and_gives_the_same_loss(toy_config: MakeConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    for module, function in ((attention, "_attend_plain"), (attention.F, "scaled_dot_product_attention")):
        monkeypatch.setattr(module, function, noted(getattr(module, function), ran))
    losses = {}
    for backend in attention.BACKENDS:
        monkeypatch.setenv("HRM_ATTENTION", backend)
        losses[backend] = loop.step(loop.prepare(toy_config(), None))["loss"]
        assert set(ran) == {"_attend_plain" if backend == "plain" else "scaled_dot_product_attention"}
        ran.clear()
    assert losses["plain"] == pytest.approx(losses["fused"], rel=1e-5)


def noted(function: Callable[..., torch.Tensor], calls: list[str]) -> Callable[..., torch.Tensor]:
    """Return the function, which now notes its name whenever it runs."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> torch.Tensor:
        calls.append(function.__name__)
        return function(*args, **kwargs)

    return run


def test_settings_of_accelerate_on_this_machine_change_no_gradient(toy_config: MakeConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    norm = loop.step(loop.prepare(toy_config(), None))["grad_norm"]
    monkeypatch.setenv("ACCELERATE_GRADIENT_ACCUMULATION_STEPS", "4")
    monkeypatch.setenv("ACCELERATE_MIXED_PRECISION", "fp16")
    AcceleratorState._reset_state()  # it is read once in a process
    training = loop.prepare(toy_config(), None)
    assert training.accelerator.mixed_precision == "no"
    assert loop.step(training)["grad_norm"] == norm


def test_losses_of_cycles_and_tasks_stand_in_their_own_columns(toy_config: MakeConfig) -> None:
    training = loop.prepare(toy_config(loss={"first_weight": 0.1}, data={"batch_rows": 20}), None)
    row = loop.step(training)
    assert {"exit_loss/1", "exit_loss/first_L", "z_loss", "loss/write", "loss/raw"} <= row.keys()
    segments = loop.step(loop.prepare(toy_config(model={"kind": "hrm_v1", "halt_max_steps": 3}), None))
    assert 1 <= segments["act/segments"] <= 3


@pytest.mark.parametrize("loss", [{"learn_task_weights": True}, {"learn_task_weights": True, "plan_weight": 0.5}])
def test_what_learns_beside_the_model_takes_nothing_of_its_step(loss: dict[str, Any], toy_config: MakeConfig) -> None:
    """Weights between tasks begin at one, so the model's gradient is that of a run without; theirs is several times the clip."""
    alone, beside = (loop.prepare(toy_config(loss=more, train={"clip": 0.1}), None) for more in ({}, loss))
    rows = [loop.step(training) for training in (alone, beside)]
    assert rows[0]["grad_norm"] == rows[1]["grad_norm"]
    for name, weight in alone.parts.model.state_dict().items():
        assert torch.equal(weight, beside.parts.model.state_dict()[name]), name


def test_each_part_is_clipped_by_its_own_norm(toy_config: MakeConfig) -> None:
    training = loop.prepare(toy_config(loss={"learn_task_weights": True, "plan_weight": 0.5}, train={"clip": 1.0}), None)
    first = next(training.parts.model.parameters())
    weights, readout = training.parts.learned.children()
    for parameter, largest in ((first, 30.0), (next(weights.parameters()), 4.0), (next(readout.parameters()), 0.5)):
        parameter.grad = torch.zeros_like(parameter)
        parameter.grad.view(-1)[0] = largest
    assert list(loop._clip(training).values()) == [30.0, 4.0, 0.5]
    left = [float(next(part.parameters()).grad.norm()) for part in (training.parts.model, weights, readout)]  # type: ignore[union-attr]
    assert left == pytest.approx([1.0, 1.0, 0.5], rel=1e-4)  # what is short enough stays


@pytest.mark.slow
def test_a_compiled_forward_pass_trains_to_the_same_loss(toy_config: MakeConfig) -> None:
    losses = []
    for compiled in (False, True):
        one_graph = {"schedule": {"bp_until": 0.0}, "data": {"packing": True}}
        training = loop.prepare(toy_config(train={"compile": compiled}, **one_graph), None)
        losses.append([loop.step(training)["loss"] for _ in range(3)])
    assert losses[1] == pytest.approx(losses[0], rel=1e-3)


# a change that should not change numbers leaves these as they are; one that should says so in its commit
GOLDEN = [6.0005, 5.763531, 4.298702, 3.835022, 3.585658, 3.375207]


def test_the_golden_loss_curve_stays(toy_config: MakeConfig) -> None:
    training = loop.prepare(toy_config(train={"steps": 6}, schedule={"bp_first": 2, "bp_until": 0.2}), None)
    losses = [loop.step(training)["loss"] for _ in range(6)]
    assert losses == pytest.approx(GOLDEN, rel=1e-4)
