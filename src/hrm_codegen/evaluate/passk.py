"""pass@k: the unbiased estimator, its mean over problems, and how sure that mean is.

For one problem with n samples of which c are right, pass@k = 1 - C(n-c, k) / C(n, k) (arXiv 2107.03374, eq. 1). A score
is the plain mean over problems: all weigh the same however many samples each has. The bare estimator answers 1.0 whenever
n - c < k, even with nothing right and n < k; therefore `pass_at_k` leaves out a k that some problem has too few samples for.

The 95 % interval is Wilson's. With one sample a problem it is the ordinary one for a share. With more, a problem's estimate
lies between 0 and 1 and carries more information than one yes or no, so the number of problems is replaced by the effective
number, p (1 - p) / (standard error)^2, as for complex surveys: never below the problems, never above the samples.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hrm_codegen.errors import DataError

Z95 = 1.959963984540054  # the normal deviate that leaves 2.5 % on each side
Result = bool | int  # LiveCodeBench's entry for one test: true or 1 is right, false, 0 or a negative code is wrong


class Score(NamedTuple):
    """A mean over problems with its standard error and 95 % interval, all as fractions."""

    value: float
    stderr: float
    low: float
    high: float
    interval: str  # the name of the method


class LcbMetrics(NamedTuple):
    """LiveCodeBench's answer: the metrics with their detail a task, and which samples were right, in task order."""

    metrics: dict[str, float | dict[str, dict[int, float]]]
    graded: list[list[bool]]


def estimate(n: int, c: int, *, k: int) -> float:
    """Return the unbiased pass@k of one problem with `c` of `n` samples right; 1.0 when n - c < k, as published."""
    if n - c < k:
        return 1.0
    return 1.0 - math.prod(1.0 - k / i for i in range(n - c + 1, n + 1))


def estimates(samples: int | Sequence[int], correct: Sequence[int], *, k: int) -> list[float]:
    """Return the estimate of every problem; one number of samples stands for all of them."""
    counts = [samples] * len(correct) if isinstance(samples, int) else samples
    return [estimate(n, c, k=k) for n, c in zip(counts, correct, strict=True)]


def mean(values: Sequence[float]) -> float:
    """Return the plain mean; of nothing it is a DataError, never NaN."""
    if not values:
        raise DataError("no problems to score: the task, split and limit leave none")
    return math.fsum(values) / len(values)


def pass_at_k(passed: Sequence[Sequence[bool]], ks: Sequence[int]) -> dict[int, Score]:
    """Score samples by problem; a k that some problem has too few samples for is left out."""
    if not passed:
        raise DataError("no problems to score: the task, split and limit leave none")
    fewest = min(len(samples) for samples in passed)
    return {k: _score(passed, k) for k in sorted(set(ks)) if 1 <= k <= fewest}


def _score(passed: Sequence[Sequence[bool]], k: int) -> Score:
    values = [estimate(len(samples), sum(samples), k=k) for samples in passed]
    value = mean(values)
    stderr = standard_error(values)
    problems, samples = len(passed), sum(map(len, passed))
    spread = math.fsum((x - value) ** 2 for x in values) / problems  # the variance of one problem's estimate
    effective = min(max(value * (1 - value) / spread * problems, problems), samples) if spread else problems
    name = "Wilson" if samples == problems else "Wilson, effective number of problems"
    return Score(value, stderr, *wilson(value, effective), name)


def standard_error(values: Sequence[float]) -> float:
    """Return the standard error of the mean over problems; 0.0 for a single one."""
    if len(values) < 2:
        return 0.0
    centre = mean(values)
    variance = math.fsum((x - centre) ** 2 for x in values) / (len(values) - 1)
    return math.sqrt(variance / len(values))


def wilson(share: float, trials: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share seen in `trials` (possibly fractional) independent trials."""
    squared = Z95**2 / trials
    centre = (share + squared / 2) / (1 + squared)
    half = Z95 / (1 + squared) * math.sqrt(share * (1 - share) / trials + squared / (4 * trials))
    low = 0.0 if share <= 0.0 else max(0.0, centre - half)  # exactly: the formula leaves 1e-17 there
    high = 1.0 if share >= 1.0 else min(1.0, centre + half)
    return low, high


def lcb_metrics(results: Mapping[int, Sequence[Sequence[Result]]], ks: Sequence[int]) -> LcbMetrics:
    """Grade LiveCodeBench results as its `compute_metrics_from_results`: a sample is right when every entry is above 0.

    A sample without any entry counts as right, as published; whoever judges must not produce one.
    """
    right = {task: [all(entry > 0 for entry in sample) for sample in samples] for task, samples in results.items()}
    graded = [right[task] for task in sorted(right)]
    scores = pass_at_k(list(right.values()), ks)
    detail = {f"pass@{k}": {task: estimate(len(samples), sum(samples), k=k) for task, samples in right.items()} for k in scores}
    return LcbMetrics({f"pass@{k}": score.value for k, score in scores.items()} | {"detail": detail}, graded)


def official_lcb_scores(graded: Sequence[Sequence[bool]], ks: Sequence[int] = (1, 5)) -> dict[str, float]:
    """Return what LiveCodeBench's `compute_scores` prints, its known fault included.

    It keeps every k, so one wrong sample a problem shows "pass@5" = 1.0. Only for setting beside published figures.
    """
    return {f"pass@{k}": mean([estimate(len(samples), sum(samples), k=k) for samples in graded]) for k in ks}
