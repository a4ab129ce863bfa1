"""The half of the sandbox that runs in the child: start the program in its cage, keep watch, report.

`sandbox.py` ships this text, compiled, to an interpreter of its own that has neither site-packages nor this package, so
only the standard library and `cage/walls.py` are used. Three processes come of it: the launcher, which enters the
namespaces and waits; the keeper, which is PID 1 of the new PID namespace (without namespaces: the launcher itself, as
subreaper) and which the program can neither signal nor read; and the program. The keeper reaps, watches the memory,
obeys the control pipe (its end-of-file means: kill everything), and only then reports, so that nothing of the program
lives when the report arrives.
"""
# pathlib and contextlib would cost each program milliseconds of import
# ruff: noqa: PTH101, PTH103, PTH106, PTH114, PTH120, PTH123, SIM105

from __future__ import annotations

import errno
import marshal
import os
import resource
import select
import sys
import time

from hrm_codegen.cage import walls as cage
from hrm_codegen.cage.walls import libc, processes

TYPE_CHECKING = False  # importing typing would cost as much as ctypes
if TYPE_CHECKING:
    from hrm_codegen.cage.walls import Spec

SIGINT, SIGKILL, SIGPIPE, SIGSTOP, LAST_SIGNAL, SIG_SETMASK, SIG_DFL, SIG_IGN = (
    2,
    9,
    13,
    19,
    64,
    2,
    0,
    1,
)  # the module signal imports enum: slow
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38
WATCH_MS = 50  # how often memory is looked at: at 5 GB/s a bomb overshoots by a quarter of a gigabyte
FIRST_UID, UIDS = 61184, 4096  # the range that Linux distributions leave to short-lived users
CHANNEL_FD = 3  # where the harness finds its channel to the parent
ERROR_FD = 250  # a number that no inherited file has


def send(fd: int, message: Spec) -> None:
    """Write one message: four bytes of length, then the marshalled dictionary. A parent that died hears nothing."""
    body = marshal.dumps(message)
    try:
        os.write(fd, len(body).to_bytes(4, "little") + body)
    except BrokenPipeError:
        pass  # the control pipe has ended too: the watch kills the program and ends


def write_files(files: dict[str, bytes]) -> None:
    """Write the program's files into the current, fresh folder."""
    for name, content in files.items():
        if folder := os.path.dirname(name):
            os.makedirs(folder, exist_ok=True)
        with open(name, "wb") as file:
            file.write(content)
        os.chmod(name, 0o755 if content.startswith(b"#!") else 0o644)


def offer_to_the_oom_killer() -> None:
    """Have the kernel, when memory is short, take the program and not the training that runs beside it."""
    libc("prctl", PR_SET_DUMPABLE, 1, 0, 0, 0)  # else our own /proc entries are not ours
    try:
        with open("/proc/self/oom_score_adj", "wb", buffering=0) as file:
            file.write(b"1000")
    except OSError:
        pass  # no /proc here: the watch still bounds its memory


def become_program(spec: Spec, layers: list[str]) -> None:
    """Turn this process into the program; the messages on ERROR_FD say with which layers, or why not."""
    os.setsid()
    offer_to_the_oom_killer()
    for number in (SIGINT, SIGPIPE):
        libc("signal", number, SIG_DFL)
    if spec["uid"] is not None:
        layers += cage.drop_root(spec, spec["uid"])
    os.chdir(spec["cwd"])
    write_files(spec["files"])
    libc("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    layers += cage.set_limits(spec)
    if not spec["namespaces"]:
        layers += cage.confine_files(spec)
    if spec["channel"] >= 0 and spec["channel"] != CHANNEL_FD:
        os.dup2(spec["channel"], CHANNEL_FD)
    elif spec["channel"] >= 0:
        os.set_inheritable(CHANNEL_FD, True)
    layers += cage.refuse_calls(None if spec["namespaces"] else os.getpid())
    if not {"namespaces", "seccomp"} & set(layers) and not spec["unsafe"]:
        raise OSError(errno.EPERM, "neither namespaces nor seccomp block the network here; --unsafe or HRM_UNSAFE=1 goes on")
    send(ERROR_FD, {"layers": layers})
    execute(spec["argv"], spec["env"])


def execute(argv: list[str], env: dict[str, str]) -> None:
    """Become the program, sought on its own PATH; os.execvpe would import a module, and none may be left in sight."""
    failure: OSError = FileNotFoundError(errno.ENOENT, "no such program in the sandbox", argv[0])
    for folder in [""] if "/" in argv[0] else [f"{path}/" for path in env["PATH"].split(":")]:
        try:
            os.execve(folder + argv[0], argv, env)  # noqa: S606 -- no shell is the point
        except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
            failure = failure if isinstance(error, FileNotFoundError) else error
    raise failure


# --- the keeper -------------------------------------------------------------------------------------------------------


def below_keeper(namespaced: bool) -> list[int]:
    """Return the processes of the program: everything but PID 1 in a PID namespace, else the keeper's descendants."""
    if namespaced:
        return [pid for pid in processes() if pid != 1]
    parents: dict[int, int] = {}
    for pid in processes():
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                parents[pid] = int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {os.getpid()})


def resident_bytes(namespaced: bool) -> int:
    """Return the private memory of all the program's processes together."""
    pages = 0
    for pid in below_keeper(namespaced):
        try:
            with open(f"/proc/{pid}/statm", encoding="utf-8") as file:
                _, resident, shared = file.read().split()[:3]
        except OSError:
            continue
        pages += max(0, int(resident) - int(shared))
    return pages * resource.getpagesize()


