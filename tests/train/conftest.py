"""Toys: a byte tokenizer, a file of twenty small problems, and a run that learns from it in moments."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer
from hrm_codegen.train import run
from hrm_codegen.train.run import RunConfig

TOY_MODEL = {"width": 32, "heads": 2, "head_size": 16, "intermediate": 48, "layers": 1, "max_positions": 256}
MakeConfig = Callable[..., RunConfig]


@pytest.fixture(scope="session")
def toy_tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a tokenizer without merges: one token a byte."""
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    path.write_text(Tokenizer.train([], vocab_size=SMALLEST_VOCAB).to_json(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def toy_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a JSONL file with prompts and answers, and raw text between them."""
    path = tmp_path_factory.mktemp("data") / "toy.jsonl"
    lines: list[dict[str, str]] = []
    for number in range(20):
        lines.append({"prompt": f"Add {number}.", "solution": f"def f(x):\n    return x + {number}"})
        if number % 4 == 0:
            lines.append({"text": f"# note {number}\n" + "y = 1\n" * (number + 1)})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def toy_table(toy_tokenizer: Path, toy_data: Path) -> dict[str, Any]:
    """Give the run file's table of a toy run; tests change what they are about."""
    return {
        "model": dict(TOY_MODEL),
        "data": {
            "sources": [{"file": str(toy_data)}],
            "tokenizer": str(toy_tokenizer),
            "row_tokens": 128,
            "batch_rows": 4,
            "validation_rows": 4,
        },
        "train": {"steps": 10, "lr": 0.01, "precision": "fp32", "validate_every": 5, "save_every": 5},
    }


@pytest.fixture
def toy_config(toy_table: dict[str, Any]) -> MakeConfig:
    """Give a function that builds the toy run's configuration with sections changed: `toy_config(train={"steps": 3})`."""

    def make(**sections: Any) -> RunConfig:
        table = dict(toy_table)
        for name, change in sections.items():
            table[name] = {**table.get(name, {}), **change} if isinstance(change, dict) else change
        return run.build(table, where="toy")

    return make
