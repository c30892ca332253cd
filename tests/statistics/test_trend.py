"""The trend of dispersions over the mean."""

import numpy as np
import pytest

from builders.fits import read_oracle
from mirtrd.statistics.trend import fit_trend


def test_trend_equals_that_of_r():
    expected = read_oracle("trend.tsv")["value"].to_numpy()
    means = np.geomspace(5, 5000, 200)
    noise = np.exp(np.random.default_rng(1).normal(0, 0.3, 200))
    assert fit_trend(means, (0.1 + 2 / means) * noise) == pytest.approx([0.1, 2], rel=0.25)
    assert fit_trend(means, np.full(200, 0.1) + means / 1000) is None  # rises with the mean
    assert (expected > 0).all()
