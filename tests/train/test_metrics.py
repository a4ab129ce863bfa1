"""Rows go to every sink; the CSV file survives kills and resumes."""

from __future__ import annotations

import io
import json
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from hrm_codegen.errors import ConfigError, NotFound, UsageError
from hrm_codegen.train import metrics
from hrm_codegen.train.metrics import PROBE_COLUMNS, SINKS, Csv, Lines, LogConfig, Metrics, Row, Setup


def setup(folder: Path, *, first_step: int = 0, more: tuple[str, ...] = (), log: LogConfig | None = None) -> Setup:
    return Setup(folder, metrics.columns(more), {"train": {"lr": 0.1}}, first_step, log or LogConfig())


def row(step: int, **more: float) -> Row:
    return {
        "step": step, "tokens": 100 * step, "seconds": 0.5 * step, "progress": step / 20, "lr": 1e-3, "loss": 5 - step / 10,
        "grad_norm": 1.0, "tokens_per_s": 200.0, "peak_memory": 2**30 + step, "bp_steps": 2, **more,
    }  # fmt: skip


def fill(sink: metrics.Sink, steps: range) -> None:
    for step in steps:
        sink.log(row(step))
    sink.close()


def test_the_file_gives_back_the_rows_bit_for_bit(tmp_path: Path) -> None:
    sink = Csv(setup(tmp_path, more=("loss/mbpp",)))
    written = [row(1, **{"loss/mbpp": 1 / 3}), row(2, validation_loss=2.0)]
    for one in written:
        sink.log(one)
    assert metrics.read(tmp_path / "metrics.csv") == written  # before closing: every row is flushed
    sink.close()


def test_a_resumed_run_drops_the_lost_rows_and_goes_on(tmp_path: Path) -> None:
    fill(Csv(setup(tmp_path)), range(1, 9))
    with (tmp_path / "metrics.csv").open("a") as file:
        file.write("9,900,4.")  # what a kill leaves
    fill(Csv(setup(tmp_path, first_step=5, more=("exit_loss/1",))), range(6, 8))
    rows = metrics.read(tmp_path / "metrics.csv")
    assert [int(one["step"]) for one in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert rows[2] == row(3)


def test_a_fresh_run_begins_a_fresh_file(tmp_path: Path) -> None:
    fill(Csv(setup(tmp_path)), range(1, 9))
    fill(Csv(setup(tmp_path)), range(1, 3))
    assert len(metrics.read(tmp_path / "metrics.csv")) == 2


def test_plain_lines_come_at_intervals_with_every_validation_and_the_end() -> None:
    now, stream = [0.0], io.StringIO()
    sink = Lines(stream, every_s=5.0, clock=lambda: now[0])
    for step in range(1, 9):
        now[0] = float(step)
        sink.log(row(step, **({"validation_loss": 3.0} if step == 4 else {})))
    sink.close()
    lines = stream.getvalue().splitlines()
    assert [line.split()[1] for line in lines] == ["1", "4", "8"]
    assert "loss 4.600" in lines[1]
    assert "validation 3.000" in lines[1]


def test_quiet_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HRM_QUIET", "1")
    with Metrics(setup(tmp_path)) as sinks:
        sinks.log(row(1))
    monkeypatch.delenv("HRM_QUIET")
    assert capsys.readouterr() == ("", "")
    with Metrics(setup(tmp_path)) as sinks:
        sinks.log(row(1))
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("step 1 ")


def test_a_summary_compares_the_first_and_last_ten_steps(tmp_path: Path) -> None:
    fill(Csv(setup(tmp_path)), range(1, 31))
    summary = metrics.summarise(tmp_path / "metrics.csv")
    assert (summary.steps, summary.tokens) == (30, 3000)
    assert summary.first_loss == pytest.approx(5 - 0.55)
    assert summary.last_loss == pytest.approx(5 - 2.55)
    assert summary.fall == pytest.approx(1 - 2.45 / 4.45)
    assert summary.peak_memory == 2**30 + 30
    assert summary.best_validation_loss is None


def test_a_summary_of_nothing_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="hrm train"):
        metrics.summarise(tmp_path / "metrics.csv")
    Csv(setup(tmp_path)).close()
    with pytest.raises(UsageError, match="no step"):
        metrics.summarise(tmp_path / "metrics.csv")


def test_an_unknown_sink_is_named_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="did you mean 'wandb'"):
        LogConfig(sinks=("wandbb",))


