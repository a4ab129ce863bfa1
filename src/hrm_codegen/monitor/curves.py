"""What is drawn of runs: curves of columns over tokens or minutes, several runs or several columns in one chart."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hrm_codegen.evaluate.charts import Frame, Point, axes, image, path, smoothed, thinned
from hrm_codegen.monitor.history import RunLog, exit_gap

COLOURS = 8  # how many curves of a chart are told apart
HEIGHT = 250.0
CUT = 0.02  # first share of a curve that does not stretch the axis: untrained losses would flatten all the rest

Row = Mapping[str, float]
Value = Callable[[Row], float | None]


class Curve(NamedTuple):
    """One line of a chart."""

    name: str
    points: Sequence[Point]  # `step` is the place on the horizontal axis, `loss` the height


class Chart(NamedTuple):
    """One chart: curves that share their axes."""

    title: str
    unit: str
    curves: Sequence[Curve]
    x_name: str
    y_format: str = "{:g}"
    dots: bool = False  # few measurements: each is marked
    smooth: bool = False  # a running mean is drawn over the pale values


class Family(NamedTuple):
    """Columns that belong together."""

    pattern: str  # of their names; its group names the curve
    title: str
    unit: str
    last: str = ""  # the column that ends the row of them, drawn beside those of one run; several runs have its chart anyway


class Axis(NamedTuple):
    """What charts are drawn over."""

    name: str
    column: str
    scale: float  # what the column is divided by


TOKENS = Axis("million tokens", "tokens", 1e6)
MINUTES = Axis("minutes", "seconds", 60.0)


def charts(runs: Sequence[RunLog]) -> list[Chart]:
    """Return every chart that the runs have values for; the tasks of one run share a chart, each of several runs' has its own."""
    found = list(_plain(runs))
    counts = Counter(name for run in runs for row in run.rows for name in row)
    for family in FAMILIES:
        named = {name: match[1] for name in counts if (match := re.fullmatch(family.pattern, name))}
        if named and family.last and len(runs) == 1:
            named[family.last] = "last"
        best = sorted(sorted(named, key=lambda name: (-counts[name], name))[:COLOURS])
        found += _family(runs, {name: named[name] for name in best}, family.title, family.unit)
    return [chart for chart in found if chart.curves]


def _plain(runs: Sequence[RunLog]) -> Iterator[Chart]:
    many = len(runs) > 1
    yield _chart(runs, "Loss", "nats a token", _column("loss"), smooth=True)
    if many:
        yield _chart(runs, "Loss over time", "nats a token", _column("loss"), axis=MINUTES, smooth=True)
    yield _chart(runs, "Validation loss", "nats a token", _column("validation_loss"), dots=True)
    yield _chart(runs, "Drafts accepted", "share of the first cycle's tokens", _column("acceptance/draft"), dots=True)
    yield _chart(runs, "pass@1 during training", "share of the probe's problems", _column("probe/pass@1"), dots=True)
    yield _chart(runs, "Answers that parse", "share of the probe's problems", _column("probe/parses"), dots=True)
    yield _chart(runs, "Learning rate", "", _column("lr"))
    yield _chart(runs, "Gradient norm", "before clipping", _column("grad_norm"), smooth=True)
    yield _chart(runs, "Throughput", "tokens a second", _column("tokens_per_s"), y_format="{:,.0f}", smooth=True)
    yield _chart(runs, "Peak memory", "GiB", lambda row: row["peak_memory"] / 2**30 if "peak_memory" in row else None)
    yield _chart(runs, "Gap of the last exit", "nats a token that the last cycle gains", exit_gap, smooth=True)


_ROLES = "tool|argument|changed|copied"
FAMILIES = (
    Family(r"loss/([^/]+)", "Loss by task", "nats a token"),
    Family(r"loss/language/(.+)", "Loss by language", "nats a token"),
    Family(r"exit_loss/(.+)", "Loss by cycle", "nats a token", last="loss"),
    Family(rf"accuracy/(?!(?:{_ROLES})$)([^/]+)", "Accuracy by task", "share of tokens"),
    Family(r"accuracy/language/(.+)", "Accuracy by language", "share of tokens"),
    Family(rf"accuracy/({_ROLES})", "Accuracy of commands and edits", "share of tokens"),
    Family(r"plan_loss/(.+)", "Loss of the plan by cycle", "nats"),
    Family(r"grad_norm/(.+)", "Gradient norm by module", "before clipping"),
    Family(r"state_change/(.+)", "Change of the state in a cycle", "of its norm"),
    Family(r"act/(.+)", "Halting", ""),
)


