"""The score of a run as one JSON object: pass@k with intervals, verdicts, a row a problem, settings and versions.

`"pass@1"` and the like are fractions. `figure` says what kind of figure they are and `labels` spell it out: greedy, given
and estimator figures never carry the same label.
"""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import Any

from hrm_codegen.evaluate import plans, strata, tool_accuracy
from hrm_codegen.evaluate.exchange import benchmark_id
from hrm_codegen.evaluate.passk import Score, pass_at_k
from hrm_codegen.evaluate.protocols import PLAN
from hrm_codegen.evaluate.rows import VERSION, Key, Result, Sample
from hrm_codegen.evaluate.runner import Run, Settings
from hrm_codegen.tasks.base import Kind

VERDICTS = tuple(kind.value for kind in reversed(Kind))  # pass first
VERDICT_MEANINGS = {
    "pass": "every test held",
    "wrong": "an assert failed, or the program ended before its last test",
    "exception": "it parses and raises something else",
    "timeout": "it ran over the time limit",
    "syntax": "it does not parse (AST check)",
}


def summarise(
    run: Run,
    samples: Mapping[Key, Sample],
    results: Mapping[Key, Result],
    *,
    ks: Sequence[int],
    invalid: str = "",
    machine: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Score a run whose every sample is judged; `invalid` says why its figures must not be compared, where they must not."""
    settings = run.settings
    by_problem = _by_problem(run, results)
    passed = [[row.passed for row in rows] for rows in by_problem]
    scores = pass_at_k(passed, ks)
    rows = [row for problem_rows in by_problem for row in problem_rows]
    counts = Counter(row.verdict for row in rows)
    generating = sum(sample.seconds for sample in samples.values())
    tokens = sum(row.tokens for row in rows)
    unanswered = sum(bool(sample.note) for sample in samples.values())  # they count as wrong
    return {
        "v": VERSION,
        "task": settings.task,
        "split": settings.split,
        "n_problems": len(by_problem),
        "n": settings.n,
        "n_samples": len(rows),
        "figure": settings.figure,
        **{f"pass@{k}": score.value for k, score in scores.items()},
        "labels": {f"pass@{k}": label(settings, k) for k in scores},
        "intervals": {f"pass@{k}": _interval(score) for k, score in scores.items()},
        **strata.by_stratum(run.problems, passed, ks),
        **tool_accuracy.shares(run.problems, by_problem),
        **(plans.agreement(run.problems, by_problem) if settings.prompt == PLAN else {}),
        "left_out": [k for k in sorted(set(ks)) if k not in scores],
        "scores_valid": not invalid,
        "invalid_reason": invalid,
        "verdicts": {verdict: counts[verdict] for verdict in VERDICTS},
        "unanswered": unanswered,
        "syntax_valid": 1 - counts[Kind.SYNTAX] / (len(rows) - unanswered) if unanswered < len(rows) else 0.0,
        "truncated": sum(row.truncated for row in rows) / len(rows),
        "problems": [_problem_row(problem_rows) for problem_rows in by_problem],
        "seconds": {"generate": round(generating, 3), "programs": round(sum(row.seconds for row in rows), 3)},
        "tokens": tokens,
        "tokens_per_s": round(tokens / generating, 1) if generating > 0 and tokens else None,
        "settings": settings_json(settings),
        "data_sha256": settings.data_sha256,
        "versions": {"hrm_codegen": metadata.version("hrm-codegen"), "python": platform.python_version()},
        "machine": dict(machine or {}),
    }


def settings_json(settings: Settings) -> dict[str, Any]:
    """Return the settings with names as the command line has them; what given answers were drawn with is not known."""
    facts = {name: getattr(settings, name) for name in ("source", "prompt", "n", "limit", "timeout_s")}
    if settings.figure != "given":
        facts |= {name: getattr(settings, name) for name in ("temperature", "top_p", "max_tokens", "seed")}
        facts |= {"grammar": settings.grammar} if settings.grammar else {}
    return facts


def label(settings: Settings, k: int) -> str:
    """Return the name under which a figure is reported; it tells how the answers came about."""
    if settings.figure == "given":
        return f"pass@{k} of given answers (n={settings.n})"
    how = f"{settings.prompt} prompt" + (f", grammar {settings.grammar}" if settings.grammar else "")
    if settings.figure == "greedy":
        return f"greedy pass@{k} ({how}, T=0, n=1)"
    return f"pass@{k} estimate ({how}, T={settings.temperature:g}, top_p={settings.top_p:g}, n={settings.n})"


def shares(summary: Mapping[str, Any]) -> str:
    """Return in a sentence how many answers parse, met the token limit, or are missing."""
    missing = f"; {summary['unanswered']} answers are missing and count as wrong" if summary["unanswered"] else ""
    return f"{summary['syntax_valid']:.1%} of the answers parse; {summary['truncated']:.1%} met the token limit{missing}."


def details(summary: Mapping[str, Any]) -> list[str]:
    """Return in sentences what a task's own kind of problem has besides pass@k: strata, tools, plans."""
    return [*strata.lines(summary), *tool_accuracy.lines(summary), *plans.lines(summary)]


def spelled(value: Any) -> str:
    """Return a setting's value in words: lists joined, nothing as "none"."""
    if value is None:
        return "none"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)


def _by_problem(run: Run, results: Mapping[Key, Result]) -> list[list[Result]]:
    rows: dict[Any, list[Result]] = {benchmark_id(problem.id): [] for problem in run.problems}
    for key in sorted(results, key=lambda key: key.sample):
        rows[key.task_id].append(results[key])
    return list(rows.values())


def _interval(score: Score) -> dict[str, Any]:
    return {"stderr": score.stderr, "low": score.low, "high": score.high, "method": score.interval}


def _problem_row(rows: Sequence[Result]) -> dict[str, Any]:
    """Return a problem's counts; only verdicts that occurred are named."""
    counts = Counter(row.verdict for row in rows)
    return {
        "task_id": rows[0].task_id,
        "n": len(rows),
        "passed": counts[Kind.PASS],
        "verdicts": {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]},
    }
