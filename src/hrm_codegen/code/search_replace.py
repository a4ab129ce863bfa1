"""SEARCH/REPLACE blocks: parse, match and apply as Aider does, its accidents included; write blocks that it applies.

A block names a file above itself, quotes lines to find and lines to put in their place:

    calc.py
    ```python
    <<<<<<< SEARCH
    lines as they are
    =======
    lines as they shall be
    >>>>>>> REPLACE
    ```
"""

from __future__ import annotations

import contextlib
import difflib
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from hrm_codegen.code.chat import FENCES, Change, Chat, Malformed, Swallowed, opening
from hrm_codegen.code.linediff import spans

_HEAD = re.compile(r"<{5,9} SEARCH>?")
_DIVIDER = re.compile(r"={5,9}")
_END = re.compile(r">{5,9} REPLACE|={5,9}")
_DOTS = re.compile(r"(^\s*\.\.\.\n)", re.MULTILINE)
_TICKS = "```"
_SHELLS = tuple(
    _TICKS + name for name in ("bash", "sh", "cmd", "batch", "powershell", "ps1", "zsh", "fish", "ksh", "csh", "tcsh")
)  # `sh` stands for `shell` too: only the beginning counts
_CLOSE_NAME = 0.8  # how alike a misspelt path must be to one in the chat
_CLOSE_LINES = 0.6  # how alike lines must be to be shown to a model whose block found none
_AROUND = 5  # lines shown before and after them


def parse(reply: str, fence: tuple[str, str] = FENCES[0], names: Sequence[str] = ()) -> list[Change]:
    """Return the blocks of a reply in order; one without a path is a shell command (its text in `search`).

    `names` are the paths that a block's file name is matched against. Raise Malformed on the first error.
    """
    lines = reply.splitlines(keepends=True)
    found: list[Change] = []
    at, path = 0, None
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith(_SHELLS) and not any(_HEAD.fullmatch(after.strip()) for after in lines[at + 1 : at + 3]):
            end = _seek(lines, at + 1, lambda line: line.startswith(_TICKS))
            found.append(Change(None, "".join(lines[at + 1 : end]), ""))
            at = end
        elif _HEAD.fullmatch(line):
            block = _block(lines, at, path, fence, names)
            found.append(block.change)
            at, path = block.end, block.change.path
        at += 1
    return found


class _Block(NamedTuple):
    change: Change
    end: int  # index of its last line


def _seek(lines: Sequence[str], at: int, wanted: Callable[[str], object]) -> int:
    """Return the index of the first line from `at` whose stripped text is wanted, or the number of lines."""
    return next((index for index in range(at, len(lines)) if wanted(lines[index].strip())), len(lines))


def _block(lines: Sequence[str], at: int, previous: str | None, fence: tuple[str, str], names: Sequence[str]) -> _Block:
    """Read the block whose head is line `at`; without a file name it goes on in the previous block's file."""
    middle = _seek(lines, at + 1, _DIVIDER.fullmatch)
    end = _seek(lines, middle + 1, _END.fullmatch)
    path = _file_name(lines[max(0, at - 3) : at], fence, () if middle == at + 1 else names) or previous
    if not path:
        wrong = f"Bad/missing filename. The filename must be alone on the line before the opening fence {fence[0]}"
        raise _error("missing_filename", lines[: at + 1], wrong)
    if middle == len(lines):
        raise _error("expected_divider", lines, "Expected `=======`")
    if end == len(lines):
        raise _error("expected_updated", lines, "Expected `>>>>>>> REPLACE` or `=======`")
    return _Block(Change(path, "".join(lines[at + 1 : middle]), "".join(lines[middle + 1 : end])), end)


def _error(kind: str, read: Sequence[str], wrong: str) -> Malformed:
    return Malformed(kind, "".join(read) + f"\n^^^ {wrong}")


def _file_name(above: Sequence[str], fence: tuple[str, str], names: Sequence[str]) -> str | None:
    """Return the file that the lines above a block name: nearest line first, going on only through fences."""
    found: list[str] = []
    for line in reversed(above):
        name = _cleaned(line.strip(), fence)
        if name:
            found.append(name)
        if not line.startswith((fence[0], _TICKS)):
            break
    exact = (name for name in found if name in names)
    by_base = (known for name in found for known in names if name == posixpath.basename(known))
    close = (known for name in found for known in difflib.get_close_matches(name, names, n=1, cutoff=_CLOSE_NAME))
    dotted = (name for name in found if "." in name)
    return next((name for choice in (exact, by_base, close, dotted, found) for name in choice), None)


