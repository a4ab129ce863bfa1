"""Real commits of one small file: a message and SEARCH/REPLACE blocks that turn the old text into the new one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hrm_codegen import prompts
from hrm_codegen.code import edits, syntax
from hrm_codegen.errors import Unsupported
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.finite import Left, part_of
from hrm_codegen.tasks.items import Item

FILE = "commit_edits/commit-edits.jsonl.gz"
_LONGEST_CHARS = 2200  # of the old file
_SIGNS = (  # what a file without a name is, by what stands in it
    ("rust", "main.rs", r"\bfn \w+\(|\buse (?:std|crate|super)::|^extern crate "),
    ("cpp", "main.cpp", r"#include\s*[<\"]|\bstd::"),
    ("java", "Main.java", r"\bpublic (?:final |abstract )?(?:class|interface|enum) "),
    ("go", "main.go", r"^package \w+$"),
    ("javascript", "index.js", r"\brequire\(|\bfunction\s*\w*\(|=>|\bmodule\.exports\b|^import .* from "),
)
_JAVA_TYPE = re.compile(r"\bpublic (?:final |abstract )?(?:class|interface|enum) (\w+)")
_NOT_JAVASCRIPT = re.compile(
    r"^\s*(?:<\?php|<html|<!DOCTYPE|---$|require ['\"]|#!)|: (?:string|number|boolean)\b|\bend$", re.MULTILINE
)


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield the commits whose file is short and whose change the format can say; each has been applied to check it."""
    del seed
    left = Left("commit edits")
    return part_of(left.told(_items(left)), part, count)


def _items(left: Left) -> Iterator[Item]:
    for number, row in enumerate(datafiles.rows(datafiles.find(FILE))):
        old, new, message = row.text("old"), row.text("new"), row.text("message").strip()
        if not old.strip() or not new.strip() or len(old) > _LONGEST_CHARS or len(message) < 8:
            left.out("a long or an empty file, or no message")
            continue
        language, path = kind_of(old, new)
        try:
            reply = edits.make("diff", path, old, new)
        except Unsupported:
            reply = ""
        if not reply:
            left.out("a change that the format cannot say")
            continue
        context = prompts.Context(files={path: old})
        asked = prompts.ask(
            message, task="edit", out="diff", language=language, context=context, context_budget_chars=_LONGEST_CHARS + 100
        )
        yield Item(
            id=f"commit-edits/{number}/edit",
            component="edit",
            example=prompts.answer(asked, reply.rstrip("\n")),
            language=language,
            difficulty=2,
            statement=message,
            code=new,
            licence=datafiles.FILES[FILE].licence,
            source="CommitPackFT",
        )


def kind_of(old: str, new: str) -> tuple[str, str]:
    """Return the language of a file that has no name, and a name for it; "other" where it cannot be told."""
    if syntax.parses(old) and syntax.parses(new) and re.search(r"^(?:from|import|def|class) ", old, re.MULTILINE):
        return "python", "main.py"
    for language, path, sign in _SIGNS:
        if re.search(sign, old, re.MULTILINE) and not (language == "javascript" and _NOT_JAVASCRIPT.search(old)):
            named = _JAVA_TYPE.search(old) if language == "java" else None
            return language, f"{named[1]}.java" if named else path
    return "other", "file.txt"
