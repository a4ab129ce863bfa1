"""Compiled blocks: how many graphs a run needs whose rows grow."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch._dynamo.testing import CompileCounterWithBackend

from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import LanguageModel
from hrm_codegen.models.layers import compile_blocks


def rows(model: LanguageModel, count: int, positions: int) -> torch.Tensor:
    """Run packed rows whose first quarter is a prompt, as training does, and return their states."""
    ids_BT = torch.ones(count, positions, dtype=torch.long)
    places_BT = torch.arange(positions).expand(count, -1).contiguous()
    mask = AttentionMask.prefix(places_BT < positions // 4, documents_BT=torch.zeros_like(ids_BT))
    return model(ids_BT, mask=mask, positions_BT=places_BT).hidden_BTD


def test_rows_that_grow_take_five_graphs_and_no_more_for_whatever_length(toy_model: Callable[..., LanguageModel]) -> None:
    torch._dynamo.reset()
    model, graphs = toy_model().train(), CompileCounterWithBackend("eager")
    compile_blocks(model, backend=graphs)
    counts = []
    for count, positions in ((4, 24), (2, 48), (3, 40), (4, 24)):
        rows(model, count, positions).sum().backward()
        with torch.no_grad():
            rows(model, 4, 48)
        counts.append(graphs.frame_count)
    assert counts[0] <= 3  # with and without gradient, and rows of another length that validate
    assert counts[1] <= 5
    assert counts[1:] == counts[1:2] * 3
    torch._dynamo.reset()
