"""The demo family: one or two small steps on a number, a list of numbers, a string or a list of words.

A step is a row of the table below: how it is worded, how it is written in Python, and what it does. An exercise is one
step or a chain of two, in one of four phrasings. Nothing in it is random but the choice, so a small model can learn it in
minutes; the constants must be copied from the text and the steps composed, so it cannot remember the answers.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hrm_codegen.tasks.exercises.base import Draft, split_of
from hrm_codegen.tasks.wording import third_person

Value = Any  # int, bool, str, list[int] or list[str]

NUMBER, TRUTH, NUMBERS, TEXT, WORDS = "number", "truth", "numbers", "text", "words"
NOUNS = {NUMBER: "a number", NUMBERS: "a list of numbers", TEXT: "a string", WORDS: "a list of words"}
ELEMENTS = {NUMBERS: "number", WORDS: "word"}
VARIABLES = {NUMBER: "n", NUMBERS: "numbers", TEXT: "text", WORDS: "words"}

POOL = (
    "apple", "bird", "cat", "dog", "egg", "fish", "game", "hello", "ice", "jam", "kite", "level", "moon", "noon", "open",
    "python", "quiz", "rain", "sun", "tree", "under", "violin", "water", "yellow", "zebra", "banana", "code", "data",
)  # fmt: skip
PALINDROMES = ("level", "noon", "radar", "civic", "wow", "madam")
SLOTS: dict[str, Sequence[int | str]] = {
    "": ("",),
    "number": range(2, 31),
    "count": range(2, 5),
    "letter": "abcdefghiklmnoprstuwy",
    "word": POOL[:20],
}
PLAIN_NAMES = ("solve", "compute", "convert", "transform", "apply", "answer", "calculate", "change")

CASES = 4  # tests an exercise has; the first is shown
_CANDIDATES = 14  # inputs tried for them
_BIGGEST = 10_000  # of a number in a test: more digits only make prompts longer
_LONGEST = 40  # characters of a value in a test


class Step(NamedTuple):
    """One thing to do with a value: `{it}` in the wordings is the value, `{k}` the constant, `{x}` the variable."""

    name: str
    takes: str
    gives: str
    wordings: str  # infinitives, separated by "|"
    code: str
    run: Callable[[Value, Any], Value]  # the value and the constant -> the result
    slot: str = ""  # what the constant is: a key of SLOTS


# fmt: off
STEPS = (
    Step("add", NUMBER, NUMBER, "add {k} to {it}|increase {it} by {k}", "{x} + {k}", lambda x, k: x + k, "number"),
    Step("subtract", NUMBER, NUMBER, "subtract {k} from {it}|decrease {it} by {k}", "{x} - {k}", lambda x, k: x - k, "number"),
    Step("multiply", NUMBER, NUMBER, "multiply {it} by {k}", "{x} * {k}", lambda x, k: x * k, "number"),
    Step("remainder", NUMBER, NUMBER, "find the remainder of {it} divided by {k}", "{x} % {k}", lambda x, k: x % k, "number"),
    Step("divide", NUMBER, NUMBER, "find the integer quotient of {it} and {k}", "{x} // {k}", lambda x, k: x // k, "number"),
    Step("larger", NUMBER, NUMBER, "find the larger of {it} and {k}", "max({x}, {k})", max, "number"),
    Step("smaller", NUMBER, NUMBER, "find the smaller of {it} and {k}", "min({x}, {k})", min, "number"),
    Step("double", NUMBER, NUMBER, "double {it}|find twice {it}", "{x} * 2", lambda x, _: x + x),
    Step("square", NUMBER, NUMBER, "square {it}|find the square of {it}", "{x} ** 2", lambda x, _: x * x),
    Step("cube", NUMBER, NUMBER, "find the cube of {it}", "{x} ** 3", lambda x, _: x * x * x),
    Step("negate", NUMBER, NUMBER, "negate {it}|change the sign of {it}", "-{x}", lambda x, _: 0 - x),
    Step("absolute", NUMBER, NUMBER, "find the absolute value of {it}", "abs({x})", lambda x, _: max(x, -x)),
    Step("digit_sum", NUMBER, NUMBER, "add up the digits of {it}|find the sum of the digits of {it}",
         "sum(int(d) for d in str(abs({x})))", lambda x, _: sum(map(int, str(x).strip("-")))),
    Step("count_digits", NUMBER, NUMBER, "count the digits of {it}", "len(str(abs({x})))", lambda x, _: len(str(x).strip("-"))),
    Step("is_even", NUMBER, TRUTH, "check whether {it} is even", "{x} % 2 == 0", lambda x, _: not x & 1),
    Step("is_odd", NUMBER, TRUTH, "check whether {it} is odd", "{x} % 2 == 1", lambda x, _: bool(x & 1)),
    Step("is_positive", NUMBER, TRUTH, "check whether {it} is positive", "{x} > 0", lambda x, _: x > 0),
    Step("is_negative", NUMBER, TRUTH, "check whether {it} is negative", "{x} < 0", lambda x, _: x < 0),
    Step("divisible_by", NUMBER, TRUTH, "check whether {it} is divisible by {k}", "{x} % {k} == 0",
         lambda x, k: x // k * k == x, "number"),
    Step("greater_than", NUMBER, TRUTH, "check whether {it} is greater than {k}", "{x} > {k}", lambda x, k: x > k, "number"),
    Step("less_than", NUMBER, TRUTH, "check whether {it} is less than {k}", "{x} < {k}", lambda x, k: x < k, "number"),
    Step("to_text", NUMBER, TEXT, "convert {it} to a string|turn {it} into a string", "str({x})", lambda x, _: f"{x}"),
    Step("count_up", NUMBER, NUMBERS, "list the numbers from 1 to {it}", "list(range(1, {x} + 1))",
         lambda x, _: [i + 1 for i in range(x)]),

    Step("keep_even", NUMBERS, NUMBERS, "keep only the even numbers in {it}|remove the odd numbers from {it}",
         "[n for n in {x} if n % 2 == 0]", lambda x, _: [n for n in x if not n & 1]),
    Step("keep_odd", NUMBERS, NUMBERS, "keep only the odd numbers in {it}|remove the even numbers from {it}",
         "[n for n in {x} if n % 2 == 1]", lambda x, _: [n for n in x if n & 1]),
    Step("keep_above", NUMBERS, NUMBERS, "keep only the numbers greater than {k} in {it}",
         "[n for n in {x} if n > {k}]", lambda x, k: [n for n in x if n > k], "number"),
    Step("keep_below", NUMBERS, NUMBERS, "keep only the numbers less than {k} in {it}",
         "[n for n in {x} if n < {k}]", lambda x, k: [n for n in x if n < k], "number"),
    Step("remove", NUMBERS, NUMBERS, "remove every {k} from {it}|remove all occurrences of {k} from {it}",
         "[n for n in {x} if n != {k}]", lambda x, k: [n for n in x if n != k], "number"),
    Step("add_to_each", NUMBERS, NUMBERS, "add {k} to every number in {it}|increase each number in {it} by {k}",
         "[n + {k} for n in {x}]", lambda x, k: [n + k for n in x], "number"),
    Step("multiply_each", NUMBERS, NUMBERS, "multiply every number in {it} by {k}",
         "[n * {k} for n in {x}]", lambda x, k: [n * k for n in x], "number"),
    Step("double_each", NUMBERS, NUMBERS, "double every number in {it}", "[n * 2 for n in {x}]", lambda x, _: [n + n for n in x]),
    Step("square_each", NUMBERS, NUMBERS, "square every number in {it}", "[n ** 2 for n in {x}]", lambda x, _: [n * n for n in x]),
    Step("reverse", NUMBERS, NUMBERS, "reverse {it}|reverse the order of {it}", "{x}[::-1]", lambda x, _: list(reversed(x))),
    Step("sort", NUMBERS, NUMBERS, "sort {it}|sort {it} in ascending order", "sorted({x})", lambda x, _: sorted(x)),
    Step("sort_down", NUMBERS, NUMBERS, "sort {it} in descending order", "sorted({x}, reverse=True)",
         lambda x, _: sorted(x)[::-1]),
    Step("take", NUMBERS, NUMBERS, "take the first {k} numbers of {it}", "{x}[:{k}]", lambda x, k: x[:k], "count"),
    Step("take_last", NUMBERS, NUMBERS, "take the last {k} numbers of {it}", "{x}[-{k}:]",
         lambda x, k: x[max(0, len(x) - k):], "count"),
    Step("drop", NUMBERS, NUMBERS, "drop the first {k} numbers of {it}|skip the first {k} numbers of {it}", "{x}[{k}:]",
         lambda x, k: x[k:], "count"),
    Step("append", NUMBERS, NUMBERS, "append {k} to {it}|add {k} at the end of {it}", "{x} + [{k}]",
         lambda x, k: [*x, k], "number"),
    Step("prepend", NUMBERS, NUMBERS, "insert {k} at the start of {it}", "[{k}] + {x}", lambda x, k: [k, *x], "number"),
    Step("unique", NUMBERS, NUMBERS, "remove the duplicates from {it}", "list(dict.fromkeys({x}))",
         lambda x, _: [n for i, n in enumerate(x) if n not in x[:i]]),
    Step("every_second", NUMBERS, NUMBERS, "take every second number of {it}", "{x}[::2]",
         lambda x, _: [n for i, n in enumerate(x) if not i & 1]),
    Step("total", NUMBERS, NUMBER, "find the sum of {it}|add up the numbers in {it}", "sum({x})", lambda x, _: sum(x)),
    Step("largest", NUMBERS, NUMBER, "find the largest number in {it}|find the maximum of {it}", "max({x})",
         lambda x, _: max(x)),
    Step("smallest", NUMBERS, NUMBER, "find the smallest number in {it}|find the minimum of {it}", "min({x})",
         lambda x, _: min(x)),
    Step("size", NUMBERS, NUMBER, "count the numbers in {it}|find the length of {it}", "len({x})", lambda x, _: len(x)),
    Step("count_even", NUMBERS, NUMBER, "count the even numbers in {it}", "sum(n % 2 == 0 for n in {x})",
         lambda x, _: len([n for n in x if not n & 1])),
    Step("count_odd", NUMBERS, NUMBER, "count the odd numbers in {it}", "sum(n % 2 == 1 for n in {x})",
         lambda x, _: len([n for n in x if n & 1])),
    Step("count", NUMBERS, NUMBER, "count how many times {k} appears in {it}", "{x}.count({k})",
         lambda x, k: len([n for n in x if n == k]), "number"),
    Step("count_above", NUMBERS, NUMBER, "count the numbers greater than {k} in {it}", "sum(n > {k} for n in {x})",
         lambda x, k: len([n for n in x if n > k]), "number"),
    Step("first", NUMBERS, NUMBER, "find the first number in {it}", "{x}[0]", lambda x, _: x[0]),
    Step("last", NUMBERS, NUMBER, "find the last number in {it}", "{x}[-1]", lambda x, _: x[len(x) - 1]),
    Step("spread", NUMBERS, NUMBER, "find the difference between the largest and the smallest number in {it}",
         "max({x}) - min({x})", lambda x, _: max(a - b for a in x for b in x)),
    Step("contains", NUMBERS, TRUTH, "check whether {it} contains {k}|check whether {k} is in {it}", "{k} in {x}",
         lambda x, k: x.count(k) > 0, "number"),
    Step("is_sorted", NUMBERS, TRUTH, "check whether {it} is sorted", "{x} == sorted({x})",
         lambda x, _: all(a <= b for a, b in itertools.pairwise(x))),
    Step("all_even", NUMBERS, TRUTH, "check whether all numbers in {it} are even", "all(n % 2 == 0 for n in {x})",
         lambda x, _: not [n for n in x if n & 1]),
    Step("any_above", NUMBERS, TRUTH, "check whether any number in {it} is greater than {k}", "any(n > {k} for n in {x})",
         lambda x, k: bool([n for n in x if n > k]), "number"),
    Step("has_duplicates", NUMBERS, TRUTH, "check whether {it} has duplicates", "len(set({x})) < len({x})",
         lambda x, _: any(n in x[:i] for i, n in enumerate(x))),

    Step("upper", TEXT, TEXT, "convert {it} to uppercase", "{x}.upper()", lambda x, _: x.upper()),
    Step("lower", TEXT, TEXT, "convert {it} to lowercase", "{x}.lower()", lambda x, _: x.lower()),
    Step("title", TEXT, TEXT, "capitalize every word in {it}", "{x}.title()",
         lambda x, _: " ".join(word.capitalize() for word in x.split(" "))),
    Step("flip", TEXT, TEXT, "reverse {it}|write {it} backwards", "{x}[::-1]", lambda x, _: "".join(reversed(x))),
    Step("remove_letter", TEXT, TEXT, "remove every {k} from {it}", "{x}.replace({k}, '')",
         lambda x, k: "".join(c for c in x if c != k), "letter"),
    Step("hide", TEXT, TEXT, "replace every {k} in {it} with '*'", "{x}.replace({k}, '*')",
         lambda x, k: "".join("*" if c == k else c for c in x), "letter"),
    Step("repeat", TEXT, TEXT, "repeat {it} {k} times", "{x} * {k}", lambda x, k: "".join([x] * k), "count"),
    Step("head", TEXT, TEXT, "take the first {k} characters of {it}", "{x}[:{k}]", lambda x, k: x[:k], "count"),
    Step("tail", TEXT, TEXT, "take the last {k} characters of {it}", "{x}[-{k}:]", lambda x, k: x[max(0, len(x) - k):], "count"),
    Step("put_before", TEXT, TEXT, "put {k} before {it}", "{k} + {x}", lambda x, k: f"{k}{x}", "word"),
    Step("put_after", TEXT, TEXT, "put {k} after {it}|add {k} at the end of {it}", "{x} + {k}", lambda x, k: f"{x}{k}", "word"),
    Step("remove_spaces", TEXT, TEXT, "remove the spaces from {it}", "{x}.replace(' ', '')", lambda x, _: "".join(x.split(" "))),
    Step("dashes", TEXT, TEXT, "replace the spaces in {it} with dashes", "{x}.replace(' ', '-')",
         lambda x, _: "-".join(x.split(" "))),
    Step("length", TEXT, NUMBER, "find the length of {it}|count the characters in {it}", "len({x})", lambda x, _: len(x)),
    Step("count_letter", TEXT, NUMBER, "count how many times {k} appears in {it}", "{x}.count({k})",
         lambda x, k: len([c for c in x if c == k]), "letter"),
    Step("count_vowels", TEXT, NUMBER, "count the vowels in {it}", "sum(c in 'aeiouAEIOU' for c in {x})",
         lambda x, _: len([c for c in x if c.lower() in "aeiou"])),
    Step("count_words", TEXT, NUMBER, "count the words in {it}", "len({x}.split())", lambda x, _: len(x.split())),
    Step("starts_with", TEXT, TRUTH, "check whether {it} starts with {k}", "{x}.startswith({k})",
         lambda x, k: x[:1] == k, "letter"),
    Step("ends_with", TEXT, TRUTH, "check whether {it} ends with {k}", "{x}.endswith({k})", lambda x, k: x[-1:] == k, "letter"),
    Step("has_letter", TEXT, TRUTH, "check whether {it} contains {k}", "{k} in {x}", lambda x, k: x.count(k) > 0, "letter"),
    Step("is_palindrome", TEXT, TRUTH, "check whether {it} is a palindrome", "{x} == {x}[::-1]",
         lambda x, _: all(a == b for a, b in zip(x, reversed(x), strict=True))),
    Step("split", TEXT, WORDS, "split {it} into words", "{x}.split()", lambda x, _: x.split()),

    Step("join", WORDS, TEXT, "join {it} with spaces", "' '.join({x})", lambda x, _: " ".join(x)),
    Step("join_dashes", WORDS, TEXT, "join {it} with dashes", "'-'.join({x})", lambda x, _: "-".join(x)),
    Step("longest", WORDS, TEXT, "find the longest word in {it}", "max({x}, key=len)",
         lambda x, _: next(word for word in x if len(word) == max(map(len, x)))),
    Step("first_word", WORDS, TEXT, "find the first word in {it}", "{x}[0]", lambda x, _: x[0]),
    Step("last_word", WORDS, TEXT, "find the last word in {it}", "{x}[-1]", lambda x, _: x[len(x) - 1]),
    Step("sort_words", WORDS, WORDS, "sort {it} alphabetically", "sorted({x})", lambda x, _: sorted(x)),
    Step("reverse_words", WORDS, WORDS, "reverse {it}", "{x}[::-1]", lambda x, _: list(reversed(x))),
    Step("words_with", WORDS, WORDS, "keep only the words with {k} in {it}", "[w for w in {x} if {k} in w]",
         lambda x, k: [word for word in x if word.count(k)], "letter"),
    Step("longer_words", WORDS, WORDS, "keep only the words longer than {k} letters in {it}",
         "[w for w in {x} if len(w) > {k}]", lambda x, k: [word for word in x if len(word) > k], "count"),
    Step("upper_each", WORDS, WORDS, "convert every word in {it} to uppercase", "[w.upper() for w in {x}]",
         lambda x, _: [word.upper() for word in x]),
    Step("lengths", WORDS, NUMBERS, "find the length of every word in {it}", "[len(w) for w in {x}]",
         lambda x, _: [len(word) for word in x]),
    Step("count_longer", WORDS, NUMBER, "count the words longer than {k} letters in {it}", "sum(len(w) > {k} for w in {x})",
         lambda x, k: len([word for word in x if len(word) > k]), "count"),
)
# fmt: on

TAKING = {kind: tuple(step for step in STEPS if step.takes == kind) for kind in NOUNS}
CHAINABLE = tuple(step for step in STEPS if step.gives in NOUNS)
_SINGLE_SHARE = 0.55  # of the draws: simple exercises dominate, so that there is something to learn from early on
_PLAIN_SHARE = 0.25  # of the names tell nothing, so that the text must be read


class Trial(NamedTuple):
    """One input tried: the value, what the exercise makes of it, and whether every step had an effect on it."""

    value: Value
    result: Value
    effective: bool


@dataclass(frozen=True)
class Chain:
    """One or two steps with their constants: what an exercise asks for."""

    steps: tuple[Step, ...]
    constants: tuple[int | str, ...]

    @property
    def key(self) -> str:
        """The steps with their constants, such as "add 3 > double"."""
        return " > ".join(f"{step.name} {k}".strip() for step, k in self._pairs())

    @property
    def split(self) -> str:
        """The split that the hash of the key decides."""
        return split_of(self.key)

    @property
    def once(self) -> str:
        """Nothing: a chain may come again in other words."""
        return ""

    def build(self, rng: random.Random) -> Draft | None:
        """Word the chain, write it in Python and choose its cases; None when it is constant, an echo or has an idle step."""
        cases = self._cases(rng)
        if cases is None:
            return None
        plain = rng.random() < _PLAIN_SHARE
        name = rng.choice(PLAIN_NAMES) if plain else "_".join(f"{step.name}_{k}".strip("_") for step, k in self._pairs())
        return Draft(
            prompt=self._wording(rng, name),
            solution=self._code(name),
            tests=tuple(f"assert {name}({case.value!r}) == {case.result!r}" for case in cases),
            entry_point=name,
            tags=tuple(step.name for step in self.steps),
            difficulty=f"depth {len(self.steps)}",
        )

    def _pairs(self) -> list[tuple[Step, int | str]]:
        return list(zip(self.steps, self.constants, strict=True))

    def _wording(self, rng: random.Random, name: str) -> str:
        """Return the description in one of four phrasings."""
        wordings = [rng.choice(step.wordings.split("|")) for step in self.steps]
        phrasing = rng.randrange(4)
        noun = NOUNS[self.steps[0].takes]
        telling = ELEMENTS.get(self.steps[0].takes, "?") in wordings[0]  # "the even numbers in a list" needs no "of numbers"
        first = "it" if phrasing >= 2 else "a list" if telling else noun
        phrases = [
            wording.format(it=it, k=repr(k))
            for wording, k, it in zip(wordings, self.constants, (first, "the result"), strict=False)
        ]  # fmt: skip
        if phrasing == 0:
            return f"Write a function to {' and then '.join(phrases)}."
        if phrasing == 1:
            return f"Write a python function that {' and then '.join(map(third_person, phrases))}."
        if phrasing == 2:
            return f"Given {noun}, {', then '.join(phrases)} and return the result."
        return f"Write a function {name} that takes {noun}, {', '.join(map(third_person, phrases))} and returns the result."

    def _code(self, name: str) -> str:
        """Return the function: a line for each step, the last one returned."""
        parameter = variable = VARIABLES[self.steps[0].takes]
        lines = []
        for step, k in self._pairs():
            expression = step.code.format(x=variable, k=repr(k))
            variable = VARIABLES.get(step.gives, "")
            lines.append(f"    {variable} = {expression}")
        lines[-1] = f"    return {expression}"
        return "\n".join([f"def {name}({parameter}):", *lines])

    def _cases(self, rng: random.Random) -> list[Trial] | None:
        """Choose inputs whose results differ and on which every step has an effect, or None when there are too few."""
        trials: dict[str, Trial] = {}
        for _ in range(_CANDIDATES):
            value = example_value(self.steps[0].takes, rng, hints=self.constants)
            trial = self._try(value)
            if trial is not None:
                trials[repr(value)] = trial
        by_result: dict[str, list[Trial]] = {}
        for trial in sorted(trials.values(), key=lambda trial: not trial.effective):
            by_result.setdefault(repr(trial.result), []).append(trial)
        groups = list(by_result.values())
        chosen = [group[place] for place in range(CASES) for group in groups if place < len(group)][:CASES]
        chosen.sort(key=lambda trial: (not trial.effective, not trial.result))  # the first one is shown: it should tell something
        truths = self.steps[-1].gives == TRUTH
        enough = len(chosen) == CASES and len(groups) >= (2 if truths else 3)
        if not enough or sum(trial.effective for trial in chosen) < (1 if truths else 2):
            return None
        return chosen

    def _try(self, value: Value) -> Trial | None:
        """Run the chain on one value; None when a step fails on it or the values are too long for a test."""
        results = [value]
        try:
            for step, k in self._pairs():
                results.append(step.run(results[-1], k))
            optional = len(self.steps) > 1 and self.steps[0].takes == self.steps[0].gives  # the chain runs without its first step
            skipped = self.steps[-1].run(value, self.constants[-1]) if optional else None
        except (IndexError, ValueError, StopIteration):  # such as the largest of an empty list
            return None
        if not all(_short(result) for result in results):
            return None
        idle = any(repr(before) == repr(after) for before, after in itertools.pairwise([*results, value]))  # or all of it undone
        empty = any(result in ([], "") for result in results)
        return Trial(value, results[-1], effective=not idle and not empty and (skipped is None or skipped != results[-1]))


class Demo:
    """The family of one and two steps."""

    name = "demo"
    languages: tuple[str, ...] = ("python",)

    def draw(self, rng: random.Random) -> Chain:
        """Draw one step, or a chain of two that fit."""
        if rng.random() < _SINGLE_SHARE:
            steps: tuple[Step, ...] = (rng.choice(STEPS),)
        else:
            first = rng.choice(CHAINABLE)
            steps = (first, rng.choice(TAKING[first.gives]))
        return Chain(steps, tuple(rng.choice(SLOTS[step.slot]) for step in steps))


def example_value(kind: str, rng: random.Random, *, hints: Sequence[int | str]) -> Value:
    """Draw an input of a kind; the exercise's constants are hints, so that they matter in some of the inputs."""
    if kind == NUMBER:
        numbers = [hint for hint in hints if isinstance(hint, int)]
        near = rng.choice(numbers) * rng.randint(1, 4) + rng.choice((0, 0, 1, -1)) if numbers else rng.randint(1, 12)
        return rng.choice((near, near, rng.randint(-20, -1), rng.randint(0, 40), rng.randint(10, 199)))
    if kind == NUMBERS:
        return _numbers(rng, [hint for hint in hints if isinstance(hint, int)])
    letters = [hint for hint in hints if isinstance(hint, str) and hint]
    if kind == WORDS:
        return [_word(rng, letters) for _ in range(rng.randint(2, 4))]
    return rng.choice(PALINDROMES) if rng.random() < 0.1 else " ".join(_word(rng, letters) for _ in range(rng.randint(1, 3)))


def _numbers(rng: random.Random, hints: Sequence[int]) -> list[int]:
    values: list[int] = []
    for _ in range(rng.randint(3, 6)):
        roll = rng.random()
        if hints and roll < 0.4:
            values.append(max(0, rng.choice(hints) + rng.choice((0, 0, -1, 1, 3))))
        else:
            values.append(rng.choice(values) if values and roll > 0.8 else rng.randint(0, 12))
    if rng.random() < 0.2:
        values = [value * 2 for value in values]
    return sorted(values) if rng.random() < 0.2 else values


def _word(rng: random.Random, letters: Sequence[str]) -> str:
    fitting = [word for word in POOL for letter in letters if len(letter) == 1 and letter in word]
    word = rng.choice(fitting) if fitting and rng.random() < 0.5 else rng.choice(POOL)
    style = rng.random()
    return word.upper() if style < 0.1 else word.capitalize() if style < 0.25 else word


def _short(value: Value) -> bool:
    """Whether a value may stand in a test: long ones only make prompts longer."""
    return len(repr(value)) <= _LONGEST and not (isinstance(value, int) and abs(value) > _BIGGEST)


DEMO = Demo()
