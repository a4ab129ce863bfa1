"""`hrm data recipes`: prove the tool recipes by running them, and tabulate them by tool."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--count", type=click.IntRange(1), metavar="N", help="Fillings of each recipe.  [default: all, 3 to 12]")
@click.option("--workers", type=click.IntRange(1), metavar="W", help="Recipes run side by side.  [default: cores]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def recipes(*, count: int | None, workers: int | None, as_json: bool) -> None:
    """Run every tool recipe whose proof is not in the cache, and say how many hold; exit 1 when one does not."""
    from hrm_codegen.tools import survey

    rows = survey.survey(count=count, workers=workers)
    if as_json:
        click.echo(json.dumps({"v": 1, "tools": [row._asdict() for row in rows]}))
    else:
        click.echo(survey.table(rows))
    if any(row.failed for row in rows):
        raise click.exceptions.Exit(1)
