"""`hrm data`: list, show, check, fetch and sample problems; look at a training batch."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands import data_build, data_corpus, data_harvest, data_origin, data_recipes, data_stats
from hrm_codegen.commands.notes import note
from hrm_codegen.errors import NotFound, UsageError

if TYPE_CHECKING:
    from hrm_codegen.tasks.base import Problem

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
GENERATED_CHECK = 200  # problems of a generated split that `check` runs: they are verified as they are made


@click.group()
def data() -> None:
    """List, show, check, fetch and sample problems; look at a training batch."""


@data.command("list")
@JSON
def list_(*, as_json: bool) -> None:
    """List the tasks with their splits, sizes, licences and files; HRM_DATA says where data lies."""
    from hrm_codegen.tasks import catalog, datafiles

    tasks: list[dict[str, Any]] = []
    for task in map(catalog.task, catalog.TASKS):
        files = {file: datafiles.located(file) for file in task.files}
        found = None not in files.values()
        splits = {
            split: {"problems": task.size(split) if found else None, "held_out": split in task.held_out} for split in task.splits
        }
        where = {file: str(path) if path else None for file, path in files.items()}
        tasks.append({"task": task.name, "splits": splits, "licence": task.licence, "files": where})
    if as_json:
        click.echo(json.dumps({"v": 1, "tasks": tasks}))
        return
    rows: list[tuple[str, ...]] = [("task", "split", "problems", "held out", "licence", "data")]
    for entry in tasks:
        missing = [file for file, path in entry["files"].items() if path is None]
        fetch_them = "hrm data fetch" if all(datafiles.FILES[file].on_hub for file in missing) else "set HRM_DATA"
        state = f"missing {', '.join(missing)}: {fetch_them}" if missing else "found" if entry["files"] else "generated"
        for split, facts in entry["splits"].items():
            size = "-" if facts["problems"] is None else f"{facts['problems']:,}"
            rows.append((entry["task"], split, size, "yes" if facts["held_out"] else "", entry["licence"], state))
    click.echo("\n".join(table(rows)))


@data.command()
@click.argument("task", metavar="TASK[:SPLIT]")
@click.option("--split", help="Split of the task.  [default: train, or the task's first]")
@click.option("--n", type=click.IntRange(1), default=1, show_default=True, help="How many, from the first.")
@JSON
def show(*, task: str, split: str | None, n: int, as_json: bool) -> None:
    """Show problems of a split; --json prints one a line."""
    from hrm_codegen.tasks import catalog

    named = catalog.parse(f"{task}:{split}" if split else task, split="train")
    _print(itertools.islice(catalog.load(named.task, named.split), n), as_json=as_json)


@data.command()
@click.argument("task")
@click.option("--n", type=click.IntRange(1), default=10, show_default=True, help="How many.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same problems.")
@click.option("--language", default="python", show_default=True, help="Language of the solutions.")
@JSON
def sample(*, task: str, n: int, seed: int, language: str, as_json: bool) -> None:
    """Make N new verified problems to train on: exercises, one of their families, or variants of a task's training part."""
    from hrm_codegen.tasks import catalog
    from hrm_codegen.tasks.exercises import families

    if task == "exercises" or task.startswith("exercises:"):
        made = families.sample(task, seed=seed, language=language)
    else:
        from hrm_codegen.tasks.augment import augment

        named = catalog.parse(task, split="train")
        if language != "python":
            raise UsageError(f"{named.task} has solutions in python only, not in {language!r}")
        problems = list(catalog.load_trainable(named.task, named.split))
        made = iter(augment(problems, len(problems) + n, seed=seed)[len(problems) :])
    _print(itertools.islice(made, n), as_json=as_json)


@data.command()
@click.argument("tasks", nargs=-1, metavar="[TASK[:SPLIT]]...")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Run the first N problems of each split only.")
@click.option("--workers", type=click.IntRange(1), metavar="W", help="Programs run side by side.  [default: cores]")
@JSON
def check(*, tasks: tuple[str, ...], limit: int | None, workers: int | None, as_json: bool) -> None:
    """Run the Python reference solutions of the tasks (default: all) in the sandbox.

    Problems in other languages, or without a reference or tests, are counted as skipped. Exit 1 when one fails, 5 when data
    is missing; without arguments, tasks whose data `hrm data fetch` does not bring are left out where it is not there.
    """
    from hrm_codegen.tasks import catalog, datafiles

    reports: list[dict[str, Any]] = []
    missing: list[str] = []
    for name, split in _sources(tasks):
        task = catalog.task(name)
        absent = [file for file in task.files if datafiles.located(file) is None]
        if absent and not tasks and not all(datafiles.FILES[file].on_hub for file in absent):
            note(f"{name} {split}: left out, {', '.join(absent)} missing")
            continue
        missing += absent
        if not absent:
            reports.append(_check_split(name, split, limit=limit or (None if task.files else GENERATED_CHECK), workers=workers))
            note(_verdict(reports[-1]))
    if as_json:
        click.echo(json.dumps({"v": 1, "checks": reports, "missing": sorted(set(missing))}))
    else:
        rows: list[tuple[str, ...]] = [("task", "split", "problems", "pass", "fail", "skipped")]
        for r in reports:
            counts = (r["problems"], r["passed"], len(r["failed"]), r["skipped"])
            rows.append((r["task"], r["split"], *map(str, counts)))
        failures = [f"{problem}: {why}" for report in reports for problem, why in report["failed"].items()]
        click.echo("\n".join([*table(rows), *failures]))
    if missing:
        absent = sorted(set(missing))
        raise NotFound(f"data files are missing: {', '.join(absent)}; {datafiles.remedy(*absent)}")
    if any(report["failed"] for report in reports):
        raise click.exceptions.Exit(1)


