"""Training speed and memory: our HRM beside `transformers`' `hrm_text` of the same sizes, and beside a plain transformer.

The gradient calls and dtypes are the same; the plain transformer is ours, with as many parameters.
Every arm runs in its own process, so that its peak memory is its own; arms take turns, a few steps each, so that a noisy
machine disturbs all of them alike. A step is forward, loss on every position, backward, clipping and one AdamW update, in bf16
autocast on full rows; the exit loss is off, because the peer has none.
"""

# B rows, T positions, V vocabulary

from __future__ import annotations

import dataclasses
import multiprocessing
import re
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from hrm_codegen.bench.suite import Figure, Spread, ratio, spread
from hrm_codegen.errors import UsageError, nearest

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from hrm_codegen.models.base import ModelConfig

# what is measured: our presets, and the size that peers' published speeds are for
SIZES: dict[str, dict[str, Any]] = {
    "hrm-demo": {},
    "hrm-5m": {},
    "hrm-26m": {},
    "config-s": {"width": 512, "heads": 8, "intermediate": 1536, "layers": 4, "L_cycles": 3, "tied": False},
}
ARMS = ("ours", "plain", "transformers")  # plain: our transformer, which passes each of the same weights once


@dataclass(frozen=True, kw_only=True)
class TrainBench:
    """What to run: a size of the table, the shape of a batch, and how long."""

    size: str = "hrm-5m"
    batch: int = 8
    positions: int = 256
    rounds: int = 7  # turns of each arm; each gives one reading
    steps: int = 3  # training steps in a turn
    compile: bool = True  # measure each arm compiled too
    peer: bool = True  # measure transformers beside ours
    threads: int = 2
    cycles: str = ""  # "1,1": H and L cycles other than the size's own; every call carries gradient then

    def __post_init__(self) -> None:
        if self.size not in SIZES:
            raise UsageError(f"unknown size {self.size!r}{nearest(self.size, SIZES)}")
        if self.cycles and not re.fullmatch(r"[1-9]\d?,[1-9]\d?", self.cycles):
            raise UsageError(f"cycles is {self.cycles!r}; two numbers are needed, H and L cycles, such as 1,1")


def run(bench: TrainBench, *, say: Callable[[str], None]) -> tuple[list[Figure], dict[str, Spread]]:
    """Measure every arm in turns and return the figures and the ratios of the best of ours to the best of the others."""
    modes = ("eager", "compiled") if bench.compile else ("eager",)
    arms = [(arm, mode) for arm in ARMS[: 2 + bench.peer] for mode in modes]
    workers = {}
    for arm, mode in arms:
        say(f"preparing {arm}, {mode}")
        workers[arm, mode] = _start(bench, arm, mode)
    readings: dict[tuple[str, str], list[float]] = {key: [] for key in arms}
    for turn in range(bench.rounds):
        for key in arms:
            readings[key].append(_ask(workers[key], "run"))
        say(f"round {turn + 1}/{bench.rounds}: " + ", ".join(f"{' '.join(key)} {readings[key][-1]:,.0f}" for key in arms))
    figures = []
    for (arm, mode), worker in workers.items():
        label = f"{arm}, {mode}"
        figures.append(Figure(case=f"train/{bench.size}", arm=label, name="tokens_per_s", readings=tuple(readings[arm, mode])))
        peak = (_ask(worker, "peak_mib"),)
        figures.append(Figure(case=f"train/{bench.size}", arm=label, name="peak_mib", readings=peak, higher_is_better=False))
        _ask(worker, "stop")
    return figures, _ratios(figures)


def _ratios(figures: list[Figure]) -> dict[str, Spread]:
    """Compare the best mode of ours, by speed, with the best of each other arm."""
    best = {}
    for arm in ARMS:
        speeds = [figure for figure in figures if figure.arm.startswith(f"{arm},") and figure.name == "tokens_per_s"]
        if speeds:
            best[arm] = max(speeds, key=lambda figure: figure.spread.median)
    peaks = {figure.arm: figure.readings[0] for figure in figures if figure.name == "peak_mib"}
    ours, ratios = best.pop("ours"), dict[str, Spread]()
    for other in best.values():
        ratios[f"tokens/s: {ours.arm} / {other.arm}"] = ratio(ours, other)
        ratios[f"peak memory: {ours.arm} / {other.arm}"] = spread([peaks[ours.arm] / peaks[other.arm]])
    return ratios


def _start(bench: TrainBench, arm: str, mode: str) -> Connection:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    context.Process(target=_worker, args=(theirs, bench, arm, mode), daemon=True).start()
    _ask(ours, "ready")
    return ours


