"""PRIMITIVES: the tables under `primitives/`, joined; a module's name here is all that adds one."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Mapping
from functools import lru_cache

from hrm_codegen.tasks.exercises.primitive import Primitive

MODULES = (
    "bases",
    "bits",
    "calendar_numbers",
    "character_edits",
    "characters",
    "comparing_texts",
    "counting_ways",
    "dates",
    "digit_shapes",
    "digits",
    "divisors",
    "dynamic",
    "encodings",
    "folds",
    "geometry",
    "graphs",
    "greedy",
    "grids",
    "intervals",
    "lists",
    "lists_of_words",
    "mapping_items",
    "mappings",
    "matrices",
    "nested",
    "numbers",
    "parsing",
    "patterns",
    "primes",
    "rearranging",
    "recursion",
    "regexes",
    "reordered_words",
    "sequences",
    "sets",
    "sorting",
    "stacks",
    "strings",
    "sums",
    "times",
    "trees",
    "tuples",
    "windows",
    "words_in_text",
)
HELD_OUT_SHARE = 10  # per cent of the primitives and of the phrasings, by the hash of their names


@lru_cache(maxsize=1)
def primitives() -> Mapping[str, Primitive]:
    """Return every primitive by name; a name that two rows share is an error."""
    found: dict[str, Primitive] = {}
    for module in MODULES:
        for row in importlib.import_module(f"hrm_codegen.tasks.exercises.primitives.{module}").PRIMITIVES:
            assert row.name not in found, f"two primitives are called {row.name}"
            found[row.name] = row
    return found


@lru_cache(maxsize=4096)
def held_out(name: str) -> bool:
    """Whether a primitive or a phrasing is never trained on."""
    return place_of(name) < HELD_OUT_SHARE


def place_of(name: str) -> int:
    """Return a number from 0 to 99 that the name alone decides."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 100
