"""The sandbox runs what it is given, says how it ended, and leaves nothing behind."""

from __future__ import annotations

import errno
import functools
import os
import secrets
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hrm_codegen import sandbox
from hrm_codegen.cage import walls
from hrm_codegen.errors import SandboxError, UsageError
from hrm_codegen.sandbox import Limits, run, run_many_python, run_python

CAGES = ["1", "0"]  # HRM_SANDBOX_NAMESPACES


@pytest.fixture(params=CAGES, ids=["this machine's cage", "no namespaces"])
def cage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the test run in each of the two cages."""
    monkeypatch.setenv("HRM_SANDBOX_NAMESPACES", request.param)


# --- one program ------------------------------------------------------------------------------------------------------


def test_an_honest_program_completes(cage: None) -> None:
    outcome = run_python("print('héllo')\nassert 1 + 1 == 2", witness=True)
    assert (outcome.kind, outcome.returncode, outcome.stdout, outcome.completed) == ("ok", 0, "héllo\n", True)
    assert 0 < outcome.seconds < 10
    assert 1 << 20 < outcome.peak_bytes < 1 << 30


def test_a_failing_program_says_what_it_raised(cage: None) -> None:
    outcome = run_python("def f():\n    raise ValueError('no' + ' luck')\nf()", witness=True)
    assert (outcome.kind, outcome.returncode, outcome.error) == ("failed", 1, "ValueError: no luck")
    assert outcome.stderr.splitlines()[-1] == "ValueError: no luck"
    assert 'File "main.py", line 2, in f' in outcome.stderr
    assert "cage/harness" not in outcome.stderr


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("assert False", "AssertionError: "),
        ("def f(:", "SyntaxError: "),
        ("x = '\ud800'", "SyntaxError: "),
        ("import sys; sys.exit('bye')", "SystemExit: bye"),
        ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E", "E: "),
    ],
)
def test_every_end_has_a_name(source: str, error: str) -> None:
    outcome = run_python(source, witness=True)
    assert outcome.kind == "failed"
    assert outcome.error.startswith(error)


@pytest.mark.parametrize("witness", [False, True])
def test_the_program_is_the_main_module_of_a_clean_interpreter(witness: bool) -> None:
    source = """
import sys, os, pickle, dataclasses
@dataclasses.dataclass
class Point:
    x: int
