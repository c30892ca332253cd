"""Surrogates of hidden factors: against the factor that was put in, and against sva of R."""

import numpy as np
import pandas as pd
import pytest

from builders.hidden import CHANGED, SAMPLES, hide
from builders.paths import ORACLES
from mirtrd.statistics.surrogates import Residuals, find_components, surrogate_factors


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    return abs(float(np.corrcoef(one, other)[0, 1]))


@pytest.mark.parametrize("strength", [0, 1])
def test_there_are_as_many_as_were_put_in_and_as_sva_finds(strength):
    cohort = hide(strength)
    expected = pd.read_csv(ORACLES / "sva.tsv", sep="\t").query("strength == @strength")["number"]
    number = find_components(Residuals.of(cohort.logs, cohort.design)).number
    assert number == strength == expected.iloc[0]


def test_a_surrogate_is_the_factor_though_the_groups_differ_in_it():
    cohort = hide(1)
    [factor] = surrogate_factors(cohort.logs, cohort.design, cohort.reduced, 1).T
    assert correlation(factor, cohort.factor) > 0.98
    sva = pd.read_csv(ORACLES / "sva.tsv", sep="\t").query("strength == 1")["level"]
    assert correlation(factor, cohort.factor) > correlation(sva, cohort.factor) - 0.01
    # What residuals alone tell lacks the difference between the groups.
    residuals = Residuals.of(cohort.logs, cohort.design)
    scores = np.linalg.svd(residuals.values, full_matrices=False)[2][0]
    assert correlation(scores, cohort.factor) < 0.9


def test_with_a_surrogate_what_changes_is_what_was_put_in():
    cohort = hide(1)
    factor = surrogate_factors(cohort.logs, cohort.design, cohort.reduced, 1)
    with_factor = np.column_stack([cohort.design, factor])
    without, adjusted = (
        np.linalg.lstsq(design, cohort.logs.T, rcond=None)[0][1]
        for design in (cohort.design, with_factor)
    )
    truth = cohort.changed.astype(float)
    # Means of twelve have a standard error of 0.2 for the difference, of 0.24 with the factor.
    assert np.sqrt(np.mean((adjusted - truth) ** 2)) < 0.27
    assert np.sqrt(np.mean((without - truth) ** 2)) > 0.3
    assert adjusted[:CHANGED].mean() == pytest.approx(1, abs=0.1)


def test_a_test_of_two_columns_at_once_has_factors_too():
    cohort = hide(1)
    third = (np.arange(SAMPLES) % 3 == 0).astype(float)
    design = np.column_stack([cohort.design, third])
    [factor] = surrogate_factors(cohort.logs, design, cohort.reduced, 1).T
    assert correlation(factor, cohort.factor) > 0.97


def test_what_does_not_vary_says_nothing():
    cohort = hide(1)
    logs = np.vstack([cohort.logs, np.full(SAMPLES, 4.0)])
    assert find_components(Residuals.of(logs, cohort.design)).number == 1
    factor = surrogate_factors(logs, cohort.design, cohort.reduced, 1)
    expected = surrogate_factors(cohort.logs, cohort.design, cohort.reduced, 1)
    np.testing.assert_allclose(factor, expected, rtol=1e-3)


def test_few_residual_degrees_of_freedom_leave_no_factor():
    cohort = hide(1)
    design = np.column_stack([np.eye(SAMPLES)[:, 2:], cohort.design])
    assert find_components(Residuals.of(cohort.logs, design)).number == 0
