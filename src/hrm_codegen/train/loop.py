"""The training loop: one for pretraining and fine-tuning, for every kind of model; the only user of accelerate."""

from __future__ import annotations

import dataclasses
import functools
import logging
import math
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import torch
from accelerate import Accelerator
from torch import Tensor

from hrm_codegen.data.loader import Batch
from hrm_codegen.errors import NumericalError
from hrm_codegen.models.base import Cycles, LanguageModel, build
from hrm_codegen.models.layers import compile_blocks
from hrm_codegen.train import metrics, multitask, norms, objectives, optim, output, readout, run, schedule, sharding, start, state
from hrm_codegen.train.ema import Ema
from hrm_codegen.train.feed import Ahead, feed
from hrm_codegen.train.interrupts import Interrupts
from hrm_codegen.train.losses import IGNORE, Losses
from hrm_codegen.train.metrics import Metrics, Setup
from hrm_codegen.train.objectives import Inputs, Weighing, objective_of
from hrm_codegen.train.run import RunConfig
from hrm_codegen.train.schedule import Depth, Length
from hrm_codegen.train.signs import Watch
from hrm_codegen.train.state import Counters, Identity, Parts
from hrm_codegen.train.team import Team
from hrm_codegen.train.warning_checks import Thresholds

log = logging.getLogger(__name__)

_NORMS_EVERY = 10  # steps between gradient norms by module

Ending = Literal["done", "max_steps", "interrupted"]

Probe = Callable[[LanguageModel, Path, int], dict[str, float]]
"""Looks at a model while it trains: the model, the run folder and the step to columns."""


class Result(NamedTuple):
    """How a call of `train` ended."""

    folder: Path  # the run folder
    step: int
    ending: Ending
    signal: int | None  # that interrupted it
    dropped: int  # documents left out because no row holds them


class DryRun(NamedTuple):
    """What one real step showed."""

    loss: float
    peak_memory: int  # bytes
    seconds: float
    tokens: int
    parameters: int


@dataclass
class Training:
    """A run ready to step: what changes (`parts`), and what each step works with."""

    config: RunConfig  # resolved
    folder: Path | None  # none: nothing is written
    accelerator: Accelerator
    team: Team
    objective: Weighing
    ahead: Ahead  # the loader of `parts`
    parts: Parts
    identity: Identity
    length: Length
    validation: list[Inputs]
    started: float  # reading of the clock at which the run had taken no time

    def autocast(self) -> torch.autocast:
        """Return the context in which matrix products run in the run's precision."""
        return torch.autocast(self.accelerator.device.type, torch.bfloat16, enabled=self.config.train.precision == "bf16")

    def trained(self) -> list[Tensor]:
        """Return all that the optimiser moves: the model, and what learns beside it."""
        return [*self.parts.model.parameters(), *self.parts.learned.parameters()]

    def seconds(self) -> float:
        """Return how long the run has taken so far, earlier calls included."""
        return self.team.time(time.monotonic() - self.started)

    def progress(self, *, ahead: int = 0, tokens: int = 0) -> float:
        """Return how far the run is by its counters, or will be after `ahead` more steps with `tokens` tokens."""
        counters = self.parts.counters
        return self.length.progress(steps=counters.step + ahead, tokens=counters.tokens + tokens, seconds=counters.seconds)


def train(
    config: RunConfig, folder: Path, *, resume: bool = False, max_steps: int | None = None, probe: Probe | None = None
) -> Result:
    """Train, or go on training, in a run folder; at the end its model/ holds the averaged weights.

    max_steps: stop when so many steps are done in all; the schedule stays as it is. probe: is shown the averaged weights
    every `log.probe_every` steps, in the first process (not where weights are shared out). Raises UsageError when the folder
    already holds a run and `resume` is false, NumericalError when the loss is no number any more.
    """
    output.check_folder(folder, resume=resume)
    run.check(config, folder)
    going_on = resume and state.pointed(folder, "latest") is not None
    if not going_on:
        start.check(config)
    training = prepare(config, folder, fresh=not going_on)
    counters = training.parts.counters
    if resume and (path := state.restore(folder, training.parts, training.identity)):
        training.started = time.monotonic() - counters.seconds
        log.info("going on from %s", path)
    probe = None if isinstance(training.objective, sharding.Sharded) else probe
    columns = metrics.columns(
        (*training.objective.columns, *norms.norm_columns(training.parts.model), *(metrics.PROBE_COLUMNS if probe else ()))
    )
    setup = Setup(folder, columns, dataclasses.asdict(training.config), counters.step, config.log)
    if training.team.leads:
        output.write_start(folder, training.config, steps_done=counters.step)
        if not going_on:
            start.note(config, folder)
    with training.team.watched():
        with Interrupts() as interrupts, Metrics(setup if training.team.leads else None) as sinks:
            ending = _steps(training, folder, Watchers(sinks, _watch(training, folder), probe), interrupts, max_steps=max_steps)
        _write_model(training, folder)
        training.accelerator.wait_for_everyone()
    return Result(folder, counters.step, ending, interrupts.received, training.parts.loader.dropped)


