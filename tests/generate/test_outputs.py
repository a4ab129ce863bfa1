from __future__ import annotations

from typing import Any

import pytest

from hrm_codegen import prompts
from hrm_codegen.code.edits import FORMATS, make
from hrm_codegen.code.languages import LANGUAGES
from hrm_codegen.errors import UsageError
from hrm_codegen.generate.base import Completion, Finish
from hrm_codegen.generate.outputs import OUTPUTS, Answer, Target, output
from hrm_codegen.prompts import OUT_KINDS, Special, Text

ADD = "def add(a, b):\n    return a + b\n"


def read(name: str, text: str, finish: Finish = "end", **target: Any) -> Answer:
    return OUTPUTS[name].answer(Completion(text, 7, finish), Target(**target))


def test_the_table_has_every_format_that_prompts_know() -> None:
    assert set(OUTPUTS) == set(OUT_KINDS)


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_format_asks_with_its_own_token_and_shows_files_whole(name: str) -> None:
    files = {"a.py": "x = 1\n" * 900, "b/c.py": "y = 2\n"}
    prompt = OUTPUTS[name].prompt("change it", files=files)
    assert Special(f"<|out:{name}|>") in prompt.parts
    assert Special(f"<|task:{OUTPUTS[name].task}|>") in prompt.parts
    shown = [part.text for part in prompt.parts if isinstance(part, Text)]
    assert [text for text in shown if text.startswith(("a.py", "b/c.py"))] == [f"{path}\n{text}" for path, text in files.items()]


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_format_refuses_an_empty_answer_with_a_reason(name: str) -> None:
    answer = read(name, " \n")
    assert not answer.valid
    assert answer.reason


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("text", ["```", "\x00", "<<<<<<< SEARCH", "--- a\n+++ b\n@@", "((((" * 2000, "'" * 7, "\ud800"])
def test_no_text_makes_a_format_fail(name: str, text: str) -> None:
    answer = read(name, text, files={"a.py": "x = 1\n"})
    assert answer.valid == (not answer.reason)


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="udiff"):
        output("udif")


@pytest.mark.parametrize("text", [ADD, f"```python\n{ADD}```", f"Sure.\n```\n{ADD}```\nThat adds.", f"```python\n{ADD}"])
def test_code_is_what_the_fence_holds_or_the_whole_text(text: str) -> None:
    answer = read("code", text)
    assert (answer.code, answer.valid, answer.reason) == (ADD, True, "")


def test_code_that_does_not_parse_says_where_and_whether_it_was_cut() -> None:
    answer = read("code", "x = 1\ndef f(:\n")
    assert answer.reason.startswith("does not parse: line 2: ")
    assert read("code", "def f(", finish="length").reason.endswith("(cut off after 7 tokens)")


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"python"}))
def test_other_languages_have_their_brackets_checked(language: str) -> None:
    assert read("code", "f() { return (1); }", language=language).valid
    assert not read("code", "f() { return (1; }", language=language).valid


def test_a_language_that_is_not_known_is_taken_as_it_is() -> None:
    assert read("code", "print 'hi", language="other").valid


def test_a_continuation_is_checked_with_the_code_around_it() -> None:
    head, tail = "def add(a, b):\n    return ", " + b\n"
    continued = Target.of(prompts.complete(head), {})
    between = Target.of(prompts.fill_in_middle(head, tail), {})
    assert (continued.before, continued.after) == (head, "")
    assert (between.before, between.after) == (head, tail)
    row = OUTPUTS["code"]
    assert row.answer(Completion("a", 1, "end"), between).valid
    assert not row.answer(Completion("(a", 1, "end"), between).valid
    assert not row.answer(Completion("a", 1, "end"), Target()).reason


def test_code_around_is_found_even_when_it_spells_a_special_token() -> None:
    between = Target.of(prompts.fill_in_middle("<|fim_suffix|>", "after"), {})
    assert (between.before, between.after) == ("<|fim_suffix|>", "after")


def test_commands_are_plain_lines_of_known_programs() -> None:
    answer = read("commands", "```bash\n# stage\ngit add .\ngit commit -m 'x'\n```")
    assert (answer.code, answer.valid) == ("git add .\ngit commit -m 'x'", True)
    assert read("commands", "gti push").reason == "line 1: 'gti' is no program of a known tool (did you mean 'git'?)"
    assert "no plain command" in read("commands", "echo $(date)").reason
    assert read("commands", "# nothing").reason == "the answer has no command"


def test_json_has_the_agreed_fields() -> None:
    assert read("code", "x = 1").as_json() == {
        "text": "x = 1", "code": "x = 1", "valid": True, "reason": "", "tokens": 7, "finish": "end",
    }  # fmt: skip


CALC = "def add(a, b):\n    return a - b\n"
FIXED = CALC.replace("-", "+")
REPLIES = {
    "diff": "calc.py\n```python\n<<<<<<< SEARCH\n    return a - b\n=======\n    return a + b\n>>>>>>> REPLACE\n```\n",
    "udiff": "```diff\n--- calc.py\n+++ calc.py\n@@ ... @@\n def add(a, b):\n-    return a - b\n+    return a + b\n```\n",
    "whole": f"calc.py\n```python\n{FIXED}```\n",
}


@pytest.mark.parametrize("name", REPLIES)
def test_an_edit_that_applies_gives_the_changed_files(name: str) -> None:
    answer = read(name, REPLIES[name], files={"calc.py": CALC, "other.py": "x = 1\n"})
    assert (answer.valid, answer.reason, answer.files) == (True, "", {"calc.py": FIXED})
    assert answer.as_json()["files"] == {"calc.py": FIXED}


@pytest.mark.parametrize("name", REPLIES)
def test_without_files_an_edit_only_has_to_be_well_formed(name: str) -> None:
    assert read(name, REPLIES[name]).valid
    assert not read(name, "I would change the minus into a plus.").valid


@pytest.mark.parametrize(("name", "says"), [("diff", "SEARCH part is not in its file"), ("udiff", "hunk does not apply")])
def test_an_edit_that_does_not_apply_says_so_and_changes_nothing(name: str, says: str) -> None:
    answer = read(name, REPLIES[name], files={"calc.py": "def sub(a, b):\n    return b\n"})
    assert not answer.valid
    assert says in answer.reason
    assert answer.files == {}


def test_an_edit_cannot_leave_the_folder_of_the_files() -> None:
    answer = read("whole", "../secret.py\n```python\nx = 1\n```\n", files={"calc.py": CALC})
    assert not answer.valid
    assert "out of the folder" in answer.reason


@pytest.mark.parametrize("name", FORMATS)
def test_an_edit_that_breaks_a_file_is_refused_but_a_broken_file_may_stay_so(name: str) -> None:
    broken = ADD.replace("a + b", "a +")
    answer = read(name, make(name, "a.py", ADD, broken), files={"a.py": ADD})
    assert (answer.valid, answer.files) == (False, {})
    assert answer.reason.startswith("a.py does not parse: line 2: ")
    assert read(name, make(name, "a.py", broken, "#\n" + broken), files={"a.py": broken}).valid


@pytest.mark.parametrize("name", FORMATS)
def test_an_answer_without_an_edit_changes_no_file(name: str) -> None:
    assert read(name, "It is fine.", files={"a.py": "x = 1\n"}).reason == "the answer changes no file"
