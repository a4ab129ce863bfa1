"""Whole compositions in English: every stage as an infinitive, and several of them as one sentence or as steps."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import lru_cache

from hrm_codegen.tasks.exercises.plan import LIFTED, Composition, Stage, Use
from hrm_codegen.tasks.exercises.table import primitives
from hrm_codegen.tasks.exercises.words import Told, clauses, definite, element, named, names, parts, relative, wordings
from hrm_codegen.tasks.wording import third_person

_RESULTS = {"list": "the resulting list", "str": "the resulting string", "dict": "the resulting dictionary",
            "tuple": "the resulting tuple", "set": "the resulting set"}  # fmt: skip
_AGAIN = re.compile(r"\b(?:then|and) (?P<verb>check|find|return|count|keep|sort|reverse|remove|convert)\b")

Given = Mapping[int, str]  # the function's further parameters by place, as they are called in the text


def infinitive(stage: Stage, it: str, given: Given, rng: random.Random) -> str:
    """Return what a stage does with `it`: "keep only the numbers in a list of integers that are prime"."""
    use = stage.uses[0]
    if stage.op == "apply":
        return Told(rng.choice(wordings(use, it))).about(parts(use, it, given))
    if stage.op == "choose":
        return _choice(stage, it, given, rng)
    if stage.op in LIFTED:
        return _lifted(stage, it, given, rng)
    again = again_called(it)
    left, right = (
        rng.choice(names(each.primitive)).about(parts(each, called, given))
        for each, called in zip(stage.uses, (it, again), strict=True)
    )
    return {
        "add": f"add {left} and {right}" if rng.random() < 0.5 else f"find the sum of {left} and {right}",
        "subtract": f"subtract {right} from {left}" if rng.random() < 0.4 else f"find {left} minus {right}",
        "pair": rng.choice((f"return a tuple of {left} and {right}", f"find {left} and {right}, as a tuple")),
    }[stage.op]


def noun_phrase(stage: Stage, it: str, given: Given, rng: random.Random) -> str | None:
    """Return the name of what a stage gives, "the sum of the digits of a number", where its wordings have one."""
    use = stage.uses[0]
    if stage.op == "apply":
        told = names(use.primitive)
        return rng.choice(told).about(parts(use, it, given)) if told else None
    one, several = element(stage)
    if stage.op == "count":
        return f"the {'count' if several == 'numbers' else 'number'} of {several} in {it} {_that(use, one, given, rng)}"
    if stage.op in ("keep", "drop"):
        negation = "" if stage.op == "keep" else "not "
        return f"the {several} in {it} {_that(use, one, given, rng)}" if not negation else None
    return None


def _lifted(stage: Stage, it: str, given: Given, rng: random.Random) -> str:
    use, op = stage.uses[0], stage.op
    one, several = element(stage)
    if op == "map":
        return _mapped(use, one, it, given, rng)
    if op in ("any", "all"):
        subject = f"{'any' if op == 'any' else rng.choice(('every', 'each'))} {one} in {it}"
        clause = rng.choice(clauses(use.primitive))
        if clause.text.startswith("{" + use.primitive.parameters[0].name + "}"):
            return f"check {rng.choice(('whether', 'if'))} {clause.about(parts(use, subject, given))}"
        return (
            f"check whether for {'some' if op == 'any' else 'every'} {one} in {it}, {clause.about(parts(use, f'the {one}', given))}"
        )
    if op == "keep":
        that = _that(use, one, given, rng)
        return rng.choice((f"keep only the {several} in {it} {that}", f"find all the {several} in {it} {that}"))
    if op == "drop":
        return f"remove from {it} the {several} {_that(use, one, given, rng)}"
    if op == "count":
        that = _that(use, one, given, rng)
        many = f"find {'how many' if several == 'numbers' else 'the number of'} {several} in {it} "
        if several == "numbers":
            many += "there are "
        return rng.choice((f"count the {several} in {it} {that}", f"{many}{that}"))
    told = rng.choice(names(use.primitive))
    each = told.about(parts(use, f"each {one} in {it}", given))
    if op == "total":
        return rng.choice(
            (f"add up {each}", f"find the sum, over all {several} in {it}, of {told.about(parts(use, f'the {one}', given))}")
        )
    if op in ("sort", "sort_down"):
        order = (
            rng.choice(("from largest to smallest", "in descending order"))
            if op == "sort_down"
            else rng.choice(("", "in ascending order"))
        )
        return f"sort {it} by {told.about(parts(use, f'each {one}', given))}{', ' + order if order else ''}"
    return _extreme(f"the {one} in {it}", told.about(parts(use, f"the {one}", given)), op)


def _extreme(one: str, key: str, op: str) -> str:
    """Return what finds the largest or the smallest, put so that no two verbs meet at the end."""
    if len(key) > 50 or re.search(r" (?:is|are|that|must|can|has|have|which|where)\b", key):
        return f"find {one} that {'maximises' if op == 'largest' else 'minimises'} {key}, the first one on a tie"
    return f"find {one} for which {key} is {op}, the first one on a tie"


def _mapped(use: Use, one: str, it: str, given: Given, rng: random.Random) -> str:
    primitive = use.primitive
    places = [
        number for number, wording in enumerate(primitive.wordings) if ";" not in wording and wording in wordings(use, "each x")
    ]
    number = rng.choice(places or range(len(primitive.wordings)))
    told = Told(primitive.wordings[number])
    first = "{" + primitive.parameters[0].name + "}"
    single = told.text.count(first) == 1 and len(told.text) < 70 and "," not in told.text
    single = single and re.match(r" (?:of|that|whose|with|which|at)\b", told.text.partition(first)[2]) is None  # whose, of two?
    if primitive.types[1] == "bool" or not single:
        each = told.about(parts(use, f"the {one}", given))
        return f"go through {it} and, for each {one}, {each}, collecting the results in a list"
    name = named(primitive, number)
    if name is not None and rng.random() < 0.5:
        return f"make a list of {name.about(parts(use, f'each {one} in {it}', given))}"
    return told.about(parts(use, f"{rng.choice(('each', 'every'))} {one} in {it}", given))


def _that(use: Use, one: str, given: Given, rng: random.Random) -> str:
    told = relative(use.primitive)
    if told:
        return rng.choice(told).about(parts(use, "", given))
    return f"such that {rng.choice(clauses(use.primitive)).about(parts(use, f'the {one}', given))}"


def _choice(stage: Stage, it: str, given: Given, rng: random.Random) -> str:
    test, then, otherwise = stage.uses
    again = again_called(it)
    first, second = (rng.choice(_short(wordings(use, again))) for use in (then, otherwise))
    clause = rng.choice(clauses(test.primitive))
    other = Told(second).about(parts(otherwise, again, given))
    if len(first) < 50 and ";" not in first and rng.random() < 0.3:
        told = Told(first).about(parts(then, it, given))
        return f"{told} if {clause.about(parts(test, again, given))}, and {other} otherwise"
    told = Told(first).about(parts(then, again, given))
    return f"check whether {clause.about(parts(test, it, given))}; if so, {told}, otherwise {other}"


def _short(told: tuple[str, ...]) -> tuple[str, ...]:
    """Return the wordings of one clause, or all where there is none: a branch stands inside a sentence."""
    plain = tuple(text for text in told if "otherwise" not in text)
    return tuple(text for text in plain if ";" not in text and ":" not in text) or plain or told


def again_called(it: str) -> str:
    """Return how a thing is called the second time in a sentence."""
    return definite(it) if it.startswith(("a ", "an ", "the ")) else it


def result_called(kind: str, rng: random.Random) -> str:
    """Return how the result of a step is called in the next one."""
    head = kind.partition("[")[0]
    return rng.choice((_RESULTS.get(head, "the result"), "the result", "the result"))


def steps(composition: Composition, it: str, given: Given, rng: random.Random, *, nest: float = 0.5) -> list[str]:
    """Return the stages as infinitives in order; where it reads well, two are put into one phrase with chance `nest`."""
    told: list[str] = []
    current, pending = it, ""
    for place, stage in enumerate(composition.stages):
        last = place == len(composition.stages) - 1
        flat = stage.gives not in ("int", "str", "float") and stage.op == "apply"
        name = None if last or pending or flat or rng.random() >= nest else noun_phrase(stage, current, given, rng)
        if name is not None and len(name) <= 70:
            current = pending = name
            continue
        told.append(infinitive(stage, current, given, rng))
        current, pending = result_called(stage.gives, rng), ""
    return told


def sentence(told: list[str], rng: random.Random) -> str:
    """Join infinitives: "sort a list, then remove the duplicates from the result, and then reverse it"."""
    if len(told) == 1:
        return told[0]
    *first, last = told
    if any(";" in phrase or ":" in phrase for phrase in first):
        return "; then ".join(told)
    short = len(told) == 2 and "," not in told[0] and " and " not in told[0] and told[0].split()[0] != told[1].split()[0]
    link = rng.choice((" and then ", ", then ", " and ") if short else (", and then ", ", then "))
    return ", then ".join(first) + link + last


def told_of_one(told: list[str], rng: random.Random) -> str:
    """Join infinitives in the third person: "sorts a list and then reverses the result"."""
    return sentence([inflected(phrase) for phrase in told], rng)


_CHOICE = re.compile(r"^check whether (?P<clause>.+?); if so, (?P<then>.+), otherwise (?P<otherwise>.+)$")
_FOR_EACH = re.compile(r"^go (?P<head>through .+? and, for each \w+, )(?P<rest>.+)$")


def inflected(phrase: str) -> str:
    """Return an infinitive in the third person, whatever sort of step it is."""
    if found := _FOR_EACH.match(phrase):
        return f"goes {found['head']}{conjugated(found['rest'])}"
    if found := _CHOICE.match(phrase):
        return f"checks whether {found['clause']}; if so, {conjugated(found['then'])}, otherwise {conjugated(found['otherwise'])}"
    return conjugated(phrase)


def conjugated(wording: str) -> str:
    """Return a wording in the third person, with every verb joined to the first one and behind an opening participle."""
    opening = _PARTICIPLE.match(wording)
    head, rest = (opening[0], wording[opening.end() :]) if opening else ("", wording)
    told = third_person(rest)
    aside = next((place for place, char in enumerate(told) if char in "(:"), len(told))
    return head + _joined_verb().sub(lambda found: found["link"] + third_person(found["verb"]), told[:aside]) + told[aside:]


_PARTICIPLE = re.compile(r"(?:reading|starting|going|beginning) [^,;]+, ")


@lru_cache(maxsize=1)
def _joined_verb() -> re.Pattern[str]:
    """Return the pattern of a verb that goes on after "and", "or", "but" or ";"."""
    verbs = {wording.split(" ")[0] for row in primitives().values() for wording in row.wordings} | {"leave", "triple", "append"}
    told = "|".join(sorted(re.escape(verb) for verb in verbs if not verb.endswith("ing")))
    after = "the|it|them|a|an|each|every|all|both|its|their|that|this|these|what|whether|how|only|True|False|one|two|three|"
    after += "odd|even|[`'\\d]"
    return re.compile(rf"(?P<link>(?:\b(?:and|or|but)|;) )(?P<verb>{told})(?= (?:{after}))")


def imperative(phrase: str) -> str:
    """Return an infinitive as a sentence that begins with a capital letter."""
    return phrase[0].upper() + phrase[1:]
