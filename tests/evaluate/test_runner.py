"""The three stages with a scripted Generator: what they score, what a killed run keeps, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from small_task import SOURCE, lookalike, problem

from hrm_codegen.errors import CorruptError, DataError, SandboxError, UsageError
from hrm_codegen.evaluate import pipeline, runner
from hrm_codegen.evaluate.exchange import Solutions
from hrm_codegen.evaluate.judge import python_judge
from hrm_codegen.evaluate.runner import Judgement, Run
from hrm_codegen.generate.base import Completion, Options, Request
from hrm_codegen.generate.scripted import ScriptedGenerator
from hrm_codegen.prompts import Prompt
from hrm_codegen.tasks.base import Problem

MakeRun = Callable[..., Run]


def number_in(prompt: Prompt) -> int:
    return int(prompt.text.split("adds ")[-1].split(".")[0])


def three_of_four() -> ScriptedGenerator:
    """Answer all but problem 13 rightly."""
    return ScriptedGenerator(lambda prompt, _o, _n: problem(number_in(prompt)).solution if number_in(prompt) != 13 else "x = 13")


def by_seed() -> ScriptedGenerator:
    """Answer rightly when the sample's seed is even: every sample is told apart by its seed alone."""

    def script(prompt: Prompt, options: Options, _number: int) -> str:
        return problem(number_in(prompt)).solution if options.seed % 2 == 0 else f"seed = {options.seed}"

    return ScriptedGenerator(script)


class Dying:
    """A Generator that is killed after so many samples."""

    name = "dying"

    def __init__(self, inner: ScriptedGenerator, after: int) -> None:
        self.inner, self.after = inner, after

    def stream(self, prompt: Prompt, options: Options) -> Iterator[Any]:
        return self.inner.stream(prompt, options)

    def score(self, prompt: Prompt, candidates: Sequence[str]) -> list[float]:
        return self.inner.score(prompt, candidates)

    def complete(self, requests: Sequence[Request]) -> Iterator[tuple[int, Completion]]:
        for done, answer in enumerate(self.inner.complete(requests)):
            if done == self.after:
                raise KeyboardInterrupt
            yield answer


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_three_right_answers_of_four_score_three_quarters_when_really_run(make_run: MakeRun) -> None:
    run = make_run()
    scored = pipeline.evaluate(run, three_of_four(), python_judge(10.0))
    assert scored.summary["pass@1"] == 0.75
    assert scored.summary["figure"] == "greedy"
    assert scored.summary["verdicts"] == {"pass": 3, "wrong": 0, "exception": 1, "timeout": 0, "syntax": 0}
    assert [row["passed"] for row in scored.summary["problems"]] == [1, 1, 0, 1]


def test_a_row_of_results_has_the_agreed_fields(make_run: MakeRun) -> None:
    run = make_run()
    pipeline.evaluate(run, three_of_four(), lookalike)
    row = lines(run.folder / "results.jsonl")[0]
    assert list(row) == [
        "v", "task_id", "sample", "seed", "prompt_sha", "prompt_kind", "completion", "code", "verdict", "kind", "detail",
        "seconds", "tokens", "truncated",
    ]  # fmt: skip
    assert (row["v"], row["prompt_kind"]) == (1, "native")
    assert isinstance(row["task_id"], int)


def test_several_samples_are_drawn_and_scored_by_the_estimator(make_run: MakeRun) -> None:
    run = make_run(n=6)
    generator = by_seed()
    summary = pipeline.evaluate(run, generator, lookalike, ks=(1, 3, 10)).summary
    asked = generator.asked
    assert {(request.options.temperature, request.options.top_p) for request in asked} == {(0.8, 0.95)}
    assert summary["pass@1"] == pytest.approx(sum(request.options.seed % 2 == 0 for request in asked) / len(asked))
    assert summary["left_out"] == [10]
    assert "pass@10" not in summary


