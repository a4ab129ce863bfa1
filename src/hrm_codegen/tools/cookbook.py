"""RECIPES: every recipe by name. To add some, write a table in `recipes/` and add its module's name here."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping, Sequence
from typing import cast

from hrm_codegen.errors import DataError, UsageError, nearest
from hrm_codegen.tools.recipe import Recipe

MODULES = (
    "git_basics",
    "git_files",
    "git_branches",
    "git_tags",
    "git_history",
    "git_diffs",
    "git_remotes",
    "git_pulling",
    "git_merging",
    "git_picking",
    "git_stashing",
    "git_undoing",
    "git_failures",
    "git_failures_files",
    "git_workflows",
    "files_basics",
    "files_archives",
    "files_finding",
    "files_lines",
    "files_editing",
    "shell_basics",
    "files_failures",
    "make_basics",
    "make_failures",
    "cmake_basics",
    "cmake_failures",
    "pip_packages",
    "pip_projects",
    "python_running",
    "pip_failures",
    "npm_basics",
    "npm_packages",
    "npm_running",
    "npm_failures",
    "cargo_basics",
    "cargo_packages",
    "cargo_products",
    "cargo_failures",
    "cargo_workflows",
    "maven_basics",
    "maven_plugins",
    "java_basics",
    "gradle_basics",
)


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