@data.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--force", is_flag=True, help="Fetch even what is there already.")
def fetch(*, files: tuple[str, ...], force: bool) -> None:
    """Download the public data sets (default: all that are missing) from the hub into the user cache."""
    from hrm_codegen.errors import nearest
    from hrm_codegen.tasks import datafiles, hub

    for file in files:
        if file not in hub.SOURCES:
            raise UsageError(f"no data file {file!r} to fetch{nearest(file, hub.SOURCES)}")
    for file in files or hub.SOURCES:
        there = None if force else datafiles.located(file)
        if there is None:
            note(f"fetching {file} ...")
            there = hub.fetch(file, datafiles.cache_folder() / "data")
        click.echo(str(there))


@data.command()
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Override a key of the run file.")
@click.option("--seed", default=0, show_default=True, help="Of the rows' order.")
@JSON
def batch(*, config: Path, overrides: tuple[str, ...], seed: int, as_json: bool) -> None:
    """Show the first training batch of the run file CONFIG: its shapes, what is read and what is learned."""
    from hrm_codegen.config import apply_overrides, build, read_toml
    from hrm_codegen.data.loader import DataConfig, sample_batch

    table = apply_overrides(read_toml(config), overrides)
    made = sample_batch(build(DataConfig, table.get("data", {}), where=f"{config}: data"), seed=seed)
    if as_json:
        click.echo(json.dumps(made))
        return
    click.echo("{records} records, {dropped} dropped, {rows} rows; {tokens} tokens here, {learned} learned".format(**made))
    for name, facts in made["shapes"].items():
        click.echo(f"{name}: {facts['dtype']} {facts['shape']}")
    for number, example in enumerate(made["examples"]):
        for document in example["documents"]:
            click.echo(f"--- row {number}: {document['tokens']} tokens, learns {document['learned']}")
            click.echo(f"reads:  {document.get('reads', '')}\nlearns: {document.get('learns', '')}")


def _sources(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the tasks and splits asked for: a bare task is all its splits, nothing is every task."""
    from hrm_codegen.tasks import catalog

    for name in names or catalog.TASKS:
        if name in catalog.TASKS:
            yield from ((name, split) for split in catalog.task(name).splits)
        else:
            yield catalog.parse(name)


def _check_split(name: str, split: str, *, limit: int | None, workers: int | None) -> dict[str, Any]:
    from hrm_codegen.tasks import catalog
    from hrm_codegen.tasks.execution import run_references

    problems = list(itertools.islice(catalog.load(name, split), limit))
    runnable = [problem for problem in problems if problem.runnable and problem.solution]
    failed = {done.problem.id: done.detail for done in run_references(runnable, workers=workers) if not done.passed}
    passed, skipped = len(runnable) - len(failed), len(problems) - len(runnable)
    return {"task": name, "split": split, "problems": len(problems), "passed": passed, "failed": failed, "skipped": skipped}


def _verdict(report: dict[str, Any]) -> str:
    """Say in one line how the references of a split did."""
    line = "{task} {split}: {passed} of {problems} pass".format(**report)
    return line + (f"; {report['skipped']} skipped: no Python program with a reference and tests" if report["skipped"] else "")


def _print(problems: Iterable[Problem], *, as_json: bool) -> None:
    for problem in problems:
        if as_json:
            click.echo(json.dumps({"v": 1, **problem.as_json()}))
        else:
            click.echo("\n".join(_lines(problem)))


def _lines(problem: Problem) -> Iterator[str]:
    """Yield a problem as a person reads it."""
    about = [problem.id, problem.language, problem.difficulty, problem.licence, *problem.tags]
    yield f"=== {', '.join(part for part in about if part)}"
    yield problem.prompt.strip("\n")
    for heading, statements in (("shown", problem.tests[: problem.shown]), ("hidden", problem.tests[problem.shown :])):
        if statements:
            yield f"--- {heading} tests"
            yield from statements
    if problem.setup:
        yield from ("--- setup", problem.setup.strip("\n"))
    yield from ("--- solution", problem.solution.removeprefix(problem.prompt).strip("\n"), "")


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Lay rows of text out in columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


data.add_command(data_build.build)
data.add_command(data_corpus.corpus)
data.add_command(data_harvest.harvest)
data.add_command(data_origin.origin)
data.add_command(data_recipes.recipes)
data.add_command(data_stats.stats)
