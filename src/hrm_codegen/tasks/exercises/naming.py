"""Names of functions and parameters: as varied as people's, so that a name must be read and not guessed."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from functools import lru_cache

from hrm_codegen.tasks.exercises.kinds import KINDS
from hrm_codegen.tasks.exercises.plan import LIFTED, Composition, Stage
from hrm_codegen.tasks.exercises.table import held_out, primitives
from hrm_codegen.tasks.wording import usable

PLAIN = ("solve", "solution", "f", "func", "compute", "answer", "process", "task", "calc", "run", "transform", "evaluate",
         "helper", "main_func", "g", "do_it", "get_result", "find_answer")  # fmt: skip
_LONGEST = 34  # characters
_FOREIGN, _UNTELLING = 0.02, 0.08  # shares of the names that are another function's, and of the plain ones
_SMALL = frozenset({"of", "the", "in", "a", "an", "to", "by", "from", "with", "and", "at", "as", "for", "on"})
_DANGLING = _SMALL | {"up", "than", "or", "per", "until", "before", "after", "without", "between", "into", "is", "its"}
_VERBS = ("find", "get", "compute", "calculate", "return", "calc", "give", "determine")
_ACTIONS = frozenset({
    "is", "has", "are", "can", "find", "get", "count", "remove", "keep", "sort", "reverse", "convert", "replace", "add", "merge",
    "split", "join", "rotate", "group", "insert", "drop", "take", "swap", "check", "make", "move", "filter", "repeat", "flatten",
    "multiply", "divide", "subtract", "parse", "format", "encode", "decode", "expand", "compress", "double", "square", "round",
    "capitalize", "extract", "interleave", "pad", "shift", "toggle", "all", "any", "to", "list", "collapse", "clamp", "sum",
})  # fmt: skip
_SYNONYMS = {
    "number": ("num", "integer", "value"), "numbers": ("nums", "integers", "values"),
    "largest": ("max", "biggest", "maximum"), "smallest": ("min", "least", "minimum"), "string": ("str", "text"),
    "list": ("arr", "lst", "array"), "remove": ("drop", "delete"), "count": ("num", "number_of"),
    "words": ("strings", "terms"), "average": ("mean", "avg"), "product": ("prod",), "characters": ("chars", "letters"),
    "character": ("char",), "difference": ("diff",), "elements": ("items",), "element": ("item",), "positions": ("indices",),
    "position": ("index", "pos"), "common": ("shared",), "reverse": ("flip", "invert"), "total": ("sum",),
    "consecutive": ("adjacent",), "sorted": ("ordered",), "length": ("len", "size"), "keep": ("filter", "select"),
    "matrix": ("grid",), "dictionary": ("dict",), "convert": ("change",), "power": ("pow",), "maximum": ("max",),
    "minimum": ("min",),
}  # fmt: skip


def entry_point(composition: Composition, rng: random.Random, *, taken: Collection[str]) -> str:
    """Return a name for the function: mostly one that tells, sometimes a plain one, rarely another function's."""
    roll = rng.random()
    if roll < _FOREIGN and (other := rng.choice(_trained_names())) not in taken:
        return other
    used = {use.primitive.name for use in composition.uses} if composition.depth > 1 else set()  # it would promise too little
    for _ in range(8 if roll > _FOREIGN + _UNTELLING else 0):
        name = _telling(composition, rng)
        if usable(name) and name not in used and name not in taken and len(name) <= _LONGEST:
            return name
    return rng.choice([name for name in PLAIN if name not in taken])


def _telling(composition: Composition, rng: random.Random) -> str:
    stages = composition.stages
    alone = rng.random() < 0.1
    name = _named(stages[-1] if alone else stages[0], rng)
    for stage in () if alone else stages[1:]:
        other = _named(stage, rng)
        joined = rng.choice(
            (f"{other}_of_{name}", f"{name}_{other}", f"{name}_then_{other}", f"{name}_and_{other}", f"{other}_{name}")
        )
        name = joined if len(joined) <= _LONGEST else rng.choice((name, other))
    if rng.random() < 0.12 and (
        numbers := [value for use in composition.uses for value in use.constants if isinstance(value, int)]
    ):
        name = f"{name}_{abs(numbers[0])}"
    if rng.random() < 0.15 and name.split("_")[0] not in _ACTIONS:
        name = f"{rng.choice(_VERBS)}_{name}"
    if rng.random() < 0.05:
        first, *rest = name.split("_")
        name = first + "".join(part.capitalize() for part in rest)
    return re.sub(r"(?:(?<=_)|^)([^\W_]+)_(?=\1(?:_|$))", "", name.strip("_"))


