"""Where there is nothing to find, the two mistakes find it all the same."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from builders.panels import World, draw_training
from mirtrd.panel.discrimination import pair_up
from mirtrd.panel.leaks import refit_on_itself, select_outside, welch
from mirtrd.panel.validation import cross_validate


def test_selection_outside_the_folds_finds_what_is_not_there():
    outside, itself, nested = [], [], []
    for seed in range(4):
        random = np.random.default_rng([13, seed])
        training = draw_training(World(random, mirnas=120), 30, random)
        found = cross_validate(training, repeats=1)
        nested.append(pair_up(found.predictors, found.folds, training.tested).auc)
        outside.append(select_outside(training, 1))
        itself.append(refit_on_itself(training))
    assert np.mean(outside) > 0.75
    assert np.mean(itself) > 0.75
    assert np.mean(nested) < 0.7


def test_welch_is_that_of_scipy():
    random = np.random.default_rng(14)
    logs, tested = random.normal(size=(12, 5)), np.arange(12) < 5
    expected = ttest_ind(logs[tested], logs[~tested], equal_var=False).statistic
    assert welch(logs, tested) == pytest.approx(expected)
    assert welch(np.ones((4, 2)), np.array([True, True, False, False])).tolist() == [0, 0]
