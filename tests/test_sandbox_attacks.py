"""Attacks on the sandbox. Each must end within its limits, be judged not passed, and leave no process, file or change.

Attacks on the machine run twice: in whatever cage this machine gives, and in the one for machines without namespaces.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hrm_codegen import sandbox
from hrm_codegen.sandbox import Limits, Outcome

SHORT = Limits(timeout_s=0.7, memory_bytes=256 << 20)  # for attacks that only a limit ends
FAILING_TEST = "\nassert 1 == 2\n"
both = pytest.mark.usefixtures("cage")


@pytest.fixture(params=["this machine's cage", "no namespaces"])
def cage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Say which cage the attack is in."""
    monkeypatch.setenv("HRM_SANDBOX_NAMESPACES", "1" if request.param == "this machine's cage" else "0")
    return str(request.param)


@pytest.fixture
def outside() -> Iterator[Path]:
    """Give a folder of the host that every user may write."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def mark() -> Iterator[str]:
    """Give a name for processes of the attack, and fail when one of that name is alive afterwards."""
    name = f"atk{secrets.token_hex(5)}"
    yield name
    assert survivors(name) == []


def survivors(name: str) -> list[int]:
    """Return the processes that gave themselves a name; a zombie is not alive."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and (folder / "comm").read_text().strip() == name:
                found += [int(folder.name)] if ") Z " not in (folder / "stat").read_text() else []
        except OSError:
            continue
    return found


def named(mark: str, source: str) -> str:
    """Prefix a program so that all its processes bear a name."""
    return f"import ctypes\nctypes.CDLL(None).prctl(15, {mark.encode()!r})\n{source}"


def attack(source: str, limits: Limits = SHORT, **options: str) -> Outcome:
    """Run a wrong answer that attacks; it must not pass."""
    outcome = sandbox.run_python(source + FAILING_TEST, limits=limits, witness=True, **options)
    assert not outcome.completed
    return outcome


def files_are_guarded() -> bool:
    """Whether some layer bounds the files here."""
    return bool({"files", "landlock"} & set(sandbox.layers()))


# --- using up the machine ---------------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("body", ["os.fork()", "try:\n        os.fork()\n    except OSError: pass"])
def test_a_fork_bomb_ends_and_leaves_no_process(body: str, mark: str) -> None:
    outcome = attack(named(mark, f"import os\nwhile True:\n    {body}\n"))
    assert outcome.kind in {"failed", "timeout", "memory"}


@both
def test_threads_without_end_are_refused(mark: str) -> None:
    source = "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(60,)).start()"
    assert "can't start new thread" in attack(named(mark, source)).stderr


@both
@pytest.mark.parametrize(
    "source",
    [
        "x = bytearray(8 << 30)",
        "x = []\nwhile True: x.append(bytes(1 << 20))",
        "x = []\nwhile True: x.append([object()])",
        "x = 'a'\nwhile True: x += x",
    ],
)
def test_a_memory_bomb_is_stopped_at_the_limit(source: str) -> None:
    outcome = attack(source, Limits(timeout_s=20, memory_bytes=128 << 20))
    assert outcome.kind == "memory"
    assert outcome.peak_bytes <= 128 << 20


@both
def test_a_memory_bomb_spread_over_processes_is_stopped(mark: str) -> None:
    source = "import os, time\nfor _ in range(8):\n    if os.fork() == 0: break\nx = bytearray(b'x') * (100 << 20)\ntime.sleep(60)"
    assert attack(named(mark, source), Limits(timeout_s=20, memory_bytes=200 << 20)).kind == "memory"


@both
@pytest.mark.parametrize("folder", ["/dev/shm", "/tmp", "."])
def test_filling_the_disk_stops_at_its_size(folder: str) -> None:
    if "files" not in sandbox.layers():
        pytest.skip("without a private view only the size of one file is bounded")
    source = f"n = 0\nwhile True:\n    open(f'{folder}/{{n}}', 'wb').write(bytes(4 << 20)); n += 1"
    assert "No space left" in attack(source, Limits(timeout_s=20)).stderr


@both
def test_a_tree_of_folders_too_deep_to_name_is_removed(monkeypatch: pytest.MonkeyPatch, outside: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(outside))
    attack("import os\nfor _ in range(3000): os.mkdir('folder'); os.chdir('folder')\nos.chmod('.', 0)", Limits(timeout_s=20))
    assert list(outside.iterdir()) == []


@both
def test_one_huge_file_is_refused() -> None:
    outcome = attack("f = open('x', 'wb')\nwhile True: f.write(bytes(1 << 20))", Limits(timeout_s=20, file_bytes=4 << 20))
    assert "File too large" in outcome.stderr


