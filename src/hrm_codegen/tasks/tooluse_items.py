"""Training items of tool use: wishes to commands, failures to their recovery, jobs in several steps, and ways back.

Every item's commands were run with the very values that it shows, where the tool is installed (`verified`); what it shows as
printed was printed by that run.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hrm_codegen import prompts
from hrm_codegen.tasks.items import Item
from hrm_codegen.tasks.tooluse import LICENCE, request, shown
from hrm_codegen.tools import cookbook, records
from hrm_codegen.tools.base import tool_of
from hrm_codegen.tools.commands import parse
from hrm_codegen.tools.proving import Step
from hrm_codegen.tools.recipe import Filled

LONGEST = 1300  # characters of prompt and response together; longer items are left out
COPIES = 3  # items that say the same words in other frames
WORKFLOW = 3  # commands from which on it is a job in several steps
SAY_STEPS = ("Say what each step does.", "Comment each command.", "With a comment for each step.", "Explain the steps as you go.")


class Key(NamedTuple):
    """Which item: a filled recipe, one of its phrasings, and what is made of them."""

    one: Filled
    place: int  # of the phrasing among the recipe's
    number: int  # of the filling
    form: str  # "whole", "planned", "from<k>" (k commands were run already) or "undo"


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield a part of the items, in an order that the seed decides; commands that are not proven yet are run first."""
    keys = list({_words(key, seed): key for key in available()}.values())  # what says the same in all comes once
    random.Random(f"tooluse/{seed}").shuffle(keys)
    wanted = keys[part * count : (part + 1) * count]
    kept = {(key.one.recipe.name, key.number): key.one for key in wanted}
    known = dict(zip(kept, records.record_all(kept.values()), strict=True))
    for key in wanted:
        made = item(key, known[key.one.recipe.name, key.number], seed=seed)
        if made is not None:
            yield made


def item(key: Key, record: records.Record, *, seed: int = 0) -> Item | None:
    """Return the item of a key; None for a recipe that failed here, an unknown output, or a text that is too long."""
    one, recipe = key.one, key.one.recipe
    shows = bool(recipe.fails) or key.form.startswith(("from", "undo"))
    if not record.verified and (shows or not records.unproven(recipe)):
        return None
    example = _example(key, record, asked(key, seed))
    size = sum(len(part[0]) for part in (*(example.prompt.parts if example.prompt else ()), *example.response))
    if size > LONGEST:
        return None
    component = example.task
    return Item(
        id=f"tooluse/{recipe.name}/{key.number}/{key.place}/{key.form}/{component}",
        component=component,
        example=example,
        language="other",
        difficulty=min(4, len(one.commands) + bool(recipe.fails)),
        tags=(recipe.tool,),
        statement=one.ask(recipe.asks[key.place]),
        code="\n".join(one.commands),
        verified=record.verified,
        licence=LICENCE,
        source="tooluse",
    )


def available() -> Iterator[Key]:
    """Yield what can be made; a wish that says the same words again comes back in other FRAMES only, a few times."""
    for recipe in cookbook.recipes().values():
        asks = recipe.phrasings(held_out=False)
        said: Counter[tuple[str, ...]] = Counter()
        for number, one in enumerate(records.filled(recipe) if asks else ()):
            for ask in asks:
                words = (one.ask(ask), *one.commands, *one.fails)
                said[words] += 1
                if said[words] > (COPIES if ask[0].islower() and not ask.endswith((".", "?")) else 1):
                    continue
                place = recipe.asks.index(ask)
                yield Key(one, place, number, "whole")
                if one.plan and len(one.commands) >= WORKFLOW:
                    yield Key(one, place, number, "planned")
            own = recipe.asks.index(asks[number % len(asks)])
            if len(one.commands) >= WORKFLOW:
                yield Key(one, own, number, f"from{1 + number % (len(one.commands) - 1)}")
            undoing = (*one.commands, "undo", *one.undo)
            said[undoing] += 1
            if one.undo and said[undoing] <= len(asks):
                yield Key(one, own, number, "undo")


def asked(key: Key, seed: int) -> str:
    """Return the wish of an item in words."""
    rng = random.Random(f"tooluse/{seed}/{key.one.recipe.name}/{key.number}/{key.place}/{key.form}")
    said = request(key.one, key.one.recipe.asks[key.place], rng)
    if key.form != "planned":
        return said
    return f"{said} {rng.choice(SAY_STEPS)}" if said.endswith((".", "?")) else f"{said}. {rng.choice(SAY_STEPS)}"


def _words(key: Key, seed: int) -> tuple[str, ...]:
    """Return all that an item says but for what was printed."""
    shows = key.form.startswith(("from", "undo")) or key.one.fails
    return (asked(key, seed), key.form, *key.one.fails, *key.one.commands, *(key.one.values.values() if shows else ()))


def _example(key: Key, record: records.Record, wish: str) -> prompts.Example:
    one, form = key.one, key.form
    ran = [_ran(step) for step in record.failures]
    component = "recover" if one.fails else "workflow" if len(one.commands) >= WORKFLOW else "command"
    if form == "undo":
        prompt = prompts.commands(wish, ran=[*ran, *map(_ran, record.steps)], undo=True)
        return prompts.command_answer(prompt, _with_tools(one.undo), task="command")
    done = int(form.removeprefix("from")) if form.startswith("from") else 0
    answers = _with_tools(one.commands[done:])
    if form == "planned":
        answers = [(tool, f"# {said}\n{line}") for said, (tool, line) in zip(one.plan, answers, strict=True)]
    prompt = prompts.commands(wish, ran=[*ran, *map(_ran, record.steps[:done])])
    return prompts.command_answer(prompt, answers, task=component)


def _with_tools(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Pair each line with the tool of its first program."""
    found = [(tool_of(parse(line)[0].argvs[0][0]), line) for line in lines]
    return [(tool.name if tool else "shell", line) for tool, line in found]


def _ran(step: Step) -> prompts.Ran:
    return prompts.Ran(step.command, shown(step.stdout), shown(step.stderr))
