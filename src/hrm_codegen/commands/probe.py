"""A look at a model while it trains: what it writes for a few problems nobody trains on, and how many of these answers pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hrm_codegen.errors import UsageError

if TYPE_CHECKING:
    from hrm_codegen.models.base import LanguageModel
    from hrm_codegen.train.run import RunConfig

TIMEOUT_S = 3.0  # wall clock of one program
MAX_TOKENS = 192

Probe = Callable[["LanguageModel", Path, int], dict[str, float]]


def of_run(config: RunConfig) -> Probe | None:
    """Return the probe that a run's [log] section asks for, or nothing.

    It takes the model, the run folder and the step, writes samples/step-00001234.jsonl there, and returns the columns
    `probe/pass@1` and `probe/parses` (shares). Raises UsageError where the task cannot be judged, NotFound where its tools
    are not installed.
    """
    if not config.log.probe_every or config.task != "codegen":
        return None
    from hrm_codegen.evaluate import pipeline
    from hrm_codegen.evaluate.judge import judge
    from hrm_codegen.evaluate.protocols import protocol
    from hrm_codegen.generate.base import Options, Request
    from hrm_codegen.tasks import catalog
    from hrm_codegen.tasks.base import Kind
    from hrm_codegen.train.run import tokenizer_of

    source = catalog.parse(config.log.probe_task)
    if source.split not in catalog.task(source.task).held_out:
        raise UsageError(f"log.probe_task is {config.log.probe_task!r}, which may be trained on; name a held-out split")
    problems = pipeline.judged_here(pipeline.problems_of(source, config.log.probe_problems)).problems
    judged, tokenizer = judge(TIMEOUT_S), tokenizer_of(config.data)

    def probe(model: LanguageModel, folder: Path, step: int) -> dict[str, float]:
        import torch

        from hrm_codegen.generate.engine import TorchGenerator

        requests = [Request(problem.native_prompt(), Options(max_tokens=MAX_TOKENS)) for problem in problems]
        rows = []
        with torch.compiler.set_stance("force_eager"):  # a graph of every call with a cache would leave none for training
            answers = sorted(TorchGenerator(model, tokenizer).complete(requests))
        for index, completion in answers:
            problem = problems[index]
            code = protocol("native", problem).read(problem, completion.text)
            found = judged(problem, code)
            row = {"id": problem.id, "prompt": problem.prompt, "tests": problem.tests[: problem.shown], "code": code}
            rows.append(row | {"verdict": str(found.verdict), "detail": found.detail})
        path = folder / "samples" / f"step-{step:08d}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        verdicts = [row["verdict"] for row in rows]
        return {
            "probe/pass@1": verdicts.count(str(Kind.PASS)) / len(rows),
            "probe/parses": 1 - verdicts.count(str(Kind.SYNTAX)) / len(rows),
        }

    return probe
