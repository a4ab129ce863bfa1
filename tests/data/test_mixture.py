"""The curriculum: shares follow the stages, turn smoothly, and are refused when they name what is not there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.data import mixture
from hrm_codegen.data.mixture import MixtureConfig, StageConfig
from hrm_codegen.data.shards import Group
from hrm_codegen.errors import ConfigError

GROUPS = (
    Group("warmup", "python", 1), Group("write", "python", 1), Group("write", "python", 2), Group("write", "rust", 1),
    Group("project", "python", 4), Group("command", "other", 4),
)  # fmt: skip
TOKENS = np.array([1000, 6000, 2000, 1000, 3000, 500])
STAGES = (
    StageConfig(name="syntax", until=0.2, components={"warmup": 1, "write": 3}, difficulties={"1": 1}),
    StageConfig(name="algorithms", until=0.6, components={"write": 1}),
    StageConfig(name="projects", until=0.8, components={"write": 1, "project": 1}),
    StageConfig(name="tools", until=1.0, components={"write": 1, "project": 1, "command": 2}),
)
CONFIG = MixtureConfig(stages=STAGES, transition=0.1)


def shares(progress: float, config: MixtureConfig = CONFIG) -> dict[str, float]:
    found = mixture.weights(config, GROUPS, TOKENS, progress).shares_G
    return {str(group): float(share) for group, share in zip(GROUPS, found, strict=True)}


@given(st.floats(0, 1))
def test_shares_sum_to_one_at_every_moment(progress: float) -> None:
    assert sum(shares(progress).values()) == pytest.approx(1)


def test_the_first_stage_draws_only_its_components_and_difficulties() -> None:
    found = shares(0.0)
    assert found["warmup/python/1"] == pytest.approx(0.25)
    assert found["write/python/1"] == pytest.approx(0.375)  # half of the three quarters: two languages
    assert found["write/rust/1"] == pytest.approx(0.375)
    assert found["write/python/2"] == found["project/python/4"] == 0


def test_languages_weigh_alike_unless_told_otherwise() -> None:
    unlike = MixtureConfig(stages=STAGES, languages={"rust": 0.25})
    found = shares(0.4, unlike)
    assert found["write/rust/1"] == pytest.approx(0.2)
    assert found["write/python/1"] == pytest.approx(0.6)  # with the tokens there are: 6000 to 2000
    assert found["write/python/2"] == pytest.approx(0.2)


def test_a_stage_turns_into_the_next_without_a_jump() -> None:
    steps = [shares(progress)["warmup/python/1"] for progress in np.linspace(0.2, 0.3, 11)]
    assert steps[0] == pytest.approx(0.25)
    assert steps[-1] == pytest.approx(0)
    assert np.allclose(np.diff(steps), -0.025)


def test_the_stage_is_named() -> None:
    names = [mixture.weights(CONFIG, GROUPS, TOKENS, progress).stage for progress in (0.0, 0.2, 0.7, 1.0)]
    assert names == ["syntax", "algorithms", "projects", "tools"]


def test_without_stages_every_token_weighs_the_same() -> None:
    assert shares(0.5, MixtureConfig())["write/python/1"] == pytest.approx(6000 / 13500)


def test_a_component_that_the_set_lacks_is_refused_with_the_nearest_name() -> None:
    wrong = MixtureConfig(stages=(StageConfig(name="only", until=1, components={"wirte": 1}),))
    with pytest.raises(ConfigError, match="did you mean 'write'"):
        mixture.check(wrong, GROUPS)


def test_a_stage_with_nothing_to_draw_is_refused() -> None:
    wrong = MixtureConfig(stages=(StageConfig(name="only", until=1, components={"command": 1}, difficulties={"1": 1}),))
    with pytest.raises(ConfigError, match="leaves nothing to draw"):
        mixture.check(wrong, GROUPS)


@pytest.mark.parametrize("ends", [(0.5, 0.4, 1.0), (0.5, 0.5, 1.0), (0.2, 0.9)])
def test_stages_out_of_order_are_refused(ends: tuple[float, ...]) -> None:
    with pytest.raises(ConfigError, match="must rise and the last must end at 1"):
        MixtureConfig(stages=tuple(StageConfig(name=str(end), until=end, components={"write": 1}) for end in ends))


def test_the_description_tells_every_share_over_progress() -> None:
    rows = mixture.describe(CONFIG, GROUPS, TOKENS, points=3)
    assert [row["stage"] for row in rows] == ["syntax", "algorithms", "tools"]
    assert rows[2]["component"] == {"warmup": 0, "write": 0.25, "project": 0.25, "command": 0.5}
