"""Columns of arrays, and sums by number."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Columns, Ints, inside, sum_by


@dataclass(frozen=True, kw_only=True)
class Points(Columns):
    x: Ints
    y: Ints


POINTS = Points(x=np.array([1, 2, 3]), y=np.array([[10, 11], [20, 21], [30, 31]]))


def test_rows_are_taken_by_number_by_slice_or_by_truth():
    for rows in ([0, 2], slice(0, 3, 2), np.array([True, False, True])):
        taken = POINTS.take(rows)
        assert taken.x.tolist() == [1, 3]
        assert taken.y.tolist() == [[10, 11], [30, 31]]


def test_parts_are_joined_in_order():
    joined = Points.join([POINTS.take([2]), POINTS.take([]), POINTS.take([0, 1])])
    assert joined.x.tolist() == [3, 1, 2]
    assert joined.y[0].tolist() == [30, 31]


def test_weights_are_summed_by_number():
    sums = sum_by(np.array([0, 2, 0]), np.array([0.5, 2.0, 1.0]), 4)
    assert sums.tolist() == [1.5, 0, 2, 0]


def test_places_are_inside_up_to_the_length():
    assert inside(np.array([0, 2, 9]), 3).tolist() == [[0, 0, 0], [1, 1, 0], [1, 1, 1]]