def dry_run(config: RunConfig) -> DryRun:
    """Take one real step on as little data as it needs, and write nothing."""
    run.check(config, None)
    start.check(config)
    needed = 8 * config.data.batch_rows * config.train.accumulate  # packing puts several documents in a row
    few = tuple(
        dataclasses.replace(source, augment=min(source.augment, needed), limit=min(source.limit or needed, needed))
        for source in config.data.sources
    )
    data = dataclasses.replace(config.data, sources=few, validation=(), validation_rows=0)
    training = prepare(dataclasses.replace(config, data=data), None)
    row = step(training)
    parameters = sum(weight.numel() for weight in training.parts.model.parameters())
    return DryRun(row["loss"], int(row["peak_memory"]), row["seconds"], int(row["tokens"]), parameters)


def prepare(config: RunConfig, folder: Path | None, *, fresh: bool = True) -> Training:
    """Build everything a run steps with; without a folder nothing is kept on the disk.

    fresh: begin with the weights that `train.start` names; a run that goes on has its own.
    """
    device = run.device(config.train)
    config = dataclasses.replace(config, train=dataclasses.replace(config.train, precision=run.precision(config.train)))
    torch.set_num_threads(run.threads())
    torch.manual_seed(config.train.seed)
    accelerator = Accelerator(cpu=device.type == "cpu", mixed_precision="no")  # whatever the machine's own settings ask for
    add_up = functools.partial(accelerator.reduce, reduction="sum")
    team = Team(accelerator.process_index, accelerator.num_processes, add_up, accelerator.device)
    team.rows_of(config.data.batch_rows)
    accelerator.wait_for_everyone()  # all have looked at the folder before anyone writes there
    with team.watched(), accelerator.main_process_first():  # the first one makes what the others then read
        fed = feed(config, folder, rank=team.rank, world=team.world)
    model = build(config.model, config.train.seed).to(accelerator.device).train()
    if fresh:
        start.load(config, model)
    if config.train.compile:
        compile_blocks(model)
    known = objectives.known_of(fed.rows, run.tokenizer_of(config.data) if config.task == "codegen" else None)
    objective: Weighing = objective_of(config.model.kind)(model, model, config.loss, fed.task_names, known)
    if config.train.parallel == "fsdp" and team.world > 1:
        objective = sharding.shard(model, objective, accelerator.device)
    optimizer = optim.make(model, config.optim, low_precision=config.train.precision == "bf16")
    multitask.join(optimizer, objective.learned)
    ahead = Ahead(fed.rows, objective.weigh)
    training = Training(
        config=config,
        folder=folder,
        accelerator=accelerator,
        team=team,
        objective=objective,
        ahead=ahead,
        parts=Parts(model, optimizer, Ema(model, config.train.ema), ahead, Counters(), objective.learned),
        identity=output.identity(config),
        length=config.train.length(rows=fed.rows.rows, rows_per_step=config.data.batch_rows * config.train.accumulate),
        validation=[],
        started=0.0,
    )
    training.validation = [_inputs(training, batch) for batch in fed.validation]
    training.started = time.monotonic()
    return training


