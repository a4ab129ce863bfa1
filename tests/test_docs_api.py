"""docs/api.md: every example runs, and what it says about names, options and commands is so."""

from __future__ import annotations

import dataclasses
import doctest
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import hrm_codegen
from hrm_codegen import checkpoint
from hrm_codegen.generate.base import Options
from hrm_codegen.generate.outputs import OUTPUTS
from hrm_codegen.models.base import ModelConfig, build
from hrm_codegen.tokenizer import Tokenizer

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture
def my_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small folder "my-model" in the folder where the examples run."""
    tokenizer = Tokenizer.load()
    config = ModelConfig(
        vocab_size=tokenizer.vocab_size, width=32, heads=2, head_size=16, intermediate=48, layers=1, max_positions=192
    )  # fmt: skip
    checkpoint.save_model(tmp_path / "my-model", build(config, 0), config, tokenizer.to_json())
    monkeypatch.chdir(tmp_path)
    return tmp_path / "my-model"


@pytest.mark.usefixtures("my_model")
def test_every_example_runs_and_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = list(re.finditer(r"^```python\n(>>> .*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
    names: Mapping[str, object] = {}
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    for block in blocks:
        line = TEXT.count("\n", 0, block.start(1))
        example = doctest.DocTestParser().get_doctest(block[1], dict(names), PAGE.name, str(PAGE), line)
        runner.run(example, clear_globs=False)
        names = example.globs
    assert runner.summarize(verbose=False).failed == 0, capsys.readouterr().out
    assert len(blocks) == TEXT.count("```python\n>>>")


def test_the_table_of_options_is_the_one_in_the_code() -> None:
    table = TEXT[TEXT.index("| keyword |") : TEXT.index("The filters apply")]
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", table, re.MULTILINE))
    fields = {field.name: field.default for field in dataclasses.fields(Options)}
    assert set(rows) == set(fields) - {"n"}
    for name, said in rows.items():
        default = fields[name]
        assert said in (("none", "as trained") if default in ((), None) else (f"{default:g}",)), name


def test_the_table_of_formats_is_the_one_in_the_code() -> None:
    table = TEXT[TEXT.index("| `out` |") : TEXT.index("Edits are applied")]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == {"out", *OUTPUTS}


def test_every_public_name_is_on_the_page() -> None:
    missing = [name for name in hrm_codegen.__all__ if not re.search(rf"\b{re.escape(name)}\b", TEXT)]
    assert missing == []
