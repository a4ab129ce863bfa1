"""repair: a planted bug that makes a shown test fail, or breaks the syntax, with the error it really gives, and the fix."""

from __future__ import annotations

import random
import re

from hrm_codegen.code import syntax
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import trial
from hrm_codegen.tasks.derived.base import Study, Work, item, pick, study
from hrm_codegen.tasks.derived.layout import changed
from hrm_codegen.tasks.derived.mutations import Mutant, mutants
from hrm_codegen.tasks.items import Item, Proof

OUTS = {"code": 0.4, "diff": 0.45, "udiff": 0.15}
_SYNTAX_SHARE = 0.12
_TRIED = 4  # mutants run for one Item
_LONGEST_ERROR = 240  # characters
_ASKED = (
    "Fix the bug in this code.|The code fails its test. Fix it.|Find and fix the mistake.|"
    "This function does not work as intended; repair it.|"
    "Correct the code so that the tests pass.|There is a bug in {name}. Fix it.|Debug {name}.|"
    "Something is wrong here. Make the test pass.|"
    "The test below fails. Change the code so that it passes.|Repair {name}."
)
_ASKED_SYNTAX = (
    "Fix the syntax error.|This code does not compile. Fix it.|Python refuses this file; mend it.|Correct the syntax of this code.|"
    "The parser reports an error. Fix the code.|Repair the code so that it can be run."
)
_WHAT = "{asked}\n{statement}|{asked} It is meant to do this: {statement}|{statement}\n{asked}|{asked}|{asked}\nTask: {statement}"


def derive(problem: Problem, rng: random.Random) -> Work:
    """Plant a bug, run the shown tests on it, and ask for the fix."""
    found = study(problem)
    if found is None:
        return None
    if rng.random() < _SYNTAX_SHARE:
        return _syntax_item(problem, found, rng)
    tried = mutants(found, rng, _TRIED)
    shown = problem.tests[: max(1, problem.shown)]
    results = yield [trial.program(problem, mutant.source, shown) for mutant in tried]
    failures = ((mutant, trial.failure(result, shown)) for mutant, result in zip(tried, results, strict=True))
    broken = next(((mutant, failure) for mutant, failure in failures if failure), None)
    if broken is None:
        return None
    mutant, failure = broken
    asked = _asked(problem, pick(rng, _ASKED, name=problem.entry_point), rng)
    error = _told(failure, rng) if rng.random() < 0.9 else ""
    example = changed(
        problem, task="repair", description=asked, old=mutant.source, new=found.source, outs=OUTS, rng=rng, tests=shown, error=error
    )
    fails = Proof(f"{mutant.source}\n{problem.setup}\n{failure.test}\n", passes=False)
    return item(problem, "repair", example, proofs=[fails, problem.program(found.source)])


def _asked(problem: Problem, asked: str, rng: random.Random) -> str:
    return pick(rng, _WHAT, asked=asked, statement=problem.prompt.strip())


def _told(failure: trial.Failure, rng: random.Random) -> str:
    """Return the error as a test run reports it: the failed line, or what was returned."""
    kind = failure.error.strip().removesuffix(":")
    gave = failure.gave
    if gave and rng.random() < 0.6:
        call = trial.call_of(failure.test)
        expected = failure.test.rpartition("==")[2].strip()
        return pick(
            rng,
            "{call} returned {gave}, expected {expected}|{test}\nAssertionError: got {gave}|"
            "AssertionError: {call} is {gave}, not {expected}|"
            "expected {expected}, got {gave}",
            call=call, gave=gave, expected=expected, test=failure.test,
        )  # fmt: skip
    short = kind[:_LONGEST_ERROR]
    return (
        pick(rng, "{test}\n{error}|{error}\nin: {test}|{error}", test=failure.test, error=short)
        if kind != "AssertionError"
        else (f"{failure.test}\n{short}")
    )


# --- syntax -----------------------------------------------------------------------------------------------------------


def _syntax_item(problem: Problem, found: Study, rng: random.Random) -> Item | None:
    broken = _broken(found, rng)
    if broken is None:
        return None
    asked = pick(rng, _ASKED_SYNTAX)
    error = ""
    try:
        syntax.parse(broken.source)
    except SyntaxError as wrong:
        error = f"{type(wrong).__name__}: {wrong.msg} (line {wrong.lineno})"
    if rng.random() < 0.3:
        asked = _asked(problem, asked, rng)
    example = changed(
        problem, task="repair", description=asked, old=broken.source, new=found.source, outs=OUTS, rng=rng, error=error
    )
    return item(problem, "repair", example, proofs=[Proof(broken.source, passes=False), problem.program(found.source)])


_PLACES = {  # what is broken -> where, as a pattern, and what takes the match's place
    "missing colon": (r":(?=\n)", ""),
    "missing bracket": (r"[)\]}](?=:?\n)", ""),
    "extra bracket": (r"\)(?=\n)", "))"),
    "missing opening bracket": (r"(?<=\w)[(\[]", " "),
    "missing quote": (r"(?<=\w)['\"]", ""),
    "assignment for comparison": (r"==(?= )", "="),
    "indented too far": (r"(?<=\n)    (?=\S)", "      "),
    "not indented": (r"(?<=:\n)( {4,})", ""),
    "misspelt keyword": (r"\b(return|while|for|def|elif|else)\b", "{less}"),
    "missing in": (r"(?<=for )(\w+) in ", r"\1 "),
    "missing comma": (r"(?<=[\w)\]]), (?=\w)", " "),
}


def _broken(found: Study, rng: random.Random) -> Mutant | None:
    """Return the source with its syntax broken in one place, or None where the place drawn leaves it valid."""
    for kind in rng.sample(sorted(_PLACES), len(_PLACES)):
        pattern, text = _PLACES[kind]
        places = list(re.finditer(pattern, found.source))
        if not places:
            continue
        place = rng.choice(places)
        new = place.expand(text) if text != "{less}" else place[0][:-2] + place[0][-1]
        source = found.source[: place.start()] + new + found.source[place.end() :]
        if not syntax.parses(source):
            return Mutant(kind, source)
    return None
