"""What can be said of a miRNA that was tested, and of one that was not."""

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from mirtrd.design.contrasts import Criteria

# Chance to find a miRNA that changes by the minimum detectable effect.
POWER = 0.8


def add_interval(table: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """The table with a 95 % confidence interval and the minimum detectable effect (log2).

    ``mde`` is the absolute change that is called with a probability of POWER at the p-value
    below which one more miRNA would have been called: alpha (k + 1) / m for k called of m
    tested (Benjamini-Hochberg). With the quantiles z of that (normal, or t with ``df`` degrees of
    freedom) and of the power, mde = threshold + (z + z_power) lfcSE, which is the sample-size
    formula for negative-binomial counts of Hart et al. 2013 (doi:10.1089/cmb.2012.0283) solved
    for the effect.
    """
    half = t.isf(0.025, table["df"]) * table["lfcSE"]
    tested, called = table["padj"].notna().sum(), (table["padj"] < criteria.alpha).sum()
    cut = criteria.alpha * min(called + 1, tested) / max(tested, 1)
    reach = t.isf(cut / 2, table["df"]) + norm.isf(1 - POWER)
    return table.assign(
        ci_low=table["log2FoldChange"] - half,
        ci_high=table["log2FoldChange"] + half,
        mde=criteria.lfc_threshold + reach * table["lfcSE"],
    )


def add_status(
    table: pd.DataFrame, reads: pd.Series, alpha: float, directed: bool = True
) -> pd.DataFrame:
    """The table with every miRNA of ``reads``, and what can be said of it.

    Adds ``status`` (up, down, or changed if the test is not ``directed``; not significant, not
    testable) and, for what is not testable, the ``reason`` (no reads, below count filter,
    outlier, independent filtering). ``reads`` are those in the samples that are compared.
    """
    whole = table.reindex(reads.index)
    tested = whole["padj"].notna()
    significant = whole["padj"] < alpha
    reasons = [
        (reads == 0, "no reads"),
        (~reads.index.isin(table.index), "below count filter"),
        (whole["pvalue"].isna(), "outlier"),
        (whole["padj"].isna(), "independent filtering"),
    ]
    whole["status"] = np.select(
        [significant & (not directed), significant & (whole["log2FoldChange"] > 0), significant,
         tested],
        ["changed", "up", "down", "not significant"],
        "not testable",
    )  # fmt: skip
    conditions, names = zip(*reasons, strict=True)
    whole["reason"] = np.select(conditions, names, "")
    return whole
