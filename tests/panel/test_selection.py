"""Stability is 1 for the same choice, about 0 for a random one, and as by hand in between."""

import numpy as np
import pytest

from builders.panels import World, draw_training
from mirtrd.panel.selection import chosen_in, stability
from mirtrd.panel.validation import cross_validate


def test_stability_by_hand():
    chosen = np.array([[1, 1, 0, 0], [1, 0, 1, 0]], dtype=bool)
    # Shares 1, .5, .5, 0: mean of 2 p (1 - p) is .25; half of the features are chosen: .25.
    assert stability(chosen) == pytest.approx(1 - 0.25 / 0.25)
    assert stability(np.array([[1, 0, 0], [1, 0, 0]], dtype=bool)) == pytest.approx(1)


def test_a_random_choice_has_none():
    random = np.random.default_rng(15)
    chosen = random.random((200, 100)) < 0.1
    assert abs(stability(chosen)) < 0.02


@pytest.mark.parametrize("chosen", [np.zeros((3, 4), bool), np.ones((3, 4), bool),
                                    np.eye(4, dtype=bool)[:1]])  # fmt: skip
def test_where_there_is_no_choice_there_is_no_stability(chosen):
    assert np.isnan(stability(chosen))


def test_what_models_looked_at_and_chose():
    random = np.random.default_rng(16)
    training = draw_training(World(random, mirnas=40, change=2.0), 20, random)
    models = cross_validate(training, repeats=1).models
    looked, chosen = chosen_in(models, 40)
    assert looked.shape == chosen.shape == (len(models), 40)
    assert not (chosen & ~looked).any()
    assert chosen[0].sum() == len(models[0].chosen)
