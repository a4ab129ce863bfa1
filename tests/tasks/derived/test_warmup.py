"""Warm-up rows: deterministic, distinct, right."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from hrm_codegen.prompts import Text
from hrm_codegen.tasks.derived import warmup
from hrm_codegen.tasks.derived.idioms import IDIOMS
from hrm_codegen.tasks.items import Item, prove


@pytest.fixture(scope="module")
def rows() -> list[Item]:
    return list(warmup.make(3, 0, 600))


def test_a_part_is_made_again_the_same_and_another_part_is_not(rows: list[Item]) -> None:
    assert list(warmup.make(3, 0, 600)) == rows
    assert list(warmup.make(3, 1, 600)) != rows


def test_rows_of_a_part_are_distinct_and_of_every_kind(rows: list[Item]) -> None:
    assert len({item.example.prompt.text for item in rows if item.example.prompt}) == len(rows) == 600
    kinds = {item.id.rpartition("/")[2].replace("_", " ") for item in rows}
    assert kinds == set(warmup.ROWS)


def test_every_row_is_verified(rows: list[Item]) -> None:
    rejected: Counter[str] = Counter()
    assert all(item.verified for item in prove(rows, rejected=rejected))
    assert not rejected


def test_rows_are_short(rows: list[Item]) -> None:
    for item in rows:
        assert item.example.prompt
        assert len(item.example.prompt.text) + sum(len(part.text) for part in item.example.response if isinstance(part, Text)) < 500


@pytest.mark.parametrize("seed", range(40))
def test_closed_brackets_close_in_order(seed: int) -> None:
    row = warmup.ROWS["close brackets"](random.Random(seed))
    text = row.answer if row.answer.startswith(row.shown) else row.shown + row.answer
    waiting: list[str] = []
    for char in text:
        if char in "([{":
            waiting.append({"(": ")", "[": "]", "{": "}"}[char])
        elif char in ")]}":
            assert waiting.pop() == char
    assert not waiting


def test_whether_brackets_are_balanced_is_said_right_and_both_ways() -> None:
    answers = Counter()
    for seed in range(60):
        row = warmup.ROWS["balanced"](random.Random(seed))
        text = "".join(char for char in row.asked if char in "()")
        while "()" in text:
            text = text.replace("()", "")
        assert row.answer == str(not text)
        answers[row.answer] += 1
    assert min(answers.values()) > 10


def test_every_idiom_is_right_for_every_number() -> None:
    slots = {"a": "left", "b": "right", "c": "found", "w": "moon"}
    programs = []
    for idiom in IDIOMS:
        for n in range(2, 10):
            setup, code, check = (text.format(**slots, n=n) for text in (idiom.setup, idiom.code, idiom.check))
            programs.append(f"{setup}\nassert ({code}) == ({check})" if idiom.expression else f"{setup}\n{code}\nassert {check}")
    for program in programs:
        exec(program, {})
