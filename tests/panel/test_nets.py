"""The path has the solutions that scikit-learn's saga finds, in a fraction of its time."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from mirtrd.panel import nets
from mirtrd.panel.nets import LASSO_SHARE, choose_penalties, expit, fit_path, log_loss


@pytest.fixture(scope="module")
def data():
    random = np.random.default_rng(5)
    values = random.normal(size=(60, 80))
    values = (values - values.mean(axis=0)) / values.std(axis=0)
    tested = values[:, 0] - values[:, 1] + random.normal(size=60) > 0
    return values, tested


def test_solutions_are_those_of_saga(data):
    values, tested = data
    penalties = choose_penalties(values, tested)
    path = fit_path(values, tested, penalties)
    assert path.converged
    for place in (0, 3, 5):
        saga = LogisticRegression(
            l1_ratio=LASSO_SHARE,
            C=1 / (penalties[place] * len(values)),
            solver="saga",
            max_iter=100_000,
            tol=1e-9,
            random_state=0,
        ).fit(values, tested)
        assert path.coefficients[place] == pytest.approx(saga.coef_[0], abs=2e-4)
        assert path.intercepts[place] == pytest.approx(saga.intercept_[0], abs=2e-4)


def test_the_strongest_penalty_leaves_one_and_a_stronger_none(data):
    values, tested = data
    penalties = choose_penalties(values, tested)
    assert (fit_path(values, tested, penalties[:1]).coefficients != 0).any()
    largest = penalties[:1] / nets.PATH[0]
    assert not fit_path(values, tested, largest * 1.0001).coefficients.any()
    assert fit_path(values, tested, largest * 0.98).coefficients.any()


def test_without_values_there_is_an_intercept_alone():
    tested = np.array([True, True, True, False])
    path = fit_path(np.empty((4, 0)), tested, choose_penalties(np.empty((4, 0)), tested))
    assert path.intercepts == pytest.approx(np.log(3))


def test_what_does_not_converge_is_told(data, monkeypatch):
    monkeypatch.setattr(nets, "DESCENTS", 1)
    values, tested = data
    assert not fit_path(values, tested, choose_penalties(values, tested)).converged


def test_loss_and_probability_by_hand():
    assert expit(np.array([0.0, np.log(3), -1e9])) == pytest.approx([0.5, 0.75, 0])
    loss = log_loss(np.array([[np.log(3)], [np.log(3)]]), np.array([True, False]))
    assert loss == pytest.approx([-np.log(0.75) - np.log(0.25)])
