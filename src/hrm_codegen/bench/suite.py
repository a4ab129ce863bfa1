"""Benchmark results: figures with their spread, the machine they were read on, and the comparison with a baseline.

A figure is a list of readings; what is printed is the median with minimum and maximum. Arms of one comparison take
turns, so that a machine that slows down slows all of them; the ratio is taken turn by turn.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from hrm_codegen.errors import DataError, NotFound


class Spread(NamedTuple):
    """The middle of some readings and how far they reach."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured quantity of one arm, with every reading."""

    case: str  # "train"
    arm: str  # "ours, compiled"
    name: str  # "tokens_per_s"
    readings: tuple[float, ...]
    higher_is_better: bool = True

    @property
    def key(self) -> str:
        """The name that a baseline knows it by."""
        return f"{self.case}/{self.arm}/{self.name}"

    @property
    def spread(self) -> Spread:
        """Median, minimum and maximum of the readings."""
        return spread(self.readings)


def spread(readings: Sequence[float]) -> Spread:
    """Return median, minimum and maximum; at least one reading is needed."""
    return Spread(statistics.median(readings), min(readings), max(readings))


def ratio(a: Figure, b: Figure) -> Spread:
    """Return a / b, reading by reading, of two arms that took turns."""
    return spread([x / y for x, y in zip(a.readings, b.readings, strict=True)])


def machine() -> dict[str, Any]:
    """Say what the readings were taken on: processor, cores, load, versions."""
    model = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0] if names else model
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "load_1min": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.system(),
    }


def as_json(figures: Sequence[Figure], ratios: Mapping[str, Spread], notes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the result as one JSON object; also the format of a baseline file."""
    return {
        "v": 1,
        "machine": machine(),
        **notes,
        "figures": {
            figure.key: {**figure.spread._asdict(), "readings": list(figure.readings), "higher_is_better": figure.higher_is_better}
            for figure in figures
        },
        "ratios": {name: value._asdict() for name, value in ratios.items()},
    }


def as_text(figures: Sequence[Figure], ratios: Mapping[str, Spread]) -> str:
    """Lay the figures out as a table for people."""
    rows = [(figure.arm, figure.name, *(f"{value:,.4g}" for value in figure.spread)) for figure in figures]
    rows += [("ratio", name, *(f"{value:.3f}" for value in value_)) for name, value_ in ratios.items()]
    head = ("arm", "figure", "median", "min", "max")
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    )


def read_baseline(path: Path) -> dict[str, Any]:
    """Read an earlier result to compare with."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return dict(table["figures"])
    except FileNotFoundError:
        raise NotFound(f"baseline {path} does not exist; make one with `hrm bench … --json > {path}`") from None
    except (ValueError, KeyError, TypeError):
        raise DataError(f"baseline {path} is no result of `hrm bench --json`") from None


def regressions(figures: Sequence[Figure], baseline: Mapping[str, Any], *, tolerance: float) -> list[str]:
    """Name every figure whose whole spread is worse than the baseline's median by more than `tolerance` (a share)."""
    lines = []
    for figure in figures:
        if figure.key not in baseline:
            continue
        before, now = float(baseline[figure.key]["median"]), figure.spread
        worse = now.high < before * (1 - tolerance) if figure.higher_is_better else now.low > before * (1 + tolerance)
        if worse:
            lines.append(f"{figure.key}: {now.median:,.4g} now, {before:,.4g} in the baseline (tolerance {tolerance:.0%})")
    return lines
