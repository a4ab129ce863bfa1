"""Charts as inline SVG text: the loss curve, pass@k with its intervals, the share of each verdict, the map of problems.

Colours are classes that the page's style sheet fills, so that light and dark come from one place. Every chart is one image
with a name and a description for screen readers; nothing in it is drawn from untrusted text without escaping.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

WIDTH = 640.0  # of every chart, in its own units; the page scales it
POINTS_DRAWN = 400  # a longer curve is drawn by the means of as many stretches


class Point(NamedTuple):
    """One step of training and its loss."""

    step: float
    loss: float


class Frame(NamedTuple):
    """Where a chart's plane lies and what its axes span."""

    height: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    left: float = 52.0
    right: float = 16.0
    top: float = 14.0
    bottom: float = 34.0

    def x(self, value: float) -> float:
        """Return the horizontal place of a value."""
        span = self.x_high - self.x_low or 1.0
        return self.left + (value - self.x_low) / span * (WIDTH - self.left - self.right)

    def y(self, value: float) -> float:
        """Return the vertical place of a value."""
        span = self.y_high - self.y_low or 1.0
        return self.height - self.bottom - (value - self.y_low) / span * (self.height - self.top - self.bottom)


def image(body: str, *, height: float, name: str, description: str) -> str:
    """Return an SVG image with its name and description for those who cannot see it."""
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH:g} {height:g}" role="img" aria-label="{escape(name)}. {escape(description)}">'
        f"<title>{escape(name)}</title><desc>{escape(description)}</desc>{body}</svg>"
    )


def ticks(low: float, high: float, *, about: int = 5) -> list[float]:
    """Return round numbers from `low` to `high`, 1, 2 or 5 times a power of ten apart, about as many as asked."""
    span = high - low
    if span <= 0 or not math.isfinite(span):
        return [low]
    rough = span / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)]


def loss_curve(points: Sequence[Point], validation: Sequence[Point] = ()) -> str:
    """Draw the training loss: every step pale, a running mean strong, validation losses as dots."""
    points = [point for point in points if math.isfinite(point.loss)]
    validation = [point for point in validation if math.isfinite(point.loss)]
    if len(points) < 2:
        return ""
    shown = thinned(points)
    low, high = min(p.loss for p in [*shown, *validation]), max(p.loss for p in [*shown, *validation])
    pad = (high - low) * 0.06 or 0.1
    frame = Frame(260.0, points[0].step, points[-1].step, max(0.0, low - pad), high + pad)
    body = axes(frame, x_name="step", y_format="{:g}", x_format="{:,.0f}")
    body += f'<polyline class="line pale" points="{path(frame, shown)}"/>'
    body += f'<polyline class="line" points="{path(frame, smoothed(shown))}"/>'
    body += "".join(f'<circle class="mark" cx="{frame.x(p.step):.1f}" cy="{frame.y(p.loss):.1f}" r="3"/>' for p in validation)
    first, last = shown[0].loss, smoothed(shown)[-1].loss
    words = f"from {first:.3f} to {last:.3f} nats a token over {points[-1].step:,.0f} steps"
    if validation:
        words += f"; the last validation loss is {validation[-1].loss:.3f}"
    return image(body, height=frame.height, name="Training loss", description=words)


def thinned(points: Sequence[Point], most: int = POINTS_DRAWN) -> list[Point]:
    """Return at most `most` points: the means of equal stretches, or the points themselves."""
    if len(points) <= most:
        return list(points)
    cuts = [round(number * len(points) / most) for number in range(most + 1)]
    stretches = [points[a:b] for a, b in pairwise(cuts) if b > a]
    return [
        Point(stretch[-1].step, math.fsum(point.loss for point in stretch) / len(stretch)) for stretch in stretches
    ]  # fmt: skip


def smoothed(points: Sequence[Point]) -> list[Point]:
    """Return the mean of each point's surroundings, about a twentieth of the curve, narrower towards its ends."""
    reach = len(points) // 40
    result = []
    for at, point in enumerate(points):
        near = min(reach, at, len(points) - 1 - at)
        result.append(Point(point.step, math.fsum(p.loss for p in points[at - near : at + near + 1]) / (2 * near + 1)))
    return result


def pass_chart(summary: Mapping[str, Any]) -> str:
    """Draw pass@k as bars with the 95 % interval of each."""
    bars = [(name, summary[name], interval) for name, interval in summary["intervals"].items()]
    if not bars:
        return ""
    top = min(1.0, max(interval["high"] for _, _, interval in bars) * 1.12)
    frame = Frame(240.0, 0.0, float(len(bars)), 0.0, max(top, 0.02))
    body = _grid(frame, y_format="{:.0%}" if frame.y_high > 0.05 else "{:.1%}")
    slot = frame.x(1) - frame.x(0)
    width = min(84.0, slot * 0.5)
    for number, (name, value, interval) in enumerate(bars):
        body += _bar(frame, name, value, interval, centre=frame.x(number + 0.5), width=width)
    words = "; ".join(f"{name} {value:.1%}, 95 % interval {i['low']:.1%} to {i['high']:.1%}" for name, value, i in bars)
    return image(body, height=frame.height, name="Problems solved", description=words)


