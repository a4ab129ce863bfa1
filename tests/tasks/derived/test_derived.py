"""What every derived task keeps: a Work that returns Items whose proofs hold, the same for the same seed."""

from __future__ import annotations

import ast
import itertools
from collections import Counter

import pytest

from hrm_codegen.code.edits import apply_reply
from hrm_codegen.code.syntax import parses
from hrm_codegen.errors import UsageError
from hrm_codegen.prompts import Special, Text
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import table
from hrm_codegen.tasks.exercises.families import DEMO
from hrm_codegen.tasks.exercises.primitive import PLAN_TAGS
from hrm_codegen.tasks.items import Item, prove

LOOP = Problem(
    id="hand/loop",
    task="hand",
    prompt="Write a function to find the sum of the even numbers in a list.",
    solution="def sum_even(numbers):\n    total = 0\n    for n in numbers:\n        if n % 2 == 0:\n            total += n\n"
    "    return total",
    tests=("assert sum_even([1, 2, 4]) == 6", "assert sum_even([2, 2, 3, 8]) == 12", "assert sum_even([5, 7, 10]) == 10"),
    shown=1,
    entry_point="sum_even",
    tags=("loop", "filter"),
    difficulty="depth 2",
    licence="Apache-2.0",
    source="hand",
)
HELPER = Problem(
    id="hand/helper",
    task="hand",
    prompt="Write a function to list the lengths of the words of a text without their vowels.",
    solution='import re\n\n\ndef bare(word):\n    return re.sub("[aeiou]", "", word)\n\n\ndef bare_lengths(text):\n'
    "    words = text.split()\n    return [len(bare(word)) for word in words]",
    tests=(
        "assert bare_lengths('hello you') == [3, 1]",
        "assert bare_lengths('a tree') == [0, 2]",
        "assert bare_lengths('') == []",
    ),
    shown=1,
    entry_point="bare_lengths",
)
CLASS = Problem(
    id="hand/class",
    task="hand",
    prompt="Write a class Counter with a method add that counts up and returns the count.",
    solution="class Counter:\n    def __init__(self):\n        self.count = 0\n\n"
    "    def add(self, step=1):\n        self.count += step\n        return self.count",
    setup="counter = Counter()",
    tests=("assert counter.add() == 1", "assert counter.add(3) == 4"),
    shown=1,
    entry_point="Counter",
)
HAND = (LOOP, HELPER, CLASS)


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    return [*HAND, *itertools.islice(DEMO.sample("train", seed=3), 24)]


@pytest.fixture(scope="module")
def made(problems: list[Problem]) -> list[Item]:
    return list(table.stream(problems, seed=5, weights=dict.fromkeys(("write", *table.DERIVED), 2.0)))


def of(made: list[Item], component: str) -> list[Item]:
    found = [item for item in made if item.component == component]
    assert found, component
    return found


def response(item: Item) -> str:
    return "".join(part.text for part in item.example.response if isinstance(part, Text))


def prompt_text(item: Item) -> str:
    assert item.example.prompt
    return item.example.prompt.text


@pytest.mark.parametrize("name", table.DERIVED)
def test_every_member_makes_items_of_its_own_component(name: str, made: list[Item]) -> None:
    for item in of(made, name):
        assert item.example.task == name
        assert item.example.response[-1] == Special("<|end|>")
        assert item.proofs or item.verified
        assert response(item).strip()


def test_every_proof_of_every_item_holds(made: list[Item]) -> None:
    rejected: Counter[str] = Counter()
    proven = list(prove(made, rejected=rejected))
    assert not rejected
    assert all(item.verified for item in proven)


def test_items_carry_where_they_come_from(made: list[Item], problems: list[Problem]) -> None:
    by_id = {problem.id: problem for problem in problems}
    for item in made:
        problem = by_id[item.id.rpartition("/")[0]]
        assert (item.code, item.statement, item.tags, item.licence, item.source) == (
            problem.solution, problem.prompt, problem.tags, problem.licence, problem.source,
        )  # fmt: skip
        assert item.difficulty in (1, 2, 3)


def test_ids_are_unique(made: list[Item]) -> None:
    assert len({item.id for item in made}) == len(made)


def test_the_same_seed_gives_the_same_items_whatever_stands_beside_the_problem(made: list[Item]) -> None:
    alone = list(table.stream([LOOP], seed=5, weights=dict.fromkeys(("write", *table.DERIVED), 2.0)))
    assert alone == [item for item in made if item.id.startswith("hand/loop/")]


def test_another_seed_gives_other_items() -> None:
    fim, other = (list(table.stream([LOOP, HELPER], seed=seed, weights={"fim": 2.0})) for seed in (1, 2))
    assert fim != other


def test_an_unknown_component_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean 'repair'"):
        list(table.stream([LOOP], seed=0, weights={"repiar": 1.0}))


def test_problems_in_other_languages_give_only_themselves() -> None:
    other = Problem(
        id="hand/js", task="hand", language="javascript", prompt="Add.", solution="let f = 1", tests=("f",), entry_point="f"
    )
    found = list(table.stream([other], seed=0, weights=dict.fromkeys(("write", *table.DERIVED), 1.0)))
    assert [item.component for item in found] == ["write"]


