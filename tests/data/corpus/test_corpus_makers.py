"""Items of natural code say where they are from, and come in parts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_packages import Corpus

from hrm_codegen import prompts
from hrm_codegen.data.corpus import makers
from hrm_codegen.errors import NotFound
from hrm_codegen.sandbox import run_many_python
from hrm_codegen.tasks.items import Item


def every(corpus: Corpus, make: object) -> list[Item]:
    """Return all items of a maker."""
    return list(make(0, 0, 100, out=corpus.folder))  # type: ignore[operator]  # one of the makers


def test_raw_code_is_learned_whole_and_says_where_it_is_from(corpus: Corpus) -> None:
    items = {item.id: item for item in every(corpus, makers.raw)}
    item = items["natural/good/good/core.py#0"]
    assert item.example.prompt is None
    assert (item.component, item.licence, item.source, item.verified) == ("raw", "MIT", "good 1.0: good/core.py", False)
    assert item.statement == item.code
    assert items["natural/nearcat/nearcat/settings.py#0"].licence == "Apache-2.0"


def test_functions_are_asked_for_and_answered_by_code_that_passes(corpus: Corpus) -> None:
    items = {item.id: item for item in every(corpus, makers.functions)}
    item = items["natural/good/good/core.py:initials/function"]
    assert item.verified
    assert not items["natural/good/good/core.py:commonest/function"].verified
    prompt = item.example.prompt
    assert prompt is not None
    assert "initials" in prompt.text
    assert run_many_python([f"{item.code}\nassert initials('Ada Byron') == 'A.B.'"])[0].kind == "ok"


def test_a_completion_continues_its_prompt(corpus: Corpus) -> None:
    for row, one in makers._documented(0, 100, corpus.folder):
        example = makers.completion(one)
        assert example is not None, row
        assert example.prompt is not None
        head = "".join(part.text for part in example.prompt.parts if isinstance(part, prompts.Text))
        body = "".join(part.text for part in example.response if isinstance(part, prompts.Text))
        assert run_many_python(["\n".join([head + body, *one.tests])])[0].kind == "ok"


def test_the_docstring_is_the_answer_the_other_way_round(corpus: Corpus) -> None:
    item = next(item for item in every(corpus, makers.documents) if "initials" in item.id)
    assert item.example.response[0] == prompts.Text('"""Returns the initials of a name, each followed by a dot."""')
    assert item.example.task == "document"


def test_parts_end_to_end_are_the_whole(corpus: Corpus) -> None:
    for make in (makers.raw, makers.functions, makers.documents):
        parts = [item for part in range(4) for item in make(0, part, 1, out=corpus.folder)]
        assert parts == every(corpus, make)


def test_without_a_corpus_the_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRM_CORPUS", str(tmp_path))
    with pytest.raises(NotFound, match="hrm data corpus"):
        next(makers.raw(0, 0, 1))
