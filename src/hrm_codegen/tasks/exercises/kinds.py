"""KINDS: the values that primitives take and give: a portable type, how a person names it, how one is drawn, what fits.

A value flows from one primitive into the next when the next one's kind has the same type and `fits` the value; so a
factorial never meets a million, and no composition can hang or explode.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from typing import Any, NamedTuple

Value = Any  # int, bool, str, float, and lists, tuples and dictionaries of them


class Kind(NamedTuple):
    """One kind of value. `names` are parameter names, `nouns` say it in words; the first of each is the plain one."""

    type: str  # Python's notation: int, bool, str, float, list[int], dict[str, int], tuple[int, int], list[list[int]]
    names: tuple[str, ...]  # "numbers", "values": what a parameter may be called
    nouns: tuple[str, ...]  # "a list of integers"
    draw: Callable[[random.Random], Value]
    fits: Callable[[Value], bool]


WORDS = (
    "apple", "bird", "cat", "dog", "egg", "fish", "game", "hello", "ice", "jam", "kite", "level", "moon", "noon", "open",
    "python", "quiz", "rain", "sun", "tree", "under", "violin", "water", "yellow", "zebra", "banana", "code", "data",
    "river", "stone", "table", "cloud", "green", "light", "music", "paper", "queen", "radar", "sugar", "train", "world",
    "book", "chair", "door", "eagle", "forest", "garden", "house", "island", "jungle", "key", "lemon", "mirror", "night",
    "ocean", "pencil", "rose", "silver", "tower", "umbrella", "village", "window", "box", "year", "zoo", "ant", "bee",
    "civic", "mom", "wow", "kayak", "deed", "peep", "abc", "aab", "listen", "silent", "Mississippi", "letter", "balloon",
)  # fmt: skip
NAMES = ("Ann", "Bob", "Carl", "Dora", "Eve", "Finn", "Gina", "Hugo", "Iris", "Jack", "Kim", "Leo", "Mia", "Ned", "Olga", "Paul")


def _word(rng: random.Random) -> str:
    word = rng.choice(WORDS)
    roll = rng.random()
    return word.capitalize() if roll < 0.12 else word.upper() if roll < 0.18 else word


def _text(rng: random.Random) -> str:
    roll = rng.random()
    if roll < 0.5:
        return " ".join(_word(rng) for _ in range(rng.randint(1, 4)))
    if roll < 0.8:
        return "".join(rng.choice("aabbcdeeioxyzABCE 0123.,!-") for _ in range(rng.randint(0, 12))).strip()
    return rng.choice(("", "a", "A man a plan", "Hello, World!", "a1b2c3", "2 apples and 10 pears", "x-y_z", "   ", "AaBb")).strip()


def _integer(rng: random.Random) -> int:
    return rng.choice((rng.randint(-20, 20), rng.randint(0, 12), rng.randint(10, 200), rng.randint(-200, 1500)))


def _integers(rng: random.Random, low: int = 0, high: int = 8) -> list[int]:
    top = rng.choice((5, 10, 20, 50))
    floor = rng.choice((0, 1, -top))
    values = [rng.randint(floor, top) for _ in range(rng.randint(low, high))]
    return sorted(values) if rng.random() < 0.15 else values


def _few(make: Callable[[random.Random], Value], low: int, high: int) -> Callable[[random.Random], Value]:
    return lambda rng: [make(rng) for _ in range(rng.randint(low, high))]


def _grid(rng: random.Random, low: int = -9, high: int = 9, square: bool = False) -> list[list[int]]:
    rows = rng.randint(1, 4)
    columns = rows if square else rng.randint(1, 4)
    return [[rng.randint(low, high) for _ in range(columns)] for _ in range(rows)]


def _counts(rng: random.Random) -> dict[str, int]:
    pool = rng.choice((NAMES, WORDS[:40], tuple("abcdefgh")))
    return {key: rng.randint(0, 20) for key in rng.sample(pool, rng.randint(1, 5))}


def _edges(rng: random.Random) -> list[tuple[int, int]]:
    nodes = rng.randint(2, 6)
    return sorted({(rng.randrange(nodes), rng.randrange(nodes)) for _ in range(rng.randint(1, 8))})


def _interval(rng: random.Random) -> tuple[int, int]:
    start = rng.randint(0, 15)
    return start, start + rng.randint(0, 6)


def _graph(rng: random.Random) -> dict[str, list[str]]:
    nodes = list("ABCDEF"[: rng.randint(2, 6)])
    return {node: sorted(rng.sample(nodes, rng.randint(0, min(3, len(nodes))))) for node in nodes}


def _few_lists(value: Value) -> bool:
    return len(value) <= 8 and all(len(row) <= 20 for row in value)


def _date(rng: random.Random) -> str:
    return f"{rng.randint(1990, 2030):04}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def _float(rng: random.Random) -> float:
    return rng.choice((rng.randint(-40, 200) / 4, rng.randint(0, 1000) / 10, float(rng.randint(0, 50))))


def _any(_: Value) -> bool:
    return True


def _within(low: int, high: int) -> Callable[[Value], bool]:
    return lambda value: low <= value <= high


def _rectangular(value: Value) -> bool:
    return 0 < len(value) <= 6 and 0 < len(value[0]) <= 6 and len({len(row) for row in value}) == 1


def _short(value: Value) -> bool:
    return len(value) <= 60


KINDS: dict[str, Kind] = {
    "int": Kind("int", ("n", "number", "num", "x", "value"), ("an integer", "a number", "an integer number"),
                _integer, _within(-(10**9), 10**9)),
    "natural": Kind("int", ("n", "number", "num", "x"), ("a non-negative integer", "a non-negative number"),
                    lambda rng: rng.choice((rng.randint(0, 12), rng.randint(10, 300), rng.randint(100, 99999))), _within(0, 10**6)),
    "positive": Kind("int", ("n", "number", "num", "x"), ("a positive integer", "a positive number"),
                     lambda rng: rng.choice((rng.randint(1, 12), rng.randint(10, 300), rng.randint(100, 9999))), _within(1, 10**5)),
    "small": Kind("int", ("n", "k", "limit", "count", "m"), ("a small positive integer", "a positive integer", "a number"),
                  lambda rng: rng.randint(1, 12), _within(1, 20)),  # loops, exponents, sizes
    "k": Kind("int", ("k", "n", "m", "count", "size"), ("a positive integer", "a number", "a given number"),
              lambda rng: rng.randint(1, 5), _within(1, 50)),  # a count, a step, a divisor: seldom more than a list is long
    "digit": Kind("int", ("d", "digit"), ("a digit",), lambda rng: rng.randint(0, 9), _within(0, 9)),
    "bool": Kind("bool", ("flag",), ("a boolean",), lambda rng: rng.random() < 0.5, _any),
    "float": Kind("float", ("x", "value", "amount"), ("a number", "a floating-point number"), _float,
                  lambda value: abs(value) < 1e9),
    "str": Kind("str", ("text", "s", "string", "sentence", "line"), ("a string", "a text", "a given string"), _text, _short),
    "word": Kind("str", ("word", "s", "name", "term"), ("a word", "a string", "a given word"), _word,
                 lambda value: 0 < len(value) <= 30 and " " not in value),
    "letter": Kind("str", ("letter", "char", "ch", "c"), ("a character", "a letter"),
                   lambda rng: rng.choice(string.ascii_lowercase[:20]), lambda value: len(value) == 1),
    "sentence": Kind("str", ("sentence", "text", "s", "line"), ("a sentence", "a string of words", "a text"),
                     lambda rng: " ".join(_word(rng) for _ in range(rng.randint(1, 6))), _short),
    "digits": Kind("str", ("digits", "text", "s"), ("a string of digits", "a numeric string"),
                   lambda rng: "".join(rng.choice(string.digits) for _ in range(rng.randint(1, 9))),
                   lambda value: value.isdecimal() and value.isascii() and len(value) <= 15),
    "binary": Kind("str", ("bits", "binary", "s"), ("a binary string", "a string of zeros and ones"),
                   lambda rng: "".join(rng.choice("01") for _ in range(rng.randint(1, 10))),
                   lambda value: value != "" and set(value) <= set("01") and len(value) <= 30),
    "brackets": Kind("str", ("text", "s", "brackets"), ("a string of brackets",),
                     lambda rng: "".join(rng.choice("()()[]{}") for _ in range(rng.randint(0, 8))) if rng.random() < 0.6
                     else rng.choice(("()", "([])", "{[()]}", "(())()", "[(])", "((", "()[]{}", "({})")), _short),
    "date": Kind("str", ("date", "day", "text"), ("a date in the form YYYY-MM-DD", "a date such as 2024-03-15"), _date,
                 lambda value: len(value) == 10 and value[4] == value[7] == "-"),
    "ints": Kind("list[int]", ("numbers", "nums", "values", "arr", "lst", "items"),
                 ("a list of integers", "a list of numbers", "an array of integers", "a given list"), _integers, _short),
    "some_ints": Kind("list[int]", ("numbers", "nums", "values", "arr", "lst"),
                      ("a non-empty list of integers", "a list of numbers", "an array of integers", "a given list"),
                      lambda rng: _integers(rng, 1), lambda value: 0 < len(value) <= 60),
    "naturals": Kind("list[int]", ("numbers", "nums", "values", "arr"),
                     ("a list of non-negative integers", "a list of non-negative numbers"),
                     lambda rng: [abs(value) for value in _integers(rng, 0)],
                     lambda value: len(value) <= 60 and all(0 <= item <= 10**6 for item in value)),
    "sorted_ints": Kind("list[int]", ("numbers", "nums", "values", "arr"), ("a sorted list of integers", "a sorted list"),
                        lambda rng: sorted(_integers(rng, 1)), lambda value: 0 < len(value) <= 60 and value == sorted(value)),
    "floats": Kind("list[float]", ("values", "numbers", "amounts"), ("a list of numbers", "a list of floating-point numbers"),
                   _few(_float, 1, 6), _short),
    "words": Kind("list[str]", ("words", "strings", "items", "names", "lst"),
                  ("a list of words", "a list of strings", "a given list of strings"), _few(_word, 0, 6), _short),
    "some_words": Kind("list[str]", ("words", "strings", "names", "lst"),
                       ("a non-empty list of words", "a list of strings", "a list of words"), _few(_word, 1, 6),
                       lambda value: 0 < len(value) <= 60),
    "bools": Kind("list[bool]", ("flags", "values"), ("a list of booleans",), _few(lambda rng: rng.random() < 0.5, 1, 6), _short),
    "grid": Kind("list[list[int]]", ("grid", "matrix", "rows", "table"),
                 ("a matrix given as a list of rows", "a grid of integers", "a two-dimensional list of integers"), _grid,
                 _rectangular),
    "square": Kind("list[list[int]]", ("matrix", "grid", "m"), ("a square matrix", "a square matrix given as a list of rows"),
                   lambda rng: _grid(rng, square=True), lambda value: _rectangular(value) and len(value) == len(value[0])),
    "bitgrid": Kind("list[list[int]]", ("grid", "cells", "matrix"), ("a grid of zeros and ones", "a binary matrix"),
                    lambda rng: _grid(rng, 0, 1), lambda value: _rectangular(value) and all(set(row) <= {0, 1} for row in value)),
    "lists": Kind("list[list[int]]", ("lists", "groups", "rows", "nested"), ("a list of lists of integers", "a list of lists"),
                  _few(lambda rng: _integers(rng, 0, 4), 0, 4), _few_lists),
    "char_lists": Kind("list[list[str]]", ("groups", "rows", "lists"), ("a list of lists of strings",),
                       _few(_few(_word, 0, 3), 0, 4), _few_lists),
    "pair": Kind("tuple[int, int]", ("pair", "point", "interval"), ("a pair of integers", "a tuple of two integers"),
                 lambda rng: (rng.randint(-9, 20), rng.randint(-9, 20)), _any),
    "pairs": Kind("list[tuple[int, int]]", ("pairs", "points", "tuples"), ("a list of pairs of integers", "a list of tuples"),
                  _few(lambda rng: (rng.randint(-5, 15), rng.randint(-5, 15)), 0, 5), _short),
    "intervals": Kind("list[tuple[int, int]]", ("intervals", "ranges"),
                      ("a list of intervals (start, end)", "a list of (start, end) tuples"),
                      _few(_interval, 0, 5),
                      lambda value: len(value) <= 60 and all(a <= b for a, b in value)),
    "edges": Kind("list[tuple[int, int]]", ("edges", "links"), ("a list of edges of a graph", "a list of edges (a, b)"), _edges,
                  lambda value: len(value) <= 40 and all(0 <= a < 20 and 0 <= b < 20 for a, b in value)),
    "scores": Kind("list[tuple[str, int]]", ("scores", "records", "pairs", "items"),
                   ("a list of (name, score) tuples", "a list of pairs of a name and a number"),
                   lambda rng: [(name, rng.randint(0, 20)) for name in rng.sample(NAMES, rng.randint(1, 5))], _short),
    "counts": Kind("dict[str, int]", ("counts", "d", "table", "scores", "stock", "data"),
                   ("a dictionary of names and numbers", "a dictionary from strings to integers", "a dictionary"), _counts,
                   lambda value: len(value) <= 30),
    "index": Kind("dict[str, list[int]]", ("groups", "d", "index", "data"), ("a dictionary from strings to lists of integers",),
                  lambda rng: {key: _integers(rng, 0, 4) for key in rng.sample(WORDS[:30], rng.randint(1, 4))},
                  lambda value: len(value) <= 30),
    "graph": Kind("dict[str, list[str]]", ("graph", "neighbours", "links"),
                  ("a graph given as a dictionary from nodes to lists of neighbours", "a graph as an adjacency dictionary"),
                  _graph,
                  lambda value: 0 < len(value) <= 12 and all(node in value for links in value.values() for node in links)),
    "parents": Kind("list[int]", ("parents", "parent"), ("a tree as a list of parents, where the root's parent is -1",),
                    lambda rng: [-1] + [rng.randrange(node) for node in range(1, rng.randint(2, 8))],
                    lambda value: 0 < len(value) <= 30 and value[0] == -1
                    and all(0 <= parent < node for node, parent in enumerate(value) if node)),
}  # fmt: skip
