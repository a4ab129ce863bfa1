"""Run an untrusted program under limits and say what happened: the only place where model output is executed.

A wrong program is a value (`Outcome`); a broken sandbox is an exception (`SandboxError`). Every program gets a process
tree of its own, started through `cage/child.py`, whose layers `Outcome.layers` names:

- `session`, `rlimits`: a session of its own; limits on CPU time, address space, file size, processes, open files, no core.
- `watch`: the memory of all its processes together, looked at twenty times a second.
- `uid`: a short-lived user, when we are root.
- `namespaces`, `files`, `proc`: its own processes, network (none), IPC, names and cgroups; an empty file system with
  the system's and the interpreter's folders read-only and one small /tmp in memory. Nothing outlives the run.
- `seccomp`: ptrace, mounts, namespaces, sockets, BPF, io_uring, keys and the like are refused.
- `landlock`: only where there are no namespaces: read the visible folders, write the work folder.
Besides, the parent caps each output stream, keeps the wall clock, and never waits for a pipe that a survivor holds.

Not contained: the CPU it may burn within its limits; reading what `visible` shows, the interpreter's packages included;
kernel bugs. Without namespaces (`layers()` says so) also: the disk, which only the file size bounds, and, without
Landlock, every file that the user may read or write. Tests in the style of assertions share an interpreter with the code
they judge: see `run_python`.
"""

from __future__ import annotations

import marshal
import math
import os
import re
import secrets
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal, NamedTuple

from hrm_codegen.cage.given import BOX, HARNESS, SCRATCH, START, environment, folders, harness_text, launcher_text
from hrm_codegen.cage.watch import GRACE_S, NoNamespaces, Seen, Watch, messages
from hrm_codegen.errors import SandboxError, UsageError

Kind = Literal["ok", "failed", "timeout", "memory", "output_limit"]
ProgramKind = Literal["ok", "failed", "timeout"]

