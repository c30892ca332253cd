"""Evidence for and against a mature that reads as another RNA does."""

import pytest

from builders.counting import HAIRPINS, OTHERS, A, B, as_inserts, count_inserts, describe, not_base
from mirtrd.counting.evidence import gather
from mirtrd.counting.isomir_model import start_model
from mirtrd.counting.isomirs import find_isomirs
from mirtrd.counting.sample import place_sample
from mirtrd.counting.vouching import Own, judge_look_alikes, vouch


def judge(reads: float, own: float, neighbours: float, begun: float = 0.92) -> float:
    """The share of a mature of which a fifth of the reads are isomiRs of its own, as a rule."""
    isomirs = Own(reads=own, of_mature=0.2 * reads, of_other=0.01 * reads)
    return vouch(reads, begun * reads, isomirs, neighbours)


def test_evidence_for_a_look_alike():
    # No isomiRs where 200 are expected, and the other RNA is there.
    assert judge(1000, own=0, neighbours=500) < 0.05
    assert judge(1000, own=200, neighbours=0) > 0.95
    # A tenth of the reads begin where the mature does.
    assert judge(1000, own=0, neighbours=500, begun=0.1) < 0.01
    assert judge(1000, own=200, neighbours=0, begun=0.1) < judge(1000, own=200, neighbours=0)


def test_each_kind_of_evidence_moves_the_share_its_way():
    for more, less in (
        (judge(300, own=40, neighbours=50), judge(300, own=20, neighbours=50)),
        (judge(300, own=20, neighbours=5), judge(300, own=20, neighbours=500)),
        (judge(300, own=20, neighbours=50), judge(300, own=20, neighbours=50, begun=0.5)),
    ):
        assert more > less + 0.02


def test_without_reads_the_share_is_that_of_the_prior():
    # Half is held for none, and the mean of the other half is 1/2, as it is symmetric.
    nothing = Own(reads=0, of_mature=0, of_other=0)
    assert vouch(0, 0, nothing, 0) == pytest.approx(0.25)


def test_without_a_fragment_of_the_other_rna_and_with_isomirs_a_mirna_keeps_its_reads():
    assert judge(100, own=20, neighbours=0) > 0.9
    assert judge(100_000, own=20_000, neighbours=0) > 0.99


def test_mirna_with_its_own_isomirs_is_no_fragment(reference):
    hairpin = HAIRPINS["h3"]
    own = {hairpin[20:46]: 30, hairpin[18:42]: 30, B + not_base(hairpin[42]) + "A": 150}
    counted, whole = count_inserts({B: 1000, **own}, reference)
    assert whole.matures["b"] == pytest.approx(1210, rel=0.02)
    row = describe(counted, whole)["b"]
    assert row.look_alike == "other1"
    assert row.unique == 210
    assert row.count == row.perfect == whole.matures["b"]


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
