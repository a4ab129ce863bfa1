"""LiveCodeBench: 702 dated problems in four scenarios, all held out, with every fact that the official judge needs.

A split is a scenario (`scenarios.SCENARIOS`); `select` narrows it by contest date, difficulty, platform and release, for a
score without release and date window says nothing. `record` of each Problem holds the benchmark's header and, as
"cases", the tests that are judged: public, then private. The execution scenario stands in from CRUXEval, which has no dates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hrm_codegen.errors import DataError, UsageError
from hrm_codegen.tasks import datafiles, scenarios
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.scenarios import SCENARIOS, Call, Failure, Solved

PROBLEMS = "livecodebench/livecodebench.jsonl.gz"
SOLUTIONS = "livecodebench/lcb-graded-solutions.jsonl.gz"
OUTPUTS = "livecodebench/lcb-test-output-prediction.jsonl.gz"
EXECUTION = "cruxeval/cruxeval.jsonl"
RELEASES = ("v1", "v2", "v3", "v4", "v5", "v6")
NO_TESTS = "no tests"  # the tag of a problem that cannot be judged: an empty list of tests would pass anything
_HEADER = ("question_title", "question_id", "platform", "contest_id", "contest_date", "difficulty", "release", "starter_code")


@dataclass(frozen=True, kw_only=True)
class Window:
    """Which problems to take; an empty field takes all."""

    start: datetime | None = None  # start <= contest date
    end: datetime | None = None  # contest date <= end: a date stands for its midnight, so later that day is outside
    difficulties: Collection[str] = ()
    platforms: Collection[str] = ()
    release: str = ""  # "release_v3" is v1 to v3, "v3" that slice alone, "v2_v4" a range

    def __post_init__(self) -> None:
        """Refuse a release that does not exist and a window that ends before it starts."""
        releases(self.release)
        if self.start and self.end and self.end < self.start:
            raise UsageError(f"the window ends ({self.end:%Y-%m-%d}) before it starts ({self.start:%Y-%m-%d})")

    def holds(self, header: Mapping[str, Any]) -> bool:
        """Say whether a problem's header is inside."""
        date = datetime.fromisoformat(header["contest_date"])
        return (
            (self.start is None or self.start <= date)
            and (self.end is None or date <= self.end)
            and (not self.difficulties or header["difficulty"] in self.difficulties)
            and (not self.platforms or header["platform"] in self.platforms)
            and header["release"] in releases(self.release)
        )

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return self != Window()


