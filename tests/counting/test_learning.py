"""What a sample teaches, on cases worked out by hand."""

import numpy as np
import pytest

from builders.counting import HAIRPINS, as_inserts, not_base
from mirtrd.counting.evidence import gather
from mirtrd.counting.isomir_model import MAX_SHIFT_3P, MAX_SHIFT_5P, SHIFTS_3P, start_model
from mirtrd.counting.isomirs import find_isomirs
from mirtrd.counting.learning import (
    ITS_OWN,
    OWN_ENDS,
    PRIOR_READS,
    learn,
    learn_own_ends,
    learn_substitutions,
)
from mirtrd.counting.mismatches import Mismatches
from mirtrd.counting.pairs import Pairs
from mirtrd.counting.sample import place_sample


def pairs_of(*rows: tuple[int, int, int]) -> Pairs:
    """Pairs of insert, mature and 3' shift."""
    insert, mature, shift = np.array(rows).T
    none = np.zeros(len(rows), int)
    return Pairs(
        insert=insert,
        mature=mature,
        place=none,
        shift_5p=none,
        shift_3p=shift + MAX_SHIFT_3P,
        tail=none,
        fixed=np.ones(len(rows)),
    )


def test_ends_are_learnt_where_the_reads_are_its_own():
    model = start_model()
    usual = model.ends.sum(axis=1)
    # Mature 0 has all its 4,500 reads one base short, and is alone there; the reads of mature 1
    # are mostly those of another.
    pairs = pairs_of((0, 0, -1), (1, 1, -1), (1, 0, 2))
    share = np.array([1.0, 0.6, 0.4])
    ends = learn_own_ends(pairs, share, np.array([4500.0, 9000.0]), model, 3)
    short, shared = MAX_SHIFT_3P - 1, MAX_SHIFT_3P + 2
    assert ITS_OWN > 0.6
    # Where others have its reads, the ends of all stand; the rest has their share in all.
    room = 1 - usual[shared]
    expected = room * (4500 + OWN_ENDS * usual[short]) / (4500 + OWN_ENDS * room)
    assert ends[0, short] == pytest.approx(expected)
    assert ends[0, shared] == pytest.approx(usual[shared])
    assert ends[1] == pytest.approx(usual)
    assert ends[2] == pytest.approx(usual)
    assert ends.sum(axis=1) == pytest.approx(np.ones(3))
    assert ends.shape == (3, SHIFTS_3P)


def test_substitutions_are_what_errors_do_not_explain():
    # A million reads of 20 nt: five million As. Of 10,000 reads with an A read as G, half have a
    # base of so low a quality that it is an error; in the others an error is out of the question.
    model = start_model()
    mismatches = Mismatches(
        kinds=np.array([[2, -1], [2, -1], [-1, -1]]),
        errors=np.array([[0.33, 0], [1e-9, 0], [0, 0]]),
    )
    weight = np.array([5_000.0, 5_000.0, 990_000.0])
    rates = learn_substitutions(weight, np.full(3, 20), mismatches, model)
    assert rates[2] == pytest.approx(5_000 / 5e6, rel=0.01)
    # Others: what was expected, for 300 reads, next to none of a million.
    assert rates[1] < 1e-6
    assert rates[16:] == pytest.approx([0.25] * 4)


def test_one_mirna_teaches_as_much_as_300_reads(reference):
    # All 100,000 reads of a begin one base early: as 300 of 300, next to 300 of the prior.
    early = HAIRPINS["h1"][19:42]
    sample = place_sample(as_inserts({early: 100_000}), reference, 2)
    evidence = gather(sample, reference)
    pairs = find_isomirs(evidence, start_model()).pairs
    model = learn(evidence, pairs, np.ones(len(pairs.insert)))
    prior = start_model()
    one_early = MAX_SHIFT_5P - 1
    expected = (300 + PRIOR_READS * prior.five_prime[one_early]) / (300 + PRIOR_READS)
    assert model.five_prime[one_early] == pytest.approx(expected)
    assert model.five_prime.sum() == pytest.approx(1)
    assert model.ends.sum() == pytest.approx(1)
    assert model.tail_base[:4].sum() == pytest.approx(1)


def test_tails_are_learnt_by_their_first_base(reference):
    behind = HAIRPINS["h1"][42]
    tails = {HAIRPINS["h1"][20:42] + not_base(behind): 200, HAIRPINS["h1"][20:42]: 100}
    evidence = gather(place_sample(as_inserts(tails), reference, 2), reference)
    pairs = find_isomirs(evidence, start_model()).pairs
    of_a_alone = np.array([name == 0 for name in pairs.mature], float)
    model = learn(evidence, pairs, of_a_alone)
    base = "ACGT".index(not_base(behind))
    assert model.tail_base[base] > start_model().tail_base[base]
    assert model.ends[:, 1].sum() == pytest.approx(
        (200 + PRIOR_READS * start_model().ends[:, 1].sum()) / (300 + PRIOR_READS)
    )
