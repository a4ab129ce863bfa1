"""Progress: lines where nobody watches, a bar on a terminal, silence when asked."""

from __future__ import annotations

import io

from hrm_codegen.evaluate import progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run(stream: io.StringIO, *, total: int, silent: bool = False) -> str:
    with progress.shown(silent=silent, stream=stream) as tell:
        for done in range(total + 1):
            tell("generate", done, total)
        tell("execute", 0, 0)
    return stream.getvalue()


def test_a_log_gets_a_dozen_plain_lines_and_always_the_last() -> None:
    lines = run(io.StringIO(), total=5000).splitlines()
    assert lines[:2] == ["generate 0/5000", "generate 500/5000"]
    assert lines[-2:] == ["generate 5000/5000", "execute 0/0"]
    assert len(lines) == 12
    assert run(io.StringIO(), total=3).splitlines() == ["generate 0/3", "generate 3/3", "execute 0/0"]


def test_a_terminal_gets_a_bar() -> None:
    drawn = run(Terminal(), total=30)
    assert "30/30" in drawn
    assert "\x1b[" in drawn


def test_silence_is_silence() -> None:
    assert run(Terminal(), total=30, silent=True) == ""
