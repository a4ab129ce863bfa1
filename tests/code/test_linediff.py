"""Line differences: answers of diff-match-patch, and the laws of spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.code import linediff
from hrm_codegen.code.linediff import shared, spans

# old lines, new lines, lines shared according to diff-match-patch 20241021; a letter a line
REFERENCE = """
afbdcb ggdbggbabeedbbagab b | bccbb bdcac b | cbbaaca cbbacaaccbaacc cbbaca | abccbbbcb aacbaccccbcccabac a
cbabbbbacac baabcacaacbaac baac | cgbccefcg dbfgcfcgf fcg | baabbbbcaa acccba a | faebgdceafg bccaaagceeg g
baacaccccccbb bbccab bb | bacabbbcabcc aabbcab bbcab | cdffa acdcaedabdbc cd | babaacacbbcba aabcaaabab abaaba
ccbbcacaadccc ddbbcaadbbdaaabdb bbca | bacbbac acbcbacacacbcaa acbbac | ghhacfhf bbheffbgghecchfe hf | bcaaabb bbaaca baaa
"""


def lines(letters: str) -> str:
    return "".join(f"{letter}\n" for letter in letters)


@pytest.mark.parametrize("row", [row.strip() for row in REFERENCE.replace("\n", "|").split("|") if row.strip()])
def test_lines_are_shared_as_the_reference_shares_them(row: str) -> None:
    old, new, kept = row.split()
    assert shared(lines(old), lines(new)) == lines(kept)


@given(st.text("abc\n"), st.text("abc\n"))
def test_shared_lines_stand_in_both_texts_in_order(old: str, new: str) -> None:
    for text in (old, new):
        rest = iter(text.splitlines(keepends=True))
        assert all(line in rest for line in shared(old, new).splitlines(keepends=True))
    assert shared(old, old) == old


def test_texts_with_too_many_differences_share_nothing_between_their_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = lines("a1b2c3d4e"), lines("a5b6c7d8e")
    assert linediff._diff("a1b2c3d4e", "a5b6c7d8e")[2].op != "="
    monkeypatch.setattr(linediff, "MOST_EDITS", 1)
    assert shared(old, new) == lines("ae")


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_spans_turn_one_text_into_the_other_with_the_context_that_is_asked_for(old: list[str], new: list[str]) -> None:
    def unique(text: str, before: str, after: str) -> str | None:
        return text.replace(before, after) if text.count(before) == 1 else None

    found = spans(old, new, unique)
    if found is None:
        assert not old
        return
    text = "".join(old)
    for span in found:
        text = unique(text, "".join(old[span.lo : span.hi]), "".join(new[span.new_lo : span.new_hi])) or ""
    assert text == "".join(new)
