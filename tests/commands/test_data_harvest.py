"""`hrm data harvest`: from a model's answers to a file to train on, resumed where it was; held-out splits refuse."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hrm_codegen.commands.data_harvest import chosen, harvest, harvested, lines, trainable
from hrm_codegen.errors import HeldOutError, UsageError
from hrm_codegen.generate.base import Completion, Options, Request
from hrm_codegen.generate.scripted import ScriptedGenerator
from hrm_codegen.prompts import Prompt
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.catalog import Source
from hrm_codegen.tasks.exercises import families

SOURCE = Source("exercises", "train")


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    return [drawn.problem for drawn in itertools.islice(families.draws("demo", "train", "harvest"), 3)]


@pytest.fixture(autouse=True)
def small_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare with nothing but a small suite: indexing all that is held out takes half a minute."""
    from hrm_codegen.data.decontaminate import HeldOut

    monkeypatch.setattr(HeldOut, "load", lambda: HeldOut.of([], corpus=()))


def sampled(problems: list[Problem]) -> ScriptedGenerator:
    """Answer the first problem right in two ways, the second as its reference, the third wrongly."""
    first, second, _ = problems
    other = "seen = 1\n\n\n" + first.solution

    def script(prompt: Prompt, options: Options, sample: int) -> str:
        del options
        if prompt == first.native_prompt():
            return [other, "nonsense(", first.solution][sample]
        return second.solution if prompt == second.native_prompt() else "pass"

    return ScriptedGenerator(script)


def run(problems: list[Problem], folder: Path, generator: ScriptedGenerator | None = None, **changes: Any) -> dict[str, Any]:
    how: dict[str, Any] = {
        "source": SOURCE, "answered_by": "script", "out": folder / "kept.jsonl", "n": 3, "keep": 2, "limit": 3, "seed": 0,
        "temperature": None, "max_tokens": 400, "workers": 1, "work": None,
    }  # fmt: skip
    return harvested(problems, generator or sampled(problems), **how | changes)


def test_what_passes_and_says_something_new_is_written(problems: list[Problem], tmp_path: Path) -> None:
    told = run(problems, tmp_path)
    (row,) = [Problem.from_json(json.loads(line)) for line in (tmp_path / "kept.jsonl").read_text("utf-8").splitlines()]
    assert row.solution.startswith("seen = 1")
    assert (row.prompt, row.tests) == (problems[0].prompt, problems[0].tests)
    assert (told["n_problems"], told["kept"], told["solved"], told["passed"], told["as_reference"]) == (3, 1, 2, 5, 4)
    assert (told["pass@1"], told["pass@3"]) == (pytest.approx(5 / 9), pytest.approx(2 / 3))
    assert "kept 1 answers to 1 problems" in "\n".join(lines(told))


def test_a_stopped_harvest_goes_on_and_ends_the_same(problems: list[Problem], tmp_path: Path) -> None:
    whole = run(problems, tmp_path / "whole")
    stopping = sampled(problems)
    answer = stopping.complete

    def stopped(requests: list[Request]) -> Any:
        found: list[tuple[int, Completion]] = list(itertools.islice(answer(requests), 4))
        yield from found
        raise KeyboardInterrupt

    stopping.complete = stopped  # type: ignore[assignment,method-assign]  # it dies on the way
    with pytest.raises(KeyboardInterrupt):
        run(problems, tmp_path / "part", stopping)
    rest = sampled(problems)
    assert run(problems, tmp_path / "part", rest) | {"out": whole["out"]} == whole
    assert len(rest.asked) == 9 - 4
    assert (tmp_path / "part" / "kept.jsonl").read_bytes() == (tmp_path / "whole" / "kept.jsonl").read_bytes()


@pytest.mark.parametrize("task", ["exercises:heldout", "mbpp:test", "humaneval"])
def test_a_held_out_split_is_refused(task: str, tmp_path: Path) -> None:
    with pytest.raises(HeldOutError, match="cannot be trained on"):
        CliRunner().invoke(harvest, [task, "--model", str(tmp_path), "--out", str(tmp_path / "x")], catch_exceptions=False)


def test_fresh_exercises_are_as_many_as_asked_for() -> None:
    found = chosen(trainable("exercises"), 3, seed=1)
    assert len({problem.id for problem in found}) == 3
    assert all(problem.runnable and problem.task.startswith("exercises:") for problem in found)


def test_endless_tasks_want_a_limit_and_commands_are_not_harvested(tmp_path: Path) -> None:
    asked = ["--model", str(tmp_path), "--out", str(tmp_path / "x")]
    with pytest.raises(UsageError, match="--limit"):
        CliRunner().invoke(harvest, ["exercises", *asked], catch_exceptions=False)
    with pytest.raises(UsageError, match="tooluse is not answered by Python"):
        CliRunner().invoke(harvest, ["tooluse:train", "--limit", "1", *asked], catch_exceptions=False)
