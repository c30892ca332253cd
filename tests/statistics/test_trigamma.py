"""The inverse of the trigamma function."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import polygamma

from mirtrd.statistics.trigamma import inverse_trigamma


def test_trigamma_of_one_is_pi_squared_over_six():
    assert inverse_trigamma(np.pi**2 / 6) == pytest.approx(1)
    assert inverse_trigamma(np.pi**2 / 2) == pytest.approx(0.5)


@given(st.floats(1e-6, 1e6))
def test_trigamma_of_the_inverse_is_the_value(value):
    assert polygamma(1, inverse_trigamma(value)) == pytest.approx(value, rel=1e-8)
