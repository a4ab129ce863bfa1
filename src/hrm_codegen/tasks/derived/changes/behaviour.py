"""Changes of what a function does: a further parameter, an edge case, another constant, another condition."""

from __future__ import annotations

import ast
import random
from collections.abc import Sequence
from typing import NamedTuple

from hrm_codegen.tasks.base import Problem
from hrm_codegen.tasks.derived import values
from hrm_codegen.tasks.derived.base import Study, first_line, pick
from hrm_codegen.tasks.derived.changes.base import Change, names_in, only_return, replaced, simple, text_of
from hrm_codegen.tasks.derived.hints import types

_RUN = 4  # calls that a change of behaviour is shown on


class _Option(NamedTuple):
    name: str
    default: str
    does: str  # what it is for
    result: str  # the new return value; {it} is the old one, {b} the old one in brackets where it needs them
    given: tuple[str, ...]  # values to try


_OPTIONS: dict[str, tuple[_Option, ...]] = {
    "int": (
        _Option("offset", "0", "is added to the result", "{b} + offset", ("3", "10", "-2")),
        _Option("factor", "1", "multiplies the result", "{b} * factor", ("2", "5", "-1")),
        _Option("absolute", "False", "makes the result its absolute value", "abs({it}) if absolute else {it}", ("True",)),
    ),
    "float": (
        _Option(
            "digits", "None", "says to how many digits the result is rounded, if any",
            "{it} if digits is None else round({it}, digits)", ("0", "1"),
        ),
        _Option("factor", "1", "multiplies the result", "{b} * factor", ("2", "0.5")),
    ),
    "list": (
        _Option("limit", "None", "is the most elements that are returned", "{b}[:limit]", ("1", "2", "3")),
        _Option("skip", "0", "says how many elements at the start of the result are left out", "{b}[skip:]", ("1", "2")),
        _Option("reverse", "False", "reverses the result", "{b}[::-1] if reverse else {it}", ("True",)),
    ),
    "str": (
        _Option("prefix", "''", "is put before the result", "prefix + {b}", ("'> '", "'id-'")),
        _Option("suffix", "''", "is put after the result", "{b} + suffix", ("'!'", "'.txt'")),
        _Option("upper", "False", "turns the result into capitals", "{b}.upper() if upper else {it}", ("True",)),
        _Option("limit", "None", "is the greatest length of the result", "{b}[:limit]", ("1", "3")),
    ),
    "bool": (_Option("negate", "False", "turns the answer round", "{b} != negate", ("True",)),),
}  # fmt: skip
_PARAMETER = (
    "Add a parameter {name}={default} that {does}.|Give {function} an optional parameter {name} (default {default}) that {does}.|"
    "Add an optional argument {name}={default}; it {does}.|"
    "Extend {function} with a parameter {name} that {does}; its default is {default}.|"
    "{function} should take a further parameter {name}, by default {default}, that {does}."
)
_RETURN = (
    "Return {value} when {name} is {what}.|Handle the case that {name} is {what}: return {value}.|"
    "If {name} is {what}, return {value}.|"
    "{function} should return {value} for {a}.|Add a check: when {name} is {what}, the result is {value}.|"
    "Make {function} return {value} when {name} is {what}."
)
_RAISE = (
    'Raise a ValueError with the text "{text}" when {name} is {what}.|If {name} is {what}, raise ValueError("{text}").|'
    '{function} should refuse {a} with ValueError("{text}").|Check that {name} is not {what}; otherwise raise ValueError("{text}").'
)
_CONSTANT = (
    "Use {new} instead of {old} in `{where}`.|Change the {old} in `{where}` to {new}.|Replace {old} by {new} in `{where}`.|"
    "In `{where}` it should be {new}, not {old}."
)
_CONDITION = (
    "Change the condition `{old}` to `{new}`.|The comparison `{old}` should be `{new}`.|Use {sign} instead of {was} in `{old}`.|"
    "Replace `{old}` by `{new}`."
)
_SIGNS = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"), ast.Eq: ("==", "!=")}
_NONE_OF_KIND = {"int": ("0", "-1", "None"), "float": ("0.0", "None"), "list": ("[]",), "str": ("''", "None"), "bool": ("False",)}


