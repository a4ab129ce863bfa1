"""The other benchmarks: how a line becomes a problem, what stays held out, and that references in Python pass."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hrm_codegen.errors import HeldOutError
from hrm_codegen.tasks import catalog
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.execution import run_references
from hrm_codegen.tasks.mbxp import MBXP

NEVER = {
    "livecodebench", "polyglot", "humaneval", "humaneval-x", "humanevalpack", "multipl-e:humaneval", "multipl-e:mbpp", "cruxeval",
    "classeval", "exercism-specs",
}  # fmt: skip


@pytest.fixture
def lay_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that writes one data file and loads a split of its task."""
    monkeypatch.setenv("HRM_DATA", str(tmp_path))

    def load(task: str, *records: dict[str, Any], split: str = "test", file: int = 0) -> list[Problem]:
        path = tmp_path / catalog.task(task).files[file]
        path.parent.mkdir(exist_ok=True)
        text = "".join(json.dumps(record) + "\n" for record in records).encode()
        path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
        return list(catalog.load(task, split))

    return load


@pytest.mark.parametrize("name", sorted(NEVER))
def test_a_benchmark_refuses_to_be_trained_on_in_every_split(name: str) -> None:
    for split in catalog.task(name).splits:
        with pytest.raises(HeldOutError, match="nothing of this task may be trained on"):
            catalog.load_trainable(name, split)


@pytest.mark.parametrize(("name", "split"), [("mbxp", "test"), ("mbxp", "validation"), ("mbxp", "prompt"), ("p3", "humaneval")])
def test_the_held_out_part_of_a_trainable_set_refuses_too(name: str, split: str) -> None:
    with pytest.raises(HeldOutError, match="trainable splits: train"):
        catalog.load_trainable(name, split)


def mbxp(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "task_id": f"MBJSP/{number}", "language": "javascript", "mbpp_task_id": number, "entry_point": "addOne",
        "prompt": "/**\n * * Write a function to add one.\n *\n * > addOne(41)\n * 42\n */\nfunction addOne(n) {\n",
        "test": "if (addOne(1) !== 2) throw 'no'", "description": "* Write a function to add one.",
        "canonical_solution": "  return n + 1;\n}\n", "canonical_verified": True, **changes,
    }  # fmt: skip


def test_mbxp_follows_mbpps_ids_and_teaches_only_what_has_a_reference(lay_down: Any) -> None:
    rows = [mbxp(number) for number in (1, 11, 510, 511, 600, 601, 602, 704, 872, 974)]
    rows += [mbxp(700, canonical_solution=None), mbxp(701, canonical_verified=False), mbxp(702, canonical_verified=None)]
    train = lay_down("mbxp", *rows, split="train")
    assert [problem.record["mbpp_task_id"] for problem in train] == [601, 974, 702]
    assert {split: len(list(MBXP.load(split))) for split in MBXP.splits} == {
        "train": 3, "validation": 2, "test": 2, "prompt": 1, "duplicates": 3,
    }  # fmt: skip
    problem = train[0]
    assert problem.solution == problem.prompt + "  return n + 1;\n}\n"
    assert problem.files["main.js"].endswith("throw 'no'")
    assert not problem.runnable


def test_mbxps_python_runs_even_where_the_answer_is_called_check(lay_down: Any) -> None:
    row = mbxp(
        700, language="python", entry_point="check", prompt='def check(n):\n    """Add one."""\n',
        canonical_solution="    return n + 1\n", test="def check(candidate):\n    assert candidate(1) == 2\n",
    )  # fmt: skip
    assert [done.passed for done in run_references(lay_down("mbxp", row, split="train"))] == [True]


def test_rust_of_humaneval_x_shows_its_declaration_after_the_words(lay_down: Any) -> None:
    row = {
        "task_id": "Rust/0", "language": "rust", "prompt": "/*\n Add one.\n*/\n", "declaration": "fn add_one(n: i32) -> i32 {\n",
        "canonical_solution": "    n + 1\n}\n", "test": "#[cfg(test)] mod tests {}\n", "example_test": "None",
    }  # fmt: skip
    (problem,) = lay_down("humaneval-x", row)
    assert problem.prompt == "/*\n Add one.\n*/\nfn add_one(n: i32) -> i32 {\n"
    assert (problem.id, problem.language) == ("humaneval-x/rust/0", "rust")
    assert problem.files == {"main.rs": problem.solution + "\n#[cfg(test)] mod tests {}\n"}


