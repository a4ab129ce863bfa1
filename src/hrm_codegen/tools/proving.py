"""Prove recipes by running them: a throw-away folder in the sandbox, a clean environment, no network, a fixed clock.

`run` builds the recipe's folder and runs commands in it (the recipe's own, or a model's), then the checks; `prove` adds what a
recipe must keep besides: doing nothing does not pass, the failure that it recovers from really happens, its undo
brings the old state back. What was printed is kept, with the folder's real place replaced by HOME.
"""

from __future__ import annotations

import functools
import importlib.resources
import os
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hrm_codegen import process, sandbox
from hrm_codegen.errors import DataError, NotFound
from hrm_codegen.tools import commands
from hrm_codegen.tools.recipe import Filled

HOME = "/home/dev"  # stands for the throw-away folder in what is kept of the output; the commands run in HOME/app
PROGRAMS = {  # tool -> the program that must be there to prove its recipes
    "git": "git", "pip": "python3", "npm": "npm", "cargo": "cargo", "maven": "mvn", "gradle": "gradle", "make": "make",
    "cmake": "cmake", "files": "find", "shell": "bash",
}  # fmt: skip
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LIMITS = sandbox.Limits(
    timeout_s=90, memory_bytes=3 << 30, memory_mode="resident", disk_bytes=512 << 20, file_bytes=128 << 20, processes=512,
    open_files=1024,
)  # fmt: skip


class Step(NamedTuple):
    """One command that ran: its exit status and what it printed."""

    command: str
    status: int
    stdout: str
    stderr: str


class Run(NamedTuple):
    """What happened in the folder: the failing commands and the others, the checks that do not hold, and the undo."""

    failures: tuple[Step, ...]
    steps: tuple[Step, ...]
    missed: tuple[str, ...]  # checks that do not hold at the end
    undone: bool  # whether the undo brought the state before the commands back
    idle: bool  # whether some check does not hold before the commands; only known when it was asked for
    broken: str = ""  # why nothing can be said: the setup failed, or time ran out


class Proof(NamedTuple):
    """What proving one filling of a recipe showed; `why` is empty when it holds."""

    why: str
    run: Run


def missing(tool: str) -> str:
    """Return the program that a tool's recipes need and that is not here, or the empty text."""
    program = PROGRAMS[tool]
    return "" if shutil.which(program, path=_path()) else program


@functools.cache
def version(tool: str) -> str:
    """Return the first line of what a tool's program says about its version, empty when it is not here."""
    if missing(tool):
        return ""
    done = process.run([PROGRAMS[tool], "--version"], env={"PATH": _path()}, check=False, timeout_s=60)
    return done.stdout.strip().partition("\n")[0]


def run(filled: Filled, answer: Sequence[str], *, proof: bool = False) -> Run:
    """Build the folder, let the failing commands fail, run `answer`, and look at the checks.

    With `proof`, the checks are looked at right before the answer too, and the undo is run after them. Raises SandboxError when
    the sandbox itself fails.
    """
    outcome = sandbox.run(
        ["bash", "run.sh"],
        files={"run.sh": script(filled, answer, proof=proof)},
        limits=LIMITS,
        env={**settings(), "PATH": _path()},
        visible=_visible(filled.recipe.tool),
    )
    fields = outcome.stdout.split("\0")
    root = fields[0]
    records = [tuple(_plain(part, root) for part in fields[at : at + 4]) for at in range(1, len(fields) - 4, 4)]
    ended = [record for record in records if record[0] == "end"]
    broken = "" if ended else f"the folder was not built ({outcome.kind}): {outcome.stderr.strip()[-200:]}"
    steps = {
        kind: [Step("", int(status), out, err) for found, status, out, err in records if found == kind] for kind in ("fail", "run")
    }
    checks = [int(status) for kind, status, _, _ in records if kind == "check"]
    return Run(
        failures=_named(steps["fail"], filled.fails),
        steps=_named(steps["run"], answer),
        missed=tuple(check for check, status in zip(filled.checks, checks, strict=False) if status),
        undone=bool(ended) and ended[0][1] == "0",
        idle=any(record[0] == "idle" and record[1] != "0" for record in records),
        broken=broken,
    )


def fault(answer: str) -> str:
    """Return why an answer is no list of plain commands of known tools, or nothing; what has a fault is not run."""
    try:
        found = commands.parse(answer)
    except DataError as error:
        return str(error)
    return (commands.unknown_program(found) or "") if found else "the answer has no command"


def judge(filled: Filled, answer: str) -> Run:
    """Judge an answer by the state it leaves; one with a fault runs nothing."""
    if wrong := fault(answer):
        return Run((), (), filled.checks, undone=False, idle=False, broken=wrong)
    return run(filled, [command.text for command in commands.parse(answer)])


