"""Other names for a solution's variables: what people call a list, a counter or a result, and what must keep its name."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from hrm_codegen.code.scopes import Binding
from hrm_codegen.tasks import asserts
from hrm_codegen.tasks.wording import snake, usable

# kind of a parameter's value -> what people call it, most usual first
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "list[int]": ("nums", "numbers", "arr", "values", "lst"),
    "list[float]": ("nums", "numbers", "values"),
    "list[str]": ("words", "strings", "items", "names"),
    "list[tuple]": ("pairs", "tuples", "records", "items"),
    "list[list]": ("lists", "rows", "matrix", "groups"),
    "list": ("items", "lst", "elements", "values", "data"),
    "str": ("text", "s", "string", "word", "line"),
    "tuple": ("tup", "values", "items", "t"),
    "dict": ("d", "mapping", "data", "table"),
    "int": ("n", "num", "number"),
    "float": ("x", "num", "number", "value"),
}
_GENERIC = re.compile(  # names that say no more than the kind of the value
    r"(?:test_?|input_?|given_?|my_?)?(?:arr(?:ay)?(?:_?nums)?|nums?|num(?:ber)?s?|lists?|lst|li|l|l\d|tup(?:le)?s?|t|str(?:ing)?|s|"
    r"text|word|dict(?:ionary)?|d|data|items?|values?|val|n|x|a|elements?|lis)_?\d?",
    re.IGNORECASE,
)
LOCALS: tuple[tuple[str, ...], ...] = (  # names for the same thing
    ("result", "res", "output", "answer", "ans"),
    ("count", "cnt", "counter"),
    ("total", "sum", "acc", "sum1", "tot", "Sum", "total_sum"),
    ("temp", "tmp"),
    ("item", "element", "elem", "ele", "el"),
    ("idx", "index", "i"),
    ("largest", "max_val", "maxi", "max", "mx"),
    ("smallest", "min_val", "mini", "min", "mn"),
    ("value", "val"),
    ("char", "ch", "letter"),
    ("product", "prod"),
    ("difference", "diff"),
    ("current", "curr", "cur"),
)
_LOOP_COUNTER_STAYS = 0.7  # of the loops keep the i that everybody writes
_TIDY_SHARE = 0.7  # of the solutions lose their capitals: prodEven becomes prod_even


def kind_of(value: Any) -> str:
    """Return the kind of a value as a type: "int", "list[str]", "dict"."""
    name = type(value).__name__
    inner = {type(item).__name__ for item in value} if isinstance(value, list) and value else set()
    inner = {"float"} if inner == {"int", "float"} else inner
    return f"{name}[{inner.pop()}]" if len(inner) == 1 else name


def choose(
    bindings: Sequence[Binding], *, kinds: Mapping[str, str], described: str, taken: set[str], rng: random.Random
) -> dict[str, str]:
    """Return new names for some of the variables, by their old names, so that no two and nothing in `taken` are the same.

    `kinds` tells the kinds of the parameters; names that the description uses as words of English keep theirs.
    """
    variables: dict[str, list[Binding]] = {}
    for binding in bindings:
        if binding.kind in ("parameter", "local", "global"):
            variables.setdefault(binding.name, []).append(binding)
    tidy = rng.random() < _TIDY_SHARE
    chosen: dict[str, str] = {}
    used = taken | set(variables)
    for old, found in variables.items():
        if any(binding.fixed for binding in found):
            continue
        if mentions(described, old.lower()) or mentions(described, old):
            pool = [snake(old)]  # "the first n numbers": the description's own name
        else:
            pool = _parameter_pool(old, kinds, rng) if old in kinds else _local_pool(old, variables, tidy, rng)
        new = next((name for name in pool if name == old or (usable(name) and name not in used)), old)
        if new != old and not (mentions(described, new) and mentions(described, old)):
            chosen[old] = new
            used.add(new)
    return chosen


def mentions(described: str, name: str) -> bool:
    """Whether a description speaks of a variable by its name: a lone letter or a name that is no English word."""
    if name in ("a", "i", "I", "A") or (name.isalpha() and name.islower() and len(name) > 1):
        return False
    return _alone([name]).search(described) is not None


def follow(described: str, names: Mapping[str, str]) -> str:
    """Return the description with the variables that it mentions under their new names."""
    told = {old: new for old, new in names.items() if mentions(described, old)}
    if not told:
        return described
    return _alone(told).sub(lambda found: told[found[0]], described)


def _alone(names: Iterable[str]) -> re.Pattern[str]:
    """Match any of the names where it stands alone, not within a word or quotation marks."""
    edge = r"[\w'\u2018\u2019]"
    return re.compile(f"(?<!{edge})(?:{'|'.join(map(re.escape, names))})(?!{edge})")


def _parameter_pool(old: str, kinds: Mapping[str, str], rng: random.Random) -> list[str]:
    """Return names for a parameter: by its kind where the old one says no more, numbered where several share a kind."""
    kind = kinds[old]
    pool = PARAMETERS.get(kind) or PARAMETERS.get(kind.partition("[")[0])
    alike = [name for name, other in kinds.items() if other == kind]
    letters = len(old) == 1 and sum(len(name) == 1 for name in alike) > 1  # x and y, a and b mean something together
    counting = kind in ("int", "float") and len(kinds) > 1  # an n beside a list is its length, whatever it is called
    if pool is None or letters or counting or not _GENERIC.fullmatch(old):
        return [snake(old)]
    peers = [name for name in alike if _GENERIC.fullmatch(name)]
    number = peers.index(old) + 1
    return [f"{name}{number}" for name in pool] if len(peers) > 1 else rng.sample(pool, len(pool))


def _local_pool(old: str, names: Collection[str], tidy: bool, rng: random.Random) -> list[str]:
    for group in LOCALS:
        if old in group:
            if old == "i" and ("j" in names or rng.random() < _LOOP_COUNTER_STAYS):
                return [old]
            others = [name for name in group if len(name) > 1]
            return rng.sample(others, len(others))
    return [snake(old)] if tidy else [old]


def argument_kinds(function: ast.FunctionDef, checks: Sequence[asserts.Check]) -> dict[str, str]:
    """Return the kind of each parameter, as far as all the tests' arguments are literals of one kind."""
    kinds: dict[str, str] = {}
    for place, argument in enumerate(function.args.args):
        values = [asserts.known(check.call.args[place]) for check in checks if place < len(check.call.args)]
        found = {kind_of(value.value) for value in values if value is not None}
        if len(found) == 1 and None not in values:
            kinds[argument.arg] = found.pop()
    return kinds
