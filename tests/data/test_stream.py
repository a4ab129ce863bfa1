"""Rows drawn from a built set: nothing is lost or mixed, a place is enough to go on, ranks share the rows out."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hrm_codegen.data import shards, stream
from hrm_codegen.data.loader import PADDING, Batch, DataConfig
from hrm_codegen.data.mixture import MixtureConfig, StageConfig
from hrm_codegen.data.shards import Group, ShardSet
from hrm_codegen.data.stream import MiddleTokens, Stream
from hrm_codegen.errors import ConfigError, CorruptError, DataError, NotFound, TokenizerMismatch

ROW = 64
PAD, FIM = 0, MiddleTokens(prefix=2, suffix=3, middle=4)
LANGUAGE, END = 5, 1
GROUPS = (Group("raw", "python", 1), Group("write", "python", 1), Group("write", "rust", 2))
Doc = tuple[int, int, int]  # length, prompt, group


def shard_set(docs: list[Doc], *, shards_of: int = 1000) -> ShardSet:
    """A set whose document n consists of ids that tell n and the place, between a language and an end."""
    rng = np.random.default_rng(0)
    ids, rows, number, start = [[]], [], [], 0
    for index, (length, prompt, group) in enumerate(docs):
        if index and index % shards_of == 0:
            ids.append([])
            start = 0
        body = rng.integers(10, 60000, length - 2)
        ids[-1].append(np.array([LANGUAGE, *body, END], np.uint16))
        rows.append((start, length, prompt, group, 1.0))
        number.append(index // shards_of)
        start += length
    joined = tuple(np.concatenate(part) for part in ids)
    return ShardSet(joined, np.array(rows, shards.DOCUMENT), np.array(number, np.int16), GROUPS, "x")


def config(**mixture: Any) -> DataConfig:
    return DataConfig(row_tokens=ROW, packing=True, mixture=MixtureConfig(**{"fim_rate": 0.0, **mixture}))


def make(data: ShardSet, *, rank: int = 0, world: int = 1, seed: int = 0, **mixture: Any) -> Stream:
    return Stream(data, config(**mixture), fim=FIM, pad_id=PAD, seed=seed, rank=rank, world=world)


def documents_of(batch: Batch) -> list[tuple[int, ...]]:
    found = []
    for ids, marks in zip(batch["input_ids"], batch["documents"], strict=True):
        found += [tuple(ids[marks == number].tolist()) for number in range(marks.max(initial=PADDING) + 1)]
    return found


docs = st.lists(st.tuples(st.integers(4, ROW), st.integers(1, 3), st.sampled_from((1, 2))), min_size=1, max_size=60)
raws = st.lists(st.tuples(st.integers(4, 3 * ROW), st.just(0), st.just(0)), max_size=20)


@settings(max_examples=30, deadline=None)
@given(docs, raws)
def test_every_row_holds_whole_documents_or_pieces_of_raw_ones_and_nothing_else(some: list[Doc], more: list[Doc]) -> None:
    data = shard_set(some + more, shards_of=7)
    whole = {tuple(data.tokens(n).tolist()) for n in range(len(data))}
    raw = [tuple(data.tokens(n).tolist()) for n in range(len(some), len(data))]
    rows = make(data)
    for _ in range(4):
        for document in documents_of(rows.take(3)):
            pieces = (text[start : start + ROW] for text in raw for start in range(0, len(text), ROW))
            assert document in whole or document in pieces


@settings(max_examples=20, deadline=None)
@given(docs)
def test_a_pass_loses_no_document_and_repeats_none(some: list[Doc]) -> None:
    data = shard_set(some)
    rows = make(data)
    seen: list[tuple[int, ...]] = []
    while min(value for name, value in rows.passes().items() if any(str(GROUPS[doc[2]]) == name for doc in some)) < 1:
        seen += documents_of(rows.take(1))
        if rows.place["row"]:
            seen += documents_of(rows.take(len(rows._rows or []) - rows._row))  # to the end of the chunk
    assert set(seen) == {tuple(data.tokens(n).tolist()) for n in range(len(data))}


@pytest.mark.parametrize("read", [0, 1, 5, 300])
def test_a_place_gives_exactly_the_rows_that_would_have_come(read: int) -> None:
    data = shard_set([(8 + n % 40, n % 3, min(n % 3, 2)) for n in range(500)])
    through, resumed = make(data, fim_rate=0.5), make(data, fim_rate=0.5)
    for step in range(read):
        through.take(3, progress=step / 1000)
    resumed.seek(json.loads(json.dumps(through.place)))
    for step in range(200):
        ours, theirs = through.take(3, progress=0.5 + step / 1000), resumed.take(3, progress=0.5 + step / 1000)
        assert all(np.array_equal(ours[name], theirs[name]) for name in ours)  # type: ignore[literal-required]


def test_every_position_has_the_language_of_its_document_and_padding_none() -> None:
    data = shard_set([(20, 3, 1), (25, 3, 2), (30, 0, 0)])
    rows = make(data)
    assert rows.language_names == ("python", "rust")
    batch = rows.take(4)
    of = {tuple(data.tokens(n).tolist()): ("python", "rust", "python")[n] for n in range(3)}
    for row in range(4):
        for number in range(batch["documents"][row].max() + 1):
            here = batch["documents"][row] == number
            (language,) = set(batch["languages"][row][here].tolist())
            assert rows.language_names[language] == of[tuple(batch["input_ids"][row][here].tolist())]
        assert set(batch["languages"][row][batch["documents"][row] == PADDING].tolist()) <= {-1}


@pytest.mark.parametrize("world", [2, 3])
def test_ranks_share_out_exactly_the_rows_of_one_process(world: int) -> None:
    data = shard_set([(8 + n % 40, 1, 1 + n % 2) for n in range(300)])
    alone = make(data)
    ranks = [make(data, rank=rank, world=world) for rank in range(world)]
    for _ in range(60):
        together = alone.take(2 * world)["input_ids"]
        shared = [rank.take(2)["input_ids"] for rank in ranks]
        for rank, rows in enumerate(shared):
            assert np.array_equal(together[rank::world], rows)


def test_a_moved_middle_keeps_every_token_between_the_language_and_the_end() -> None:
    data = shard_set([(30, 0, 0)] * 50)
    rows = make(data, fim_rate=1.0)
    whole = {tuple(sorted(data.tokens(n).tolist())) for n in range(len(data))}
    for document in documents_of(rows.take(10)):
        assert document[0] == LANGUAGE
        assert document[-1] == END
        marks = [document.index(mark) for mark in (FIM.prefix, FIM.suffix, FIM.middle)]
        assert marks == sorted(marks)
        middle, suffix = document[marks[2] + 1 : -1], document[marks[1] + 1 : marks[2]]
        back = (document[0], *document[2 : marks[1]], *middle, *suffix, document[-1])
        assert tuple(sorted(back)) in whole
        assert any(tuple(data.tokens(n).tolist()) == back for n in range(len(data)))


def test_the_stages_shares_are_what_comes_out() -> None:
    data = shard_set([(32, 1, 1)] * 3000 + [(16, 1, 2)] * 3000)
    stages = (
        StageConfig(name="python", until=0.5, components={"write": 1}, difficulties={"1": 1}),
        StageConfig(name="both", until=1.0, components={"write": 1}),
    )
    rows = make(data, stages=stages, transition=0.0)
    first = rows.take(stream.CHUNK_ROWS, progress=0.0)
    assert {len(document) for document in documents_of(first)} == {32}
    while rows.place["row"]:  # to the end of the chunk
        rows.take(1, progress=0.6)
    lengths = [len(document) for document in documents_of(rows.take(200, progress=0.6))]
    assert sum(length for length in lengths if length == 16) / sum(lengths) == pytest.approx(0.5, abs=0.05)


def test_a_group_read_often_enough_leaves_its_share_to_the_others() -> None:
    data = shard_set([(16, 1, 1)] * 5 + [(16, 1, 2)] * 20000)
    rows = make(data, stages=(StageConfig(name="all", until=1, components={"write": 1}),), most_passes=2.0)
    for _ in range(8):
        rows.take(stream.CHUNK_ROWS)
    assert rows.passes()["write/python/1"] < 200  # its half of one chunk, and no more
    before = rows.passes()["write/python/1"]
    rows.take(stream.CHUNK_ROWS)
    assert rows.passes()["write/python/1"] == before


def test_documents_longer_than_a_row_with_a_prompt_are_dropped_and_counted() -> None:
    data = shard_set([(ROW + 1, 4, 1), (ROW, 4, 1)])
    rows = make(data)
    assert rows.dropped == 1
    assert {len(document) for document in documents_of(rows.take(2))} == {ROW}
    with pytest.raises(DataError, match=r"over data\.row_tokens = 64"):
        make(shard_set([(ROW + 1, 4, 1)]))


SHORT: list[Doc] = [(8, 2, 1), (12, 3, 1), (40, 0, 0), (5, 1, 2)] * 40
LONG: Doc = (24, 4, 1)


def growing(data: ShardSet, **more: Any) -> Stream:
    """Rows of 16 tokens for the first half of a run, then of 32."""
    settings = dataclasses.replace(config(), built="x", row_tokens=32, first_row_tokens=16, first_rows_until=0.5)
    return Stream(data, settings, fim=FIM, pad_id=PAD, seed=0, **more)


def test_rows_begin_short_and_as_many_more_of_them_hold_the_same_tokens() -> None:
    rows = growing(shard_set(SHORT))
    assert rows.take(2, progress=0.0)["input_ids"].shape == (4, 16)
    assert rows.take(2, progress=0.49)["input_ids"].shape == (4, 16)
    assert rows.take(2, progress=0.5)["input_ids"].shape == (2, 32)
    assert rows.take(2, progress=0.9)["input_ids"].shape == (2, 32)


def test_a_document_that_a_short_row_cannot_hold_has_its_turn_in_a_long_one() -> None:
    rows = growing(shard_set([LONG, *SHORT] * 10))
    early = {len(ids) for _ in range(20) for ids in documents_of(rows.take(2, progress=0.0))}
    late = {len(ids) for _ in range(20) for ids in documents_of(rows.take(2, progress=0.6))}
    assert max(early) <= 16
    assert 24 in late


@pytest.mark.parametrize("read", [1, 3, 7])
def test_rows_that_grow_go_on_from_a_place_and_are_shared_by_ranks(read: int) -> None:
    data, progress = shard_set(SHORT), [0.1, 0.3, 0.45, 0.5, 0.55, 0.7, 0.8, 0.9, 0.95]
    whole = growing(data)
    for here in progress[:read]:
        whole.take(2, progress=here)
    resumed = growing(data)
    resumed.seek(whole.place)
    halves = [growing(data, rank=rank, world=2) for rank in range(2)]
    for half in halves:
        half.seek(whole.place)
    for here in progress[read:]:
        expected = whole.take(2, progress=here)["input_ids"]
        assert np.array_equal(resumed.take(2, progress=here)["input_ids"], expected)
        shares = [half.take(1, progress=here)["input_ids"] for half in halves]
        assert np.array_equal(np.stack(shares, 1).reshape(expected.shape), expected)


def test_a_stage_of_documents_that_no_row_of_its_length_holds_is_refused() -> None:
    data = shard_set([(24, 3, 1)] * 30 + [(8, 3, 2)] * 30)
    stages = (StageConfig(name="long", until=1.0, components={"write": 1}, difficulties={"1": 1}),)
    settings = dataclasses.replace(config(stages=stages), built="x", row_tokens=32, first_row_tokens=16, first_rows_until=0.5)
    rows = Stream(data, settings, fim=FIM, pad_id=PAD, seed=0)
    with pytest.raises(DataError, match=r"stage 'long' has no row .* over 16 tokens"):
        rows.take(2, progress=0.0)
    assert rows.take(2, progress=0.5)["input_ids"].shape == (2, 32)


def test_a_place_that_a_changed_setting_leaves_behind_the_chunks_end_goes_on_with_the_next_chunk() -> None:
    data = shard_set(SHORT)
    short, long = growing(data), Stream(data, dataclasses.replace(config(), row_tokens=32), fim=FIM, pad_id=PAD, seed=0)
    short.take(200, progress=0.0)
    place = short.place
    long.seek(place)
    assert place["row"] == 400
    assert long.place["chunk"] == place["chunk"] + 1
    assert long._rows is None or long._row < len(long._rows)  # else the next line would never end
    assert long.take(2)["input_ids"].shape == (2, 32)


def test_rows_are_as_long_as_the_progress_says_where_a_resume_makes_the_run_longer() -> None:
    rows = growing(shard_set(SHORT))
    assert rows.take(2, progress=0.6)["input_ids"].shape == (2, 32)
    assert rows.take(2, progress=0.3)["input_ids"].shape == (4, 16)


def test_rows_that_cannot_grow_are_refused() -> None:
    for first in (20, 64, -16):
        with pytest.raises(ConfigError, match="must divide"):
            dataclasses.replace(config(), built="x", row_tokens=32, first_row_tokens=first)
    with pytest.raises(ConfigError, match=r"for data\.built alone"):
        DataConfig(row_tokens=32, first_row_tokens=16)
    with pytest.raises(DataError, match=r"over data\.first_row_tokens"):
        growing(shard_set([LONG]))


def written(folder: Path) -> Path:
    data = shard_set([(20, 3, 1)] * 5)
    entry = shards.write_shard(folder, "train-0000", [data.ids[0]], data.documents)
    groups = [str(group) for group in GROUPS]
    splits = {"train": [entry], "validation": []}
    (folder / "manifest.json").write_text(
        json.dumps({"v": 1, "groups": groups, "tokenizer_sha256": "abc", "splits": splits}), encoding="utf-8"
    )
    return folder


def test_a_written_set_is_read_back_from_the_disk(tmp_path: Path) -> None:
    data = shards.open_set(written(tmp_path), "train", tokenizer_sha256="abc", check=True)
    assert len(data) == 5
    assert isinstance(data.ids[0], np.memmap)
    document = data.document(4)
    assert document.ids.tolist() == shard_set([(20, 3, 1)] * 5).tokens(4).tolist()
    assert document.labels.tolist()[:3] == [-100, -100, document.ids[3]]
    assert len(shards.open_set(tmp_path, "validation")) == 0


def test_a_changed_or_missing_file_is_named(tmp_path: Path) -> None:
    path = written(tmp_path) / "train-0000.ids.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    shards.open_set(tmp_path, "train")
    with pytest.raises(CorruptError, match=r"train-0000\.ids\.npy is not what the manifest names"):
        shards.open_set(tmp_path, "train", check=True)
    path.write_bytes(content[:-2])
    with pytest.raises(CorruptError, match="size or checksum differ"):
        shards.open_set(tmp_path, "train")
    path.unlink()
    with pytest.raises(CorruptError, match="is missing though the manifest names it"):
        shards.open_set(tmp_path, "train")


def test_a_folder_without_a_set_and_another_tokenizer_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="hrm data build CONFIG"):
        shards.open_set(tmp_path, "train")
    with pytest.raises(TokenizerMismatch, match="was built with the tokenizer abc"):
        shards.open_set(written(tmp_path), "train", tokenizer_sha256="def")
