"""The rows an evaluation writes, and the append-only files they live in.

A file is JSON Lines, a row a sample, key (task_id, sample). A run that is killed leaves at most its last line cut short;
opening the file again drops that line, so that what is there is always whole. A damaged line elsewhere is an error.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, NamedTuple, Self, TypeVar

from hrm_codegen.errors import DataError

VERSION = 1
TaskId = int | str  # as in the benchmark's own file: 11 for MBPP, "HumanEval/0", ours as they are


class Key(NamedTuple):
    """Which sample of which problem."""

    task_id: TaskId
    sample: int


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One answer before it is run."""

    task_id: TaskId
    sample: int
    seed: int
    prompt_sha: str  # the first 16 hex digits of the prompt's sha256; empty for answers that were given
    prompt_kind: str
    completion: str
    code: str  # what is judged; the prompt's code included where the completion continues it
    tokens: int
    truncated: bool  # the answer met the token limit
    seconds: float  # since the row before was written: their sum is the time of the stage
    note: str = ""  # why there is no answer, where there is none

    @property
    def key(self) -> Key:
        """The row's identity."""
        return Key(self.task_id, self.sample)


@dataclass(frozen=True, kw_only=True)
class Result:
    """One answer and what running it showed."""

    task_id: TaskId
    sample: int
    seed: int
    prompt_sha: str
    prompt_kind: str
    completion: str
    code: str
    verdict: str  # syntax, exception, wrong, timeout or pass
    kind: str  # how the program ended: ok, failed, timeout, memory, output_limit; not_run where nothing ran
    detail: str  # the last line that explains the verdict
    seconds: float  # of the program
    tokens: int
    truncated: bool

    @property
    def key(self) -> Key:
        """The row's identity."""
        return Key(self.task_id, self.sample)

    @property
    def passed(self) -> bool:
        """Whether every test held."""
        return self.verdict == "pass"


Row = TypeVar("Row", Sample, Result)


class Store(Generic[Row]):
    """An append-only JSON Lines file of rows; opening it reads what is there and drops a line that was cut short."""

    def __init__(self, path: Path, row_type: type[Row]) -> None:
        self.path = path
        self.rows: dict[Key, Row] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = drop_cut_line(path)
        for row in read_rows(path, row_type):
            self.rows[row.key] = row
        self._file = path.open("r+b" if path.exists() else "w+b")
        self._file.seek(whole)

    def append(self, row: Row) -> None:
        """Write one row through to the system, so that a killed run has it."""
        line = json.dumps({"v": VERSION} | dataclasses.asdict(row)) + "\n"  # ASCII: any text survives, lone surrogates too
        self._file.write(line.encode("ascii"))
        self._file.flush()
        self.rows[row.key] = row

    def close(self) -> None:
        """Close the file; rows stay readable."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def drop_cut_line(path: Path) -> int:
    """Cut off a last line without its line end and return the length of what is whole, in bytes."""
    if not path.exists():
        return 0
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        with path.open("r+b") as file:
            file.truncate(whole)
    return whole


def read_rows(path: Path, row_type: type[Row]) -> Iterator[Row]:
    """Yield the rows of a file; a malformed line is a DataError with file and line number."""
    known = {field.name for field in dataclasses.fields(row_type)}
    for number, row in json_lines(path.read_bytes() if path.exists() else b"", where=str(path)):
        version = row.pop("v", None)
        if version != VERSION:
            raise DataError(f"{path}:{number}: version {version!r} of the row is not {VERSION}; made by another release")
        if missing := known - row.keys() - {"note"}:
            raise DataError(f"{path}:{number}: the row has no {min(missing)!r}; remove the file and run again")
        yield row_type(**{name: row[name] for name in known if name in row})


def json_lines(data: bytes, *, where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) of JSON Lines, blank lines left out; a bad line is a DataError that names it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(f"{where}:{line}: not UTF-8 text: byte {error.start} is {data[error.start]:#04x}") from None
    for number, line_text in enumerate(text.split("\n"), start=1):
        if not line_text.strip():
            continue
        try:
            row = json.loads(line_text)
        except (ValueError, RecursionError) as error:
            raise DataError(f"{where}:{number}: not JSON: {error}") from None
        if not isinstance(row, dict):
            raise DataError(f"{where}:{number}: a line must be a JSON object, and this is {type(row).__name__}")
        yield number, row
