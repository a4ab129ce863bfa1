"""Whole exercises: the faults that were once found by eye stay away."""

from __future__ import annotations

import itertools
import re

import pytest

from hrm_codegen.tasks.exercises import families
from hrm_codegen.tasks.exercises.phrasing import told_of_type


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [each.problem.prompt for each in itertools.islice(families.draws("compose", "train", "phrasing"), 250)]


FAULTS = {
    "a word twice": r"\b([a-z]+) \1\b",
    "a given thing given": r"(?:given|Given|takes) a given|the given (?:list|string) [a-z]+s\b",
    "an ending on a participle": r"\b(?:reading|starting)s\b",
    "a participle after 'to'": r"\bfunction to (?:for each|[a-z]+ing\b)",
    "two articles": r"\b(?:a|an|the) (?:a|an|the) ",
    "a before a vowel": r"\ba (?:integer|array|element|even|odd|empty|undirected|English)\b",
    "how many as a name": r"\b(?:than|by|of|between|add|and|is) how many .* (?:in ascending order|and how many)",
    "the number of numbers": r"\bthe number of numbers\b",
    "a type in brackets as English": r"a value of type",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_texts_are_free_of(fault: str, texts: list[str]) -> None:
    told = [" ".join(text.split('"""')[-2].split(">>>")[0].split() if '"""' in text else text.split()) for text in texts]
    assert [text for text in told if re.search(FAULTS[fault], text)] == []


def test_a_type_is_told_in_words() -> None:
    assert told_of_type("list[list[int]]") == "a list of lists of integers"
    assert told_of_type("list[tuple[int, int]]") == "a list of tuples of integers"
    assert told_of_type("dict[str, int]") == "a dictionary"
    assert told_of_type("bool") == "True or False"


def test_nothing_is_returned_twice(texts: list[str]) -> None:
    assert [text for text in texts if re.search(r"and return [^;.]*, and return the result", " ".join(text.split()))] == []
