"""The plain baseline: the same blocks in one pass, no recurrence; with an HRM's numbers it has an HRM's parameters."""

# B rows, T positions, D width

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name everybody knows it by

from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import Cycles, LanguageModel, ModelConfig, Output
from hrm_codegen.models.cache import KVCache
from hrm_codegen.models.layers import Stack, bare_embedding, compute_dtype, draw_lecun, prepare


class Transformer(LanguageModel):
    """A pre-norm, Llama-style decoder of `2 * layers` blocks: the dense twin, and the fallback."""

    supports_cache = True

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embed_tokens = bare_embedding(config)
        self.stack = Stack(config, 2 * config.layers)
        self.lm_head = None if config.tied else nn.Linear(config.width, config.vocab_size, bias=False)

    @torch.no_grad()
    def initialise(self, seed: int) -> None:
        """Draw every matrix with standard deviation 1 / sqrt(fan in), as the HRM does."""
        generator = torch.Generator().manual_seed(seed)
        for weight in self.parameters():
            draw_lecun(weight, generator)

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
        """Run the blocks once (see `LanguageModel.forward`); there are no cycles, so no exits and nothing to cut."""
        del cycles, bp_steps, exits, first_L
        dtype = compute_dtype(self.embed_tokens.weight)
        context = prepare(self.config, input_ids_BT, mask=mask, positions_BT=positions_BT, cache=cache, dtype=dtype)
        x_BTD = F.embedding(input_ids_BT, self.embed_tokens.weight) * self.config.scale
        with torch.autocast(x_BTD.device.type, enabled=False):
            x_BTD = self.stack(x_BTD, self.stack.weights(dtype), context, 0)
        if cache is not None:
            cache.finish(None if mask is None else mask.lengths_B)
        return Output(x_BTD)

    @property
    def output_weight(self) -> Tensor:
        """The embedding table where it is tied, else the output matrix (V D)."""
        return self.embed_tokens.weight if self.lm_head is None else self.lm_head.weight

    def head(self, hidden: Tensor) -> Tensor:
        """Project states (… D) to logits (… V)."""
        return F.linear(hidden, self.output_weight)

    def new_cache(self, batch: int, capacity: int, *, cycles: Cycles | tuple[int, int] | int | None = None) -> KVCache:
        """Make an empty cache with a slot for every block."""
        del cycles
        config, weight = self.config, self.embed_tokens.weight
        return KVCache(
            slots=2 * config.layers, batch=batch, heads=config.heads, capacity=capacity, head_size=config.head_size,
            dtype=compute_dtype(weight), device=weight.device,
        )  # fmt: skip
