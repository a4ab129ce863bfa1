"""GRAMMARS: decoder constraints. A token after which the answer cannot parse is refused and the next likeliest is taken.

Nothing is searched and nothing taken back: a token is judged by whether the text can still become a program at that place
(`code/prefix.py`). Never imports torch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from hrm_codegen.code.prefix import Prefix
from hrm_codegen.errors import UsageError, nearest
from hrm_codegen.generate.outputs import Target
from hrm_codegen.prompts import Prompt

_ANSWER = b"<|answer|>"  # where a plan ends and the code begins


class Grammar(Protocol):
    """What one answer may become, told its bytes token by token."""

    def allows(self, data: bytes | None) -> bool:
        """Say whether a token's bytes may come next; None is the end of the answer."""
        ...

    def take(self, data: bytes) -> None:
        """Add a token's bytes, allowed or not."""
        ...

    def release(self) -> None:
        """Allow everything from here on: the text is past saving."""
        ...


class Python:
    """Python after `before`, which the answer goes on from; where that is broken already, everything is allowed."""

    def __init__(self, before: str = "", *, planned: bool = False) -> None:
        self._held = b""  # the beginning of a character
        self._prefix = Prefix(before)
        self._free = self._prefix.lost
        self._planning = planned

    def allows(self, data: bytes | None) -> bool:
        """Say whether a token's bytes may come next; None is the end of the answer."""
        if self._planning or self._free:
            return True
        if data is None:
            return not self._held and self._prefix.whole
        try:
            piece = (self._held + data).decode()
        except UnicodeDecodeError:  # half a character is judged when the rest is there
            return True
        return not piece or self._prefix.may_add(piece)

    def take(self, data: bytes) -> None:
        """Add a token's bytes, allowed or not."""
        if self._planning:
            self._planning = data != _ANSWER
            return
        self._held += data
        try:
            piece, self._held = self._held.decode(), b""
        except UnicodeDecodeError as error:
            if len(self._held) - error.start < 4 and error.end == len(self._held):
                return
            piece, self._held = self._held.decode(errors="replace"), b""
        self._prefix.add(piece)
        self._free = self._free or self._prefix.lost

    def release(self) -> None:
        """Allow everything from here on: the text is past saving."""
        self._free = True


def _python(prompt: Prompt) -> Grammar | None:
    """Constrain answers that are Python from an empty file on, or after the code that the prompt shows."""
    target = Target.of(prompt, {})
    if prompt.out != "code" or prompt.language != "python" or target.after.strip():
        return None
    return Python(target.before, planned=prompt.asks_plan)


GRAMMARS: Mapping[str, Callable[[Prompt], Grammar | None]] = {"python": _python}


def grammar(name: str | None, prompt: Prompt) -> Grammar | None:
    """Return the constraint of that name for the answer to a prompt; None where it does not bear on such answers."""
    if name is None:
        return None
    if name not in GRAMMARS:
        raise UsageError(f"unknown grammar {name!r}{nearest(name, GRAMMARS)}")
    return GRAMMARS[name](prompt)
