"""Edits: the formats a model answers a change in, applied to texts in memory, and changes that can be taken back.

FORMATS holds the three: `diff` (SEARCH/REPLACE blocks), `udiff` (unified diffs) and `whole` (whole files). `apply_reply`
does to {path: text} what Aider does to the files of a folder, accidents included, because scores compare only so;
`make` writes a reply that does what is wanted. An Edit is the exact difference between two texts of a file:
`apply(invert(edit), apply(edit, files)) == files`.

To add a format, write its module and add its row. Nothing here reads or writes a file.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from hrm_codegen.code import search_replace, udiff, whole_file
from hrm_codegen.code.chat import Change, Chat, Malformed, Swallowed
from hrm_codegen.errors import DataError, Unsupported, UsageError, nearest


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format of edits: how a reply becomes edits, how they are carried out, and how replies are written."""

    name: str
    plan: Callable[[str, Chat], list[Change]]  # may raise Malformed or Swallowed
    carry_out: Callable[[Sequence[Change], Chat], None]  # may raise them, too, with a part done
    drafts: Callable[[str, str, str], Iterator[str]]  # path, old, new -> replies that may do it, the best first
    commands: Callable[[str, Chat], list[str]] = lambda _reply, _chat: []  # shell commands that a reply proposes


FORMATS: Mapping[str, Format] = {
    row.name: row
    for row in (
        Format(
            name="diff",
            plan=search_replace.plan,
            carry_out=search_replace.carry_out,
            drafts=search_replace.drafts,
            commands=search_replace.commands,
        ),
        Format(name="udiff", plan=udiff.plan, carry_out=udiff.carry_out, drafts=udiff.drafts),
        Format(name="whole", plan=whole_file.plan, carry_out=whole_file.carry_out, drafts=whole_file.drafts),
    )
}


class Hunk(NamedTuple):
    """At line `at` of the old text (counted from 0) the text `old` stands; `new`, at line `new_at`, takes its place."""

    at: int
    old: str
    new_at: int
    new: str


