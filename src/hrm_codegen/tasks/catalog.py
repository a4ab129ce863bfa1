"""TASKS: every source of problems by name, imported when it is first asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from hrm_codegen.errors import UsageError, nearest
from hrm_codegen.tasks.base import Problem, Task, refuse_held_out

TASKS: Mapping[str, str] = {  # name -> "module:attribute"
    "exercises:compose": "hrm_codegen.tasks.exercises.families:COMPOSE",
    "exercises:classes": "hrm_codegen.tasks.exercises.families:CLASSES",
    "exercises:heldout": "hrm_codegen.tasks.exercises.heldout:HELDOUT",
    "exercises:demo": "hrm_codegen.tasks.exercises.families:DEMO",
    "tooluse": "hrm_codegen.tasks.tooluse:TOOLUSE",
    "mbpp": "hrm_codegen.tasks.mbpp:MBPP",
    "mbpp-sanitized": "hrm_codegen.tasks.mbpp:SANITIZED",
    "humaneval": "hrm_codegen.tasks.humaneval:HUMANEVAL",
    "livecodebench": "hrm_codegen.tasks.livecodebench:LIVECODEBENCH",
    "polyglot": "hrm_codegen.tasks.polyglot:POLYGLOT",
    "humaneval-x": "hrm_codegen.tasks.multilang:HUMANEVAL_X",
    "humanevalpack": "hrm_codegen.tasks.multilang:HUMANEVALPACK",
    "multipl-e:humaneval": "hrm_codegen.tasks.multilang:MULTIPL_E_HUMANEVAL",
    "multipl-e:mbpp": "hrm_codegen.tasks.multilang:MULTIPL_E_MBPP",
    "cruxeval": "hrm_codegen.tasks.cruxeval:CRUXEVAL",
    "classeval": "hrm_codegen.tasks.classeval:CLASSEVAL",
    "exercism-specs": "hrm_codegen.tasks.exercism:EXERCISM",
    "mbxp": "hrm_codegen.tasks.mbxp:MBXP",
    "p3": "hrm_codegen.tasks.p3:P3_PUZZLES",
    "leetcode": "hrm_codegen.tasks.leetcode:LEETCODE",
}


class Source(NamedTuple):
    """A task and one of its splits, both known to exist; written "task:split"."""

    task: str
    split: str


def task(name: str) -> Task:
    """Return a task by name; an unknown one is a UsageError that names the nearest."""
    if name not in TASKS:
        raise UsageError(f"unknown task {name!r}{nearest(name, TASKS)}")
    module, _, attribute = TASKS[name].partition(":")
    return cast("Task", getattr(importlib.import_module(module), attribute))


def parse(text: str, *, split: str = "test") -> Source:
    """Read "mbpp:train" or "exercises:demo:test"; a bare task name takes the split given, else its first one.

    Raises UsageError for an unknown task or split, with the nearest name.
    """
    if text in TASKS:
        found = task(text)
        return Source(text, split if split in found.splits else found.splits[0])
    name, _, wanted = text.rpartition(":")
    if name not in TASKS:
        raise UsageError(f"unknown task {text!r}{nearest(name or text, TASKS)}")
    _check_split(task(name), wanted)
    return Source(name, wanted)


def load(name: str, split: str) -> Iterator[Problem]:
    """Yield a split's problems in their fixed order; an unknown task or split is a UsageError, missing data NotFound."""
    found = task(name)
    _check_split(found, split)
    return found.load(split)


def load_trainable(name: str, split: str) -> Iterator[Problem]:
    """Yield problems to train on: as `load`, but a held-out split raises HeldOutError."""
    found = task(name)
    _check_split(found, split)
    refuse_held_out(found, split)
    return found.load(split)


def _check_split(found: Task, split: str) -> None:
    if split not in found.splits:
        raise UsageError(f"task {found.name!r} has no split {split!r}{nearest(split, found.splits)}")
