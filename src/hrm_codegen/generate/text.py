"""From tokens to text that may be shown: whole characters only, cut before the first stop string, counted and timed.

A token may end inside a character, and a stop string may lie across tokens. So bytes of an unfinished character and text
that may be the beginning of a stop string are held back until the next bytes decide. Whatever the borders between the
pushes, the pieces joined are the same text. Never imports torch: the scripted Generator streams through this too.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from hrm_codegen.generate.base import Finish, Options, Piece
from hrm_codegen.generate.grammar import Grammar


class TextStream:
    """Turn bytes into text pieces; `stopped` says whether a stop string ended the text.

    The stop string that is complete first counts, and of two that end together the longer one. Bytes that are no UTF-8
    become U+FFFD, just as when all of them are decoded at once.
    """

    def __init__(self, stop: Sequence[str] = ()) -> None:
        self.stopped = False
        self._stop = tuple(stop)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._held = ""  # decoded, but perhaps the beginning of a stop string

    def push(self, data: bytes) -> str:
        """Take more bytes and return the text that is certain by now."""
        return self._scan(self._decoder.decode(data))

    def close(self) -> str:
        """Return what was held back: the text ends here."""
        last = self._scan(self._decoder.decode(b"", final=True))
        if self.stopped:
            return last
        held, self._held = self._held, ""
        return last + held

    def _scan(self, text: str) -> str:
        if self.stopped:
            return ""
        text = self._held + text
        start = stop_at(text, self._stop)
        if start is not None:
            self.stopped, self._held = True, ""
            return text[:start]
        certain = len(text) - _possible_stop(text, self._stop)
        self._held = text[certain:]
        return text[:certain]


class Row:
    """One sample under way: its tokens, and its text as far as it may be shown."""

    def __init__(self, prompt: Sequence[int], options: Options, *, index: int, limit: int, grammar: Grammar | None = None) -> None:
        self.index = index  # whose sample this is: the caller's number
        self.ids = list(prompt)
        self.prompt = tuple(prompt)
        self.options = options
        self.limit = limit  # most tokens it may get
        self.grammar = grammar  # what may come next, where something may not
        self.made = 0  # tokens it got
        self._deadline: float | None = None
        self._text = TextStream(options.stop)
        self._shown = 0  # tokens behind the pieces so far

    def start(self, now: float) -> None:
        """Let the time that the options allow begin."""
        if self.options.deadline_s is not None:
            self._deadline = now + self.options.deadline_s

    def take(self, token: int, data: bytes | None, now: float) -> Piece | None:
        """Add a token with the bytes behind it (None: the token that ends the answer); return what may be shown."""
        if data is None:
            return self._finish("", "end")
        self.ids.append(token)
        self.made += 1
        if self.grammar is not None:
            self.grammar.take(data)
        text = self._text.push(data)
        if self._text.stopped:
            return self._finish(text, "stop")
        if self.made >= self.limit:
            return self._finish(text, "length")
        if self._deadline is not None and now >= self._deadline:
            return self._finish(text, "deadline")
        return self._piece(text, None) if text else None

    def _finish(self, text: str, finish: Finish) -> Piece:
        return self._piece(text + self._text.close(), finish)

    def _piece(self, text: str, finish: Finish | None) -> Piece:
        new, self._shown = self.made - self._shown, self.made
        return Piece(text, sample=self.index, tokens=new, finish=finish)


def stop_at(text: str, stop: Sequence[str]) -> int | None:
    """Return where the stop string that is complete first begins, or None."""
    ends = [(found + len(string), found) for string in stop if (found := text.find(string)) >= 0]
    return min(ends)[1] if ends else None


def _possible_stop(text: str, stop: Sequence[str]) -> int:
    """Return the length of the longest end of the text with which a stop string may begin."""
    for length in range(min(len(text), max(map(len, stop), default=1) - 1), 0, -1):
        if any(len(string) > length and string.startswith(text[-length:]) for string in stop):
            return length
    return 0
