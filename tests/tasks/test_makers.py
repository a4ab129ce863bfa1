"""Sources of permissive training data: what an item says, what is left out, and that parts fit together."""

from __future__ import annotations

import gzip
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from hrm_codegen.code.edits import apply_reply
from hrm_codegen.tasks import command_texts, commit_edits, instruct, leetcode, leetcode_multilang, mbpp_items, mbxp, p3, texts
from hrm_codegen.tasks.items import Item, prove

FINITE = [
    (mbpp_items.make, 2968, "CC-BY-4.0"),
    (mbxp.make, 434, "CC-BY-4.0"),
    (mbxp.make_unverified, 948, "CC-BY-4.0"),
    (p3.make, 352, "MIT"),
    (leetcode.make, 3634, "Apache-2.0"),
    (leetcode_multilang.make, 15591, "CC-BY-SA-4.0"),
    (instruct.make_codeio, 3263, "Apache-2.0"),
    (instruct.make_gpteacher, 931, "MIT"),
    (instruct.make_conala, 2297, "MIT"),
    (commit_edits.make, 241, "MIT"),
    (command_texts.make_tldr, 27645, "CC-BY-4.0"),
    (command_texts.make_git_tips, 185, "MIT"),
    (command_texts.make_cheatsheets, 1464, "CC0-1.0"),
]


def _name(value: Any) -> str:
    return f"{value.__module__}.{value.__qualname__}".removeprefix("hrm_codegen.tasks.") if callable(value) else str(value)


