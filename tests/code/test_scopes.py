"""Names mean what the compiler says they mean, and renaming changes nothing but names."""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import json
import subprocess
import symtable
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hrm_codegen.code import scopes, syntax
from hrm_codegen.code.scopes import bindings, rename
from hrm_codegen.code.transform import normalise
from hrm_codegen.errors import UsageError

COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}


def compiled_scopes(table: symtable.SymbolTable, path: str = "") -> Iterator[tuple[str, symtable.SymbolTable]]:
    """Yield the compiler's tables of functions and classes with their dotted paths, in source order."""
    for child in table.get_children():
        name = "<lambda>" if child.get_name() == "lambda" else child.get_name()
        inside = path if name in COMPREHENSIONS else f"{path}.{name}".lstrip(".")
        if inside != path:
            yield inside, child
        yield from compiled_scopes(child, inside)


def disagreements(source: str) -> list[str]:
    """Compare the reader's scopes with the compiler's: whether each name is local, from a function around, or global."""
    reader = scopes._Reader(source)
    reader.settle()
    ours = defaultdict(list)
    for scope in reader.scopes:
        if scope.kind in ("function", "class"):
            ours[scope.path].append(scope)
    looping = {name for scope in reader.scopes if scope.kind == "comprehension" for name in scope.bound}
    theirs = list(compiled_scopes(symtable.symtable(source, "<test>", "exec")))
    wrong = [] if len(theirs) == sum(map(len, ours.values())) else ["not the same scopes"]
    for path, table in theirs:
        scope = ours[path].pop(0)
        for symbol in table.get_symbols():
            name = symbol.get_name()
            if name.startswith(".") or "__" in name or name in looping:  # 3.12 makes comprehensions part of their function
                continue
            found = scope.resolve(name)
            said = "local" if name in scope.bound else "free" if found and found.scope else "global"
            truth = "local" if symbol.is_local() else "free" if symbol.is_free() else "global"
            if said != truth:
                wrong.append(f"{path}: {name} is {truth}, not {said}")
    return wrong


@pytest.mark.parametrize("module", [textwrap, functools, inspect, ast, symtable], ids=lambda module: module.__name__)
def test_the_standard_library_is_read_as_the_compiler_reads_it(module: object) -> None:
    assert disagreements(inspect.getsource(module)) == []


NAME = st.sampled_from("abcde")
SIMPLE = st.one_of(
    st.builds("{} = {}".format, NAME, NAME),
    st.builds("{} += [{} for {} in {} if {}]".format, NAME, NAME, NAME, NAME, NAME),
    st.builds("({} := {})".format, NAME, NAME),
    st.builds("{} = lambda {}={}: {}".format, NAME, NAME, NAME, NAME),
    st.builds("global {}".format, NAME),
    st.builds("nonlocal {}".format, NAME),
    st.builds("import {}".format, NAME),
    st.builds("del {}".format, NAME),
    st.builds("[({} := {}) for {} in {}]".format, NAME, NAME, NAME, NAME),
    st.builds('f"{{{}}}"'.format, NAME),
)