def _bar(frame: Frame, name: str, value: float, interval: Mapping[str, Any], *, centre: float, width: float) -> str:
    top, floor = frame.y(value), frame.y(0)
    high, low = frame.y(interval["high"]), frame.y(interval["low"])
    return (
        f'<rect class="bar" x="{centre - width / 2:.1f}" y="{top:.1f}" width="{width:.1f}" height="{floor - top:.1f}" rx="3"/>'
        f'<path class="whisker" d="M{centre:.1f} {high:.1f}V{low:.1f}m-7 0h14M{centre - 7:.1f} {high:.1f}h14"/>'
        f'<text class="value" x="{centre + 12:.1f}" y="{high + 4:.1f}">{value:.1%}</text>'
        f'<text class="label" x="{centre:.1f}" y="{floor + 20:.1f}" text-anchor="middle">{escape(name)}</text>'
    )


def verdict_bar(counts: Mapping[str, int]) -> str:
    """Draw how the answers were judged as one bar; its legend is the page's."""
    total = sum(counts.values())
    if not total:
        return ""
    body, x = "", 0.0
    for verdict, count in counts.items():
        width = count / total * WIDTH
        if count:
            body += f'<rect class="v-{escape(verdict)}" x="{x:.2f}" y="0" width="{max(width - 1.5, 0.8):.2f}" height="26" rx="3"/>'
        if width > 46:
            body += f'<text class="on-bar" x="{x + width / 2:.2f}" y="18" text-anchor="middle">{count / total:.0%}</text>'
        x += width
    words = ", ".join(f"{verdict} {count} of {total}" for verdict, count in counts.items())
    return image(body, height=26, name="Verdicts", description=words)


def problem_map(problems: Sequence[Mapping[str, Any]], *, wide: bool = False) -> str:
    """Draw every problem as a square in the task's order, the stronger the more of its answers passed."""
    if not problems:
        return ""
    columns = (40 if len(problems) > 60 else 20) * (2 if wide else 1)
    side = WIDTH / columns
    body = "".join(_squares(problems, columns, side))
    solved = sum(problem["passed"] > 0 for problem in problems)
    words = f"{solved} of {len(problems)} problems have an answer that passes"
    return image(body, height=math.ceil(len(problems) / columns) * side, name="Map of the problems", description=words)


def _squares(problems: Sequence[Mapping[str, Any]], columns: int, side: float) -> Iterator[str]:
    for number, problem in enumerate(problems):
        share = problem["passed"] / problem["n"]
        strength = f'class="v-pass" fill-opacity="{0.3 + 0.7 * share:.2f}"' if share else 'class="empty"'
        x, y = number % columns * side + 1, number // columns * side + 1
        yield (
            f'<rect {strength} x="{x:g}" y="{y:g}" width="{side - 2:g}" height="{side - 2:g}" rx="2">'
            f"<title>{escape(str(problem['task_id']))}: {problem['passed']} of {problem['n']}</title></rect>"
        )


def axes(frame: Frame, *, x_name: str, x_format: str, y_format: str) -> str:
    """Draw both axes with round numbers; the formats are those of `str.format`."""
    marks = "".join(
        f'<text class="tick" x="{frame.x(value):.1f}" y="{frame.height - 14:.1f}" text-anchor="middle">'
        f"{x_format.format(value)}</text>"
        for value in ticks(frame.x_low, frame.x_high, about=6)
    )
    name = f'<text class="tick" x="{WIDTH - frame.right:.1f}" y="{frame.height - 2:.1f}" text-anchor="end">{escape(x_name)}</text>'
    return _grid(frame, y_format=y_format) + marks + name


def _grid(frame: Frame, *, y_format: str) -> str:
    return "".join(
        f'<path class="grid" d="M{frame.left:g} {frame.y(value):.1f}H{WIDTH - frame.right:g}"/>'
        f'<text class="tick" x="{frame.left - 8:g}" y="{frame.y(value) + 4:.1f}" text-anchor="end">{y_format.format(value)}</text>'
        for value in ticks(frame.y_low, frame.y_high)
    )


def path(frame: Frame, points: Sequence[Point]) -> str:
    """Return a curve's places as an SVG polyline takes them."""
    return " ".join(f"{frame.x(point.step):.1f},{frame.y(point.loss):.1f}" for point in points)
