"""Verdicts on p-values by those with permuted labels, on data whose truth is known."""

import numpy as np
import pytest
from scipy.stats import norm

from builders.pvalues import simulated
from mirtrd.robustness.pvalues import BINS, count_bins, judge, null_share, small_share


def histograms(kind: str, random: np.random.Generator, number: int = 60) -> np.ndarray:
    return np.array([count_bins(simulated(kind, random, 200)) for _ in range(number)])


@pytest.mark.parametrize(
    ("permuted", "expected"),
    [("null", "well-behaved"), ("anti-conservative", "anti-conservative"),
     ("conservative", "conservative")],
)  # fmt: skip
def test_verdicts_follow_the_permuted_labels_alone(permuted, expected):
    random = np.random.default_rng(4)
    calls = np.zeros(60, dtype=int)
    for observed in ("null", "well-behaved", "anti-conservative", "conservative"):
        for _ in range(20):
            ours = count_bins(simulated(observed, random, 200))
            assert judge(ours, histograms(permuted, random), calls) == expected


def test_calls_with_permuted_labels_are_a_hidden_factor():
    random = np.random.default_rng(5)
    ours, null = count_bins(simulated("null", random, 200)), histograms("null", random)
    calls = np.zeros(60, dtype=int)
    calls[:3] = 2
    assert judge(ours, null, calls) == "well-behaved"  # one in 20
    calls[:15] = 2
    assert judge(ours, null, calls) == "hidden factor"


def test_mirnas_that_vary_together_are_no_wrong_test():
    """A factor in all of them makes some permutations full of small p-values, others empty."""
    random, null = np.random.default_rng(6), []
    for _ in range(400):
        shared = random.normal(0, 1)
        z = 0.6 * shared + 0.8 * random.normal(0, 1, 200)
        null.append(count_bins(2 * norm.sf(np.abs(z))))
    assert judge(null[0], np.array(null[1:]), np.zeros(399)) == "well-behaved"


def test_few_p_values_or_permutations_are_not_judged():
    random = np.random.default_rng(7)
    calls = np.zeros(60, dtype=int)
    few = count_bins(np.full(49, 0.001))
    assert judge(few, histograms("null", random), calls) == "not judged"
    ours = count_bins(simulated("anti-conservative", random, 200))
    assert judge(ours, histograms("null", random, 19), calls[:19]) == "cannot be told"
    assert judge(ours, np.empty((0, len(BINS)), dtype=int), calls[:0]) == "cannot be told"


def test_the_share_without_difference_by_hand():
    assert null_share(np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.9, 0.01, 0.02])) == 0.5
    assert null_share(np.array([0.6, 0.9])) == 1
    assert np.isnan(null_share(np.array([])))
    random = np.random.default_rng(5)
    share = np.mean([null_share(simulated("well-behaved", random)) for _ in range(50)])
    assert share == pytest.approx(0.8, abs=0.03)


def test_the_ends_of_intervals_belong_to_the_one_below():
    found = count_bins(np.array([0, 0.05, 0.0500001, 0.1, 0.95, 1]))
    assert found.tolist() == [2, 2, *[0] * 14, 0, 0, 1, 1]
    assert small_share(found) == pytest.approx(2 / 6)
    assert small_share(count_bins(np.array([]))) == 0
