"""Asserts taken apart and written in other ways: what they check stays."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.tasks import asserts

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


def holds(test: str, answer: object) -> bool:
    try:
        exec(test, {"f": lambda _: answer})
    except AssertionError:
        return False
    return True


@given(argument=values, expected=values, answer=values, style=st.sampled_from(asserts.STYLES), spaced=st.booleans())
def test_a_rendered_assert_checks_the_same(argument: object, expected: object, answer: object, style: str, spaced: bool) -> None:
    test = f"assert f({argument!r}){' == ' if spaced else '=='}{expected!r}"
    rendered = asserts.render(test, style)
    assert holds(rendered, expected)
    if not (style == "truth" and isinstance(expected, bool)):  # there any true or false value will do
        assert holds(test, answer) == holds(rendered, answer)


@pytest.mark.parametrize(
    ("test", "style", "wanted"),
    [
        ("assert f( 1,2)==(True)", "as it is", "assert f( 1,2)==(True)"),
        ("assert f( 1,2)==(True)", "tidy", "assert f(1, 2) == True"),
        ("assert f( 1,2)==(True)", "truth", "assert f(1, 2)"),
        ("assert f(1) == False", "truth", "assert not f(1)"),
        ('assert f("a") == 1', "truth", "assert f('a') == 1"),
    ],
)
def test_styles_are_what_their_names_say(test: str, style: str, wanted: str) -> None:
    assert asserts.render(test, style) == wanted


@pytest.mark.parametrize(
    "test", ["assert f(1)", "assert g(1) == 2", "assert int(f(1)) == 2", "assert f(x=1) == 2", "assert f(1) != 2", "x = 1"]
)
def test_other_forms_are_not_taken_apart(test: str) -> None:
    assert asserts.take_apart(test, "f") is None


def test_calls_are_renamed_and_strings_attributes_and_keywords_are_not() -> None:
    source = "assert f(o.f, f='f') == h(f)  # é f"
    assert asserts.rename_calls(source, {"f": "longer", "h": "k"}) == "assert longer(o.f, f='f') == k(longer)  # é f"


@pytest.mark.parametrize(
    ("test", "lines"),
    [
        ("assert f( 'a',2)==[1,2]", ">>> f('a', 2)\n[1, 2]"),
        ("assert f(1) == 0.5", None),
        ("assert f(1) == {1, 2}", None),
        ("assert f(1) == None", None),
        ("assert f(root) == 1", None),
        ("assert f(1) == x", None),
        ("assert f(1) == 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'", None),
    ],
)
def test_examples_for_a_docstring_have_one_spelling(test: str, lines: str | None) -> None:
    check = asserts.take_apart(test, "f")
    assert check is not None
    assert asserts.doctest(check) == lines


def test_a_literal_none_is_known_and_a_name_is_not() -> None:
    assert asserts.known(ast.parse("None", mode="eval").body) == asserts.Known(None)
    assert asserts.known(ast.parse("x", mode="eval").body) is None
