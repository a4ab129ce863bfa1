"""Decontamination finds copies, renamed copies and reworded ones, and leaves common property alone."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from hrm_codegen.data import heldout
from hrm_codegen.data.decontaminate import COMMON, HeldOut, HeldOutText, Reason
from hrm_codegen.tasks import catalog

BENCHMARKS = ("mbpp", "mbpp-sanitized", "humaneval")
STATEMENT = "Write a function to find the length of the longest run of equal neighbours in a list, ignoring every zero in it."
SOLUTION = '''
def longest_run(values):
    """Return the longest run."""
    best, current, last = 0, 0, None
    for value in values:
        if value == 0:
            continue
        current = current + 1 if value == last else 1
        last = value
        best = max(best, current)
    return best
'''
RENAMED = """
def streak(xs: list[int]) -> int:
    top, now, seen = 0, 0, None
    for x in xs:
        if x == 0:
            continue
        now = now + 1 if x == seen else 1
        seen = x
        top = max(top, now)
    return top
"""
CHANGED = RENAMED.replace("return top", "if not top:\n        print('nothing')\n    return top")
OTHER = """
def initials(names):
    letters = []
    for name in names:
        if name:
            letters.append(name[0].upper())
    return ".".join(letters)
"""
CPP = """
int longestRun(vector<int> values) {
    int best = 0, current = 0, last = 0;
    for (int value : values) {
        if (value == 0) continue;
        current = value == last ? current + 1 : 1;
        last = value;
        best = max(best, current);
    }
    return best;
}
"""


def held(statement: str = STATEMENT, code: str = SOLUTION, name: str = "bench/1", **more: object) -> HeldOutText:
    """Make one held-out problem."""
    return HeldOutText(id=name, group="bench:test", statement=statement, code=code, **more)  # type: ignore[arg-type]  # the fields


@pytest.fixture(scope="module")
def held_out() -> HeldOut:
    """Index one held-out problem, with no corpus to say what is common."""
    return HeldOut.of([held()], corpus=[])


def test_a_planted_copy_is_found(held_out: HeldOut) -> None:
    assert held_out.why(statement=STATEMENT, code=SOLUTION) == Reason("statement", "bench/1")
    assert held_out.why(statement="Do it.", code=SOLUTION) == Reason("form", "bench/1")


def test_a_renamed_copy_is_found(held_out: HeldOut) -> None:
    assert held_out.why(statement="Find streaks.", code=RENAMED) == Reason("form", "bench/1")


def test_a_renamed_copy_with_a_line_more_is_found_by_its_grams(held_out: HeldOut) -> None:
    assert held_out.why(code=CHANGED) == Reason("code", "bench/1")


def test_a_reworded_copy_is_found_by_its_code(held_out: HeldOut) -> None:
    assert held_out.why(statement="How long is the longest streak in a list?", code=RENAMED) == Reason("form", "bench/1")


def test_a_statement_in_other_dress_is_found(held_out: HeldOut) -> None:
    dressed = f"Task:\n```text\n{STATEMENT.upper().replace(',', ' --')}\n```\nThanks!"
    assert held_out.why(statement=dressed) == Reason("statement", "bench/1")


def test_a_copy_inside_a_long_file_is_found(held_out: HeldOut) -> None:
    around = "\n".join(OTHER.replace("initials", f"initials_{n}") for n in range(20))
    assert held_out.why(code=f"{around}\n{RENAMED}\n{around}") == Reason("form", "bench/1")


def test_most_of_a_solution_inside_code_that_does_not_parse_is_found(held_out: HeldOut) -> None:
    cut = RENAMED.rpartition("return")[0] + "return (" + OTHER.replace("def initials", "class") * 9
    assert held_out.why(code=cut) == Reason("inside", "bench/1")


def test_other_code_and_other_words_pass(held_out: HeldOut) -> None:
    assert held_out.why(statement="Write a function to find the initials of a list of names.", code=OTHER) is None


def test_a_short_statement_counts_as_a_whole() -> None:
    held_out = HeldOut.of([held("Write a function to reverse words.", "")], corpus=[])
    assert held_out.why(statement="write a function, to reverse words") == Reason("statement", "bench/1")
    assert held_out.why(statement="Write a function to reverse words in a text.") is None


def test_a_solution_in_another_language_is_found_under_other_names() -> None:
    held_out = HeldOut.of([held(code=CPP, language="cpp")], corpus=[])
    copy = CPP.replace("values", "xs").replace("current", "now").replace("best", "top").replace("last", "seen")
    assert held_out.why(code=f"// mine\n{copy}", language="cpp") == Reason("code", "bench/1")
    assert (
        held_out.why(code="int sum(vector<int> values) { int s = 0; for (int v : values) s += v * v; return s; }", language="cpp")
        is None
    )


def test_a_tiny_function_is_common_property() -> None:
    held_out = HeldOut.of([held("Add two numbers that are given to you.", "def add(a, b):\n    return a + b\n")], corpus=[])
    assert held_out.why(statement="Sum up a pair.", code="def plus(x, y):\n    return x + y\n") is None


def test_a_common_little_method_among_others_is_no_copy() -> None:
    method = "    def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n        self.total = 0\n"
    held_out = HeldOut.of(
        [held("Count what is read from a file.", f"class Counted(Base):\n{method}{CHANGED.replace(chr(10), chr(10) + '    ')}")],
        corpus=[],
    )
    around = OTHER.replace("def initials(names)", "    def initials(self, names)").replace("\n    ", "\n        ")
    assert held_out.why(code=f"class Mine(Other):\n{method}{around}") is None
    assert held_out.why(code=f"class Mine(Other):\n{method}") == Reason("code", "bench/1")


def test_words_that_many_held_out_problems_share_do_not_count() -> None:
    frame = "You will be given a problem and must write a correct program that passes all of the tests below:"
    few = [held(f"{frame} number {n}", "", f"bench/{n}") for n in range(COMMON)]
    many = [held(f"{frame} number {n}", "", f"bench/{n}") for n in range(COMMON + 1)]
    assert HeldOut.of(few, corpus=[]).why(statement=frame) is not None
    assert HeldOut.of(many, corpus=[]).why(statement=frame) is None


def test_words_of_one_problem_in_many_forms_still_count() -> None:
    forms = [held(name=f"form/{n}")._replace(group=f"form{n}:test") for n in range(3 * COMMON)]
    assert HeldOut.of(forms, corpus=[]).why(statement=STATEMENT) is not None


def test_what_many_files_of_a_corpus_say_does_not_count() -> None:
    files = [f"# {STATEMENT}\n{CHANGED}"] * (COMMON + 1)
    held_out = HeldOut.of([held()], corpus=files)
    assert held_out.why(statement=f"Please: {STATEMENT}", code=CHANGED) is None
    assert held_out.why(code=SOLUTION) == Reason("form", "bench/1")


def test_runs_of_numbers_are_no_statement() -> None:
    numbers = " ".join(map(str, range(1, 20)))
    held_out = HeldOut.of([held(f"Sum these up: {numbers}")], corpus=[])
    assert held_out.why(statement=f"The list is [{numbers}]") is None


def test_generated_problems_share_wordings_and_only_count_as_a_whole() -> None:
    held_out = HeldOut.of([held(generated=True)], corpus=[])
    assert held_out.why(statement=STATEMENT.replace("zero", "one"), code=CHANGED) is None
    assert held_out.why(statement=STATEMENT) == Reason("statement", "bench/1")
    assert held_out.why(code=RENAMED) == Reason("form", "bench/1")


def test_every_reason_names_its_rule_and_the_problem(held_out: HeldOut) -> None:
    found = [held_out.why(code=OTHER), held_out.why(code=RENAMED), held_out.why(code=CHANGED), held_out.why(statement=STATEMENT)]
    assert [str(reason) for reason in found] == ["None", "form of bench/1", "code of bench/1", "statement of bench/1"]


def test_the_index_survives_pickling(held_out: HeldOut) -> None:
    assert pickle.loads(pickle.dumps(held_out)).why(code=RENAMED) == Reason("form", "bench/1")


def test_missing_data_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("HRM_DATA", str(tmp_path / "none"))
    monkeypatch.setattr(heldout.datafiles, "cache_folder", lambda: tmp_path)
    with caplog.at_level(logging.WARNING):
        held_out = HeldOut.load(["humaneval"])
    assert held_out.missing == ("humaneval/humaneval.jsonl",)
    assert "humaneval/humaneval.jsonl" in caplog.text


@pytest.fixture(scope="module")
def benchmarks(data_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HeldOut]:
    """Index MBPP and HumanEval against the standard library, kept in a cache of its own for the module's tests."""
    assert data_root.is_dir()
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heldout.datafiles, "cache_folder", lambda: folder)
        yield HeldOut.load(BENCHMARKS)


