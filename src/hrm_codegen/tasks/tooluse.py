"""tooluse: a wish in words, answered by commands and judged by the state that they leave.

Held out, by sha256 of their names: 15 % of the recipes, and of the phrasings of the others; that suite is frozen in a file of
its own. The train split and the items give the rest. A wish may come with a command that failed and what it printed; the
answer then recovers from that.
"""

from __future__ import annotations

import gzip
import importlib.resources
import json
import random
from collections.abc import Iterator

from hrm_codegen.errors import DataError, NotFound
from hrm_codegen.tasks.base import Kind, Problem, Verdict
from hrm_codegen.tools import cookbook, proving, records
from hrm_codegen.tools.recipe import Filled, Recipe, fill, put

LICENCE = "Apache-2.0"
FROZEN = "tooluse-heldout-v1.jsonl.gz"  # the held-out suite; scripts/tooluse_heldout.py wrote it
UNJUDGED = frozenset({"gradle"})  # tools without which the suite was made
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
        return sum(1 for _ in (_frozen() if split in self.held_out else chosen(split)))

    def load(self, split: str) -> Iterator[Problem]:
        """Yield the problems in a fixed order: those of the frozen suite, or the train side's, made now.

        A recovery of the train side is run once, for the failure's real words; where its tool is missing it has none.
        """
        if split in self.held_out:
            return (Problem.from_json(json.loads(line)) for line in _frozen())
        return (problem(one, phrasing) for one, phrasing in chosen(split))


TOOLUSE = ToolUse()


def problem(one: Filled, phrasing: str) -> Problem:
    """Return one Problem; its `record` names the recipe and its values, and holds what was run before."""
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
    one = restore(asked)
    if gone := proving.missing(one.recipe.tool):
        raise NotFound(f"{asked.id} needs {gone} to be judged; install it")
    if wrong := proving.fault(answer):
        return Verdict(Kind.SYNTAX, wrong)
    run = proving.judge(one, answer)
    if run.broken:
        return Verdict(Kind.TIMEOUT, run.broken)
    if not run.missed:
        return Verdict(Kind.PASS, "")
    failed = next((step for step in run.steps if step.status), None)
    last = (failed.stderr or failed.stdout).strip().rsplit("\n", 1)[-1] if failed else ""
    detail = f"does not hold: {run.missed[0]}" + (f" ({failed.command!r} ended with {failed.status}: {last})" if failed else "")
    return Verdict(Kind.EXCEPTION if failed else Kind.WRONG, detail)


def restore(asked: Problem) -> Filled:
    """Return what `judge` runs, from the Problem alone, so that a frozen suite stays what it was.

    A problem of another task is a DataError.
    """
    if asked.task != TOOLUSE.name or "recipe" not in asked.record:
        raise DataError(f"{asked.id} is a problem of {asked.task}, and {TOOLUSE.name} judges its own only")
    fails = tuple(step[0] for step in asked.record["ran"])
    recipe = Recipe(name=asked.record["recipe"], asks=(asked.prompt,), run=asked.solution, checks=asked.tests, setup=asked.setup)
    return Filled(
        recipe=recipe,
        values=asked.record["values"],
        commands=recipe.commands,
        checks=asked.tests,
        setup=asked.setup,
        fails=fails,
        undo=(),
        plan=(),
    )


def request(one: Filled, phrasing: str, rng: random.Random) -> str:
    """Return a phrasing as somebody says it: a sentence as it is, what begins small and has no end in one of the FRAMES."""
    it = put(phrasing, one.values)
    if not phrasing[0].islower() or phrasing.endswith((".", "?")):
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


def chosen(split: str) -> Iterator[tuple[Filled, str]]:
    """Yield what a split asks: a filled recipe and a phrasing; what no sandbox can judge is left out."""
    measured = split in TOOLUSE.held_out
    known: set[tuple[str, ...]] = set()
    for recipe in cookbook.recipes().values():
        if recipe.needs or recipe.tool in UNJUDGED:
            continue
        for place, phrasing in enumerate(recipe.phrasings(held_out=measured)):
            for number in range(1 + (measured and recipe.held_out)):
                one = fill(recipe, place + (MEASURED + number * len(recipe.asks) if measured else 0))
                key = (recipe.name, phrasing, *one.values.values())
                if key not in known:
                    known.add(key)
                    yield one, phrasing


def _frozen() -> list[str]:
    """Return the lines of the held-out suite, which never change."""
    packed = importlib.resources.files("hrm_codegen").joinpath("assets", FROZEN).read_bytes()
    return gzip.decompress(packed).decode("utf-8").splitlines()
