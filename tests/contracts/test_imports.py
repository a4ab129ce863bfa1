"""What promises to work without torch does; `make check` holds the rest of the layering."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def torch_free_modules() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = next(c["source_modules"] for c in contracts if "torch" in c.get("forbidden_modules", ()))
    modules: list[str] = []
    for name in named:
        folder = ROOT / "src" / Path(*name.split("."))
        modules += [name]
        if folder.is_dir():
            modules += [info.name for info in pkgutil.walk_packages([str(folder)], prefix=f"{name}.")]
    return modules


def test_torch_free_modules_import_without_torch() -> None:
    modules = torch_free_modules()
    assert len(modules) > 20
    probe = f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\nsys.exit('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr or "torch was imported"
