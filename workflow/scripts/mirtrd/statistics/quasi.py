"""Quasi-likelihood F-tests of negative-binomial counts.

How much a miRNA varies beyond what its trend says is estimated from few samples, and so uncertain;
a Wald test takes it as known and calls too much. Here the variance of each miRNA is drawn to its
trend over the abundance, and what is uncertain about it goes into an F-distribution (Lund et al.
2012, doi:10.1515/1544-6115.1826), with deviances of small counts scaled to their exact moments
(Chen et al. 2025, doi:10.1093/nar/gkaf018).

``counts`` is miRNAs x samples with outliers replaced, effects are natural logarithms.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_distribution
from scipy.stats import t as t_distribution

from mirtrd.statistics.arrays import Array
from mirtrd.statistics.effects import LEAST_MEAN, fit_effects, log_likelihood, wald
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.variances import Variances, moderate_variances

# The interval is searched for up to this change (natural logarithm) on either side.
FARTHEST = 30.0
STEPS = 40
TOLERANCE = 1e-7


@dataclass(frozen=True, kw_only=True)
class QuasiTest:
    """The F-tests of all miRNAs: statistics, their two degrees of freedom, and p-values."""

    statistic: Array
    numerator: int
    freedom: Array
    pvalue: Array


@dataclass(frozen=True, kw_only=True)
class QuasiFit:
    """The fit of the full design that all questions about it are answered from."""

    counts: Array
    model: ModelMatrix
    dispersions: Array
    effects: Array
    variances: Variances

    def estimate(self, coefficient: int) -> tuple[Array, Array]:
        """A coefficient of each miRNA and its standard error, by the moderated variances."""
        change, error = wald(self.model, self.dispersions, self.effects, coefficient)
        return change, error * np.sqrt(self.variances.scale)

    @property
    def likelihoods(self) -> Array:
        """The log-likelihood of each miRNA, up to a constant of the counts."""
        means = np.maximum(self.model.means(self.effects), LEAST_MEAN)
        return log_likelihood(self.counts, means, self.dispersions[:, None])


def fit_quasi(counts: Array, model: ModelMatrix, dispersions: Array, base_means: Array) -> QuasiFit:
    """Fit all miRNAs at the dispersions of the trend, and moderate their variances."""
    effects = fit_effects(counts, model, dispersions)
    variances = moderate_variances(counts, model, effects, dispersions, base_means)
    return QuasiFit(
        counts=counts, model=model, dispersions=dispersions, effects=effects, variances=variances
    )


def compare_designs(fit: QuasiFit, reduced: Array) -> QuasiTest:
    """Test the full design against a ``reduced`` one (samples x coefficients), nested in it."""
    small = ModelMatrix(reduced, fit.model.factors)
    numerator = fit.model.coefficients - small.coefficients
    means = np.maximum(small.means(fit_effects(fit.counts, small, fit.dispersions)), LEAST_MEAN)
    lost = fit.likelihoods - log_likelihood(fit.counts, means, fit.dispersions[:, None])
    statistic = np.maximum(2 * lost, 0) / numerator / fit.variances.scale
    pvalue = f_distribution.sf(statistic, numerator, fit.variances.freedom)
    return QuasiTest(
        statistic=statistic, numerator=numerator, freedom=fit.variances.freedom, pvalue=pvalue
    )


def compare_coefficient(fit: QuasiFit, coefficient: int, threshold: float = 0.0) -> QuasiTest:
    """Test whether a coefficient is beyond ``threshold`` (natural logarithm) in either direction.

    With a threshold as TREAT (McCarthy & Smyth 2009, doi:10.1093/bioinformatics/btp053): the
    chances of a larger statistic at the nearer and at the farther bound, added up.
    """
    profile = _Profile(fit, coefficient)
    estimate = fit.effects[:, coefficient]
    freedom = fit.variances.freedom
    side = np.where(estimate < 0, -1.0, 1.0)
    near = side * profile.roots(side * threshold)
    pvalue = t_distribution.sf(near, freedom)
    if threshold:
        pvalue = pvalue + t_distribution.sf(side * profile.roots(-side * threshold), freedom)
    else:
        pvalue = 2 * pvalue
    statistic = np.maximum(near, 0) * side
    return QuasiTest(
        statistic=statistic, numerator=1, freedom=freedom, pvalue=np.minimum(pvalue, 1)
    )


def find_interval(fit: QuasiFit, coefficient: int, confidence: float = 0.95) -> tuple[Array, Array]:
    """The values of a coefficient that its test does not reject, from the lowest to the highest.

    So the interval excludes 0 exactly where p < 1 - ``confidence``. A bound that is nowhere up to
    FARTHEST is infinite. Of a miRNA without reads in a group the outer bound says little, as is the
    estimate: both hang on LEAST_MEAN.
    """
    profile = _Profile(fit, coefficient)
    reach = t_distribution.isf((1 - confidence) / 2, fit.variances.freedom)
    return profile.solve(reach, -1), profile.solve(reach, 1)


class _Profile:
    """The signed root of the F-statistic of one coefficient, as a function of its value."""

    def __init__(self, fit: QuasiFit, coefficient: int):
        self.fit = fit
        self.column = fit.model.design[:, coefficient]
        self.others = ModelMatrix(
            np.delete(fit.model.design, coefficient, axis=1), fit.model.factors
        )
        self.estimate, self.error = fit.estimate(coefficient)
        self.likelihoods = fit.likelihoods

    def roots(self, value: Array, rows: NDArray[np.intp] | slice = slice(None)) -> Array:
        """For each miRNA of ``rows`` the root at its value: 0 at the estimate, positive below."""
        counts, dispersions = self.fit.counts[rows], self.fit.dispersions[rows]
        offsets = np.broadcast_to(value, len(counts))[:, None] * self.column
        effects = fit_effects(counts, self.others, dispersions, offsets)
        means = self.others.means(effects) * np.exp(offsets)
        means = np.maximum(means, LEAST_MEAN)
        lost = self.likelihoods[rows] - log_likelihood(counts, means, dispersions[:, None])
        size = np.sqrt(np.maximum(2 * lost, 0) / self.fit.variances.scale[rows])
        return np.sign(self.estimate[rows] - value) * size

    def solve(self, reach: Array, side: int) -> Array:
        """Where the root has fallen (``side`` 1) or risen (-1) to ``reach``, by regula falsi."""
        bound = np.full(len(reach), side * np.inf)
        far = self.estimate + side * np.minimum(1.2 * reach * self.error + 1e-3, FARTHEST)
        rows = np.arange(len(reach))
        lower, at_lower = self.estimate.copy(), -reach
        at_far = np.abs(self.roots(far)) - reach
        for _ in range(STEPS):
            short = (at_far < 0) & (np.abs(far - self.estimate) < FARTHEST)
            if not short.any():
                break
            which = rows[short]
            lower[which], at_lower[which] = far[which], at_far[which]
            step = np.minimum(2 * np.abs(far - self.estimate)[which], FARTHEST)
            far[which] = self.estimate[which] + side * step
            at_far[which] = np.abs(self.roots(far[which], which)) - reach[which]
        active = rows[at_far >= 0]
        for _ in range(STEPS):
            a, b, at_a, at_b = lower[active], far[active], at_lower[active], at_far[active]
            point = b - at_b * (b - a) / (at_b - at_a)
            value = np.abs(self.roots(point, active)) - reach[active]
            beyond = value >= 0
            at_lower[active] = np.where(beyond, at_a / 2, value)
            at_far[active] = np.where(beyond, value, at_b / 2)
            lower[active] = np.where(beyond, a, point)
            far[active] = np.where(beyond, point, b)
            bound[active] = point
            active = active[np.abs(value) > TOLERANCE * reach[active]]
            if not active.size:
                break
        return bound
