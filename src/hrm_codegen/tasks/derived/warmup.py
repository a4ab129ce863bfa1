"""warmup: tiny rows of syntax and patterns, the first thing that is learned: copy, close, sort, continue, evaluate, say in code.

What is code or has a value comes with a program that proves it; what is a change of text is right by how it is made.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from hrm_codegen import prompts
from hrm_codegen.tasks.derived.base import pick
from hrm_codegen.tasks.derived.idioms import IDIOMS
from hrm_codegen.tasks.items import Item, Proof

NAMES = (
    "total",
    "count",
    "result",
    "items",
    "numbers",
    "words",
    "text",
    "value",
    "n",
    "x",
    "data",
    "index",
    "name",
    "line",
    "key",
    "left",
)
WORDS = (
    "apple",
    "bird",
    "cat",
    "dog",
    "egg",
    "fish",
    "green",
    "house",
    "ice",
    "jam",
    "kite",
    "lemon",
    "moon",
    "night",
    "open",
    "red",
)
_LINES = (
    "{a} = {b} + {n}", "{a} = []", "{a} = {{}}", "{a} += {n}", "{a} = {b}[{m}]", "return {a}", "return {a} + {b}", "print({a})",
    "for {x} in {a}:", "for i in range({n}):", "if {a} > {n}:", "if {a} == {b}:", "while {a} < {n}:", "def {a}_of({b}):",
    "{a}.append({b})", "{a} = [{x} for {x} in {b}]", "{a} = {b}.split()", "{a} = sorted({b})", "import math", "assert {a} == {n}",
    "if not {a}:", "elif {a} != {n}:", "else:", "{a}, {b} = {b}, {a}", "{a} = '{word}'", "{a} = len({b})", "return [{a}, {b}]",
    "{a}['{word}'] = {n}", "{a} = max({b})", "def {a}({b}, {x}):", "from math import sqrt", "{a} = {b} if {b} > {n} else {n}",
)  # fmt: skip


class Row(NamedTuple):
    """One row: the question, the code or text it is about, the answer, and the program that proves it."""

    asked: str
    answer: str
    shown: str = ""
    proof: str = ""
    task: str = "write"


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield `count` fresh rows, no two of a part the same."""
    rng = random.Random(f"warmup/{seed}/{part}")
    seen: set[tuple[str, str]] = set()
    kinds = list(ROWS)
    idle = 0
    while len(seen) < count and idle < 1000:  # draws in a row without a new row: there are no more
        kind = kinds[rng.randrange(len(kinds))]
        row = ROWS[kind](rng)
        key = row.asked, row.shown
        idle += 1
        if key not in seen:
            seen.add(key)
            idle = 0
            yield _item(row, f"warmup/{seed}/{part}/{len(seen)}", kind)


def _item(row: Row, name: str, kind: str) -> Item:
    context = prompts.Context(nearby=(row.shown,)) if row.shown else None
    prompt = prompts.ask(row.asked, task=row.task, context=context)
    proofs = (Proof(row.proof + "\n"),) if row.proof else ()
    return Item(
        id=f"{name}/{kind.replace(' ', '_')}",
        component="warmup",
        example=prompts.answer(prompt, row.answer, task="warmup"),
        proofs=proofs,
        verified=not proofs,
        licence="Apache-2.0",
        source="generated",
    )


def _line(rng: random.Random) -> str:
    a, b = rng.sample(NAMES, 2)
    slots = {"n": rng.randint(0, 20), "m": rng.randint(0, 3), "x": rng.choice(("x", "item", "ch", "k")), "word": rng.choice(WORDS)}
    return rng.choice(_LINES).format(a=a, b=b, **slots)


def _numbers(rng: random.Random, low: int = 2, high: int = 7) -> list[int]:
    top = rng.choice((9, 20, 99))
    return [rng.randint(0, top) for _ in range(rng.randint(low, high))]


def _words(rng: random.Random, low: int = 2, high: int = 5) -> list[str]:
    return rng.sample(WORDS, rng.randint(low, high))


def _copy(rng: random.Random) -> Row:
    line = "\n".join(_line(rng) for _ in range(rng.choice((1, 1, 2, 3))))
    return Row(pick(rng, "Copy this.|Write this again.|Repeat the code exactly.|Copy the code below."), line, line, task="edit")


