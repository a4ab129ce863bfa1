"""Wordings and names made from a description."""

from __future__ import annotations

import keyword
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.tasks import wording


@pytest.mark.parametrize(
    ("description", "wanted"),
    [
        ("Write a function to find the sum of a list.", "find the sum of a list"),
        ("Write a python function to Count the vowels in a string .", "count the vowels in a string"),
        ("Write function to caluclate the area.", "calculate the area"),
        ("Write a function that matches a word.", None),
        ("Write a function to left rotate the bits.", None),
        ("Add one.", None),
    ],
)
def test_what_is_asked_for_is_found_as_an_infinitive(description: str, wanted: str | None) -> None:
    assert wording.core(description) == wanted


@pytest.mark.parametrize(
    ("infinitive", "wanted"),
    [
        ("find it", "finds it"),
        ("multiply it by 3", "multiplies it by 3"),
        ("push it", "pushes it"),
        ("display it", "displays it"),
        ("search the list and return the place", "searches the list and returns the place"),
        ("add the first and sort of the rest", "adds the first and sort of the rest"),
    ],
)
def test_verbs_are_put_into_the_third_person(infinitive: str, wanted: str) -> None:
    assert wording.third_person(infinitive) == wanted


@given(seed=st.integers(0, 10_000))
def test_every_wording_asks_for_the_same_thing(seed: int) -> None:
    text = wording.reword("count the words in a string", name="count_words", parameters=["text"], rng=random.Random(seed))
    assert text.lower().count("count the words in a string") + text.count("counts the words in a string") == 1
    assert text.endswith(".")
    assert "{" not in text


@pytest.mark.parametrize(
    ("infinitive", "names"),
    [
        ("find the largest number in the given list", ["find_largest_number", "largest_number"]),
        ("remove multiple spaces in a string", ["remove_multiple_spaces_string"]),
        ("extract year, month and date from a url", []),
        ("sort", []),
        ("convert a list of multiple integers into a single integer", []),
    ],
)
def test_names_say_what_is_asked_for(infinitive: str, names: list[str]) -> None:
    assert wording.names_for(infinitive) == names


@pytest.mark.parametrize(
    ("name", "snake", "camel"),
    [
        ("count_Pairs", "count_pairs", "countPairs"),
        ("check_IP", "check_ip", "checkIp"),
        ("HTTPServer", "http_server", "httpServer"),
        ("sum__of", "sum_of", "sumOf"),
        ("_", "_", "_"),
    ],
)
def test_names_are_put_into_either_case(name: str, snake: str, camel: str) -> None:
    assert wording.snake(name) == snake
    assert name == "_" or wording.camel(name) == camel


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,12}", fullmatch=True))
def test_snake_case_stays_as_it_is(name: str) -> None:
    once = wording.snake(name)
    assert wording.snake(once) == once
    assert once.isidentifier()


@pytest.mark.parametrize("name", ["sum", "list", "class", "two words", "1st", ""])
def test_names_that_hide_something_are_not_usable(name: str) -> None:
    assert not wording.usable(name)
    assert wording.usable("total")
    assert not any(map(wording.usable, keyword.kwlist))
