"""Strips show each sample in the place of its group, and join those of a patient."""

import numpy as np
import pandas as pd
import pytest

from mirtrd.figures.page import add_panel, new_figure
from mirtrd.figures.strips import draw_strips

VALUES = pd.Series([1.0, 5, 2, 6, 3, 7, 4], list("abcdefg"))
GROUPS = pd.Series([*"xyxyxyx"], list("abcdefg"))
COLOURS = {"x": "#0072B2", "unused": "#E69F00", "y": "#009E73"}


def drawn(pairs: pd.Series):
    axes = add_panel(new_figure(50, 50), 10, 10, 35, 35)
    draw_strips(axes, VALUES, GROUPS, COLOURS, pairs)
    return axes


@pytest.fixture(scope="module")
def unpaired():
    return drawn(pd.Series(dtype=str))


def test_samples_are_in_the_places_of_their_groups(unpaired):
    x, y = (np.asarray(cloud.get_offsets()) for cloud in unpaired.collections)
    assert sorted(x[:, 1]) == [1, 2, 3, 4]
    assert sorted(y[:, 1]) == [5, 6, 7]
    assert (np.abs(x[:, 0]) <= 0.25).all()
    assert (np.abs(y[:, 0] - 1) <= 0.25).all()
    assert len(set(x[:, 0])) == 4  # none hides another


def test_groups_are_named_with_their_sizes(unpaired):
    assert [label.get_text() for label in unpaired.get_xticklabels()] == ["x\n4", "y\n3"]


def test_boxes_are_quartiles(unpaired):
    medians = [line for line in unpaired.lines if line.get_linewidth() == 1.4]
    assert [line.get_ydata()[0] for line in medians] == [2.5, 6]


def test_the_samples_of_a_patient_are_joined():
    patients = pd.Series([*"ppqqrrs"], list("abcdefg"))
    axes = drawn(patients)
    joined = [line for line in axes.lines if list(line.get_xdata()) == [0, 1]]
    assert [list(line.get_ydata()) for line in joined] == [[1, 5], [2, 6], [3, 7]]
