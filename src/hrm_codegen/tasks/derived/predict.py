"""predict: what a call gives, from the code or from the statement; and the other way round, a call that gives a value.

Half of the calls are not in the problem's tests: the sandbox tells their values, and the proofs confirm them.
"""

from __future__ import annotations

import ast
import random

from hrm_codegen import prompts
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import values
from hrm_codegen.tasks.derived.base import Study, Work, item, pick, study, weighted

_FORMS = {"value": 0.45, "assert": 0.25, "statement": 0.15, "input": 0.15}
_QUESTIONS = (
    "What does {call} return?|What is the value of {call}?|What is the result of {call}?|Give the return value of {call}.|"
    "Predict the output of {call}.|Work out what {call} gives.|Evaluate {call} with the code below.|"
    "The code is run and {call} is printed with repr. What is shown?"
)
_ASSERTS = (
    "Complete the assert so that it holds.|Fill in the expected value of the assert.|"
    "Replace ?? by the value that makes the assert true.|"
    "What has to stand in place of ?? for the assert to pass?|Finish the test: what does the call return?|"
    "Execute the code in your head and complete the assert.|Write the assert with its right side filled in."
)
_INPUTS = (
    "Find an argument for which the assert holds.|Replace ?? by an input that makes the assert true.|"
    "Which input gives this output? Complete the assert.|What can be passed so that the assert passes?|"
    "Work backwards: find arguments that give this result."
)


def derive(problem: Problem, rng: random.Random) -> Work:
    """Ask for the value of a call, or for a call with a value."""
    found = study(problem)
    if found is None or not found.checks:
        return None
    pair = _known(found, rng)
    if rng.random() < 0.6 or pair is None:
        fresh = values.calls(found, rng, 3)
        (result,) = yield [values.asking(problem, found.source, fresh)]
        pair = next(
            ((one.call, text) for one in values.told(result, fresh) if one.value and (text := values.shown(one.value.value))), pair
        )
    if pair is None or pair[1] == "None":
        return None
    form = weighted(rng, _FORMS)
    proof = problem.program(found.source) + f"assert {pair[0]} == {pair[1]}\n"
    return item(problem, "predict", _example(problem, found, form, pair, rng), proofs=[proof])


def _known(found: Study, rng: random.Random) -> tuple[str, str] | None:
    """Return a call of the tests with its value."""
    check = rng.choice(found.checks)
    text = values.shown(ast.literal_eval(check.expected))
    call = ast.unparse(check.call)
    return (call, text) if text and len(call) <= 160 else None


def _example(problem: Problem, found: Study, form: str, pair: tuple[str, str], rng: random.Random) -> prompts.Example:
    call, value = pair
    context = prompts.Context(nearby=(found.source,))
    if form == "value":
        prompt = prompts.ask(pick(rng, _QUESTIONS, call=call), task="predict", context=context)
        return prompts.answer(prompt, value)
    if form == "input":
        name, _, rest = call.partition("(")
        prompt = prompts.ask(pick(rng, _INPUTS), task="predict", context=context, tests=[f"assert {name}(??) == {value}"])
        return prompts.answer(prompt, f"assert {name}({rest} == {value}")
    if form == "statement":
        text = f"{problem.prompt.strip()}\n{pick(rng, _ASSERTS)}"
        prompt = prompts.ask(text, task="predict", tests=[f"assert {call} == ??"])
        return prompts.answer(prompt, f"assert {call} == {value}")
    prompt = prompts.ask(pick(rng, _ASSERTS), task="predict", context=context, tests=[f"assert {call} == ??"])
    return prompts.answer(prompt, f"assert {call} == {value}")
