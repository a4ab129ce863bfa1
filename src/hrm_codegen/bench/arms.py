"""Running a sweep: every run in a process of its own, some at once on cores of their own, each resumable.

A folder of a sweep holds `arms/`, with three things for a run NAME: `NAME.toml` (its whole run file), `NAME/` (its run folder,
with `score/` in it) and `NAME.log` (what its processes said). What is finished is written in `NAME.json` and not done again.
A sweep that is stopped lets its processes save; after a kill the same command waits for those that still run, then goes on.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import shutil
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import IO, Any, NamedTuple

from hrm_codegen import config as settings
from hrm_codegen import process
from hrm_codegen.bench.sweep import Plan, Run, ScoreConfig
from hrm_codegen.errors import UsageError
from hrm_codegen.evaluate import pipeline, runner
from hrm_codegen.process import Started
from hrm_codegen.tasks import catalog
from hrm_codegen.train import run as run_file

log = logging.getLogger(__name__)

_GRACE_S = 60.0  # in which a stopped training finishes its step and saves
_LOOK_S = 0.1  # between two looks at what runs
_LAST_BYTES = 4000  # of a log, in which the reason of a failure is looked for


class Paths(NamedTuple):
    """Where a run's things lie."""

    settings: Path  # the whole run file
    run: Path  # the run folder
    log: Path
    done: Path  # what is finished
    lock: Path  # held by whoever works on the run

    @property
    def score(self) -> Path:
        """The folder of `hrm eval`."""
        return self.run / "score"


def paths(folder: Path, name: str) -> Paths:
    """Return where the things of a run lie in a sweep's folder."""
    arms = folder / "arms"
    return Paths(arms / f"{name}.toml", arms / name, *(arms / f"{name}{end}" for end in (".log", ".json", ".lock")))


def status(folder: Path, name: str) -> dict[str, Any]:
    """Return what is known to be finished of a run: "trained", "scored" with its settings, and "failed" with the reason."""
    try:
        return dict(json.loads(paths(folder, name).done.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {"v": 1}


@dataclass
class Active:
    """A run that a process works on now."""

    run: Run
    stage: str  # "trained" or "scored"
    child: Started
    lock: IO[bytes]


def execute(plan: Plan, folder: Path, *, say: Callable[[str], None], after: Callable[[], None]) -> None:
    """Train and score all runs of a plan that are not finished; `after` is called whenever one is.

    Raises UsageError when the folder was made with other settings or another sweep works in it, KeyboardInterrupt after
    Ctrl-C or SIGTERM, when all processes have saved and ended; and first what `hrm eval` raises for a task that cannot be scored.
    """
    if plan.score:
        scored_as(plan.score)  # refused before hours of training
    (folder / "arms").mkdir(parents=True, exist_ok=True)
    with _held(folder / ".lock", f"another sweep works in {folder}; wait for it, or name another --out"):
        for run in plan.runs:
            _settle(folder, run)
        waiting = deque(run for run in plan.runs if run.config is not None and _next_stage(plan, folder, run))
        say(f"{len(waiting)} of {len(plan.runs)} runs to do, {plan.jobs} at once")
        with _interruptible() as stop_if_asked:
            for run in waiting:
                _wait(folder, run, say, stop_if_asked)
            _Floor(plan, folder, say, after).work(waiting, stop_if_asked)


class _Floor:
    """The cores, and what runs on them."""

    def __init__(self, plan: Plan, folder: Path, say: Callable[[str], None], after: Callable[[], None]) -> None:
        self._plan, self._folder, self._say, self._after = plan, folder, say, after
        self._slots = cores(plan.jobs)
        self._active: dict[int, Active] = {}

    def work(self, waiting: deque[Run], stop_if_asked: Callable[[], None]) -> None:
        """Keep every slot busy until nothing waits; on the way out, let what runs save."""
        try:
            while waiting or self._active:
                stop_if_asked()
                for slot in range(len(self._slots)):
                    if slot not in self._active and waiting:
                        run = waiting.popleft()
                        self._start(slot, run, _lock(paths(self._folder, run.name).lock))
                time.sleep(_LOOK_S)
                for slot in list(self._active):
                    self._look(slot)
        finally:
            process.stop_all([active.child for active in self._active.values()], grace_s=_GRACE_S)
            for active in self._active.values():
                active.lock.close()

    def _start(self, slot: int, run: Run, lock: IO[bytes] | None) -> None:
        """Start what a run needs next; with nothing left to do it is finished."""
        assert lock is not None, "only one sweep at a time works in a folder, and what an earlier one left has ended"
        stage = _next_stage(self._plan, self._folder, run)
        if stage is None:
            lock.close()
            self._after()
            return
        self._say(f"{run.name}: {'training' if stage == 'trained' else 'scoring'}")
        mine = self._slots[slot]
        child = _pinned(mine, lambda: self._spawn(run, stage, threads=len(mine), lock=lock))
        self._active[slot] = Active(run, stage, child, lock)

    def _spawn(self, run: Run, stage: str, *, threads: int, lock: IO[bytes]) -> Started:
        words = _train_words(self._folder, run) if stage == "trained" else _score_words(self._plan, self._folder, run, threads)
        env = {"HRM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
        argv = [sys.executable, "-m", "hrm_codegen", *words]
        return process.start(argv, log=paths(self._folder, run.name).log, env=env, held=(lock.fileno(),))

    def _look(self, slot: int) -> None:
        """Take note of a process that has ended, and start what comes next of its run."""
        active = self._active[slot]
        code = active.child.poll()
        if code is None:
            return
        del self._active[slot]
        known = status(self._folder, active.run.name)
        known.pop("failed", None)
        if code == 0:
            known[active.stage] = _what(self._plan, active.stage)
        else:
            known["failed"] = _reason(paths(self._folder, active.run.name).log, code)
            self._say(f"{active.run.name}: failed: {known['failed']}")
        _write(paths(self._folder, active.run.name).done, json.dumps(known))
        if code == 0:
            self._start(slot, active.run, active.lock)
        else:
            active.lock.close()
            self._after()


def _wait(folder: Path, run: Run, say: Callable[[str], None], stop_if_asked: Callable[[], None]) -> None:
    """Wait until no process of an earlier call works on a run: beside it, others would not have their cores to themselves."""
    told = False
    while (lock := _lock(paths(folder, run.name).lock)) is None:
        if not told:
            say(f"{run.name}: a process of an earlier call still works on it; waiting for it")
            told = True
        stop_if_asked()
        time.sleep(_LOOK_S)
    lock.close()


def cores(jobs: int) -> list[list[int]]:
    """Share this process's cores out to so many jobs; UsageError for more jobs than cores."""
    mine = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))
    if jobs > len(mine):
        raise UsageError(f"jobs is {jobs} but there are {len(mine)} cores; runs on one core would disturb each other: lower jobs")
    each = len(mine) // jobs
    shared = [mine[job * each : (job + 1) * each] for job in range(jobs)]
    asked = settings.threads()
    return shared if asked is None else [own[:asked] for own in shared]


def _pinned(mine: list[int], begin: Callable[[], Started]) -> Started:
    """Start a process on some cores only: a child has its parent's."""
    if not hasattr(os, "sched_setaffinity"):
        return begin()
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, mine)
    try:
        return begin()
    finally:
        os.sched_setaffinity(0, before)


