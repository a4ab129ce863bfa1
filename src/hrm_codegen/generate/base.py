"""The narrow waist: one protocol that evaluation, assistance and servers see, whatever produces the text.

A Generator streams Pieces for a Prompt and completes many Requests at once; it may score candidates. This file never
imports torch, so everything above it is tested in milliseconds with `generate/scripted.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from hrm_codegen.errors import UsageError
from hrm_codegen.prompts import Prompt

Finish = Literal["end", "stop", "length", "deadline", "too_long"]
"""Why a sample ended: the model said so, a stop string, `max_tokens` or the context, the time, or a prompt that left no room."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to generate; the defaults are greedy. Every Generator takes all of them or raises Unsupported."""

    max_tokens: int = 512
    temperature: float = 0.0  # 0 is greedy
    top_p: float = 1.0  # keep the likeliest tokens that together hold this probability
    top_k: int = 0  # keep the k likeliest tokens; 0 keeps all
    min_p: float = 0.0  # drop tokens less likely than this share of the likeliest
    stop: tuple[str, ...] = ()  # the answer ends before the first of these that is complete in it
    seed: int = 0
    n: int = 1  # samples for each prompt
    cycles: int | None = None  # H-cycles to run; None is the trained number
    attention: Literal["prefix", "causal"] | None = None  # None is what the model was trained with
    deadline_s: float | None = None  # stop after this many seconds with what there is
    grammar: str | None = None  # a row of GRAMMARS: what an answer may become

    def __post_init__(self) -> None:
        """Refuse values that mean nothing."""
        checks = (
            (self.max_tokens >= 1, "max_tokens", self.max_tokens, "at least 1"),
            (self.temperature >= 0, "temperature", self.temperature, "0 (greedy) or more"),
            (0 < self.top_p <= 1, "top_p", self.top_p, "in (0, 1]"),
            (self.top_k >= 0, "top_k", self.top_k, "0 (all) or more"),
            (0 <= self.min_p <= 1, "min_p", self.min_p, "in [0, 1]"),
            (self.n >= 1, "n", self.n, "at least 1"),
            (all(self.stop), "stop", self.stop, "free of empty strings"),
        )
        for fine, name, value, range_ in checks:
            if not fine:
                raise UsageError(f"{name} is {value}; it must be {range_}")


class Piece(NamedTuple):
    """A fragment of one sample: whole characters only. The last Piece of a sample carries `finish`."""

    text: str
    sample: int = 0
    tokens: int = 0  # tokens behind this piece; the closing <|end|> is not counted
    finish: Finish | None = None


class Completion(NamedTuple):
    """One finished sample."""

    text: str
    tokens: int
    finish: Finish


class Request(NamedTuple):
    """One sample asked for: `options.n` is 1 and its seed is the sample's own (`sample_seed`)."""

    prompt: Prompt
    options: Options


class Generator(Protocol):
    """What answers Prompts: the torch engine, a native engine, an endpoint, or a script."""

    name: str

    def stream(self, prompt: Prompt, options: Options) -> Iterator[Piece]:
        """Yield the pieces of `options.n` samples, interleaved; each sample ends with a Piece that has `finish`.

        Raises TooLong for a prompt that leaves no room for an answer.
        """
        ...

    def complete(self, requests: Sequence[Request]) -> Iterator[tuple[int, Completion]]:
        """Yield (index of the request, its completion) in any order: the batched form of `stream`.

        One prompt without room for an answer does not end the others: its completion is empty, finish "too_long".
        """
        ...

    def score(self, prompt: Prompt, candidates: Sequence[str]) -> list[float]:
        """Return each candidate's log-probability (nats) after the prompt, or raise Unsupported."""
        ...


def sample_seed(seed: int, sample: int) -> int:
    """Return the seed of one of several samples: sample 0 keeps the seed, the others get numbers far from each other.

    `stream` with n samples and `complete` with n requests seeded so give the same texts.
    """
    if sample == 0:
        return seed
    digest = hashlib.blake2b(f"{seed}/{sample}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1  # fits a signed 64-bit integer


def collect(pieces: Iterator[Piece], *, n: int = 1) -> list[Completion]:
    """Gather a stream into its `n` completions, in sample order."""
    texts = [""] * n
    tokens = [0] * n
    finishes: list[Finish] = ["length"] * n
    for piece in pieces:
        texts[piece.sample] += piece.text
        tokens[piece.sample] += piece.tokens
        finishes[piece.sample] = piece.finish or finishes[piece.sample]
    return [Completion(*sample) for sample in zip(texts, tokens, finishes, strict=True)]
