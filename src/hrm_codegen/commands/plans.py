"""`hrm eval plans`: what H's state knows of the plan at a prompt's end, before any code is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.errors import UsageError

if TYPE_CHECKING:
    import torch

    from hrm_codegen.evaluate.rows import TaskId
    from hrm_codegen.tasks.base import Problem


@click.command("plans")
@click.argument("task", metavar="TASK[:SPLIT]", default="exercises:heldout:test")
@click.option(
    "--model", required=True, type=click.Path(path_type=Path), envvar="HRM_MODEL", metavar="DIR",
    help="Model folder trained with loss.plan_weight.  [default: HRM_MODEL]",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The first N problems only, as many of each stratum.")
@click.option(
    "--results", type=click.Path(path_type=Path), metavar="PATH",
    help="An --out folder of hrm eval TASK, or its --json: how often code passes where the plan is right.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def eval_plans(*, task: str, model: Path, limit: int | None, results: Path | None, as_json: bool) -> None:
    """Score the plan that is read off H's state at the prompt's end, after each slow cycle, on TASK's problems with plan tags."""
    from hrm_codegen.evaluate import compare, pipeline
    from hrm_codegen.evaluate.exchange import benchmark_id
    from hrm_codegen.tasks import catalog
    from hrm_codegen.tasks.exercises.primitive import plan_of

    source = catalog.parse(task, split="test")
    problems = [problem for problem in pipeline.problems_of(source, limit) if plan_of(problem.tags)]
    if not problems:
        raise UsageError(f"no problem of {task} has plan tags; exercises:heldout and the generated exercises do")
    said_EPK, tags_PK = _read(model, problems)
    found = _summary(said_EPK, tags_PK)
    if results is not None:
        passed = compare.passes(compare.read_scores(results))
        right_P = (said_EPK[-1] == tags_PK).all(-1).tolist()
        found["code"] = _with_code([benchmark_id(problem.id) for problem in problems], right_P, passed)
    found = {"v": 1, "task": source.task, "split": source.split, "n": len(problems), **found}
    click.echo(json.dumps(found) if as_json else "\n".join(_lines(found)))


def _read(model: Path, problems: Sequence[Problem]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what is read off the model's states (E P K), and the problems' own tags (P K)."""
    import torch

    from hrm_codegen import checkpoint, folder, prompts
    from hrm_codegen import config as settings
    from hrm_codegen.tasks.exercises.primitive import plan_of
    from hrm_codegen.tokenizer import Tokenizer
    from hrm_codegen.train import readout
    from hrm_codegen.train.roles import Vocabulary

    if wanted := settings.threads():
        torch.set_num_threads(wanted)
    text = folder.open_folder(model).tokenizer_json
    if text is None:
        raise UsageError(f"{model} has no {folder.TOKENIZER}; put the one it was trained with there")
    tokenizer = Tokenizer.from_json(text)
    vocabulary = Vocabulary.of(tokenizer)
    reader = readout.load(model, vocabulary)
    loaded = checkpoint.load_model(model, dtype="fp32")
    room = loaded.config.max_positions
    asked = [prompts.encode_prompt(prompts.plan_first(problem.native_prompt()), tokenizer, limit=room) for problem in problems]
    tags_PK = torch.zeros(len(problems), len(vocabulary.tags), dtype=torch.bool)
    for number, problem in enumerate(problems):
        tags_PK[number, list(plan_of(problem.tags))] = True
    return readout.said(reader, loaded.model, asked), tags_PK


def _summary(said_EPK: torch.Tensor, tags_PK: torch.Tensor) -> dict[str, Any]:
    """Return the scores by cycle, and what saying the commonest plan of all every time would give."""
    from hrm_codegen.evaluate.passk import wilson
    from hrm_codegen.train import readout

    rows = []
    for score in readout.scores(said_EPK, tags_PK):
        low, high = wilson(score.exact, score.plans)
        rows.append(score._asdict() | {"low": low, "high": high})
    ((_, commonest),) = Counter(map(tuple, tags_PK.tolist())).most_common(1)
    return {"cycles": rows, "commonest_plan": commonest / len(tags_PK)}


def _with_code(names: Sequence[TaskId], right: Sequence[bool], passed: Mapping[TaskId, Sequence[bool]]) -> dict[str, Any]:
    """Return how many answers pass where the plan was right, and where it was not; only problems that were answered count."""
    shares: dict[str, Any] = {}
    for wanted, name in ((True, "plan_right"), (False, "plan_wrong")):
        chosen = [task_id for task_id, is_right in zip(names, right, strict=True) if is_right == wanted]
        answers = [answer for task_id in chosen for answer in passed.get(task_id, ())]
        shares[name] = {"answers": len(answers), "passed": sum(answers) / len(answers) if answers else None}
    return shares


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield f"{found['task']}:{found['split']}, {found['n']} problems with plan tags"
    yield "cycle   all tags right   95 % interval     precision   recall"
    for row in found["cycles"]:
        exact = f"{row['exact']:>14.1%}   {row['low']:>6.1%} to {row['high']:>6.1%}"
        yield f"{row['cycle']:>5}   {exact}   {row['precision']:>9.1%}   {row['recall']:>6.1%}"
    yield f"the commonest plan of these problems, said every time: {found['commonest_plan']:.1%}"
    for name, row in found.get("code", {}).items():
        passed = "no answer" if row["passed"] is None else f"{row['passed']:.1%} pass"
        yield f"{name.replace('_', ' ')}: {row['answers']} answers, {passed}"
