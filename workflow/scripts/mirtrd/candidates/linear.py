"""Tests of what is no miRNA count of its own, such as the sum of a family, by the same design."""

import numpy as np
import pandas as pd

from mirtrd.design.matrices import Model
from mirtrd.statistics.moderated import moderated_test


def test_logs(logs: pd.DataFrame, asked: Model) -> pd.DataFrame:
    """The change of each row (log2) by the coefficient of a contrast and its p-value, by moderated
    t-tests; NaN where that is not one coefficient, or no degrees of freedom are left.

    ``logs`` is rows x samples. Columns change and pvalue.
    """
    matrix = asked.matrix
    table = pd.DataFrame(np.nan, index=logs.index, columns=["change", "pvalue"])
    if asked.reduced is None and len(logs) and len(matrix) > matrix.shape[1]:
        place = matrix.columns.get_loc(asked.coefficient)
        change, pvalue = moderated_test(logs[matrix.index].to_numpy(), matrix.to_numpy(), place)
        table = table.assign(change=change, pvalue=pvalue)
    return table
