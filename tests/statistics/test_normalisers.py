"""Other ways to scale libraries, against edgeR and DESeq2."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.fits import demo_counts, read_oracle
from mirtrd.statistics import normalisers


@pytest.fixture(scope="module")
def demo():
    counts = demo_counts()
    return counts[(counts >= 10).sum(axis=1) >= 8].to_numpy(dtype=float)


def test_tmm_and_upper_quartile_equal_edger(demo):
    expected = read_oracle("normalisers.tsv")
    np.testing.assert_allclose(normalisers.trimmed_mean_of_m(demo), expected["tmm"], rtol=1e-9)
    found = normalisers.upper_quartile(demo)
    np.testing.assert_allclose(found, expected["upper_quartile"], rtol=1e-9)


def test_ratios_equal_deseq2():
    counts = demo_counts()
    counts = counts[counts.any(axis=1)].to_numpy(dtype=float)
    expected = read_oracle("size_factors.tsv")
    ratio = expected["ratio"] / np.exp(np.log(expected["ratio"]).mean())
    np.testing.assert_allclose(normalisers.median_of_ratios(counts), ratio, rtol=1e-9)
    np.testing.assert_allclose(normalisers.positive_counts(counts), expected["poscounts"])


@pytest.mark.parametrize("name", normalisers.NORMALISERS)
def test_each_normaliser_finds_the_depth_of_libraries(name):
    # Libraries that differ in nothing but their depth, up to counting noise.
    depth = np.array([0.5, 1, 1, 2, 4])
    means = np.exp(np.random.default_rng(4).normal(6, 1, 300))
    counts = np.random.default_rng(5).poisson(means[:, None] * depth).astype(float)
    found = normalisers.NORMALISERS[name](counts)
    np.testing.assert_allclose(found, depth / np.exp(np.log(depth).mean()), rtol=0.03)


@pytest.mark.parametrize("name", ["median of ratios", "poscounts", "upper quartile"])
@given(depths=st.lists(st.integers(1, 50), min_size=2, max_size=6))
def test_factors_scale_with_the_library(name, depths):
    counts = np.arange(1.0, 31)[:, None] * depths
    found = normalisers.NORMALISERS[name](counts)
    np.testing.assert_allclose(found / found[0], np.array(depths) / depths[0])
    assert np.log(found).mean() == pytest.approx(0, abs=1e-9)


def test_the_top_mirnas_do_not_count():
    counts = np.array([[900.0, 9], [800, 8], [700, 7], [10, 20], [10, 20]])
    np.testing.assert_allclose(normalisers.total_without_top(counts), [0.5**0.5, 2**0.5])
    assert np.isnan(normalisers.total_without_top(counts[:3])).all()


def test_what_cannot_be_scaled_is_missing():
    counts = np.array([[5.0, 0], [0, 7]])
    assert np.isnan(normalisers.median_of_ratios(counts)).all()
    assert np.isnan(normalisers.upper_quartile(np.array([[0.0, 1]] * 5))).all()
