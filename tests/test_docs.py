"""Documentation that can rot is checked: the roadmap's rows, every command and every path that the docs name."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from hrm_codegen import cli
from hrm_codegen.data.makers import MAKERS
from hrm_codegen.tasks import datafiles

ROOT = Path(__file__).resolve().parent.parent
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
# every entry of the plan; a row never disappears
PLAN_IDS = """
1.1.1 1.1.2 1.1.3 1.1.4 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 questions D1 2.1.1 2.1.2 2.1.3
2.2.1 2.2.2 2.2.3 2.3.1 2.3.2 2.3.3 D3 D5 3.1.1 3.1.2 3.1.3 3.1.4 D6
3.2.1 3.2.2 3.2.3 3.2.4 4.2.1 4.2.2 D4 2.1.4 4.1.1
2.2.4 4.1.2 4.1.3 4.2.3
5.1.1 5.1.2 5.2.1 5.2.2 docker ways-back warning-signs
target-parameters target-memory target-second target-4bit target-hardware target-livecodebench target-polyglot
""".split()
FOLDERS = ("src", "tests", "docs", "configs", "scripts", "benchmarks", ".ci", ".github")


def code_spans(file: Path) -> list[str]:
    """Return every backticked span outside fenced blocks."""
    text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def roadmap_rows() -> dict[str, list[str]]:
    rows = {}
    for line in (ROOT / "docs" / "roadmap.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) >= 4 and cells[0] not in ("id", "---"):
            rows[cells[0]] = cells[1:]
    return rows


def test_the_roadmap_has_a_row_for_every_entry_of_the_plan() -> None:
    rows = roadmap_rows()
    assert [entry for entry in PLAN_IDS if entry not in rows] == []
    empty = [entry for entry, cells in rows.items() if not all(cells)]
    assert empty == []


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_path_that_a_document_names_exists(file: Path) -> None:
    missing = []
    for span in code_spans(file):
        path = span.split("::")[0].split(" ")[0]
        named = path.split("/")[0] in FOLDERS and "/" in path and not re.search(r"[*{}<>$…]", path)
        if named and not (ROOT / path).exists():
            missing.append(span)
    assert missing == []


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_test_that_a_document_names_exists(file: Path) -> None:
    missing = []
    for span in code_spans(file):
        if span.startswith("tests/") and "::" in span:
            path, name = span.split("::")
            if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8"):
                missing.append(span)
    assert missing == []


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_command_that_a_document_names_exists(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    fenced = [
        line for block in re.findall(r"```(?:bash|sh|console)\n(.*?)```", text, flags=re.DOTALL) for line in block.splitlines()
    ]
    wrong = []
    for span in [*code_spans(file), *(line.removeprefix("$ ") for line in fenced)]:
        command = re.sub(r"^(HRM_\w+=\S+ )*(\.venv/bin/)?", "", span.strip())
        if command.startswith("hrm ") and (problem := command_problem(command)):
            wrong.append(f"{span}: {problem}")
        if command.startswith("make ") and not re.search(
            rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(), flags=re.MULTILINE
        ):
            wrong.append(span)
    assert wrong == []


def command_problem(text: str) -> str:
    """Resolve "hrm eval mbpp --k 1" in the real command tree; return what does not exist, or nothing."""
    words = shlex.split(re.split(r" [|>] ", text)[0].replace("…", ""), comments=True)[1:]
    command: click.Command = cli.hrm
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.commands.get(words[0]) if not isinstance(command, cli.LazyGroup) else None
        if isinstance(command, cli.LazyGroup):
            if words[0] not in cli.COMMANDS:
                return f"no command {words[0]}"
            found = command.get_command(click.Context(command), words[0])
        if found is None:
            break
        command, words = found, words[1:]
    beside: dict[str, click.Command] = getattr(command, "beside", {})  # of hrm eval: plans, puzzles, ...
    if words and words[0] in beside:
        command, words = beside[words[0]], words[1:]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    known |= {"--help", "--version", "--debug", "--quiet", "--no-input"}
    flags = [word.split("=")[0] for word in words if re.match(r"-{1,2}[a-z]", word)]
    unknown = [flag for flag in flags if flag not in known]
    return f"no option {unknown[0]}" if unknown else ""


def test_the_table_of_data_files_is_the_one_in_the_code() -> None:
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    table = text[text.index("| file | records |") :].split("\n\n")[0].splitlines()[2:]
    rows = {cells[0].strip("`"): cells[1:] for cells in ([cell.strip() for cell in line.split("|")[1:-1]] for line in table)}
    assert [(path, *cells[:2]) for path, cells in rows.items()] == [
        (file.path, f"{file.records:,}", file.licence) for file in datafiles.FILES.values()
    ]
    built = tomllib.loads((ROOT / "configs" / "data-26m.toml").read_text(encoding="utf-8"))["sources"]
    named = {path: set(re.findall(r"`([^`]+)`", cells[3])) for path, cells in rows.items()}
    assert set().union(*named.values()) <= set(MAKERS)
    wanted = {path for path, sources in named.items() if sources & {source["maker"] for source in built}}
    assert {path for path, cells in rows.items() if cells[4] == "yes"} == wanted


def test_the_log_has_dates_and_commands() -> None:
    entries = re.split(r"^## ", (ROOT / "docs" / "log.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        title = entry.splitlines()[0]
        assert re.match(r"\d{4}-\d\d-\d\d ", title), title
        assert "`" in entry, f"{title}: no command"
