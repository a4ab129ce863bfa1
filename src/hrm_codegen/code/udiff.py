"""Unified diffs: parse, match and apply as Aider does, its accidents included; write diffs that it applies.

Only what stands in ```` ```diff ```` fences counts. The file comes from the `+++` line, line numbers are ignored, and a
hunk is text to find (its ` ` and `-` lines) and text to put there (its ` ` and `+` lines). Where that text is not found,
blank lines and indentation are forgiven, lines that the file does not have are taken for new ones, and context is given up
line by line: an edit may end up where it does not belong, and a line of context that the file lacks may appear in it.
"""

from __future__ import annotations

import difflib
import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hrm_codegen.code.chat import Change, Chat, Malformed, Swallowed
from hrm_codegen.code.linediff import shared, spans

_TICKS = "```"
_OUTDENT = "←"
FEW = 10  # characters: text to find that is shorter, blanks not counted, must occur once; longer text is replaced everywhere
MOSTLY = 0.66  # share of a hunk's old lines that the file must have for the others to count as new


class _Pair(NamedTuple):
    """What a hunk says: lines before and lines after."""

    before: list[str]
    after: list[str]


def _pair(hunk: Sequence[str]) -> _Pair:
    """Part a hunk's lines by their first character; bare line ends are context, unknown signs do not count."""
    signed = [(" ", line) if len(line) < 2 else (line[0], line[1:]) for line in hunk]
    return _Pair([text for sign, text in signed if sign in " -"], [text for sign, text in signed if sign in " +"])