def test_greedy_given_and_estimated_figures_never_share_a_label(make_run: MakeRun, problems: list[Problem], tmp_path: Path) -> None:
    greedy = pipeline.evaluate(make_run(tmp_path / "a"), three_of_four(), lookalike).summary
    drawn = pipeline.evaluate(make_run(tmp_path / "b", temperature=0.2), three_of_four(), lookalike).summary
    solutions = Solutions({11: [problems[0].solution]}, 0)
    given_run = pipeline.prepare_given(problems, solutions, folder=tmp_path / "c", source=SOURCE, answered_by="file")
    given = pipeline.evaluate(given_run, solutions, lookalike).summary
    labels = {summary["labels"]["pass@1"] for summary in (greedy, drawn, given)}
    assert len(labels) == 3
    assert (greedy["figure"], drawn["figure"], given["figure"]) == ("greedy", "estimator", "given")


def test_wherever_generation_is_killed_the_resumed_run_gives_the_same_answers(make_run: MakeRun, tmp_path: Path) -> None:
    whole = make_run(tmp_path / "whole", n=3)
    expected = pipeline.evaluate(whole, by_seed(), lookalike)
    for after in range(0, 12, 3):
        run = make_run(tmp_path / f"killed-{after}", n=3)
        with pytest.raises(KeyboardInterrupt):
            pipeline.evaluate(run, Dying(by_seed(), after), lookalike)
        rest = by_seed()
        found = pipeline.evaluate(run, rest, lookalike)
        assert len(rest.asked) == 12 - after
        assert {key: row.completion for key, row in found.results.items()} == {
            key: row.completion for key, row in expected.results.items()
        }
        assert found.summary["pass@1"] == expected.summary["pass@1"]


def test_a_line_cut_in_the_middle_of_either_file_is_made_again(make_run: MakeRun) -> None:
    run = make_run()
    first = pipeline.evaluate(run, three_of_four(), lookalike).summary
    for name in ("samples.jsonl", "results.jsonl"):
        path = run.folder / name
        path.write_bytes(path.read_bytes()[:-20])
    again = three_of_four()
    second = pipeline.evaluate(run, again, lookalike).summary
    assert len(again.asked) == 1
    assert second["problems"] == first["problems"]
    assert len(lines(run.folder / "results.jsonl")) == 4


def test_a_finished_run_is_scored_again_without_asking_or_running_anything(make_run: MakeRun) -> None:
    run = make_run()
    pipeline.evaluate(run, three_of_four(), lookalike)
    idle = ScriptedGenerator({})

    def never(problem: Problem, code: str) -> Judgement:
        raise AssertionError((problem, code))

    assert pipeline.evaluate(run, idle, never).summary["pass@1"] == 0.75
    assert not idle.asked


@pytest.mark.parametrize(
    ("name", "value"), [("seed", 1), ("max_tokens", 99), ("timeout_s", 3.0), ("prompt", "zero-shot-bigcode"), ("limit", 4)]
)
def test_another_setting_in_the_same_folder_is_refused_by_name(make_run: MakeRun, name: str, value: Any) -> None:
    pipeline.evaluate(make_run(), three_of_four(), lookalike)
    with pytest.raises(UsageError, match=f"{name} = .* and this one has {value!r}"):
        pipeline.evaluate(make_run(**{name: value}), three_of_four(), lookalike)


def test_a_folder_in_which_nothing_was_answered_yet_takes_new_settings(make_run: MakeRun) -> None:
    with pytest.raises(KeyboardInterrupt):
        pipeline.evaluate(make_run(), Dying(three_of_four(), 0), lookalike)
    assert pipeline.evaluate(make_run(seed=1), three_of_four(), lookalike).summary["pass@1"] == 0.75


def test_other_problems_in_the_same_folder_are_refused(make_run: MakeRun, problems: list[Problem]) -> None:
    pipeline.evaluate(make_run(), three_of_four(), lookalike)
    problems[0] = problem(15)
    with pytest.raises(UsageError, match="data_sha256"):
        pipeline.evaluate(make_run(), three_of_four(), lookalike)


def test_damaged_settings_are_said_so(make_run: MakeRun) -> None:
    run = make_run()
    pipeline.evaluate(run, three_of_four(), lookalike)
    (run.folder / "settings.json").write_text("{", encoding="utf-8")
    with pytest.raises(CorruptError, match=r"settings\.json is damaged"):
        pipeline.evaluate(run, three_of_four(), lookalike)


