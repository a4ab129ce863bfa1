"""The report as one HTML page that needs nothing else: inline style and SVG, no script, light and dark.

Everything a model or a benchmark wrote is untrusted: it is escaped, control and direction characters are spelt out, and
the page's own policy forbids every script and every outside resource, should an escape ever be missed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Any

from hrm_codegen.evaluate.charts import Point, loss_curve, pass_chart, problem_map, verdict_bar
from hrm_codegen.evaluate.rows import Result, TaskId
from hrm_codegen.evaluate.summary import VERDICT_MEANINGS, VERDICTS, details, shares, spelled

ANSWERS_SHOWN = 5  # of each problem
CHARACTERS_SHOWN = 6000  # of each text; results.jsonl has all of it
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One problem as the page shows it."""

    task_id: TaskId
    prompt: str
    tests: str
    asked: str  # the whole prompt as the model saw it; empty where it is not shown
    results: Sequence[Result]


def page(summary: Mapping[str, Any], problems: Sequence[Shown], *, training: Sequence[Point], validation: Sequence[Point]) -> str:
    """Return the whole page."""
    title = f"{summary['task']}:{summary['split']}"
    style = _style()
    policy = f"default-src 'none'; style-src 'sha256-{_digest(style)}'; base-uri 'none'; form-action 'none'"
    body = "\n".join(
        [
            _header(title, summary),
            "<main>",
            '<div class="cards">',
            *_cards(summary, training, validation),
            "</div>",
            _problems(problems),
            "</main>",
            _footer(summary),
        ]
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(title)}: evaluation report</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#problems">Skip to the problems</a>\n{body}\n</body>\n</html>\n'
    )


def _style() -> str:
    """Return the style sheet, with the rules by which a chosen verdict hides the problems that lack it."""
    sheet = resources.files("hrm_codegen").joinpath("assets", "report.css").read_text(encoding="utf-8")
    return sheet + "".join(
        f"#problems:has(#f-{verdict}:checked) .problems > li:not(.has-{verdict}) {{ display: none; }}\n" for verdict in VERDICTS
    )


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def text(value: object, *, most: int = CHARACTERS_SHOWN) -> str:
    """Return untrusted text as HTML: escaped, cut, and with characters that hide or reorder text spelt out."""
    whole = str(value)
    cut = whole if len(whole) <= most else whole[:most] + f"\n[{len(whole) - most} more characters in results.jsonl]"
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", escape(cut, quote=True))


def _header(title: str, summary: Mapping[str, Any]) -> str:
    warning = ""
    if not summary["scores_valid"]:
        warning = f'<p class="invalid" role="alert">These scores are not valid: {text(summary["invalid_reason"])}.</p>'
    figures = "".join(_figure(name, summary) for name in summary["intervals"])
    left_out = ", ".join(f"pass@{k}" for k in summary["left_out"])
    note = f'<p class="note">Left out, for some problem has too few samples: {left_out}.</p>' if left_out else ""
    told = "".join(f'<p class="note">{text(line)}</p>' for line in details(summary))
    samples = "1 answer" if summary["n"] == 1 else f"{summary['n']} answers"
    return (
        f"<header>\n<h1>{text(title)}</h1>\n"
        f'<p class="sub">{summary["n_problems"]:,} problems, {samples} each, by {text(summary["settings"]["source"])}</p>\n'
        f'{warning}<div class="figures">{figures}</div>{told}{note}\n</header>'
    )


def _figure(name: str, summary: Mapping[str, Any]) -> str:
    interval = summary["intervals"][name]
    mark = "" if summary["scores_valid"] else "not valid: "
    return (
        f'<div class="figure"><div class="number">{summary[name] * 100:.1f}<small> %</small></div>'
        f'<div class="label">{mark}{text(summary["labels"][name])}</div>'
        f'<div class="range">95 % interval {interval["low"]:.1%} to {interval["high"]:.1%} ({text(interval["method"])}), '
        f"standard error {interval['stderr']:.1%}</div></div>"
    )


def _cards(summary: Mapping[str, Any], training: Sequence[Point], validation: Sequence[Point]) -> Iterator[str]:
    yield _card("Verdicts", verdict_bar(summary["verdicts"]) + _legend(summary))
    yield _card("Problems solved", pass_chart(summary))
    curve = loss_curve(training, validation)
    if curve:
        dots = '<p class="note">Dots are validation losses.</p>' if validation else ""
        yield _card("Training loss, nats a token", curve + dots)
    squares = problem_map(summary["problems"], wide=not curve)
    yield _card("Map of the problems", squares + '<p class="note">In the order of the task.</p>', wide=not curve)
    yield _card("Settings", _facts(summary), wide=True)


