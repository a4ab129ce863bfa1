"""How fast rows come from a built training set: what a training run must never wait for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hrm_codegen.bench.suite import Figure
from hrm_codegen.data import shards
from hrm_codegen.data.loader import PADDING, DataConfig
from hrm_codegen.data.stream import MiddleTokens, Stream
from hrm_codegen.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class DataBench:
    """What is read."""

    folder: Path
    rows: int = 2000  # a turn
    row_tokens: int = 512
    batch: int = 8  # rows
    rounds: int = 5

    def __post_init__(self) -> None:
        """Refuse sizes that measure nothing."""
        if min(self.rows, self.row_tokens, self.batch, self.rounds) < 1:
            raise UsageError("rows, row_tokens, batch and rounds must be at least 1")


def run(plan: DataBench, *, say: Callable[[str], None]) -> list[Figure]:
    """Read rows in one process, the first turn to warm the disk's cache; the figures are tokens a second and the rows' fill."""
    data = shards.open_set(plan.folder, "train")
    config = DataConfig(row_tokens=plan.row_tokens, batch_rows=plan.batch, packing=True, built=str(plan.folder))
    stream = Stream(data, config, fim=MiddleTokens(2, 3, 4), pad_id=0, seed=0)
    rates, fills = [], []
    for turn in range(plan.rounds + 1):
        began, tokens, places = time.perf_counter(), 0, 0
        for _ in range(max(1, plan.rows // plan.batch)):
            documents = stream.take(plan.batch)["documents"]
            tokens += int((documents != PADDING).sum())
            places += documents.size
        if turn:
            rates.append(tokens / (time.perf_counter() - began))
            fills.append(tokens / places)
            say(f"turn {turn} of {plan.rounds}: {rates[-1]:,.0f} tokens/s")
    return [
        Figure(case="data", arm="rows from a built set", name="tokens_per_s", readings=tuple(rates)),
        Figure(case="data", arm="rows from a built set", name="fill", readings=tuple(fills)),
    ]
