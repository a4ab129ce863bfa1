"""`hrm tokenizer`: results on stdout, exact bytes back, mistakes as one clear line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hrm_codegen.commands.tokenizer import read_texts, tokenizer
from hrm_codegen.errors import CorruptError, DataError, NotFound, UsageError
from hrm_codegen.tokenizer import Tokenizer

TEXT = "def f():\r\n\treturn '<|end|> é 🙂'\n\n"


def hrm(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(tokenizer, [str(argument) for argument in arguments], input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "inner").mkdir(parents=True)
    (folder / "plain.py").write_text("plain plain\n", encoding="utf-8")
    (folder / "inner" / "packed.txt.gz").write_bytes(gzip.compress(b"packed packed\n"))
    (folder / "inner" / "rows.jsonl").write_text(
        '{"a": "first", "n": 3, "b": ["second", {"c": "third"}]}\n\n{"a": "next"}\n', encoding="utf-8"
    )
    (folder / "rows.jsonl.gz").write_bytes(gzip.compress(b'{"a": "zipped"}\n'))
    (folder / "image.png").write_bytes(b"\x89PNG\xff")
    (folder / ".hidden").write_text("hidden", encoding="utf-8")
    return folder


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_decode_gives_back_the_bytes_that_encode_read(form: list[str]) -> None:
    ids = hrm("encode", *form, stdin=TEXT.encode()).stdout
    assert hrm("decode", stdin=ids).stdout_bytes == TEXT.encode()


def test_encode_prints_ids_and_as_json_the_tokens_beside() -> None:
    ids = Tokenizer.load().encode("return x")
    assert hrm("encode", "return x").stdout == " ".join(map(str, ids)) + "\n"
    assert json.loads(hrm("encode", "return x", "--json").stdout) == {"v": 1, "ids": ids, "tokens": ["return", " x"]}


@pytest.mark.parametrize("written", ["13 267, 1", "[13, 267, 1]", '{"ids": [13, 267, 1]}'])
def test_decode_reads_ids_as_people_and_programs_write_them(written: str) -> None:
    expected = Tokenizer.load().decode([13, 267, 1])
    assert hrm("decode", stdin=written).stdout == expected
    assert hrm("decode", written).stdout == expected
    assert json.loads(hrm("decode", "--json", written).stdout) == {"v": 1, "text": expected}


def test_decode_leaves_special_tokens_out_when_asked() -> None:
    assert hrm("decode", "--skip-special", "13", "1").stdout == ""
    assert hrm("decode", "13", "1").stdout == "<|answer|><|end|>"


def test_every_kind_of_file_is_read(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(read_texts(corpus)) == ["first\nsecond\nthird", "next", "packed packed\n", "plain plain\n", "zipped"]
    assert "image.png is not text" in capsys.readouterr().err


def test_train_writes_a_tokenizer_that_the_other_commands_use(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "own.json"
    result = json.loads(hrm("train", corpus, "--vocab", "456", "--out", out, "--json").stdout)
    assert result == {"v": 1, "out": str(out), "vocab_size": 456, "sha256": Tokenizer.load(out).sha256}
    ids = hrm("encode", "plain", "--tokenizer", out).stdout
    assert hrm("decode", "--tokenizer", out, stdin=ids).stdout == "plain"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["own.json"]


def test_train_says_when_the_text_is_too_short_for_the_vocabulary(corpus: Path, tmp_path: Path) -> None:
    result = hrm("train", corpus / "plain.py", "--vocab", "9000", "--out", tmp_path / "own.json")
    assert "not 9000; give more text" in result.stderr


def test_stats_counts_characters_per_token(corpus: Path) -> None:
    result = json.loads(hrm("stats", corpus / "plain.py", corpus / "rows.jsonl.gz", "--json").stdout)
    plain, rows = result["files"]
    tokens = len(Tokenizer.load().encode("plain plain\n"))
    assert plain == {
        "file": str(corpus / "plain.py"),
        "texts": 1,
        "chars": 12,
        "tokens": tokens,
        "chars_per_token": round(12 / tokens, 4),
    }
    assert rows["chars"] == 6
    assert "characters a token" in hrm("stats", "-", stdin="some text").stdout


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bad.jsonl", b'{"a": "x"}\n{"a": \n', "bad.jsonl:2 is not JSON text"),
        ("lone.jsonl", b'{"a": "\\ud800"}', "lone.jsonl:1 is not JSON text"),
        ("bytes.txt", b"\xff\xfe", "bytes.txt is not text"),
        ("short.gz", gzip.compress(b"text" * 99, mtime=0)[:-9], "short.gz is not text"),
        ("plain.gz", b"text", "plain.gz is not text"),
    ],
)
def test_a_damaged_input_is_named_with_its_line_and_nothing_is_written(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        hrm("train", tmp_path / name, "--out", tmp_path / "own.json")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_mistakes_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.txt does not exist"):
        hrm("stats", tmp_path / "nowhere.txt")
    with pytest.raises(NotFound, match="--out does not exist"):
        hrm("train", "-", "--out", tmp_path / "nowhere" / "own.json", stdin="x")
    with pytest.raises(UsageError, match="token ids are whole numbers"):
        hrm("decode", "12", "twelve")
    with pytest.raises(UsageError, match="no token 8192"):
        hrm("decode", "8192")
    with pytest.raises(DataError, match="stdin is not UTF-8"):
        hrm("encode", stdin=b"\xff")
    (tmp_path / "no.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CorruptError, match=r"no\.json"):
        hrm("encode", "x", "--tokenizer", tmp_path / "no.json")
