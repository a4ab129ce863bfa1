"""What a problem's statement says in one sentence: as a docstring or a comment of its solution."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from hrm_codegen.tasks import wording
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Study

_OPENING = re.compile(
    r"(?:please\s+)?(?:write|create|implement|define|make|build|design|develop|code)\s+(?:me\s+)?(?:a|an|the)?\s*(?:simple\s+)?"
    r"(?:python\s*3?\s+)?(?:function|method|program|routine)?\s*(?:(?:called|named)\s+)?(?:`?\w+(?:\([^)]*\))?`?\s*)?"
    r"(?P<link>\bto\b|\bthat\b|\bwhich\b|:)\s+(?P<core>.+)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 240  # characters


class Insertion(NamedTuple):
    """A text and where in the source it goes."""

    at: int
    text: str


def summary(problem: Problem) -> str | None:
    """Return the statement as a sentence that can open a docstring, or None where it is too long or not put so."""
    words = " ".join(problem.prompt.split())
    if problem.form == "complete" or not words or len(words) > _LONGEST:
        return None
    found = _OPENING.fullmatch(words)
    said = found["core"] if found else words
    if '"""' in said or "\\" in said or not said[0].isalnum():
        return None
    infinitive = wording.core(problem.prompt)
    said = infinitive or said
    said = said[0].upper() + said[1:]
    return said if said.endswith((".", "?", "!")) else f"{said.rstrip(' :;,')}."


def imperative(problem: Problem) -> str | None:
    """Return the statement as a command ("Find the sum of a list."), or None where it is worded another way."""
    said = summary(problem)
    return said if said and said.split(" ", 1)[0].lower() in wording.VERBS else None


def with_docstring(problem: Problem, found: Study) -> Insertion | None:
    """Return the summary as the docstring of the entry point, to be inserted; None where there is one or none fits."""
    said = summary(problem)
    function = found.function
    if said is None or function is None or ast.get_docstring(function) is not None:
        return None
    start = found.positions.span(function.body[0])[0]
    line = found.source.rfind("\n", 0, start) + 1
    indent = found.source[line:start]
    if indent.strip() or not indent:
        return None  # the body stands on the line of the head
    return Insertion(line, f'{indent}"""{said}"""\n')


def with_comment(problem: Problem) -> Insertion | None:
    """Return the statement as a comment above the solution, to be inserted; None where it is no single sentence."""
    words = " ".join(problem.prompt.split())
    if problem.form == "complete" or len(words) > _LONGEST:
        return None
    return Insertion(0, f"# {words}\n")
