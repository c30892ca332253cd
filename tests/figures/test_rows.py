"""Samples are rows in the order of the sheet, group by group, on one page."""

import numpy as np
import pandas as pd
import pytest

from builders.samples import make_sheet
from mirtrd.figures.page import add_panel, new_figure
from mirtrd.figures.rows import arrange_rows, label_rows, row_labels


def test_rows_are_in_sheet_order_group_by_group():
    rows = arrange_rows(make_sheet(6)["condition"])
    assert rows.samples == ["S1", "S3", "S5", "S2", "S4", "S6"]
    assert [text for text, _ in rows.headers] == ["control (n = 3)", "TRD (n = 3)"]
    assert (np.diff(rows.y) >= rows.row * 0.999).all()
    assert 0 < rows.y[0] < rows.y[-1] < rows.height


@pytest.mark.parametrize("samples", [1, 4, 60, 200, 1000])
def test_rows_fit_a_page(samples):
    rows = arrange_rows(make_sheet(samples)["condition"])
    assert 40 <= rows.height <= 220
    assert rows.text_size <= rows.row / 25.4 * 72


def test_no_samples_are_no_rows():
    rows = arrange_rows(pd.Series(dtype=str))
    assert rows.samples == rows.headers == []


def test_marked_samples_are_named_so_or_crossed_where_there_is_no_room():
    marks = {"S1": "failed"}
    assert row_labels(arrange_rows(make_sheet(2)["condition"]), marks) == ["S1 (failed)", "S2"]
    crosses = row_labels(arrange_rows(make_sheet(400)["condition"]), marks)
    assert crosses == ["\N{MULTIPLICATION SIGN}", *[""] * 399]


def test_names_and_headers_stand_beside_their_rows():
    rows = arrange_rows(make_sheet(4)["condition"])
    axes = add_panel(new_figure(100, 60), 20, 5, 70, 50)
    label_rows(axes, rows, {"S3": "kept"}, left=0)
    labels = axes.get_yticklabels()
    assert [label.get_text() for label in labels] == ["S1", "S3 (kept)", "S2", "S4"]
    assert len({labels[0].get_color(), labels[1].get_color()}) == 2
    assert list(axes.get_yticks()) == list(rows.y)
    assert [text.get_text() for text in axes.texts] == ["control (n = 2)", "TRD (n = 2)"]
