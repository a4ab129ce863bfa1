"""`hrm data stats`: what a task holds, counted: by split, difficulty, platform, language, month; and what is missing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands.notes import quiet
from hrm_codegen.errors import UsageError

if TYPE_CHECKING:
    from hrm_codegen.data.distinct import Counts as Counted
    from hrm_codegen.tasks.base import Problem

_TOLD_EVERY = 10  # parts between two lines of progress
Counts = dict[str, dict[str, int]]


@click.command()
@click.argument("task", metavar="TASK[:SPLIT]")
@click.option("--count", "draws", type=click.IntRange(1), metavar="N", help="exercises: draw N, and count how many differ.")
@click.option("--seed", default=0, show_default=True, help="Of the draws.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, metavar="W", help="Processes that draw.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def stats(*, task: str, draws: int | None, seed: int, workers: int, as_json: bool) -> None:
    """Count a task's problems by split, difficulty, platform, scenario, language and month, and say what they lack.

    The generated exercises have no end: --count draws so many of those that training is made from and counts the distinct ones.
    """
    from hrm_codegen.tasks import catalog

    if draws is not None:
        _count_distinct(task, draws, seed=seed, workers=workers, as_json=as_json)
        return
    found = catalog.task(task) if task in catalog.TASKS else None
    named = None if found else catalog.parse(task)
    splits = found.splits if found else (named.split,) if named else ()
    name = found.name if found else named.task if named else ""
    report = {split: count(catalog.load(name, split)) for split in splits}
    if as_json:
        click.echo(json.dumps({"v": 1, "task": name, "licence": catalog.task(name).licence, "splits": report}))
        return
    click.echo(f"{name}: {catalog.task(name).licence}")
    for split, counts in report.items():
        click.echo(f"\n{split}: {sum(counts.pop('problems').values()):,} problems")
        click.echo("\n".join(lines(counts)))
    if name == "polyglot":
        click.echo("\nthe same exercise across languages")
        click.echo("\n".join(across()))


def _count_distinct(task: str, draws: int, *, seed: int, workers: int, as_json: bool) -> None:
    """Draw exercises and print how many differ; the counts so far go to stderr now and then."""
    from hrm_codegen.data import distinct

    if task != "exercises":
        raise UsageError(f"--count draws from the generator, and {task!r} is not it; use: hrm data stats exercises --count {draws}")
    found = distinct.Counts(0, 0, 0, 0)
    for number, found in enumerate(distinct.count(draws, seed=seed, workers=workers), start=1):
        if not number % _TOLD_EVERY and not quiet():
            click.echo(_of_counts(found), err=True)
    click.echo(json.dumps({"v": 1, "task": task, "seed": seed} | found._asdict()) if as_json else _of_counts(found))


def _of_counts(found: Counted) -> str:
    return (
        f"{found.drawn:,} drawn: {found.statements:,} distinct statements, {found.solutions:,} distinct solutions, "
        f"{found.instances:,} distinct instances"
    )


def count(problems: Iterable[Problem]) -> Counts:
    """Count problems by each aspect that they have; what does not vary is left out, "problems" apart."""
    columns: dict[str, Counter[str]] = {name: Counter() for name in ("problems", *_ASPECTS, "missing")}
    for problem in problems:
        columns["problems"]["all"] += 1
        for name, aspect in _ASPECTS.items():
            columns[name].update(aspect(problem))
        columns["missing"].update(_missing(problem))
    return {name: dict(sorted(counter.items(), key=_order)) for name, counter in columns.items() if counter or name == "problems"}


def _order(entry: tuple[str, int]) -> tuple[int, str]:
    words = ("easy", "medium", "hard")
    return (words.index(entry[0].lower()) if entry[0].lower() in words else len(words), entry[0])


def _month(problem: Problem) -> Iterator[str]:
    date = problem.record.get("contest_date")
    if isinstance(date, str):
        yield date[:7]


def _of_record(*names: str) -> Callable[[Problem], Iterator[str]]:
    def values(problem: Problem) -> Iterator[str]:
        for name in names:
            value = problem.record.get(name)
            if isinstance(value, str) and value:
                yield value

    return values


def _rated_by(problem: Problem) -> Iterator[str]:
    rated = problem.record.get("difficulty")
    if isinstance(rated, Mapping):
        yield str(rated["source"])


def _tests(problem: Problem) -> Iterator[str]:
    cases = problem.record.get("cases")
    if isinstance(cases, list):
        kind = cases[0]["testtype"] if cases else "none"
        yield kind
        if len(cases) > problem.record.get("public", 0):
            yield f"{kind}, with hidden ones"


_ASPECTS: Mapping[str, Callable[[Problem], Iterable[str]]] = {
    "language": lambda problem: (problem.language,),
    "asked": lambda problem: (problem.kind if problem.form == "describe" else "complete",),
    "difficulty": lambda problem: (problem.difficulty,) if problem.difficulty else (),
    "rated by": _rated_by,
    "platform": _of_record("platform"),
    "scenario": _of_record("scenario"),
    "release": _of_record("release"),
    "tests": _tests,
    "tag": lambda problem: problem.tags,
    "month": _month,
}


def _missing(problem: Problem) -> Iterator[str]:
    """Yield what a problem lacks that others have."""
    if not problem.solution.strip():
        yield "a reference solution"
    if not problem.prompt.strip():
        yield "a statement"
    if problem.record.get("cases") == []:
        yield "any test"
    if problem.record.get("unverified_cases"):
        yield "proof of some hidden tests"


def lines(counts: Mapping[str, Any]) -> Iterator[str]:
    """Yield counts as a person reads them: one aspect a line, "name: value count, ..."."""
    for name, values in counts.items():
        yield f"  {name}: {', '.join(f'{value} {number:,}' for value, number in values.items())}"


def across() -> Iterator[str]:
    """Yield Polyglot's table: each exercise with its level in each language that has it."""
    from hrm_codegen.tasks.polyglot import across_languages

    languages = ("cpp", "go", "java", "javascript", "python", "rust")
    yield f"{'exercise':28}" + "".join(f"{language:>11}" for language in languages)
    for name, levels in across_languages().items():
        yield f"{name:28}" + "".join(f"{levels[language].level if language in levels else '-':>11}" for language in languages)
