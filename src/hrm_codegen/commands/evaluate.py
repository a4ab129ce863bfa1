"""`hrm eval`: score a model, or answers in a file, by running what was written; compare two runs; look at the machine."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands.notes import answering, note, quiet
from hrm_codegen.commands.plans import eval_plans
from hrm_codegen.commands.puzzles import eval_puzzles
from hrm_codegen.errors import NotFound, UsageError
from hrm_codegen.generate.grammar import GRAMMARS

if TYPE_CHECKING:
    from hrm_codegen.evaluate.exchange import Solutions
    from hrm_codegen.evaluate.runner import Run
    from hrm_codegen.generate.base import Generator
    from hrm_codegen.tasks.base import Problem
    from hrm_codegen.tasks.catalog import Source

PROMPTS = ("native", "zero-shot-bigcode", "3-shot")
EXPORTS = ("human-eval", "evalplus")
MODEL_HELP = "Model folder that answers.  [default: HRM_MODEL, else the model inside the package]"


class EvalCommand(click.Command):
    """`hrm eval TASK ...`, and beside it `hrm eval compare`, `doctor`, `plans` and `puzzles`: no task has such a name."""

    beside: dict[str, click.Command]

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Parse as the command that the first word names, else as a task to score."""
        if args and args[0] in self.beside:
            return self.beside[args[0]].make_context(f"{info_name} {args[0]}", args[1:], parent=parent, **extra)
        return super().make_context(info_name, args, parent=parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was parsed."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options of one `hrm eval TASK`, as typed."""

    task: str
    model: Path | None
    solutions: str | None
    split: str | None
    prompt: str
    plan: bool
    n: int | None
    k: tuple[int, ...]
    limit: int | None
    seed: int
    temperature: float | None
    top_p: float | None
    max_tokens: int
    grammar: str | None
    batch: int
    workers: int | None
    official_timeout: bool
    out: Path | None
    export: str | None
    device: str
    as_json: bool

    def __post_init__(self) -> None:
        """Refuse options that contradict each other, before anything is loaded."""
        if (self.model is None) == (self.solutions is None):
            raise UsageError("say what to score: --model DIR or --solutions FILE, one of them")
        if self.plan and (self.prompt != "native" or self.solutions):
            other = "--solutions" if self.solutions else f"--prompt {self.prompt}"
            raise UsageError(f"--plan asks a model in the project's own format and does not go with {other}; leave one out")
        if self.grammar and self.solutions:
            raise UsageError("--grammar guides a model and does not go with --solutions; leave one out")
        if self.export and not self.out:
            raise UsageError("--export writes into the run's folder; give --out DIR")
        if self.solutions and self.n is not None:
            raise UsageError("--n does not go with --solutions: the file decides how many answers a problem has")

    @property
    def timeout_s(self) -> float:
        """The wall clock of one program."""
        from hrm_codegen.evaluate.pipeline import TIMEOUT_S
        from hrm_codegen.tasks.execution import OFFICIAL_TIMEOUT_S

        return OFFICIAL_TIMEOUT_S if self.official_timeout else TIMEOUT_S

    @property
    def source(self) -> Source:
        """The task and split that are scored."""
        from hrm_codegen.tasks import catalog

        if self.split and self.task not in catalog.TASKS and self.task.rpartition(":")[0] in catalog.TASKS:
            raise UsageError(f"{self.task} names a split and --split {self.split} another one; give it once")
        return catalog.parse(f"{self.task}:{self.split}" if self.split else self.task)


def _numbers(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, ...]:
    del ctx
    try:
        ks = tuple(sorted({int(part) for part in value.split(",") if part.strip()}))
    except ValueError:
        ks = ()
    if not ks or ks[0] < 1:
        raise click.BadParameter(f"{value!r} must be numbers of at least 1 with commas between, such as 1,5,10", param=param)
    return ks


@click.command(
    cls=EvalCommand,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Beside it: hrm eval compare A B, hrm eval doctor, hrm eval plans, hrm eval puzzles.",
)
@click.argument("task", metavar="TASK[:SPLIT]")
@click.option("--model", type=click.Path(path_type=Path), metavar="DIR", help=MODEL_HELP)
@click.option("--solutions", metavar="FILE", help='JSON lines of {"task_id", "completion"}, scored as given; "-" is stdin.')
@click.option("--split", help="Split of the task.  [default: test, or the task's first]")
@click.option("--prompt", type=click.Choice(PROMPTS), default="native", show_default=True, help="How a problem is put.")
@click.option("--plan", is_flag=True, help="The native prompt, with a plan asked for before the code.")
@click.option("--n", type=click.IntRange(1), help="Samples a problem; 1 is greedy.  [default: the largest k]")
@click.option("--k", default="1", show_default=True, metavar="K,K,...", callback=_numbers, help="Which pass@k to report.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Score the first N problems only, as many of each stratum.")
@click.option("--seed", default=0, show_default=True, help="Every sample's own seed comes from it, the task and its number.")
@click.option("--temperature", type=click.FloatRange(0), help="[default: 0 where n is 1, else 0.8]")
@click.option("--top-p", type=click.FloatRange(0, 1, min_open=True), help="[default: 1 where n is 1, else 0.95]")
@click.option("--max-tokens", type=click.IntRange(1), default=512, show_default=True, help="Longest answer.")
@click.option("--grammar", type=click.Choice(list(GRAMMARS)), help="Refuse tokens after which no answer parses.")
@click.option("--batch", type=click.IntRange(1), default=32, show_default=True, help="Samples generated side by side.")
@click.option("--workers", type=click.IntRange(1), metavar="W", help="Programs run side by side.  [default: cores]")
@click.option("--official-timeout", is_flag=True, help="3 s a program, as the official evaluators, in place of 10 s.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Keep samples, results and reports here; resumes.")
@click.option("--export", type=click.Choice(EXPORTS), help="Also write the answers as an official evaluator reads them.")
@click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True, help="Where the model runs."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate(**options: Any) -> None:
    """Score a model, or given answers, on TASK by running them against its tests.

    Three stages: answers, their execution in the sandbox, the score. With --out a stopped run goes on where it was.
    """
    if not options["model"] and not options["solutions"]:
        options["model"] = _default_model()
    asked = Asked(**options)
    with _folder(asked) as folder:
        summary = _evaluate(asked, folder)
    click.echo(json.dumps(summary) if asked.as_json else "\n".join(_lines(summary, asked.out)))


def _default_model() -> Path | None:
    """Return the folder that HRM_MODEL names, else the model inside the package, and say so; None without either."""
    named = os.environ.get("HRM_MODEL")
    try:
        return answering(Path(named) if named else None)
    except NotFound:
        return None


@contextmanager
def _folder(asked: Asked) -> Iterator[Path]:
    """Give the folder asked for, or one that is gone afterwards."""
    if asked.out:
        yield asked.out
        return
    with tempfile.TemporaryDirectory(prefix="hrm-eval-") as folder:
        yield Path(folder)


def _evaluate(asked: Asked, folder: Path) -> dict[str, Any]:
    from hrm_codegen import sandbox
    from hrm_codegen.evaluate import exchange, origin, pipeline, progress
    from hrm_codegen.evaluate.judge import judge

    source = asked.source
    given = _read(asked.solutions) if asked.solutions else None
    answered_by = origin.of_model(asked.model) if asked.model else origin.of_bytes(str(asked.solutions), given or b"")
    layers = sandbox.layers()  # what cannot work is found out before anything is generated
    problems, without = pipeline.judged_here(pipeline.problems_of(source, asked.limit))
    for program, count in without.items():
        note(f"{count} problems are left out: {program} is not installed")
    answers: Solutions | Generator
    if given is None:
        prepared, answers = _modelled(asked, source, problems, folder=folder, answered_by=answered_by)
    else:
        prepared, answers = _given(asked, source, problems, data=given, folder=folder, answered_by=answered_by)
    note(_how(prepared))
    with progress.shown(silent=quiet()) as tell:
        scored = pipeline.evaluate(
            prepared,
            answers,
            judge(asked.timeout_s),
            ks=asked.k,
            workers=asked.workers,
            model=asked.model,
            invalid=origin.invalid(asked.model) if asked.model else "",
            machine={"sandbox": list(layers)} | ({"left out for want of": without} if without else {}),
            progress=tell,
        )
    if asked.export:
        for path in exchange.export(asked.export, folder, problems=problems, results=list(scored.results.values())):
            note(f"exported {path}")
    return scored.summary


def _read(name: str) -> bytes:
    """Return a solutions file's bytes, or what is piped in."""
    from hrm_codegen.evaluate import exchange

    return sys.stdin.buffer.read() if name == "-" else exchange.read_file(Path(name))


def _given(
    asked: Asked, source: Source, problems: Sequence[Problem], *, data: bytes, folder: Path, answered_by: str
) -> tuple[Run, Solutions]:
    """Read the solutions; an id of a problem beyond --limit is known, though not scored."""
    from hrm_codegen.evaluate import exchange, pipeline

    where = "stdin" if asked.solutions == "-" else str(asked.solutions)
    wanted = [problem.id for problem in problems]
    try:
        solutions = exchange.read_solutions(data, where=where, known=wanted, wanted=wanted)
    except UsageError:
        known = [problem.id for problem in pipeline.problems_of(source)]
        solutions = exchange.read_solutions(data, where=where, known=known, wanted=wanted)
    if solutions.left_out:
        note(f"{solutions.left_out} answers are for problems that are left out and are not scored")
    missing = len(problems) - len(solutions.completions)
    if missing:
        note(f"{missing} of {len(problems)} problems have no answer in {where}; they count as wrong")
    prepared = pipeline.prepare_given(
        problems, solutions, folder=folder, source=source, answered_by=answered_by, limit=asked.limit, timeout_s=asked.timeout_s
    )
    return prepared, solutions


def _modelled(
    asked: Asked, source: Source, problems: Sequence[Problem], *, folder: Path, answered_by: str
) -> tuple[Run, Generator]:
    """Settle the run first, so that a folder made with other settings is refused before the model is loaded."""
    from hrm_codegen.evaluate import pipeline, runner
    from hrm_codegen.evaluate.protocols import PLAN

    prepared = pipeline.prepare(
        problems, folder=folder, source=source, answered_by=answered_by, prompt=PLAN if asked.plan else asked.prompt,
        n=asked.n or max(asked.k), limit=asked.limit, seed=asked.seed, temperature=asked.temperature, top_p=asked.top_p,
        max_tokens=asked.max_tokens, timeout_s=asked.timeout_s, grammar=asked.grammar,
    )  # fmt: skip
    with runner.opened(prepared):
        pass
    from hrm_codegen.generate.handle import load

    return prepared, load(asked.model, device=asked.device, batch=asked.batch).generator


def _how(prepared: Run) -> str:
    """Say how the answers come about: what a reader must know beside the figure."""
    settings = prepared.settings
    start = f"{settings.task}:{settings.split}, {len(prepared.problems)} problems, {settings.source}"
    if settings.figure == "given":
        return f"{start}, answers as given, at most {settings.n} a problem"
    how = "greedy" if settings.figure == "greedy" else f"T={settings.temperature:g} top_p={settings.top_p:g}"
    how += f", grammar {settings.grammar}" if settings.grammar else ""
    return f"{start}, {settings.prompt} prompt, n={settings.n}, {how}, at most {settings.max_tokens} tokens, seed {settings.seed}"


def _lines(summary: dict[str, Any], out: Path | None) -> list[str]:
    """Return the result as a person reads it."""
    from hrm_codegen.evaluate.summary import details, shares

    lines = [] if summary["scores_valid"] else [f"NOT VALID: {summary['invalid_reason']}"]
    for name, interval in summary["intervals"].items():
        mark = "" if summary["scores_valid"] else "not valid: "
        lines.append(
            f"{mark}{summary['labels'][name]}: {summary[name]:.2%} of {summary['n_problems']} problems, "
            f"95 % interval {interval['low']:.2%} to {interval['high']:.2%}"
        )
    lines += details(summary)
    if summary["left_out"]:
        lines.append("left out, too few samples: " + ", ".join(f"pass@{k}" for k in summary["left_out"]))
    lines.append(", ".join(f"{verdict} {count}" for verdict, count in summary["verdicts"].items()))
    lines.append(shares(summary))
    if out:
        lines.append(f"report: {out / 'report.html'}")
    return lines


@click.command("compare")
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def compare_runs(a: Path, b: Path, *, as_json: bool) -> None:
    """Compare two runs over the same problems, pair by pair: --out folders, or files that --json was sent to."""
    from hrm_codegen.evaluate import compare

    before, after = compare.read_scores(a), compare.read_scores(b)
    for name in compare.check_comparable(before, after, paths=(a, b)):
        note(f"{name} differs: {before['settings'][name]} in A, {after['settings'].get(name)} in B")
    found = compare.compare(compare.passes(before), compare.passes(after))
    if as_json:
        click.echo(json.dumps(found.as_json()))
        return
    sure = "significant at 5 %" if found.certain else "not significant at 5 %"
    click.echo(f"pass@1: A {found.a:.2%}, B {found.b:.2%} of {found.n_problems} problems")
    click.echo(f"B - A: {found.difference:+.2%}, 95 % interval {found.low:+.2%} to {found.high:+.2%} (paired bootstrap)")
    click.echo(f"p = {found.p_value:.3g} ({found.test}): {sure}; B gains {len(found.gained)} problems and loses {len(found.lost)}")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def eval_doctor(*, as_json: bool) -> None:
    """Say which languages can be run here and which layers of the sandbox hold."""
    from hrm_codegen.commands import doctor

    facts = {"v": 1, "toolchains": doctor.toolchains(), "sandbox": doctor.sandbox_layers()}
    click.echo(json.dumps(facts) if as_json else "\n".join(doctor.lines(facts)))


assert isinstance(evaluate, EvalCommand)
evaluate.beside = {"compare": compare_runs, "doctor": eval_doctor, "plans": eval_plans, "puzzles": eval_puzzles}
