"""What a miRNA follows within the groups: haemolysis, batch and the other columns of the sheet."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import chi2, rankdata
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


def follow_columns(left: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """How each row goes with each column: Kruskal-Wallis for groups, Spearman for numbers, as for
    the principal components.

    A row for each pair: mirna, column, effect (share of the variance of the ranks, less what
    chance explains), pvalue and padj (Benjamini-Hochberg over all).
    """
    parts = []
    for column in columns:
        values = column.values.reindex(left.columns).dropna()
        if column.kind == "groups":
            values = values[values.map(values.value_counts()) > 1]
        if len(values) < MIN_SAMPLES or values.nunique() < 2:
            continue
        ranks = rankdata(left[values.index].to_numpy(), axis=1)
        effect, pvalue = _associate(ranks, values, column.kind)
        parts.append(
            pd.DataFrame(
                {"mirna": left.index, "column": column.name, "effect": effect, "pvalue": pvalue}
            )
        )
    names = ["mirna", "column", "effect", "pvalue"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)
    return table.assign(padj=adjust(table["pvalue"].to_numpy(dtype=float)))


def _associate(ranks: Array, values: pd.Series, kind: str) -> tuple[Array, Array]:
    """The effect on each row of ranks, and its p-value."""
    number = ranks.shape[1]
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    total = np.maximum((centred**2).sum(axis=1), 1e-12)
    if kind == "groups":
        levels = [np.flatnonzero(values.to_numpy() == level) for level in values.unique()]
        between = sum(centred[:, at].sum(axis=1) ** 2 / len(at) for at in levels)
        explained, parameters = between / total, len(levels) - 1
        pvalue = chi2.sf((number - 1) * explained, parameters)
    else:
        own = rankdata(values.to_numpy(dtype=float))
        own = own - own.mean()
        r = centred @ own / np.sqrt(total * (own**2).sum())
        explained, parameters = r**2, 1
        statistic = r * np.sqrt((number - 2) / np.maximum(1 - explained, 1e-12))
        pvalue = 2 * t_distribution.sf(np.abs(statistic), number - 2)
    adjusted = 1 - (1 - explained) * (number - 1) / (number - 1 - parameters)
    return np.maximum(adjusted, 0), pvalue


def describe_followed(table: pd.DataFrame, alpha: float, of: str) -> pd.Series:
    """What each miRNA follows, in words, the strongest first, such as "batch (0.61); age (0.3)"."""
    found = table[(table["padj"] < alpha) & (table["effect"] > 0)]
    found = found.sort_values("effect", ascending=False, kind="stable")
    words = found["column"] + " (" + found["effect"].map("{:.2f}".format) + ")"
    return words.groupby(found["mirna"]).agg("; ".join).rename(of)
