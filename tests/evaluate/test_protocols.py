"""Prompts as the published harnesses build them, and what they make of an answer."""

from __future__ import annotations

import dataclasses

import pytest
from small_task import completing, problem

from hrm_codegen.errors import UsageError
from hrm_codegen.evaluate.protocols import KINDS, PROTOCOLS, SHOT_IDS, protocol
from hrm_codegen.prompts import Special, Text
from hrm_codegen.tasks.base import Problem

SHOTS = [problem(number) for number in (2, 3)]


def raw_text(kind: str, *, form: str = "describe") -> str:
    asked = problem(11) if form == "describe" else completing(0)
    prompt = protocol(kind, asked).prompt(asked, SHOTS)
    language, text = prompt.parts
    assert language == Special("<|lang:python|>")
    assert isinstance(text, Text)
    return text.text


def test_three_shot_is_the_papers_text() -> None:
    assert raw_text("3-shot") == (
        "You are an expert Python programmer, and here is your task: Write a function that adds 2. "
        "Your code should pass these tests:\n\nassert add_2(1) == 3\nassert add_2(-2) == 0\n"
        "[BEGIN]\ndef add_2(x):\n    return x + 2\n[DONE]\n"
        "You are an expert Python programmer, and here is your task: Write a function that adds 3. "
        "Your code should pass these tests:\n\nassert add_3(1) == 4\nassert add_3(-3) == 0\n"
        "[BEGIN]\ndef add_3(x):\n    return x + 3\n[DONE]\n"
        "You are an expert Python programmer, and here is your task: Write a function that adds 11. "
        "Your code should pass these tests:\n\nassert add_11(1) == 12\nassert add_11(-11) == 0\n"
        "[BEGIN]\n"
    )
    assert SHOT_IDS == ("mbpp/2", "mbpp/3", "mbpp/4")


def test_zero_shot_is_one_docstring_with_the_first_assert_only() -> None:
    assert raw_text("zero-shot-bigcode") == '"""\nWrite a function that adds 11.\nassert add_11(1) == 12\n"""\n'


def test_zero_shot_strips_the_prompt_that_is_continued_at_both_ends() -> None:
    assert raw_text("zero-shot-bigcode", form="complete") == 'def up_0(x):\n    """Add 0."""'


def test_native_is_the_projects_own_format() -> None:
    for asked in (problem(11), completing(0)):
        assert protocol("native", asked).prompt(asked, ()) == asked.native_prompt()


def test_what_is_scored_in_zero_shot_is_the_docstring_and_the_cut_completion() -> None:
    asked = problem(11)
    code = protocol("zero-shot-bigcode", asked).read(asked, "def add_11(x):\n    return x + 11\n\nprint(add_11(1))\n")
    assert code == '"""\nWrite a function that adds 11.\nassert add_11(1) == 12\n"""\ndef add_11(x):\n    return x + 11\n'


def test_three_shot_ends_at_done() -> None:
    asked = problem(11)
    assert (
        protocol("3-shot", asked).read(asked, "def f(x):\n    return 1\n[DONE]\nYou are an expert") == "def f(x):\n    return 1\n"
    )


def test_a_continued_prompt_and_its_cut_completion_make_one_program() -> None:
    asked = completing(0)
    completion = "    return x + 0\n\ndef other(y):\n    return y\n"
    assert protocol("native", asked).read(asked, completion) == asked.prompt + "    return x + 0\n"
    zero_shot = protocol("zero-shot-bigcode", asked).read(asked, "\n" + completion)
    assert zero_shot == 'def up_0(x):\n    """Add 0."""\n    return x + 0\n'


def test_the_stop_that_begins_first_counts_wherever_it_stands_in_the_table() -> None:
    asked = completing(0)
    row = protocol("native", asked)
    text = "".join(f"    pass{stop} " for stop in reversed(row.stops))
    assert row.read(asked, text) == asked.prompt + "    pass"


def test_a_native_answer_in_a_fence_is_the_code_inside() -> None:
    asked = problem(11)
    assert protocol("native", asked).read(asked, "Sure:\n```python\nx = 1\n```\nDone.").strip() == "x = 1"
    assert protocol("native", asked).read(asked, "x = 1") == "x = 1"


def test_reading_an_answer_that_was_cut_already_changes_nothing() -> None:
    for (kind, form), row in PROTOCOLS.items():
        asked = problem(11) if form == "describe" else completing(0)
        whole = "    return x\n" + "".join(f"{stop} more" for stop in row.stops)
        cut = whole[: min((whole.find(stop) for stop in row.stops), default=len(whole))]
        assert row.read(asked, whole) == row.read(asked, cut), kind


def test_every_row_reads_text_without_failing() -> None:
    for (kind, form), row in PROTOCOLS.items():
        asked = problem(11) if form == "describe" else completing(0)
        for text in ("", "```", "\x00", "\ud800", "def"):
            assert isinstance(row.read(asked, text), str), kind


def test_an_unknown_kind_names_the_nearest_and_an_unfit_one_names_those_that_fit() -> None:
    with pytest.raises(UsageError, match="did you mean 'native'"):
        protocol("nativ", problem(11))
    with pytest.raises(UsageError, match="not defined for task humaneval; use one of: native, plan, zero-shot-bigcode"):
        protocol("3-shot", completing(0))
    assert set(KINDS) == {"native", "plan", "zero-shot-bigcode", "3-shot"}


@pytest.mark.parametrize("asked", [problem(11), completing(0)], ids=["describe", "complete"])
def test_a_plan_is_asked_for_in_the_native_prompt_and_is_no_code(asked: Problem) -> None:
    row = protocol("plan", asked)
    native = asked.native_prompt()
    assert row.prompt(asked, ()).parts == (*native.parts[:-1], Special("<|plan|>"))
    body = "    return x + 1\n"
    assert row.read(asked, f"<|plan:4|>f(x)\nclass C: g<|answer|>{body}") == asked.code(body)
    assert row.read(asked, "<|plan:4|>f(x)") == asked.code("")


def test_only_what_follows_the_plan_is_cut_where_a_function_ends() -> None:
    asked = completing(0)
    said = "f(x)\ndef (y)<|answer|>    return x\n\ndef other():\n    pass\n"
    assert protocol("plan", asked).read(asked, said) == asked.code("    return x\n")


def test_no_plan_comes_before_commands() -> None:
    wish = dataclasses.replace(problem(11), kind="command", language="other")
    with pytest.raises(UsageError, match="mbpp/11 is answered by command"):
        protocol("plan", wish).prompt(wish, ())
