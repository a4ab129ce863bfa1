"""Whole files in fences: parse and apply as Aider does, its accidents included; write listings that it applies.

The line above an opening fence names the file, whatever it says; a line that starts with the fence ends the file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hrm_codegen.code.chat import FENCES, Change, Chat, Malformed, opening

LONGEST_NAME = 250  # characters; a longer line above a fence is no file name


class _Name(NamedTuple):
    """Whose listing it is, and how well that is known: 0 named above the fence, 1 mentioned in prose, 2 the only file."""

    path: str
    doubt: int


def parse(reply: str, fence: tuple[str, str] = FENCES[0], names: Sequence[str] = ()) -> list[Change]:
    """Return the files of a reply, the surest names first, each file once; a last listing may be unclosed.

    `names` are the paths in the chat. Raise Malformed for a listing whose file cannot be told.
    """
    found: list[tuple[_Name, str]] = []
    name: _Name | None = None
    mentioned, inside, above = "", "", ""
    for line in reply.rstrip().splitlines(keepends=True):
        if line.startswith(fence):
            if name:
                found.append((name, inside))
                name, mentioned, inside = None, "", ""
            else:
                name = _name(above, mentioned, fence, names)
        elif name:
            inside += line
        else:
            words = (word.rstrip(".:,;!") for word in line.split())
            mentioned = next((word[1:-1] for word in reversed([*words]) if word in {f"`{path}`" for path in names}), mentioned)
        above = line
    if name:
        found.append((name, inside))
    found.sort(key=lambda listing: listing[0].doubt)
    first = {listed.path: text for listed, text in reversed(found)}
    return [Change(path, "", first[path]) for path in dict.fromkeys(listed.path for listed, _ in found)]


def _name(above: str, mentioned: str, fence: tuple[str, str], names: Sequence[str]) -> _Name:
    """Return whose listing follows a line and some prose."""
    path = above.strip().strip("*").rstrip(":").strip("`").lstrip("#").strip()
    if path and len(path) <= LONGEST_NAME:
        base = posixpath.basename(path.rstrip("/"))
        return _Name(base if path not in names and base in names else path, 0)
    if mentioned:
        return _Name(mentioned, 1)
    if len(names) == 1:
        return _Name(names[0], 2)
    raise Malformed("whole_missing_filename", f"No filename provided before {fence[0]} in file listing")


def plan(reply: str, chat: Chat) -> list[Change]:
    """Return the files of a reply."""
    return parse(reply, chat.fence, chat.names)


def carry_out(changes: Sequence[Change], chat: Chat) -> None:
    """Write the files."""
    for change in changes:
        chat.write(chat.place(change.path or ""), change.replace)


def drafts(path: str, old: str, new: str) -> Iterator[str]:
    """Yield the listing of the new text; without a final newline there, the fence stays open."""
    fence = Chat({path: old}, [path]).fence
    yield f"{path}\n{opening(fence, path)}\n{new}" + f"{fence[1]}\n" * (not new or new.endswith("\n"))