def step(training: Training) -> dict[str, float]:
    """Take one optimiser step and return its row."""
    config, parts, began = training.config, training.parts, time.monotonic()
    here = training.progress() if parts.counters.step else 0.0
    rows = training.team.rows_of(config.data.batch_rows)
    batches = [training.ahead.take(rows, progress=here) for _ in range(config.train.accumulate)]
    tokens = int(training.team.agree(sum(objectives.tokens_in(batch) for batch in batches))[0])
    parts.counters.seconds = training.seconds()
    progress = training.progress(ahead=1, tokens=tokens)
    rate = config.train.lr * schedule.rate_factor(progress, config.schedule)
    depth = schedule.depth(progress, config.schedule, cycles=config.model.cycles, bp_steps=config.model.bp_steps)

    losses = _gradients(training, batches, depth)
    if progress < 1:  # the next step's rows, while a GPU is at work on this one's: nothing has waited for it yet
        training.ahead.prefetch(config.train.accumulate, rows, progress=progress)
    by_module = norms.module_norms(parts.model) if parts.counters.step % _NORMS_EVERY == 0 else {}
    clipped = _clip(training)
    means = losses.means(training.objective.columns)
    _refuse_nan(training, {**means, **clipped})
    optim.set_rate(parts.optimizer, rate)
    parts.optimizer.step()
    parts.optimizer.zero_grad(set_to_none=True)
    parts.counters.step += 1
    parts.counters.tokens += tokens
    parts.ema.update(parts.counters.step)

    parts.counters.seconds = training.seconds()
    return {
        "step": parts.counters.step, "tokens": parts.counters.tokens, "seconds": parts.counters.seconds,
        "progress": training.progress(), "lr": rate, "L_calls": depth.cycles.high * depth.cycles.low, "bp_steps": depth.bp_steps,
        "row_tokens": config.data.width_at(here), "grad_norm": clipped["grad_norm"], **by_module, **means,
        "tokens_per_s": tokens / (time.monotonic() - began), **memory(training.accelerator.device),
    }  # fmt: skip


