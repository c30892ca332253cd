"""Stacked bars reach as far as their shares; marked samples are hatched and pale."""

import numpy as np
import pandas as pd
import pytest

from builders.drawn import assert_nothing_clipped, bar_ends, legend_texts
from builders.samples import make_sheet
from mirtrd.figures.bars import arrange_bars, draw_totals, new_bar_figure
from mirtrd.figures.rows import arrange_rows
from mirtrd.figures.style import styled

SHARES = pd.DataFrame(
    {"miRNA": [0.5, 0, 0.25, 1], "other": [0.5, 0, 0.75, 0]}, index=["S1", "S2", "S3", "S4"]
)
COLOURS = {"miRNA": "#08306B", "other": "#238B45"}


@pytest.fixture(scope="module")
@styled()
def drawn():
    """A figure, the panel of its bars and the one beside, of four samples of which one failed."""
    rows = arrange_rows(make_sheet(4)["condition"])
    figure, axes, side = new_bar_figure(rows, SHARES, COLOURS, {"S3": "failed"}, "Reads")
    totals = pd.Series({"S1": 2_000_000, "S2": 0, "S3": 500_000, "S4": 1})
    draw_totals(side, rows, totals, "reads", {"S3": "failed"})
    return figure, axes, side


def test_bars_are_as_long_as_their_shares_and_the_empty_one_says_so(drawn):
    figure, axes, _ = drawn
    assert list(bar_ends(figure).values()) == [1, 1, 0, 1]  # S1, S3, then S2, S4
    widths = [bar.get_width() for bar in axes.patches if not bar.get_hatch()]
    assert widths == [0.5, 0.25, 0, 1, 0.5, 0.75, 0, 0]
    assert [text.get_text() for text in axes.texts if "reads" in text.get_text()] == ["no reads"]
    assert legend_texts(figure) == ["miRNA", "other"]
    assert_nothing_clipped(figure)


def test_marked_samples_are_hatched(drawn):
    _, axes, _ = drawn
    (hatched,) = [bar for bar in axes.patches if bar.get_hatch()]
    assert hatched.get_y() < axes.get_yticks()[1] < hatched.get_y() + hatched.get_height()


def test_totals_stand_beside_in_a_readable_unit(drawn):
    _, _, side = drawn
    assert side.get_xlabel() == "reads (millions)"
    assert [bar.get_width() for bar in side.patches] == [2, 0.5, 0, 1e-6]
    tints = [bar.get_facecolor() for bar in side.patches]
    assert tints[0] == tints[2] == tints[3] != tints[1]


@styled()
def test_a_thousand_samples_are_sorted_areas_without_gaps():
    random = np.random.default_rng(1)
    sheet = make_sheet(1000)
    first = pd.Series(random.uniform(size=1000), sheet.index)
    shares = pd.DataFrame({"miRNA": first, "other": 1 - first})
    rows = arrange_bars(sheet["condition"], shares)
    for level, members in sheet.groupby("condition", sort=False).groups.items():
        own = [sample for sample in rows.samples if sheet["condition"][sample] == level]
        assert own == list(first[members].sort_values(ascending=False).index)
    figure, axes, _ = new_bar_figure(rows, shares, COLOURS, {"S3": "failed"}, "Reads")
    areas = [area.get_data() for area in axes.patches if not area.get_hatch()]
    assert len(areas) == 2 * sheet["condition"].nunique()
    drawn = np.concatenate([area.values for area in areas[: len(areas) // 2]])
    assert (drawn == first[rows.samples].to_numpy()).all()
    for area in areas:
        assert np.diff(area.edges) == pytest.approx(rows.row)
    said = "1,000 samples, too many to be named, by their shares"
    assert said in [text.get_text() for text in figure.texts]
    assert legend_texts(figure) == ["miRNA", "other"]
    assert_nothing_clipped(figure)


def test_samples_that_are_named_keep_the_order_of_the_sheet():
    groups = make_sheet(4)["condition"]
    assert arrange_bars(groups, SHARES).samples == arrange_rows(groups).samples
