"""SIGNS: the warning signs of a run, its data and what is made of it; each with its meaning, its check and what to do.

`latest` judges the rows of a metrics.csv as they stand, `Watch` does so row by row while a run goes on, `history` goes through
the rows of a whole run. The other signs have their evidence elsewhere: `judge` takes all there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hrm_codegen.train import warning_checks as checks
from hrm_codegen.train.warning_checks import BLOCK, LOOK, WINDOW, Evidence, Row, Thresholds

EVERY = 10  # rows between two judgements of a run that goes on


class Sign(NamedTuple):
    """One warning sign."""

    meaning: str  # in words, beside the name
    check: Callable[[Evidence, Thresholds], str | None]
    remedy: str


class Alarm(NamedTuple):
    """A sign that is there now."""

    name: str
    step: int  # of the newest row; 0 where no rows were judged
    measured: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.measured}; {self.remedy}"


class Episode(NamedTuple):
    """A sign in the history of a run."""

    name: str
    first_step: int  # at which it was raised
    last_step: int  # at which it was still there
    measured: str  # when it was raised
    remedy: str


def extraction_errors(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find items that could not be taken from their source or whose proofs did not hold, and data that was missing."""
    if (manifest := evidence.manifest) is None:
        return None
    if missing := manifest.get("held_out", {}).get("data_missing"):
        return f"data missing when the set was built: {', '.join(missing)}"
    kept = _kept(manifest)
    for name, count in manifest.get("unproven", {}).items():
        made = kept.get(name, 0) + count
        if count > limits.unproven * made:
            return f"{count:,} of {made:,} items of {name!r} did not hold"
    return None


