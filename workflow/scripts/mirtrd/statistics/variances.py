"""How much each miRNA varies beyond what the trend of the dispersions says, from few samples.

There are two measures of how far counts are from fitted means. Deviances tell most where counts are
negative-binomial; but they grow slowly with the distance, and so miss that a few samples lie far
out, as in real groups some do. Squared (Pearson's) residuals do not, and the error of a mean is by
these, whatever the distribution (McCullagh & Nelder 1989, Generalized Linear Models, chapter 9). So
each miRNA has the larger of the two.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, polygamma
from scipy.stats import trim_mean

from mirtrd.statistics.arrays import Array
from mirtrd.statistics.deviances import deviance_moments, unit_deviances
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.moderated import natural_spline
from mirtrd.statistics.trigamma import inverse_trigamma

# A miRNA whose deviances have less than this many degrees of freedom tells nothing of its variance.
LEAST_FREEDOM = 0.1
# The variances, relative to those of the trend, below which none is believed.
LEAST_VARIANCE = 1e-4
# Single miRNAs with outlying counts say nothing of the others: the share that is left out at either
# end. With 0.02 or 0.1, simulated cohorts and random halves of real groups give the same.
TRIMMED = 0.1


@dataclass(frozen=True, kw_only=True)
class Variances:
    """The variance of each miRNA relative to negative-binomial counts with the dispersions of the
    trend, moderated, and the degrees of freedom with which it is known."""

    scale: Array
    freedom: Array


def moderate_variances(
    counts: Array, model: ModelMatrix, effects: Array, dispersions: Array, base_means: Array
) -> Variances:
    """The variances of all miRNAs, each drawn to their trend over ``base_means``.

    By empirical Bayes on the logarithms of the variances by deviances, whose chance scatter is
    known from the degrees of freedom of each (Smyth 2004, doi:10.2202/1544-6115.1027). A variance
    by squared residuals is drawn to the same trend, times what these are larger by in general, and
    taken where it is larger. By deviances alone, random halves of a real group (20 + 20) had p <
    0.05 for 6.7 % of their miRNAs, for one of them in 43 % of the halves.
    """
    means = model.means(effects)
    left = np.clip(1 - model.leverages(means / (1 + means * dispersions[:, None])), 0, 1)
    own, freedom = _by_deviances(counts, means, dispersions, left)
    prior, strength = _prior(own, freedom, np.log(base_means))
    if np.isinf(strength):
        return Variances(scale=prior, freedom=np.full(len(own), freedom.sum()))
    scale = (freedom * own + strength * prior) / (freedom + strength)
    squared, weight = _by_squares(counts, means, dispersions, left)
    prior = prior * _excess(own, squared, np.minimum(freedom, weight))
    wide = (weight * squared + strength * prior) / (weight + strength)
    return Variances(
        scale=np.maximum(scale, wide), freedom=np.minimum(freedom + strength, freedom.sum())
    )


def _by_deviances(
    counts: Array, means: Array, dispersions: Array, left: Array
) -> tuple[Array, Array]:
    """The mean scaled deviance of each miRNA, and its degrees of freedom; ``left`` (miRNAs x
    samples) is how much of each count the fit leaves free."""
    spread = dispersions[:, None]
    expected, variance = deviance_moments(means, spread)
    ratio = 2 * expected / variance
    deviance = (unit_deviances(counts, means, spread) * ratio).sum(axis=1)
    freedom = (left * expected * ratio).sum(axis=1)
    return deviance / np.maximum(freedom, 1e-300), freedom


def _by_squares(
    counts: Array, means: Array, dispersions: Array, left: Array
) -> tuple[Array, Array]:
    """The mean squared residual of each miRNA over its expectation, and the degrees of freedom
    that it counts for: less at small means, where squares of Poisson counts scatter more."""
    expected = np.maximum(means * (1 + means * dispersions[:, None]), 1e-300)
    ratio = 2 * expected / (2 * expected + 1)
    squares = (counts - means) ** 2 / expected
    freedom = (left * ratio).sum(axis=1)
    return (squares * ratio).sum(axis=1) / np.maximum(freedom, 1e-300), freedom


def _excess(own: Array, squared: Array, freedom: Array) -> float:
    """By how much variances by squares are larger than those by deviances, in the middle of the
    miRNAs: 1 if counts are negative-binomial."""
    told = (freedom >= LEAST_FREEDOM) & (own > 0)
    if not told.any():
        return 1.0
    return max(1.0, float(trim_mean(squared[told] / own[told], TRIMMED)))


def _prior(own: Array, freedom: Array, abundance: Array) -> tuple[Array, float]:
    """The variance that the trend over the abundance gives each miRNA, and its strength in
    degrees of freedom; infinite if the variances scatter by chance only."""
    told = freedom >= LEAST_FREEDOM
    half = freedom[told] / 2
    centre = np.median(own[told])
    logs = np.log(np.maximum(own[told], LEAST_VARIANCE * centre)) - digamma(half) + np.log(half)
    noise = polygamma(1, half)
    basis = natural_spline(abundance)
    weights = 1 / noise
    root = np.sqrt(weights)[:, None]
    solved = np.linalg.lstsq(basis[told] * root, logs * root[:, 0], rcond=None)[0]
    fitted = basis @ solved
    left = max(len(logs) - basis.shape[1], 1)
    scatter = (weights * ((logs - fitted[told]) ** 2 - noise)).sum() / weights.sum()
    scatter *= len(logs) / left
    if scatter <= 0:
        return np.exp(fitted), np.inf
    strength = 2 * inverse_trigamma(scatter)
    return np.exp(fitted + digamma(strength / 2) - np.log(strength / 2)), strength
