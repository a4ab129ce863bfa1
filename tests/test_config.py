"""Run files become dataclasses; whatever does not fit is refused by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen import config
from hrm_codegen.errors import ConfigError, NotFound


@dataclass(frozen=True, kw_only=True)
class Part:
    width: int = 8
    rate: float = 0.1
    kind: Literal["a", "b"] = "a"
    names: tuple[str, ...] = ()
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.width % 2:
            raise ConfigError(f"part.width is {self.width}; it must be even")


@dataclass(frozen=True, kw_only=True)
class Run:
    name: str = "x"
    part: Part = field(default_factory=Part)
    parts: tuple[Part, ...] = ()


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    with pytest.raises(ConfigError, match=r"run\.toml: part: unknown key 'widht' \(did you mean 'width'\?\)"):
        config.build(Run, {"part": {"widht": 2}}, where="run.toml")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"part": {"width": "8"}}, "must be int"),
        ({"part": {"width": True}}, "must be int"),
        ({"part": {"width": 7}}, "must be even"),
        ({"part": {"kind": "c"}}, "must be one of 'a', 'b'"),
        ({"part": 3}, "must be a section"),
        ({"part": {"names": "abc"}}, "must be a list"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(table: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        config.build(Run, table, where="run.toml")


def test_overrides_lie_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "run.toml"
    file.write_text('name = "base"\n[part]\nwidth = 4\n[[parts]]\nwidth = 6\n')
    run = config.load(file, Run, overrides=["part.rate=1e-3", "part.kind=b", "name=other", 'part.names=["q"]'])
    assert run == Run(name="other", part=Part(width=4, rate=1e-3, kind="b", names=("q",)), parts=(Part(width=6),))


def test_an_override_without_a_value_is_a_mistake() -> None:
    with pytest.raises(ConfigError, match="has no '='"):
        config.apply_overrides({}, ["part.width"])


def test_a_missing_and_a_broken_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="does not exist"):
        config.read_toml(tmp_path / "none.toml")
    (tmp_path / "broken.toml").write_text("a = ")
    with pytest.raises(ConfigError, match="not valid TOML"):
        config.read_toml(tmp_path / "broken.toml")


@given(
    st.builds(
        Run,
        name=st.text(),
        parts=st.lists(st.builds(Part, names=st.lists(st.text()).map(tuple))).map(tuple),
        part=st.builds(
            Part,
            width=st.integers(-1000, 1000).map(lambda n: 2 * n),
            rate=st.floats(allow_nan=False, allow_infinity=False),
            names=st.lists(st.text()).map(tuple),
            limit=st.none() | st.integers(-5, 5),
        ),
    )
)
def test_what_is_written_reads_back_the_same(run: Run) -> None:
    import tomllib

    assert config.build(Run, tomllib.loads(config.dumps(run)), where="dump") == run
