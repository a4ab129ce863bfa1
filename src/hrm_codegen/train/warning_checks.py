"""What each warning sign of a run looks at: thresholds with their reasons, and a pure function for each sign.

A check gets all the evidence there is and returns what it measured in words, or None while there is nothing to say: because
all is well, or because its evidence is missing. Rows are those of metrics.csv; a column that is not there is not judged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from hrm_codegen.train.metrics import PROBE_COLUMNS

Row = Mapping[str, float]
Numbers = npt.NDArray[np.float64]

WINDOW = 200  # rows at least that are judged one by one
BLOCK = 25  # rows before these are remembered as means of so many
LOOK = 30  # newest rows among which a spike is news
ENOUGH = 100  # rows before which a run is still finding its feet: most signs are silent
PASS, _ = PROBE_COLUMNS
_OWN_LOSS = {"grad_norm/q_head": "act/q_loss"}  # modules that learn from a loss of their own, and stand still when that is solved
GIB = 2**30


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """From where on a sign is raised; shares are of the level before, losses are in nats a token."""

    swing: float = 0.15  # of the loss, from crest to trough, at one frequency: less is lost in the noise of batches
    rhythm: float = 0.35  # share of the loss's variance at that frequency: healthy runs have 0.27 at most
    spike: float = 0.3  # rise of the mean of three rows, of half of the tasks too
    spike_sigmas: float = 5.0  # and so many times the rows' own scatter: mixtures with raw code double the loss now and then
    diverged: float = 0.2  # rise of 40 rows' mean over the lowest so far, of three tasks in four too: no bad batch does that
    nats: float = 0.1  # rises below this are no news, whatever their share: solved tasks have losses near 0
    exploding: float = 8.0  # gradient norm over its median: healthy runs have 4.5 at most, 36 has been seen in looped models
    exploding_norm: float = 5.0  # and the norm itself: several times the usual clip of 1
    vanishing: float = 0.02  # gradient norm over its median early in the run, while there is still a loss to learn from
    silent_module: float = 1e-3  # a module's share of the gradient norm: at less its weights stand still
    exit_gap: float = -0.02  # nats that the last cycle gains on the exit before it: below, thinking longer makes answers worse
    state_change: float = 1.1  # change of the state in the last cycle over that in the first: above 1 nothing settles
    halting: float = 0.02  # how near to all segments, or to one, the mean may lie when that is the wrong number
    plateau: float = 0.01  # fall of the loss over the window: below it, the run stands still
    fall: float = 0.3  # the fall of the loss that the plan asks of any run, where no target is given
    target_loss: float | None = None  # where the loss should arrive
    target_pass: float = 0.02  # pass@1 that the plan asks of the first model
    overfitted: float = 0.1  # rise of the validation loss over its lowest, while the training loss falls: the best was passed
    language_gap: float = 0.2  # between the best and the worst language: the plan's number
    memory_growth: float = 0.6  # of peak memory within the window: allocators alone have been seen to take 0.41
    memory_language: float = 0.1  # of peak memory when a language appears: shared tables should cost nothing
    memory_bytes: float = 12 * GIB  # the plan's limit, where the rows have no column `memory_limit`
    memory_near: float = 0.9  # of that limit: one longer batch away
    unstable: float = 0.7  # scatter of losses, or of the gradient norm, from row to row: mixtures of 13 tasks have 0.1 to 0.5
    overtime: float = 2.0  # of the estimate: the plan's number
    estimate_s: float | None = None  # seconds the run should take; none: what its first rows promised
    unproven: float = 0.02  # share of items that could not be extracted or did not hold: shipped sources have under 0.002
    refused: float = 0.05  # share of items left out for their licence: a source is not what it was taken for
    quantised_loss: float = 0.1  # of pass@1, lost by quantisation: the plan's number
    quantised_syntax: float = 0.01  # more answers that do not parse: the first thing that rounding breaks


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What there is to judge; what is empty or None is not judged."""

    recent: Sequence[Row] = ()  # the newest rows, about WINDOW
    before: Sequence[Row] = ()  # means of BLOCK rows each, from the first row on
    manifest: Mapping[str, Any] | None = None  # of a built training set
    scores: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None  # evaluation summaries before and after quantisation
    checksums: tuple[Mapping[str, str], Mapping[str, str]] | None = None  # of benchmark files: recorded, and now

    @property
    def seen(self) -> int:
        """How many rows there were so far."""
        return len(self.recent) + BLOCK * len(self.before)

    def level(self) -> Sequence[Row]:
        """Return the newest rows that are as deep and as long as the last one: a change of either moves everything."""
        now = shape(self.recent[-1]) if self.recent else None
        first = next((n for n in range(len(self.recent), 0, -1) if shape(self.recent[n - 1]) != now), 0)
        return self.recent[first:]


