"""Quasi-likelihood F-tests against edgeR (tests/oracles), and on simulated null counts."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from builders.cohorts import make_designs, simulate
from builders.paths import ORACLES
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.multiple_testing import adjust
from mirtrd.statistics.negbin import fit_negbin
from mirtrd.statistics.normalisers import median_of_ratios
from mirtrd.statistics.quasi import (
    QuasiFit,
    compare_coefficient,
    compare_designs,
    find_interval,
)


def fitted(counts: pd.DataFrame, design: np.ndarray) -> QuasiFit:
    """The fit of simulated counts, scaled by the median of ratios."""
    values = counts.to_numpy(dtype=float)
    return fit_negbin(values, ModelMatrix(design, median_of_ratios(values))).quasi()


@pytest.fixture(scope="module")
def groups() -> tuple[QuasiFit, np.ndarray]:
    """Two groups of six and seven samples, and the true changes."""
    counts, _, change = simulate(200, 13, seed=2)
    counts.iloc[7, ::2] = 0  # absent from one group
    return fitted(counts, make_designs(13, np.arange(13) % 2)["groups"].to_numpy()), change


@pytest.mark.parametrize("name", ["groups", "pairs"])
def test_p_values_and_calls_are_those_of_edger(name):
    """edgeR 3.40 takes other dispersions (its own trend), and no exact moments of deviances."""
    expected = pd.read_csv(ORACLES / "edger.tsv", sep="\t", index_col=["design", "mirna"]).loc[name]
    pairs = name == "pairs"
    counts, group, _ = simulate(150, 16, pairs=pairs, seed=16)
    design = make_designs(16, group)[name].to_numpy()
    fit = fitted(counts, design)
    pvalue = compare_coefficient(fit, design.shape[1] - 1).pvalue
    expected = expected.loc[counts.index, "pvalue"].to_numpy()
    assert spearmanr(pvalue, expected)[0] > 0.995
    ours, theirs = adjust(pvalue) < 0.05, adjust(expected) < 0.05
    assert theirs.sum() > 5
    assert (ours & theirs).sum() / (ours | theirs).sum() > 0.85


def test_p_values_of_null_counts_are_uniform():
    shares = []
    for seed in range(12):
        counts, group, change = simulate(250, 12, seed=100 + seed)
        null = counts[change == 0]
        fit = fitted(null, np.column_stack([np.ones(12), group]).astype(float))
        pvalue = compare_coefficient(fit, 1).pvalue
        shares.append([(pvalue < level).mean() for level in (0.01, 0.05, 0.2, 0.5)])
    # 2,640 p-values: standard errors of 0.002, 0.004, 0.008 and 0.01.
    low, high = np.array([[0.004, 0.04, 0.17, 0.46], [0.016, 0.06, 0.23, 0.54]])
    assert (low < np.mean(shares, axis=0)).all()
    assert (np.mean(shares, axis=0) < high).all()


def test_the_interval_excludes_0_exactly_where_p_is_small(groups):
    fit, _ = groups
    found = compare_coefficient(fit, 1)
    for confidence in (0.95, 0.8):
        low, high = find_interval(fit, 1, confidence)
        excluded = (low > 0) | (high < 0)
        assert (excluded == (found.pvalue < 1 - confidence)).all()
        assert (low < fit.effects[:, 1]).all()
        assert (fit.effects[:, 1] < high).all()


def test_a_value_at_the_end_of_the_interval_is_just_rejected(groups):
    """By tests at other values: a change of the offset moves the null hypothesis there."""
    fit, _ = groups
    low, _ = find_interval(fit, 1)
    rows = np.flatnonzero((low > 0) & np.isfinite(low))[:5]
    assert len(rows) == 5
    for row in rows:
        # Against a change of less than the lower end in either direction; the other tail is slight.
        pvalue = compare_coefficient(fit, 1, float(low[row])).pvalue[row]
        assert pvalue == pytest.approx(0.025, abs=0.002)


def test_an_absent_mirna_has_an_interval_far_from_0(groups):
    fit, _ = groups
    low, high = find_interval(fit, 1)
    # The other group has more than 100 reads a sample, so a tenth is beyond doubt.
    assert np.log(10) < low[7] < fit.effects[7, 1] < high[7]


def test_a_larger_threshold_gives_larger_p_values(groups):
    fit, change = groups
    pvalues = [compare_coefficient(fit, 1, bound).pvalue for bound in (0, 0.2, 0.5, 1)]
    for smaller, larger in pairwise(pvalues):
        assert (smaller <= larger + 1e-3).all()
    # Those that change by 0.8 log2 or more, against 0.2 natural logarithms.
    assert (pvalues[1][change != 0] < 0.05).mean() > (pvalues[1][change == 0] < 0.05).mean()
    # A threshold of next to nothing is none.
    nearly = compare_coefficient(fit, 1, 1e-6).pvalue
    np.testing.assert_allclose(nearly, pvalues[0], rtol=1e-3)


def test_one_coefficient_is_the_same_as_a_design_without_it(groups):
    fit, _ = groups
    one, other = compare_coefficient(fit, 1), compare_designs(fit, fit.model.design[:, :1])
    np.testing.assert_allclose(one.statistic**2, other.statistic, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(one.pvalue, other.pvalue, rtol=1e-3)
    assert other.numerator == 1


def test_swapping_the_groups_negates_the_statistic_and_the_interval():
    counts, group, _ = simulate(80, 12, seed=3)
    one, other = (
        fitted(counts, np.column_stack([np.ones(12), labels]).astype(float))
        for labels in (group, 1 - group)
    )
    ours, theirs = compare_coefficient(one, 1), compare_coefficient(other, 1)
    np.testing.assert_allclose(ours.statistic, -theirs.statistic, rtol=1e-3, atol=1e-3)
    (low, high), (other_low, other_high) = find_interval(one, 1), find_interval(other, 1)
    np.testing.assert_allclose(low, -other_high, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(high, -other_low, rtol=1e-3, atol=1e-3)