def day(text: str) -> datetime:
    """Read a day, "2024-01-31", as its midnight; raise UsageError for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007  # contest dates have no zone
    except ValueError:
        raise UsageError(f"{text!r} is not a day; write it as 2024-01-31") from None


def releases(name: str) -> tuple[str, ...]:
    """Return the slices of a release: "release_v3", "v3", "v2_v4"; "" and "release_latest" are all."""
    if name in ("", "release_latest"):
        return RELEASES
    found = re.fullmatch(r"(release_)?(v[1-6])(?:_(v[1-6]))?", name)
    if found is None or (found[1] and found[3]):
        raise UsageError(
            f"unknown release {name!r}; known: release_v1 to release_v6 (all up to it), v1 to v6 (a slice), v2_v4 (a range)"
        )
    first, last = ("v1", found[2]) if found[1] else (found[2], found[3] or found[2])
    return RELEASES[RELEASES.index(first) : RELEASES.index(last) + 1]


class LiveCodeBench:
    """The benchmark of arXiv 2403.07974; nothing of it may be trained on."""

    name = "livecodebench"
    splits: tuple[str, ...] = SCENARIOS
    held_out: frozenset[str] = frozenset(SCENARIOS)
    files: tuple[str, ...] = (PROBLEMS, SOLUTIONS, OUTPUTS, EXECUTION)
    licence = datafiles.FILES[PROBLEMS].licence

    def size(self, split: str) -> int:
        """Return how many problems a scenario has."""
        return sum(1 for _ in self.load(split))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield a scenario's problems in the official order; missing data is NotFound, a bad line DataError."""
        return self.select(split)

    def select(self, split: str, window: Window | None = None) -> Iterator[Problem]:
        """Yield those of a scenario's problems that are in a window; CRUXEval's have no dates, so a window there is a UsageError.

        The official self-repair ignores the window; this does not.
        """
        assert split in self.splits
        window = window or Window()
        if split == "execution":
            if window.narrows:
                raise UsageError(
                    "the execution scenario stands in from CRUXEval: it has no dates, platforms or releases to choose by"
                )
            return self._execution()
        return {"generation": self._generation, "repair": self._repair, "output_prediction": self._outputs}[split](window)

    def solved(self, window: Window | None = None) -> Iterator[Solved]:
        """Yield the problems with their graded solutions, by question id as text, as the official order is."""
        graded: dict[str, list[datafiles.Row]] = defaultdict(list)
        for row in datafiles.rows(datafiles.find(SOLUTIONS)):
            graded[row.text("question_id")].append(row)
        rows = sorted(datafiles.rows(datafiles.find(PROBLEMS)), key=lambda row: row.text("question_id"))
        for row in rows:
            if (window or Window()).holds(row.fields):
                yield self._solved(row, graded[row.text("question_id")])

    def _solved(self, row: datafiles.Row, graded: Sequence[datafiles.Row]) -> Solved:
        record = _record(row)
        passing = [entry for entry in graded if entry.fields["passed"]]
        failing = [entry for entry in graded if not entry.fields["passed"] and entry.text("code").strip()]
        stdin = "functional" not in {case["testtype"] for case in record["cases"]}
        return Solved(
            id=f"{self.name}/{row.text('question_id')}",
            task=self.name,
            statement=row.text("question_content"),
            starter_code=row.text("starter_code").rstrip(),
            function=record["func_name"],
            solutions=tuple(entry.text("code") for entry in passing),
            failures=tuple(Failure(entry.text("code"), entry.fields["error"] or {}) for entry in failing),
            difficulty=row.text("difficulty"),
            tags=(row.text("platform"), NO_TESTS if not record["cases"] else "stdin" if stdin else "functional"),
            licence=self.licence,
            source="livecodebench",
            record=record,
        )

    def _generation(self, window: Window) -> Iterator[Problem]:
        return map(scenarios.generation, self.solved(window))

    def _repair(self, window: Window) -> Iterator[Problem]:
        for solved in self.solved(window):
            yield from scenarios.repair(solved)

    def _outputs(self, window: Window) -> Iterator[Problem]:
        known = {str(solved.record["question_id"]): solved for solved in self.solved(window)}
        rows = datafiles.rows(datafiles.find(OUTPUTS))
        for row in sorted(rows, key=lambda row: (row.text("question_id"), row.integer("test_id"))):
            if solved := known.get(row.text("question_id")):
                (case,) = row.fields["test"]
                judged = {"test_id": row.integer("test_id"), "test": case, "function_name": row.text("function_name")}
                call = scenarios.call_of(case, where=row.where)
                yield scenarios.output_prediction(solved, row.integer("test_id"), call, judged=judged)

    def _execution(self) -> Iterator[Problem]:
        solved = Solved(
            id=self.name, task=self.name, statement="", function="f", licence=datafiles.FILES[EXECUTION].licence, source="cruxeval"
        )
        for row in datafiles.rows(datafiles.find(EXECUTION)):
            yield scenarios.execution(solved, row.text("id"), row.text("code"), Call(row.text("input"), row.text("output")))


def _record(row: datafiles.Row) -> dict[str, Any]:
    """Return the header and the judged cases, public before private; a private case that no known solution passes stands apart."""
    public, private = row.fields.get("public_test_cases"), row.fields.get("private_test_cases")
    if not isinstance(public, list) or not isinstance(private, list):
        raise DataError(f"{row.where}: public_test_cases and private_test_cases must be lists")
    verified = [case for case in private if case.get("verified", True)]
    return {
        **{name: row.text(name) for name in _HEADER},
        "func_name": row.fields.get("metadata", {}).get("func_name", ""),
        "public": len(public),
        "cases": [_case(case) for case in (*public, *verified)],
        "unverified_cases": [_case(case) for case in private if not case.get("verified", True)],
    }


def _case(case: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(case[name]) for name in ("input", "output", "testtype")}


LIVECODEBENCH = LiveCodeBench()
