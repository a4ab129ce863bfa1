"""LeetCode's problems solved in several languages at once: writing and translation; nobody ran these programs.

The texts are share-alike (CC-BY-SA-4.0), and every Item says so. Statements are shown up to their first example.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping

from hrm_codegen import prompts
from hrm_codegen.code import syntax
from hrm_codegen.code.languages import LANGUAGES
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.finite import Left, part_of
from hrm_codegen.tasks.items import Item
from hrm_codegen.tasks.leetcode import imported

FILE = "leetcode_multilang/leetcode-multilang.jsonl.gz"
TITLES = {"python": "Python", "cpp": "C++", "go": "Go", "java": "Java", "javascript": "JavaScript", "rust": "Rust"}
_DIFFICULTY = {"Easy": 1, "Medium": 2, "Hard": 2}
_LONGEST_CODE = 1500  # characters
_PAIRS = 2  # translations of each problem
_ODD = re.compile(r"!\[|<img|<table|\bSQL\b|\bpandas\b|\bDataFrame\b")
_NAME = re.compile(r"^class (?!Solution\b)(?P<class>\w+)|^class Solution\b[^\n]*:\s+def (?P<method>\w+)\(self", re.MULTILINE)
_WISHES = (
    "Translate this {one} code to {other}.",
    "Rewrite this {one} solution in {other}.",
    "Port this code from {one} to {other}.",
    "Write the same in {other}.",
)


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield each problem in each language it is solved in, and two translations between them."""
    return part_of(_items(seed), part, count)


def _items(seed: int) -> Iterator[Item]:
    left = Left("leetcode multilang")

    def made() -> Iterator[Item]:
        for row in datafiles.rows(datafiles.find(FILE)):
            statement, codes = _statement(row.text("description")), _codes(row)
            if _ODD.search(statement) or len(statement) < 40:
                left.out("a statement that shows pictures, tables or another language")
            elif not codes:
                left.out("no short solution in one of the languages")
            else:
                yield from _of_one(row, statement, codes, random.Random(f"leetcode-multilang/{seed}/{row.text('slug')}"))

    return left.told(made())


def _of_one(row: datafiles.Row, statement: str, codes: Mapping[str, str], rng: random.Random) -> Iterator[Item]:
    name = _NAME.search(codes.get("python", ""))
    called = f"\n{'The class' if name['class'] else 'The function'} is called {name['class'] or name['method']}." if name else ""
    for language, code in codes.items():
        example = prompts.answer(prompts.ask(statement + called, language=language), code)
        yield _item(row, "write", language, example, statement=statement, code=code)
    pairs = [(one, other) for one in codes for other in codes if one != other]
    for one, other in rng.sample(pairs, min(_PAIRS, len(pairs))):
        wish = rng.choice(_WISHES).format(one=TITLES[one], other=TITLES[other])
        asked = prompts.ask(
            wish,
            language=other,
            task="translate",
            context=prompts.Context(nearby=(codes[one],)),
            context_budget_chars=_LONGEST_CODE + 1,
        )
        example = prompts.answer(asked, codes[other])
        yield _item(row, f"translate-{one}", other, example, statement=statement, code=codes[other])


def _item(row: datafiles.Row, form: str, language: str, example: prompts.Example, *, statement: str, code: str) -> Item:
    return Item(
        id=f"leetcode-multilang/{row.text('slug')}/{form}/{language}",
        component=form.partition("-")[0],
        example=example,
        language=language,
        difficulty=_DIFFICULTY[row.text("difficulty")],
        statement=statement,
        code=code,
        licence=datafiles.FILES[FILE].licence,
        source="doocs/leetcode",
    )


def _codes(row: datafiles.Row) -> dict[str, str]:
    """Return the first solution of each of our languages, where it is short."""
    found: dict[str, str] = {}
    for solution in row.fields["solutions"]:
        for language, code in solution["code"].items():
            if language in LANGUAGES and code.strip() and len(code) <= _LONGEST_CODE:
                found.setdefault(language, code.strip("\n"))
    if "python" in found and syntax.parses(found["python"]) and (imports := imported(found["python"])):
        found["python"] = f"{imports}\n\n\n{found['python']}"
    return found


def _statement(description: str) -> str:
    """Return the words before the first example, without the signs that the page's markup left behind."""
    text = re.split(r"\n\s*(?:\*\*)?Example(?: 1)?:?(?:\*\*)?:?\s*\n", description, maxsplit=1)[0]
    text = re.split(r"\n\s*(?:\*\*)?Constraints:", text, maxsplit=1)[0]
    text = re.sub(r"[\u200b\ufeff]", "", text.replace("\xa0", " "))
    text = re.sub(r"\n[ \t]*-\s+", "\n- ", text)
    return re.sub(r"\n{2,}", "\n", text).strip()
