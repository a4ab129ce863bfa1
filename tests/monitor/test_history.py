"""Run folders read back: where a run stands, what happened in it, how it compares."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from run_folders import add_scores, make_run

from hrm_codegen.errors import NotFound, UsageError
from hrm_codegen.evaluate import pipeline, runner
from hrm_codegen.monitor import found, history
from hrm_codegen.monitor.history import Transition
from hrm_codegen.tasks.catalog import Source

NOW = 1_000_000.0


@pytest.mark.parametrize(
    ("steps", "quiet_s", "state"), [(100, 0, "done"), (100, 9999, "done"), (50, 10, "running"), (50, 130, "stopped")]
)
def test_the_state_follows_from_progress_and_silence(tmp_path: Path, steps: int, quiet_s: float, state: str) -> None:
    run = history.read(make_run(tmp_path / "run", steps=steps, changed=NOW - quiet_s))
    assert run.state(NOW) == state


def test_a_run_with_slow_steps_may_be_silent_for_longer(tmp_path: Path) -> None:
    run = history.read(make_run(tmp_path / "run", steps=50, faster=0.01, changed=NOW - 400))
    assert run.state(NOW) == "running"


def test_a_line_sums_a_run_up(tmp_path: Path) -> None:
    line = history.line(history.read(make_run(tmp_path / "run", steps=60, changed=NOW)), NOW)
    assert (line.name, line.model, line.steps, line.tokens, line.minutes) == ("run", "hrm 32x1 H2L2", 60, 60_000, 0.5)
    assert line.loss == pytest.approx(4 - 0.02 * 55.5)  # mean of steps 51 to 60
    assert line.validation_loss == pytest.approx(4 - 0.02 * 50 + 0.5)
    assert line.tokens_per_s == pytest.approx(2000)
    # embeddings 512 * 32, and in each of two stacks a block: 5 * 32 * 32 of attention with its gate, 3 * 32 * 48 of the rest
    assert line.parameters == 512 * 32 + 2 * (5 * 32 * 32 + 3 * 32 * 48)


def test_runs_are_found_in_folders_of_folders_but_not_inside_runs(tmp_path: Path) -> None:
    first, second = make_run(tmp_path / "a"), make_run(tmp_path / "sweep" / "b")
    make_run(first / "inside")
    assert history.find(tmp_path) == [first, second]
    assert history.find(first) == [first]


def test_a_run_without_a_step_is_not_listed_and_refused_by_name(tmp_path: Path) -> None:
    empty = make_run(tmp_path / "empty", steps=1)
    (empty / "metrics.csv").write_text("step,tokens\n")
    make_run(tmp_path / "run")
    assert [run.name for run in history.read_all(tmp_path)] == ["run"]
    with pytest.raises(UsageError, match="no step yet"):
        history.read(empty)


@pytest.mark.parametrize("missing", ["config.toml", "metrics.csv"])
def test_a_folder_that_is_no_run_is_refused_by_what_it_lacks(tmp_path: Path, missing: str) -> None:
    run = make_run(tmp_path / "run")
    (run / missing).unlink()
    with pytest.raises(NotFound, match=missing):
        history.read(run)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("metrics.csv", b"epoch,tokens,seconds,accuracy\n1,10,2,0.5\n", "no number for step"),
        ("metrics.csv", b"step,accuracy\n1,0.5\n", "no number for seconds, tokens"),
        ("metrics.csv", b"step,tokens,seconds\n1,10,2\n2,,3\n", "no number for tokens"),
        ("metrics.csv", b"step,tokens,seconds\nnan,10,2\n", "no number for step"),
        ("metrics.csv", b"step,tokens\n1,10,2\n", "no step yet"),
        ("metrics.csv", b"\xff\xfe\x00", "is no run's"),
        ("config.toml", b'model = "resnet"\n', "model is 'resnet', not a section"),
    ],
)
def test_another_programs_folder_is_refused_by_name_and_not_listed(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    make_run(tmp_path / "run")
    (make_run(tmp_path / "foreign") / name).write_bytes(content)
    with pytest.raises(UsageError, match=message):
        history.read(tmp_path / "foreign")
    assert [history.line(run, NOW).name for run in history.read_all(tmp_path)] == ["run"]


def test_transitions_are_stages_depth_and_rate_in_order(tmp_path: Path) -> None:
    changes = history.transitions(history.read(make_run(tmp_path / "run", steps=80)))
    assert changes == [
        Transition(1, 0.0, "stage 'first <b>'"),
        Transition(1, 0.0, "4 L calls, 2 gradient calls"),
        Transition(11, 0.1, "the rate is at its peak"),
        Transition(21, 0.2, "4 L calls, 5 gradient calls"),
        Transition(51, 0.5, "stage 'second'"),
        Transition(61, 0.6, "the rate begins to fall"),
    ]


def test_a_stage_that_is_not_reached_is_no_transition(tmp_path: Path) -> None:
    changes = history.transitions(history.read(make_run(tmp_path / "run", steps=40)))
    assert "stage 'second'" not in [each.what for each in changes]


def test_losses_by_task_are_means_at_first_and_now(tmp_path: Path) -> None:
    drafts, gap, _, repair, write = history.falls(history.read(make_run(tmp_path / "run")))
    assert (drafts.column, drafts.last, drafts.rows) == ("acceptance/draft", 0.6, 4)
    assert (gap.column, gap.first, gap.last, gap.rows) == ("exit_gap", pytest.approx(0.25), pytest.approx(0.25), 100)
    assert (repair.column, repair.rows) == ("loss/repair", 100)
    assert (write.first, write.last) == (pytest.approx(4 - 0.02 * 13), pytest.approx(4 - 0.02 * 88))  # quarters


def test_the_last_exit_is_the_one_of_the_highest_number() -> None:
    assert history.exit_gap({"loss": 1.0, "exit_loss/2": 3.0, "exit_loss/10": 1.5, "exit_loss/first_L": 9.0}) == 0.5
    assert history.exit_gap({"loss": 1.0, "exit_loss/first_L": 9.0}) is None


def test_a_run_without_early_exits_has_no_gap(tmp_path: Path) -> None:
    run = history.read(make_run(tmp_path / "run", **{"exit_loss/1": ""}))
    assert not [fall for fall in history.falls(run) if fall.column == "exit_gap"]
    assert getattr(history.standing(run, "tokens", 50_000), "exit_gap", "gone") is None


def test_rows_that_grow_are_a_change_by_plan(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    grown = 'row_tokens = 1024\nfirst_row_tokens = 512\nfirst_rows_until = 0.85\nbuilt = ""'
    (run / "config.toml").write_text((run / "config.toml").read_text().replace('built = ""', grown))
    assert Transition(86, 0.85, "rows of 1024 tokens, 512 before") in history.transitions(history.read(run))


def test_only_settings_that_differ_are_differences(tmp_path: Path) -> None:
    runs = [history.read(make_run(tmp_path / name, lr=lr)) for name, lr in (("a", 0.001), ("b", 0.002))]
    assert history.differences(runs) == {"train.lr": [0.001, 0.002]}
    assert history.differences([runs[0], runs[0]]) == {}


def test_settings_in_lists_of_sections_are_told_apart() -> None:
    flat = history.flat({"stages": [{"name": "a", "components": {"write": 1}}, {"name": "b"}], "sinks": ["csv"]})
    assert flat == {"stages.0.name": "a", "stages.0.components.write": 1, "stages.1.name": "b", "sinks": ["csv"]}


def test_runs_are_compared_where_the_shortest_ended(tmp_path: Path) -> None:
    slow, fast = (
        history.read(make_run(tmp_path / "slow", steps=60)),
        history.read(make_run(tmp_path / "fast", steps=100, faster=2.0)),
    )
    tokens = history.together([slow, fast], "tokens")
    stood = history.standing(fast, "tokens", tokens)
    assert stood is not None
    assert (tokens, stood.steps, stood.minutes, stood.progress, stood.acceptance) == (60_000, 60, 0.25, 0.6, 0.55)
    assert stood.loss == pytest.approx(4 - 0.02 * 35.5)  # steps 11 to 60
    assert stood.exit_gap == pytest.approx(0.25)
    seconds = history.together([slow, fast], "seconds")
    assert (seconds, getattr(history.standing(slow, "seconds", seconds), "steps", 0)) == (25.0, 50)
    assert getattr(history.standing(fast, "seconds", seconds), "steps", 0) == 100
    assert history.standing(slow, "tokens", 10) is None


def test_benchmarks_are_compared_with_the_problems_as_they_are_now(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    add_scores(run)
    alarms = found.around(history.read(run), history.scores(history.read(run)))
    assert [alarm.name for alarm in alarms] == ["benchmarks-changed"]
    assert "exercises:demo:test (first 3) in eval" in alarms[0].measured
    now = runner.data_hash(pipeline.problems_of(Source("exercises:demo", "test"), 3))
    add_scores(tmp_path / "run" / "eval", data_sha256=now)
    (run / "eval" / "scores.json").unlink()
    assert found.around(history.read(run), history.scores(history.read(run))) == []


def test_scores_that_another_program_wrote_are_left_out(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    (run / "eval").mkdir()
    for text in ("[1]", "{", '{"task": "mbpp"}'):
        (run / "eval" / "scores.json").write_text(text)
        assert history.scores(history.read(run)) == {}


def test_scores_of_tasks_that_are_not_here_are_not_judged() -> None:
    scores = {"eval": {"task": "gone", "split": "test", "data_sha256": "0"}}
    assert found.benchmarks(scores) == ({}, {})


def test_runs_are_read_without_torch(tmp_path: Path) -> None:
    """The listing answers at once; only the size of a model that is not written yet needs the model's code."""
    make_run(tmp_path / "run")
    probe = (
        "import sys\nfrom pathlib import Path\nfrom hrm_codegen.monitor import found, history, page\n"
        f"found.in_log(history.read(Path({str(tmp_path / 'run')!r})))\nsys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr or "torch was imported"
