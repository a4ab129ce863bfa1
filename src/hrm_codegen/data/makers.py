"""MAKERS: every source that a training set is built from, imported when it is first asked for.

A maker is a function `make(seed, part, count)` that yields Items, the same for the same arguments: part p of a finite source is
its items from p * count on, until there are no more; an endless one makes `count` fresh problems for each part. Parts are
made side by side and in any order. To add a source of training data, write such a function and add its row.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Protocol, cast

from hrm_codegen.errors import UsageError, nearest
from hrm_codegen.tasks.items import Item

MAKERS: Mapping[str, str] = {  # name -> "module:function"
    "exercises": "hrm_codegen.data.exercises:make",
    "exercises-unshown": "hrm_codegen.data.exercises:make_unshown",
    "six": "hrm_codegen.tasks.exercises.six:make",
    "demo": "hrm_codegen.data.exercises:make_demo",
    "warmup": "hrm_codegen.tasks.derived.warmup:make",
    "projects": "hrm_codegen.tasks.projects.base:make",
    "natural": "hrm_codegen.data.corpus.makers:raw",
    "natural-functions": "hrm_codegen.data.corpus.makers:functions",
    "natural-documents": "hrm_codegen.data.corpus.makers:documents",
    "tooluse": "hrm_codegen.tasks.tooluse_items:make",
    "mbpp": "hrm_codegen.tasks.mbpp_items:make",
    "mbxp": "hrm_codegen.tasks.mbxp:make",
    "mbxp-unverified": "hrm_codegen.tasks.mbxp:make_unverified",
    "leetcode": "hrm_codegen.tasks.leetcode:make",
    "leetcode-scenarios": "hrm_codegen.tasks.leetcode:make_scenarios",
    "leetcode-multilang": "hrm_codegen.tasks.leetcode_multilang:make",
    "codeio": "hrm_codegen.tasks.instruct:make_codeio",
    "gpteacher": "hrm_codegen.tasks.instruct:make_gpteacher",
    "conala": "hrm_codegen.tasks.instruct:make_conala",
    "p3": "hrm_codegen.tasks.p3:make",
    "commit-edits": "hrm_codegen.tasks.commit_edits:make",
    "tldr": "hrm_codegen.tasks.command_texts:make_tldr",
    "git-tips": "hrm_codegen.tasks.command_texts:make_git_tips",
    "cheatsheets": "hrm_codegen.tasks.command_texts:make_cheatsheets",
    "python-texts": "hrm_codegen.tasks.texts:make_python",
    "lang-texts": "hrm_codegen.tasks.texts:make_languages",
    "cli-texts": "hrm_codegen.tasks.texts:make_command_line",
}


class Maker(Protocol):
    """A source of training items."""

    def __call__(self, seed: int, part: int, count: int) -> Iterator[Item]:
        """Yield the part's items."""
        ...


def maker(name: str) -> Maker:
    """Return a maker by name; an unknown one is a UsageError that names the nearest."""
    if name not in MAKERS:
        raise UsageError(f"unknown source {name!r}{nearest(name, MAKERS)}")
    module, _, attribute = MAKERS[name].partition(":")
    return cast("Maker", getattr(importlib.import_module(module), attribute))
