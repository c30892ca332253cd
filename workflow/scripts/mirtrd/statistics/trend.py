"""The trend of dispersion over mean, without PyDESeq2, whose import takes seconds."""

import numpy as np

from mirtrd.statistics.arrays import Array

# The least dispersion that is fitted (minDisp of DESeq2).
LEAST_DISPERSION = 1e-8
# A dispersion of no more than that is one that hangs at this end, and says nothing of the trend
# or of the scatter around it (100 * minDisp in DESeq2).
INFORMATIVE_DISPERSION = 100 * LEAST_DISPERSION
# Dispersions this far below and above the trend are no part of it, as in DESeq2.
RESIDUALS = (1e-4, 15)


def fit_trend(means: Array, dispersions: Array) -> Array | None:
    """The coefficients (a0, a1) of the trend dispersion = a0 + a1 / mean, or None.

    The iteration of DESeq2 (Love et al. 2014, doi:10.1186/s13059-014-0550-8): a Gamma
    regression with identity link on the dispersions near the trend, from (0.1, 1) until it
    settles. PyDESeq2's own iteration gives up on small and sparse data where this one converges.
    """
    informative = dispersions > INFORMATIVE_DISPERSION
    means, dispersions = means[informative], dispersions[informative]
    coefficients: Array = np.array([0.1, 1.0])
    for _ in range(11):
        ratio = dispersions / (coefficients[0] + coefficients[1] / means)
        near = (ratio > RESIDUALS[0]) & (ratio < RESIDUALS[1])
        if near.sum() < 3:
            return None
        previous = coefficients
        terms = np.column_stack([np.ones(near.sum()), 1 / means[near]])
        found = _gamma_regression(terms, dispersions[near], previous)
        if found is None or (found <= 0).any():
            return None
        coefficients = found
        if (np.log(coefficients / previous) ** 2).sum() < 1e-6:
            return coefficients
    return None


def _gamma_regression(terms: Array, values: Array, start: Array) -> Array | None:
    """Gamma regression with identity link by reweighted least squares, as R's glm: at most 25
    rounds, steps halved while a fitted value is not positive. None if it does not converge."""
    coefficients = start
    deviance = _gamma_deviance(values, terms @ start)
    for _ in range(25):
        weights = 1 / (terms @ coefficients)
        proposed: Array = np.linalg.lstsq(terms * weights[:, None], values * weights, rcond=None)[0]
        for _ in range(25):
            if (terms @ proposed > 0).all():
                break
            proposed = (proposed + coefficients) / 2
        else:
            return None
        coefficients, before = proposed, deviance
        deviance = _gamma_deviance(values, terms @ coefficients)
        if abs(deviance - before) / (abs(deviance) + 0.1) < 1e-8:
            return coefficients
    return None


def _gamma_deviance(values: Array, fitted: Array) -> float:
    return float(-2 * (np.log(values / fitted) - (values - fitted) / fitted).sum())
