"""What scaling must not depend on is measured and compared by hand."""

import numpy as np
import pandas as pd
import pytest

from mirtrd.cohort.scaling import compare, compare_groups, describe


def test_groups_are_compared_by_kruskal_and_wallis():
    values = pd.Series([1.0, 2, 3, 4, 5, 6, 99], list("abcdefg"))
    groups = pd.Series([*"xxxyyyz"], list("abcdefg"))
    statistic, pvalue = compare_groups(values, groups)  # z has one sample, so no say
    assert statistic == pytest.approx(27 / 7)
    assert pvalue == pytest.approx(0.0495, abs=1e-4)
    assert np.isnan(compare_groups(values * 0, groups)[1])
    assert np.isnan(compare_groups(values[:3], groups[:3])[1])


def test_measures_by_hand():
    counts = pd.DataFrame({"NA": [*range(1, 13)], "001": [0] * 11 + [7]})
    table = describe(counts, pd.Series({"NA": 2.0, "001": 0.5}))
    assert table["mirna_reads"].to_dict() == {"NA": 78, "001": 7}
    assert table["size_factor"].to_dict() == {"NA": 2, "001": 0.5}
    # Ten of 1 to 12: all 78 but 1 and 2.
    assert table["top_share"].to_dict() == {"NA": 75 / 78, "001": 1}
    tests = compare(table, pd.Series({"NA": "x", "001": "y"}))
    assert list(tests["measure"]) == list(table)
    assert tests["pvalue"].isna().all()  # groups of one
