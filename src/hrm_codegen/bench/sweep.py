"""Sweeps: a TOML file that names training arms, seeds and budgets, unfolded into runs that differ in nothing else.

An arm is a run file (`base`) with changes: those of all arms (`common`), then its own (`set`). A change is a dotted key with
its value, laid over as `hrm train --set` does; a number in the key is a place in a list. `grid` makes an arm of each
combination of values. Every arm runs with every seed under every budget.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from hrm_codegen import config as settings
from hrm_codegen.errors import ConfigError, HrmError, UsageError, nearest
from hrm_codegen.models.base import ModelConfig
from hrm_codegen.models.counts import flops_per_token, parameter_count
from hrm_codegen.train import run as run_file
from hrm_codegen.train import schedule
from hrm_codegen.train.run import RunConfig, TrainConfig
from hrm_codegen.train.schedule import Length

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.=,+-]*")
_LENGTHS = ("steps", "tokens", "minutes", "epochs")  # what can say how long a run is
_SAMPLES = 200  # moments of a run at which its depth is looked at


@dataclass(frozen=True, kw_only=True)
class ArmConfig:
    """One arm: what it changes."""

    name: str  # also of its folders
    set: Mapping[str, Any] = field(default_factory=dict)  # "train.lr" = 1e-3
    equal: Literal["", "flops"] = ""  # "flops": a budget of tokens becomes as many as cost the reference's operations

    def __post_init__(self) -> None:
        """Refuse names that are no folder names."""
        if not _NAME.fullmatch(self.name):
            raise ConfigError(f"arm {self.name!r}: a name is made of letters, digits and _.=,+- and begins with one of the former")


@dataclass(frozen=True, kw_only=True)
class ScoreConfig:
    """How a trained arm is scored: the task and options of `hrm eval`, greedy, one answer a problem."""

    task: str = "exercises:heldout"
    limit: int | None = None  # the first problems only
    max_tokens: int = 256  # of an answer


@dataclass(frozen=True, kw_only=True)
class SweepConfig:
    """What a sweep file holds."""

    base: str  # a run file; its path is relative to the sweep file
    reference: str = ""  # the arm that the others are compared with; by default the first
    seeds: tuple[int, ...] = (0,)  # of weights and order of rows; arms are compared seed by seed
    jobs: int = 1  # arms at once, each on cores of its own
    budgets: tuple[Length, ...] = ()  # {tokens = …} or {minutes = …}; none: as long as the run file says
    common: Mapping[str, Any] = field(default_factory=dict)  # changes of all arms
    arms: tuple[ArmConfig, ...] = ()
    grid: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)  # key -> values
    score: ScoreConfig | None = None  # none: losses only

    def __post_init__(self) -> None:
        """Refuse a sweep without arms, and doubles."""
        names = [arm.name for arm in self.all_arms()]
        if not names:
            raise ConfigError("the sweep has no arms; write [[arms]] with a name and set = {…}, or a [grid]")
        for what, values in (("arm", names), ("seed", self.seeds), ("budget", [words(budget) for budget in self.budgets])):
            doubles = [value for value in values if list(values).count(value) > 1]
            if doubles:
                raise ConfigError(f"{what} {doubles[0]!r} is there twice; each needs its own")
        if not self.seeds or self.jobs < 1:
            raise ConfigError(f"seeds ({list(self.seeds)}) must not be empty and jobs ({self.jobs}) must be at least 1")
        if self.reference and self.reference not in names:
            raise ConfigError(f"reference is {self.reference!r}{nearest(self.reference, names)}")

    def all_arms(self) -> list[ArmConfig]:
        """Return the arms that are named, then one for each combination of the grid."""
        combinations = itertools.product(*self.grid.values()) if self.grid else ()
        return [*self.arms, *(_arm_of(dict(zip(self.grid, values, strict=True))) for values in combinations)]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a call asks for besides the file; nothing is as the file says."""

    overrides: tuple[str, ...] = ()  # "section.key=value", laid over the common changes; an arm's own come last
    budgets: tuple[str, ...] = ()  # "tokens=2000000", "minutes=3"
    seeds: tuple[int, ...] = ()
    only: tuple[str, ...] = ()  # arms; the reference stays besides
    jobs: int | None = None


