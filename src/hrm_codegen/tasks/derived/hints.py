"""Type hints for a function, inferred from the literals of its tests."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from hrm_codegen.tasks import asserts
from hrm_codegen.tasks.derived.base import Study, first_line


def type_of(value: Any) -> str | None:
    """Return the type of a value in Python's notation, or None where no simple one says it."""
    if isinstance(value, list | set):
        inner = _common(map(type_of, value))
        return f"{type(value).__name__}[{inner}]" if inner else None
    if isinstance(value, dict):
        key, held = _common(map(type_of, value)), _common(map(type_of, value.values()))
        return f"dict[{key}, {held}]" if key and held else None
    if isinstance(value, tuple):
        parts = [type_of(inner) for inner in value]
        if not parts or None in parts:
            return None
        texts = [part for part in parts if part]
        return f"tuple[{', '.join(texts)}]" if len(texts) <= 3 else f"tuple[{texts[0]}, ...]" if len(set(texts)) == 1 else None
    return type(value).__name__ if isinstance(value, bool | int | float | str) else None


def types(found: Study) -> tuple[dict[str, str], str | None]:
    """Return the types of the parameters, as far as all tests agree, and of the result."""
    assert found.function is not None
    names = [argument.arg for argument in found.function.args.args]
    held: dict[str, str] = {}
    for place, name in enumerate(names):
        given = [ast.literal_eval(check.call.args[place]) for check in found.checks if place < len(check.call.args)]
        kind = _common(type_of(value) for value in given if value not in ([], (), {}, set()))
        if kind:
            held[name] = kind
    results = [value.value for check in found.checks if (value := asserts.known(check.expected))]
    return held, _common(type_of(value) for value in results if value not in ([], (), {}, set()))


def annotated(found: Study, *, whole: bool = True) -> str | None:
    """Return the source (or, not `whole`, all before the body) with type hints; None where not every type is known."""
    function = found.function
    if function is None or function.returns is not None or function.args.vararg or function.args.kwonlyargs or not found.checks:
        return None
    held, result = types(found)
    arguments = function.args.args
    if len(held) < len(arguments) or result is None or any(argument.annotation for argument in arguments):
        return None
    start, end = found.positions.span(function)[0], found.positions.char_index(first_line(function.body[0]), 0)
    head = found.source[start:end]
    if "#" in head or function.args.defaults or head.count("\n") != 1:
        return None
    texts = ", ".join(f"{argument.arg}: {held[argument.arg]}" for argument in arguments)
    new = f"{found.source[:start]}def {function.name}({texts}) -> {result}:\n"
    return new + found.source[end:] if whole else new


def _common(kinds: Iterable[str | None]) -> str | None:
    """Return the one type that all have; int beside float is float."""
    found = set(kinds)
    if found == {"int", "float"}:
        return "float"
    return found.pop() if len(found) == 1 else None
