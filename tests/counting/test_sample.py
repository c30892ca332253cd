"""All places of the inserts of a sample."""

from builders.counting import NOWHERE, OTHERS, A, B, as_inserts, changed
from mirtrd.counting.sample import place_sample


def test_inserts_have_places_on_hairpins_and_on_other_rnas(reference):
    inserts = {A: 5, B: 3, OTHERS["other2"][10:35]: 2, NOWHERE: 1}
    sample = place_sample(as_inserts(inserts), reference, 2)
    assert sample.counts.tolist() == [5, 3, 2, 1]
    # a is on two hairpins; b on a hairpin and on another RNA.
    assert sorted(sample.on_hairpins.insert.tolist()) == [0, 0, 1]
    assert sorted(sample.on_others.insert.tolist()) == [1, 2]


def test_mismatches_are_limited(reference):
    inserts = as_inserts({changed(A, 8): 1, changed(A, 8, 14): 1})
    for most, found in ((0, set()), (1, {0}), (2, {0, 1})):
        sample = place_sample(inserts, reference, most)
        assert set(sample.on_hairpins.insert.tolist()) == found
