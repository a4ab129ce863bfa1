"""The append-only files: what is whole survives, what is cut short goes, what is damaged is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.errors import DataError
from hrm_codegen.evaluate.rows import Key, Sample, Store, read_rows


def sample(number: int, *, completion: str = "x = 1", task_id: int | str = 11) -> Sample:
    return Sample(
        task_id=task_id, sample=number, seed=5, prompt_sha="ab", prompt_kind="native", completion=completion,
        code=completion, tokens=3, truncated=False, seconds=0.5,
    )  # fmt: skip


def written(path: Path, *rows: Sample) -> None:
    with Store(path, Sample) as store:
        for row in rows:
            store.append(row)


@given(text=st.text(st.characters(), max_size=40), task_id=st.one_of(st.integers(0, 999), st.text(max_size=8)))
def test_every_row_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str, task_id: int | str) -> None:
    path = tmp_path_factory.mktemp("rows") / "samples.jsonl"
    row = sample(0, completion=text, task_id=task_id)
    written(path, row)
    assert list(read_rows(path, Sample)) == [row]


def test_a_lone_surrogate_in_an_answer_survives(tmp_path: Path) -> None:
    written(tmp_path / "s.jsonl", sample(0, completion="\ud800"))
    assert next(iter(read_rows(tmp_path / "s.jsonl", Sample))).completion == "\ud800"


def test_wherever_a_run_is_killed_the_whole_rows_stay_and_the_rest_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    rows = [sample(number) for number in range(3)]
    written(path, *rows)
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        whole = data[:length].count(b"\n")
        with Store(path, Sample) as store:
            assert list(store.rows.values()) == rows[:whole]
            for row in rows[whole:]:
                store.append(row)
        assert path.read_bytes() == data


def test_opening_again_appends_and_does_not_overwrite(tmp_path: Path) -> None:
    written(tmp_path / "s.jsonl", sample(0))
    written(tmp_path / "s.jsonl", sample(1))
    with Store(tmp_path / "s.jsonl", Sample) as store:
        assert list(store.rows) == [Key(11, 0), Key(11, 1)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{not json}", "not JSON"),
        ("[1]", "must be a JSON object"),
        ('{"v": 9}', "version 9"),
        ('{"v": 1, "task_id": 11}', "has no"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_damaged_line_is_named_by_file_and_number(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "s.jsonl"
    written(path, sample(0))
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=says) as caught:
        Store(path, Sample)
    assert f"{path}:2:" in str(caught.value)


def test_a_file_that_is_not_text_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_bytes(b'{"v": 1}\n\xff\n')
    with pytest.raises(DataError, match=r"s\.jsonl:2: not UTF-8 text: byte 9 is 0xff"):
        list(read_rows(tmp_path / "s.jsonl", Sample))
