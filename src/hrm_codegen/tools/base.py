"""TOOLS: the command-line tools that the models know, each with its special token, and the programs that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A tool by the name of its token `<|tool:NAME|>`, and the first words of the commands that use it."""

    name: str
    heads: tuple[str, ...]


_ROWS = (
    Tool(name="git", heads=("git",)),
    Tool(name="pip", heads=("pip", "pip3", "python", "python3", "pytest")),
    Tool(name="npm", heads=("npm", "npx", "node")),
    Tool(name="cargo", heads=("cargo", "rustc", "rustup")),
    Tool(name="maven", heads=("mvn", "./mvnw", "java", "javac")),
    Tool(name="gradle", heads=("gradle", "./gradlew")),
    Tool(name="make", heads=("make",)),
    Tool(name="cmake", heads=("cmake", "ctest")),
    Tool(
        name="files",
        heads=(
            "awk", "basename", "cat", "chmod", "cmp", "comm", "cp", "cut", "df", "diff", "dirname", "du", "find", "grep",
            "gunzip", "gzip", "head", "ln", "ls", "mkdir", "mv", "nl", "paste", "patch", "readlink", "realpath", "rm", "rmdir",
            "sed", "sha256sum", "sort", "split", "stat", "tac", "tail", "tar", "tee", "touch", "tr", "uniq", "unzip", "wc",
            "zip",
        ),
    ),
    Tool(
        name="shell",
        heads=(".", "[", "bash", "cd", "echo", "env", "exit", "export", "false", "printf", "pwd", "set", "sh", "source", "test",
               "true", "unset", "which", "xargs"),
    ),
)  # fmt: skip

TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in _ROWS}


def tool_of(head: str) -> Tool | None:
    """Return the tool that a command's first word belongs to; a program of the project itself ("./run") is the shell's."""
    found = next((tool for tool in _ROWS if head in tool.heads), None)
    if found is None and head.startswith("./") and PurePosixPath(head).name:
        return TOOLS["shell"]
    return found