PYTHON = (sys.executable, "-s", "-P")  # the environment is ours, so this is as isolated as -I and keeps the hash seed
PYTHON_BYTES = 16 << 20  # below this the interpreter itself may fail to start, each time in another way
TOKEN_BYTES = 64  # as many as the harness reads
NO_MEMORY = re.compile(
    rb"^(MemoryError\b|.*std::bad_alloc|.*JavaScript heap out of memory|.*java\.lang\.OutOfMemoryError"
    rb"|fatal error: (runtime: )?(cannot allocate|out of) memory|memory allocation of \d+ bytes failed"
    rb"|.*error while loading shared libraries: .*(failed to map segment|cannot allocate memory))",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one program may use."""

    timeout_s: float = 10.0  # wall clock, from the program's first instruction
    memory_bytes: int = 1 << 30  # all processes together
    memory_mode: Literal["address", "resident"] = "address"  # address: of each process too; JVM and Go: resident
    disk_bytes: int = 64 << 20  # everything written, with namespaces
    file_bytes: int = 16 << 20  # one file
    output_bytes: int = 1 << 20  # standard output, and the same again for standard error
    processes: int = 64  # threads count
    open_files: int = 256

    def __post_init__(self) -> None:
        """Refuse limits under which nothing can start."""
        if self.timeout_s <= 0 or min(self.memory_bytes, self.disk_bytes, self.output_bytes, self.processes) <= 0:
            raise UsageError(f"limits must be positive, got {self}")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one program did. `failed` covers a nonzero exit and a signal; `completed` is the witness of `run_python`."""

    kind: Kind
    returncode: int | None  # negative: the signal it died of; None: the sandbox killed it
    stdout: str
    stderr: str
    seconds: float  # wall clock
    peak_bytes: int  # of the largest process, or of all together as seen by the watch
    layers: tuple[str, ...]
    completed: bool = False
    error: str = ""  # "Type: message" of the exception it ended with, as far as its own interpreter is to be believed


@dataclass(frozen=True, kw_only=True)
class ProgramResult:
    """What one program of a batch did."""

    kind: ProgramKind
    error: str  # "Type: message" of what it raised, or how its process died; empty when ok
    stdout: str  # the first 65,536 characters
    seconds: float


DEFAULT = Limits()


def run(
    argv: Sequence[str],
    *,
    files: Mapping[str, str | bytes] | None = None,
    stdin: str | bytes = "",
    limits: Limits = DEFAULT,
    env: Mapping[str, str] | None = None,
    visible: Sequence[str | Path] = (),
    unsafe: bool = False,
) -> Outcome:
    """Run a program in a fresh folder that holds `files`, and judge its end.

    The environment holds PATH, HOME, TMPDIR and the locale, and `env`; `visible` names further folders to show
    read-only. `unsafe` (or HRM_UNSAFE=1) goes on where not even the network can be blocked. Raises SandboxError when the
    cage cannot be built or the program cannot be started.
    """
    spec = _spec(argv, files or {}, limits, env=env or {}, visible=visible, unsafe=unsafe)
    return _outcome(_supervise(spec, stdin, limits), limits)


def run_python(
    source: str | bytes, *, stdin: str | bytes = "", limits: Limits = DEFAULT, witness: bool = False, unsafe: bool = False
) -> Outcome:
    """Run one Python program with this interpreter and its packages, a clean environment and hash seed 0.

    With `witness`, `Outcome.completed` says whether its last statement was reached: the parent's random token comes back
    only then. Ending early (`sys.exit(0)`, `os._exit(0)`, SystemExit, a crash, an exec) and printing anything do not count,
    and neither frames, the garbage collector, tracing, open files nor patched builtins give the token away. Then the run
    ends at once, without waiting for threads or exit handlers.

    Not contained, since the tests share the interpreter: code that reads the expected values out of the tests (source,
    constants, frames), that patches what the tests call, or that digs the token out of raw memory (ctypes, forged
    bytecode). A class of the program whose bare instance equals everything voids the witness; an object that equals only
    what it is compared with does not show. Raises UsageError for a memory limit under which no interpreter starts.
    """
    if limits.memory_bytes < PYTHON_BYTES:
        needs = f"Python needs {PYTHON_BYTES >> 20} MiB to start"
        raise UsageError(f"the memory limit is {limits.memory_bytes / (1 << 20):g} MiB and {needs}; raise it")
    files = {"main.py": source}
    if not witness:
        return run([*PYTHON, "main.py"], files=files, stdin=stdin, limits=limits, unsafe=unsafe)
    token = secrets.token_hex(TOKEN_BYTES // 2).encode()
    spec = _spec([*PYTHON, "-c", HARNESS % "witness"], files, limits, unsafe=unsafe)
    seen = _supervise(spec, stdin, limits, tell=harness_text() + token)
    error = seen.heard[1:].decode("utf-8", "replace") if seen.heard.startswith(b"!") else ""
    return replace(_outcome(seen, limits), completed=seen.heard == token, error=error)


def run_many_python(
    programs: Sequence[str], *, per_timeout_s: float = 2.0, limits: Limits = DEFAULT, unsafe: bool = False
) -> list[ProgramResult]:
    """Run hundreds of our own generated programs in one sandbox, each in a fork of its own; one result for each.

    A crash, a hang or an exit is the result of the program that did it, and ending early is not ok. `per_timeout_s` takes
    the place of `limits.timeout_s`; the other limits hold for each program. Not for model output: a program could disturb
    the runner, which has the same user.
    """
    if not programs:
        return []
    batch = marshal.dumps((per_timeout_s, list(programs)))
    whole = replace(
        limits,
        timeout_s=len(programs) * (per_timeout_s + 1) + 10,
        memory_bytes=limits.memory_bytes + len(batch) * 4 + (256 << 20),  # the runner's own share
        disk_bytes=limits.disk_bytes + len(batch),
        output_bytes=1 << 31,  # every program's is capped by the runner
    )
    spec = _spec([*PYTHON, "-c", HARNESS % "batch"], {"batch": batch}, whole, unsafe=unsafe)
    spec["address_bytes"] = limits.memory_bytes + len(batch) * 4 if limits.memory_mode == "address" else 0
    seen = _supervise(spec, b"", whole, tell=harness_text())
    results = [ProgramResult(kind=kind, error=error, stdout=out, seconds=s) for kind, error, out, s in messages(seen.heard)]
    if len(results) != len(programs):
        kind, count = _outcome(seen, whole).kind, f"{len(results)} of {len(programs)}"
        raise SandboxError(f"the batch ended ({kind}) after {count} programs: one of the next broke its runner; run them alone")
    return results


def layers() -> tuple[str, ...]:
    """Return the names of the layers in force on this machine; raise SandboxError when not even the minimum is there."""
    return run_python("").layers


def _outcome(seen: Seen, limits: Limits) -> Outcome:
    """Judge what was seen."""
    end = seen.end or {"status": None, "reason": "", "seconds": limits.timeout_s, "peak": 0, "cpu": 0.0}
    killed = end["status"] is None or end["reason"] != "ended"
    code = None if killed else os.waitstatus_to_exitcode(end["status"])
    return Outcome(
        kind=_kind(seen, end, limits, code),
        returncode=code,
        stdout=seen.stdout.decode("utf-8", "replace"),
        stderr=seen.stderr.decode("utf-8", "replace"),
        seconds=end["seconds"],
        peak_bytes=end["peak"],
        layers=seen.layers,
    )


def _kind(seen: Seen, end: dict[str, Any], limits: Limits, code: int | None) -> Kind:
    if seen.stopped == "output_limit" or (seen.stopped and code is None):
        return seen.stopped
    if code == 0:
        return "ok"
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and end["cpu"] >= _cpu_s(limits)):
        return "timeout"
    near_limit = end["peak"] > limits.memory_bytes // 2  # a kill then is the kernel's
    if code is None or (code == -signal.SIGKILL and near_limit) or NO_MEMORY.search(seen.stderr[-4096:]):
        return "memory"
    return "failed"


# --- what the child is told -------------------------------------------------------------------------------------------


def _spec(
    argv: Sequence[str],
    files: Mapping[str, str | bytes],
    limits: Limits,
    *,
    unsafe: bool,
    env: Mapping[str, str] | None = None,
    visible: Sequence[str | Path] = (),
) -> dict[str, Any]:
    """Write down for the child what is wanted, in plain values."""
    for name in files:
        if not name or PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise UsageError(f"file name {name!r} would leave the sandbox's folder; use a relative one")
    return {
        **vars(limits),
        "cpu_s": _cpu_s(limits),
        "address_bytes": limits.memory_bytes if limits.memory_mode == "address" else 0,
        "argv": list(argv),
        "files": {name: _bytes(text) for name, text in files.items()},
        "visible": [*folders(), *((os.path.normpath(path), os.path.realpath(path)) for path in visible)],
        "env": dict(env or {}),
        "base": tempfile.gettempdir(),
        "unsafe": unsafe or os.environ.get("HRM_UNSAFE", "0") not in {"", "0"},
    }


def _cpu_s(limits: Limits) -> int:
    """Seconds of CPU that one process may use: a net under the wall clock, wide enough for its threads on all cores."""
    return (math.ceil(limits.timeout_s) + 1) * (os.cpu_count() or 1)


def _bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text  # a lone surrogate is the program's problem


# --- one supervised run -----------------------------------------------------------------------------------------------

_namespaces: list[bool] = []  # what earlier runs found: whether this machine lets us have them; two refusals in a row settle it


def _supervise(spec: dict[str, Any], stdin: str | bytes, limits: Limits, tell: bytes | None = None) -> Seen:
    """Run the program of a spec; where the machine refuses namespaces, remember it and do without them."""
    if sys.platform != "linux":
        raise SandboxError(f"untrusted programs can only be contained on Linux, this is {sys.platform}")
    if os.environ.get("HRM_SANDBOX_NAMESPACES", "1") != "0" and _namespaces[-2:] != [False, False]:
        here = {"namespaces": True, "cwd": BOX, "env": {**environment(BOX, SCRATCH), **spec["env"]}}
        try:
            seen = _run_child({**spec, **here}, _bytes(stdin), limits, tell)
        except NoNamespaces as error:
            if True in _namespaces:
                raise SandboxError(f"the sandbox got no namespaces: {error}; run fewer programs at a time") from error
            _namespaces.append(False)
        else:
            _namespaces[:] = [True]
            return seen
    folder = tempfile.mkdtemp(prefix="hrm-sandbox-")
    try:
        here = {"namespaces": False, "cwd": folder, "env": {**environment(folder, folder), **spec["env"]}}
        return _run_child({**spec, **here}, _bytes(stdin), limits, tell)
    finally:
        if Path(folder).exists():  # the keeper never began, or met a tree too deep for it
            subprocess.run(["rm", "-rf", "--", folder], check=False, capture_output=True)


def _run_child(spec: dict[str, Any], stdin: bytes, limits: Limits, tell: bytes | None) -> Seen:
    """Start the launcher, talk with keeper and program to the end, and leave no process and no open file."""
    with ExitStack() as ends:
        status, control, feed, out, err = (_pipe(ends, writes=writes) for writes in (False, True, True, False, False))
        child: subprocess.Popen[bytes] | None = None
        try:
            with Watch(status=status.ours, control=control.ours, timeout_s=limits.timeout_s) as watch:
                watch.feed(feed.ours, stdin)
                watch.listen(out.ours, watch.seen.stdout, limits.output_bytes)
                watch.listen(err.ours, watch.seen.stderr, limits.output_bytes)
                channel = _channel(ends, watch, tell, limits.output_bytes)
                told = {**spec, "status": status.theirs, "control": control.theirs, "channel": channel}
                given = os.memfd_create("sandbox")
                ends.callback(os.close, given)
                with open(given, "r+b", closefd=False) as file:
                    file.write(launcher_text() + marshal.dumps(told))
                os.lseek(given, 0, os.SEEK_SET)
                child = subprocess.Popen(
                    [sys.executable, "-I", "-S", "-c", START, str(given)],
                    stdin=feed.theirs, stdout=out.theirs, stderr=err.theirs, env={}, cwd="/", start_new_session=True,
                    pass_fds=[fd for fd in (status.theirs, control.theirs, channel, given) if fd >= 0],
                )  # fmt: skip
                ends.close()  # from here on only the child has its ends
                seen = watch.until_over()
        finally:
            if child:
                _bury(child)
    if not seen.end and not seen.stopped:
        raise SandboxError("the sandbox's keeper died; is the machine out of memory?")
    return seen


class _Pipe(NamedTuple):
    """Two ends: the one we keep and the one the child gets."""

    ours: int
    theirs: int


def _pipe(ends: ExitStack, *, writes: bool) -> _Pipe:
    """Make a pipe that we write (or read), and have the child's end closed with `ends`."""
    reader, writer = os.pipe()
    pipe = _Pipe(writer, reader) if writes else _Pipe(reader, writer)
    ends.callback(os.close, pipe.theirs)
    return pipe


def _channel(ends: ExitStack, watch: Watch, tell: bytes | None, cap: int) -> int:
    """Open the socket to the harness with its text already in it; return the child's end, or -1 without a harness."""
    if tell is None:
        return -1
    ours, theirs = socket.socketpair()
    ends.enter_context(theirs)
    ours.sendall(tell)
    watch.listen(ours.detach(), watch.seen.heard, cap)
    return theirs.fileno()


def _bury(child: subprocess.Popen[bytes]) -> None:
    """Wait for the launcher, whose control pipe is closed; kill it and the keeper when they do not end."""
    ended, poller = os.pidfd_open(child.pid), select.poll()  # Popen.wait with a time-out would sleep in steps
    poller.register(ended, select.POLLIN)
    try:
        if not poller.poll(GRACE_S * 1000):
            os.killpg(child.pid, signal.SIGKILL)
    finally:
        os.close(ended)
    child.wait()
