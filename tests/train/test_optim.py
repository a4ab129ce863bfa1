"""The optimisers, each against a hand computation or torch's own."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from hrm_codegen.models.base import LanguageModel, ModelConfig, build
from hrm_codegen.train import optim
from hrm_codegen.train.optim import OPTIMISERS, AdamATan2, Muon, OptimConfig


def toy(kind: str = "hrm") -> LanguageModel:
    return build(ModelConfig(kind=kind, vocab_size=64, width=32, heads=2, head_size=16, intermediate=48, layers=1), seed=0)


def group(*weights: Tensor, **more: object) -> dict[str, object]:
    return {"params": list(weights), "lr": 0.1, "ratio": 1.0, "weight_decay": 0.0, **more}


def with_gradient(values: list[list[float]], gradient: list[list[float]]) -> Tensor:
    weight = torch.tensor(values, requires_grad=True)
    weight.grad = torch.tensor(gradient)
    return weight


def test_adam_atan2_takes_the_steps_worked_by_hand() -> None:
    weight = with_gradient([[1.0]], [[0.5]])
    optimizer = AdamATan2([group(weight, weight_decay=0.2)], betas=(0.9, 0.99))
    optimizer.step()
    # bias correction makes m = g and v = g^2 in the first step: the angle is 45 degrees whatever the gradient
    first = 1.0 * (1 - 0.1 * 0.2) - 0.1 * math.pi / 4
    assert weight.item() == pytest.approx(first, rel=1e-6)
    weight.grad = torch.tensor([[-1.0]])
    optimizer.step()
    mean = (0.9 * 0.1 * 0.5 + 0.1 * -1.0) / (1 - 0.9**2)
    square = (0.99 * 0.01 * 0.25 + 0.01 * 1.0) / (1 - 0.99**2)
    second = first * (1 - 0.1 * 0.2) - 0.1 * math.atan2(mean, math.sqrt(square))
    assert weight.item() == pytest.approx(second, rel=1e-6)


def test_adam_atan2_does_not_see_the_scale_of_the_loss() -> None:
    results = []
    for scale in (1.0, 1024.0):
        weight = with_gradient([[1.0, -2.0]], [[0.3 * scale, -0.7 * scale]])
        optimizer = AdamATan2([group(weight)], betas=(0.9, 0.99))
        optimizer.step()
        weight.grad = torch.tensor([[0.1 * scale, 0.2 * scale]])
        optimizer.step()
        results.append(weight.detach())
    assert torch.allclose(results[0], results[1], rtol=1e-6)


@pytest.mark.parametrize("shape", [(16, 16), (12, 40), (40, 12)])
def test_orthogonalising_brings_every_singular_value_near_one(shape: tuple[int, int]) -> None:
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    values = torch.linalg.svdvals(optim.orthogonalise(matrix, dtype=torch.float32))
    assert values.min() > 0.6
    assert values.max() < 1.3
    u, _, vt = torch.linalg.svd(matrix, full_matrices=False)
    turned = u.T @ optim.orthogonalise(matrix, dtype=torch.float32) @ vt.T  # the singular vectors stay: this is diagonal
    assert torch.allclose(turned, turned.diag().diag(), atol=1e-3)


def test_muon_takes_the_step_worked_by_hand() -> None:
    def newton_schulz(x: float) -> float:  # on a scalar divided by its own norm
        for _ in range(5):
            x = 3.4445 * x - 4.7750 * x**3 + 2.0315 * x**5
        return x

    weight = with_gradient([[2.0]], [[-7.0]])
    Muon([group(weight, orthogonal=True, momentum=0.95, weight_decay=0.5)], parts={}, dtype=torch.float32).step()
    assert weight.item() == pytest.approx(2.0 * (1 - 0.1 * 0.5) - 0.1 * newton_schulz(-1.0), rel=1e-5)


def test_muon_equals_torchs_own_on_a_plain_matrix() -> None:
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(24, 10, generator=generator)
    ours, theirs = (start.clone().requires_grad_() for _ in range(2))
    mine = Muon([group(ours, orthogonal=True, momentum=0.95, weight_decay=0.1)], parts={}, dtype=torch.bfloat16)
    reference = torch.optim.Muon([theirs], lr=0.1, momentum=0.95, weight_decay=0.1)
    for _ in range(3):
        ours.grad = theirs.grad = torch.randn(24, 10, generator=generator)
        mine.step()
        reference.step()
    moved = (theirs - start).norm()
    assert (ours - theirs).norm() < 0.03 * moved  # both round to bf16, in a different order


def test_muon_takes_fused_matrices_apart() -> None:
    generator = torch.Generator().manual_seed(0)
    top, bottom = torch.randn(2, 8, 8, generator=generator)
    fused = torch.zeros(16, 8, requires_grad=True)
    fused.grad = torch.cat((top, 100 * bottom))  # a large part must not drown the other
    Muon([group(fused, orthogonal=True, momentum=0.0)], parts={fused: 2}, dtype=torch.float32).step()
    apart = torch.cat([optim.orthogonalise(part, dtype=torch.float32) for part in (top, bottom)])
    assert torch.allclose(fused.detach(), -0.1 * apart, atol=1e-5)


def test_muons_other_groups_take_adamws_steps() -> None:
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(6, 4, generator=generator)
    ours, theirs = (start.clone().requires_grad_() for _ in range(2))
    mine = Muon([group(ours, betas=(0.9, 0.95), eps=1e-8)], parts={}, dtype=torch.float32)
    reference = torch.optim.AdamW([theirs], lr=0.1, betas=(0.9, 0.95), weight_decay=0.0)
    for _ in range(4):
        ours.grad = theirs.grad = torch.randn(6, 4, generator=generator)
        mine.step()
        reference.step()
    assert torch.allclose(ours, theirs, atol=1e-6)


@pytest.mark.parametrize("kind", ["hrm", "hrm_v1", "transformer", "trm"])
def test_every_parameter_is_in_exactly_one_group_and_only_matrices_decay(kind: str) -> None:
    model = toy(kind)
    kinds = optim.split(model)
    named = [name for part in kinds for name in part]
    assert sorted(named) == sorted(name for name, _ in model.named_parameters())
    assert all("layers" in name for name in kinds.matrices)
    for name in OPTIMISERS:
        optimizer = optim.make(model, OptimConfig(name=name, weight_decay=0.3))
        assert sum(len(one["params"]) for one in optimizer.param_groups) == len(named)
        decayed = [weight for one in optimizer.param_groups if one["weight_decay"] for weight in one["params"]]
        assert len(decayed) == len(kinds.matrices)


def test_fused_matrices_are_known_by_name() -> None:
    counts = {optim.fused_parts(model)[weight]: name for model in [toy()] for name, weight in optim.split(model).matrices.items()}
    assert {name.split(".")[-2] for name in counts.values()} >= {"gqkv_proj", "gate_up_proj"}
    assert sorted(counts) == [1, 2, 4]


@pytest.mark.parametrize("name", sorted(OPTIMISERS))
def test_every_optimiser_lowers_a_quadratic_and_resumes_from_its_state(name: str) -> None:
    def distance(model: LanguageModel) -> Tensor:
        return sum((weight**2).sum() for weight in model.parameters())  # type: ignore[return-value]

    def steps(model: LanguageModel, optimizer: torch.optim.Optimizer, count: int) -> None:
        for _ in range(count):
            optimizer.zero_grad()
            distance(model).backward()
            optim.set_rate(optimizer, 1e-2)
            optimizer.step()

    config = OptimConfig(name=name, embedding_ratio=0.5)
    through, broken = toy(), toy()
    before = distance(through).item()
    optimizer = optim.make(through, config)
    steps(through, optimizer, 6)
    assert distance(through).item() < before

    first = optim.make(broken, config)
    steps(broken, first, 3)
    second = optim.make(broken, config)
    second.load_state_dict(first.state_dict())
    steps(broken, second, 3)
    for whole, halves in zip(through.parameters(), broken.parameters(), strict=True):
        assert torch.equal(whole, halves)


def test_a_groups_rate_is_its_share_of_the_one_rate() -> None:
    optimizer = optim.make(toy(), OptimConfig(name="muon", embedding_ratio=0.1))
    optim.set_rate(optimizer, 0.02)
    assert [one["lr"] for one in optimizer.param_groups] == pytest.approx([0.02, 0.002])
