"""Smooth curves against PyDESeq2."""

import numpy as np
from pydeseq2.utils import lowess as lowess_of_pydeseq2

from mirtrd.statistics.lowess import lowess


def test_lowess_equals_that_of_pydeseq2():
    x = np.linspace(0, 0.95, 50)
    y = np.round(40 * np.exp(-(x**2)) + np.random.default_rng(2).normal(0, 2, 50))
    np.testing.assert_allclose(lowess(x, y, 0.2), lowess_of_pydeseq2(x, y, frac=0.2))
