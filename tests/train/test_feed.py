"""What a run reads from a built set: the mixture's rows, its own share of them, and validation by the last stage."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from hrm_codegen.data import shards
from hrm_codegen.errors import ConfigError, CorruptError
from hrm_codegen.tokenizer import Tokenizer
from hrm_codegen.train import loop, metrics, state
from hrm_codegen.train.feed import Ahead, feed
from hrm_codegen.train.run import RunConfig

MakeConfig = Callable[..., RunConfig]
STAGES = [
    {"name": "raw first", "until": 0.5, "components": {"raw": 1}},
    {"name": "answers last", "until": 1.0, "components": {"write": 1, "gone": 1}},
]


@pytest.fixture
def built(toy_tokenizer: Path, tmp_path: Path) -> Path:
    """Write a set of raw text, answers, and a component of which nothing is held out."""
    tokenizer, folder = Tokenizer.load(str(toy_tokenizer)), tmp_path / "set"
    folder.mkdir()
    texts = {"raw/python/1": "x = 1\n" * 8, "write/python/1": "Say x.|x = 1", "gone/python/1": "Say y.|y = 2"}
    manifest: dict[str, Any] = {"v": shards.VERSION, "tokenizer_sha256": tokenizer.sha256, "groups": list(texts), "splits": {}}
    for split, groups in (("train", [0, 1, 2] * 20), ("validation", [0, 1] * 20)):
        ids = [np.array([*tokenizer.encode(texts[manifest["groups"][group]]), tokenizer.end_id], np.uint16) for group in groups]
        starts = np.cumsum([0, *(len(document) for document in ids)])
        rows = [
            (start, len(document), 0 if group == 0 else 6, group, 1.0)
            for start, document, group in zip(starts, ids, groups, strict=False)
        ]
        manifest["splits"][split] = [shards.write_shard(folder, f"{split}-0000", ids, np.array(rows, shards.DOCUMENT))]
    (folder / shards.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def on(built: Path, make: MakeConfig) -> RunConfig:
    mixture = {"stages": STAGES, "transition": 0.0}
    data = {"sources": [], "built": str(built), "packing": True, "validation_rows": 4, "mixture": mixture}
    return make(data=data, train={"steps": 8})


def test_validation_rows_are_drawn_by_the_last_stage_as_far_as_it_is_held_out(built: Path, toy_config: MakeConfig) -> None:
    fed = feed(on(built, toy_config), None)
    assert fed.task_names == ("raw", "write", "gone")
    seen = {int(task) for batch in fed.validation for task in batch["tasks"][batch["documents"] >= 0]}
    assert seen == {fed.task_names.index("write")}


def test_validation_rows_are_as_long_as_the_last_rows_of_the_run(built: Path, toy_config: MakeConfig) -> None:
    config = on(built, toy_config)
    growing = dataclasses.replace(config, data=dataclasses.replace(config.data, first_row_tokens=64, first_rows_until=0.5))
    shapes = [[batch["input_ids"].shape for batch in feed(each, None).validation] for each in (growing, config)]
    assert shapes[0] == shapes[1] == [(4, 128)]
    assert feed(growing, None).rows.take(4)["input_ids"].shape == (8, 64)


@pytest.mark.parametrize("split", ["train", "validation"])
def test_a_set_with_a_changed_byte_is_refused_before_anything_is_read(split: str, built: Path, toy_config: MakeConfig) -> None:
    path = next(built.glob(f"{split}-*.ids.npy"))
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(data)
    with pytest.raises(CorruptError, match="checksum differ"):
        feed(on(built, toy_config), None)


def test_a_run_on_a_built_set_goes_through_its_stages(built: Path, toy_config: MakeConfig, tmp_path: Path) -> None:
    training = loop.prepare(on(built, toy_config), None)
    rows = [loop.step(training) for _ in range(8)]
    assert "loss/raw" in rows[0]
    assert "loss/write" not in rows[0]
    assert rows[-1]["loss"] < rows[0]["loss"]


def growing(built: Path, make: MakeConfig, **length: Any) -> RunConfig:
    """A run of eight steps with prefix attention whose rows are twice as long from the fifth step on, in its last stage."""
    config = on(built, make)
    data = dataclasses.replace(config.data, first_row_tokens=64, first_rows_until=0.5)
    train = dataclasses.replace(config.train, **(length or {"steps": 8}))
    return dataclasses.replace(config, data=data, train=train, model=dataclasses.replace(config.model, attention="prefix"))


def trained(folder: Path) -> dict[str, torch.Tensor]:
    found = state.newest(folder)
    assert found is not None
    return found[1].tensors


@pytest.mark.parametrize("length", [{"steps": 8}, {"steps": None, "tokens": 3600}])
def test_a_run_whose_rows_grow_is_the_same_in_parts(
    length: dict[str, Any], built: Path, toy_config: MakeConfig, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = growing(built, toy_config, **length)
    caplog.set_level(logging.INFO, logger="hrm_codegen.train.loop")
    loop.train(config, tmp_path / "whole")
    rows = metrics.read(tmp_path / "whole" / "metrics.csv")
    grown = next(int(row["step"]) for before, row in pairwise(rows) if before["progress"] >= 0.5)
    begun = [(record.args[0], record.args[1]) for record in caplog.records if "begins at step" in record.msg and record.args]
    assert begun == [("raw first", 1), ("answers last", grown)]  # the stage of the rows used, not of those taken early
    assert len(rows) > grown
    for step in (grown - 2, grown - 1, grown):  # rows of the old width are next, of the new one, the new ones are at work
        loop.train(config, tmp_path / f"{step}", max_steps=step)
        loop.train(config, tmp_path / f"{step}", resume=True)
        whole, parts = trained(tmp_path / "whole"), trained(tmp_path / f"{step}")
        assert all(torch.equal(value, parts[name]) for name, value in whole.items())


@pytest.mark.parametrize(("name", "value"), [("first_row_tokens", 0), ("first_rows_until", 0.4)])
def test_rows_that_would_grow_otherwise_are_refused_by_name(
    name: str, value: float, built: Path, toy_config: MakeConfig, tmp_path: Path
) -> None:
    config = growing(built, toy_config)
    loop.train(config, tmp_path / "run", max_steps=1)
    changed = dataclasses.replace(config, data=dataclasses.replace(config.data, **{name: value}))
    with pytest.raises(ConfigError, match=rf"data\.{name} = \S+, the run file has {value}: .* put it back"):
        loop.train(changed, tmp_path / "run", resume=True)


def test_rows_taken_early_are_those_that_would_have_come_and_leave_no_trace(built: Path, toy_config: MakeConfig) -> None:
    config = growing(built, toy_config)
    plain, early = feed(config, None).rows, Ahead(feed(config, None).rows, lambda batch: batch)
    for progress in (0.0, 0.25, 0.5, 0.75):
        expected = [plain.take(4, progress=progress)["input_ids"] for _ in range(2)]
        for ids in expected:
            assert np.array_equal(early.take(4, progress=progress)["input_ids"], ids)
        assert (early.place, early.stage) == (plain.place, plain.stage)
        early.prefetch(2, 4, progress=progress + 0.25)
        assert (early.place, early.stage) == (plain.place, plain.stage)
    early.seek(plain.place)
    assert np.array_equal(early.take(4, progress=1.0)["input_ids"], plain.take(4, progress=1.0)["input_ids"])


def test_two_ranks_share_the_rows_that_one_process_reads(built: Path, toy_config: MakeConfig) -> None:
    config = on(built, toy_config)
    whole = feed(config, None).rows.take(4)["input_ids"]
    shares = [feed(config, None, rank=rank, world=2).rows.take(2)["input_ids"] for rank in (0, 1)]
    assert np.array_equal(whole[0::2], shares[0])
    assert np.array_equal(whole[1::2], shares[1])
