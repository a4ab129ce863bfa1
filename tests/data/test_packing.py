"""Packing: laws for every set of documents."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.data.packing import Span, cut, pack

ROW = 64
LENGTHS = st.lists(st.integers(1, 3 * ROW), max_size=60)


@given(LENGTHS, st.data())
def test_cutting_keeps_every_token_of_raw_text_and_drops_long_prompts(lengths: list[int], data: st.DataObject) -> None:
    prompts = [data.draw(st.sampled_from([0, min(3, length)])) for length in lengths]
    spans, dropped = cut(lengths, prompts, row_tokens=ROW, split_long=True)
    seen = Counter((span.document, token) for span in spans for token in range(span.start, span.stop))
    kept = [number for number in range(len(lengths)) if number not in dropped]
    assert seen == Counter((number, token) for number in kept for token in range(lengths[number]))
    assert all(0 < span.stop - span.start <= ROW for span in spans)
    assert dropped == [number for number, length in enumerate(lengths) if length > ROW and prompts[number] > 0]


@given(LENGTHS)
def test_without_cutting_every_long_document_is_dropped(lengths: list[int]) -> None:
    spans, dropped = cut(lengths, [0] * len(lengths), row_tokens=ROW, split_long=False)
    assert [span.document for span in spans] == [number for number, length in enumerate(lengths) if length <= ROW]
    assert len(spans) + len(dropped) == len(lengths)


@given(st.lists(st.integers(1, ROW), max_size=80))
def test_packing_loses_no_span_and_overfills_no_row(lengths: list[int]) -> None:
    spans = [Span(number, 0, length) for number, length in enumerate(lengths)]
    rows = pack(spans, row_tokens=ROW)
    assert Counter(span for row in rows for span in row) == Counter(spans)
    assert all(0 < sum(span.stop - span.start for span in row) <= ROW for row in rows)


@given(st.lists(st.integers(1, ROW), min_size=1, max_size=80))
def test_packing_leaves_at_most_one_row_less_than_half_full(lengths: list[int]) -> None:
    rows = pack([Span(number, 0, length) for number, length in enumerate(lengths)], row_tokens=ROW)
    filled = sorted(sum(span.stop - span.start for span in row) for row in rows)
    assert sum(2 * tokens <= ROW for tokens in filled) <= 1  # two such rows would have been one


def test_the_fullest_row_with_room_is_taken() -> None:
    spans = [Span(0, 0, 40), Span(1, 0, 50), Span(2, 0, 14), Span(3, 0, 24)]
    assert pack(spans, row_tokens=ROW) == [[spans[0], spans[3]], [spans[1], spans[2]]]
