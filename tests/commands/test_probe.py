"""The look at a model while it trains."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import torch
from torch._dynamo.testing import CompileCounterWithBackend

from hrm_codegen.commands import probe
from hrm_codegen.errors import UsageError
from hrm_codegen.models.base import build
from hrm_codegen.models.layers import compile_blocks
from hrm_codegen.train import run
from hrm_codegen.train.run import RunConfig

TABLE = {
    "model": {"width": 16, "heads": 1, "head_size": 16, "intermediate": 16, "layers": 1, "max_positions": 512},
    "data": {"sources": [{"task": "exercises:demo:train"}]},
    "train": {"steps": 1},
    "log": {"probe_every": 1, "probe_problems": 2, "probe_task": "exercises:demo:validation"},
}


def config(**log: object) -> RunConfig:
    return run.build({**TABLE, "log": {**TABLE["log"], **log}}, where="toy")


def test_a_probe_writes_the_answers_with_their_verdicts_and_returns_two_shares(tmp_path: Path) -> None:
    settings = config()
    look = probe.of_run(settings)
    assert look is not None
    columns = look(build(dataclasses.replace(settings.model), 0), tmp_path, 7)
    rows = [json.loads(line) for line in (tmp_path / "samples" / "step-00000007.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [set(row) for row in rows] == [{"id", "prompt", "tests", "code", "verdict", "detail"}] * 2
    assert columns["probe/pass@1"] == sum(row["verdict"] == "pass" for row in rows) / 2 == 0  # random weights pass nothing
    assert columns["probe/parses"] == sum(row["verdict"] != "syntax" for row in rows) / 2


def test_a_look_leaves_the_graphs_of_training_alone(tmp_path: Path) -> None:
    torch._dynamo.reset()
    settings, graphs = config(), CompileCounterWithBackend("eager")
    model = build(settings.model, 0)
    compile_blocks(model, backend=graphs)
    rows_BT = torch.zeros(1, 32, dtype=torch.long)
    model(rows_BT)
    before = graphs.frame_count
    look = probe.of_run(settings)
    assert look is not None
    look(model, tmp_path, 1)
    assert graphs.frame_count == before > 0
    model(torch.zeros(1, 48, dtype=torch.long))  # rows that have grown
    assert graphs.frame_count > before
    torch._dynamo.reset()


def test_commands_are_judged_by_the_state_they_leave(tmp_path: Path) -> None:
    """A task that is judged in another way than by a Python program must not end a run at its first look."""
    settings = config(probe_task="tooluse:heldout")
    look = probe.of_run(settings)
    assert look is not None
    assert look(build(settings.model, 0), tmp_path, 1)["probe/pass@1"] == 0


def test_a_split_that_may_be_trained_on_is_refused() -> None:
    with pytest.raises(UsageError, match="name a held-out split"):
        probe.of_run(config(probe_task="exercises:demo:train"))


def test_without_a_wish_there_is_no_probe() -> None:
    assert probe.of_run(config(probe_every=0)) is None
