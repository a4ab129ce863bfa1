"""Problem, Case and Task: what every source of problems gives, whatever it was made from.

A Problem is one exercise with its reference solution and its tests; `as_json` is the line that `hrm data show` prints
(docs/formats.md). A Task is a named source of Problems with splits, some of which are held out for measuring and refuse
to be trained on. A Verdict says what running an answer showed; a wrong answer is a value, never an exception.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Protocol, Self

from hrm_codegen import prompts
from hrm_codegen.errors import DataError, HeldOutError
from hrm_codegen.sandbox import Outcome


class Case(NamedTuple):
    """One test of a Problem: a statement that raises when the answer is wrong, and whether the prompt shows it."""

    statement: str
    shown: bool


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One exercise. For Python, `program(solution)` is complete and exits 0."""

    id: str  # "mbpp/11", "humaneval/0", "exercises/<family>/<hash>"
    task: str  # the task it belongs to
    language: str = "python"
    prompt: str  # the text shown: a description, or the beginning of the code
    form: Literal["describe", "complete"] = "describe"  # "complete": the answer continues `prompt`, which is code
    solution: str
    setup: str = ""  # run after the solution and before the tests
    tests: tuple[str, ...] = ()  # statements, hidden ones included
    shown: int = 0  # how many of the tests the prompt shows, from the first
    entry_point: str = ""  # the function that the tests call
    tags: tuple[str, ...] = ()
    difficulty: str = ""
    licence: str = ""
    source: str = ""
    files: Mapping[str, str] = field(default_factory=dict)  # several files or other languages: path -> text
    kind: str = "write"  # what is asked of a described problem, one of prompts.TASK_KINDS
    context: str = ""  # the code that is asked about, beside the description
    error: str = ""  # what went wrong with that code
    record: Mapping[str, Any] = field(default_factory=dict)  # what a benchmark's own judge needs besides, as JSON values

    @property
    def runnable(self) -> bool:
        """Whether `program(answer)` judges an answer: Python with tests; other problems have a judge of their own."""
        return self.language == "python" and bool(self.tests)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The tests with their visibility."""
        return tuple(Case(statement, number < self.shown) for number, statement in enumerate(self.tests))

    def code(self, completion: str) -> str:
        """Return the whole answer: a completion as it is, or after the code that it continues."""
        return self.prompt + completion if self.form == "complete" else completion

    def program(self, code: str | None = None) -> str:
        """Return the complete program: the code (default: the reference solution), then the setup, then the tests."""
        return "\n".join([self.solution if code is None else code, self.setup, *self.tests]) + "\n"

    def native_prompt(self) -> prompts.Prompt:
        """Return the Prompt in the project's own format, the same for training and evaluation."""
        if self.form == "complete":
            return prompts.complete(self.prompt, language=self.language)
        if self.kind == "command":
            return prompts.commands(self.prompt, ran=[prompts.Ran(*step) for step in self.record.get("ran", ())])
        return prompts.ask(
            self.prompt,
            task=self.kind,
            language=self.language,
            tests=self.tests[: self.shown],
            context=prompts.Context(nearby=(self.context,)) if self.context else None,
            error=self.error,
            context_budget_chars=len(self.context) + 1,
        )

    def example(self) -> prompts.Example:
        """Return the Prompt paired with the reference solution: one training record."""
        response = self.solution.removeprefix(self.prompt) if self.form == "complete" else self.solution.strip("\n")
        return prompts.answer(self.native_prompt(), response, task=self.task)

    def as_json(self) -> dict[str, Any]:
        """Return the Problem as one JSON object, as `hrm data show --json` prints it."""
        return dataclasses.asdict(self) | {"files": dict(self.files), "record": dict(self.record)}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Return the Problem that `as_json` wrote (the format's "v" aside); a strange or a missing field is a DataError."""
        fields: dict[str, Any] = {name: value for name, value in record.items() if name != "v"}
        fields |= {name: tuple(fields[name]) for name in ("tests", "tags") if name in fields}
        try:
            return cls(**fields)
        except TypeError as error:
            raise DataError(f"not a problem: {str(error).replace('Problem.__init__() ', '')}") from None


class Task(Protocol):
    """A source of Problems. One file under `tasks/` and one row in `TASKS` a member."""

    name: str
    splits: tuple[str, ...]
    held_out: frozenset[str]  # splits that are never trained on
    files: tuple[str, ...]  # the data files it reads; empty when it makes its problems itself
    licence: str

    def size(self, split: str) -> int:
        """Return how many problems `load` yields; missing data is NotFound."""
        ...

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the split's problems in a fixed order; missing data is NotFound with the command that fetches it."""
        ...


def refuse_held_out(task: Task, split: str) -> None:
    """Raise HeldOutError when a split is kept for measuring: called by everything that makes training data."""
    if split in task.held_out:
        allowed = [name for name in task.splits if name not in task.held_out]
        hint = f"trainable splits: {', '.join(allowed)}" if allowed else "nothing of this task may be trained on"
        raise HeldOutError(f"{task.name}:{split} is held out for measuring and cannot be trained on; {hint}")


class Kind(StrEnum):
    """What running an answer showed, from the worst to the best."""

    SYNTAX = "syntax"  # the answer does not parse
    TIMEOUT = "timeout"
    EXCEPTION = "exception"  # it parses and raises something else than a failed assert
    WRONG = "wrong"  # an assert failed, or the program ended before its last test
    PASS = "pass"  # noqa: S105  # not a password


class Verdict(NamedTuple):
    """The judgement of one answer: its kind and the last line that explains it."""

    kind: Kind
    detail: str

    @property
    def passed(self) -> bool:
        """Whether every test held."""
        return self.kind is Kind.PASS


def verdict(answer: str, outcome: Outcome) -> Verdict:
    """Judge a witnessed run: only a program that reached the end of its tests passes; leaving early does not."""
    try:
        ast.parse(answer)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Verdict(Kind.SYNTAX, f"{type(error).__name__}: {error}")
    if outcome.kind == "timeout":
        return Verdict(Kind.TIMEOUT, f"over {outcome.seconds:.1f} s")
    if outcome.kind in ("memory", "output_limit"):
        return Verdict(Kind.EXCEPTION, f"{outcome.kind} limit")
    if outcome.completed:
        return Verdict(Kind.PASS, "")
    last = outcome.stderr.strip().rsplit("\n", 1)[-1]
    if last.startswith("AssertionError") or outcome.returncode == 0:
        return Verdict(Kind.WRONG, last or "the program ended before its last test")
    return Verdict(Kind.EXCEPTION, last or f"exit status {outcome.returncode}")
