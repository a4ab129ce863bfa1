"""Names of the generated functions: most tell what the function does, few are another's, none promises a part of it."""

from __future__ import annotations

import random
import re

import pytest

from hrm_codegen.tasks.exercises import drawing, naming
from hrm_codegen.tasks.exercises.plan import Composition
from hrm_codegen.tasks.exercises.table import primitives

DRAWS = 1500


@pytest.fixture(scope="module")
def named() -> list[tuple[Composition, str]]:
    rng = random.Random(11)
    drawn = [composition for place in range(DRAWS) if (composition := drawing.draw(rng, 1 + place % 4))]
    return [(composition, naming.entry_point(composition, rng, taken=())) for composition in drawn]


def test_hardly_any_name_is_another_functions(named: list[tuple[Composition, str]]) -> None:
    foreign = [name for composition, name in named if name in primitives()
               and all(name != use.primitive.name for use in composition.uses)]  # fmt: skip
    assert 0 < len(foreign) <= 0.035 * len(named)


def test_no_longer_composition_is_called_as_one_of_its_parts(named: list[tuple[Composition, str]]) -> None:
    parts = [
        name for composition, name in named if composition.depth > 1 and any(name == use.primitive.name for use in composition.uses)
    ]
    assert len(parts) <= 0.01 * len(named)


def test_no_name_repeats_a_word_at_once_and_few_end_in_the_middle(named: list[tuple[Composition, str]]) -> None:
    assert [name for _, name in named if re.search(r"(?:^|_)([a-z]+)_\1(?:_|$)", name)] == []
    open_ended = [name for _, name in named if re.search(r"_(of|up|to|by|in|the|than)$", name)]
    assert len(open_ended) <= 0.03 * len(named)
