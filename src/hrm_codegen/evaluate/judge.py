"""The judge of an answer: its program runs in the sandbox, and only one that reached the end of its tests passes."""

from __future__ import annotations

import ast

from hrm_codegen import sandbox
from hrm_codegen.errors import Unsupported
from hrm_codegen.evaluate.runner import NOT_RUN, Judge, Judgement
from hrm_codegen.tasks.base import Kind, Problem, verdict


def python_judge(timeout_s: float) -> Judge:
    """Return the judge of Python answers under a limit of so many seconds for the whole program, all asserts together."""
    limits = sandbox.Limits(timeout_s=timeout_s)

    def judge(problem: Problem, code: str) -> Judgement:
        if problem.language != "python":
            raise Unsupported(f"{problem.id} is {problem.language}; only Python answers can be judged so far")
        if broken := syntax_fault(code):
            return Judgement(Kind.SYNTAX, NOT_RUN, broken, 0.0)
        outcome = sandbox.run_python(problem.program(code), limits=limits, witness=True)
        found = verdict(code, outcome)
        return Judgement(found.kind, outcome.kind, found.detail, outcome.seconds)

    return judge


def syntax_fault(code: str) -> str:
    """Return why the code does not parse, or nothing: the AST check; what does not parse is not run."""
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"{type(error).__name__}: {error}"
    return ""