def _hunk(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return the lines of a hunk with all of the context; empty when nothing changes."""
    return list(difflib.unified_diff(before, after, n=max(len(before), len(after))))[3:]


def parse(reply: str) -> list[Change]:
    """Return the hunks of a reply in order, as text before and text after; raise Swallowed where Aider trips."""
    lines = (reply if reply.endswith("\n") else reply + "\n").splitlines(keepends=True)
    found: list[Change] = []
    at = 0
    while at < len(lines):
        if lines[at].startswith(_TICKS + "diff"):
            if at + 1 == len(lines):
                raise Swallowed("the reply ends with an opening fence")
            # an unclosed block ends before its last line
            fences = (index for index in range(at + 1, len(lines)) if lines[index].startswith(_TICKS))
            end = next(fences, len(lines) - 1)
            found += _block(lines[at + 1 : end])
            at = end
        at += 1
    return _named(found)


def _named(changes: Sequence[Change]) -> list[Change]:
    """Give hunks without a file the one before them."""
    named: list[Change] = []
    for change in changes:
        named.append(change._replace(path=change.path or (named[-1].path if named else None)))
    return named


def _block(lines: list[str]) -> list[Change]:
    """Return the hunks of one fenced block."""
    path = None
    if len(lines) > 1 and lines[0].startswith("--- ") and lines[1].startswith("+++ "):
        path, lines = _target(lines[0][4:].strip(), lines[1][4:].strip()), lines[2:]
    found: list[Change] = []
    hunk: list[str] = []
    for line in [*lines, "@@ @@"]:
        hunk.append(line)
        if len(line) < 2:
            continue
        if line.startswith("+++ ") and _heads_file(hunk):
            found.append(_change(path, hunk[: -3 if hunk[-3] == "\n" else -2]))
            path, hunk = line[4:].strip(), []
        elif line[0] == "@":
            if any(sign in ("+", "-") for sign in (kept[0] for kept in hunk if len(kept) > 1)):
                found.append(_change(path, hunk[:-1]))
            hunk = []
    return found


def _heads_file(hunk: Sequence[str]) -> bool:
    """Say whether the last two lines name a file; Aider looks for a hunk before them and trips when there is none."""
    if len(hunk) == 1 or (len(hunk) == 2 and hunk[0].startswith("--- ")):
        raise Swallowed("a file's head without a hunk before it")
    return hunk[-2].startswith("--- ")


def _target(old: str, new: str) -> str:
    """Return the file that two head lines name, without git's prefixes."""
    return new[2:] if (old.startswith("a/") or old == "/dev/null") and new.startswith("b/") else new


def _change(path: str | None, hunk: Sequence[str]) -> Change:
    before, after = (_bare_blanks(lines) for lines in _pair(hunk))
    return Change(path, "".join(before), "".join(after))


def _bare_blanks(lines: Sequence[str]) -> list[str]:
    """Reduce blank lines to their line end."""
    return [line if line.strip() else line[-(len(line) - len(line.rstrip("\r\n")))] for line in lines]


def plan(reply: str, chat: Chat) -> list[Change]:
    """Return the hunks of a reply."""
    del chat
    return parse(reply)


def carry_out(changes: Sequence[Change], chat: Chat) -> None:
    """Apply hunks in order, each one once; raise Malformed for those that do not match, the others stay."""
    unique = dict.fromkeys(change for change in changes if change.search != change.replace)
    if any(change.path is None for change in unique):
        raise Swallowed("a hunk without a file")
    wrong = [_NO_MATCH.format(path=change.path, search=change.search, count=len(change.search.splitlines()))
             for change in unique if not _carried(change, chat)]  # fmt: skip
    if wrong:
        raise Malformed("udiff_no_match", "\n\n".join(wrong))


_NO_MATCH = """UnifiedDiffNoMatch: hunk failed to apply!

{path} does not contain lines that match the diff you provided!
Try again.
DO NOT skip blank lines, comments, docstrings, etc!
The diff needs to apply cleanly to the lines in {path}!

{path} does not contain these {count} exact lines in a row:
```
{search}```
"""


def _carried(change: Change, chat: Chat) -> bool:
    """Apply one hunk to its file; say whether it matched, and left anything."""
    place = chat.place(change.path or "")
    text = chat.read(place)
    if text is None:
        return False
    new = _applied(text, change) if change.search.strip() else text + change.replace
    if new:
        chat.write(place, new)
    return bool(new)


def _applied(text: str, change: Change) -> str | None:
    """Return the text with a hunk applied, the strictest way that works; None without one."""
    found = _found(text, change.search, change.replace)
    if found:
        return found
    # runs of context (even places) and of changes (odd places) in turn
    grouped = itertools.groupby(_repaired(text, change), key=lambda line: line[0] in "+-")
    runs = [(changed, list(lines)) for changed, lines in grouped]
    if runs and runs[0][0]:
        runs.insert(0, (False, []))
    if runs and runs[-1][0]:
        runs.append((False, []))
    for at in range(1, len(runs), 2):
        with_less = _with_less_context(text, runs[at - 1][1], runs[at][1], runs[at + 1][1])
        if not with_less:
            return None
        text = with_less
    return text


def _repaired(text: str, change: Change) -> list[str]:
    """Return the hunk with old lines that the file lacks left out, so that they count as new where they stay."""
    hunk = _hunk(change.search.splitlines(keepends=True), change.replace.splitlines(keepends=True))
    kept = shared(change.search, text)
    old, new_old = change.search.splitlines(keepends=True), kept.splitlines(keepends=True)
    if len(kept.strip()) < FEW or len(new_old) < len(old) * MOSTLY:
        return hunk
    return _hunk(new_old, change.replace.splitlines(keepends=True))


def _with_less_context(text: str, above: list[str], changes: list[str], below: list[str]) -> str | None:
    """Apply changes with as much context as possible, above rather than below."""
    for used in range(len(above) + len(below), -1, -1):
        for used_above in range(min(used, len(above)), max(0, used - len(below)) - 1, -1):
            hunk = above[len(above) - used_above :] + changes + below[: used - used_above]
            before, after = _pair(hunk)
            found = _found(text, "".join(before), "".join(after))
            if found:
                return found
    return None


def _found(text: str, before: str, after: str) -> str | None:
    """Replace text by text: as it is, without blank lines at the ends, with indentation relative to the line above."""
    few = len("".join(line.strip() for line in before.splitlines(keepends=True))) < FEW
    if not before or (few and text.count(before) > 1):
        return None
    plain = (before, after, text)
    stripped = (before.strip("\n") + "\n", after.strip("\n") + "\n", _stripped(text))
    return _exact(*plain) or _exact(*stripped) or _relative(*plain) or _relative(*stripped)


@functools.lru_cache(maxsize=8)
def _stripped(text: str) -> str:
    return text.strip("\n") + "\n"


def _exact(before: str, after: str, text: str) -> str | None:
    return text.replace(before, after) if before in text else None


def _relative(before: str, after: str, text: str) -> str | None:
    """Replace where each line's indentation only has to differ from the line above as the hunk's does."""
    mark = _OUTDENT
    if any(mark in part for part in (before, after, text)):
        taken = set(before + after + text)
        mark = next(char for char in map(chr, range(0x10FFFF, 0x10000, -1)) if char not in taken)
    found = _exact(_dented(before, mark), _dented(after, mark), _dented(text, mark))
    return _undented(found, mark) if found else None


@functools.lru_cache(maxsize=64)
def _dented(text: str, mark: str) -> str:
    """Write each line as two: what its indentation adds to the line above, or a mark for each blank less; and the rest."""
    parts: list[str] = []
    last = 0
    for line in text.splitlines(keepends=True):
        inner = line.rstrip("\n\r")
        width = len(inner) - len(inner.lstrip())
        parts.append((line[last:width] if width > last else mark * (last - width)) + "\n" + line[width:])
        last = width
    return "".join(parts)


def _undented(text: str, mark: str) -> str | None:
    """Undo `_dented`; None when marks are left over, and Swallowed for text that is not pairs of lines."""
    lines = text.splitlines(keepends=True)
    if len(lines) % 2:
        raise Swallowed("indentation without a line")
    parts: list[str] = []
    indent = ""
    for dent, rest in zip(lines[::2], lines[1::2], strict=True):
        change = dent.rstrip("\r\n")
        indent = indent[: -len(change)] if change.startswith(mark) else indent + change
        parts.append(indent + rest if rest.rstrip("\r\n") else rest)
    whole = "".join(parts)
    return None if mark in whole else whole


def drafts(path: str, old: str, new: str) -> Iterator[str]:
    """Yield replies that may turn the file's text into the new one: hunks with as little context as makes each unique."""
    lines, wanted = old.splitlines(keepends=True), new.splitlines(keepends=True)

    def fits(text: str, before: str, after: str) -> str | None:
        change = _change(path, _hunk(before.splitlines(keepends=True), after.splitlines(keepends=True)))
        if not old.strip():
            return text + change.replace
        unique = change.search.strip() and text.count(change.search) == 1
        return text.replace(change.search, change.replace) if unique else None

    found = spans(lines, wanted, fits) or []
    hunks = [_hunk(lines[span.lo : span.hi], wanted[span.new_lo : span.new_hi]) for span in found]
    for choice in (hunks, [_hunk(lines, wanted)]):
        body = "".join(f"@@ @@\n{''.join(hunk)}" for hunk in choice if hunk)
        yield f"{_TICKS}diff\n--- {path}\n+++ {path}\n{body}{_TICKS}\n"
