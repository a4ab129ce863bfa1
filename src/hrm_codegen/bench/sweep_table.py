"""What a sweep found: a row for each run, means and spread over seeds for each arm, and paired tests against the reference.

Losses are compared seed by seed (Student's t of the differences), passes problem by problem (McNemar's exact test over
problems and seeds, and a bootstrap interval over problems). Each p-value is of one comparison alone.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hrm_codegen.bench import arms, suite
from hrm_codegen.bench.paired import paired_t
from hrm_codegen.bench.sweep import Plan, Run
from hrm_codegen.data.loader import DataConfig
from hrm_codegen.evaluate import compare
from hrm_codegen.evaluate.passk import pass_at_k
from hrm_codegen.train import metrics

LAST = 0.05  # share of the steps, at the end, that "the final loss" is the mean of
_MEANS = ("tokens", "steps", "minutes", "tokens_per_s", "tflops", "loss", "loss/write", "validation_loss", "pass@1", "syntax_valid")
Row = dict[str, Any]
Passes = Mapping[str | int, Sequence[bool]]


def gather(plan: Plan, folder: Path) -> dict[str, Any]:
    """Read everything a sweep has found so far, as one JSON object."""
    passes: dict[str, Passes] = {}
    runs = [_row(plan, run, folder, passes) for run in plan.runs]
    by_arm: dict[tuple[str, str], list[Row]] = {}
    for row in runs:
        by_arm.setdefault((row["arm"], row["budget"]), []).append(row)
    found = []
    for (arm, budget), rows in by_arm.items():
        reference = by_arm[plan.reference, budget] if arm != plan.reference else []
        found.append({**_aggregate(rows, passes), "arm": arm, "budget": budget, "against": _against(rows, reference, passes)})
    return {
        "v": 1,
        "reference": plan.reference,
        "jobs": plan.jobs,
        "score": None if plan.score is None else asdict(plan.score),
        "machine": suite.machine(),
        "arms": found,
        "runs": runs,
    }


def write(result: Mapping[str, Any], folder: Path) -> None:
    """Write sweep.json and table.md."""
    for name, text in (("sweep.json", json.dumps(result, indent=1) + "\n"), ("table.md", as_text(result, every_run=True))):
        temporary = folder / f".{name}.new"
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(folder / name)


def _row(plan: Plan, run: Run, folder: Path, passes: dict[str, Passes]) -> Row:
    """Return what is known of one run; `passes` takes which answers passed."""
    own, known = arms.paths(folder, run.name), arms.status(folder, run.name)
    row: Row = {"run": run.name, "arm": run.arm, "budget": run.budget, "seed": run.seed}
    if run.config is None:
        return {**row, "state": "failed", "why": run.problem}
    row |= {"parameters": run.parameters, "flops_per_token": run.flops}
    row |= {"loss_on": _trained_on(run.config.data), "validation_loss_on": _validated_on(run.config.data)}
    if known.get("trained"):
        row |= _training(own.run / "metrics.csv", run.flops)
    if "failed" in known:
        return {**row, "state": "failed", "why": known["failed"], "unscored": int("trained" in known)}
    if not known.get("trained"):
        return {**row, "state": "waiting"}
    row["state"] = "done"
    if plan.score and known.get("scored") and known["scored"] == arms.scored_as(plan.score):
        scores = compare.read_scores(own.score)
        passes[run.name] = compare.passes(scores)
        row |= {name: scores[name] for name in ("pass@1", "syntax_valid", "truncated", "n_problems")}
        row["interval"] = {name: scores["intervals"]["pass@1"][name] for name in ("low", "high")}
    return row


def _training(path: Path, flops: float) -> Row:
    """Sum up a run's metrics."""
    rows = metrics.read(path)
    last, whole = rows[-1], metrics.summarise(path)
    tail = rows[-max(1, round(LAST * len(rows))) :]
    losses = {name for row in tail for name in row if name == "loss" or name.startswith("loss/")}
    validated = [row["validation_loss"] for row in rows if "validation_loss" in row]
    return {
        "tokens": whole.tokens, "steps": whole.steps, "minutes": whole.seconds / 60, "tokens_per_s": whole.tokens_per_s,
        "tflops": flops * whole.tokens / 1e12, "peak_mib": whole.peak_memory / 2**20, "lr_end": last["lr"],
        **{name: statistics.fmean(row[name] for row in tail if name in row) for name in sorted(losses)},
        **({"validation_loss": validated[-1]} if validated else {}),
    }  # fmt: skip


