"""Packing: which pieces of which documents stand together in a training row.

A row holds whole documents, the fullest fit first come; a document that no row can hold is cut if it is raw text, for then
every piece is worth learning, and dropped and counted if it has a prompt, for an answer without its question is noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """Tokens `start` to `stop` of a document."""

    document: int
    start: int
    stop: int


class Cut(NamedTuple):
    """What is left to learn from, in the order of the documents, and which documents were dropped."""

    spans: list[Span]
    dropped: list[int]


def cut(lengths: Sequence[int], prompts: Sequence[int], *, row_tokens: int, split_long: bool) -> Cut:
    """Turn documents into spans of at most `row_tokens`; `prompts` says how many tokens of each are its prompt.

    With `split_long` a longer document without a prompt is cut into pieces; every other longer one is dropped.
    """
    spans: list[Span] = []
    dropped: list[int] = []
    for document, (length, prompt) in enumerate(zip(lengths, prompts, strict=True)):
        if length <= row_tokens:
            spans.append(Span(document, 0, length))
        elif split_long and prompt == 0:
            spans += [Span(document, start, min(start + row_tokens, length)) for start in range(0, length, row_tokens)]
        else:
            dropped.append(document)
    return Cut(spans, dropped)


def pack(spans: Iterable[Span], *, row_tokens: int) -> list[list[Span]]:
    """Put every span into a row of at most `row_tokens`: each in turn into the fullest row that still has room.

    Deterministic in the order given; no span is lost, split or repeated.
    """
    rows: list[list[Span]] = []
    with_room: list[list[int]] = [[] for _ in range(row_tokens + 1)]  # free tokens -> numbers of the rows that have them
    for span in spans:
        length = span.stop - span.start
        free = next((free for free in range(length, row_tokens) if with_room[free]), row_tokens)
        if free == row_tokens:
            rows.append([])
        row = len(rows) - 1 if free == row_tokens else with_room[free].pop()
        rows[row].append(span)
        with_room[free - length].append(row)
    return rows
