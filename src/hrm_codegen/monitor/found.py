"""Which warning signs a run folder shows: in its log, in the set it learned from, in the benchmarks it was scored on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hrm_codegen.data import shards
from hrm_codegen.errors import HrmError
from hrm_codegen.evaluate import pipeline, runner
from hrm_codegen.monitor.history import RunLog
from hrm_codegen.tasks.catalog import Source
from hrm_codegen.train import signs
from hrm_codegen.train.signs import Alarm, Episode
from hrm_codegen.train.warning_checks import Evidence, Thresholds


def in_log(run: RunLog) -> list[Episode]:
    """Return the signs that the run's rows show, against the minutes that its configuration plans."""
    minutes = run.config.get("train", {}).get("minutes")
    return signs.history(run.rows, Thresholds(estimate_s=60 * minutes if minutes else None))


def around(run: RunLog, scores: Mapping[str, Mapping[str, Any]]) -> list[Alarm]:
    """Return the signs in what surrounds a run: its built set's manifest, if that is here, and the benchmarks of its scores."""
    built = run.config.get("data", {}).get("built")
    try:
        manifest = shards.read_manifest(Path(built)) if built else None
    except HrmError:
        manifest = None  # built elsewhere: there is nothing to judge
    return signs.judge(Evidence(manifest=manifest, checksums=benchmarks(scores)))


def benchmarks(scores: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the checksums of the problems that were scored, as recorded and as they are now; what is not here is left out."""
    recorded: dict[str, str] = {}
    now: dict[str, str] = {}
    for place, table in scores.items():
        limit = table.get("settings", {}).get("limit")
        name = f"{table['task']}:{table['split']}{f' (first {limit})' if limit else ''} in {place}"
        checksum = _checksum(table, limit)
        if checksum is not None:
            recorded[name], now[name] = table["data_sha256"], checksum
    return recorded, now


def _checksum(table: Mapping[str, Any], limit: int | None) -> str | None:
    """Return the checksum of the problems as they are now; None where they cannot be loaded, or not all be judged here."""
    try:
        problems = pipeline.problems_of(Source(table["task"], table["split"]), limit)
        judged = pipeline.judged_here(problems).problems
    except HrmError:
        return None
    return runner.data_hash(judged) if len(judged) == len(problems) else None
