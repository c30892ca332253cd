"""IsomiRs as a source: likelihoods, odds, and what is guessed at first."""

from dataclasses import replace

import numpy as np
import pytest

from builders.counting import HAIRPINS, A, B, C, D, as_inserts
from mirtrd.counting.evidence import gather
from mirtrd.counting.isomir_model import MAX_SHIFT_3P, SHIFTS_3P, start_model
from mirtrd.counting.isomirs import find_isomirs, guess
from mirtrd.counting.sample import place_sample
from mirtrd.counting.sources import Known

MIDDLE = C[:11] + "N" + C[12:]


def evidence_of(counts: dict[str, int], reference):
    return gather(place_sample(as_inserts(counts), reference, 2), reference)


def test_what_a_mature_makes_of_an_insert_is_its_reads_by_likelihood(reference):
    evidence = evidence_of({A: 5, C: 5}, reference)
    isomirs = find_isomirs(evidence, start_model())
    amounts = np.array([100.0, 0, 10, 1000, 0, 0])  # a, b, c, d, e, f
    a, c, d = isomirs.likelihood
    expected = isomirs.expect(Known(amounts=amounts, unexplained=np.zeros(2)))
    assert expected == pytest.approx([100 * a, 10 * c + 1000 * d])


def test_at_first_matures_have_equal_parts(reference):
    evidence = evidence_of({MIDDLE: 40, A: 7}, reference)
    isomirs = find_isomirs(evidence, start_model())
    known = guess(isomirs, evidence.counts, len(reference.matures.names))
    assert known.amounts == pytest.approx([7, 0, 20, 20, 0, 0])
    assert known.unexplained.tolist() == [40, 7]


def test_odds_are_those_of_the_rna_that_reads_alike(reference):
    isomirs = find_isomirs(evidence_of({B: 1000, A: 10}, reference), start_model())
    assert isomirs.fits_both.tolist() == [True, False]
    given = isomirs.given[0]
    assert isomirs.odds == pytest.approx([1 / given - 1, 0])


def test_own_ends_of_a_mature_weigh_its_pairs(reference):
    evidence = evidence_of({A: 10, HAIRPINS["h1"][20:41]: 10, C: 10}, reference)
    prior = start_model()
    usual = prior.ends.sum(axis=1)
    own = np.tile(usual, (len(reference.matures.names), 1))
    own[0, MAX_SHIFT_3P] = usual[MAX_SHIFT_3P] / 2
    own[0, MAX_SHIFT_3P - 1] = usual[MAX_SHIFT_3P - 1] * 3
    before = find_isomirs(evidence, prior).likelihood
    after = find_isomirs(evidence, replace(prior, own_ends=own)).likelihood
    assert own.shape == (6, SHIFTS_3P)
    assert after / before == pytest.approx([0.5, 3, 1, 1])


def test_d_is_possible_for_c(reference):
    isomirs = find_isomirs(evidence_of({C: 10, D: 10}, reference), start_model())
    names = [reference.matures.names[n] for n in isomirs.pairs.mature]
    assert names == ["c", "d", "c", "d"]
