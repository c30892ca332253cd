"""What is said of each miRNA."""

import numpy as np
import pandas as pd
import pytest

from builders.designs import CRITERIA
from mirtrd.design.contrasts import Criteria
from mirtrd.expression.verdicts import add_mde, add_remark, add_status


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


def test_the_detectable_effect_by_hand():
    table = pd.DataFrame({"lfcSE": [0.5, 1.0], "padj": [0.001, 0.9], "df": np.inf})
    # One of two is called, so the second needs p < 0.05: z = 1.960, and 0.842 for a power of 80 %.
    assert add_mde(table, CRITERIA).loc[1, "mde"] == pytest.approx(1.960 + 0.842, abs=1e-3)
    strict = Criteria(alpha=0.05, lfc_threshold=1.0)
    assert add_mde(table, strict).loc[1, "mde"] == pytest.approx(3.802, abs=1e-3)
    # None of two is called: the first needs p < 0.025.
    told = add_mde(table.assign(padj=0.9), CRITERIA)
    assert told.loc[1, "mde"] == pytest.approx(2.241 + 0.842, abs=1e-3)
    # With ten degrees of freedom the quantile of t for 1.25 % is 2.634.
    told = add_mde(table.assign(padj=0.9, df=10.0), CRITERIA)
    assert told.loc[1, "mde"] == pytest.approx(2.634 + 0.842, abs=1e-3)


def test_a_call_that_shrinks_to_nothing_or_turns_is_marked():
    table = pd.DataFrame(
        {
            "status": ["up", "down", "up", "not significant", "changed", "up"],
            "log2FoldChange": [1.5, -1.5, 0.4, 0.1, 0.2, 0.9],
            "log2FoldChange_shrunken": [0.02, -1.2, -0.6, 0.0, 0.0, np.nan],
        },
        index=["gone", "stays", "turned", "flat", "ratio", "unknown"],
    )
    remarks = add_remark(table)["remark"]
    assert remarks[remarks != ""].to_dict() == {
        "gone": "shrunken change near 0",
        "turned": "shrunken change of the other sign",
    }