@both
def test_an_endless_loop_is_killed() -> None:
    assert attack("while True: pass").kind == "timeout"


@both
def test_catching_every_exception_in_a_loop_does_not_help() -> None:
    assert attack("while True:\n    try:\n        while True: pass\n    except BaseException: pass").kind == "timeout"


@both
def test_ignoring_signals_and_cancelling_timers_does_not_help() -> None:
    source = """
import signal
for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
signal.setitimer(signal.ITIMER_REAL, 0)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
while True: pass
"""
    assert attack(source).kind == "timeout"


@both
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("text", ["'line\\n' * 1000", "'x' * (1 << 20)"])
def test_endless_output_is_cut_and_stopped(stream: str, text: str) -> None:
    limits = Limits(timeout_s=20, output_bytes=1 << 18)
    outcome = attack(f"import sys\nwhile True: sys.{stream}.write({text})", limits)
    assert outcome.kind == "output_limit"
    assert len(getattr(outcome, stream)) == 1 << 18


@both
def test_endless_noise_on_the_witness_channel_is_stopped() -> None:
    assert attack("import os\nwhile True: os.write(3, b'x' * 4096)", Limits(timeout_s=20)).kind == "output_limit"


@both
@pytest.mark.parametrize(
    "source",
    [
        "def f(): f()\nf()",
        "import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)",
        "import ctypes\nctypes.string_at(0)",
        "import os\nos.abort()",
    ],
)
def test_a_crash_is_a_failure(source: str) -> None:
    assert attack(source, Limits(timeout_s=20)).kind == "failed"


@both
def test_raising_limits_is_refused() -> None:
    source = """
import resource
for limit in (resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE):
    try: resource.setrlimit(limit, (resource.RLIM_INFINITY,) * 2); print('RAISED')
    except (OSError, ValueError): print('refused')
try: resource.prlimit(1, resource.RLIMIT_CPU, (0, 0)); print('RAISED')
except OSError: print('refused')
"""
    assert attack(source).stdout == "refused\n" * 5


# --- reaching out -----------------------------------------------------------------------------------------------------


@both
def test_environment_secrets_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = secrets.token_hex(8)
    monkeypatch.setenv("API_TOKEN", secret)
    source = f"""
import os, glob
print(os.environ)
for path in ['/proc/self/environ', '/proc/1/environ', '/proc/{os.getpid()}/environ', *glob.glob('/proc/*/environ')]:
    try: print(open(path, 'rb').read())
    except OSError as error: print(error)
"""
    assert secret not in attack(source).stdout


@both
@pytest.mark.parametrize("path", ["/etc/shadow", "/root/.bashrc", __file__])
def test_files_of_the_host_cannot_be_read(path: str) -> None:
    if not files_are_guarded():
        pytest.skip("no layer bounds the files here")
    assert "GOT" not in attack(f"print('GOT', open({path!r}).read())").stdout


@both
def test_writing_outside_fails(outside: Path) -> None:
    if not files_are_guarded():
        pytest.skip("no layer bounds the files here")
    (outside / "victim").write_text("whole")
    (outside / "victim").chmod(0o666)
    source = f"""
import os
for step in (
    lambda: open('{outside}/new', 'w'), lambda: open('{outside}/victim', 'w'), lambda: os.truncate('{outside}/victim', 0),
    lambda: os.remove('{outside}/victim'), lambda: os.mkdir('{outside}/folder'), lambda: os.symlink('x', '{outside}/link'),
    lambda: os.rename('{outside}/victim', '{outside}/gone'), lambda: os.link('{outside}/victim', 'here'),
    lambda: open('../' * 20 + '{outside}/new', 'w'),
):
    try: step(); print('DONE')
    except OSError: print('refused')
"""
    assert attack(source).stdout == "refused\n" * 9
    assert [path.name for path in outside.iterdir()] == ["victim"]
    assert (outside / "victim").read_text() == "whole"


@both
def test_a_symlink_leads_nowhere(outside: Path) -> None:
    if not files_are_guarded():
        pytest.skip("no layer bounds the files here")
    outcome = attack(f"import os\nos.symlink('{outside}', 'door')\nopen('door/new', 'w').write('x')\nprint('DONE')")
    assert "DONE" not in outcome.stdout
    assert list(outside.iterdir()) == []


@both
def test_the_interpreter_cannot_be_changed() -> None:
    if not files_are_guarded():
        pytest.skip("no layer bounds the files here")
    assert attack(f"open({sys.prefix!r} + '/x', 'w')").error.partition(":")[0] in {"OSError", "PermissionError"}
    assert not Path(sys.prefix, "x").exists()


