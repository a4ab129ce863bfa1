"""The report of a run: `scores.json`, `report.md` and one self-contained `report.html`, each written whole or not at all."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from hrm_codegen.evaluate.charts import Point
from hrm_codegen.evaluate.exchange import benchmark_id
from hrm_codegen.evaluate.page import Shown, page
from hrm_codegen.evaluate.protocols import protocol
from hrm_codegen.evaluate.rows import Key, Result
from hrm_codegen.evaluate.runner import Run
from hrm_codegen.evaluate.summary import VERDICT_MEANINGS, VERDICTS, details, shares, spelled


@dataclass(frozen=True)
class Curve:
    """The losses of the training run that a model comes from."""

    training: list[Point] = field(default_factory=list)
    validation: list[Point] = field(default_factory=list)


class Files(NamedTuple):
    """Where a report was written."""

    scores: Path
    markdown: Path
    html: Path


def read_curve(model: Path) -> Curve:
    """Read the loss curve of the run folder that a model folder lies in; without one it is empty."""
    for folder in list(model.resolve().parents)[:3]:
        file = folder / "metrics.csv"
        if file.is_file():
            return _curve(file)
    return Curve()


def _curve(file: Path) -> Curve:
    curve = Curve()
    with file.open(newline="", encoding="utf-8", errors="replace") as lines:
        for row in csv.DictReader(lines):
            step = _number(row.get("step"))
            for column, points in (("loss", curve.training), ("validation_loss", curve.validation)):
                value = _number(row.get(column))
                if step is not None and value is not None:
                    points.append(Point(step, value))
    return curve


def _number(text: str | None) -> float | None:
    """Return a finite number, or None for an empty, cut or odd field."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def write(run: Run, summary: Mapping[str, Any], results: Mapping[Key, Result], *, curve: Curve | None = None) -> Files:
    """Write the three forms of the report into the run's folder and return their paths."""
    files = Files(run.folder / "scores.json", run.folder / "report.md", run.folder / "report.html")
    _write(files.scores, json.dumps(summary, indent=1) + "\n")
    _write(files.markdown, markdown(summary, results))
    curve = curve or Curve()
    _write(files.html, page(summary, _shown(run, results), training=curve.training, validation=curve.validation))
    return files


def _write(path: Path, text: str) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(text.encode("utf-8", "backslashreplace"))  # a lone surrogate in an answer must not end the report
    partial.replace(path)


def _shown(run: Run, results: Mapping[Key, Result]) -> list[Shown]:
    """Return what the page shows of each problem: its text, its prompt as the model saw it, and its answers."""
    rows: dict[Any, list[Result]] = {}
    for key in sorted(results, key=lambda key: key.sample):
        rows.setdefault(key.task_id, []).append(results[key])
    return [
        Shown(
            task_id=benchmark_id(problem.id),
            prompt=problem.prompt,
            tests="\n".join([problem.setup, *problem.tests]).strip("\n"),
            asked="" if run.settings.figure == "given" else _asked(run, number),
            results=rows[benchmark_id(problem.id)],
        )
        for number, problem in enumerate(run.problems)
    ]


def _asked(run: Run, number: int) -> str:
    """Return the whole prompt of the first problem only: the others have the same form, and worked examples are long."""
    if number:
        return ""
    problem = run.problems[number]
    return protocol(run.settings.prompt, problem).prompt(problem, run.shots).text


def markdown(summary: Mapping[str, Any], results: Mapping[Key, Result]) -> str:
    """Return the report as Markdown; text that a model wrote is spelt so that nothing in it is markup."""
    name = f"{summary['task']}:{summary['split']}"
    lines = [f"# {plain(name)}", "", *_warning(summary), *_scores(summary), *_verdicts(summary), *_settings(summary)]
    lines += ["## Problems", "", "| problem | passed | " + " | ".join(VERDICTS) + " | first failure |"]
    lines += ["|---|---|" + "---|" * len(VERDICTS) + "---|"]
    failures = _first_failures(results)
    for row in summary["problems"]:
        counts = " | ".join(str(row["verdicts"].get(verdict, "")) for verdict in VERDICTS)
        failure = plain(failures.get(row["task_id"], "")[:160])
        lines.append(f"| {plain(str(row['task_id']))} | {row['passed']}/{row['n']} | {counts} | {failure} |")
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Return text as Markdown shows it literally, on one line: everything but letters, digits and blanks as entities."""
    flat = " ".join(text.split())
    return re.sub(r"[^A-Za-z0-9 .,()/=+:'-]", lambda match: f"&#{ord(match[0])};", flat)


def _warning(summary: Mapping[str, Any]) -> list[str]:
    if summary["scores_valid"]:
        return []
    return [f"**These scores are not valid: {plain(summary['invalid_reason'])}.**", ""]


def _scores(summary: Mapping[str, Any]) -> list[str]:
    lines = ["| score | value | 95 % interval | standard error | problems |", "|---|---|---|---|---|"]
    for name, interval in summary["intervals"].items():
        mark = "" if summary["scores_valid"] else "NOT VALID: "
        lines.append(
            f"| {mark}{plain(summary['labels'][name])} | {summary[name]:.2%} | {interval['low']:.2%} to {interval['high']:.2%} "
            f"({interval['method']}) | {interval['stderr']:.2%} | {summary['n_problems']} |"
        )
    if told := details(summary):
        lines += ["", *(f"- {plain(line)}" for line in told)]
    if summary["left_out"]:
        ks = ", ".join(f"pass@{k}" for k in summary["left_out"])
        lines += ["", f"Left out, for some problem has too few samples: {ks}."]
    return [*lines, ""]


def _verdicts(summary: Mapping[str, Any]) -> list[str]:
    lines = ["## Verdicts", "", "| verdict | answers | share | meaning |", "|---|---|---|---|"]
    for verdict, count in summary["verdicts"].items():
        lines.append(f"| {verdict} | {count} | {count / summary['n_samples']:.1%} | {VERDICT_MEANINGS[verdict]} |")
    return [*lines, "", shares(summary), ""]


def _settings(summary: Mapping[str, Any]) -> list[str]:
    facts = dict(summary["settings"]) | {f"{stage} seconds": value for stage, value in summary["seconds"].items()}
    facts |= {"tokens": summary["tokens"], "data sha256": summary["data_sha256"]} | summary["versions"] | summary["machine"]
    lines = ["## Settings", "", "| setting | value |", "|---|---|"]
    return [*lines, *(f"| {plain(str(name))} | {plain(spelled(value))} |" for name, value in facts.items()), ""]


def _first_failures(results: Mapping[Key, Result]) -> dict[Any, str]:
    found: dict[Any, str] = {}
    for key in sorted(results, key=lambda key: key.sample):
        row = results[key]
        if not row.passed:
            found.setdefault(key.task_id, f"{row.verdict}: {row.detail}" if row.detail else row.verdict)
    return found
