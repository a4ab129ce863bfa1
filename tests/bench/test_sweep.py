"""A sweep file becomes runs that differ in what it says and nothing else, and their results become paired comparisons."""

from __future__ import annotations

import json
import math
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen import config as settings
from hrm_codegen.bench import arms, sweep, sweep_table
from hrm_codegen.bench.paired import paired_t, t_quantile
from hrm_codegen.errors import ConfigError, NotFound, UsageError
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer
from hrm_codegen.train import run as run_file

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
[[data.sources]]
file = "{folder}/toy.jsonl"
[train]
minutes = 5.0
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tokenizer.json").write_text(Tokenizer.train([], vocab_size=SMALLEST_VOCAB).to_json())
    (tmp_path / "toy.jsonl").write_text(json.dumps({"prompt": "Add 1.", "solution": "def f(x):\n    return x + 1"}) + "\n")
    (tmp_path / "base.toml").write_text(BASE.format(folder=tmp_path))
    return tmp_path


def written(folder: Path, text: str) -> Path:
    path = folder / "sweep.toml"
    path.write_text('base = "base.toml"\n' + text)
    return path


def test_every_arm_runs_with_every_seed_under_every_budget_and_changes_only_what_it_names(folder: Path) -> None:
    path = written(
        folder,
        """
seeds = [0, 1]
budgets = [{tokens = 2000}, {minutes = 2}]
common = { train.lr = 0.5, "model.bp_steps" = 4 }
arms = [{name = "plain"}, {name = "fast", set = {"train.lr" = 0.25}}]
""",
    )
    plan = sweep.plan(path)
    assert [run.name for run in plan.runs] == [
        *("plain-2000tokens-s0", "fast-2000tokens-s0", "plain-2minutes-s0", "fast-2minutes-s0"),
        *("plain-2000tokens-s1", "fast-2000tokens-s1", "plain-2minutes-s1", "fast-2minutes-s1"),
    ]
    trains = [run.config.train for run in plan.runs if run.config]
    assert [(train.lr, train.tokens, train.minutes, train.seed) for train in trains[:3]] == [
        (0.5, 2000, None, 0),
        (0.25, 2000, None, 0),
        (0.5, None, 2.0, 0),
    ]
    assert {run.config.model.bp_steps for run in plan.runs if run.config} == {4}
    assert plan.reference == "plain"


def test_a_grid_is_an_arm_for_each_combination(folder: Path) -> None:
    path = written(folder, '[grid]\n"train.lr" = [1e-3, 2e-3]\n"data.batch_rows" = [4, 8]\n')
    assert [run.name for run in sweep.plan(path).runs] == [
        *("lr=0.001,batch_rows=4-s0", "lr=0.001,batch_rows=8-s0", "lr=0.002,batch_rows=4-s0", "lr=0.002,batch_rows=8-s0"),
    ]


def test_a_change_reaches_into_lists_and_a_dotted_key_replaces_a_table() -> None:
    table = {"a": {"stages": [{"x": {"p": 1, "q": 2}}]}, "b": 1}
    assert sweep.lay(table, {"a.stages.0.x.p": 5})["a"]["stages"] == [{"x": {"p": 5, "q": 2}}]
    assert sweep.lay(table, {"a": {"new": {"deep": 3}}})["a"] == {**table["a"], "new": {"deep": 3}}  # type: ignore[dict-item]
    assert sweep.lay({"a": {"x": {"p": 1}}}, {"a.x": {"q": 2}}) == {"a": {"x": {"q": 2}}}
    assert table == {"a": {"stages": [{"x": {"p": 1, "q": 2}}]}, "b": 1}


