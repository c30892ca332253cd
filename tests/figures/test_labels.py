"""Names beside points cover nothing; a name without room is left out."""

import numpy as np
import pytest

from builders.drawn import assert_apart, names_in
from mirtrd.figures.labels import CLEARANCE, UNLINED, place_labels
from mirtrd.figures.page import new_figure
from mirtrd.figures.style import styled

RANDOM = np.random.default_rng(0)
CROWD = RANDOM.random((60, 2))
NAMES = [f"miR-{number}" for number in range(25)]


@styled()
def make_axes():
    return new_figure(100, 100).add_axes((0.1, 0.1, 0.8, 0.8), xlim=(0, 1), ylim=(0, 1))


@pytest.fixture(scope="module")
def crowded():
    """A crowd of which some have a name: the axes, and which names are written."""
    axes = make_axes()
    axes.scatter(*CROWD.T, s=9)
    written = place_labels(axes, CROWD[:25], NAMES, CROWD)
    axes.figure.draw_without_rendering()
    return axes, written


def test_names_cover_neither_each_other_nor_points(crowded):
    axes, written = crowded
    boxes = [text.get_window_extent() for text in names_in(axes.figure)]
    assert len(boxes) == written.sum() > 10
    assert_apart(boxes)
    spots = axes.transData.transform(CROWD)
    assert sum(box.count_contains(spots) for box in boxes) == 0


def test_a_name_far_from_its_point_has_a_line(crowded):
    axes, _ = crowded
    dots = 300 / 72
    texts = names_in(axes.figure)
    away = 0
    for text in texts:
        box = text.get_window_extent()
        point = axes.transData.transform(text.xy)
        nearest = np.clip(point, box.min, box.max)
        away += np.linalg.norm(nearest - point) / dots > UNLINED
    assert sum(text.arrow_patch is not None for text in axes.texts) == away > 0


def test_a_point_in_a_crowd_has_no_name():
    axes = make_axes()
    crowd = RANDOM.random((5000, 2))
    assert not place_labels(axes, crowd[:1], ["miR-1-5p"], crowd).any()
    assert not axes.texts


def test_a_lone_point_has_its_name_close_by_on_the_side_of_the_frame():
    for x, outwards in ((0.2, -1), (0.8, 1)):
        axes = make_axes()
        point = np.array([[x, 0.5]])
        assert place_labels(axes, point, ["miR-1-5p"], point).all()
        (text,) = names_in(axes.figure)
        box, place = text.get_window_extent(), axes.transData.transform(point[0])
        assert (box.x0 + box.x1 - 2 * place[0]) * outwards > 0
        gap = box.x0 - place[0] if outwards > 0 else place[0] - box.x1
        assert CLEARANCE <= gap / (300 / 72) <= UNLINED
