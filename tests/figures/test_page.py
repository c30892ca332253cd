"""Places in millimetres are where they should be."""

import pytest

from mirtrd.figures.page import (
    add_legend,
    add_panel,
    add_text,
    legend_height,
    new_figure,
    text_width,
)
from mirtrd.figures.points import dots
from mirtrd.figures.style import styled

DOTS = 300 / 25.4  # per mm


@pytest.fixture(scope="module")
def figure():
    with styled():
        figure = new_figure(100, 50)
        add_panel(figure, 10, 5, 60, 40)
        add_text(figure, 80, 20, "iiii WWWW", fontsize=8)
        add_legend(figure, 75, 2, handles=dots({"one": "red", "two": "blue"}))
        figure.draw_without_rendering()
    return figure


def test_a_panel_is_where_it_was_put(figure):
    box = figure.axes[0].get_window_extent()
    expected = [place * DOTS for place in (10, 5, 70, 45)]
    assert box.extents == pytest.approx(expected)


def test_text_begins_where_it_was_put_and_is_as_wide_as_said(figure):
    box = figure.texts[0].get_window_extent()
    assert box.x0 / DOTS == pytest.approx(80, abs=0.3)
    assert box.width / DOTS == pytest.approx(text_width(["iiii WWWW", "i"], 8), rel=0.05)


def test_a_legend_hangs_from_its_place_and_is_no_higher_than_said(figure):
    box = figure.legends[0].get_window_extent()
    assert box.x0 / DOTS == pytest.approx(75, abs=0.1)
    assert box.y1 / DOTS == pytest.approx(48, abs=0.1)
    assert box.height / DOTS < legend_height(2)


def test_no_text_has_no_width():
    assert text_width([], 7) == text_width([""], 7) == 0
