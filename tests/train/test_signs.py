"""Warning signs: each is raised on a log that shows it, none on a healthy, noisy one."""

from __future__ import annotations

import inspect
import math
import random
import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from hrm_codegen.train import signs, warning_checks
from hrm_codegen.train.losses import Layout
from hrm_codegen.train.signs import SIGNS, Watch
from hrm_codegen.train.warning_checks import GIB, PASS, WINDOW, Evidence, Thresholds

Log = list[dict[str, float]]
TASKS = {"write": 1.0, "repair": 0.6, "raw": 1.6}  # level of each task's loss beside the others'
LANGUAGES = {"python": 1.0, "go": 1.08, "rust": 1.12}
MIB = 2**20


def healthy(steps: int = 600, *, seed: int = 0) -> Log:
    """A log as small runs leave it: a falling loss with noise, a change of mixture, a deeper phase."""
    draw = random.Random(seed)
    rows: Log = []
    for step in range(1, steps + 1):
        progress = step / steps
        level = 1.0 + 5.0 * math.exp(-step / 60) - 0.4 * progress
        deep = progress > 0.2
        shares = {name: draw.random() * (3 if (name == "raw") == (progress > 0.5) else 1) for name in TASKS}
        present = {name: share for name, share in shares.items() if share > 0.25}
        own = {name: level * TASKS[name] * draw.gauss(1, 0.1) for name in present}
        loss = sum(own[name] * share for name, share in present.items()) / max(sum(present.values()), 1e-9) or level
        rows.append(
            {
                "step": float(step), "tokens": 4e3 * step, "seconds": 20 + 0.5 * step * draw.gauss(1, 0.001), "progress": progress,
                "lr": 2e-3, "loss": loss, "grad_norm": 0.8 * math.exp(draw.gauss(0, 0.15)) + 2 * math.exp(-step / 20),
                "tokens_per_s": 8000.0, "peak_memory": (900 + 60 * math.log(step) + 500 * deep) * MIB,
                "L_calls": 4.0, "bp_steps": 5.0 if deep else 2.0, "exit_loss/1": loss + 0.15 + draw.gauss(0, 0.03),
                "state_change/1": draw.gauss(0.9, 0.02), "state_change/2": draw.gauss(0.4, 0.02),
                "grad_norm/H_module": 0.4, "grad_norm/L_module": 0.6, "grad_norm/embeddings": 0.2,
                **{f"loss/{name}": value for name, value in own.items()},
                **{f"loss/language/{name}": level * share * draw.gauss(1, 0.1) for name, share in LANGUAGES.items()},
            }
        )  # fmt: skip
    return rows


def after(step: int, change: Callable[[dict[str, float]], dict[str, float]], *, until: int = 10**9) -> Log:
    """The healthy log with every row from a step on changed."""
    return [{**row, **change(row)} if step <= row["step"] < until else row for row in healthy()]


def scaled(row: dict[str, float], factor: float) -> dict[str, float]:
    """A row whose losses, the tasks' own too, are so many times as large."""
    return {name: value * factor for name, value in row.items() if name == "loss" or name.startswith(("loss/", "exit_loss/"))}


def scattered(row: dict[str, float]) -> dict[str, float]:
    return scaled(row, random.Random(row["step"]).choice((0.2, 0.3, 2.0, 2.6)))


def slow(row: dict[str, float]) -> dict[str, float]:
    return {"seconds": row["seconds"] + 2.0 * (row["step"] - 300)}


