"""Small projects: the tests fail before the reply and pass after it, whatever the template is filled with."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from hrm_codegen import prompts
from hrm_codegen.code import edits
from hrm_codegen.tasks.items import Item, prove
from hrm_codegen.tasks.projects import base
from hrm_codegen.tasks.projects.table import TEMPLATES


def drawn(name: str, count: int = 3) -> list[Item]:
    rng = random.Random(f"test/{name}")
    return [item for _ in range(count * 2) if (item := base.item(TEMPLATES[name], rng)) is not None][:count]


def test_there_are_thirty_templates_and_each_spans_two_to_five_files() -> None:
    assert len(TEMPLATES) >= 30
    for template in TEMPLATES.values():
        project = base.fill(template, random.Random(0))
        files = {*project.before, *project.after, project.test_path}
        assert 2 <= len([path for path in files if not path.endswith("__init__.py") or path in project.after]) <= 5, template.name


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_proven_by_running_its_tests_before_and_after(name: str) -> None:
    items = drawn(name)
    assert len(items) == 3
    assert len(list(prove(items))) == len(items)


def test_the_reply_turns_the_files_shown_into_those_that_pass() -> None:
    for name in TEMPLATES:
        project = base.fill(TEMPLATES[name], random.Random(1))
        try:
            text = base.reply("diff", project.before, project.after)
        except edits.Unsupported:
            continue
        applied = edits.apply_reply("diff", text, project.before, [*project.before, *project.after])
        assert applied.files == {**project.before, **project.after}, name


def test_a_prompt_names_the_project_and_every_file_with_its_own_marks() -> None:
    (item,) = drawn("use_total", 1)
    assert item.example.prompt is not None
    marks = [part.name for part in item.example.prompt.parts if isinstance(part, prompts.Special)]
    assert marks.count("<|repo_name|>") == 1
    assert marks.count("<|file_sep|>") >= 2


def test_the_same_seed_and_part_give_the_same_items_and_others_differ() -> None:
    first, again, other = (list(base.make(0, part, 72)) for part in (0, 0, 1))
    assert first == again
    assert {item.id for item in first} != {item.id for item in other}
    assert set(Counter(item.id.split("/")[1] for item in first)) == set(TEMPLATES)
