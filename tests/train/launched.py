"""What each process of a launched test does: the runs of a job file one after another, or one command struck by a signal.

A job is JSON: `notes` (a folder where each process leaves what became of it) and either `runs`, each {config, out, resume,
max_steps}, or `command`, the words after `hrm`, with an optional `strike` {step, rank, signal, launcher}.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import torch

from hrm_codegen import cli
from hrm_codegen.train import loop, run
from hrm_codegen.train.team import place


def train_all(runs: list[dict[str, Any]], notes: Path) -> None:
    """Train run after run, and note where each ended in this process."""
    for number, told in enumerate(runs):
        config = run.load(Path(told["config"]))
        result = loop.train(config, Path(told["out"]), resume=told.get("resume", False), max_steps=told.get("max_steps"))
        (notes / f"run-{number}-{place().rank}.json").write_text(json.dumps([result.step, result.ending]))


def strike(*, step: int, rank: int, signal: int, launcher: bool) -> None:
    """Have one process send a signal, to itself or to the launcher, when so many steps are done."""
    take_step = loop.step

    def struck(training: loop.Training) -> dict[str, float]:
        if (training.team.rank, training.parts.counters.step) == (rank, step):
            os.kill(os.getppid() if launcher else os.getpid(), signal)
        return take_step(training)

    loop.step = struck


def main() -> None:
    """Do what the job file says."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    notes = Path(job["notes"])
    notes.mkdir(parents=True, exist_ok=True)
    (notes / f"pid-{place().rank}").write_text(str(os.getpid()))
    torch.set_num_threads(1)
    if "runs" in job:
        train_all(job["runs"], notes)
        return
    if "strike" in job:
        strike(**job["strike"])
    sys.argv = ["hrm", *job["command"]]
    try:
        cli.main()
    except SystemExit as ended:
        (notes / f"exit-{place().rank}").write_text(str(ended.code))
        raise


if __name__ == "__main__":
    main()