def _cleaned(line: str, fence: tuple[str, str]) -> str:
    """Return the file name on a line, or what may be one after a fence; empty when there is none."""
    if line == "...":
        return ""
    for ticks in (fence[0], _TICKS):
        if line.startswith(ticks):
            name = line[len(ticks) :]
            return name if "." in name or "/" in name else ""
    return line.rstrip(":").lstrip("#").strip().strip("`").strip("*")


def plan(reply: str, chat: Chat) -> list[Change]:
    """Return the edits of a reply, each in the file where it matches: the named one, or another one in the chat."""
    changes = [change for change in parse(reply, chat.fence, chat.names) if change.path is not None]
    return [result.change for result in _attempts(changes, chat, write=False)]


def commands(reply: str, chat: Chat) -> list[str]:
    """Return the shell commands that a well-formed reply proposes beside its edits."""
    return [change.search for change in parse(reply, chat.fence, chat.names) if change.path is None]


def carry_out(changes: Sequence[Change], chat: Chat) -> None:
    """Apply edits in order; those that match stay even when others do not. Raise Malformed for blocks without a match."""
    results = list(_attempts(changes, chat, write=True))
    failed = [result for result in results if not result.text]
    if failed:
        raise Malformed("no_match", _complaint([result.asked for result in failed], len(results) - len(failed), chat))


class _Attempt(NamedTuple):
    asked: Change
    change: Change  # the same edit in the file where it matches
    text: str | None  # that file's new text; nothing when the block matches nowhere


def _attempts(changes: Sequence[Change], chat: Chat, *, write: bool) -> Iterator[_Attempt]:
    for asked in changes:
        path = asked.path or ""
        place = chat.place(path)
        text = _edited(chat, place, asked) if chat.exists(place) else None
        if not text and asked.search.strip():
            # the official order of the other files changes from run to run
            tries = ((other, _edited(chat, other, asked)) for other in chat.names)
            place, text = next(((other, edited) for other, edited in tries if edited), (place, None))
            path = place if text else path
        if text and write:
            chat.write(place, text)
        yield _Attempt(asked, asked._replace(path=path), text)


def _edited(chat: Chat, place: str, change: Change) -> str | None:
    """Return a file's text after one edit; None without a match; empty counts as none."""
    name = posixpath.basename(place)
    search, replace = (_unwrapped(text, name, chat.fence) for text in (change.search, change.replace))
    text = chat.read(place)
    if text is None:
        return None
    return replaced(text, search, replace) if search.strip() else text + replace


def _unwrapped(text: str, name: str, fence: tuple[str, str]) -> str:
    """Drop a first line that ends with the file's name, then a pair of fences, then one of several final newlines."""
    lines = text.splitlines()
    if not lines:
        return ""
    if lines[0].strip().endswith(name):
        del lines[0]
    if not lines:
        raise Swallowed("nothing but the file's name")
    if lines[0].startswith(fence[0]) and lines[-1].startswith(fence[1]):
        lines = lines[1:-1]
    inner = "\n".join(lines)
    return inner + "\n" if inner and not inner.endswith("\n") else inner


def replaced(text: str, search: str, replace: str) -> str | None:
    """Return the text with the first match of `search` replaced; None when nothing matches or nothing would be left."""
    text, search, replace = (part if part.endswith("\n") or not part else part + "\n" for part in (text, search, replace))
    old, sought, new = (part.splitlines(keepends=True) for part in (text, search, replace))
    found = _exact(old, sought, new) or _indented(old, sought, new)
    if not found and len(sought) > 2 and not sought[0].strip():
        found = _exact(old, sought[1:], new) or _indented(old, sought[1:], new)
    return found or _elided(text, search, replace) or None


def _exact(old: list[str], sought: list[str], new: list[str]) -> str | None:
    ends = range(len(sought), len(old) + 1)
    return next(
        ("".join(old[: end - len(sought)] + new + old[end:]) for end in ends if old[end - len(sought) : end] == sought), None
    )


def _indented(old: list[str], sought: list[str], new: list[str]) -> str | None:
    """Match lines that all lack, or all have, the same indentation beside the file's; `new` gets what they lack."""
    margin = min((len(line) - len(line.lstrip()) for line in sought + new if line.strip()), default=0)
    sought, new = ([line[margin:] if line.strip() else line for line in lines] for lines in (sought, new))
    bare = [line.lstrip() for line in sought]
    for start in range(len(old) - len(sought) + 1):
        run = old[start : start + len(sought)]
        if [line.lstrip() for line in run] != bare:
            continue
        lacking = {line[: len(line) - len(given)] for line, given in zip(run, sought, strict=True) if line.strip()}
        if len(lacking) == 1:
            lack = lacking.pop()
            new = [lack + line if line.strip() else line for line in new]
            return "".join(old[:start] + new + old[start + len(sought) :])
    return None


