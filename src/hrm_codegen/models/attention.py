"""Who may attend to whom, and the attention itself: one fused path and a plain one with the same signature."""

# B rows, T query positions, S key positions, N heads, H width of a head

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the name everybody knows it by

from hrm_codegen.errors import UsageError, nearest

BACKENDS = ("fused", "plain")


@dataclass(frozen=True)
class AttentionMask:
    """Who sees whom in a batch; make one with `causal`, `prefix` or `bidirectional`.

    Rows of one batch may differ: a causal row is a prefix row whose prefix is empty. Packed rows carry document
    numbers; documents never see each other, and a prefix belongs to its own document. Padding is right of a row's
    `lengths_B`, or a document number of its own (by custom -1): no real position ever sees it.
    """

    kind: Literal["causal", "prefix", "bidirectional"]
    prefix_BT: Tensor | None = None  # bool: positions that see each other in both directions
    documents_BT: Tensor | None = None  # int: number of the document a position belongs to
    lengths_B: Tensor | None = None  # int: positions of a row that are real; the rest is padding on the right

    @classmethod
    def causal(cls, *, documents_BT: Tensor | None = None, lengths_B: Tensor | None = None) -> AttentionMask:
        """Every position sees itself and what came before."""
        return cls("causal", None, documents_BT, lengths_B)

    @classmethod
    def prefix(cls, prefix_BT: Tensor, *, documents_BT: Tensor | None = None, lengths_B: Tensor | None = None) -> AttentionMask:
        """Causal, and prefix positions of one document also see each other."""
        return cls("prefix", prefix_BT.bool(), documents_BT, lengths_B)

    @classmethod
    def prefix_lengths(cls, prefix_B: Tensor, positions: int, *, lengths_B: Tensor | None = None) -> AttentionMask:
        """Unpacked rows of `positions` tokens whose first `prefix_B[row]` are the prefix."""
        index_T = torch.arange(positions, device=prefix_B.device)
        return cls("prefix", index_T < prefix_B[:, None], None, lengths_B)

    @classmethod
    def bidirectional(cls, *, documents_BT: Tensor | None = None, lengths_B: Tensor | None = None) -> AttentionMask:
        """Every position sees every other of its document."""
        return cls("bidirectional", None, documents_BT, lengths_B)

    def allowed(self, positions: int) -> Tensor | None:
        """Return who sees whom (True: query row sees key column), or None where the kind alone says it."""
        parts = [part for part in (self.prefix_BT, self.documents_BT) if part is not None]
        padded = self.kind == "bidirectional" and self.lengths_B is not None
        if not parts and not padded:
            return None  # padding on the right is never seen by causal attention
        device = parts[0].device if parts else self.lengths_B.device  # type: ignore[union-attr]  # padded says it is there
        index_T = torch.arange(positions, device=device)
        seen_BTT = (
            (index_T[:, None] >= index_T)
            if self.kind != "bidirectional"
            else index_T.new_ones((positions, positions), dtype=torch.bool)
        )
        seen_BTT = seen_BTT[None]
        if self.prefix_BT is not None:
            seen_BTT = seen_BTT | (self.prefix_BT[:, :, None] & self.prefix_BT[:, None, :])
        if self.documents_BT is not None:
            seen_BTT = seen_BTT & (self.documents_BT[:, :, None] == self.documents_BT[:, None, :])
        if padded:
            seen_BTT = seen_BTT & (index_T < self.lengths_B[:, None])[:, None, :]  # type: ignore[index]  # padded says it is there
        return seen_BTT


class AttentionPlan(NamedTuple):
    """A mask made ready for every layer of one forward pass."""

    bias_B1TS: Tensor | None  # 0 where seen, -inf where not, in the dtype of the queries
    is_causal: bool  # square causal attention without any bias
    plain: bool  # compute with plain operations


def plan(mask: AttentionMask, *, positions: int, dtype: torch.dtype, device: torch.device) -> AttentionPlan:
    """Prepare a mask for rows without anything cached."""
    plain = backend(device) == "plain"
    allowed_BTT = mask.allowed(positions)
    if allowed_BTT is None and plain and mask.kind != "bidirectional":
        allowed_BTT = torch.ones(1, positions, positions, dtype=torch.bool, device=device).tril()
    bias_B1TS = None if allowed_BTT is None else bias_of(allowed_BTT, dtype)
    return AttentionPlan(bias_B1TS, bias_B1TS is None and mask.kind != "bidirectional", plain)


def bias_of(allowed_BTS: Tensor, dtype: torch.dtype) -> Tensor:
    """Turn who-sees-whom into what is added to the scores, with room for the heads."""
    bias_BTS = torch.zeros(allowed_BTS.shape, dtype=dtype, device=allowed_BTS.device)
    return bias_BTS.masked_fill_(~allowed_BTS, float("-inf"))[:, None]


def attend(q_BNTH: Tensor, k_BNSH: Tensor, v_BNSH: Tensor, how: AttentionPlan) -> Tensor:
    """Scaled dot-product attention (B N T H); the plan says which implementation."""
    if how.plain:
        return _attend_plain(q_BNTH, k_BNSH, v_BNSH, how)
    return F.scaled_dot_product_attention(q_BNTH, k_BNSH, v_BNSH, attn_mask=how.bias_B1TS, is_causal=how.is_causal)


def backend(device: torch.device) -> str:
    """Return "plain" or "fused": what HRM_ATTENTION asks for, else the faster one on this kind of device.

    On a CPU that is plain: batched products run at several times the speed of the fused kernel, and its backward pass even
    more so. Elsewhere plain is the way back when a fused kernel fails.
    """
    name = os.environ.get("HRM_ATTENTION") or ("plain" if device.type == "cpu" else "fused")
    if name not in BACKENDS:
        raise UsageError(f"HRM_ATTENTION is {name!r}{nearest(name, BACKENDS)}")
    return name


def _attend_plain(q_BNTH: Tensor, k_BNSH: Tensor, v_BNSH: Tensor, how: AttentionPlan) -> Tensor:
    # M rows of B * N: products of three dimensions are what libraries are fastest at
    rows, heads, new, size = q_BNTH.shape
    q_MTH, k_MSH, v_MSH = (part.reshape(rows * heads, -1, size) for part in (q_BNTH, k_BNSH, v_BNSH))
    bias, scale = how.bias_B1TS, size**-0.5
    if new == 1:  # one query: keys times query is a kernel several times faster than query times keys
        scores_MTS = torch.bmm(k_MSH, q_MTH.transpose(1, 2) * scale).transpose(1, 2)
        if bias is not None:
            scores_MTS = (scores_MTS.view(rows, heads, 1, -1) + bias).flatten(0, 1)
    elif bias is None:
        scores_MTS = torch.bmm(q_MTH * scale, k_MSH.transpose(1, 2))
    else:
        bias_MTS = bias[0] if bias.shape[0] == 1 else bias.expand(-1, heads, -1, -1).reshape(rows * heads, new, -1)
        scores_MTS = torch.baddbmm(bias_MTS, q_MTH, k_MSH.transpose(1, 2), alpha=scale)
    return torch.bmm(scores_MTS.softmax(-1), v_MSH).view(rows, heads, new, size)
