"""The torch engine: a model and its tokenizer become a Generator, on the CPU or a GPU.

Many samples run as one batch: prompts are read together, every step adds one token to each, samples that end make room
for those that wait. A prompt is read in one piece under the attention that the model was trained with, so that within a
prefix every token sees every other.
"""

# B rows, T positions, V vocabulary

from __future__ import annotations

import dataclasses
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

import torch
from torch import Tensor

from hrm_codegen import prompts
from hrm_codegen.errors import TokenizerMismatch, TooLong
from hrm_codegen.generate.base import Completion, Options, Piece, Request, sample_seed
from hrm_codegen.generate.grammar import Grammar, grammar
from hrm_codegen.generate.rows import Batch, CachedBatch, How, PlainBatch, answer_states
from hrm_codegen.generate.sampling import choose, uniform
from hrm_codegen.generate.text import Row
from hrm_codegen.models.base import LanguageModel
from hrm_codegen.prompts import Prompt
from hrm_codegen.tokenizer import SPECIALS, Tokenizer

_REFUSALS = 32  # tokens that a grammar may refuse at one place


class TorchGenerator:
    """A Generator that runs a model of any kind with PyTorch.

    batch: most samples under way at once; fewer where their cache would take more than `cache_bytes`.
    cached: false reads the whole text again for each token, as models without a cache always do.
    """

    name = "torch"

    def __init__(
        self,
        model: LanguageModel,
        tokenizer: Tokenizer,
        *,
        batch: int = 32,
        cache_bytes: int = 1 << 30,
        cached: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if tokenizer.vocab_size > model.config.vocab_size:
            raise TokenizerMismatch(
                f"the tokenizer has {tokenizer.vocab_size} tokens and the model {model.config.vocab_size}: use its own"
            )
        self.model = model.eval()
        self.tokenizer = tokenizer
        self._batch, self._cache_bytes, self._cached, self._clock = batch, cache_bytes, cached, clock
        self._bytes = [tokenizer.decode_bytes([token], skip_special=True) for token in range(tokenizer.vocab_size)]
        self._plan, self._spelled = tokenizer.special("<|plan|>"), _spelled(tokenizer)

    @property
    def context(self) -> int:
        """Tokens that prompt and answer may have together."""
        return self.model.config.max_positions

    def stream(self, prompt: Prompt, options: Options) -> Iterator[Piece]:
        """Yield the pieces of `options.n` samples, interleaved; raise TooLong for a prompt that leaves no room."""
        ids = prompts.encode_prompt(prompt, self.tokenizer, limit=self.context)
        rows = [
            self._row(prompt, ids, dataclasses.replace(options, n=1, seed=sample_seed(options.seed, sample)), sample)
            for sample in range(options.n)
        ]
        return self._run(rows, self._how(options))

    def complete(self, requests: Sequence[Request]) -> Iterator[tuple[int, Completion]]:
        """Yield (index of the request, its completion) as they end; a prompt without room gets finish "too_long"."""
        groups: dict[How, list[Row]] = {}
        for index, (prompt, options) in enumerate(requests):
            assert options.n == 1, "a Request is one sample"
            try:
                ids = prompts.encode_prompt(prompt, self.tokenizer, limit=self.context)
            except TooLong:
                yield index, Completion("", 0, "too_long")
                continue
            groups.setdefault(self._how(options), []).append(self._row(prompt, ids, options, index))
        for how, rows in groups.items():
            yield from _joined(self._run(rows, how))

    @torch.inference_mode()
    def score(self, prompt: Prompt, candidates: Sequence[str]) -> list[float]:
        """Return each candidate's log-probability (nats) after the prompt, without the token that would end it."""
        ids = prompts.encode_prompt(prompt, self.tokenizer, limit=self.context)
        answers = self.tokenizer.encode_batch(candidates)
        how = self._how(Options())
        longest = max(map(len, answers), default=0)
        if len(ids) + longest > self.context:
            raise TooLong(
                f"prompt and candidate are {len(ids) + longest} tokens long and the model holds {self.context}; shorten one"
            )
        scores = [0.0] * len(answers)
        order = sorted((index for index, answer in enumerate(answers) if answer), key=lambda index: len(answers[index]))
        size = self._size(len(order), len(ids) + longest, how) if order else 1
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            found = self._log_probabilities(ids, [answers[index] for index in chosen], how)
            for index, value in zip(chosen, found, strict=True):
                scores[index] = value
        return scores

    def _log_probabilities(self, prompt: Sequence[int], answers: Sequence[Sequence[int]], how: How) -> list[float]:
        states_BTD = answer_states(self.model, prompt, answers, how, cached=self._caches(how))
        logits_BTV = self.model.head(states_BTD[:, :-1])[..., : self.tokenizer.vocab_size].float()
        sums: list[float] = []
        for logits_TV, answer in zip(logits_BTV, answers, strict=True):
            target_T1 = torch.tensor(answer, device=logits_TV.device)[:, None]
            sums.append(float(logits_TV[: len(answer)].log_softmax(-1).gather(-1, target_T1).double().sum()))
        return sums

    def _how(self, options: Options) -> How:
        """Return what a batch must share, or refuse what this engine cannot do."""
        self.model.config.resolve_cycles(options.cycles)
        return How(options.attention or self.model.config.attention_kind, options.cycles)

    def _row(self, prompt: Prompt, ids: Sequence[int], options: Options, index: int) -> Row:
        limit = min(options.max_tokens, self.context - len(ids))
        return Row(ids, options, index=index, limit=limit, grammar=grammar(options.grammar, prompt))

    def _caches(self, how: How) -> bool:
        return self._cached and self.model.supports_cache and how.attention != "bidirectional"

    def _size(self, rows: int, capacity: int, how: How) -> int:
        """Return how many samples may run at once: by number, and by the bytes of their cache."""
        if not self._caches(how):
            return min(rows, self._batch)
        row_bytes = self.model.new_cache(1, 1, cycles=how.cycles).nbytes * capacity
        return max(1, min(rows, self._batch, self._cache_bytes // row_bytes))

    def _run(self, rows: Sequence[Row], how: How) -> Iterator[Piece]:
        """Yield the pieces of all rows; those with long prompts begin, and equal prompts follow each other."""
        waiting = deque(sorted(rows, key=lambda row: (len(row.prompt), row.prompt), reverse=True))
        capacity = max(len(row.prompt) + row.limit for row in rows)
        size = self._size(len(rows), capacity, how)
        batch: Batch = (
            CachedBatch(self.model, how, size=size, capacity=capacity) if self._caches(how) else PlainBatch(self.model, how)
        )
        while waiting or batch.rows:
            new = [waiting.popleft() for _ in range(min(len(waiting), size - len(batch.rows)))]
            if new:
                for row in new:
                    row.start(self._clock())
                yield from self._advance(batch, new, batch.admit(new))
            if batch.rows:
                yield from self._advance(batch, batch.rows, batch.step())

    def _advance(self, batch: Batch, rows: Sequence[Row], logits_BV: Tensor) -> list[Piece]:
        """Choose the next token of each row, retire the rows that end, return what may be shown."""
        draws = [uniform(row.options.seed, row.made) if row.options.temperature else 0.0 for row in rows]
        logits_BV = logits_BV[:, : self.tokenizer.vocab_size]
        tokens = choose(logits_BV, [row.options for row in rows], draws).tolist()
        for number, row in enumerate(rows):
            if row.grammar is not None:
                tokens[number] = self._allowed(row, row.grammar, logits_BV[number], draws[number], tokens[number])
        now = self._clock()
        pieces: list[Piece] = []
        done: list[Row] = []
        for row, token in zip(rows, tokens, strict=True):
            piece = row.take(token, self._said(row, token), now)
            if piece is not None:
                pieces.append(piece)
                if piece.finish:
                    done.append(row)
        if done:
            batch.retire(done)
        return pieces

    def _allowed(self, row: Row, grammar: Grammar, logits_V: Tensor, draw: float, token: int) -> int:
        """Return the token, or the first that the grammar allows when those it refuses are ruled out one by one.

        Where it refuses too many, the first choice stands and the grammar has no more say in this answer.
        """
        first, logits_1V = token, logits_V[None]
        for refused in range(_REFUSALS):
            if grammar.allows(self._said(row, token)):
                return token
            logits_1V = logits_1V.clone() if not refused else logits_1V
            logits_1V[0, token] = -torch.inf
            token = int(choose(logits_1V, [row.options], [draw]))
        grammar.release()
        return first

    def _said(self, row: Row, token: int) -> bytes | None:
        """Return the bytes behind a token, None for the end; only an answer that a plan begins spells the plan's tokens out."""
        if token == self.tokenizer.end_id:
            return None
        if row.prompt[-1] == self._plan and token in self._spelled:
            return self._spelled[token]
        return self._bytes[token]


def _spelled(tokenizer: Tokenizer) -> dict[int, bytes]:
    """Return the tokens that part a plan from its answer, as they are spelled."""
    names = [name for name in SPECIALS if name == "<|answer|>" or name.startswith("<|plan:")]
    return {tokenizer.special(name): name.encode() for name in names}


def _joined(pieces: Iterable[Piece]) -> Iterator[tuple[int, Completion]]:
    """Gather pieces by sample and yield each sample when it ends."""
    texts: dict[int, list[str]] = {}
    tokens: dict[int, int] = {}
    for piece in pieces:
        texts.setdefault(piece.sample, []).append(piece.text)
        tokens[piece.sample] = tokens.get(piece.sample, 0) + piece.tokens
        if piece.finish:
            yield piece.sample, Completion("".join(texts.pop(piece.sample)), tokens.pop(piece.sample), piece.finish)
