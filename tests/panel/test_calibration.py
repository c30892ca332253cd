"""Calibration finds the line that outcomes were drawn from; net benefit and Brier by hand."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from mirtrd.panel.calibration import brier, calibrate, net_benefit
from mirtrd.panel.nets import expit


def test_the_line_that_outcomes_were_drawn_from():
    random = np.random.default_rng(10)
    predictor = random.normal(size=40_000)
    tested = random.random(40_000) < expit(0.4 + 0.5 * predictor)
    line = calibrate(predictor, tested)
    assert line.slope == pytest.approx(0.5, abs=0.04)
    assert line.intercept == pytest.approx(0.4, abs=0.04)


def test_the_line_is_that_of_logistic_regression():
    random = np.random.default_rng(11)
    predictor, tested = random.normal(size=50), random.random(50) < 0.4
    other = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(predictor[:, None], tested)
    line = calibrate(predictor, tested)
    assert line.slope == pytest.approx(other.coef_[0, 0], abs=1e-5)
    assert line.intercept == pytest.approx(other.intercept_[0], abs=1e-5)


def test_the_intercept_at_slope_one_makes_the_mean_right():
    random = np.random.default_rng(12)
    predictor, tested = random.normal(1, 1, size=60), random.random(60) < 0.3
    line = calibrate(predictor, tested)
    assert expit(line.in_the_large + predictor).mean() == pytest.approx(tested.mean(), abs=1e-9)


def test_classes_that_are_wholly_apart_have_no_line():
    tested = np.arange(20) < 10
    assert np.isnan(calibrate(np.where(tested, 1.0, -1.0), tested).slope)
    assert np.isnan(calibrate(np.zeros(20), tested).slope)


def test_brier_and_net_benefit_by_hand():
    probability, tested = np.array([0.9, 0.6, 0.4, 0.2]), np.array([True, False, True, False])
    assert brier(probability, tested) == pytest.approx((0.01 + 0.36 + 0.36 + 0.04) / 4)
    found = net_benefit(probability, tested, np.array([0.5, 0.2]))
    assert found == pytest.approx([1 / 4 - 1 / 4, 2 / 4 - 0.25 * 2 / 4])