def shape(row: Row) -> tuple[float | None, float | None]:
    """Return how deep the model ran and how long a row of tokens was, where that is logged."""
    return row.get("L_calls"), row.get("row_tokens")


def column(rows: Sequence[Row], name: str) -> Numbers:
    """Return the values of a column where it has any."""
    return np.array([row[name] for row in rows if name in row], dtype=np.float64)


def means(rows: Sequence[Row]) -> dict[str, float]:
    """Return the mean of every column over the rows that have it."""
    return {name: float(column(rows, name).mean()) for name in sorted(set[str]().union(*rows))}


def middle(values: Numbers) -> float:
    """Return the median, the upper one of two; for short arrays far faster than numpy's own."""
    return float(np.sort(values)[len(values) // 2])


def oscillating(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find one strong rhythm in the loss: a rate too high for the curvature, or data in a bad order."""
    losses = column(evidence.level(), "loss")
    if len(losses) < ENOUGH or evidence.seen < 2 * ENOUGH or not np.isfinite(losses).all():
        return None
    steps = np.arange(len(losses))
    wave = losses - np.polyval(np.polyfit(steps, losses, 2), steps)
    power = np.abs(np.fft.rfft(wave))[4:] ** 2  # slower waves are trend
    near = np.convolve(power, np.ones(3), "same")  # a rhythm that is not quite even spreads to its neighbours
    strongest = int(near.argmax())
    share = float(near[strongest] / max(np.sum(wave**2) * len(wave) / 2, 1e-30))
    level, swing = float(losses.mean()), 2 * math.sqrt(2 * share) * float(wave.std())
    if share < limits.rhythm or swing < max(limits.swing * level, limits.nats / 2):
        return None
    return f"the loss swings by {swing:.3f} around {level:.3f} every {len(wave) / (strongest + 4):.0f} steps"


def spiking(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find three rows in succession whose loss stands out of those before."""
    rows = evidence.level()
    losses = np.array([row.get("loss", math.nan) for row in rows])
    for end in range(max(BLOCK + 3, len(rows) - LOOK), len(rows) + 1):
        base, now = slice(max(0, end - 53), end - 3), slice(end - 3, end)
        usual = middle(losses[base])
        least = max(limits.spike * usual, limits.spike_sigmas * 1.4826 * middle(np.abs(losses[base] - usual)), limits.nats)
        if losses[now].mean() - usual > least and (rise := _rise(rows[base], rows[now], level=usual, share=0.5)) > least:
            return f"the loss jumped from {usual:.3f} to {usual + rise:.3f} at step {rows[end - 1]['step']:.0f}"
    return None


def diverging(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find a loss that is no number, or that left its lowest level for good."""
    if any(not math.isfinite(row.get("loss", 0.0)) for row in evidence.recent[-LOOK:]):
        return "the loss is no number any more"
    rows, size = evidence.level(), 40
    if len(rows) < size or evidence.seen < ENOUGH:
        return None
    losses = column(rows, "loss")
    blocks = [([block], block["loss"]) for block in evidence.before if shape(block) == shape(rows[-1])]
    ends = range(size, len(rows) - size + 1, size // 2)
    blocks += [([*rows[end - size : end]], float(losses[end - size : end].mean())) for end in ends]
    best, lowest = min(blocks, key=lambda block: block[1], default=(rows, float(losses.mean())))
    least = max(limits.diverged * lowest, limits.nats)
    if losses[-size:].mean() - lowest <= least or (rise := _rise(best, rows[-size:], level=lowest, share=0.75)) <= least:
        return None
    return f"the loss is {lowest + rise:.3f}, and was {lowest:.3f} around step {best[-1]['step']:.0f}"


def exploding(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find a gradient norm far above its median; the whole model's, or a module's."""
    rows = evidence.level()
    for name in _named(rows, "grad_norm"):
        norms = column(rows, name)
        if not np.isfinite(norms[-LOOK:]).all():
            return f"{name} is no number any more"
        for at in range(max(10, len(norms) - LOOK), len(norms)):
            if norms[at] <= limits.exploding_norm:
                continue
            usual = middle(norms[max(0, at - 50) : at])
            if norms[at] > limits.exploding * usual:
                return f"{name} reached {norms[at]:.3g}, its median is {usual:.3g}"
    return None


def vanishing(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find a gradient that faded while there is still a loss to learn from, or a module that gets none."""
    rows = evidence.recent[-50:]
    norms = column(rows, "grad_norm")
    if evidence.seen < ENOUGH or not len(norms) or float(column(rows, "loss").mean()) < limits.nats:
        return None
    now, early = middle(norms), middle(column(evidence.before[:4] or evidence.recent[:50], "grad_norm"))
    if now < limits.vanishing * early:
        return f"the gradient norm fell from {early:.3g} to {now:.3g}"
    for name in _named(rows, "grad_norm/"):
        own, left = middle(column(rows, name)), column(rows, _OWN_LOSS.get(name, "loss"))
        if own < limits.silent_module * now and (not len(left) or left.mean() >= limits.nats):
            return f"{name} is {own:.3g} of {now:.3g} in all"
    return None


def not_settling(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find cycles that make answers worse, states that do not come to rest, or halting stuck at a wrong number of segments."""
    rows = evidence.level()[-50:]
    if evidence.seen < ENOUGH or len(rows) < 50:  # new cycles have to learn first
        return None
    exits = [name for name in _named(rows, "exit_loss/") if name.rpartition("/")[2].isdecimal()]
    if exits:
        gaps = [row[exits[-1]] - row["loss"] for row in rows if exits[-1] in row]
        if len(gaps) >= 20 and np.mean(gaps) < limits.exit_gap:
            return f"the last cycle's loss is {-np.mean(gaps):.3f} above that of the exit before it"
    changes = [float(column(rows, name).mean()) for name in _named(rows, "state_change/")]
    if len(changes) > 1 and changes[-1] > limits.state_change * changes[0]:
        return f"the state changes by {changes[-1]:.2f} in the last cycle, by {changes[0]:.2f} in the first"
    return _halting(evidence, rows, limits)


def _halting(evidence: Evidence, rows: Sequence[Row], limits: Thresholds) -> str | None:
    segments, exact = column(rows, "act/segments"), column(rows, "act/exact")
    if not len(segments) or not len(exact):
        return None
    most = max(column(evidence.before, "act/segments").max(initial=0.0), column(evidence.recent, "act/segments").max())
    mean, right = float(segments.mean()), float(exact.mean())
    if right > 0.5 and most > 1 and mean > (1 - limits.halting) * most:
        return f"halting is never early ({mean:.2f} of {most:.0f} segments) though {right:.0%} of the answers are right"
    if right < 0.5 and most > 1 and mean < 1 + limits.halting:
        return f"halting is locked at one segment though only {right:.0%} of the answers are right"
    return None


def plateau(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find a loss that stands still above its target, or a pass rate that stays under its own."""
    rows = evidence.level()
    if len(rows) >= WINDOW and evidence.before:
        first, second = means(rows[: len(rows) // 2]), means(rows[len(rows) // 2 :])
        given = limits.target_loss
        target = given if given is not None else (1 - limits.fall) * evidence.before[0]["loss"]
        fall = 1 - second["loss"] / max(first["loss"], 1e-9)
        if fall < limits.plateau and second["loss"] > target:
            return f"the loss stands at {second['loss']:.3f}, above its target of {target:.3f}"
    measured = column([*evidence.before, *evidence.recent], PASS)
    late = bool(rows) and rows[-1].get("progress", 0.0) > 0.5
    if late and len(measured) >= 2 and measured.max() < limits.target_pass:
        return f"{PASS} is {measured[-1]:.1%} after {rows[-1]['progress']:.0%} of the run, its target is {limits.target_pass:.0%}"
    return None


def overfitting(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find a validation loss that left its lowest value while the loss on what is trained goes on falling."""
    rows = [row for row in (*evidence.before, *evidence.recent) if "validation_loss" in row]
    best = min(rows, key=lambda row: row["validation_loss"], default=None)
    if best is None or rows[-1]["loss"] >= best["loss"]:
        return None
    lowest, now = best["validation_loss"], rows[-1]["validation_loss"]
    if now - lowest <= max(limits.overfitted * lowest, limits.nats):
        return None
    return f"the validation loss is {now:.3f}, and was {lowest:.3f} around step {best['step']:.0f}"


def language_gap(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find a language far behind the best one, by accuracy (points), else by loss (share)."""
    rows = evidence.level()
    if evidence.seen < ENOUGH:
        return None
    for prefix, is_loss in (("accuracy/language/", False), ("loss/language/", True)):
        columns = {name.removeprefix(prefix): column(rows, name) for name in _named(rows, prefix)}
        found = {name: float(values.mean()) for name, values in columns.items() if name != "other" and len(values) >= 10}
        if len(found) < 2:
            continue
        low, high = min(found, key=found.__getitem__), max(found, key=found.__getitem__)
        gap = found[high] - found[low]
        if gap > limits.language_gap * (found[low] if is_loss else 1.0):
            return f"{prefix.partition('/')[0]} is {found[low]:.3f} in {low} and {found[high]:.3f} in {high}"
        return None
    return None


def memory_growing(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find memory that a language brought with it, or that grows without end."""
    rows, first = _one_process(evidence)
    if evidence.seen < 2 * ENOUGH or len(rows) < first + ENOUGH:
        return None
    peaks = np.array([row.get("peak_memory", 0.0) for row in rows])
    if (brought := _with_a_language(evidence, rows, peaks, first=max(first, 1), limits=limits)) is not None:
        return brought
    settled = peaks[first:]
    steepest = float((settled[BLOCK:] - settled[:-BLOCK]).max())  # a single step up, such as that of longer rows, has an end
    if settled[-1] - steepest <= (1 + limits.memory_growth) * settled[0] or settled[-1] <= 1.05 * settled[-BLOCK]:
        return None
    return f"memory grew from {_mib(settled[0])} to {_mib(settled[-1])} in {len(settled)} steps and goes on"


def _one_process(evidence: Evidence) -> tuple[Sequence[Row], int]:
    """Return the newest rows of one process at one depth and length, and how many of them its allocator still takes its share in.

    Peaks never fall within a process: where one does, a resume began.
    """
    rows = evidence.level()
    same = [row.get("bp_steps") == rows[-1].get("bp_steps") for row in rows]
    falls = [row.get("peak_memory", 0.0) < before.get("peak_memory", 0.0) for before, row in pairwise(rows)]
    begin = max((at for at in range(1, len(rows)) if falls[at - 1] or not same[at - 1]), default=0)
    rows, early = rows[begin:], ENOUGH
    later = rows[0] if rows else {}
    for block in reversed(() if begin else evidence.before):
        alike = (shape(block), block.get("bp_steps")) == (shape(later), later.get("bp_steps"))
        if early <= 0 or not alike or block.get("peak_memory", 0.0) > later.get("peak_memory", 0.0):
            break
        early, later = early - BLOCK, block
    return rows, max(early, 0)


def _with_a_language(evidence: Evidence, rows: Sequence[Row], peaks: Numbers, *, first: int, limits: Thresholds) -> str | None:
    """Say which language brought memory with it when it first appeared among `rows`, in the one numbered `first` or later."""
    known = {
        name for row in (*evidence.before, *evidence.recent[: len(evidence.recent) - len(rows)], *rows[:first]) for name in row
    }
    for name in _named(rows, "loss/language/"):
        at = next(number for number, row in enumerate(rows) if name in row)
        after = float(peaks[at : at + 10].max())
        if name not in known and after > (1 + limits.memory_language) * peaks[at - 1]:
            return f"memory grew from {_mib(peaks[at - 1])} to {_mib(after)} when {name.rpartition('/')[2]} appeared"
    return None


def memory_near_limit(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find a peak close to the limit."""
    peak = column(evidence.recent, "peak_memory").max(initial=0.0)
    limit = next((row["memory_limit"] for row in reversed(evidence.recent) if "memory_limit" in row), limits.memory_bytes)
    return f"peak memory is {_mib(peak)}, the limit {_mib(limit)}" if peak >= limits.memory_near * limit else None


def unstable_mixture(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find mixed batches whose losses or gradients scatter more than mixing explains."""
    rows = evidence.level()[-ENOUGH:]
    kinds = [name for name in _named(rows, "loss/") if name.count("/") == 1] or _named(rows, "loss/language/")
    losses = column(rows, "loss")
    if len(kinds) < 2 or len(rows) < ENOUGH or evidence.seen < 2 * ENOUGH or losses.mean() < limits.nats:
        return None
    own = [(len(values), _scatter(values)) for values in (column(rows, name) for name in kinds) if len(values) >= 20]
    own_mean = sum(count * scatter for count, scatter in own) / max(sum(count for count, _ in own), 1)
    mixed = min(_scatter(losses), own_mean)  # what mixing explains stands in only one of the two
    for name, scatter in (("loss", mixed), ("gradient norm", _scatter(column(rows, "grad_norm")))):
        if scatter > limits.unstable:
            return f"the {name} scatters by {scatter:.0%} of itself from batch to batch, with {len(kinds)} kinds of rows"
    return None


def _scatter(values: Numbers) -> float:
    """Return the usual deviation from row to row as a share of the mean; neither a trend nor a few rows far off count."""
    return 1.4826 * middle(np.abs(np.diff(values))) / math.sqrt(2) / max(float(values.mean()), 1e-9) if len(values) > 1 else 0.0


def overtime(evidence: Evidence, limits: Thresholds) -> str | None:
    """Find a run that will take far longer than its estimate, or than its first rows promised at the same depth and length.

    A run whose length is given in minutes takes as long as it was given: its progress is the clock's, and nothing is to be found.
    """
    rows = evidence.level()
    if len(rows) < 50 or evidence.seen < ENOUGH or "progress" not in rows[-1]:
        return None
    last = rows[-1]
    expected = limits.estimate_s
    if expected is None:
        early = [block for block in evidence.before if shape(block) == shape(last)] or rows
        expected = _whole(early[0], early[min(2, len(early) - 1)]) if len(early) > 1 else None
    pace = _whole(rows[-50], last)
    if expected is None or pace is None:
        return None
    projected = last["seconds"] + (1 - last["progress"]) * pace
    if projected < limits.overtime * expected:
        return None
    return f"the run will take {projected / 60:.0f} minutes, the estimate was {expected / 60:.0f}"


def _whole(first: Row, last: Row) -> float | None:
    """Return the seconds that a whole run takes at the pace between two rows."""
    share = last["progress"] - first["progress"]
    return (last["seconds"] - first["seconds"]) / share if share > 0 else None


def _rise(base: Sequence[Row], now: Sequence[Row], *, level: float, share: float) -> float:
    """Return how much the loss rose over `level`, or the tasks' own losses in proportion if these rose less.

    share: of the tasks, that have to rise so far. A change of mixture is no rise, and neither are tasks whose items get harder.
    """
    new = means(now)
    rise = new["loss"] - level
    tasks = [name for name in new if name.startswith("loss/") and name.count("/") == 1]
    own = [(column(base, name), new[name]) for name in tasks]
    rises = [value / max(middle(values), 1e-9) - 1 for values, value in own if len(values)]
    return min(rise, level * float(np.quantile(rises, 1 - share))) if rises else rise


def _named(rows: Sequence[Row], prefix: str) -> list[str]:
    """Return the columns that begin so, in the order of their numbers, else of their names."""

    def place(name: str) -> tuple[int, str]:
        last = name.rpartition("/")[2]
        return (int(last) if last.isdecimal() else 0, name)

    return sorted((name for name in set[str]().union(*rows) if name.startswith(prefix)), key=place)


def _mib(size: float) -> str:
    return f"{size / 2**20:,.0f} MiB"