def nested(body: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inner = st.lists(body, min_size=1, max_size=4).map(lambda lines: textwrap.indent("\n".join(lines), "    "))
    return st.one_of(
        st.builds("def {}({}, *{}):\n{}".format, NAME, NAME, st.sampled_from("xyz"), inner),
        st.builds("class {}({}):\n{}".format, NAME, NAME, inner),
        st.builds("for {} in {}:\n{}".format, NAME, NAME, inner),
        st.builds("try:\n    pass\nexcept {} as {}:\n{}".format, NAME, NAME, inner),
        st.builds("@{}\nasync def {}({}={}):\n{}".format, NAME, NAME, NAME, NAME, inner),
    )


PROGRAM = st.lists(st.recursive(SIMPLE, nested, max_leaves=12), min_size=1, max_size=6).map(lambda parts: "\n".join(parts) + "\n")


def compiles(source: str) -> bool:
    try:
        compile(source, "<test>", "exec")
    except SyntaxError:
        return False
    return True


@given(PROGRAM)
def test_any_program_is_read_as_the_compiler_reads_it(source: str) -> None:
    assume(compiles(source))
    assert disagreements(source) == []


def free_names(source: str) -> list[str]:
    """Return the names that may be renamed everywhere, there and back: nothing of the name is fixed, unbound or a built-in."""
    fixed = {binding.name for binding in bindings(source) if binding.fixed}
    names = list(dict.fromkeys(binding.name for binding in bindings(source) if binding.name not in fixed))
    renamed = syntax.parse(rename(source, {name: f"{name}_2" for name in names}))
    left = {node.id for node in ast.walk(renamed) if isinstance(node, ast.Name)}
    return [name for name in names if name not in left and not hasattr(builtins, name)]


@given(PROGRAM)
def test_renaming_there_and_back_is_nothing_and_keeps_every_scope(source: str) -> None:
    assume(compiles(source))
    names = {name: f"{name}_2" for name in free_names(source)}
    there = rename(source, names)
    assert compiles(there)
    assert disagreements(there) == []
    assert len(bindings(there)) == len(bindings(source))
    assert rename(there, {new: old for old, new in names.items()}) == source


def test_only_the_variable_itself_is_renamed() -> None:
    source = """
import math
def area(r,   scale = 2) :  # r stays in comments
    def half(r): return r/2
    out = [r for r in range(3)]; out.r = half(r)
    return math.r(out, scale) * sum(out)
"""
    assert (
        rename(source, {"r": "radius", "half": "halved"})
        == """
import math
def area(radius,   scale = 2) :  # r stays in comments
    def halved(radius): return radius/2
    out = [radius for radius in range(3)]; out.r = halved(radius)
    return math.r(out, scale) * sum(out)
"""
    )


def test_a_builtin_of_the_same_name_elsewhere_stays() -> None:
    source = "def f(list):\n    return list\n\n\ndef g(x):\n    return list(x)\n"
    assert rename(source, {"list": "items"}) == "def f(items):\n    return items\n\n\ndef g(x):\n    return list(x)\n"


def test_names_of_any_script_before_a_name_do_not_shift_it() -> None:
    assert rename("x = 'äöü€🙂'; y = x; é = x\n", {"x": "z"}) == "z = 'äöü€🙂'; y = z; é = z\n"


@pytest.mark.parametrize(
    ("source", "name", "reason"),
    [
        ("import a\n", "a", "cannot be replaced"),
        ("def f():\n    global a\n    a = 1\n", "a", "cannot be replaced"),
        ("def f(a):\n    return f'{a}'\n", "a", "cannot be replaced"),
        ("def f(a):\n    return eval('1')\n", "a", r"uses eval\(\)"),
        ("def f(a):\n    '''Take a.'''\n", "a", "a string names it"),
        ("def f(a):\n    return f(a=1)\n", "a", "by keyword"),
        ("def f(a):\n    return f(**{})\n", "a", "by keyword"),
        ("class A:\n    def f(self, a):\n        pass\n", "a", "of a method"),
        ("from m import *\na = 1\n", "a", "star import"),
        ("sum = 1\n", "sum", "hides a built-in"),
        ("def f(self): pass\n", "self", "conventional"),
        ("def f(): pass\nprint(f.__name__)\n", "f", "asks for its name"),
        ("def f(a): pass\nf.__code__\n", "a", "looks inside itself"),
        ("a = 1\nclass A:\n    a = a\n", "a", "class"),
        ("def f(é): pass\n", "é", "conventional or special"),
    ],
)
def test_what_could_reach_a_variable_by_its_name_keeps_it(source: str, name: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        rename(source, {name: "other"})


@pytest.mark.parametrize("new", ["2x", "for", "sum", "b", "print", "c"])
def test_a_new_name_must_be_free(new: str) -> None:
    source = "def f(a):\n    b = print(a)\n    return c\n"
    with pytest.raises(UsageError, match="take another"):
        rename(source, {"a": new})
    with pytest.raises(UsageError, match="take another"):
        rename(source, {"a": "d", "b": "d"})


def test_a_variable_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'total'"):
        rename("total = 1\n", {"totl": "x"})
    assert rename("total = 1\n", {"total": "total"}) == "total = 1\n"


@pytest.mark.data
def test_every_mbpp_solution_takes_new_names_and_still_passes_its_tests(data_root: Path) -> None:
    rows = [json.loads(line) for line in (data_root / "mbpp" / "mbpp.jsonl").read_text(encoding="utf-8").splitlines()]
    programs = [normalise("\n".join([row["code"], row["test_setup_code"], *row["test_list"]])) for row in rows]
    renamed = []
    for program in programs:
        fixed = {binding.name for binding in bindings(program) if binding.fixed}
        names = {binding.name: f"{binding.name}_2" for binding in bindings(program) if binding.name not in fixed}
        renamed.append(rename(program, names))
        syntax.parse(renamed[-1])
    assert len(rows) >= 974
    assert all(new != old for new, old in zip(renamed, programs, strict=True))
    runner = "import json, sys\nfor text in json.load(sys.stdin): exec(text, {'__name__': 'm'})\nprint('all passed')"
    argv = [sys.executable, "-W", "ignore", "-c", runner]
    done = subprocess.run(argv, input=json.dumps(renamed[::8]), capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.endswith("all passed\n"), done.stderr[-500:]
