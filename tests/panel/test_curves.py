"""Curves by hand; the area under the mean ROC curve is the AUC that is quoted."""

import numpy as np
import pytest

from mirtrd.panel.curves import (
    BY_PANEL,
    CALLED_ALL,
    THRESHOLDS,
    as_rows,
    decision,
    groups_of,
    mean_roc,
    roc,
)
from mirtrd.panel.discrimination import pair_up


def test_roc_by_hand():
    x, y = roc(np.array([3.0, 2, 2, 1]), np.array([True, True, False, False]))
    assert x.tolist() == [0, 0, 0.5, 1]
    assert y.tolist() == [0, 0.5, 1, 1]


def test_the_area_under_the_mean_curve_is_that_of_the_pairs():
    random = np.random.default_rng(19)
    predictors, tested = random.normal(size=(3, 60)), random.random(60) < 0.5
    predictors += 0.7 * tested
    folds = random.integers(0, 3, size=(3, 60))
    x, y = mean_roc(predictors, folds, tested)
    assert np.trapezoid(y, x) == pytest.approx(pair_up(predictors, folds, tested).auc, abs=0.01)
    assert (np.diff(y) >= -1e-12).all()


def test_groups_are_of_equal_size():
    probability = np.arange(40) / 40
    x, tested, of = groups_of(probability, probability > 0.5)
    assert of.tolist() == [5] * 8
    assert x[0] == pytest.approx(0.05)
    assert tested[[0, -1]].tolist() == [0, 5]
    assert len(groups_of(probability[:8], probability[:8] > 0)[0]) == 1


def test_decision_by_hand():
    tested = np.array([True, False, False, False])
    curves = decision(np.array([[5.0, -5, -5, -5]]), tested)
    half = int(np.flatnonzero(np.isclose(THRESHOLDS, 0.5))[0])
    assert curves[BY_PANEL][half] == pytest.approx(0.25)
    assert curves[CALLED_ALL][half] == pytest.approx(0.25 - 0.75)


def test_rows_of_a_curve():
    rows = as_rows("roc", "miRNAs", np.array([0.0, 1]), np.array([0.5, 1]))
    assert rows.index.tolist() == ["roc", "roc"]
    assert rows["y"].tolist() == [0.5, 1]