SICK: dict[str, Log] = {
    "loss-oscillating": after(200, lambda row: scaled(row, 1 + 0.3 * math.sin(row["step"] / 3))),
    "loss-spiking": after(400, lambda row: scaled(row, 2.0), until=412),
    "loss-diverging": after(400, lambda row: scaled(row, 1 + (row["step"] - 400) / 200)),
    "gradients-exploding": after(333, lambda _: {"grad_norm": 36.0}, until=334),
    "gradients-vanishing": after(200, lambda row: {"grad_norm": row["grad_norm"] * math.exp((200 - row["step"]) / 40)}),
    "act-not-converging": after(300, lambda row: {"exit_loss/1": row["loss"] - 0.1}),
    "plateau": [{**row, "loss": 5 + (row["loss"] - 1) / 50} for row in healthy()],
    "overfitting": [
        {**row, "validation_loss": 2 + abs(row["step"] - 250) / 250} if row["step"] % 50 == 0 else row for row in healthy()
    ],
    "language-gap": after(200, lambda row: {"loss/language/rust": 1.5 * row["loss/language/rust"]}),
    "memory-growing": after(250, lambda row: {"peak_memory": row["peak_memory"] + (row["step"] - 250) * 8 * MIB}),
    "memory-near-limit": after(500, lambda _: {"peak_memory": 11 * GIB}),
    "mixture-unstable": after(300, scattered),
    "overtime": after(300, slow),
}


STAGE, LONGER = 400, 500  # where the log of a curriculum changes its stage, and its rows grow
STAGES = {"complete": (0.61, 0.55), "write": (0.74, 0.69), "warmup": (0.71, 0.66), "fim": (1.18, 1.61), "predict": (1.58, 2.47)}
"""Mean losses of tasks before and after a change of stage, as a run had them: two of five get harder items."""


def curriculum(steps: int = 600, *, stage: int = STAGE, factor: Callable[[int], float] = lambda _: 1.0) -> Log:
    """The log of a run whose second stage has harder items in two tasks and one task more, scattered as real batches are."""
    draw = random.Random(7)
    rows = healthy(steps)
    for row in rows:
        step = int(row["step"])
        early = 5 * math.exp(-step / 60)
        means = {name: (second if step >= stage else first) + early for name, (first, second) in STAGES.items()}
        means |= {"command": 4.0} if step >= stage else {}
        own = {name: mean * factor(step) * draw.gauss(1, 0.2) for name, mean in means.items() if draw.random() < 0.9}
        loss = sum(own.values()) / max(len(own), 1)
        for name in [name for name in row if name.startswith("loss/")]:
            del row[name]
        row |= {"loss": loss, "exit_loss/1": loss + 0.1, **{f"loss/{name}": value for name, value in own.items()}}
    return rows


def longer(*, logged: bool) -> Log:
    """A healthy log whose rows grow late: more memory, fewer tokens a second, and in a new task a language never seen before."""

    def grown(row: dict[str, float]) -> dict[str, float]:
        loss, more = 1.5 * row["loss"], {"loss/language/java": row["loss/language/go"], "row_tokens": 1024.0}
        return {
            "loss": loss, "exit_loss/1": loss + 0.1, "loss/project": 2 * loss, "peak_memory": 1.9 * row["peak_memory"],
            "tokens_per_s": 5600.0, "seconds": row["seconds"] + 0.2 * (row["step"] - LONGER), **(more if logged else {}),
        }  # fmt: skip

    short = {"row_tokens": 512.0} if logged else {}
    return [{**short, **row} for row in after(LONGER, grown)]


def names(alarms: list[signs.Alarm] | list[signs.Episode]) -> set[str]:
    return {alarm.name for alarm in alarms}


@pytest.mark.parametrize("seed", range(4))
def test_a_healthy_noisy_log_raises_no_sign(seed: int) -> None:
    assert signs.history(healthy(seed=seed)) == []


@pytest.mark.parametrize("name", SICK)
def test_each_sign_is_raised_on_a_log_that_shows_it(name: str) -> None:
    found = {episode.name: episode for episode in signs.history(SICK[name])}
    assert name in found
    assert found[name].first_step > 100
    assert found[name].remedy == SIGNS[name].remedy


@pytest.mark.parametrize("name", ["loss-oscillating", "gradients-vanishing", "act-not-converging", "overfitting", "language-gap"])
def test_these_signs_do_not_raise_others_with_them(name: str) -> None:
    assert names(signs.history(SICK[name])) == {name}


def test_latest_sees_what_the_watch_sees_at_the_last_row() -> None:
    for rows in SICK.values():
        watch = Watch()
        for row in rows:
            watch.take(row)
        assert names(signs.latest(rows)) == names(watch.now())


