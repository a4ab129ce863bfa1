"""What runs beside a Python program in the sandbox: the witness that its last statement was reached, and the batch runner.

Runs in the sandbox's own interpreter, shipped there by `sandbox.py`, so only the standard library is used. File
descriptor 3 is a socket to the parent.
"""
# pathlib and contextlib would cost each program milliseconds of import
# ruff: noqa: PTH123, SIM105

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # importing typing would cost more than the program
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import CodeType

CHANNEL = 3
PROGRAM = "main.py"
BATCH = "batch"
WORKER_PROGRAMS = 100  # of a batch, before their leavings are thrown away with the process
SLACK_S = 2.0  # what a worker may be late beyond its own alarm
KEPT_OUTPUT = 65536  # characters of standard output kept for each program of a batch
# Events by which a program could jump over its tests or find the harness's objects; no ordinary program raises them.
REFUSED = frozenset({
    "sys.settrace", "sys.setprofile", "sys._current_frames", "sys._current_exceptions",
    "gc.get_objects", "gc.get_referrers", "gc.get_referents",
})  # fmt: skip


def witness() -> None:
    """Run main.py as the main module and pass on the parent's token only when its last statement was reached.

    The token is read before the program starts, so no pipe holds it, and lives only on the evaluation stack of this
    frame, which neither frames nor the collector show: no name, container or closure refers to it.
    """
    os.set_inheritable(CHANNEL, False)
    sys.argv = [PROGRAM]
    status = 1
    try:
        os.write(CHANNEL, os.read(CHANNEL, 64) + _run_main())
        status = 0
    except SystemExit as ending:
        _tell(ending)
        raise
    except BaseException as error:  # noqa: BLE001 -- whatever the program raises is its result
        _tell(error)
        _show(error)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # noqa: BLE001, S110 -- a stream that the program closed or replaced has nothing to flush
            pass
    os._exit(status)  # the verdict waits for no thread


def _run_main() -> bytes:
    """Execute the program in a fresh main module; return nothing to add to the token."""

    def refuse(event: str, _arguments: object, refused: frozenset[str] = REFUSED) -> None:
        if event in refused:
            raise RuntimeError(f"{event} is not available here")

    with open(PROGRAM, "rb") as file:
        code: CodeType = compile(file.read(), PROGRAM, "exec", dont_inherit=True)
    module = type(sys)("__main__")
    module.__file__ = PROGRAM
    sys.modules["__main__"] = module
    sys.addaudithook(refuse)
    del refuse  # from here on only the interpreter refers to it
    exec(code, module.__dict__)  # noqa: S102 -- this is the sandbox
    for cls in _subclasses(object, {}):
        if cls.__module__ == "__main__" and _equals_everything(cls):
            raise RuntimeError(f"{cls.__name__} calls itself equal to everything, so no assertion means anything")
    return b""


def _subclasses(cls: type, seen: dict[int, type]) -> Iterable[type]:
    """Collect the classes below a class, by identity: a class need not be hashable."""
    below: type
    for below in type.__subclasses__(cls):
        if id(below) not in seen:
            seen[id(below)] = below
            _subclasses(below, seen)
    return seen.values()


def _equals_everything(cls: type) -> bool:
    """Whether a bare instance of the class says that it equals an object nobody has seen before."""
    if "__eq__" not in vars(cls):
        return False
    plain = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, object)
    base = next(base for base in plain if issubclass(cls, base))
    try:
        bare = type.__new__(cls, "bare", (), {}) if issubclass(cls, type) else base.__new__(cls)
        answer = vars(cls)["__eq__"](bare, object())
        return answer is not NotImplemented and bool(answer)
    except Exception:  # noqa: BLE001 -- an instance without its attributes cannot compare: an ordinary class
        return False


def _describe(error: BaseException) -> str:
    """Return "Type: message" of an exception, whatever its own methods do."""
    try:
        text = str(error)
    except BaseException:  # noqa: BLE001 -- the program's own __str__ may raise anything
        text = ""
    return f"{type(error).__name__}: {text}"[:2000]