@both
def test_no_socket_reaches_anyone(outside: Path) -> None:
    path = str(outside / "socket")
    families = [(socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_UNIX, path), (socket.AF_UNIX, f"\0{secrets.token_hex(8)}")]
    listeners = [socket.socket(family) for family, _ in families]
    for listener, (_, address) in zip(listeners, families, strict=True):
        listener.bind(address)
        listener.listen()
        listener.setblocking(False)
    Path(path).chmod(0o777)
    addresses = [(int(listener.family), listener.getsockname()) for listener in listeners]
    source = f"""
import socket
for family, address in {addresses!r}:
    try: socket.socket(family).connect(address); print('CONNECTED')
    except OSError: print('refused')
try: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 53)); print('SENT')
except OSError: print('refused')
try: print('RESOLVED', socket.getaddrinfo('example.com', 80))
except OSError: print('refused')
"""
    assert attack(source, Limits(timeout_s=20)).stdout == "refused\n" * 5
    for listener in listeners:
        with pytest.raises(BlockingIOError):
            listener.accept()
        listener.close()


@both
def test_killing_everyone_reaches_neither_parent_nor_sibling(mark: str) -> None:
    honest: list[Outcome] = []
    sibling = threading.Thread(target=lambda: honest.append(sandbox.run_python("import time; time.sleep(0.5)", witness=True)))
    sibling.start()
    source = f"""
import os, signal
for number in (signal.SIGSTOP, signal.SIGKILL):
    for pid in ({os.getpid()}, os.getppid(), 1, -1, -os.getpgid(os.getppid()) if os.getpgid(os.getppid()) > 1 else -2):
        try: os.kill(pid, number)
        except OSError: pass
"""
    attack(named(mark, source))
    sibling.join()
    assert honest[0].completed


@both
@pytest.mark.parametrize("call", ["os.kill(os.getppid(), 9)", "os.kill(os.getppid(), 19)", "os.kill(-1, 15)"])
def test_the_keeper_cannot_be_signalled(call: str) -> None:
    outcome = sandbox.run_python(f"import os\ntry: {call}\nexcept OSError: pass\nprint('still judged')", limits=SHORT)
    assert outcome.stdout == "still judged\n"
    assert outcome.kind == "ok"


@both
def test_no_memory_of_another_process_can_be_opened() -> None:
    source = f"""
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for pid in (os.getppid(), 1, {os.getpid()}):
    try: open(f'/proc/{{pid}}/mem', 'rb').read(1); print('READ')
    except OSError: print('refused')
    print('TRACED' if libc.ptrace(16, pid, 0, 0) == 0 else 'refused')
"""
    if "namespaces" not in sandbox.layers() and "landlock" not in sandbox.layers():
        pytest.skip("no layer separates processes here")
    assert attack(source).stdout == "refused\n" * 6


@both
def test_namespaces_and_privileges_cannot_be_had() -> None:
    source = """
import ctypes, os, platform
libc = ctypes.CDLL(None, use_errno=True)
clone = {'x86_64': 56, 'aarch64': 220}[platform.machine()]
print([libc.unshare(0x10000000), libc.unshare(0x00020000), libc.syscall(clone, 0x10000011, 0, 0, 0, 0),
       libc.syscall(435, 0, 0), libc.mount(b'x', b'/', b'tmpfs', 0, None), libc.chroot(b'.')])
for step in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.chown('main.py', 0, 0)):
    try: step(); print('DONE')
    except OSError: print('refused')
"""
    if "seccomp" not in sandbox.layers():
        pytest.skip("no seccomp here")
    assert attack(source).stdout == "[-1, -1, -1, -1, -1, -1]\n" + "refused\n" * 3


@both
@pytest.mark.parametrize("end", ["os._exit(0)", "pass", "sys.exit(0)"])
def test_a_daemon_does_not_survive(end: str, mark: str) -> None:
    source = f"""
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        for fd in (0, 1, 2): os.close(fd)
        time.sleep(60)
    os._exit(0)
{end}
"""
    attack(named(mark, source))


@both
def test_nobody_waits_for_a_sleeping_child_that_holds_the_output(mark: str) -> None:
    source = "import os, time\nif os.fork() == 0: time.sleep(60)\nprint('parent done', flush=True)"
    outcome = sandbox.run_python(named(mark, source), limits=Limits(timeout_s=30))
    assert outcome.kind == "ok"
    assert outcome.stdout == "parent done\n"
