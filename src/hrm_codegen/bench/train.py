"""Training speed and memory: our HRM beside `transformers`' `hrm_text` of the same sizes, and beside a plain transformer.

The gradient calls and dtypes are the same; the plain transformer is ours, with as many parameters.
Every arm runs in its own process, so that its peak memory is its own; arms take turns, a few steps each, so that a noisy
machine disturbs all of them alike. A step is forward, loss on every position, backward, clipping and one AdamW update, in bf16
autocast on full rows; the exit loss is off, because the peer has none. On a GPU, time is taken when it has done all it was given.
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
from typing import TYPE_CHECKING, Any, NamedTuple

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
    "hrm-83m": {},
    "config-s": {"width": 512, "heads": 8, "intermediate": 1536, "layers": 4, "L_cycles": 3, "tied": False},
}
DEVICES = ("auto", "cpu", "cuda")
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
    device: str = "auto"  # "cpu", "cuda", or cuda where there is one
    peak_tflops: float = 0.0  # TFLOP/s of the device in bf16, as its maker gives them; 0: no share of them is told

    def __post_init__(self) -> None:
        if self.size not in SIZES:
            raise UsageError(f"unknown size {self.size!r}{nearest(self.size, SIZES)}")
        if self.cycles and not re.fullmatch(r"[1-9]\d?,[1-9]\d?", self.cycles):
            raise UsageError(f"cycles is {self.cycles!r}; two numbers are needed, H and L cycles, such as 1,1")
        if self.device not in DEVICES:
            raise UsageError(f"unknown device {self.device!r}{nearest(self.device, DEVICES)}")
        if self.peak_tflops < 0:
            raise UsageError(f"peak_tflops is {self.peak_tflops}; it must be above 0, or left out")


class Ready(NamedTuple):
    """An arm that can be measured."""

    step: Callable[[], None]  # one step of training
    device: torch.device


def run(bench: TrainBench, *, say: Callable[[str], None]) -> tuple[list[Figure], dict[str, Spread]]:
    """Measure every arm in turns and return the figures and the ratios of the best of ours to the best of the others."""
    device_of(bench)  # said once, before anything is started
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
        case, speeds, peak = f"train/{bench.size}", tuple(readings[arm, mode]), (_ask(worker, "peak_mib"),)
        figures.append(Figure(case=case, arm=label, name="tokens_per_s", readings=speeds))
        figures.append(Figure(case=case, arm=label, name="peak_mib", readings=peak, higher_is_better=False))
        if bench.peak_tflops:
            shares = tuple(share_of_peak(bench, arm, speed) for speed in speeds)
            figures.append(Figure(case=case, arm=label, name="share_of_bf16_peak", readings=shares))
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


def share_of_peak(bench: TrainBench, arm: str, tokens_per_s: float) -> float:
    """Return which share of the device's `peak_tflops` an arm's speed is, each token counted with all keys of its row."""
    from hrm_codegen.models.counts import flops_per_token

    flops = flops_per_token(config_of(bench, arm), context=bench.positions, training=True)
    return tokens_per_s * flops / (bench.peak_tflops * 1e12)


def device_of(bench: TrainBench) -> torch.device:
    """Return the device that is measured; UsageError when it is not there."""
    import torch

    if bench.device == "cuda" and not torch.cuda.is_available():
        raise UsageError("device is cuda but torch sees no GPU here; use --device cpu")
    return torch.device("cuda" if bench.device != "cpu" and torch.cuda.is_available() else "cpu")


def _start(bench: TrainBench, arm: str, mode: str) -> Connection:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    context.Process(target=_worker, args=(theirs, bench, arm, mode), daemon=True).start()
    theirs.close()  # so that a worker's end is noticed
    _ask(ours, "ready")
    return ours


def _ask(worker: Connection, question: str) -> float:
    try:
        worker.send(question)
        answer = worker.recv()
    except (EOFError, OSError):
        raise UsageError("a process that measures has ended, perhaps for want of memory; try a smaller --batch") from None
    if isinstance(answer, str):
        raise UsageError(answer)
    return float(answer)


def _worker(pipe: Connection, bench: TrainBench, arm: str, mode: str) -> None:
    """Answer "ready", "run", "peak_mib" and "stop"; whatever goes wrong is sent back as text, in answer to what was asked."""
    ready: Ready | None = None
    while (question := pipe.recv()) != "stop":
        try:
            ready = ready or _warm(_prepare(bench, arm, mode))
            answer: float | str = _measure(ready, bench) if question == "run" else _peak_mib(ready.device)
        except Exception as error:  # noqa: BLE001  # the border of a process: the parent says it
            answer = f"{arm}, {mode}: {type(error).__name__}: {error}"
        pipe.send(answer)
    pipe.send(0.0)


def _warm(ready: Ready) -> Ready:
    """Take a few steps, for allocator and compiler, which may hold more memory than training does."""
    import torch

    for _ in range(3):
        ready.step()
    if ready.device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()
    return ready


def _measure(ready: Ready, bench: TrainBench) -> float:
    _finish(ready.device)
    start = time.perf_counter()
    for _ in range(bench.steps):
        ready.step()
    _finish(ready.device)
    return bench.steps * bench.batch * bench.positions / (time.perf_counter() - start)


def _finish(device: torch.device) -> None:
    """Wait until a GPU has done all it was given."""
    import torch

    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _peak_mib(device: torch.device) -> float:
    """Return the most memory held: by the GPU's allocator, or by this process."""
    import torch

    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _prepare(bench: TrainBench, arm: str, mode: str) -> Ready:
    """Build one arm's training step."""
    import torch

    torch.set_num_threads(bench.threads)
    torch.manual_seed(0)
    config, device = config_of(bench, arm), device_of(bench)
    ids_BT = torch.randint(192, config.vocab_size, (bench.batch, bench.positions + 1)).to(device)
    loss_of, parameters = (_theirs if arm == "transformers" else _ours)(config, ids_BT, compiled=mode == "compiled")
    optimiser = torch.optim.AdamW(parameters, lr=1e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True)

    def step() -> None:
        with torch.autocast(device.type, dtype=torch.bfloat16):
            loss = loss_of()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own signature
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)

    return Ready(step, device)


