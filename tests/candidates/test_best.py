"""The best candidates are those at the top of the list, as many as are called."""

import pandas as pd
import pytest

from builders.samples import make_expression
from mirtrd.candidates.best import choose_best, describe_p, is_called, is_tested


@pytest.mark.parametrize(
    ("tested", "called", "fewest", "most", "chosen"),
    [
        (60, 3, 10, 40, 10),  # few calls: the next best too
        (60, 20, 10, 40, 20),
        (60, 50, 10, 40, 40),  # many calls: the best of them
        (6, 1, 10, 40, 6),
        (0, 0, 10, 40, 0),
        (60, 50, 12, 12, 12),
    ],
)
def test_as_many_as_are_called_within_limits(tested, called, fewest, most, chosen):
    candidates = make_expression(tested, called)
    best = choose_best(candidates, is_tested(candidates), fewest=fewest, most=most)
    assert list(best.index) == list(candidates.index[:chosen])


def test_what_a_figure_cannot_draw_gives_its_place_to_the_next():
    candidates = make_expression(60, 2)
    drawable = pd.Series([False, True] * 30, index=candidates.index)
    best = choose_best(candidates, drawable, fewest=3, most=3)
    assert list(best.index) == [f"hsa-miR-{number}-5p" for number in (1, 3, 5)]


def test_calls_are_what_is_significant_with_or_without_direction():
    statuses = ["up", "down", "changed", "not significant", "not testable"]
    candidates = pd.DataFrame({"status": statuses})
    assert list(is_called(candidates)) == [True, True, True, False, False]
    assert list(is_tested(candidates)) == [True, True, True, True, False]


def test_very_small_p_values_are_below_a_number():
    assert describe_p(0.01234) == "adjusted p = 0.012"
    assert describe_p(0) == "adjusted p < 10⁻⁹⁹"
    assert describe_p(3.21e-29) == "adjusted p = 3.2 \N{MULTIPLICATION SIGN} 10⁻²⁹"
