"""Run folders as `hrm train` leaves them, small and without training anything."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

CONFIG = """
task = "codegen"

[model]
kind = "{kind}"
vocab_size = 512
width = 32
heads = 2
head_size = 16
intermediate = 48
layers = 1
H_cycles = 2
L_cycles = 2
pad_id = 0
end_id = 1

[data]
built = ""

[data.mixture]
stages = [
    {{name = "first <b>", until = 0.5, components = {{write = 1.0}}}},
    {{name = "second", until = 1.0, components = {{write = 2.0}}}},
]

[train]
lr = {lr}
steps = 100

[schedule]
warmup = 0.1
decay = 0.4
"""


def make_run(folder: Path, *, steps: int = 100, of: int = 100, lr: float = 0.002, faster: float = 1.0, **more: Any) -> Path:
    """Write a run of so many of its planned steps; `changed` sets when it last grew, other words go into every row."""
    folder.mkdir(parents=True)
    changed = more.pop("changed", None)
    (folder / "config.toml").write_text(CONFIG.format(lr=lr, kind=more.pop("kind", "hrm")))
    rows = [row(step, of=of, faster=faster) | more for step in range(1, steps + 1)]
    names = list(dict.fromkeys(name for each in rows for name in each))
    lines = [",".join(names), *(",".join(str(each.get(name, "")) for name in names) for each in rows)]
    (folder / "metrics.csv").write_text("\n".join(lines) + "\n")
    if changed is not None:
        os.utime(folder / "metrics.csv", (changed, changed))
    return folder


def row(step: int, *, of: int, faster: float) -> dict[str, float]:
    """A step of half a second and 1,000 tokens; the loss is 4 at first and falls by 0.02 a step."""
    loss = 4 - 0.02 * step
    found = {
        "step": step, "tokens": 1000 * step, "seconds": 0.5 * step / faster, "progress": step / of, "lr": 0.001,
        "loss": loss, "grad_norm": 1.0, "tokens_per_s": 2000 * faster, "peak_memory": 2**30, "L_calls": 4,
        "bp_steps": 2 if step <= 20 else 5, "exit_loss/1": loss + 0.25, "loss/write": loss, "loss/repair": loss + 1,
        "state_change/1": 0.9, "state_change/2": 0.3,
    }  # fmt: skip
    return found | ({"validation_loss": loss + 0.5, "acceptance/draft": 0.5 + step / 1000} if step % 25 == 0 else {})


def add_scores(run: Path, **more: Any) -> None:
    """Write an evaluation into a run folder."""
    (run / "eval").mkdir()
    table = {"v": 1, "task": "exercises:demo", "split": "test", "n_problems": 3, "pass@1": 0.5, "data_sha256": "0" * 64}
    (run / "eval" / "scores.json").write_text(json.dumps({**table, "settings": {"limit": 3}, **more}))
