"""Counts that dominate the estimate of their miRNA: Cook's distance, as DESeq2 uses it."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_distribution
from scipy.stats import trim_mean

from mirtrd.statistics.arrays import Array, Mask
from mirtrd.statistics.effects import LEAST_MEAN, RIDGE
from mirtrd.statistics.model_matrix import ModelMatrix

# As DESeq2: outliers are replaced in groups of at least 7 (minReplicatesForReplace), and give no
# p-value in those of 3 to 6.
MIN_REPLACE, MIN_COOKS = 7, 3


def cooks_limit(samples: int, coefficients: int) -> float:
    """The Cook's distance beyond which a count is an outlier: the 99th percentile of the F
    distribution, as DESeq2."""
    return float(f_distribution.ppf(0.99, coefficients, samples - coefficients))


def cooks_distances(counts: Array, model: ModelMatrix, dispersions: Array, effects: Array) -> Array:
    """Cook's distance of each count (miRNAs x samples), with DESeq2's robust variance."""
    means = model.means(effects)
    weights = np.maximum(means, LEAST_MEAN)
    weights = weights / (1 + weights * dispersions[:, None])
    ridge = RIDGE * np.eye(model.coefficients)
    inverse = np.linalg.inv(model.information(weights) + ridge)
    leverages = weights * (inverse.reshape(len(counts), -1) @ model.products.T)
    scaled = counts / model.factors
    average = scaled.mean(axis=1)
    robust = np.maximum((_robust_variance(scaled, model) - average) / average**2, 0.04)
    variances = means + robust[:, None] * means**2
    leverages = np.minimum(leverages, 1 - 1e-9)
    residuals = (counts - means) ** 2 / variances
    return residuals / model.coefficients * leverages / (1 - leverages) ** 2


def _robust_variance(scaled: Array, model: ModelMatrix) -> Array:
    """The largest trimmed variance of the cells of the design that have three samples or more."""
    cells = np.unique(model.cells[model.cell_sizes >= MIN_COOKS])
    if not cells.size:
        centred = (scaled - trim_mean(scaled, 1 / 8, axis=1)[:, None]) ** 2
        return 1.51 * trim_mean(centred, 1 / 8, axis=1)
    largest = np.zeros(len(scaled))
    for cell in cells:
        values = scaled[:, model.cells == cell]
        size = values.shape[1]
        cut, scale = (1 / 8, 1.51) if size >= 24 else (1 / 4, 1.86) if size >= 4 else (1 / 3, 2.04)
        centred = (values - trim_mean(values, cut, axis=1)[:, None]) ** 2
        largest = np.maximum(largest, scale * trim_mean(centred, cut, axis=1))
    return largest


def replace_outliers(counts: Array, model: ModelMatrix, outlying: Mask) -> Array:
    """The counts, outlying ones in large enough groups replaced by what is usual for the miRNA:
    the trimmed mean over all samples. A miRNA that has no reads then keeps its own."""
    replaceable = outlying & (model.cell_sizes >= MIN_REPLACE)
    usual = trim_mean(counts / model.factors, 0.2, axis=1)[:, None] * model.factors
    used = np.where(replaceable, np.floor(usual), counts)
    return np.where(used.any(axis=1, keepdims=True), used, counts)


def untestable(
    counts: Array, model: ModelMatrix, cooks: Array, replaced: NDArray[np.intp]
) -> NDArray[np.intp]:
    """The miRNAs to which outliers leave no p-value.

    They have one in a group of at least MIN_COOKS that was not ``replaced`` (miRNAs whose outliers
    in large groups were), and fewer than three counts above that of the outlier.
    """
    outlying = cooks > cooks_limit(model.samples, model.coefficients)
    outlying[replaced] &= model.cell_sizes < MIN_REPLACE
    rows = np.flatnonzero(outlying[:, model.cell_sizes >= MIN_COOKS].any(axis=1))
    outliers = counts[rows, cooks[rows].argmax(axis=1)]
    return rows[(counts[rows] > outliers[:, None]).sum(axis=1) < 3]
