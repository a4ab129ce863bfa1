"""Documented functions that stand alone: natural descriptions with the code that people wrote for them.

A function stands alone when it needs nothing but built-ins and the standard library. Its doctests become asserts.
"""

from __future__ import annotations

import ast
import builtins
import doctest
import inspect
import re
import symtable
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from hrm_codegen.code import syntax

LONGEST_CODE, SHORTEST_CODE = 1200, 60  # characters of a function without its docstring
LONGEST_SAID, FEWEST_WORDS = 400, 4  # characters and words of a description
MOST_TESTS, LONGEST_TEST = 4, 160

_SECTION = re.compile(  # where a docstring stops saying what the function does
    r"^\s*(:\w+[^:]*:|@\w+|>>>|\.\. |(args|arguments|parameters|params|returns?|yields?|raises|examples?|usage|notes?|see also"
    r"|references|warnings?|attributes|keyword arg\w*|todo|since|deprecated)\s*:{1,2}?\s*$|.*\n\s*[-=~^]{3,}\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_ROLE = re.compile(r":[\w:+-]+:`~?([^`<]+?)(?:\s*<[^>]*>)?`")
_MARKS = re.compile(r"``?([^`]+)``?_?|\*\*([^*]+)\*\*|(?<!\w)\*([^*\s]+)\*(?!\w)")
_OUTSIDE = re.compile(
    r"\b(deprecated|backwards? compat|internal use|monkey.?patch|see (the )?docs?|https?://|TODO|FIXME)", re.IGNORECASE
)
_TOUCHES = frozenset(  # modules whose use shows the world outside rather than what a function computes
    {
        "os", "sys", "subprocess", "socket", "shutil", "tempfile", "ctypes", "threading", "multiprocessing", "signal", "asyncio",
        "time", "logging", "warnings", "importlib", "inspect", "gc", "traceback", "site", "sysconfig", "platform", "pathlib",
        "glob", "pickle", "select", "ssl", "webbrowser", "pkgutil", "concurrent", "contextvars", "weakref", "winreg", "fcntl",
        "pwd", "grp",
    }
)  # fmt: skip
_REFUSED_NAMES = frozenset(
    {"open", "input", "exec", "eval", "compile", "__import__", "breakpoint", "exit", "quit", "print", "globals", "locals"}
)


@dataclass(frozen=True, kw_only=True)
class Documented:
    """One function with what its author said about it."""

    name: str
    said: str  # what it does, from its docstring
    signature: str  # the text from "def" to the colon, decorators aside
    imports: str  # statements it needs, one a line
    code: str  # the whole function without its docstring
    body: str  # the lines after the signature, without the docstring
    tests: tuple[str, ...] = ()  # asserts from its doctests

    @property
    def program(self) -> str:
        """The function with its imports."""
        return f"{self.imports}\n\n\n{self.code}" if self.imports else self.code

    def as_json(self) -> dict[str, Any]:
        """Return the function as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Self:
        """Return the function that `as_json` wrote; KeyError or TypeError for something else."""
        return cls(**{**record, "tests": tuple(record["tests"])})


def documented(text: str) -> Iterator[Documented]:
    """Yield the documented functions of a file that stand alone, in order. Raises SyntaxError where it does not parse."""
    tree = syntax.parse(text)
    candidates = [node for node in tree.body if isinstance(node, ast.FunctionDef) and _fits(node)]
    if not candidates:
        return
    imports = _imports(tree)
    tables = {table.get_lineno(): table for table in _tables(text)}
    lines = syntax.lines(text)
    for node in candidates:
        table = tables.get(node.lineno)
        needed = None if table is None else _needed(node, table)
        if needed is not None and needed <= imports.keys():
            found = _taken(node, lines, _joined(imports[name] for name in needed))
            if found is not None:
                yield found


def _fits(node: ast.FunctionDef) -> bool:
    said = ast.get_docstring(node)
    return (
        said is not None
        and len(node.body) > 1
        and not node.decorator_list
        and not node.name.startswith("__")
        and not hasattr(builtins, node.name)
        and node.body[0].end_lineno is not None
        and node.body[0].lineno > node.lineno
        and bool(node.args.args or node.args.posonlyargs or node.args.vararg or node.args.kwonlyargs)
    )


def _imports(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Return the module's imports of the standard library: name -> the beginning of the statement that binds it, and its end."""
    found: dict[str, tuple[str, str]] = {}
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                if _is_standard(alias.name):
                    found[bound] = f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else ""), ""
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module and _is_standard(node.module):
            for alias in node.names:
                if node.module != "__future__" and alias.name != "*":
                    renamed = f" as {alias.asname}" if alias.asname else ""
                    found[alias.asname or alias.name] = f"from {node.module} import ", f"{alias.name}{renamed}"
    return found


def _joined(imports: Iterable[tuple[str, str]]) -> str:
    """Write imports down as people do: plain ones first, one statement a module."""
    grouped: dict[str, list[str]] = {}
    for begin, end in sorted(imports):
        grouped.setdefault(begin, []).append(end)
    return "\n".join(
        sorted((f"{begin}{', '.join(ends)}" for begin, ends in grouped.items()), key=lambda line: (line.startswith("from"), line))
    )


