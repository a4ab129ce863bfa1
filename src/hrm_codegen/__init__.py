"""The Hierarchical Reasoning Model as a small code model: `load(path).generate("write a function ...")`.

Names are imported when they are first used, so that importing the package costs nothing and needs no torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hrm_codegen.generate.base import Completion, Options, Piece
    from hrm_codegen.generate.handle import Model, load
    from hrm_codegen.prompts import Prompt, ask, complete, fill_in_middle

__all__ = ["Completion", "Model", "Options", "Piece", "Prompt", "__version__", "ask", "complete", "fill_in_middle", "load"]

_HOMES = {
    "Completion": "generate.base",
    "Model": "generate.handle",
    "Options": "generate.base",
    "Piece": "generate.base",
    "Prompt": "prompts",
    "ask": "prompts",
    "complete": "prompts",
    "fill_in_middle": "prompts",
    "load": "generate.handle",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name == "__version__":
        from importlib import metadata

        return metadata.version("hrm-codegen")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names without importing them."""
    return __all__
