"""A sample is scaled by itself, as DESeq2 would scale it in the cohort."""

import numpy as np
import pytest

from builders.panels import World
from mirtrd.panel.scaling import find_reference, log_scaled, scale, spread_of
from mirtrd.statistics.normalisers import median_log_ratios


def test_factors_of_the_cohort_are_those_of_deseq2():
    random = np.random.default_rng(4)
    counts = World(random, mirnas=60).draw(np.arange(8) < 4, random)
    reference = find_reference(counts)
    expected = np.exp(median_log_ratios(counts.T))
    assert reference.factors(counts) == pytest.approx(expected, rel=1e-12)
    assert list(reference.columns) == [n for n in range(60) if counts[:, n].all()]


def test_factor_and_spread_by_hand():
    log_means = np.log([1.0, 2.0, 4.0, 8.0])
    assert scale(np.array([2.0, 4.0, 8.0, 16.0]), log_means) == pytest.approx(2)
    assert scale(np.array([2.0, 0.0, 8.0, 64.0]), log_means) == pytest.approx(2)
    assert spread_of(np.array([2.0, 4.0, 8.0, 16.0]), log_means) == pytest.approx(0)
    # log2 ratios 0, 1, 2, 5: median 1.5, distances 1.5, .5, .5, 3.5.
    assert spread_of(np.array([1.0, 4.0, 16.0, 256.0]), log_means) == pytest.approx(1.0)
    assert np.isnan(scale(np.zeros(4), log_means))
    assert np.isnan(spread_of(np.zeros(4), log_means))


def test_logs_have_half_a_count_added():
    assert log_scaled(np.array([0.0, 3.0]), 2.0) == pytest.approx([-1, 1])
