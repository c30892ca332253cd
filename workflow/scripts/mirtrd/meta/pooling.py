"""Meta-analysis of the effects of several studies, for all miRNAs at once.

``changes`` and ``errors`` are miRNAs x studies: estimates (log2) that were not shrunken, and their
standard errors. NaN is a study in which the miRNA was not testable; it has no weight, and is no 0.
With w = 1 / (v + tau2), v the squared errors, the estimate is the mean of the changes by w.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2
from scipy.stats import t as t_distribution

from mirtrd.statistics.arrays import Array, Mask

# Places at which the restricted likelihood is first looked at, between these multiples of the
# squared range of the changes, the larger of which tau2 cannot reach; then how often the interval
# around the highest is halved.
PLACES, LEAST, LARGEST = 60, 1e-6, 2.0
HALVINGS = 60
# With fewer studies, tau2 is all but unknown: it is 0 in half of the sets of two, and their
# Hartung-Knapp interval is six times as wide as that of a normal distribution.
FEWEST_RANDOM = 3
# The share of intervals that may miss what they are of (95 % intervals).
UNCOVERED = 0.05


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """An estimate for each miRNA, its error, the degrees of freedom of its test (infinite for a
    normal one), and the variance between studies that it is based on."""

    estimate: Array
    error: Array
    freedom: Array
    tau2: Array

    @property
    def pvalue(self) -> Array:
        """The two-sided p-value of no change."""
        return 2 * t_distribution.sf(np.abs(self.estimate / self.error), self.freedom)

    @property
    def interval(self) -> tuple[Array, Array]:
        """The 95 % confidence interval."""
        half = t_distribution.isf(UNCOVERED / 2, self.freedom) * self.error
        return self.estimate - half, self.estimate + half

    @property
    def prediction(self) -> tuple[Array, Array]:
        """The interval that is to hold the true change of 95 % of further studies.

        As in metafor, with the degrees of freedom of the estimate; what is not known of tau2 is
        left out, so that of six studies it holds some 91 %.
        """
        spread = np.sqrt(self.error**2 + self.tau2)
        half = t_distribution.isf(UNCOVERED / 2, self.freedom) * spread
        return self.estimate - half, self.estimate + half

    def where(self, chosen: Mask, other: "Pooled") -> "Pooled":
        """This one for the ``chosen`` miRNAs, the other one for the rest."""
        parts = ("estimate", "error", "freedom", "tau2")
        return Pooled(
            **{part: np.where(chosen, getattr(self, part), getattr(other, part)) for part in parts}
        )


@dataclass(frozen=True, kw_only=True)
class Heterogeneity:
    """Cochran's Q of each miRNA and its p-value: whether studies differ by more than chance."""

    q: Array
    pvalue: Array


def count_studies(changes: Array) -> Array:
    """The number of studies that tested each miRNA."""
    return (~np.isnan(changes)).sum(axis=1)


def weigh(errors: Array, tau2: Array) -> Array:
    """The weight of each study; 0 where the miRNA was not testable."""
    with np.errstate(invalid="ignore"):
        weights = 1 / (errors**2 + np.reshape(tau2, (-1, 1)))
    return np.nan_to_num(weights, nan=0.0)


def fixed_effect(changes: Array, errors: Array) -> Pooled:
    """One true change in all studies; a normal test."""
    return _pool(changes, errors, np.zeros(len(changes)))


def dersimonian_laird(changes: Array, errors: Array) -> Pooled:
    """Random effects with tau2 by moments, at least 0; a normal test.

    DerSimonian & Laird 1986, doi:10.1016/0197-2456(86)90046-2.
    """
    weights = weigh(errors, np.zeros(len(changes)))
    total, left = weights.sum(axis=1), count_studies(changes) - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = total - (weights**2).sum(axis=1) / total
        tau2 = (find_heterogeneity(changes, errors).q - left) / scale
    return _pool(changes, errors, np.where(left > 0, np.maximum(tau2, 0), 0))


def restricted_likelihood(changes: Array, errors: Array) -> Pooled:
    """Random effects with tau2 by restricted maximum likelihood; a normal test.

    The likelihood may have several peaks (Viechtbauer 2005, doi:10.3102/10769986030003261): the
    highest on a grid, which 0 is part of, is followed to where its slope is 0.
    """
    squared = np.where(count_studies(changes) > 1, _range(changes), 0) ** 2
    steps = np.concatenate([[0], np.geomspace(LEAST, LARGEST, PLACES)])
    heights = np.column_stack([_likelihood(changes, errors, step * squared) for step in steps])
    best = heights.argmax(axis=1)
    low = steps[np.maximum(best - 1, 0)] * squared
    high = steps[np.minimum(best + 1, PLACES)] * squared
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        rising = _slope(changes, errors, middle) > 0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    # At the boundary the likelihood falls from 0 on.
    falling = (best <= 1) & (_slope(changes, errors, np.zeros(len(changes))) <= 0)
    return _pool(changes, errors, np.where(falling, 0, (low + high) / 2))