print(__name__, sys.argv, sys.modules['__main__'].Point is Point, pickle.loads(pickle.dumps(Point(3))))
print(sorted(os.listdir('.')), sys.flags.safe_path, hash('a') == hash('a'), __file__.endswith('main.py'))
"""
    assert run_python(source, witness=witness).stdout == ("__main__ ['main.py'] True Point(x=3)\n" + "['main.py'] True True True\n")


def test_hashes_are_the_same_in_every_run() -> None:
    assert len({run_python("print(hash('abc'), list({'x', 'y', 'z'}))").stdout for _ in range(3)}) == 1


def test_the_witness_waits_for_no_thread() -> None:
    outcome = run_python("import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()", witness=True)
    assert (outcome.kind, outcome.completed) == ("ok", True)


@pytest.mark.parametrize("witness", [False, True])
@pytest.mark.parametrize("data", ["", "a\nb\n", "x" * 3_000_000, "bytes: \x00ÿ"])
def test_stdin_arrives_whole(witness: bool, data: str) -> None:
    outcome = run_python("import sys, zlib\nd = sys.stdin.buffer.read()\nprint(len(d), zlib.crc32(d))", stdin=data, witness=witness)
    assert outcome.stdout == f"{len(data.encode())} {zlib.crc32(data.encode())}\n"


def test_stdin_that_nobody_reads_is_no_problem() -> None:
    assert run_python("print(1)", stdin="x" * 3_000_000).kind == "ok"


@settings(max_examples=15)
@given(st.binary(max_size=2000))
def test_any_bytes_come_through(data: bytes) -> None:
    outcome = run(["cat"], stdin=data)
    assert outcome.stdout == data.decode("utf-8", "replace")


def test_a_signal_is_a_negative_return_code(cage: None) -> None:
    outcome = run_python("import os\nos.abort()")
    assert (outcome.kind, outcome.returncode) == ("failed", -signal.SIGABRT)


def test_a_program_that_kills_itself_did_not_run_out_of_memory() -> None:
    assert run_python("import os\nos.kill(os.getpid(), 9)").kind == "failed"


def test_time_limit_stops_a_sleeper(cage: None) -> None:
    outcome = run_python("print('before', flush=True)\nimport time\ntime.sleep(60)", limits=Limits(timeout_s=0.4))
    assert (outcome.kind, outcome.returncode, outcome.stdout) == ("timeout", None, "before\n")


@pytest.mark.parametrize("mb", [16, 24, 64])
def test_too_little_memory_is_memory(mb: int) -> None:
    assert run_python("x = bytearray(1 << 27)", limits=Limits(memory_bytes=mb << 20)).kind == "memory"


def test_a_limit_under_which_python_cannot_start_is_the_callers_mistake() -> None:
    with pytest.raises(UsageError, match=r"the memory limit is 10 MiB and Python needs 16 MiB to start"):
        run_python("x = 1", limits=Limits(memory_bytes=10 << 20))


def test_resident_mode_bounds_what_is_touched_not_what_is_mapped(cage: None) -> None:
    source = "import mmap\nm = mmap.mmap(-1, 4 << 30)\nprint('mapped')\n{}"
    limits = Limits(memory_bytes=128 << 20, memory_mode="resident", timeout_s=20)
    assert run_python(source.format(""), limits=limits).kind == "ok"
    greedy = "x = []\nwhile True: x.append(bytearray(b'x') * (1 << 20))"
    assert run_python(source.format(greedy), limits=limits).kind == "memory"


def test_output_just_within_the_cap_is_whole() -> None:
    outcome = run_python("print('x' * 99, flush=True)\nimport sys\nsys.stderr.write('y' * 100)", limits=Limits(output_bytes=100))
    assert (outcome.kind, len(outcome.stdout), len(outcome.stderr)) == ("ok", 100, 100)


def test_the_environment_is_ours_to_give(cage: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    names = {line.partition("=")[0] for line in run(["env"], env={"GIVEN": "yes"}).stdout.splitlines()}
    assert {"GIVEN", "PATH", "HOME", "TMPDIR"} <= names
    assert "SECRET" not in names


def test_files_are_written_and_scripts_can_be_run(cage: None) -> None:
    files = {"go.sh": "#!/bin/sh\ncat data/in.txt; echo new > out; cat out\n", "data/in.txt": b"bytes\n"}
    assert run(["./go.sh"], files=files).stdout == "bytes\nnew\n"


def test_more_folders_can_be_shown_but_not_changed(cage: None) -> None:
    folder = Path(tempfile.mkdtemp(suffix=" with a blank"))
    try:
        folder.chmod(0o777)
        (folder / "shown").write_text("text")
        outcome = run(["sh", "-c", 'cat "$0/shown"; echo x > "$0/new"', str(folder)], visible=[folder])
        assert outcome.stdout == "text"
        assert outcome.kind == "failed"
        assert [path.name for path in folder.iterdir()] == ["shown"]
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", ""])
def test_a_file_name_that_leaves_the_folder_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="relative"):
        run(["true"], files={name: ""})


def test_a_missing_program_is_an_error_not_an_outcome(cage: None) -> None:
    with pytest.raises(SandboxError, match="could not be started"):
        run(["no-such-program"])


@pytest.mark.parametrize("wrong", [{"timeout_s": 0}, {"memory_bytes": -1}, {"processes": 0}])
def test_impossible_limits_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="positive"):
        Limits(**wrong)


@pytest.mark.toolchain
def test_a_compiled_program_runs() -> None:
    source = '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("%d\\n", n * 2); }'
    if not shutil.which("cc"):
        pytest.skip("no C compiler")
    outcome = run(["sh", "-c", "cc main.c -o main && ./main"], files={"main.c": source}, stdin="21", limits=Limits(timeout_s=60))
    assert outcome.stdout == "42\n"


# --- what is left behind ----------------------------------------------------------------------------------------------


@pytest.fixture
def own_tmp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Have temporary folders made in a new folder that the program's user can enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_runs_leave_no_file_descriptor_process_or_folder(cage: None, own_tmp: Path) -> None:
    def held() -> set[str]:
        return {path.name for path in Path("/proc/self/fd").iterdir()}

    def children() -> list[str]:
        return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()

    run_python("")
    before, started = held(), children()  # other tests may have left a helper process of the interpreter's own
    for witness in (False, True):
        run_python("import os\nos.makedirs('a/b')\nos.chmod('a/b', 0)\nos.chmod('a', 0)", witness=witness)
        run_python("while True: pass", limits=Limits(timeout_s=0.3), witness=witness)
    with pytest.raises(SandboxError):
        run(["no-such-program"])
    run_many_python(["1 / 0"])
    assert held() == before
    assert list(own_tmp.iterdir()) == []
    assert children() == started


def test_many_programs_run_beside_each_other() -> None:
    def double(n: int) -> str:
        return run_python("print(int(input()) * 2)", stdin=str(n), witness=True).stdout

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(double, range(40))) == [f"{2 * n}\n" for n in range(40)]


def test_killing_the_caller_kills_the_program_and_removes_its_folder(cage: None, own_tmp: Path) -> None:
    mark = f"own{secrets.token_hex(5)}"
    program = f"import ctypes, time\nctypes.CDLL(None).prctl(15, {mark.encode()!r})\nprint('x' * 9999, flush=True)\ntime.sleep(60)"
    caller = f"from hrm_codegen.sandbox import run_python, Limits\nrun_python({program!r}, limits=Limits(timeout_s=50))"
    with subprocess.Popen([sys.executable, "-c", caller], env={**os.environ, "TMPDIR": str(own_tmp)}) as child:
        pid = None
        while pid is None and child.poll() is None:
            pid = _find(mark)
        assert pid is not None
        keeper = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        watched = [os.pidfd_open(pid), os.pidfd_open(keeper)]
        child.kill()
    for fd in watched:
        assert select.select([fd], [], [], 20)[0], "the program or its keeper outlived the caller"
        os.close(fd)
    assert list(own_tmp.iterdir()) == []


def _find(name: str) -> int | None:
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and (folder / "comm").read_text().strip() == name:
                return int(folder.name)
        except OSError:
            continue
    return None


# --- the cage ---------------------------------------------------------------------------------------------------------


def test_the_layers_are_named() -> None:
    assert {"session", "rlimits", "watch"} < set(sandbox.layers())
    assert {"namespaces", "seccomp"} & set(sandbox.layers())
    assert ("uid" in sandbox.layers()) == (os.geteuid() == 0)


REFUSE_ISOLATION = """
import ctypes, os, struct, sys
from hrm_codegen import sandbox
from hrm_codegen.errors import SandboxError
libc = ctypes.CDLL(None, use_errno=True)
unshare, prctl = {"x86_64": (272, 157), "aarch64": (97, 167)}[os.uname().machine]
rows = [(0x20, 0, 0, 0), (0x15, 0, 1, unshare), (0x06, 0, 0, 0x50001), (0x15, 0, 3, prctl), (0x20, 0, 0, 16),
        (0x15, 0, 1, 22), (0x06, 0, 0, 0x50016), (0x06, 0, 0, 0x7FFF0000)]
