from __future__ import annotations

import textwrap

import pytest

from hrm_codegen.code.portable.base import Case, Portable, Unportable
from hrm_codegen.code.portable.write import WRITERS, write

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


def test_a_counting_loop_reads_as_a_person_writes_it_in_javascript() -> None:
    assert write(EVENS, "javascript").code == textwrap.dedent("""\
        function countEven(numbers) {
          let total = 0;
          for (const item of numbers) {
            if (item % 2 === 0) {
              total++;
            }
          }
          return total;
        }
    """)


def test_a_counting_loop_reads_as_a_person_writes_it_in_cpp() -> None:
    assert write(EVENS, "cpp").code == textwrap.dedent("""\
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
    """)


def test_tests_are_statements_of_the_language() -> None:
    assert write(EVENS, "javascript").tests[0] == "assert.strictEqual(countEven([1, 2, 4]), 2);"
    assert write(EVENS, "cpp").tests[0] == "assert((count_even({1, 2, 4}) == 2));"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("return eval(text)", "eval"),
        ("return (yield text)", "Yield"),
        ("import os\n    return os.getcwd()", "os"),
        ("pass", "return"),
    ],
)
@pytest.mark.parametrize("language", WRITERS)
def test_what_is_not_in_the_subset_is_refused_by_name(language: str, body: str, named: str) -> None:
    portable = Portable(f"def f(text):\n    {body}\n", "f", (("text", "str"),), "str")
    with pytest.raises(Unportable, match=named):
        write(portable, language)
