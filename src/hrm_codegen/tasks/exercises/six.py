"""One exercise in six languages: written from one plain Python program, compiled and run, aligned for translation.

The statement is the same in every language but for the names, which follow its convention, and for a signature where
types have to be known. What a toolchain does not build and run to the end is left out, with a count in the log.
"""

from __future__ import annotations

import itertools
import logging
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hrm_codegen import prompts
from hrm_codegen.code.languages import LANGUAGES
from hrm_codegen.code.portable.base import Portable, Unportable, Written
from hrm_codegen.code.portable.write import WRITERS, write
from hrm_codegen.sandbox import run_many_python
from hrm_codegen.tasks import toolchains
from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.exercises.compose import COMPOSE, Made
from hrm_codegen.tasks.exercises.families import LICENCE, problem_of
from hrm_codegen.tasks.items import Item

log = logging.getLogger(__name__)

NAMES: Mapping[str, str] = {
    "python": "Python", "cpp": "C++", "go": "Go", "java": "Java", "javascript": "JavaScript", "rust": "Rust",
}  # fmt: skip
_FILES = {"cpp": "solution.cpp", "go": "solution.go", "java": "Main.java", "javascript": "solution.js", "rust": "solution.rs"}
_TRIES = 6  # choices of solutions before an exercise counts as not portable
_FEWEST = 3  # languages that an exercise is worth running for
_BATCH = 200  # exercises built together
_FIRST = 16  # of the first batch of `problems`, which doubles
_LONGEST = 1500  # characters of an item's prompt and response
_WORDS = {"True": "true", "False": "false"}
_SIGNATURES = ("Signature: `{}`", "The signature is `{}`.", "Use the signature `{}`.", "Write it as `{}`.")
_TRANSLATIONS = (
    "Translate this {source} code to {target}.", "Rewrite the following {source} function in {target}.",
    "Port this function from {source} to {target}.", "Convert the {source} code to {target}.",
    "Write the same function in {target}.",
)  # fmt: skip


class Aligned(NamedTuple):
    """One exercise with its programs: those that were built and run, by language; Python is always among them."""

    key: str  # the end of every problem's id
    made: Made
    portable: Portable
    written: Mapping[str, Written]

    def source(self, language: str) -> str:
        """Return the code in a language."""
        return self.portable.source if language == "python" else self.written[language].code


