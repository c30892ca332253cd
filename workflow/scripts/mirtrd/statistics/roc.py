"""How well one value tells two groups apart: the area under the ROC curve and its interval."""

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm, rankdata

from mirtrd.statistics.arrays import Array


def auc(tested: Array, reference: Array) -> tuple[Array, Array]:
    """The area under the ROC curve of each row, and its variance by DeLong et al. 1988
    (doi:10.2307/2531595), by ranks as Sun & Xu 2014 (doi:10.1109/LSP.2014.2337313).

    ``tested`` and ``reference`` are rows x samples. The area is the probability that a sample of
    the tested group has the higher value, ties counted half: below 0.5 where its values are lower.
    NaN for a group without samples, and the variance also where a group has one sample alone.
    """
    m, n = tested.shape[1], reference.shape[1]
    if not m or not n:
        return np.full(len(tested), np.nan), np.full(len(tested), np.nan)
    together = rankdata(np.hstack([tested, reference]), axis=1)
    # Of each sample, the share of the other group that it is above (tested) or below (reference).
    above = (together[:, :m] - rankdata(tested, axis=1)) / n
    below = 1 - (together[:, m:] - rankdata(reference, axis=1)) / m
    area = above.mean(axis=1)
    if min(m, n) < 2:
        return area, np.full(len(tested), np.nan)
    return area, above.var(axis=1, ddof=1) / m + below.var(axis=1, ddof=1) / n


def auc_interval(
    area: float, variance: float, tested: int, reference: int, level: float = 0.95
) -> tuple[float, float]:
    """The confidence interval of an area, from DeLong's variance on the logit scale, which keeps
    it within 0 and 1 (Pepe 2003, The Statistical Evaluation of Medical Tests, 5.2.3).

    DeLong's variance of an area of 0 or 1, all of one group above the other, is 0, which it is
    not: the interval is then by Newcombe 2006 (doi:10.1002/sim.2324, method 5), from the numbers
    of samples ``tested`` and ``reference``. NaN without an area or a variance.
    """
    if np.isnan(area) or np.isnan(variance):
        return np.nan, np.nan
    z = float(norm.ppf(0.5 + level / 2))
    if 0 < area < 1 and variance > 0:
        centre, width = np.log(area / (1 - area)), z * np.sqrt(variance) / (area * (1 - area))
        low, high = (1 / (1 + np.exp(-(centre + sign * width))) for sign in (-1, 1))
        return float(low), float(high)
    return _newcombe(area, z, tested, reference)


def _newcombe(area: float, z: float, m: int, n: int) -> tuple[float, float]:
    """The areas that are z standard errors, each at its own variance, from the one observed."""
    half = (m + n) / 2 - 1

    def distance(true: float) -> float:
        spread = 1 + half * (1 - true) / (2 - true) + half * true / (1 + true)
        return (area - true) ** 2 - z**2 * true * (1 - true) * spread / (m * n)

    tiny = 1e-12
    low = 0.0 if area <= 0 else brentq(distance, tiny, area - tiny)
    high = 1.0 if area >= 1 else brentq(distance, area + tiny, 1 - tiny)
    return float(low), float(high)
