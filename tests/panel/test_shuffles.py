"""Permutations are the same for any number of processes, and p counts the true labels."""

import numpy as np
import pytest

from builders.panels import World, draw_training
from mirtrd.panel.shuffles import measure, measure_all, pvalue


@pytest.fixture(scope="module")
def training():
    random = np.random.default_rng(17)
    return draw_training(World(random, mirnas=40, change=1.5), 20, random)


def test_any_number_of_processes_gives_the_same(training):
    alone = list(measure_all(training, 2, 1))
    assert [row.permutation for row in alone] == [0, 1, 2]
    assert list(measure_all(training, 2, 2)) == alone
    assert measure(training, 2) == alone[2]


def test_true_labels_are_kept_as_they_are(training):
    true, *others = measure_all(training, 2, 1)
    assert true.nested > 0.8
    assert true.nested > np.mean([row.nested for row in others])


def test_p_by_hand():
    assert pvalue(0.8, np.array([0.5, 0.8, 0.9, 0.4])) == pytest.approx(3 / 5)
    assert pvalue(1.0, np.full(199, 0.5)) == pytest.approx(1 / 200)
