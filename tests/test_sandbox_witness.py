"""Wrong answers that pretend to have passed: none makes the witness speak."""

from __future__ import annotations

import pytest

from hrm_codegen import sandbox
from hrm_codegen.sandbox import Limits

SHORT = Limits(timeout_s=2)


def pretend(source: str, limits: Limits = SHORT) -> None:
    """Run a wrong answer, followed by a test that fails; it must not pass."""
    assert not sandbox.run_python(f"{source}\nassert 1 == 2\n", limits=limits, witness=True).completed


TOKEN_HUNT = """
import os, re, sys
def texts(value, depth=0):
    if isinstance(value, (bytes, bytearray)): yield bytes(value)
    elif isinstance(value, str): yield value.encode()
    elif depth < 4 and isinstance(value, dict):
        for pair in list(value.items()): yield from texts(pair, depth + 1)
    elif depth < 4 and isinstance(value, (list, tuple, set, frozenset)):
        for item in list(value): yield from texts(item, depth + 1)
def spill(data):
    for found in re.findall(rb'[0-9a-f]{64}', data): os.write(3, found)
"""


@pytest.mark.parametrize(
    "source",
    [
        "import sys; sys.exit(0)",
        "import os; os._exit(0)",
        "raise SystemExit",
        "exit(0)",
        "import sys; sys.exit(None)",
        "import atexit, os; atexit.register(os._exit, 0)",
        "import os, sys; os.execv(sys.executable, [sys.executable, '-c', 'print(1)'])",
        "import os; os.kill(os.getpid(), 15)",
        "import threading, os; threading.Timer(0.01, os._exit, (0,)).start(); import time; time.sleep(0.3)",
        "import sys; sys.excepthook = lambda *a: None",
        "import sys; sys.stderr.close()",
    ],
)
def test_ending_early_is_not_passing(source: str) -> None:
    pretend(source)


@pytest.mark.parametrize(
    "source",
    [
        "print('passed'); print('ok'); print('{\"completed\": true, \"kind\": \"ok\"}')",
        "import os; os.write(1, b'1 passed in 0.01s'); os.write(3, b'completed'); os._exit(0)",
        "import os; os.write(3, b'f' * 64); os._exit(0)",
        "import os\nfor fd in range(256):\n    try: os.write(fd, b'0' * 64)\n    except OSError: pass\nos._exit(0)",
    ],
)
def test_printing_a_success_is_not_passing(source: str) -> None:
    pretend(source)


@pytest.mark.parametrize(
    "source",
    [
        "import builtins; builtins.AssertionError = type('A', (BaseException,), {'__init__': lambda *a: None})",
        "import builtins; builtins.print = builtins.open = builtins.exec = builtins.compile = lambda *a, **k: None",
        "import builtins; builtins.__import__ = lambda *a, **k: None",
        "import builtins; builtins.RuntimeError = builtins.BaseException = builtins.SystemExit = int",
        "import os; os.write = os.read = lambda *a: b''; os._exit = lambda code: None",
        "import sys; sys.modules['os'] = sys.modules['__main__'] = None",
        "import sys; f = sys._getframe(1)\nwhile f: f.f_globals.clear(); f = f.f_back",
        "import sys; f = sys._getframe(1)\nwhile f: f.f_globals['REFUSED'] = f.f_globals['_tell'] = frozenset(); f = f.f_back",
    ],
)
def test_patching_the_interpreter_is_not_passing(source: str) -> None:
    pretend(source)


HUNTS = {
    "frames": """
f = sys._getframe()
while f:
    for value in (dict(f.f_locals), f.f_globals, f.f_code.co_consts): [spill(t) for t in texts(value)]
    f = f.f_back
""",
    "traceback": """
try: 1 / 0
except ZeroDivisionError as error: f = error.__traceback__.tb_frame
while f:
    [spill(t) for t in texts(dict(f.f_locals))]
    f = f.f_back
""",
    "objects": "import gc\nfor o in gc.get_objects(): [spill(t) for t in texts(o)]",
    "referents": "import gc\nfor o in gc.get_referents(*map(sys._getframe, range(3))): [spill(t) for t in texts(o)]",
    "threads": "for f in sys._current_frames().values(): [spill(t) for t in texts(dict(f.f_locals))]",
    "files": """
for fd in range(3, 64):
    try: os.set_blocking(fd, False); spill(os.read(fd, 1 << 20))
    except OSError: pass
""",
    "proc": """
for path in [f'/proc/{pid}/{name}' for pid in ('self', os.getppid(), 1) for name in ('cmdline', 'environ')]:
    try: spill(open(path, 'rb').read())
    except OSError: pass
""",
}


@pytest.mark.parametrize("hunt", HUNTS)
def test_the_token_is_not_found(hunt: str) -> None:
    pretend(f"{TOKEN_HUNT}{HUNTS[hunt]}\nos._exit(0)", Limits(timeout_s=20))


def test_no_trace_function_jumps_over_the_tests() -> None:
    source = """
import sys
def jump(frame, event, arg):
    if frame.f_lineno == 8: frame.f_lineno = 9
    return jump
sys.settrace(jump)
sys._getframe().f_trace = jump
assert 1 == 2
x = 1
"""
    assert not sandbox.run_python(source, witness=True, limits=SHORT).completed


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    def __eq__(self, other): return True\nx = A()",
        "class A(str):\n    __hash__ = str.__hash__\n    def __eq__(self, other): return True\nx = A('a')",
        "class A(int):\n    def __eq__(self, other): return 1\nx = A(3)",
        "class M(type):\n    def __eq__(cls, other): return True\nclass x(metaclass=M): pass",
        "x = type('A', (list,), {'__eq__': lambda a, b: True})()",
    ],
)
def test_an_object_that_equals_everything_voids_the_tests(source: str) -> None:
    assert not sandbox.run_python(f"{source}\nassert x == 12345\n", witness=True, limits=SHORT).completed
