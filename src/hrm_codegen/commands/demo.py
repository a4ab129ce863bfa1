"""`hrm demo`: the whole main job, small and without any data: train, generate, evaluate by execution, report."""

from __future__ import annotations

import textwrap
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands.notes import note, quiet

if TYPE_CHECKING:
    from hrm_codegen.generate.base import Generator
    from hrm_codegen.tasks.base import Problem

TASK, SPLIT = "exercises:demo", "test"
MAX_TOKENS = 96  # the longest reference answer has about half of that
SHOWN = 3  # held-out problems whose answers are printed
PROBLEMS = 200  # held-out problems scored
SAMPLES = 5  # drawn for each problem where pass@k is estimated


@click.command()
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Run folder.  [default: the user's data folder]")
@click.option(
    "--minutes", type=click.FloatRange(0, min_open=True), metavar="M", help="Minutes of training.  [default: as the run file]"
)
def demo(*, out: Path | None, minutes: float | None) -> None:
    """Train a small HRM on generated exercises, let it write code, run the tests, and write a report."""
    import platformdirs

    folder = out or platformdirs.user_data_path("hrm-codegen") / "demo"
    _train(folder, minutes)
    generator, problems = _load(folder)
    _show(generator, problems[:SHOWN])
    greedy = _score(folder, generator, problems, n=1)
    sampled = _score(folder, generator, problems, n=SAMPLES)
    for line in _result(greedy, sampled):
        click.echo(line)
    click.echo(f"model:  {folder / 'model'}")
    click.echo(f"report: {folder / f'eval-n{SAMPLES}' / 'report.html'}")


def _train(folder: Path, minutes: float | None) -> None:
    """Train, or go on where a stopped demo was; a finished one is left alone."""
    from hrm_codegen.train import loop, run

    overrides = [] if minutes is None else [f"train.minutes={float(minutes)}"]
    resume = (folder / "checkpoints" / "latest").exists()
    note(f"1/4 training a small HRM in {folder}" + (", going on where it stopped" if resume else ""))
    with resources.as_file(resources.files("hrm_codegen") / "assets" / "demo.toml") as shipped:
        config = run.load(folder if resume else shipped, overrides=overrides)
    loop.train(config, folder, resume=resume)


def _load(folder: Path) -> tuple[Generator, list[Problem]]:
    from hrm_codegen.evaluate import pipeline
    from hrm_codegen.generate.handle import load
    from hrm_codegen.tasks.catalog import Source

    return load(folder / "model").generator, pipeline.problems_of(Source(TASK, SPLIT), PROBLEMS)


def _show(generator: Generator, problems: list[Problem]) -> None:
    """Print what the model writes for a few problems it has never seen, and what running it showed."""
    from hrm_codegen.evaluate.judge import python_judge
    from hrm_codegen.evaluate.protocols import protocol
    from hrm_codegen.generate.base import Options, Request

    note(f"2/4 answers to {len(problems)} held-out exercises")
    requests = [Request(problem.native_prompt(), Options(max_tokens=MAX_TOKENS)) for problem in problems]
    judge = python_judge(10.0)
    for index, completion in sorted(generator.complete(requests)):
        code = protocol("native", problems[index]).read(problems[index], completion.text)  # as it is scored
        judgement = judge(problems[index], code)
        click.echo(textwrap.indent(f"{problems[index].prompt}\n", "# ") + code.strip("\n"))
        click.echo(f"# -> {judgement.verdict}\n")


def _score(folder: Path, generator: Generator, problems: list[Problem], *, n: int) -> dict[str, Any]:
    from hrm_codegen.evaluate import origin, pipeline, progress
    from hrm_codegen.evaluate.judge import python_judge
    from hrm_codegen.tasks.catalog import Source

    note(
        f"{3 if n == 1 else 4}/4 scoring {len(problems)} held-out exercises by running their tests, "
        + ("greedy" if n == 1 else f"{n} samples each")
    )
    model = folder / "model"
    prepared = pipeline.prepare(
        problems, folder=folder / f"eval-n{n}", source=Source(TASK, SPLIT), answered_by=origin.of_model(model), n=n,
        limit=PROBLEMS, max_tokens=MAX_TOKENS,
    )  # fmt: skip
    ks = (1,) if n == 1 else (1, n)
    with progress.shown(silent=quiet()) as tell:
        return pipeline.evaluate(prepared, generator, python_judge(10.0), ks=ks, model=model, progress=tell).summary


def _result(greedy: dict[str, Any], sampled: dict[str, Any]) -> list[str]:
    lines = []
    for summary in (greedy, sampled):
        for name, interval in summary["intervals"].items():
            low, high = f"{interval['low']:.1%}", f"{interval['high']:.1%}"
            lines.append(f"{summary['labels'][name]}: {summary[name]:.1%}, 95 % interval {low} to {high}")
    verdicts = ", ".join(f"{kind} {count}" for kind, count in greedy["verdicts"].items())
    return [*lines, f"of {greedy['n_problems']} held-out exercises, greedy: {verdicts}"]