def _tell(error: BaseException) -> None:
    """Tell the parent how the program ended; only a note, which a program may forge."""
    try:
        os.write(CHANNEL, b"!" + _describe(error).encode("utf-8", "replace"))
    except OSError:
        pass  # the program closed the channel


def _show(error: BaseException) -> None:
    """Print the traceback from the program's first frame on, as the interpreter would."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != PROGRAM:
        trace = trace.tb_next
    BaseException.with_traceback(error, trace)
    sys.__excepthook__(type(error), error, trace)


def batch() -> None:
    """Run the programs of the file `batch` and send the parent one (kind, error, output, seconds) after the other.

    A worker runs program after program, each in a fresh main module, and is replaced by a fresh fork after a hundred of
    them and after any that failed; one that killed its worker is known by the missing result.
    """
    import gc
    import marshal

    with open(BATCH, "rb") as file:
        limit_s, programs = marshal.load(file)  # noqa: S302 -- written by our own parent
    sys.argv = [PROGRAM]
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):  # what bypasses sys.stdout is lost
        os.dup2(null, fd)
    gc.freeze()
    done = 0
    while done < len(programs):
        done += _run_some(programs[done : done + WORKER_PROGRAMS], limit_s)
    os._exit(0)


def _run_some(programs: list[str], limit_s: float) -> int:
    """Fork a worker, pass its results on, and explain its death if it died of one; return how many are done."""
    import signal

    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(CHANNEL)
        os.close(reader)
        _work(programs, limit_s, writer)
        os._exit(0)
    os.close(writer)
    done, ok = _forward(reader, limit_s + SLACK_S)
    os.close(reader)
    if ok is None:
        os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if done < len(programs) and ok in {True, None}:
        late = ok is None or code == -signal.SIGALRM
        error = "" if late else f"ended without a result, status {code}"
        _send(CHANNEL, ("timeout" if late else "failed", error, "", limit_s if late else 0.0))
        done += 1
    return done


def _forward(reader: int, patience_s: float) -> tuple[int, bool | None]:
    """Pass whole results on to the parent; return how many, and whether the last was ok, or None when it hangs."""
    import marshal
    import select

    heard, done, ok = b"", 0, True
    while select.select([reader], [], [], patience_s)[0]:
        piece = os.read(reader, 1 << 16)
        if not piece:
            return done, ok
        heard += piece
        while len(heard) >= 4 and len(heard) >= (end := 4 + int.from_bytes(heard[:4], "little")):
            ok = marshal.loads(heard[4:end])[0] == "ok"  # noqa: S302 -- our own fork's
            os.write(CHANNEL, heard[:end])
            heard, done = heard[end:], done + 1
    return done, None


def _work(programs: list[str], limit_s: float, writer: int) -> None:
    """Run programs until one fails; the alarm kills this process at a program's limit."""
    import io
    import signal
    import time

    for source in programs:
        sys.stdout = stdout = io.StringIO()
        began = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, limit_s)
        error = _error_of(source)
        signal.setitimer(signal.ITIMER_REAL, 0)
        seconds = time.monotonic() - began
        _send(writer, ("failed" if error else "ok", error, stdout.getvalue()[:KEPT_OUTPUT], seconds))
        if error:
            return


def _send(fd: int, result: tuple[str, str, str, float]) -> None:
    """Write one result, preceded by its length."""
    import marshal

    body = marshal.dumps(result)
    rest = len(body).to_bytes(4, "little") + body
    while rest:
        rest = rest[os.write(fd, rest) :]


def _error_of(source: str) -> str:
    """Execute one program as a fresh main module; return "Type: message" of what it raised, or nothing."""
    module = type(sys)("__main__")
    sys.modules["__main__"] = module
    try:
        exec(compile(source, PROGRAM, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 -- this is the sandbox
    except BaseException as error:  # noqa: BLE001 -- whatever the program raises is its result
        return _describe(error)
    return ""
