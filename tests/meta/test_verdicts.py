"""The statuses, case by case."""

import numpy as np
import pytest

from mirtrd.meta.verdicts import agreement, judge

NONE = np.nan


@pytest.mark.parametrize(
    ("changes", "pvalues", "shown", "q_pvalue", "status"),
    [
        ([1.0, 0.8, 0.5], [0.01, 0.2, 0.3], True, 0.6, "consistent"),
        ([-1.0, -0.8, NONE, -0.1], [0.01, 0.2, NONE, 0.9], True, 0.001, "consistent"),
        ([1.0, 0.8, -0.1], [0.001, 0.001, 0.8], True, 0.3, "inconsistent"),
        ([1.0, -0.8, NONE], [0.01, 0.01, NONE], False, 0.001, "inconsistent"),
        ([0.1, -0.1, 0.05], [0.7, 0.8, 0.9], False, 0.9, "not shown"),
        ([0.1, 0.2, 0.05], [0.3, 0.2, 0.9], False, 0.9, "not shown"),
        ([1.0, 0.8, NONE], [0.04, 0.03, NONE], True, 0.9, "consistent"),
        ([1.0, 0.1, NONE], [1e-9, 0.6, NONE], True, 0.2, "not shown"),
        ([NONE, 0.1, NONE], [NONE, 1e-9, NONE], False, NONE, "one study only"),
        ([NONE, NONE, NONE], [NONE, NONE, NONE], False, NONE, "not testable anywhere"),
    ],
)
def test_a_status_is_by_signs_heterogeneity_and_what_is_shown(
    changes, pvalues, shown, q_pvalue, status
):
    found = judge(*(np.array([x], dtype=float) for x in (changes, pvalues)), np.array([shown]),
                  np.array([q_pvalue]))  # fmt: skip
    assert found[0] == status


def test_agreement_is_the_share_of_studies_that_tested_it():
    changes = np.array([[1.0, -1.0, NONE, 0.5], [NONE] * 4])
    found = agreement(changes, np.array([0.2, NONE]))
    assert found[0] == pytest.approx(2 / 3)
    assert np.isnan(found[1])
