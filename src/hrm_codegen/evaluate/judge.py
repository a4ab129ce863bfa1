"""The judges of answers, by what was asked for.

A Python program runs in the sandbox, and only one that reached the end of its tests passes; commands run in a throw-away
folder there, and the state that they leave decides.
"""

from __future__ import annotations

import ast
import time

from hrm_codegen import sandbox
from hrm_codegen.errors import Unsupported
from hrm_codegen.evaluate.runner import NOT_RUN, Judge, Judgement
from hrm_codegen.tasks import tooluse
from hrm_codegen.tasks.base import Kind, Problem, verdict
from hrm_codegen.tools import proving

COMMANDS_TIMEOUT_S = proving.LIMITS.timeout_s  # for all commands of an answer, with the folder's setup and the checks


def judge(timeout_s: float) -> Judge:
    """Return the judge of every answer that can be judged here; the limit is for Python programs, commands have their own."""
    python = python_judge(timeout_s)
    return lambda problem, code: command_judge(problem, code) if is_command(problem) else python(problem, code)


def is_command(problem: Problem) -> bool:
    """Whether commands answer a problem, and the state that they leave is judged."""
    return problem.kind == "command" and problem.task == tooluse.TOOLUSE.name


def can_be_judged(problem: Problem) -> bool:
    """Whether an answer to a problem can be judged on a machine that has the tools for it."""
    return problem.runnable or is_command(problem)


def missing_tool(problem: Problem) -> str:
    """Return the program that judging a problem needs and that is not installed here, or nothing."""
    return proving.missing(tooluse.restore(problem).recipe.tool) if is_command(problem) else ""


def command_judge(problem: Problem, code: str) -> Judgement:
    """Judge commands by the state that they leave; raises NotFound when their tool is not installed."""
    began = time.monotonic()
    found = tooluse.judge(problem, code)
    if found.kind is Kind.SYNTAX:
        return Judgement(found.kind, NOT_RUN, found.detail, 0.0)
    ended = {Kind.PASS: "ok", Kind.TIMEOUT: "timeout"}.get(found.kind, "failed")
    return Judgement(found.kind, ended, found.detail, time.monotonic() - began)


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
