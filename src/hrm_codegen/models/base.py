"""What every model is: its configuration, the interface that training and generation see, and the table of kinds."""

# B rows, T positions, D width

from __future__ import annotations

import abc
import dataclasses
import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

import torch
from torch import Tensor, nn

from hrm_codegen.errors import ConfigError, UsageError, nearest

if TYPE_CHECKING:
    from hrm_codegen.models.attention import AttentionMask
    from hrm_codegen.models.cache import KVCache

# kind -> "module:class"; a module is imported only when a model of its kind is built
MODELS = {
    "hrm": "hrm_codegen.models.hrm:Hrm",
    "hrm_v1": "hrm_codegen.models.hrm_v1:HrmV1",
    "transformer": "hrm_codegen.models.transformer:Transformer",
    "trm": "hrm_codegen.models.trm:Trm",
}


class Cycles(NamedTuple):
    """How often the modules run: `high` cycles, each of `low` L calls and one H call."""

    high: int
    low: int


@dataclass(frozen=True, kw_only=True)
class ModelConfig:
    """Shape of a model of any kind; the same numbers make an HRM and its parameter-matched dense twin."""

    kind: Literal["hrm", "hrm_v1", "transformer", "trm"] = "hrm"
    vocab_size: int = 8192  # ids, special ones included
    width: int = 256  # size of a position's state
    heads: int = 4
    head_size: int = 64  # heads * head_size need not equal the width
    intermediate: int = 768  # inner width of the feed-forward part
    layers: int = 2  # blocks in each of the two stacks, H and L; transformer and trm have one stack of twice as many
    H_cycles: int = 2  # slow cycles, trm: recursions; a transformer ignores cycles and gradient calls
    L_cycles: int = 2  # L calls in each slow cycle, trm: updates of the latent state
    bp_steps: int = (
        5  # module calls that carry gradient: all H calls, then L calls from the last backwards; more than there are means all
    )
    max_positions: int = 1024  # longest sequence, in tokens
    rope_theta: float = 10_000.0  # base of the rotary position frequencies
    rms_eps: float = 1e-6
    embedding_scale: float | None = None  # what embeddings are multiplied by; unset: sqrt(width), which gives them unit size
    tied: bool = True  # the output projection is the embedding table
    gated: bool = True  # sigmoid gate on the attention output; the public format of `hrm` always has it, `hrm_v1` never
    attention: Literal["causal", "prefix", "bidirectional"] = "prefix"  # what a row gets that does not say; all share weights
    causal: bool | None = None  # false is another word for attention = "bidirectional"; true refuses it; unset: as attention says
    halt_max_steps: int = 4  # hrm_v1: segments of deep supervision, and the most that halting allows
    halt_exploration: float = 0.1  # hrm_v1: share of rows that draw a least number of segments at random
    puzzle_emb_len: int = 0  # hrm_v1: puzzle embeddings before the text; a language model has none, so only 0 is known
    pad_id: int = 0
    end_id: int = 1

    def __post_init__(self) -> None:
        if self.kind not in MODELS:
            raise ConfigError(f"model.kind is {self.kind!r}{nearest(self.kind, MODELS)}")
        for name in _POSITIVE:
            if getattr(self, name) < 1:
                raise ConfigError(f"model.{name} is {getattr(self, name)}; it must be at least 1")
        for wrong, message in (*self._contradictions(), *self._hrm_contradictions()):
            if wrong:
                raise ConfigError(message)

    def _contradictions(self) -> tuple[tuple[bool, str], ...]:
        return (
            (self.head_size % 2 != 0, f"model.head_size is {self.head_size}; rotary positions need an even number"),
            (
                self.causal is True and self.attention == "bidirectional",
                'model.causal is true but model.attention is "bidirectional"; choose one',
            ),
            (
                self.puzzle_emb_len != 0,
                f"model.puzzle_emb_len is {self.puzzle_emb_len}; no data here has puzzle identifiers, so only 0 is known",
            ),
            (
                not 0 <= self.halt_exploration <= 1,
                f"model.halt_exploration is {self.halt_exploration}; it is a share between 0 and 1",
            ),
            (self.rope_theta <= 0, f"model.rope_theta is {self.rope_theta}; it must be above 0"),
            (self.rms_eps <= 0, f"model.rms_eps is {self.rms_eps}; it must be above 0"),
            (self.embedding_scale == 0, "model.embedding_scale is 0; leave it out for sqrt(width)"),
            (not 0 <= self.pad_id < self.vocab_size, f"model.pad_id is {self.pad_id}; ids lie below vocab_size {self.vocab_size}"),
            (not 0 <= self.end_id < self.vocab_size, f"model.end_id is {self.end_id}; ids lie below vocab_size {self.vocab_size}"),
        )

    def _hrm_contradictions(self) -> tuple[tuple[bool, str], ...]:
        """List what the public format of kind hrm cannot say."""
        if self.kind != "hrm":
            return ()
        return (
            (not self.gated, "model.gated is false but kind hrm always has the attention gate; kind transformer can do without"),
            (self.width % self.heads != 0, f"model.width is {self.width}; kind hrm needs a multiple of heads = {self.heads}"),
            (
                self.bp_steps < self.H_cycles,
                f"model.bp_steps is {self.bp_steps}; every H call carries gradient, so at least H_cycles = {self.H_cycles}",
            ),
        )

    @property
    def attention_kind(self) -> Literal["causal", "prefix", "bidirectional"]:
        """The attention a row gets that does not say: `attention`, unless `causal` is false."""
        return "bidirectional" if self.causal is False else self.attention

    @property
    def scale(self) -> float:
        """What embeddings are multiplied by."""
        return self.embedding_scale or self.width**0.5

    @property
    def cycles(self) -> Cycles:
        """The cycles the model is trained for; a transformer runs its layers once."""
        return Cycles(1, 1) if self.kind == "transformer" else Cycles(self.H_cycles, self.L_cycles)

    def resolve_cycles(self, asked: Cycles | tuple[int, int] | int | None) -> Cycles:
        """Complete a request for cycles: none is the trained number, one number says the slow cycles only."""
        if asked is None:
            return self.cycles
        cycles = Cycles(asked, self.cycles.low) if isinstance(asked, int) else Cycles(*asked)
        if cycles.high < 1 or not 1 <= cycles.low <= self.cycles.low:
            raise UsageError(f"cycles {tuple(cycles)}: at least one slow cycle, and 1 to {self.cycles.low} L calls in each")
        return cycles


