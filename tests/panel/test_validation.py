"""Nobody is predicted by a model that has seen them, and nothing else leaks in."""

from dataclasses import replace

import numpy as np
import pytest

from builders.panels import World, draw_training
from mirtrd.panel.folds import deal_folds
from mirtrd.panel.models import MIRNAS
from mirtrd.panel.validation import FOLDS, SEED, cross_validate, leave_sites_out, predict_left_out


@pytest.fixture(scope="module")
def training():
    random = np.random.default_rng(7)
    persons = np.repeat(np.arange(15), 2)
    return draw_training(World(random, mirnas=50, change=1.5), 30, random, persons=persons)


def test_counts_of_those_who_are_left_out_do_not_reach_the_model(training):
    random = np.random.default_rng([SEED, 0, 0])
    folds = deal_folds(training.tested, training.persons, FOLDS, random)
    left_out = folds == 2
    spoilt = training.counts.copy()
    spoilt[left_out] *= np.arange(1, 51) * 7
    models = []
    for counts in (training.counts, spoilt):
        random = np.random.default_rng(1)
        alone = np.where(left_out, 2, 0)
        models.append(
            predict_left_out(replace(training, counts=counts), alone, MIRNAS, random)[1][-1]
        )
    first, second = models
    assert first.coefficients.tolist() == second.coefficients.tolist()
    assert first.reference.log_means.tolist() == second.reference.log_means.tolist()


def test_each_sample_is_left_out_once_in_each_repeat(training):
    found = cross_validate(training, repeats=2)
    assert found.folds.shape == found.predictors.shape == (2, 30)
    assert np.isfinite(found.predictors).all()
    assert len(found.models) == 2 * FOLDS
    assert (found.folds[0] != found.folds[1]).any()
    again = cross_validate(training, repeats=2)
    assert (again.predictors == found.predictors).all()


def test_a_site_is_predicted_by_others(training):
    sites = np.repeat([0, 1, 2], 10)
    found = leave_sites_out(replace(training, sites=sites))
    assert found.folds.tolist() == [sites.tolist()]
    assert len(found.models) == 3


def test_a_site_whose_others_lack_a_class_is_not_predicted(training):
    tested = np.arange(30) < 15
    sites = np.where(tested, 0, 1)
    found = leave_sites_out(replace(training, tested=tested, sites=sites))
    assert np.isnan(found.predictors).all()
    assert (found.folds == -1).all()
