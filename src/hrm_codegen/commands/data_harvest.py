"""`hrm data harvest`: a model answers training problems, and what passes becomes a source to train on."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands.notes import answering, quiet
from hrm_codegen.errors import UsageError

if TYPE_CHECKING:
    from hrm_codegen.evaluate.rows import Key, Result
    from hrm_codegen.generate.base import Generator
    from hrm_codegen.tasks.base import Problem
    from hrm_codegen.tasks.catalog import Source

GENERATED = "exercises"  # fresh ones, without end


@click.command()
@click.argument("task", metavar="TASK[:SPLIT]")
@click.option("--model", type=click.Path(path_type=Path), envvar="HRM_MODEL", metavar="DIR", help="Model folder that answers.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.jsonl", help="Where the rows go.")
@click.option("--n", type=click.IntRange(1), default=16, show_default=True, help="Answers to each problem; 1 is greedy.")
@click.option("--keep", type=click.IntRange(1), default=2, show_default=True, help="Most answers kept of a problem.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The first N problems; exercises: N fresh ones of the seed.")
@click.option("--seed", default=0, show_default=True, help="Of the answers, and of fresh exercises.")
@click.option("--temperature", type=click.FloatRange(0), help="[default: 0 where n is 1, else 0.8]")
@click.option("--max-tokens", type=click.IntRange(1), default=256, show_default=True, help="Longest answer.")
@click.option("--batch", type=click.IntRange(1), default=32, show_default=True, help="Samples generated side by side.")
@click.option("--workers", type=click.IntRange(1), metavar="W", help="Programs run side by side.  [default: cores]")
@click.option("--work", type=click.Path(path_type=Path), metavar="DIR", help="Answers and verdicts; resumes.  [default: FILE.run]")
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True, help="Where it runs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def harvest(*, task: str, model: Path | None, out: Path, as_json: bool, limit: int | None, seed: int, **how: Any) -> None:
    """Sample answers to TASK's training problems, run them, and keep distinct ones that pass: expert iteration.

    Kept are the shortest that say something else than the reference and repeat nothing held out. A stopped run goes on when
    the same command is given again. The rows are Problems: name FILE in [[data.sources]] or in a build.
    """
    source = trainable(task)
    if source.task == GENERATED and limit is None:
        raise UsageError(f"{GENERATED} has no end; say how many fresh problems with --limit N")
    model = answering(model)
    problems = chosen(source, limit, seed=seed)
    from hrm_codegen.evaluate import origin
    from hrm_codegen.generate.handle import load

    generator = load(model, device=how.pop("device"), batch=how.pop("batch")).generator
    table = harvested(
        problems, generator, source=source, answered_by=origin.of_model(model), out=out, limit=limit, seed=seed, **how
    )
    click.echo(json.dumps(table) if as_json else "\n".join(lines(table)))


def trainable(task: str) -> Source:
    """Return the split that is asked for; what is held out raises HeldOutError."""
    from hrm_codegen.tasks import catalog
    from hrm_codegen.tasks.base import refuse_held_out

    if task == GENERATED:
        return catalog.Source(GENERATED, "train")
    source = catalog.parse(task, split="train")
    refuse_held_out(catalog.task(source.task), source.split)
    return source


def chosen(source: Source, limit: int | None, *, seed: int) -> list[Problem]:
    """Return the problems to answer; UsageError where no Python program judges them."""
    from hrm_codegen.evaluate import pipeline
    from hrm_codegen.tasks.exercises import families

    if source.task == GENERATED:
        return list(itertools.islice(families.sample(GENERATED, seed=seed), limit))
    problems = pipeline.problems_of(source, limit)
    if not problems[0].runnable:
        raise UsageError(f"{source.task} is not answered by Python programs with tests; harvest a task that is, such as mbpp:train")
    return problems


def harvested(
    problems: Sequence[Problem], generator: Generator, *, source: Source, answered_by: str, out: Path, n: int, keep: int,
    limit: int | None, seed: int, temperature: float | None, max_tokens: int, workers: int | None, work: Path | None,
) -> dict[str, Any]:  # fmt: skip
    """Answer, run, choose and write; return what is to be told. Answers and verdicts stay in the work folder."""
    from hrm_codegen.data import harvest as rows
    from hrm_codegen.data.decontaminate import HeldOut
    from hrm_codegen.evaluate import pipeline, progress, runner
    from hrm_codegen.evaluate.judge import judge
    from hrm_codegen.evaluate.summary import summarise

    run = pipeline.prepare(
        problems, folder=work or out.with_suffix(".run"), source=source, answered_by=answered_by, n=n, limit=limit, seed=seed,
        temperature=temperature, max_tokens=max_tokens,
    )  # fmt: skip
    held_out = HeldOut.load()
    with progress.shown(silent=quiet()) as tell, runner.opened(run):
        samples = runner.generate(run, generator, progress=tell)
        results = runner.execute(run, samples, judge(pipeline.TIMEOUT_S), workers=workers, progress=tell)
    found = rows.gather(
        _passing(problems, results),
        keep=keep,
        source=answered_by,
        refuse=lambda problem, code: held_out.why(statement=problem.prompt, code=code) is not None,
    )
    rows.write(out, found.rows)
    summary = summarise(run, samples, results, ks=(1, n))
    told = {name: summary[name] for name in ("task", "split", "n_problems", "n", *summary["intervals"], "intervals")}
    return {"v": 1, "model": answered_by, **told, **found.counts(), "out": str(out)}


def _passing(problems: Sequence[Problem], results: Mapping[Key, Result]) -> list[tuple[Problem, list[str]]]:
    """Pair each problem with its answers that passed, in the order of the samples."""
    from hrm_codegen.evaluate.exchange import benchmark_id

    codes: dict[Any, list[str]] = {}
    for key in sorted(results, key=lambda key: key.sample):
        if results[key].passed:
            codes.setdefault(key.task_id, []).append(results[key].code)
    return [(problem, codes.get(benchmark_id(problem.id), [])) for problem in problems]


def lines(table: dict[str, Any]) -> list[str]:
    """Return the harvest as a person reads it."""
    scores = ", ".join(
        f"{name} {table[name]:.1%} ({row['low']:.1%} to {row['high']:.1%})" for name, row in table["intervals"].items()
    )
    left_out = (
        f"left out: {table['as_reference']:,} say what the reference says, {table['repeated']:,} what a shorter answer says, "
        f"{table['held_out']:,} repeat what is held out, {table['beyond']:,} are longer than those kept"
    )
    return [
        f"{table['task']}:{table['split']}: {table['n_problems']:,} problems, {table['n']} answers each: {scores}",
        f"{table['passed']:,} answers pass, to {table['solved']:,} problems",
        f"kept {table['kept']:,} answers to {table['problems']:,} problems: {table['out']}",
        left_out,
    ]
