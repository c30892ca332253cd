"""What is expected by chance, on hand-made places."""

import numpy as np
import pytest

from builders.counting import NOWHERE, A, as_inserts, changed
from mirtrd.counting.chance import find_chance
from mirtrd.counting.sample import place_sample
from mirtrd.counting.sources import Known


def test_sequences_of_a_length_share_what_fits_nowhere(reference):
    short, long = NOWHERE[:16], NOWHERE[:20]
    sample = place_sample(as_inserts({A: 100, short: 31, long: 7}), reference, 2)
    places = (sample.on_hairpins, sample.on_others)
    chance = find_chance(sample.packed, sample.counts.astype(float), places)
    # 31 reads of 16 nt fit nowhere, and one more is allowed for; of 22 nt, none.
    expected = [1 / 4**22, 32 / 4**16, 8 / 4**20]
    assert chance.expected == pytest.approx(np.array(expected))
    assert chance.reads == 138


def test_mismatches_cost_bases(reference):
    # 22 nt less four for each of two mismatches are 14: enough. 21 nt are not.
    two_off = changed(A, 8, 15)
    counts = {two_off: 50, two_off[:21]: 60}
    sample = place_sample(as_inserts(counts), reference, 2)
    assert set(sample.on_hairpins.insert.tolist()) == {0, 1}
    chance = find_chance(sample.packed, sample.counts.astype(float), [sample.on_hairpins])
    assert chance.expected == pytest.approx(np.array([1 / 4**22, 61 / 4**21]))


def test_what_is_known_of_others_does_not_matter(reference):
    sample = place_sample(as_inserts({A: 1}), reference, 2)
    chance = find_chance(sample.packed, np.ones(1), [])
    known = Known(amounts=np.array([1e6]), unexplained=np.zeros(1))
    assert chance.expect(known) is chance.expected
