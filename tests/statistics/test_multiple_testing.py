"""Adjusted p-values."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import false_discovery_control

from mirtrd.statistics.multiple_testing import adjust, adjust_filtered

PVALUES = arrays(float, st.integers(1, 60), elements=st.floats(0, 1, allow_subnormal=False))


def test_benjamini_hochberg_by_hand():
    # 0.01 * 4, 0.02 * 4 / 2, 0.03 * 4 / 3, 0.6.
    pvalue = np.array([0.6, 0.02, np.nan, 0.01, 0.03])
    np.testing.assert_allclose(adjust(pvalue), [0.6, 0.04, np.nan, 0.04, 0.04])
    assert adjust(np.array([np.nan])).tolist() != [0]


@given(PVALUES)
def test_adjusted_p_values_are_in_the_same_order_and_no_smaller(pvalue):
    adjusted = adjust(pvalue)
    assert (adjusted >= pvalue * (1 - 1e-12)).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(pvalue)]) >= 0).all()
    np.testing.assert_allclose(adjusted, false_discovery_control(pvalue), rtol=1e-12)


def test_equal_p_values_have_equal_adjusted_ones():
    # 0.02 * 4 / 3 for each of three, not 0.02 * 4 for the first of them.
    pvalue = np.array([0.02, 0.5, 0.02, 0.02])
    np.testing.assert_allclose(adjust(pvalue), [0.08 / 3, 0.5, 0.08 / 3, 0.08 / 3])


@given(PVALUES, st.data())
def test_what_was_not_tested_does_not_count(pvalue, data):
    gaps = data.draw(st.lists(st.integers(0, len(pvalue)), max_size=5))
    adjusted = adjust(np.insert(pvalue, gaps, np.nan))
    np.testing.assert_array_equal(adjusted[~np.isnan(adjusted)], adjust(pvalue))


def test_filtering_leaves_out_rare_mirnas_if_that_gives_more_calls():
    # Of 400 miRNAs only the abundant half has any that change; the others cost power.
    random = np.random.default_rng(1)
    means = np.arange(400.0)
    pvalue = random.uniform(0, 1, 400)
    pvalue[200::4] = random.uniform(0, 0.004, 50)
    filtered = adjust_filtered(pvalue, means, 0.05)
    assert (filtered < 0.05).sum() > (adjust(pvalue) < 0.05).sum()
    kept = ~np.isnan(filtered)
    assert means[kept].min() > means[~kept].max()


def test_nothing_is_filtered_for_few_calls():
    pvalue = np.linspace(0.2, 1, 30)
    np.testing.assert_array_equal(adjust_filtered(pvalue, np.arange(1.0, 31), 0.05), adjust(pvalue))
