"""What is said of each miRNA."""

import numpy as np
import pandas as pd
import pytest

from builders.designs import CRITERIA
from mirtrd.design.contrasts import Criteria
from mirtrd.expression.verdicts import add_interval, add_status


def test_status_of_every_mirna():
    nan = np.nan
    table = pd.DataFrame(
        {
            "log2FoldChange": [1.0, -1.0, 0.1, 3.0, 0.2],
            "pvalue": [0.001, 0.001, 0.5, nan, 0.5],
            "padj": [0.01, 0.01, 0.5, nan, nan],
        },
        index=["up", "down", "flat", "wild", "faint"],
    )
    reads = pd.Series({"up": 9, "none": 0, "down": 9, "flat": 9, "few": 1, "wild": 9, "faint": 9})
    whole = add_status(table, reads, alpha=0.05)
    assert list(whole.index) == list(reads.index)
    assert whole["status"].to_dict() == {
        "up": "up",
        "down": "down",
        "flat": "not significant",
        "none": "not testable",
        "few": "not testable",
        "wild": "not testable",
        "faint": "not testable",
    }
    assert whole.loc[["none", "few", "wild", "faint"], "reason"].to_list() == [
        "no reads",
        "below count filter",
        "outlier",
        "independent filtering",
    ]


def test_a_test_of_several_coefficients_has_no_direction():
    table = pd.DataFrame({"log2FoldChange": [1.0], "pvalue": [0.001], "padj": [0.01]}, index=["up"])
    found = add_status(table, pd.Series({"up": 9}), 0.05, directed=False)
    assert found["status"].to_list() == ["changed"]


def test_interval_and_detectable_effect_by_hand():
    table = pd.DataFrame(
        {"log2FoldChange": [3.0, 0.0], "lfcSE": [0.5, 1.0], "padj": [0.001, 0.9], "df": np.inf},
        index=["called", "not"],
    )
    told = add_interval(table, CRITERIA)
    # 1.96 standard errors to each side.
    assert told.loc["called", ["ci_low", "ci_high"]].to_list() == pytest.approx(
        [2.02, 3.98], abs=1e-3
    )
    # One of two is called, so the second needs p < 0.05: z = 1.960, and 0.842 for a power of 80 %.
    assert told.loc["not", "mde"] == pytest.approx(1.960 + 0.842, abs=1e-3)
    assert add_interval(table, Criteria(alpha=0.05, lfc_threshold=1.0)).loc[
        "not", "mde"
    ] == pytest.approx(3.802, abs=1e-3)
    # None of two is called: the first needs p < 0.025.
    told = add_interval(table.assign(padj=0.9), CRITERIA)
    assert told.loc["not", "mde"] == pytest.approx(2.241 + 0.842, abs=1e-3)

    # With ten degrees of freedom the quantiles of t for 2.5 % and 1.25 % are 2.228 and 2.634.
    told = add_interval(table.assign(padj=0.9, df=10.0), CRITERIA)
    assert told.loc["called", "ci_low"] == pytest.approx(3 - 2.228 / 2, abs=1e-3)
    assert told.loc["not", "mde"] == pytest.approx(2.634 + 0.842, abs=1e-3)
