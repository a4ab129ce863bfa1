"""An evaluation in three resumable stages: answers to `samples.jsonl`, verdicts to `results.jsonl`, then the score.

A run lives in one folder. `settings.json` holds everything a figure depends on; a folder made with other settings is
refused by name. Each stage skips what its file already holds, so a killed run continues where it was, and because every
sample has a seed of its own the outcome is the same.
"""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import json
import os
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hrm_codegen.errors import CorruptError, DataError, UsageError
from hrm_codegen.evaluate.exchange import Solutions, benchmark_id
from hrm_codegen.evaluate.protocols import protocol
from hrm_codegen.evaluate.rows import VERSION, Key, Result, Sample, Store, TaskId
from hrm_codegen.generate.base import Completion, Generator, Options, Request
from hrm_codegen.prompts import Prompt
from hrm_codegen.tasks.base import Kind, Problem

Judge = Callable[[Problem, str], "Judgement"]
Progress = Callable[[str, int, int], None]  # stage, done, total
NOT_RUN = "not_run"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything a figure depends on, beside the program that measures it."""

    task: str
    split: str
    source: str  # what answered: its name and the hash of its files
    prompt: str  # the prompt kind, "given" for a solutions file
    n: int  # samples a problem
    limit: int | None  # first problems only
    seed: int
    temperature: float
    top_p: float
    max_tokens: int
    timeout_s: float  # wall clock of one program
    data_sha256: str  # of the problems, as scored
    prompts_sha256: str  # of their prompts
    grammar: str | None = None  # what constrained the decoder

    @property
    def figure(self) -> str:
        """What the score is: "given", "greedy" or "estimator"; they never share a label."""
        if self.prompt == "given":
            return "given"
        return "greedy" if self.temperature == 0 else "estimator"


@dataclass(frozen=True)
class Judgement:
    """What running one answer showed."""

    verdict: Kind
    kind: str  # how the program ended
    detail: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Run:
    """One evaluation: its problems, its settings and its folder."""

    problems: Sequence[Problem]
    settings: Settings
    folder: Path
    shots: Sequence[Problem] = ()

    @property
    def total(self) -> int:
        """How many samples the run has when every problem has all of them."""
        return len(self.problems) * self.settings.n


def quiet(stage: str, done: int, total: int) -> None:
    """Report no progress."""
    del stage, done, total


def data_hash(problems: Sequence[Problem]) -> str:
    """Return the sha256 of what is asked and judged, whatever file it came from."""
    digest = hashlib.sha256()
    for problem in problems:
        digest.update(json.dumps(problem.as_json(), sort_keys=True, default=str).encode())
    return digest.hexdigest()


def prompts_hash(kind: str, problems: Sequence[Problem], shots: Sequence[Problem]) -> str:
    """Return the sha256 of every prompt of a kind, so that a changed format is noticed."""
    digest = hashlib.sha256()
    for problem in problems:
        digest.update(_prompt_sha(protocol(kind, problem).prompt(problem, shots)).encode())
    return digest.hexdigest()


def sample_seed(seed: int, task_id: TaskId, sample: int) -> int:
    """Return the seed of one sample, 48 bits of a sha256: resuming or re-ordering changes no output."""
    text = json.dumps([seed, task_id, sample])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


@contextmanager
def opened(run: Run) -> Iterator[Run]:
    """Hold a run's folder for one process, new or with the same settings; others are refused by name."""
    run.folder.mkdir(parents=True, exist_ok=True)
    with (run.folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # released by the system, also after kill -9
        except OSError:
            raise UsageError(f"another hrm eval is writing {run.folder}; wait for it or choose another --out") from None
        _check_settings(run)
        yield run


def _check_settings(run: Run) -> None:
    path, samples = run.folder / "settings.json", run.folder / "samples.jsonl"
    now = {"v": VERSION} | dataclasses.asdict(run.settings)
    if not path.exists() or not samples.exists() or not samples.stat().st_size:  # nothing was measured yet
        written = path.with_suffix(".partial")
        written.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        written.replace(path)
        return
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise CorruptError(f"{path} is damaged; remove the folder or choose another --out") from None
    for name, value in now.items():
        if before.get(name) != value:
            raise UsageError(
                f"{run.folder} holds a run with {name} = {before.get(name)!r} and this one has {value!r}; "
                "choose another --out or give the same settings"
            )


def generate(run: Run, generator: Generator, *, progress: Progress = quiet) -> Mapping[Key, Sample]:
    """Answer every sample that `samples.jsonl` lacks."""
    with Store(run.folder / "samples.jsonl", Sample) as store:
        wanted = [
            (problem, sample)
            for problem in run.problems
            for sample in range(run.settings.n)
            if Key(benchmark_id(problem.id), sample) not in store.rows
        ]
        requests = [_request(run, problem, sample) for problem, sample in wanted]
        before = time.monotonic()
        progress("generate", len(store.rows), run.total)
        for index, completion in generator.complete(requests):
            now = time.monotonic()
            problem, sample = wanted[index]
            store.append(_answered(run, requests[index], problem, sample, completion, seconds=now - before))
            before = now
            progress("generate", len(store.rows), run.total)
        if len(store.rows) < run.total:
            raise DataError(f"{generator.name} answered {len(store.rows)} of {run.total} samples; run again to go on")
        return store.rows


def _request(run: Run, problem: Problem, sample: int) -> Request:
    settings = run.settings
    row = protocol(settings.prompt, problem)
    options = Options(
        max_tokens=settings.max_tokens,
        temperature=settings.temperature,
        top_p=settings.top_p,
        grammar=settings.grammar,
        stop=row.stops,
        attention=row.attention,
        seed=sample_seed(settings.seed, benchmark_id(problem.id), sample),
    )
    return Request(row.prompt(problem, run.shots), options)


def _answered(run: Run, request: Request, problem: Problem, sample: int, completion: Completion, *, seconds: float) -> Sample:
    note = "the prompt leaves no room for an answer" if completion.finish == "too_long" else ""
    return Sample(
        task_id=benchmark_id(problem.id),
        sample=sample,
        seed=request.options.seed,
        prompt_sha=_prompt_sha(request.prompt),
        prompt_kind=run.settings.prompt,
        completion=completion.text,
        code="" if note else protocol(run.settings.prompt, problem).read(problem, completion.text),
        tokens=completion.tokens,
        truncated=completion.finish in ("length", "deadline", "too_long"),
        seconds=round(seconds, 6),
        note=note,
    )


def _prompt_sha(prompt: Prompt) -> str:
    return hashlib.sha256(prompt.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def take(run: Run, solutions: Solutions) -> Mapping[Key, Sample]:
    """Lay given completions down as samples, exactly as they are; a problem without one gets wrong answers."""
    with Store(run.folder / "samples.jsonl", Sample) as store:
        for problem in run.problems:
            task_id = benchmark_id(problem.id)
            completions: list[str | None] = [*solutions.completions.get(task_id, ())]
            for number, completion in enumerate(completions or [None] * run.settings.n):
                if Key(task_id, number) not in store.rows:
                    store.append(_given(task_id, number, problem, completion))
        return store.rows


def _given(task_id: TaskId, number: int, problem: Problem, completion: str | None) -> Sample:
    return Sample(
        task_id=task_id,
        sample=number,
        seed=0,
        prompt_sha="",
        prompt_kind="given",
        completion=completion or "",
        code="" if completion is None else problem.code(completion),
        tokens=0,
        truncated=False,
        seconds=0.0,
        note="no answer was given" if completion is None else "",
    )


def execute(
    run: Run, samples: Mapping[Key, Sample], judge: Judge, *, workers: int | None = None, progress: Progress = quiet
) -> Mapping[Key, Result]:
    """Run every sample that `results.jsonl` lacks, `workers` at a time (default: the cores of this machine)."""
    problems = {benchmark_id(problem.id): problem for problem in run.problems}
    path = run.folder / "results.jsonl"
    with Store(path, Result) as store, _parser_warnings_off():
        _check_same_answers(path, samples, store.rows)
        waiting = [sample for key, sample in samples.items() if key not in store.rows]
        progress("execute", len(store.rows), len(samples))
        for result in _judged(waiting, problems, judge, workers=workers or os.cpu_count() or 1):
            store.append(result)
            progress("execute", len(store.rows), len(samples))
        return {key: store.rows[key] for key in samples}


def _check_same_answers(path: Path, samples: Mapping[Key, Sample], results: Mapping[Key, Result]) -> None:
    for key, row in results.items():
        if key not in samples or samples[key].code != row.code:
            raise DataError(f"{path} judges another answer to {key.task_id} than samples.jsonl holds; remove it and run again")


def _judged(samples: Sequence[Sample], problems: Mapping[TaskId, Problem], judge: Judge, *, workers: int) -> Iterator[Result]:
    """Yield results as they come, never more than two rounds of work waiting, so that an interrupt ends soon."""
    left = iter(samples)
    with ThreadPoolExecutor(workers) as pool:
        running: set[Future[Result]] = set()
        try:
            while True:
                while len(running) < 2 * workers and (sample := next(left, None)) is not None:
                    running.add(pool.submit(_judge_one, sample, problems[sample.task_id], judge))
                if not running:
                    return
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()


def _judge_one(sample: Sample, problem: Problem, judge: Judge) -> Result:
    found = Judgement(Kind.WRONG, NOT_RUN, sample.note, 0.0) if sample.note else judge(problem, sample.code)
    same: dict[str, Any] = dataclasses.asdict(sample)
    del same["note"]
    return Result(**same | {
        "verdict": found.verdict.value, "kind": found.kind, "detail": found.detail, "seconds": round(found.seconds, 6),
    })  # fmt: skip


@contextmanager
def _parser_warnings_off() -> Iterator[None]:
    """Keep the parser from telling about the answers' odd literals on our stderr; set here, before threads start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
