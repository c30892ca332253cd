"""Numbers in figures are short and need no formula."""

import pytest

from mirtrd.figures.numbers import abbreviate, power_of_ten, with_power


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.2e-29, "3.2 \N{MULTIPLICATION SIGN} 10⁻²⁹"),
        (9.96e-5, "1.0 \N{MULTIPLICATION SIGN} 10⁻⁴"),
        (0.001, "0.001"),
        (0.0123, "0.012"),
        (0.5, "0.5"),
    ],
)
def test_small_numbers_are_written_with_a_power_of_ten(value, text):
    assert with_power(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.4481, "0.448"),
        (0.05, "0.05"),
        (5.316, "5.316"),
        (532, "532"),
        (5320, "5,320"),
        (43_210, "43.2k"),
        (12_480_000, "12.5M"),
        (-2_000_000, "-2M"),
    ],
)
def test_large_numbers_are_shortened(value, text):
    assert abbreviate(value) == text


def test_powers_have_their_sign():
    assert power_of_ten(-4) == "10⁻⁴"
    assert power_of_ten(12) == "10¹²"
