"""PyDESeq2 where R's DESeq2 does otherwise: size factors and trend from outside, clipped means
in the Wald test, a likelihood-ratio test."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from pydeseq2.dds import DeseqDataSet
from pydeseq2.default_inference import DefaultInference
from scipy.optimize import minimize_scalar
from scipy.stats import chi2, nbinom

from mirtrd.statistics.arrays import Array
from mirtrd.statistics.effects import LEAST_MEAN
from mirtrd.statistics.trend import fit_trend
from mirtrd.statistics.trigamma import inverse_trigamma


class Inference(DefaultInference):
    """PyDESeq2's own, with two steps as in DESeq2."""

    def wald_test(self, *, mu: Array, **others: Any) -> tuple[Array, Array, Array]:
        """Wald tests with fitted means clipped from below.

        Without it the standard errors of miRNAs that are absent from a group are far too large.
        """
        return super().wald_test(mu=np.maximum(mu, LEAST_MEAN), **others)

    def alpha_mle(self, **given: Any) -> tuple[Array, Array]:
        """Dispersions; where the optimiser gives up, the best of the same objective.

        PyDESeq2 then takes the best of a coarse grid, and leaves out the prior.
        """
        dispersions, converged = super().alpha_mle(**given)
        for column in np.flatnonzero(~converged):
            dispersions[column] = _search_dispersion(int(column), given)
        return dispersions, converged


def _search_dispersion(column: int, given: Mapping[str, Any]) -> float:
    """The dispersion of one miRNA by the Cox-Reid adjusted likelihood.

    ``given`` is what PyDESeq2 calls ``alpha_mle`` with: counts and means ``mu`` (samples x miRNAs),
    the design, the limits, and if ``prior_reg`` the variance of a normal prior on the logarithm of
    the dispersion around that of ``alpha_hat``.
    """
    observed, means = given["counts"][:, column], given["mu"][:, column]
    design, centre = given["design_matrix"], np.log(given["alpha_hat"][column])

    def loss(log_dispersion: float) -> float:
        dispersion = np.exp(log_dispersion)
        weights = means / (1 + means * dispersion)
        size = 1 / dispersion
        value = -nbinom.logpmf(observed, size, size / (size + means)).sum()
        value += np.linalg.slogdet((design.T * weights) @ design)[1] / 2
        if given.get("prior_reg"):
            value += (log_dispersion - centre) ** 2 / (2 * given["prior_disp_var"])
        return float(value)

    grid = np.linspace(np.log(given["min_disp"]), np.log(given["max_disp"]), 100)
    best = int(np.argmin([loss(point) for point in grid]))
    around = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    return float(np.exp(minimize_scalar(loss, bounds=around, method="bounded").x))


def with_size_factors(
    counts: pd.DataFrame, factors: pd.Series, design: pd.DataFrame
) -> DeseqDataSet:
    """A data set (counts: miRNAs x samples) with the given size factors."""
    data = DeseqDataSet(
        counts=counts.T,
        metadata=pd.DataFrame(index=counts.columns),
        design=design,
        inference=Inference(n_cpus=1),
        quiet=True,
    )
    data.obs["size_factors"] = factors.loc[counts.columns].to_numpy()
    data.layers["normed_counts"] = data.X / data.obs["size_factors"].to_numpy()[:, None]
    data.var["_normed_means"] = data.layers["normed_counts"].mean(axis=0)
    return data


def fit_deseq(data: DeseqDataSet) -> str:
    """Fit all that does not depend on what is tested: dispersions, effects, Cook's distances, and
    those of what they replace. Returns the trend of the dispersions that was used."""
    data.fit_genewise_dispersions()
    trend = _set_trend(data)
    data.fit_dispersion_prior()
    data.fit_MAP_dispersions()
    data.fit_LFC()
    data.calculate_cooks()
    data.refit()
    return trend


def _set_trend(data: DeseqDataSet) -> str:
    """Fit the trend of dispersion over mean: "parametric", or "mean" where that fails."""
    coefficients = fit_trend(
        data.var["_normed_means"].to_numpy(), data.var["genewise_dispersions"].to_numpy()
    )
    if coefficients is None:
        data.fit_type = "mean"
        data.fit_dispersion_trend()
        return "mean (the parametric trend did not converge)"
    data.uns["trend_coeffs"] = pd.Series(coefficients, index=["a0", "a1"])
    data.uns["disp_function_type"] = "parametric"
    data.var["fitted_dispersions"] = data.disp_function(data.var["_normed_means"])
    return "parametric"


def likelihood_ratio(
    data: DeseqDataSet, counts: Array, reduced: pd.DataFrame
) -> tuple[pd.Series, pd.Series, int]:
    """Likelihood-ratio test of a fitted data set against a smaller model matrix.

    ``counts`` (samples x miRNAs) are those that it was fitted on, outliers replaced. Twice the
    difference of the log-likelihoods at the dispersions of the full design, which is chi-squared
    with as many degrees of freedom as coefficients are left out (DESeq2's nbinomLRT). Returns
    statistics, p-values and the degrees of freedom.
    """
    factors = data.obs["size_factors"].to_numpy()
    dispersions = data.var["dispersions"].to_numpy()
    full = data.obsm["design_matrix"].to_numpy()
    small = data.inference.irls(
        counts=counts,
        size_factors=factors,
        design_matrix=reduced.to_numpy(),
        disp=dispersions,
        min_mu=data.min_mu,
        beta_tol=data.beta_tol,
    )[1]
    large = factors[:, None] * np.exp(full @ data.varm["LFC"].to_numpy().T)
    ratio = 2 * (
        _log_likelihood(counts, large, dispersions) - _log_likelihood(counts, small, dispersions)
    )
    freedom = full.shape[1] - reduced.shape[1]
    statistics = pd.Series(ratio, index=data.var_names)
    return statistics, pd.Series(chi2.sf(ratio, freedom), index=data.var_names), freedom


def degrees_of_freedom(data: DeseqDataSet) -> Array:
    """Those of a Wald statistic of each miRNA, as of a moderated t-statistic.

    The residual ones, and those that the trend adds: a scaled inverse chi-squared prior whose
    logarithm has the variance v has 2 trigamma^-1(v) (Smyth 2004, doi:10.2202/1544-6115.1027).
    A miRNA whose dispersion is too far above the trend to be drawn towards it has none of these.
    """
    samples, coefficients = data.obsm["design_matrix"].shape
    added = 2 * inverse_trigamma(float(data.uns["prior_disp_var"]))
    alone = np.log(data.var["genewise_dispersions"] / data.var["fitted_dispersions"]) > 2 * np.sqrt(
        float(data.uns["_squared_logres"])
    )
    return samples - coefficients + np.where(alone, 0.0, added)


def _log_likelihood(counts: Array, means: Array, dispersions: Array) -> Array:
    size = 1 / dispersions
    return nbinom.logpmf(counts, size, size / (size + means)).sum(axis=0)
