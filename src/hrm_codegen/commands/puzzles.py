"""`hrm eval puzzles`: how many unseen puzzles a model solves, by the number of segments it may think."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

MODEL_HELP = "Model folder trained on puzzles.  [default: HRM_MODEL]"


@click.command("puzzles")
@click.option("--model", required=True, type=click.Path(path_type=Path), envvar="HRM_MODEL", metavar="DIR", help=MODEL_HELP)
@click.option("--puzzle", metavar="NAME", help="sudoku4, sudoku6 or maze.  [default: what the model was trained on]")
@click.option("--split", default="test", show_default=True, help="Split of the puzzles: test or train.")
@click.option("--n", default=500, show_default=True, type=click.IntRange(1), help="How many puzzles.")
@click.option("--seed", default=0, show_default=True, help="Of the puzzles.")
@click.option(
    "--segments", type=click.IntRange(1), help="The most to think for: 1, 2, 4 ... up to it.  [default: twice the trained]"
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def eval_puzzles(*, model: Path, puzzle: str | None, split: str, n: int, seed: int, segments: int | None, as_json: bool) -> None:
    """Score a model on puzzles whose solutions were never trained on, after 1, 2, 4 ... segments."""
    import torch

    from hrm_codegen import config as settings
    from hrm_codegen.bench import solving
    from hrm_codegen.tasks import puzzle as puzzles

    if wanted := settings.threads():
        torch.set_num_threads(wanted)
    solver = solving.open_solver(model, puzzle)
    made = puzzles.make(solver.puzzle, split, n, seed=seed)
    most = segments or 2 * solving.trained_segments(solver.config)
    report = solving.solve(solver.model, made, solving.depths(most))
    found = solving.as_json(solver, report, split=split, n=n, seed=seed)
    click.echo(json.dumps(found) if as_json else "\n".join(_lines(found)))


def _lines(found: dict[str, Any]) -> Iterator[str]:
    trained = found["trained_segments"]
    yield f"{found['puzzle']}:{found['split']}, {found['n']} puzzles, kind {found['kind']}, trained for {trained} segments"
    yield "segments   solved   95 % interval    cells"
    for score in found["segments"]:
        yield f"{score['segments']:>8}   {_shares(score)}"
    if found["halting"]:
        yield f"{found['halting']['segments']:>8.2f}   {_shares(found['halting'])}   where Q halts each, at most {trained}"


def _shares(score: dict[str, Any]) -> str:
    return f"{score['exact']:>6.1%}   {score['low']:>5.1%} to {score['high']:>6.1%}   {score['cells']:>6.1%}"