def config_of(bench: TrainBench, arm: str = "ours") -> ModelConfig:
    """Return the configuration of an arm: a size of the table, with the cycles that are asked for."""
    from hrm_codegen.models.base import PRESETS, ModelConfig

    config = PRESETS[bench.size] if bench.size in PRESETS else ModelConfig(**SIZES[bench.size])
    if arm == "plain":
        config = dataclasses.replace(config, kind="transformer")
    if not bench.cycles:
        return config
    high, low = (int(number) for number in bench.cycles.split(","))
    return dataclasses.replace(config, H_cycles=high, L_cycles=low, bp_steps=high * (low + 1))


def _ours(config: ModelConfig, ids_BT: Tensor, *, compiled: bool) -> tuple[Callable[[], Tensor], list[torch.nn.Parameter]]:
    from hrm_codegen.models.base import build
    from hrm_codegen.models.layers import compile_blocks
    from hrm_codegen.train import losses

    model = build(config, 0).to(ids_BT.device)
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
    peer.to(ids_BT.device).train()
    forward: Any = torch.compile(peer) if compiled else peer
    inputs_BT = ids_BT[:, :-1].contiguous()
    parameters = [parameter for parameter in peer.parameters() if parameter.requires_grad]
    return (lambda: forward(input_ids=inputs_BT, labels=inputs_BT).loss), parameters


def describe(bench: TrainBench) -> dict[str, Any]:
    """Return the settings, for the result's notes, with the device that was found."""
    import torch

    device = device_of(bench)
    gpu = {"gpu": torch.cuda.get_device_name(device)} if device.type == "cuda" else {}
    return {"bench": "train", **dataclasses.asdict(bench), "device": device.type, **gpu}
