"""How far a run is, and what follows from it: the learning rate and the number of module calls that carry gradient.

All functions of progress, a number from 0 to 1: steps, tokens or minutes done, as a share of what the run is to take.
"""

from __future__ import annotations

from dataclasses import dataclass

from hrm_codegen.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class ScheduleConfig:
    """Shares of the run: the rate rises over `warmup`, stays, and falls linearly over the last `decay` to `floor`."""

    warmup: float = 0.05  # share of the run
    decay: float = 0.6  # share of the run, at its end
    floor: float = 0.05  # of the peak rate, reached at the very end
    bp_first: int = 2  # module calls that carry gradient at first; then model.bp_steps
    bp_until: float = 0.2  # share of the run for which that holds; 0 starts with model.bp_steps

    def __post_init__(self) -> None:
        """Refuse shares that are none, or overlap."""
        for name in ("warmup", "decay", "floor", "bp_until"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError(f"schedule.{name} is {getattr(self, name)}; it is a share between 0 and 1")
        if self.warmup + self.decay > 1:
            raise ConfigError(f"schedule.warmup ({self.warmup}) and schedule.decay ({self.decay}) add up to more than the run")
        if self.bp_first < 1:
            raise ConfigError(f"schedule.bp_first is {self.bp_first}; it must be at least 1")


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


def bp_steps(progress: float, config: ScheduleConfig, *, full: int) -> int:
    """Return how many module calls carry gradient; `full` is the model's own number, never exceeded."""
    return min(config.bp_first, full) if progress < config.bp_until else full