def _trained_on(data: DataConfig) -> str:
    """Name what a run's training loss is measured on: losses on different data are never compared."""
    return json.dumps([data.built, asdict(data.mixture), [asdict(source) for source in data.sources], data.tokenizer], default=str)


def _validated_on(data: DataConfig) -> str:
    """Name what a run's validation loss is measured on; a built set's rows are drawn by the last stage."""
    named = [[asdict(source) for source in data.validation], data.validation_rows, data.tokenizer]
    if data.validation_rows:
        last = [asdict(stage)["components"] for stage in data.mixture.stages[-1:]]
        named += [data.built, last, data.mixture.languages] if data.built else [asdict(source) for source in data.sources]
    return json.dumps(named, default=str)


def _aggregate(rows: Sequence[Row], passes: Mapping[str, Passes]) -> Row:
    """Return means and standard deviations over an arm's trained seeds; `unscored` is how many of their scores failed."""
    done = [row for row in rows if _trained(row)]
    result: Row = {"seeds": [row["seed"] for row in done], "failed": sum(row["state"] == "failed" for row in rows)}
    result |= {"waiting": sum(row["state"] == "waiting" for row in rows), "unscored": sum(row.get("unscored", 0) for row in rows)}
    result |= {name: rows[0][name] for name in ("parameters", "flops_per_token") if name in rows[0]}
    for name in _MEANS:
        values = [row[name] for row in done if name in row]
        if values:
            result[name] = {"mean": statistics.fmean(values), "sd": statistics.stdev(values) if len(values) > 1 else None}
    together = _by_problem(done, passes)
    if together:
        score = pass_at_k([*together.values()], [1])[1]
        result["interval"] = {"low": score.low, "high": score.high, "method": score.interval}
    return result


def _trained(row: Row) -> bool:
    """Whether a run's training is done and its numbers are there, whatever became of its score."""
    return "steps" in row


def _by_problem(rows: Sequence[Row], passes: Mapping[str, Passes]) -> dict[str | int, list[bool]]:
    """Return for each problem whether it passed with each seed, in the order of seeds."""
    scored = [passes[row["run"]] for row in sorted(rows, key=lambda row: row["seed"]) if row["run"] in passes]
    return {task: [one[task][0] for one in scored] for task in (scored[0] if scored else ())}


def _against(rows: Sequence[Row], reference: Sequence[Row], passes: Mapping[str, Passes]) -> Row | None:
    """Compare an arm with the reference on the seeds that both have trained; None for the reference itself."""
    pairs = [
        (mine, theirs) for mine in rows for theirs in reference
        if mine["seed"] == theirs["seed"] and _trained(mine) and _trained(theirs)
    ]  # fmt: skip
    if not pairs:
        return None
    result: Row = {}
    for name, data in (("loss", "loss_on"), ("loss/write", "loss_on"), ("validation_loss", "validation_loss_on")):
        both = [pair for pair in pairs if all(name in row for row in pair)]
        if both and all(mine[data] == theirs[data] for mine, theirs in both):
            result[name] = paired_t([mine[name] - theirs[name] for mine, theirs in both])._asdict()
    scored = [pair for pair in pairs if all(row["run"] in passes for row in pair)]
    if scored:
        result["pass@1"] = _passes_against(scored, passes)
    return result


def _passes_against(pairs: Sequence[tuple[Row, Row]], passes: Mapping[str, Passes]) -> Row:
    mine = _by_problem([pair[0] for pair in pairs], passes)
    theirs = _by_problem([pair[1] for pair in pairs], passes)
    by_problem = compare.compare(theirs, mine)
    both = [(new, old) for task in mine for new, old in zip(mine[task], theirs[task], strict=True)]
    gained, lost = sum(new and not old for new, old in both), sum(old and not new for new, old in both)
    return {
        "difference": by_problem.difference, "low": by_problem.low, "high": by_problem.high,
        "gained": gained, "lost": lost, "p_value": compare.mcnemar(gained, lost), "p_by_problem": by_problem.p_value,
    }  # fmt: skip


def as_text(result: Mapping[str, Any], *, every_run: bool = False) -> str:
    """Lay a result out as Markdown: the arms, their differences from the reference, what failed, and the runs when asked."""
    parts = [_table(_COLUMNS, result["arms"])]
    if compared := [arm for arm in result["arms"] if arm["against"]]:
        parts.append(f"Difference from `{result['reference']}`, with 95 % intervals and p-values of each comparison alone:")
        parts.append(_table(_DIFFERENCES, compared))
    failed = [f"- `{row['run']}`: {row['why']}" for row in result["runs"] if row["state"] == "failed"]
    parts += ["Failed:", "\n".join(failed)] if failed else []
    waiting = sum(row["state"] == "waiting" for row in result["runs"])
    parts += [f"{waiting} runs are not done yet."] if waiting else []
    if every_run:
        parts += ["Every run:", _table(_RUN_COLUMNS, [row for row in result["runs"] if _trained(row)])]
    return "\n\n".join(parts) + "\n"