@pytest.mark.parametrize(
    ("change", "message"), [({"a.3.x": 1}, "no place in a list of 1"), ({"b.c": 1}, "b is a value, not a section")]
)
def test_a_change_that_leads_nowhere_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        sweep.lay({"a": [{}], "b": 1}, change)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no arms"),
        ('arms = [{name = "a"}, {name = "a"}]', "'a' is there twice"),
        ('arms = [{name = "../a"}]', "a name is made of"),
        ('seeds = [1, 1]\narms = [{name = "a"}]', "1 is there twice"),
        ('reference = "b"\narms = [{name = "a"}]', "reference is 'b'"),
        ('arms = [{name = "a"}]\nbudgets = [{tokens = 1, minutes = 1}]', "exactly one of"),
        ('arms = [{name = "a", sets = {}}]', "did you mean 'set'"),
    ],
)
def test_a_sweep_that_means_nothing_is_refused(folder: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        sweep.plan(written(folder, text))


def test_an_impossible_arm_is_a_run_with_its_problem_and_only_arms_that_are_all_impossible_are_an_error(folder: Path) -> None:
    path = written(folder, 'arms = [{name = "good"}, {name = "bad", set = {"train.lrr" = 1}}]')
    good, bad = sweep.plan(path).runs
    assert good.config is not None
    assert "did you mean 'lr'" in bad.problem
    with pytest.raises(ConfigError, match="did you mean 'lr'"):
        sweep.plan(written(folder, 'arms = [{name = "bad", set = {"train.lrr" = 1}}]'))


def test_only_keeps_the_reference(folder: Path) -> None:
    path = written(folder, 'arms = [{name = "a"}, {name = "b"}, {name = "c"}]')
    assert [run.arm for run in sweep.plan(path, sweep.Asked(only=("c",))).runs] == ["a", "c"]
    with pytest.raises(UsageError, match="no arm 'd'"):
        sweep.plan(path, sweep.Asked(only=("d",)))


def test_budgets_and_seeds_of_the_call_take_the_place_of_the_files(folder: Path) -> None:
    path = written(folder, 'seeds = [0, 1]\nbudgets = [{tokens = 9}]\narms = [{name = "a"}]')
    asked = sweep.Asked(budgets=("minutes=0.5", "steps=3"), seeds=(7,))
    assert [run.name for run in sweep.plan(path, asked).runs] == ["a-0.5minutes-s7", "a-3steps-s7"]
    with pytest.raises(ConfigError, match="did you mean 'tokens'"):
        sweep.plan(path, sweep.Asked(budgets=("token=3",)))


def test_an_override_reaches_every_arm_but_never_what_an_arm_is_about(folder: Path) -> None:
    path = written(folder, 'arms = [{name = "a"}, {name = "b", set = {"train.lr" = 0.25}}]')
    plan = sweep.plan(path, sweep.Asked(overrides=("train.lr=0.5", "train.clip=0.125")))
    assert [(run.config.train.lr, run.config.train.clip) for run in plan.runs if run.config] == [(0.5, 0.125), (0.25, 0.125)]


def test_an_arm_of_equal_operations_gets_the_tokens_that_cost_the_references(folder: Path) -> None:
    dense = '{name = "dense", equal = "flops", set = {"model.kind" = "transformer"}}'
    path = written(folder, f'budgets = [{{tokens = 100000}}]\narms = [{{name = "hrm"}}, {dense}]')
    hrm, twin = sweep.plan(path).runs
    assert twin.config is not None
    assert twin.config.train.tokens is not None
    assert twin.config.train.tokens > 100_000
    assert twin.flops * twin.config.train.tokens == pytest.approx(hrm.flops * 100_000, rel=1e-4)


def test_in_equal_time_an_arm_of_equal_operations_is_left_out_only_where_its_like_runs(folder: Path) -> None:
    dense = 'set = {"model.kind" = "transformer"}'
    arms_of = f'arms = [{{name = "hrm"}}, {{name = "dense", {dense}}}, {{name = "long", equal = "flops", {dense}}}]'
    path = written(folder, f"budgets = [{{minutes = 1}}]\n{arms_of}")
    assert [run.arm for run in sweep.plan(path).runs] == ["hrm", "dense"]
    reference, alone = sweep.plan(path, sweep.Asked(only=("long",))).runs
    assert (reference.arm, alone.arm) == ("hrm", "long")
    assert alone.config is not None
    assert alone.config.train.minutes == 1


def test_a_reference_that_cannot_run_takes_no_arm_with_it_but_those_measured_by_it(folder: Path) -> None:
    bad = '{name = "bad", set = {"train.lrr" = 1}}, {name = "good"}, {name = "long", equal = "flops"}'
    runs = sweep.plan(written(folder, f"budgets = [{{tokens = 9}}]\narms = [{bad}]")).runs
    assert [(run.arm, bool(run.problem)) for run in runs] == [("bad", True), ("good", False), ("long", True)]


def test_budgets_that_read_the_same_are_refused(folder: Path) -> None:
    path = written(folder, 'arms = [{name = "a"}]')
    with pytest.raises(ConfigError, match="budget '3 minutes' is there twice"):
        sweep.plan(path, sweep.Asked(budgets=("minutes=3", "minutes=3.0")))


@pytest.mark.parametrize(("length", "value"), [("steps", 100), ("epochs", 4.0)])
def test_equal_operations_stretch_a_length_that_is_the_runs_own(folder: Path, length: str, value: float) -> None:
    dense = '{name = "dense", equal = "flops", set = {"model.kind" = "transformer"}}'
    base = (folder / "base.toml").read_text()
    (folder / "base.toml").write_text(
        re.sub(r"^(steps|tokens|minutes|epochs) = .*$", f"{length} = {value}", base, flags=re.MULTILINE)
    )
    hrm, twin = sweep.plan(written(folder, f'arms = [{{name = "hrm"}}, {dense}]')).runs
    assert hrm.config is not None
    assert twin.config is not None
    stretched = getattr(twin.config.train, length)
    assert stretched > getattr(hrm.config.train, length) == value
    assert twin.flops * stretched == pytest.approx(hrm.flops * value, rel=0.01)


def test_operations_follow_the_depth_of_each_moment_and_count_the_exits(folder: Path) -> None:
    path = written(
        folder,
        """
common = { schedule.bp_until = 0.0, loss.exit_weight = 0.0, model.H_cycles = 2, model.L_cycles = 2, model.bp_steps = 6 }
arms = [
    {name = "whole"},
    {name = "short", set = {"model.bp_steps" = 2}},
    {name = "half", set = {"schedule.bp_until" = 0.5, "schedule.bp_first" = 2}},
    {name = "exit", set = {"loss.exit_weight" = 0.3}},
]
""",
    )
    whole, short, half, with_exit = (run.flops for run in sweep.plan(path).runs)
    assert half == pytest.approx((whole + short) / 2)
    assert with_exit - whole == 3 * 2 * SMALLEST_VOCAB * 32  # forward and backward of one more output


@given(st.floats(-5, 5), st.floats(0.1, 3))
def test_the_interval_holds_zero_exactly_when_the_test_is_not_sure(mean: float, spread: float) -> None:
    found = paired_t([mean - spread, mean, mean + spread])
    assert found.low is not None
    assert found.high is not None
    assert found.p_value is not None
    assert (found.low <= 0 <= found.high) == (found.p_value >= 0.05)


@pytest.mark.parametrize(("degrees", "quantile"), [(1, 12.70620), (2, 4.30265), (3, 3.18245), (4, 2.77645), (10, 2.22814)])
def test_the_quantile_is_the_one_in_the_tables(degrees: int, quantile: float) -> None:
    assert t_quantile(degrees) == pytest.approx(quantile, abs=1e-5)


def test_a_single_seed_has_a_difference_but_no_test() -> None:
    assert paired_t([0.5]) == (0.5, None, None, None, 1)


CONFIGS = Path(__file__).resolve().parents[2] / "configs" / "sweeps"
NO_EXIT = {"loss.exit_weight": 0.0}  # the twin is matched to the model; an exit's output is the loss's
SCORED = '[score]\ntask = "exercises:demo:test"\n'


def finished(folder: Path, run: sweep.Run, *, loss: float, passed: str) -> None:
    """Lay a finished run into a sweep's folder; `passed` has a 1 for each problem that passed."""
    own = arms.paths(folder, run.name)
    own.score.mkdir(parents=True)
    rows = [f"{step},{100 * step},{6 * step},0.1,{9.0 if step < 20 else loss},1000,2048,{loss + 1}" for step in range(1, 21)]
    head = "step,tokens,seconds,lr,loss,tokens_per_s,peak_memory,validation_loss"
    (own.run / "metrics.csv").write_text("\n".join([head, *rows]) + "\n")
    problems = [{"task_id": number, "n": 1, "passed": int(mark)} for number, mark in enumerate(passed)]
    share = passed.count("1") / len(passed)
    scores = {
        "v": 1, "pass@1": share, "syntax_valid": 1.0, "truncated": 0.0, "n_problems": len(passed), "problems": problems,
        "intervals": {"pass@1": {"low": 0.0, "high": 1.0}},
    }  # fmt: skip
    (own.score / "scores.json").write_text(json.dumps(scores))
    own.done.write_text(
        json.dumps({"v": 1, "trained": True, "scored": arms.scored_as(sweep.ScoreConfig(task="exercises:demo:test"))})
    )


def test_losses_are_compared_seed_by_seed_and_passes_problem_by_problem(folder: Path) -> None:
    path = written(folder, 'seeds = [0, 1, 2]\narms = [{name = "old"}, {name = "new"}]\n' + SCORED)
    plan, out = sweep.plan(path), folder / "out"
    for run in plan.runs:
        new = run.arm == "new"
        finished(out, run, loss=1.0 + run.seed / 2 - 0.125 * new, passed="1110" if new else "1000")
    result = sweep_table.gather(plan, out)
    new = next(arm for arm in result["arms"] if arm["arm"] == "new")
    assert new["loss"]["mean"] == pytest.approx(1.375)  # of the last step alone: 5 % of twenty
    assert new["loss"]["sd"] == pytest.approx(0.5)
    assert new["minutes"]["mean"] == pytest.approx(2.0)
    assert new["against"]["loss"]["mean"] == pytest.approx(-0.125)
    assert new["against"]["loss"]["p_value"] == pytest.approx(0.0, abs=1e-6)  # the same in every seed
    passes = new["against"]["pass@1"]
    assert (passes["gained"], passes["lost"], passes["difference"]) == (6, 0, 0.5)
    assert passes["p_value"] == 2 / 2**6
    text = sweep_table.as_text(result)
    assert "Difference from `old`" in text
    assert "-0.1250" in text


def cells(text: str, arm: str) -> list[str]:
    """Return the cells of a row of the last table that has one."""
    line = next(line for line in reversed(text.splitlines()) if line.startswith(f"| {arm} "))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_score_that_failed_hides_no_training_and_says_failed_in_its_cells(folder: Path) -> None:
    plan = sweep.plan(written(folder, 'seeds = [0, 1]\narms = [{name = "old"}, {name = "new"}]\n' + SCORED))
    out = folder / "out"
    for run in plan.runs:
        finished(out, run, loss=2.0 if run.arm == "old" else 1.5, passed="10")
    for failed in (["new-s0"], ["new-s0", "new-s1"]):
        for name in failed:
            arms.paths(out, name).done.write_text(json.dumps({"v": 1, "trained": True, "failed": "no compiler"}))
        result = sweep_table.gather(plan, out)
        new = result["arms"][1]
        assert (new["seeds"], new["failed"], new["loss"]["mean"]) == ([0, 1], len(failed), 1.5)
        assert (new["against"]["loss"]["mean"], new["against"]["loss"]["n"]) == (-0.5, 2)
        text = sweep_table.as_text(result, every_run=True)
        assert "- `new-s0`: no compiler" in text
        assert cells(text, "new-s0")[-3:] == ["2.5000", "failed", "failed"]  # the validation loss stands beside them
    whole = sweep_table.as_text(result).split("Difference")[0]
    assert cells(whole, "new")[-3:] == ["2.5000", "failed", "failed"]
    assert cells(whole, "old")[-1] == "100.0%"
    arms.paths(out, "new-s1").done.write_text(arms.paths(out, "old-s1").done.read_text())  # scored after all
    half = sweep_table.as_text(sweep_table.gather(plan, out)).split("Difference")[0]
    assert cells(half, "new")[-1] == "100.0%, 1 failed"


def test_a_task_that_cannot_be_scored_is_refused_before_anything_is_trained(folder: Path) -> None:
    plan = sweep.plan(written(folder, 'arms = [{name = "a"}]\n[score]\ntask = "exercises:heldot"\n'))
    with pytest.raises(UsageError, match="heldot"):
        arms.execute(plan, folder / "out", say=lambda _: None, after=lambda: None)
    assert not (folder / "out").exists()


def test_a_score_on_other_problems_is_not_shown_and_is_done_again(folder: Path) -> None:
    plan, out = sweep.plan(written(folder, 'arms = [{name = "old"}, {name = "new"}]\n' + SCORED)), folder / "out"
    for run in plan.runs:
        finished(out, run, loss=1.0, passed="10")
    own = arms.paths(out, "new-s0")
    known = json.loads(own.done.read_text())
    own.done.write_text(json.dumps({**known, "scored": {**known["scored"], "problems_sha256": "of another suite"}}))
    _, new = sweep_table.gather(plan, out)["runs"]
    assert "pass@1" not in new
    assert [arms._next_stage(plan, out, run) for run in plan.runs] == [None, "scored"]


def test_a_sweep_file_that_is_not_there_is_called_one(folder: Path) -> None:
    with pytest.raises(NotFound, match=r"^sweep file .*none\.toml does not exist"):
        sweep.plan(folder / "none.toml")
    (folder / "base.toml").unlink()
    with pytest.raises(NotFound, match=r"^run file .*base\.toml does not exist"):
        sweep.plan(written(folder, 'arms = [{name = "a"}]'))


def test_losses_on_different_data_are_never_compared(folder: Path) -> None:
    (folder / "other.jsonl").write_text((folder / "toy.jsonl").read_text())
    other = f'"data.sources" = [{{file = "{folder}/other.jsonl"}}]'
    plan = sweep.plan(written(folder, f'arms = [{{name = "a"}}, {{name = "b", set = {{{other}}}}}]\n{SCORED}'))
    for run in plan.runs:
        finished(folder / "out", run, loss=1.0, passed="10")
    against = sweep_table.gather(plan, folder / "out")["arms"][1]["against"]
    assert "loss" not in against
    assert against["pass@1"]["p_value"] == 1.0
    assert math.isclose(against["validation_loss"]["mean"], 0.0)  # no rows of the sources are held out: nothing differs


PROGRAM = """#!/bin/sh
# what an arm runs in place of the interpreter: when asked to end, it waits until the other is asked too
mine=$(basename "$6")
stop() {{ touch "{out}/asked-$mine"; until [ "$(ls "{out}" | grep -c asked-)" = 2 ]; do sleep 0.05; done; echo ended; exit 0; }}
trap stop TERM
touch "{out}/ready-$mine"
until [ "$(ls "{out}" | grep -c ready-)" = 2 ]; do sleep 0.05; done
[ "$mine" = b-s0 ] && sleep 0.2 && kill -TERM $PPID
for _ in $(seq 1000); do sleep 0.05; done
"""


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="two arms at once need two cores")
def test_arms_of_a_stopped_sweep_are_asked_to_end_all_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = folder / "out"
    plan = sweep.plan(written(folder, 'jobs = 2\narms = [{name = "a"}, {name = "b", set = {"train.lr" = 0.5}}]'))
    program = folder / "program"
    program.write_text(PROGRAM.format(out=out))
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(KeyboardInterrupt):
        arms.execute(plan, out, say=lambda _: None, after=lambda: None)
    assert [arms.paths(out, name).log.read_text().splitlines()[-1] for name in ("a-s0", "b-s0")] == ["ended", "ended"]


