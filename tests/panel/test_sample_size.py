"""Sizes are those of Riley's criteria; what scores explain, of two million that were drawn."""

import pytest

from mirtrd.panel.sample_size import cox_snell, in_words, needed


@pytest.mark.parametrize(("area", "expected"), [(0.70, 0.1209), (0.75, 0.1851), (0.80, 0.2613)])
def test_explained_variation_of_normal_scores(area, expected):
    assert cox_snell(area, 0.5) == pytest.approx(expected, abs=0.0007)


@pytest.mark.parametrize(
    ("area", "candidates", "expected"),
    [(0.70, 3, 385), (0.70, 10, 708), (0.70, 20, 1416), (0.75, 10, 441), (0.75, 20, 882),
     (0.80, 10, 385), (0.80, 20, 592)],
)  # fmt: skip
def test_needed_persons(area, candidates, expected):
    assert needed(area, 0.5, candidates) == pytest.approx(expected, rel=0.02)


def test_words():
    assert in_words(60, 0.5, 250, 8).startswith("exploratory: 60 persons")
    assert "if the 8 that were chosen had been fixed" in in_words(60, 0.5, 250, 8)
    assert in_words(5000, 0.5, 5, 3).startswith("large enough by these criteria")
