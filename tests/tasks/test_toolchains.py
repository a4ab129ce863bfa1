from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from hrm_codegen.code.portable.base import Written
from hrm_codegen.code.portable.write import WRITERS, write
from hrm_codegen.tasks import toolchains

sys.path.insert(0, str(Path(__file__).parents[1] / "code" / "portable"))

from portable_programs import PROGRAMS

every_language = pytest.mark.parametrize("language", WRITERS)


def wanted(language: str) -> None:
    if not toolchains.available(language):
        pytest.skip(f"no toolchain for {language}")


@pytest.mark.toolchain
@every_language
def test_hand_made_programs_agree_with_python(language: str) -> None:
    wanted(language)
    results = toolchains.run_all(language, [write(program, language) for program in PROGRAMS.values()])
    assert {name: result.detail for name, result in zip(PROGRAMS, results, strict=True) if not result.passed} == {}


@pytest.mark.toolchain
@pytest.mark.parametrize("language", ["javascript", "rust"])
def test_a_program_that_fails_does_not_sink_its_batch(language: str) -> None:
    wanted(language)
    good = write(PROGRAMS["helpers"], language)
    wrong = good._replace(tests=tuple(test.replace("4, -5", "4, -6") for test in good.tests))
    broken = good._replace(code=good.code.replace("{", "{ ?", 1))
    results = toolchains.run_all(language, [good, wrong, broken, good])
    assert [result.passed for result in results] == [True, False, False, True]
    assert all(result.detail for result in results[1:3])


def test_a_missing_toolchain_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HRM_TOOLCHAINS", str(tmp_path))
    toolchains.available.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert not toolchains.available("go")
        assert not toolchains.available("go")
    toolchains.available.cache_clear()
    assert [record.getMessage() for record in caplog.records] == ["go is left out: go not found; scripts/toolchains installs it"]


def test_no_programs_are_no_work() -> None:
    assert toolchains.run_all("rust", []) == []
    assert toolchains.tidied("python", [Written("python", "", "", "", (), "")]) == [Written("python", "", "", "", (), "")]