code = b"".join(struct.pack("<HBBI", *row) for row in rows)
body = ctypes.create_string_buffer(code, len(code))
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.create_string_buffer(struct.pack("@HP", len(rows), ctypes.addressof(body)))) == 0
try:
    print(sandbox.layers())
except SandboxError as error:
    print("refused:", error)
print(sandbox.run_python("print('ran')", unsafe=True).stdout)
"""


def test_without_a_way_to_block_the_network_nothing_runs_unless_unsafe() -> None:
    done = subprocess.run([sys.executable, "-c", REFUSE_ISOLATION], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("refused: ")
    assert "unsafe" in done.stdout
    assert done.stdout.endswith("\nran\n\n"), done.stderr


def _judge(code: bytes, number: int, *, arch: int, argument: int = 0) -> int:
    """Interpret a seccomp filter for one system call, as the kernel would."""
    data = struct.pack("<IIQQ", number, arch, 0, argument)
    rows = list(struct.iter_unpack("<HBBI", code))
    accumulator = position = 0
    while True:
        operation, if_true, if_false, constant = rows[position]
        position += 1
        if operation == walls.RETURN:
            return int(constant)
        if operation == walls.LOAD:
            accumulator = struct.unpack_from("<I", data, constant)[0]
            continue
        test = {
            walls.JUMP_EQUAL: accumulator == constant,
            walls.JUMP_AT_LEAST: accumulator >= constant,
            walls.JUMP_ANY_BIT: bool(accumulator & constant),
        }[operation]
        position += if_true if test else if_false


@pytest.mark.parametrize("machine", walls.MACHINES)
def test_the_filter_refuses_exactly_what_it_names(machine: str) -> None:
    column, arch, clone = walls.MACHINES[machine]
    allow, refuse = walls.ALLOW, walls.REFUSE | errno.EPERM
    judge = functools.partial(_judge, walls.filter_program(machine, None), arch=arch)
    denied = {numbers[column] for numbers in walls.DENIED.values()} - {None}
    special = {walls.CLONE3, walls.PRLIMIT[column]}
    assert {number for number in range(600) if judge(number) != allow} == denied | {walls.CLONE3}
    assert not denied & special
    assert judge(clone, argument=0x01200011) == allow  # fork
    assert judge(clone, argument=0x003D0F00) == allow  # a thread
    for flag in (0x00020000, 0x10000000, 0x20000000, 0x40000000):
        assert judge(clone, argument=flag | 17) == refuse
    assert judge(walls.CLONE3) == walls.REFUSE | errno.ENOSYS
    assert judge(walls.PRLIMIT[column], argument=1) == refuse
    assert _judge(walls.filter_program(machine, None), 0, arch=arch ^ 1) == refuse


@pytest.mark.parametrize("machine", walls.MACHINES)
def test_without_a_pid_namespace_signals_reach_only_oneself(machine: str) -> None:
    column, arch, _ = walls.MACHINES[machine]
    judge = functools.partial(_judge, walls.filter_program(machine, 4321), arch=arch)
    for numbers in walls.SIGNALS.values():
        assert judge(numbers[column], argument=4321) == walls.ALLOW
        for other in (0, 1, 4320, 0xFFFFFFFF):
            assert judge(numbers[column], argument=other) != walls.ALLOW


# --- batches ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mixed() -> list[tuple[str, str, str, str]]:
    """Give programs of all fates with the kind, the error's beginning and the output that each must have."""
    return [
        ("print(1)", "ok", "", "1\n"),
        ("1 / 0", "failed", "ZeroDivisionError: division by zero", ""),
        ("print(2)", "ok", "", "2\n"),
        ("while True: pass", "timeout", "", ""),
        ("try:\n    while True: pass\nexcept BaseException: pass", "timeout", "", ""),
        ("import os; os._exit(0)", "failed", "ended without a result, status 0", ""),
        ("import sys; sys.exit(0)", "failed", "SystemExit: 0", ""),
        ("import ctypes; ctypes.string_at(0)", "failed", "ended without a result, status -11", ""),
        ("x = bytearray(8 << 30)", "failed", "MemoryError", ""),
        ("def f(:", "failed", "SyntaxError", ""),
        ("print('\ud800')", "failed", "UnicodeEncodeError", ""),
        ("import sys; sys.stdout.close()", "failed", "ended without a result", ""),
        ("print('x' * 100000)", "ok", "", "x" * 65536),
        ("class A: pass\nimport __main__\nassert __main__.A is A", "ok", "", ""),
        ("assert 'A' not in globals() and __name__ == '__main__'", "ok", "", ""),
    ]


def test_a_batch_gives_each_program_its_own_result(cage: None, mixed: list[tuple[str, str, str, str]]) -> None:
    results = run_many_python([source for source, *_ in mixed], per_timeout_s=0.4)
    assert len(results) == len(mixed)
    for result, (source, kind, error, out) in zip(results, mixed, strict=True):
        assert (result.kind, result.stdout) == (kind, out), source
        assert result.error.startswith(error), source


def test_a_batch_of_hundreds_is_whole_and_in_order() -> None:
    results = run_many_python([f"print({n})\nassert {n} % 7" for n in range(300)])
    assert [result.kind == "ok" for result in results] == [n % 7 != 0 for n in range(300)]
    assert [result.stdout for result in results] == [f"{n}\n" for n in range(300)]


def test_an_empty_batch_has_no_results() -> None:
    assert run_many_python([]) == []


def test_a_batch_whose_runner_is_killed_is_an_error() -> None:
    with pytest.raises(SandboxError, match="of 3 programs"):
        run_many_python(["pass", "import os; os.kill(os.getppid(), 9); import time; time.sleep(9)", "pass"])
