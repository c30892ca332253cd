"""Folds of persons: each fold has its share of every class, and all samples of a person."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from mirtrd.core.arrays import Bools, Ints


def deal_folds(tested: Bools, persons: Ints, number: int, random: np.random.Generator) -> Ints:
    """The fold of each sample, from 0.

    Persons are shuffled among those with as many samples of either class, then dealt out one by
    one; the next such group goes on with the fold at which the last ended, so that folds are of
    nearly the same size. ``persons`` numbers the person of each sample.
    """
    kinds = kinds_of_persons(tested, persons)
    fold_of = np.zeros(len(kinds), dtype=int)
    at = 0
    for kind in sorted(set(kinds), reverse=True):
        members = np.array([person for person, own in enumerate(kinds) if own == kind])
        places = (at + np.arange(len(members))) % number
        fold_of[random.permutation(members)] = places
        at += len(members)
    return fold_of[persons]


def kinds_of_persons(tested: Bools, persons: Ints) -> Sequence[tuple[int, int]]:
    """Of each person, by number, the samples of the tested and of the other class."""
    number = int(persons.max()) + 1
    both = np.bincount(persons[tested], minlength=number)
    all_of = np.bincount(persons, minlength=number)
    return [(int(own), int(of - own)) for own, of in zip(both, all_of, strict=True)]


def shuffle_labels(tested: Bools, persons: Ints, sites: Ints, random: np.random.Generator) -> Bools:
    """The labels dealt out anew, within sites.

    Labels go from person to person where each person is of one class: among persons with as many
    samples at one site. Where persons have samples of both classes, they are exchanged within each
    person, so that what persons have in common stays.
    """
    shuffled = tested.copy()
    if any(own and others for own, others in kinds_of_persons(tested, persons)):
        for person in range(int(persons.max()) + 1):
            rows = np.flatnonzero(persons == person)
            shuffled[rows] = tested[random.permutation(rows)]
        return shuffled
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    rows_of = {int(p): np.flatnonzero(persons == p) for p in np.unique(persons)}
    for person, rows in rows_of.items():
        alike[(len(rows), *sorted(map(int, sites[rows])))].append(person)
    for _, members in sorted(alike.items()):
        labels = [tested[rows_of[person][0]] for person in members]
        for person, label in zip(members, random.permutation(labels), strict=True):
            shuffled[rows_of[person]] = label
    return shuffled
