"""`hrm doctor`: what this machine has for training, for running models and for running what they write."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.errors import HrmError

if TYPE_CHECKING:
    from hrm_codegen.code.languages import Language

Facts = dict[str, Any]
TOOLS = ("git", "cmake", "make", "ninja", "npm", "cargo", "gradle", "mvn", "bwrap")
PACKAGES = ("hrm-codegen", "torch", "numpy", "tokenizers", "safetensors", "accelerate", "transformers")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_VERSION_S = 20.0  # a Java compiler on a busy machine takes seconds


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(*, as_json: bool) -> None:
    """Say what this machine has: versions, device, threads, toolchains, sandbox, data."""
    facts = {
        "v": 1,
        "versions": versions(),
        "machine": machine(),
        "device": device(),
        "toolchains": toolchains(),
        "tools": tools(),
        "sandbox": sandbox_layers(),
        "data": data_sets(),
    }
    click.echo(json.dumps(facts) if as_json else "\n".join(lines(facts)))


def versions() -> dict[str, str | None]:
    """Return the versions of Python and of the packages that matter; None for one that is not installed."""
    found: dict[str, str | None] = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


def machine() -> Facts:
    """Return the machine's system, processor, cores, memory and free disk space (bytes)."""
    described = _cpu_info()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.platform(terse=True),
        "cpu": described.get("model name", platform.machine()),
        "cores": os.cpu_count(),
        "memory_bytes": memory,
        "disk_free_bytes": shutil.disk_usage(Path.cwd()).free,
    }


def _cpu_info() -> dict[str, str]:
    """Return the fields of the first processor in /proc/cpuinfo; nothing where there is none."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    first = text.partition("\n\n")[0]
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in first.splitlines())}


def device() -> Facts:
    """Return where torch would run models, its threads, the dtypes and attention kernels there; imports torch."""
    from hrm_codegen import config

    try:
        import torch
    except ImportError:
        return {"name": None, "note": "torch is not installed"}
    cuda = torch.cuda.is_available()
    flags = _cpu_info().get("flags", "").split()
    return {
        "name": torch.cuda.get_device_name() if cuda else "cpu",
        "kind": "cuda" if cuda else "cpu",
        "memory_bytes": torch.cuda.get_device_properties(0).total_memory if cuda else None,
        "threads": config.threads() or torch.get_num_threads(),
        "bf16": torch.cuda.is_bf16_supported() if cuda else bool({"avx512_bf16", "amx_bf16"} & set(flags)),
        "int8": True if cuda else bool({"avx512_vnni", "avx_vnni"} & set(flags)),
        "cpu_kernels": torch.backends.cpu.get_cpu_capability(),
        "attention": os.environ.get("HRM_ATTENTION") or "fused",
    }


def toolchains() -> dict[str, Facts]:
    """Return for each language whether its programs can be built and run in the sandbox, and with which version."""
    from hrm_codegen.code.languages import LANGUAGES

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(LANGUAGES, pool.map(_toolchain, LANGUAGES.values()), strict=True))


def _toolchain(language: Language) -> Facts:
    """Ask the compiler in the sandbox, where programs will meet it; what only our own PATH has does not count."""
    from hrm_codegen import sandbox

    own = language.name == "python"  # answers in Python run in the interpreter that runs us
    paths = {name: sys.executable if own else shutil.which(name) for name in language.executables}
    missing = [name for name in language.test_executables if not name.startswith(".") and shutil.which(name) is None]
    facts: Facts = {"ok": False, "version": None, "paths": paths, "missing_for_tests": missing, "note": ""}
    absent = [name for name, path in paths.items() if path is None]
    if absent:
        return facts | {"note": f"{', '.join(absent)} not found; run scripts/toolchains"}
    try:
        limits = sandbox.Limits(timeout_s=_VERSION_S, memory_mode="resident")
        outcome = sandbox.run((sys.executable, "--version") if own else language.version, limits=limits)
    except HrmError as error:
        where = ", ".join(str(path) for path in paths.values())
        return facts | {"note": f"{where} does not start in the sandbox, which shows the system's folders only: {error}"}
    said = (outcome.stdout or outcome.stderr).strip().splitlines()
    if outcome.kind != "ok" or not said:
        return facts | {"note": f"{' '.join(language.version)} ended with {outcome.kind} in the sandbox"}
    return facts | {"ok": True, "version": said[0]}


def tools() -> dict[str, str | None]:
    """Return the versions of the other programs that projects need; None for one that is not there."""
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(TOOLS, pool.map(_tool_version, TOOLS), strict=True))


def _tool_version(name: str) -> str | None:
    from hrm_codegen import process

    path = shutil.which(name)
    if path is None:
        return None
    try:
        done = process.run([path, "--version"], timeout_s=_VERSION_S, check=False)
    except HrmError as error:
        return f"{path} does not answer: {error}"
    said = [_COLOURS.sub("", line).strip() for line in f"{done.stdout}\n{done.stderr}".splitlines()]
    return next((line for line in said if any(map(str.isdigit, line))), path)


def sandbox_layers() -> Facts:
    """Return the layers of the sandbox that hold here, or why it refuses to run anything."""
    from hrm_codegen import sandbox

    try:
        return {"ok": True, "layers": list(sandbox.layers()), "error": ""}
    except HrmError as error:
        return {"ok": False, "layers": [], "error": str(error)}


def data_sets() -> Facts:
    """Return the folders searched for data and which of the tasks' files are there."""
    from hrm_codegen.tasks import datafiles

    found = {path: datafiles.located(path) for path in datafiles.FILES}
    return {
        "folders": [str(folder) for folder in datafiles.folders()],
        "files": {name: str(path) if path else None for name, path in found.items()},
    }


