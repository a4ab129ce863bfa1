"""Trusted programs are run without a shell, with clear errors."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from hrm_codegen.errors import HrmError, LimitError, NotFound
from hrm_codegen.process import run


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
