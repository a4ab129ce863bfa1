from __future__ import annotations

import itertools
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hrm_codegen.errors import NumericalError
from hrm_codegen.generate.base import Options, sample_seed
from hrm_codegen.generate.sampling import Rules, choose, invert, probabilities, uniform


def distribution(weights: list[float], **options: float) -> list[float]:
    """Probabilities after the filters, of one row whose unfiltered probabilities are in proportion to the weights."""
    logits_BV = torch.tensor([weights], dtype=torch.float64).log()
    return probabilities(logits_BV, Rules.of([Options(**{"temperature": 1.0} | options)]))[0].tolist()


def test_greedy_takes_the_likeliest_and_the_first_of_equals() -> None:
    logits_BV = torch.tensor([[0.0, 3.0, 1.0], [2.0, 2.0, 1.0]])
    assert choose(logits_BV, [Options()] * 2, [0.9, 0.9]).tolist() == [1, 0]


def test_temperature_divides_the_logits() -> None:
    assert distribution([1, 2, 4], temperature=0.5) == pytest.approx([1 / 21, 4 / 21, 16 / 21])


def test_top_k_keeps_the_k_likeliest_and_ties_with_the_last() -> None:
    assert distribution([4, 3, 2, 1], top_k=2) == pytest.approx([4 / 7, 3 / 7, 0, 0])
    assert distribution([4, 2, 2, 1], top_k=2) == pytest.approx([4 / 8, 2 / 8, 2 / 8, 0])


def test_top_k_over_the_vocabulary_keeps_all() -> None:
    assert distribution([3, 1], top_k=100) == pytest.approx([0.75, 0.25])


def test_top_p_keeps_the_smallest_set_that_holds_the_share() -> None:
    assert distribution([50, 30, 15, 5], top_p=0.75) == pytest.approx([5 / 8, 3 / 8, 0, 0])
    assert distribution([50, 30, 15, 5], top_p=0.81) == pytest.approx([50 / 95, 30 / 95, 15 / 95, 0])


def test_top_p_always_keeps_the_likeliest() -> None:
    assert distribution([5, 4, 1], top_p=1e-9) == pytest.approx([1, 0, 0])


def test_top_p_counts_only_what_top_k_left() -> None:
    # of all four, 50 + 30 hold 0.8; of the three that top-k leaves, 0.842: both filters together keep two
    assert distribution([50, 30, 15, 5], top_k=3, top_p=0.84) == pytest.approx([5 / 8, 3 / 8, 0, 0])
    assert distribution([50, 30, 15, 5], top_p=0.84) == pytest.approx([50 / 95, 30 / 95, 15 / 95, 0])


def test_top_p_finds_its_border_in_a_nearly_flat_distribution() -> None:
    kept = [value > 0 for value in distribution([1.0 + 1e-6 * index for index in range(1000)], top_p=0.5)]
    assert sum(kept) == 500
    assert all(kept[500:])


def test_min_p_drops_tokens_under_its_share_of_the_likeliest() -> None:
    assert distribution([50, 30, 15, 5], min_p=0.31) == pytest.approx([5 / 8, 3 / 8, 0, 0])
    assert distribution([50, 30, 15, 5], min_p=1.0) == pytest.approx([1, 0, 0, 0])


def test_temperature_comes_before_the_filters() -> None:
    assert distribution([4, 2, 1], temperature=0.5, min_p=0.2) == pytest.approx([16 / 20, 4 / 20, 0])


def test_a_very_low_temperature_is_greedy() -> None:
    assert distribution([4, 2, 1], temperature=1e-300) == [1, 0, 0]


def test_each_row_has_its_own_options() -> None:
    logits_BV = torch.tensor([[4.0, 3.0, 2.0, 1.0]] * 4)
    rows = [
        Options(temperature=1),
        Options(temperature=2, top_k=2),
        Options(temperature=1, top_p=0.5),
        Options(temperature=1, min_p=0.9),
    ]
    together = probabilities(logits_BV, Rules.of(rows))
    for index, options in enumerate(rows):
        assert torch.equal(together[index], probabilities(logits_BV[:1], Rules.of([options]))[0])


def test_greedy_and_sampled_rows_share_a_batch() -> None:
    logits_BV = torch.tensor([[1.0, 2.0, 0.0]] * 3)
    rows = [Options(temperature=1), Options(), Options(temperature=1)]
    assert choose(logits_BV, rows, [0.0, 0.0, 1 - 2**-48]).tolist() == [0, 1, 2]


def test_a_draw_selects_the_token_whose_share_of_the_line_it_falls_in() -> None:
    probs_BV = torch.tensor([[0.25, 0.0, 0.5, 0.25]] * 5, dtype=torch.float64)
    draws_B = torch.tensor([0.0, 0.2499, 0.25, 0.7499, 0.75], dtype=torch.float64)
    assert invert(probs_BV, draws_B).tolist() == [0, 0, 2, 2, 3]


def test_no_draw_selects_a_token_that_a_filter_removed() -> None:
    probs_BV = torch.tensor([[0.0, 0.3, 0.7, 0.0]], dtype=torch.float64)
    for draw in (0.0, 0.3, 1 - 2**-48):
        assert invert(probs_BV, torch.tensor([draw], dtype=torch.float64)).item() in (1, 2)


def test_sampled_frequencies_follow_the_probabilities() -> None:
    logits_BV = torch.tensor([5.0, 3.0, 2.0]).log().expand(20_000, 3)
    tokens = choose(logits_BV, [Options(temperature=1)] * 20_000, [uniform(7, position) for position in range(20_000)])
    assert (tokens.bincount() / 20_000).tolist() == pytest.approx([0.5, 0.3, 0.2], abs=0.012)  # four deviations


@given(st.integers(-(2**70), 2**70), st.integers(0, 2**40))
def test_a_draw_depends_on_seed_and_position_alone_and_lies_in_the_unit_interval(seed: int, position: int) -> None:
    draw = uniform(seed, position)
    assert draw == uniform(seed, position)
    assert 0 <= draw < 1


@pytest.mark.parametrize("along", ["positions", "seeds", "samples"])
def test_draws_are_spread_evenly_and_independent_of_their_neighbours(along: str) -> None:
    each = {
        "positions": lambda number: uniform(3, number),
        "seeds": lambda number: uniform(number, 5),
        "samples": lambda number: uniform(sample_seed(11, number), 0),
    }[along]
    draws = [each(number) for number in range(4000)]
    worst = max(abs(value - (rank + 0.5) / len(draws)) for rank, value in enumerate(sorted(draws)))
    assert worst < 1.95 / math.sqrt(len(draws))  # Kolmogorov-Smirnov at 0.001
    pairs = itertools.pairwise(draws)
    assert abs(sum((a - 0.5) * (b - 0.5) for a, b in pairs) / len(draws)) < 4 / 12 / math.sqrt(len(draws))


def test_nan_logits_are_an_error_that_says_what_to_try() -> None:
    with pytest.raises(NumericalError, match="fp32"):
        choose(torch.tensor([[0.0, math.nan]]), [Options()], [0.0])
