"""Effects of a negative-binomial model at given dispersions, and the tests of one of them.

Everywhere, ``counts`` is miRNAs x samples, and effects are natural logarithms.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from mirtrd.statistics.arrays import Array
from mirtrd.statistics.model_matrix import ModelMatrix

# Fitted means below this count as this much in weights (minmu of DESeq2).
LEAST_MEAN = 0.5
# Added to the diagonal of X'WX so that it has an inverse (lambda of DESeq2, on natural logarithms).
RIDGE = 1e-6


def fit_effects(counts: Array, model: ModelMatrix, dispersions: Array) -> Array:
    """Effects (miRNAs x coefficients) by reweighted least squares, as DESeq2; steps that make
    the fit worse are halved."""

    def fitted(rows: NDArray[np.intp], effects: Array) -> tuple[Array, Array]:
        means = np.maximum(model.means(effects), LEAST_MEAN)
        return means, log_likelihood(counts[rows], means, dispersions[rows, None])

    logs = np.log(counts / model.factors + 0.1)
    effects = np.linalg.lstsq(model.design, logs.T, rcond=None)[0].T
    ridge = RIDGE * np.eye(model.coefficients)
    active = np.arange(len(counts))
    means, height = fitted(active, effects)
    for _ in range(100):
        weights = means / (1 + means * dispersions[active, None])
        responses = np.log(means / model.factors) + (counts[active] - means) / means
        moments = (weights * responses) @ model.design
        left = model.information(weights) + ridge
        step = np.linalg.solve(left, moments[:, :, None])[:, :, 0] - effects[active]
        for _ in range(8):
            means, reached = fitted(active, effects[active] + step)
            worse = reached < height[active] - 1e-6 * np.abs(height[active])
            if not worse.any():
                break
            step[worse] /= 2
        effects[active] += step
        moved = np.abs(reached - height[active]) / (np.abs(reached) + 0.1) > 1e-9
        height[active] = reached
        active, means = active[moved], means[moved]
        if not active.size:
            break
    return effects


def log_likelihood(counts: Array, means: Array, dispersions: Array) -> Array:
    """The log-likelihood as far as it depends on the means."""
    grown = np.log1p(means * dispersions)
    return (counts * (np.log(means) - grown) - grown / dispersions).sum(axis=1)


def wald(
    model: ModelMatrix, dispersions: Array, effects: Array, coefficient: int
) -> tuple[Array, Array]:
    """Estimate and standard error of a coefficient for each miRNA (natural logarithms), for a Wald
    test."""
    means = np.maximum(model.means(effects), LEAST_MEAN)
    information = model.information(means / (1 + means * dispersions[:, None]))
    chosen = np.zeros((len(means), model.coefficients, 1))
    chosen[:, coefficient] = 1
    half = np.linalg.solve(information + RIDGE * np.eye(model.coefficients), chosen)
    variance = half.transpose(0, 2, 1) @ information @ half
    return effects[:, coefficient], np.sqrt(variance[:, 0, 0])


def likelihood_ratio(
    counts: Array, full: ModelMatrix, reduced: ModelMatrix, dispersions: Array, effects: Array
) -> Array:
    """p-values of the likelihood-ratio test of a model, whose effects are given, against a reduced
    one."""
    spread = dispersions[:, None]
    small = reduced.means(fit_effects(counts, reduced, dispersions))
    gain = log_likelihood(counts, full.means(effects), spread)
    gain -= log_likelihood(counts, small, spread)
    pvalue: Array = chi2.sf(2 * gain, full.coefficients - reduced.coefficients)
    return pvalue
