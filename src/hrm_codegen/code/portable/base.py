"""Portable: one function in a small part of Python, with types and cases; what every other language is written from."""

from __future__ import annotations

from typing import Any, NamedTuple

from hrm_codegen.errors import HrmError

Value = Any  # int, bool, str, float, and lists, tuples, sets and dictionaries of them


class Case(NamedTuple):
    """One call: the arguments and what comes back."""

    args: tuple[Value, ...]
    expected: Value


class Portable(NamedTuple):
    """A function to be written in every language. Types are in Python's notation: int, list[str], dict[str, int]."""

    source: str  # Python functions: helpers first, the entry last
    entry_point: str
    parameters: tuple[tuple[str, str], ...]  # (name, type) of the entry's parameters, in order
    returns: str
    cases: tuple[Case, ...] = ()


class Written(NamedTuple):
    """A Portable in one language."""

    language: str
    code: str  # a complete file as a person writes it, without tests
    entry_point: str  # the function's name by the language's convention
    signature: str  # the line that declares it
    tests: tuple[str, ...]  # statements that fail when a case does not hold
    program: str  # the code and the tests: one file that runs
    renamed: tuple[tuple[str, str], ...] = ()  # what the function and its parameters are called in Python and here
    wide: bool = False  # integers have 64 bits where 32 are the habit


class Unportable(HrmError):
    """Something outside the portable part of Python; the message names the construct."""
