"""LiveCodeBench: scenarios, the date window's edges, and the record that the official judge needs."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hrm_codegen.errors import DataError, HeldOutError, UsageError
from hrm_codegen.tasks import catalog, datafiles
from hrm_codegen.tasks.livecodebench import EXECUTION, LIVECODEBENCH, NO_TESTS, OUTPUTS, PROBLEMS, SOLUTIONS, Window, day, releases
from hrm_codegen.tasks.scenarios import SCENARIOS


def record(name: str, **changes: Any) -> dict[str, Any]:
    case = {"input": "1", "output": "2", "testtype": "functional"}
    return {
        "question_title": name, "question_content": f"Solve {name}.", "platform": "leetcode", "question_id": name,
        "contest_id": "c", "contest_date": "2024-01-31T00:00:00",
        "starter_code": "class Solution:\n    def f(self, n: int) -> int:\n        ",
        "difficulty": "easy", "public_test_cases": [case], "private_test_cases": [], "metadata": {"func_name": "f"},
        "release": "v2", **changes,
    }  # fmt: skip


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that writes the benchmark's files."""
    monkeypatch.setenv("HRM_DATA", str(tmp_path))

    def lay_down(*problems: dict[str, Any], **others: list[dict[str, Any]]) -> None:
        files = {PROBLEMS: list(problems), SOLUTIONS: others.get("graded", []), OUTPUTS: others.get("outputs", [])}
        for name, rows in {**files, EXECUTION: others.get("execution", [])}.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            text = "".join(json.dumps(row) + "\n" for row in rows).encode()
            path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)

    return lay_down


def ids(window: Window | None = None, scenario: str = "generation") -> list[str]:
    return [problem.id for problem in LIVECODEBENCH.select(scenario, window)]


def test_the_window_holds_its_first_and_its_last_midnight_only(write: Any) -> None:
    dates = ("2024-01-30T23:59:59", "2024-01-31T00:00:00", "2024-02-29T00:00:00", "2024-02-29T00:00:01", "2024-02-29T19:30:00")
    write(*(record(str(number), contest_date=date) for number, date in enumerate(dates)))
    window = Window(start=day("2024-01-31"), end=day("2024-02-29"))
    assert ids(window) == ["livecodebench/1", "livecodebench/2"]
    assert ids(Window(end=day("2024-01-31"))) == ["livecodebench/0", "livecodebench/1"]
    assert ids(Window(start=day("2024-03-01"))) == []


def test_problems_are_chosen_by_difficulty_platform_and_release_and_sorted_by_id_as_text(write: Any) -> None:
    write(record("9", difficulty="hard"), record("10"), record("abc1", platform="atcoder", release="v1"))
    assert ids() == ["livecodebench/10", "livecodebench/9", "livecodebench/abc1"]
    assert ids(Window(difficulties=["hard"])) == ["livecodebench/9"]
    assert ids(Window(platforms=["atcoder"])) == ["livecodebench/abc1"]
    assert ids(Window(release="release_v1")) == ["livecodebench/abc1"]
    assert ids(Window(release="v2")) == ["livecodebench/10", "livecodebench/9"]


@pytest.mark.parametrize(
    ("name", "slices"),
    [
        ("release_v3", ("v1", "v2", "v3")),
        ("v3", ("v3",)),
        ("v2_v4", ("v2", "v3", "v4")),
        ("release_latest", ("v1", "v2", "v3", "v4", "v5", "v6")),
        ("", ("v1", "v2", "v3", "v4", "v5", "v6")),
    ],
)
def test_a_release_is_its_slices(name: str, slices: tuple[str, ...]) -> None:
    assert releases(name) == slices


@pytest.mark.parametrize("name", ["v7", "release_v2_v4", "2", "release"])
def test_an_unknown_release_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="unknown release"):
        Window(release=name)


def test_a_strange_day_and_a_window_turned_round_are_refused() -> None:
    with pytest.raises(UsageError, match="'2024-13-01' is not a day"):
        day("2024-13-01")
    with pytest.raises(UsageError, match="ends"):
        Window(start=day("2024-02-01"), end=day("2024-01-01"))


