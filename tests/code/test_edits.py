"""The formats as one: whatever is made applies, whatever is applied can be taken back, no reply does harm."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hrm_codegen.code import edits
from hrm_codegen.code.edits import FORMATS, Edit, apply, apply_reply, difference, differences, invert, make
from hrm_codegen.errors import DataError, Unsupported, UsageError

CALC = "import os\n\n\ndef add(a, b):\n    return a - b\n\n\ndef mul(a, b):\n    return a * b\n"
SOME_LINES = st.sampled_from(
    [
        *("", "", "x = 1", "    x = 1", "def f(x):", "    return x", "}", "...", "    ...", "# in a.py", "a.py", "```", "````"),
        *("<<<<<<< SEARCH", "@@ @@", "--- a.py", "-- x", "+ y", "-", "trailing  ", "\ttab", "\\ No newline at end of file"),
    ]
)
ANY_LINE = SOME_LINES | st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=9)
ANY_TEXT = st.lists(ANY_LINE, max_size=9).map("\n".join) | st.text(max_size=20)


def ended(lines: list[str]) -> str:
    return "".join(line + "\n" for line in lines)


def says(kind: str, reply: str, old: str, new: str) -> bool:
    done = apply_reply(kind, reply, {"a.py": old}, ["a.py"])
    return (done.files, done.malformed) == ({"a.py": new}, 0)


@pytest.mark.parametrize("kind", FORMATS)
@given(old=ANY_TEXT, new=ANY_TEXT)
def test_what_is_made_applies_or_is_refused(kind: str, old: str, new: str) -> None:
    try:
        reply = make(kind, "a.py", old, new)
    except Unsupported:
        return
    assert says(kind, reply, old, new)


@given(old=st.lists(ANY_LINE).map("\n".join), new=st.lists(ANY_LINE, min_size=1).map(ended))
def test_blocks_say_every_change_to_a_text_that_ends_in_a_newline(old: str, new: str) -> None:
    assume(not old or old.strip())
    assert says("diff", make("diff", "a.py", old, new), old, new)


# a whole hunk misreads a deleted "-- x" above an added "++ y" as the head of a file; blank lines lose their blanks
PLAIN_LINE = ANY_LINE.filter(lambda line: not line.startswith("++ ") and (not line or line.strip()))


@given(old=st.lists(PLAIN_LINE).map(ended), new=st.lists(PLAIN_LINE, min_size=1).map(ended))
def test_unified_diffs_say_every_change_between_texts_that_end_in_a_newline(old: str, new: str) -> None:
    assume(not old or old.strip())
    assert says("udiff", make("udiff", "a.py", old, new), old, new)


@given(old=ANY_TEXT, new=st.text(st.characters(exclude_characters="`<", exclude_categories=("Cs",))))
def test_listings_say_every_text_without_fences(old: str, new: str) -> None:
    assume(not new or new.endswith("\n") or new == new.rstrip())
    assert says("whole", make("whole", "a.py", old, new), old, new)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_missing_file_is_made(kind: str) -> None:
    reply = make(kind, "pkg/new.py", "", "x = 1\n")
    done = apply_reply(kind, reply, {"a.py": ""}, ["a.py"])
    assert (done.files, done.edited) == ({"a.py": "", "pkg/new.py": "x = 1\n"}, ("pkg/new.py",))


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_to_change_is_an_empty_reply(kind: str) -> None:
    assert make(kind, "a.py", CALC, CALC) == ""


def test_what_a_format_cannot_say_names_the_others() -> None:
    with pytest.raises(Unsupported, match=r"'udiff' cannot say this change of a\.py; use another one of diff, udiff, whole"):
        make("udiff", "a.py", "x = 1\n", "")


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'udiff'"):
        make("udif", "a.py", "", "x\n")


def test_a_change_brings_as_little_as_tells_it_apart() -> None:
    assert make("diff", "calc.py", CALC, CALC.replace("a - b", "a + b")) == (
        "calc.py\n```python\n<<<<<<< SEARCH\n    return a - b\n=======\n    return a + b\n>>>>>>> REPLACE\n```\n"
    )
    assert make("udiff", "calc.py", CALC, CALC.replace("os", "os, re")) == (
        "```diff\n--- calc.py\n+++ calc.py\n@@ @@\n-import os\n+import os, re\n```\n"
    )
    twice = "def f():\n    pass\n\n\ndef g():\n    pass\n"
    assert make("diff", "b.go", twice, twice[:-5] + "return\n") == (
        "b.go\n```go\n<<<<<<< SEARCH\ndef g():\n    pass\n=======\ndef g():\n    return\n>>>>>>> REPLACE\n```\n"
    )


def test_distant_changes_are_blocks_of_their_own() -> None:
    reply = make("diff", "calc.py", CALC, CALC.replace("a - b", "a + b").replace("os", "re"))
    assert reply.count("<<<<<<< SEARCH") == 2
    assert "def" not in reply


PATHS = st.sampled_from(["a.py", "b/c.py", "new.py"])
FILES = st.dictionaries(PATHS, ANY_TEXT)


@given(files=FILES, path=PATHS, new=st.none() | ANY_TEXT)
def test_an_edit_and_its_inverse_leave_every_file_as_it_was(files: dict[str, str], path: str, new: str | None) -> None:
    edit = difference(path, files.get(path), new)
    assume(path in files or new is not None)
    after = apply(edit, files)
    assert after.get(path) == new
    assert apply(invert(edit), after) == files
    assert invert(invert(edit)) == edit


@given(kind=st.sampled_from([*FORMATS]), files=FILES, pieces=st.lists(ANY_LINE | PATHS | SOME_LINES, max_size=12))
def test_every_reply_can_be_taken_back_and_none_makes_a_format_fail(kind: str, files: dict[str, str], pieces: list[str]) -> None:
    done = apply_reply(kind, "\n".join(pieces), files, files)
    assert (done.status == "malformed") == bool(done.malformed) == bool(done.message)
    assert bool(done.reason) == bool(done.error or not done.edits)
    undone = dict(done.files)
    for edit in done.edits:
        undone = apply(invert(edit), undone)
    assert undone == files


def test_differences_name_the_files_that_come_go_and_change() -> None:
    found = differences({"a": "1\n", "b": "2\n", "c": "3\n"}, {"a": "1\n", "b": "4\n", "d": ""})
    assert [(edit.path, edit.creates, edit.deletes) for edit in found] == [
        ("b", False, False), ("c", False, True), ("d", True, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "files", "wrong"),
    [
        (difference("a", "1\n", "2\n"), {}, "a is not there"),
        (difference("a", None, "2\n"), {"a": "1\n"}, "a is already there"),
        (difference("a", "0\n1\n", "0\n2\n"), {"a": "0\n3\n"}, "a, line 2 is not what"),
        (difference("a", "1\n", None), {"a": "1\n2\n"}, "a has lines"),
    ],
)
def test_an_edit_refuses_files_it_was_not_made_for(edit: Edit, files: dict[str, str], wrong: str) -> None:
    with pytest.raises(DataError, match=wrong):
        apply(edit, files)


OUTSIDE = ["../x.py", "/etc/passwd", "a/../../x.py", "x\0.py"]


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("kind", FORMATS)
def test_a_path_out_of_the_folder_is_never_edited(kind: str, path: str) -> None:
    reply = {
        "diff": f"{path}\n```\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE\n```\n",
        "udiff": f"```diff\n--- /dev/null\n+++ {path}\n@@ @@\n+x\n```\n",
        "whole": f"{path}\n```\nx\n```\n",
    }[kind]
    done = apply_reply(kind, reply, {"a.py": "1\n"}, [])
    assert (done.files, done.error, done.malformed) == ({"a.py": "1\n"}, "path_outside", 1)
    assert repr(path) in done.message


@pytest.mark.parametrize("kind", FORMATS)
def test_a_path_below_a_file_is_passed_over_and_a_folder_stays_one(kind: str) -> None:
    files = {"a.py": "1\n", "pkg/b.py": "2\n"}
    for path in ("a.py/x", "pkg"):
        reply = {
            "diff": f"{path}\n```\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE\n```\n",
            "udiff": f"```diff\n--- {path}\n+++ {path}\n@@ @@\n+x\n```\n",
            "whole": f"{path}\n```\nx\n```\n",
        }[kind]
        assert apply_reply(kind, reply, files, []).files == files


def test_two_spellings_of_a_path_are_one_file() -> None:
    reply = "./a.py\n```\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n```\n"
    assert apply_reply("diff", reply, {"a.py": "x\n"}, ["a.py"]).files == {"a.py": "y\n"}


def test_every_error_has_its_reason() -> None:
    assert set(edits._REASONS) >= {"missing_filename", "no_match", "udiff_no_match", "swallowed", "nothing"}
    assert apply_reply("diff", "I think the code is fine.", {"a.py": ""}, ["a.py"]).reason == "the answer changes no file"
