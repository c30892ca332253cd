"""Inserts and the matures that they may be isomiRs of."""

import numpy as np
import pytest

from builders.counting import HAIRPINS, NOWHERE, A, C, D, as_inserts, changed
from mirtrd.counting.evidence import gather, likelihood_on_hairpins
from mirtrd.counting.isomir_model import MAX_SHIFT_3P, MAX_SHIFT_5P, start_model
from mirtrd.counting.pairs import are_explained, find_tied, likelihood_of_pairs, make_pairs
from mirtrd.counting.sample import place_sample


def pairs_of(counts: dict[str, int], reference):
    evidence = gather(place_sample(as_inserts(counts), reference, 2), reference)
    model = start_model()
    fixed = likelihood_on_hairpins(evidence, model)
    pairs = make_pairs(evidence.places, evidence.near, fixed, model, evidence.chance)
    return evidence, pairs


def test_shifts_are_to_the_right(reference):
    hairpin = HAIRPINS["h3"]
    _, pairs = pairs_of({hairpin[18:42]: 1, hairpin[21:45]: 1}, reference)
    assert (pairs.shift_5p - MAX_SHIFT_5P).tolist() == [-2, 1]
    assert (pairs.shift_3p - MAX_SHIFT_3P).tolist() == [0, 3]


def test_an_insert_has_one_pair_for_each_mature(reference):
    # a is on two hairpins; c and d differ in one base.
    _, pairs = pairs_of({A: 1, C: 1, NOWHERE: 1}, reference)
    names = reference.matures.names
    found = [(n, names[m]) for n, m in zip(pairs.insert, pairs.mature, strict=True)]
    assert found == [(0, "a"), (1, "c"), (1, "d")]


def test_a_mismatch_makes_a_pair_less_likely(reference):
    _, pairs = pairs_of({C: 1}, reference)
    likelihood = likelihood_of_pairs(pairs, start_model())
    # A substitution, 4e-4, and an error of Q40, 1e-4, of which a third makes this base.
    assert likelihood[1] / likelihood[0] == pytest.approx(4e-4 + 1e-4 / 3, rel=1e-4)


def test_a_mature_of_many_reads_explains_few_that_are_two_bases_off(reference):
    twice = changed(A, 8, 15)
    for counts, explained in (({A: 20_000, twice: 3}, True), ({A: 20_000, twice: 5_000}, False)):
        evidence, pairs = pairs_of(counts, reference)
        found = are_explained(
            pairs, evidence.counts, evidence.places, evidence.mismatches, start_model()
        )
        assert dict(zip(pairs.insert.tolist(), found.tolist(), strict=True)) == {
            0: True,
            1: explained,
        }


def test_all_copies_of_a_mature_are_tied(reference):
    evidence, pairs = pairs_of({A: 1, D: 1, HAIRPINS["h1"][18:42]: 1}, reference)
    tied = find_tied(pairs, evidence.places, evidence.near)
    hairpins = [reference.hairpin_names[n] for n in evidence.places.sequence[tied.place]]
    of_insert = list(zip(pairs.insert[tied.pair].tolist(), hairpins, strict=True))
    assert of_insert == [(0, "h1"), (0, "h2"), (1, "h4"), (1, "h5"), (2, "h1")]


def test_no_inserts_have_no_pairs(reference):
    evidence, pairs = pairs_of({}, reference)
    assert len(pairs.insert) == 0
    assert len(find_tied(pairs, evidence.places, evidence.near).pair) == 0
    assert np.array_equal(likelihood_of_pairs(pairs, start_model()), [])
