"""One layout for every source, and the same syntax tree."""

from __future__ import annotations

import ast
import inspect
import json
import string
import textwrap
from pathlib import Path

import pytest

from hrm_codegen.code import syntax
from hrm_codegen.code.transform import normalise


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("def f(x): \r\n\treturn x \r\n", "def f(x):\n    return x\n"),
        ("def f(x):\n  if x:\n     return 1\n  return 2", "def f(x):\n    if x:\n        return 1\n    return 2\n"),
        ("def f():\n\tx = [1,\n\t     2]\n\treturn x\n", "def f():\n    x = [1,\n         2]\n    return x\n"),
        ("x =\t'a\tb'\t# it\tis\n", "x = 'a\tb'  # it    is\n"),
        ("", ""),
        ("\ufeffx = 1\n\n\n", "x = 1\n"),
        ("if a:\n\tpass\n\t# inside\n# outside\nelse:\n\tpass\n", "if a:\n    pass\n    # inside\n# outside\nelse:\n    pass\n"),
    ],
)
def test_the_layout_is_one(source: str, wanted: str) -> None:
    assert normalise(source) == wanted


@pytest.mark.parametrize("blanks", ["\t", "  ", " ", "        "])
def test_comments_stay_in_their_blocks_whatever_the_blanks_were(blanks: str) -> None:
    laid_out = textwrap.dedent(
        """\
        # the file
        class A:
            # first in the class
            x = [
                # in brackets
                1,
            ]

            # about f
            def f(self):
                # first in f
                if self:
                    return 1
                    # last in the branch
                # last in f

            # last in the class
        # after all
        """
    )
    given = "".join(
        blanks * ((len(line) - len(line.lstrip(" "))) // 4) + line.lstrip(" ") for line in laid_out.splitlines(keepends=True)
    )
    lines = [line for line in normalise(given).splitlines() if line.strip() not in ("# in brackets", "1,")]
    assert lines == [
        line for line in laid_out.splitlines() if line.strip() not in ("# in brackets", "1,")
    ]  # those are the author's


def test_a_comment_between_two_blocks_keeps_its_distance_from_the_outer_one() -> None:
    assert normalise("if a:\n  b\n # half\nc\n") == "if a:\n    b\n # half\nc\n"


def test_normalising_twice_changes_nothing_more() -> None:
    for module in (string, textwrap, inspect):
        once = normalise(inspect.getsource(module))
        assert normalise(once) == once
        assert ast.dump(syntax.parse(once)) == ast.dump(syntax.parse(inspect.getsource(module)))


def test_strings_over_several_lines_keep_their_tabs() -> None:
    source = "def f():\n\treturn '''a\n\tb\t\n'''\n"
    assert normalise(source) == "def f():\n    return '''a\n\tb\t\n'''\n"


@pytest.mark.data
def test_every_reference_solution_of_mbpp_keeps_its_tree(data_root: Path) -> None:
    rows = [json.loads(line) for line in (data_root / "mbpp" / "mbpp.jsonl").read_text(encoding="utf-8").splitlines()]
    left = []
    for row in rows:
        laid_out = normalise(row["code"])
        same = ast.dump(syntax.parse(laid_out)) == ast.dump(syntax.parse(row["code"].replace("\r\n", "\n")))
        outside = "".join(line for line in laid_out.splitlines(keepends=True) if "'" not in line and '"' not in line)
        if not same or "\r" in laid_out or ("\t" in outside and "'''" not in laid_out and '"""' not in laid_out):
            left.append(row["task_id"])
    assert len(rows) >= 974
    assert left == []
