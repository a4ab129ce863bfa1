"""`hrm tokenizer`: train a tokenizer, turn text into ids and back, measure characters per token."""

from __future__ import annotations

import gzip
import json
import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands.notes import note
from hrm_codegen.errors import DataError, NotFound, UsageError

if TYPE_CHECKING:
    from hrm_codegen.tokenizer import Tokenizer

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
WHICH = click.option("--tokenizer", "source", help='A tokenizer.json, a model folder, or "gpt2".  [default: the shipped one]')
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def tokenizer() -> None:
    """Train a tokenizer, encode, decode, measure."""


@tokenizer.command()
@FILES
@click.option("--vocab", default=8192, show_default=True, help="Ids in all, special tokens and bytes included.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The tokenizer.json to write.")
@JSON
def train(*, files: tuple[Path, ...], vocab: int, out: Path, as_json: bool) -> None:
    """Learn a byte-level BPE from FILES: text, .gz, .jsonl (every string in it), folders, or - for stdin."""
    from hrm_codegen.tokenizer import Tokenizer

    if not out.parent.is_dir():
        raise NotFound(f"the folder {out.parent} of --out does not exist; make it first")
    learned = Tokenizer.train((text for file in files for text in read_texts(file)), vocab_size=vocab)
    if learned.vocab_size < vocab:
        note(f"the text holds enough pairs for {learned.vocab_size} tokens, not {vocab}; give more text for more")
    partial = out.with_name(f".{out.name}.{os.getpid()}")  # renamed when whole: a full disk leaves no half file
    try:
        partial.write_bytes(learned.to_json().encode())
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    result = {"v": 1, "out": str(out), "vocab_size": learned.vocab_size, "sha256": learned.sha256}
    click.echo(json.dumps(result) if as_json else f"{out}: {learned.vocab_size} tokens, sha256 {learned.sha256}")


@tokenizer.command()
@click.argument("text", default="-")
@WHICH
@JSON
def encode(*, text: str, source: str | None, as_json: bool) -> None:
    """Print the token ids of TEXT, or of stdin (-); special tokens in it stay text."""
    chosen = _load(source)
    ids = chosen.encode(_stdin() if text == "-" else text)
    if as_json:
        click.echo(json.dumps({"v": 1, "ids": ids, "tokens": [chosen.decode([number]) for number in ids]}))
    else:
        click.echo(" ".join(map(str, ids)))


@tokenizer.command()
@click.argument("ids", nargs=-1)
@click.option("--skip-special", is_flag=True, help="Leave special tokens out.")
@WHICH
@JSON
def decode(*, ids: tuple[str, ...], skip_special: bool, source: str | None, as_json: bool) -> None:
    """Print the exact bytes of IDS; without any, of stdin: ids, a JSON array of them, or what `encode --json` prints."""
    numbers = _parse_ids(" ".join(ids) if ids and ids != ("-",) else _stdin())
    chosen = _load(source)
    if as_json:
        click.echo(json.dumps({"v": 1, "text": chosen.decode(numbers, skip_special=skip_special)}))
    else:
        click.echo(chosen.decode_bytes(numbers, skip_special=skip_special), nl=False)


@tokenizer.command()
@FILES
@WHICH
@JSON
def stats(*, files: tuple[Path, ...], source: str | None, as_json: bool) -> None:
    """Count the tokens of FILES (as `train` reads them) and the characters per token."""
    chosen = _load(source)
    rows = [_count(chosen, str(file), list(read_texts(file))) for file in files]
    if as_json:
        click.echo(json.dumps({"v": 1, "vocab_size": chosen.vocab_size, "sha256": chosen.sha256, "files": rows}))
        return
    for row in rows:
        click.echo("{chars_per_token:6.3f} characters a token  {chars:12,} characters  {tokens:12,} tokens  {file}".format(**row))


def read_texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file, of every readable file in a folder, or of stdin (-).

    A .jsonl file gives each record's strings, joined by line ends; a .gz file is unpacked first. Raises NotFound, or
    DataError for what is not UTF-8 text or not JSON, with the line.
    """
    if path == Path("-"):
        yield _stdin()
    elif path.is_dir():
        for member in sorted(path.rglob("*")):
            if member.is_file() and not any(part.startswith(".") for part in member.relative_to(path).parts):
                yield from _readable(member)
    elif path.name.removesuffix(".gz").endswith(".jsonl"):
        for number, line in enumerate(_file_text(path).split("\n"), start=1):
            if line.strip():
                yield _parse_line(line, where=f"{path}:{number}")
    else:
        yield _file_text(path)


def _readable(path: Path) -> Iterator[str]:
    """Yield the texts of a folder's member, or say that it is no text and go on: a folder may hold images."""
    try:
        yield from list(read_texts(path))
    except DataError as error:
        note(f"left out: {error}")


def _file_text(path: Path) -> str:
    try:
        packed = path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"{path} does not exist; check the path") from None
    try:
        return (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path} is not text: {error}") from error


def _parse_line(line: str, *, where: str) -> str:
    """Return the strings of a JSON record; a lone surrogate parses, but is no character."""
    try:
        text = "\n".join(_strings(json.loads(line)))
        text.encode()
    except (json.JSONDecodeError, UnicodeEncodeError) as error:
        raise DataError(f"{where} is not JSON text: {error}") from error
    return text


def _strings(value: Any) -> Iterator[str]:
    """Yield every string in a JSON value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _parse_ids(text: str) -> list[int]:
    """Read ids between blanks or commas, a JSON array, or the object that `encode --json` prints."""
    try:
        if text.lstrip().startswith("{"):
            return [int(number) for number in json.loads(text)["ids"]]
        return [int(word) for word in text.strip().removeprefix("[").removesuffix("]").replace(",", " ").split()]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"token ids are whole numbers between blanks or commas, or a JSON object with ids: {error}") from error


def _count(chosen: Tokenizer, name: str, texts: list[str]) -> dict[str, Any]:
    chars, tokens = sum(map(len, texts)), sum(map(len, chosen.encode_batch(texts)))
    return {
        "file": name,
        "texts": len(texts),
        "chars": chars,
        "tokens": tokens,
        "chars_per_token": round(chars / max(tokens, 1), 4),
    }


def _load(source: str | None) -> Tokenizer:
    from hrm_codegen.tokenizer import Tokenizer

    return Tokenizer.load(source)


def _stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise DataError(f"stdin is not UTF-8 text: {error}") from error
