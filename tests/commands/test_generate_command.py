"""`hrm generate`: answers alone on stdout, one line for every mistake, the exit codes that scripts rely on."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from hrm_codegen import checkpoint, cli
from hrm_codegen.commands.generate import Asked, answer, read_files
from hrm_codegen.errors import DataError, UsageError
from hrm_codegen.generate import shipped
from hrm_codegen.generate.base import Options
from hrm_codegen.generate.scripted import ScriptedGenerator
from hrm_codegen.models.base import ModelConfig, build
from hrm_codegen.tokenizer import SMALLEST_VOCAB, Tokenizer

FENCED = "Here:\n```python\nx = 1\n```\n"


def says(capsys: pytest.CaptureFixture[str], script: str | list[str], *, n: int = 1, **wanted: Any) -> tuple[str, str]:
    """Let the command answer with a script; return stdout and stderr."""
    asked = Asked(**{"prompt": "p", "language": None, "out": "code", "files": {}, "stream": False, "as_json": False} | wanted)
    answer(ScriptedGenerator({"": script}), asked, Options(n=n))
    return tuple(capsys.readouterr())  # type: ignore[return-value]  # two texts


def test_without_a_language_the_answer_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert says(capsys, FENCED) == (FENCED, "")


def test_with_a_language_only_the_code_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert says(capsys, FENCED, language="python") == ("x = 1\n", "")


def test_an_answer_without_a_line_end_gets_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert says(capsys, "x = 1") == ("x = 1\n", "")


def test_an_invalid_answer_is_printed_and_a_note_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = says(capsys, "x = (", language="python")
    assert out == "x = (\n"
    assert err.startswith("hrm: the answer is not valid: does not parse: line 1")


def test_several_answers_are_parted_by_comments_of_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert says(capsys, ["a;", "b;"], n=2, language="java")[0] == "// answer 1 of 2\na;\n// answer 2 of 2\nb;\n"


def test_json_tells_everything_in_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = says(capsys, ["x = 1", "x = ("], n=2, as_json=True)
    table = json.loads(out)
    assert table["v"] == 1
    assert [found["valid"] for found in table["completions"]] == [True, False]
    assert set(table["completions"][0]) == {"text", "code", "valid", "reason", "tokens", "finish"}


def test_a_stream_prints_the_same_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert says(capsys, "é = 1", stream=True)[0] == "é = 1\n"
    assert says(capsys, "é = 1\n", stream=True)[0] == "é = 1\n"


def test_a_stream_of_json_has_a_piece_a_line_and_ends_with_the_answers(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = says(capsys, ["ab", "cd"], n=2, stream=True, as_json=True)
    *pieces, last = map(json.loads, out.splitlines())
    texts = ["".join(piece["text"] for piece in pieces if piece["sample"] == sample) for sample in range(2)]
    assert texts == ["ab", "cd"] == [found["text"] for found in last["completions"]]
    assert [piece["finish"] for piece in pieces] == [None, None, "end"] * 2


def test_commands_are_checked_and_spoken_in_no_language(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = says(capsys, "gti push", out="commands")
    assert out == "gti push\n"
    assert "did you mean 'git'" in err


def test_an_edit_that_applies_is_told_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text("x = 1\n", encoding="utf-8")
    reply = "a.py\n<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n"
    files = read_files(["a.py"])
    assert says(capsys, reply, out="diff", files=files) == (reply, "hrm: the answer applies to a.py; nothing is written\n")
    assert json.loads(says(capsys, reply, out="diff", files=files, as_json=True)[0])["completions"][0]["files"] == {
        "a.py": "x = 2\n"
    }
    assert Path("a.py").read_text(encoding="utf-8") == "x = 1\n"


def test_files_are_shown_by_their_place_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("work/sub/a.py", "lib/b.py", "work/b.py"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(place, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "work")
    assert read_files([str(tmp_path / "work/sub/a.py"), "../lib/b.py"]) == {"sub/a.py": "work/sub/a.py", "b.py": "lib/b.py"}
    with pytest.raises(UsageError, match=r"another file 'b\.py'"):
        read_files(["b.py", "../lib/b.py"])
    Path("c.py").write_bytes(b"\xff")
    with pytest.raises(DataError, match=r"c\.py is not UTF-8"):
        read_files(["c.py"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with random weights."""
    path = tmp_path_factory.mktemp("command") / "m"
    config = ModelConfig(
        vocab_size=SMALLEST_VOCAB, width=32, heads=2, head_size=16, intermediate=48, layers=1, max_positions=80, tied=False
    )  # fmt: skip
    checkpoint.save_model(path, build(config, 1), config, Tokenizer.train([], vocab_size=SMALLEST_VOCAB).to_json())
    return path


