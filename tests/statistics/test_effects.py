"""Effects at given dispersions, and their tests."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import chi2, nbinom

from mirtrd.statistics.effects import fit_effects, likelihood_ratio, wald
from mirtrd.statistics.model_matrix import ModelMatrix

FACTORS = np.array([0.5, 1, 2, 1, 0.8, 1.2, 1, 1.5])
GROUP = np.array([0, 0, 0, 0, 1, 1, 1, 1])
FULL = ModelMatrix(np.column_stack([np.ones(8), GROUP]).astype(float), FACTORS)
SMALL = ModelMatrix(np.ones((8, 1)), FACTORS)
COUNTS = np.array([[50, 90, 210, 120, 160, 260, 230, 310], [5, 9, 30, 12, 8, 11, 9, 16.0]])
DISPERSIONS = np.array([0.05, 0.1])


def least_loss(row: int, model: ModelMatrix):
    """What a general optimiser finds: the loss, the effects and the inverse of its curvature."""

    def loss(effects):
        means = FACTORS * np.exp(model.design @ effects)
        size = 1 / DISPERSIONS[row]
        return -nbinom.logpmf(COUNTS[row], size, size / (size + means)).sum()

    start = np.zeros(model.coefficients)
    start[0] = np.log(COUNTS[row].mean())
    return minimize(loss, start, method="BFGS", options={"gtol": 1e-8})


def test_effects_maximise_the_likelihood():
    found = fit_effects(COUNTS, FULL, DISPERSIONS)
    for row in range(2):
        np.testing.assert_allclose(found[row], least_loss(row, FULL).x, atol=1e-5)


def test_the_standard_error_of_two_groups_by_hand():
    effects = fit_effects(COUNTS, FULL, DISPERSIONS)
    change, error = wald(FULL, DISPERSIONS, effects, 1)
    means = FULL.means(effects)
    weights = means / (1 + means * DISPERSIONS[:, None])
    by_group = 1 / weights[:, GROUP == 0].sum(axis=1) + 1 / weights[:, GROUP == 1].sum(axis=1)
    np.testing.assert_allclose(error, np.sqrt(by_group), rtol=1e-5)
    np.testing.assert_array_equal(change, effects[:, 1])


def test_the_likelihood_ratio_is_that_of_a_general_optimiser():
    effects = fit_effects(COUNTS, FULL, DISPERSIONS)
    found = likelihood_ratio(COUNTS, FULL, SMALL, DISPERSIONS, effects)
    gains = [least_loss(row, SMALL).fun - least_loss(row, FULL).fun for row in range(2)]
    assert found == pytest.approx(chi2.sf(2 * np.array(gains), 1), rel=1e-4)
