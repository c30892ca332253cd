"""Deviances of negative-binomial counts, and what they are on average.

A deviance is taken to have the mean and the variance of chi-squared. For small counts it has
neither: it is smaller, and it varies more or less. With the exact moments of each count, deviances
are scaled to such that have (the idea of edgeR 4, Chen et al. 2025, doi:10.1093/nar/gkaf018).
"""

from functools import cache

import numpy as np
from scipy.interpolate import RectBivariateSpline
from scipy.special import gammaln, xlogy

# The range of means and dispersions over which the moments are tabulated; beyond its ends, those
# of the ends are taken. At the upper end of means the counts are no longer small. Between the
# points the moments are within 0.3 % of the exact ones (tests/statistics/test_deviances.py).
MEANS = np.geomspace(1e-3, 1e5, 41)
DISPERSIONS = np.geomspace(1e-4, 20, 21)
# Counts up to this one are summed one by one, larger ones on a grid of so many points.
SMALL_COUNTS = 256
LARGE_COUNTS = 400
# So many times the standard deviation, and the length of the tail, counts are followed.
DEVIATIONS, TAIL = 12, 35


def unit_deviances(counts: np.ndarray, means: np.ndarray, dispersions: np.ndarray) -> np.ndarray:
    """Twice the log-likelihood that each count lacks, at its mean, of the most it can have.

    Arrays of one shape, or such that NumPy makes one of them. Counts and dispersions may be 0.
    """
    grown = np.log1p(dispersions * means) - np.log1p(dispersions * counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        tail = np.where(dispersions > 0, grown / dispersions, means - counts)
    return np.maximum(2 * (xlogy(counts, counts / means) + counts * grown + tail), 0)


def deviance_moments(means: np.ndarray, dispersions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the unit deviance of a negative-binomial count."""
    expected, variance = _splines()
    at = np.log(np.clip(means, MEANS[0], MEANS[-1]))
    by = np.log(np.clip(dispersions, DISPERSIONS[0], DISPERSIONS[-1]))
    at, by = np.broadcast_arrays(at, by)
    return np.exp(expected.ev(at, by)), np.exp(variance.ev(at, by))


@cache
def _splines() -> tuple[RectBivariateSpline, RectBivariateSpline]:
    """Logarithms of both moments as smooth functions of those of mean and dispersion."""
    tables = np.array([[exact_moments(m, d) for d in DISPERSIONS] for m in MEANS])
    grid = np.log(MEANS), np.log(DISPERSIONS)
    expected, variance = np.log(tables).transpose(2, 0, 1)
    return RectBivariateSpline(*grid, expected), RectBivariateSpline(*grid, variance)


def exact_moments(mean: float, dispersion: float) -> tuple[float, float]:
    """Mean and variance of the unit deviance of one count, by summing over its distribution."""
    size, spread = 1 / dispersion, np.sqrt(mean + dispersion * mean**2)
    last = np.ceil(mean + DEVIATIONS * spread + TAIL * (1 + dispersion * mean))
    counts = np.arange(min(last, SMALL_COUNTS) + 1)
    weights = np.ones(len(counts))
    if last > SMALL_COUNTS:
        # The sum over larger counts as an integral over points that lie close around the mean.
        near = mean + spread * np.linspace(-DEVIATIONS, DEVIATIONS, LARGE_COUNTS)
        wide = np.geomspace(SMALL_COUNTS, last, LARGE_COUNTS)
        points = np.unique(np.concatenate([wide, near[(near > SMALL_COUNTS) & (near < last)]]))
        steps = np.diff(points) / 2
        trapezoid = np.append(steps, 0) + np.append(0.5, steps)  # half a count before the first
        counts = np.concatenate([counts[:-1], points])
        weights = np.concatenate([weights[:-1], trapezoid])
    log_share = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1)
    log_share += xlogy(counts, mean / (mean + size)) - size * np.log1p(mean / size)
    share = weights * np.exp(log_share)
    share /= share.sum()
    deviances = unit_deviances(counts, np.array(mean), np.array(dispersion))
    expected = float(share @ deviances)
    return expected, float(share @ (deviances - expected) ** 2)