def _brackets(rng: random.Random) -> Row:
    pairs = {"(": ")", "[": "]", "{": "}"}
    text, waiting = rng.choice(("", "x = ", "print", "return ", "len")), list[str]()
    for _ in range(rng.randint(1, 4)):
        opening = "(" if text.endswith(("print", "len", "sum", "max")) else rng.choice("([{")
        waiting.append(pairs[opening])
        text += opening + rng.choice(("", f"{rng.randint(1, 9)}, ", f"{rng.randint(1, 9)}, {rng.randint(1, 9)}, ", ""))
    text += str(rng.randint(1, 9))
    closing = "".join(reversed(waiting))
    if rng.random() < 0.5:
        return Row(
            pick(rng, "Close the brackets.|Which brackets are missing at the end?|Balance the brackets."),
            closing,
            text,
            task="complete",
        )
    return Row(
        pick(rng, "Write the line with its brackets closed.|Complete the line: close every bracket."),
        text + closing,
        text,
        task="edit",
    )


def _balanced(rng: random.Random) -> Row:
    text, depth = "", 0
    while len(text) < 2 or (depth and len(text) < 12):
        step = rng.choice("(()") if depth == 0 else rng.choice("()")
        text, depth = text + step, depth + (1 if step == "(" else -1)
    if rng.random() < 0.4:
        text = text[::-1] if rng.random() < 0.5 else text[:-1]
    depths = [text[:end].count("(") - text[:end].count(")") for end in range(len(text) + 1)]
    answer = str(min(depths) == 0 == depths[-1])
    return Row(pick(rng, "Are these brackets balanced? {t}|Is {t} balanced? True or False.", t=text), answer, task="predict")


def _sort(rng: random.Random) -> Row:
    values: list[Any] = _numbers(rng) if rng.random() < 0.7 else _words(rng)
    down = rng.random() < 0.3
    asked = (
        "Sort {v} in descending order.|Sort {v} from the largest to the smallest."
        if down
        else "Sort {v}.|Put {v} in ascending order.|Order {v}."
    )
    answer = repr(sorted(values, reverse=down))
    return Row(pick(rng, asked, v=values), answer, proof=f"assert sorted({values}, reverse={down}) == {answer}", task="predict")


def _list_question(rng: random.Random) -> Row:
    values: list[Any] = _numbers(rng, 3) if rng.random() < 0.6 else _words(rng, 3)
    place = rng.randrange(len(values))
    one = values[place]
    other = rng.choice((one, rng.choice(WORDS) if isinstance(one, str) else rng.randint(0, 20)))
    asked, expression = rng.choice((
        ("Reverse {v}.", "{v}[::-1]"), ("What is the first element of {v}?", "{v}[0]"),
        ("What is the last element of {v}?", "{v}[-1]"),
        ("How many elements does {v} have?", "len({v})"), ("What is at index {i} of {v}?", "{v}[{i}]"),
        ("At which index is {x!r} in {v}?", "{v}.index({x!r})"), ("What is the largest of {v}?", "max({v})"),
        ("What is the smallest of {v}?", "min({v})"), ("Remove the first element of {v}.", "{v}[1:]"),
        ("Remove the last element of {v}.", "{v}[:-1]"), ("Append {x!r} to {v}.", "{v} + [{x!r}]"),
        ("Write {v} twice in a row.", "{v} * 2"),
        ("Take the first two elements of {v}.", "{v}[:2]"), ("Is {o!r} in {v}?", "{o!r} in {v}"),
        ("How many times does {o!r} occur in {v}?", "{v}.count({o!r})"), ("Put {x!r} before {v}.", "[{x!r}] + {v}"),
    ))  # fmt: skip
    slots = {"v": values, "i": place, "x": one, "o": other}
    return _evaluated(asked.format(**slots), expression.format(**slots))


def _text_question(rng: random.Random) -> Row:
    word, other = rng.sample(WORDS, 2)
    asked, expression = rng.choice((
        ("Write {w!r} in capitals.", "{w!r}.upper()"), ("Reverse {w!r}.", "{w!r}[::-1]"), ("How long is {w!r}?", "len({w!r})"),
        ("What is the first letter of {w!r}?", "{w!r}[0]"), ("What is the last letter of {w!r}?", "{w!r}[-1]"),
        ("Join {w!r} and {o!r}.", "{w!r} + {o!r}"), ("List the letters of {w!r}.", "list({w!r})"),
        ("Write {w!r} twice.", "{w!r} * 2"),
        ("Split '{w} {o}' into words.", "'{w} {o}'.split()"), ("Join ['{w}', '{o}'] with a comma.", "','.join(['{w}', '{o}'])"),
        ("Sort the letters of {w!r}.", "sorted({w!r})"), ("Does {w!r} start with {l!r}?", "{w!r}.startswith({l!r})"),
        ("How many times is {l!r} in {w!r}?", "{w!r}.count({l!r})"),
        ("Replace {l!r} by '*' in {w!r}.", "{w!r}.replace({l!r}, '*')"),
        ("What are the first three letters of {w!r}?", "{w!r}[:3]"),
        ("Write {w!r} with a capital first letter.", "{w!r}.capitalize()"),
    ))  # fmt: skip
    slots = {"w": word, "o": other, "l": rng.choice(word)}
    return _evaluated(asked.format(**slots), expression.format(**slots))