def prove(filled: Filled) -> Proof:
    """Run a filled recipe and say what does not hold; raise NotFound when its tool is not installed."""
    recipe = filled.recipe
    if missing(recipe.tool):
        raise NotFound(f"{recipe.name} needs {PROGRAMS[recipe.tool]}, which is not on PATH; install it")
    done = run(filled, filled.commands, proof=True)
    return Proof(done.broken or _why(filled, done), done)


def _why(filled: Filled, done: Run) -> str:
    statuses = [step.status for step in done.failures]
    if filled.fails and (any(statuses[:-1]) or not statuses[-1]):
        return f"the failure did not happen: exit statuses {statuses}"
    bad = next((step for step in done.steps if step.status), None)
    if bad and not filled.recipe.may_fail:
        return f"{bad.command!r} ended with {bad.status}: {(bad.stderr or bad.stdout).strip()[-300:]}"
    if done.missed:
        printed = "".join(step.stdout for step in done.steps)[-300:]
        return f"does not hold: {done.missed[0]!r}; printed: {printed!r}"
    if not done.idle:
        return "the checks hold before anything is done"
    return "the undo does not bring the old state back" if filled.undo and not done.undone else ""


def script(filled: Filled, answer: Sequence[str], *, proof: bool) -> str:
    """Return the whole run as one script: kit, setup, failing commands, answer, checks, undo."""
    quoted = shlex.quote
    session = [f"step fail {quoted(line)}" for line in filled.fails]
    session += [f"check idle {quoted(line)}" for line in filled.checks] if proof else []
    session += ['state >"$KIT/before"'] if proof and filled.undo else []
    session += [f"step run {quoted(line)}" for line in answer]
    # the status is asked for afterwards: before || the shell would not stop at the setup's first error
    setup = f"""(set -e
{filled.setup}
:
) >"$KIT/setup" 2>&1 </dev/null 3>&-
[ $? = 0 ] || {{ tail -n 5 "$KIT/setup" >&2; exit 9; }}"""
    begin, end = 'printf "%s\\0" "$ROOT" >&3', 'printf "end\\0%s\\0\\0\\0" $? >&3'
    run = ['(. "$KIT/env"', *session, ")", *(f"check check {quoted(line)}" for line in filled.checks)]
    if proof and filled.undo:
        run += ['(. "$KIT/env"', *(f"step undo {quoted(line)}" for line in filled.undo), ")"]
        run += ['[ "$(state)" = "$(cat "$KIT/before")" ]']
    return "\n".join([kit(), 'cd "$ROOT/app"', setup, "MINUTE=90", begin, *run, end, ""])


@functools.cache
def kit() -> str:
    """Return the shell words that setups and checks may use."""
    return importlib.resources.files("hrm_codegen").joinpath("assets", "recipe_kit.sh").read_text("utf-8")


def _plain(text: str, root: str) -> str:
    """Return what was printed without colours and without the folder's real place."""
    return _COLOUR.sub("", text.replace(root, HOME) if root else text)


def _named(steps: Sequence[Step], lines: Sequence[str]) -> tuple[Step, ...]:
    return tuple(step._replace(command=line) for step, line in zip(steps, lines, strict=False))


def settings() -> dict[str, str]:
    """Return the environment of the runs, PATH aside: English, UTC, no network, no colours."""
    return {
        "LANG": "C", "LC_ALL": "C", "TZ": "UTC", "TERM": "dumb", "PAGER": "cat", "GIT_EDITOR": "true",
        "PYTHONDONTWRITEBYTECODE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INDEX": "1", "PIP_ROOT_USER_ACTION": "ignore",
        "NO_UPDATE_NOTIFIER": "1", "npm_config_update_notifier": "false", "npm_config_offline": "true", "npm_config_fund": "false",
        "npm_config_audit": "false", "CARGO_NET_OFFLINE": "true", "CARGO_TERM_COLOR": "never", "CARGO_INCREMENTAL": "0",
    }  # fmt: skip


@functools.cache
def _path() -> str:
    """Return PATH of the runs: the base interpreter, Rust's toolchain, the system."""
    folders = [str(Path(sys.base_prefix) / "bin"), *(str(Path(root) / "bin") for root in _rust())]
    return os.pathsep.join([*folders, "/usr/local/bin", "/usr/bin", "/bin"])


@functools.cache
def _rust() -> tuple[str, ...]:
    """Return the folder of Rust's toolchain itself, where there is one: the launchers on PATH need the user's home."""
    if not shutil.which("rustc"):
        return ()
    done = process.run(["rustc", "--print", "sysroot"], check=False, timeout_s=60)
    return (done.stdout.strip(),) if done.returncode == 0 else ()


def _visible(tool: str) -> list[str]:
    """Return further folders that a tool's programs must see, read-only."""
    if tool == "maven":
        return [folder for folder in ("/etc/maven",) if Path(folder).is_dir()]
    return list(_rust()) if tool == "cargo" else []
