"""Keys and values of earlier positions: one slot for each layer of each module call, allocated once."""

# B rows, T new positions, S positions held, N heads, H width of a head

from __future__ import annotations

import torch
from torch import Tensor

from hrm_codegen.errors import TooLong, Unsupported
from hrm_codegen.models.attention import AttentionMask, AttentionPlan, backend, bias_of, plan


class KVCache:
    """Preallocated keys and values, `[slot, row, head, position, head_size]`; each row has its own length.

    Rows of a batch may hold different numbers of tokens: prompts are padded on the right, a row's next token is
    written at its own length (over the padding), and what lies beyond a row's length is never seen.
    """

    def __init__(
        self, *, slots: int, batch: int, heads: int, capacity: int, head_size: int, dtype: torch.dtype, device: torch.device | str
    ) -> None:
        shape = (slots, batch, heads, capacity, head_size)
        self.keys = torch.zeros(shape, dtype=dtype, device=device)
        self.values = torch.zeros(shape, dtype=dtype, device=device)
        self.lengths_B = torch.zeros(batch, dtype=torch.long, device=device)
        self.longest = 0  # the greatest of lengths_B, known without asking the device
        self.even = True  # all rows have the same length
        self._pending = 0  # tokens of the forward pass under way

    @property
    def capacity(self) -> int:
        """Positions a row can hold."""
        return int(self.keys.shape[3])

    @property
    def nbytes(self) -> int:
        """Bytes allocated."""
        return 2 * self.keys.numel() * self.keys.element_size()

    def begin(self, mask: AttentionMask, *, positions: int, dtype: torch.dtype) -> AttentionPlan:
        """Check that `positions` new tokens fit and return how they attend, to each other and to what is held."""
        if self.longest + positions > self.capacity:
            raise TooLong(f"{self.longest} cached + {positions} new positions; this cache holds {self.capacity}: make a longer one")
        self._pending = positions
        if self.longest == 0:
            if mask.documents_BT is not None or mask.kind == "bidirectional":
                raise Unsupported("a cache holds one causal or prefix text a row: no packed documents, no bidirectional attention")
            return plan(mask, positions=positions, dtype=dtype, device=self.keys.device)
        if mask.kind != "causal":
            raise Unsupported(
                f"{mask.kind} attention after {self.longest} cached positions: give a prefix prompt in one call, to an empty cache"
            )
        return self._extend_plan(positions, dtype)

    def update(self, slot: int, k_BNTH: Tensor, v_BNTH: Tensor) -> tuple[Tensor, Tensor]:
        """Write one layer's new keys and values and return all that its queries may need."""
        start, new = self.longest, k_BNTH.shape[2]
        if self.even:
            self.keys[slot, :, :, start : start + new] = k_BNTH
            self.values[slot, :, :, start : start + new] = v_BNTH
        else:
            rows_B1 = torch.arange(k_BNTH.shape[0], device=k_BNTH.device)[:, None]
            where_BT = self.lengths_B[:, None] + torch.arange(new, device=k_BNTH.device)
            self.keys[slot][rows_B1, :, where_BT] = k_BNTH.transpose(1, 2).to(self.keys.dtype)
            self.values[slot][rows_B1, :, where_BT] = v_BNTH.transpose(1, 2).to(self.values.dtype)
        if start == 0:
            return k_BNTH, v_BNTH
        return self.keys[slot, :, :, : start + new], self.values[slot, :, :, : start + new]

    def finish(self, lengths_B: Tensor | None = None) -> None:
        """Count the tokens of the forward pass just done; `lengths_B` says how many of them were real in each row."""
        if lengths_B is None:
            self.lengths_B = self.lengths_B + self._pending
            self.longest += self._pending
        else:
            self.truncate(self.lengths_B + lengths_B.to(self.lengths_B.device))
        self._pending = 0

    def truncate(self, lengths_B: Tensor) -> None:
        """Forget what lies beyond the given lengths, row by row: rejected drafts, padding."""
        self.lengths_B = lengths_B.to(self.lengths_B)
        self.longest = int(self.lengths_B.max())
        self.even = self.longest == int(self.lengths_B.min())

    def select(self, rows: Tensor) -> None:
        """Keep these rows, in this order; a row may be named several times (many answers to one prompt) or not at all."""
        self.keys = self.keys.index_select(1, rows)
        self.values = self.values.index_select(1, rows)
        self.truncate(self.lengths_B.index_select(0, rows))

    def next_positions(self, new: int) -> Tensor:
        """Return the positions of `new` tokens after what is held; one row for all when lengths are even."""
        index_T = torch.arange(new, device=self.lengths_B.device)
        return (index_T + self.longest)[None] if self.even else self.lengths_B[:, None] + index_T

    def _extend_plan(self, positions: int, dtype: torch.dtype) -> AttentionPlan:
        plain = backend(self.keys.device) == "plain"
        if positions == 1 and self.even:
            return AttentionPlan(None, is_causal=False, plain=plain)
        index_S = torch.arange(self.longest + positions, device=self.lengths_B.device)
        allowed_BTS = index_S <= self.next_positions(positions)[:, :, None]
        return AttentionPlan(bias_of(allowed_BTS, dtype), is_causal=False, plain=plain)