def _expression(rng: random.Random) -> Row:
    a, b, c = (rng.randint(0, 20) for _ in range(3))
    divisor = rng.randint(2, 9)
    texts = (
        f"{a} + {b}", f"{a} - {b}", f"{a} * {b}", f"{a} // {divisor}", f"{a} % {divisor}", f"{a} + {b} * {c}", f"({a} + {b}) * {c}",
        f"{a} > {b}", f"{a} == {b}", f"{a} != {b}", f"{a} <= {b} <= {c}", f"{a} % 2 == 0", f"{a} > {b} and {b} > {c}",
        f"-{a} + {b}",
        f"{a} < {b} or {a} == {c}", f"not {a} > {b}", f"max({a}, {b}, {c})", f"min({a}, {b})", f"abs({a} - {b})", f"{divisor} ** 2",
        f"str({a}) + str({b})", f"int('{a}') + {b}", f"list(range({divisor}))", f"list(range({a}, {a + divisor}))",
        f"list(range(0, {a + 4}, {divisor}))", f"sum([{a}, {b}, {c}])", f"len([{a}, {b}, {c}])", f"[{a}, {b}] + [{c}]",
        f"bool({a % 2})",
        f"[x * 2 for x in [{a}, {b}, {c}]]", f"[x for x in [{a}, {b}, {c}] if x > {divisor}]", f"divmod({a}, {divisor})",
        f"sum(x for x in range({divisor}))", f"all(x > {divisor} for x in [{a}, {b}])", f"any(x == {a} for x in [{b}, {c}])",
        f"dict(a={a}, b={b})['a']", f"sorted([{a}, {b}, {c}])[0]", f"tuple([{a}, {b}])", f"'{a}' == {a}", f"[{a}, {b}][{a % 2}]",
        f"len(set([{a}, {a}, {b}]))", f"{a} if {b} > {c} else {divisor}", f"'-'.join(['{a}', '{b}'])",
        f"list(zip([{a}, {b}], 'xy'))",
        f"list(enumerate([{a}, {b}]))", f"bin({divisor})", f"{a} & {divisor}", f"{a} | {divisor}", f"{divisor} << 1",
        f"round({a} / 4, 1)",
    )  # fmt: skip
    text = rng.choice(texts)
    return _evaluated(pick(rng, "{t}|Evaluate {t}.|What is {t}?|What does {t} give?|Compute {t}.", t=text), text)


def _evaluated(asked: str, expression: str) -> Row:
    value = eval(expression)  # noqa: S307  # an expression of our own
    return Row(asked, repr(value), proof=f"assert ({expression}) == {value!r}", task="predict")


