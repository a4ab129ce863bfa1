"""Parameters, FLOPs and cache bytes of a model, from its configuration alone.

A FLOP here is a multiplication or an addition inside a matrix product; norms, gates and softmax are left out, as usual.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Literal

from hrm_codegen.models.base import Cycles, ModelConfig, bp_calls


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
    block = 2 * block_count(config) + 4 * context * config.heads * config.head_size
    head = 2 * config.vocab_size * config.width
    if config.kind == "hrm_v1":
        return _flops_v1(config, block * config.layers, head, training=training, asked=cycles)
    if config.kind == "transformer":
        return (2 * config.layers * block + head) * (3 if training else 1)
    resolved = config.resolve_cycles(cycles)
    calls = resolved.high * (resolved.low + 1)
    carrying = resolved.high + sum(bp_calls(resolved, bp_steps or config.bp_steps)) if training else 0
    return (calls + 2 * carrying) * config.layers * block + head * (3 if training else 1)


def cache_slots(config: ModelConfig) -> int:
    """Count the keys-and-values pairs that one position keeps: one for each layer of each module call."""
    if config.kind == "hrm":
        return config.layers * config.H_cycles * (config.L_cycles + 1)
    return 2 * config.layers if config.kind == "transformer" else 0


def cache_bytes_per_token(config: ModelConfig, *, number_bytes: int = 2) -> int:
    """Count the bytes of cache a position takes; 2 bytes a number is bf16."""
    return 2 * cache_slots(config) * config.heads * config.head_size * number_bytes


def twin(config: ModelConfig, match: Literal["parameters", "flops"]) -> ModelConfig:
    """Return the dense transformer with as many parameters, or with as many FLOPs in a forward pass, as this HRM."""
    layers = config.layers
    if match == "flops":
        layers = math.ceil(config.layers * config.H_cycles * (config.L_cycles + 1) / 2)
    return dataclasses.replace(config, kind="transformer", layers=layers)


def _flops_v1(config: ModelConfig, call: int, head: int, *, training: bool, asked: Cycles | tuple[int, int] | int | None) -> int:
    asked = config.halt_max_steps if asked is None else asked
    segments = asked if isinstance(asked, int) else asked[0]
    segment = config.H_cycles * (config.L_cycles + 1) * call
    if not training:
        return segments * segment + head
    look_ahead = segment if config.halt_max_steps > 1 else 0  # one more forward pass gives q_continue its target
    return segments * (segment + look_ahead + 2 * 2 * call + 3 * head)
