"""Leaving out a study, by hand."""

import numpy as np
import pytest

from mirtrd.meta.leaving import leave_one_out

STUDIES = ("A", "B", "C", "D")


def test_the_range_is_of_the_means_without_one():
    changes = np.array([[1.0, 2.0, 3.0, 4.0]])
    found = leave_one_out(changes, np.full((1, 4), 0.01), STUDIES)
    # Errors are small, so studies weigh the same: without 4 the mean is 2, without 1 it is 3.
    assert found.least[0] == pytest.approx(2, abs=0.01)
    assert found.largest[0] == pytest.approx(3, abs=0.01)
    assert found.sign_kept[0]


def test_a_study_that_decides_on_the_sign_or_on_what_is_shown_is_named():
    changes = np.array(
        [
            [-0.2, -0.2, -0.2, 5.0],  # D alone makes the sum positive
            [1.0, 1.1, 0.9, 1.0],  # none of them is needed
            [1.0, 0.5, 0.75, np.nan],  # three: p-values of two are not compared
        ]
    )
    errors = np.where(np.isnan(changes), np.nan, 0.1)
    found = leave_one_out(changes, errors, STUDIES)
    assert found.decisive == [("D",), (), ()]
    assert list(found.sign_kept) == [False, True, True]


def test_a_change_that_only_one_precise_study_shows_hangs_on_it():
    changes = np.array([[0.5, 0.45, 0.55, 0.5]])
    errors = np.array([[0.02, 0.6, 0.6, 0.6]])
    found = leave_one_out(changes, errors, STUDIES)
    assert found.decisive == [("A",)]
    assert found.sign_kept[0]


def test_without_the_only_study_nothing_is_left():
    changes = np.array([[np.nan, 1.0, np.nan, np.nan], [np.nan] * 4])
    found = leave_one_out(changes, np.where(np.isnan(changes), np.nan, 0.1), STUDIES)
    assert np.isnan(found.least).all()
    assert not found.sign_kept.any()
    assert found.decisive == [(), ()]
