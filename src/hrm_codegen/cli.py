"""The `hrm` command: a lazy table of subcommands, the global switches, and the one place where errors become exit codes.

A subcommand lives in `commands/<name>.py` and is imported only when it is called, so `hrm --help` needs neither torch
nor the tokenizer. stdout carries results only; everything else goes to stderr.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
import traceback
from importlib import metadata
from typing import NoReturn

import click

from hrm_codegen.errors import HrmError, nearest

# name -> (one line for --help, "module:attribute"): reading this table is all that --help does
COMMANDS = {
    "demo": ("Run the whole main job, small: train, generate, evaluate, report.", "hrm_codegen.commands.demo:demo"),
    "tokenizer": ("Train a tokenizer, encode, decode, measure.", "hrm_codegen.commands.tokenizer:tokenizer"),
    "data": ("List, show and fetch problems; build, look into and trace training sets.", "hrm_codegen.commands.data:data"),
    "model": ("Make, show, score and ship model folders.", "hrm_codegen.commands.model:model"),
    "train": ("Train a model from a run file.", "hrm_codegen.commands.train:train"),
    "sweep": ("Train and score many arms, and compare them.", "hrm_codegen.commands.sweep:sweep"),
    "runs": ("List, show, compare and draw training runs.", "hrm_codegen.commands.runs:runs"),
    "generate": ("Write code for a prompt.", "hrm_codegen.commands.generate:generate"),
    "eval": ("Score a model by running the code it writes.", "hrm_codegen.commands.evaluate:evaluate"),
    "sandbox": ("Run one untrusted program under limits.", "hrm_codegen.commands.sandbox:sandbox"),
    "bench": ("Measure speed and memory.", "hrm_codegen.commands.bench:bench"),
    "doctor": ("Say what this machine has: device, threads, toolchains, data.", "hrm_codegen.commands.doctor:doctor"),
}
EXIT_LIMIT, EXIT_BUG, EXIT_INTERRUPTED = 6, 70, 130


class LazyGroup(click.Group):
    """A group whose members are imported when they run; listing them reads only the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the table's names in its order."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one subcommand, or say which name is nearest."""
        if cmd_name not in COMMANDS:
            ctx.fail(f"no command {cmd_name!r}{nearest(cmd_name, COMMANDS)}")
        module, _, attribute = COMMANDS[cmd_name][1].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table as help, without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (line, _) in COMMANDS.items()])


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    try:
        torch = metadata.version("torch")  # reads the installed metadata; importing torch takes seconds
    except metadata.PackageNotFoundError:
        torch = "not installed"
    click.echo(f"hrm {metadata.version('hrm-codegen')}, Python {sys.version.split()[0]}, torch {torch}")
    ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Show versions and exit.")
@click.option("--debug", is_flag=True, envvar="HRM_DEBUG", help="Show the whole trace of an error.")
@click.option("--quiet", is_flag=True, envvar="HRM_QUIET", help="No progress or notes on stderr.")
@click.option("--no-input", is_flag=True, help="Never ask; take the default or fail.")
def hrm(debug: bool, quiet: bool, no_input: bool) -> None:
    """Train, run and score the Hierarchical Reasoning Model for code, on your own machine."""
    del no_input  # nothing asks yet: the switch is part of the contract with scripts
    if debug:
        os.environ["HRM_DEBUG"] = "1"
    os.environ["HRM_QUIET"] = "1" if quiet else "0"  # however it was spelled, such as "false": commands read these two


def main() -> NoReturn:
    """Run the command; every error of the user becomes one line on stderr and its exit code."""
    # OpenMP's threads sleep soon instead of spinning: on a busy machine training is 20 times faster, on a quiet one 4 % slower
    os.environ.setdefault("GOMP_SPINCOUNT", "2000")
    # switches are accepted anywhere on the line, as scripts write them
    args = sys.argv[1:]
    cut = args.index("--") if "--" in args else len(args)
    leading = [arg for arg in args[:cut] if arg in ("--debug", "--quiet", "--no-input")]
    rest = [arg for arg in args[:cut] if arg not in leading] + args[cut:]
    try:
        # click gives back the status of its own Exit instead of raising it
        status = hrm.main(args=leading + rest, prog_name="hrm", standalone_mode=False)
    except BaseException as error:  # noqa: BLE001  # the outermost border: everything becomes an exit code
        sys.exit(_exit_code(error, debug="--debug" in leading or os.environ.get("HRM_DEBUG") == "1"))
    sys.exit(status if isinstance(status, int) else 0)


def _exit_code(error: BaseException, *, debug: bool) -> int:
    """Say on stderr what went wrong, in one line, and return the exit code."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if debug:
        traceback.print_exception(error)
    code, line = _explain(error)
    if line:
        click.echo(f"hrm: {line}", err=True)
    return code


def _explain(error: BaseException) -> tuple[int, str]:
    if isinstance(error, HrmError):
        return error.exit_code, " ".join(str(error).split())
    if isinstance(error, click.ClickException):
        return 2, " ".join(error.format_message().split())
    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        return EXIT_INTERRUPTED, "interrupted"
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left: nothing to say
        return 0, ""
    if isinstance(error, FileNotFoundError):
        return 5, f"{error.filename} does not exist; check the path"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return EXIT_LIMIT, "the disk is full; free some space and run again with --resume"
    if isinstance(error, (PermissionError, IsADirectoryError, NotADirectoryError)):
        return 2, f"{error.filename}: {error.strerror}"
    return EXIT_BUG, f"internal error: {type(error).__name__}: {error} (run again with --debug and report the trace)"


if __name__ == "__main__":
    main()
