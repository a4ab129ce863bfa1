"""The curriculum: how much of each group a row is drawn from, a pure function of progress, and the loader that draws by it.

Stages follow each other with smooth transitions. The weight of a component is its share of the tokens; its languages and
difficulties share it by their own weights, as far as the set has them.
"""

# B rows, T positions, G groups

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hrm_codegen.data.shards import Group
from hrm_codegen.errors import ConfigError, nearest


@dataclass(frozen=True, kw_only=True)
class StageConfig:
    """One stage of the curriculum."""

    name: str
    until: float  # progress at which it ends; the last stage's is 1
    components: Mapping[str, float] = field(default_factory=dict)  # shares of the tokens, in any unit; what is absent gets none
    difficulties: Mapping[str, float] = field(default_factory=dict)  # weight of "1" to "4"; empty: all alike

    def __post_init__(self) -> None:
        """Refuse what no stage can be."""
        if not self.components or min(self.components.values()) < 0 or sum(self.components.values()) <= 0:
            raise ConfigError(f"stage {self.name!r} needs components with weights of 0 or more, at least one above 0")
        if not 0 < self.until <= 1:
            raise ConfigError(f"stage {self.name!r} ends at {self.until}; progress runs from 0 to 1")


@dataclass(frozen=True, kw_only=True)
class MixtureConfig:
    """What is drawn when."""

    stages: tuple[StageConfig, ...] = ()  # in order; none: every token of the set weighs the same
    languages: Mapping[str, float] = field(default_factory=dict)  # weight of each within a component; absent: 1
    transition: float = 0.1  # progress over which a stage's weights turn into the next one's
    fim_rate: float = 0.25  # share of raw documents whose middle is moved to the end
    most_passes: float = 8.0  # a group seen so often gives its share to the others

    def __post_init__(self) -> None:
        """Refuse stages out of order and shares outside their range."""
        ends = [stage.until for stage in self.stages]
        if self.stages and (ends != sorted(set(ends)) or ends[-1] != 1):
            raise ConfigError(f"data.mixture.stages end at {ends}; they must rise and the last must end at 1")
        if not 0 <= self.fim_rate <= 1 or not 0 <= self.transition <= 1 or self.most_passes <= 0:
            raise ConfigError(
                f"data.mixture: fim_rate ({self.fim_rate}) and transition ({self.transition}) lie between 0 and 1, "
                f"most_passes ({self.most_passes}) above 0"
            )


class Weights(NamedTuple):
    """The share of each group in the tokens at one moment, and the stage that it belongs to."""

    shares_G: npt.NDArray[np.float64]
    stage: str


def check(config: MixtureConfig, groups: Sequence[Group]) -> None:
    """Refuse names that the set does not have: a misspelt component would silently never be drawn."""
    have = {group.component for group in groups}
    for stage in config.stages:
        for name in stage.components:
            if name not in have:
                raise ConfigError(
                    f"data.mixture stage {stage.name!r} names component {name!r}, which the set lacks{nearest(name, have)}"
                )
        if not any(_raw(config, stage, group) > 0 for group in groups):
            raise ConfigError(f"data.mixture stage {stage.name!r} leaves nothing to draw; look at its components and difficulties")


def weights(config: MixtureConfig, groups: Sequence[Group], tokens_G: npt.NDArray[np.int64], progress: float) -> Weights:
    """Return each group's share of the tokens at `progress`, summing to 1."""
    if not config.stages:
        return Weights(tokens_G / max(int(tokens_G.sum()), 1), "all")
    number = next((n for n, stage in enumerate(config.stages) if progress < stage.until), len(config.stages) - 1)
    here = _stage_shares(config, config.stages[number], groups, tokens_G)
    if number == 0 or config.transition == 0:
        return Weights(here, config.stages[number].name)
    begun = (progress - config.stages[number - 1].until) / config.transition  # 0 at the border, 1 when the turn is complete
    before = _stage_shares(config, config.stages[number - 1], groups, tokens_G)
    turned = min(max(begun, 0.0), 1.0)
    return Weights(before * (1 - turned) + here * turned, config.stages[number].name)


def _stage_shares(
    config: MixtureConfig, stage: StageConfig, groups: Sequence[Group], tokens_G: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Share a stage's components out: by language, then by difficulty with the tokens there are."""
    shares = np.zeros(len(groups))
    for component, weight in stage.components.items():
        members = [n for n, group in enumerate(groups) if group.component == component and tokens_G[n] > 0]
        languages = dict.fromkeys(groups[n].language for n in members)
        raw = {language: config.languages.get(language, 1.0) for language in languages}
        for language in languages:
            inside = [n for n in members if groups[n].language == language]
            by_level = np.array([_level(stage, groups[n]) * tokens_G[n] for n in inside], dtype=np.float64)
            if by_level.sum() > 0:
                shares[inside] += weight * raw[language] / sum(raw.values()) * by_level / by_level.sum()
    total = shares.sum()
    return shares / total if total > 0 else shares


def _level(stage: StageConfig, group: Group) -> float:
    return stage.difficulties.get(str(group.difficulty), 0.0) if stage.difficulties else 1.0


def _raw(config: MixtureConfig, stage: StageConfig, group: Group) -> float:
    return stage.components.get(group.component, 0.0) * config.languages.get(group.language, 1.0) * _level(stage, group)


def describe(
    config: MixtureConfig, groups: Sequence[Group], tokens_G: npt.NDArray[np.int64], points: int = 11
) -> list[dict[str, Any]]:
    """Tabulate the shares of components, languages and difficulties over progress, for people."""
    rows = []
    for progress in np.linspace(0, 1, points):
        found = weights(config, groups, tokens_G, float(progress))
        row: dict[str, Any] = {"progress": round(float(progress), 3), "stage": found.stage}
        for field_name in ("component", "language", "difficulty"):
            names = dict.fromkeys(str(getattr(group, field_name)) for group in groups)
            row[field_name] = {
                name: round(
                    float(sum(found.shares_G[n] for n, group in enumerate(groups) if str(getattr(group, field_name)) == name)), 4
                )
                for name in names
            }
        rows.append(row)
    return rows