class Run(NamedTuple):
    """One arm with one seed under one budget."""

    name: str  # of its folder
    arm: str
    budget: str  # in words; empty: as long as the run file says
    seed: int
    config: RunConfig | None  # none where it cannot run
    problem: str = ""  # why not

    @property
    def parameters(self) -> int:
        """Trainable numbers."""
        assert self.config is not None
        return parameter_count(self.config.model)

    @property
    def flops(self) -> float:
        """Operations a token of training."""
        assert self.config is not None
        return training_flops(self.config)


class Plan(NamedTuple):
    """A sweep unfolded."""

    runs: list[Run]  # seed by seed, so that a sweep that was stopped has compared all arms on fewer seeds
    reference: str
    jobs: int
    score: ScoreConfig | None


def plan(path: Path, asked: Asked | None = None) -> Plan:
    """Read a sweep file and unfold it; an arm whose settings are impossible becomes a run with its problem.

    Raises what the first arm raised when no arm at all can run.
    """
    asked = asked or Asked()
    config = _asked_for(settings.load(path, SweepConfig, what="sweep file"), asked)
    arms, base = config.all_arms(), settings.read_toml(path.parent / config.base)
    names = [arm.name for arm in arms]
    for name in asked.only:
        if name not in names:
            raise UsageError(f"the sweep has no arm {name!r}{nearest(name, names)}")
    reference = config.reference or names[0]
    shared = settings.apply_overrides(lay(base, config.common), asked.overrides)
    tables = {arm.name: lay(shared, arm.set) for arm in arms}
    wanted = [arm for arm in arms if not asked.only or arm.name in asked.only or arm.name == reference]
    runs = []
    errors: list[HrmError] = []
    for seed, budget in itertools.product(config.seeds, config.budgets or (None,)):
        for arm in wanted:
            try:
                if not _is_told_by_another(arm, wanted, tables, budget=budget, seed=seed):
                    goal = _goal(tables[reference], budget, reference) if arm.equal else None
                    runs.append(_run(arm, tables[arm.name], budget=budget, seed=seed, goal=goal))
            except HrmError as error:
                errors.append(error)
                runs.append(Run(_folder(arm.name, budget, seed), arm.name, words(budget), seed, None, " ".join(str(error).split())))
    if len(errors) == len(runs):
        raise errors[0]
    return Plan(runs, reference, config.jobs, config.score)


def _is_told_by_another(
    arm: ArmConfig, wanted: Sequence[ArmConfig], tables: Mapping[str, Mapping[str, Any]], *, budget: Length | None, seed: int
) -> bool:
    """Whether an arm of equal operations is, in equal time, the same as one without `equal` that runs as well."""
    if not arm.equal or _config(tables[arm.name], arm.name, budget=budget, seed=seed).train.minutes is None:
        return False
    return any(not other.equal and tables[other.name] == tables[arm.name] for other in wanted)


def _asked_for(config: SweepConfig, asked: Asked) -> SweepConfig:
    """Put what was asked for in place of what the file says."""
    budgets = [settings.build(Length, settings.apply_overrides({}, [text]), where="--budget") for text in asked.budgets]
    return replace(
        config, budgets=tuple(budgets) or config.budgets, seeds=asked.seeds or config.seeds, jobs=asked.jobs or config.jobs
    )


