"""The loader: rows hold what the corpus holds, and a place is enough to go on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.data import loader as loading
from hrm_codegen.data import sources
from hrm_codegen.data.loader import PADDING, Batch, DataConfig, Loader
from hrm_codegen.data.sources import IGNORE, Corpus, SourceConfig
from hrm_codegen.errors import ConfigError, DataError
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer

PAD = 0
# (length, prompt tokens) of each document; every token of a document is its number, so that mixtures show
DOCUMENTS = st.lists(st.tuples(st.integers(2, 90), st.integers(0, 1)), min_size=1, max_size=25)


def corpus_of(documents: list[tuple[int, int]]) -> Corpus:
    builder = sources._Builder(SMALLEST_VOCAB)
    for number, (length, prompted) in enumerate(documents):
        builder.add([number + 1] * length, prompted * (length // 2), f"task{number % 3}", 1.0 + number % 2)
    return builder.corpus()


def make(documents: list[tuple[int, int]], *, seed: int = 0, shuffle: bool = True, **settings: object) -> Loader:
    config = DataConfig(**{"row_tokens": 48, "batch_rows": 3, **settings})
    return Loader(corpus_of(documents), config, pad_id=PAD, seed=seed, shuffle=shuffle)


def spans_in(batch: Batch) -> list[tuple[int, int]]:
    """Return (token, length) of every document found; a mixed one fails."""
    found = []
    for row in range(len(batch["documents"])):
        for document in range(batch["documents"][row].max() + 1):
            ids = batch["input_ids"][row][batch["documents"][row] == document]
            assert len(set(ids.tolist())) == 1, "documents are mixed"
            found.append((int(ids[0]), len(ids)))
    return found


@given(DOCUMENTS, st.booleans(), st.integers(0, 5))
def test_an_epoch_loses_no_token_and_mixes_no_documents(documents: list[tuple[int, int]], packing: bool, seed: int) -> None:
    documents = [*documents, (2, 0)]  # something always fits
    loader = make(documents, packing=packing, seed=seed)
    tokens: Counter[int] = Counter()
    for _ in range(loader.rows):
        for token, length in spans_in(loader.take(1)):
            tokens[token] += length
    dropped = {number + 1 for number, (length, prompted) in enumerate(documents) if length > 48 and (prompted or not packing)}
    assert tokens == Counter({number + 1: length for number, (length, _) in enumerate(documents) if number + 1 not in dropped})
    assert loader.dropped == len(dropped)
    assert loader.place["epoch"] == 0


@given(DOCUMENTS, st.booleans())
def test_positions_restart_labels_stay_inside_and_padding_learns_nothing(documents: list[tuple[int, int]], packing: bool) -> None:
    loader = make([*documents, (2, 0)], packing=packing)
    batch = loader.take(loader.rows)
    for row in range(len(batch["documents"])):
        numbers = batch["documents"][row]
        padding = numbers == PADDING
        assert not padding[:-1][~padding[1:]].any()  # padding is on the right only
        assert (batch["input_ids"][row][padding] == PAD).all()
        assert (batch["labels"][row][padding] == IGNORE).all()
        assert not batch["prefix"][row][padding].any()
        for document in range(numbers.max() + 1):
            here = numbers == document
            assert batch["positions"][row][here].tolist() == list(range(here.sum()))
            labels = batch["labels"][row][here]
            own = batch["input_ids"][row][here][0]
            assert set(labels.tolist()) <= {int(own), IGNORE}  # never another document's token
            prefix = batch["prefix"][row][here]
            assert not prefix[prefix.argmin() :].any() or prefix.all()  # the prompt comes first
            assert (labels[: max(int(prefix.sum()) - 1, 0)] == IGNORE).all()


@given(DOCUMENTS, st.booleans(), st.integers(1, 7), st.integers(0, 12))
def test_a_place_gives_exactly_the_rows_that_would_have_come(
    documents: list[tuple[int, int]], packing: bool, count: int, before: int
) -> None:
    documents = [*documents, (2, 0)]
    through, resumed = make(documents, packing=packing), make(documents, packing=packing)
    for _ in range(before):
        through.take(count)
    resumed.seek(json.loads(json.dumps(through.place)))
    for _ in range(3):
        ours, theirs = through.take(count), resumed.take(count)
        assert all(np.array_equal(ours[name], theirs[name]) for name in ours)  # type: ignore[literal-required]


def test_epochs_differ_and_seeds_differ() -> None:
    documents = [(5, 0)] * 20
    loader = make(documents)
    first, second = (spans_in(loader.take(20)) for _ in range(2))
    assert sorted(first) == sorted(second)
    assert first != second
    assert spans_in(make(documents, seed=1).take(20)) != first
    assert loader.place == {"epoch": 1, "row": 20}


def test_validation_sees_every_row_once_in_order() -> None:
    loader = make([(4, 0), (7, 1), (60, 0), (3, 0), (9, 0)], shuffle=False)
    batches = list(loader.once())
    assert [len(batch["input_ids"]) for batch in batches] == [3, 1]
    assert [span for batch in batches for span in spans_in(batch)] == [(1, 4), (2, 7), (4, 3), (5, 9)]
    assert loader.place == {"epoch": 0, "row": 0}


def test_unpacked_rows_are_as_long_as_the_longest_of_the_batch() -> None:
    assert make([(17, 0), (3, 0)]).take(2)["input_ids"].shape == (2, 32)
    assert make([(17, 0), (3, 0)], packing=True).take(1)["input_ids"].shape == (1, 48)


def test_a_cut_document_still_learns_the_token_after_the_cut() -> None:
    batch = make([(100, 0)], packing=True, shuffle=False).take(3)
    learned = int((batch["labels"] != IGNORE).sum())
    assert learned == 99  # every token but the first


def test_weights_and_tasks_are_those_of_the_document() -> None:
    batch = make([(4, 0), (4, 0)], packing=True, shuffle=False).take(1)
    assert batch["weights"][0, :8].tolist() == [1.0] * 4 + [2.0] * 4
    assert batch["tasks"][0, :8].tolist() == [0] * 4 + [1] * 4


def test_nothing_to_learn_from_is_a_clear_error() -> None:
    with pytest.raises(DataError, match=r"1 are over data\.row_tokens = 48"):
        make([(90, 1)])


def test_validation_documents_are_taken_out_of_training() -> None:
    corpus = corpus_of([(number + 2, 0) for number in range(20)])
    left, taken = loading.split_validation(corpus, 6, seed=3)
    assert (len(left), len(taken)) == (14, 6)
    assert sorted([*left.lengths, *taken.lengths]) == sorted(corpus.lengths)
    with pytest.raises(ConfigError, match="leave some to train on"):
        loading.split_validation(corpus, 20, seed=3)


def test_a_sample_batch_tells_shapes_and_texts(tmp_path: Path) -> None:
    data, tokenizer = tmp_path / "a.jsonl", tmp_path / "tokenizer.json"
    records = [{"prompt": "Say hi.", "solution": "hi"}, {"text": "x" * 500}, {"prompt": "Long.", "solution": "y" * 500}]
    data.write_text("".join(json.dumps(record) + "\n" for record in records))
    tokenizer.write_text(Tokenizer.train([], vocab_size=SMALLEST_VOCAB).to_json())
    config = DataConfig(sources=(SourceConfig(file=str(data)),), tokenizer=str(tokenizer), row_tokens=64, batch_rows=2)
    told = json.loads(json.dumps(loading.sample_batch(config)))
    assert (told["records"], told["rows"], told["dropped"]) == (3, 1, 2)
    assert told["shapes"]["input_ids"]["shape"] == told["shapes"]["labels"]["shape"] == [2, 16]
    (document,) = told["examples"][0]["documents"]
    assert document["learns"] == "hi<|end|>"
    assert document["reads"].endswith("<|task|>Say hi.<|answer|>hi<|end|>")
    assert document["task"] == "write"
