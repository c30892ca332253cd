"""PyDESeq2 where R's DESeq2 does otherwise: size factors and trend from outside, clipped means
in the Wald test, a likelihood-ratio test."""

import numpy as np
import pandas as pd
from pydeseq2.dds import DeseqDataSet
from pydeseq2.default_inference import DefaultInference
from scipy.optimize import brentq, minimize_scalar
from scipy.special import polygamma
from scipy.stats import chi2, f, nbinom

# Fitted means below this count as this much in weights, as in DESeq2.
LEAST_MEAN = 0.5


class Inference(DefaultInference):
    """PyDESeq2's own, with two steps as in DESeq2."""

    def wald_test(self, *, mu: np.ndarray, **others) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Wald tests with fitted means clipped from below.

        Without it the standard errors of miRNAs that are absent from a group are far too large.
        """
        return super().wald_test(mu=np.maximum(mu, LEAST_MEAN), **others)

    def alpha_mle(self, **given) -> tuple[np.ndarray, np.ndarray]:
        """Dispersions; where the optimiser gives up, the best of the same objective.

        PyDESeq2 then takes the best of a coarse grid, and leaves out the prior.
        """
        dispersions, converged = super().alpha_mle(**given)
        for column in np.flatnonzero(~converged):
            dispersions[column] = _search_dispersion(column, **given)
        return dispersions, converged


def _search_dispersion(
    column: int,
    counts: np.ndarray,
    design_matrix: np.ndarray,
    mu: np.ndarray,
    alpha_hat: np.ndarray,
    min_disp: float,
    max_disp: float,
    prior_disp_var: float | None = None,
    cr_reg: bool = True,
    prior_reg: bool = False,
) -> float:
    """The dispersion of one miRNA by the Cox-Reid adjusted likelihood, with a normal prior on its
    logarithm around that of ``alpha_hat`` if ``prior_reg``."""
    means, observed = mu[:, column], counts[:, column]

    def loss(log_dispersion: float) -> float:
        dispersion = np.exp(log_dispersion)
        weights = means / (1 + means * dispersion)
        size = 1 / dispersion
        value = -nbinom.logpmf(observed, size, size / (size + means)).sum()
        if cr_reg:
            value += np.linalg.slogdet((design_matrix.T * weights) @ design_matrix)[1] / 2
        if prior_reg:
            value += (log_dispersion - np.log(alpha_hat[column])) ** 2 / (2 * prior_disp_var)
        return float(value)

    grid = np.linspace(np.log(min_disp), np.log(max_disp), 100)
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


def final_counts(data: DeseqDataSet) -> np.ndarray:
    """The counts (samples x miRNAs) that a data set was fitted on: outliers replaced, if any."""
    counts = data.X.copy()
    if data.var["refitted"].any():
        counts[:, data.var["refitted"].to_numpy()] = data.counts_to_refit.X
    return counts


def likelihood_ratio(data: DeseqDataSet, reduced: pd.DataFrame) -> tuple[pd.Series, pd.Series, int]:
    """Likelihood-ratio test of a fitted data set against a smaller model matrix.

    Twice the difference of the log-likelihoods at the dispersions of the full design, which is
    chi-squared with as many degrees of freedom as coefficients are left out (DESeq2's
    nbinomLRT). Returns statistics, p-values and the degrees of freedom.
    """
    counts = final_counts(data)
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


def degrees_of_freedom(data: DeseqDataSet) -> np.ndarray:
    """Those of a Wald statistic of each miRNA, as of a moderated t-statistic.

    The residual ones, and those that the trend adds: a scaled inverse chi-squared prior whose
    logarithm has the variance v has 2 trigamma^-1(v) (Smyth 2004, doi:10.2202/1544-6115.1027).
    A miRNA whose dispersion is too far above the trend to be drawn towards it has none of these.
    """
    samples, coefficients = data.obsm["design_matrix"].shape
    variance = float(data.uns["prior_disp_var"])
    added = 2 * brentq(lambda half: polygamma(1, half) - variance, 1e-3, 1e6)
    alone = np.log(data.var["genewise_dispersions"] / data.var["fitted_dispersions"]) > 2 * np.sqrt(
        float(data.uns["_squared_logres"])
    )
    return samples - coefficients + np.where(alone, 0.0, added)


def _log_likelihood(counts: np.ndarray, means: np.ndarray, dispersions: np.ndarray) -> np.ndarray:
    size = 1 / dispersions
    return nbinom.logpmf(counts, size, size / (size + means)).sum(axis=0)


def outlier_samples(data: DeseqDataSet) -> pd.Series:
    """The samples whose Cook's distance is too large, as text, for each miRNA that has some.

    The limit of DESeq2: the 99th percentile of the F distribution.
    """
    samples, coefficients = data.obsm["design_matrix"].shape
    limit = f.ppf(0.99, coefficients, samples - coefficients)
    beyond = pd.DataFrame(
        data.layers["cooks"] > limit, index=data.obs_names, columns=data.var_names
    )
    found = beyond.loc[:, beyond.any()]
    return pd.Series({name: ", ".join(found.index[found[name]]) for name in found}, dtype=object)
