from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.errors import DataError
from hrm_codegen.tokenizer import SPECIALS
from hrm_codegen.tools import commands
from hrm_codegen.tools.base import TOOLS, tool_of


def argvs(line: str) -> list[list[str]]:
    (command,) = commands.parse(line)
    return [list(argv) for argv in command.argvs]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("git add .", [["git", "add", "."]]),
        ("git commit -m 'fix: a && b'", [["git", "commit", "-m", "fix: a && b"]]),
        ('git commit -m "say \\"hi\\" #1"', [["git", "commit", "-m", 'say "hi" #1']]),
        ("make && make test || echo no", [["make"], ["make", "test"], ["echo", "no"]]),
        ('ls | grep "|" | wc -l', [["ls"], ["grep", "|"], ["wc", "-l"]]),
        ("cd build; cmake ..;", [["cd", "build"], ["cmake", ".."]]),
        ("pip list > out.txt 2>&1", [["pip", "list"]]),
        ("CC=clang FLAG='a b' make all", [["make", "all"]]),
        ("$ npm ci", [["npm", "ci"]]),
        ("git log --format='$(x) `y`'", [["git", "log", "--format=$(x) `y`"]]),
        (r"touch a\ b", [["touch", "a b"]]),
        ("sort <in>out", [["sort"]]),
        ("echo '' \"\"", [["echo", "", ""]]),
        ("echo ''\"'\"'`'", [["echo", "'`"]]),
    ],
)
def test_a_line_becomes_the_argvs_that_a_shell_would_start(line: str, expected: list[list[str]]) -> None:
    assert argvs(line) == expected


def test_comments_and_blank_lines_are_left_out_and_lines_keep_their_numbers() -> None:
    found = commands.parse("# first\n\ngit add \\\n  a.py\ngit push\n")
    assert [(command.line, command.argvs[0]) for command in found] == [(3, ("git", "add", "a.py")), (5, ("git", "push"))]


@pytest.mark.parametrize(
    "line",
    [
        "echo $(rm x)",
        "echo `rm x`",
        'echo "$(rm x)"',
        "cat <<EOF",
        "sleep 9 &",
        "(cd x)",
        "echo 'open",
        "make &&",
        "| wc",
        "ls >",
        "a || || b",
    ],
)
def test_what_cannot_be_checked_by_its_words_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(DataError, match="line 2"):
        commands.parse(f"ls\n{line}")


@given(
    st.lists(
        st.text(min_size=1).filter(lambda word: not set(word) & set("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")), min_size=1, max_size=5
    )
)
def test_quoted_words_come_back_exactly(words: list[str]) -> None:
    import shlex

    assert argvs("echo " + shlex.join(words)) == [["echo", *words]]


def test_a_program_of_no_tool_is_named_with_the_nearest_known() -> None:
    wrong = commands.unknown_program(commands.parse("git add .\nls | gti status"))
    assert wrong == "line 2: 'gti' is no program of a known tool (did you mean 'git'?)"
    assert commands.unknown_program(commands.parse("git add . && ./run --fast")) is None


def test_every_tool_has_its_token_and_no_program_belongs_to_two() -> None:
    tokens = {name.removeprefix("<|tool:").removesuffix("|>") for name in SPECIALS if name.startswith("<|tool:")}
    assert set(TOOLS) == tokens
    heads = [head for tool in TOOLS.values() for head in tool.heads]
    assert len(heads) == len(set(heads))
    assert all(tool_of(head) is tool for tool in TOOLS.values() for head in tool.heads)
