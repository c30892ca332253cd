"""A second opinion: linear models of log-CPM with moderated t-tests, as limma-trend.

Another distribution (normal on a log scale), another estimate of noise (shrunken variances in
place of shrunken dispersions), another test (t). Ritchie et al. 2015, doi:10.1093/nar/gkv007;
Smyth 2004, doi:10.2202/1544-6115.1027.
"""

import numpy as np
from scipy.special import digamma, polygamma
from scipy.stats import t as t_distribution

from mirtrd.statistics.arrays import Array
from mirtrd.statistics.trigamma import inverse_trigamma

# Added to counts before their logarithms are taken (log_cpm), as the limma guide proposes for
# limma-trend.
PRIOR_COUNT = 3.0


def moderated_test(values: Array, design: Array, coefficient: int) -> tuple[Array, Array]:
    """Effects and p-values of one coefficient for each row of ``values`` (miRNAs x samples).

    ``design`` is samples x coefficients, of full rank, with residual degrees of freedom.
    Variances are drawn to their trend over the mean of the row.
    """
    freedom = len(design) - design.shape[1]
    effects: Array = np.linalg.lstsq(design, values.T, rcond=None)[0].T
    variances = ((values - effects @ design.T) ** 2).sum(axis=1) / freedom
    variances = np.maximum(variances, 1e-5 * (np.median(variances) or 1.0))
    prior, strength = fit_prior(variances, freedom, values.mean(axis=1))
    total = min(freedom + strength, freedom * len(values))
    if np.isinf(strength):
        posterior = prior
    else:
        posterior = (freedom * variances + strength * prior) / (freedom + strength)
    unscaled = np.linalg.inv(design.T @ design)[coefficient, coefficient]
    statistics = effects[:, coefficient] / np.sqrt(unscaled * posterior)
    return effects[:, coefficient], 2 * t_distribution.sf(np.abs(statistics), total)


def fit_prior(variances: Array, freedom: float, means: Array) -> tuple[Array, float]:
    """The prior variance of each miRNA and its degrees of freedom (limma's ``fitFDist``): a
    natural spline through the log variances, and what they scatter beyond chance."""
    logs = np.log(variances) - digamma(freedom / 2) + np.log(freedom / 2)
    basis = natural_spline(means)
    fitted = basis @ np.linalg.lstsq(basis, logs, rcond=None)[0]
    left = max(len(logs) - basis.shape[1], 1)
    scatter = ((logs - fitted) ** 2).sum() / left - polygamma(1, freedom / 2)
    if scatter <= 0:
        return np.exp(fitted), np.inf
    strength = 2 * inverse_trigamma(scatter)
    return np.exp(fitted + digamma(strength / 2) - np.log(strength / 2)), strength


def natural_spline(x: Array) -> Array:
    """A basis of natural cubic splines with knots at quantiles (Hastie et al., Elements of
    Statistical Learning, 5.2.1); of 30 values or more four columns, of fewer down to one."""
    columns = 1 + sum(len(x) >= least for least in (3, 6, 30))
    columns = min(columns, len(np.unique(x)))
    x = (x - x.min()) / (np.ptp(x) or 1)  # the space is the same, the numbers are better
    basis = [np.ones_like(x), x][:columns]
    knots: list[float] = []
    if columns > 2:
        knots = np.quantile(x, np.linspace(0, 1, columns)).tolist()

    def bent(knot: float) -> Array:
        parts = np.maximum(x - knot, 0) ** 3 - np.maximum(x - knots[-1], 0) ** 3
        return parts / (knots[-1] - knot)

    basis += [bent(knot) - bent(knots[-2]) for knot in knots[:-2]]
    return np.column_stack(basis)
