"""`hrm runs` as scripts and people use it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click.testing
import pytest

from hrm_codegen import cli
from hrm_codegen.errors import NotFound, UsageError

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "monitor"))
from run_folders import add_scores, make_run


def hrm(*words: object) -> click.testing.Result:
    return click.testing.CliRunner().invoke(cli.hrm, ["runs", *map(str, words)], catch_exceptions=False)


def test_list_names_every_run_and_its_state(tmp_path: Path) -> None:
    make_run(tmp_path / "finished", changed=1000)
    make_run(tmp_path / "sweep" / "cut-off", steps=30, changed=2000)
    listed = json.loads(hrm("list", tmp_path, "--json").stdout)
    assert listed["v"] == 1
    assert [(run["name"], run["state"], run["steps"]) for run in listed["runs"]] == [
        ("cut-off", "stopped", 30),
        ("finished", "done", 100),
    ]
    head, *lines = hrm("list", tmp_path).stdout.splitlines()
    assert head.split() == ["run", "model", "parameters", "steps", "tokens", "minutes", "loss", "validation", "tokens/s", "state"]
    assert [line.split()[0] for line in lines] == ["cut-off", "finished"]


def test_list_looks_where_train_puts_runs_and_says_when_none_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "hrm-codegen" / "runs").mkdir(parents=True)
    none = hrm("list")
    assert (none.stdout, "no run under" in none.stderr) == ("", True)
    make_run(tmp_path / "hrm-codegen" / "runs" / "mine")
    assert "mine" in hrm("list").stdout
    assert hrm("show", "mine").stdout.startswith("mine: hrm 32x1 H2L2")


def test_show_tells_transitions_losses_scores_and_signs(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", steps=150, of=150, peak_memory=11.5 * 2**30)
    add_scores(run)
    report = json.loads(hrm("show", run, "--json").stdout)
    assert report["v"] == 1
    assert [each["what"] for each in report["transitions"]][-1] == "the rate begins to fall"
    assert {each["column"] for each in report["losses"]} == {
        "acceptance/draft",
        "exit_gap",
        "exit_loss/1",
        "loss/repair",
        "loss/write",
    }
    assert [(score["task"], score["pass@1"]) for score in report["scores"]] == [("exercises:demo", 0.5)]
    assert [(sign["name"], sign["first_step"]) for sign in report["signs"]] == [
        ("memory-near-limit", 10),
        ("benchmarks-changed", None),
    ]
    text = hrm("show", run).stdout
    for words in (
        "  exit_gap          0.250  0.250",
        "150 steps",
        "stage 'second'",
        "exercises:demo:test, 3 problems: pass@1 50.0% (eval)",
        "memory-near-limit, memory is almost used up (step 10 to 150): peak memory",
        "benchmarks-changed, benchmark files changed since they were scored: not what was recorded",
    ):
        assert words in text


def test_compare_shows_what_differs_at_equal_tokens_and_at_equal_time(tmp_path: Path) -> None:
    slow, fast = make_run(tmp_path / "slow", steps=60, lr=0.001), make_run(tmp_path / "fast", faster=2.0)
    found = json.loads(hrm("compare", slow, fast, "--json").stdout)
    assert found["differences"] == {"train.lr": [0.001, 0.002]}
    assert [run["steps"] for run in found["equal_tokens"]["runs"]] == [60, 60]
    assert [run["steps"] for run in found["equal_time"]["runs"]] == [50, 100]
    text = hrm("compare", slow, fast).stdout
    assert "train.lr  0.001  0.002" in text
    assert "at equal time (0.4 minutes)" in text
    head, _, line = text.partition("at equal time")[2].splitlines()[1:4]
    assert (head.split()[-5:], line.split()[-2:]) == (["last", "cycle", "gains", "drafts", "accepted"], ["0.250", "0.600"])
    assert hrm("compare", slow, slow).stdout.startswith("the settings are the same")


def test_plot_writes_one_page_and_prints_where(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    assert hrm("plot", run).stdout == f"{run / 'curves.html'}\n"
    assert (run / "curves.html").read_text().startswith("<!DOCTYPE html>")
    out = tmp_path / "both.html"
    assert json.loads(hrm("plot", run, make_run(tmp_path / "other"), "--out", out, "--json").stdout) == {"v": 1, "page": str(out)}
    assert "other" in out.read_text()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_more_runs_than_a_chart_tells_apart_are_refused_and_none_is_left_out_silently(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    with pytest.raises(UsageError, match="9 runs are given and a chart tells 8 apart"):
        hrm("plot", *[run] * 9)
    assert not (run / "curves.html").exists()


def test_follow_ends_when_no_run_goes_on(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", steps=30, changed=1000)
    assert hrm("plot", run, "--follow").stdout == f"{run / 'curves.html'}\n"


@pytest.mark.parametrize(("value", "said"), [("false", True), ("0", True), ("", True), ("true", False), ("1", False)])
def test_quiet_is_what_the_variable_says_however_it_is_spelled(
    value: str, said: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRM_QUIET", value)
    assert ("no run under" in hrm("list", tmp_path).stderr) == said


@pytest.mark.parametrize("words", [("show", "nowhere"), ("compare", "nowhere"), ("plot", "nowhere"), ("list", "nowhere")])
def test_what_is_no_run_is_not_found(words: tuple[str, ...]) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        hrm(*words)
