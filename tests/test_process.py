"""Trusted programs are run without a shell, with clear errors."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from hrm_codegen.errors import HrmError, LimitError, NotFound
from hrm_codegen.process import run, start, stop_all


def test_output_is_captured_apart() -> None:
    source = "import sys; print(input()); print('é', file=sys.stderr)"
    done = run([sys.executable, "-c", source], stdin="in\n", env={"PYTHONUTF8": "1"})
    assert (done.returncode, done.stdout, done.stderr) == (0, "in\n", "é\n")
    assert done.seconds > 0


def test_words_are_not_shell_text() -> None:
    assert run(["echo", "a  b", "$HOME", "; ls"]).stdout == "a  b $HOME ; ls\n"


def test_env_is_added_to_ours_and_the_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT", "1")
    source = "import os; print(os.environ['KEPT'], os.environ['NEW'], os.getcwd())"
    assert run([sys.executable, "-c", source], env={"NEW": "2"}, cwd=tmp_path).stdout == f"1 2 {tmp_path.resolve()}\n"


def test_a_failure_names_the_command_the_status_and_the_last_words() -> None:
    with pytest.raises(HrmError, match=r"ended with 3: .*boom"):
        run([sys.executable, "-c", "import sys; print('boom', file=sys.stderr); sys.exit(3)"])


def test_a_failure_is_a_value_when_it_is_expected() -> None:
    assert run([sys.executable, "-c", "raise SystemExit(3)"], check=False).returncode == 3


def test_a_missing_program_or_folder_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no-such-program"):
        run(["no-such-program"])
    with pytest.raises(NotFound, match="nowhere"):
        run(["true"], cwd=tmp_path / "nowhere")


def test_a_file_that_is_no_program_says_why(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(NotFound, match="Permission denied"):
        run([tmp_path / "data"])


def test_the_time_limit_takes_the_whole_group(tmp_path: Path) -> None:
    grandchild = [sys.executable, "-c", "import time; time.sleep(60)"]
    source = f"""
import subprocess, time
child = subprocess.Popen({grandchild!r})
open({str(tmp_path / "pid")!r}, "w").write(str(child.pid))
time.sleep(60)
"""
    with pytest.raises(LimitError, match=r"longer than 2 s"):
        run([sys.executable, "-c", source], timeout_s=2)
    try:
        dying = os.pidfd_open(int((tmp_path / "pid").read_text()))
    except ProcessLookupError:
        return
    assert select.select([dying], [], [], 20)[0], "the grandchild lives on"
    os.close(dying)


def test_no_file_descriptor_is_left() -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before, started = len(list(Path("/proc/self/fd").iterdir())), children.read_text(encoding="ascii")
    for _ in range(3):
        run(["true"])
    assert children.read_text(encoding="ascii") == started
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_started_program_writes_its_log_and_tells_its_status(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("before\n")
    source = "import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(int(__import__('os').environ['CODE']))"
    started = start([sys.executable, "-c", source], log=log, env={"CODE": "3"})
    while started.poll() is None:
        os.sched_yield()
    assert (started.poll(), started.stop(grace_s=0)) == (3, 3)
    assert log.read_text() == "before\nout\nerr\n"


@pytest.mark.parametrize(("ignores", "status"), [("", -15), ("signal.signal(signal.SIGTERM, signal.SIG_IGN)", -9)])
def test_a_stopped_program_is_asked_first_and_killed_when_it_does_not_listen(tmp_path: Path, ignores: str, status: int) -> None:
    log = tmp_path / "log"
    source = f"import signal, time; {ignores or 'pass'}; print('ready', flush=True); time.sleep(1000)"
    started = start([sys.executable, "-c", source], log=log)
    while "ready" not in log.read_text():
        os.sched_yield()
    assert started.stop(grace_s=0.2 if ignores else 1000) == status


def test_programs_are_asked_to_end_all_at_once_and_each_once(tmp_path: Path) -> None:
    """Each ends only when both have been asked; one that is asked twice would say so."""
    logs = [tmp_path / "0", tmp_path / "1"]
    source = f"""
import pathlib, signal, sys, time
asked = [pathlib.Path(log + ".asked") for log in {[str(log) for log in logs]}]
def stop(number, frame):
    print("asked", flush=True)
    asked[int(sys.argv[1])].touch()
signal.signal(signal.SIGTERM, stop)
print("ready", flush=True)
while not all(path.exists() for path in asked):
    time.sleep(0.02)
"""
    programs = [start([sys.executable, "-c", source, str(number)], log=log) for number, log in enumerate(logs)]
    while not all("ready" in log.read_text() for log in logs):
        os.sched_yield()
    assert stop_all(programs, grace_s=60) == [0, 0]
    assert [log.read_text() for log in logs] == ["ready\nasked\n"] * 2


def test_what_does_not_listen_is_killed_and_the_others_keep_their_status(tmp_path: Path) -> None:
    log = tmp_path / "log"
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(1000)"
    sources = {log: deaf, tmp_path / "other": "raise SystemExit(3)"}
    programs = [start([sys.executable, "-c", source], log=path) for path, source in sources.items()]
    while "ready" not in log.read_text() or programs[1].poll() is None:
        os.sched_yield()
    assert stop_all(programs, grace_s=0.2) == [-9, 3]


def test_a_started_program_inherits_the_files_it_is_to_hold(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    started = start([sys.executable, "-c", f"import os; os.write({writer}, b'held')"], log=tmp_path / "log", held=(writer,))
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        assert file.read() == b"held"  # ends when nobody holds the other end any more
    assert started.stop(grace_s=1000) == 0


def test_a_missing_program_to_start_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no-such-program"):
        start(["no-such-program"], log=tmp_path / "log")
