"""One converter from a problem with solutions to LiveCodeBench's four scenarios, for measuring and for training alike.

generation: write the program. repair: mend one that failed, told how. output_prediction: complete an assert from the
statement alone. execution: complete it from the code alone. What is asked of a person who measures is a Problem; what a
model is trained on is an Item made from the same Problem, with the programs that prove it.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hrm_codegen.errors import DataError
from hrm_codegen.tasks import asserts
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.items import Item, Proof

SCENARIOS = ("generation", "repair", "output_prediction", "execution")
_COMPLETE = "Complete the assert: give the value of ??"
_SHOWN_CHARS = 300  # of an input or output in an error message, as the benchmark's judge cuts them


class Call(NamedTuple):
    """A call of the problem's function and its value, both as Python text."""

    arguments: str
    output: str


class Failure(NamedTuple):
    """A program that failed, and the judge's record of its first failure."""

    code: str
    error: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Solved:
    """A problem with solutions, whatever it comes from: what the scenarios are made of."""

    id: str  # "livecodebench/2777"
    task: str
    statement: str
    starter_code: str = ""
    function: str = ""  # what is called: "f", or "Solution().f"; empty where programs read stdin
    preamble: str = ""  # imports that the solutions count on
    calls: tuple[Call, ...] = ()
    solutions: tuple[str, ...] = ()  # all pass
    failures: tuple[Failure, ...] = ()
    difficulty: str = ""
    tags: tuple[str, ...] = ()
    licence: str = ""
    source: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)  # the benchmark's header and cases

    @property
    def entry_point(self) -> str:
        """The function's bare name."""
        return self.function.rpartition(".")[2]


def call_of(case: Mapping[str, Any], *, where: str) -> Call:
    """Return a functional case (one JSON argument a line) as Python text; raise DataError when it is not JSON."""
    try:
        arguments = [repr(json.loads(line)) for line in str(case["input"]).split("\n")]
        return Call(", ".join(arguments), repr(json.loads(str(case["output"]))))
    except ValueError as error:
        raise DataError(f"{where}: a case is not JSON ({error})") from None


def of_problem(problem: Problem) -> Solved | None:
    """Return a Python problem with asserts, an exercise of ours for one, as a Solved; None where no assert is a plain call."""
    if not problem.runnable or not problem.solution or problem.form == "complete":
        return None
    checks = (asserts.take_apart(test, problem.entry_point) for test in problem.tests)
    calls = (Call(", ".join(map(ast.unparse, check.call.args)), ast.unparse(check.expected)) for check in checks if check)
    found = tuple(calls)
    if not found:
        return None
    return Solved(
        id=problem.id,
        task=problem.task,
        statement=problem.prompt,
        function=problem.entry_point,
        calls=found,
        solutions=(problem.solution,),
        difficulty=problem.difficulty,
        tags=problem.tags,
        licence=problem.licence,
        source=problem.source,
    )


def generation(solved: Solved) -> Problem:
    """Return the problem of writing the program; the reference is the first solution, if there is one."""
    reference = solved.solutions[0] if solved.solutions else ""
    return _problem(solved, "generation", id=solved.id, prompt=solved.statement, context=solved.starter_code, solution=reference)


def repair(solved: Solved) -> Iterator[Problem]:
    """Yield a problem for each failed program: mend it, told the judge's message."""
    reference = solved.solutions[0] if solved.solutions else ""
    for number, failure in enumerate(solved.failures):
        yield _problem(
            solved, "repair", id=f"{solved.id}/repair/{number}", prompt=solved.statement, kind="repair", context=failure.code,
            error=feedback(failure.error), solution=reference, judged={"error": dict(failure.error)},
        )  # fmt: skip


def output_prediction(solved: Solved, number: int, call: Call, *, judged: Mapping[str, Any] | None = None) -> Problem:
    """Return the problem of saying, from the statement alone, what a call gives."""
    asked = f"{solved.statement.strip()}\n\n{_COMPLETE}\nassert {solved.entry_point}({call.arguments}) == ??"
    return _problem(
        solved, "output_prediction", id=f"{solved.id}/output/{number}", prompt=asked, kind="predict", context=solved.starter_code,
        solution=call.output, judged=judged,
    )  # fmt: skip


