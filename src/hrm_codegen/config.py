"""Run files: TOML plus dotted overrides, laid into frozen dataclasses.

Each part of the project owns a frozen dataclass; a run file only puts them together. A key that no dataclass has is an
error that names the nearest one. `resolve` writes the result back, so that a run folder holds exactly what was used.
"""

from __future__ import annotations

import dataclasses
import os
import tomllib
import types
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin

from hrm_codegen.errors import ConfigError, NotFound, UsageError, nearest

T = TypeVar("T")


def load(path: Path, schema: type[T], *, overrides: Sequence[str] = (), what: str = "run file") -> T:
    """Read a run file, or what else `what` says, apply overrides such as "train.lr=1e-3", and return the schema's instance."""
    return build(schema, apply_overrides(read_toml(path, what=what), overrides), where=str(path))


def read_toml(path: Path, *, what: str = "run file") -> dict[str, Any]:
    """Parse a TOML file; a missing or malformed one is a clear error, which calls it `what`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"{what} {path} does not exist; the shipped ones are in configs/") from None
    except IsADirectoryError:
        raise ConfigError(f"{path} is a folder; name a TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None


def apply_overrides(table: Mapping[str, Any], overrides: Sequence[str]) -> dict[str, Any]:
    """Return a copy of `table` with each "dotted.key=value" laid over it; values are TOML, bare words are text."""
    result = _copy(table)
    for override in overrides:
        key, sep, text = override.partition("=")
        if not sep or not key.strip():
            raise ConfigError(f"override {override!r} has no '='; write --set section.key=value")
        *parents, last = key.strip().split(".")
        node = result
        for parent in parents:
            node = node.setdefault(parent, {})
            if not isinstance(node, dict):
                raise ConfigError(f"override {override!r}: {parent} is a value, not a section")
        node[last] = parse_value(text.strip())
    return result


def parse_value(text: str) -> Any:
    """Read one TOML value; what is not TOML is taken as plain text ("--set model.kind=transformer")."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def build(schema: type[T], table: Mapping[str, Any], *, where: str) -> T:
    """Lay a table into a frozen dataclass, nested ones included; unknown keys and wrong types are errors."""
    hints = typing.get_type_hints(schema)
    fields = {field.name: field for field in dataclasses.fields(schema) if field.init}  # type: ignore[arg-type]  # T is a dataclass
    for key in table:
        if key not in fields:
            raise ConfigError(f"{where}: unknown key {key!r}{nearest(key, fields)}")
    values = {key: _convert(hints[key], value, where=f"{where}: {key}") for key, value in table.items()}
    missing = [name for name, field in fields.items() if name not in values and _required(field)]
    if missing:
        raise ConfigError(f"{where}: missing key {missing[0]!r}")
    return schema(**values)


def override(instance: T, overrides: Sequence[str], *, where: str = "--set") -> T:
    """Return a copy of a dataclass instance with "key=value" overrides applied and checked."""
    return build(type(instance), apply_overrides(dataclasses.asdict(instance), overrides), where=where)  # type: ignore[call-overload]  # T is a dataclass


def dumps(instance: Any) -> str:
    """Write a dataclass instance as TOML, sections after plain keys; values that are None are left out."""
    return "\n".join(_lines(dataclasses.asdict(instance), prefix="")) + "\n"


def _lines(table: Mapping[str, Any], *, prefix: str) -> list[str]:
    plain = [f"{key} = {_toml(value)}" for key, value in table.items() if value is not None and not isinstance(value, dict)]
    for key, value in table.items():
        if isinstance(value, dict):
            plain += ["", f"[{prefix}{key}]", *_lines(value, prefix=f"{prefix}{key}.")]
    return plain


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, dict):  # a section inside a list: TOML's inline table
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items() if item is not None) + "}"
    if isinstance(value, (int, float)):
        return repr(value)
    escaped = "".join(_ESCAPES.get(char) or (char if char.isprintable() else f"\\U{ord(char):08x}") for char in str(value))
    return f'"{escaped}"'


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _copy(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _copy(value) if isinstance(value, Mapping) else value for key, value in table.items()}


def _convert(hint: Any, value: Any, *, where: str) -> Any:
    """Turn a TOML value into what the field's annotation says, or refuse it by name."""
    origin = get_origin(hint)
    if origin is typing.Literal:
        if value in get_args(hint):
            return value
        raise ConfigError(f"{where} is {value!r}; it must be one of {', '.join(map(repr, get_args(hint)))}")
    if origin in (Union, types.UnionType):
        options = [option for option in get_args(hint) if option is not type(None)]
        return None if value is None else _convert(options[0], value, where=where)
    if origin in (tuple, list):
        if not isinstance(value, (list, tuple)):
            raise ConfigError(f"{where} is {value!r}; it must be a list")
        return origin(_convert(get_args(hint)[0], item, where=where) for item in value)
    if origin in (dict, Mapping):
        return {str(key): _convert(get_args(hint)[1], item, where=where) for key, item in dict(value).items()}
    if dataclasses.is_dataclass(hint):
        if isinstance(value, Mapping):
            return build(typing.cast("type[Any]", hint), value, where=where)
        raise ConfigError(f"{where} is {value!r}; it must be a section")
    return _scalar(hint, value, where=where)


def _scalar(hint: Any, value: Any, *, where: str) -> Any:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is Path and isinstance(value, str):
        return Path(value)
    if hint in (int, float, str, bool) and type(value) is not hint:
        raise ConfigError(f"{where} is {value!r}; it must be {hint.__name__}")
    return value


def threads() -> int | None:
    """Return the number of threads that HRM_THREADS asks for, or None when it is unset."""
    named = os.environ.get("HRM_THREADS")
    if not named:
        return None
    if not named.isdecimal() or int(named) < 1:
        raise UsageError(f"HRM_THREADS is {named!r}; it must be a number of threads, at least 1")
    return int(named)
