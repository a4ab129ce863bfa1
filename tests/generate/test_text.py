from __future__ import annotations

import itertools

from hypothesis import example, given
from hypothesis import strategies as st

from hrm_codegen.generate.base import Options, Piece
from hrm_codegen.generate.text import Row, TextStream, stop_at

LETTERS = st.text(alphabet="aäb\n€😀", max_size=30)
STOPS = st.lists(st.text(alphabet="aäb\n€😀", min_size=1, max_size=4), max_size=4)


def streamed(data: bytes, cuts: list[int], stop: list[str]) -> tuple[list[str], bool]:
    """Push the bytes in pieces cut at the given places; return the text pieces and whether a stop string ended them."""
    stream = TextStream(stop)
    borders = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    pieces = [stream.push(data[start:end]) for start, end in itertools.pairwise(borders)]
    return [*pieces, stream.close()], stream.stopped


@given(st.binary(max_size=40), st.lists(st.integers(0, 40)))
def test_pieces_of_any_bytes_join_to_what_decoding_all_of_them_gives(data: bytes, cuts: list[int]) -> None:
    pieces, stopped = streamed(data, cuts, [])
    assert "".join(pieces) == data.decode(errors="replace")
    assert not stopped


@given(st.text(max_size=30), st.lists(st.integers(0, 120)))
def test_no_piece_of_a_valid_text_holds_a_broken_character(text: str, cuts: list[int]) -> None:
    pieces, _ = streamed(text.encode(), cuts, [])
    assert "".join(pieces) == text
    assert sum(piece.count("\ufffd") for piece in pieces) == text.count("\ufffd")


@given(LETTERS, st.lists(st.integers(0, 120)), STOPS)
@example("abab", [1, 2, 3], ["abb", "bab"])
@example("aab", [1, 2], ["ab"])
def test_stop_strings_cut_at_the_same_place_however_the_bytes_are_cut(text: str, cuts: list[int], stop: list[str]) -> None:
    pieces, stopped = streamed(text.encode(), cuts, stop)
    at = stop_at(text, stop)
    assert stopped == (at is not None)
    assert "".join(pieces) == (text if at is None else text[:at])


@given(LETTERS, st.lists(st.integers(0, 120)), STOPS)
def test_no_stop_string_is_ever_shown(text: str, cuts: list[int], stop: list[str]) -> None:
    pieces, _ = streamed(text.encode(), cuts, stop)
    assert not any(string in "".join(pieces) for string in stop)


def test_the_stop_string_that_is_complete_first_counts() -> None:
    assert stop_at("abcdef", ["abcdef", "cd"]) == 2
    assert stop_at("abcdef", ["cd", "bcd"]) == 1
    assert stop_at("abcdef", ["x"]) is None


def test_text_is_held_back_only_while_it_may_begin_a_stop_string() -> None:
    stream = TextStream(["\nclass"])
    assert [stream.push(byte.to_bytes()) for byte in b"x\ncl1"] == ["x", "", "", "", "\ncl1"]


def test_a_character_is_shown_when_its_last_byte_arrives() -> None:
    stream = TextStream()
    assert [stream.push(byte.to_bytes()) for byte in "a😀".encode()] == ["a", "", "", "", "😀"]


def test_an_unfinished_character_at_the_end_is_shown_as_broken() -> None:
    stream = TextStream()
    assert stream.push(b"a\xf0\x9f") == "a"
    assert stream.close() == "\ufffd"


def pieces_of(tokens: list[bytes | None], options: Options, limit: int = 100, times: list[float] | None = None) -> list[Piece]:
    row = Row([1, 2], options, index=3, limit=limit)
    row.start(0.0)
    taken = [row.take(9, token, (times or [0.0] * len(tokens))[number]) for number, token in enumerate(tokens)]
    return [piece for piece in taken if piece is not None]


def test_a_row_counts_the_tokens_behind_each_piece() -> None:
    pieces = pieces_of([b"a", b"\xc3", b"\xa4", None], Options())
    assert pieces == [Piece("a", 3, 1), Piece("ä", 3, 2), Piece("", 3, 0, "end")]


def test_a_row_ends_before_its_stop_string_and_counts_the_tokens_behind_it() -> None:
    assert pieces_of([b"ab", b"c", b"d"], Options(stop=("bcd",))) == [Piece("a", 3, 1), Piece("", 3, 2, "stop")]


def test_a_row_shows_what_it_held_back_when_the_text_ends() -> None:
    assert pieces_of([b"ab", None], Options(stop=("bcd",))) == [Piece("a", 3, 1), Piece("b", 3, 0, "end")]


def test_a_row_ends_at_its_limit() -> None:
    assert pieces_of([b"a", b"b"], Options(), limit=2) == [Piece("a", 3, 1), Piece("b", 3, 1, "length")]


def test_a_row_ends_at_its_deadline_with_what_there_is() -> None:
    pieces = pieces_of([b"a", b"b", b"c"], Options(deadline_s=5), times=[1.0, 5.0, 6.0])
    assert pieces[:2] == [Piece("a", 3, 1), Piece("b", 3, 1, "deadline")]
