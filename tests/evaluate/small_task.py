"""Problems in the forms of MBPP and HumanEval, small, and a judge that runs nothing: what the tests beside it share."""

from __future__ import annotations

from hrm_codegen.evaluate.judge import syntax_fault
from hrm_codegen.evaluate.runner import Judgement
from hrm_codegen.tasks.base import Kind, Problem
from hrm_codegen.tasks.catalog import Source

SOURCE = Source("mbpp", "test")


def problem(number: int) -> Problem:
    """Make a problem in MBPP's form: a function that adds its number."""
    name = f"add_{number}"
    return Problem(
        id=f"mbpp/{number}",
        task="mbpp",
        prompt=f"Write a function that adds {number}.",
        solution=f"def {name}(x):\n    return x + {number}",
        tests=(f"assert {name}(1) == {1 + number}", f"assert {name}(-{number}) == 0"),
        shown=1,
        entry_point=name,
    )


def completing(number: int) -> Problem:
    """Make a problem in HumanEval's form: signature and docstring to continue."""
    prompt = f'\n\ndef up_{number}(x):\n    """Add {number}."""\n'
    return Problem(
        id=f"humaneval/{number}",
        task="humaneval",
        prompt=prompt,
        form="complete",
        solution=f"{prompt}    return x + {number}\n",
        setup=f"\ndef check(candidate):\n    assert candidate(1) == {1 + number}\n",
        tests=(f"check(up_{number})",),
        entry_point=f"up_{number}",
    )


def lookalike(problem: Problem, code: str) -> Judgement:
    """Judge by comparing with the reference solution: fast, and nothing is run."""
    if broken := syntax_fault(code):
        return Judgement(Kind.SYNTAX, "not_run", broken, 0.0)
    right = code == problem.solution
    return Judgement(Kind.PASS if right else Kind.WRONG, "ok" if right else "failed", "" if right else "AssertionError", 0.01)
