"""Which variable every name in a Python source means: its bindings, what keeps one from being renamed, and renaming.

Names are resolved as the compiler resolves them. Whatever could reach a variable by its name at run time, or whose place
in the text is not known, makes the binding fixed, and `Binding.fixed` says why.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from hrm_codegen.code import syntax
from hrm_codegen.errors import UsageError, nearest

Kind = Literal["parameter", "local", "global", "function", "class", "import"]
Span = tuple[int, int]

_BY_NAME = {"eval", "exec", "globals", "locals", "vars", "dir"}  # built-ins through which text reaches variables
_INSIDE_CODE = {"__code__", "__annotations__", "__kwdefaults__", "__closure__", "__globals__", "__dict__"}
_NAME_OF_CODE = {"__name__", "__qualname__"}
_CONVENTIONAL = {"_", "self", "cls"}
_WORD = re.compile(r"[A-Za-z_]\w*")
_DEFINED_NAME = re.compile(r"(?:async(?:\s|\\\n)+)?(?:def|class)(?:\s|\\\n)+(\w+)")


@dataclass(eq=False)
class Binding:
    """One variable: its name, what binds it first, where it is written, and why it may not be renamed (None: it may)."""

    name: str
    kind: Kind
    scope: str  # dotted path of the functions and classes around it, "" for the module
    spans: list[Span] = field(default_factory=list)  # of its occurrences in the text
    fixed: str | None = None

    def fix(self, reason: str | None) -> None:
        """Keep the binding from being renamed, unless the reason is None; the first reason stays."""
        self.fixed = self.fixed or reason


class _Scope:
    def __init__(self, path: str, kind: Literal["module", "function", "class", "comprehension"], parent: _Scope | None) -> None:
        self.path = path
        self.kind = kind
        self.parent = parent
        self.bound: dict[str, Binding] = {}
        self.is_global: set[str] = set()
        self.is_nonlocal: set[str] = set()

    def bind(self, name: str, kind: Kind) -> None:
        """Note that a name is bound here; a nonlocal one is bound by the scope that owns it."""
        if name in self.is_global:
            self.module.bound.setdefault(name, Binding(name, kind, ""))
        elif name not in self.is_nonlocal:
            self.bound.setdefault(name, Binding(name, kind, self.path))

    @property
    def module(self) -> _Scope:
        return self.parent.module if self.parent else self

    def resolve(self, name: str) -> Binding | None:
        """Return the variable that a name means here; None for a built-in or an unknown one."""
        if name in self.is_global:
            return self.module.bound.get(name)
        if name in self.bound:
            return self.bound[name]
        return self.outer(name)

    def outer(self, name: str) -> Binding | None:
        """Return what a name means around this scope; class bodies are not seen from inside."""
        around = self.parent
        while around is not None and around.kind == "class":
            around = around.parent
        return around.resolve(name) if around else None


class _Use(NamedTuple):
    scope: _Scope
    name: str
    span: Span | None  # None: its place in the text is not known
    binds: Kind | None


def bindings(source: str) -> tuple[Binding, ...]:
    """Return every variable that the source binds, scope by scope; a SyntaxError where it does not parse."""
    reader = _Reader(source)
    reader.settle()
    return tuple(binding for scope in reader.scopes for binding in scope.bound.values())


def rename(source: str, names: Mapping[str, str]) -> str:
    """Return the source with variables under new names (old -> new) wherever it means them; every other character stays.

    Raise UsageError for a name that is not bound or is fixed, and for a new one that is no identifier or already means
    something; a SyntaxError where the source does not parse.
    """
    found: dict[str, list[Binding]] = {}
    for binding in bindings(source):
        found.setdefault(binding.name, []).append(binding)
    changed = {old: new for old, new in names.items() if old != new}
    taken = {node.id for node in ast.walk(syntax.parse(source)) if isinstance(node, ast.Name)} | set(found)
    spans: list[tuple[Span, str]] = []
    for old, new in changed.items():
        if old not in found:
            raise UsageError(f"cannot rename {old!r}: the code binds no such variable{nearest(old, found)}")
        reason = next((binding.fixed for binding in found[old] if binding.fixed), None)
        if reason:
            raise UsageError(f"cannot rename {old!r}: {reason}")
        if not new.isidentifier() or keyword.iskeyword(new) or hasattr(builtins, new) or new in taken:
            raise UsageError(f"cannot rename {old!r} to {new!r}: that is no identifier, or already means something; take another")
        taken.add(new)
        spans += [(span, new) for binding in found[old] for span in binding.spans]
    for (start, end), new in sorted(spans, reverse=True):
        source = source[:start] + new + source[end:]
    return source


class _Reader(ast.NodeVisitor):
    """Reads the tree once, noting scopes and uses of names; `settle` then says which variable each use means."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._positions = syntax.Positions(source)
        self._scope = _Scope("", "module", None)
        self.scopes = [self._scope]
        self._uses: list[_Use] = []
        self._unplaced = 0  # depth in f-strings, where the parser's positions are not reliable before Python 3.12
        self._words: set[str] = set()  # in string constants
        self._keywords: set[str | None] = set()  # of calls; None for **
        self._attributes: set[str] = set()
        self._star_import = False
        self.visit(syntax.parse(source))

    def _visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def _note(self, name: str, span: Span | None, binds: Kind | None = None) -> None:
        self._uses.append(_Use(self._scope, name, None if self._unplaced else span, binds))

    def _inside(self, name: str, kind: Literal["function", "class", "comprehension"]) -> _Scope:
        path = f"{self._scope.path}.{name}".lstrip(".") if kind != "comprehension" else self._scope.path
        scope = _Scope(path, kind, self._scope)
        self.scopes.append(scope)
        return scope

    @property
    def _variable(self) -> Kind:
        return "global" if self._scope.kind == "module" else "local"

    # Names

    def visit_Name(self, node: ast.Name) -> None:
        self._note(node.id, self._positions.span(node), None if isinstance(node.ctx, ast.Load) else self._variable)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        inner, self._scope = self._scope, next(scope for scope in _around(self._scope) if scope.kind != "comprehension")
        self.visit(node.target)
        self._scope = inner
        self.visit(node.value)

    def visit_Global(self, node: ast.Global) -> None:
        self._scope.is_global.update(node.names)
        for name in node.names:
            self._note(name, None, "global")

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self._scope.is_nonlocal.update(node.names)
        for name in node.names:
            self._note(name, None)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._note(alias.asname or alias.name.split(".")[0], None, "import")

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self._star_import |= alias.name == "*"
            self._note(alias.asname or alias.name, None, "import")

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self._bind_unplaced(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._bind_unplaced(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._bind_unplaced(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._bind_unplaced(node.rest)
        self.generic_visit(node)

    def _bind_unplaced(self, name: str | None) -> None:
        if name is not None:
            self._note(name, None, self._variable)

    # Scopes

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._note(node.name, self._name_span(node), "function")
        self._type_parameters(node)
        self._visit_all([*node.decorator_list, node.returns])
        self._function(node.name, node.args, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # the visitor's name for the node

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function("<lambda>", node.args, [node.body])

    def _function(self, name: str, arguments: ast.arguments, body: Iterable[ast.AST]) -> None:
        positional = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        parameters = [arg for arg in (*positional, arguments.vararg, arguments.kwarg) if arg is not None]
        self._visit_all([*arguments.defaults, *arguments.kw_defaults, *(arg.annotation for arg in parameters)])
        outside, self._scope = self._scope, self._inside(name, "function")
        for arg in parameters:
            start = self._positions.span(arg)[0]
            self._note(arg.arg, (start, start + len(arg.arg)), "parameter")
        self._visit_all(body)
        self._scope = outside

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._note(node.name, self._name_span(node), "class")
        self._type_parameters(node)
        self._visit_all([*node.decorator_list, *node.bases, *node.keywords])
        outside, self._scope = self._scope, self._inside(node.name, "class")
        self._visit_all(node.body)
        self._scope = outside

    def _type_parameters(self, node: ast.AST) -> None:
        for parameter in getattr(node, "type_params", ()):  # since Python 3.12
            self._note(parameter.name, None, "local")

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        first, *others = node.generators
        self.visit(first.iter)
        outside, self._scope = self._scope, self._inside("", "comprehension")
        self._visit_all([first.target, *first.ifs, *others])
        self._visit_all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self._scope = outside

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _comprehension  # as above

    def _name_span(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Span | None:
        match = _DEFINED_NAME.match(self._source, self._positions.span(node)[0])
        return match.span(1) if match else None

    # What fixes names

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._unplaced += 1
        self.generic_visit(node)
        self._unplaced -= 1

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._words.update(_WORD.findall(node.value))

    def visit_keyword(self, node: ast.keyword) -> None:
        self._keywords.add(node.arg)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._attributes.add(node.attr)
        self.generic_visit(node)

    def settle(self) -> None:
        """Give every binding its spans, and a reason where it is fixed."""
        for use in self._uses:
            if use.binds:
                use.scope.bind(use.name, use.binds)
        everything = "the code looks inside itself" if self._attributes & _INSIDE_CODE else None
        for use in self._uses:
            found = use.scope.resolve(use.name)
            if found:
                _place(use, found)
            elif use.name in _BY_NAME:
                everything = f"the code uses {use.name}()"
        for scope in self.scopes:
            for binding in scope.bound.values():
                binding.fix(everything or self._reason(scope, binding))

    def _reason(self, scope: _Scope, binding: Binding) -> str | None:
        """Return why a binding may not be renamed, or None."""
        name = binding.name
        in_method = scope.kind == "function" and scope.parent is not None and scope.parent.kind == "class"
        reasons = {
            "it is imported": binding.kind == "import",
            "it is an attribute of its class": scope.kind == "class",
            "it is conventional or special": name in _CONVENTIONAL or name.startswith("__") or not name.isascii(),
            "a string names it": name in self._words,
            "it hides a built-in until it is bound": scope.kind == "module" and hasattr(builtins, name),
            "a star import may bind it": scope.kind == "module" and self._star_import,
            "callers pass it by keyword": binding.kind == "parameter" and (name in self._keywords or None in self._keywords),
            "callers of a method may pass it by keyword": binding.kind == "parameter" and in_method,
            "the code asks for its name": binding.kind in ("function", "class") and bool(self._attributes & _NAME_OF_CODE),
        }
        return next((reason for reason, holds in reasons.items() if holds), None)


def _place(use: _Use, binding: Binding) -> None:
    """Record where a use of a variable is written, and what it means for the variable around a class."""
    if use.span is None:
        binding.fix("it is written where it cannot be replaced")
    else:
        binding.spans.append(use.span)
    if use.scope.kind == "class" and use.name in use.scope.bound:
        around = use.scope.outer(use.name)  # until the body binds the name, it means this one
        if around:
            around.fix("a class attribute has the same name")


def _around(scope: _Scope | None) -> Iterable[_Scope]:
    while scope is not None:
        yield scope
        scope = scope.parent