def lines(facts: Facts) -> list[str]:
    """Return the facts as a person reads them: a heading a part, a line a fact, marked where something is missing."""
    spell = {
        "versions": _plain_lines, "machine": _machine_lines, "device": _device_lines, "toolchains": _toolchain_lines,
        "tools": _plain_lines, "sandbox": _sandbox_lines, "data": _data_lines,
    }  # fmt: skip
    found: list[str] = []
    for part, write in spell.items():
        if part in facts:
            found += [part, *(f"  {line}" for line in write(facts[part]))]
    return found


def _plain_lines(facts: Facts) -> list[str]:
    return [f"{name:13} {value or 'not installed'}" for name, value in facts.items()]


def _machine_lines(facts: Facts) -> list[str]:
    return [
        facts["system"],
        f"{facts['cpu']}, {facts['cores']} cores",
        f"memory {facts['memory_bytes'] / 2**30:.1f} GiB, disk {facts['disk_free_bytes'] / 2**30:.0f} GiB free here",
    ]


def _device_lines(facts: Facts) -> list[str]:
    if facts["name"] is None:
        return [facts["note"]]
    numbers = [name for name in ("bf16", "int8") if facts[name]]
    memory = f", {facts['memory_bytes'] / 2**30:.0f} GiB" if facts["memory_bytes"] else ""
    return [
        f"{facts['kind']}: {facts['name']}{memory}",
        f"{facts['threads']} threads, {facts['cpu_kernels']} kernels, attention {facts['attention']}",
        f"fast arithmetic: {', '.join(['fp32', *numbers])}",
    ]


def _toolchain_lines(facts: Facts) -> list[str]:
    found = []
    for name, row in facts.items():
        wants = f" (for tests also: {', '.join(row['missing_for_tests'])})" if row["missing_for_tests"] else ""
        found.append(f"{'ok' if row['ok'] else 'MISSING':7} {name:10} {row['version'] or row['note']}{wants}")
    return found


def _sandbox_lines(facts: Facts) -> list[str]:
    return [f"ok: {', '.join(facts['layers'])}" if facts["ok"] else f"MISSING: {facts['error']}"]


def _data_lines(facts: Facts) -> list[str]:
    rows = [f"{'ok' if path else 'MISSING':7} {path or name}" for name, path in facts["files"].items()]
    missing = None in facts["files"].values()
    searched = " or ".join(facts["folders"])
    return [*rows, *([f"searched: {searched}; run hrm data fetch, or set HRM_DATA"] if missing else [])]
