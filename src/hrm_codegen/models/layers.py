"""The parts all models are built from: norm, rotary positions, attention block, feed-forward, stack, initialisation."""

# B rows, T positions, D width, N heads, H width of a head, I inner width of the feed-forward part

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name everybody knows it by
from torch.utils.checkpoint import checkpoint

from hrm_codegen.errors import TooLong
from hrm_codegen.models.attention import AttentionMask, AttentionPlan, attend, plan
from hrm_codegen.models.base import ModelConfig
from hrm_codegen.models.cache import KVCache


class Rope(NamedTuple):
    """Rotary tables of one forward pass, with room for the heads; the two halves of a head share them."""

    cos_BT1H: Tensor
    sin_BT1H: Tensor


class Context(NamedTuple):
    """What every block of one forward pass needs besides its input."""

    rope: Rope
    how: AttentionPlan
    cache: KVCache | None


class BlockWeights(NamedTuple):
    """The matrices of a block in the dtype that the products are computed in."""

    gqkv: Tensor
    out: Tensor
    gate_up: Tensor
    down: Tensor


def norm(x: Tensor, eps: float) -> Tensor:
    """RMSNorm over the last dimension, without weights."""
    return F.rms_norm(x, x.shape[-1:], None, eps)


def rope_tables(positions_BT: Tensor, head_size: int, theta: float, dtype: torch.dtype) -> Rope:
    """Cosines and sines of positions times frequencies theta^(-2i / head_size)."""
    exponent = torch.arange(0, head_size, 2, dtype=torch.float32, device=positions_BT.device) / head_size
    angle_BTh = positions_BT[..., None].float() * theta**-exponent
    angle_BT1H = torch.cat((angle_BTh, angle_BTh), -1)[:, :, None]
    return Rope(angle_BT1H.cos().to(dtype), angle_BT1H.sin().to(dtype))


def rotate(x_BTNH: Tensor, rope: Rope) -> Tensor:
    """Turn each pair (i, i + H/2) of a head by its position's angle."""
    low, high = x_BTNH.chunk(2, -1)
    return x_BTNH * rope.cos_BT1H + torch.cat((-high, low), -1) * rope.sin_BT1H


def bare_embedding(config: ModelConfig) -> nn.Embedding:
    """Make the embedding table without drawing its values: the model does, and torch's own draw costs a second on "meta"."""
    return nn.Embedding(config.vocab_size, config.width, _weight=torch.empty(config.vocab_size, config.width))


class Attention(nn.Module):
    """Weights of multi-head attention: one matrix for gate, queries, keys and values, one for the output."""

    def __init__(self, config: ModelConfig, *, gated: bool) -> None:
        super().__init__()
        inner = config.heads * config.head_size
        self.gqkv_proj = nn.Linear(config.width, inner * (3 + gated), bias=False)
        self.o_proj = nn.Linear(inner, config.width, bias=False)


class FeedForward(nn.Module):
    """Weights of a SwiGLU: one matrix for gate and up, one down."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.gate_up_proj = nn.Linear(config.width, 2 * config.intermediate, bias=False)
        self.down_proj = nn.Linear(config.intermediate, config.width, bias=False)


class Block(nn.Module):
    """One transformer block, pre-norm (norm before each part) or post-norm (norm after each residual sum)."""

    def __init__(self, config: ModelConfig, *, post_norm: bool = False) -> None:
        super().__init__()
        self.heads, self.head_size = config.heads, config.head_size
        self.eps, self.post_norm = config.rms_eps, post_norm
        self.attn = Attention(config, gated=config.gated and not post_norm)
        self.mlp = FeedForward(config)

    def weights(self, dtype: torch.dtype) -> BlockWeights:
        """Return the matrices in `dtype`; cast once for a forward pass, however often the block runs in it."""
        matrices = (self.attn.gqkv_proj, self.attn.o_proj, self.mlp.gate_up_proj, self.mlp.down_proj)
        return BlockWeights(*(matrix.weight.to(dtype) for matrix in matrices))

    def forward(self, x_BTD: Tensor, weights: BlockWeights, context: Context, slot: int) -> Tensor:
        """Attend, then think position by position; `slot` is where this call's keys and values live in the cache."""
        if self.post_norm:
            x_BTD = norm(x_BTD + self._attention(x_BTD, weights, context, slot), self.eps)
            return norm(x_BTD + _swiglu(x_BTD, weights), self.eps)
        x_BTD = x_BTD + self._attention(norm(x_BTD, self.eps), weights, context, slot)
        return x_BTD + _swiglu(norm(x_BTD, self.eps), weights)

    def _attention(self, x_BTD: Tensor, weights: BlockWeights, context: Context, slot: int) -> Tensor:
        fused = F.linear(x_BTD.to(weights.gqkv.dtype), weights.gqkv)
        fused = fused.view(*x_BTD.shape[:-1], -1, self.heads, self.head_size)  # B T 4 N H
        *gate, q_BTNH, k_BTNH, v_BTNH = fused.unbind(2)
        q_BNTH = rotate(q_BTNH, context.rope).transpose(1, 2)
        k_BNSH = rotate(k_BTNH, context.rope).transpose(1, 2)
        v_BNSH = v_BTNH.transpose(1, 2)
        if context.cache is not None:
            k_BNSH, v_BNSH = context.cache.update(slot, k_BNSH, v_BNSH)
        mixed_BTNH = attend(q_BNTH, k_BNSH, v_BNSH, context.how).transpose(1, 2)
        for gate_BTNH in gate:
            mixed_BTNH = mixed_BTNH * gate_BTNH.sigmoid()
        return F.linear(mixed_BTNH.flatten(-2), weights.out)


