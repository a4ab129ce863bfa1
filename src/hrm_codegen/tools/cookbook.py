"""RECIPES: every recipe by name. To add some, write a table in `recipes/` and add its module's name here."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping, Sequence
from typing import cast

from hrm_codegen.errors import DataError, UsageError, nearest
from hrm_codegen.tools.recipe import Recipe

MODULES = (
    "git_basics", "git_branches", "git_queries", "git_remotes", "git_merging", "git_undoing", "git_recovering",
)  # fmt: skip


@functools.cache
def recipes() -> Mapping[str, Recipe]:
    """Return every recipe by name, in the order of the tables; a name that comes twice is a DataError."""
    found: dict[str, Recipe] = {}
    for name in MODULES:
        module = importlib.import_module(f"hrm_codegen.tools.recipes.{name}")
        for recipe in cast("Sequence[Recipe]", module.RECIPES):
            if recipe.name in found:
                raise DataError(f"two recipes are called {recipe.name!r}, the second in {name}.py; rename one")
            found[recipe.name] = recipe
    return found


def recipe(name: str) -> Recipe:
    """Return a recipe by name; an unknown one is a UsageError that names the nearest."""
    if name not in recipes():
        raise UsageError(f"unknown recipe {name!r}{nearest(name, recipes())}")
    return recipes()[name]
