"""How solutions are printed: as people write them, and meaning the same."""

from __future__ import annotations

import ast

import pytest

from hrm_codegen.tasks.exercises.primitive import primitive
from hrm_codegen.tasks.exercises.solution import SUM, Text, constant, solution, variable
from hrm_codegen.tasks.exercises.table import primitives


def printed(code: str, **filled: Text) -> list[str]:
    """Return the lines of a solution of a primitive over (n, k) as they are written."""
    row = primitive("printed", "n: int, k: k -> int", "find {n} and {k}", code, tags="math")
    return [template.fill(filled) for template in solution(row, 0).body]


@pytest.mark.parametrize(
    "line",
    [
        "return sum(1 for i in range(n) if i % k == 0)",
        "return n > 0 and n & (n - 1) == 0",
        "return 1 << (n.bit_length() - 1)",
        "return n < 0 or k < 0 or n >= len(str(k)) or k == 5",
        "return (n == 0 and k == 1) or n > k",
        "return n > 0 and k > 0 and (n, k) not in [(1, 2)]",
    ],
)
def test_parentheses_stand_where_people_put_them(line: str) -> None:
    assert printed(line) == [line]


def test_a_sum_in_a_place_takes_parentheses_only_where_it_needs_them() -> None:
    total = Text("a + b", SUM)
    assert printed("return n * k + 1", n=total, k=variable("c")) == ["return (a + b) * c + 1"]
    assert printed("return n + k", n=total, k=variable("c")) == ["return a + b + c"]
    assert printed("return k - n", n=total, k=variable("c")) == ["return c - (a + b)"]
    assert printed("return n - k", n=variable("a"), k=constant(-3)) == ["return a - (-3)"]


def test_a_constant_and_one_are_one_number() -> None:
    assert printed("return range(1, k + 1)", k=constant(5)) == ["return range(1, 6)"]
    assert printed("return str(n)[k + 1:]", k=constant(5)) == ["return str(n)[6:]"]
    assert printed("return (n + k - 1) // k", k=constant(4)) == ["return (n + 3) // 4"]
    assert printed("return str(k) in str(n)", k=constant(5)) == ["return '5' in str(n)"]
    assert printed("return range(len(k) + 1)", k=constant("ab")) == ["return range(3)"]
    assert printed("return n * k + 1", k=constant(4)) == ["return n * 4 + 1"]


def test_what_is_printed_means_the_same_as_the_solution() -> None:
    for row in primitives().values():
        for number, text in enumerate(row.solutions):
            body = "\n".join(template.fill({}) for template in solution(row, number).body)
            tree = ast.parse(text)
            tree.body = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
            assert ast.dump(ast.parse(body)) == ast.dump(tree), row.name
