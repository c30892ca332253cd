"""Dispersions by their likelihood, and drawn to the trend."""

import numpy as np
import pytest
from scipy.special import polygamma
from scipy.stats import nbinom

from builders.cohorts import simulate
from mirtrd.statistics.dispersions import (
    LEAST_PRIOR_VARIANCE,
    fit_prior,
    maximise_dispersion,
    shrink_dispersions,
)
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.trend import LEAST_DISPERSION


def test_the_dispersion_maximises_the_likelihood():
    # Of two groups with fixed means, the profile by scipy's density and numpy's determinant.
    counts, group, _ = simulate(30, 24)
    counts, factors = counts.to_numpy(dtype=float), np.ones(24)
    design = np.column_stack([np.ones(24), group]).astype(float)
    model = ModelMatrix(design, factors)
    means = np.repeat(counts.mean(axis=1, keepdims=True), 24, axis=1)
    found = maximise_dispersion(counts, means, model)
    grid = np.exp(np.linspace(np.log(1e-3), np.log(10), 4000))
    for row in range(0, 30, 7):
        values = []
        for dispersion in grid:
            size = 1 / dispersion
            density = nbinom.logpmf(counts[row], size, size / (size + means[row])).sum()
            weights = means[row] / (1 + means[row] * dispersion)
            information = design.T @ (weights[:, None] * design)
            values.append(density - np.linalg.slogdet(information)[1] / 2)
        assert found[row] == pytest.approx(grid[int(np.argmax(values))], rel=0.005)


def pair_of_groups(samples: int) -> ModelMatrix:
    design = np.column_stack([np.ones(samples), np.arange(samples) % 2]).astype(float)
    return ModelMatrix(design, np.ones(samples))


def test_the_prior_is_what_scatters_beyond_chance():
    # Log dispersions around 0.1 + 2 / mean with a standard deviation of 1, seen in 20 samples.
    random, model = np.random.default_rng(6), pair_of_groups(20)
    means = np.geomspace(5, 5000, 3000)
    seen = (0.1 + 2 / means) * np.exp(random.normal(0, 1, 3000))
    prior = fit_prior(seen, means, model)
    assert prior.spread == pytest.approx(1, abs=0.05)
    assert prior.variance == pytest.approx(1 - polygamma(1, 9), abs=0.1)


def test_where_no_dispersion_is_known_the_prior_is_wide():
    prior = fit_prior(np.full(50, LEAST_DISPERSION), np.full(50, 100.0), pair_of_groups(12))
    assert (prior.spread, prior.variance) == (np.inf, LEAST_PRIOR_VARIANCE)
    assert prior.trend(np.array([1.0, 9.0])).tolist() == [LEAST_DISPERSION] * 2


def test_dispersions_are_drawn_to_the_trend_unless_far_above_it():
    counts, _, _ = simulate(200, 12)
    counts, model = counts.to_numpy(dtype=float), pair_of_groups(12)
    means = np.repeat(counts.mean(axis=1, keepdims=True), 12, axis=1)
    raw = maximise_dispersion(counts, means, model)
    prior = fit_prior(raw, counts.mean(axis=1), model)
    shrunken = shrink_dispersions(counts, model, means, raw, prior)
    trend, far = prior.trend(counts.mean(axis=1)), prior.beyond(raw, counts.mean(axis=1))
    assert (shrunken[far] == raw[far]).all()
    distances = [np.abs(np.log(x[~far]) - np.log(trend[~far])) for x in (shrunken, raw)]
    assert (distances[0] <= distances[1] + 1e-5).all()
