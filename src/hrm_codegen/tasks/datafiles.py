"""Where data sets lie and how their lines are read.

A data file is looked for in `HRM_DATA` (docs/data.md describes the layout), then in the user cache, where `hrm data fetch`
puts it. Lines are JSON objects, plain or gzipped; a broken one is an error that names file and line.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import platformdirs

from hrm_codegen.errors import DataError, NotFound

T = TypeVar("T")


class DataFile(NamedTuple):
    """One file of a data set: its place in the data folder, how many records it has, and its licence."""

    path: str
    records: int
    licence: str
    on_hub: bool = False  # `hrm data fetch` brings it; others come in a folder that HRM_DATA names


FILES = {
    file.path: file
    for file in (
        DataFile("mbpp/mbpp.jsonl", 974, "CC-BY-4.0", on_hub=True),
        DataFile("mbpp/sanitized-mbpp.jsonl", 427, "CC-BY-4.0", on_hub=True),
        DataFile("humaneval/humaneval.jsonl", 164, "MIT", on_hub=True),
        DataFile("livecodebench/livecodebench.jsonl.gz", 702, "cc (statements: LeetCode, AtCoder, Codeforces)"),
        DataFile("livecodebench/lcb-graded-solutions.jsonl.gz", 3334, "MIT, Apache-2.0, CC-BY-SA-4.0"),
        DataFile("livecodebench/lcb-test-output-prediction.jsonl.gz", 756, "cc (statements: LeetCode, AtCoder, Codeforces)"),
        DataFile("cruxeval/cruxeval.jsonl", 800, "MIT"),
        DataFile("polyglot/polyglot.jsonl.gz", 225, "MIT"),
        DataFile("humaneval_x/humaneval-x.jsonl.gz", 984, "Apache-2.0"),
        DataFile("humanevalpack/humanevalpack.jsonl.gz", 984, "MIT"),
        DataFile("multipl_e/humaneval-multipl-e.jsonl.gz", 790, "BSD-3-Clause, not for training"),
        DataFile("multipl_e/mbpp-multipl-e.jsonl.gz", 1908, "BSD-3-Clause, not for training"),
        DataFile("classeval/classeval.jsonl.gz", 100, "MIT"),
        DataFile("exercism_specs/problem-specifications.jsonl.gz", 151, "MIT"),
        DataFile("mbxp/mbxp.jsonl.gz", 4693, "CC-BY-4.0"),
        DataFile("p3_puzzles/p3-puzzles.jsonl.gz", 920, "MIT"),
        DataFile("p3_puzzles/p3-puzzles-humaneval.jsonl.gz", 795, "MIT"),
        DataFile("leetcode/leetcode-train.jsonl.gz", 1958, "Apache-2.0"),
        DataFile("leetcode_multilang/leetcode-multilang.jsonl.gz", 2656, "CC-BY-SA-4.0"),
        DataFile("codeio/codeio.jsonl.gz", 3243, "Apache-2.0"),
        DataFile("gpteacher_codegen/codegen-instruct.jsonl.gz", 4535, "MIT"),
        DataFile("conala/conala.jsonl.gz", 2878, "MIT"),
        DataFile("commit_edits/commit-edits.jsonl.gz", 271, "MIT"),
        DataFile("tldr/tldr.jsonl.gz", 6643, "CC-BY-4.0"),
        DataFile("git_tips/git-tips.jsonl", 200, "MIT"),
        DataFile("cheatsheets/cheatsheets.jsonl.gz", 279, "CC0-1.0"),
        DataFile("python_texts/python-texts.jsonl.gz", 483, "in each record"),
        DataFile("lang_texts/lang-texts.jsonl.gz", 1031, "in each record"),
        DataFile("cli_texts/cli-texts.jsonl.gz", 3, "in each record"),
    )
}


class Row(NamedTuple):
    """One line of a data file: where it stands ("file:line") and its fields, read with their types checked."""

    where: str
    fields: dict[str, Any]

    def text(self, name: str) -> str:
        """Return a text field, or raise DataError."""
        return self._get(name, str, "text")

    def integer(self, name: str) -> int:
        """Return a whole-number field, or raise DataError."""
        return self._get(name, int, "a whole number")

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a field that is a list of texts, or raise DataError."""
        values = self._get(name, list, "a list")
        if not all(isinstance(value, str) for value in values):
            raise DataError(f"{self.where}: field {name!r} must be a list of texts")
        return tuple(values)

    def _get(self, name: str, kind: type[T], words: str) -> T:
        value = self.fields.get(name)
        if name not in self.fields:
            raise DataError(f"{self.where}: no field {name!r}; the record has {', '.join(self.fields) or 'no fields'}")
        if not isinstance(value, kind):
            raise DataError(f"{self.where}: field {name!r} is {type(value).__name__}; it must be {words}")
        return value


def cache_folder() -> Path:
    """Return the user cache of this project; it need not exist yet."""
    return Path(platformdirs.user_cache_dir("hrm-codegen"))


def folders() -> tuple[Path, ...]:
    """Return the folders searched for data files, first come first."""
    named = os.environ.get("HRM_DATA")
    return (*((Path(named),) if named else ()), cache_folder() / "data")


def located(relative: str) -> Path | None:
    """Return where a data file lies, or None when it is in none of the folders."""
    return next((folder / relative for folder in folders() if (folder / relative).is_file()), None)


def find(relative: str) -> Path:
    """Return where a data file lies, or raise NotFound with the command that brings it."""
    path = located(relative)
    if path is None:
        searched = " or ".join(str(folder) for folder in folders())
        raise NotFound(f"data file {relative} is not in {searched}; {remedy(relative)}")
    return path


def remedy(*paths: str) -> str:
    """Say what brings missing data files: the command that fetches them where one does, else a folder that has them."""
    fetched = all(path not in FILES or FILES[path].on_hub for path in paths)
    own = f"set HRM_DATA to a folder that has {'it' if len(paths) == 1 else 'them'}"
    return f"run `hrm data fetch`, or {own}" if fetched else f"{own}; `hrm data fetch` does not bring it"


def rows(path: Path, *, broken: Callable[[str], None] | None = None) -> Iterator[Row]:
    """Yield the lines of a .jsonl or .jsonl.gz file in order; a line that is no JSON object raises DataError.

    With `broken` such a line is told to it and skipped; a file that cannot be read on still raises.
    """
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if not line.strip():
                    continue
                try:
                    fields = _parse(line, where=f"{path}:{number}")
                except DataError as error:
                    if broken is None:
                        raise
                    broken(str(error))
                    continue
                yield Row(f"{path}:{number}", fields)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"{path}:{number + 1}: the file is cut short or damaged ({error}); fetch it again") from None


def _parse(line: bytes, *, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DataError(f"{where}: not UTF-8 text ({error.reason} at byte {error.start}); save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise DataError(f"{where}: not valid JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise DataError(f"{where}: nested too deeply to be a record") from None
    if not isinstance(value, dict):
        raise DataError(f"{where}: a {type(value).__name__} where a JSON object is due")
    return value
