"""`hrm sandbox run`: the contract with scripts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hrm_codegen.commands.sandbox import sandbox


def run_json(source: str, *options: str) -> dict[str, object]:
    result = CliRunner().invoke(sandbox, ["run", "-", "--json", *options], input=source)
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


@pytest.mark.parametrize(
    ("source", "options", "kind", "returncode"),
    [
        ("print('hi')", [], "ok", 0),
        ("raise SystemExit(3)", [], "failed", 3),
        ("while True: pass", ["--timeout", "0.3"], "timeout", None),
        ("x = bytearray(200 << 20)", ["--memory", "64"], "memory", 1),
        ("while True: print('x' * 1000)", [], "output_limit", None),
    ],
)
def test_every_kind_of_end_is_one_object_and_exit_0(source: str, options: list[str], kind: str, returncode: int | None) -> None:
    answer = run_json(source, *options)
    assert (answer["v"], answer["kind"], answer["returncode"]) == (1, kind, returncode)
    assert set(answer) == {"v", "kind", "returncode", "stdout", "stderr", "seconds", "peak_bytes", "layers"}


def test_without_json_the_output_is_the_program_s(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text("import sys; print('out'); print('err', file=sys.stderr)")
    result = CliRunner().invoke(sandbox, ["run", str(tmp_path / "p.py")])
    assert result.stdout == "out\n"
    assert result.stderr.startswith("err\nok: status 0, ")


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hrm_codegen.cli", "sandbox", "run", str(tmp_path / "none.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 5
    assert done.stderr.count("\n") == 1
