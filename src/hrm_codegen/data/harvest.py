"""Expert iteration's harvest: of the answers that a model gave to training problems, those that passed and say something new.

The rows are Problems with the model's solution in place of the reference: a source that training and `hrm data build` read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hrm_codegen.data.distinct import solution_hash
from hrm_codegen.tasks.base import Problem

Refuse = Callable[[Problem, str], bool]  # a problem and a solution -> whether it repeats what is held out


@dataclass
class Harvest:
    """What is kept, and why the other passing answers are not."""

    rows: list[Problem] = field(default_factory=list)
    solved: int = 0  # problems with a passing answer
    problems: int = 0  # problems with a kept answer
    passed: int = 0  # passing answers
    as_reference: int = 0  # they say what the reference says
    repeated: int = 0  # they say what a shorter answer says
    held_out: int = 0  # they repeat what is held out for measuring
    beyond: int = 0  # they are longer than those kept

    def counts(self) -> dict[str, int]:
        """Return the numbers; `kept` are the rows."""
        return {"kept": len(self.rows)} | {name: value for name, value in vars(self).items() if name != "rows"}


def gather(answered: Iterable[tuple[Problem, Sequence[str]]], *, keep: int, source: str, refuse: Refuse) -> Harvest:
    """Choose for each problem at most `keep` of its passing answers, the shortest first, none twice.

    Two solutions are the same when they differ in names and layout alone. `source` says who answered; it is told in the rows.
    """
    found = Harvest()
    for problem, answers in answered:
        known = {solution_hash(problem.solution)}
        kept = 0
        for number, code in enumerate(sorted(answers, key=lambda text: (len(text), text))):
            digest = solution_hash(code)
            if digest in known:
                found.as_reference += digest == solution_hash(problem.solution)
                found.repeated += digest != solution_hash(problem.solution)
            elif kept == keep:
                found.beyond += len(answers) - number
                break
            elif refuse(problem, code):
                found.held_out += 1
            else:
                found.rows.append(
                    replace(problem, solution=code, source=", ".join(filter(None, [problem.source, f"answered by {source}"])))
                )
                kept += 1
            known.add(digest)
        found.passed += len(answers)
        found.solved += bool(answers)
        found.problems += bool(kept)
    return found


def write(path: Path, rows: Iterable[Problem]) -> None:
    """Write the rows as JSON lines, beside the place and renamed there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.new-{os.getpid()}")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps({"v": 1} | row.as_json()) + "\n" for row in rows)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
