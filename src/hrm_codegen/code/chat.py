"""The files of a conversation, as the edit formats see and change them: in memory, never on disk."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hrm_codegen.code import languages

FENCES = (
    ("```", "```"),
    ("````", "````"),
    *((f"<{name}>", f"</{name}>") for name in ("source", "code", "pre", "codeblock", "sourcecode")),
)


class Malformed(ValueError):
    """A reply that breaks its format; `kind` is one word, the text is what the model is told."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Swallowed(Exception):
    """A reply on which the official program trips: it edits nothing more, and counts the reply as well-formed."""


class Change(NamedTuple):
    """One edit as a reply states it: in `path`, `search` becomes `replace`; a whole file has nothing to search for."""

    path: str | None  # None: the reply names no file
    search: str
    replace: str


class Chat:
    """Files (relative path -> text), those of them that are in the chat, and the fence that quotes them.

    Files are read with universal newlines, so a file that an edit changes comes out with LF; others stay as they are.
    """

    def __init__(self, files: Mapping[str, str], members: Iterable[str]) -> None:
        self.files = dict(files)
        self.members = {path for path in members if path in self.files}
        self.fence = choose_fence(self.read(path) or "" for path in self.members)

    @property
    def names(self) -> list[str]:
        """Return the paths in the chat, sorted."""
        return sorted(self.members)

    def place(self, path: str) -> str:
        """Return the path in normal form; raise Malformed for one that leaves the folder."""
        place = posixpath.normpath(path)
        if "\0" in path or place.startswith("/") or place.split("/")[0] == "..":
            raise Malformed("path_outside", f"{path!r} is not inside the folder of the files; name a relative path in it")
        return place

    def exists(self, place: str) -> bool:
        """Say whether there is a file or folder."""
        return place == "." or place in self.files or any(path.startswith(place + "/") for path in self.files)

    def read(self, place: str) -> str | None:
        """Return a file's text with LF line ends; None for a folder or what does not exist."""
        text = self.files.get(place)
        return None if text is None else re.sub(r"\r\n?", "\n", text)

    def write(self, place: str, text: str) -> None:
        """Set a file's text; raise Swallowed where a folder stands."""
        if place not in self.files and self.exists(place):
            raise Swallowed(f"{place} is a folder")
        self.files[place] = text

    def admit(self, path: str) -> bool:
        """Take a file into the chat, an empty new one where there is none; say whether that is possible."""
        place = self.place(path)
        parts = place.split("/")
        if any("/".join(parts[:end]) in self.files for end in range(1, len(parts))):
            return False
        if not self.exists(place):
            self.files[place] = ""
        self.members.add(place)
        return True


def choose_fence(texts: Iterable[str]) -> tuple[str, str]:
    """Return the first pair of fences that no line of the texts starts with; the first of all when each occurs."""
    lines = [line for text in texts for line in text.splitlines()]
    return next((pair for pair in FENCES if not any(line.startswith(pair) for line in lines)), FENCES[0])


def opening(fence: tuple[str, str], path: str) -> str:
    """Return the line that opens a fenced block of a file, with its language where backquotes can say it."""
    known = languages.by_path(path) if fence[0].startswith("`") else None
    return fence[0] + (known.tag if known else "")
