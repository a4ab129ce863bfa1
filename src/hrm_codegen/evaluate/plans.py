"""Plans before the code: how many are the problem's own, and whether a right plan goes with right code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hrm_codegen.evaluate.rows import Result
from hrm_codegen.prompts import read_planned
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.exercises.primitive import plan_of


def agreement(problems: Sequence[Problem], answers: Sequence[Iterable[Result]]) -> dict[str, Any]:
    """Return {"plan": {n, exact, precision, recall, passed_exact, passed_other}} over the answers to problems with plan tags.

    `exact` is the share of plans with the problem's own tags and no others, in any order; precision and recall are of tags;
    the last two are shares of passes, None where there is no such answer. Empty for problems without tags.
    """
    counts: Counter[str] = Counter()
    for problem, rows in zip(problems, answers, strict=True):
        if own := set(plan_of(problem.tags)):
            for row in rows:
                counts.update(_seen(own, set(read_planned(row.completion).tags), passed=row.passed))
    if not counts:
        return {}
    return {
        "plan": {
            "n": counts["n"],
            "exact": counts["exact"] / counts["n"],
            "precision": _share(counts["common"], counts["said"]),
            "recall": counts["common"] / counts["own"],
            "passed_exact": _share(counts["passed_exact"], counts["exact"]),
            "passed_other": _share(counts["passed"] - counts["passed_exact"], counts["n"] - counts["exact"]),
        }
    }


def lines(summary: Mapping[str, Any]) -> list[str]:
    """Return the agreement in sentences; nothing for a run without plans."""
    found = summary.get("plan")
    if not found:
        return []
    shares = {name: "none" if found[name] is None else f"{found[name]:.1%}" for name in found if name != "n"}
    of_tags = f"precision {shares['precision']}, recall {shares['recall']}"
    return [
        f"plans of {found['n']} answers: {shares['exact']} have the problem's own tags and no others; of tags, {of_tags}",
        f"passed after such a plan: {shares['passed_exact']}; after another: {shares['passed_other']}",
    ]


def _seen(own: set[int], said: set[int], *, passed: bool) -> dict[str, int]:
    exact = own == said
    return {
        "n": 1, "own": len(own), "said": len(said), "common": len(own & said), "exact": exact, "passed": passed,
        "passed_exact": exact and passed,
    }  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
