"""The English of the exercises: third persons, articles, what is mentioned again, and wordings that fit together."""

from __future__ import annotations

import random
import re

import pytest

from hrm_codegen.tasks.exercises.plan import Constant, Stage, Use
from hrm_codegen.tasks.exercises.table import primitives
from hrm_codegen.tasks.exercises.telling import conjugated, infinitive
from hrm_codegen.tasks.exercises.words import Told, definite, names


@pytest.mark.parametrize(
    ("infinitive", "wanted"),
    [
        ("sort it and remove the duplicates", "sorts it and removes the duplicates"),
        ("divide n by 2 and round the result up", "divides n by 2 and rounds the result up"),
        ("reading s from the left, return the first digit", "reading s from the left, returns the first digit"),
        (
            "starting with n, halve even numbers and triple odd ones, and return the total",
            "starting with n, halves even numbers and triples odd ones, and returns the total",
        ),
        ("remove the zeros, but keep one", "removes the zeros, but keeps one"),
        ("find the sum and the difference", "finds the sum and the difference"),
        ("apply this to n: halve it and add one", "applies this to n: halve it and add one"),
    ],
)
def test_every_verb_is_put_into_the_third_person(infinitive: str, wanted: str) -> None:
    assert conjugated(infinitive) == wanted


def test_no_wording_gives_a_participle_an_ending() -> None:
    told = [conjugated(wording) for row in primitives().values() for wording in row.wordings]
    assert [text for text in told if re.match(r"\w+ings\b", text)] == []


@pytest.mark.parametrize(
    ("noun", "again"),
    [
        ("a positive integer", "the integer"),
        ("a small positive integer", "the integer"),
        ("a non-empty list of integers", "the list"),
        ("a given string", "the string"),
        ("a square matrix of zeros and ones", "the square matrix"),
    ],
)
def test_what_is_mentioned_again_is_told_shortly(noun: str, again: str) -> None:
    assert definite(noun) == again


def test_a_place_behind_its_own_noun_takes_the_bare_name() -> None:
    told = Told("convert the hexadecimal string {code} to an integer")
    assert told.about({"code": "a hexadecimal number", "": "s"}) == "convert the hexadecimal string s to an integer"
    assert Told("add up the heights {h}").about({"h": "heights", "": "heights"}) == "add up the heights"
    both = Told("tell whether some number occurs in both {a} and {b}")
    assert (
        both.about({"a": "a list", "b": "another list", "": "x"})
        == "tell whether some number occurs in both a list and another list"
    )


def test_what_an_exercise_is_called_by_is_never_a_question() -> None:
    told = [name.text for row in primitives().values() for name in names(row)]
    assert [text for text in told if text.startswith("how ")] == []


def test_what_follows_the_list_is_never_said_of_its_elements() -> None:
    use = Use(primitives()["long_words_of_sentence"], (Constant(5),))
    stage = Stage("map", (use,))
    told = [infinitive(stage, "a list of sentences", {}, random.Random(seed)) for seed in range(40)]
    assert [text for text in told if "in a list of sentences that" in text] == []
