"""The Tiny Recursive Model (arXiv 2510.04871) as a language model: one stack improves a latent state, then the answer.

What HRM does with two modules, this does with one. Its stack has `2 * layers` blocks, so with an HRM's numbers it has an
HRM's parameters, and runs twice the blocks in every call. What puzzles need besides (segments that carry their state on,
and halting) is left out, as in `hrm`: every row is a new text.
"""

# B rows, T positions, D width

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name everybody knows it by

from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import Cycles, LanguageModel, ModelConfig, Output
from hrm_codegen.models.cache import KVCache
from hrm_codegen.models.layers import Context, Stack, bare_embedding, compute_dtype, draw_lecun, prepare


class Trm(LanguageModel):
    """Deep recursion: `H_cycles` times, `L_cycles` updates of the latent state z and one of the answer y.

    Only the last recursion carries gradient, all of it, whatever `bp_steps` says; the ones before bring y and z to where it starts.
    """

    supports_cache = True
    y_init: Tensor
    z_init: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embed_tokens = bare_embedding(config)
        self.stack = Stack(config, 2 * config.layers)
        self.lm_head = None if config.tied else nn.Linear(config.width, config.vocab_size, bias=False)
        self.register_buffer("y_init", torch.zeros(config.width))
        self.register_buffer("z_init", torch.zeros(config.width))

    @torch.no_grad()
    def initialise(self, seed: int) -> None:
        """Draw all weights from one seed.

        | tensor | standard deviation |
        |---|---|
        | embedding, matrices | 1 / sqrt(fan in) |
        | y_init, z_init, not trained | 1 |
        """
        generator = torch.Generator().manual_seed(seed)
        for weight in self.parameters():
            draw_lecun(weight, generator)
        for state in (self.y_init, self.z_init):
            draw_lecun(state, generator, std=1.0)

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
        """Run the recursions (see `LanguageModel.forward`); `exits` are earlier answers, which only a pass without gradient gives.

        A loss on them would teach the output matrix alone, for they carry no gradient.
        """
        del bp_steps, first_L
        cycles = self.config.resolve_cycles(cycles)
        dtype = compute_dtype(self.embed_tokens.weight)
        context = prepare(self.config, input_ids_BT, mask=mask, positions_BT=positions_BT, cache=cache, dtype=dtype)
        x_BTD = F.embedding(input_ids_BT, self.embed_tokens.weight) * self.config.scale
        with torch.autocast(x_BTD.device.type, enabled=False):
            answers = self._recur(x_BTD, context, cycles, dtype)
        if cache is not None:
            cache.finish(None if mask is None else mask.lengths_B)
        return Output(answers[-1], exits=tuple(answers[:-1]) if exits and not torch.is_grad_enabled() else ())

    @property
    def output_weight(self) -> Tensor:
        """The embedding table where it is tied, else the output matrix (V D)."""
        return self.embed_tokens.weight if self.lm_head is None else self.lm_head.weight

    def head(self, hidden: Tensor) -> Tensor:
        """Project states (… D) to logits (… V)."""
        return F.linear(hidden, self.output_weight)

    def new_cache(self, batch: int, capacity: int, *, cycles: Cycles | tuple[int, int] | int | None = None) -> KVCache:
        """Make an empty cache with a slot for every block of every call."""
        config, weight = self.config, self.embed_tokens.weight
        slots = config.resolve_cycles(cycles).high * (config.L_cycles + 1) * 2 * config.layers
        return KVCache(
            slots=slots, batch=batch, heads=config.heads, capacity=capacity, head_size=config.head_size,
            dtype=compute_dtype(weight), device=weight.device,
        )  # fmt: skip

    def _recur(self, x_BTD: Tensor, context: Context, cycles: Cycles, dtype: torch.dtype) -> list[Tensor]:
        """Return the answer after each recursion (figure 3 of the paper, one supervision step)."""
        weights = self.stack.weights(dtype)
        calls = self.config.L_cycles + 1  # slots are laid out for the configured cycles, however many run
        y, z, answers = self.y_init, self.z_init, []
        for high in range(cycles.high):
            with torch.set_grad_enabled(torch.is_grad_enabled() and high == cycles.high - 1):
                for low in range(cycles.low):
                    z = self.stack(x_BTD + y + z, weights, context, high * calls + low)
                y = self.stack(y + z, weights, context, high * calls + calls - 1)  # no x: so the stack knows that y is due
            answers.append(y)
        return answers