def test_results_of_other_answers_are_not_taken_for_these(make_run: MakeRun) -> None:
    run = make_run()
    pipeline.evaluate(run, three_of_four(), lookalike)
    (run.folder / "samples.jsonl").unlink()
    with pytest.raises(DataError, match="judges another answer to 1"):
        pipeline.evaluate(run, ScriptedGenerator({"": "y = 2"}), lookalike)


def test_two_runs_cannot_write_one_folder_at_once(make_run: MakeRun) -> None:
    run = make_run()
    with runner.opened(run), pytest.raises(UsageError, match="another hrm eval"), runner.opened(run):
        pass


def test_a_broken_sandbox_ends_the_run_and_is_no_verdict(make_run: MakeRun) -> None:
    def broken(problem: Problem, code: str) -> Judgement:
        raise SandboxError(f"no cage for {problem.id} {code}")

    run = make_run()
    with pytest.raises(SandboxError, match="no cage"):
        pipeline.evaluate(run, three_of_four(), broken)
    assert not lines(run.folder / "results.jsonl")


def test_a_prompt_too_long_for_the_model_counts_as_wrong_with_the_reason(make_run: MakeRun) -> None:
    run = make_run()
    generator = ScriptedGenerator({"": "x = 1"}, context=20)
    scored = pipeline.evaluate(run, generator, lookalike)
    assert scored.summary["pass@1"] == 0
    assert {row.detail for row in scored.results.values()} == {"the prompt leaves no room for an answer"}
    assert scored.summary["truncated"] == 1


def test_an_answer_cut_by_the_token_limit_is_marked(make_run: MakeRun) -> None:
    scored = pipeline.evaluate(make_run(max_tokens=3), three_of_four(), lookalike)
    assert all(row.truncated and row.tokens == 3 for row in scored.results.values())


def test_what_does_not_parse_is_syntax_and_is_not_run(make_run: MakeRun) -> None:
    scored = pipeline.evaluate(make_run(), ScriptedGenerator({"": "def f(:"}), python_judge(10.0))
    assert scored.summary["verdicts"]["syntax"] == 4
    assert scored.summary["syntax_valid"] == 0
    assert {row.kind for row in scored.results.values()} == {"not_run"}


def test_samples_have_seeds_of_their_own_from_the_run_the_task_and_the_number() -> None:
    seeds = {
        runner.sample_seed(seed, task_id, sample) for seed in (0, 1) for task_id in (11, "11", "HumanEval/0") for sample in range(9)
    }
    assert len(seeds) == 54
    assert all(0 <= seed < 2**48 for seed in seeds)
    assert runner.sample_seed(0, 11, 0) == runner.sample_seed(0, 11, 0)


def test_several_greedy_samples_are_refused(make_run: MakeRun) -> None:
    with pytest.raises(UsageError, match="greedy samples are all the same"):
        make_run(n=5, temperature=0.0)


def test_a_problem_without_an_answer_counts_as_wrong_for_every_k(problems: list[Problem], tmp_path: Path) -> None:
    solutions = Solutions({number: [problem(number).solution] * 3 for number in (11, 12, 13)}, 0)
    run = pipeline.prepare_given(problems, solutions, folder=tmp_path, source=SOURCE, answered_by="file")
    scored = pipeline.evaluate(run, solutions, lookalike, ks=(1, 3))
    assert (scored.summary["pass@1"], scored.summary["pass@3"]) == (0.75, 0.75)
    assert scored.summary["n_samples"] == 12


def test_progress_runs_through_both_stages_to_the_end(make_run: MakeRun) -> None:
    told: list[tuple[str, int, int]] = []
    pipeline.evaluate(make_run(), three_of_four(), lookalike, progress=lambda *news: told.append(news))
    assert [done for stage, done, _ in told if stage == "generate"] == [0, 1, 2, 3, 4]
    assert told[-1] == ("execute", 4, 4)


def test_scores_that_do_not_count_say_so_in_every_form_of_the_report(make_run: MakeRun) -> None:
    run = make_run()
    scored = pipeline.evaluate(run, three_of_four(), lookalike, invalid="it sees the answer")
    assert json.loads(scored.files.scores.read_text())["scores_valid"] is False
    for path in (scored.files.markdown, scored.files.html):
        text = path.read_text(encoding="utf-8").lower()
        assert "it sees the answer" in text
        assert "not valid: " in text
