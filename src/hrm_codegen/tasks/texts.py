"""Notebooks, course texts and pages about languages and the command line, as raw text in pieces of whole paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hrm_codegen import prompts
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.finite import LONGEST_CHARS, Left, part_of
from hrm_codegen.tasks.items import Item

PYTHON = "python_texts/python-texts.jsonl.gz"
LANGUAGES = "lang_texts/lang-texts.jsonl.gz"
COMMAND_LINE = "cli_texts/cli-texts.jsonl.gz"
_SHORTEST = 120  # characters of a piece
_PIECE = 2400
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)  # the metadata that heads a page
_MARKUP = re.compile(
    r"<!--.*?-->|</?(?:Listing|span|sub|sup|pre|code|font|hr|h\d)\b[^>]*>|^\{\{#.*\}\}$|!\[[^\]]*\]\([^)]*\)|\[!\[.*?\)\]\([^)]*\)|</?(?:p|div|img|center|br|a|i|b|table|tr|td|th)\b[^>]*>",
    re.DOTALL | re.MULTILINE,
)
_LINKS = re.compile(r"^\[[^\]\n]+\]: *\S+.*$\n?", re.MULTILINE)  # the targets of links, listed below a text
_TABLE_OF_CONTENTS = re.compile(r"^\s*[-*] \[.*\]\(#.*\)\s*$\n?", re.MULTILINE)


def make_python(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield notebooks and course texts about Python."""
    del seed
    return part_of(_items("python texts", PYTHON), part, count)


def make_languages(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield pages about the six languages."""
    del seed
    return part_of(_items("language texts", LANGUAGES), part, count)


def make_command_line(seed: int, part: int, count: int) -> Iterator[Item]:
    """Yield texts about git and the shell."""
    del seed
    return part_of(_items("command line texts", COMMAND_LINE), part, count)


def _items(source: str, file: str) -> Iterator[Item]:
    left = Left(source)

    def made() -> Iterator[Item]:
        for row in datafiles.rows(datafiles.find(file)):
            language = _language(row, file)
            for number, piece in enumerate(pieces(_blocks(row))):
                if len(piece) < _SHORTEST:
                    left.out(f"pieces under {_SHORTEST} characters")
                elif sum(character > "\u024f" for character in piece) > len(piece) * 0.05:
                    left.out("pieces in another script")
                else:
                    yield Item(
                        id=f"{row.text('source')}/{row.text('path')}/{number}",
                        component="raw",
                        example=prompts.raw(piece, language=language),
                        language=language,
                        statement=piece,
                        code=piece,
                        licence=row.text("licence"),
                        source=row.text("source"),
                    )

    return left.told(made())


def pieces(blocks: Iterable[str]) -> Iterator[str]:
    """Join blocks into pieces of at most 2,400 characters where that goes; fenced code stays whole."""
    held: list[str] = []
    size = 0
    for block in blocks:
        heading = block.startswith("#") and size > _PIECE // 2
        if held and (size + len(block) > _PIECE or heading):
            yield "\n\n".join(held)
            held, size = [], 0
        held.append(block)
        size += len(block) + 2
    if held:
        yield "\n\n".join(held)


def _blocks(row: datafiles.Row) -> Iterator[str]:
    """Yield the paragraphs and code blocks of a record, tidied; a block that no piece can hold is left out."""
    cells = row.fields.get("cells")
    if not isinstance(cells, list):
        yield from _paragraphs(row.text("text"))
        return
    for cell in cells:
        text = str(cell["text"]).replace("\r\n", "\n").strip("\n")
        if cell["type"] == "markdown":
            yield from _paragraphs(text)
        elif text.strip() and not text.lstrip().startswith("%") and len(text) <= LONGEST_CHARS:
            yield f"```python\n{text}\n```"


def _paragraphs(text: str) -> Iterator[str]:
    text = _FRONT.sub("", text.replace("\r\n", "\n"))
    text = _MARKUP.sub("", _LINKS.sub("", _TABLE_OF_CONTENTS.sub("", text)))
    for number, block in enumerate(re.split(r"(^```.*?^```[ \t]*$)", text, flags=re.MULTILINE | re.DOTALL)):
        if number % 2:
            if len(block) <= LONGEST_CHARS and block.count("\n") > 1:
                yield re.sub(r"\A```(\w+)[^\n]*", r"```\1", block)
        else:
            found = (paragraph.strip("\n") for paragraph in re.split(r"\n\s*\n", block))
            yield from (paragraph for paragraph in found if paragraph.strip() and len(paragraph) <= LONGEST_CHARS)


def _language(row: datafiles.Row, file: str) -> str:
    if file == PYTHON:
        return "python"
    return {"mixed": "other"}.get(row.text("language"), row.text("language")) if file == LANGUAGES else "other"
