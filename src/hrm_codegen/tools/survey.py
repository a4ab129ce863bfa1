"""What the cookbook holds, tool by tool: how many recipes are proven here, and how long proving them took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hrm_codegen.tools import cookbook, records


class Row(NamedTuple):
    """The recipes of one tool."""

    tool: str
    recipes: int
    held_out: int
    phrasings: int
    verified: int  # recipes whose every filling holds here
    unproven: int  # recipes that cannot be proven here: tool or network missing
    failed: tuple[str, ...]  # "name: why" of recipes that do not hold
    fillings: int  # that were proven
    seconds: float  # that proving them took, all together


def survey(*, count: int | None = None, workers: int | None = None) -> tuple[Row, ...]:
    """Prove every recipe (with `count` fillings at most) that the cache does not hold, and return a row for each tool."""
    wanted = [one for recipe in cookbook.recipes().values() for one in records.filled(recipe)[:count]]
    found: dict[str, list[records.Record]] = {}
    for record in records.record_all(wanted, workers=workers):
        found.setdefault(record.filled.recipe.name, []).append(record)
    tools = dict.fromkeys(recipe.tool for recipe in cookbook.recipes().values())
    return tuple(_row(tool, {name: kept for name, kept in found.items() if kept[0].filled.recipe.tool == tool}) for tool in tools)


def table(rows: Sequence[Row]) -> str:
    """Return the rows as text, with their sum and the recipes that do not hold."""
    numbers = [[*row[1:6], len(row.failed), row.fillings, round(row.seconds)] for row in rows]
    numbers.append([sum(column) for column in zip(*numbers, strict=True)])
    heads = ["tool", "recipes", "held out", "phrasings", "verified", "unproven", "failed", "fillings", "seconds"]
    names = [*(row.tool for row in rows), "all"]
    cells = [heads, *([name, *(f"{n:,}" for n in line)] for name, line in zip(names, numbers, strict=True))]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in cells]
    return "\n".join([*lines, *(failure for row in rows for failure in row.failed)])


def _row(tool: str, found: dict[str, list[records.Record]]) -> Row:
    kept = {name: [record for record in group if records.unproven(record.filled.recipe) == ""] for name, group in found.items()}
    recipes = [group[0].filled.recipe for group in found.values()]
    bad = {name: next((r.why for r in group if not r.verified), "") for name, group in kept.items() if group}
    return Row(
        tool=tool,
        recipes=len(found),
        held_out=sum(recipe.held_out for recipe in recipes),
        phrasings=sum(len(recipe.asks) for recipe in recipes),
        verified=sum(not why for why in bad.values()),
        unproven=sum(not group for group in kept.values()),
        failed=tuple(f"{name}: {why}" for name, why in bad.items() if why),
        fillings=sum(map(len, kept.values())),
        seconds=sum(record.seconds for group in kept.values() for record in group),
    )
