"""Runs of tokens in a training set: none missed, none across documents, and as long as they really are."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hrm_codegen.data import verbatim
from hrm_codegen.data.shards import DOCUMENT, Group, ShardSet
from hrm_codegen.data.verbatim import Run, search

Documents = Sequence[Sequence[int]]


def made(*shards: Documents) -> ShardSet:
    """Lay documents out as a set's shards."""
    rows, ids, owners = [], [], []
    for number, documents in enumerate(shards):
        ids.append(np.array([token for document in documents for token in document], dtype=np.uint16))
        start = 0
        for document in documents:
            rows.append((start, len(document), 0, 0, 1.0))
            owners.append(number)
            start += len(document)
    return ShardSet(tuple(ids), np.array(rows, dtype=DOCUMENT), np.array(owners, np.int16), (Group("raw", "python", 1),), "0" * 64)


def plainly(documents: Documents, query: Sequence[int], window: int) -> list[Run]:
    """Compare every token of the query with every token of every document."""
    runs = []
    for number, document in enumerate(documents):
        for at in range(len(document)):
            for start in range(len(query)):
                if at and start and document[at - 1] == query[start - 1]:
                    continue  # inside a run
                length = 0
                while (
                    at + length < len(document) and start + length < len(query) and document[at + length] == query[start + length]
                ):
                    length += 1
                if length >= window:
                    runs.append(Run(number, at, start, length))
    return runs


tokens = st.lists(st.integers(0, 2), max_size=40)


@settings(max_examples=50)
@given(st.lists(st.lists(tokens, max_size=4), min_size=1, max_size=3), st.lists(tokens, min_size=1, max_size=3), st.integers(6, 12))
def test_the_runs_are_those_of_a_plain_comparison(shards: list[list[list[int]]], queries: list[list[int]], window: int) -> None:
    documents = [document for shard in shards for document in shard]
    for found, query in zip(search(made(*shards), queries, window=window, most=100), queries, strict=True):
        runs = plainly(documents, query, window)
        assert found.tokens == len(query)
        assert found.documents.tolist() == sorted({run.document for run in runs})
        assert found.covered == len({run.start + place for run in runs for place in range(run.length)})
        longest: dict[int, int] = {}
        for run in runs:
            longest[run.document] = max(longest.get(run.document, 0), run.length)
        assert {run.document: run.length for run in found.runs} == longest
        assert set(found.runs) <= set(runs)
        assert [run.length for run in found.runs] == sorted(longest.values(), reverse=True)


def test_a_planted_text_is_found_wherever_it_begins() -> None:
    rng = random.Random(5)
    planted = [rng.randrange(8192) for _ in range(50)]
    for offset in range(60):  # every phase of the blocks that are hashed
        documents = [[rng.randrange(8192) for _ in range(offset)] + planted + [9] * 3, [7] * 80]
        (found,) = search(made(documents), [[1, 2, *planted, 3]], window=50)
        assert found.runs == (Run(0, offset, 2, 50),)
        assert (found.covered, found.longest, found.documents.tolist()) == (50, 50, [0])
        assert search(made(documents), [planted[1:]], window=50)[0].runs == ()


def test_a_text_that_two_documents_hold_together_is_in_neither() -> None:
    text = list(range(100, 160))
    assert search(made([text[:30], text[30:]]), [text], window=50)[0].longest == 0
    assert search(made([text[:30]], [text[30:]]), [text], window=50)[0].longest == 0
    assert search(made([[5], text, [5]]), [text], window=50)[0].runs == (Run(1, 0, 0, 60),)


def test_the_longest_runs_are_kept_and_every_document_counted() -> None:
    text = list(range(100))
    documents = [text[: 20 + number] for number in range(30)]
    (found,) = search(made(documents), [text], window=20, most=3)
    assert [(run.document, run.length) for run in found.runs] == [(29, 49), (28, 48), (27, 47)]
    assert len(found.documents) == 30


def test_equal_hashes_of_other_tokens_are_no_match(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbatim, "_powers", lambda _, count: np.ones(count, np.uint64))  # sums alone: every order is alike
    assert search(made([list(range(10, 70))]), [list(reversed(range(10, 70)))], window=20)[0].runs == ()
    assert search(made([list(range(10, 70))]), [list(range(10, 70))], window=20)[0].longest == 60


def test_no_query_and_an_empty_set_are_answered() -> None:
    assert search(made([]), [[1] * 10, []], window=6)[0].runs == ()
    assert search(made([[1] * 10]), [], window=6) == []
