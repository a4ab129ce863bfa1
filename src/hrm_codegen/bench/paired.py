"""Two arms over the same seeds: the mean difference with its interval, by Student's t of the differences.

With a few seeds the interval is wide, as it should be: three seeds give two degrees of freedom and 4.3 standard errors.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple

_HALVINGS = 200  # far more than a float has digits


class Paired(NamedTuple):
    """A mean difference; interval and p-value are None for a single pair."""

    mean: float
    low: float | None  # 95 % interval
    high: float | None
    p_value: float | None  # two-sided
    n: int  # pairs


def paired_t(differences: Sequence[float]) -> Paired:
    """Test whether differences of pairs are 0 on average; at least one is needed."""
    n, mean = len(differences), statistics.fmean(differences)
    if n == 1:
        return Paired(mean, None, None, None, n)
    error = statistics.stdev(differences) / math.sqrt(n)
    half = t_quantile(n - 1) * error
    p_value = float(mean == 0) if error == 0 else t_tail(abs(mean) / error, n - 1)
    return Paired(mean, mean - half, mean + half, p_value, n)


def t_tail(t: float, degrees: int) -> float:
    """Return how likely a Student's t is farther from 0 than `t`, by the finite sums for whole degrees of freedom.

    Abramowitz and Stegun, 26.7.3 and 26.7.4.
    """
    angle = math.atan(t / math.sqrt(degrees))
    cosine = math.cos(angle)
    first = cosine if degrees % 2 else 1.0
    terms = [first]
    for power in range(2 + degrees % 2, degrees, 2):
        terms.append(terms[-1] * cosine**2 * (power - 1) / power)
    if degrees % 2 == 0:
        return 1 - math.sin(angle) * math.fsum(terms)
    inside = math.sin(angle) * math.fsum(terms) if degrees > 1 else 0.0
    return 1 - 2 / math.pi * (angle + inside)


def t_quantile(degrees: int, share: float = 0.05) -> float:
    """Return the t beyond which, on both sides together, a share of the distribution lies."""
    low, high = 0.0, 1e6
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if t_tail(middle, degrees) > share else (low, middle)
    return high
