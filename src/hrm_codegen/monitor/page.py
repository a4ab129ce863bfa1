"""Runs as one HTML page that needs nothing else: inline style and SVG, no script; it refreshes itself while a run goes on.

Names of runs, stages and columns come from files: they are escaped, and the page's own policy forbids every script and
every outside resource.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib import resources

from hrm_codegen.evaluate.page import text
from hrm_codegen.monitor import found, history
from hrm_codegen.monitor.curves import COLOURS, Chart, charts, draw
from hrm_codegen.monitor.history import Line, RunLog
from hrm_codegen.train.signs import Episode

REFRESH_S = 20  # between two loads of a page whose run goes on
_MEAN_OF = 20  # newest points that a legend's number is the mean of, where single ones scatter
_LIGHT = ("#1f5fd0", "#c25a00", "#0b7a5a", "#b8284a", "#7a4bc4", "#46627f", "#8a6d00", "#0086a8")
_DARK = ("#7fb0ff", "#f09a4a", "#3fc196", "#f47a95", "#b795f5", "#8fb0d0", "#d9b93c", "#4cc9e8")


def page(runs: Sequence[RunLog], *, now: float) -> str:
    """Return the whole page of one or more runs; `now` is in seconds since the epoch."""
    lines = [history.line(run, now) for run in runs]
    signs = [found.in_log(run) for run in runs]
    going_on = any(line.state == "running" for line in lines)
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    refresh = f'<meta http-equiv="refresh" content="{REFRESH_S}">\n' if going_on else ""
    title = ", ".join(line.name for line in lines)
    cards = "\n".join(_chart(chart) for chart in charts(runs))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n{refresh}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(title)}: training</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header>\n<h1>{text(title)}</h1>\n<p class="sub">{_told(lines)}</p>\n</header>\n<main>\n'
        f"{_summary(lines)}\n{_signs(lines, signs)}\n"
        f'<div class="cards">\n{cards}\n</div>\n{"".join(_details(run) for run in runs)}</main>\n'
        "<footer><p>A number beside a name is the mean of the newest 20 values where single ones scatter. Curves of more than 400 "
        "points are drawn by the means of as many stretches. All numbers are in each run's metrics.csv."
        "</p></footer>\n</body>\n</html>\n"
    )  # fmt: skip


def _style() -> str:
    """Return the report's style sheet with the colours of the curves, for light and dark."""
    sheet = resources.files("hrm_codegen").joinpath("assets", "report.css").read_text(encoding="utf-8")
    light = "".join(f"--s{number}: {colour}; " for number, colour in enumerate(_LIGHT))
    dark = "".join(f"--s{number}: {colour}; " for number, colour in enumerate(_DARK))
    series = "".join(
        f"polyline.s{n} {{ stroke: var(--s{n}); }} circle.s{n} {{ fill: var(--s{n}); }} .dot.s{n} {{ color: var(--s{n}); }}\n"
        for n in range(COLOURS)
    )
    return (
        f"{sheet}:root {{ {light}}}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n{series}"
        ".curve { fill: none; stroke-width: 2; stroke-linejoin: round; } .curve.pale { stroke-width: 1; opacity: .3; }\n"
        "table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 14px; }\n"
        "th, td { text-align: right; padding: 4px 10px; border-top: 1px solid var(--line); }\n"
        "th { color: var(--soft); font-weight: 600; border-top: 0; }\n"
        "th:first-child, td:first-child, .words th, .words td { text-align: left; } .scroll { overflow-x: auto; }\n"
        "table.words { width: auto; } h2 .note { text-transform: none; letter-spacing: 0; font-weight: 400; } "
        "header { padding-bottom: 20px; }\n"
        ".keys { list-style: none; margin: 8px 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; }\n"
        ".keys b { font-variant-numeric: tabular-nums; } .card { margin-bottom: 18px; } .cards .card { margin-bottom: 0; }\n"
        ".raised { color: var(--syntax); font-weight: 650; } .running { color: var(--pass); font-weight: 650; }\n"
    )


def _told(lines: Sequence[Line]) -> str:
    if len(lines) > 1:
        return f"{len(lines)} runs"
    line = lines[0]
    size = f", {line.parameters:,} parameters" if line.parameters else ""
    return f"{text(line.model)}{size}"


def _summary(lines: Sequence[Line]) -> str:
    head = ("run", "model", "parameters", "steps", "tokens", "minutes", "loss", "validation", "tokens/s", "state")
    rows = [
        (
            text(line.name), text(line.model), f"{line.parameters:,}" if line.parameters else "", f"{line.steps:,}",
            f"{line.tokens:,}", f"{line.minutes:.1f}", number(line.loss), number(line.validation_loss),
            f"{line.tokens_per_s:,.0f}", f'<span class="{line.state}">{line.state}</span>',
        )
        for line in lines
    ]  # fmt: skip
    note = "The loss is the mean of the newest ten steps, the validation loss the newest, the speed that of the whole run."
    return _card("Runs", f'{_table(head, rows)}<p class="note">{note}</p>')


def _signs(lines: Sequence[Line], signs: Sequence[Sequence[Episode]]) -> str:
    rows = [
        (
            text(line.name),
            f'<span class="raised">{episode.name}</span>',
            _steps(episode),
            text(episode.measured),
            text(episode.remedy),
        )
        for line, episodes in zip(lines, signs, strict=True)
        for episode in episodes
    ]
    if not rows:
        return _card("Warning signs", '<p class="note">None in the logs.</p>')
    return _card("Warning signs", _table(("run", "sign", "steps", "measured", "what to do"), rows, kind="words"))


def _steps(episode: Episode) -> str:
    return f"{episode.first_step:,}" + (f" to {episode.last_step:,}" if episode.last_step > episode.first_step else "")


def _chart(chart: Chart) -> str:
    """Draw a chart with its legend: each curve's colour, name and newest value."""
    keys = "".join(
        f'<li><span class="dot s{n}"></span> {text(curve.name)} <b>{number(_newest(chart, n))}</b></li>'
        for n, curve in enumerate(chart.curves)
    )
    unit = f' <span class="note">{text(chart.unit)}</span>' if chart.unit else ""
    return f'<section class="card"><h2>{text(chart.title)}{unit}</h2>{draw(chart)}<ul class="keys">{keys}</ul></section>'


def _newest(chart: Chart, curve: int) -> float:
    values = [point.loss for point in chart.curves[curve].points[-_MEAN_OF if chart.smooth else -1 :]]
    return sum(values) / len(values)


def _details(run: RunLog) -> str:
    """Return what a run went through, and its losses by task at first and now."""
    changes = [(f"{each.step:,}", f"{each.progress:.0%}", text(each.what)) for each in history.transitions(run)]
    falls = [(text(fall.column), number(fall.first), number(fall.last), f"{fall.rows:,}") for fall in history.falls(run)]
    body = _table(("step", "progress", "from here"), changes, kind="words")
    body += f"<h3>Losses and accuracies by task</h3>{_table(('column', 'at first', 'now', 'steps'), falls)}" if falls else ""
    return _card(text(run.name), body)


def _card(title: str, body: str) -> str:
    return f'<section class="card"><h2>{title}</h2>{body}</section>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, kind: str = "") -> str:
    """Lay out a table of cells that are HTML already."""
    names = "".join(f"<th>{name}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f'<div class="scroll"><table class="{kind}"><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table></div>'


def number(value: float | None) -> str:
    """Return a number with four digits that matter, or nothing."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
