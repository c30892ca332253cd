"""What scaling must not depend on: the depth of the libraries, and the share of the top miRNAs."""

import pandas as pd
from scipy.stats import kruskal

from mirtrd.cohort.components import top_share

MEASURES = ("mirna_reads", "size_factor", "top_share")


def describe(counts: pd.DataFrame, factors: pd.Series) -> pd.DataFrame:
    """The MEASURES of each sample; ``counts`` is miRNAs x samples."""
    return pd.DataFrame(
        {"mirna_reads": counts.sum(), "size_factor": factors, "top_share": top_share(counts)}
    )


def compare(table: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Whether each of the MEASURES differs between the groups, by Kruskal and Wallis."""
    rows = [[name, "Kruskal-Wallis", *compare_groups(table[name], groups)] for name in MEASURES]
    return pd.DataFrame(rows, columns=["measure", "test", "statistic", "pvalue"])


def compare_groups(values: pd.Series, groups: pd.Series) -> tuple[float, float]:
    """Statistic and p-value of Kruskal and Wallis over the groups of two samples or more; NaN
    if there are no two such groups, or all values are the same."""
    parts = [own.to_numpy() for _, own in values.groupby(groups) if len(own) > 1]
    if len(parts) < 2 or values.nunique() < 2:
        return float("nan"), float("nan")
    result = kruskal(*parts)
    return float(result.statistic), float(result.pvalue)