def test_humanevalpack_asks_for_the_repair_of_a_whole_function(lay_down: Any) -> None:
    row = {
        "task_id": "Python/0", "language": "python", "prompt": "", "declaration": "def f(x):\n",
        "canonical_solution": "    return x\n", "buggy_solution": "    return -x\n", "entry_point": "f",
        "test": "def check(f):\n    assert f(1) == 1\n\ncheck(f)",
        "docstring": "Return x.", "bug_type": "excess logic", "failure_symptoms": "incorrect output",
    }  # fmt: skip
    (problem,) = lay_down("humanevalpack", row)
    assert (problem.kind, problem.context, problem.solution) == (
        "repair",
        "def f(x):\n    return -x\n",
        "def f(x):\n    return x\n",
    )
    assert problem.tests == ("check(f)",)
    done = run_references([problem, Problem(**{**vars(problem), "solution": problem.context})])
    assert [one.passed for one in done] == [True, False]


def test_a_multipl_e_problem_has_no_reference_and_keeps_its_tests(lay_down: Any) -> None:
    row = {
        "name": "HumanEval_1_f",
        "language": "go_test.go",
        "prompt": "package f\n",
        "tests": "func TestF() {}",
        "stop_tokens": ["\n}"],
    }
    (problem,) = lay_down("multipl-e:humaneval", row)
    assert (problem.id, problem.language, problem.solution) == ("multipl-e:humaneval/go/HumanEval_1_f", "go", "")
    assert problem.record["stop_tokens"] == ["\n}"]


def test_cruxeval_hides_what_it_asks_for_in_both_directions(lay_down: Any) -> None:
    row = {"id": "sample_7", "code": "def f(x):\n    return x * 2", "input": "[1]", "output": "[1, 1]"}
    (output,) = lay_down("cruxeval", row, split="output")
    (given,) = lay_down("cruxeval", row, split="input")
    assert (output.id, output.solution) == ("cruxeval/output/7", "[1, 1]")
    assert "[1, 1]" not in output.native_prompt().text
    assert (given.solution, "f([1])" in given.native_prompt().text) == ("[1]", False)


def test_classeval_is_judged_by_its_unit_tests_where_they_need_no_package(lay_down: Any) -> None:
    test = "import unittest\n\nclass ATest(unittest.TestCase):\n    def test(self):\n        self.assertEqual(A().f(), 1)\n"
    row = {
        "task_id": "ClassEval_3", "class_name": "A", "skeleton": "class A:\n    def f(self):\n        '''Return 1.'''\n",
        "solution_code": "class A:\n    def f(self):\n        return 1", "test": test, "test_classes": ["ATest"],
    }  # fmt: skip
    good, needy = lay_down("classeval", row, {**row, "task_id": "ClassEval_4", "test": "import numpy\n" + test})
    wrong = Problem(**{**vars(good), "solution": good.solution.replace("1", "2")})
    assert [done.passed for done in run_references([good, wrong])] == [True, False]
    assert (needy.runnable, needy.tags) == (False, ("needs numpy",))


@pytest.mark.data
def test_the_files_hold_what_their_tables_say(data_root: Path) -> None:
    del data_root
    sizes = {
        "humaneval-x": 984, "humanevalpack": 984, "multipl-e:humaneval": 790, "multipl-e:mbpp": 1908, "cruxeval": 1600,
        "classeval": 100, "exercism-specs": 92,
    }  # fmt: skip
    for name, size in sizes.items():
        task = catalog.task(name)
        assert sum(task.size(split) for split in task.splits) == size, name
    assert Counter(problem.language for problem in catalog.load("mbxp", "train")) == {
        "python": 365, "java": 324, "cpp": 298, "javascript": 294,
    }  # fmt: skip


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("name", ["humaneval-x", "humanevalpack", "mbxp", "classeval", "p3", "leetcode"])
def test_every_python_reference_passes(data_root: Path, name: str) -> None:
    del data_root
    problems = [problem for split in catalog.task(name).splits for problem in catalog.load(name, split)]
    runnable = [problem for problem in problems if problem.runnable and problem.solution]
    assert [done.problem.id for done in run_references(runnable) if not done.passed] == []
