"""`hrm generate`: code for a prompt. stdout carries the answers alone; what there is to say about them goes to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.code.languages import LANGUAGES
from hrm_codegen.commands.notes import answering, note
from hrm_codegen.errors import DataError, NotFound, UsageError
from hrm_codegen.generate.base import Options, collect
from hrm_codegen.generate.grammar import GRAMMARS
from hrm_codegen.generate.outputs import OUTPUTS, Answer, Target
from hrm_codegen.prompts import Planned, plan_first, read_planned

if TYPE_CHECKING:
    from hrm_codegen.generate.base import Generator, Piece
    from hrm_codegen.prompts import Prompt

MODEL_HELP = "Model folder.  [default: HRM_MODEL, else the model inside the package]"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is wanted besides the way to generate."""

    prompt: str
    language: str | None
    out: str
    files: dict[str, str]
    stream: bool
    as_json: bool
    plan: bool = False

    def check(self, options: Options) -> None:
        """Refuse what does not go together, before a model is loaded."""
        if not self.prompt.strip():
            raise UsageError("the prompt is empty; say what to write, as an argument or on stdin")
        if self.stream and options.n > 1 and not self.as_json:
            raise UsageError(f"--stream prints one answer and -n is {options.n}; add --json, or leave one of them out")
        if self.plan and self.out != "code":
            raise UsageError(f"--plan comes before code and --format is {self.out}; leave one of them out")
        if self.plan and self.stream:
            raise UsageError("--plan parts the plan from the code when both are there, and --stream does not wait; leave one out")
        if options.n > 1 and options.temperature == 0:
            note(f"hrm: all {options.n} answers are the same without a temperature; give --temperature 0.8")
        _ = self.request  # an unknown language is refused here

    @cached_property
    def request(self) -> Prompt:
        """The Prompt for the model."""
        prompt = OUTPUTS[self.out].prompt(self.prompt, language=self.language, files=self.files)
        return plan_first(prompt) if self.plan else prompt


@click.command()
@click.argument("prompt", required=False)
@click.option("--model", "folder", type=click.Path(path_type=Path), envvar="HRM_MODEL", help=MODEL_HELP)
@click.option("--language", help="Language to write; prints the extracted code only.")
@click.option("--max-tokens", default=512, show_default=True, help="Most tokens of an answer.")
@click.option("--temperature", default=0.0, show_default=True, help="0 is greedy.")
@click.option("--top-p", default=1.0, show_default=True, help="Keep the likeliest tokens that together hold this share.")
@click.option("--top-k", default=0, show_default=True, help="Keep the k likeliest tokens; 0 keeps all.")
@click.option("--min-p", default=0.0, show_default=True, help="Drop tokens under this share of the likeliest.")
@click.option("-n", "n", default=1, show_default=True, help="Number of answers.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same answers.")
@click.option("--stop", multiple=True, metavar="TEXT", help="End the answer before this text; may be given often.")
@click.option("--grammar", type=click.Choice(list(GRAMMARS)), help="Refuse tokens after which the answer cannot parse.")
@click.option("--format", "out", type=click.Choice(list(OUTPUTS)), default="code", show_default=True, help="What to answer with.")
@click.option("--file", "paths", multiple=True, metavar="PATH", help="A file to show the model, or to edit; may be given often.")
@click.option("--attention", type=click.Choice(["prefix", "causal"]), help="Another kind than the model was trained with.")
@click.option("--cycles", type=int, help="Slow cycles to run, other than the trained number.")
@click.option("--device", default="auto", show_default=True, help="cpu, cuda, or auto.")
@click.option("--dtype", type=click.Choice(["fp32", "bf16"]), help="Compute in another type than the weights are stored in.")
@click.option("--plan", is_flag=True, help="Plan first: tags and the functions' outline go to stderr, the code to stdout.")
@click.option("--stream", is_flag=True, help="Print text as it comes; with --json, a piece a line.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def generate(
    *, prompt: str | None, folder: Path | None, device: str, dtype: Any, paths: tuple[str, ...], language: str | None, out: str,
    stream: bool, as_json: bool, plan: bool, **how: Any,
) -> None:  # fmt: skip
    """Write code for PROMPT (default or "-": stdin).

    Without --language the whole answer is printed as the model wrote it.
    """
    asked = Asked(
        prompt=_read_prompt(prompt), language=language, out=out, files=read_files(paths), stream=stream, as_json=as_json,
        plan=plan,
    )  # fmt: skip
    options = Options(**how)
    asked.check(options)
    folder = answering(folder)
    from hrm_codegen.generate.handle import load

    answer(load(folder, device=device, dtype=dtype).generator, asked, options)


