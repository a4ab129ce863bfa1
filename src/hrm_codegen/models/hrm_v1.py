"""The original puzzle HRM (arXiv 2506.21734): post-norm, one-step gradient, segments with Q-learning halting.

Made for puzzles, where every position sees every other; with a causal mask it is a language model as well. States are
carried from segment to segment without gradient, and each segment's last two module calls learn.
"""

# B rows, T positions, D width

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name everybody knows it by

from hrm_codegen.errors import Unsupported
from hrm_codegen.models import halting
from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import Cycles, LanguageModel, ModelConfig, Output
from hrm_codegen.models.cache import KVCache
from hrm_codegen.models.halting import QValues, SegmentLoss
from hrm_codegen.models.layers import BlockWeights, Context, Stack, bare_embedding, compute_dtype, draw_lecun, prepare

_Q_BIAS = -5.0  # at first no row believes it is done


class Carry(NamedTuple):
    """What a row takes from one segment to the next; a halted row starts anew in the following segment."""

    z_H_BTD: Tensor
    z_L_BTD: Tensor
    steps_B: Tensor  # segments run
    halted_B: Tensor


class Segment(NamedTuple):
    """What one segment gives."""

    carry: Carry
    hidden_BTD: Tensor  # z_H, with the gradient of this segment
    q: QValues
    target_B: Tensor | None  # what q_continue should have said; only when training


class _Prepared(NamedTuple):
    """Input states, matrices and tables, the same for all segments of a batch."""

    injected_BTD: Tensor
    weights_L: list[BlockWeights]
    weights_H: list[BlockWeights]
    context: Context