def _elided(text: str, search: str, replace: str) -> str | None:
    """Replace the pieces between lines of `...`; each must occur exactly once as text."""
    sought, new = _DOTS.split(search), _DOTS.split(replace)
    if len(sought) == 1 or len(sought) != len(new) or sought[1::2] != new[1::2]:
        return None
    for before, after in zip(sought[::2], new[::2], strict=True):
        if not before and after:
            text = text + "\n" * (not text.endswith("\n")) + after
        elif before:
            if text.count(before) != 1:
                return None
            text = text.replace(before, after)
    return text


def _complaint(failed: Sequence[Change], passed: int, chat: Chat) -> str:
    """Return what the model is told about blocks that match nowhere, word for word the official text."""
    blocks = "block" if len(failed) == 1 else "blocks"
    parts = [f"# {len(failed)} SEARCH/REPLACE {blocks} failed to match!\n"]
    for path, search, replace in failed:
        text = chat.read(chat.place(path or ""))
        if text is None:
            raise Swallowed(f"{path} is a folder")
        parts.append(f"\n## SearchReplaceNoExactMatch: This SEARCH block failed to exactly match lines in {path}\n")
        parts.append(f"<<<<<<< SEARCH\n{search}=======\n{replace}>>>>>>> REPLACE\n\n")
        similar = similar_lines(search, text)
        if similar:
            parts.append(f"Did you mean to match some of these actual lines from {path}?\n\n")
            parts.append(f"{chat.fence[0]}\n{similar}\n{chat.fence[1]}\n\n")
        if replace and replace in text:
            parts.append(f"Are you sure you need this SEARCH/REPLACE block?\nThe REPLACE lines are already in {path}!\n\n")
    parts.append("The SEARCH section must exactly match an existing block of lines including all white space,")
    parts.append(" comments, indentation, docstrings, etc\n")
    if passed:
        others = "block" if passed == 1 else "blocks"
        parts.append(f"\n# The other {passed} SEARCH/REPLACE {others} were applied successfully.\nDon't re-send them.\n")
        parts.append(f"Just reply with fixed versions of the {blocks} above that failed to match.\n")
    return "".join(parts)


def similar_lines(search: str, text: str) -> str:
    """Return the run of lines most like the ones searched for, with lines around it; empty when none is like them."""
    sought, lines = search.splitlines(), text.splitlines()
    best, at = 0.0, 0
    for start in range(len(lines) - len(sought) + 1):
        matcher = difflib.SequenceMatcher(None, sought, lines[start : start + len(sought)])
        if matcher.quick_ratio() > best:  # an upper bound of ratio, for a fraction of its time
            best, at = max((best, at), (matcher.ratio(), start), key=lambda pair: pair[0])
    if best < _CLOSE_LINES:
        return ""
    if not sought:
        raise Swallowed("nothing was searched for")
    run = lines[at : at + len(sought)]
    if (run[0], run[-1]) == (sought[0], sought[-1]):
        return "\n".join(run)
    return "\n".join(lines[max(0, at - _AROUND) : at + len(sought) + _AROUND])


def drafts(path: str, old: str, new: str) -> Iterator[str]:
    """Yield replies that may turn the file's text into the new one, the best first.

    First blocks with the fewest lines around each change that match, then all of the file in one block.
    """
    chat = Chat({path: old}, [path])
    lines, wanted = old.splitlines(keepends=True), new.splitlines(keepends=True)

    def fits(text: str, before: str, after: str) -> str | None:
        if old.strip() and not before.strip():
            return None  # it would append, wherever the change belongs
        with contextlib.suppress(Swallowed):
            return _edited(Chat({path: text}, [path]), path, Change(path, before, after))
        return None

    found = spans(lines, wanted, fits)
    if found is not None:
        pairs = (("".join(lines[span.lo : span.hi]), "".join(wanted[span.new_lo : span.new_hi])) for span in found)
        yield "\n".join(_written(path, search, replace, chat.fence) for search, replace in pairs)
    yield _written(path, _wrapped(old, path, chat.fence), _wrapped(new, path, chat.fence), chat.fence)


def _wrapped(text: str, path: str, fence: tuple[str, str]) -> str:
    """Put around a text what reading a block takes away, so that any text comes through."""
    if not text:
        return ""
    text += "\n" * (not text.endswith("\n"))
    text += "\n" * (text == "\n" or text.endswith("\n\n"))
    return f"{posixpath.basename(path)}\n{fence[0]}\n{text}{fence[1]}\n"


def _written(path: str, search: str, replace: str, fence: tuple[str, str]) -> str:
    return f"{path}\n{opening(fence, path)}\n<<<<<<< SEARCH\n{search}=======\n{replace}>>>>>>> REPLACE\n{fence[1]}\n"
