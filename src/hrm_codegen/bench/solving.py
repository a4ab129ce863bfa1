"""How well a model solves puzzles it never saw, after each number of segments: more thinking should solve more.

For hrm_v1 a step of thinking is a segment, for hrm and trm a slow cycle; a transformer has one. All counts come from one pass.
"""

# B rows, T positions, D width, S numbers of segments

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from hrm_codegen import checkpoint, folder
from hrm_codegen.errors import TooLong, UsageError
from hrm_codegen.evaluate.passk import wilson
from hrm_codegen.models.base import LanguageModel, ModelConfig
from hrm_codegen.models.hrm_v1 import HrmV1
from hrm_codegen.tasks import puzzle
from hrm_codegen.tasks.puzzle import Puzzles

_BATCH = 128  # puzzles side by side


class Solver(NamedTuple):
    """A model that was trained on puzzles."""

    model: LanguageModel
    config: ModelConfig
    puzzle: str  # which kind


@dataclass(frozen=True, kw_only=True)
class Score:
    """What was right of n puzzles."""

    segments: float  # run; a mean where each puzzle halted by itself
    exact: float  # share of puzzles with every cell right
    low: float  # Wilson's 95 % interval of it
    high: float
    cells: float  # share of the asked cells that are right; the given ones do not count


class Report(NamedTuple):
    """Scores after each number of segments, and where hrm_v1 halted each puzzle by its own Q values."""

    by_segments: tuple[Score, ...]
    halting: Score | None


class _Right(NamedTuple):
    """What is right after each number of segments, for some puzzles."""

    exact_SB: Tensor
    cells_SB: Tensor  # how many of the asked ones
    asked_B: Tensor
    stops_B: Tensor | None  # index of the segment after which the model would halt


def open_solver(path: Path, kind: str | None = None) -> Solver:
    """Load a model folder on the CPU in fp32; `kind` says which puzzle where the folder does not.

    Raises as `checkpoint.load_model`, and UsageError for a model that was not trained on puzzles or not on this one.
    """
    training = folder.open_folder(path).hrm.get("training") or {}
    trained = training["data"][0] if training.get("task") == "puzzle" else None
    name = kind or trained
    if name is None:
        raise UsageError(f"{path} does not say that it was trained on puzzles; name the kind with --puzzle")
    if trained and trained != name:
        raise UsageError(f"{path} was trained on {trained}, not on {name}; leave --puzzle out")
    loaded = checkpoint.load_model(path, dtype="fp32")
    needed, config = puzzle.named(name), loaded.config
    if config.vocab_size != needed.vocab_size:
        raise UsageError(f"{path} knows {config.vocab_size} tokens, {name} has {needed.vocab_size}; score a model trained on it")
    if config.max_positions < needed.tokens:
        raise TooLong(f"{name} has {needed.tokens} tokens; this model takes {config.max_positions}")
    return Solver(loaded.model, config, name)


def trained_segments(config: ModelConfig) -> int:
    """Return how many segments a model learnt to think for."""
    return config.halt_max_steps if config.kind == "hrm_v1" else config.cycles.high


def depths(most: int) -> list[int]:
    """Return 1, 2, 4, 8 ... and `most` itself."""
    return sorted({*(2**power for power in range(most.bit_length()) if 2**power <= most), most})


@torch.no_grad()
def solve(model: LanguageModel, puzzles: Puzzles, segments: Sequence[int]) -> Report:
    """Score a model's answers after these numbers of segments; a model without segments is scored once."""
    parts = [
        _right(model, inputs_BT, labels_BT, max(segments))
        for inputs_BT, labels_BT in zip(*(torch.split(torch.from_numpy(array), _BATCH) for array in puzzles), strict=True)
    ]
    exact_SB, cells_SB = (torch.cat(arrays, 1) for arrays in zip(*(part[:2] for part in parts), strict=True))
    asked = int(sum(part.asked_B.sum() for part in parts))
    ran = [number for number in segments if number <= len(exact_SB)]
    scores = tuple(_score(number, exact_SB[number - 1], cells_SB[number - 1], asked) for number in ran)
    stops = [part.stops_B for part in parts if part.stops_B is not None]
    if not stops:
        return Report(scores, None)
    stops_1B = torch.cat(stops)[None]
    exact_B, cells_B = (values_SB.gather(0, stops_1B)[0] for values_SB in (exact_SB, cells_SB))
    return Report(scores, _score(float(stops_1B.float().mean()) + 1, exact_B, cells_B, asked))


def as_json(solver: Solver, report: Report, **asked: Any) -> dict[str, Any]:
    """Return a report as plain JSON; `asked` says what was scored (split, n, seed)."""
    return {
        "v": 1,
        "kind": solver.config.kind,
        "puzzle": solver.puzzle,
        **asked,
        "trained_segments": trained_segments(solver.config),
        "segments": [asdict(score) for score in report.by_segments],
        "halting": asdict(report.halting) if report.halting else None,
    }


def _right(model: LanguageModel, inputs_BT: Tensor, labels_BT: Tensor, most: int) -> _Right:
    """Run the segments once, compare the answer after each, and see where the Q values would have stopped."""
    output = model(inputs_BT, cycles=most, exits=True)
    states = (*output.exits, output.hidden_BTD)
    right_SBT = torch.stack([model.head(state_BTD).argmax(-1) == labels_BT for state_BTD in states])
    asked_BT = inputs_BT == puzzle.ASKED
    stops_B = _stops(model, states) if isinstance(model, HrmV1) else None
    return _Right(right_SBT.all(-1), (right_SBT & asked_BT).sum(-1), asked_BT.sum(-1), stops_B)


def _stops(model: HrmV1, states: Sequence[Tensor]) -> Tensor:
    """Return the first segment after which halting is worth more than going on, at most the last trained one."""
    states = states[: model.config.halt_max_steps]
    values = [model.q_values(state_BTD) for state_BTD in states]
    halts_SB = torch.stack([q.halt_B > q.go_on_B for q in values])
    halts_SB[-1] = True
    return halts_SB.int().argmax(0)


def _score(segments: float, exact_B: Tensor, cells_B: Tensor, asked: int) -> Score:
    share = float(exact_B.float().mean())
    low, high = wilson(share, len(exact_B))
    return Score(segments=segments, exact=share, low=low, high=high, cells=int(cells_B.sum()) / asked)
