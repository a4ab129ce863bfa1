"""Ctrl-C and SIGTERM let the step finish: the first one asks a run to save and stop, a second one stops it at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Self

WATCHED = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """A context manager under which `received` becomes the signal's number; outside the main thread it watches nothing."""

    def __init__(self) -> None:
        self.received: int | None = None
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._receive) for number in WATCHED}
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal itself returned

    def _receive(self, number: int, frame: FrameType | None) -> None:
        del frame
        if self.received is not None:
            raise KeyboardInterrupt
        self.received = number