def lay(table: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of `table` with changes laid over: dotted keys, in which numbers are places in lists.

    A table in a change is merged, key by key, unless its own key is dotted: then it takes the old one's place.
    """
    result = _copy(table)
    for path, value in _paths(changes):
        _put(result, path, value)
    return dict(result)


def training_flops(config: RunConfig) -> float:
    """Return the operations of training on one token: the mean over the run, whose cycles and gradient calls follow its progress.

    Every position is counted at half a row of context and as supervised, at each exit that has a loss; the share is the same
    for all arms of a sweep.
    """
    model, context = config.model, config.data.row_tokens // 2
    if model.kind == "hrm_v1":
        return float(flops_per_token(model, context=context, training=True))
    total = 0.0
    for moment in range(_SAMPLES):
        progress = (moment + 0.5) / _SAMPLES
        depth = schedule.depth(progress, config.schedule, cycles=model.cycles, bp_steps=model.bp_steps)
        total += flops_per_token(model, context=context, training=True, cycles=depth.cycles, bp_steps=depth.bp_steps)
        total += _exit_flops(model, depth.cycles.high - 1 if config.loss.exit_weight > 0 else 0)
    return total / _SAMPLES


def words(budget: Length | None) -> str:
    """Return a budget in words."""
    if budget is None:
        return ""
    name, value = next((name, value) for name, value in vars(budget).items() if value is not None)
    return f"{value:,} {name}" if isinstance(value, int) else f"{value:g} {name}"


def _exit_flops(model: ModelConfig, exits: int) -> float:
    return 3.0 * exits * 2 * model.vocab_size * model.width


def _run(arm: ArmConfig, table: Mapping[str, Any], *, budget: Length | None, seed: int, goal: float | None) -> Run:
    config = _config(table, arm.name, budget=budget, seed=seed)
    if goal is not None and config.train.minutes is None:  # minutes are as long for every arm
        config = replace(config, train=_longer(config.train, goal / training_flops(config)))
    run_file.check(config, None)
    return Run(_folder(arm.name, budget, seed), arm.name, words(budget), seed, config)


def _longer(train: TrainConfig, factor: float) -> TrainConfig:
    """Return a training of `factor` times the tokens, steps or epochs."""
    if train.epochs is not None:
        return replace(train, epochs=train.epochs * factor)
    name = "steps" if train.tokens is None else "tokens"
    return replace(train, **{name: round(getattr(train, name) * factor)})


def _config(table: Mapping[str, Any], name: str, *, budget: Length | None, seed: int) -> RunConfig:
    train = dict(table.get("train", {}))
    if budget is not None:
        train = {key: value for key, value in train.items() if key not in _LENGTHS}
        train |= {key: value for key, value in vars(budget).items() if value is not None}
    return run_file.build({**table, "train": {**train, "seed": seed}}, where=f"arm {name}")


def _goal(table: Mapping[str, Any], budget: Length | None, name: str) -> float:
    """Return the operations a token that arms of equal operations are to match: the reference's."""
    return training_flops(_config(table, name, budget=budget, seed=0))


def _folder(arm: str, budget: Length | None, seed: int) -> str:
    middle = "" if budget is None else "-" + words(budget).replace(",", "").replace(" ", "")
    return f"{arm}{middle}-s{seed}"


def _arm_of(changes: dict[str, Any]) -> ArmConfig:
    """Name a combination of the grid after the last words of its keys."""
    parts = [f"{key.rpartition('.')[2]}={_plain(value)}" for key, value in changes.items()]
    return ArmConfig(name=",".join(parts), set=changes)


def _plain(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return re.sub(r"[^A-Za-z0-9_.+-]+", "_", text).strip("_")


def _paths(changes: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each change with its path; a quoted dotted key is a whole path, whose value is not looked into."""
    for key, value in changes.items():
        if isinstance(value, Mapping) and "." not in key:
            yield from _paths(value, (*before, key))
        else:
            yield (*before, *key.split(".")), value


def _put(table: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set the value at a path, making tables on the way; list places must exist."""
    node: Any = table
    for place, key in enumerate(path):
        last = place == len(path) - 1
        where = ".".join(path[: place + 1])
        if isinstance(node, list):
            if not key.isdecimal() or int(key) >= len(node):
                raise ConfigError(f"change {'.'.join(path)}: {where} is no place in a list of {len(node)}")
            index: Any = int(key)
        elif isinstance(node, dict):
            index = key
            if not last:
                node.setdefault(key, {})
        else:
            raise ConfigError(f"change {'.'.join(path)}: {'.'.join(path[:place])} is a value, not a section")
        if last:
            node[index] = value
        else:
            node = node[index]


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
