"""The area is of pairs that one model predicted, and its interval of draws of persons."""

import numpy as np
import pytest

from mirtrd.panel.discrimination import draw_persons, interval, pair_up
from mirtrd.statistics.roc import auc

TESTED = np.array([True, True, False, False])


def test_pairs_by_hand():
    predictors = np.array([[1.0, 2.0, 0.0, 2.0], [1.0, 2.0, 3.0, 0.0]])
    folds = np.array([[0, 1, 0, 1], [0, 0, 0, 1]])
    pairs = pair_up(predictors, folds, TESTED)
    # 1 > 0 and a tie of 2 and 2; then 1 < 3 and 2 < 3.
    assert pairs.together.tolist() == [[2, 0], [1, 1]]
    assert pairs.auc == pytest.approx(1.5 / 4)
    assert np.isnan(pair_up(predictors, np.full((2, 4), -1), TESTED).auc)


def test_in_one_fold_it_is_the_area_under_the_roc_curve():
    random = np.random.default_rng(8)
    predictors = random.normal(size=(1, 40)).round(1)
    tested = random.random(40) < 0.4
    expected, _ = auc(predictors[:, tested], predictors[:, ~tested])
    found = pair_up(predictors, np.zeros((1, 40), int), tested)
    assert found.auc == pytest.approx(expected[0], abs=1e-12)
    weights = draw_persons(tested, np.arange(40), random)
    own, other = weights[0, tested].astype(int), weights[0, ~tested].astype(int)
    drawn, _ = auc(
        np.repeat(predictors[:, tested], own, axis=1),
        np.repeat(predictors[:, ~tested], other, axis=1),
    )
    assert found.weighted(weights[:1, tested], weights[:1, ~tested])[0] == pytest.approx(drawn[0])


def test_persons_are_drawn_whole_and_within_their_class():
    persons = np.array([0, 0, 1, 2, 3, 3])
    tested = np.array([1, 1, 1, 0, 0, 0], dtype=bool)
    weights = draw_persons(tested, persons, np.random.default_rng(9))
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 4] == weights[:, 5]).all()
    assert weights.mean() == pytest.approx(1, abs=0.05)


def test_interval_by_hand():
    low, high = interval(np.append(np.linspace(0, 1, 101), np.nan))
    assert (low, high) == pytest.approx((0.025, 0.975))
    assert all(np.isnan(interval(np.array([np.nan]))))