def _pattern(rng: random.Random) -> Row:
    start, step, length = rng.randint(0, 12), rng.randint(1, 9), rng.randint(4, 6)
    numbers = {
        "add": [start + step * i for i in range(length + 2)],
        "take": [start + step * (length + 2 - i) for i in range(length + 2)],
        "double": [(start + 1) * 2**i for i in range(length + 2)],
        "squares": [(start + i) ** 2 for i in range(length + 2)],
        "two": [(start, step)[i % 2] for i in range(length + 2)],
        "growing": [start + i * (i + 1) // 2 for i in range(length + 2)],
    }
    if rng.random() < 0.2:
        values = [chr(97 + (start + i) % 26) for i in range(length + 2)]
    else:
        values = [str(value) for value in numbers[rng.choice(list(numbers))]]
    shown, rest = ", ".join(values[:length]), ", ".join(values[length:])
    if rng.random() < 0.5:
        return Row(pick(rng, "What comes next: {s}?|Continue by one: {s}|{s}, what next?", s=shown), values[length], task="predict")
    return Row(pick(rng, "Continue by two: {s}|What are the next two: {s}?", s=shown), rest, task="predict")


def _indent(rng: random.Random) -> Row:
    plain = [line for line in (_line(rng) for _ in range(20)) if not line.endswith(":")][: rng.randint(1, 3)]
    indented = "\n".join(f"    {line}" for line in plain)
    if rng.random() < 0.5:
        return Row(
            pick(rng, "Indent these lines by four spaces.|Indent the code by one level."), indented, "\n".join(plain), task="edit"
        )
    head = rng.choice(("if ready:", "for item in items:", "while True:", "else:", "def run():"))
    text = f"{head}\n" + "\n".join(plain)
    asked = pick(
        rng, f"Indent the lines after `{head}`.|The block has no indentation; add it.|Put the lines below the first into its block."
    )
    return Row(asked, f"{head}\n{indented}", text, task="edit")


def _rename(rng: random.Random) -> Row:
    a, b, c = rng.sample([name for name in NAMES if len(name) > 2], 3)
    line = rng.choice(
        ("{a} = {a} + {b}", "for {a} in {b}:", "return {a} * {b}", "{b}.append({a})", "if {a} > {b}:", "{a}, {b} = {b}, {a}")
    )
    asked = pick(rng, "Replace {a} by {c}.|Write {c} instead of {a}.|Rename {a} to {c}.", a=a, c=c)
    return Row(asked, line.format(a=c, b=b), line.format(a=a, b=b), task="edit")


def _colon(rng: random.Random) -> Row:
    heads = (
        "if {a} > {n}",
        "for {x} in {a}",
        "while {a} < {n}",
        "def f({a})",
        "else",
        "elif {a} == {n}",
        "class Box",
        "try",
        "for i in range({n})",
    )
    head = rng.choice(heads).format(a=rng.choice(NAMES), n=rng.randint(0, 9), x=rng.choice(("x", "item", "k")))
    return Row(
        pick(rng, "What is missing at the end of the line? Write the line.|Mend this line.|Add the missing colon."),
        f"{head}:",
        head,
        task="repair",
    )


def _type(rng: random.Random) -> Row:
    value = rng.choice(
        (
            rng.randint(0, 99),
            rng.choice(WORDS),
            _numbers(rng, 1, 3),
            (1, 2),
            {"a": 1},
            {1, 2},
            True,
            None,
            2.5,
            str(rng.randint(0, 9)),
        )
    )
    name = type(value).__name__
    return Row(
        pick(rng, "What is the type of {v!r}?|Which type does {v!r} have?", v=value),
        name,
        task="predict",
        proof=f"assert type({value!r}).__name__ == {name!r}",
    )


def _range(rng: random.Random) -> Row:
    start, step, length = rng.choice((0, 0, 1, rng.randint(2, 9))), rng.choice((1, 1, 1, 2, 3, -1)), rng.randint(2, 6)
    values = [start + step * i for i in range(length)]
    end = start + step * length
    inner = f"{end}" if (start, step) == (0, 1) else f"{start}, {end}" if step == 1 else f"{start}, {end}, {step}"
    name = rng.choice(("i", "n", "k", "x"))
    asked = pick(
        rng,
        "Write the head of a loop in which {i} is {v}.|Loop {i} over {v} with range.|"
        "Write a for header: {i} goes through {v}, with range.",
        i=name, v=", ".join(map(str, values)),
    )  # fmt: skip
    proof = f"found = []\nfor {name} in range({inner}):\n    found.append({name})\nassert found == {values}"
    return Row(asked, f"for {name} in range({inner}):", proof=proof)


def _literal(rng: random.Random) -> Row:
    keys = _words(rng, 1, 3)
    values = [rng.randint(0, 20) for _ in keys]
    if rng.random() < 0.5:
        told = ", ".join(f"{key} is {value}" for key, value in zip(keys, values, strict=True))
        made: object = dict(zip(keys, values, strict=True))
        asked = pick(rng, "Write a dictionary in which {t}.|As a dictionary: {t}.", t=told)
    else:
        kind = rng.choice(("list", "tuple"))
        made = keys if kind == "list" else tuple(keys)
        asked = pick(rng, "Write a {k} of the strings {t}.|As a {k} of strings: {t}.", k=kind, t=" and ".join(keys))
    return Row(asked, repr(made))


def _idiom(rng: random.Random) -> Row:
    idiom = rng.choice(IDIOMS)
    names = dict(
        zip(
            "abc",
            rng.sample(("values", "items", "total", "words", "left", "right", "found", "names", "table", "x", "y", "n"), 3),
            strict=True,
        )
    )
    slots = {**names, "n": rng.randint(2, 9), "w": rng.choice(WORDS)}
    code = idiom.code.format(**slots)
    setup, check = (text.format(**slots) for text in (idiom.setup, idiom.check))
    program = f"{setup}\nassert ({code}) == ({check})" if idiom.expression else f"{setup}\n{code}\nassert {check}"
    return Row(pick(rng, idiom.told, **slots), code, proof=program)


ROWS: dict[str, Callable[[random.Random], Row]] = {
    "copy": _copy, "close brackets": _brackets, "balanced": _balanced, "sort": _sort, "list": _list_question,
    "text": _text_question,
    "evaluate": _expression, "pattern": _pattern, "indent": _indent, "rename": _rename, "colon": _colon, "type": _type,
    "range": _range,
    "literal": _literal, "idiom": _idiom,
}  # fmt: skip
