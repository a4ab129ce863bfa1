"""Finding data files and reading their lines: what is wrong is said with file and line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.errors import DataError, NotFound
from hrm_codegen.tasks import datafiles
from hrm_codegen.tasks.datafiles import Row


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Give the folder that HRM_DATA names and the data folder of the user cache."""
    monkeypatch.setenv("HRM_DATA", str(tmp_path / "named"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "named", datafiles.cache_folder() / "data"


def put(folder: Path, relative: str = "set/file.jsonl") -> Path:
    path = folder / relative
    path.parent.mkdir(parents=True)
    path.write_text("{}\n")
    return path


def test_the_named_folder_comes_before_the_cache(places: tuple[Path, Path]) -> None:
    named, cached = places
    there = put(cached)
    assert datafiles.find("set/file.jsonl") == there
    nearer = put(named)
    assert datafiles.find("set/file.jsonl") == nearer


def test_a_missing_file_is_not_found_with_the_command_that_brings_it(places: tuple[Path, Path]) -> None:
    with pytest.raises(NotFound, match="hrm data fetch") as caught:
        datafiles.find("set/file.jsonl")
    assert all(str(place) in str(caught.value) for place in places)
    assert datafiles.located("set/file.jsonl") is None


records = st.lists(st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=9), max_size=3), max_size=5)


@given(wanted=records, zipped=st.booleans(), blank=st.booleans())
def test_what_was_written_is_read_with_its_line_numbers(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[dict[str, int | str]], zipped: bool, blank: bool
) -> None:
    lines = [json.dumps(record) for record in wanted]
    data = ("\n\n" if blank else "\n").join(lines).encode()
    path = tmp_path_factory.mktemp("rows") / ("a.jsonl.gz" if zipped else "a.jsonl")
    path.write_bytes(gzip.compress(data) if zipped else data)
    step = 2 if blank else 1
    assert list(datafiles.rows(path)) == [Row(f"{path}:{step * place + 1}", record) for place, record in enumerate(wanted)]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b'{"a": 1', "not valid JSON: Expecting"),
        (b"[1, 2]", "a list where a JSON object is due"),
        (b'{"a": "\xff"}', "not UTF-8 text"),
        (b"[" * 100_000, "nested too deeply|not valid JSON"),
    ],
)
def test_a_broken_line_is_named_with_file_and_number(tmp_path: Path, line: bytes, complaint: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b'{"a": 1}\n' + line + b"\n")
    reader = datafiles.rows(path)
    assert next(reader).fields == {"a": 1}
    with pytest.raises(DataError, match=rf"bad.jsonl:2: .*({complaint})"):
        next(reader)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: b"plain text\n", lambda data: data[:40] + b"\0\1\2" + data[43:]]
)
def test_a_damaged_archive_is_an_error_of_the_data(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "cut.jsonl.gz"
    whole = gzip.compress("".join(json.dumps({"a": place * 7919}) + "\n" for place in range(200)).encode())
    path.write_bytes(damage(whole))  # type: ignore[operator]
    with pytest.raises(DataError, match=r"cut\.jsonl\.gz:\d+: the file is cut short or damaged"):
        list(datafiles.rows(path))


def test_fields_of_the_wrong_kind_are_refused_by_name() -> None:
    row = Row("f.jsonl:3", {"text": "a", "number": 1, "list": ["a", "b"], "mixed": ["a", 1]})
    assert (row.text("text"), row.integer("number"), row.texts("list")) == ("a", 1, ("a", "b"))
    with pytest.raises(DataError, match=r"f.jsonl:3: field 'number' is int; it must be text"):
        row.text("number")
    with pytest.raises(DataError, match=r"f.jsonl:3: field 'text' is str; it must be a whole number"):
        row.integer("text")
    with pytest.raises(DataError, match=r"f.jsonl:3: field 'mixed' must be a list of texts"):
        row.texts("mixed")
    with pytest.raises(DataError, match=r"f.jsonl:3: no field 'code'; the record has text, number"):
        row.text("code")
