"""test: asserts for a function; they hold on its solution, and at least one fails on a planted bug."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hrm_codegen import prompts
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import trial, values
from hrm_codegen.tasks.derived.base import Study, Work, item, pick, study, weighted
from hrm_codegen.tasks.derived.mutations import mutants
from hrm_codegen.tasks.items import Proof

_NUMBERS = ("one", "two", "three", "four")
_TRIED = 3  # mutants run for one Item
_SEEN = {"code": 0.5, "both": 0.3, "statement": 0.2}  # what the prompt shows
_FORMS = {"asserts": 0.65, "function": 0.2, "functions": 0.15}
_ASKED = {
    "asserts": "Write {n} assert{s} for {name}.|Write {n} test{s} for {name}, written with assert.|"
    "Give {n} assert{s} that {name} must pass.|"
    "Test {name} with {n} assert{s}.|Add {n} assert{s} that check{one} {name}.|"
    "Come up with {n} test{s} for this function: assert only.|"
    "Which assert{s} would you write to test {name}? Give {n}.",
    "function": "Write a pytest test for {name} with {n} assert{s}.|Write a test function test_{name} with {n} assert{s}.|"
    "Write test_{name} for pytest: {n} check{s}.|Put {n} assert{s} for {name} into one pytest function.",
    "functions": "Write {n} pytest function{s} for {name}, one assert each.|"
    "Write {n} small test{s} for {name}, each a function of its own.|"
    "Write {n} unit test{s} for {name} in pytest style.|Cover {name} with {n} pytest test{s} of one assert each.",
}


def derive(problem: Problem, rng: random.Random) -> Work:
    """Ask for a few tests: some of the problem's own, some on new inputs."""
    found = study(problem)
    if found is None or not found.checks:
        return None
    fresh = values.calls(found, rng, 4)
    tried = mutants(found, rng, _TRIED)
    (result,) = yield [values.asking(problem, found.source, fresh)]
    tests = _tests(problem, values.told(result, fresh), rng)
    results = yield [trial.program(problem, mutant.source, tests) for mutant in tried]
    killed = (mutant for mutant, result in zip(tried, results, strict=True) if trial.failure(result, tests))
    mutant = next(killed, None)
    if mutant is None or not tests:
        return None
    form = weighted(rng, _FORMS)
    response, call = _written(problem.entry_point, tests, form)
    proof = f"{found.source}\n{problem.setup}\n{response}\n{call}\n"
    fails = Proof(f"{mutant.source}\n{problem.setup}\n{response}\n{call}\n", passes=False)
    return item(problem, "test", prompts.answer(_prompt(problem, found, form, tests, rng), response), proofs=[proof, fails])


def _tests(problem: Problem, fresh: Sequence[values.Told], rng: random.Random) -> list[str]:
    """Return one to four asserts, distinct, their results as different as can be."""
    known = [(trial.call_of(test), test.partition("==")[2].strip()) for test in problem.tests if trial.call_of(test)]
    pairs = [(call, value) for call, value in known if len(call) + len(value) < 120]
    pairs += [(one.call, text) for one in fresh if one.value and (text := values.shown(one.value.value))]
    rng.shuffle(pairs)
    first = {value: call for call, value in reversed(pairs)}
    pairs.sort(key=lambda pair: first[pair[1]] != pair[0])  # one of each result first
    return [f"assert {call} == {value}" for call, value in pairs[: rng.choice((1, 2, 3, 3, 4))]]


def _written(name: str, tests: Sequence[str], form: str) -> tuple[str, str]:
    """Return the tests as code, and the calls that run them."""
    if form == "asserts":
        return "\n".join(tests), ""
    if form == "function":
        return f"def test_{name}():\n" + "\n".join(f"    {test}" for test in tests), f"test_{name}()"
    named = [f"test_{name}" if len(tests) == 1 else f"test_{name}_{number}" for number in range(1, len(tests) + 1)]
    texts = [f"def {function}():\n    {test}" for function, test in zip(named, tests, strict=True)]
    return "\n\n\n".join(texts), "\n".join(f"{function}()" for function in named)


def _prompt(problem: Problem, found: Study, form: str, tests: Sequence[str], rng: random.Random) -> prompts.Prompt:
    seen = weighted(rng, _SEEN)
    number = rng.choice((str(len(tests)), _NUMBERS[len(tests) - 1]))
    plural = "" if len(tests) == 1 else "s"
    asked = pick(rng, _ASKED[form], n=number, s=plural, one="s" if len(tests) == 1 else "", name=problem.entry_point)
    if seen != "code":
        asked = pick(rng, "{asked}\n{said}|{said}\n{asked}|{asked} Its task: {said}", asked=asked, said=problem.prompt.strip())
    context = None if seen == "statement" else prompts.Context(nearby=(found.source,))
    return prompts.ask(asked, task="test", context=context)
