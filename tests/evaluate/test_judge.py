"""Our verdicts beside the official ones, and the tricks that fool the official evaluator and must not fool us."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hrm_codegen.errors import Unsupported
from hrm_codegen.evaluate.judge import python_judge
from hrm_codegen.evaluate.runner import Judgement
from hrm_codegen.tasks.base import Kind, Problem

TEST = "\ndef check(candidate):\n    assert candidate(1) == 2\n    assert candidate(5) == 6\n"

# an answer that passes officially by one of these may be refused here: they let it read or forge the verdict
TRICKS = re.compile(r"_getframe|f_back|f_locals|\bgc\.|__eq__|/proc/|ctypes|posix")

# passes officially (tried there), through a hole; ours must not
HOLES = {
    "walking the frames for the official result list": (
        "    import sys\n    frame = sys._getframe()\n    while frame:\n        if 'result' in frame.f_locals:\n"
        "            frame.f_locals['result'].append('passed')\n        frame = frame.f_back\n    import os\n    os._exit(0)\n"
    ),
    "an object that equals everything": (
        "    class Any:\n        def __eq__(self, other):\n            return True\n    return Any()\n"
    ),
}


def as_problem(case: dict[str, Any]) -> Problem:
    given = case["problem"]
    return Problem(
        id="humaneval/0", task="humaneval", form="complete", prompt=given["prompt"], solution="", setup=given["test"],
        tests=(f"check({given['entry_point']})",), entry_point=given["entry_point"],
    )  # fmt: skip


def judged(case: dict[str, Any]) -> Judgement:
    asked = as_problem(case)
    return python_judge(float(case["timeout"]))(asked, asked.code(case["completion"]))


def official() -> Problem:
    return as_problem({"problem": {"prompt": "def f(x):\n", "test": TEST, "entry_point": "f"}})


@pytest.mark.vectors
def test_our_verdict_is_the_official_one_but_for_tricks(vectors: Path) -> None:
    cases = json.loads((vectors / "function_check.json").read_text(encoding="utf-8"))["cases"]
    cases = [case for case in cases if case["kind"] == "human_eval"]
    assert len(cases) >= 20
    with ThreadPoolExecutor(4) as pool:  # most of the time is waiting for those that sleep
        found = list(pool.map(judged, cases))
    for case, judgement in zip(cases, found, strict=True):
        passes, official = judgement.verdict is Kind.PASS, case["expected"]["passed"]
        assert passes == official or (official and TRICKS.search(case["completion"])), (case["id"], judgement)
        if case["timeout"] == 1:  # those whose time really runs out; officially a silent death is "timed out" too
            assert judgement.verdict is Kind.TIMEOUT, case["id"]


@pytest.mark.parametrize("trick", HOLES)
def test_what_fools_the_official_evaluator_does_not_pass_here(trick: str) -> None:
    asked = official()
    assert python_judge(10.0)(asked, asked.code(HOLES[trick])).verdict is not Kind.PASS


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("    return x + 1\n", Kind.PASS),
        ("    return x\n", Kind.WRONG),
        ("    return x +\n", Kind.SYNTAX),
        ("    return y\n", Kind.EXCEPTION),
        ("    import sys\n    sys.exit(0)\n", Kind.WRONG),
        ("    import os\n    os._exit(0)\n", Kind.WRONG),
        ("    return 'a' * (1 << 40)\n", Kind.EXCEPTION),
        ("    return '\x00'\n", Kind.SYNTAX),
    ],
)
def test_each_way_an_answer_can_end_has_its_verdict(body: str, verdict: Kind) -> None:
    asked = official()
    found = python_judge(10.0)(asked, asked.code(body))
    assert found.verdict is verdict, found
    assert bool(found.detail) == (verdict is not Kind.PASS)


def test_an_endless_loop_is_a_timeout_within_its_limit() -> None:
    asked = official()
    found = python_judge(0.5)(asked, asked.code("    while True: pass\n"))
    assert (found.verdict, found.kind) == (Kind.TIMEOUT, "timeout")


def test_another_language_is_refused_and_not_judged_wrong() -> None:
    asked = Problem(id="x/1", task="x", language="rust", prompt="p", solution="fn main() {}")
    with pytest.raises(Unsupported, match="x/1 is rust"):
        python_judge(1.0)(asked, "fn main() {}")