# fields that count something a model cannot do without
_POSITIVE = (
    *("vocab_size", "width", "heads", "head_size", "intermediate", "layers", "max_positions"),
    *("H_cycles", "L_cycles", "bp_steps", "halt_max_steps"),
)

PRESETS = {
    "hrm-demo": ModelConfig(width=128, heads=2, intermediate=384, layers=1, max_positions=512),
    "hrm-5m": ModelConfig(width=256, heads=4, intermediate=768, layers=2),
    "hrm-26m": ModelConfig(width=512, heads=8, intermediate=1536, layers=3, L_cycles=3),
    "hrm-83m": ModelConfig(width=768, heads=12, intermediate=2048, layers=5, L_cycles=3),
}


def preset(name: str) -> ModelConfig:
    """Return a named size, or say which name is nearest."""
    if name not in PRESETS:
        raise UsageError(f"no preset {name!r}{nearest(name, PRESETS)}")
    return PRESETS[name]


def preset_name(config: ModelConfig) -> str:
    """Name the preset of this size, or "custom"; how many cycles the weights are run for is not size."""

    def sized(known: ModelConfig) -> ModelConfig:
        return dataclasses.replace(known, H_cycles=config.H_cycles, L_cycles=config.L_cycles, bp_steps=config.bp_steps)

    return next((name for name, known in PRESETS.items() if sized(known) == config), "custom")


@dataclass(frozen=True)
class Output:
    """What a forward pass gives: states, to be projected by `head` only where a loss or a sampler needs logits."""

    hidden_BTD: Tensor  # the final state
    exits: tuple[Tensor, ...] = ()  # states after each slow cycle but the last (B T D each); empty unless asked for
    first_L_BTD: Tensor | None = None  # state after the very first L call, cut off from the main gradient; only when asked for
    aux: dict[str, Tensor] = field(default_factory=dict)  # what one kind alone has, by name


class LanguageModel(nn.Module, abc.ABC):
    """The interface that training, checkpoints and generation see; nothing else of a model is public."""

    config: ModelConfig
    supports_cache: bool  # false: generation recomputes the whole sequence for each token

    @abc.abstractmethod
    def initialise(self, seed: int) -> None:
        """Draw all weights from one seed; the table of standard deviations stands here."""

    @abc.abstractmethod
    def forward(
        self,
        input_ids_BT: Tensor,
        *,
        mask: AttentionMask | None = None,
        positions_BT: Tensor | None = None,
        cache: KVCache | None = None,
        cycles: Cycles | tuple[int, int] | int | None = None,
        bp_steps: int | None = None,
        exits: bool = False,
        first_L: bool = False,
    ) -> Output:
        """Run the model over token ids.

        mask: who sees whom; without one, every row is causal (or bidirectional, where the configuration says so).
        positions_BT: rotary positions; without them they count from 0, or from the cache's length.
        cache: keys and values so far, extended in place by these tokens.
        cycles, bp_steps: other numbers than the configuration's; `exits`, `first_L`: see `Output`.
        Raises TooLong over `max_positions` or the cache's capacity, Unsupported for a cache where there is none.
        """

    @property
    @abc.abstractmethod
    def output_weight(self) -> Tensor:
        """The matrix (V D) that `head` multiplies with: a loss that works on pieces of the vocabulary's products wants it."""

    @abc.abstractmethod
    def head(self, hidden: Tensor) -> Tensor:
        """Project states (… D) to logits over the vocabulary (… V)."""

    @abc.abstractmethod
    def new_cache(self, batch: int, capacity: int, *, cycles: Cycles | tuple[int, int] | int | None = None) -> KVCache:
        """Make an empty cache of this model's shape, device and compute dtype; raises Unsupported where there is none."""


def build(config: ModelConfig, seed: int | None = 0) -> LanguageModel:
    """Make a model of the configuration's kind on the CPU in fp32; weights depend on the seed alone, None leaves them unset."""
    module, _, name = MODELS[config.kind].partition(":")
    cls = getattr(importlib.import_module(module), name)
    with torch.device("meta"):  # no layer draws weights of its own
        model = cls(config)
    assert isinstance(model, LanguageModel)
    model.to_empty(device="cpu")
    if seed is not None:
        model.initialise(seed)
    return model


def bp_calls(cycles: Cycles, bp_steps: int) -> tuple[int, ...]:
    """Return, for each slow cycle, how many of its trailing L calls carry gradient when `bp_steps` module calls do."""
    spare = max(0, bp_steps - cycles.high)  # every H call counts first
    taken = [min(cycles.low, max(0, spare - cycles.low * later)) for later in range(cycles.high)]
    return tuple(reversed(taken))
