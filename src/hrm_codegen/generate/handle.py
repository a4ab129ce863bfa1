"""A loaded model as a Python object: `load(path).generate("write a function ...")`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack, overload

import torch

from hrm_codegen import checkpoint
from hrm_codegen.config import threads
from hrm_codegen.errors import UsageError
from hrm_codegen.generate import shipped
from hrm_codegen.generate.base import Generator, Options, collect
from hrm_codegen.generate.engine import TorchGenerator
from hrm_codegen.generate.outputs import Answer, Target, output
from hrm_codegen.prompts import Prompt
from hrm_codegen.tokenizer import Tokenizer


class How(TypedDict, total=False):
    """What may be said about the way to generate: the fields of `Options` but `n`."""

    max_tokens: int
    temperature: float
    top_p: float
    top_k: int
    min_p: float
    stop: str | Sequence[str]
    seed: int
    cycles: int | None
    attention: Literal["prefix", "causal"] | None
    deadline_s: float | None


class Model:
    """A model that writes code. `generator` is what it stands on: prompts in, pieces out."""

    def __init__(self, generator: Generator) -> None:
        self.generator = generator

    @overload
    def generate(
        self,
        prompt: str | Prompt,
        *,
        language: str | None = ...,
        out: str = ...,
        files: Mapping[str, str] | None = ...,
        **how: Unpack[How],
    ) -> str: ...

    @overload
    def generate(
        self,
        prompt: str | Prompt,
        *,
        n: int,
        language: str | None = ...,
        out: str = ...,
        files: Mapping[str, str] | None = ...,
        **how: Unpack[How],
    ) -> list[str]: ...

    def generate(
        self,
        prompt: str | Prompt,
        *,
        n: int | None = None,
        language: str | None = None,
        out: str = "code",
        files: Mapping[str, str] | None = None,
        **how: Unpack[How],
    ) -> str | list[str]:
        """Write code for a description or a Prompt; a list when `n` is given.

        Greedy unless a temperature is given; Python unless a language is. What comes back is the answer's code alone; with
        another output format than "code", the answer as it is. `files`: path -> text of files to show the model, or to edit.
        """
        answers = self.answers(prompt, n=n or 1, language=language, out=out, files=files, **how)
        texts = [answer.code if out == "code" else answer.text for answer in answers]
        return texts[0] if n is None else texts

    def answers(
        self,
        prompt: str | Prompt,
        *,
        n: int = 1,
        language: str | None = None,
        out: str = "code",
        files: Mapping[str, str] | None = None,
        **how: Unpack[How],
    ) -> list[Answer]:
        """Generate `n` answers with all that is known of them: text, code, whether they are valid and why not."""
        wanted = _prompt(prompt, language=language, out=out, files=files)
        completions = collect(self.generator.stream(wanted, _options(n, how)), n=n)
        target = Target.of(wanted, files or {})
        return [output(wanted.out).answer(completion, target) for completion in completions]

    def stream(
        self,
        prompt: str | Prompt,
        *,
        language: str | None = None,
        out: str = "code",
        files: Mapping[str, str] | None = None,
        **how: Unpack[How],
    ) -> Iterator[str]:
        """Yield one answer's text as it comes, in whole characters, as the model writes it."""
        wanted = _prompt(prompt, language=language, out=out, files=files)
        return (piece.text for piece in self.generator.stream(wanted, _options(1, how)) if piece.text)

    def score(self, prompt: str | Prompt, candidates: Sequence[str], *, language: str | None = None) -> list[float]:
        """Return the log-probability (nats) of each candidate as the beginning of the answer."""
        return self.generator.score(_prompt(prompt, language=language, out="code", files=None), candidates)


def load(path: str | Path | None = None, *, device: str = "auto", dtype: checkpoint.Dtype | None = None, batch: int = 32) -> Model:
    """Load a model folder; without a path, the one that HRM_MODEL names, else the model inside the package.

    device: "cpu", "cuda", or "auto" for CUDA where there is one. dtype: "fp32" or "bf16"; None takes the weights as stored.
    batch: most samples to generate at once. HRM_THREADS sets torch's threads. Raises NotFound, CorruptError,
    TokenizerMismatch, Unsupported as the folder deserves.
    """
    folder = Path(path) if path is not None else _default_folder()
    place = _device(device)
    if (wanted := threads()) is not None:
        torch.set_num_threads(wanted)
    model, _ = checkpoint.load_model(folder, place, dtype)
    return Model(TorchGenerator(model, Tokenizer.load(folder), batch=batch))


def _default_folder() -> Path:
    named = os.environ.get("HRM_MODEL")
    return Path(named) if named else shipped.find().path


def _device(name: str) -> torch.device:
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise UsageError(f"unknown device {name!r}; use cpu, cuda or auto") from None
    if device.type == "cuda" and not torch.cuda.is_available():
        raise UsageError("device cuda was asked for and torch finds none; use cpu or auto")
    return device


def _prompt(prompt: str | Prompt, *, language: str | None, out: str, files: Mapping[str, str] | None) -> Prompt:
    if isinstance(prompt, Prompt):
        return prompt
    return output(out).prompt(prompt, language=language, files=files or {})


def _options(n: int, how: How) -> Options:
    fields: dict[str, Any] = dict(how)
    stop = fields.pop("stop", ())
    return Options(n=n, stop=(stop,) if isinstance(stop, str) else tuple(stop), **fields)
