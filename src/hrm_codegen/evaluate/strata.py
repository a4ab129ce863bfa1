"""Strata: a suite's problems in kinds that are scored apart, and the macro mean over them, its headline.

A problem names its stratum in a tag ("stratum:deep"). A figure over strata never stands without their names and sizes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

from hrm_codegen.evaluate.passk import pass_at_k
from hrm_codegen.tasks.base import Problem

TAG = "stratum:"


def stratum_of(problem: Problem) -> str:
    """Return the stratum that a problem belongs to; empty without one."""
    return next((tag.removeprefix(TAG) for tag in problem.tags if tag.startswith(TAG)), "")


def by_turns(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield one problem of each stratum after another, so that the first few are of every kind; without strata as they come."""
    waiting = iter(problems)
    first = next(waiting, None)
    if first is None:
        return
    if not stratum_of(first):
        yield first
        yield from waiting
        return
    kinds: dict[str, list[Problem]] = {}
    for problem in itertools.chain([first], waiting):
        kinds.setdefault(stratum_of(problem), []).append(problem)
    for turn in itertools.zip_longest(*kinds.values()):
        yield from filter(None, turn)


def by_stratum(problems: Sequence[Problem], passed: Sequence[Sequence[bool]], ks: Sequence[int]) -> dict[str, Any]:
    """Return {"strata": {name: n_problems, pass@k, intervals}, "macro": {pass@k}}; empty for a suite without strata."""
    rows: dict[str, list[Sequence[bool]]] = {}
    for problem, samples in zip(problems, passed, strict=True):
        rows.setdefault(stratum_of(problem), []).append(samples)
    if "" in rows:
        return {}
    strata: dict[str, Any] = {}
    for name, members in rows.items():
        scores = pass_at_k(members, ks)
        strata[name] = {
            "n_problems": len(members),
            **{f"pass@{k}": score.value for k, score in scores.items()},
            "intervals": {f"pass@{k}": {"low": score.low, "high": score.high} for k, score in scores.items()},
        }
    common = [f"pass@{k}" for k in sorted(set(ks)) if all(f"pass@{k}" in row for row in strata.values())]
    return {"strata": strata, "macro": {name: fmean(row[name] for row in strata.values()) for name in common}}


def lines(summary: Mapping[str, Any]) -> list[str]:
    """Return the strata in sentences, the macro mean last; nothing for a suite without them."""
    told = [
        f"{stratum} ({row['n_problems']}): {name} {row[name]:.1%}, 95 % interval {row['intervals'][name]['low']:.1%} to "
        f"{row['intervals'][name]['high']:.1%}"
        for stratum, row in summary.get("strata", {}).items()
        for name in row["intervals"]
    ]
    macro = [
        f"macro mean of {len(summary['strata'])} strata: {name} {value:.1%}" for name, value in summary.get("macro", {}).items()
    ]
    return told + macro
