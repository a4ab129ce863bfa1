"""The samples under way and what the model keeps of them: a cache row each, or only the tokens.

A batch admits samples (its prompts run in one call, each distinct prompt once), steps all of them by one token, and
closes up when some end, so that no work is done for what is finished.
"""

# B rows, T positions, D width, V vocabulary

from __future__ import annotations

import copy
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple, Protocol

import torch
from torch import Tensor

from hrm_codegen.generate.text import Row
from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import LanguageModel
from hrm_codegen.models.cache import KVCache

_PREFILL_TOKENS = 2048  # read in one call: enough to keep the processor busy, and a bound on memory

AttentionKind = Literal["causal", "prefix", "bidirectional"]


class How(NamedTuple):
    """What all samples of a batch share: who sees whom, and the slow cycles to run (None: as trained)."""

    attention: AttentionKind
    cycles: int | None


class Batch(Protocol):
    """Samples that advance together."""

    rows: list[Row]

    def admit(self, rows: Sequence[Row]) -> Tensor:
        """Read the prompts of new samples; return the logits of their first tokens (B V)."""
        ...

    def step(self) -> Tensor:
        """Read the last token of every sample; return the logits of its next (B V)."""
        ...

    def retire(self, done: Collection[Row]) -> None:
        """Forget samples; the order of the others may change."""
        ...


class _Prefilled(NamedTuple):
    cache: KVCache
    row: int
    logits_V: Tensor  # shape


