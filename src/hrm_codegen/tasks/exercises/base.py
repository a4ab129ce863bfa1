"""What a family of generated exercises gives: an instance drawn from a seed, and the exercise built from it."""

from __future__ import annotations

import hashlib
import random
from typing import Literal, NamedTuple, Protocol

_TEST_SHARE, _VALIDATION_SHARE = 10, 5  # per cent of the instances


class Draft(NamedTuple):
    """An exercise before it is executed; the first `shown` tests are those that the prompt shows."""

    prompt: str
    solution: str
    tests: tuple[str, ...]
    entry_point: str
    tags: tuple[str, ...]
    difficulty: str
    form: Literal["describe", "complete"] = "describe"  # as in Problem
    shown: int = 1


class Instance(Protocol):
    """What an exercise asks for, apart from its wording and its examples."""

    @property
    def key(self) -> str:
        """The name of what is asked for: the same for every wording of the same thing."""
        ...

    @property
    def split(self) -> str:
        """The split that it belongs to, with every wording."""
        ...

    @property
    def once(self) -> str:
        """What must not come twice in one stream of exercises; empty where other wordings of the same thing are welcome."""
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


def split_of(key: str) -> str:
    """Return the split that the hash of an instance's name decides."""
    place = int(hashlib.sha256(key.encode()).hexdigest(), 16) % 100
    return "test" if place < _TEST_SHARE else "validation" if place < _TEST_SHARE + _VALIDATION_SHARE else "train"
