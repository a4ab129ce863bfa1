"""Descriptions with Python answers that others wrote: CodeI/O, GPTeacher's code instructions and CoNaLa.

Programs that can be run are run: a CodeI/O function on inputs of its own generator, an instruction's answer by itself. That
shows that they run, not that they are right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hrm_codegen import prompts
from hrm_codegen.code import syntax
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.benchfile import third_party
from hrm_codegen.tasks.finite import Left, part_of
from hrm_codegen.tasks.items import Item, Proof

CODEIO = "codeio/codeio.jsonl.gz"
GPTEACHER = "gpteacher_codegen/codegen-instruct.jsonl.gz"
CONALA = "conala/conala.jsonl.gz"
_BOILERPLATE = re.compile(
    r"^[ \t]*# ?(?:import necessary packages|main function|all class and function definitions.*|.*json serializable.*"
    r"|.*main_solution function.*|return)[ \t]*\n",
    re.MULTILINE | re.IGNORECASE,
)
_GENERATOR = re.compile(r"^def (?P<name>generate_inputs?)\((?P<parameter>\w+)", re.MULTILINE)
_OTHERS = re.compile(
    r"\b(java|javascript|js|typescript|c\+\+|c#|c|php|ruby|html|css|sql|go|golang|rust|swift|kotlin|r|bash|shell|perl|scala|matlab|"
    r"haskell|react|node(?:\.js)?|jquery|assembly|powershell|lua|vba|excel|regex|json|xml|yaml|latex|django|flask)\b",
    re.IGNORECASE,
)
_RUNS = 3  # inputs that a CodeI/O function is run on


def make_codeio(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield functions from a description with their inputs and outputs spelled out, and generators of such inputs."""
    del seed
    left = Left("codeio")
    return part_of(left.told(_codeio(left)), part, count)


def make_gpteacher(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield instructions whose answers are Python programs that run."""
    del seed
    left = Left("gpteacher")
    return part_of(left.told(_gpteacher(left)), part, count)


def make_conala(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield one-line Python for an intent that names its variables; intents as first asked do not say enough."""
    del seed
    left = Left("conala")
    return part_of(left.told(_conala(left)), part, count)


def _codeio(left: Left) -> Iterator[Item]:
    for number, row in enumerate(datafiles.rows(datafiles.find(CODEIO))):
        code = re.sub(r"\n{4,}", "\n\n\n", _BOILERPLATE.sub("", row.text("code_sample"))).strip("\n")
        generator = f"from random import Random\n\n\n{row.text('input_generator').strip(chr(10))}"
        name = _GENERATOR.search(generator)
        if not syntax.parses(code) or not syntax.parses(generator) or name is None or "def main_solution(" not in code:
            left.out("code or generator that does not parse")
            continue
        if third_party(code) or third_party(generator):
            left.out("packages beyond the standard library")
            continue
        statement = f"{row.text('task_description').strip()}\n\n{row.text('input_output_spec').strip()}"
        call = f"for n in range({_RUNS}):\n    main_solution(**{name['name']}(Random(n)))\n"
        run = f"{generator}\n\n{code}\n\n{call}"
        asked = prompts.ask(f"{statement}\n\nThe function is called main_solution.")
        yield _item("codeio", number, "write", prompts.answer(asked, code), statement=statement, code=code, run=run, file=CODEIO)
        wish = f"Write {name['name']}({name['parameter']}), which makes random inputs for main_solution: a dict of its arguments."
        asked = prompts.ask(wish, context=prompts.Context(nearby=(code,)), context_budget_chars=len(code) + 1)
        yield _item(
            "codeio", number, "inputs", prompts.answer(asked, generator), statement=wish, code=generator, run=run, file=CODEIO
        )


def _gpteacher(left: Left) -> Iterator[Item]:
    for number, row in enumerate(datafiles.rows(datafiles.find(GPTEACHER))):
        wish, given, code = row.text("instruction").strip(), row.text("input").strip(), row.text("response").strip("\n")
        named = "python" in wish.lower()
        if not named and (_OTHERS.search(wish) or not re.search(r"^(def|class|import|from) ", code, re.MULTILINE)):
            left.out("another language, or none that is certain")
        elif not syntax.parses(code) or syntax.parse(code).body == []:
            left.out("an answer that is not Python")
        elif re.search(r"\binput\(", code) or third_party(code) or len(code) < 15:
            left.out("an answer that reads the keyboard, wants packages or is a word")
        else:
            statement = f"{wish}\n{given}" if given and given.lower() not in ("none", "n/a") else wish
            example = prompts.answer(prompts.ask(statement), code)
            yield _item("gpteacher", number, "write", example, statement=statement, code=code, run=code, file=GPTEACHER)


def _conala(left: Left) -> Iterator[Item]:
    for number, row in enumerate(datafiles.rows(datafiles.find(CONALA))):
        intent, code = row.fields.get("rewritten_intent"), row.text("snippet").strip()
        if row.text("split") != "train":
            left.out("its test part")
        elif not isinstance(intent, str) or len(intent) < 10:
            left.out("no intent that names its variables")
        elif not syntax.parses(code) or len(code) < 3:
            left.out("a snippet that is not Python 3")
        else:
            example = prompts.answer(prompts.ask(intent), code)
            yield _item("conala", number, "snippet", example, statement=intent, code=code, run="", file=CONALA)


def _item(
    source: str, number: int, component: str, example: prompts.Example, *, statement: str, code: str, run: str, file: str
) -> Item:
    return Item(
        id=f"{source}/{number}/{component}",
        component=component,
        example=example,
        difficulty=2 if source == "codeio" else 1,
        statement=statement,
        code=code,
        proofs=(Proof(f"{run}\n"),) if run else (),
        licence=datafiles.FILES[file].licence,
        source=source,
    )
