"""The exception tree: every error a user can cause, with the exit code the command ends on.

A message is one line: what is wrong, the value, the limit, what to do. Exit codes are those of the command line's contract:
2 a user's mistake, 3 cancelled, 5 not found, 6 a limit or time-out; anything else that escapes is our own bug (70).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class HrmError(Exception):
    """Anything that goes wrong for a reason the user can understand."""

    exit_code = 2


class UsageError(HrmError):
    """A command, task, model or option that does not exist or does not fit."""


class ConfigError(HrmError):
    """A run file or an override that says something impossible."""


class DataError(HrmError):
    """An input file that is malformed; the message names file and line."""


class HeldOutError(HrmError):
    """Somebody asked to train on problems that are kept for measuring."""


class TokenizerMismatch(HrmError):
    """A tokenizer that is not the one the weights were trained with."""


class CorruptError(HrmError):
    """A checkpoint or model folder that is truncated or damaged."""


class TooLong(HrmError):
    """A sequence over the model's context."""


class NumericalError(HrmError):
    """A loss that became NaN or Inf."""


class SandboxError(HrmError):
    """The sandbox itself failed: not the program in it, whose failure is a value."""

    exit_code = 70


class NotFound(HrmError):
    """A file, model or data set that is not there."""

    exit_code = 5


class LimitError(HrmError):
    """A time-out, a full disk or another limit of the machine."""

    exit_code = 6


class Unsupported(HrmError):
    """Something this implementation cannot do, though another can."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return " (did you mean 'x'?)" for the closest known name, or the list of names when none is close."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else f" (known: {', '.join(names)})"
