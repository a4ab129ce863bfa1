"""How far a run is, and what follows from it: the learning rate, the cycles, and the module calls that carry gradient.

All functions of progress, a number from 0 to 1: steps, tokens or minutes done, as a share of what the run is to take.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from hrm_codegen.errors import ConfigError
from hrm_codegen.models.base import Cycles


@dataclass(frozen=True, kw_only=True)
class ScheduleConfig:
    """Shares of the run: the rate rises over `warmup`, stays, and falls linearly over the last `decay` to `floor`."""

    warmup: float = 0.05  # share of the run
    decay: float = 0.6  # share of the run, at its end
    floor: float = 0.05  # of the peak rate, reached at the very end
    bp_first: int = 2  # module calls that carry gradient at first; then model.bp_steps
    bp_until: float = 0.0  # progress up to which that holds; 0 starts with model.bp_steps
    cycles_first: tuple[int, ...] = ()  # (H, L) cycles at first, with full gradient: few are cheap and teach words as well
    cycles_until: float = 0.0  # progress up to which that holds; then the model's own cycles

    def __post_init__(self) -> None:
        """Refuse shares that are none, or overlap."""
        for name in ("warmup", "decay", "floor", "bp_until", "cycles_until"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"schedule.{name} is {getattr(self, name)}; it is a share between 0 and 1")
        if self.warmup + self.decay > 1:
            raise ConfigError(f"schedule.warmup ({self.warmup}) and schedule.decay ({self.decay}) add up to more than the run")
        if self.bp_first < 1:
            raise ConfigError(f"schedule.bp_first is {self.bp_first}; it must be at least 1")
        if self.cycles_until and (len(self.cycles_first) != 2 or min(self.cycles_first) < 1):
            raise ConfigError(f"schedule.cycles_first is {list(self.cycles_first)}; give two numbers of at least 1, such as [1, 1]")


class Depth(NamedTuple):
    """How often the modules run in a step, and how many of these calls carry gradient."""

    cycles: Cycles
    bp_steps: int


@dataclass(frozen=True, kw_only=True)
class Length:
    """How long a run is; exactly one of the three is set."""

    steps: int | None = None
    tokens: int | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        """Refuse none, several, or a length that is not above 0."""
        named = {name: value for name, value in vars(self).items() if value is not None}
        if len(named) != 1:
            raise ConfigError(f"a run needs exactly one of steps, tokens and minutes; it has {', '.join(named) or 'none'}")
        for name, value in named.items():
            if value <= 0:
                raise ConfigError(f"train.{name} is {value}; it must be above 0")

    def progress(self, *, steps: int, tokens: int, seconds: float) -> float:
        """Return how far a run is after so many steps, tokens and seconds, at most 1."""
        if self.steps is not None:
            done = steps / self.steps
        elif self.tokens is not None:
            done = tokens / self.tokens
        else:
            assert self.minutes is not None
            done = seconds / (60 * self.minutes)
        return min(done, 1.0)


def rate_factor(progress: float, config: ScheduleConfig) -> float:
    """Return the learning rate as a share of its peak."""
    if progress < config.warmup:
        return progress / config.warmup
    left = 1 - progress
    if left < config.decay:
        return config.floor + (1 - config.floor) * left / config.decay
    return 1.0


def depth(progress: float, config: ScheduleConfig, *, cycles: Cycles, bp_steps: int) -> Depth:
    """Return the cycles and gradient calls of a step; `cycles` and `bp_steps` are the model's own.

    Early cycles never exceed the model's own, and carry gradient throughout (progressive recurrence).
    """
    if progress < config.cycles_until:
        first = Cycles(min(config.cycles_first[0], cycles.high), min(config.cycles_first[1], cycles.low))
        return Depth(first, first.high * (first.low + 1))
    return Depth(cycles, min(config.bp_first, bp_steps) if progress < config.bp_until else bp_steps)
