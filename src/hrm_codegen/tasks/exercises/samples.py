"""Anys drawn at random for the kinds: numbers, words, texts in fixed formats, lists, grids, graphs."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

WORDS = (
    "apple", "bird", "cat", "dog", "egg", "fish", "game", "hello", "ice", "jam", "kite", "level", "moon", "noon", "open",
    "python", "quiz", "rain", "sun", "tree", "under", "violin", "water", "yellow", "zebra", "banana", "code", "data",
    "river", "stone", "table", "cloud", "green", "light", "music", "paper", "queen", "radar", "sugar", "train", "world",
    "book", "chair", "door", "eagle", "forest", "garden", "house", "island", "jungle", "key", "lemon", "mirror", "night",
    "ocean", "pencil", "rose", "silver", "tower", "umbrella", "village", "window", "box", "year", "zoo", "ant", "bee",
    "civic", "mom", "wow", "kayak", "deed", "peep", "abc", "aab", "listen", "silent", "Mississippi", "letter", "balloon",
)  # fmt: skip
DIGIT_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NAMES = ("Ann", "Bob", "Carl", "Dora", "Eve", "Finn", "Gina", "Hugo", "Iris", "Jack", "Kim", "Leo", "Mia", "Ned", "Olga", "Paul")
ROMAN = {
    1000: "M",
    900: "CM",
    500: "D",
    400: "CD",
    100: "C",
    90: "XC",
    50: "L",
    40: "XL",
    10: "X",
    9: "IX",
    5: "V",
    4: "IV",
    1: "I",
}

POOLS = {  # draws for questions whose answer would be the same on nearly every ordinary value
    "alike": ("inter", "internet", "interval", "under", "undo", "unit", "car", "cart", "carbon", "care", "Car", "cat"),
    "edged": ("apple", "area", "idea", "Anna", "echo", "a", "level", "noon", "Eve", "bird", "image", "dad", "onion", "tent", "cat"),
    "named": ("x1", "_tmp", "2nd", "my-var", "total", "a.b", "value_2", "9", "__", "class1", "no!", "Name"),
    "secret": (
        "Passw0rd",
        "abc",
        "ABCdef1",
        "secret1",
        "Secret",
        "A1b2C3",
        "12345678",
        "Ab1",
        "HELLO123",
        "Rain2024",
        "x",
        "ok Go 77",
    ),
    "runny": (
        "aaabbc",
        "hello",
        "baaab",
        "aabbaa",
        "",
        "a",
        "xxyyzz",
        "mississippi",
        "bookkeeper",
        "abc",
        "aaaa",
        "1122 33",
        "zoo  ll",
    ),
    "numbered": (
        "a1b22c333",
        "2 apples and 10 pears",
        "-5 and +3",
        "room 101",
        "x9y9",
        "no digits",
        "",
        "7",
        "3.14",
        "B-52!",
        "10-20-30",
        "Call 555-0199",
        "1,2;3",
        "call me!",
        "year 2024, day 7",
        "Tom is 12, Ann is 9.",
        "what? why?!",
        "(a) 1; (b) 2",
    ),
    "spaced": ("  a b ", "hello   world", "one two", "  lead", "trail  ", "", "a  b   c", "x", " ", "to  be or   not"),
    "padded": ("007", "0", "000", "10", "0120", "00450", "9", "100", "00000012", "5040"),
    "round": (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 16, 18, 20, 21, 28, 30, 32, 42, 63, 64, 85, 100, 128, 170, 496),
}


def word(rng: random.Random) -> str:
    """Draw a word, seldom capitalised or in upper case."""
    drawn = rng.choice(WORDS)
    roll = rng.random()
    return drawn.capitalize() if roll < 0.12 else drawn.upper() if roll < 0.18 else drawn


def similar(rng: random.Random) -> str:
    """Draw a short word, often one that is part of another."""
    return rng.choice((word(rng), "data", "train", "rain", "later", "an", "er", "le", "o", "e", "n", "ten", "let", "abc", "ro"))


def scrambled(rng: random.Random) -> str:
    """Draw a short word, often with the same letters as another draw in another order or case."""
    return rng.choice(("abc", "cab", "bca", "Bca", "aab", "aba", "baa", "eat", "tea", "Ate", "ab", "noon", "abba", "xyy"))


def text(rng: random.Random) -> str:
    """Draw a text: some words, mixed characters, or a special case."""
    roll = rng.random()
    if roll < 0.5:
        return " ".join(word(rng) for _ in range(rng.randint(1, 4)))
    if roll < 0.8:
        return "".join(rng.choice("aabbcdeeioxyzABCE 0123.,!-") for _ in range(rng.randint(0, 12))).strip()
    return rng.choice(("", "a", "A man a plan", "Hello, World!", "a1b2c3", "2 apples and 10 pears", "x-y_z", "   ", "AaBb")).strip()


def integer(rng: random.Random) -> int:
    """Draw an integer, mostly small."""
    return rng.choice((rng.randint(-20, 20), rng.randint(0, 12), rng.randint(10, 200), rng.randint(-200, 1500)))


def integers(rng: random.Random, low: int = 0, high: int = 8) -> list[int]:
    """Draw a list of `low` to `high` integers, sometimes sorted."""
    top = rng.choice((5, 10, 20, 50))
    floor = rng.choice((0, 1, -top))
    values = [rng.randint(floor, top) for _ in range(rng.randint(low, high))]
    return sorted(values) if rng.random() < 0.15 else values


def pool(name: str) -> Callable[[random.Random], Any]:
    """Return a draw from the row `name` of `POOLS`."""
    return lambda rng: rng.choice(POOLS[name])


def repetitive(rng: random.Random) -> str:
    """Draw a sentence in which words come again."""
    words = rng.sample(WORDS, 3)
    return " ".join(rng.choice(words) for _ in range(rng.randint(1, 6)))


def few(make: Callable[[random.Random], Any], low: int, high: int) -> Callable[[random.Random], Any]:
    """Return a draw of lists of `low` to `high` values."""
    return lambda rng: [make(rng) for _ in range(rng.randint(low, high))]


def grid(rng: random.Random, low: int = -9, high: int = 9, square: bool = False) -> list[list[int]]:
    """Draw a matrix of one to four rows and columns."""
    rows = rng.randint(1, 4)
    columns = rows if square else rng.randint(1, 4)
    return [[rng.randint(low, high) for _ in range(columns)] for _ in range(rows)]


def counts(rng: random.Random) -> dict[str, int]:
    """Draw a dictionary from words or names to small numbers."""
    pool = rng.choice((NAMES, WORDS[:40], tuple("abcdefgh")))
    return {key: rng.randint(0, 20) for key in rng.sample(pool, rng.randint(1, 5))}


def edges(rng: random.Random) -> list[tuple[int, int]]:
    """Draw the distinct edges of a small graph, sorted."""
    nodes = rng.randint(2, 6)
    return sorted({(rng.randrange(nodes), rng.randrange(nodes)) for _ in range(rng.randint(1, 8))})


def interval(rng: random.Random) -> tuple[int, int]:
    """Draw a pair (start, end) with start <= end."""
    start = rng.randint(0, 15)
    return start, start + rng.randint(0, 6)


def graph(rng: random.Random) -> dict[str, list[str]]:
    """Draw a graph as a dictionary from nodes to sorted neighbours."""
    nodes = list("ABCDEF"[: rng.randint(2, 6)])
    return {node: sorted(rng.sample(nodes, rng.randint(0, min(3, len(nodes))))) for node in nodes}


def date(rng: random.Random) -> str:
    """Draw a date in the form YYYY-MM-DD; every month has its first 28 days."""
    return f"{rng.randint(1990, 2030):04}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def maybe_date(rng: random.Random) -> str:
    """Draw a date in the form YYYY-MM-DD or something close to one; years are never 0."""
    year = rng.choice((2023, 2024, 1900, 2000))
    month = rng.choice((0, 1, 2, 2, 2, 6, 12, 13))
    day = rng.choice((0, 1, 15, 28, 29, 30, 31))
    form = rng.choice(("{0}-{1:02}-{2:02}",) * 6 + ("{0}-{1}-{2}", "{2:02}/{1:02}/{0}", "{0}-0a-{2:02}"))
    return form.format(year, month, day)


def decimal_number(rng: random.Random) -> float:
    """Draw a float with at most two decimals."""
    return rng.choice((rng.randint(-40, 200) / 4, rng.randint(0, 1000) / 10, float(rng.randint(0, 50))))


def roman(number: int) -> str:
    """Write `number` as a Roman numeral."""
    text = ""
    for value, letters in ROMAN.items():
        text += letters * (number // value)
        number %= value
    return text


def fields(rng: random.Random, between: str) -> str:
    """Draw key=value pairs joined by `between`; a key may come twice."""
    keys = rng.choices(("name", "size", "color", "page", "id", "lang", "x", "y", "mode"), k=rng.randint(1, 4))
    return between.join(f"{key}={rng.choice((str(rng.randint(0, 99)), word(rng).lower()))}" for key in keys)


def sum_text(rng: random.Random) -> str:
    """Draw an arithmetic expression of one to five terms, tokens separated by spaces."""
    terms = [str(rng.randint(0, 20)) for _ in range(rng.randint(1, 5))]
    return terms[0] + "".join(f" {rng.choice('+-*')} {term}" for term in terms[1:])


def postfix(rng: random.Random) -> str:
    """Draw a valid expression in postfix notation."""
    tokens, depth = [str(rng.randint(0, 9))], 1
    for _ in range(rng.randint(1, 3)):
        tokens.append(str(rng.randint(0, 9)))
        depth += 1
        while depth > 1 and rng.random() < 0.6:
            tokens.append(rng.choice("+-*"))
            depth -= 1
    tokens.extend(rng.choice("+-*") for _ in range(depth - 1))
    return " ".join(tokens)


def address(rng: random.Random) -> str:
    """Draw an IPv4 address or something close to one."""
    parts = [rng.choice((str(rng.randint(0, 255)), str(rng.randint(0, 10)))) for _ in range(4)]
    roll = rng.random()
    if roll < 0.4:
        parts[rng.randrange(4)] = rng.choice(("256", "300", "01", "", "a", "1000"))
    elif roll < 0.55:
        parts = parts[:3] if roll < 0.48 else [*parts, "7"]
    return ".".join(parts)


def email(rng: random.Random) -> str:
    """Draw an e-mail address or something close to one."""
    user, host = (
        rng.choice((word(rng).lower(), "a.b", "x1", "", "tom_7")),
        rng.choice(("mail.com", "site.org", "example", "a.b.io", "")),
    )
    return f"{user}{rng.choice(('@', '@', '@', '@', '@@', ' at '))}{host}"


def version(rng: random.Random) -> str:
    """Draw a dotted version of one to four numbers."""
    return ".".join(str(rng.choice((0, 1, 2, rng.randint(0, 20)))) for _ in range(rng.randint(1, 4)))


def identifier(rng: random.Random, between: str) -> str:
    """Draw one to three lower-case words joined by `between`."""
    return between.join(word(rng).lower() for _ in range(rng.randint(1, 3)))


def bit_square(rng: random.Random) -> list[list[int]]:
    """Draw a square of zeros and ones, symmetric half of the time."""
    rows = grid(rng, 0, 1, square=True)
    if rng.random() < 0.5:
        rows = [[rows[max(i, j)][min(i, j)] for j in range(len(rows))] for i in range(len(rows))]
    return rows