def make(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield the items of `count` fresh exercises: each written in five languages, and translated into each from another.

    They are verified: compiled and run here. A language without its toolchain is left out.
    """
    rng = random.Random(f"six/{seed}/{part}")
    exercises = itertools.islice(_exercises("train", rng), count)
    while batch := list(itertools.islice(exercises, _BATCH)):
        for aligned in _proven(batch):
            yield from _items(aligned, random.Random(f"six/{seed}/{aligned.key}"))


def problems(language: str, seed: int) -> Iterator[Problem]:
    """Yield distinct verified training problems in one language other than Python, without end, the same for the same seed."""
    if not toolchains.available(language):
        return
    exercises = _exercises("train", random.Random(f"six/{language}/{seed}"))
    size = _FIRST
    while batch := list(itertools.islice(exercises, size)):
        for aligned in _proven(batch, (language,)):
            yield problem(aligned, language)
        size = min(2 * size, _BATCH)


def problem(aligned: Aligned, language: str) -> Problem:
    """Return an exercise as a Problem of one language other than Python."""
    draft, written = aligned.made.draft, aligned.written[language]
    return Problem(
        id=f"exercises/compose-{language}/{aligned.key}",
        task="exercises:compose",
        language=language,
        prompt=statement(draft.prompt, written, random.Random(f"{aligned.key}/{language}")),
        solution=written.code,
        tests=written.tests,
        shown=1,
        entry_point=written.entry_point,
        tags=draft.tags,
        difficulty=draft.difficulty,
        licence=LICENCE,
        source="generated",
        files={_FILES[language]: written.program},
    )


def statement(text: str, written: Written, rng: random.Random) -> str:
    """Return a statement for another language: its name, its names, and a signature where types matter."""
    name = NAMES[written.language]
    text = re.sub(r"\b[Pp]ython\b", name, text).replace(f"a {name} ", f"{_article(name)} {name} ")
    text = re.sub(r"\b(True|False)\b", lambda found: _WORDS[found[1]], text)
    for old, new in written.renamed:
        if "_" in old or old == written.renamed[0][0]:
            text = re.sub(rf"\b{re.escape(old)}\b", new, text)
        elif old != new:
            text = text.replace(f"`{old}`", f"`{new}`")
    if written.language == "javascript":
        return text
    return f"{text}\n{rng.choice(_SIGNATURES).format(written.signature)}"


def _article(name: str) -> str:
    return "an" if name[0] in "AEIOU" else "a"


# --- drawing and writing


def _exercises(split: str, rng: random.Random) -> Iterator[Aligned]:
    """Yield the exercises of one split, written but not yet built, each statement once."""
    seen: set[str] = set()
    while True:
        instance = COMPOSE.draw(rng)
        if instance.split != split or instance.once in seen:
            continue
        made = instance.make(rng)
        if made is None or made.draft.form != "describe" or made.draft.prompt in seen:
            continue
        seen |= {made.draft.prompt, instance.once} - {""}
        aligned = _aligned(made, problem_of("compose", instance.key, made.draft).id.rpartition("/")[2], rng)
        if aligned is not None:
            yield aligned


def _aligned(made: Made, key: str, rng: random.Random) -> Aligned | None:
    """Return the exercise with the choice of solutions that most languages can say, or None where hardly any can."""
    best: Aligned | None = None
    for portable in _choices(made, rng):
        written = _write(portable)
        if len(written) >= _FEWEST and (best is None or len(written) > len(best.written)):
            best = Aligned(key, made, portable, written)
        if len(written) == len(WRITERS):
            break
    return best


def _choices(made: Made, rng: random.Random) -> Iterator[Portable]:
    """Yield the exercise with different choices of its primitives' solutions."""
    tried = set()
    for number in range(_TRIES):
        numbers = (
            made.numbers if not number else tuple(rng.randrange(len(use.primitive.solutions)) for use in made.composition.uses)
        )
        if numbers not in tried:
            tried.add(numbers)
            yield made.portable(numbers)


def _write(portable: Portable) -> dict[str, Written]:
    written = {}
    for language in WRITERS:
        try:
            written[language] = write(portable, language)
        except Unportable as error:
            log.debug("%s not in %s: %s", portable.entry_point, language, error)
            if not written:  # the first says mostly what all say
                return {}
    return written


# --- building and running


def _proven(batch: Sequence[Aligned], languages: Sequence[str] = tuple(WRITERS)) -> Iterator[Aligned]:
    """Run a batch's programs; yield the exercises with those that passed, when Python itself did."""
    tested = [f"{one.portable.source}\n{chr(10).join(_asserts(one.portable))}\n" for one in batch]
    sound = [one for one, result in zip(batch, run_many_python(tested), strict=True) if result.kind == "ok"]
    passed: dict[str, dict[str, Written]] = {one.key: {} for one in sound}
    for language in filter(toolchains.available, languages):
        for key, written in _run(language, [one for one in sound if language in one.written]).items():
            passed[key][language] = written
    for one in sound:
        if passed[one.key]:
            yield one._replace(written=passed[one.key])


def _run(language: str, batch: Sequence[Aligned]) -> dict[str, Written]:
    """Return the programs of one language that passed; what fails with integers of 32 bits is tried again with 64."""
    passed: dict[str, Written] = {}
    again: list[tuple[str, Written]] = []
    for one, ran in zip(batch, toolchains.run_all(language, [one.written[language] for one in batch]), strict=True):
        if ran.passed:
            passed[one.key] = one.written[language]
        elif language in ("cpp", "java") and not one.written[language].wide:
            again.append((one.key, write(one.portable, language, wide=True)))
        else:
            log.debug("%s left out in %s: %s", one.portable.entry_point, language, ran.detail)
    for (key, written), ran in zip(again, toolchains.run_all(language, [written for _, written in again]), strict=True):
        if ran.passed:
            passed[key] = written
    log.info("%s: %d of %d programs passed", language, len(passed), len(batch))
    return dict(zip(passed, toolchains.tidied(language, list(passed.values())), strict=True))


def _asserts(portable: Portable) -> list[str]:
    name = portable.entry_point
    return [f"assert {name}({', '.join(map(repr, case.args))}) == {case.expected!r}" for case in portable.cases]


# --- items


def _items(aligned: Aligned, rng: random.Random) -> Iterator[Item]:
    """Yield the items of one exercise: writing it in each language, and a translation into each, Python too."""
    for language in aligned.written:
        made = problem(aligned, language)
        yield from _short(_item(aligned, language, f"{made.id}/write", "write", made.example()))
    known = ["python", *aligned.written]
    for target in known:
        source = rng.choice([language for language in known if language != target])
        yield from _short(_translation(aligned, source, target, rng))


def _translation(aligned: Aligned, source: str, target: str, rng: random.Random) -> Item:
    text = rng.choice(_TRANSLATIONS).format(source=NAMES[source], target=NAMES[target])
    context = prompts.Context(imports=aligned.source(source).strip("\n"))
    prompt = prompts.ask(text, task="translate", language=target, context=context)
    example = prompts.answer(prompt, aligned.source(target).strip("\n"))
    return _item(aligned, target, f"exercises/compose-{target}/{aligned.key}/translate", "translate", example)


def _item(aligned: Aligned, language: str, name: str, component: str, example: prompts.Example) -> Item:
    draft = aligned.made.draft
    return Item(
        id=name,
        component=component,
        example=example,
        language=language,
        difficulty=min(3, int(draft.difficulty.removeprefix("depth "))),
        tags=draft.tags,
        statement=draft.prompt if component == "write" else "",
        code=aligned.source(language),
        verified=True,
        licence=LICENCE,
        source="generated",
    )


def _short(item: Item) -> Iterator[Item]:
    """Yield an item unless it is too long to be read in one row."""
    assert item.example.prompt is not None
    size = sum(len(part.text) for part in (*item.example.prompt.parts, *item.example.response) if isinstance(part, prompts.Text))
    if size <= _LONGEST:
        yield item


assert set(_FILES) == set(WRITERS) == set(LANGUAGES) - {"python"}