class HrmV1(LanguageModel):
    """The original HRM behind the common interface; in `forward`, cycles given as one number count segments.

    A loop trains it with `supervise`; `forward` runs all segments, as evaluation does.
    """

    supports_cache = False  # states of all positions change with every segment, so generation recomputes them
    H_init: Tensor
    L_init: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embed_tokens = bare_embedding(config)
        self.H_level = Stack(config, config.layers, post_norm=True)
        self.L_level = Stack(config, config.layers, post_norm=True)
        self.lm_head = None if config.tied else nn.Linear(config.width, config.vocab_size, bias=False)
        self.q_head = nn.Linear(config.width, 2)
        self.register_buffer("H_init", torch.zeros(config.width))
        self.register_buffer("L_init", torch.zeros(config.width))

    @torch.no_grad()
    def initialise(self, seed: int) -> None:
        """Draw all weights from one seed.

        | tensor | standard deviation |
        |---|---|
        | embedding, matrices | 1 / sqrt(fan in) |
        | H_init, L_init, not trained | 1 |
        | q_head | 0, bias -5 |
        """
        generator = torch.Generator().manual_seed(seed)
        for weight in self.parameters():
            if weight.ndim > 1:
                draw_lecun(weight, generator)
        for state in (self.H_init, self.L_init):
            draw_lecun(state, generator, std=1.0)
        self.q_head.weight.zero_()
        self.q_head.bias.fill_(_Q_BIAS)

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
        """Run `halt_max_steps` segments, or as many as `cycles` says; gradients see the last one. `exits` are early segments.

        More segments than `halt_max_steps` go on from the states of those before: deeper than any row was trained.
        """
        del bp_steps, first_L
        if cache is not None:
            raise Unsupported("hrm_v1 has no cache: its states all change with every segment; recompute the sequence instead")
        asked = self.config.halt_max_steps if cycles is None else cycles
        segments = asked if isinstance(asked, int) else asked[0]
        ready = self._prepare(input_ids_BT, mask, positions_BT)
        carry = self.start(input_ids_BT)
        states, q = [], None
        for number in range(segments):
            with torch.set_grad_enabled(torch.is_grad_enabled() and number == segments - 1):
                carry, hidden_BTD, q, _ = self._segment(carry, ready)
            carry = carry._replace(halted_B=torch.zeros_like(carry.halted_B))
            states.append(hidden_BTD)
        assert q is not None
        return Output(states[-1], exits=tuple(states[:-1]) if exits else (), aux={"q_halt_B": q.halt_B, "q_continue_B": q.go_on_B})

    def supervise(
        self,
        input_ids_BT: Tensor,
        labels_BT: Tensor,
        *,
        mask: AttentionMask | None = None,
        positions_BT: Tensor | None = None,
        generator: torch.Generator | None = None,
    ) -> list[SegmentLoss]:
        """Train on a batch: losses of each segment, until all rows have halted; a halted row no longer counts.

        labels_BT[t] is the token that position t predicts, -100 for none. `halting.add_up(...).mean` is the loss to minimise;
        gradients of different segments are independent. generator: for exploration; without one, the global one.
        """
        ready = self._prepare(input_ids_BT, mask, positions_BT)
        carry = self.start(input_ids_BT)
        taking_part_B = torch.ones_like(carry.halted_B)
        losses = []
        for _ in range(self.config.halt_max_steps):
            step = self._segment(carry._replace(halted_B=torch.zeros_like(carry.halted_B)), ready, learn=True, generator=generator)
            losses.append(
                halting.segment_loss(
                    self.head(step.hidden_BTD), labels_BT, step.q, target_B=step.target_B, taking_part_B=taking_part_B
                )
            )
            carry = step.carry
            taking_part_B = taking_part_B & ~carry.halted_B
            if not bool(taking_part_B.any()):
                break
        return losses

    def start(self, input_ids_BT: Tensor) -> Carry:
        """Return the carry of rows that have not begun: all halted, so that the first segment sets the initial states."""
        rows = input_ids_BT.shape[0]
        shape = (*input_ids_BT.shape, self.config.width)
        return Carry(
            self.H_init.expand(shape),
            self.L_init.expand(shape),
            torch.zeros(rows, dtype=torch.int32, device=input_ids_BT.device),
            torch.ones(rows, dtype=torch.bool, device=input_ids_BT.device),
        )

    def segment(
        self,
        carry: Carry,
        input_ids_BT: Tensor,
        *,
        mask: AttentionMask | None = None,
        positions_BT: Tensor | None = None,
        learn: bool = False,
        generator: torch.Generator | None = None,
    ) -> Segment:
        """Run one segment; `learn` decides halting by Q values and explores, otherwise rows halt at the last step only."""
        return self._segment(carry, self._prepare(input_ids_BT, mask, positions_BT), learn=learn, generator=generator)

    def q_values(self, hidden_BTD: Tensor) -> QValues:
        """Return what halting and going on are worth after a segment, read off the state of the first position."""
        q_B2 = F.linear(hidden_BTD[:, 0], self.q_head.weight, self.q_head.bias).float()
        return QValues(q_B2[:, 0], q_B2[:, 1])

    @property
    def output_weight(self) -> Tensor:
        """The embedding table where it is tied, else the output matrix (V D)."""
        return self.embed_tokens.weight if self.lm_head is None else self.lm_head.weight

    def head(self, hidden: Tensor) -> Tensor:
        """Project states (… D) to logits (… V)."""
        return F.linear(hidden, self.output_weight)

    def new_cache(self, batch: int, capacity: int, *, cycles: Cycles | tuple[int, int] | int | None = None) -> KVCache:
        """Refuse: there is no cache."""
        raise Unsupported(f"hrm_v1 has no cache (asked for {batch} x {capacity}, cycles {cycles}); recompute the sequence instead")

    def _prepare(self, input_ids_BT: Tensor, mask: AttentionMask | None, positions_BT: Tensor | None) -> _Prepared:
        dtype = compute_dtype(self.embed_tokens.weight)
        context = prepare(self.config, input_ids_BT, mask=mask, positions_BT=positions_BT, cache=None, dtype=dtype)
        injected_BTD = F.embedding(input_ids_BT, self.embed_tokens.weight) * self.config.scale
        return _Prepared(injected_BTD, self.L_level.weights(dtype), self.H_level.weights(dtype), context)

    def _segment(self, carry: Carry, ready: _Prepared, *, learn: bool = False, generator: torch.Generator | None = None) -> Segment:
        most = self.config.halt_max_steps
        fresh_B11 = carry.halted_B[:, None, None]
        z_H = torch.where(fresh_B11, self.H_init, carry.z_H_BTD)
        z_L = torch.where(fresh_B11, self.L_init, carry.z_L_BTD)
        steps_B = torch.where(carry.halted_B, 0, carry.steps_B) + 1
        z_H, z_L, q = self._think(z_H, z_L, ready)
        with torch.no_grad():
            target_B, halted_B = None, steps_B >= most
            if learn and most > 1:
                halted_B = halting.decide(q, steps_B, most=most, exploration=self.config.halt_exploration, generator=generator)
                target_B = halting.target(self._think(z_H, z_L, ready)[2], steps_B, most=most)
        return Segment(Carry(z_H.detach(), z_L.detach(), steps_B, halted_B), z_H, q, target_B)

    def _think(self, z_H: Tensor, z_L: Tensor, ready: _Prepared) -> tuple[Tensor, Tensor, QValues]:
        """Run all cycles; only the last L call and the last H call learn (the one-step gradient, eq. 4 of the paper)."""
        high, low = self.config.H_cycles, self.config.L_cycles
        with torch.autocast(z_H.device.type, enabled=False):
            with torch.no_grad():
                for call in range(1, high * low):
                    z_L = self.L_level(z_L + (z_H + ready.injected_BTD), ready.weights_L, ready.context, 0)
                    if call % low == 0:
                        z_H = self.H_level(z_H + z_L, ready.weights_H, ready.context, 0)
            z_L = self.L_level(z_L + (z_H + ready.injected_BTD), ready.weights_L, ready.context, 0)
            z_H = self.H_level(z_H + z_L, ready.weights_H, ready.context, 0)
            return z_H, z_L, self.q_values(z_H)


def from_original(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Rename the original implementation's weights to ours."""
    renames = (("inner.", ""), ("embedding_weight", "weight"), ("self_attn.qkv_proj", "attn.gqkv_proj"), ("self_attn.", "attn."))
    result = {}
    for name, tensor in weights.items():
        ours = name
        for theirs, new in renames:
            ours = ours.replace(theirs, new)
        result[ours] = tensor
    return result