def test_fim_puts_the_solution_together_again(made: list[Item]) -> None:
    for item in of(made, "fim"):
        assert item.example.prompt
        prefix, suffix = (part.text for part in item.example.prompt.parts if isinstance(part, Text))
        joined = ast.dump(ast.parse(_undocumented(prefix + response(item) + suffix)))
        assert ast.dump(ast.parse(item.code))[:60] == joined[:60]


def _undocumented(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) and len(node.body) > 1:
            node.body = node.body[1:]
    return ast.unparse(tree)


def test_a_prediction_is_the_value_that_the_code_gives(made: list[Item]) -> None:
    for item in of(made, "predict"):
        text = response(item)
        if not text.startswith("assert"):
            called = item.proofs[0].program.rstrip("\n").rsplit("\n", 1)[-1]
            assert called.endswith(f"== {text}")


def test_some_predictions_are_about_inputs_that_no_test_has(made: list[Item]) -> None:
    last = [item.proofs[0].program.rstrip("\n").rsplit("\n", 1)[-1] for item in of(made, "predict")]
    fresh = [test for test, item in zip(last, of(made, "predict"), strict=True) if item.proofs[0].program.count(test) == 1]
    assert len(fresh) > len(last) // 4


def test_a_trace_names_lines_in_the_order_they_run_and_ends_with_the_return() -> None:
    (item,) = table.stream([LOOP], seed=3, weights={"trace": 1.0})
    lines = response(item).split("\n")
    assert lines[0].startswith("line 1: numbers = [")
    assert lines[1] == "line 2: total = 0"
    assert lines[2].startswith("line 3: n = ")
    assert lines[3].startswith("line 4: n % 2 == 0 is ")
    assert lines[-2] == "line 3: the loop ends"
    assert lines[-1].startswith("line 6: return ")


def test_a_trace_is_short(made: list[Item]) -> None:
    for item in of(made, "trace"):
        assert 2 <= len(response(item).split("\n")) <= 15


def test_a_repair_shows_the_test_that_fails_and_its_fix_is_an_edit_of_what_is_shown(made: list[Item]) -> None:
    outs = set()
    for item in of(made, "repair"):
        assert item.example.prompt
        outs.add(item.example.prompt.out)
        assert [proof.passes for proof in item.proofs] == [False, True]
        if item.example.prompt.out == "code":
            assert response(item) == item.code.strip("\n")
        else:
            _applies(item, item.code)
    assert outs == {"code", "diff", "udiff"}


def _applies(item: Item, wanted: str) -> None:
    """Apply a reply to the file that its prompt shows."""
    assert item.example.prompt
    parts = item.example.prompt.parts
    file = parts[parts.index(Special("<|file_sep|>")) + 1]
    assert isinstance(file, Text)
    path, _, old = file.text.partition("\n")
    done = apply_reply(item.example.prompt.out, response(item), {path: old}, [path])
    assert done.status == "ok"
    assert done.files[path].strip("\n") == wanted.strip("\n")


def test_written_tests_hold_on_the_solution_and_fail_on_a_mutant(made: list[Item]) -> None:
    for item in of(made, "test"):
        assert [proof.passes for proof in item.proofs] == [True, False]
        assert all(response(item) in proof.program for proof in item.proofs)


def test_a_description_is_the_statement_in_short() -> None:
    found = list(table.stream([LOOP], seed=2, weights={"document": 16.0}))
    assert any(response(item) == "Find the sum of the even numbers in a list." for item in found)
    assert any(response(item) == '"""Find the sum of the even numbers in a list."""' for item in found)


def test_every_step_of_a_sequence_parses_and_the_last_is_the_solution(made: list[Item]) -> None:
    for item in of(made, "sequence"):
        assert item.example.prompt
        out = item.example.prompt.out
        text = response(item)
        path = text.split("\n")[0] if out == "diff" else text.split("\n")[1].removeprefix("--- ")
        files = {path: ""}
        steps = text.split(f"\n\n{path}\n" if out == "diff" else "\n\n```diff\n")
        for number, step in enumerate(steps):
            head = "" if not number else f"{path}\n" if out == "diff" else "```diff\n"
            done = apply_reply(out, head + step, files, [path])
            assert done.status == "ok"
            files = dict(done.files)
            assert parses(files[path])
        assert files[path] == item.code.strip("\n") + "\n"
        whole = apply_reply(out, text, {path: ""}, [path])
        assert whole.files[path] == item.code.strip("\n") + "\n"


def test_a_completion_begins_where_the_prompt_ends() -> None:
    heads = list(table.stream([LOOP], seed=2, weights={"complete": 12.0}))
    assert any("-> int:" in prompt_text(item) for item in heads)
    assert any(">>> sum_even(" in prompt_text(item) for item in heads)
    assert all(item.code.endswith(response(item)) for item in heads)


def test_plan_tags_are_passed_on(made: list[Item]) -> None:
    assert all(set(item.tags) <= set(PLAN_TAGS) for item in made if item.id.startswith("hand/"))
