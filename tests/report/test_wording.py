"""Numbers as people read them."""

import math

import pytest

from mirtrd.report.wording import (
    count,
    enumerate_names,
    tell_change,
    tell_number,
    tell_probability,
    tell_share,
)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0321, "0.032"), (3.21e-29, "3.2 × 10⁻²⁹"), (0.001, "0.001"), (0, "0"), (1, "1"),  # noqa: RUF001
     (math.nan, ""), (None, "")],
)  # fmt: skip
def test_small_probabilities_have_a_power_of_ten(value, words):
    assert tell_probability(value) == words


def test_numbers_have_a_minus_and_commas_and_unknown_ones_are_nothing():
    assert tell_number(-1234.567) == "\N{MINUS SIGN}1,234.57"
    assert tell_number(2.0, 0, signed=True) == "+2"
    assert tell_number(-math.inf) == "\N{MINUS SIGN}∞"
    assert tell_number(math.nan) == ""


@pytest.mark.parametrize(
    ("share", "words"), [(0.931, "93 %"), (0.0441, "4.4 %"), (0, "0 %"), (1, "100 %"), (None, "")]
)
def test_shares_are_told_in_per_cent(share, words):
    assert tell_share(share) == words


def test_a_change_is_told_in_logarithms_and_in_times():
    assert tell_change(1) == "+1.00 (2.0-fold up)"
    assert tell_change(-2) == "\N{MINUS SIGN}2.00 (4.0-fold down)"
    assert tell_change(math.nan) == ""


def test_names_in_a_sentence():
    assert enumerate_names([]) == ""
    assert enumerate_names(["a"]) == "a"
    assert enumerate_names(["a", "b", "c"]) == "a, b and c"
    assert enumerate_names(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert (count(1, "sample"), count(1200, "miRNA")) == ("1 sample", "1,200 miRNAs")
