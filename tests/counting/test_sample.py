"""All places of the inserts of a sample."""

from builders.counting import NOWHERE, OTHERS, A, B, as_inserts, changed, count_inserts
from mirtrd.counting.class_counts import count_lengths
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


def test_of_inserts_without_a_place_the_most_frequent_are_kept(reference, monkeypatch):
    monkeypatch.setattr("mirtrd.counting.sample.KEPT", 1)
    monkeypatch.setattr("mirtrd.counting.sample.BATCH", 2)
    nowhere = [NOWHERE[:20], NOWHERE[:18], NOWHERE[2:20]]
    inserts = {nowhere[0]: 2, A: 5, nowhere[1]: 7, OTHERS["other2"][10:35]: 2, nowhere[2]: 3}
    for threads in (1, 2):
        sample = place_sample(as_inserts(inserts), reference, 2, threads)
        kept = sample.inserts.sequences.astype(str).tolist()
        assert kept == [A, nowhere[1], OTHERS["other2"][10:35]]
        assert sample.rank.tolist() == [2, 3, 4]
        assert {n: c for n, c in enumerate(sample.left_out.tolist()) if c} == {20: 2, 18: 3}
        assert sample.total == 19
        assert sorted(sample.on_hairpins.insert.tolist()) == [0, 0]
        assert sample.on_others.insert.tolist() == [2]


def test_inserts_that_are_left_out_are_unaligned(reference, monkeypatch):
    inserts = {A: 40, NOWHERE: 9, NOWHERE[:20]: 5, NOWHERE[2:22]: 4}
    counted, whole = count_inserts(inserts, reference)
    expected = whole, list(count_lengths(counted, whole.classes)), counted.amounts.tolist()
    monkeypatch.setattr("mirtrd.counting.sample.KEPT", 1)
    counted, whole = count_inserts(inserts, reference)
    assert len(counted.sample.counts) == 2
    found = whole, list(count_lengths(counted, whole.classes)), counted.amounts.tolist()
    assert found == expected
    assert whole.classes["unaligned"] == 18
