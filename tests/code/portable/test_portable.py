from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

from hrm_codegen.code.languages import LANGUAGES
from hrm_codegen.code.portable.base import Case, Portable, Unportable
from hrm_codegen.code.portable.write import WRITERS, write

sys.path.insert(0, str(Path(__file__).parent))

from portable_programs import PROGRAMS, portable

EVENS = Portable(
    source=textwrap.dedent("""
        def count_even(numbers):
            total = 0
            for item in numbers:
                if item % 2 == 0:
                    total += 1
            return total
    """),
    entry_point="count_even",
    parameters=(("numbers", "list[int]"),),
    returns="int",
    cases=(Case(([1, 2, 4],), 2), Case(([],), 0), Case(([-2],), 1)),
)
WRITTEN = {
    "javascript": """\
        function countEven(numbers) {
          let total = 0;
          for (const item of numbers) {
            if (item % 2 === 0) {
              total++;
            }
          }
          return total;
        }
    """,
    "cpp": """\
        #include <vector>

        int count_even(const std::vector<int>& numbers) {
            int total = 0;
            for (int item : numbers) {
                if (item % 2 == 0) {
                    total++;
                }
            }
            return total;
        }
    """,
    "java": """\
        import java.util.List;

        class Solution {
            static int countEven(List<Integer> numbers) {
                int total = 0;
                for (int item : numbers) {
                    if (item % 2 == 0) {
                        total++;
                    }
                }
                return total;
            }
        }
    """,
    "rust": """\
        fn count_even(numbers: &[i64]) -> i64 {
            let mut total = 0;
            for &item in numbers {
                if item % 2 == 0 {
                    total += 1;
                }
            }
            total
        }
    """,
    "go": """\
        package main

        func countEven(numbers []int) int {
        \ttotal := 0
        \tfor _, item := range numbers {
        \t\tif item % 2 == 0 {
        \t\t\ttotal++
        \t\t}
        \t}
        \treturn total
        }
    """,
}
every_language = pytest.mark.parametrize("language", WRITERS)


@every_language
def test_a_counting_loop_reads_as_a_person_writes_it(language: str) -> None:
    assert write(EVENS, language).code == textwrap.dedent(WRITTEN[language])


def test_every_language_but_python_has_a_writer() -> None:
    assert set(WRITERS) == set(LANGUAGES) - {"python"}


def test_tests_are_statements_of_the_language() -> None:
    first = {language: write(EVENS, language).tests[0] for language in WRITERS}
    assert first == {
        "cpp": "assert((count_even({1, 2, 4}) == 2));",
        "go": "if got := countEven([]int{1, 2, 4}); got != 2 { panic(got) }",
        "java": "assert Solution.countEven(List.of(1, 2, 4)) == 2;",
        "javascript": "assert.strictEqual(countEven([1, 2, 4]), 2);",
        "rust": "assert_eq!(count_even(&[1, 2, 4]), 2);",
    }


@every_language
@pytest.mark.parametrize("name", PROGRAMS)
def test_hand_made_programs_are_written_with_a_test_for_each_case(language: str, name: str) -> None:
    written = write(PROGRAMS[name], language)
    assert len(written.tests) == len(PROGRAMS[name].cases)
    assert all(test.partition(" { ")[0] in written.program for test in written.tests)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("return eval(text)", "eval"),
        ("return (yield text)", "Yield"),
        ("import os\n    return os.getcwd()", "os"),
        ("pass", "return"),
    ],
)
@every_language
def test_what_is_not_in_the_subset_is_refused_by_name(language: str, body: str, named: str) -> None:
    program = Portable(f"def f(text):\n    {body}\n", "f", (("text", "str"),), "str")
    with pytest.raises(Unportable, match=named):
        write(program, language)


def test_a_loop_that_changes_what_it_runs_over_is_refused() -> None:
    source = """
        def f(numbers):
            result = [1]
            for item in result:
                if item < 3:
                    result.append(item + 1)
            return result
    """
    with pytest.raises(Unportable, match="a loop over what it changes"):
        write(portable(source, "f", "numbers: list[int]", "list[int]", ([1],)), "cpp")


def test_sets_are_not_ordered_by_inclusion_elsewhere() -> None:
    source = "def f(a, b):\n    return set(a) <= set(b)\n"
    with pytest.raises(Unportable, match="set <="):
        write(portable(source, "f", "a: list[int]; b: list[int]", "bool", ([1], [1])), "rust")


def test_names_keep_away_from_reserved_words() -> None:
    program = portable("def double(new):\n    return new * 2\n", "double", "new: int", "int", (2,))
    assert write(program, "cpp").code.startswith("int double_of(int new_value)")
    assert write(program, "javascript").code.startswith("function double(newValue)")


def test_remainders_take_the_plain_sign_only_where_nothing_is_negative() -> None:
    source = "def last_digit(n):\n    return n % 10\n"
    natural = portable(source, "last_digit", "n: int", "int", *((n,) for n in range(8)))
    signed = portable(source, "last_digit", "n: int", "int", *((n,) for n in range(-4, 4)))
    assert "n % 10" in write(natural, "rust").code
    assert "n.rem_euclid(10)" in write(signed, "rust").code


def test_large_values_ask_for_wide_integers() -> None:
    assert "long long product(" in write(PROGRAMS["numbers beyond 32 bits"], "cpp").code
    assert "static long product(" in write(PROGRAMS["numbers beyond 32 bits"], "java").code


def test_a_growing_text_of_letters_becomes_a_string_where_a_string_comes() -> None:
    source = """
        def f(text):
            mark = "x"
            if text:
                mark = text + "y"
            return mark
    """
    program = portable(source, "f", "text: str", "str", ("a",), ("",))
    assert 'std::string mark = "x";' in write(program, "cpp").code


FIRST_LONG = """
    def f(counts):
        best = ""
        for key, amount in counts.items():
            if amount > 3:
                best = key
        return best
"""
LARGEST = """
    def f(counts):
        best = 0
        for amount in counts.values():
            if amount > best:
                best = amount
        return best
"""


@pytest.mark.parametrize("language", [name for name in WRITERS if name != "javascript"])
def test_what_depends_on_the_order_of_a_dict_is_refused_where_maps_have_none(language: str) -> None:
    cases = (({"a": 4, "b": 5},),)
    with pytest.raises(Unportable, match="the order of a dict"):
        write(portable(FIRST_LONG, "f", "counts: dict[str, int]", "str", *cases), language)
    assert write(portable(LARGEST, "f", "counts: dict[str, int]", "int", *cases), language).tests


def test_the_order_of_a_dict_is_kept_in_javascript() -> None:
    assert "best = key;" in write(portable(FIRST_LONG, "f", "counts: dict[str, int]", "str", ({"a": 4},)), "javascript").code
