"""Samples are simulated: two draws from one library, or libraries of different people."""

import numpy as np
import pytest

from builders.likeness import draw, library, people
from mirtrd.quality.likeness import EXPECTED, excess_variance, limit_variance


def test_the_estimate_is_the_variance_of_the_simulation():
    counts = draw(people(40, cv=0.2), [2_000_000] * 40).to_numpy()
    estimates = np.concatenate(
        [excess_variance(counts[:, i], counts[:, i + 1 :])[0] for i in range(39)]
    )
    assert np.mean(estimates) == pytest.approx(0.2**2, rel=0.1)


def test_the_standard_error_is_that_of_samples_that_vary_as_expected():
    counts = draw(people(160, cv=EXPECTED**0.5), [100_000] * 160).to_numpy()
    pairs = [excess_variance(counts[:, i], counts[:, [i + 1]]) for i in range(0, 160, 2)]
    estimates, errors = np.array(pairs)[..., 0].T
    assert estimates.mean() == pytest.approx(EXPECTED, rel=0.1)
    assert estimates.std() == pytest.approx(errors.mean(), rel=0.35)


def test_two_draws_of_one_library_do_not_vary():
    counts = draw(np.repeat(library()[:, None], 200, axis=1), [100_000] * 200).to_numpy()
    estimate, error = excess_variance(counts[:, 0], counts[:, 1:])
    assert abs(estimate.mean()) < 0.2 * EXPECTED
    assert estimate.std() < error.mean() / 2


def test_by_hand():
    # t = 100, r = 1/2: chi-square (60 - 50)^2 / 25 = 4, information 50; one miRNA, so its weight
    # cancels: (4 - 1) / 50. The other miRNA has too few reads to count, but for the totals.
    estimate, _ = excess_variance(np.array([60, 0]), np.array([[40], [20 - 1]]))
    share = 60 / 119
    information = 2 * share * (1 - share) * 100
    chi_square = (60 - share * 100) ** 2 / (100 * share * (1 - share))
    assert estimate[0] == pytest.approx((chi_square - 1) / information)


def test_what_cannot_be_compared_has_no_limit():
    limits = limit_variance(np.array([0.04, -0.01, np.nan]), np.array([0.01, 0.01, np.nan]))
    # 3.09 errors above the estimate, which is at least 0.
    assert limits == pytest.approx([0.0709, 0.0309, np.inf])
