"""Parameters, FLOPs and cache bytes of a model, from its configuration alone.

A FLOP here is a multiplication or an addition inside a matrix product; norms, gates and softmax are left out, as usual.
"""

from __future__ import annotations

import dataclasses
import math
from typing import NamedTuple

from hrm_codegen.models.base import Cycles, ModelConfig, bp_calls

_STEP = 8  # of an inner width that is made to fit


def parameter_count(config: ModelConfig) -> int:
    """Count trainable numbers; a tied output counts once, fixed initial states do not."""
    outputs = 0 if config.tied else config.vocab_size * config.width
    q_head = 2 * config.width + 2 if config.kind == "hrm_v1" else 0
    return embedding_count(config) + outputs + 2 * config.layers * block_count(config) + q_head


def embedding_count(config: ModelConfig) -> int:
    """Count the numbers of the embedding table."""
    return config.vocab_size * config.width


def block_count(config: ModelConfig) -> int:
    """Count the numbers of one block: gate, queries, keys, values and output; gate, up and down."""
    inner = config.heads * config.head_size
    gated = config.gated and config.kind != "hrm_v1"
    return config.width * inner * (4 + gated) + 3 * config.width * config.intermediate


def flops_per_token(
    config: ModelConfig,
    *,
    context: int,
    training: bool = False,
    cycles: Cycles | tuple[int, int] | int | None = None,
    bp_steps: int | None = None,
) -> int:
    """Count FLOPs a token when each position attends to `context` keys (a kernel that skips masked keys does fewer).

    training: forward and backward, the latter twice the forward of every call that carries gradient, for all losses on
    the final state. For hrm_v1 this is what `supervise` does when no row halts early.
    """
    head = 2 * config.vocab_size * config.width
    if config.kind == "hrm_v1":
        return _flops_v1(config, _block_flops(config, context) * config.layers, head, training=training, asked=cycles)
    passes = _passes(config, cycles, bp_steps)
    return (passes.run + 2 * passes.carry * training) * _block_flops(config, context) + head * (3 if training else 1)


def cache_slots(config: ModelConfig) -> int:
    """Count the keys-and-values pairs that one position keeps: one for each layer of each module call."""
    return 0 if config.kind == "hrm_v1" else _passes(config, None, None).run


def cache_bytes_per_token(config: ModelConfig, *, number_bytes: int = 2) -> int:
    """Count the bytes of cache a position takes; 2 bytes a number is bf16."""
    return 2 * cache_slots(config) * config.heads * config.head_size * number_bytes


def flop_matched(config: ModelConfig, *, context: int | None = None, training: bool = True) -> ModelConfig:
    """Propose the dense transformer of the same width and heads that takes as many FLOPs a token, within a few per cent.

    context: keys each position attends to, by default the longest sequence. training: match a training step, where calls without
    gradient cost a third, or else a forward pass. Depth takes up the difference first, then the inner width in steps of 8, so
    that it stays near this model's. A run file says the result as `kind`, `layers` and `intermediate`.
    """
    context = context or config.max_positions
    dense = dataclasses.replace(config, kind="transformer")
    target = flops_per_token(config, context=context, training=training) / (3 if training else 1)
    blocks = (target - 2 * config.vocab_size * config.width) / _block_flops(dense, context)  # as if the inner width stayed
    shallow = max(1, int(blocks // 2))
    proposals = [_stretched(dense, layers, blocks / (2 * layers), context) for layers in (shallow, shallow + 1)]
    return min(proposals, key=lambda found: abs(math.log(found.intermediate / config.intermediate)))


class _Passes(NamedTuple):
    """Blocks that a token goes through, a block that runs twice counted twice."""

    run: int
    carry: int  # of them with gradient, in training


def _passes(config: ModelConfig, cycles: Cycles | tuple[int, int] | int | None, bp_steps: int | None) -> _Passes:
    if config.kind == "transformer":
        return _Passes(2 * config.layers, 2 * config.layers)
    asked = config.resolve_cycles(cycles)
    calls = asked.high * (asked.low + 1)
    if config.kind == "trm":  # the last recursion learns
        return _Passes(2 * config.layers * calls, 2 * config.layers * (asked.low + 1))
    return _Passes(config.layers * calls, config.layers * (asked.high + sum(bp_calls(asked, bp_steps or config.bp_steps))))


def _block_flops(config: ModelConfig, context: int) -> int:
    return 2 * block_count(config) + 4 * context * config.heads * config.head_size


def _stretched(dense: ModelConfig, layers: int, factor: float, context: int) -> ModelConfig:
    """Return a transformer of so many layers whose blocks cost `factor` times what this one's do, by its inner width."""
    inner = dense.intermediate + (factor - 1) * _block_flops(dense, context) / (6 * dense.width)
    return dataclasses.replace(dense, layers=layers, intermediate=max(_STEP, _STEP * round(inner / _STEP)))


def _flops_v1(config: ModelConfig, call: int, head: int, *, training: bool, asked: Cycles | tuple[int, int] | int | None) -> int:
    asked = config.halt_max_steps if asked is None else asked
    segments = asked if isinstance(asked, int) else asked[0]
    segment = config.H_cycles * (config.L_cycles + 1) * call
    if not training:
        return segments * segment + head
    look_ahead = segment if config.halt_max_steps > 1 else 0  # one more forward pass gives q_continue its target
    return segments * (segment + look_ahead + 2 * 2 * call + 3 * head)
