"""tooluse: a wish in words, answered by commands and judged by the state that they leave.

Held out, by sha256 of their names: 15 % of the recipes, and of the phrasings of the others. The train split and `make` give the
rest. A wish may come with a command that failed and what it printed; the answer then recovers from that.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from hrm_codegen.errors import DataError, NotFound
from hrm_codegen.tasks.base import Kind, Problem, Verdict
from hrm_codegen.tools import cookbook, proving, records
from hrm_codegen.tools.recipe import Filled, Recipe, fill, put

LICENCE = "the project's own"
MEASURED = 1000  # fillings from this number on are for measuring
SHOWN = 420  # characters shown of what a command printed
FRAMES = (  # how a phrasing that begins with a small letter becomes a request
    "{It}.", "{It}.", "{It}.", "{It}", "{it}", "How do I {it}?", "How do I {it}?", "I want to {it}.", "Please {it}.",
    "Show me how to {it}.", "Can you {it}?", "I need to {it}.",
)  # fmt: skip
_PLAIN = 3  # frames that also suit a phrasing of several clauses


class ToolUse:
    """The task: one Problem a phrasing of a recipe, with values in the slots."""

    name = "tooluse"
    splits = ("train", "heldout")
    held_out = frozenset({"heldout"})
    files: tuple[str, ...] = ()
    licence = LICENCE

    def size(self, split: str) -> int:
        """Return how many problems `load` yields."""
        return sum(1 for _ in _rows(split))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the problems in a fixed order; a recovery is run once, for the failure's real words.

        A tool that is not here leaves its recoveries out.
        """
        for recipe, phrasing, number in _rows(split):
            one = fill(recipe, number)
            if not recipe.fails or not records.unproven(recipe):
                yield problem(one, phrasing)


TOOLUSE = ToolUse()


def problem(one: Filled, phrasing: str) -> Problem:
    """Return one Problem; its `record` names the recipe and its values for `judge`, and what was run before."""
    recipe = one.recipe
    number = recipe.asks.index(phrasing)
    ran = [[step.command, shown(step.stdout), shown(step.stderr)] for step in records.record(one).failures] if recipe.fails else []
    return Problem(
        id=f"tooluse/{recipe.name}/{number}/{'-'.join(one.values.values()).replace('/', '_').replace(' ', '_')}",
        task=TOOLUSE.name,
        language="other",
        kind="command",
        prompt=request(one, phrasing, random.Random(f"{recipe.name}/{phrasing}")),
        solution="\n".join(one.commands),
        setup=one.setup,
        tests=one.checks,
        tags=(recipe.tool,),
        licence=LICENCE,
        record={"recipe": recipe.name, "values": dict(one.values), "ran": ran},
    )


def judge(asked: Problem, answer: str) -> Verdict:
    """Run an answer in the problem's folder and look at the state; the verdict's detail is the first check that fails.

    Raises NotFound when the tool is not installed, SandboxError when the sandbox fails.
    """
    one = restore(asked.record)
    if gone := proving.missing(one.recipe.tool):
        raise NotFound(f"{asked.id} needs {gone} to be judged; install it")
    run = proving.judge(one, answer)
    if run.broken:
        return Verdict(Kind.SYNTAX if not run.steps else Kind.TIMEOUT, run.broken)
    if not run.missed:
        return Verdict(Kind.PASS, "")
    failed = next((step for step in run.steps if step.status), None)
    last = (failed.stderr or failed.stdout).strip().rsplit("\n", 1)[-1] if failed else ""
    detail = f"does not hold: {run.missed[0]}" + (f" ({failed.command!r} ended with {failed.status}: {last})" if failed else "")
    return Verdict(Kind.EXCEPTION if failed else Kind.WRONG, detail)


def restore(record: Mapping[str, Any]) -> Filled:
    """Return the filled recipe that a Problem's record names; a strange record is a DataError."""
    try:
        return fill(cookbook.recipe(record["recipe"]), values=record["values"])
    except KeyError as error:
        raise DataError(f"not a problem of {TOOLUSE.name}: its record has no {error}") from None


def request(one: Filled, phrasing: str, rng: random.Random) -> str:
    """Return a phrasing as somebody says it: a whole sentence as it is, another one in one of the FRAMES."""
    it = put(phrasing, one.values)
    if not phrasing[0].islower():
        return it
    frames = FRAMES[:_PLAIN] if any(mark in it for mark in ";:?") or ". " in it else FRAMES
    frame = rng.choice(frames)
    asked = frame.format(it=it, It=it[0].upper() + it[1:])
    return asked if not it.endswith((".", "?", '"')) else asked.removesuffix(".")


def shown(text: str) -> str:
    """Return the first whole lines of an output that fit into SHOWN characters."""
    if len(text) <= SHOWN:
        return text
    cut = text.rfind("\n", 0, SHOWN)
    return text[: cut if cut > 0 else SHOWN] + "\n..."


def _rows(split: str) -> Iterator[tuple[Recipe, str, int]]:
    """Yield (recipe, phrasing, number of the filling); what cannot be judged by running it is not measured with."""
    measured = split in TOOLUSE.held_out
    for recipe in cookbook.recipes().values():
        if recipe.needs or recipe.tool == "gradle":
            continue
        for place, phrasing in enumerate(recipe.phrasings(held_out=measured)):
            yield recipe, phrasing, (MEASURED + place if measured else place)
            if measured and recipe.held_out:
                yield recipe, phrasing, MEASURED + len(recipe.asks) + place
