"""Roles of tokens: read off documents as training sees them, and the run of copied tokens against a plain search."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen import prompts
from hrm_codegen.code.edits import make
from hrm_codegen.data.loader import DataConfig, Loader
from hrm_codegen.data.sources import Corpus, _Builder
from hrm_codegen.prompts import Example
from hrm_codegen.tokenizer import Tokenizer
from hrm_codegen.train import roles as reading
from hrm_codegen.train.roles import RUN, Vocabulary

OLD = "def area(width, height):\n    return width * height\n"
NEW = "def area(width, height, scale):\n    return width * height * scale\n"
MARK = {"": "", "changed": "+", "copied": "", "tool": "!", "argument": "."}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.load()


@pytest.fixture(scope="module")
def vocabulary(tokenizer: Tokenizer) -> Vocabulary:
    return Vocabulary.of(tokenizer)


def corpus_of(examples: list[Example], tokenizer: Tokenizer) -> Corpus:
    builder = _Builder(tokenizer.vocab_size)
    for example in examples:
        encoded = prompts.encode_example(example, tokenizer)
        builder.add(encoded.ids, encoded.prompt_tokens, example.task, 1.0)
    return builder.corpus()


def told(examples: list[Example], tokenizer: Tokenizer, vocabulary: Vocabulary) -> list[dict[str, str]]:
    """Return, for each document of one packed row, the text of each role, its tokens joined."""
    corpus = corpus_of(examples, tokenizer)
    config = DataConfig(packing=True, row_tokens=512)
    batch = Loader(corpus, config, pad_id=tokenizer.pad_id, seed=0, shuffle=False).take(1)
    numbers = reading.roles(batch, vocabulary)[0]
    assert set(numbers[batch["labels"][0] < 0].tolist()) <= {reading.PLAIN}  # only what is learned has a role
    found = []
    for document in range(len(examples)):
        here = batch["documents"][0] == document
        labels, own = batch["labels"][0][here], numbers[here]
        names = range(1, len(reading.ROLES))
        found.append({reading.ROLES[role]: tokenizer.decode(labels[own == role].tolist()) for role in names if (own == role).any()})
    return found


def edited(out: str) -> Example:
    context = prompts.Context(files={"area.py": OLD})
    reply = make(out, "area.py", OLD, NEW).rstrip("\n")
    return prompts.answer(prompts.ask("Multiply by a scale.", task="edit", out=out, context=context), reply)


@pytest.mark.parametrize("out", ["diff", "udiff", "whole"])
def test_what_an_edit_changes_is_what_the_prompt_lacks(out: str, tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    (found,) = told([edited(out)], tokenizer, vocabulary)
    assert "scale" in found["changed"]
    assert "return width * height" in found["copied"]
    assert "return width" not in found["changed"]
    for mark in ("```", "SEARCH", "====", "REPLACE", "@@", "+++", "<|end|>"):  # nor does the format's own text count as new
        assert mark not in found["changed"] + found["copied"]


def test_code_that_repairs_code_is_told_apart_too(tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    prompt = prompts.ask("Multiply.", task="repair", context=prompts.Context(nearby=(OLD,)))
    (found,) = told([prompts.answer(prompt, OLD.replace("*", "+"))], tokenizer, vocabulary)
    assert found["changed"].strip() == "+ height"  # and what follows it is too short a run
    assert found["copied"] == "def area(width, height):\n    return width"


def test_the_first_word_of_each_line_is_the_tool_and_the_rest_its_arguments(tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    lines = [("git", "git add a.py"), ("git", "git commit -m 'go on'"), ("pip", "python3 -m build")]
    (found,) = told([prompts.command_answer(prompts.commands("Do it."), lines)], tokenizer, vocabulary)
    assert found["tool"] == "<|tool:git|>gitgit<|tool:pip|>python3"
    assert found["argument"] == " add a.py\n commit -m 'go on'\n -m build<|end|>"


def test_comments_between_commands_are_neither(tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    lines = [("git", "# First keep it.\ngit stash"), ("git", "# Then look.\ngit log")]
    (found,) = told([prompts.command_answer(prompts.commands("Do it."), lines)], tokenizer, vocabulary)
    assert found == {"tool": "<|tool:git|>gitgit", "argument": " stash\n log<|end|>"}


def test_documents_of_a_row_do_not_lend_each_other_roles_or_text(tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    command = prompts.command_answer(prompts.commands("Show the log."), [("git", "git log")])
    plain = prompts.answer(prompts.ask("Write it."), OLD)
    other = prompts.answer(prompts.ask("Rename it.", task="edit", out="code"), NEW)  # its prompt holds no code
    found = told([command, plain, edited("diff"), other, prompts.raw(OLD)], tokenizer, vocabulary)
    assert [sorted(roles) for roles in found] == [["argument", "tool"], [], ["changed", "copied"], ["changed"], []]


small = st.lists(st.integers(0, 2), max_size=30)


@given(small, small)
def test_copied_tokens_are_those_that_a_plain_search_finds(prompt: list[int], answer: list[int]) -> None:
    runs = {tuple(prompt[start : start + RUN]) for start in range(len(prompt) - RUN + 1)}
    expected = [False] * len(answer)
    for start in range(len(answer) - RUN + 1):
        if tuple(answer[start : start + RUN]) in runs:
            expected[start : start + RUN] = [True] * RUN
    assert reading.copied(np.array(prompt, np.int64), np.array(answer, np.int64)).tolist() == expected


def test_large_ids_are_compared_exactly() -> None:
    prompt = np.array([70_000, 4_464, 70_000, 4_464])
    assert reading.copied(prompt, prompt).all()
    assert not reading.copied(prompt, prompt - 65_536 * (prompt > 65_536)).any()
