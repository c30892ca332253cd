"""What of the samples goes with their principal components."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import kruskal, spearmanr

from mirtrd.cohort.components import Column
from mirtrd.statistics.multiple_testing import adjust

MIN_SAMPLES = 4


def associate(
    scores: pd.DataFrame, shares: NDArray[np.float64], columns: Sequence[Column]
) -> pd.DataFrame:
    """One row for each component and column: test, its statistic, effect and p-values.

    Groups by Kruskal and Wallis, numbers by Spearman. The effect is the share of the variance of
    the ranks that the column explains, less what chance does (adjusted R squared, at least 0), so
    that a column of many levels has no advantage. Samples for which the column is empty, and
    groups of one, are left out. Adjusted by Benjamini and Hochberg over all tests.
    """
    rows = []
    for column in columns:
        values = column.values.reindex(scores.index).dropna()
        if column.kind == "groups":
            values = values[values.map(values.value_counts()) > 1]
        if len(values) < MIN_SAMPLES or values.nunique() < 2:
            continue
        for component, share in zip(scores, shares, strict=True):
            places = scores.loc[values.index, component]
            if places.nunique() < 2:
                continue
            row = {"component": component, "variance": share, "column": column.name}
            rows.append(row | {"samples": len(values)} | _test(column.kind, values, places))
    names = ["component", "variance", "column", "samples", "test", "statistic", "effect", "pvalue"]
    table = pd.DataFrame(rows, columns=names)
    table["padj"] = adjust(table["pvalue"].to_numpy(dtype=float))
    return table


def _test(kind: str, values: pd.Series, places: pd.Series) -> dict[str, float | str]:
    if kind == "groups":
        result = kruskal(*(group.to_numpy() for _, group in places.groupby(values)))
        name, explained = "Kruskal-Wallis", result.statistic / (len(values) - 1)
        parameters = values.nunique() - 1
    else:
        result = spearmanr(values, places)
        name, explained, parameters = "Spearman", result.statistic**2, 1
    freedom = len(values) - 1
    adjusted = 1 - (1 - explained) * freedom / (freedom - parameters)
    return {
        "test": name,
        "statistic": result.statistic,
        "effect": max(adjusted, 0.0),
        "pvalue": result.pvalue,
    }
