"""A sample held against the reference."""

import numpy as np

from builders.counting import HAIRPINS, NOWHERE, OTHERS, A, as_inserts, changed
from mirtrd.counting.evidence import gather, likelihood_on_hairpins
from mirtrd.counting.isomir_model import SUBSTITUTED, start_model
from mirtrd.counting.sample import place_sample


def test_places_are_near_matures_or_beside_them(reference):
    inserts = [A, HAIRPINS["h3"][45:65], OTHERS["other2"][10:35], NOWHERE]
    evidence = gather(place_sample(as_inserts(dict.fromkeys(inserts, 5)), reference, 2), reference)
    places = evidence.places
    near = np.zeros(len(places.insert), bool)
    near[evidence.near.place] = True
    assert (near == ~evidence.beside).all()
    assert set(places.insert[near].tolist()) == {0}
    assert set(places.insert[evidence.beside].tolist()) == {1}
    assert evidence.fragments.exact.tolist() == [False, False, True, False]
    assert evidence.counts.dtype == float


def test_a_mismatch_costs_its_likelihood(reference):
    sample = place_sample(as_inserts({changed(A, 8): 1, A: 1}), reference, 2)
    evidence = gather(sample, reference)
    likelihood = likelihood_on_hairpins(evidence, start_model())
    exact = evidence.places.insert == 1
    assert (likelihood[exact] == 1).all()
    assert (abs(likelihood[~exact] - SUBSTITUTED) < 1e-4).all()
