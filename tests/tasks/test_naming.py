"""New names for variables: by what they hold, without clashes, with the description in step."""

from __future__ import annotations

import ast
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.code.scopes import bindings
from hrm_codegen.tasks import asserts, naming

SOURCE = """\
def f(list1, list2, k):
    res = []
    for ele in list1:
        if ele in list2:
            res.append(ele * k)
    return res
"""
KINDS = {"list1": "list[int]", "list2": "list[int]", "k": "int"}


def chosen(seed: int, described: str = "Find what two lists share.") -> dict[str, str]:
    taken = {node.id for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Name)}
    return naming.choose(bindings(SOURCE), kinds=KINDS, described=described, taken=taken, rng=random.Random(seed))


@given(st.integers(0, 500))
def test_no_two_variables_get_one_name(seed: int) -> None:
    names = chosen(seed)
    after = [names.get(old, old) for old in ("list1", "list2", "k", "res", "ele")]
    assert len(set(after)) == 5


def test_parameters_are_called_after_what_they_hold() -> None:
    found = {(names.get("list1", "list1"), names.get("list2", "list2"), names.get("k", "k")) for names in map(chosen, range(50))}
    assert found <= {("nums1", "nums2", "k"), ("numbers1", "numbers2", "k"), ("list1", "list2", "k")}
    assert ("nums1", "nums2", "k") in found


def test_locals_get_other_names_for_the_same_thing() -> None:
    found = {names.get("res", "res") for names in map(chosen, range(50))}
    assert {"result", "output"} < found <= {"res", "result", "output", "answer", "ans"}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ([1, 2], "list[int]"),
        ([1, 2.5], "list[float]"),
        (["a", 1], "list"),
        ([], "list"),
        ([(1, 2)], "list[tuple]"),
        (True, "bool"),
        ((1, 2), "tuple"),
        (None, "NoneType"),
    ],
)
def test_kinds_of_values_are_types(value: object, kind: str) -> None:
    assert naming.kind_of(value) == kind


def test_kinds_of_parameters_are_known_where_all_tests_agree() -> None:
    tests = ["assert f([1], 'a', 1, x) == 2", "assert f([2, 3], 'b', 1.5, x) == 2"]
    checks = [check for test in tests if (check := asserts.take_apart(test, "f"))]
    function = ast.parse("def f(a, b, c, d): pass").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert naming.argument_kinds(function, checks) == {"a": "list[int]", "b": "str"}


@pytest.mark.parametrize(
    ("name", "mentioned"),
    [("n", True), ("str2", True), ("arr_size", True), ("a", False), ("string", False), ("b", False), ("m", False)],
)
def test_a_description_speaks_of_letters_and_odd_names_only(name: str, mentioned: bool) -> None:
    described = "Find the first n characters of a string str2 of arr_size, the letter 'b' and the nth one; it's m's."
    assert naming.mentions(described, name) is mentioned


def test_the_description_follows() -> None:
    names = {"N": "n", "strA": "str_a", "text": "s"}
    assert naming.follow("The N-th of strA in a text, not 'N'.", names) == "The n-th of str_a in a text, not 'N'."
    assert naming.follow("Nothing to follow.", names) == "Nothing to follow."