def _ask(worker: Connection, question: str) -> float:
    worker.send(question)
    answer = worker.recv()
    if isinstance(answer, str):
        raise UsageError(answer)
    return float(answer)


def _worker(pipe: Connection, bench: TrainBench, arm: str, mode: str) -> None:
    """Answer "ready", "run", "peak_mib" and "stop"; whatever goes wrong is sent back as text."""
    try:
        step = _prepare(bench, arm, mode)
        for _ in range(3):  # warm-up: allocator, compiler
            step()
        while (question := pipe.recv()) != "stop":
            pipe.send(_measure(step, bench) if question == "run" else _peak_mib())
        pipe.send(0.0)
    except Exception as error:  # noqa: BLE001  # the border of a process: the parent says it
        pipe.recv()
        pipe.send(f"{arm}, {mode}: {type(error).__name__}: {error}")


def _measure(step: Callable[[], None], bench: TrainBench) -> float:
    start = time.perf_counter()
    for _ in range(bench.steps):
        step()
    return bench.steps * bench.batch * bench.positions / (time.perf_counter() - start)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _prepare(bench: TrainBench, arm: str, mode: str) -> Callable[[], None]:
    """Build one arm's training step."""
    import torch

    torch.set_num_threads(bench.threads)
    torch.manual_seed(0)
    config = config_of(bench)
    ids_BT = torch.randint(192, config.vocab_size, (bench.batch, bench.positions + 1))
    if arm == "plain":
        config = dataclasses.replace(config, kind="transformer")
    loss_of, parameters = (_theirs if arm == "transformers" else _ours)(config, ids_BT, compiled=mode == "compiled")
    optimiser = torch.optim.AdamW(parameters, lr=1e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True)

    def step() -> None:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = loss_of()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own signature
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)

    return step


def config_of(bench: TrainBench) -> ModelConfig:
    """Return the configuration of a size of the table, with the cycles that are asked for."""
    from hrm_codegen.models.base import PRESETS, ModelConfig

    config = PRESETS[bench.size] if bench.size in PRESETS else ModelConfig(**SIZES[bench.size])
    if not bench.cycles:
        return config
    high, low = (int(number) for number in bench.cycles.split(","))
    return dataclasses.replace(config, H_cycles=high, L_cycles=low, bp_steps=high * (low + 1))


def _ours(config: ModelConfig, ids_BT: Tensor, *, compiled: bool) -> tuple[Callable[[], Tensor], list[torch.nn.Parameter]]:
    from hrm_codegen.models.base import build
    from hrm_codegen.models.layers import compile_blocks
    from hrm_codegen.train import losses

    model = build(config, 0)
    model.train()
    if compiled:
        compile_blocks(model)
    inputs_BT, labels_BT = ids_BT[:, :-1], ids_BT[:, 1:].contiguous()

    def loss() -> Tensor:
        output = model(inputs_BT)
        return losses.mean_sequence_loss(model.output_weight, output.hidden_BTD, labels_BT)

    return loss, list(model.parameters())


def _theirs(config: ModelConfig, ids_BT: Tensor, *, compiled: bool) -> tuple[Callable[[], Tensor], list[torch.nn.Parameter]]:
    try:
        from transformers import HrmTextConfig, HrmTextForCausalLM
    except ImportError:
        raise UsageError("transformers >= 5.9 is needed for the comparison; pip install transformers, or use --no-peer") from None
    import torch

    from hrm_codegen.models.base import bp_calls

    carry = bp_calls(config.cycles, config.bp_steps)
    peer = HrmTextForCausalLM(
        HrmTextConfig(
            vocab_size=config.vocab_size, hidden_size=config.width, intermediate_size=config.intermediate,
            num_hidden_layers=config.layers, num_attention_heads=config.heads, head_dim=config.head_size,
            H_cycles=config.H_cycles, L_cycles=config.L_cycles, L_bp_cycles=list(carry),
            embedding_scale=config.width**0.5, tie_word_embeddings=config.tied, max_position_embeddings=config.max_positions,
            initializer_range=config.width**-0.5, use_cache=False,
        )
    )  # fmt: skip
    peer.train()
    forward: Any = torch.compile(peer) if compiled else peer
    inputs_BT = ids_BT[:, :-1].contiguous()
    parameters = [parameter for parameter in peer.parameters() if parameter.requires_grad]
    return (lambda: forward(input_ids=inputs_BT, labels=inputs_BT).loss), parameters


def describe(bench: TrainBench) -> dict[str, Any]:
    """Return the settings, for the result's notes."""
    return {"bench": "train", **dataclasses.asdict(bench)}