def _column(name: str) -> Value:
    return lambda row: row.get(name)


def _chart(
    runs: Sequence[RunLog],
    title: str,
    unit: str,
    value: Value,
    *,
    axis: Axis = TOKENS,
    y_format: str = "{:g}",
    dots: bool = False,
    smooth: bool = False,
) -> Chart:
    curves = [Curve(run.name, _points(run, value, axis)) for run in runs[:COLOURS]]
    return Chart(title, unit, [curve for curve in curves if curve.points], axis.name, y_format, dots=dots, smooth=smooth)


def _family(runs: Sequence[RunLog], named: Mapping[str, str], title: str, unit: str) -> Iterator[Chart]:
    """Yield charts of columns that belong together, each with the name of its curve."""
    if len(runs) == 1:
        curves = [Curve(label, _points(runs[0], _column(name), TOKENS)) for name, label in named.items()]
        yield Chart(title, unit, curves, TOKENS.name, smooth=True)
        return
    for name, label in named.items():
        yield _chart(runs, f"{title}: {label}", unit, _column(name), smooth=True)


def _points(run: RunLog, value: Value, axis: Axis) -> list[Point]:
    pairs = ((row[axis.column] / axis.scale, value(row)) for row in run.rows)
    return [Point(x, y) for x, y in pairs if y is not None and math.isfinite(y)]


def draw(chart: Chart) -> str:
    """Draw a chart as one SVG image; what a curve begins with outside the axis runs along its edge."""
    shown = [(curve, thinned(curve.points)) for curve in chart.curves]
    frame = _frame([points for _, points in shown])
    body = axes(frame, x_name=chart.x_name, x_format="{:g}", y_format=chart.y_format)
    for number, (_, points) in enumerate(shown):
        body += _line(frame, points, f"s{number}", chart)
    words = "; ".join(f"{curve.name} from {points[0].loss:.4g} to {points[-1].loss:.4g}" for curve, points in shown)
    return image(body, height=frame.height, name=chart.title, description=f"{chart.unit or 'no unit'}: {words}")


def _frame(curves: Sequence[Sequence[Point]]) -> Frame:
    settled = [point.loss for points in curves for point in points[int(len(points) * CUT) :]]
    low, high = min(settled), max(settled)
    pad = (high - low) * 0.06 or abs(high) * 0.1 or 0.1
    bottom = low - pad if low < 0 else max(0.0, low - pad)
    right = max(points[-1].step for points in curves)
    left = min(points[0].step for points in curves)
    return Frame(HEIGHT, 0.0 if left < right / 10 else left, right, bottom, high + pad, left=60.0)


def _line(frame: Frame, points: Sequence[Point], colour: str, chart: Chart) -> str:
    inside = _inside(frame, points)
    if chart.dots or len(inside) == 1:
        marks = "".join(f'<circle class="{colour}" cx="{frame.x(p.step):.1f}" cy="{frame.y(p.loss):.1f}" r="3"/>' for p in inside)
        return f'<polyline class="curve {colour}" points="{path(frame, inside)}"/>{marks}'
    if not chart.smooth:
        return f'<polyline class="curve {colour}" points="{path(frame, inside)}"/>'
    pale = f'<polyline class="curve pale {colour}" points="{path(frame, inside)}"/>' if len(chart.curves) < 4 else ""
    return f'{pale}<polyline class="curve {colour}" points="{path(frame, _inside(frame, smoothed(points)))}"/>'


def _inside(frame: Frame, points: Sequence[Point]) -> list[Point]:
    return [Point(point.step, min(max(point.loss, frame.y_low), frame.y_high)) for point in points]