def execution(solved: Solved, number: int | str, code: str, call: Call) -> Problem:
    """Return the problem of saying, from the code alone, what a call gives."""
    asked = f"{_COMPLETE}\nassert {solved.function}({call.arguments}) == ??"
    judged = {"code": code, "input": f"{solved.function}({call.arguments})", "output": call.output}
    return _problem(
        solved, "execution", id=f"{solved.id}/execution/{number}", prompt=asked, kind="predict", context=code,
        solution=call.output, judged=judged,
    )  # fmt: skip


def feedback(error: Mapping[str, Any]) -> str:
    """Return a judge's record of a failure as a message: what went wrong, then input, output and expected value where known."""
    message = str(error.get("error_message") or "Wrong Answer")
    if error.get("error") and str(error["error"]) not in message:
        message = f"{message}: {error['error']}"
    fields = (("Input", "inputs"), ("Output", "output"), ("Expected", "expected"))
    told = [f"{title}:\n{_cut(str(error[name]).strip())}" for title, name in fields if error.get(name) is not None]
    return "\n".join([message, *told])


def training_items(solved: Solved, scenarios: Sequence[str] = SCENARIOS, *, longest_chars: int = 3000) -> Iterator[Item]:
    """Yield the scenarios of a problem as Items with the programs that prove them.

    Only problems with calls are proven; prompts and answers longer than `longest_chars` together are left out.
    """
    for problem in _training_problems(solved, scenarios):
        example = problem.example()
        prompt = example.prompt.text if example.prompt else ""
        if len(prompt) + len(problem.solution) <= longest_chars:
            scenario = str(problem.record["scenario"])
            yield Item(
                id=problem.id if scenario != "generation" else f"{problem.id}/generation",
                component={"generation": "write", "repair": "repair"}.get(scenario, "predict"),
                example=example,
                difficulty=2,
                tags=solved.tags,
                statement=solved.statement,
                code=solved.solutions[0],
                proofs=tuple(_proofs(solved, problem, scenario)),
                licence=solved.licence,
                source=solved.source,
            )


def program(solved: Solved, code: str, calls: Sequence[Call] | None = None) -> str:
    """Return a complete Python program that exits 0 when the code gives what the calls (default: all) must give."""
    tests = [f"assert {solved.function}({call.arguments}) == {call.output}" for call in (solved.calls if calls is None else calls)]
    return "\n".join([solved.preamble, code, *tests]) + "\n"


def _training_problems(solved: Solved, scenarios: Sequence[str]) -> Iterator[Problem]:
    if not solved.solutions:
        return
    if "generation" in scenarios:
        yield generation(solved)
    if "repair" in scenarios:
        yield from repair(solved)
    if solved.calls and "output_prediction" in scenarios:
        yield output_prediction(solved, 0, solved.calls[0])
    if solved.calls and "execution" in scenarios:
        yield execution(solved, 0, solved.solutions[0], solved.calls[-1])


def _proofs(solved: Solved, problem: Problem, scenario: str) -> Iterator[Proof]:
    if not solved.calls:
        return
    yield Proof(program(solved, solved.solutions[0]))
    if scenario == "repair":
        yield Proof(program(solved, problem.context), passes=False)


def _problem(solved: Solved, scenario: str, *, judged: Mapping[str, Any] | None = None, **fields: Any) -> Problem:
    return Problem(
        task=solved.task,
        entry_point=solved.entry_point,
        difficulty=solved.difficulty,
        tags=solved.tags,
        licence=solved.licence,
        source=solved.source,
        record={**solved.record, **(judged or {}), "scenario": scenario},
        **fields,
    )


def _cut(text: str) -> str:
    half = _SHOWN_CHARS // 2
    return text if len(text) <= _SHOWN_CHARS else f"{text[:half]}...(truncated) ...{text[-half:]}"
