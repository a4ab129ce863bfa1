"""What a problem's statement says in short: as a docstring or a comment of its solution; and problems put in words alone."""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import replace
from typing import NamedTuple

from hrm_codegen.code import syntax
from hrm_codegen.tasks import wording
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Study, first_line

_NAME = r"(?:`?\w+(?:\([^)]*\))?`?\s*)?"
_OPENING = re.compile(
    r"(?:(?:please|can you|could you|i need)\s+)?(?:(?:write|create|implement|define|make|build|design|develop|code|complete)\s+)?"
    r"(?:a\s+|an\s+|the\s+)?(?:simple\s+)?(?:python\s*3?\s+)?(?:function|method|program|routine)?\s*(?:(?:called|named)\s+)?"
    + _NAME
    + r"(?:,?\s*a function\s+)?(?P<link>\bto\b|\bthat\b|\bwhich\b|\bso that it\b|:)\s+(?P<core>.+)",
    re.IGNORECASE | re.DOTALL,
)
_ASKED = re.compile(r"(?:how do i|how can i|your task is to)\s+(?P<core>.+)", re.IGNORECASE | re.DOTALL)
_BEGINS = re.compile(
    r"(?:please|can you|could you|i need|write|create|implement|define|make|build|design|develop|code|complete)\b", re.IGNORECASE
)
_NAMING = re.compile(r"\s*Name the function [`\w]+\.")
_IN_PYTHON = re.compile(r" in Python\?")
_EXAMPLES = re.compile(
    r"\s*(?:>>>|(?:for )?examples?\b|args?:|arguments:|parameters:|returns?:|\w+\(.*\)\s*(?:==|->|=>|➞|returns))", re.IGNORECASE
)
_NOT_DOING = ("given", "for", "you", "if", "when", "using", "first", "in")  # words that no description of a function begins with
_LONGEST = 300  # characters of a statement that is put into code
_WIDTH = 96  # of the lines of docstrings and comments


class Insertion(NamedTuple):
    """A text and where in the source it goes."""

    at: int
    text: str


def in_words(problem: Problem) -> Problem | None:
    """Return a problem as one that is described: the docstring of one to complete becomes the description.

    None where its code has no docstring that says anything.
    """
    if problem.form != "complete" or problem.language != "python":
        return problem
    try:
        tree = syntax.parse(problem.solution)
    except SyntaxError:
        return None
    named = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == problem.entry_point)
    function = next(named, None)
    said = ast.get_docstring(function) if function else None
    if function is None or not said or len(function.body) < 2:  # the docstring and something to do
        return None
    lines = said.split("\n")
    end = next((number for number, line in enumerate(lines) if _EXAMPLES.match(line)), len(lines))
    words = " ".join(" ".join(lines[:end]).split())
    positions = syntax.Positions(problem.solution)
    start, stop = positions.char_index(function.body[0].lineno, 0), positions.char_index(first_line(function.body[1]), 0)
    if not words or function.body[0].lineno == function.lineno or function.body[0].end_lineno == function.body[1].lineno:
        return None
    return replace(problem, form="describe", prompt=words, solution=problem.solution[:start] + problem.solution[stop:])


def summary(problem: Problem) -> str | None:
    """Return the statement as a text that can be a docstring, or None where it is too long or not put so."""
    words = problem.prompt.strip()
    if problem.form == "complete" or not words or len(words) > _LONGEST or "\n" in words:
        return None
    words = _IN_PYTHON.sub(".", _NAMING.sub("", " ".join(words.split())))
    found = _OPENING.fullmatch(words) if _BEGINS.match(words) else _ASKED.fullmatch(words)
    said = found["core"] if found else words
    if '"""' in said or "\\" in said or not said[0].isalnum() or _BEGINS.match(said):
        return None
    said = wording.core(problem.prompt) or said
    said = (said[0].upper() + said[1:]).replace("?", ".", 1) if said.endswith("?") else said[0].upper() + said[1:]
    return said if said.endswith((".", "!")) else f"{said.rstrip(' :;,')}."


def of_doing(problem: Problem) -> str | None:
    """Return the summary where it begins with what the function does ("Find the sum", "Finds the sum"), else None."""
    said = summary(problem)
    return said if said and said.split(" ", 1)[0].lower().rstrip(",") not in _NOT_DOING else None


def with_docstring(problem: Problem, found: Study) -> Insertion | None:
    """Return the summary as the docstring of the entry point, to be inserted; None where there is one or none fits."""
    said = summary(problem)
    function = found.function
    if said is None or function is None or ast.get_docstring(function) is not None:
        return None
    line = found.positions.char_index(first_line(function.body[0]), 0)
    start = found.positions.span(function.body[0])[0]
    indent = found.source[found.source.rfind("\n", 0, start) + 1 : start]
    if indent.strip() or not indent:
        return None  # the body stands on the line of the head
    return Insertion(line, docstring(said, indent) + "\n")


def docstring(said: str, indent: str = "") -> str:
    """Return a text as a docstring, broken into lines where it is long."""
    whole = f'{indent}"""{said}"""'
    if len(whole) <= _WIDTH:
        return whole
    lines = wrapped(said, indent)
    return f'{indent}"""{lines[0]}\n' + "\n".join(f"{indent}{line}" for line in lines[1:]) + f'\n{indent}"""'


def wrapped(said: str, indent: str = "    ") -> list[str]:
    """Return a text as lines that fit into the usual width after an indent and three quotes."""
    return textwrap.wrap(said, _WIDTH - len(indent) - 3, break_long_words=False, break_on_hyphens=False)


def with_comment(problem: Problem) -> Insertion | None:
    """Return the statement as a comment above the solution, to be inserted; None where it is long."""
    words = problem.prompt.strip()
    if problem.form == "complete" or not words or len(words) > _LONGEST:
        return None
    lines = [part for line in words.split("\n") for part in (wrapped(line, "") or [""])]
    return Insertion(0, "".join(f"# {line}".rstrip() + "\n" for line in lines))
