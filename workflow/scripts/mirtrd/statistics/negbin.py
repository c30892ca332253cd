"""DESeq2's negative-binomial test for all miRNAs at once, fast enough to be run hundreds of times.

The same steps as the main fit (Love et al. 2014, doi:10.1186/s13059-014-0550-8), written for
whole matrices: a refit of 500 miRNAs in 120 samples takes a fraction of a second. The main
results come from PyDESeq2; this module serves refits under other labels, samples or settings.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm
from scipy.stats import t as t_distribution

from mirtrd.statistics.arrays import Array, Mask
from mirtrd.statistics.dispersions import fit_prior, genewise_dispersions, shrink_dispersions
from mirtrd.statistics.effects import fit_effects, likelihood_ratio, wald
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.multiple_testing import adjust_filtered
from mirtrd.statistics.outliers import cooks_distances, cooks_limit, replace_outliers, untestable
from mirtrd.statistics.trigamma import inverse_trigamma


@dataclass(frozen=True, kw_only=True)
class Hypothesis:
    """What is tested of a model.

    By Wald's test, that the coefficient with this number changes by more than ``threshold`` (log2
    units) in either direction, with a "normal" or a "t" ``distribution``; or by the
    likelihood-ratio test against a ``reduced`` model matrix. A miRNA without reads in the samples
    that are ``compared`` (all, if none are named) gets no p-value. ``alpha`` is the
    false-discovery rate that independent filtering works for.
    """

    coefficient: int
    alpha: float
    threshold: float = 0.0
    distribution: str = "normal"
    reduced: Array | None = None
    compared: Mask | None = None


@dataclass(frozen=True, kw_only=True)
class Refit:
    """Tests of one hypothesis: arrays over miRNAs, changes in log2 units.

    ``pvalue`` is NaN for what an outlier makes untestable, ``padj`` also for what independent
    filtering leaves out.
    """

    change: Array
    error: Array
    pvalue: Array
    padj: Array

    def called(self, alpha: float) -> Mask:
        """Which miRNAs are significant."""
        significant: Mask = np.nan_to_num(self.padj, nan=1.0) < alpha
        return significant


def refit(counts: Array, factors: Array, design: Array, hypothesis: Hypothesis) -> Refit:
    """Test a hypothesis with the whole procedure of DESeq2.

    ``counts`` is miRNAs x samples, ``factors`` scales the samples, ``design`` is samples x
    coefficients. Gene-wise dispersions, their trend and its prior, shrunken dispersions, effects,
    replaced outliers, test, Cook's filter and independent filtering.
    """
    counts = np.asarray(counts, dtype=float)
    model = ModelMatrix(design, factors)
    base_means = (counts / model.factors).mean(axis=1)
    means, raw = genewise_dispersions(counts, model)
    prior = fit_prior(raw, base_means, model)
    dispersions = shrink_dispersions(counts, model, means, raw, prior)
    effects = fit_effects(counts, model, dispersions)
    cooks = cooks_distances(counts, model, dispersions, effects)
    limit = cooks_limit(model.samples, model.coefficients)
    used = replace_outliers(counts, model, cooks > limit)
    again = np.flatnonzero((used != counts).any(axis=1))
    if again.size:
        part = used[again]
        means, raw[again] = genewise_dispersions(part, model)
        dispersions[again] = shrink_dispersions(part, model, means, raw[again], prior)
        effects[again] = fit_effects(part, model, dispersions[again])
        base_means[again] = (part / model.factors).mean(axis=1)
    change, error = wald(model, dispersions, effects, hypothesis.coefficient)
    change, error = change / np.log(2), error / np.log(2)
    if hypothesis.reduced is not None:
        reduced = ModelMatrix(hypothesis.reduced, factors)
        pvalue = likelihood_ratio(used, model, reduced, dispersions, effects)
    else:
        freedom: float | Array = np.inf
        if hypothesis.distribution == "t":
            drawn = ~prior.beyond(raw, base_means)
            added = np.where(drawn, 2 * inverse_trigamma(prior.variance), 0)
            freedom = model.samples - model.coefficients + added
        pvalue = _two_sided(change, error, hypothesis.threshold, freedom)
    pvalue[untestable(counts, model, cooks, again)] = np.nan
    compared = slice(None) if hypothesis.compared is None else hypothesis.compared
    pvalue[~counts[:, compared].any(axis=1)] = np.nan
    padj = adjust_filtered(pvalue, base_means, hypothesis.alpha)
    return Refit(change=change, error=error, pvalue=pvalue, padj=padj)


def _two_sided(change: Array, error: Array, threshold: float, freedom: float | Array) -> Array:
    """p-values of a change beyond the threshold; normal for infinitely many degrees of freedom."""
    beyond = np.maximum(np.abs(change) - threshold, 0) / error
    tail = norm.sf(beyond) if np.isscalar(freedom) else t_distribution.sf(beyond, freedom)
    return np.minimum(2 * tail, 1)
