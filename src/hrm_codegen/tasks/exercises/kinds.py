"""KINDS: the values that primitives take and give: a portable type, how a person names it, how one is drawn, what fits.

A value flows from one primitive into the next when the next one's kind has the same type and `fits` the value; so a
factorial never meets a million, and no composition can hang or explode.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import string
from collections.abc import Callable
from typing import Any, NamedTuple

from hrm_codegen.tasks.exercises.samples import (
    DIGIT_NAMES,
    NAMES,
    WORDS,
    address,
    bit_square,
    counts,
    date,
    decimal_number,
    edges,
    email,
    few,
    fields,
    graph,
    grid,
    identifier,
    integer,
    integers,
    interval,
    maybe_date,
    pool,
    postfix,
    repetitive,
    roman,
    scrambled,
    similar,
    sum_text,
    text,
    version,
    word,
)

Value = Any  # int, bool, str, float, and lists, tuples and dictionaries of them


class Kind(NamedTuple):
    """One kind of value. `names` are parameter names, `nouns` say it in words; the first of each is the plain one."""

    type: str  # Python's notation: int, bool, str, float, list[int], dict[str, int], tuple[int, int], list[list[int]]
    names: tuple[str, ...]  # "numbers", "values": what a parameter may be called
    nouns: tuple[str, ...]  # "a list of integers"
    draw: Callable[[random.Random], Value]
    fits: Callable[[Value], bool]


def _few_lists(value: Value) -> bool:
    return len(value) <= 8 and all(len(row) <= 20 for row in value)


def _is_word(value: str) -> bool:
    return 0 < len(value) <= 30 and " " not in value


def _is_date(value: str) -> bool:
    if len(value) != 10 or value[4] + value[7] != "--":
        return False
    try:
        return 1000 <= dt.date.fromisoformat(value).year <= 9000
    except ValueError:
        return False


def _is_postfix(value: str) -> bool:
    depth = 0
    for token in value.split():
        depth += -1 if token in ("+", "-", "*") else 1 if token.isdecimal() and len(token) < 4 else -99
        if depth < 1:
            return False
    return depth == 1 and len(value) <= 30


def _matches(pattern: str, longest: int = 60) -> Callable[[Value], bool]:
    return lambda value: len(value) <= longest and re.fullmatch(pattern, value, re.ASCII) is not None


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
                integer, _within(-(10**9), 10**9)),
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
    "float": Kind("float", ("x", "value", "amount"), ("a number", "a floating-point number"), decimal_number,
                  lambda value: abs(value) < 1e9),
    "str": Kind("str", ("text", "s", "string", "sentence", "line"), ("a string", "a text", "a given string"), text, _short),
    "word": Kind("str", ("word", "s", "name", "term"), ("a word", "a string", "a given word"), word,
                 _is_word),
    "letter": Kind("str", ("letter", "char", "ch", "c"), ("a character", "a letter"),
                   lambda rng: rng.choice("aaabcdeeeefghiiklllmnnnoooprrsssttt"), lambda value: len(value) == 1),
    "sentence": Kind("str", ("sentence", "text", "s", "line"), ("a sentence", "a string of words", "a text"),
                     lambda rng: " ".join(word(rng) for _ in range(rng.randint(1, 6))), _short),
    "digits": Kind("str", ("digits", "text", "s"), ("a string of digits", "a numeric string"),
                   lambda rng: "".join(rng.choice(string.digits) for _ in range(rng.randint(1, 9))),
                   lambda value: value.isdecimal() and value.isascii() and len(value) <= 15),
    "binary": Kind("str", ("bits", "binary", "s"), ("a binary string", "a string of zeros and ones"),
                   lambda rng: "".join(rng.choice("01") for _ in range(rng.randint(1, 10))),
                   lambda value: value != "" and set(value) <= set("01") and len(value) <= 30),
    "brackets": Kind("str", ("text", "s", "brackets"), ("a string of brackets",),
                     lambda rng: "".join(rng.choice("()()[]{}") for _ in range(rng.randint(0, 8))) if rng.random() < 0.6
                     else rng.choice(("()", "([])", "{[()]}", "(())()", "[(])", "((", "()[]{}", "({})")), _short),
    "date": Kind("str", ("date", "day", "text"), ("a date in the form YYYY-MM-DD", "a date such as 2024-03-15"), date,
                 _is_date),
    "ints": Kind("list[int]", ("numbers", "nums", "values", "arr", "lst", "items"),
                 ("a list of integers", "a list of numbers", "an array of integers", "a given list"), integers, _short),
    "some_ints": Kind("list[int]", ("numbers", "nums", "values", "arr", "lst"),
                      ("a non-empty list of integers", "a list of numbers", "an array of integers", "a given list"),
                      lambda rng: integers(rng, 1), lambda value: 0 < len(value) <= 60),
    "naturals": Kind("list[int]", ("numbers", "nums", "values", "arr"),
                     ("a list of non-negative integers", "a list of non-negative numbers"),
                     lambda rng: [abs(value) for value in integers(rng, 0)],
                     lambda value: len(value) <= 60 and all(0 <= item <= 10**6 for item in value)),
    "sorted_ints": Kind("list[int]", ("numbers", "nums", "values", "arr"), ("a sorted list of integers", "a sorted list"),
                        lambda rng: sorted(integers(rng, 1)), lambda value: 0 < len(value) <= 60 and value == sorted(value)),
    "floats": Kind("list[float]", ("values", "numbers", "amounts"), ("a list of numbers", "a list of floating-point numbers"),
                   few(decimal_number, 1, 6), _short),
    "words": Kind("list[str]", ("words", "strings", "items", "names", "lst"),
                  ("a list of words", "a list of strings", "a given list of strings"), few(word, 0, 6), _short),
    "some_words": Kind("list[str]", ("words", "strings", "names", "lst"),
                       ("a non-empty list of words", "a list of strings", "a list of words"), few(word, 1, 6),
                       lambda value: 0 < len(value) <= 60),
    "bools": Kind("list[bool]", ("flags", "values"), ("a list of booleans",), few(lambda rng: rng.random() < 0.5, 1, 6), _short),
    "grid": Kind("list[list[int]]", ("grid", "matrix", "rows", "table"),
                 ("a matrix given as a list of rows", "a grid of integers", "a two-dimensional list of integers"), grid,
                 _rectangular),
    "square": Kind("list[list[int]]", ("matrix", "grid", "m"), ("a square matrix", "a square matrix given as a list of rows"),
                   lambda rng: grid(rng, square=True), lambda value: _rectangular(value) and len(value) == len(value[0])),
    "bitgrid": Kind("list[list[int]]", ("grid", "cells", "matrix"), ("a grid of zeros and ones", "a binary matrix"),
                    lambda rng: grid(rng, 0, 1), lambda value: _rectangular(value) and all(set(row) <= {0, 1} for row in value)),
    "lists": Kind("list[list[int]]", ("lists", "groups", "rows", "nested"), ("a list of lists of integers", "a list of lists"),
                  few(lambda rng: integers(rng, 0, 4), 0, 4), _few_lists),
    "char_lists": Kind("list[list[str]]", ("groups", "rows", "lists"), ("a list of lists of strings",),
                       few(few(word, 0, 3), 0, 4), _few_lists),
    "pair": Kind("tuple[int, int]", ("pair", "point", "interval"), ("a pair of integers", "a tuple of two integers"),
                 lambda rng: (rng.randint(-9, 20), rng.randint(-9, 20)), _any),
    "pairs": Kind("list[tuple[int, int]]", ("pairs", "points", "tuples"), ("a list of pairs of integers", "a list of tuples"),
                  few(lambda rng: (rng.randint(-5, 15), rng.randint(-5, 15)), 0, 5), _short),
    "intervals": Kind("list[tuple[int, int]]", ("intervals", "ranges"),
                      ("a list of intervals (start, end)", "a list of (start, end) tuples"),
                      few(interval, 0, 5),
                      lambda value: len(value) <= 60 and all(a <= b for a, b in value)),
    "edges": Kind("list[tuple[int, int]]", ("edges", "links"), ("a list of edges of a graph", "a list of edges (a, b)"), edges,
                  lambda value: len(value) <= 40 and all(0 <= a < 20 and 0 <= b < 20 for a, b in value)),
    "scores": Kind("list[tuple[str, int]]", ("scores", "records", "pairs", "items"),
                   ("a list of (name, score) tuples", "a list of pairs of a name and a number"),
                   lambda rng: [(name, rng.randint(0, 20)) for name in rng.sample(NAMES, rng.randint(1, 5))], _short),
    "counts": Kind("dict[str, int]", ("counts", "d", "table", "scores", "stock", "data"),
                   ("a dictionary of names and numbers", "a dictionary from strings to integers", "a dictionary"), counts,
                   lambda value: len(value) <= 30),
    "index": Kind("dict[str, list[int]]", ("groups", "d", "index", "data"), ("a dictionary from strings to lists of integers",),
                  lambda rng: {key: integers(rng, 0, 4) for key in rng.sample(WORDS[:30], rng.randint(1, 4))},
                  lambda value: len(value) <= 30),
    "graph": Kind("dict[str, list[str]]", ("graph", "neighbours", "links"),
                  ("a graph given as a dictionary from nodes to lists of neighbours", "a graph as an adjacency dictionary"),
                  graph,
                  lambda value: 0 < len(value) <= 12 and all(node in value for links in value.values() for node in links)),
    "parents": Kind("list[int]", ("parents", "parent"), ("a tree given as a list of parents (-1 for the root)",),
                    lambda rng: [-1] + [rng.randrange(node) for node in range(1, rng.randint(2, 8))],
                    lambda value: 0 < len(value) <= 30 and value[0] == -1
                    and all(0 <= parent < node for node, parent in enumerate(value) if node)),
    "base": Kind("int", ("base", "b", "radix"), ("a base from 2 to 10", "a number from 2 to 10"), lambda rng: rng.randint(2, 10),
                 _within(2, 10)),
    "month": Kind("int", ("month", "m"), ("a month number (1 to 12)", "a month number"), lambda rng: rng.randint(1, 12),
                  _within(1, 12)),
    "year": Kind("int", ("year", "y"), ("a year",),
                 lambda rng: rng.choice((rng.randint(1990, 2030), rng.randint(1600, 2100), 100 * rng.randint(16, 24))),
                 _within(1000, 9999)),
    "side": Kind("int", ("side", "length", "size", "width"), ("a positive integer", "a length"), lambda rng: rng.randint(1, 30),
                 _within(1, 250)),
    "clock": Kind("str", ("time", "clock", "text"), ("a time in the form HH:MM", "a time such as 09:45"),
                  lambda rng: f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}", _matches(r"([01]\d|2[0-3]):[0-5]\d")),
    "roman": Kind("str", ("roman", "numeral", "s"), ("a Roman numeral",),
                  lambda rng: roman(rng.choice((rng.randint(1, 20), rng.randint(1, 3999)))),
                  _matches("(?=.)M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")),
    "hexadecimal": Kind("str", ("code", "text", "s"), ("a hexadecimal number as a string",),
                        lambda rng: f"{rng.randint(0, rng.choice((15, 255, 70000))):x}", _matches("[0-9a-fA-F]{1,8}")),
    "version": Kind("str", ("version", "text"), ("a version such as 1.4.2", "a dotted version string"), version,
                    _matches(r"\d{1,4}(\.\d{1,4}){0,5}")),
    "settings": Kind("str", ("text", "settings", "line"), ("a string of key=value pairs separated by semicolons",),
                     lambda rng: fields(rng, ";"), _matches(r"(\w+=\w+(;\w+=\w+)*)?")),
    "query": Kind("str", ("query", "text"), ("a query string such as a=1&b=2",), lambda rng: fields(rng, "&"),
                  _matches(r"(\w+=\w+(&\w+=\w+)*)?")),
    "number_line": Kind("str", ("line", "text", "s"), ("a line of integers separated by commas",),
                        lambda rng: ",".join(str(value) for value in integers(rng, 1, 6)), _matches(r"-?\d{1,6}(,-?\d{1,6})*")),
    "expression": Kind("str", ("expression", "text"), ("an arithmetic expression whose tokens are separated by spaces",), sum_text,
                       _matches(r"\d{1,3}( [-+*] \d{1,3}){0,4}")),
    "postfix": Kind("str", ("expression", "text"), ("an expression in postfix (reverse Polish) notation",), postfix,
                    _is_postfix),
    "address": Kind("str", ("address", "ip", "text"), ("a string that may be an IPv4 address",), address, _short),
    "email": Kind("str", ("email", "address", "text"), ("a string that may be an e-mail address",), email, _short),
    "snake": Kind("str", ("name", "text", "s"), ("a name in snake_case",), lambda rng: identifier(rng, "_"),
                  _matches("[a-z]+(_[a-z]+)*")),
    "camel": Kind("str", ("name", "text", "s"), ("a name in camelCase",),
                  lambda rng: re.sub("_(.)", lambda match: match[1].upper(), identifier(rng, "_")),
                  _matches("[a-z]+([A-Z][a-z]+)*")),
    "encoded": Kind("str", ("text", "code", "s"), ("a run-length encoded string such as a3b2",),
                    lambda rng: "".join(f"{rng.choice('abcxyz')}{rng.randint(1, 5)}" for _ in range(rng.randint(0, 4))),
                    lambda value: re.fullmatch("([a-zA-Z][1-9])*", value) is not None and len(value) <= 20),
    "duration": Kind("str", ("duration", "text"), ("a duration such as 1h20m5s",),
                     lambda rng: "".join(f"{rng.randint(1, 59)}{unit}" for unit in "hms" if rng.random() < 0.7),
                     _matches(r"(\d{1,3}h)?(\d{1,3}m)?(\d{1,3}s)?")),
    "clocks": Kind("list[str]", ("times", "clocks"), ("a list of times in the form HH:MM",),
                   few(lambda rng: f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}", 1, 5),
                   lambda value: 0 < len(value) <= 60 and all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", item) for item in value)),
    "dates": Kind("list[str]", ("dates", "days"), ("a list of dates in the form YYYY-MM-DD",), few(date, 1, 5),
                  lambda value: 0 < len(value) <= 60 and all(_is_date(item) for item in value)),
    "big": Kind("int", ("total", "n"), ("a large integer", "an integer"), lambda rng: rng.randint(-(10**6), 10**6),
                _within(-(2**62), 2**62)),  # products and counts of ways: still within 64 bits, rarely fed on
    "few_ints": Kind("list[int]", ("items", "numbers", "values"), ("a short list of integers", "a list of at most four integers"),
                     lambda rng: integers(rng, 0, 4), lambda value: len(value) <= 4),
    "combos": Kind("list[list[int]]", ("lists", "groups"), ("a list of lists of integers",),
                   few(lambda rng: integers(rng, 0, 3), 0, 6), lambda value: len(value) <= 64),
    "tally": Kind("dict[int, int]", ("tally", "counts", "d"), ("a dictionary from integers to integers",),
                  lambda rng: {rng.randint(-9, 20): rng.randint(0, 9) for _ in range(rng.randint(1, 5))},
                  lambda value: len(value) <= 60),
    "word_groups": Kind("dict[str, list[str]]", ("groups", "d", "index"), ("a dictionary from strings to lists of strings",),
                        lambda rng: {key: [word(rng) for _ in range(rng.randint(0, 3))]
                                     for key in rng.sample(WORDS[:30], rng.randint(1, 4))},
                        lambda value: len(value) <= 30),
    "target": Kind("int", ("target", "x", "value", "key"), ("a number", "a given number", "an integer"),
                   lambda rng: rng.choice((rng.randint(0, 5), rng.randint(-5, 20))), _within(-(10**9), 10**9)),  # sought in a list
    "limit": Kind("int", ("limit", "threshold", "bound", "n"), ("a number", "a given limit", "an integer"),
                  lambda rng: rng.randint(-3, 25), _within(-(10**9), 10**9)),  # compared with items of a list
    "some_text": Kind("str", ("text", "s", "string"), ("a non-empty string", "a string"), lambda rng: text(rng) or word(rng),
                      lambda value: 0 < len(value) <= 60),
    "short_part": Kind("str", ("part", "pattern", "piece"), ("a short string",),
                       lambda rng: rng.choice(("a", "aa", "e", "o", "an", "in", "le", "b", "ab", "A", " ", "ll")),
                       lambda value: 0 < len(value) <= 3),
    "digit_words": Kind("str", ("sentence", "text", "s"), ("a string of the names of digits",),
                        lambda rng: " ".join(rng.choice(DIGIT_NAMES) for _ in range(rng.randint(1, 6))),
                        lambda value: len(value) <= 60 and set(value.split()) <= set(DIGIT_NAMES)),
    "similar": Kind("str", ("other", "t", "second"), ("another word", "another string"), similar,
                    _is_word),
    "ab_text": Kind("str", ("text", "s"), ("a string of the letters a, b and c",),
                    lambda rng: "".join(rng.choice("aabbc") for _ in range(rng.randint(0, 6))), _matches("[a-c]{0,20}")),
    "ab_pattern": Kind("str", ("pattern", "p"), ("a pattern of letters, ? and *",),
                       lambda rng: "".join(rng.choice("aab?**") for _ in range(rng.randint(0, 4))), _matches("[a-c?*]{0,8}")),
    "quoted": Kind("str", ("text", "line"), ("a string with parts in double quotes",),
                   lambda rng: " ".join(rng.choice(('"{}"', "{}", "{}")).format(word(rng)) for _ in range(rng.randint(1, 4))),
                   lambda value: len(value) <= 60 and value.count('"') % 2 == 0),
    "tagged": Kind("str", ("text", "post"), ("a text with hashtags",),
                   lambda rng: " ".join(rng.choice(("#{}", "{}", "{}!", "#")).format(word(rng)) for _ in range(rng.randint(1, 4))),
                   _short),
    "tiny": Kind("int", ("n", "size", "k", "m"), ("a small positive integer",), lambda rng: rng.randint(1, 6), _within(1, 6)),
    "bitsquare": Kind("list[list[int]]", ("matrix", "grid", "m"), ("a square matrix of zeros and ones",), bit_square,
                      lambda value: KINDS["square"].fits(value) and KINDS["bitgrid"].fits(value)),
    "coins": Kind("list[int]", ("coins", "values"), ("a list of distinct coin values",),
                  lambda rng: sorted(rng.sample(range(1, 11), rng.randint(1, 4))),
                  lambda value: 0 < len(value) <= 6 and len(set(value)) == len(value) and all(1 <= item <= 50 for item in value)),
    "weights": Kind("list[int]", ("weights", "sizes", "numbers"), ("a list of positive integers",),
                    lambda rng: [rng.randint(1, 12) for _ in range(rng.randint(0, 6))],
                    lambda value: len(value) <= 10 and all(1 <= item <= 60 for item in value)),
    "amount": Kind("int", ("amount", "total", "capacity"), ("a non-negative integer", "an amount"),
                   lambda rng: rng.randint(0, 24), _within(0, 60)),
    "leg": Kind("int", ("a", "side", "length"), ("a positive integer", "a length"), lambda rng: rng.choice((3, 4, 5, 6)),
                _within(1, 250)),
    "few": Kind("int", ("n", "k", "size"), ("a small positive integer",), lambda rng: rng.randint(1, 5), _within(1, 5)),
    "text_map": Kind("dict[str, str]", ("mapping", "d", "data"), ("a dictionary from strings to strings",),
                     lambda rng: {key: word(rng) for key in rng.sample(WORDS[:30], rng.randint(1, 4))},
                     lambda value: len(value) <= 30),
    "late_year": Kind("int", ("year", "y"), ("a year",), lambda rng: rng.randint(2022, 2024), _within(1990, 2030)),
    "maybe_date": Kind("str", ("text", "s", "date"), ("a string that may be a date in the form YYYY-MM-DD",), maybe_date, _short),
    "goods": Kind("list[tuple[int, int]]", ("items", "goods"), ("a list of (weight, value) tuples",),
                  lambda rng: [(rng.randint(1, 10), rng.randint(1, 20)) for _ in range(rng.randint(0, 5))],
                  lambda value: len(value) <= 10 and all(0 < weight <= 60 and 0 <= worth <= 1000 for weight, worth in value)),
    "jumps": Kind("list[int]", ("jumps", "steps", "numbers"), ("a list of jump lengths", "a list of small non-negative integers"),
                  lambda rng: [rng.choice((0, 0, 1, 1, 2, 3)) for _ in range(rng.randint(0, 7))],
                  lambda value: len(value) <= 60 and all(0 <= item <= 1000 for item in value)),
    "scrambled": Kind("str", ("word", "s", "term"), ("a word", "a string", "a given word"), scrambled,
                      _is_word),
    "alike": Kind("str", ("word", "s", "term"), ("a word", "a string", "a given word"), pool("alike"), _is_word),
    "edged": Kind("str", ("word", "s", "term"), ("a word", "a string", "a given word"), pool("edged"), _is_word),
    "named": Kind("str", ("text", "name", "s"), ("a non-empty string", "a string"), pool("named"), _is_word),
    "secret": Kind("str", ("text", "password"), ("a string", "a password"), pool("secret"), _short),
    "runny": Kind("str", ("text", "s", "string"), ("a string", "a text", "a given string"), pool("runny"), _short),
    "spaced": Kind("str", ("text", "s", "line"), ("a string", "a text", "a given string"), pool("spaced"), _short),
    "repetitive": Kind("str", ("sentence", "text", "s"), ("a sentence", "a string of words", "a text"), repetitive, _short),
    "padded": Kind("str", ("digits", "text", "s"), ("a string of digits", "a numeric string"), pool("padded"),
                   lambda value: value.isdecimal() and value.isascii() and len(value) <= 15),
    "round": Kind("int", ("n", "number", "num", "x"), ("a positive integer", "a positive number"), pool("round"),
                  _within(1, 10**5)),
    "near_dates": Kind("list[str]", ("dates", "days"), ("a list of dates in the form YYYY-MM-DD",),
                       few(lambda rng: f"{rng.randint(2022, 2024)}{date(rng)[4:]}", 1, 5),
                       lambda value: 0 < len(value) <= 60 and all(_is_date(item) for item in value)),
    "repeats": Kind("list[int]", ("numbers", "nums", "values", "arr", "lst"), ("a list of integers", "a list of numbers"),
                    lambda rng: [rng.randint(0, rng.choice((3, 6))) for _ in range(rng.randint(0, 8))], _short),
    "member": Kind("int", ("target", "x", "value"), ("a number", "a given number", "an integer"),
                   lambda rng: rng.randint(0, 4), _within(-(10**9), 10**9)),  # likely to be among the repeats
    "gappy_words": Kind("list[str]", ("words", "strings", "lines"), ("a list of strings", "a list of words"),
                        lambda rng: [rng.choice(("", word(rng), word(rng))) for _ in range(rng.randint(0, 6))], _short),
    "repeated_lists": Kind("list[list[int]]", ("lists", "groups", "rows"), ("a list of lists of integers", "a list of lists"),
                           lambda rng: [rng.choice(([], [1], [1, 2], [2, 1], [3], [0, 5])) for _ in range(rng.randint(0, 6))],
                           _few_lists),
    "numbered": Kind("str", ("text", "s", "line"), ("a string", "a text", "a given string"), pool("numbered"), _short),
}  # fmt: skip
