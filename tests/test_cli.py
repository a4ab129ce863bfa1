"""The command's contract with scripts: fast help, clean stdout, one line and one exit code for each mistake."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hrm_codegen import cli, errors

HRM = [sys.executable, "-m", "hrm_codegen.cli"]


def run(*args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*HRM, *args], input=stdin, capture_output=True, text=True, timeout=60, check=False)


def test_help_imports_neither_torch_nor_numpy_nor_the_tokenizer() -> None:
    probe = (
        "import sys\nfrom hrm_codegen import cli\nsys.argv = ['hrm', '--help']\n"
        "try: cli.main()\nexcept SystemExit: pass\n"
        "sys.exit(sum(name in sys.modules for name in ('torch', 'numpy', 'tokenizers', 'rich', 'hrm_codegen.sandbox')))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "Commands" in done.stdout


def test_version_names_torch_without_importing_it() -> None:
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("hrm ")
    assert "torch" in done.stdout


def test_every_command_of_the_table_exists_and_has_help() -> None:
    group = cli.hrm
    assert isinstance(group, cli.LazyGroup)
    for name in cli.COMMANDS:
        command = group.get_command(cli.click.Context(group), name)
        assert command is not None
        assert command.help, name


def test_an_unknown_command_names_the_nearest() -> None:
    done = run("generat")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip() == "hrm: no command 'generat' (did you mean 'generate'?)"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ConfigError("x"), 2),
        (errors.NotFound("x"), 5),
        (errors.LimitError("x"), 6),
        (OSError(28, "No space left on device"), 6),
        (FileNotFoundError(2, "No such file", "a.txt"), 5),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("x"), 70),
    ],
)
def test_each_kind_of_error_has_its_exit_code_and_one_line(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli._exit_code(error, debug=False) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1


def test_debug_shows_the_trace(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._exit_code(errors.ConfigError("wrong"), debug=True) == 2
    assert "hrm_codegen.errors.ConfigError: wrong" in capsys.readouterr().err