def test_a_watch_raises_each_sign_once() -> None:
    watch = Watch()
    raised = [alarm.name for row in SICK["loss-diverging"] for alarm in watch.see(row)]
    assert raised.count("loss-diverging") == 1
    assert len(raised) == len(set(raised))


def test_a_watch_remembers_means_instead_of_rows() -> None:
    watch = Watch()
    for row in healthy(2000):
        watch.take(row)
    assert len(watch.recent) < 2 * WINDOW
    assert len(watch.before) < 2000 / 20


def test_a_loss_that_is_no_number_is_divergence() -> None:
    rows = [*healthy(150), {**healthy(150)[-1], "loss": math.nan}]
    assert "loss-diverging" in names(signs.latest(rows))


def test_a_spike_that_passed_is_no_news_any_more() -> None:
    assert names(signs.latest(SICK["loss-spiking"])) == set()


def test_a_change_of_mixture_is_neither_a_spike_nor_divergence() -> None:
    """The loss doubles because harder rows are drawn; no task's own loss moves."""
    rows = after(400, lambda row: {"loss": 2 * row["loss"]})
    assert not names(signs.history(rows)) & {"loss-spiking", "loss-diverging"}


def test_a_stage_in_which_some_tasks_get_harder_is_no_divergence() -> None:
    rows = curriculum()
    before, after_it = (
        sum(row["loss"] for row in part) / len(part) for part in (rows[STAGE - 41 : STAGE - 1], rows[STAGE - 1 : STAGE + 39])
    )
    assert after_it > before * (1 + Thresholds().diverged)  # in all the loss rose by far enough
    assert signs.history(rows) == []


def test_a_divergence_right_after_a_change_of_stage_is_one() -> None:
    rows = curriculum(factor=lambda step: 1 + max(0, step - STAGE) / 100)
    found = {episode.name: episode for episode in signs.history(rows)}
    assert STAGE < found["loss-diverging"].first_step < STAGE + 120


def test_tasks_that_are_nearly_solved_show_a_divergence_too() -> None:
    """Their losses rise by few nats, and by the same share as the others'."""
    solved = after(1, lambda row: {f"loss/{name}": 0.01 * row["loss"] for name in ("repair", "plan", "project")})
    rows = [{**row, **scaled(row, 1 + max(0.0, row["step"] - 400) / 200)} for row in solved]
    assert "loss-diverging" in names(signs.history(rows))


def test_a_few_batches_far_off_are_no_unstable_mixture() -> None:
    rows = after(300, lambda row: scaled(row, 6.0) if row["step"] % 25 == 0 else {})
    assert "mixture-unstable" not in names(signs.history(rows))


@pytest.mark.parametrize("logged", [True, False])
def test_rows_that_grow_late_in_a_run_raise_no_sign(logged: bool) -> None:
    assert signs.history(longer(logged=logged)) == []


@pytest.mark.parametrize("at", [230, 310, 420])
def test_a_resume_starts_with_little_memory_and_takes_its_share_again(at: int) -> None:
    rows = after(at, lambda row: {"peak_memory": (700 + 5 * min(row["step"] - at, 230)) * MIB})
    assert signs.history(rows) == []


def test_a_leak_that_begins_where_rows_grow_is_found() -> None:
    rows = [
        {**row, "peak_memory": row["peak_memory"] + max(0.0, row["step"] - LONGER) * 20 * MIB}
        for row in [*longer(logged=True), *({**longer(logged=True)[-1], "step": 600.0 + n} for n in range(1, 200))]
    ]
    found = {episode.name: episode for episode in signs.history(rows)}
    assert found["memory-growing"].first_step > LONGER + 100


def test_a_language_among_the_first_rows_of_a_run_or_of_a_length_brings_no_memory() -> None:
    """The allocator still takes its share there, whatever the batch holds."""
    first = [{**row, "bp_steps": 5.0, "peak_memory": (900 + 200 * (row["step"] > 3)) * MIB} for row in healthy()]
    rows = [{**row, "loss/language/cpp": row["loss/language/go"]} if row["step"] > 3 else row for row in first]
    assert signs.history(rows) == []


