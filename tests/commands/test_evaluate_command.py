"""`hrm eval`: from the command line to the score, with answers given and with a model; mistakes as one clear line."""

from __future__ import annotations

import dataclasses
import itertools
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hrm_codegen import checkpoint
from hrm_codegen.commands.evaluate import evaluate
from hrm_codegen.errors import DataError, HrmError, NotFound, UsageError
from hrm_codegen.evaluate.exchange import benchmark_id
from hrm_codegen.generate import shipped
from hrm_codegen.models import base
from hrm_codegen.tasks import catalog
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tokenizer import Tokenizer

TASK, LIMIT = "exercises:demo", 4


def hrm(*arguments: str | Path | int, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(evaluate, [str(argument) for argument in arguments], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def scored(*arguments: str | Path | int, stdin: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(hrm(TASK, "--limit", LIMIT, *arguments, "--json", stdin=stdin).stdout)
    return found


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    loaded = catalog.task(TASK).load("test")
    return [next(loaded) for _ in range(LIMIT + 1)]


@pytest.fixture
def three_right(problems: list[Problem], tmp_path: Path) -> Path:
    answers = [problem.solution for problem in problems[:3]] + ["def other(): pass"]
    return write(tmp_path / "answers.jsonl", problems, answers)


def write(path: Path, problems: list[Problem], answers: list[str]) -> Path:
    rows = [{"task_id": problem.id, "completion": answer} for problem, answer in zip(problems, answers, strict=False)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_reference_solutions_pass_and_a_missing_one_counts_as_wrong(problems: list[Problem], tmp_path: Path) -> None:
    solutions = write(tmp_path / "all.jsonl", problems, [problem.solution for problem in problems[:LIMIT]])
    found = scored("--split", "test", "--solutions", solutions)
    assert (found["v"], found["task"], found["split"], found["n_problems"], found["pass@1"]) == (1, TASK, "test", LIMIT, 1.0)
    first = solutions.read_text(encoding="utf-8").splitlines()[0]
    part = scored("--solutions", "-", stdin=first)
    assert (part["pass@1"], part["unanswered"]) == (1 / LIMIT, LIMIT - 1)


def test_the_whole_run_stands_in_its_folder_and_stdout_has_the_result_only(three_right: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    result = hrm(f"{TASK}:test", "--limit", LIMIT, "--solutions", three_right, "--out", out, "--export", "human-eval")
    names = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    assert names == {
        "settings.json", "samples.jsonl", "results.jsonl", "scores.json", "report.md", "report.html",
        "samples-human-eval.jsonl", "problems-human-eval.jsonl",
    }  # fmt: skip
    assert "75.00% of 4 problems" in result.stdout
    assert "execute 4/4" in result.stderr
    assert "execute" not in result.stdout
    assert json.loads((out / "scores.json").read_text(encoding="utf-8"))["pass@1"] == 0.75


@pytest.mark.slow
def test_a_run_killed_outright_goes_on_where_it_was(problems: list[Problem], tmp_path: Path) -> None:
    slow = [f"import time; time.sleep(0.3)\n{problem.solution}" for problem in problems[:LIMIT]]
    solutions, out = write(tmp_path / "slow.jsonl", problems, slow), tmp_path / "run"
    command = [sys.executable, "-m", "hrm_codegen.cli", "eval", TASK, "--limit", str(LIMIT), "--solutions", str(solutions)]
    running = subprocess.Popen([*command, "--workers", "1", "--out", str(out)], stderr=subprocess.DEVNULL)
    results = out / "results.jsonl"
    while running.poll() is None and not (results.exists() and results.stat().st_size):
        pass
    running.kill()
    assert running.wait() == -9
    kept = results.read_bytes()
    assert kept
    found = scored("--solutions", solutions, "--out", out)
    assert found["pass@1"] == 1
    assert results.read_bytes().startswith(kept[: kept.rfind(b"\n") + 1])


def test_nothing_is_written_without_out(three_right: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert scored("--solutions", three_right)["pass@1"] == 0.75
    assert not list(here.iterdir())


def test_quiet_says_nothing_beside_the_result(three_right: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRM_QUIET", "1")
    assert hrm(TASK, "--limit", LIMIT, "--solutions", three_right).stderr == ""


def test_the_official_timeout_is_a_setting_of_its_own(three_right: Path) -> None:
    assert scored("--solutions", three_right, "--official-timeout")["settings"]["timeout_s"] == 3
    assert scored("--solutions", three_right)["settings"]["timeout_s"] == 10


@pytest.fixture(scope="module")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "random"
    config = dataclasses.replace(base.preset("hrm-5m"), width=32, heads=2, intermediate=64)
    checkpoint.save_model(folder, base.build(config, 0), config, Tokenizer.load().to_json())
    return folder


def test_a_random_model_scores_nothing_greedy_and_sampled(random_model: Path) -> None:
    greedy = scored("--model", random_model, "--max-tokens", 8)
    assert (greedy["pass@1"], greedy["figure"], greedy["n"]) == (0, "greedy", 1)
    assert greedy["settings"]["source"].startswith("model random (")
    sampled = scored("--model", random_model, "--max-tokens", 8, "--k", "1,2")
    assert (sampled["pass@2"], sampled["figure"], sampled["n"], sampled["n_samples"]) == (0, "estimator", 2, 2 * LIMIT)
    assert (sampled["settings"]["temperature"], sampled["settings"]["top_p"]) == (0.8, 0.95)


def test_the_seed_decides_every_answer_and_the_batch_none(random_model: Path, tmp_path: Path) -> None:
    def answers(name: str, *more: str | int) -> dict[tuple[Any, int], str]:
        scored("--model", random_model, "--max-tokens", 6, "--k", "3", "--out", tmp_path / name, *more)
        rows = map(json.loads, (tmp_path / name / "results.jsonl").read_text(encoding="utf-8").splitlines())
        return {(row["task_id"], row["sample"]): row["completion"] for row in rows}

    first = answers("a")
    assert answers("b", "--batch", 1) == first
    assert answers("c", "--seed", 1) != first
    assert len(set(first.values())) > 1


def test_a_grammar_is_part_of_the_figures_name_and_of_the_run(random_model: Path, tmp_path: Path) -> None:
    asked = ("--model", random_model, "--max-tokens", 12, "--out", tmp_path / "run")
    summary = scored(*asked, "--grammar", "python")
    assert summary["labels"]["pass@1"] == "greedy pass@1 (native prompt, grammar python, T=0, n=1)"
    assert summary["settings"]["grammar"] == "python"
    with pytest.raises(UsageError, match="holds a run with grammar = 'python' and this one has None"):
        scored(*asked)


def test_a_model_whose_scores_do_not_count_says_so(random_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bidirectional"
    shutil.copytree(random_model, folder)
    ours = json.loads((folder / "hrm.json").read_text(encoding="utf-8"))
    (folder / "hrm.json").write_text(json.dumps(ours | {"scores_valid": False}), encoding="utf-8")
    found = scored("--model", folder, "--max-tokens", 4)
    assert found["scores_valid"] is False
    assert "both directions" in found["invalid_reason"]
    assert hrm(TASK, "--limit", LIMIT, "--model", folder, "--max-tokens", 4).stdout.startswith("NOT VALID: the model attends")


def test_the_model_may_come_from_the_environment(random_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRM_MODEL", str(random_model))
    assert scored("--max-tokens", 4)["settings"]["source"].startswith("model random (")


def test_the_model_inside_the_package_is_scored_when_none_is_named(
    random_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HRM_MODEL", raising=False)
    place = tmp_path / "default"
    monkeypatch.setattr(shipped, "_place", lambda: place)
    shutil.copytree(random_model, place)
    shipped.write_sums(place)
    found = hrm(TASK, "--limit", LIMIT, "--max-tokens", 4, "--json")
    assert json.loads(found.stdout)["settings"]["source"].startswith("model default (")
    assert "inside the package answers" in found.stderr


def test_two_runs_are_compared_pair_by_pair(three_right: Path, problems: list[Problem], tmp_path: Path) -> None:
    one_right = write(tmp_path / "b.jsonl", problems, [problems[0].solution, "x", "x", "x"])
    hrm(TASK, "--limit", LIMIT, "--solutions", three_right, "--out", tmp_path / "a")
    hrm(TASK, "--limit", LIMIT, "--solutions", one_right, "--out", tmp_path / "b")
    found = json.loads(hrm("compare", tmp_path / "a", tmp_path / "b", "--json").stdout)
    assert found["pass@1"] == {"a": 0.75, "b": 0.25}
    assert (found["gained"], len(found["lost"]), found["p_value"]) == ([], 2, 0.5)
    assert "McNemar" in hrm("compare", tmp_path / "a", tmp_path / "b").stdout


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ((TASK,), UsageError, "--model DIR or --solutions FILE"),
        ((TASK, "--model", "m", "--solutions", "s"), UsageError, "one of them"),
        (("mbppp", "--solutions", "-"), UsageError, "did you mean 'mbpp'"),
        ((f"{TASK}:tset", "--solutions", "-"), UsageError, "did you mean 'test'"),
        ((f"{TASK}:test", "--split", "train", "--solutions", "-"), UsageError, "give it once"),
        ((TASK, "--solutions", "none.jsonl"), NotFound, "none.jsonl does not exist"),
        ((TASK, "--model", "none"), NotFound, "model folder none does not exist"),
        ((TASK, "--solutions", "-", "--n", "5"), UsageError, "--n does not go with --solutions"),
        ((TASK, "--solutions", "-", "--grammar", "python"), UsageError, "--grammar .* does not go with --solutions"),
        ((TASK, "--solutions", "-", "--export", "evalplus"), UsageError, "give --out DIR"),
        (("compare", "none", "none"), NotFound, "none does not exist"),
    ],
)
def test_a_mistake_is_one_clear_line(
    arguments: tuple[str, ...], error: type[HrmError], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HRM_MODEL", raising=False)
    monkeypatch.setattr(shipped, "_place", lambda: tmp_path / "default")  # a package that holds no model
    with pytest.raises(error, match=says) as caught:
        hrm(*arguments, stdin="")
    assert "\n" not in str(caught.value)


def test_a_bad_line_and_an_unknown_problem_are_named_by_line(problems: list[Problem]) -> None:
    good = json.dumps({"task_id": problems[0].id, "completion": ""})
    with pytest.raises(DataError, match="stdin:2: not JSON"):
        hrm(TASK, "--limit", LIMIT, "--solutions", "-", stdin=f"{good}\n{{\n")
    with pytest.raises(UsageError, match="stdin:2: task_id 'x/1' is not a problem of this split"):
        hrm(TASK, "--limit", LIMIT, "--solutions", "-", stdin=f'{good}\n{{"task_id": "x/1", "completion": ""}}\n')


def test_an_answer_to_a_problem_beyond_the_limit_is_no_mistake(problems: list[Problem]) -> None:
    rows = [{"task_id": problem.id, "completion": problem.solution} for problem in problems]
    assert scored("--solutions", "-", stdin="\n".join(map(json.dumps, rows)))["pass@1"] == 1


@pytest.mark.parametrize("k", ["0", "x", "1,,-2", ""])
def test_k_must_be_numbers_from_one_up(k: str) -> None:
    assert hrm(TASK, "--solutions", "-", "--k", k).exit_code == 2


def test_help_is_that_of_scoring_and_names_the_other_two() -> None:
    shown = hrm("--help").stdout
    assert shown.startswith("Usage: evaluate [OPTIONS] TASK[:SPLIT]")
    assert "hrm eval compare A B, hrm eval doctor" in shown
    assert hrm("compare", "--help").stdout.startswith("Usage: evaluate compare [OPTIONS] A B")


def test_the_doctor_reports_six_languages_and_the_sandbox() -> None:
    found = json.loads(hrm("doctor", "--json").stdout)
    assert set(found["toolchains"]) == {"python", "cpp", "go", "java", "javascript", "rust"}
    assert found["sandbox"]["ok"]
    assert found["toolchains"]["python"]["version"].startswith("Python 3.")
    for row in found["toolchains"].values():
        assert bool(row["version"]) == row["ok"] != bool(row["note"])


def references(task: str, path: Path, limit: int | None = None) -> Path:
    """Write a benchmark's own solutions as it numbers them; HumanEval's as continuations of its prompts."""
    problems = itertools.islice(catalog.task(task).load("test"), limit)
    rows = [
        {"task_id": benchmark_id(problem.id), "completion": problem.solution.removeprefix(problem.prompt)} for problem in problems
    ]  # fmt: skip
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.data
@pytest.mark.parametrize("task", ["mbpp", "humaneval"])
def test_a_benchmarks_first_reference_solutions_pass(task: str, data_root: Path, tmp_path: Path) -> None:
    assert data_root.is_dir()
    solutions = references(task, tmp_path / "references.jsonl", 8)
    found = json.loads(hrm(task, "--limit", 8, "--solutions", solutions, "--json").stdout)
    assert (found["pass@1"], found["n_problems"], found["unanswered"]) == (1, 8, 0)


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize(("task", "size"), [("mbpp", 500), ("humaneval", 164)])
def test_all_of_a_benchmarks_reference_solutions_pass(task: str, size: int, data_root: Path, tmp_path: Path) -> None:
    assert data_root.is_dir()
    solutions = references(task, tmp_path / "references.jsonl")
    found = json.loads(hrm(task, "--solutions", solutions, "--json").stdout)
    assert (found["n_problems"], found["verdicts"]["pass"]) == (size, size), found["verdicts"]


@pytest.mark.data
def test_three_shot_shows_problems_2_3_and_4_worked(data_root: Path, random_model: Path, tmp_path: Path) -> None:
    assert data_root.is_dir()
    hrm("mbpp", "--model", random_model, "--limit", 1, "--prompt", "3-shot", "--max-tokens", 2, "--out", tmp_path / "run")
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert page.count("You are an expert Python programmer, and here is your task: ") == 4
    for name in ("similar_elements", "is_not_prime", "heap_queue_largest"):
        assert page.count(f"def {name}") == 1
