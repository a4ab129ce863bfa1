from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

import hrm_codegen
from hrm_codegen import prompts
from hrm_codegen.errors import UsageError
from hrm_codegen.generate.grammar import GRAMMARS, Python, grammar
from hrm_codegen.prompts import Context
from hrm_codegen.tokenizer import Tokenizer

SOURCES = sorted((Path(hrm_codegen.__file__).parent / "code").glob("*.py"))
HANGS = "udiff"  # has one line that ends after a whole value between brackets, which is refused on purpose


def fed(text: str, *, before: str = "", planned: bool = False) -> Python:
    """A grammar that has taken a text, whatever it thinks of it."""
    one = Python(before, planned=planned)
    one.take(text.encode())
    return one


@pytest.mark.parametrize("path", [path for path in SOURCES if path.stem != HANGS], ids=lambda path: path.stem)
def test_no_token_of_a_file_that_parses_is_refused(path: Path) -> None:
    tokenizer, constraint, written = Tokenizer.load(), Python(), b""
    for token in tokenizer.encode(path.read_text(encoding="utf-8")):
        data = tokenizer.decode_bytes([token], skip_special=True)
        assert constraint.allows(data), (written[-200:], data)
        written += data
        constraint.take(data)
    assert constraint.allows(None)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_borders_between_tokens_do_not_matter(size: int) -> None:
    text = (
        "import re\n\n\n@cache\ndef f(x, *, y=lambda a: a):\n    '''Say \"it\\''s.'''\n    if (n := x) == '#':  # ä } (\n"
        "        return {**x, 'a': [b for b in (1, 2) if b], \"\"'c' f'': f'{x!r:>{y}}'}\n    elif x:\n        pass\n"
        "    z = (.5 - 1e-3, 0x1f, ..., not a != b, x if not y else [*z, -1], a is not b or c, (yield), (w := 1), d[..., :])\n"
        "    with (open(a) as b,\n          c):\n        assert {\n                a for a in b  # that\n"
        "                if not a.c\n               }\n"
        "    try:\n        a = x[1:2, ::3] if x else \\\n            y\n    except (KeyError, OSError) as error:\n        raise\n"
        "    finally:\n        x: int = 1\n    match x:\n        case [1, *_]:\n            return '''a\n''' + r'\\d'\n"
        "    async def g():\n        yield '日本'\n\n\nclass A: pass\nelsewhere = 1\n"
    )
    ast.parse(text)
    data, constraint = text.encode(), Python()
    for start in range(0, len(data), size):
        assert constraint.allows(data[start : start + size]), data[: start + size]
        constraint.take(data[start : start + size])
    assert constraint.allows(None)


def test_the_code_before_an_answer_counts() -> None:
    before = 'def f(x):\n    """Double."""\n'
    assert Python(before).allows(b"    return")
    assert not Python(before).allows(b"  return")
    assert Python(before).allows(b"\ndef g():")


def test_where_the_code_before_is_broken_everything_is_allowed() -> None:
    assert Python("def f(:\n").allows(b")]}")
    assert fed("x = )").allows(b"]")


def test_what_is_released_may_go_on_as_it_likes() -> None:
    constraint = fed("x = (1")
    assert not constraint.allows(b"]")
    constraint.release()
    assert constraint.allows(b"]")
    assert constraint.allows(None)


def test_half_a_character_waits_for_the_rest() -> None:
    constraint = fed("x = '")
    for byte in "é".encode():
        assert constraint.allows(bytes([byte]))
        constraint.take(bytes([byte]))
    assert constraint.allows(b"'\n")
    constraint.take(b"\xff\xff\xff\xff")  # no UTF-8, and never will be
    assert constraint.allows(b"'\n")


def test_a_plan_is_free_and_the_code_after_it_is_not() -> None:
    constraint = Python(planned=True)
    for data in (b"<|plan:3|>", b"def f(x):", b"))", b"<|answer|>"):
        assert constraint.allows(data)
        constraint.take(data)
    assert not constraint.allows(b")")


def test_random_tokens_under_the_grammar_make_programs() -> None:
    """Draw tokens blindly: whatever is allowed to end parses."""
    tokenizer, rng = Tokenizer.load(), random.Random(1)
    ended = 0
    for _ in range(60):
        constraint, text = Python(), b""
        for _ in range(12):
            if rng.random() < 0.3 and constraint.allows(None):
                ended += 1
                ast.parse(text.decode())
                break
            data = tokenizer.decode_bytes([rng.randrange(tokenizer.vocab_size)], skip_special=True)
            if constraint.allows(data):
                constraint.take(data)
                text += data
    assert ended > 20


def test_the_table_knows_where_a_grammar_bears_on_an_answer() -> None:
    python = prompts.ask("Add.", language="python", task="write", out="code", context=Context())
    assert isinstance(grammar("python", python), Python)
    assert grammar(None, python) is None
    assert grammar("python", prompts.ask("Add.", language="rust", task="write", out="code", context=Context())) is None
    assert set(GRAMMARS) == {"python"}
    with pytest.raises(UsageError, match=r"unknown grammar 'pyhton'.*did you mean 'python'"):
        grammar("pyhton", python)
