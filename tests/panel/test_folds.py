"""Persons stay together, classes are spread evenly, and shuffled labels keep what must be kept."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mirtrd.panel.folds import deal_folds, kinds_of_persons, shuffle_labels


@given(st.integers(5, 40), st.integers(5, 40), st.integers(0, 99))
def test_classes_are_spread_evenly(own, other, seed):
    tested = np.arange(own + other) < own
    folds = deal_folds(tested, np.arange(own + other), 5, np.random.default_rng(seed))
    for of_class in (tested, ~tested):
        numbers = np.bincount(folds[of_class], minlength=5)
        assert numbers.max() - numbers.min() <= 1
    sizes = np.bincount(folds, minlength=5)
    assert sizes.max() - sizes.min() <= 1


def test_all_samples_of_a_person_are_in_one_fold():
    persons = np.array([0, 0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 9])
    tested = np.array([1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1], dtype=bool)
    folds = deal_folds(tested, persons, 5, np.random.default_rng(1))
    for person in set(persons):
        assert len(set(folds[persons == person])) == 1


def test_the_samples_of_persons_by_class_by_hand():
    assert kinds_of_persons(np.array([True, False, True]), np.array([0, 0, 1])) == [(1, 1), (1, 0)]


def test_labels_go_from_person_to_person_within_a_site():
    persons = np.array([0, 0, 1, 2, 3, 3, 4, 5])
    sites = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    tested = np.array([1, 1, 0, 1, 0, 0, 1, 0], dtype=bool)
    seen = set()
    for seed in range(40):
        shuffled = shuffle_labels(tested, persons, sites, np.random.default_rng(seed))
        assert shuffled[0] == shuffled[1]
        assert shuffled[4] == shuffled[5]
        for site in (0, 1):
            alike = (sites == site) & np.isin(persons, [1, 2, 4, 5])
            assert shuffled[alike].sum() == tested[alike].sum()
        seen.add(tuple(shuffled))
    assert len(seen) == 4  # two persons of one sample at each site


def test_labels_of_pairs_are_exchanged_within_the_pair():
    persons, tested = np.repeat(np.arange(8), 2), np.tile([True, False], 8)
    shuffled = shuffle_labels(tested, persons, np.zeros(16, int), np.random.default_rng(3))
    assert (np.bincount(persons[shuffled]) == 1).all()
    assert (shuffled != tested).any()