def _is_standard(module: str) -> bool:
    top = module.partition(".")[0]
    return top in sys.stdlib_module_names and top not in _TOUCHES


def _tables(text: str) -> Iterator[symtable.SymbolTable]:
    """Yield the symbol tables of the module's functions; none where the compiler refuses what the parser took."""
    try:
        yield from symtable.symtable(text, "<source>", "exec").get_children()
    except (SyntaxError, ValueError, RecursionError):
        return


def _needed(node: ast.FunctionDef, table: symtable.SymbolTable) -> set[str] | None:
    """Return the names a function needs from its module, or None where it needs what may not be given."""
    around = [*node.args.defaults, *(default for default in node.args.kw_defaults if default), *_hints(node)]
    names = {inner.id for outer in around for inner in ast.walk(outer) if isinstance(inner, ast.Name)}
    if any(isinstance(inner, ast.Constant) and isinstance(inner.value, str) for hint in _hints(node) for inner in ast.walk(hint)):
        return None  # a hint in quotes names what cannot be checked
    for inner in _inner(table):
        names |= {symbol.get_name() for symbol in inner.get_symbols() if symbol.is_global() and symbol.is_referenced()}
        if any(symbol.is_declared_global() for symbol in inner.get_symbols()):
            return None
    inner_imports = [inner for inner in ast.walk(node) if isinstance(inner, (ast.Import, ast.ImportFrom))]
    if any(not _is_standard(module) for inner in inner_imports for module in _modules(inner)):
        return None
    names.discard(node.name)
    needed = {name for name in names if not hasattr(builtins, name)}
    return None if names & _REFUSED_NAMES else needed


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or "" if node.level == 0 else "."]


def _inner(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _inner(child)


def _hints(node: ast.FunctionDef) -> list[ast.expr]:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [hint for hint in (node.returns, *(argument.annotation for argument in every if argument)) if hint]


def _taken(node: ast.FunctionDef, lines: Sequence[str], imports: str) -> Documented | None:
    """Take a function out of its file, or return None where its words or its code do not make an exercise."""
    docstring = ast.get_docstring(node) or ""
    said = description(docstring)
    last = node.body[0].end_lineno or 0
    head = "".join(lines[node.lineno - 1 : node.body[0].lineno - 1]).rstrip() + "\n"
    body = "".join(lines[last : node.end_lineno]).strip("\n") + "\n"
    code = head + body
    if said is None or not SHORTEST_CODE <= len(code) <= LONGEST_CODE or not syntax.parses(code):
        return None
    if not body.startswith((" ", "\t")) or _only_raises(node.body[1:]):
        return None
    return Documented(
        name=node.name,
        said=said,
        signature=head.rstrip(),
        imports=imports,
        code=code,
        body=body,
        tests=asserts(docstring, node.name),
    )


def _only_raises(body: Sequence[ast.stmt]) -> bool:
    return len(body) == 1 and isinstance(body[0], (ast.Raise, ast.Pass))


def description(docstring: str) -> str | None:
    """Return what a docstring says the function does: its first paragraphs, marks removed; None where they do not say it."""
    text = inspect.cleandoc(docstring)
    cut = _SECTION.search(text)
    text = text[: cut.start()] if cut else text
    text = _MARKS.sub(lambda match: next(filter(None, match.groups())), _ROLE.sub(r"\1", text))
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    said = ""
    for paragraph in paragraphs[:2]:
        if len(said) + len(paragraph) > LONGEST_SAID or paragraph.startswith(("-", "*", "#")):
            break
        said = f"{said}\n{paragraph}".strip()
    words = said.split()
    if len(words) < FEWEST_WORDS or _OUTSIDE.search(said) or not said.isascii() or said.endswith((":", "::", ",")):
        return None
    return said if said.endswith((".", "!", "?", ")")) else f"{said}."


def asserts(docstring: str, name: str) -> tuple[str, ...]:
    """Return a docstring's examples as asserts: calls of the function whose results are literals."""
    try:
        examples = doctest.DocTestParser().get_examples(textwrap.dedent(docstring))
    except ValueError:
        return ()
    found = [_assert(example, name) for example in examples]
    return tuple(dict.fromkeys(test for test in found if test))[:MOST_TESTS]


def _assert(example: doctest.Example, name: str) -> str | None:
    source, want = example.source.strip(), example.want.strip()
    try:
        called = ast.parse(source, mode="eval").body
        value = ast.literal_eval(want)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    uses = {node.id for node in ast.walk(called) if isinstance(node, ast.Name)}
    if example.exc_msg or name not in uses or any(use != name and not hasattr(builtins, use) for use in uses):
        return None
    if isinstance(value, float) or "..." in want:
        return None
    shown = ast.unparse(called)
    left = shown if isinstance(called, (ast.Call, ast.Subscript, ast.Attribute)) else f"({shown})"  # comparisons would chain
    test = f"assert {left} {'is' if value is None or isinstance(value, bool) else '=='} {value!r}"
    return test if len(test) <= LONGEST_TEST and "\n" not in test else None
