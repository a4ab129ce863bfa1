"""A Generator without a model: it says what it is told to, through the same stream of pieces as the real ones.

What stands above the waist (evaluation, assistance, servers, commands) is tested with it in milliseconds.
"""

from __future__ import annotations

import dataclasses
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from hrm_codegen.errors import TooLong, Unsupported
from hrm_codegen.generate.base import Completion, Options, Piece, Request, collect
from hrm_codegen.generate.text import Row
from hrm_codegen.prompts import Prompt

Script = Callable[[Prompt, Options, int], str]  # prompt, options, number of the sample -> the whole answer


class ScriptedGenerator:
    """Answers from a mapping or a function; a token is one UTF-8 byte, so pieces and limits behave as with a model.

    A mapping's key answers every prompt whose text contains it; the first that does counts, and "" is in all. A value is
    one answer, or several: then the i-th sample of a prompt gets the i-th, starting over at the end. `scores` says what
    `score` returns for a prompt and a candidate. `context`: bytes that prompt and answer may have together.
    """

    name = "scripted"

    def __init__(
        self,
        script: Mapping[str, str | Sequence[str]] | Script,
        *,
        scores: Callable[[Prompt, str], float] | None = None,
        context: int = 1 << 20,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.asked: list[Request] = []  # every sample asked for, for tests to look at
        self.context = context
        self._script = script if callable(script) else _from_mapping(script)
        self._scores, self._clock = scores, clock

    def stream(self, prompt: Prompt, options: Options) -> Iterator[Piece]:
        """Yield the answers byte by byte, the samples one after another."""
        limit = self._limit(prompt, options)
        for sample in range(options.n):
            yield from self._pieces(prompt, options, sample, sample, limit)

    def complete(self, requests: Sequence[Request]) -> Iterator[tuple[int, Completion]]:
        """Yield (index of the request, its completion); equal prompts count as samples of one."""
        seen: Counter[str] = Counter()
        for index, (prompt, options) in enumerate(requests):
            assert options.n == 1, "a Request is one sample"
            number = seen[prompt.text]
            seen[prompt.text] += 1
            try:
                limit = self._limit(prompt, options)
            except TooLong:
                yield index, Completion("", 0, "too_long")
                continue
            yield index, collect(self._pieces(prompt, options, number, 0, limit))[0]

    def score(self, prompt: Prompt, candidates: Sequence[str]) -> list[float]:
        """Return what the script's `scores` says, or raise Unsupported without any."""
        if self._scores is None:
            raise Unsupported("this scripted generator has no scores; give it some")
        return [self._scores(prompt, candidate) for candidate in candidates]

    def _limit(self, prompt: Prompt, options: Options) -> int:
        if options.grammar is not None:
            raise Unsupported(f"the scripted generator has no grammar {options.grammar!r}; leave the option out")
        length = len(prompt.text.encode())
        if length >= self.context:
            raise TooLong(f"the prompt is {length} tokens long and the script holds {self.context}; shorten it or its context")
        return min(options.max_tokens, self.context - length)

    def _pieces(self, prompt: Prompt, options: Options, number: int, sample: int, limit: int) -> Iterator[Piece]:
        self.asked.append(Request(prompt, dataclasses.replace(options, n=1)))
        row = Row((), options, index=sample, limit=limit)
        row.start(self._clock())
        for byte in self._script(prompt, options, number).encode():
            piece = row.take(byte, bytes([byte]), self._clock())
            if piece is not None:
                yield piece
                if piece.finish:
                    return
        piece = row.take(-1, None, self._clock())
        assert piece is not None
        yield piece


def _from_mapping(answers: Mapping[str, str | Sequence[str]]) -> Script:
    def script(prompt: Prompt, options: Options, sample: int) -> str:
        del options
        for key, answer in answers.items():
            if key in prompt.text:
                return answer if isinstance(answer, str) else answer[sample % len(answer)]
        raise Unsupported(f"the script has no answer to {prompt.text!r}; add a key that it contains, or an empty one")

    return script
