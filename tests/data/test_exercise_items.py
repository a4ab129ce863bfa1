"""Items of the exercises: deterministic by part, proven, and some of them planned before they are written."""

from __future__ import annotations

import pytest

from hrm_codegen import prompts
from hrm_codegen.data import exercises, makers
from hrm_codegen.errors import UsageError
from hrm_codegen.tasks.exercises.primitive import PLAN_TAGS
from hrm_codegen.tasks.items import Item, prove


@pytest.fixture(scope="module")
def made() -> list[Item]:
    """One small part."""
    return list(exercises.make(0, 0, 60))


def test_the_same_part_gives_the_same_items_and_the_next_one_others(made: list[Item]) -> None:
    assert list(exercises.make(0, 0, 60)) == made
    ids = {item.id for item in made}
    assert len(ids) == len(made)
    assert not ids & {item.id for item in exercises.make(0, 1, 20)}


def test_every_item_is_proven_and_every_component_occurs(made: list[Item]) -> None:
    assert len(list(prove(made))) >= 0.99 * len(made)
    assert {"write", "plan", "fim", "predict", "trace", "repair", "edit", "complete"} <= {item.component for item in made}


def test_a_plan_is_tags_an_outline_and_the_same_code(made: list[Item]) -> None:
    planned = [item for item in made if item.component == "plan"]
    assert planned
    for item in planned:
        assert item.example.prompt is not None
        assert item.example.prompt.parts[-1] == prompts.Special("<|plan|>")
        marks = [part.name for part in item.example.response if isinstance(part, prompts.Special)]
        tags = [mark for mark in marks if mark.startswith("<|plan:")]
        assert tags
        assert all(int(tag[7:-2]) < len(PLAN_TAGS) for tag in tags)
        assert marks[len(tags) :] == ["<|answer|>", "<|end|>"]
        outline, code = (part.text for part in item.example.response if isinstance(part, prompts.Text))
        whole = item.example.prompt.text + code  # a signature to continue stands in the prompt
        assert all(line.split("(")[0].removeprefix("class ").split(":")[0] in whole for line in outline.splitlines())


def test_unshown_problems_are_told_without_a_test_and_proven_with_all() -> None:
    made = list(exercises.make_unshown(0, 0, 20))
    assert list(exercises.make_unshown(0, 0, 20)) == made
    assert len(made) == len({item.id for item in made}) == 20
    for item in made:
        assert item.example.prompt is not None
        assert prompts.Special("<|tests|>") not in item.example.prompt.parts
        assert "assert" not in item.example.prompt.text
    assert len(list(prove(made))) == 20


def test_there_is_a_tag_for_every_plan_token() -> None:
    assert len(PLAN_TAGS) == len(set(PLAN_TAGS)) == 40


def test_an_outline_has_a_line_for_each_function_and_class() -> None:
    source = "import math\n\ndef f(a, b):\n    return a\n\nclass C:\n    def g(self):\n        pass\n"
    assert exercises.outline(source) == "f(a, b)\nclass C: g"


def test_every_maker_can_be_imported_and_an_unknown_one_is_named() -> None:
    for name in makers.MAKERS:
        assert callable(makers.maker(name))
    with pytest.raises(UsageError, match="did you mean 'exercises'"):
        makers.maker("exercise")
