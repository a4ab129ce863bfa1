"""Recipe: one thing that a tool does, in words, as commands, and as checks on the state that they leave.

A recipe's texts hold slots: `{branch}` takes a value of the pool of that name, `{branch2}` another one of the same pool. The
setup and the checks are lines of shell and may use the words of `assets/recipe_kit.sh` (`repo`, `commit`, `has`, `on` ...).
Every line of `run` is a command in the format that models answer in (`tools/commands.py`).
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hrm_codegen.errors import DataError
from hrm_codegen.tools.pools import POOLS

Risk = Literal["none", "low", "destructive"]

HELD_OUT = 0.15  # share of recipes, and of the phrasings of the others, that are kept for measuring
_SLOT = re.compile(r"\{([a-z]+)([2-9]?)\}")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A row of the cookbook; texts hold slots until `fill`.

    A request that begins with a small letter and has no full stop completes "How do I ...?"; another one stands as it is.
    """

    name: str  # "git/branch-rename": the tool, then what it does; decides what is held out
    asks: tuple[str, ...]  # three phrasings or more
    run: str  # the commands, a line each
    checks: tuple[str, ...]  # lines of shell that end with 0 when the goal is reached, and not all of them before
    setup: str = ""  # lines of shell that build the folder
    plan: tuple[str, ...] = ()  # a phrase for each command, when there are several
    fails: str = ""  # commands that come first; the last one really fails, and `run` recovers from that
    undo: str = ""  # commands that bring the old state back
    risk: Risk = "none"  # low: changes that are easily undone; destructive: something is lost for good
    needs: str = ""  # what proving it would take and no sandbox has: "network"; such a recipe is never verified
    may_fail: bool = False  # a command of `run` may end with an error: it is there to show one
    pools: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # pools of its own

    @property
    def tool(self) -> str:
        """The name of its row in TOOLS."""
        return self.name.partition("/")[0]

    @property
    def commands(self) -> tuple[str, ...]:
        """The lines of `run`."""
        return lines(self.run)

    @property
    def held_out(self) -> bool:
        """Whether the whole recipe is kept for measuring."""
        return kept(self.name)

    def phrasings(self, *, held_out: bool) -> tuple[str, ...]:
        """Return the phrasings of one side; every phrasing of a held-out recipe is held out."""
        return tuple(ask for ask in self.asks if (self.held_out or kept(ask)) == held_out)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A recipe with values in its slots."""

    recipe: Recipe
    values: Mapping[str, str]
    commands: tuple[str, ...]
    checks: tuple[str, ...]
    setup: str
    fails: tuple[str, ...]
    undo: tuple[str, ...]
    plan: tuple[str, ...]

    def ask(self, phrasing: str) -> str:
        """Return a phrasing with the same values."""
        return put(phrasing, self.values)


def kept(name: str) -> bool:
    """Whether a name is held out: by its sha256, so that edits elsewhere do not move it."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) < HELD_OUT * 2**64


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.strip().splitlines() if line.strip())


def slots(recipe: Recipe) -> tuple[str, ...]:
    """Return the names of a recipe's slots, sorted."""
    text = "\n".join((*recipe.asks, recipe.run, recipe.setup, recipe.fails, recipe.undo, *recipe.checks, *recipe.plan))
    return tuple(sorted({name + number for name, number in _SLOT.findall(text) if name in POOLS or name in recipe.pools}))


def put(text: str, values: Mapping[str, str]) -> str:
    """Put values into a text's slots; other braces stay."""
    return _SLOT.sub(lambda found: values.get(found[1] + found[2], found[0]), text)


def fill(recipe: Recipe, number: int = 0, *, values: Mapping[str, str] | None = None) -> Filled:
    """Fill the slots for the number-th time, or with given values: always the same for the same number."""
    values = _draw(recipe, number) if values is None else values
    return Filled(
        recipe=recipe,
        values=values,
        commands=_lines(recipe.run, values),
        checks=tuple(put(check, values) for check in recipe.checks),
        setup=put(recipe.setup, values),
        fails=_lines(recipe.fails, values),
        undo=_lines(recipe.undo, values),
        plan=tuple(put(step, values) for step in recipe.plan),
    )


def fillings(recipe: Recipe, count: int) -> Sequence[Filled]:
    """Return up to `count` fillings with different values; fewer when the pools hold no more."""
    found: dict[tuple[str, ...], Filled] = {}
    for number in range(count * 4):
        filled = fill(recipe, number)
        found.setdefault(tuple(filled.values.values()), filled)
        if len(found) == count:
            break
    return tuple(found.values())


def _draw(recipe: Recipe, number: int) -> dict[str, str]:
    """Draw a value for each slot; no two are equal."""
    rng = random.Random(f"{recipe.name}/{number}")
    values: dict[str, str] = {}
    for slot in slots(recipe):
        name = slot.rstrip("23456789")
        pool = recipe.pools.get(name) or POOLS[name]
        free = [value for value in pool if value not in values.values()]
        if not free:
            raise DataError(f"{recipe.name}: the pool {name!r} has {len(pool)} values and the recipe wants more; add some")
        values[slot] = rng.choice(free)
    return values


def _lines(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(put(line, values) for line in lines(text))