def test_deeper_cycles_start_a_new_level() -> None:
    rows = after(300, lambda row: {**scaled(row, 1.6), "L_calls": 6.0})
    assert not names(signs.history(rows)) & {"loss-spiking", "loss-diverging"}


def test_languages_are_judged_by_columns_that_runs_have() -> None:
    logged = Layout((), ("go", "rust")).columns
    assert {f"{what}/language/{name}" for what in ("accuracy", "loss") for name in ("go", "rust")} <= set(logged)
    far = after(1, lambda _: {"accuracy/language/go": 0.9, "accuracy/language/rust": 0.6})
    assert [alarm.measured for alarm in signs.latest(far)] == ["accuracy is 0.600 in rust and 0.900 in go"]
    assert signs.latest(after(1, lambda _: {"pass@1/go": 0.9, "pass@1/rust": 0.1})) == []


def test_a_language_that_brings_memory_is_named() -> None:
    rows = after(300, lambda row: {"peak_memory": 1.2 * row["peak_memory"], "loss/language/java": row["loss/language/go"]})
    found = {episode.name: episode for episode in signs.history(rows)}
    assert "when java appeared" in found["memory-growing"].measured


@pytest.mark.parametrize(
    ("segments", "exact", "words"), [(4.0, 0.9, "never early"), (1.0, 0.1, "locked at one"), (2.5, 0.9, ""), (4.0, 0.1, "")]
)
def test_halting_is_judged_by_whether_the_answers_are_right(segments: float, exact: float, words: str) -> None:
    first = [{**row, "act/segments": 4.0, "act/exact": 0.0} for row in healthy()[:100]]
    rows = [*first, *({**row, "act/segments": segments, "act/exact": exact} for row in healthy()[100:])]
    found = [alarm.measured for alarm in signs.latest(rows) if alarm.name == "act-not-converging"]
    assert bool(found) == bool(words)
    assert not found or words in found[0]


def test_a_state_that_changes_more_in_later_cycles_is_not_settling() -> None:
    rows = after(1, lambda _: {"state_change/2": 1.2})
    assert names(signs.latest(rows)) == {"act-not-converging"}


def test_the_tenth_exit_comes_after_the_ninth() -> None:
    rows = after(1, lambda row: {f"exit_loss/{number}": row["loss"] + 0.1 for number in range(1, 12)} | {"exit_loss/9": 0.0})
    assert signs.latest(rows) == []
    rows = after(1, lambda row: {f"exit_loss/{number}": row["loss"] + 0.1 for number in range(1, 11)} | {"exit_loss/11": 0.0})
    assert names(signs.latest(rows)) == {"act-not-converging"}


def test_a_module_without_gradient_is_named() -> None:
    rows = after(1, lambda _: {"grad_norm/H_module": 1e-6})
    assert "grad_norm/H_module" in signs.latest(rows)[0].measured


@pytest.mark.parametrize(("q_loss", "silent"), [(0.6, True), (0.001, False)])
def test_a_module_whose_own_loss_is_solved_needs_no_gradient(q_loss: float, silent: bool) -> None:
    rows = after(1, lambda _: {"grad_norm/q_head": 1e-6, "act/q_loss": q_loss})
    assert names(signs.latest(rows)) == ({"gradients-vanishing"} if silent else set())


def test_the_limit_that_a_log_names_goes_before_the_usual_one() -> None:
    rows = after(1, lambda _: {"peak_memory": 60 * GIB, "memory_limit": 140 * GIB})
    assert signs.latest(rows) == []
    assert names(signs.latest(after(1, lambda _: {"peak_memory": 60 * GIB}))) == {"memory-near-limit"}


def test_a_pass_rate_under_its_target_is_a_plateau() -> None:
    rows = [{**row, PASS: 0.004} if row["step"] % 100 == 0 else row for row in healthy()]
    assert names(signs.latest(rows)) == {"plateau"}
    better = [{**row, PASS: row["progress"] / 10} if row["step"] % 100 == 0 else row for row in healthy()]
    assert signs.latest(better) == []


