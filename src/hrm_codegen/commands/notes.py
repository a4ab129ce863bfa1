"""What a command says besides its result: lines on stderr, unless it was asked to be quiet, and which model answers."""

from __future__ import annotations

import os
from pathlib import Path

import click


def quiet() -> bool:
    """Whether `--quiet` or HRM_QUIET silences notes and progress; the root group has settled how it was spelled."""
    return os.environ.get("HRM_QUIET", "0") not in ("", "0")


def note(line: str) -> None:
    """Print a line on stderr."""
    if not quiet():
        click.echo(line, err=True)


def answering(named: Path | None) -> Path:
    """Return the model folder that answers: the one named, else the one inside the package, and say so.

    Raises NotFound when the package holds none, CorruptError when it is damaged.
    """
    if named is not None:
        return named
    from hrm_codegen.generate import shipped

    found = shipped.find()
    note(f"hrm: {found.line}")
    return found.path