@lru_cache(maxsize=1)
def _trained_names() -> tuple[str, ...]:
    return tuple(name for name in primitives() if not held_out(name))


def _named(stage: Stage, rng: random.Random) -> str:
    name = _short(stage.uses[0].primitive.name, rng)
    bare = name.removeprefix("is_").removeprefix("has_")
    if stage.op in LIFTED:
        return rng.choice({
            "map": (f"{name}_each", f"map_{bare}", f"{name}_of_each", f"{name}_for_all", f"each_{bare}")
            if name.split("_")[0] not in _ACTIONS
            else (f"{name}_each", f"map_{bare}", f"{name}_for_each", f"{name}_in_all"),
            "keep": (f"keep_{bare}", f"filter_{bare}", f"only_{bare}", f"select_{bare}"),
            "drop": (f"remove_{bare}", f"drop_{bare}", f"without_{bare}"),
            "count": (f"count_{bare}", f"{bare}_count", f"how_many_{bare}", f"num_{bare}"),
            "any": (f"any_{bare}", f"has_{bare}", f"some_{bare}"),
            "all": (f"all_{bare}", f"every_{bare}"),
            "total": (f"total_{bare}", f"sum_{bare}", f"sum_of_{bare}"),
            "largest": (f"max_by_{bare}", f"largest_{bare}", f"best_by_{bare}"),
            "smallest": (f"min_by_{bare}", f"smallest_{bare}", f"least_by_{bare}"),
            "sort": (f"sort_by_{bare}", f"order_by_{bare}"),
            "sort_down": (f"sort_by_{bare}_desc", f"rank_by_{bare}", f"sort_down_by_{bare}"),
        }[stage.op])  # fmt: skip
    if stage.op == "apply":
        return name
    other = _short(stage.uses[-1].primitive.name, rng)
    if stage.op == "choose":
        name = _short(stage.uses[1].primitive.name, rng)
        return rng.choice((f"{name}_or_{other}", f"{name}_if_{bare}", f"{bare}_{name}"))
    return rng.choice({
        "add": (f"{name}_plus_{other}", f"sum_{name}_{other}"),
        "subtract": (f"{name}_minus_{other}", f"diff_{name}_{other}"),
        "pair": (f"{name}_and_{other}", f"{name}_{other}"),
    }[stage.op])  # fmt: skip


def _short(name: str, rng: random.Random) -> str:
    """Return a primitive's name as somebody else would put it."""
    words = name.split("_")
    roll = rng.random()
    if roll < 0.25:
        return name
    if "of" in words[1:-1] and roll < 0.45:
        place = words.index("of", 1)
        words = words[place + 1 :] + words[:place]
    if len(words) > 2:
        words = [word for word in words if word not in _SMALL] or words
    if len(words) > 3 and rng.random() < 0.5:
        words = words[:3]
    changed = [rng.choice(_SYNONYMS[word]) if word in _SYNONYMS and rng.random() < 0.35 else word for word in words]
    kept = [part for place, word in enumerate(changed) if place == 0 or word != changed[place - 1] for part in word.split("_")]
    while len(kept) > 1 and kept[-1] in _DANGLING:
        kept.pop()
    return "_".join(kept)


def parameters(composition: Composition, rng: random.Random, *, taken: Collection[str]) -> tuple[str, ...]:
    """Return names for the function's parameters, all different."""
    names: list[str] = []
    for parameter in composition.parameters:
        pool = [*KINDS[parameter.kind].names, *[parameter.name] * 3]
        rng.shuffle(pool)
        free = [name for name in pool if name not in names and name not in taken and usable(name)]
        names.append(free[0] if free else next(name for name in ("other", "second", "third", "b", "y") if name not in names))
    return tuple(names)
