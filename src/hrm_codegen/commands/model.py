"""`hrm model`: make, show, score and ship model folders."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hrm_codegen.commands import model_ship
from hrm_codegen.errors import DataError, NotFound, TooLong, UsageError

if TYPE_CHECKING:
    from hrm_codegen.folder import ModelFolder
    from hrm_codegen.models.base import LanguageModel, ModelConfig


@click.group()
def model() -> None:
    """Make, show, score and ship model folders."""


@model.command()
@click.option("--preset", default="hrm-5m", show_default=True, help="Named size to start from.")
@click.option("--seed", default=0, show_default=True, help="The weights depend on it alone.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write.")
@click.option("--set", "overrides", multiple=True, metavar="model.KEY=VALUE", help="Change one number of the preset.")
@click.option("--tokenizer", type=click.Path(path_type=Path), help="A tokenizer.json; without it, the one in the package.")
def init(preset: str, seed: int, out: Path, overrides: tuple[str, ...], tokenizer: Path | None) -> None:
    """Write a model folder with random weights, in the public format, fp32."""
    from hrm_codegen import checkpoint
    from hrm_codegen.models import base
    from hrm_codegen.tokenizer import Tokenizer

    config = _overridden(base.preset(preset), overrides)
    checkpoint.save_model(out, base.build(config, seed), config, Tokenizer.load(tokenizer).to_json())
    click.echo(out)


@model.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--context", type=click.IntRange(1), help="Keys each position attends to, for FLOPs; by default the longest sequence."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(folder: Path, context: int | None, *, as_json: bool) -> None:
    """Tell a model's parameters, FLOPs and cache bytes a token, and file sizes."""
    from hrm_codegen import checkpoint
    from hrm_codegen.folder import open_folder

    opened = open_folder(folder)
    facts = _facts(opened, checkpoint.config_of(opened), context)
    if as_json:
        click.echo(json.dumps(facts))
        return
    for line in _lines(facts):
        click.echo(line)


@model.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--ids", required=True, help='File with one JSON array of token ids a line; "-" is stdin.')
@click.option("--attention", type=click.Choice(["causal", "prefix"]), default="causal", show_default=True)
@click.option("--prefix-len", type=click.IntRange(0), help="With prefix attention: how many first ids see each other.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line: logprobs and argmax, one less than ids.")
def score(folder: Path, ids: str, attention: str, prefix_len: int | None, *, as_json: bool) -> None:
    """Score token ids under a model, in fp32: how likely each id is after those before it."""
    from hrm_codegen import checkpoint

    if (attention == "prefix") != (prefix_len is not None):
        raise UsageError("--attention prefix and --prefix-len go together: give both or neither")
    loaded = checkpoint.load_model(folder, dtype="fp32")
    for where, row in _read_ids(ids, loaded.config):
        logprobs, argmax = _score(loaded.model, row, prefix_len)
        if as_json:
            click.echo(json.dumps({"v": 1, "logprobs": logprobs, "argmax": argmax}))
        else:
            mean = sum(logprobs) / len(logprobs) if logprobs else 0.0
            click.echo(f"{where}: {len(row)} ids, {-mean:.4f} nats a token")


def _overridden(config: ModelConfig, overrides: Sequence[str]) -> ModelConfig:
    from hrm_codegen import config as settings

    for override in overrides:
        if not override.startswith("model."):
            raise UsageError(f"--set {override}: only keys of the section model exist here, such as model.layers=4")
    return settings.override(config, [override.removeprefix("model.") for override in overrides], where="--set model")


def _facts(opened: ModelFolder, config: ModelConfig, context: int | None) -> dict[str, Any]:
    from hrm_codegen.models import base, counts

    context = context or config.max_positions
    return {
        "v": 1,
        "path": str(opened.path),
        "kind": config.kind,
        "preset": base.preset_name(config),
        "parameters": counts.parameter_count(config),
        "parameters_embedding": counts.embedding_count(config),
        "dtype": next((stored.dtype for stored in opened.tensors.values()), "none"),
        "cycles": list(config.cycles),
        "max_positions": config.max_positions,
        "flops_per_token": counts.flops_per_token(config, context=context),
        "flops_per_token_training": counts.flops_per_token(config, context=context, training=True),
        "flops_context": context,
        "cache_bytes_per_token": counts.cache_bytes_per_token(config),
        "files": {file.name: file.stat().st_size for file in sorted(opened.path.iterdir()) if file.is_file()},
    }


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    high, low = facts["cycles"]
    yield f"{facts['path']}: {facts['preset']}, kind {facts['kind']}, {high} slow cycles of {low} L calls, {facts['dtype']}"
    yield f"parameters       {facts['parameters']:>14,}   of them embeddings {facts['parameters_embedding']:,}"
    yield f"FLOPs a token    {facts['flops_per_token']:>14,}   in training {facts['flops_per_token_training']:,}"
    yield f"                 {'':>14}   at {facts['flops_context']} keys a position"
    yield f"cache a token    {facts['cache_bytes_per_token']:>14,}   bytes in bf16"
    for name, size in facts["files"].items():
        yield f"{size:>31,}   {name}"


def _read_ids(source: str, config: ModelConfig) -> Iterator[tuple[str, list[int]]]:
    """Yield where each row stands and its ids, checked against the model's vocabulary and context."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound(f"ids file {source} does not exist; it has one JSON array of token ids a line") from None
    except (IsADirectoryError, UnicodeDecodeError) as error:
        raise DataError(f"ids file {source} cannot be read as text: {error}") from None
    for number, line in enumerate(text.splitlines(), start=1):
        where = f"{'stdin' if source == '-' else source}:{number}"
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(f"{where}: not JSON ({error})") from None
        if not isinstance(row, list) or not row or not all(type(item) is int for item in row):
            raise DataError(f"{where}: a line is a JSON array of at least one token id")
        if wrong := next((item for item in row if not 0 <= item < config.vocab_size), None):
            raise DataError(f"{where}: there is no token {wrong}; ids go from 0 to {config.vocab_size - 1}")
        if len(row) > config.max_positions:
            raise TooLong(f"{where}: {len(row)} ids; this model takes {config.max_positions}")
        yield where, row


def _score(model: LanguageModel, row: list[int], prefix_len: int | None) -> tuple[list[float], list[int]]:
    import torch

    from hrm_codegen.models.attention import AttentionMask

    ids_1T = torch.tensor([row])
    mask = AttentionMask.causal() if prefix_len is None else AttentionMask.prefix_lengths(torch.tensor([prefix_len]), len(row))
    with torch.inference_mode():
        logits_TV = model.head(model(ids_1T, mask=mask).hidden_BTD)[0, :-1].float()
        logprobs_T = logits_TV.log_softmax(-1).gather(-1, ids_1T[0, 1:, None])[:, 0]
    return logprobs_T.tolist(), logits_TV.argmax(-1).tolist()


model.add_command(model_ship.ship)