Column = tuple[str, Callable[[Row], str]]


def _mean(name: str, form: str) -> Callable[[Row], str]:
    def cell(arm: Row) -> str:
        if name not in arm:
            return ""
        sd = arm[name]["sd"]
        return format(arm[name]["mean"], form) + (f" ± {sd:{form}}" if sd else "")

    return cell


def _plain(name: str, form: str) -> Callable[[Row], str]:
    return lambda row: format(row[name], form) if name in row else ""


def _score(row: Row) -> str:
    if "pass@1" not in row:
        return ""
    value = row["pass@1"]["mean"] if isinstance(row["pass@1"], dict) else row["pass@1"]
    return f"{value:.1%} ({row['interval']['low']:.1%} to {row['interval']['high']:.1%})"


def _scored(cell: Callable[[Row], str]) -> Callable[[Row], str]:
    """Make a cell of the score say so where scoring failed: an arm's, in some or all of its seeds, or a run's."""

    def told(row: Row) -> str:
        text, failed = cell(row), row.get("unscored", 0)
        if not failed:
            return text
        return f"{text}, {failed} failed" if text else "failed"

    return told


def _difference(name: str, form: str) -> Callable[[Row], str]:
    def cell(arm: Row) -> str:
        found = arm["against"].get(name)
        if not found:
            return ""
        centre = found["difference"] if "difference" in found else found["mean"]
        if found["p_value"] is None:
            return f"{centre:+{form}}"
        return f"{centre:+{form}} ({found['low']:+{form}} to {found['high']:+{form}}), p = {found['p_value']:.2g}"

    return cell


_COLUMNS: tuple[Column, ...] = (
    ("arm", lambda arm: arm["arm"]),
    ("budget", lambda arm: arm["budget"]),
    ("seeds", lambda arm: str(len(arm["seeds"]))),
    ("parameters", _plain("parameters", ",")),
    ("tokens", _mean("tokens", ",.0f")),
    ("steps", _mean("steps", ",.0f")),
    ("minutes", _mean("minutes", ".2f")),
    ("tokens/s", _mean("tokens_per_s", ",.0f")),
    ("TFLOP", _mean("tflops", ".3g")),
    ("final loss", _mean("loss", ".4f")),
    ("of write", _mean("loss/write", ".4f")),
    ("validation", _mean("validation_loss", ".4f")),
    ("pass@1", _scored(_score)),
    ("parse", _scored(_mean("syntax_valid", ".1%"))),
)
_DIFFERENCES: tuple[Column, ...] = (
    ("arm", lambda arm: arm["arm"]),
    ("budget", lambda arm: arm["budget"]),
    ("final loss", _difference("loss", ".4f")),
    ("of write", _difference("loss/write", ".4f")),
    ("validation", _difference("validation_loss", ".4f")),
    ("pass@1", _difference("pass@1", ".1%")),
)
_RUN_COLUMNS: tuple[Column, ...] = (
    ("run", lambda row: row["run"]),
    ("tokens", _plain("tokens", ",")),
    ("steps", _plain("steps", ",")),
    ("minutes", _plain("minutes", ".2f")),
    ("tokens/s", _plain("tokens_per_s", ",.0f")),
    ("MiB", _plain("peak_mib", ",.0f")),
    ("final loss", _plain("loss", ".4f")),
    ("of write", _plain("loss/write", ".4f")),
    ("validation", _plain("validation_loss", ".4f")),
    ("pass@1", _scored(_score)),
    ("parse", _scored(_plain("syntax_valid", ".1%"))),
)


def _table(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """Lay rows out in Markdown, padded so that it also reads as plain text; columns that are empty throughout are left out."""
    cells = [[cell(row) for row in rows] for _, cell in columns]
    kept = [([name, "-" * len(name), *column]) for (name, _), column in zip(columns, cells, strict=True) if any(column)]
    widths = [max(len(cell) for cell in column) for column in kept]
    filled = [["-" * width if place == 1 else cell.ljust(width) for place, cell in enumerate(column)]
              for column, width in zip(kept, widths, strict=True)]  # fmt: skip
    return "\n".join("| " + " | ".join(line) + " |" for line in zip(*filled, strict=True))
