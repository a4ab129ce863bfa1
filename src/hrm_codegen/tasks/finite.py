"""What makers of finite sources share: cutting their items into parts, and leaving out what is odd or too long."""

from __future__ import annotations

import itertools
import logging
from collections import Counter
from collections.abc import Iterable, Iterator

from hrm_codegen import prompts
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.items import Item, Proof

log = logging.getLogger(__name__)

LONGEST_CHARS = 3000  # of prompt and response together: longer records are left out, never cut


def part_of(items: Iterable[Item], part: int, count: int) -> Iterator[Item]:
    """Yield the items of a part of a finite source: [part * count, (part + 1) * count)."""
    return itertools.islice(items, part * count, (part + 1) * count)


def length(example: prompts.Example) -> int:
    """Return the characters of an example, prompt and response."""
    parts = (*(example.prompt.parts if example.prompt else ()), *example.response)
    return sum(len(part.text) for part in parts if isinstance(part, prompts.Text))


class Left:
    """What a reader left out of its source, by reason; logged when the source has been read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.reasons: Counter[str] = Counter()

    def out(self, reason: str) -> None:
        """Count one record left out."""
        self.reasons[reason] += 1

    def told(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield the items that are not too long; then log what was left out."""
        for item in items:
            if length(item.example) > LONGEST_CHARS:
                self.out(f"over {LONGEST_CHARS} characters")
            else:
                yield item
        if self.reasons:
            log.info("%s: left out %s", self.source, ", ".join(f"{n} {reason}" for reason, n in sorted(self.reasons.items())))


def of_problem(problem: Problem, component: str, *, difficulty: int = 1, verified: bool = False) -> Item:
    """Return a Problem's own example as an Item, proven by its program where it is one."""
    return Item(
        id=f"{problem.id}/{component}",
        component=component,
        example=problem.example(),
        language=problem.language,
        difficulty=difficulty,
        tags=problem.tags,
        statement=problem.prompt,
        code=problem.solution,
        proofs=(Proof(problem.program()),) if problem.runnable else (),
        verified=verified,
        licence=problem.licence,
        source=problem.source,
    )
