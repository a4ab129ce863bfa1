"""document: what a function does, from its code: a sentence, a docstring, or the function with the docstring in it."""

from __future__ import annotations

import ast
import random

from hrm_codegen import prompts
from hrm_codegen.tasks import asserts
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived.base import Study, Work, item, pick, study, weighted
from hrm_codegen.tasks.derived.layout import changed
from hrm_codegen.tasks.derived.summary import docstring, of_doing, with_docstring

_FORMS = {"sentence": 0.35, "docstring": 0.25, "function": 0.25, "usage": 0.15}
_LONGEST = 220  # characters of a description
_ASKED = {
    "sentence": "What does {name} do? Answer in one sentence.|Describe this function in one sentence.|"
    "Say in a sentence what the code does.|"
    "Summarise {name} in one line.|Explain shortly what {name} does.|Give a one-line description of this function.|"
    "What is this function for?",
    "docstring": "Write a docstring for {name}.|Write the docstring of this function.|Document {name} with a docstring.|"
    "What should the docstring of {name} say? Write it.|Give this function a docstring; answer with the docstring only.",
    "function": "Add a docstring to {name}.|Document this function.|Insert a docstring that says what {name} does.|"
    "Add documentation to this code: a docstring.|Give {name} a docstring and leave the rest as it is.",
    "usage": "Show how {name} is used, as a doctest.|Write a doctest example for {name}.|"
    "Give an example call of {name} with its result.|"
    "Write a usage line for {name} in doctest style.",
}


def derive(problem: Problem, rng: random.Random) -> Work:
    """Ask for documentation of the solution's entry point."""
    yield from ()
    found = study(problem)
    said = of_doing(problem)
    inserted = with_docstring(problem, found) if found else None
    if found is None or said is None or len(said) > _LONGEST or inserted is None:
        return None
    form = weighted(rng, _FORMS)
    documented = found.source[: inserted.at] + inserted.text + found.source[inserted.at :]
    asked = pick(rng, _ASKED[form], name=problem.entry_point)
    proofs = [problem.program(documented)]
    if form == "function":
        outs = {"code": 0.5, "diff": 0.35, "udiff": 0.15}
        example = changed(problem, task="document", description=asked, old=found.source, new=documented, outs=outs, rng=rng)
        return item(problem, "document", example, proofs=proofs)
    response = _usage(found, rng) if form == "usage" else said if form == "sentence" else docstring(said)
    if response is None:
        return None
    prompt = prompts.ask(asked, task="document", context=prompts.Context(nearby=(found.source,)))
    return item(problem, "document", prompts.answer(prompt, response), proofs=proofs)


def _usage(found: Study, rng: random.Random) -> str | None:
    """Return one call with its result, as the interpreter shows it."""
    lines = [text for check in found.checks if (text := asserts.doctest(check)) and ast.unparse(check.expected) in text]
    return rng.choice(lines) if lines else None
