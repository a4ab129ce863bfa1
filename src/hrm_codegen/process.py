"""Run a trusted program: git, compilers, pip. Untrusted code goes through `sandbox.py`."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hrm_codegen.errors import HrmError, LimitError, NotFound

SHOWN = 500  # characters of a failed program's last words in the error message


@dataclass(frozen=True, kw_only=True)
class Completed:
    """What a trusted program answered."""

    returncode: int  # negative: the signal it died of
    stdout: str
    stderr: str
    seconds: float  # wall clock


def run(
    argv: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    timeout_s: float = 600.0,
    check: bool = True,
) -> Completed:
    """Run a program without a shell and capture what it prints; `env` is added to ours.

    Raises NotFound for a missing program or folder, LimitError after `timeout_s` (its whole process group is killed), and,
    with `check`, HrmError when it ends with anything but 0.
    """
    words = [str(word) for word in argv]
    shown = shlex.join(words)
    if cwd is not None and not cwd.is_dir():
        raise NotFound(f"no folder {cwd} to run {words[0]} in")
    began = time.monotonic()
    try:
        child = subprocess.Popen(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise NotFound(f"cannot run {words[0]}: {error.strerror}; is it installed and on PATH?") from error
    with child:
        try:
            out, err = child.communicate(stdin, timeout=timeout_s)
        except BaseException as error:
            os.killpg(child.pid, signal.SIGKILL)  # it is not reaped yet, so the id is still its own
            if isinstance(error, subprocess.TimeoutExpired):
                raise LimitError(f"{shown} took longer than {timeout_s:g} s and was stopped") from error
            raise
    if check and child.returncode:
        last = (err.strip() or out.strip())[-SHOWN:] or "it said nothing"
        raise HrmError(f"{shown} ended with {child.returncode}: {last}")
    return Completed(returncode=child.returncode, stdout=out, stderr=err, seconds=time.monotonic() - began)


class Started:
    """A trusted program that runs beside us; `start` makes one."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child

    def poll(self) -> int | None:
        """Return its status once it has ended (negative: the signal it died of), else None."""
        return self._child.poll()

    def stop(self, *, grace_s: float) -> int:
        """Ask its process group to end, kill what is left after `grace_s`, and return its status."""
        self.ask()
        return self.end(grace_s=grace_s)

    def ask(self) -> None:
        """Ask its process group to end, and return at once."""
        if self._child.poll() is None:  # not reaped yet, so the id is still its own
            os.killpg(self._child.pid, signal.SIGTERM)

    def end(self, *, grace_s: float) -> int:
        """Wait until it has ended, kill its process group after `grace_s`, and return its status."""
        try:
            return self._child.wait(grace_s)
        except subprocess.TimeoutExpired:
            os.killpg(self._child.pid, signal.SIGKILL)
            return self._child.wait()


def stop_all(started: Iterable[Started], *, grace_s: float) -> list[int]:
    """Ask programs to end, all at once and each once, kill what is left after `grace_s` in all, and return their statuses."""
    programs, until = list(started), time.monotonic() + grace_s
    for program in programs:
        program.ask()
    return [program.end(grace_s=max(0.0, until - time.monotonic())) for program in programs]


def start(argv: Sequence[str | Path], *, log: Path, env: Mapping[str, str] | None = None, held: Sequence[int] = ()) -> Started:
    """Start a program without a shell and return at once; what it prints is appended to `log`, `env` is added to ours.

    held: open files that it inherits, such as one that carries a lock. Raises NotFound for a missing program.
    """
    with log.open("ab") as file:
        try:
            child = subprocess.Popen(
                [str(word) for word in argv],
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                pass_fds=held,
                start_new_session=True,
            )
        except OSError as error:
            raise NotFound(f"cannot run {argv[0]}: {error.strerror}; is it installed and on PATH?") from error
    return Started(child)
