"""The Hierarchical Reasoning Model as a language model: two stacks, H slow and L fast, run in cycles over the same tokens.

The architecture that public runtimes call `hrm_text` (arXiv 2605.20613): weights have the same names and layout as on disk.
"""

# B rows, T positions, D width

from __future__ import annotations

import contextlib

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name everybody knows it by

from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import Cycles, LanguageModel, ModelConfig, Output, bp_calls
from hrm_codegen.models.cache import KVCache
from hrm_codegen.models.layers import Context, Stack, bare_embedding, compute_dtype, draw_lecun, prepare


class HrmCore(nn.Module):
    """Embeddings, the two stacks and L's fixed initial state: what lies under `model.` in the file."""

    z_L_init: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.embed_tokens = bare_embedding(config)
        self.L_module = Stack(config, config.layers)
        self.H_module = Stack(config, config.layers)
        self.register_buffer("z_L_init", torch.zeros(config.width))


class Hrm(LanguageModel):
    """H plans and L works out details: `H_cycles` times, `L_cycles` L calls and one H call."""

    supports_cache = True

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.model = HrmCore(config)
        self.lm_head = None if config.tied else nn.Linear(config.width, config.vocab_size, bias=False)

    @torch.no_grad()
    def initialise(self, seed: int) -> None:
        """Draw all weights from one seed.

        | tensor | standard deviation |
        |---|---|
        | embedding, output, gqkv, gate_up | 1 / sqrt(width) |
        | attention output | 1 / sqrt(heads * head_size) |
        | down | 1 / sqrt(intermediate) |
        | z_L_init, not trained | 1 |
        """
        generator = torch.Generator().manual_seed(seed)
        for weight in self.parameters():
            draw_lecun(weight, generator)
        draw_lecun(self.model.z_L_init, generator, std=1.0)

    def forward(
        self,
        input_ids_BT: Tensor,
        *,
        mask: AttentionMask | None = None,
        positions_BT: Tensor | None = None,
        cache: KVCache | None = None,
        cycles: Cycles | tuple[int, int] | int | None = None,
        bp_steps: int | None = None,
        exits: bool = False,
        first_L: bool = False,
    ) -> Output:
        """Run the cycles (see `LanguageModel.forward`); only the last `bp_steps` module calls keep what gradients need."""
        cycles = self.config.resolve_cycles(cycles)
        dtype = compute_dtype(self.model.embed_tokens.weight)
        context = prepare(self.config, input_ids_BT, mask=mask, positions_BT=positions_BT, cache=cache, dtype=dtype)
        z_H = F.embedding(input_ids_BT, self.model.embed_tokens.weight) * self.config.scale
        with torch.autocast(z_H.device.type, enabled=False):  # products already run in the right dtype, the rest in the states'
            output = self._cycle(
                z_H, context, cycles, bp_calls(cycles, bp_steps or self.config.bp_steps), dtype, exits=exits, first_L=first_L
            )
        if cache is not None:
            cache.finish(None if mask is None else mask.lengths_B)
        return output

    @property
    def output_weight(self) -> Tensor:
        """The embedding table where it is tied, else the output matrix (V D)."""
        return self.model.embed_tokens.weight if self.lm_head is None else self.lm_head.weight

    def head(self, hidden: Tensor) -> Tensor:
        """Project states (… D) to logits (… V)."""
        return F.linear(hidden, self.output_weight)

    def new_cache(self, batch: int, capacity: int, *, cycles: Cycles | tuple[int, int] | int | None = None) -> KVCache:
        """Make an empty cache with a slot for every layer of every module call."""
        config, weight = self.config, self.model.embed_tokens.weight
        slots = config.resolve_cycles(cycles).high * (config.L_cycles + 1) * config.layers
        return KVCache(
            slots=slots, batch=batch, heads=config.heads, capacity=capacity, head_size=config.head_size,
            dtype=compute_dtype(weight), device=weight.device,
        )  # fmt: skip

    def _cycle(
        self,
        z_H: Tensor,
        context: Context,
        cycles: Cycles,
        carry: tuple[int, ...],
        dtype: torch.dtype,
        *,
        exits: bool,
        first_L: bool,
    ) -> Output:
        weights_L, weights_H = self.model.L_module.weights(dtype), self.model.H_module.weights(dtype)
        z_L, states = self.model.z_L_init, []
        first: Tensor | None = None
        calls = self.config.L_cycles + 1  # slots are laid out for the configured cycles, however many run
        for high in range(cycles.high):
            for low in range(cycles.low):
                keep = low >= cycles.low - carry[high]
                wanted = first_L and high == low == 0
                with contextlib.nullcontext() if keep or wanted else torch.no_grad():
                    z_L = self.model.L_module(z_L + z_H, weights_L, context, high * calls + low)
                if wanted:
                    first, z_L = z_L, z_L if keep else z_L.detach()
            z_H = self.model.H_module(z_H + z_L, weights_H, context, high * calls + calls - 1)
            states.append(z_H)
        return Output(z_H, exits=tuple(states[:-1]) if exits else (), first_L_BTD=first)