@pytest.fixture
def lay_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that writes one data file."""
    monkeypatch.setenv("HRM_DATA", str(tmp_path))

    def write(file: str, *records: dict[str, Any]) -> None:
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        text = "".join(json.dumps(record) + "\n" for record in records).encode()
        path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)

    return write


def asked(item: Item) -> str:
    assert item.example.prompt is not None
    return item.example.prompt.text


def answered(item: Item) -> str:
    return "".join(part[0] for part in item.example.response)


LEET = {
    "task_id": "pair-up", "question_id": "1", "difficulty": "Easy", "entry_point": "Solution().pairUp",
    "query": "Given nums,\xa0return the sum.\n\nPlease complete the following python code precisely:\n```python\n"
    "class Solution:\n    def pairUp(self, nums: List[int]) -> int:\n```",
    "prompt": "from typing import *\ninf = float('inf')\n",
    "completion": "class Solution:\n    def pairUp(self, nums: List[int]) -> int:\n        return sum(Counter(nums))\n",
    "test": "def check(candidate):\n    assert candidate(nums = [1,2]) == 3\n    assert candidate(nums = []) == 0\n",
}  # fmt: skip


def test_a_leetcode_problem_is_a_method_and_a_function_that_stand_alone(lay_down: Any) -> None:
    lay_down(leetcode.FILE, LEET)
    method, function = leetcode.make(0, 0, 10)
    assert answered(method).startswith("from collections import Counter\nfrom typing import List\n\n\nclass Solution:")
    assert "<|task|>Given nums, return the sum." in asked(method)
    assert "Please complete" not in asked(method)
    assert "def pair_up(nums" in answered(function)
    assert "<|tests|>assert pair_up([]) == 0" in asked(function)
    assert [item.verified for item in prove([method, function])] == [True, True]


def test_a_leetcode_problem_whose_names_nothing_defines_is_left_out(lay_down: Any) -> None:
    lay_down(leetcode.FILE, {**LEET, "completion": LEET["completion"].replace("Counter", "SortedList")})
    assert list(leetcode.make(0, 0, 10)) == []


def test_leetcode_scenarios_hold_a_bug_that_fails_and_calls_that_hold(lay_down: Any) -> None:
    body = "        total = 0\n        for n in nums:\n            total += n\n        return total\n"
    looped = f"class Solution:\n    def pairUp(self, nums: List[int]) -> int:\n{body}"
    lay_down(leetcode.FILE, {**LEET, "completion": looped})
    items = list(prove(leetcode.make_scenarios(0, 0, 10)))
    assert {"predict"} < {item.component for item in items} <= {"predict", "repair"}
    assert all(item.verified for item in items)


def test_multilang_solutions_are_written_and_translated_and_keep_their_licence(lay_down: Any) -> None:
    codes = {
        "python": "class Solution:\n    def one(self) -> int:\n        return 1",
        "go": "func one() int {\n\treturn 1\n}",
        "rust": "",
    }
    row = {
        "slug": "one", "difficulty": "Hard", "solutions": [{"explanation": "", "code": {**codes, "typescript": "x"}}],
        "description": "Return the number one, whatever you are given by anyone.\n\nExample 1:\n\nInput: none",
    }  # fmt: skip
    lay_down(leetcode_multilang.FILE, row)
    items = list(leetcode_multilang.make(0, 0, 100))
    assert [(item.component, item.language) for item in items][:2] == [("write", "python"), ("write", "go")]
    assert {item.language for item in items if item.component == "translate"} == {"python", "go"}
    assert all(item.licence == "CC-BY-SA-4.0" and not item.verified for item in items)
    assert asked(items[1]).endswith("given by anyone.\nThe function is called one.<|answer|>")


def test_mbxp_writes_from_the_words_and_drops_answers_that_know_the_tests(lay_down: Any) -> None:
    row = {
        "task_id": "MBJSP/700", "language": "javascript", "mbpp_task_id": 700, "entry_point": "zodiac", "test": "zodiac(1997)",
        "prompt": '/**\n * * Write a function to name a year.\n *\n * > zodiac(1997)\n * "Ox-like"\n */\nfunction zodiac(year) {\n',
        "description": "* Write a function to name a year.", "canonical_solution": "  return names[year % 12];\n}\n",
        "canonical_verified": True,
    }  # fmt: skip
    cheat = {**row, "task_id": "MBJSP/701", "mbpp_task_id": 701, "canonical_solution": '  return "Ox-like";\n}\n'}
    lay_down(mbxp.FILE, row, cheat)
    complete, write = mbxp.make(0, 0, 10)
    assert (complete.component, write.component, write.verified) == ("complete", "write", True)
    assert asked(write).endswith('<|task|>Write a function to name a year.<|tests|>zodiac(1997) -> "Ox-like"<|answer|>')
    assert answered(write) == "function zodiac(year) {\n  return names[year % 12];\n}<|end|>"


def test_codeio_gives_a_function_and_a_generator_that_run_together(lay_down: Any) -> None:
    row = {
        "task_description": "Double a number.", "input_output_spec": "Input:\n  `n` (int)", "difficulty": None,
        "code_sample": "# import necessary packages\nimport math\n\n# main function\n"
        "def main_solution(n):\n    # json serializable\n    return 2 * n\n",
        "input_generator": "def generate_input(rng: Random) -> dict:\n    return {'n': rng.randint(1, 9)}\n",
    }  # fmt: skip
    broken = {**row, "input_generator": row["input_generator"].replace("'n'", "'m'")}
    lay_down(instruct.CODEIO, row, broken, {**row, "code_sample": "import numpy\n" + row["code_sample"]})
    items = list(instruct.make_codeio(0, 0, 10))
    assert len(items) == 4
    assert answered(items[0]) == "import math\n\ndef main_solution(n):\n    return 2 * n<|end|>"
    assert "makes random inputs for main_solution" in asked(items[1])
    assert [item.id for item in prove(items)] == ["codeio/0/write", "codeio/0/inputs"]


def test_only_python_that_is_certain_comes_from_instructions(lay_down: Any) -> None:
    python = {"instruction": "Write a Python function that adds.", "input": "", "response": "def add(a, b):\n    return a + b"}
    others = [
        {**python, "instruction": "Write a C++ function that adds."},
        {**python, "response": "You can add with +."},
        {**python, "response": "name = input('who?')"},
        {**python, "instruction": "Write a function that adds.", "response": "a + b"},
    ]
    lay_down(instruct.GPTEACHER, python, *others)
    (item,) = instruct.make_gpteacher(0, 0, 10)
    assert (item.id, answered(item)) == ("gpteacher/0/write", "def add(a, b):\n    return a + b<|end|>")


def test_conala_teaches_intents_that_name_their_variables_and_not_its_test_part(lay_down: Any) -> None:
    row = {"intent": "How to reverse?", "rewritten_intent": "reverse a string `s`", "snippet": "s[::-1]", "split": "train"}
    lay_down(instruct.CONALA, {**row, "split": "test"}, {**row, "rewritten_intent": None}, {**row, "snippet": "print 'x'"}, row)
    assert [item.id for item in instruct.make_conala(0, 0, 10)] == ["conala/3/snippet"]


def test_a_commit_becomes_blocks_that_turn_the_old_file_into_the_new(lay_down: Any) -> None:
    old, new = "import os\n\n\ndef f(x):\n    return x\n", "import os\n\n\ndef f(x):\n    return x + 1\n"
    lay_down(commit_edits.FILE, {"message": "Add one in f", "old": old, "new": new}, {"message": "Empty it", "old": old, "new": ""})
    (item,) = commit_edits.make(0, 0, 10)
    reply = item.example.response[0][0]
    assert apply_reply("diff", reply, {"main.py": old}, ["main.py"]).files == {"main.py": new}
    assert asked(item).startswith("<|task:edit|><|lang:python|><|out:diff|><|task|>Add one in f<|context|>")


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("package main\n\nfunc f() {}\n", "go"),
        ("use std::fs;\nfn main() {}\n", "rust"),
        ('#include "a.h"\nint f();\n', "cpp"),
        ("public final class Dog {}\n", "java"),
        ("const a = require('a');\n", "javascript"),
        ("<?php function f() {}\n", "other"),
        ("key: value\n", "other"),
    ],
)
def test_a_file_without_a_name_is_known_by_what_stands_in_it(source: str, language: str) -> None:
    assert commit_edits.kind_of(source, source)[0] == language
    assert commit_edits.kind_of("public class Dog {}\n", "") == ("java", "Dog.java")


def test_placeholders_of_command_pages_become_plain_words() -> None:
    assert command_texts.filled("htop {{[-d|--delay]}} {{50}} {{path/to/file}}") == "htop --delay 50 path/to/file"
    assert command_texts.named("git branch -d <local branch name>") == "git branch -d local-branch-name"
    assert command_texts.named("sort < in > out") == "sort < in > out"


def test_commands_name_their_tool_and_odd_lines_are_left_out(lay_down: Any) -> None:
    tips = [
        {"title": "Undo the last commit", "tip": "git reset --soft HEAD~1"},
        {"title": "Two lines of git", "tip": "git add .\ngit commit"},
        {"title": "A substitution in git", "tip": "git log $(git merge-base a b"},
    ]
    lay_down(command_texts.GIT_TIPS, *tips)
    (item,) = command_texts.make_git_tips(0, 0, 10)
    assert asked(item).endswith("<|task|>Undo the last commit (with git)<|answer|>")
    assert answered(item) == "<|tool:git|>git reset --soft HEAD~1<|end|>"


def test_raw_texts_are_cut_between_paragraphs_and_lose_their_markup(lay_down: Any) -> None:
    prose = "A sentence about ownership that is long enough to be kept. " * 20
    code = "```rust,editable\nfn main() {}\nfn f() {}\n```"
    text = f"---\ntitle: x\n---\n\n# Moves\n\n<!-- old -->\n\n{prose}\n\n{code}\n\n{prose}\n\n{prose}"
    lay_down(texts.LANGUAGES, {"source": "book", "path": "a.md", "licence": "MIT", "language": "rust", "text": text})
    items = list(texts.make_languages(0, 0, 10))
    assert len(items) == 2
    assert all(item.example.prompt is None and item.licence == "MIT" and len(item.code) <= 2600 for item in items)
    assert "```rust\nfn main() {}\nfn f() {}\n```" in items[0].code
    assert not any(mark in items[0].code for mark in ("<!--", "title: x", "editable"))


@pytest.mark.data
@pytest.mark.parametrize(("make", "size", "licence"), FINITE, ids=_name)
def test_a_sources_first_items_are_whole_and_its_parts_fit_together(data_root: Path, make: Any, size: int, licence: str) -> None:
    del data_root, size
    whole = list(make(0, 0, 30))
    assert [item.id for part in range(3) for item in make(0, part, 10)] == [item.id for item in whole]
    assert len({item.id for item in whole}) == len(whole) > 0
    assert {item.licence for item in whole} == {licence}
    for item in whole:
        assert item.statement.strip()
        assert answered(item).removesuffix("<|end|>").strip()
        assert item.source


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize(("make", "size"), [(make, size) for make, size, _ in FINITE if size], ids=_name)
def test_a_source_has_as_many_items_as_its_table_says(data_root: Path, make: Any, size: int) -> None:
    del data_root
    ids = [item.id for item in make(0, 0, 10**6)]
    assert len(ids) == len(set(ids)) == size


def test_no_source_reads_the_copyleft_shell_corpus() -> None:
    modules = ("command_texts", "instruct", "texts", "leetcode", "commit_edits", "mbxp", "p3", "mbpp_items", "leetcode_multilang")
    paths = (Path(importlib.import_module(f"hrm_codegen.tasks.{name}").__file__ or "") for name in modules)
    assert not any("nl2bash" in path.read_text() for path in paths)
