"""PROTOCOLS: how a benchmark's problem is put to a model, where the answer ends, and what is run of it.

One row a pair of prompt kind and problem form. `native` is the project's own format, the one it is trained in, and `plan` the
same with a plan before the code; the others are what published figures used, and a figure always names its kind:

- `3-shot`: MBPP's paper (arXiv 2108.07732), three worked problems, all asserts shown, ends at [DONE];
- `zero-shot-bigcode`: the BigCode harness, MBPP as one docstring with the first assert, HumanEval's prompt stripped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hrm_codegen.code.extract import fenced, stop_at
from hrm_codegen.code.languages import LANGUAGES
from hrm_codegen.errors import UsageError, nearest
from hrm_codegen.prompts import Prompt, Special, Text, plan_first, read_planned
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.catalog import Source

CODEX_STOPS = ("\nclass", "\ndef", "\n#", "\nif", "\nprint")  # arXiv 2107.03374: a function body ends at the next of these
BIGCODE_HUMANEVAL_STOPS = ("\nclass", "\ndef", "\n#", "\n@", "\nprint", "\nif", "\n```", "<file_sep>")
BIGCODE_MBPP_STOPS = ("\nclass", "\nassert", '\n"""', "\nprint", "\nif", "\n<|/", "\n```")
PAPER_MBPP_STOPS = ("[DONE]",)
PLAN = "plan"  # the prompt kind whose answers begin with a plan
SHOTS = Source("mbpp", "prompt")  # where worked problems come from
SHOT_IDS = ("mbpp/2", "mbpp/3", "mbpp/4")

BuildPrompt = Callable[[Problem, Sequence[Problem]], Prompt]


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """One way to ask and to read the answer."""

    prompt: BuildPrompt  # the problem and the worked ones -> what the Generator answers
    stops: tuple[str, ...]  # the answer ends before the first of these; what is behind it is cut
    code: Callable[[Problem, str], str]  # the problem and the cut completion -> the code that is judged
    shots: tuple[str, ...] = ()  # ids of the worked problems it needs
    tasks: tuple[str, ...] = ()  # beginnings of the tasks' names it is defined for; empty is all
    attention: Literal["causal"] | None = "causal"  # plain text is read as raw code is trained; None is the model's own

    def read(self, problem: Problem, completion: str) -> str:
        """Return the code that a completion amounts to, cut at the first stop string."""
        return self.code(problem, stop_at(completion, self.stops))


def protocol(kind: str, problem: Problem) -> Protocol:
    """Return the row for a prompt kind and a problem; one that does not exist for it is a user's mistake."""
    found = PROTOCOLS.get((kind, problem.form))
    if found is not None and (not found.tasks or problem.task.startswith(found.tasks)):
        return found
    if kind not in KINDS:
        raise UsageError(f"unknown prompt kind {kind!r}{nearest(kind, KINDS)}")
    fitting = [name for name in KINDS if name != kind and _fits(name, problem)]
    raise UsageError(f"prompt kind {kind!r} is not defined for task {problem.task}; use one of: {', '.join(fitting)}")


def _fits(kind: str, problem: Problem) -> bool:
    row = PROTOCOLS.get((kind, problem.form))
    return row is not None and (not row.tasks or problem.task.startswith(row.tasks))


def _native(problem: Problem, shots: Sequence[Problem]) -> Prompt:
    del shots
    return problem.native_prompt()


def _planned(problem: Problem, shots: Sequence[Problem]) -> Prompt:
    del shots
    if problem.kind != "write":
        raise UsageError(
            f"{problem.id} is answered by {problem.kind}, and plans come before code that is written; leave --plan out"
        )
    return plan_first(problem.native_prompt())


def _raw(text: str, problem: Problem) -> Prompt:
    """Return plain text as a Prompt: the language's token, then the text, as raw code is trained."""
    parts = (Special(f"<|lang:{problem.language}|>"), Text(text))
    return Prompt(parts=parts, task="complete", language=problem.language, messages=({"role": "user", "content": text},))


def _docstring(problem: Problem) -> str:
    return f'"""\n{problem.prompt}\n{problem.tests[0]}\n"""\n'


def _bigcode_mbpp(problem: Problem, shots: Sequence[Problem]) -> Prompt:
    del shots
    return _raw(_docstring(problem), problem)


def _bigcode_humaneval(problem: Problem, shots: Sequence[Problem]) -> Prompt:
    del shots
    return _raw(problem.prompt.strip(), problem)


def _worked(problem: Problem) -> str:
    tests = "\n".join(problem.tests)
    return (
        f"You are an expert Python programmer, and here is your task: {problem.prompt} "
        f"Your code should pass these tests:\n\n{tests}\n[BEGIN]\n"
    )


def _three_shot(problem: Problem, shots: Sequence[Problem]) -> Prompt:
    return _raw("".join(f"{_worked(shot)}{shot.solution}\n[DONE]\n" for shot in shots) + _worked(problem), problem)


def _native_code(problem: Problem, completion: str) -> str:
    """Return the answer; a described problem may be answered in a fenced block."""
    if problem.form == "describe" and "```" in completion:
        return fenced(completion, problem.language if problem.language in LANGUAGES else None)
    return problem.code(completion)


def _planned_code(problem: Problem, completion: str) -> str:
    """Return the code behind the plan; an outline may spell a stop string, so only what follows it is cut."""
    return protocol("native", problem).read(problem, read_planned(completion).answer)


PROTOCOLS: Mapping[tuple[str, str], Protocol] = {
    ("native", "describe"): Protocol(prompt=_native, stops=(), code=_native_code, attention=None),
    ("native", "complete"): Protocol(prompt=_native, stops=CODEX_STOPS, code=_native_code, attention=None),
    (PLAN, "describe"): Protocol(prompt=_planned, stops=(), code=_planned_code, attention=None),
    (PLAN, "complete"): Protocol(prompt=_planned, stops=(), code=_planned_code, attention=None),
    ("zero-shot-bigcode", "describe"): Protocol(
        prompt=_bigcode_mbpp, stops=BIGCODE_MBPP_STOPS, code=lambda problem, text: _docstring(problem) + text
    ),
    ("zero-shot-bigcode", "complete"): Protocol(
        prompt=_bigcode_humaneval, stops=BIGCODE_HUMANEVAL_STOPS, code=lambda problem, text: problem.prompt.strip() + text
    ),
    ("3-shot", "describe"): Protocol(
        prompt=_three_shot, stops=PAPER_MBPP_STOPS, code=lambda _problem, text: text, shots=SHOT_IDS, tasks=("mbpp",)
    ),
}

KINDS = tuple(dict.fromkeys(kind for kind, _ in PROTOCOLS))