def test_an_estimate_given_is_what_time_is_measured_against() -> None:
    assert signs.latest(healthy(), Thresholds(estimate_s=300)) == []
    assert names(signs.latest(healthy()[:400], Thresholds(estimate_s=100))) == {"overtime"}


MANIFEST: dict[str, Any] = {
    "made": 1000,
    "config": {"licences": ["MIT", "Apache-2.0"]},
    "components": [
        {"component": "write", "items": 900, "licences": {"MIT": 900}},
        {"component": "raw/go", "items": 80, "licences": {"Apache-2.0": 80}},
    ],
    "documents": {"train": 975, "validation": 5},
    "unproven": {"write": 9, "raw": 1},
    "broken": [],
    "too_long": 2,
    "licences_refused": {"GPL-3.0": 8},
    "held_out": {"data_missing": []},
}
BEFORE = {"pass@1": 0.5, "macro": {"pass@1": 0.40}, "syntax_valid": 0.97}
FINE = {"pass@1": 0.5, "macro": {"pass@1": 0.38}, "syntax_valid": 0.965}


def evidence(**manifest: object) -> Evidence:
    return Evidence(manifest={**MANIFEST, **manifest}, scores=(BEFORE, FINE), checksums=({"mbpp": "a"}, {"mbpp": "a", "new": "b"}))


def test_a_sound_set_and_sound_scores_raise_no_sign() -> None:
    assert signs.judge(evidence()) == []


@pytest.mark.parametrize(
    ("name", "change", "measured"),
    [
        ("extraction-errors", {"unproven": {"raw": 5}}, "5 of 85 items of 'raw' did not hold"),
        ("extraction-errors", {"held_out": {"data_missing": ["humaneval"]}}, "humaneval"),
        ("formats-inconsistent", {"broken": ["a.jsonl, line 3: no prompt"]}, "a.jsonl, line 3"),
        ("formats-inconsistent", {"too_long": 30}, "30 of 1,000"),
        ("formats-inconsistent", {"documents": {"train": 975}}, "980 items and the splits 975"),
        ("licence-limits", {"config": {"licences": ["MIT"]}}, "Apache-2.0"),
        ("licence-limits", {"licences_refused": {"GPL-3.0": 60, "CC-BY-SA-4.0": 20}}, "80 of 1,000"),
    ],
)
def test_each_sign_of_a_set_is_raised(name: str, change: dict[str, Any], measured: str) -> None:
    alarms = signs.judge(evidence(**change))
    assert names(alarms) == {name}
    assert measured in alarms[0].measured


@pytest.mark.parametrize(
    ("name", "scores"),
    [("quantisation-loss", {**FINE, "macro": {"pass@1": 0.35}}), ("quantisation-syntax", {**FINE, "syntax_valid": 0.95})],
)
def test_each_sign_of_quantisation_is_raised(name: str, scores: dict[str, Any]) -> None:
    assert names(signs.judge(Evidence(scores=(BEFORE, scores)))) == {name}


@pytest.mark.parametrize("now", [{"mbpp": "b"}, {}])
def test_a_benchmark_that_changed_or_went_is_named(now: dict[str, str]) -> None:
    alarms = signs.judge(Evidence(checksums=({"mbpp": "a"}, now)))
    assert [(alarm.name, alarm.measured) for alarm in alarms] == [("benchmarks-changed", "not what was recorded: mbpp")]


def test_every_sign_has_words_and_a_test_and_every_threshold_is_read() -> None:
    assert all(sign.meaning and sign.remedy for sign in SIGNS.values())
    around = {"extraction-errors", "formats-inconsistent", "licence-limits"}
    assert SIGNS.keys() - SICK.keys() == around | {"quantisation-loss", "quantisation-syntax", "benchmarks-changed"}
    checks = inspect.getsource(warning_checks) + inspect.getsource(signs)
    assert {field.name for field in fields(Thresholds)} == set(re.findall(r"\blimits\.(\w+)", checks))