@pytest.fixture
def hrm(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Give a function that runs the whole command; it returns exit code, stdout and stderr."""
    monkeypatch.delenv("HRM_MODEL", raising=False)
    monkeypatch.setattr(shipped, "_place", lambda: tmp_path / "default")  # a package that holds no model

    def run(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hrm", "generate", *map(str, args)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert isinstance(end.value.code, int)
        return end.value.code, *capsys.readouterr()

    return run


def test_the_same_seed_gives_the_same_answers(hrm: Any, folder: Path) -> None:
    wanted = ("add", "--model", folder, "--max-tokens", 6, "--temperature", 1.5, "-n", 3, "--json")
    assert hrm(*wanted, "--seed", 4)[1] == hrm(*wanted, "--seed", 4)[1] != hrm(*wanted, "--seed", 5)[1]


def test_every_way_to_generate_is_taken(hrm: Any, folder: Path) -> None:
    flags = "--top-p 0.9 --top-k 5 --min-p 0.1 --stop a --stop b --attention causal --cycles 1 --device cpu --dtype bf16".split()
    code, out, _ = hrm("add", "--model", folder, "--max-tokens", 5, "--json", *flags)
    assert code == 0
    assert len(json.loads(out)["completions"]) == 1


def test_the_prompt_comes_from_stdin_where_asked(hrm: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [hrm("add two", "--model", folder, "--max-tokens", 9)]
    for prompt in ([], ["-"]):
        monkeypatch.setattr("sys.stdin", _Stdin(b"add two"))
        answers.append(hrm(*prompt, "--model", folder, "--max-tokens", 9))
    assert answers[0] == answers[1] == answers[2]


class _Stdin:
    def __init__(self, data: bytes) -> None:
        import io

        self.buffer = io.BytesIO(data)

    def isatty(self) -> bool:
        return False


def test_the_model_may_be_named_by_the_environment(hrm: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HRM_MODEL", str(folder))
    assert hrm("add", "--max-tokens", 3)[0] == 0


def test_the_model_inside_the_package_answers_and_stderr_says_so(hrm: Any, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "default")
    shipped.write_sums(tmp_path / "default")
    code, out, err = hrm("add", "--max-tokens", 3)
    assert (code, out) == hrm("add", "--max-tokens", 3, "--model", folder)[:2]
    weights = json.loads((folder / "hrm.json").read_text(encoding="utf-8"))["weights_sha256"]
    assert f"inside the package answers (weights {weights[:12]})" in err
    (tmp_path / "default" / "model.safetensors").write_bytes(b"damaged")
    code, out, err = hrm("add", "--max-tokens", 3)
    assert (code, out) == (2, "")
    assert "model.safetensors is damaged" in err


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["add"], 5, "hrm demo"),
        (["add", "--model", "nowhere"], 5, "nowhere does not exist"),
        ([" ", "--model", "x"], 2, "prompt is empty"),
        (["add", "--temperature", "-1"], 2, "temperature is -1.0"),
        (["add", "--top-p", "2"], 2, "top_p is 2.0"),
        (["add", "--stop", ""], 2, "empty"),
        (["add", "--language", "pyton"], 2, "did you mean 'python'"),
        (["add", "--stream", "-n", "2"], 2, "--json"),
        (["add", "--file", "missing.py"], 5, "missing.py does not exist"),
    ],
)
def test_every_mistake_is_one_line_and_leaves_stdout_empty(hrm: Any, args: list[str], code: int, says: str) -> None:
    found, out, err = hrm(*args)
    assert (found, out) == (code, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_prompt_over_the_context_is_refused_with_both_numbers(hrm: Any, folder: Path) -> None:
    code, out, err = hrm("x" * 200, "--model", folder)
    assert (code, out) == (2, "")
    assert "tokens long and the model holds 80" in err


def test_a_damaged_folder_is_refused(hrm: Any, folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        data = file.read_bytes()
        (tmp_path / file.name).write_bytes(data[:-5] if file.name == "model.safetensors" else data)
    code, out, err = hrm("add", "--model", tmp_path)
    assert (code, out) == (2, "")
    assert "model.safetensors" in err


def test_equal_answers_are_announced(hrm: Any, folder: Path) -> None:
    code, _, err = hrm("add", "--model", folder, "-n", 2, "--max-tokens", 2)
    assert code == 0
    assert "--temperature" in err


PLANNED = "<|plan:4|><|plan:7|>total(a)\nclass C: f<|answer|>x = 1\n"


def test_a_plan_goes_to_stderr_and_the_code_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = says(capsys, PLANNED, language="python", plan=True)
    assert out == "x = 1\n"
    assert err == "hrm: plan: loop, count; outline: total(a); class C: f\n"


def test_several_plans_are_numbered_and_a_missing_answer_is_not_valid(capsys: pytest.CaptureFixture[str]) -> None:
    _, err = says(capsys, [PLANNED, "<|plan:0|>f()"], n=2, language="python", plan=True)
    assert "plan 2: arithmetic; outline: f()" in err
    assert "answer 2 is not valid: the answer is empty" in err


def test_json_holds_the_plan_and_the_outline_beside_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = says(capsys, PLANNED, language="python", plan=True, as_json=True)
    (found,) = json.loads(out)["completions"]
    assert (found["plan"], found["outline"], found["code"], found["text"]) == (
        ["loop", "count"], "total(a)\nclass C: f", "x = 1\n", "x = 1\n",
    )  # fmt: skip
    assert found["valid"]


def test_a_plan_is_asked_for_where_the_answer_would_begin() -> None:
    asked = Asked(prompt="p", language="python", out="code", files={}, stream=False, as_json=False, plan=True)
    assert asked.request.asks_plan


@pytest.mark.parametrize(("wanted", "why"), [({"out": "diff"}, "--format is diff"), ({"stream": True}, "--stream")])
def test_a_plan_does_not_go_with_edits_or_a_stream(wanted: dict[str, Any], why: str) -> None:
    fields = {"prompt": "p", "language": None, "out": "code", "files": {}, "stream": False, "as_json": False, "plan": True}
    with pytest.raises(UsageError, match=why):
        Asked(**fields | wanted).check(Options())
