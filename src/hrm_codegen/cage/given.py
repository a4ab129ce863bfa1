"""What every sandboxed program is given: which folders it may read, its environment, and the texts shipped to the child."""

from __future__ import annotations

import functools
import importlib.resources
import marshal
import os
import sys
from pathlib import Path

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS = (
    "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/ssl/openssl.cnf",
)  # fmt: skip
SCRATCH, BOX = "/tmp", "/tmp/box"  # noqa: S108 -- in the program's own view: its small disk, and the folder it starts in
# How the launcher begins: two modules under their own names, without the package, then the spec.
START = """
import marshal, sys
file = open(int(sys.argv[1]), "rb")
package = sys.modules["hrm_codegen"] = sys.modules["hrm_codegen.cage"] = type(sys)("hrm_codegen.cage")
for name in ("walls", "child"):
    module = sys.modules["hrm_codegen.cage." + name] = type(sys)("hrm_codegen.cage." + name)
    setattr(package, name, module)
    exec(marshal.load(file), module.__dict__)
module.main(marshal.load(file))
"""
# How the program's interpreter begins when it is watched from within; %r is the function to call.
HARNESS = "import marshal,os;h={};exec(marshal.loads(os.read(3,int.from_bytes(os.read(3,4),'little'))),h);h[%r]()"


def environment(home: str, scratch: str) -> dict[str, str]:
    """Return the whole environment of a program: nothing of ours, and the same on every machine."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    fixed = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
    return {**fixed, **threads, "HOME": home, "TMPDIR": scratch}


@functools.cache
def folders() -> tuple[tuple[str, str], ...]:
    """Return (path, where it really is) of what every program may read: the system's programs and this interpreter."""
    seen = {path: os.path.realpath(path) for path in (*SYSTEM, *SETTINGS, *map(str, Path("/etc").glob("java-*")))}
    wanted = [Path(home) for home in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)]
    hop = Path(sys.executable)
    while hop.is_symlink():  # a virtual environment's interpreter may be a chain of links: each one by itself
        hop = hop.parent / hop.readlink()
        wanted.append(hop)
    for path in (Path(os.path.normpath(path)) for path in wanted):
        if path != Path("/") and not any(path.is_relative_to(known) for known in seen):
            seen[str(path)] = os.path.realpath(path)
    return tuple(sorted(seen.items()))


@functools.cache
def launcher_text() -> bytes:
    """Return the modules that START loads, compiled, one after the other."""
    return _compiled("walls") + _compiled("child")


@functools.cache
def harness_text() -> bytes:
    """Return the module that HARNESS loads, compiled and preceded by its length."""
    code = _compiled("harness")
    return len(code).to_bytes(4, "little") + code


def _compiled(name: str) -> bytes:
    text = importlib.resources.files("hrm_codegen.cage").joinpath(f"{name}.py").read_text("utf-8")
    return marshal.dumps(compile(text, f"<cage/{name}>", "exec", dont_inherit=True))
