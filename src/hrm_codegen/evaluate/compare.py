"""Two runs over the same problems, compared pair by pair: the difference, how sure it is, and which problems changed.

With one answer a problem the test is McNemar's, exact: of the problems that only one run solves, how odd is this split
under a fair coin? With more answers a problem it is a sign-flip test on the differences of the problems' pass@1. The
95 % interval of the difference comes from resampling problems (bootstrap, percentiles) in both cases.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hrm_codegen.errors import DataError, NotFound, UsageError
from hrm_codegen.evaluate.passk import mean
from hrm_codegen.evaluate.rows import VERSION, TaskId

DRAWS = 10_000  # of the bootstrap and of the sign-flip test
SAME = ("task", "split", "data_sha256")  # what two runs must share to be compared
_CELLS = 1_000_000  # random numbers drawn at a time


@dataclass(frozen=True)
class Comparison:
    """What changes from run A to run B, on problems that both have; shares are fractions."""

    n_problems: int
    a: float  # pass@1
    b: float
    difference: float  # b - a
    low: float  # 95 % interval of the difference
    high: float
    p_value: float  # two-sided
    test: str
    gained: list[TaskId]  # b solves more of their answers than a
    lost: list[TaskId]

    @property
    def certain(self) -> bool:
        """Whether the difference is significant at 5 %."""
        return self.p_value < 0.05

    def as_json(self) -> dict[str, Any]:
        """Return the object that `hrm eval compare --json` prints."""
        return {
            "v": VERSION,
            "n_problems": self.n_problems,
            "pass@1": {"a": self.a, "b": self.b},
            "difference": self.difference,
            "interval": {"low": self.low, "high": self.high, "method": "paired bootstrap over problems, 95 %"},
            "p_value": self.p_value,
            "test": self.test,
            "significant": self.certain,
            "gained": self.gained,
            "lost": self.lost,
        }


def compare(a: Mapping[TaskId, Sequence[bool]], b: Mapping[TaskId, Sequence[bool]], *, seed: int = 0) -> Comparison:
    """Compare two runs given as problem -> whether each answer passed; they must have the same problems."""
    if a.keys() != b.keys():
        only = next(iter(a.keys() ^ b.keys()))
        raise UsageError(f"the runs have different problems (only one has {only!r}); compare runs of one task, split and limit")
    before = {task_id: mean([float(passed) for passed in a[task_id]]) for task_id in a}
    after = {task_id: mean([float(passed) for passed in b[task_id]]) for task_id in a}
    differences = [after[task_id] - before[task_id] for task_id in a]
    single = all(len(rows) == 1 for run in (a, b) for rows in run.values())
    low, high = bootstrap(differences, seed=seed)
    gained = [task_id for task_id in a if after[task_id] > before[task_id]]
    lost = [task_id for task_id in a if after[task_id] < before[task_id]]
    p_value = mcnemar(len(gained), len(lost)) if single else sign_flip(differences, seed=seed)
    test = "McNemar, exact" if single else f"sign-flip, {DRAWS} draws"
    return Comparison(
        len(a), mean([*before.values()]), mean([*after.values()]), mean(differences), low, high, p_value, test, gained, lost
    )  # fmt: skip


def mcnemar(gained: int, lost: int) -> float:
    """Return the exact two-sided p-value of so uneven a split of the problems that only one run solves."""
    changed = gained + lost
    tail = sum(math.comb(changed, count) for count in range(min(gained, lost) + 1))
    return min(1.0, float(2 * tail / 2**changed))


def bootstrap(differences: Sequence[float], *, seed: int) -> tuple[float, float]:
    """Return the 95 % percentile interval of the mean difference, problems drawn with replacement."""
    values = np.asarray(differences)
    generator = np.random.default_rng(seed)
    means = np.concatenate([
        values[generator.integers(0, len(values), size=(rows, len(values)))].mean(axis=1) for rows in _rounds(len(values))
    ])  # fmt: skip
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def sign_flip(differences: Sequence[float], *, seed: int) -> float:
    """Return the share of random signs under which the mean is as far from 0 as it is; the given signs count once."""
    values = np.asarray(differences)
    generator = np.random.default_rng(seed)
    observed = abs(values.sum()) - 1e-12  # sums of the same terms in another order differ in the last bits
    extreme = sum(
        int((np.abs((generator.integers(0, 2, size=(rows, len(values))) * 2 - 1) @ values) >= observed).sum())
        for rows in _rounds(len(values))
    )
    return (extreme + 1) / (DRAWS + 1)


def _rounds(width: int) -> list[int]:
    """Split the draws so that no round holds more than a million numbers."""
    rows = max(1, min(DRAWS, _CELLS // max(width, 1)))
    return [rows] * (DRAWS // rows) + ([DRAWS % rows] if DRAWS % rows else [])


def read_scores(path: Path) -> dict[str, Any]:
    """Read the scores of a run from its folder, or from a file that `hrm eval --json` was sent to."""
    file = path / "scores.json" if path.is_dir() else path
    try:
        scores = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"{file} does not exist; name the --out folder of a finished hrm eval") from None
    except ValueError:
        raise DataError(f"{file} is no JSON; name the --out folder of a finished hrm eval") from None
    if not isinstance(scores, dict) or scores.get("v") != VERSION or not isinstance(scores.get("problems"), list):
        raise DataError(f"{file} holds no scores of version {VERSION}; name the --out folder of a finished hrm eval")
    return scores


def check_comparable(a: Mapping[str, Any], b: Mapping[str, Any], *, paths: tuple[Path, Path]) -> list[str]:
    """Refuse runs that measure different things; return the settings that differ, for a note."""
    for name in SAME:
        if a.get(name) != b.get(name):
            raise UsageError(f"{paths[0]} has {name} = {a.get(name)!r} and {paths[1]} {b.get(name)!r}; they cannot be compared")
    ours, theirs = a["settings"], b["settings"]
    return [name for name in ours if ours[name] != theirs.get(name)]


def passes(scores: Mapping[str, Any]) -> dict[TaskId, list[bool]]:
    """Return for each problem which of its answers passed, in no particular order."""
    return {
        row["task_id"]: [True] * row["passed"] + [False] * (row["n"] - row["passed"]) for row in scores["problems"]
    }  # fmt: skip
