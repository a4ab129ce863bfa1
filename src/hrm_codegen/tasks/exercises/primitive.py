"""A primitive: one thing that a function can do, in words and in several idiomatic Python solutions.

Rows of the tables under `primitives/` are made with `primitive(...)`. Exercises compose them; the hash of a primitive's name
decides whether it is held out, so renaming one moves it.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from hrm_codegen.tasks.exercises.kinds import KINDS


class Parameter(NamedTuple):
    """One parameter: its name in the solutions and wordings, and the kind of its values."""

    name: str
    kind: str


class Primitive:
    """One row: see `primitive` for the notation. The first parameter carries the value in a chain of primitives."""

    def __init__(
        self, name: str, signature: str, *, wordings: tuple[str, ...], solutions: tuple[str, ...], tags: tuple[str, ...], level: int
    ) -> None:
        self.name, self.signature, self.wordings, self.solutions = name, signature, wordings, solutions
        self.tags, self.level = tags, level

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters in order."""
        names = (part.split(":") for part in self.signature.split("->")[0].split(","))
        return tuple(Parameter(name.strip(), kind.strip()) for name, kind in names)

    @cached_property
    def gives(self) -> str:
        """The kind of the result."""
        return self.signature.split("->")[1].strip()

    @cached_property
    def types(self) -> tuple[tuple[str, ...], str]:
        """The portable types of the parameters and of the result."""
        return tuple(KINDS[parameter.kind].type for parameter in self.parameters), KINDS[self.gives].type

    @cached_property
    def bodies(self) -> tuple[tuple[ast.stmt, ...], ...]:
        """The solutions parsed; read, never changed in place."""
        return tuple(tuple(ast.parse(text).body) for text in self.solutions)

    def function(self, name: str | None = None, solution: int = 0) -> str:
        """Return one solution as a complete Python function, imports first."""
        body = self.bodies[solution]
        imports = [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
        rest = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom)]
        head = f"def {name or self.name}({', '.join(parameter.name for parameter in self.parameters)}):"
        text = textwrap.indent("\n".join(ast.unparse(node) for node in rest), "    ")
        return "\n".join([*imports, *(["", ""] if imports else []), head, text]) + "\n"


def primitive(name: str, signature: str, wordings: str, *solutions: str, tags: str, level: int = 1) -> Primitive:
    """Make a row.

    `signature`: "numbers: ints, k: k -> ints", every kind a key of KINDS. `wordings`: infinitives separated by "|", with every
    parameter as {name}: "find the sum of the digits of {n}|add up the digits of {n}". `solutions`: two to four function
    bodies, the last statement a return; nothing else is returned from when one is to be inlined in a chain. `tags`: names of
    PLAN_TAGS separated by blanks. `level`: 1 a single idea, 2 a loop with state, 3 an algorithm.
    """
    bodies = tuple(textwrap.dedent(text).strip("\n") for text in solutions)
    return Primitive(name, signature, wordings=tuple(wordings.split("|")), solutions=bodies, tags=tuple(tags.split()), level=level)


PLAN_TAGS = (
    "arithmetic", "digits", "condition", "compare", "loop", "while", "accumulate", "count", "search", "filter", "map", "sort",
    "reverse", "slice", "index", "string", "join", "split", "format", "dict", "set", "tuple", "nested", "matrix", "grid",
    "graph", "tree", "recursion", "dynamic", "greedy", "window", "two_pointers", "stack", "bits", "regex", "parse", "date",
    "class", "math", "pipeline",
)  # fmt: skip
MOST_PLANNED = 6  # tags in a plan
_NUMBER = {tag: number for number, tag in enumerate(PLAN_TAGS)}


def plan_of(tags: Iterable[str]) -> tuple[int, ...]:
    """Return the plan of a problem with these tags: the numbers of its PLAN_TAGS in their order, the first few of them."""
    return tuple(_NUMBER[tag] for tag in tags if tag in _NUMBER)[:MOST_PLANNED]