def _card(title: str, body: str, *, wide: bool = False) -> str:
    return f'<section class="card{" wide" if wide else ""}"><h2>{title}</h2>{body}</section>'


def _legend(summary: Mapping[str, Any]) -> str:
    items = "".join(
        f'<li><span class="dot c-{verdict}"></span><span>{verdict}</span>'
        f'<span class="count">{count:,} · {count / summary["n_samples"]:.0%}</span>'
        f'<span class="what">{VERDICT_MEANINGS[verdict]}</span></li>'
        for verdict, count in summary["verdicts"].items()
    )
    return f'<ul class="legend">{items}</ul><p class="note">{shares(summary)}</p>'


def _facts(summary: Mapping[str, Any]) -> str:
    facts = dict(summary["settings"])
    facts |= {f"{stage}, seconds": value for stage, value in summary["seconds"].items()}
    facts |= {"tokens": summary["tokens"], "tokens per second": summary["tokens_per_s"], "data sha256": summary["data_sha256"][:16]}
    facts |= dict(summary["versions"]) | dict(summary["machine"])
    pairs = "".join(f"<div><dt>{text(name)}</dt><dd>{text(spelled(value))}</dd></div>" for name, value in facts.items())
    return f'<dl class="facts">{pairs}</dl>'


def _problems(problems: Sequence[Shown]) -> str:
    having = Counter(verdict for problem in problems for verdict in {row.verdict for row in problem.results})
    choices = [("all", len(problems)), *((verdict, having[verdict]) for verdict in VERDICTS)]
    labels = "".join(
        f'<label><input type="radio" name="show" id="f-{name}"{" checked" if name == "all" else ""}>'
        f"{name} <span>{count:,}</span></label>"
        for name, count in choices
    )
    rows = "\n".join(map(_problem, problems))
    return (
        f'<section class="card" id="problems"><h2>Problems</h2>'
        f'<fieldset class="filter"><legend>Show problems with this verdict among their answers</legend>{labels}</fieldset>\n'
        f'<ol class="problems">\n{rows}\n</ol></section>'
    )


def _problem(problem: Shown) -> str:
    passed = sum(row.passed for row in problem.results)
    classes = " ".join(f"has-{verdict}" for verdict in VERDICTS if any(row.verdict == verdict for row in problem.results))
    best = "pass" if passed else problem.results[0].verdict
    why = next((f"{row.verdict}: {row.detail}" if row.detail else row.verdict for row in problem.results if not row.passed), "pass")
    asked = (
        f'<h3>The whole prompt, as the model saw it</h3><pre class="wrap">\n{text(problem.asked)}</pre>' if problem.asked else ""
    )
    answers = "".join(_answer(row, single=len(problem.results) == 1) for row in problem.results[:ANSWERS_SHOWN])
    more = len(problem.results) - ANSWERS_SHOWN
    note = f'<p class="note">{more} more in results.jsonl</p>' if more > 0 else ""
    return (
        f'<li class="{classes}"><details><summary><span class="dot c-{best}" aria-hidden="true"></span>'
        f'<span class="id">{text(problem.task_id)}</span><span class="share">{passed}/{len(problem.results)}</span>'
        f'<span class="why">{text(why, most=300)}</span></summary><div class="inside">'
        f'<h3>Prompt</h3><pre class="wrap">\n{text(problem.prompt)}</pre>{asked}'
        f"<h3>Tests</h3><pre>\n{text(problem.tests)}</pre>{answers}{note}</div></details></li>"
    )


def _answer(row: Result, *, single: bool) -> str:
    name = "Answer" if single else f"Answer {row.sample + 1}"
    cut = ", met the token limit" if row.truncated else ""
    detail = f": {text(row.detail, most=600)}" if row.detail else ""
    return (
        f'<div class="answer"><h3>{name}</h3><p><strong class="c-{text(row.verdict)}">{text(row.verdict)}</strong>{detail} '
        f'<span class="note">{row.seconds:.2f} s{cut}</span></p><pre>\n{text(row.completion) or "(empty)"}</pre></div>'
    )


def _footer(summary: Mapping[str, Any]) -> str:
    version = text(summary["versions"]["hrm_codegen"])
    return f"<footer><p>Made by hrm_codegen {version}. Every answer, whole, with its verdict is in results.jsonl.</p></footer>"