class Stack(nn.Module):
    """Blocks in a row; a pre-norm stack ends in a norm, so that what leaves a module has unit scale."""

    def __init__(self, config: ModelConfig, layers: int, *, post_norm: bool = False) -> None:
        super().__init__()
        self.eps, self.post_norm = config.rms_eps, post_norm
        self.layers = nn.ModuleList(Block(config, post_norm=post_norm) for _ in range(layers))

    def weights(self, dtype: torch.dtype) -> list[BlockWeights]:
        """Return every block's matrices in `dtype`."""
        return [block.weights(dtype) for block in self.layers]  # type: ignore[operator]  # ModuleList forgets its members' type

    def forward(self, x_BTD: Tensor, weights: list[BlockWeights], context: Context, call: int) -> Tensor:
        """Run the blocks; `call` counts the stacks run before in this forward pass."""
        first = call * len(self.layers)
        for i, block in enumerate(self.layers):
            x_BTD = block(x_BTD, weights[i], context, first + i)
        return x_BTD if self.post_norm else norm(x_BTD, self.eps)


def compile_blocks(model: nn.Module, *, backend: Any = "inductor") -> None:
    """Compile every block in place; all share the same few graphs, whatever the cycles and `bp_steps`.

    Weights keep their names. It takes seconds where compiling the whole model takes a minute, and runs as fast. Rows of one length
    take two graphs, with and without gradient; the first rows of another length bring up to three more, which then hold for every
    length. Passes with a cache need one for every call of a block and come to torch's limit of eight, after which nothing new is
    compiled: run them under `torch.compiler.set_stance("force_eager")` where training goes on.
    """
    for module in model.modules():
        if isinstance(module, Block):
            module.compile(backend=backend)


def compute_dtype(weight: Tensor) -> torch.dtype:
    """Return the dtype matrix products use: autocast's where it is on, else the weights' own."""
    kind = weight.device.type
    return torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else weight.dtype


def prepare(
    config: ModelConfig,
    input_ids_BT: Tensor,
    *,
    mask: AttentionMask | None,
    positions_BT: Tensor | None,
    cache: KVCache | None,
    dtype: torch.dtype,
) -> Context:
    """Check lengths and make mask and rotary tables ready, once for a whole forward pass."""
    new = input_ids_BT.shape[1]
    held = 0 if cache is None else cache.longest
    if held + new > config.max_positions:
        raise TooLong(f"{held + new} positions; this model takes {config.max_positions}: shorten the text")
    mask = mask or default_mask(config)
    if positions_BT is None:
        positions_BT = torch.arange(new, device=input_ids_BT.device)[None] if cache is None else cache.next_positions(new)
    device = input_ids_BT.device
    how = plan(mask, positions=new, dtype=dtype, device=device) if cache is None else cache.begin(mask, positions=new, dtype=dtype)
    return Context(rope_tables(positions_BT, config.head_size, config.rope_theta, dtype), how, cache)


def default_mask(config: ModelConfig) -> AttentionMask:
    """Return what a batch gets that brings no mask: nobody says where a prefix ends, so causal or bidirectional."""
    return AttentionMask.bidirectional() if config.attention_kind == "bidirectional" else AttentionMask.causal()


def draw_lecun(weight: Tensor, generator: torch.Generator, *, std: float | None = None) -> None:
    """Fill with a normal cut at two standard deviations whose resulting deviation is `std`, by default 1 / sqrt(fan in)."""
    std = std if std is not None else weight.shape[-1] ** -0.5
    raw = std / _CUT_STD
    nn.init.trunc_normal_(weight, std=raw, a=-2 * raw, b=2 * raw, generator=generator)


def _swiglu(x_BTD: Tensor, weights: BlockWeights) -> Tensor:
    gate_up_BTJ = F.linear(x_BTD.to(weights.gate_up.dtype), weights.gate_up)
    if torch.is_grad_enabled():  # cheap to make again in the backward pass, and half as large as what is kept anyway
        inner_BTI = checkpoint(_gated, gate_up_BTJ, use_reentrant=False, preserve_rng_state=False)
    else:
        inner_BTI = _gated(gate_up_BTJ)
    return F.linear(inner_BTI, weights.down)


def _gated(gate_up_BTJ: Tensor) -> Tensor:
    gate_BTI, up_BTI = gate_up_BTJ.chunk(2, -1)
    return F.silu(gate_BTI) * up_BTI


# standard deviation of a unit normal cut at +-2: what the draw above divides by
_CUT_STD = math.sqrt(1 - 4 * math.exp(-2) / math.sqrt(2 * math.pi) / math.erf(math.sqrt(2)))