def hartung_knapp(changes: Array, errors: Array, pooled: Pooled) -> Pooled:
    """The estimate with its error by the scatter of the studies, and a t-test with k - 1 degrees.

    Never below the error of the normal test (the "ad hoc" rule), which it would be in most sets of
    few studies that agree by chance (Hartung & Knapp 2001, doi:10.1002/sim.791; Jackson et al.
    2017, doi:10.1002/sim.7411).
    """
    weights = weigh(errors, pooled.tau2)
    left = np.maximum(count_studies(changes) - 1, 1)
    away = np.nan_to_num(changes - pooled.estimate[:, None])
    scatter = (weights * away**2).sum(axis=1) / left
    return Pooled(
        estimate=pooled.estimate,
        error=pooled.error * np.sqrt(np.maximum(scatter, 1)),
        freedom=left.astype(float),
        tau2=pooled.tau2,
    )


def combine(changes: Array, errors: Array) -> Pooled:
    """The estimate that is reported: of three studies or more, random effects by restricted
    maximum likelihood with Hartung and Knapp's error; of two, the fixed effect; of one, its own."""
    random = restricted_likelihood(changes, errors)
    adjusted = hartung_knapp(changes, errors, random)
    enough = count_studies(changes) >= FEWEST_RANDOM
    return adjusted.where(enough, fixed_effect(changes, errors))


def find_heterogeneity(changes: Array, errors: Array) -> Heterogeneity:
    """Cochran's Q: the scatter of the changes around the fixed effect, in units of their errors."""
    weights = weigh(errors, np.zeros(len(changes)))
    away = np.nan_to_num(changes - fixed_effect(changes, errors).estimate[:, None])
    q = (weights * away**2).sum(axis=1)
    left = count_studies(changes) - 1
    several = left > 0
    pvalue = np.where(several, chi2.sf(q, np.maximum(left, 1)), np.nan)
    return Heterogeneity(q=np.where(several, q, np.nan), pvalue=pvalue)


def share_between(changes: Array, errors: Array, tau2: Array) -> Array:
    """I2: the share of tau2 in the variance of a typical study (Higgins & Thompson 2002,
    doi:10.1002/sim.1186)."""
    weights = weigh(errors, np.zeros(len(changes)))
    total, left = weights.sum(axis=1), count_studies(changes) - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        typical = left * total / (total**2 - (weights**2).sum(axis=1))
        return np.where(left > 0, tau2 / (tau2 + typical), np.nan)


def _pool(changes: Array, errors: Array, tau2: Array) -> Pooled:
    weights = weigh(errors, tau2)
    total = weights.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = (weights * np.nan_to_num(changes)).sum(axis=1) / total
        error = 1 / np.sqrt(total)
    tested = total > 0
    return Pooled(
        estimate=np.where(tested, estimate, np.nan),
        error=np.where(tested, error, np.nan),
        freedom=np.full(len(changes), np.inf),
        tau2=np.where(tested, tau2, np.nan),
    )


def _range(changes: Array) -> Array:
    most = np.where(np.isnan(changes), -np.inf, changes).max(axis=1, initial=-np.inf)
    least = np.where(np.isnan(changes), np.inf, changes).min(axis=1, initial=np.inf)
    return np.where(np.isfinite(most), most - least, 0)


def _likelihood(changes: Array, errors: Array, tau2: Array) -> Array:
    """The restricted log-likelihood of tau2, up to a constant."""
    weights = weigh(errors, tau2)
    away = np.nan_to_num(changes - _pool(changes, errors, tau2).estimate[:, None])
    with np.errstate(divide="ignore"):
        logs = np.where(weights > 0, np.log(weights), 0).sum(axis=1)
        return (logs - np.log(weights.sum(axis=1)) - (weights * away**2).sum(axis=1)) / 2


def _slope(changes: Array, errors: Array, tau2: Array) -> Array:
    """Its derivative by tau2."""
    weights = weigh(errors, tau2)
    total = weights.sum(axis=1)
    away = np.nan_to_num(changes - _pool(changes, errors, tau2).estimate[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (weights**2 * away**2).sum(axis=1) - total + (weights**2).sum(axis=1) / total
    return np.nan_to_num(found) / 2
