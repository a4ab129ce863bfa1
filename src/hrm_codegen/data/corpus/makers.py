"""Makers of training items from the corpus that `hrm data corpus` wrote: raw code, and functions with their descriptions."""

from __future__ import annotations

import ast
import hashlib
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hrm_codegen import prompts
from hrm_codegen.data.corpus import store
from hrm_codegen.data.corpus.functions import Documented
from hrm_codegen.data.corpus.wording import request
from hrm_codegen.errors import CorruptError
from hrm_codegen.prompts import Example
from hrm_codegen.tasks.datafiles import Row
from hrm_codegen.tasks.items import Item

_COMPLETES = 2  # one function in so many is asked for as code to complete, the others in words


def raw(seed: int, part: int, count: int, *, out: Path | None = None) -> Iterator[Item]:
    """Yield pieces of natural code, learned token by token; the seed changes nothing, since there is one corpus.

    Raises NotFound with the command that makes the corpus when there is none.
    """
    del seed
    for row in store.records("raw", part * count, count, out=out):
        text = row.text("text")
        yield Item(component="raw", example=prompts.raw(text), statement=text, code=text, **_origin(row))


def functions(seed: int, part: int, count: int, *, out: Path | None = None) -> Iterator[Item]:
    """Yield documented functions, each asked for in words or as code to complete; the seed changes nothing.

    Those whose doctests held in the sandbox are verified. Raises NotFound with the command that makes the corpus.
    """
    del seed
    for row, one in _documented(part, count, out):
        digest = int(hashlib.sha256(row.text("id").encode()).hexdigest(), 16)
        completed = completion(one) if digest % _COMPLETES == 0 else None
        example = completed or written(one, digest // _COMPLETES)
        yield _item(row, one, "function", example, verified=bool(row.fields.get("verified")))


def documents(seed: int, part: int, count: int, *, out: Path | None = None) -> Iterator[Item]:
    """Yield the same functions the other way round: the docstring from the code."""
    del seed
    for row, one in _documented(part, count, out):
        prompt = prompts.ask(f"Write a docstring for {one.name}.", task="document", context=prompts.Context(nearby=(one.code,)))
        response = f'"""{one.said}"""' if "\n" not in one.said else f'"""\n{one.said}\n"""'
        yield _item(row, one, "document", prompts.answer(prompt, response))


def written(one: Documented, turn: int) -> Example:
    """Ask for a function in words, with its first test where it has one; the code is the answer."""
    return prompts.answer(prompts.ask(request(one, turn), tests=one.tests[:1]), one.program.rstrip("\n"))


def completion(one: Documented) -> Example | None:
    """Ask for a function by its signature and docstring, HumanEval's form; None where the body's layout does not allow it."""
    first = one.body.lstrip("\n")
    indent = first[: len(first) - len(first.lstrip())]
    if indent.strip(" ") or "\\" in one.said or '"""' in one.said or one.said.endswith('"'):
        return None
    shown = [line for test in one.tests[:2] for line in _example_lines(test)]
    quoted = (
        "\n".join([f'"""{one.said}', *(["", *shown] if shown else []), '"""']) if shown or "\n" in one.said else f'"""{one.said}"""'
    )
    head = f"{one.imports}\n\n\n{one.signature}" if one.imports else one.signature
    prompt = f"{head}\n{textwrap.indent(quoted, indent)}\n"
    return prompts.answer(prompts.complete(prompt), one.body)


def _example_lines(test: str) -> list[str]:
    """Turn an assert back into the two lines of a doctest."""
    (statement,) = ast.parse(test).body
    assert isinstance(statement, ast.Assert)
    assert isinstance(statement.test, ast.Compare)
    return [f">>> {ast.unparse(statement.test.left)}", ast.unparse(statement.test.comparators[0])]


def _documented(part: int, count: int, out: Path | None) -> Iterator[tuple[Row, Documented]]:
    for row in store.records("functions", part * count, count, out=out):
        try:
            yield row, Documented.from_json(row.fields["function"])
        except (KeyError, TypeError) as error:
            raise CorruptError(f"{row.where}: not a function ({error}); make the corpus again with: hrm data corpus") from None


def _item(row: Row, one: Documented, component: str, example: Example, *, verified: bool = False) -> Item:
    return Item(
        component=component,
        example=example,
        statement=one.said,
        code=one.program,
        verified=verified,
        **_origin(row, f"/{component}"),
    )


def _origin(row: Row, suffix: str = "") -> dict[str, Any]:
    """Return what every item says of where it is from."""
    package, version = row.text("package"), row.text("version")
    source = f"{package} {version}: {row.text('file')}"
    return {"id": f"natural/{row.text('id')}{suffix}", "licence": row.text("licence"), "source": source}
