"""The report: everything in it, nothing of an answer alive in it, and charts that say what they draw."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_task import lookalike

from hrm_codegen.evaluate import charts, page, pipeline, report
from hrm_codegen.evaluate.charts import Point
from hrm_codegen.evaluate.runner import Run
from hrm_codegen.generate.scripted import ScriptedGenerator

MakeRun = Callable[..., Run]
ATTACKS = [
    "</pre><script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "</style><svg onload=alert(1)>",
    "<!--", "]]>", "&lt;script&gt;", "\u202egnp.exe", "\x00\x1b[31m", "\ud800",
]  # fmt: skip


class Tags(HTMLParser):
    """Collect a page's tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def written(make_run: MakeRun, answer: str) -> report.Files:
    return pipeline.evaluate(make_run(), ScriptedGenerator({"": answer}), lookalike).files


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_answer_can_put_markup_into_the_page(make_run: MakeRun, attack: str, tmp_path: Path) -> None:
    answer = attack if attack.isprintable() else attack.encode("utf-8", "replace").decode()
    hostile = Tags(written(make_run, answer).html.read_text(encoding="utf-8"))
    plain = Tags(written(lambda: make_run(tmp_path / "plain"), "x").html.read_text(encoding="utf-8"))
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in plain.tags]
    assert not [name for _, attributes in hostile.tags for name in attributes if name.startswith("on")]


def test_an_answer_is_shown_as_it_is(make_run: MakeRun) -> None:
    shown = Tags(written(make_run, "if a < b and c > d:\n\treturn '&amp;'").html.read_text(encoding="utf-8"))
    assert "if a < b and c > d:\n\treturn '&amp;'" in shown.text


@given(st.text(st.characters(), max_size=60))
def test_escaped_text_has_no_markup_and_no_hidden_characters(text: str) -> None:
    made = page.text(text)
    assert not set(made) & set("<>\"'")
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b\ud800-\udfff]", made)


@given(st.text(st.characters(), max_size=60))
def test_markdown_text_is_one_line_without_markup(text: str) -> None:
    made = report.plain(text)
    assert not set(made) & set("<>|`*_[]\\\n!~")


def test_long_answers_are_cut_in_the_page_and_say_so() -> None:
    assert page.text("a" * 10, most=4) == "aaaa\n[6 more characters in results.jsonl]"


def test_the_page_needs_nothing_from_outside_and_runs_nothing(make_run: MakeRun) -> None:
    html = written(make_run, "x").html.read_text(encoding="utf-8")
    found = Tags(html)
    assert not {tag for tag, _ in found.tags} & {"script", "link", "iframe", "object", "embed", "img", "base", "form"}
    outside = [value for _, attributes in found.tags for name, value in attributes.items() if name in ("src", "href") and value]
    assert all(value.startswith("#") for value in outside)
    assert "url(" not in html
    assert "@import" not in html


def test_the_pages_policy_names_its_only_style(make_run: MakeRun) -> None:
    html = written(make_run, "x").html.read_text(encoding="utf-8")
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in html
    assert html.count("<style>") == 1


def test_the_page_names_its_images_and_its_language(make_run: MakeRun) -> None:
    found = Tags(written(make_run, "x").html.read_text(encoding="utf-8"))
    images = [attributes for tag, attributes in found.tags if tag == "svg"]
    assert len(images) >= 3
    assert all(attributes["role"] == "img" and attributes["aria-label"] for attributes in images)
    assert ("html", {"lang": "en"}) in found.tags
    inputs = [attributes["id"] for tag, attributes in found.tags if tag == "input"]
    assert inputs == ["f-all", "f-pass", "f-wrong", "f-exception", "f-timeout", "f-syntax"]


def test_the_markdown_report_has_a_row_a_problem_with_its_verdicts(make_run: MakeRun) -> None:
    text = written(make_run, "def f(:").markdown.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| 1[1-4] \|", line)]
    assert len(rows) == 4
    assert all(
        row.startswith(f"| {number} | 0/1 |  |  |  |  | 1 | syntax: SyntaxError")
        for number, row in zip(range(11, 15), rows, strict=True)
    )
    assert "| syntax | 4 | 100.0% | it does not parse (AST check) |" in text


def test_the_loss_curve_comes_from_the_run_folder_the_model_lies_in(make_run: MakeRun, tmp_path: Path) -> None:
    model = tmp_path / "training" / "model"
    model.mkdir(parents=True)
    lines = [
        "step,tokens,loss,validation_loss",
        "1,10,4.0,",
        "2,20,3.0,3.5",
        "3,30,nan,",
        "4,40,2.0,",
        "5,5",
    ]  # killed while writing
    (model.parent / "metrics.csv").write_text("\n".join(lines), encoding="utf-8")
    curve = report.read_curve(model)
    assert curve.training == [Point(1, 4.0), Point(2, 3.0), Point(4, 2.0)]
    assert curve.validation == [Point(2, 3.5)]
    scored = pipeline.evaluate(make_run(), ScriptedGenerator({"": "x"}), lookalike, model=model)
    assert "from 4.000 to 2.000 nats a token over 4 steps" in scored.files.html.read_text(encoding="utf-8")


def test_a_model_outside_a_run_folder_has_no_curve(tmp_path: Path) -> None:
    assert report.read_curve(tmp_path / "a" / "b" / "c" / "d" / "model") == report.Curve()
    assert charts.loss_curve([Point(1, 2.0)]) == ""


@given(st.lists(st.tuples(st.integers(0, 10**6), st.one_of(st.floats(0, 1e12), st.just(float("nan")))), max_size=30))
def test_every_curve_is_well_formed_and_within_its_plane(points: list[tuple[int, float]]) -> None:
    drawn = charts.loss_curve([Point(step, loss) for step, loss in sorted(points)])
    if not drawn:
        return
    for line in ET.fromstring(drawn).iter("polyline"):
        places = [tuple(map(float, place.split(","))) for place in line.attrib["points"].split()]
        assert all(0 <= x <= charts.WIDTH and -1e-6 <= y <= 260 for x, y in places)


def test_a_long_curve_is_thinned_without_moving_its_mean() -> None:
    points = [Point(step, float(step % 7)) for step in range(4000)]
    thin = charts.thinned(points)
    assert len(thin) == charts.POINTS_DRAWN
    assert sum(p.loss for p in thin) / len(thin) == pytest.approx(sum(p.loss for p in points) / len(points), abs=1e-9)
    assert thin[-1].step == 3999


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ticks_lie_within_the_axis_at_round_steps(low: float, span: float) -> None:
    marks = charts.ticks(low, low + span)
    assert 1 <= len(marks) <= 12
    rounding = span * 1e-6 + abs(low) * 1e-12
    assert all(low - rounding <= mark <= low + span + rounding for mark in marks)
