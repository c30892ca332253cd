"""What can be said of a miRNA that was tested, and of one that was not."""

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from mirtrd.design.contrasts import Criteria

# Chance to find a miRNA that changes by the minimum detectable effect.
POWER = 0.8
# A shrunken change (log2) below this, 7 %, is none.
NEAR_ZERO = 0.1
# The statuses of what is significant.
CALLED = ("up", "down", "changed")


def add_mde(table: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """The table with the minimum detectable effect (log2).

    ``mde`` is the absolute change that is called with a probability of POWER at the p-value
    below which one more miRNA would have been called: alpha (k + 1) / m for k called of m
    tested (Benjamini-Hochberg). With the quantiles of that (of a t-distribution with ``df`` degrees
    of freedom, which is normal if they are infinite) and of the power, mde = threshold + (t +
    z_power) lfcSE, which is the sample-size formula for negative-binomial counts of Hart et al.
    2013 (doi:10.1089/cmb.2012.0283) solved for the effect.
    """
    tested, called = table["padj"].notna().sum(), (table["padj"] < criteria.alpha).sum()
    cut = criteria.alpha * min(called + 1, tested) / max(tested, 1)
    reach = t.isf(cut / 2, table["df"]) + norm.isf(1 - POWER)
    return table.assign(mde=criteria.lfc_threshold + reach * table["lfcSE"])


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


def add_remark(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ``remark``: what speaks against a call in its own numbers, the shrunken change
    that is near 0, or has another sign than the estimate; nothing of a test without direction."""
    shrunken, called = table["log2FoldChange_shrunken"], table["status"].isin(["up", "down"])
    other_sign = np.sign(shrunken) != np.sign(table["log2FoldChange"])
    remarks = [
        (called & (shrunken.abs() < NEAR_ZERO), "shrunken change near 0"),
        (called & shrunken.notna() & other_sign, "shrunken change of the other sign"),
    ]
    conditions, words = zip(*remarks, strict=True)
    return table.assign(remark=np.select(conditions, words, ""))