def inconsistent_formats(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find records that could not be read, examples that fit no row, and counts that contradict each other."""
    if (manifest := evidence.manifest) is None:
        return None
    if broken := manifest.get("broken"):
        return f"{len(broken):,} records could not be read, the first: {broken[0]}"
    if manifest.get("too_long", 0) > limits.unproven * max(manifest.get("made", 0), 1):
        return f"{manifest['too_long']:,} of {manifest['made']:,} examples are longer than a row may be"
    items, documents = sum(entry["items"] for entry in manifest["components"]), sum(manifest["documents"].values())
    return None if items == documents else f"the components hold {items:,} items and the splits {documents:,} documents"


def licence_limits(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find licences that were not allowed, and sources that lose much to theirs."""
    if (manifest := evidence.manifest) is None:
        return None
    allowed = set(manifest["config"]["licences"])
    found = {licence for entry in manifest["components"] for licence in entry["licences"]}
    if found - allowed:
        return f"the set holds items under {', '.join(sorted(found - allowed))}, which the build does not allow"
    refused, made = sum(manifest.get("licences_refused", {}).values()), manifest.get("made", 0)
    return f"{refused:,} of {made:,} items were left out for their licence" if refused > limits.refused * max(made, 1) else None


def quantisation_loss(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find a pass rate that quantisation lowered."""
    if evidence.scores is None:
        return None
    before, after = (_pass_rate(scores) for scores in evidence.scores)
    if before <= 0 or 1 - after / before <= limits.quantised_loss:
        return None
    return f"pass@1 is {after:.1%} after quantisation and was {before:.1%} before"


def quantisation_syntax(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find answers that do not parse any more."""
    if evidence.scores is None:
        return None
    before, after = (1 - scores["syntax_valid"] for scores in evidence.scores)
    if after - before <= limits.quantised_syntax:
        return None
    return f"{after:.1%} of the answers do not parse after quantisation, {before:.1%} before"


def benchmarks_changed(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find benchmarks that are not what was recorded; any change counts."""
    del limits
    if evidence.checksums is None:
        return None
    recorded, now = evidence.checksums
    changed = sorted(name for name, checksum in recorded.items() if now.get(name) != checksum)
    return f"not what was recorded: {', '.join(changed)}" if changed else None


def _kept(manifest: Mapping[str, Any]) -> dict[str, int]:
    """Count the items kept of each component; "write/go" is part of "write" too."""
    kept: dict[str, int] = {}
    for entry in manifest["components"]:
        for name in {entry["component"], entry["component"].partition("/")[0]}:
            kept[name] = kept.get(name, 0) + entry["items"]
    return kept


def _pass_rate(scores: Mapping[str, Any]) -> float:
    """Return pass@1, over strata where there are any."""
    return float(scores.get("macro", scores)["pass@1"])


_RATE = "try a tenth of the learning rate (scripts/rollback.sh lower-rate RUN)"
_DATA = "look at the source's items and build the set again"

SIGNS: Mapping[str, Sign] = {
    "loss-oscillating": Sign(
        "the loss swings in one rhythm",
        checks.oscillating,
        f"{_RATE}, or larger steps by train.accumulate",
    ),
    "loss-spiking": Sign(
        "the loss jumps",
        checks.spiking,
        f"if it does not come back within 50 steps, {_RATE}",
    ),
    "loss-diverging": Sign("the loss leaves its lowest level", checks.diverging, f"stop; {_RATE}"),
    "gradients-exploding": Sign(
        "gradient norms far above their median",
        checks.exploding,
        "once is what clipping is for; if it goes on, lower train.lr or model.bp_steps",
    ),
    "gradients-vanishing": Sign(
        "gradients fade, or a module gets none",
        checks.vanishing,
        "look at the columns grad_norm/*; raise model.bp_steps or loss.exit_weight",
    ),
    "act-not-converging": Sign(
        "more cycles do not help, or halting does not learn",
        checks.not_settling,
        "look at exit_loss and state_change; fewer cycles first (schedule.cycles_first), or a lower rate",
    ),
    "plateau": Sign(
        "the loss or pass@1 stands still short of its target",
        checks.plateau,
        "let the rate decay earlier, or look at the mixture",
    ),
    "overfitting": Sign(
        "the validation loss rises",
        checks.overfitting,
        "take the best checkpoint (checkpoints/best); train on more data, or for fewer passes",
    ),
    "language-gap": Sign(
        "a language is far behind another",
        checks.language_gap,
        "raise its weight in data.mixture.languages",
    ),
    "memory-growing": Sign(
        "memory grows with languages, or without end",
        checks.memory_growing,
        "stop and resume (a resume starts with little); look for what is kept from step to step",
    ),
    "memory-near-limit": Sign(
        "memory is almost used up",
        checks.memory_near_limit,
        "halve data.batch_rows and double train.accumulate",
    ),
    "mixture-unstable": Sign(
        "mixed batches scatter too much",
        checks.unstable_mixture,
        "raise train.accumulate, or even out data.mixture",
    ),
    "overtime": Sign(
        "the run will take twice its estimate",
        checks.overtime,
        "look at tokens_per_s and at what else runs on the machine; shorten the run with train.minutes",
    ),
    "extraction-errors": Sign("items of a source do not come through", extraction_errors, _DATA),
    "formats-inconsistent": Sign("records or counts of a set do not fit", inconsistent_formats, _DATA),
    "licence-limits": Sign(
        "licences that are not allowed, or take much away",
        licence_limits,
        "leave the source out, or name its licence in `licences` if it may be trained on",
    ),
    "quantisation-loss": Sign(
        "quantisation lowers pass@1",
        quantisation_loss,
        "keep embeddings and output at 8 bits, or train with the export's noise",
    ),
    "quantisation-syntax": Sign(
        "quantisation breaks syntax",
        quantisation_syntax,
        "keep the output matrix at higher precision",
    ),
    "benchmarks-changed": Sign(
        "benchmark files changed since they were scored",
        benchmarks_changed,
        "fetch them again (hrm data fetch) and repeat what was scored on them",
    ),
}


def judge(evidence: Evidence, limits: Thresholds | None = None) -> list[Alarm]:
    """Return the signs that are there in the evidence, in the table's order."""
    limits = limits or Thresholds()
    step = int(evidence.recent[-1]["step"]) if evidence.recent else 0
    found = ((name, sign, sign.check(evidence, limits)) for name, sign in SIGNS.items())
    return [Alarm(name, step, measured, sign.remedy) for name, sign, measured in found if measured]


def latest(rows: Sequence[Row], limits: Thresholds | None = None) -> list[Alarm]:
    """Return the signs that are there at the last of these rows, all those of a run so far."""
    cut = max(0, len(rows) - WINDOW) // BLOCK * BLOCK
    before = [checks.means(rows[begin : begin + BLOCK]) for begin in range(0, cut, BLOCK)]
    return judge(Evidence(recent=rows[cut:], before=before), limits)


@dataclass
class Watch:
    """Judges a run while it goes on, every few rows; keeps the newest rows and means of those before."""

    limits: Thresholds = field(default_factory=Thresholds)
    recent: list[Row] = field(default_factory=list)
    before: list[Row] = field(default_factory=list)
    raised: set[str] = field(default_factory=set)

    def see(self, row: Row) -> list[Alarm]:
        """Take a row; return the signs that are new, each once (anew after a resume)."""
        self.take(row)
        if int(row["step"]) % EVERY:
            return []
        new = [alarm for alarm in self.now() if alarm.name not in self.raised]
        self.raised |= {alarm.name for alarm in new}
        return new

    def take(self, row: Row) -> None:
        """Remember a row without judging it: those of before a resume."""
        self.recent.append(row)
        if len(self.recent) >= WINDOW + BLOCK:
            self.before.append(checks.means(self.recent[:BLOCK]))
            del self.recent[:BLOCK]

    def now(self) -> list[Alarm]:
        """Return all signs that are there at the newest row."""
        return judge(Evidence(recent=self.recent, before=self.before), self.limits)


def history(rows: Sequence[Row], limits: Thresholds | None = None) -> list[Episode]:
    """Return every sign that a run showed and from when to when, as `Watch` raises them; long runs are judged at fewer rows."""
    every = min(LOOK, max(EVERY, len(rows) // 400))
    found: dict[str, Episode] = {}
    watch = Watch(limits or Thresholds())
    for number, row in enumerate(rows, start=1):
        watch.take(row)
        for alarm in watch.now() if number % every == 0 or number == len(rows) else ():
            began = found.setdefault(alarm.name, Episode(alarm.name, alarm.step, alarm.step, alarm.measured, alarm.remedy))
            found[alarm.name] = began._replace(last_step=alarm.step)
    return list(found.values())
