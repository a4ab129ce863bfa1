"""`hrm data`: problems on stdout as the formats say, mistakes as one clear line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hrm_codegen.commands.data import data
from hrm_codegen.errors import HeldOutError, NotFound, UsageError
from hrm_codegen.tasks import catalog
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.execution import run_references

HUMANEVAL = {
    "task_id": "HumanEval/0",
    "prompt": "def f(x):\n",
    "entry_point": "f",
    "canonical_solution": "    return x + 1\n",
    "test": "def check(candidate):\n    assert candidate(1) == 2\n",
}


def hrm(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(data, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty data folder, and an empty user cache."""
    monkeypatch.setenv("HRM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "data"


def write_humaneval(folder: Path, *records: dict[str, str]) -> None:
    path = folder / "humaneval" / "humaneval.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def test_list_names_every_task_its_splits_and_what_is_missing(folder: Path) -> None:
    write_humaneval(folder, HUMANEVAL)
    (found,) = lines(hrm("list", "--json"))
    assert found["v"] == 1
    tasks = {entry["task"]: entry for entry in found["tasks"]}
    assert set(tasks) == set(catalog.TASKS)
    assert tasks["humaneval"]["splits"] == {"test": {"problems": 1, "held_out": True}}
    assert tasks["mbpp"]["splits"]["train"] == {"problems": None, "held_out": False}
    assert tasks["mbpp"]["files"] == {"mbpp/mbpp.jsonl": None}
    assert tasks["exercises:demo"]["files"] == {}
    table = hrm("list").stdout.splitlines()
    assert table[0].split() == ["task", "split", "problems", "held", "out", "licence", "data"]
    assert any(row.split() == ["humaneval", "test", "1", "yes", "MIT", "found"] for row in table)
    assert any("missing mbpp/mbpp.jsonl: hrm data fetch" in row for row in table)


def test_show_prints_a_problem_a_line_that_is_a_whole_program() -> None:
    shown = lines(hrm("show", "exercises:demo", "--split", "test", "--n", "3", "--json"))
    assert [record.pop("v") for record in shown] == [1, 1, 1]
    problems = [Problem.from_json(record) for record in shown]
    for problem, record in zip(problems, shown, strict=True):
        assert problem.program() == record["solution"] + "\n" + record["setup"] + "\n" + "\n".join(record["tests"]) + "\n"
    assert all(done.passed for done in run_references(problems))


def test_show_reads_well_without_json(folder: Path) -> None:
    write_humaneval(folder, HUMANEVAL)
    text = hrm("show", "humaneval").stdout
    assert text.startswith("=== humaneval/0, python, MIT\ndef f(x):\n")
    assert "--- hidden tests\ncheck(f)\n--- setup\ndef check(candidate)" in text
    assert "--- solution\n    return x + 1\n" in text


def test_sample_gives_the_same_for_the_same_seed() -> None:
    first, again, other = (hrm("sample", "exercises", "--n", "4", "--seed", seed, "--json").stdout for seed in ("3", "3", "4"))
    assert first == again != other
    assert len(first.splitlines()) == 4
    assert hrm("sample", "exercises:compose", "--n", "4", "--seed", "3", "--json").stdout == first


def test_sample_draws_from_the_training_side_only(folder: Path) -> None:
    write_humaneval(folder, HUMANEVAL)
    with pytest.raises(HeldOutError, match="humaneval:test is held out"):
        hrm("sample", "humaneval")
    with pytest.raises(HeldOutError, match="mbpp:test is held out"):
        hrm("sample", "mbpp:test")


def test_sample_refuses_what_it_cannot_write(folder: Path) -> None:
    del folder
    with pytest.raises(UsageError, match="does not write 'rust'"):
        hrm("sample", "exercises:demo", "--language", "rust")
    with pytest.raises(UsageError, match="does not write 'ruby'"):
        hrm("sample", "exercises", "--language", "ruby")
    with pytest.raises(UsageError, match="python only"):
        hrm("sample", "mbpp", "--language", "go")


def test_unknown_names_are_refused_with_the_nearest(folder: Path) -> None:
    del folder
    with pytest.raises(UsageError, match="did you mean 'mbpp'"):
        hrm("show", "mbppp")
    with pytest.raises(UsageError, match=r"no split 'tset'.*did you mean 'test'"):
        hrm("show", "humaneval", "--split", "tset")
    with pytest.raises(UsageError, match=r"did you mean 'mbpp/mbpp.jsonl'"):
        hrm("fetch", "mbpp/mbp.jsonl")


def test_check_runs_the_references_and_exits_1_when_one_fails(folder: Path) -> None:
    wrong = HUMANEVAL | {"task_id": "HumanEval/1", "canonical_solution": "    return x\n"}
    write_humaneval(folder, HUMANEVAL, wrong)
    result = hrm("check", "humaneval", "--json")
    assert result.exit_code == 1
    (report,) = lines(result)
    assert report["checks"] == [
        {
            "task": "humaneval", "split": "test", "problems": 2, "passed": 1, "skipped": 0,
            "failed": {"humaneval/1": "failed: AssertionError:"},
        }
    ]  # fmt: skip
    assert "1 of 2 pass" in result.stderr
    assert hrm("check", "humaneval:test", "--limit", "1").exit_code == 0


def test_check_says_what_data_is_missing(folder: Path) -> None:
    write_humaneval(folder, HUMANEVAL)
    with pytest.raises(NotFound, match=r"mbpp/mbpp.jsonl; run `hrm data fetch`"):
        hrm("check", "humaneval", "mbpp:train")


def test_fetch_takes_what_is_there_and_says_when_the_hub_is_out_of_reach(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_humaneval(folder, HUMANEVAL)
    monkeypatch.setenv("HRM_HUB", "http://127.0.0.1:9")
    assert hrm("fetch", "humaneval/humaneval.jsonl").stdout == f"{folder}/humaneval/humaneval.jsonl\n"
    with pytest.raises(NotFound, match=r"cannot fetch openai/openai_humaneval from http://127.0.0.1:9"):
        hrm("fetch", "humaneval/humaneval.jsonl", "--force")


def test_batch_shows_what_is_read_and_what_is_learned(tmp_path: Path) -> None:
    config = tmp_path / "run.toml"
    config.write_text('[data]\nrow_tokens = 128\nbatch_rows = 2\n\n[[data.sources]]\ntask = "exercises:demo"\nlimit = 6\n')
    (shown,) = lines(hrm("batch", config, "--json"))
    assert shown["records"] == 6
    assert shown["rows"] == 6 - shown["dropped"]
    assert shown["shapes"]["input_ids"]["shape"] == shown["shapes"]["labels"]["shape"]
    assert len(shown["input_ids"]) == 2
    assert -100 in shown["labels"][0]
    text = hrm("batch", config, "--set", "data.batch_rows=1").stdout
    assert "6 records" in text
    assert "reads:  <|task:write|>" in text
    assert "learns: def " in text


def test_batch_of_held_out_problems_is_refused(tmp_path: Path, folder: Path) -> None:
    write_humaneval(folder, HUMANEVAL)
    config = tmp_path / "run.toml"
    config.write_text('[[data.sources]]\ntask = "humaneval:test"\n')
    with pytest.raises(HeldOutError, match="humaneval:test is held out"):
        hrm("batch", config)


@pytest.mark.data
def test_sample_varies_a_data_sets_training_part(data_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del data_root
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = lines(hrm("sample", "mbpp", "--n", "3", "--json"))
    assert [record["id"].rpartition("/")[2] for record in made] == ["v1"] * 3
    assert all(record["tags"] == ["variant"] for record in made)