def test_cores_are_shared_out_and_never_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {3, 1, 5, 7, 9}, raising=False)
    monkeypatch.delenv("HRM_THREADS", raising=False)
    assert arms.cores(2) == [[1, 3], [5, 7]]
    monkeypatch.setenv("HRM_THREADS", "1")
    assert arms.cores(2) == [[1], [5]]
    with pytest.raises(UsageError, match="jobs is 6 but there are 5 cores"):
        arms.cores(6)


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.toml")), ids=lambda path: path.name)
def test_every_shipped_sweep_lays_out_arms_that_differ(path: Path) -> None:
    config = settings.load(path, sweep.SweepConfig)
    base = settings.read_toml(path.parent / config.base)
    built = [run_file.build(sweep.lay(sweep.lay(base, config.common), arm.set), where=arm.name) for arm in config.all_arms()]
    assert len(built) >= 12
    reference = next(one for one, arm in zip(built, config.all_arms(), strict=True) if arm.name == config.reference)
    same = [arm.name for one, arm in zip(built, config.all_arms(), strict=True) if one == reference]
    assert same == [config.reference]


def test_the_dense_twin_of_the_ablations_takes_the_references_operations() -> None:
    path = CONFIGS / "ablations.toml"
    config = settings.load(path, sweep.SweepConfig)
    base = settings.read_toml(path.parent / config.base)
    sets = {arm.name: arm.set for arm in config.all_arms()}
    flops = [sweep.training_flops(run_file.build(sweep.lay(sweep.lay(base, {**config.common, **NO_EXIT}), sets[name]), where=name))
             for name in ("H2L2", "dense-deep")]  # fmt: skip
    assert flops[1] == pytest.approx(flops[0], rel=0.05)
