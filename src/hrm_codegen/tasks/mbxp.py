"""MBXP: MBPP's problems in Python, C++, Go, Java and JavaScript; the splits follow MBPP's ids.

Only "train" (ids over 600, without those that repeat test problems) may be trained on; it holds what has a reference
solution that is not known to fail. Go has no solutions at all. JavaScript's tests want lodash.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator

from hrm_codegen import prompts
from hrm_codegen.tasks import datafiles, mbpp
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.benchfile import PROGRAM_FILES
from hrm_codegen.tasks.finite import Left, of_problem, part_of
from hrm_codegen.tasks.items import Item

FILE = "mbxp/mbxp.jsonl.gz"
_COMMENT = re.compile(r"[ \t]*/\*\*.*?\*/\n?", re.DOTALL)  # the words and examples before the function
_FAILING = frozenset(
    {64, 160, 341, 367, 596, 601, 607, 631, 642, 927}
)  # Python references that fail their tests when these are called


class Mbxp:
    """The data set of arXiv 2210.14868."""

    name = "mbxp"
    splits: tuple[str, ...] = mbpp.SPLITS
    held_out: frozenset[str] = frozenset(mbpp.SPLITS) - {"train"}
    files: tuple[str, ...] = (FILE,)
    licence = datafiles.FILES[FILE].licence

    def size(self, split: str) -> int:
        """Return how many problems a split has."""
        return sum(1 for _ in self.load(split))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the split's problems in the order of the file; missing data is NotFound, a bad line DataError."""
        assert split in self.splits
        for row in datafiles.rows(datafiles.find(FILE)):
            if mbpp.split_of(row.integer("mbpp_task_id")) == split and (split != "train" or _taught(row)):
                yield self._problem(row)

    def _problem(self, row: datafiles.Row) -> Problem:
        language, prompt, test = row.text("language"), row.text("prompt").lstrip("\n"), row.text("test")
        reference, python = row.fields.get("canonical_solution"), language == "python"
        known = isinstance(reference, str) and not (python and row.integer("mbpp_task_id") in _FAILING)
        solution = f"{prompt.rstrip()}\n{str(reference).strip(chr(10))}\n" if known else ""
        return Problem(
            id=f"{self.name}/{row.text('task_id').lower()}",
            task=self.name,
            language=language,
            prompt=f"{prompt.rstrip()}\n",
            form="complete",
            solution=solution,
            setup=f"answer = {row.text('entry_point')}\n{test}" if python else "",
            tests=("check(answer)",) if python else (),
            entry_point=row.text("entry_point"),
            licence=self.licence,
            source="mxeval",
            files={} if python or not solution else {PROGRAM_FILES[language]: f"{solution}\n{test}"},
            record={
                "test": test,
                "description": row.text("description"),
                "mbpp_task_id": row.integer("mbpp_task_id"),
                "verified": row.fields.get("canonical_verified"),
            },
        )


def _taught(row: datafiles.Row) -> bool:
    failing = row.fields.get("canonical_verified") is False
    failing = failing or (row.text("language") == "python" and row.integer("mbpp_task_id") in _FAILING)
    return isinstance(row.fields.get("canonical_solution"), str) and not failing


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield the training part in JavaScript, whose references were run: signatures to complete, then functions to write."""
    del seed
    return part_of(_items("mbxp", "javascript"), part, count)


def make_unverified(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield the training part in C++ and Java; nobody ran these references, and some are plainly wrong."""
    del seed
    return part_of(_items("mbxp unverified", "cpp", "java"), part, count)


def _items(name: str, *languages: str) -> Iterator[Item]:
    left, problems = Left(name), list[Problem]()
    for problem in MBXP.load("train"):
        if problem.language in languages:
            if _hard_coded(problem):
                left.out("answers of the tests spelled out")
            elif _guessable(problem):
                left.out("tests that a guess passes: true, false or nothing")
            else:
                problems.append(problem)
    return left.told(_both_forms(problems))


def _hard_coded(problem: Problem) -> bool:
    """Whether the body holds an example's value: such solutions know the tests and not the task."""
    body = problem.solution.removeprefix(problem.prompt)
    values = (example.rpartition(" -> ")[2].strip("\"'") for example in _examples(problem.prompt))
    return any(len(value) >= 3 and value not in ("true", "false", "null") and value in body for value in values)


def _guessable(problem: Problem) -> bool:
    """Whether the examples give truth values or nothing: three of them prove little, and many such references are wrong."""
    values = [example.rpartition(" -> ")[2] for example in _examples(problem.prompt)]
    return not values or "null" in values or all(value in ("true", "false") for value in values)


def _both_forms(problems: list[Problem]) -> Iterator[Item]:
    for problem in problems:
        item = of_problem(problem, "complete", verified=problem.record["verified"] is True)
        yield dataclasses.replace(item, statement=_words(problem))
    for problem in problems:
        asked = prompts.ask(_words(problem), language=problem.language, tests=_examples(problem.prompt)[:1])
        yield Item(
            id=f"{problem.id}/write",
            component="write",
            example=prompts.answer(asked, _COMMENT.sub("", problem.solution, count=1).strip("\n")),
            language=problem.language,
            statement=_words(problem),
            code=problem.solution,
            verified=problem.record["verified"] is True,
            licence=problem.licence,
            source=problem.source,
        )


def _words(problem: Problem) -> str:
    return str(problem.record["description"]).strip("* \n")


def _examples(prompt: str) -> list[str]:
    """Return the examples of the comment before a function, each on one line: "f(1) -> 2"."""
    lines = [line.strip().lstrip("*/ ") for line in prompt.split("\n")]
    pairs = itertools.pairwise(lines)
    return [f"{line[1:].strip()} -> {after.lstrip('> ').strip()}" for line, after in pairs if line.startswith(">") and after]


MBXP = Mbxp()
