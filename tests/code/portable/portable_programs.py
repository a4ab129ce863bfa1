"""Hand-made portable programs, each about one thing in which the languages differ."""

from __future__ import annotations

import textwrap
from typing import Any

from hrm_codegen.code.portable.base import Case, Portable


def portable(source: str, entry: str, types: str, returns: str, *args: tuple[Any, ...]) -> Portable:
    """Make a Portable; what Python gives for the arguments is what is expected. `types`: "numbers: list[int], k: int"."""
    text = textwrap.dedent(source).strip("\n") + "\n"
    space: dict[str, Any] = {}
    exec(text, space)
    parameters = tuple((name.strip(), kind.strip()) for name, _, kind in (part.partition(":") for part in types.split(";")))
    return Portable(text, entry, parameters, returns, tuple(Case(given, space[entry](*given)) for given in args))


PROGRAMS = {
    "division rounds down": portable(
        """
        def quotient_and_rest(n, k):
            return n // k * 100 + n % k
        """,
        "quotient_and_rest", "n: int; k: int", "int", (7, 2), (-7, 2), (7, -2), (-7, -2), (-8, 2), (0, 5),
    ),
    "helpers": portable(
        """
        def is_odd(n):
            return n % 2 == 1


        def keep_odd(numbers):
            return [item for item in numbers if is_odd(item)]
        """,
        "keep_odd", "numbers: list[int]", "list[int]", ([3, 4, -5, 0],), ([],), ([2],),
    ),
    "two names at once": portable(
        """
        def fibonacci(n):
            a, b = 0, 1
            for _ in range(n):
                a, b = b, a + b
            return a
        """,
        "fibonacci", "n: int", "int", (0,), (1,), (10,), (40,),
    ),
    "recursion": portable(
        """
        def depth(n):
            if n < 2:
                return 0
            return 1 + depth(n // 2 if n % 2 == 0 else 3 * n + 1)
        """,
        "depth", "n: int", "int", (1,), (6,), (7,), (27,),
    ),
    "letters and strings": portable(
        """
        def shout(text):
            result = ""
            for char in text:
                if char.isalpha():
                    result += char.upper()
                elif char == " ":
                    result = result + "_"
            return result[::-1]
        """,
        "shout", "text: str", "str", ("ab c!",), ("",), ("x1",),
    ),
    "counting in a dict": portable(
        """
        def tally(words):
            counts = {}
            for word in words:
                counts[word] = counts.get(word, 0) + 1
            return counts
        """,
        "tally", "words: list[str]", "dict[str, int]", (["a", "b", "a"],), ([],),
    ),
    "slices stay inside": portable(
        """
        def edges(numbers, k):
            return numbers[:k] + numbers[-1:] + numbers[k:]
        """,
        "edges", "numbers: list[int]; k: int", "list[int]", ([1, 2, 3], 2), ([1, 2, 3], 7), ([4], 1),
    ),
    "sorting by a key": portable(
        """
        def by_length(words):
            return sorted(words, key=lambda word: (-len(word), word))
        """,
        "by_length", "words: list[str]", "list[str]", (["bb", "a", "ccc", "aa"],), ([],),
    ),
    "pairs": portable(
        """
        def widest(intervals):
            best = intervals[0]
            for start, end in intervals:
                if end - start > best[1] - best[0]:
                    best = (start, end)
            return best
        """,
        "widest", "intervals: list[tuple[int, int]]", "tuple[int, int]", ([(1, 2), (3, 9), (0, 1)],), ([(5, 5)],),
    ),
    "a variable born in a branch": portable(
        """
        def sign(n):
            if n > 0:
                word = "plus"
            elif n < 0:
                word = "minus"
            else:
                word = "zero"
            return word
        """,
        "sign", "n: int", "str", (3,), (-3,), (0,),
    ),
    "any and all": portable(
        """
        def mixed(numbers):
            return any(item > 10 for item in numbers) and not all(item > 10 for item in numbers)
        """,
        "mixed", "numbers: list[int]", "bool", ([1, 11],), ([11, 12],), ([],),
    ),
    "grids": portable(
        """
        def transpose(matrix):
            return [[row[column] for row in matrix] for column in range(len(matrix[0]))]
        """,
        "transpose", "matrix: list[list[int]]", "list[list[int]]", ([[1, 2, 3], [4, 5, 6]],), ([[7]],),
    ),
    "numbers beyond 32 bits": portable(
        """
        def product(numbers):
            result = 1
            for item in numbers:
                result *= item
            return result
        """,
        "product", "numbers: list[int]", "int", ([100000, 100000, 7],), ([],),
    ),
    "floats": portable(
        """
        def mean(values):
            return sum(values) / len(values)
        """,
        "mean", "values: list[float]", "float", ([1.5, 2.25, 3.0],), ([0.1, 0.2],),
    ),
    "a stack": portable(
        """
        def balanced(text):
            stack = []
            for char in text:
                if char in "([":
                    stack.append(char)
                else:
                    if not stack:
                        return False
                    opened = stack.pop()
                    if (opened == "(") != (char == ")"):
                        return False
            return not stack
        """,
        "balanced", "text: str", "bool", ("([])",), ("(]",), ("((",), ("",),
    ),
}  # fmt: skip
