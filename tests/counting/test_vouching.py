"""Evidence for and against a mature that reads as another RNA does."""

import pytest

from builders.counting import HAIRPINS, OTHERS, A, B, as_inserts, count_inserts, describe, not_base
from mirtrd.counting.evidence import gather
from mirtrd.counting.isomir_model import start_model
from mirtrd.counting.isomirs import find_isomirs
from mirtrd.counting.sample import place_sample
from mirtrd.counting.vouching import judge_look_alikes, vouch


def test_evidence_for_a_look_alike():
    assert vouch(reads=1000, own=0, own_expected=200, neighbours=500) < 0.001
    assert vouch(reads=1000, own=200, own_expected=200, neighbours=0) > 0.99
    # Half of what is expected, and fragments of the other RNA are there: about half.
    assert vouch(reads=1000, own=500, own_expected=1000, neighbours=1000) == pytest.approx(
        0.5, abs=0.01
    )
    # Nothing is to be expected of the miRNA alone: the other RNA decides.
    assert vouch(reads=1000, own=0, own_expected=0, neighbours=1000) < 0.01
    # No neighbours in 5 expected: the odds are (0.5 / 5.5)^2.
    odds = (0.5 / 5.5) ** 2
    assert vouch(reads=100, own=0, own_expected=0, neighbours=0) == pytest.approx(1 / (1 + odds))


def test_mirna_with_its_own_isomirs_is_no_fragment(reference):
    hairpin = HAIRPINS["h3"]
    own = {hairpin[20:46]: 30, hairpin[18:42]: 30, B + not_base(hairpin[42]) + "A": 150}
    counted, whole = count_inserts({B: 1000, **own}, reference)
    assert whole.matures == {"b": 1210}
    row = describe(counted, whole)["b"]
    assert row.look_alike == "other1"
    assert row.unique == 210
    assert (row.count, row.reads, row.perfect) == (1210, 3630, 1210)


def test_only_inserts_without_a_difference_are_judged(reference):
    tailed = B + not_base(HAIRPINS["h3"][42])
    inserts = [A, B, B[:20], tailed, OTHERS["other1"][25:52]]
    sample = place_sample(as_inserts(dict.fromkeys(inserts, 10)), reference, 2)
    evidence = gather(sample, reference)
    pairs = find_isomirs(evidence, start_model()).pairs
    vouched = judge_look_alikes(evidence, pairs, start_model())
    fits_both = dict(zip(inserts, vouched.insert.tolist(), strict=True))
    tail_fits_other = OTHERS["other1"][52] == tailed[-1]
    assert fits_both == {
        A: False,
        B: True,
        B[:20]: True,
        tailed: False,
        OTHERS["other1"][25:52]: False,
    }
    assert not tail_fits_other
    assert {inserts[n] for n in pairs.insert[vouched.pair]} == {B, B[:20]}
    assert (vouched.share[~vouched.insert] == 0).all()
    assert ((vouched.share >= 0) & (vouched.share <= 1)).all()
