"""The public `hrm_text` configuration, both ways: what stock runtimes read, and what others wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from hrm_codegen import config as settings
from hrm_codegen.errors import CorruptError, Unsupported
from hrm_codegen.models.base import ModelConfig, bp_calls


def public_config(config: ModelConfig, dtype: Literal["fp32", "bf16"]) -> dict[str, Any]:
    """Return config.json: the `hrm_text` format for kind hrm, a model type of our own for the others."""
    common = {
        "vocab_size": config.vocab_size, "hidden_size": config.width, "intermediate_size": config.intermediate,
        "num_attention_heads": config.heads, "head_dim": config.head_size, "max_position_embeddings": config.max_positions,
        "rms_norm_eps": config.rms_eps, "tie_word_embeddings": config.tied, "hidden_act": "silu",
        "pad_token_id": config.pad_id, "bos_token_id": None, "eos_token_id": config.end_id,
        "dtype": {"fp32": "float32", "bf16": "bfloat16"}[dtype],
    }  # fmt: skip
    if config.kind != "hrm":
        return {"model_type": f"hrm_codegen_{config.kind}", **common}
    return {
        "model_type": "hrm_text", "architectures": ["HrmTextForCausalLM"], **common,
        # once loaded, the format counts attention calls; the real number stands beside
        "num_hidden_layers": config.layers * config.H_cycles * (config.L_cycles + 1), "num_layers_per_stack": config.layers,
        "H_cycles": config.H_cycles, "L_cycles": config.L_cycles, "L_bp_cycles": list(bp_calls(config.cycles, config.bp_steps)),
        "rope_parameters": {"rope_type": "default", "rope_theta": config.rope_theta}, "rope_theta": config.rope_theta,
        "embedding_scale": config.scale, "initializer_range": min(1.0, config.width**-0.5),
        "prefix_lm": config.attention_kind == "prefix", "attention_bias": False, "mlp_bias": False, "attention_dropout": 0.0,
    }  # fmt: skip


def from_public(public: Mapping[str, Any], *, where: Path) -> ModelConfig:
    """Read an `hrm_text` configuration that others wrote; what our model cannot do is refused by name."""
    if public.get("model_type") != "hrm_text":
        raise Unsupported(f"{where}: model_type is {public.get('model_type')!r}; this project loads hrm_text and its own folders")
    rope = public.get("rope_parameters") or {}
    refused = {
        "hidden_act": public.get("hidden_act", "silu") != "silu",
        "rope_parameters": rope.get("rope_type", "default") != "default",
        "attention_bias": public.get("attention_bias", False),
        "mlp_bias": public.get("mlp_bias", False),
    }
    for key, wrong in refused.items():
        if wrong:
            raise Unsupported(f"{where}: {key} = {public[key]!r} is not what this project's hrm can run")
    high, low = public.get("H_cycles", 2), public.get("L_cycles", 3)
    carried = public.get("L_bp_cycles") or [2]
    carried = [1] * max(0, high - len(carried)) + list(carried)
    scale = public.get("embedding_scale") or 1 / public.get("initializer_range", 0.02)
    end = public.get("eos_token_id")
    try:
        table = {
            "vocab_size": public["vocab_size"], "width": public["hidden_size"], "heads": public["num_attention_heads"],
            "head_size": public.get("head_dim", 128), "intermediate": public["intermediate_size"],
            "layers": public.get("num_layers_per_stack") or public["num_hidden_layers"],
        }  # fmt: skip
    except KeyError as error:
        raise CorruptError(f"{where}: config.json lacks {error.args[0]!r}; put the right file back") from None
    table |= {
        "H_cycles": high, "L_cycles": low, "bp_steps": high + sum(carried[:high]),
        "max_positions": public.get("max_position_embeddings", 2048), "rms_eps": public.get("rms_norm_eps", 1e-6),
        "rope_theta": rope.get("rope_theta", public.get("rope_theta", 10_000.0)), "embedding_scale": scale,
        "tied": public.get("tie_word_embeddings", False), "attention": "prefix" if public.get("prefix_lm", True) else "causal",
        "pad_id": public.get("pad_token_id") or 0, "end_id": (end[0] if isinstance(end, list) else end) or 0,
    }  # fmt: skip
    return settings.build(ModelConfig, table, where=f"{where}: config.json")
