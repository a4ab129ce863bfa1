"""`hrm bench`: measure speed and memory, and compare with an earlier result."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from hrm_codegen.bench.suite import Figure


@click.group()
def bench() -> None:
    """Measure speed and memory; exit 1 on a regression against --baseline."""


@bench.command()
@click.option(
    "--size", default="hrm-5m", show_default=True, help="hrm-demo, hrm-5m, hrm-26m, hrm-83m or config-s (512 wide, 4+4 layers)."
)
@click.option("--batch", default=8, show_default=True, help="Rows in a batch.")
@click.option("--positions", default=256, show_default=True, help="Tokens in a row.")
@click.option("--rounds", default=7, show_default=True, help="Turns of each arm.")
@click.option("--steps", default=3, show_default=True, help="Training steps in a turn.")
@click.option("--compile/--no-compile", "compile_", default=True, show_default=True, help="Measure each arm compiled too.")
@click.option("--peer/--no-peer", default=True, show_default=True, help="Measure transformers' hrm_text beside ours.")
@click.option(
    "--cycles", default="", metavar="H,L", help="Cycles other than the size's own, such as 1,1; every call carries gradient."
)
@click.option("--threads", envvar="HRM_THREADS", default=2, show_default=True, help="Threads.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--peak-tflops", default=0.0, help="The device's TFLOP/s in dense bf16: also print which share of it is used.")
@click.option("--baseline", type=click.Path(path_type=Path), help="An earlier --json result to compare with.")
@click.option("--tolerance", default=0.15, show_default=True, help="Share by which a figure may be worse than the baseline.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def train(*, baseline: Path | None, tolerance: float, as_json: bool, compile_: bool, **settings: object) -> None:
    """Training tokens per second and peak memory, beside transformers' hrm_text."""
    from hrm_codegen.bench import suite
    from hrm_codegen.bench.train import TrainBench, describe, run

    plan = TrainBench(compile=compile_, **settings)  # type: ignore[arg-type]  # click has checked the types
    before = suite.read_baseline(baseline) if baseline else {}
    figures, ratios = run(plan, say=lambda line: click.echo(line, err=True))
    click.echo(json.dumps(suite.as_json(figures, ratios, describe(plan))) if as_json else suite.as_text(figures, ratios))
    _refuse_regressions(figures, before, tolerance)


@bench.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--rows", default=2000, show_default=True, help="Rows in a turn.")
@click.option("--row-tokens", default=512, show_default=True, help="Tokens in a row.")
@click.option("--batch", default=8, show_default=True, help="Rows taken at a time.")
@click.option("--rounds", default=5, show_default=True, help="Turns, besides one to warm up.")
@click.option("--baseline", type=click.Path(path_type=Path), help="An earlier --json result to compare with.")
@click.option("--tolerance", default=0.3, show_default=True, help="Share by which a figure may be worse than the baseline.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def data(*, baseline: Path | None, tolerance: float, as_json: bool, **settings: object) -> None:
    """Tokens per second that one process reads from the built training set FOLDER."""
    from hrm_codegen.bench import suite
    from hrm_codegen.bench.data import DataBench, run

    before = suite.read_baseline(baseline) if baseline else {}
    figures = run(DataBench(**settings), say=lambda line: click.echo(line, err=True))  # type: ignore[arg-type]  # click has checked the types
    click.echo(json.dumps(suite.as_json(figures, {}, {})) if as_json else suite.as_text(figures, {}))
    _refuse_regressions(figures, before, tolerance)


def _refuse_regressions(figures: Sequence[Figure], before: Mapping[str, Any], tolerance: float) -> None:
    from hrm_codegen.bench import suite

    worse = suite.regressions(figures, before, tolerance=tolerance)
    for line in worse:
        click.echo(f"regression: {line}", err=True)
    if worse:
        sys.exit(1)