def test_the_record_holds_public_then_private_cases_and_sets_unverified_ones_apart(write: Any) -> None:
    private = [{"input": str(n), "output": "0", "testtype": "functional", "source": "s", "verified": n != 8} for n in (7, 8)]
    write(record("1", private_test_cases=private))
    (problem,) = LIVECODEBENCH.load("generation")
    assert [case["input"] for case in problem.record["cases"]] == ["1", "7"]
    assert [case["input"] for case in problem.record["unverified_cases"]] == ["8"]
    assert (problem.record["public"], problem.record["func_name"], problem.entry_point) == (1, "f", "f")
    assert problem.record["starter_code"].endswith("        "), "as the benchmark spells it"
    assert problem.tags == ("leetcode", "functional")


def test_a_problem_without_any_test_is_marked(write: Any) -> None:
    write(record("abc350_c", public_test_cases=[], starter_code="", metadata={}))
    (problem,) = LIVECODEBENCH.load("generation")
    assert NO_TESTS in problem.tags


def test_every_failed_solution_is_a_repair_with_a_passing_one_as_its_answer(write: Any) -> None:
    error = {"error_code": -4, "error_message": "Runtime Error", "error": "ValueError('x')", "inputs": "1", "expected": "2"}
    graded = [
        {"question_id": "1", "source": "a", "code": "bad", "passed": False, "error": error},
        {"question_id": "1", "source": "b", "code": "good", "passed": True, "error": None},
        {"question_id": "1", "source": "c", "code": " ", "passed": False, "error": {}},
    ]
    write(record("1"), record("2"), graded=graded)
    (problem,) = LIVECODEBENCH.load("repair")
    assert (problem.id, problem.context, problem.solution, problem.kind) == ("livecodebench/1/repair/0", "bad", "good", "repair")
    assert problem.error == "Runtime Error: ValueError('x')\nInput:\n1\nExpected:\n2"
    assert problem.record["error"] == error


def test_output_prediction_follows_the_window_and_execution_refuses_one(write: Any) -> None:
    case = {"input": "3", "output": "null", "testtype": "functional"}
    outputs = [{"question_id": name, "test_id": n, "test": [case], "function_name": "f"} for name in ("2", "1") for n in (1, 0)]
    execution = [{"id": "sample_0", "code": "def f(x):\n    return x", "input": "1", "output": "1"}]
    write(record("1"), record("2", contest_date="2023-05-07T00:00:00"), outputs=outputs, execution=execution)
    assert ids(None, "output_prediction") == [f"livecodebench/{p}/output/{n}" for p in (1, 2) for n in (0, 1)]
    assert ids(Window(start=day("2024-01-01")), "output_prediction") == ["livecodebench/1/output/0", "livecodebench/1/output/1"]
    assert {problem.solution for problem in LIVECODEBENCH.load("output_prediction")} == {"None"}
    assert ids(None, "execution") == ["livecodebench/execution/sample_0"]
    with pytest.raises(UsageError, match="has no dates"):
        LIVECODEBENCH.select("execution", Window(release="v1"))


def test_cases_that_are_no_list_are_named_with_their_line(write: Any) -> None:
    write(record("1"), record("2", private_test_cases="eJx="))
    with pytest.raises(DataError, match=r"livecodebench.jsonl.gz:2: public_test_cases and private_test_cases must be lists"):
        list(LIVECODEBENCH.load("generation"))


@pytest.mark.parametrize("split", SCENARIOS)
def test_nothing_of_it_may_be_trained_on(split: str) -> None:
    with pytest.raises(HeldOutError, match="nothing of this task may be trained on"):
        catalog.load_trainable("livecodebench", split)


@pytest.mark.data
def test_the_files_hold_what_their_table_says(data_root: Path) -> None:
    del data_root
    assert {split: LIVECODEBENCH.size(split) for split in SCENARIOS} == {
        "generation": 702, "repair": 1409, "output_prediction": 756, "execution": 800,
    }  # fmt: skip
    problems = list(LIVECODEBENCH.load("generation"))
    assert Counter(problem.difficulty for problem in problems) == {"easy": 234, "medium": 274, "hard": 194}
    assert Counter(problem.tags[0] for problem in problems) == {"atcoder": 382, "leetcode": 311, "codeforces": 9}
    assert [problem.id for problem in problems if NO_TESTS in problem.tags] == ["livecodebench/abc350_c"]
    assert sum(bool(problem.solution) for problem in problems) == 596
    for path in LIVECODEBENCH.files:
        assert sum(1 for _ in datafiles.rows(datafiles.find(path))) == datafiles.FILES[path].records
