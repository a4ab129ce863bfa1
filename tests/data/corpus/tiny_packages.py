"""Texts of tiny packages, and how they are laid out as pip does."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CORE = '''
"""Small things with words."""

import re
from collections import Counter


def initials(name, dot="."):
    """Returns the initials of a name, each followed by a dot.

    >>> initials("Ada King Lovelace")
    'A.K.L.'
    >>> initials("")
    ''

    Args:
        name: what to shorten
    """
    # one letter a word
    return "".join(word[0] + dot for word in name.split())


def commonest(text):
    """Find the word that stands most often in a text, in lower case."""
    words = re.findall(r"[a-z]+", text.lower())
    return Counter(words).most_common(1)[0][0] if words else None


def wrong(number):
    """Double a number that is given.

    >>> wrong(2)
    5
    """
    doubled = number + number
    return doubled


def tied(text):
    """Return the text that the helper of this module makes."""
    return _helper(text) + _helper(text[1:])


class Shelf:
    """Keeps things in order."""

    def __init__(self, things):
        self.things = sorted(things)

    # the smallest one
    @property
    def first(self):
        return self.things[0] if self.things else None


def _helper(text):
    return text[:1].upper() + text[1:].lower()
'''
SECRET = """
def longest_run(values):
    best, current, last = 0, 0, None
    for value in values:
        if value == 0:
            continue
        current = current + 1 if value == last else 1
        last = value
        best = max(best, current)
    return best
"""
OTHER = """
import json


def load_settings(path):
    with open(path) as file:
        settings = json.load(file)
    for name in ("host", "port"):
        if name not in settings:
            raise KeyError(name)
    settings.setdefault("timeout", 30)
    return settings


def save_settings(path, settings):
    with open(path, "w") as file:
        json.dump(settings, file, indent=2, sort_keys=True)
        file.write("\\n")
"""
TABLE = "NAMES = {\n" + "".join(f'    "name_{n}": "value of {n}",\n' for n in range(40)) + "}\n"


def package(site: Path, name: str, metadata: str, files: dict[str, str]) -> None:
    """Lay a package out as pip installs it."""
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{metadata}\n")
    for file, text in files.items():
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).write_text(text)
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files))


@dataclass(frozen=True)
class Corpus:
    """A corpus and its manifest."""

    folder: Path
    manifest: dict[str, Any]


def prepare(*_: object) -> None:
    """Need nothing."""


def deadly(number: int) -> int:
    """Halve a number, but die of 7."""
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number // 2