def add_parameter(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Add an optional parameter that does something to the result."""
    function = found.function
    back = only_return(function) if function else None
    kind = _result_kind(found)
    if function is None or back is None or back.value is None or kind not in _OPTIONS or not _open_ended(function):
        return None
    option = rng.choice(_OPTIONS[kind])
    if option.name in names_in(function) or "\n" in text_of(found, back):
        return None
    it = text_of(found, back.value)
    new = option.result.format(it=it, b=it if simple(back.value) else f"({it})")
    end = found.positions.span(function.args.args[-1])[1]
    source = replaced(found, back, f"return {new}")
    source = f"{source[:end]}, {option.name}={option.default}{source[end:]}"
    asked = pick(rng, _PARAMETER, name=option.name, default=option.default, does=option.does, function=function.name)
    calls = tuple(f"{ast.unparse(check.call)[:-1]}, {option.name}={rng.choice(option.given)})" for check in found.checks[:2])
    return Change(asked, source, problem.tests, problem.setup, calls, behaves=True)


def edge_case(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Handle an empty or a negative argument at the start of the function."""
    function = found.function
    if function is None or not found.checks or function.body[0].lineno == function.lineno:
        return None
    held, _ = types(found)
    edges = [edge for name, kind in held.items() for edge in _edges(found, kind, name)]
    if not edges:
        return None
    name, what, condition, value, a = rng.choice(edges)
    result = _result_kind(found)
    raises = rng.random() < 0.4 or result not in _NONE_OF_KIND
    text = rng.choice((f"{name} is {what}", f"{name} must not be {what}", f"bad {name}"))
    backs = _NONE_OF_KIND.get(result, ("None",))
    back = rng.choice(backs if function.returns is None else backs[:1])  # a hint says what may come back
    body = function.body[1:] if ast.get_docstring(function) is not None and len(function.body) > 1 else function.body
    at = found.positions.char_index(first_line(body[0]), 0)
    indent = " " * body[0].col_offset
    action = f'raise ValueError("{text}")' if raises else f"return {back}"
    source = f"{found.source[:at]}{indent}if {condition}:\n{indent}    {action}\n{found.source[at:]}"
    place = [argument.arg for argument in function.args.args].index(name)
    arguments = [ast.unparse(argument) for argument in found.checks[0].call.args]
    call = f"{function.name}({', '.join([*arguments[:place], value, *arguments[place + 1 :]])})"
    slots = {"name": name, "what": what, "function": function.name, "a": a, "text": text, "value": back}
    tests = (*problem.tests, _refused(call) if raises else f"assert {call} {'is' if back == 'None' else '=='} {back}")
    return Change(pick(rng, _RAISE if raises else _RETURN, **slots), source, tests, problem.setup, behaves=True)


class _Edge(NamedTuple):
    name: str  # of the parameter
    what: str  # it may be
    condition: str
    value: str  # such an argument
    a: str  # the argument in words


def _edges(found: Study, kind: str, name: str) -> list[_Edge]:
    """Return the ways in which a parameter may be out of the ordinary, but those that the tests speak of."""
    assert found.function is not None
    place = [argument.arg for argument in found.function.args.args].index(name)
    given = [ast.literal_eval(check.call.args[place]) for check in found.checks if place < len(check.call.args)]
    if kind == "int":
        edges = [_Edge(name, "negative", f"{name} < 0", "-1", f"a negative {name}")] if min(given) >= 0 else []
        return edges if 0 in given else [*edges, _Edge(name, "zero", f"{name} == 0", "0", f"{name} = 0")]
    empty = {"list": "[]", "str": "''", "dict": "{}", "tuple": "()"}.get(kind.partition("[")[0])
    return [_Edge(name, "empty", f"not {name}", empty, f"an empty {name}")] if empty and all(given) else []


def _refused(call: str) -> str:
    return f"try:\n    {call}\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no ValueError')"


def change_constant(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Use another number or text in one place."""
    if found.function is None or not found.checks:
        return None
    lines = found.source.split("\n")
    places = [node for node in ast.walk(found.function) if isinstance(node, ast.Constant) and _alone(found, node, lines)]
    if not places:
        return None
    node = rng.choice(places)
    old = text_of(found, node)
    new = _other_constant(node.value, rng)
    where = lines[node.lineno - 1].strip()
    asked = pick(rng, _CONSTANT, old=old, new=new, where=where)
    return Change(asked, replaced(found, node, new), (), problem.setup, _calls(found, rng), behaves=True)


def _alone(found: Study, node: ast.Constant, lines: Sequence[str]) -> bool:
    """Whether a number or text can be spoken of as the one on its line: not in a docstring, nor in an f-string."""
    line = lines[node.lineno - 1]
    if type(node.value) not in (int, str) or node.value == "" or node.lineno != node.end_lineno:
        return False
    return (
        line.count(text_of(found, node)) == 1 and not line.lstrip().startswith(("'", '"')) and "f'" not in line and 'f"' not in line
    )


def _other_constant(value: object, rng: random.Random) -> str:
    if isinstance(value, int):
        return str(value + rng.choice((1, 1, 2, 3, 5)) if value < 3 else value + rng.choice((-1, 1, 2, 4)))
    others = {" ": ("-", "_", ", "), "-": (" ", "_"), ", ": (" ", "; "), "": (" ",)}.get(
        str(value), ("x", "-", str(value).upper() + "!")
    )
    return repr(rng.choice([text for text in others if text != value]))


def change_condition(problem: Problem, found: Study, rng: random.Random) -> Change | None:
    """Make a comparison include or exclude its bound."""
    if found.function is None or not found.checks:
        return None
    compared = [node for node in ast.walk(found.function) if isinstance(node, ast.Compare) and len(node.ops) == 1]
    places = [node for node in compared if type(node.ops[0]) in _SIGNS and found.source.count(text_of(found, node)) == 1]
    if not places:
        return None
    node = rng.choice(places)
    was, sign = _SIGNS[type(node.ops[0])]
    start, end = found.positions.span(node.left)[1], found.positions.span(node.comparators[0])[0]
    at = found.source.find(was, start, end)
    if at < 0:
        return None
    source = found.source[:at] + sign + found.source[at + len(was) :]
    old = text_of(found, node)
    first = at - found.positions.span(node)[0]
    new = old[:first] + sign + old[first + len(was) :]
    asked = pick(rng, _CONDITION, old=old, new=new, was=was, sign=sign)
    return Change(asked, source, (), problem.setup, _calls(found, rng), behaves=True)


def _calls(found: Study, rng: random.Random) -> tuple[str, ...]:
    known = [ast.unparse(check.call) for check in found.checks]
    return (*values.calls(found, rng, _RUN), *known)


def _result_kind(found: Study) -> str:
    """Return the kind of the result without what is in it: "list", "int"; empty where the tests do not agree."""
    result = types(found)[1] if found.function else None
    return result.partition("[")[0] if result else ""


def _open_ended(function: ast.FunctionDef) -> bool:
    """Whether another parameter can be added at the end."""
    given = function.args
    plain: Sequence[object] = (given.vararg, given.kwarg, *given.kwonlyargs)
    return bool(given.args) and not any(plain)
