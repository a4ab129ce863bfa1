"""Making the folder that a package carries: weights in bf16, what rounding them costs, a card, checksums.

Nothing in it names a place on the machine that trained it, and the same run gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import torch

from hrm_codegen import checkpoint, folder, prompts
from hrm_codegen.errors import NotFound, NumericalError, UsageError
from hrm_codegen.generate import shipped
from hrm_codegen.models.attention import AttentionMask
from hrm_codegen.models.base import LanguageModel, ModelConfig, preset_name
from hrm_codegen.models.counts import parameter_count
from hrm_codegen.tasks import catalog
from hrm_codegen.tokenizer import Tokenizer

SAMPLE = 16  # problems on which the rounded weights are compared with the exact ones
MOST_LOSS = 0.02  # nats a token that rounding may cost at most on them
_REWRITTEN = frozenset({"version", "preset", "kind", "tokenizer_sha256", "weights_sha256", "cycles", "quantization", "model"})


@dataclass(frozen=True, kw_only=True)
class Rounding:
    """What becomes of a model's outputs when its weights are rounded to bf16, over `positions` of real text."""

    positions: int
    logit_weights: float  # largest difference of a logit: weights rounded, computed in fp32
    logit_bf16: float  # and computed in bf16 as well, as the folder is by default
    same_token: float  # share of positions whose likeliest token stays, computed in bf16
    loss_before: float  # nats a token
    loss_after: float  # computed in bf16


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a card tells of the model itself."""

    config: ModelConfig
    preset: str
    parameters: int
    weights_bytes: int
    weights_sha256: str
    training: dict[str, Any]  # steps, tokens, seconds, seed, precision, ... as the run recorded them; empty where nobody did
    rounding: Rounding


def ship(source: Path, out: Path, card: Callable[[Path, Facts], str]) -> Facts:
    """Write the model folder `source` to `out` in bf16 with SHA256SUMS, in one step; `card` makes README.md's text.

    `card` is called with the folder being written, README.md and SHA256SUMS still missing; what it raises leaves `out` as it was.
    Raises UsageError for a model over the package's limit, without a tokenizer, or with invalid scores, and NumericalError
    when rounding costs too much.
    """
    opened = folder.open_folder(source)
    config = checkpoint.config_of(opened)
    _check(opened, config, out)
    assert opened.tokenizer_json is not None
    rounding = compare(source, Tokenizer.from_json(opened.tokenizer_json))
    extra = {key: value for key, value in opened.hrm.items() if key not in _REWRITTEN}
    if "training" in extra:
        extra["training"] = {**extra["training"], "data": [PurePath(name).name for name in extra["training"].get("data", [])]}
    extra["rounded_from"] = opened.hrm.get("weights_sha256") or folder.sha256(source / folder.WEIGHTS)
    model = checkpoint.load_model(source).model
    with checkpoint.replacing(out) as temporary:
        inner = temporary / "model"
        checkpoint.save_model(inner, model, config, opened.tokenizer_json, dtype="bf16", extra=extra)
        for path in list(inner.iterdir()):
            path.rename(temporary / path.name)
        inner.rmdir()
        facts = Facts(
            config=config,
            preset=preset_name(dataclasses.replace(config, kind="hrm")),  # a baseline is told by the size of its twin
            parameters=parameter_count(config),
            weights_bytes=(temporary / folder.WEIGHTS).stat().st_size,
            weights_sha256=folder.read_json(temporary / folder.OURS)["weights_sha256"],
            training=extra.get("training", {}),
            rounding=rounding,
        )
        (temporary / "README.md").unlink()
        folder.write_through(temporary / "README.md", [card(temporary, facts).encode()])
        shipped.write_sums(temporary)
    return facts


def compare(source: Path, tokenizer: Tokenizer) -> Rounding:
    """Measure on real problems what rounding a folder's weights to bf16 changes; NumericalError when it is too much."""
    exact = checkpoint.load_model(source, dtype="fp32")
    short = checkpoint.load_model(source, dtype="bf16").model
    rounded = checkpoint.load_model(source, dtype="bf16").model.float()
    before = after = logit_weights = logit_bf16 = 0.0
    same = positions = learned = 0
    for problem in itertools.islice(catalog.load("exercises:heldout", "test"), SAMPLE):
        encoded = prompts.encode_example(problem.example(), tokenizer)
        ids = encoded.ids[: exact.config.max_positions]
        prompt = min(encoded.prompt_tokens, len(ids) - 1)
        wanted, found, computed = (_logits(model, ids, prompt, exact.config) for model in (exact.model, rounded, short))
        logit_weights = max(logit_weights, (wanted - found).abs().max().item())
        logit_bf16 = max(logit_bf16, (wanted - computed).abs().max().item())
        same += int((wanted.argmax(-1) == computed.argmax(-1)).sum())
        positions, learned = positions + len(ids), learned + len(ids) - prompt
        before, after = before + _loss(wanted, ids, prompt), after + _loss(computed, ids, prompt)
    cost = (after - before) / learned
    if not cost <= MOST_LOSS:
        raise NumericalError(
            f"{source}: in bf16 the loss on {learned} tokens rises by {cost:.4f} nats a token, and at most {MOST_LOSS} is taken; "
            "ship weights that were trained in bf16, or train longer with a smaller rate at the end"
        )
    return Rounding(
        positions=positions, logit_weights=logit_weights, logit_bf16=logit_bf16, same_token=same / positions,
        loss_before=before / learned, loss_after=after / learned,
    )  # fmt: skip


def _logits(model: LanguageModel, ids: list[int], prompt: int, config: ModelConfig) -> torch.Tensor:
    """Return the logits of every position, T V, in fp32; the prompt is seen as the model was trained to see it."""
    prefix = config.attention_kind == "prefix"
    mask = AttentionMask.prefix_lengths(torch.tensor([prompt]), len(ids)) if prefix else AttentionMask.causal()
    with torch.inference_mode():
        return model.head(model(torch.tensor([ids]), mask=mask).hidden_BTD)[0].float()


def _loss(logits_TV: torch.Tensor, ids: list[int], prompt: int) -> float:
    """Return the summed nats of the answer's tokens."""
    first = max(prompt - 1, 0)
    targets_T = torch.tensor(ids[first + 1 :])
    return float(torch.nn.functional.cross_entropy(logits_TV[first:-1], targets_T, reduction="sum"))


def _check(opened: folder.ModelFolder, config: ModelConfig, out: Path) -> None:
    """Refuse what no package should carry, and a place that holds something else."""
    if opened.tokenizer_json is None:
        raise NotFound(
            f"{opened.path} has no {folder.TOKENIZER}: nobody could use the model; put the one it was trained with there"
        )
    if not opened.hrm.get("scores_valid", True):
        raise UsageError(f"{opened.path} is marked scores_valid: false: it saw what it was to write; ship another model")
    needed = 2 * parameter_count(config) + len(opened.tokenizer_json.encode())
    if needed > shipped.LARGEST_BYTES:
        raise UsageError(
            f"{opened.path} takes {needed / 1e6:.1f} MB in bf16 and a package carries at most "
            f"{shipped.LARGEST_BYTES / 1e6:.0f} MB; ship a smaller model"
        )
    if out.exists() and not (out.is_dir() and (not any(out.iterdir()) or (out / folder.CONFIG).exists())):
        raise UsageError(f"{out} exists and is no model folder; name another one, nothing in it is touched")