@pytest.mark.data
def test_every_held_out_problem_is_found_in_its_own_words(benchmarks: HeldOut) -> None:
    kept = HeldOut.load(BENCHMARKS)  # from the cache this time
    for problem in catalog.load("humaneval", "test"):
        found = benchmarks.why(statement=problem.prompt)
        assert found is not None, problem.id
        assert found == kept.why(statement=problem.prompt)
    assert (kept.ids, kept.whole, kept.shapes, kept.forms) == (
        benchmarks.ids, benchmarks.whole, benchmarks.shapes, benchmarks.forms,
    )  # fmt: skip
    assert (kept.groups, kept.missing) == (benchmarks.groups, benchmarks.missing)


@pytest.mark.data
def test_other_forms_of_what_is_trained_on_are_not_held_out(data_root: Path) -> None:
    assert data_root.is_dir()
    every = {problem.id for problem in catalog.load("multipl-e:mbpp", "test")}
    kept = {text.id for text in heldout.problems(["multipl-e:mbpp"])}
    assert "multipl-e:mbpp/cpp/mbpp_605_prime_num" in every - kept
    assert "multipl-e:mbpp/cpp/mbpp_247_lps" in kept


@pytest.mark.data
def test_most_of_the_training_part_stays(benchmarks: HeldOut) -> None:
    train = list(catalog.load("mbpp", "train"))
    removed = [problem for problem in train if benchmarks.why(statement=problem.prompt, code=problem.solution)]
    assert 0 < len(removed) < len(train) * 0.2
