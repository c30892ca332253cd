"""What a miRNA follows within the groups: haemolysis, batch and the other columns of the sheet."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import f as f_distribution
from scipy.stats import t as t_distribution

from mirtrd.cohort.components import Column
from mirtrd.statistics.arrays import Array
from mirtrd.statistics.multiple_testing import adjust

MIN_SAMPLES = 6


def within_groups(values: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """What is left of each row (rows x samples) when the mean of its group is taken out, so that
    what is compared is not counted as following."""
    shared = values.T.groupby(groups[values.columns].to_numpy()).transform("mean").T
    return values - shared


def follow_score(left: pd.DataFrame, score: pd.Series, groups: pd.Series) -> pd.DataFrame:
    """Pearson correlation of each row with a score, both within the groups, and its p-value.

    Not by ranks: a few haemolysed samples are what it is about. NaN with fewer than MIN_SAMPLES
    samples that have a score. Columns r and pvalue.
    """
    samples = score.dropna().index.intersection(left.columns)
    empty = pd.DataFrame(np.nan, index=left.index, columns=["r", "pvalue"])
    freedom = len(samples) - 1 - groups[samples].nunique()
    if len(samples) < MIN_SAMPLES or freedom < 1:
        return empty
    own = within_groups(score[samples].to_frame().T.astype(float), groups).to_numpy()[0]
    rows = within_groups(left[samples], groups).to_numpy()
    sizes = np.sqrt((rows**2).sum(axis=1) * (own**2).sum())
    r = np.divide(rows @ own, sizes, out=np.full(len(rows), np.nan), where=sizes > 0)
    statistic = r * np.sqrt(freedom / np.maximum(1 - r**2, 1e-12))
    return empty.assign(r=r, pvalue=2 * t_distribution.sf(np.abs(statistic), freedom))


def follow_columns(left: pd.DataFrame, columns: Sequence[Column], taken: int = 1) -> pd.DataFrame:
    """How each row goes with each column, by F-tests: analysis of variance for groups, regression
    for numbers. Not by ranks, which in small cohorts reach no p-value that many tests leave.

    ``taken`` is how many means of groups were taken out of the rows. A row for each pair: mirna,
    column, effect (share of the variance, less what chance explains), pvalue and padj
    (Benjamini-Hochberg over all).
    """
    parts = []
    for column in columns:
        values = column.values.reindex(left.columns).dropna()
        if column.kind == "groups":
            values = values[values.map(values.value_counts()) > 1]
        freedom = len(values) - taken - (values.nunique() - 1 if column.kind == "groups" else 1)
        if len(values) < MIN_SAMPLES or values.nunique() < 2 or freedom < 1:
            continue
        rows = left[values.index].to_numpy(dtype=float)
        effect, pvalue = _associate(rows, values, column.kind, freedom)
        parts.append(
            pd.DataFrame(
                {"mirna": left.index, "column": column.name, "effect": effect, "pvalue": pvalue}
            )
        )
    names = ["mirna", "column", "effect", "pvalue"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)
    return table.assign(padj=adjust(table["pvalue"].to_numpy(dtype=float)))


def _associate(rows: Array, values: pd.Series, kind: str, freedom: int) -> tuple[Array, Array]:
    """The effect on each row, and its p-value with so many degrees of freedom left."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    total = np.maximum((centred**2).sum(axis=1), 1e-12)
    explained = np.zeros(len(rows))
    if kind == "groups":
        levels = [np.flatnonzero(values.to_numpy() == level) for level in values.unique()]
        for at in levels:
            explained += centred[:, at].sum(axis=1) ** 2 / len(at) / total
        parameters = len(levels) - 1
    else:
        own = values.to_numpy(dtype=float) - values.mean()
        explained += (centred @ own) ** 2 / (total * (own**2).sum())
        parameters = 1
    unexplained = np.maximum(1 - explained, 1e-12)
    pvalue = f_distribution.sf(
        explained / parameters / (unexplained / freedom), parameters, freedom
    )
    adjusted = 1 - unexplained * (freedom + parameters) / freedom
    return np.maximum(adjusted, 0), pvalue


def describe_followed(table: pd.DataFrame, alpha: float, of: str) -> pd.Series:
    """What each miRNA follows, in words, the strongest first, such as "batch (0.61); age (0.3)"."""
    found = table[(table["padj"] < alpha) & (table["effect"] > 0)]
    found = found.sort_values("effect", ascending=False, kind="stable")
    words = found["column"] + " (" + found["effect"].map("{:.2f}".format) + ")"
    return words.groupby(found["mirna"]).agg("; ".join).rename(of)