@dataclass(frozen=True, kw_only=True)
class Edit:
    """The exact difference between two states of one file, either of which may be that it does not exist."""

    path: str
    hunks: tuple[Hunk, ...]
    creates: bool = False  # the file is not there before
    deletes: bool = False  # nor after


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What a reply does to the files."""

    status: Literal["ok", "malformed"]
    files: Mapping[str, str]  # every file afterwards
    edited: tuple[str, ...]  # paths as the reply names them, sorted; those whose edits failed included
    malformed: int  # how many malformed responses this reply counts as: 0 or 1
    error: str  # kind of the error in one word; empty without one
    message: str  # what the model is told when it is asked again; empty when it is not
    fence: tuple[str, str]  # what quotes files in this chat
    commands: tuple[str, ...]  # shell commands that the reply proposes; never run here
    edits: tuple[Edit, ...]  # what changed, file by file: inverted, they take the reply back

    @property
    def reason(self) -> str:
        """Why the reply is no good, in one line; empty when it changed something and nothing failed."""
        if self.error:
            return _REASONS[self.error]
        return "" if self.edits else _REASONS["nothing"]


_REASONS = {
    "missing_filename": "a block has no file name alone on the line above its fence",
    "expected_divider": "a SEARCH part is not ended by =======",
    "expected_updated": "a REPLACE part is not ended by >>>>>>> REPLACE",
    "no_match": "a SEARCH part is not in its file",
    "udiff_no_match": "a hunk does not apply to its file",
    "whole_missing_filename": "a listing has no file name above its fence",
    "path_outside": "a path leads out of the folder of the files",
    "swallowed": "an edit is incomplete, or names a folder",
    "nothing": "the answer changes no file",
}


def edit_format(name: str) -> Format:
    """Return a format by name; raise UsageError for an unknown one."""
    if name not in FORMATS:
        raise UsageError(f"unknown edit format {name!r}{nearest(name, FORMATS)}")
    return FORMATS[name]


def apply_reply(kind: str, reply: str, files: Mapping[str, str], chat_files: Iterable[str]) -> Applied:
    """Return what a reply in format `kind` does to files (relative path -> text), of which `chat_files` are in the chat.

    Whatever the reply says, nothing is raised: a malformed one may have a part of its edits done. Paths are relative and in
    normal form; unlike the official program, which edits any file it may write, nothing outside the folder is touched. Where
    the official program tries the other files of the chat in an order that changes from run to run, theirs is sorted.
    """
    row = edit_format(kind)
    chat = Chat(files, chat_files)
    fence = chat.fence
    commands: tuple[str, ...] = ()
    edited, error, message = set[str](), "", ""
    try:
        commands = tuple(row.commands(reply, chat))
        changes = [change for change in row.plan(reply, chat) if change.path is None or chat.admit(change.path)]
        edited = {change.path for change in changes if change.path is not None}
        row.carry_out(changes, chat)
    except Malformed as wrong:
        error, message = wrong.kind, str(wrong)
    except Swallowed:
        error = "swallowed"
    return Applied(
        status="malformed" if message else "ok",
        files=chat.files,
        edited=tuple(sorted(edited)),
        malformed=int(bool(message)),
        error=error,
        message=message,
        fence=fence,
        commands=commands,
        edits=differences(files, chat.files),
    )


def make(kind: str, path: str, old: str, new: str) -> str:
    """Return a reply in format `kind` that turns the file's text `old` into `new`; "" where they are equal.

    What comes back has been applied and gives `new`. Raise Unsupported for what the format cannot say: `diff` and `udiff`
    cannot empty a file or rewrite one of blank lines only, end what they change in a newline, and know no other line end;
    no format can quote its own markers or, for `udiff`, lines of nothing but blanks.
    """
    if old == new:
        return ""
    for reply in edit_format(kind).drafts(path, old, new):
        done = apply_reply(kind, reply, {path: old}, [path])
        if done.status == "ok" and done.files == {path: new}:
            return reply
    raise Unsupported(f"format {kind!r} cannot say this change of {path}; use another one of {', '.join(FORMATS)}")


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Edit, ...]:
    """Return the edits between two states of a folder, one for each file that differs, by path."""
    paths = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    return tuple(difference(path, before.get(path), after.get(path)) for path in paths)


def difference(path: str, old: str | None, new: str | None) -> Edit:
    """Return the edit of one file; None stands for no file."""
    one, two = ((text or "").splitlines(keepends=True) for text in (old, new))
    codes = difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
    hunks = (Hunk(a, "".join(one[a:b]), c, "".join(two[c:d])) for tag, a, b, c, d in codes if tag != "equal")
    return Edit(path=path, hunks=tuple(hunks), creates=old is None, deletes=new is None)


def apply(edit: Edit, files: Mapping[str, str]) -> dict[str, str]:
    """Return the files with one edit applied; raise DataError where they are not what the edit was made for."""
    if (edit.path in files) == edit.creates:
        raise DataError(f"{edit.path} is {'already' if edit.creates else 'not'} there; the edit was made for other files")
    lines = files.get(edit.path, "").splitlines(keepends=True)
    for hunk in edit.hunks:  # lines above are already new, so a hunk stands where it stands in the new text
        end = hunk.new_at + len(hunk.old.splitlines(keepends=True))
        if "".join(lines[hunk.new_at : end]) != hunk.old:
            raise DataError(f"{edit.path}, line {hunk.at + 1} is not what the edit was made for; take the file's text of then")
        lines[hunk.new_at : end] = hunk.new.splitlines(keepends=True)
    if edit.deletes and lines:
        raise DataError(f"{edit.path} has lines that the edit, which deletes it, does not know; take the file's text of then")
    rest = {path: text for path, text in files.items() if path != edit.path}
    return rest if edit.deletes else rest | {edit.path: "".join(lines)}


def invert(edit: Edit) -> Edit:
    """Return the edit that takes this one back."""
    hunks = tuple(Hunk(hunk.new_at, hunk.new, hunk.at, hunk.old) for hunk in edit.hunks)
    return replace(edit, hunks=hunks, creates=edit.deletes, deletes=edit.creates)
