"""How a change of one file is asked for and answered: as code, SEARCH/REPLACE blocks, a unified diff or the whole file."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from hrm_codegen import prompts
from hrm_codegen.code.edits import make
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import weighted

_FILES = ("main.py", "solution.py", "{name}.py", "src/{name}.py", "utils.py", "app.py", "lib/{name}.py", "code.py")


def path_for(problem: Problem, rng: random.Random) -> str:
    """Return a file name that the problem's code may stand under."""
    return rng.choice(_FILES).format(name=problem.entry_point.lower() or "code")


def changed(
    problem: Problem,
    *,
    task: str,
    description: str,
    old: str,
    new: str,
    outs: Mapping[str, float],
    rng: random.Random,
    tests: Sequence[str] = (),
    error: str = "",
) -> prompts.Example:
    """Return the Example that asks for a change of `old` into `new`, its format drawn from `outs`.

    Raises Unsupported where the format cannot say the change.
    """
    out = weighted(rng, outs)
    if out == "code":
        context = prompts.Context(nearby=(old,))
        response = new.strip("\n")
    else:
        path = path_for(problem, rng)
        context = prompts.Context(files={path: old})
        response = make(out, path, old, new).rstrip("\n")
    prompt = prompts.ask(description, task=task, out=out, context=context, tests=tests, error=error, language=problem.language)
    return prompts.answer(prompt, response)
