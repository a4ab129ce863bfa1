"""The page of runs: self-contained, escaped, refreshed while a run goes on, with the numbers of the log."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from run_folders import make_run

from hrm_codegen.evaluate.charts import Point
from hrm_codegen.monitor import curves, history
from hrm_codegen.monitor.page import number, page
from hrm_codegen.train.metrics import PROBE_COLUMNS

NOW = 1_000_000.0


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs


def test_the_page_needs_nothing_from_outside_and_runs_no_script(tmp_path: Path) -> None:
    tags = Tags(page([history.read(make_run(tmp_path / "run", changed=NOW))], now=NOW))
    assert not {"script", "link", "img", "iframe"} & set(tags.names)
    assert not [name for name, _ in tags.attributes if name in ("src", "href", "style") or name.startswith("on")]


def test_names_from_files_are_escaped(tmp_path: Path) -> None:
    whole = page([history.read(make_run(tmp_path / "<img src=x>", changed=NOW))], now=NOW)
    assert "<img" not in whole
    assert "first <b>" not in whole
    assert "first &lt;b&gt;" in whole


@pytest.mark.parametrize(("steps", "quiet_s", "refreshed"), [(50, 1, True), (50, 9999, False), (100, 1, False)])
def test_the_page_refreshes_itself_only_while_a_run_goes_on(tmp_path: Path, steps: int, quiet_s: float, refreshed: bool) -> None:
    run = history.read(make_run(tmp_path / "run", steps=steps, changed=NOW - quiet_s))
    assert ('http-equiv="refresh"' in page([run], now=NOW)) == refreshed


def test_the_signs_of_the_log_stand_on_the_page(tmp_path: Path) -> None:
    run = history.read(make_run(tmp_path / "run", steps=150, of=300, peak_memory=11.5 * 2**30, changed=NOW))
    assert "memory-near-limit" in page([run], now=NOW)


def test_one_run_has_its_tasks_in_one_chart_and_several_have_a_chart_for_each(tmp_path: Path) -> None:
    runs = [history.read(make_run(tmp_path / name)) for name in "ab"]
    one = {chart.title: [curve.name for curve in chart.curves] for chart in curves.charts(runs[:1])}
    assert one["Loss by task"] == ["repair", "write"]
    assert one["Change of the state in a cycle"] == ["1", "2"]
    assert "Loss over time" not in one
    two = {chart.title: [curve.name for curve in chart.curves] for chart in curves.charts(runs)}
    assert two["Loss by task: write"] == two["Loss over time"] == two["Peak memory"] == ["a", "b"]


def test_tasks_languages_and_roles_have_charts_of_their_own(tmp_path: Path) -> None:
    more = {"accuracy": 0.5, "accuracy/write": 0.5, "accuracy/language/go": 0.4, "accuracy/tool": 0.9, "loss/language/go": 2.0}
    run = history.read(make_run(tmp_path / "run", **more))
    charts = {chart.title: [curve.name for curve in chart.curves] for chart in curves.charts([run])}
    assert (charts["Accuracy by task"], charts["Accuracy by language"]) == (["write"], ["go"])
    assert (charts["Accuracy of commands and edits"], charts["Loss by language"]) == (["tool"], ["go"])
    assert charts["Loss by task"] == ["repair", "write"]


def test_the_loss_of_every_cycle_is_drawn_beside_that_of_the_last(tmp_path: Path) -> None:
    runs = [history.read(make_run(tmp_path / name, **{"exit_loss/first_L": 5.0})) for name in "ab"]
    one = {chart.title: chart.curves for chart in curves.charts(runs[:1])}
    assert [curve.name for curve in one["Loss by cycle"]] == ["1", "first_L", "last"]
    assert [curve.points[-1].loss for curve in one["Loss by cycle"]] == [pytest.approx(2.25), 5.0, pytest.approx(2.0)]
    two = [chart.title for chart in curves.charts(runs) if chart.title.startswith("Loss by cycle")]
    assert two == ["Loss by cycle: 1", "Loss by cycle: first_L"]


def test_a_run_of_one_cycle_has_no_chart_of_cycles(tmp_path: Path) -> None:
    run = history.read(make_run(tmp_path / "run", **{"exit_loss/1": ""}))
    assert "Loss by cycle" not in [chart.title for chart in curves.charts([run])]


def test_what_the_probe_of_a_run_measures_is_drawn(tmp_path: Path) -> None:
    shares = dict(zip(PROBE_COLUMNS, (0.25, 0.5), strict=True))
    charts = {chart.title: chart for chart in curves.charts([history.read(make_run(tmp_path / "run", **shares))])}
    assert charts["pass@1 during training"].curves[0].points[0].loss == 0.25
    assert charts["Answers that parse"].curves[0].points[0].loss == 0.5


def test_charts_hold_the_numbers_of_the_log(tmp_path: Path) -> None:
    charts = {chart.title: chart for chart in curves.charts([history.read(make_run(tmp_path / "run"))])}
    assert charts["Loss"].curves[0].points[-1] == Point(0.1, pytest.approx(2.0))  # a tenth of a million tokens
    assert charts["Peak memory"].curves[0].points[0].loss == 1.0
    assert [point.loss for point in charts["Gap of the last exit"].curves[0].points] == [pytest.approx(0.25)] * 100
    assert [point.step for point in charts["Validation loss"].curves[0].points] == [0.025, 0.05, 0.075, 0.1]
    assert [point.loss for point in charts["Drafts accepted"].curves[0].points] == [0.525, 0.55, 0.575, 0.6]
    assert "pass@1 during training" not in charts  # nothing measured, nothing drawn


def test_thousands_of_rows_are_drawn_by_few_points(tmp_path: Path) -> None:
    run = history.read(make_run(tmp_path / "run", steps=5000, of=5000))
    drawn = curves.draw(next(iter(curves.charts([run]))))
    points = [len(places.split()) for places in re.findall(r'points="([^"]+)"', drawn)]
    assert points == [400, 400]


def test_a_curve_above_the_axis_runs_along_its_top(tmp_path: Path) -> None:
    values = [Point(step, 1000.0 if step < 2 else 1.0 + step / 1000) for step in range(200)]
    drawn = curves.draw(curves.Chart("t", "", [curves.Curve("c", values)], "x"))
    heights = [float(place.split(",")[1]) for place in re.findall(r'points="([^"]+)"', drawn)[0].split()]
    assert min(heights) >= 0
    assert heights[0] == min(heights)
    assert max(heights) - min(heights[10:]) > 100  # the rest is not flattened


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (0.00015, "0.00015"), (1.23456, "1.235"), (12345.6, "12,346")])
def test_numbers_keep_four_digits_that_matter(value: float | None, shown: str) -> None:
    assert number(value) == shown