def _settle(folder: Path, run: Run) -> None:
    """Write a run's file, or see that it is the same as before."""
    if run.config is None:
        return
    own = paths(folder, run.name)
    if not own.settings.exists():
        _write(own.settings, settings.dumps(run.config))
    elif (before := run_file.load(own.settings)) != run.config:
        raise UsageError(
            f"{own.settings} was made with other settings ({_difference(asdict(before), asdict(run.config))}); name another --out, "
            f"or delete {own.run} and the files beside it"
        )


def _difference(before: Mapping[str, Any], now: Mapping[str, Any], where: str = "") -> str:
    """Name the first setting that differs."""
    for key in now:
        if before.get(key) != now[key]:
            if isinstance(now[key], dict) and isinstance(before.get(key), dict):
                return _difference(before[key], now[key], f"{where}{key}.")
            return f"{where}{key} = {before.get(key)!r}, now {now[key]!r}"
    return "a setting that is gone"


def _next_stage(plan: Plan, folder: Path, run: Run) -> str | None:
    """Return what of a run is to be done next, if anything."""
    known = status(folder, run.name)
    if not known.get("trained"):
        return "trained"
    return "scored" if plan.score and known.get("scored") != scored_as(plan.score) else None


@lru_cache(maxsize=1)
def scored_as(score: ScoreConfig) -> dict[str, Any]:
    """Return what is written down of a score: its settings, and which problems they meant."""
    problems = pipeline.judged_here(pipeline.problems_of(catalog.parse(score.task, split="test"), score.limit)).problems
    return {**asdict(score), "problems_sha256": runner.data_hash(problems)}


def _what(plan: Plan, stage: str) -> Any:
    """Return what is written down of a finished stage: scores with the settings they belong to."""
    return scored_as(plan.score) if stage == "scored" and plan.score else True


def _train_words(folder: Path, run: Run) -> list[str | Path]:
    own = paths(folder, run.name)
    begun = (own.run / "config.toml").exists()
    if not begun:  # killed before it wrote its own run file: nothing in it is worth anything
        shutil.rmtree(own.run, ignore_errors=True)
    return ["train", own.settings, "--out", own.run, *(["--resume"] if begun else [])]


def _score_words(plan: Plan, folder: Path, run: Run, threads: int) -> list[str | Path]:
    own, score = paths(folder, run.name), plan.score or ScoreConfig()
    if status(folder, run.name).get("scored"):  # with other settings, or on other problems
        shutil.rmtree(own.score, ignore_errors=True)
    words: list[str | Path] = ["eval", score.task, "--model", own.run / "model", "--out", own.score, "--json"]
    words += ["--max-tokens", str(score.max_tokens), "--workers", str(threads)]
    return words if score.limit is None else [*words, "--limit", str(score.limit)]


def _reason(path: Path, code: int) -> str:
    """Say why a process failed: its last words, or the signal that killed it."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}; {path} has what it said"
    lines = path.read_bytes()[-_LAST_BYTES:].decode(errors="replace").splitlines()
    spoken = [line for line in lines if line.strip()]
    named = [line.removeprefix("hrm: ") for line in spoken if line.startswith("hrm: ")]
    return named[-1] if named else f"ended with {code}: {spoken[-1] if spoken else 'it said nothing'}"


def _lock(path: Path) -> IO[bytes] | None:
    """Lock a file, or return None when another process has it; children that inherit the open file keep the lock."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


@contextlib.contextmanager
def _held(path: Path, refusal: str) -> Iterator[None]:
    """Hold a lock, or refuse."""
    file = _lock(path)
    if file is None:
        raise UsageError(refusal)
    with file:
        yield


@contextlib.contextmanager
def _interruptible() -> Iterator[Callable[[], None]]:
    """Note Ctrl-C and SIGTERM, and give a function that raises KeyboardInterrupt once one came.

    Raised by the signal itself it could fall between starting a process and remembering it, and nobody would stop that process.
    """
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        del frame
        came.append(number)

    def stop_if_asked() -> None:
        if came:
            raise KeyboardInterrupt

    before = [(number, signal.signal(number, note)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield stop_if_asked
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
