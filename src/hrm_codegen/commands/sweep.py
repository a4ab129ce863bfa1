"""`hrm sweep`: train and score many arms, one after the other or side by side, and compare them."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands.notes import note
from hrm_codegen.errors import UsageError

if TYPE_CHECKING:
    from hrm_codegen.bench.sweep import Plan


def _numbers(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, ...]:
    del ctx
    try:
        return tuple(int(part) for part in value.split(",")) if value else ()
    except ValueError:
        raise click.BadParameter(f"{value!r} must be whole numbers with commas between, such as 0,1,2", param=param) from None


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the sweep; the same command goes on in it.")
@click.option(
    "--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override a key that no arm changes: --set data.built=DIR."
)
@click.option("--budget", "budgets", multiple=True, metavar="KEY=N", help="In place of the file's: tokens=2000000, minutes=3.")
@click.option("--seeds", metavar="N,N,…", callback=_numbers, help="In place of the file's.")
@click.option("--only", multiple=True, metavar="ARM", help="Run this arm and the reference; can be given several times.")
@click.option(
    "--jobs", type=click.IntRange(1), metavar="N", help="Arms at once, on cores of their own.  [default: as the file says]"
)
@click.option("--dry-run", is_flag=True, help="Print the runs with their sizes and lengths; run nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def sweep(*, file: Path, out: Path | None, dry_run: bool, as_json: bool, **asked: Any) -> None:
    """Train and score the arms of the sweep file FILE and print how they compare.

    DIR gets table.md, sweep.json and a run folder for each arm and seed. What is done is not done again: after Ctrl-C or a kill,
    the same command goes on. An arm that fails is a row that says why, and exit code 1 at the end.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    from hrm_codegen.bench import arms, sweep_table
    from hrm_codegen.bench import sweep as sweeps
    from hrm_codegen.bench.sweep import Asked

    plan = sweeps.plan(file, Asked(**asked))
    if dry_run:
        click.echo(json.dumps(_as_json(plan)) if as_json else _as_text(plan))
        return
    if out is None:
        raise UsageError("say where the sweep's folder is: --out DIR")
    for run in plan.runs:
        if run.problem and run.seed == plan.runs[0].seed:
            note(f"{run.name} cannot run: {run.problem}")
    arms.execute(plan, out, say=note, after=lambda: sweep_table.write(sweep_table.gather(plan, out), out))
    result = sweep_table.gather(plan, out)
    sweep_table.write(result, out)
    click.echo(json.dumps(result) if as_json else sweep_table.as_text(result), nl=as_json)
    if any(row["state"] == "failed" for row in result["runs"]):
        raise click.exceptions.Exit(1)


def _as_json(plan: Plan) -> dict[str, object]:
    runs = [
        {"run": run.name, "arm": run.arm, "seed": run.seed, "budget": run.budget, "why": run.problem}
        if run.config is None
        else {
            "run": run.name, "arm": run.arm, "seed": run.seed, "budget": run.budget, "parameters": run.parameters,
            "flops_per_token": run.flops, "tokens": run.config.train.tokens, "minutes": run.config.train.minutes,
        }
        for run in plan.runs
    ]  # fmt: skip
    return {"v": 1, "reference": plan.reference, "jobs": plan.jobs, "runs": runs}


def _as_text(plan: Plan) -> str:
    lines = []
    for run in plan.runs:
        if run.config is None:
            lines.append(f"{run.name}: cannot run: {run.problem}")
            continue
        train = run.config.train
        length = next(f"{value:,} {name}" for name in ("steps", "tokens", "minutes", "epochs") if (value := getattr(train, name)))
        lines.append(f"{run.name}: {run.parameters:,} parameters, {run.flops / 1e6:.1f} MFLOP a token, {length}")
    minutes = sum(run.config.train.minutes or 0.0 for run in plan.runs if run.config)
    tokens = sum(run.config.train.tokens or 0 for run in plan.runs if run.config)
    return "\n".join(
        [*lines, f"{len(plan.runs)} runs: {minutes / plan.jobs:,.1f} minutes of training, and {tokens:,} tokens besides"]
    )
