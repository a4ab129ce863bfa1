"""The moving average of the weights."""

from __future__ import annotations

import pytest
import torch

from hrm_codegen.models.base import LanguageModel, ModelConfig, build
from hrm_codegen.train.ema import Ema, decay_at


def toy() -> LanguageModel:
    return build(ModelConfig(vocab_size=64, width=32, heads=2, head_size=16, intermediate=48, layers=1), seed=0)


def fill(model: LanguageModel, value: float) -> None:
    with torch.no_grad():
        for weight in model.parameters():
            weight.fill_(value)


def test_the_average_is_the_one_worked_by_hand() -> None:
    model = toy()
    fill(model, 0.0)
    ema = Ema(model, decay=0.5)
    fill(model, 1.0)
    ema.update(step=1)  # decay 2/11, shorter than 0.5
    fill(model, 2.0)
    ema.update(step=100)  # decay 0.5
    average = next(iter(ema.averages.values())).flatten()[0].item()
    assert average == pytest.approx(0.5 * (9 / 11) + 0.5 * 2.0)


def test_without_decay_the_average_is_the_weights() -> None:
    model = toy()
    ema = Ema(model, decay=0.0)
    fill(model, 3.0)
    ema.update(step=5)
    assert all(torch.equal(average, torch.full_like(average, 3.0)) for average in ema.averages.values())


def test_averages_take_the_models_place_and_give_it_back_even_after_an_error() -> None:
    model = toy()
    fill(model, 1.0)
    ema = Ema(model, decay=0.9)
    fill(model, 2.0)

    def value() -> float:
        return next(model.parameters()).flatten()[0].item()

    seen = []

    def fail() -> None:
        with ema.applied():
            seen.append(value())
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert seen == [1.0]
    assert value() == 2.0
    assert next(iter(ema.averages.values())).flatten()[0].item() == 1.0


def test_the_average_lengthens_up_to_its_decay() -> None:
    decays = [decay_at(step, 0.99) for step in (1, 10, 100, 10_000)]
    assert decays == sorted(decays)
    assert decays[-1] == 0.99
