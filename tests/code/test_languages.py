"""The contract that every row of LANGUAGES keeps."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from hrm_codegen.code.languages import LANGUAGES, Language, by_path, by_tag, language
from hrm_codegen.errors import UsageError

every_language = pytest.mark.parametrize("row", LANGUAGES.values(), ids=lambda row: row.name)

HELLO = {
    "python": 'print("hi")\n',
    "cpp": '#include <cstdio>\nint main() { std::puts("hi"); }\n',
    "go": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hi") }\n',
    "java": 'class Hello { public static void main(String[] args) { System.out.println("hi"); } }\n',
    "javascript": 'console.log("hi");\n',
    "rust": 'fn main() { println!("hi"); }\n',
}

FAILS = {  # programs whose assertion does not hold
    "python": "assert 1 == 2\n",
    "cpp": "#include <cassert>\nint main() { assert(1 == 2); }\n",
    "go": 'package main\n\nfunc main() { panic("1 == 2") }\n',
    "java": "class Fails { public static void main(String[] args) { assert 1 == 2; } }\n",
    "javascript": 'require("assert").equal(1, 2);\n',
    "rust": "fn main() { assert_eq!(1, 2); }\n",
}


def test_the_six_languages_are_there_under_their_own_names() -> None:
    assert list(LANGUAGES) == ["python", "cpp", "go", "java", "javascript", "rust"]
    assert all(name == row.name for name, row in LANGUAGES.items())


def test_no_two_languages_share_a_suffix_or_a_tag() -> None:
    suffixes = [row.suffix for row in LANGUAGES.values()]
    tags = [tag for row in LANGUAGES.values() for tag in row.tags]
    assert len(set(suffixes)) == len(suffixes)
    assert len(set(tags)) == len(tags)


@every_language
def test_a_language_is_found_by_name_tag_and_path(row: Language) -> None:
    assert row.tag == row.name, "the tag that is written is the name itself"
    for tag in row.tags:
        assert tag == tag.lower()
        assert language(tag.upper()) is by_tag(f" {tag} ") is row
    assert by_path(f"src/main{row.suffix}") is row


@every_language
def test_every_command_is_complete_and_starts_with_a_named_executable(row: Language) -> None:
    known = {*row.executables, *row.test_executables}
    build, run = row.build_argv("src/Main" + row.suffix, folder="out"), row.run_argv("src/Main" + row.suffix, folder="out")
    for argv in filter(None, (build, run, row.version, *row.test)):
        assert all(part and "{" not in part for part in argv)
        assert argv[0] in known or argv == ("out/Main.bin",)
    assert row.suffix.startswith(".")
    assert (build is None) == (f"src/Main{row.suffix}" in run), "a source is either built or run as it is"


def test_an_unknown_language_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean 'python'"):
        language("pyton")
    assert by_tag("cobol") is None
    assert by_path("Makefile") is None


@pytest.mark.toolchain
@every_language
def test_a_small_program_builds_and_runs_with_the_real_toolchain(row: Language, tmp_path: Path) -> None:
    run = built_and_run(row, f"Hello{row.suffix}", HELLO[row.name], tmp_path)
    assert (run.returncode, run.stdout) == (0, "hi\n")
    subprocess.run(row.version, check=True, capture_output=True, timeout=60)


@pytest.mark.toolchain
@every_language
def test_an_assertion_that_does_not_hold_fails_the_program(row: Language, tmp_path: Path) -> None:
    assert built_and_run(row, f"Fails{row.suffix}", FAILS[row.name], tmp_path).returncode != 0


def built_and_run(row: Language, name: str, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Build and run one source file; skip where the toolchain is not installed."""
    missing = [executable for executable in row.executables if shutil.which(executable) is None]
    if missing:
        pytest.skip(f"{row.name} wants {', '.join(missing)} on PATH")
    source = folder / name
    source.write_text(text)
    build = row.build_argv(str(source), folder=str(folder))
    if build:
        subprocess.run(build, check=True, capture_output=True, cwd=folder, timeout=120)
    return subprocess.run(row.run_argv(str(source), folder=str(folder)), check=False, capture_output=True, text=True, timeout=60)
