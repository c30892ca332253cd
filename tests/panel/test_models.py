"""All that a model knows is of its training cohort."""

from dataclasses import replace

import numpy as np
import pytest

from builders.panels import World, draw_training
from mirtrd.panel.models import BOTH, COVARIATES, MIRNAS, fit_model, standardise


@pytest.fixture(scope="module")
def training():
    random = np.random.default_rng(6)
    return draw_training(World(random, mirnas=60, changed=4, change=2.0), 30, random,
                         covariates=random.normal(size=(30, 2)))  # fmt: skip


def random():
    return np.random.default_rng(0)


def test_another_sample_does_not_change_a_prediction(training):
    model = fit_model(training, MIRNAS, random())
    together = model.predict(training)
    for row in range(30):
        alone = model.predict(training.take(np.array([row])))
        assert alone[0] == pytest.approx(together[row], rel=0, abs=1e-12)


def test_what_differs_is_chosen_and_what_is_not_allowed_is_not(training):
    model = fit_model(training, MIRNAS, random())
    assert len(model.chosen)
    forbidden = np.ones(60, dtype=bool)
    forbidden[model.chosen] = False
    other = fit_model(replace(training, allowed=forbidden), MIRNAS, random())
    assert not set(other.chosen) & set(model.chosen)
    assert set(other.reference.columns) == set(model.reference.columns)


def test_the_depth_of_a_sample_does_not_matter_where_counts_are_large(training):
    model = fit_model(training, MIRNAS, random())
    deeper = model.predict(replace(training, counts=training.counts * 1000))
    thousand = model.predict(replace(training, counts=training.counts * 8000))
    assert deeper == pytest.approx(thousand, abs=1e-3)


def test_covariates_alone_look_at_no_mirna(training):
    model = fit_model(training, COVARIATES, random())
    assert len(model.columns) == 0
    assert len(model.coefficients) == 2
    changed = replace(training, counts=training.counts[::-1])
    assert model.predict(changed) == pytest.approx(model.predict(training))
    assert len(fit_model(training, BOTH, random()).coefficients) > 2


def test_values_that_do_not_vary_are_0():
    values = np.array([[1.0, 5.0], [3.0, 5.0]])
    assert standardise(values, values.mean(axis=0), values.std(axis=0)).tolist() == [
        [-1, 0],
        [1, 0],
    ]
