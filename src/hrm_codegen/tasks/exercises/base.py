"""What a family of generated exercises gives: an instance drawn from a seed, and the exercise built from it."""

from __future__ import annotations

import random
from typing import NamedTuple, Protocol


class Draft(NamedTuple):
    """An exercise before it is executed; the first test is the one that the prompt shows."""

    prompt: str
    solution: str
    tests: tuple[str, ...]
    entry_point: str
    tags: tuple[str, ...]
    difficulty: str


class Instance(Protocol):
    """What an exercise asks for, apart from its wording and its examples."""

    @property
    def key(self) -> str:
        """The name whose hash decides the split: the same for every wording of the same thing."""
        ...

    def build(self, rng: random.Random) -> Draft | None:
        """Word the exercise and choose its cases, or return None when it turns out trivial."""
        ...


class Family(Protocol):
    """A source of exercises. One file here and one row in `FAMILIES` a member."""

    name: str
    languages: tuple[str, ...]

    def draw(self, rng: random.Random) -> Instance:
        """Draw an instance at random."""
        ...
