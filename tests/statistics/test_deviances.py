"""Deviances of negative-binomial counts have the moments that are taken for them."""

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from mirtrd.statistics.deviances import deviance_moments, exact_moments, unit_deviances

CASES = [(0.01, 0.1), (0.3, 0.5), (2, 0.2), (10, 0.05), (100, 0.3), (900, 1.0), (600, 5e-4)]


@pytest.mark.parametrize(("mean", "dispersion"), CASES)
def test_a_deviance_is_twice_the_lack_of_likelihood(mean, dispersion):
    counts = np.arange(0, 40)
    size = 1 / dispersion

    def log_likelihood(means):
        return nbinom.logpmf(counts, size, size / (size + np.maximum(means, 1e-12)))

    expected = 2 * (log_likelihood(counts) - log_likelihood(mean))
    assert unit_deviances(counts, mean, dispersion) == pytest.approx(expected, abs=1e-7)


def test_without_dispersion_the_deviance_is_that_of_poisson():
    counts = np.arange(1, 20)
    expected = 2 * (poisson.logpmf(counts, counts) - poisson.logpmf(counts, 4.0))
    found = unit_deviances(counts, np.float64(4), np.float64(0))
    assert found == pytest.approx(expected, abs=1e-12)
    assert unit_deviances(np.array([0]), np.array([3.0]), np.array([0.0])) == pytest.approx([6.0])


@pytest.mark.parametrize(("mean", "dispersion"), CASES)
def test_moments_are_those_of_the_whole_distribution(mean, dispersion):
    """By summing over every count that has a probability, one by one."""
    size = 1 / dispersion
    law = nbinom(size, size / (size + mean))
    counts = np.arange(int(law.isf(1e-14)) + 1)
    share = law.pmf(counts)
    deviances = unit_deviances(counts, mean, dispersion)
    expected = (share * deviances).sum()
    variance = (share * (deviances - expected) ** 2).sum()
    assert exact_moments(mean, dispersion) == pytest.approx((expected, variance), rel=2e-4)


def test_between_the_points_of_the_table_moments_are_right():
    random = np.random.default_rng(1)
    means = np.exp(random.uniform(np.log(2e-3), np.log(9e4), 100))
    dispersions = np.exp(random.uniform(np.log(2e-4), np.log(15), 100))
    found = np.array(deviance_moments(means, dispersions))
    exact = np.array([exact_moments(*pair) for pair in zip(means, dispersions, strict=True)]).T
    assert found == pytest.approx(exact, rel=4e-3)


def test_of_large_counts_the_deviance_is_chi_squared():
    expected, variance = deviance_moments(np.array([2e4]), np.array([2e-3]))
    assert expected[0] == pytest.approx(1, abs=2e-3)
    assert variance[0] == pytest.approx(2, abs=5e-3)