def memory(device: torch.device) -> dict[str, float]:
    """Return the most bytes held so far, by the GPU's allocator or by this process, and of a GPU how many there are."""
    if device.type == "cuda":
        total = torch.cuda.get_device_properties(device).total_memory
        return {"peak_memory": float(torch.cuda.max_memory_allocated(device)), "memory_limit": float(total)}
    return {"peak_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0}  # Linux counts in KiB


def _gradients(training: Training, batches: Sequence[Batch], depth: Depth) -> Losses:
    """Add up the gradients of a step's batches, each loss divided by the weight of the whole step."""
    here = sum(float(batch["weights"][batch["labels"] != IGNORE].sum()) for batch in batches)
    weight = training.team.agree(here)[0] or 1.0
    found: Losses | None = None
    for number, batch in enumerate(batches, 1):
        inputs = _inputs(training, batch)
        sharding.sum_at_last(training.objective, last=number == len(batches))
        with training.autocast():
            losses = training.objective(inputs, depth)
        torch.autograd.backward(losses.objective / weight)  # accelerate's own divides by what the environment says
        found = losses.detach() if found is None else found.plus(losses.detach())
    assert found is not None
    shared_out = isinstance(training.objective, sharding.Sharded)  # then its backward pass has added them up
    return training.team.sum_gradients([] if shared_out else training.trained(), found)


def _clip(training: Training) -> dict[str, float]:
    """Clip the gradients of the model, and by itself of each part that learns beside it; return their norms before, by name.

    A part's gradient says nothing of how far the model may move: weights between tasks begin with one of several times the clip.
    """
    most, parts = training.config.train.clip or math.inf, dict[str, torch.nn.Module](grad_norm=training.parts.model)
    parts |= {f"grad_norm of {name}": part for name, part in training.parts.learned.named_children()}
    clip = training.accelerator.clip_grad_norm_
    return {name: float(sharding.full(clip(part.parameters(), most))) for name, part in parts.items()}


def _inputs(training: Training, batch: Batch) -> Inputs:
    config = training.config
    attention = config.model.attention_kind
    return objectives.inputs_of(batch, attention=attention, packed=config.data.packing, device=training.accelerator.device)


class Watchers(NamedTuple):
    """Who sees every row of a run."""

    sinks: Metrics
    watch: Watch
    probe: Probe | None

    def see(self, training: Training, folder: Path, row: dict[str, float]) -> None:
        """Let the probe look when it is due, say what is wrong the first time it shows, and write the row."""
        parts, step = training.parts, training.parts.counters.step
        if self.probe and training.config.log.probe_every and step % training.config.log.probe_every == 0:
            with parts.ema.applied(), training.autocast():
                row |= self.probe(parts.model, folder, step)
            parts.model.train()
        for alarm in self.watch.see(row):
            log.warning("step %d: %s", step, alarm)
        self.sinks.log(row)


def _watch(training: Training, folder: Path) -> Watch:
    """Return what looks out for warning signs, as it stood after the steps already done."""
    minutes = training.config.train.minutes
    watch = Watch(Thresholds(estimate_s=60 * minutes if minutes else None))
    for row in metrics.read(folder / "metrics.csv") if training.team.leads else ():
        watch.take(row)
    return watch


def _steps(training: Training, folder: Path, watchers: Watchers, interrupts: Interrupts, *, max_steps: int | None) -> Ending:
    """Step until the run is complete or told to stop; the last step is always saved."""
    counters, config, model = training.parts.counters, training.config.train, training.config.model
    progress = training.progress() if counters.step else 0.0
    stage = ""
    while (ending := _ending(training, progress, interrupts, max_steps)) is None:
        row = step(training)
        progress, best = row["progress"], False
        due = config.validate_every and (counters.step % config.validate_every == 0 or progress >= 1)
        if training.validation and due:
            depth = schedule.depth(progress, training.config.schedule, cycles=model.cycles, bp_steps=model.bp_steps)
            early = depth.cycles != model.cycles
            row |= _validate(training, depth.cycles if early else None)
            best = not early and _note_best(counters, row["validation_loss"])
        if training.parts.loader.stage != stage:
            stage = training.parts.loader.stage
            log.info("stage %r begins at step %d, %.0f %% of the run", stage, counters.step, 100 * progress)
        if training.team.leads:
            watchers.see(training, folder, row)
        if best or counters.step % config.save_every == 0:
            _save(training, folder)
    latest = state.pointed(folder, "latest")
    unsaved = latest is None or latest.name != state.name_of(counters.step)
    if counters.step and training.team.anyone(unsaved and training.team.leads):
        _save(training, folder)
    return ending


def _ending(training: Training, progress: float, interrupts: Interrupts, max_steps: int | None) -> Ending | None:
    """Say why a run stops where it is, or nothing; all processes stop after the same step."""
    if progress >= 1:
        return "done"
    if training.team.anyone(interrupts.received is not None):
        return "interrupted"
    return "max_steps" if max_steps is not None and training.parts.counters.step >= max_steps else None


def _validate(training: Training, cycles: Cycles | None) -> dict[str, float]:
    """Return the columns of a look at the averaged weights; each process takes its share.

    cycles: those trained now, where they are not yet the model's own.
    """
    model, team = training.parts.model, training.team
    share = training.validation[team.rank :: team.world]
    with training.parts.ema.applied(), sharding.gathered(training.objective), training.autocast():
        model.eval()
        found = objectives.validate(model, share, cycles=cycles)
        model.train()
    return objectives.Validated(*team.agree(*found)).row()


def _note_best(counters: Counters, loss: float) -> bool:
    """Remember a validation loss that is lower than all before."""
    if counters.best_loss is not None and loss >= counters.best_loss:
        return False
    counters.best_loss, counters.best_step = loss, counters.step
    return True


def _save(training: Training, folder: Path) -> None:
    state.save(folder, training.parts, training.identity, keep=training.config.train.keep, leads=training.team.leads)


def _write_model(training: Training, folder: Path) -> None:
    """Write the averaged weights as a model, and what is kept beside it; put together first what is shared out."""
    parts = training.parts
    if isinstance(training.objective, sharding.Sharded):
        whole = sharding.averaged(parts.model, parts.ema)
        parts = dataclasses.replace(parts, model=whole, ema=Ema(whole, 0.0))
    kept = readout.stored(parts.learned)
    beside = {file: {name: sharding.full(value) for name, value in tensors.items()} for file, tensors in kept.items()}
    if training.team.leads:
        output.write_model(folder, training.config, parts, beside=beside)


def _refuse_nan(training: Training, numbers: dict[str, float]) -> None:
    """Stop before the weights are touched when a loss or the gradient is no number."""
    wrong = [f"{name} is {value}" for name, value in numbers.items() if not math.isfinite(value)]
    if not wrong:
        return
    good = state.pointed(training.folder, "latest") if training.folder else None
    where = training.folder or "RUN"
    raise NumericalError(
        f"step {training.parts.counters.step + 1}: {wrong[0]}; the last good checkpoint is {good or 'none yet'}; "
        f"try a tenth of the learning rate: scripts/rollback.sh lower-rate {where} (others: scripts/rollback.sh --list)"
    )
