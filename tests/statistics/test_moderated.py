"""The second model against limma."""

import numpy as np
import pandas as pd
import pytest

from builders.fits import demo_counts, read_oracle
from builders.paths import DEMO
from mirtrd.statistics import normalisers
from mirtrd.statistics.abundance import log_cpm
from mirtrd.statistics.moderated import PRIOR_COUNT, fit_prior, moderated_test, natural_spline


def test_moderated_tests_equal_limma_trend():
    counts = demo_counts()
    demo = counts[(counts >= 10).sum(axis=1) >= 8].to_numpy(dtype=float)
    expected = read_oracle("limma_trend.tsv")
    sheet = pd.read_csv(DEMO / "config/samples.tsv", sep="\t", index_col=0).drop("TRD07")
    design = np.column_stack(
        [
            np.ones(len(sheet)),
            sheet["batch"] == "B",
            sheet["sex"] == "M",
            sheet["condition"] == "TRD",
        ]
    ).astype(float)
    factors = normalisers.trimmed_mean_of_m(demo)
    sizes = factors * np.exp(np.log(demo.sum(axis=0)).mean())
    change, pvalue = moderated_test(log_cpm(demo, sizes, PRIOR_COUNT), design, 3)
    np.testing.assert_allclose(change, expected["logFC"], atol=1e-10)
    np.testing.assert_allclose(pvalue, expected["pvalue"], rtol=1e-8)


def test_prior_of_simulated_variances():
    # Variances around 2 that scatter like chi-squared with 10 and a prior of 6 degrees of freedom.
    random = np.random.default_rng(7)
    true = 2 * 6 / random.chisquare(6, 20_000)
    variances = true * random.chisquare(10, 20_000) / 10
    scale, strength = fit_prior(variances, 10, random.uniform(0, 10, 20_000))
    assert strength == pytest.approx(6, rel=0.1)
    assert scale == pytest.approx(2, rel=0.1)
    same = random.chisquare(10, 500) / 10 * 0 + 1
    assert fit_prior(same, 10, random.uniform(0, 10, 500))[1] == np.inf


def test_natural_splines_are_straight_beyond_their_knots():
    x = np.concatenate([np.linspace(0, 1, 40), [5.0, 6.0, 7.0, 8.0]])
    basis = natural_spline(x)
    assert basis.shape == (44, 4)
    assert np.linalg.matrix_rank(basis) == 4
    assert natural_spline(np.ones(50)).shape == (50, 1)
    assert natural_spline(np.arange(4.0)).shape == (4, 2)
