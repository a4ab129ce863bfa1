"""The laws that every recipe keeps; none of these tests runs a tool."""

from __future__ import annotations

import re

import pytest

from hrm_codegen.errors import DataError, UsageError
from hrm_codegen.tools import commands, cookbook
from hrm_codegen.tools.base import TOOLS
from hrm_codegen.tools.recipe import Recipe, fill, fillings, kept, slots

RECIPES = tuple(cookbook.recipes().values())
OPEN_SLOT = re.compile(r"\{(?!u\}|upstream\})[a-z]+[2-9]?\}")  # @{u} is git's own


def small(**changes: object) -> Recipe:
    fields = {"name": "files/x", "asks": ("a {file}", "b {file}", "c {file}"), "run": "touch {file}", "checks": ("[ -f {file} ]",)}
    return Recipe(**{**fields, **changes})


def test_there_are_recipes_for_every_tool() -> None:
    assert {recipe.tool for recipe in RECIPES} == set(TOOLS)
    assert len(RECIPES) >= 250


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_is_whole_and_its_lines_are_plain_commands(recipe: Recipe) -> None:
    one = fill(recipe, 7)
    assert len(set(recipe.asks)) == len(recipe.asks) >= 3
    assert one.commands
    assert one.checks
    assert not recipe.plan or len(recipe.plan) == len(one.commands)
    for line in (*one.commands, *one.fails, *one.undo):
        (command,) = commands.parse(line)
        assert commands.unknown_program([command]) is None
    texts = (*map(one.ask, recipe.asks), *one.commands, *one.fails, *one.undo, *one.plan)
    assert [text for text in texts if OPEN_SLOT.search(text)] == []
    assert [ask for ask in map(one.ask, recipe.asks) if not ask.isprintable() or len(ask) > 260] == []


def test_no_two_recipes_do_the_same_from_the_same_state() -> None:
    told = [(recipe.setup, recipe.fails, recipe.run) for recipe in RECIPES]
    assert len(set(told)) == len(told)


def test_no_two_recipes_are_asked_for_in_the_same_words() -> None:
    asks = [(ask, recipe.fails) for recipe in RECIPES for ask in recipe.asks]
    assert len(set(asks)) == len(asks)


def test_what_a_wish_names_stands_in_the_commands_or_their_surroundings() -> None:
    for recipe in RECIPES:
        around = recipe.run + recipe.setup + recipe.fails + "".join(recipe.checks)
        for ask in recipe.asks:
            assert [
                slot for slot in re.findall(r"\{([a-z]+[2-9]?)\}", ask) if slot in slots(recipe) and f"{{{slot}}}" not in around
            ] == []


def test_every_slot_of_the_commands_is_named_by_each_wish() -> None:
    """Otherwise nobody could know the value; a failure's own words may name it too."""
    unsaid = []
    for recipe in (recipe for recipe in RECIPES if not recipe.fails):
        needed = set(re.findall(r"\{([a-z]+[2-9]?)\}", recipe.run)) & set(slots(recipe))
        for ask in recipe.asks:
            said = set(re.findall(r"\{([a-z]+[2-9]?)\}", ask))
            unsaid += [(recipe.name, ask, slot) for slot in sorted(needed - said)]
    assert unsaid == []


def test_filling_is_the_same_for_the_same_number_and_other_for_another() -> None:
    recipe = small()
    assert fill(recipe, 3) == fill(recipe, 3)
    assert len({one.values["file"] for one in fillings(recipe, 5)}) == 5


def test_slots_of_one_pool_get_different_values() -> None:
    recipe = small(run="mv {file} {file2}\nmv {file2} {file3}")
    for number in range(50):
        assert len(set(fill(recipe, number).values.values())) == 3


def test_a_pool_that_is_too_small_is_refused_with_its_name() -> None:
    with pytest.raises(DataError, match=r"files/x: the pool 'file' has 1 values"):
        fill(small(run="mv {file} {file2}", pools={"file": ("only",)}))


def test_braces_that_are_no_slots_stay() -> None:
    assert fill(small(run="git log stash@{0} {unknown}")).commands == ("git log stash@{0} {unknown}",)


def test_about_a_seventh_is_held_out_by_name_and_never_by_place() -> None:
    share = sum(recipe.held_out for recipe in RECIPES) / len(RECIPES)
    asks = [ask for recipe in RECIPES for ask in recipe.asks]
    assert 0.12 < share < 0.18
    assert 0.12 < sum(map(kept, asks)) / len(asks) < 0.18
    for recipe in RECIPES:
        trained, measured = recipe.phrasings(held_out=False), recipe.phrasings(held_out=True)
        assert set(trained) | set(measured) == set(recipe.asks)
        assert not set(trained) & set(measured)
        assert not (recipe.held_out and trained)


def test_an_unknown_recipe_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"did you mean 'git/branch-create'"):
        cookbook.recipe("git/branch-creat")