class CachedBatch:
    """Samples with a row each in one cache, allocated once for the most and the longest there may be."""

    def __init__(self, model: LanguageModel, how: How, *, size: int, capacity: int) -> None:
        self.rows: list[Row] = []
        self._model, self._how = model, how
        self._cache = model.new_cache(size, capacity, cycles=how.cycles)
        self._all_keys, self._all_values = self._cache.keys, self._cache.values
        self._prefilled: dict[tuple[int, ...], _Prefilled] = {}  # the prompts read last: the next sample may have one of them
        self._lay([])

    @torch.inference_mode()
    def admit(self, rows: Sequence[Row]) -> Tensor:
        """Read the prompts of new samples; return the logits of their first tokens (B V)."""
        ahead = list(dict.fromkeys(row.prompt for row in rows))
        lengths = self._cache.lengths_B.tolist()
        logits = []
        for number, row in enumerate(rows, start=len(self.rows)):
            if row.prompt not in self._prefilled:
                self._prefilled = self._prefill(ahead[ahead.index(row.prompt) :])
            source, length = self._prefilled[row.prompt], len(row.prompt)
            self._all_keys[:, number, :, :length] = source.cache.keys[:, source.row, :, :length]
            self._all_values[:, number, :, :length] = source.cache.values[:, source.row, :, :length]
            lengths.append(length)
            logits.append(source.logits_V)
        self.rows += rows
        self._lay(lengths)
        return torch.stack(logits)

    @torch.inference_mode()
    def step(self) -> Tensor:
        """Read the last token of every sample; return the logits of its next (B V)."""
        ids_BT = torch.tensor([[row.ids[-1]] for row in self.rows], device=self._all_keys.device)
        hidden_BTD = self._model(ids_BT, mask=_CAUSAL, cache=self._cache, cycles=self._how.cycles).hidden_BTD
        return self._model.head(hidden_BTD[:, -1]).float()

    @torch.inference_mode()
    def retire(self, done: Collection[Row]) -> None:
        """Forget samples: the last row moves into the gap, so that what is in use stays together."""
        lengths = self._cache.lengths_B.tolist()
        for number in reversed(range(len(self.rows))):
            if self.rows[number] not in done:
                continue
            row, length = self.rows.pop(), lengths.pop()
            if number < len(self.rows):
                self.rows[number], lengths[number] = row, length
                self._all_keys[:, number, :, :length] = self._all_keys[:, len(self.rows), :, :length]
                self._all_values[:, number, :, :length] = self._all_values[:, len(self.rows), :, :length]
        self._lay(lengths)

    def _prefill(self, prompts: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], _Prefilled]:
        """Read the first of these prompts, as many as a call should take; they replace what was read before."""
        prompts = prompts[: max(1, _PREFILL_TOKENS // max(map(len, prompts)))]
        cache = self._model.new_cache(len(prompts), max(map(len, prompts)), cycles=self._how.cycles)
        lengths = [len(prompt) for prompt in prompts]
        logits_BV = full_logits(self._model, prompts, lengths, self._how, cache)
        return {prompt: _Prefilled(cache, row, logits_BV[row]) for row, prompt in enumerate(prompts)}

    def _lay(self, lengths: Sequence[int]) -> None:
        """Let the cache be the first rows of what was allocated, which hold this many tokens."""
        cache = copy.copy(self._cache)
        cache.keys, cache.values = self._all_keys[:, : len(lengths)], self._all_values[:, : len(lengths)]
        if lengths:
            cache.truncate(torch.tensor(lengths))
        else:
            cache.lengths_B = cache.lengths_B[:0]
        self._cache = cache


class PlainBatch:
    """Samples without a cache: the whole text runs again for each token. For models that keep nothing between calls."""

    def __init__(self, model: LanguageModel, how: How) -> None:
        self.rows: list[Row] = []
        self._model, self._how = model, how

    @torch.inference_mode()
    def admit(self, rows: Sequence[Row]) -> Tensor:
        """Read the prompts of new samples; return the logits of their first tokens (B V)."""
        self.rows += rows
        return self._logits(rows)

    @torch.inference_mode()
    def step(self) -> Tensor:
        """Read every sample from its beginning; return the logits of its next token (B V)."""
        return self._logits(self.rows)

    def retire(self, done: Collection[Row]) -> None:
        """Forget samples."""
        self.rows = [row for row in self.rows if row not in done]

    def _logits(self, rows: Sequence[Row]) -> Tensor:
        return full_logits(self._model, [row.ids for row in rows], [len(row.prompt) for row in rows], self._how, None)


_CAUSAL = AttentionMask.causal()


def full_logits(
    model: LanguageModel, texts: Sequence[Sequence[int]], prompts: Sequence[int], how: How, cache: KVCache | None
) -> Tensor:
    """Read whole texts whose first `prompts` tokens are the prompt; return the logits after each one's last (B V)."""
    hidden_BTD, lengths_B = full_states(model, texts, prompts, how, cache)
    last_BD = hidden_BTD[torch.arange(len(texts), device=hidden_BTD.device), lengths_B - 1]
    return model.head(last_BD).float()


def answer_states(
    model: LanguageModel, prompt: Sequence[int], answers: Sequence[Sequence[int]], how: How, *, cached: bool
) -> Tensor:
    """Read answers to one prompt, padded on the right; return the states from the prompt's last token on (B 1+T D)."""
    if not cached:
        texts = [[*prompt, *answer] for answer in answers]
        return full_states(model, texts, [len(prompt)] * len(texts), how, None)[0][:, len(prompt) - 1 :]
    cache = model.new_cache(1, len(prompt) + max(map(len, answers)), cycles=how.cycles)
    prompt_BTD, _ = full_states(model, [prompt], [len(prompt)], how, cache)
    ids_BT, _ = _padded(answers, model)
    cache.select(torch.zeros(len(answers), dtype=torch.long, device=ids_BT.device))
    answer_BTD = model(ids_BT, mask=_CAUSAL, cache=cache, cycles=how.cycles).hidden_BTD
    return torch.cat((prompt_BTD[:, -1:].expand(len(answers), -1, -1), answer_BTD), 1)


def full_states(
    model: LanguageModel, texts: Sequence[Sequence[int]], prompts: Sequence[int], how: How, cache: KVCache | None
) -> tuple[Tensor, Tensor]:
    """Read whole texts, padded on the right; return the states (B T D) and the lengths (B)."""
    ids_BT, lengths_B = _padded(texts, model)
    if how.attention == "prefix":
        prefix_B = torch.tensor(list(prompts), device=ids_BT.device)
        mask = AttentionMask.prefix_lengths(prefix_B, ids_BT.shape[1], lengths_B=lengths_B)
    elif how.attention == "causal":
        mask = AttentionMask.causal(lengths_B=lengths_B)
    else:
        mask = AttentionMask.bidirectional(lengths_B=lengths_B)
    return model(ids_BT, mask=mask, cache=cache, cycles=how.cycles).hidden_BTD, lengths_B


def _padded(texts: Sequence[Sequence[int]], model: LanguageModel) -> tuple[Tensor, Tensor]:
    """Lay ids out as rows padded on the right (B T); return them and the lengths (B), on the model's device."""
    lengths = [len(text) for text in texts]
    ids_BT = torch.full((len(texts), max(lengths)), model.config.pad_id)
    for row, text in enumerate(texts):
        ids_BT[row, : lengths[row]] = torch.tensor(text, dtype=torch.long)
    device = next(model.parameters()).device
    return ids_BT.to(device), torch.tensor(lengths, device=device)
