"""Brackets, strings and comments of the languages that have no parser here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from hrm_codegen.code.brackets import bracket_error
from hrm_codegen.code.languages import LANGUAGES, by_path
from hrm_codegen.errors import Unsupported

BRACE_LANGUAGES = [name for name in LANGUAGES if name != "python"]

RIGHT = {
    "cpp": [
        'auto s = R"x(( )" )x";',
        "int n = 1'000'000; char c = '(';",
        "#pragma don't (\nint x;",
        "#if A\nint f() {\n#else\nint g() {\n#endif\n}",
        "a < b; // (",
        "/* ( */ f(L'\\'');",
    ],
    "go": ['x := `(` + "\\"(" // {', "r := '('"],
    "java": ['String s = """\n  ( "" \\""" (\n  """;', "char c = '\"';"],
    "javascript": [
        "const r = /[/(]\\/\\(/g; let q = a / b / (c);",
        "return /(/.test(x)",
        "const s = `a ${b ? `(${c})` : '}'} (`;",
        "x = `$ { \\` (`",
        "let o = {a: 1}; f(/\\)/)",
    ],
    "rust": [
        "fn f<'a>(x: &'a str) -> char { '(' }",
        'let s = r#"("# ; let t = "a\n("; /* /* ( */ ( */',
        "let c = '\\u{28}'; let b = b'{';",
        'let r = r"(\\";',
    ],
}
WRONG = {
    "cpp": ["f(", "f(]", "}", 'char* s = "abc\n;', "/* never"],
    "go": ["func f() {", "x := `never"],
    "java": ["class A { void f() { }", 'String s = "never;'],
    "javascript": ["f(() => { )", "`${a`", "`never", "`${a", "x = 'never"],
    "rust": ["fn f() {", "/* /* */", 'let s = "never'],
}


@pytest.mark.parametrize(("language", "source"), [(name, source) for name in BRACE_LANGUAGES for source in RIGHT[name]])
def test_whole_code_has_no_error(language: str, source: str) -> None:
    assert bracket_error(source, language) is None


@pytest.mark.parametrize(("language", "source"), [(name, source) for name in BRACE_LANGUAGES for source in WRONG[name]])
def test_what_has_no_partner_is_named_with_its_line(language: str, source: str) -> None:
    error = bracket_error("\n" + source, language)
    assert error is not None
    assert error.startswith("line 2: ")
    assert error.endswith("has no partner")


def test_python_is_left_to_its_parser() -> None:
    with pytest.raises(Unsupported, match="python"):
        bracket_error("x", "python")


@pytest.mark.data
def test_no_polyglot_source_is_accused_and_most_cut_ones_are_noticed(data_root: Path) -> None:
    with gzip.open(data_root / "polyglot" / "polyglot.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    sources = [
        (found.name, text)
        for row in rows
        for kind in ("solution_files", "test_files", "example_files")
        for path, text in row[kind].items()
        if (found := by_path(path)) and found.name != "python"
    ]
    assert [text for name, text in sources if bracket_error(text, name)] == []
    cut = [bracket_error(text[: len(text) * 2 // 3], name) for name, text in sources if len(text) > 300]
    assert len(cut) > 300
    assert cut.count(None) < len(cut) / 5