def answer(generator: Generator, asked: Asked, options: Options) -> None:
    """Generate what is asked and print it: the answers on stdout, what there is to say about them on stderr."""
    pieces: list[Piece] = []
    for piece in generator.stream(asked.request, options):
        pieces.append(piece)
        if asked.stream and asked.as_json:
            click.echo(json.dumps({"v": 1} | piece._asdict()))
        elif asked.stream:
            click.echo(piece.text, nl=False)
    completions, plans = collect(iter(pieces), n=options.n), list[Planned]()
    if asked.plan:
        plans = [read_planned(completion.text) for completion in completions]
        completions = [whole._replace(text=plan.answer) for whole, plan in zip(completions, plans, strict=True)]
    target = Target.of(asked.request, asked.files)
    answers = [OUTPUTS[asked.out].answer(completion, target) for completion in completions]
    if asked.as_json:
        told = [_plan_json(plan) for plan in plans] or [{}] * len(answers)
        click.echo(json.dumps({"v": 1, "completions": [found.as_json() | more for found, more in zip(answers, told, strict=True)]}))
    elif asked.stream:
        click.echo(nl=not answers[0].text.endswith("\n"))
    else:
        _print(answers, asked)
    for number, plan in enumerate(plans, start=1):
        note("hrm: " + _plan_line(plan, number if len(plans) > 1 else 0))
    _tell(answers)


def _plan_json(plan: Planned) -> dict[str, Any]:
    from hrm_codegen.tasks.exercises.primitive import PLAN_TAGS

    return {"plan": [PLAN_TAGS[number] for number in plan.tags if number < len(PLAN_TAGS)], "outline": plan.outline}


def _plan_line(plan: Planned, number: int) -> str:
    told = _plan_json(plan)
    outline = "; ".join(told["outline"].split("\n")) or "none"
    return f"plan{f' {number}' if number else ''}: {', '.join(told['plan']) or 'none'}; outline: {outline}"


def _print(answers: Sequence[Answer], asked: Asked) -> None:
    """Print the answers; several in a row are parted by comments, so that they still read as code."""
    comment = LANGUAGES[spoken].line_comment if (spoken := asked.request.language) in LANGUAGES else "#"
    for number, found in enumerate(answers, start=1):
        if len(answers) > 1:
            click.echo(f"{comment} answer {number} of {len(answers)}")
        text = found.text if asked.language is None else found.code
        click.echo(text, nl=not text.endswith("\n"))


def _tell(answers: Sequence[Answer]) -> None:
    """Say on stderr what is wrong with answers, and what edits would change."""
    for number, answer in enumerate(answers, start=1):
        which = f"answer {number}" if len(answers) > 1 else "the answer"
        if not answer.valid:
            note(f"hrm: {which} is not valid: {answer.reason}")
        elif answer.files:
            note(f"hrm: {which} applies to {', '.join(answer.files)}; nothing is written")


def _read_prompt(prompt: str | None) -> str:
    if prompt not in (None, "-"):
        return str(prompt)
    if prompt is None and sys.stdin.isatty():
        raise UsageError('no prompt; give one as an argument, or "-" and type it, ending with Ctrl-D')
    return _decoded(sys.stdin.buffer.read(), "stdin")


def read_files(paths: Sequence[str]) -> dict[str, str]:
    """Read the files under the names that the model sees: relative to the working folder, or the bare name outside it."""
    files: dict[str, str] = {}
    for path in paths:
        name = Path(os.path.relpath(path)).as_posix()
        name = Path(path).name if name.startswith("../") else name
        if name in files:
            raise UsageError(
                f"--file {path}: there is another file {name!r} already; go to the folder of both and name it from there"
            )
        try:
            files[name] = _decoded(Path(path).read_bytes(), path)
        except FileNotFoundError:
            raise NotFound(f"--file {path} does not exist; check the path") from None
    return files


def _decoded(data: bytes, where: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise DataError(f"{where} is not UTF-8 text (byte {error.start}); convert it first") from None