def kill_each(pids: set[int], number: int) -> None:
    """Send a signal to each of the processes that still exist."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def kill_all(worker: int, namespaced: bool, status: int | None) -> int | None:
    """Kill what is left, reap all of it, and return the program's wait status."""
    if not namespaced:  # stopped processes keep their place under the process limit, so a fork bomb runs out of it
        stopped: set[int] = set()
        while fresh := set(below_keeper(namespaced)) - stopped:
            kill_each(fresh, SIGSTOP)
            stopped |= fresh
    while True:
        kill_each({-1} if namespaced else set(below_keeper(namespaced)), SIGKILL)
        try:
            pid, code = os.waitpid(-1, 0)
        except ChildProcessError:
            return status
        status = code if pid == worker else status


def watch(spec: Spec, worker: int) -> Spec:
    """Wait for the program's end, the parent's order to stop, or too much memory; clean up; return the report."""
    began, namespaced, reason, peak, status = time.monotonic(), spec["namespaces"], "", 0, None
    poller = select.poll()
    poller.register(os.pidfd_open(worker), select.POLLIN)
    poller.register(spec["control"], select.POLLIN)
    while not reason:
        events = poller.poll(WATCH_MS)
        if events:
            reason = "stopped" if any(fd == spec["control"] for fd, _ in events) else "ended"
            continue
        peak = max(peak, resident_bytes(namespaced))
        if peak > spec["memory_bytes"]:
            reason = "memory"
        while status is None:  # orphans are ours to bury
            pid, code = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            status = code if pid == worker else None
    seconds = time.monotonic() - began
    status = kill_all(worker, namespaced, status)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = max(peak, used.ru_maxrss * 1024)
    return {"status": status, "reason": reason, "seconds": seconds, "peak": peak, "cpu": used.ru_utime + used.ru_stime}


def silence(null: int) -> None:
    """Let go of the program's three streams, so that only the program holds them open."""
    for fd in (0, 1, 2):
        os.dup2(null, fd)


def keep(spec: Spec, layers: list[str]) -> None:
    """Start the program, tell the parent with which layers, watch it to its end and report."""
    errors, child_end = os.pipe()
    os.dup2(child_end, ERROR_FD, inheritable=False)
    os.close(child_end)
    libc("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)  # nobody reads the keeper's memory
    worker = os.fork()
    if not worker:
        try:
            become_program(spec, layers)
        except BaseException as error:  # noqa: BLE001 -- whatever it is, the parent must hear of it
            send(ERROR_FD, {"error": f"{type(error).__name__}: {error}", "stage": "start"})
        os._exit(127)
    os.close(ERROR_FD)
    silence(os.open("/dev/null", os.O_RDWR))
    if spec["channel"] >= 0:
        os.close(spec["channel"])
    with open(errors, "rb") as file:
        told = file.read()
    message = {"error": "the program's process died before it began", "stage": "start"}
    while told:  # the last word counts: an error after the layers means that exec itself failed
        size = int.from_bytes(told[:4], "little")
        message, told = marshal.loads(told[4 : 4 + size]), told[4 + size :]  # noqa: S302 -- written by our own fork
    send(spec["status"], message)
    if "error" not in message:
        report = watch(spec, worker)
        if not spec["namespaces"]:
            remove(spec["cwd"])
        send(spec["status"], report)


def remove(folder: str) -> None:
    """Remove the work folder whatever modes the program left in it; the parent may have been killed."""
    try:
        for path, names, _ in os.walk(folder):
            for name in names:
                if not os.path.islink(f"{path}/{name}"):
                    os.chmod(f"{path}/{name}", 0o700)
        for path, names, files in os.walk(folder, topdown=False):
            for name in (*files, *names):
                (os.rmdir if name in names and not os.path.islink(f"{path}/{name}") else os.unlink)(f"{path}/{name}")
        os.rmdir(folder)
    except (OSError, RecursionError):
        pass  # too deep, for instance: the parent tries once more


def main(spec: Spec) -> None:
    """Do all of it for one program."""
    libc("sigprocmask", SIG_SETMASK, bytes(128), None)
    for number in range(1, LAST_SIGNAL + 1):
        cage.LIBC.signal(number, SIG_IGN if number in {SIGINT, SIGPIPE} else SIG_DFL)
    for name in ("status", "control", "channel"):
        if spec[name] >= 0:
            os.set_inheritable(spec[name], False)
    root = os.geteuid() == 0
    spec["uid"] = FIRST_UID + os.getpid() % UIDS if root else None
    layers = ["session", "watch"]
    try:
        if spec["namespaces"]:
            cage.enter_namespaces()
            null = os.open("/dev/null", os.O_RDWR)  # before the child turns the root: that turns ours too
            if os.fork():
                silence(null)
                os.close(spec["status"])
                os.wait()
                os._exit(0)
            libc("prctl", PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
            layers += ["namespaces", *cage.build_view(spec, spec["uid"] if root else os.geteuid())]
        else:
            libc("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
            if root:
                os.chown(spec["cwd"], spec["uid"], -1)
    except OSError as error:
        send(spec["status"], {"error": str(error), "stage": "namespaces" if spec["namespaces"] else "start"})
        sys.exit(1)
    keep(spec, layers)
