"""MAKERS: every source that a training set is built from, imported when it is first asked for.

A maker is a function `make(seed, part, count)` that yields Items, the same for the same arguments: part p of a finite source is
its items from p * count on, until there are no more; an endless one makes `count` fresh problems for each part. Parts are
made side by side and in any order. To add a source of training data, write such a function and add its row, with what it reads.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol, cast

from hrm_codegen.errors import NotFound, UsageError, nearest
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.items import Item

CORPUS = "corpus"  # what `hrm data corpus` makes


class Row(NamedTuple):
    """Where a maker is, and what it reads."""

    function: str  # "module:function"
    reads: str = ""  # a file of `datafiles.FILES`, or CORPUS; empty for what is generated


MAKERS: Mapping[str, Row] = {
    "exercises": Row("hrm_codegen.data.exercises:make"),
    "exercises-unshown": Row("hrm_codegen.data.exercises:make_unshown"),
    "six": Row("hrm_codegen.tasks.exercises.six:make"),
    "demo": Row("hrm_codegen.data.exercises:make_demo"),
    "warmup": Row("hrm_codegen.tasks.derived.warmup:make"),
    "projects": Row("hrm_codegen.tasks.projects.base:make"),
    "natural": Row("hrm_codegen.data.corpus.makers:raw", reads=CORPUS),
    "natural-functions": Row("hrm_codegen.data.corpus.makers:functions", reads=CORPUS),
    "natural-documents": Row("hrm_codegen.data.corpus.makers:documents", reads=CORPUS),
    "tooluse": Row("hrm_codegen.tasks.tooluse_items:make"),
    "mbpp": Row("hrm_codegen.tasks.mbpp_items:make", reads="mbpp/mbpp.jsonl"),
    "mbxp": Row("hrm_codegen.tasks.mbxp:make", reads="mbxp/mbxp.jsonl.gz"),
    "mbxp-unverified": Row("hrm_codegen.tasks.mbxp:make_unverified", reads="mbxp/mbxp.jsonl.gz"),
    "leetcode": Row("hrm_codegen.tasks.leetcode:make", reads="leetcode/leetcode-train.jsonl.gz"),
    "leetcode-scenarios": Row("hrm_codegen.tasks.leetcode:make_scenarios", reads="leetcode/leetcode-train.jsonl.gz"),
    "leetcode-multilang": Row("hrm_codegen.tasks.leetcode_multilang:make", reads="leetcode_multilang/leetcode-multilang.jsonl.gz"),
    "codeio": Row("hrm_codegen.tasks.instruct:make_codeio", reads="codeio/codeio.jsonl.gz"),
    "gpteacher": Row("hrm_codegen.tasks.instruct:make_gpteacher", reads="gpteacher_codegen/codegen-instruct.jsonl.gz"),
    "conala": Row("hrm_codegen.tasks.instruct:make_conala", reads="conala/conala.jsonl.gz"),
    "p3": Row("hrm_codegen.tasks.p3:make", reads="p3_puzzles/p3-puzzles.jsonl.gz"),
    "commit-edits": Row("hrm_codegen.tasks.commit_edits:make", reads="commit_edits/commit-edits.jsonl.gz"),
    "tldr": Row("hrm_codegen.tasks.command_texts:make_tldr", reads="tldr/tldr.jsonl.gz"),
    "git-tips": Row("hrm_codegen.tasks.command_texts:make_git_tips", reads="git_tips/git-tips.jsonl"),
    "cheatsheets": Row("hrm_codegen.tasks.command_texts:make_cheatsheets", reads="cheatsheets/cheatsheets.jsonl.gz"),
    "python-texts": Row("hrm_codegen.tasks.texts:make_python", reads="python_texts/python-texts.jsonl.gz"),
    "lang-texts": Row("hrm_codegen.tasks.texts:make_languages", reads="lang_texts/lang-texts.jsonl.gz"),
    "cli-texts": Row("hrm_codegen.tasks.texts:make_command_line", reads="cli_texts/cli-texts.jsonl.gz"),
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
    module, _, attribute = MAKERS[name].function.partition(":")
    return cast("Maker", getattr(importlib.import_module(module), attribute))


def check(names: Iterable[str]) -> None:
    """Refuse makers whose data is not there, all in one NotFound that says what brings it."""
    readers: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        readers.setdefault(MAKERS[name].reads, []).append(name)
    corpus = readers.pop(CORPUS, ())
    lacking = [file for file in readers if file and datafiles.located(file) is None]
    lines = []
    if lacking:
        told = ", ".join(f"{file} (for {', '.join(readers[file])})" for file in lacking)
        searched = " or ".join(map(str, datafiles.folders()))
        lines.append(f"data that the build reads is not in {searched}: {told}; {datafiles.remedy(*lacking)}")
    if corpus:
        from hrm_codegen.data.corpus import store

        try:
            store.read_manifest()
        except NotFound as error:
            lines.append(f"{error} (for {', '.join(corpus)})")
    if lines:
        raise NotFound(f"{'; '.join(lines)}; or delete these sources from the build")
