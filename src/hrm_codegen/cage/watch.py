"""The parent's ear on one sandboxed program: its streams up to their caps, the keeper's messages, the clock.

Never waits for the end of a stream: what counts is the keeper's report, which comes when all processes of the program are
dead. Ordering the stop is closing the control pipe.
"""

from __future__ import annotations

import functools
import marshal
import os
import selectors
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from hrm_codegen.errors import SandboxError

SETUP_S = 30.0  # a cage that is not ready by then is broken, however busy the machine
GRACE_S = 5.0  # how long the keeper may take to kill everything before it is killed itself
PIECE = 1 << 16


class NoNamespaces(Exception):
    """The machine refuses the namespaces; the text says which step failed."""


@dataclass
class Seen:
    """What the parent saw of a program and what the keeper told."""

    stdout: bytearray = field(default_factory=bytearray)
    stderr: bytearray = field(default_factory=bytearray)
    heard: bytearray = field(default_factory=bytearray)  # from the harness
    layers: tuple[str, ...] = ()
    end: dict[str, Any] = field(default_factory=dict)  # the keeper's report: status, reason, seconds, peak, cpu
    stopped: Literal["", "timeout", "output_limit"] = ""


def messages(data: bytes | bytearray) -> Iterator[Any]:
    """Yield the complete messages of a stream in which each is preceded by its length in four bytes."""
    start = 0
    while len(data) >= start + 4 and len(data) >= (end := start + 4 + int.from_bytes(data[start : start + 4], "little")):
        yield marshal.loads(bytes(data[start + 4 : end]))  # noqa: S302 -- from the keeper, or the runner of our own programs
        start = end


class Watch:
    """One program, from its start to the keeper's report. Owns the file descriptors it is given; a context manager."""

    def __init__(self, *, status: int, control: int, timeout_s: float) -> None:
        """Listen to the keeper on `status`; close `control` to make it kill everything."""
        self.seen = Seen()
        self.deadline = time.monotonic() + SETUP_S
        self._timeout_s = timeout_s
        self._phase: Literal["setup", "running", "stopping", "over"] = "setup"
        self._told = bytearray()
        self._control = control
        self._selector = selectors.DefaultSelector()
        self._add(status, selectors.EVENT_READ, self._read_status)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for key in list(self._selector.get_map().values()):
            self._drop(key.fd)
        self._selector.close()
        if self._control >= 0:
            os.close(self._control)
            self._control = -1

    def listen(self, fd: int, buffer: bytearray, cap: int) -> None:
        """Collect what arrives on `fd`; more than `cap` bytes stop the program."""
        self._add(fd, selectors.EVENT_READ, functools.partial(self._read, buffer=buffer, cap=cap))

    def feed(self, fd: int, data: bytes) -> None:
        """Write `data` to `fd` as it is taken, then close it; a program that does not read is no problem."""
        os.set_blocking(fd, False)
        self._add(fd, selectors.EVENT_WRITE, functools.partial(self._write, rest=[memoryview(data)]))

    def until_over(self) -> Seen:
        """Follow the program to its end, or to the limits; raise NoNamespaces or SandboxError when it never began."""
        while self._phase != "over":
            left = self.deadline - time.monotonic()
            if left <= 0:
                self._out_of_time()
                continue
            for key, _ in self._selector.select(left):
                if key.fd in self._selector.get_map():
                    key.data(key.fd)
        for key in list(self._selector.get_map().values()):  # the writers are dead: take what they left
            os.set_blocking(key.fd, False)
            while key.events == selectors.EVENT_READ and key.fd in self._selector.get_map() and key.data(key.fd):
                pass
        return self.seen

    def _add(self, fd: int, events: int, action: Callable[[int], bool]) -> None:
        self._selector.register(fd, events, action)

    def _drop(self, fd: int) -> None:
        self._selector.unregister(fd)
        os.close(fd)

    def _stop(self, why: Literal["timeout", "output_limit"]) -> None:
        """Order the keeper to kill everything, once."""
        self.seen.stopped = self.seen.stopped or why
        if self._phase == "running":
            self._phase, self.deadline = "stopping", time.monotonic() + GRACE_S
            os.close(self._control)
            self._control = -1

    def _out_of_time(self) -> None:
        if self._phase == "setup":
            raise SandboxError(f"the sandbox was not ready after {SETUP_S:.0f} s; is the machine overloaded?")
        if self._phase == "stopping":
            self._phase = "over"  # no answer: the caller kills the keeper, and with it the namespace
        self._stop("timeout")

    def _read(self, fd: int, buffer: bytearray, cap: int) -> bool:
        """Take one piece of a stream; return whether there may be more."""
        try:
            piece = os.read(fd, PIECE)
        except BlockingIOError:
            return False
        except ConnectionResetError:
            piece = b""
        buffer += piece
        if len(buffer) > cap:
            del buffer[cap:]
            self._stop("output_limit")
            piece = b""
        if not piece:
            self._drop(fd)
        return bool(piece)

    def _write(self, fd: int, rest: list[memoryview]) -> bool:
        try:
            rest[0] = rest[0][os.write(fd, rest[0][:PIECE]) :]
        except BlockingIOError:
            return False
        except BrokenPipeError:
            rest[0] = rest[0][:0]
        if not rest[0]:
            self._drop(fd)
        return False

    def _read_status(self, fd: int) -> bool:
        """Take what the keeper says; its silence for ever is an end too."""
        try:
            piece = os.read(fd, PIECE)
        except BlockingIOError:
            return False
        if not piece:
            self._drop(fd)
            self._phase = "over"
        self._told += piece
        for message in messages(self._told):
            self._obey(message)
        return False

    def _obey(self, message: dict[str, Any]) -> None:
        if message.get("stage") == "namespaces":
            raise NoNamespaces(message["error"])
        if "error" in message:
            raise SandboxError(f"the program could not be started in the sandbox: {message['error']}")
        if "layers" in message and self._phase == "setup":
            self.seen.layers = tuple(message["layers"])
            self._phase, self.deadline = "running", time.monotonic() + self._timeout_s
        elif "status" in message:
            self.seen.end = message
            self._phase = "over"