def test_tensorboard_gets_every_number(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    fill(SINKS["tensorboard"](setup(tmp_path, log=LogConfig(sinks=("tensorboard",)))), range(1, 4))
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    assert [event.step for event in events.Scalars("loss")] == [1, 2, 3]
    assert events.Scalars("lr")[0].value == pytest.approx(1e-3)


def test_wandb_works_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("wandb")
    monkeypatch.delenv("WANDB_MODE", raising=False)
    fill(SINKS["wandb"](setup(tmp_path, log=LogConfig(sinks=("wandb",)))), range(1, 4))
    name = (tmp_path / "wandb" / "run-id").read_text().strip()
    assert list((tmp_path / "wandb").glob(f"offline-run-*-{name}/*.wandb"))


PROBED = {PROBE_COLUMNS[0]: 0.5, PROBE_COLUMNS[1]: 1.0}
ANSWERS = [
    {
        "id": "add/1",
        "prompt": "Add two.",
        "tests": [],
        "code": "def add(a):\n```\n    return a",
        "verdict": "fail",
        "detail": "TypeError",
    },
    {
        "id": "up/2",
        "prompt": "Make it loud.",
        "tests": [],
        "code": "def up(s):\n    return s.upper()",
        "verdict": "pass",
        "detail": "",
    },
]


def add_samples(folder: Path, step: int) -> None:
    """Write what the probe of a run writes."""
    path = folder / "samples" / f"step-{step:08d}.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(answer) + "\n" for answer in ANSWERS))


class StandInRun:
    """What `wandb.init` returns, as far as a sink uses it."""

    def __init__(self, options: dict[str, Any], number: int) -> None:
        self.options = options
        self.id = options["id"] or f"id-{number}"
        self.logged: list[tuple[int, dict[str, Any]]] = []

    def log(self, values: dict[str, Any], *, step: int) -> None:
        self.logged.append((step, values))

    def finish(self) -> None:
        self.logged.append((-1, {}))


@pytest.fixture
def wandb_runs(monkeypatch: pytest.MonkeyPatch) -> list[StandInRun]:
    """A stand-in for wandb in its place; the runs it was asked for."""
    runs: list[StandInRun] = []

    def init(**options: Any) -> StandInRun:
        runs.append(StandInRun(options, len(runs) + 1))
        return runs[-1]

    library = ModuleType("wandb")
    library.__spec__ = ModuleSpec("wandb", None)
    for name, member in (("init", init), ("Settings", SimpleNamespace), ("Table", SimpleNamespace)):
        monkeypatch.setattr(library, name, member, raising=False)
    monkeypatch.setitem(sys.modules, "wandb", library)
    return runs


def test_a_resume_goes_on_with_the_same_run_of_wandb_and_a_fresh_start_does_not(
    tmp_path: Path, wandb_runs: list[StandInRun]
) -> None:
    for first_step in (0, 5, 7, 0):
        fill(SINKS["wandb"](setup(tmp_path, first_step=first_step)), range(first_step + 1, first_step + 3))
    assert [run.id for run in wandb_runs] == ["id-1", "id-1", "id-1", "id-4"]
    assert [run.options["resume"] for run in wandb_runs] == [None, "allow", "allow", None]
    assert [[step for step, _ in run.logged] for run in wandb_runs] == [[1, 2, -1], [6, 7, -1], [8, 9, -1], [1, 2, -1]]


def test_a_run_whose_first_part_was_not_sent_begins_one_of_wandb_at_its_resume(
    tmp_path: Path, wandb_runs: list[StandInRun]
) -> None:
    fill(SINKS["wandb"](setup(tmp_path, first_step=5)), range(6, 8))
    fill(SINKS["wandb"](setup(tmp_path, first_step=7)), range(8, 9))
    assert [run.options["resume"] for run in wandb_runs] == [None, "allow"]
    assert wandb_runs[1].id == wandb_runs[0].id


def test_answers_of_the_probe_are_a_table_of_wandb_after_their_row(
    tmp_path: Path, wandb_runs: list[StandInRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRM_QUIET", "1")
    add_samples(tmp_path, 2)
    with Metrics(setup(tmp_path, more=PROBE_COLUMNS, log=LogConfig(sinks=("wandb",)))) as sinks:
        sinks.log(row(1))
        sinks.log(row(2, **PROBED))
        sinks.log(row(3, **PROBED))  # its file is not there
    (run,) = wandb_runs
    assert [(step, "samples" in values) for step, values in run.logged[:-1]] == [(1, False), (2, False), (2, True), (3, False)]
    table = run.logged[2][1]["samples"]
    assert table.columns == ["id", "prompt", "code", "verdict", "detail"]
    assert table.data == [[answer[name] for name in table.columns] for answer in ANSWERS]


def test_answers_are_not_read_where_no_sink_shows_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRM_QUIET", "1")
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "step-00000002.jsonl").write_text("no JSON")
    with Metrics(setup(tmp_path, more=PROBE_COLUMNS)) as sinks:
        sinks.log(row(2, **PROBED))
    assert metrics.read(tmp_path / "metrics.csv") == [row(2, **PROBED)]


def test_answers_of_the_probe_are_text_in_tensorboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tensorboard")
    monkeypatch.setenv("HRM_QUIET", "1")
    add_samples(tmp_path, 2)
    with Metrics(setup(tmp_path, more=PROBE_COLUMNS, log=LogConfig(sinks=("tensorboard",)))) as sinks:
        sinks.log(row(2, **PROBED))
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    (event,) = EventAccumulator(str(tmp_path / "tensorboard")).Reload().Tensors("samples/text_summary")
    text = event.tensor_proto.string_val[0].decode()
    assert event.step == 2
    assert text.startswith(
        "### add/1: fail\n\n    Add two.\n\n    def add(a):\n    ```\n        return a\n\n    TypeError\n\n### up/2"
    )
