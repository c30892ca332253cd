"""Shares of inserts, and what is learnt from them, on cases worked out by hand."""

import numpy as np
import pytest

from mirtrd.counting.assigning import expectation_maximisation
from mirtrd.counting.isomir_model import (
    ITS_OWN,
    MAX_SHIFT_3P,
    OWN_ENDS,
    SHIFTS_3P,
    Pairs,
    learn_substitutions,
    own_ends,
    start_model,
)


def pairs_of(*rows: tuple[int, int, int]) -> Pairs:
    """Pairs of insert, mature and 3' shift."""
    insert, mature, shift = np.array(rows).T
    none = np.zeros(len(rows), int)
    return Pairs(insert, mature, none, none, shift + MAX_SHIFT_3P, none, np.ones(len(rows)))


def test_shares_follow_what_the_matures_have_to_themselves():
    # 300 and 100 reads of their own, and 80 that both may have: three to one.
    pairs = pairs_of((0, 0, 0), (1, 1, 0), (2, 0, 0), (2, 1, 0))
    counts, ones = np.array([300.0, 100.0, 80.0]), np.ones(4)
    share, amount = expectation_maximisation(
        pairs, counts, ones, np.zeros(4), np.zeros(3), np.array([1.0, 1.0])
    )
    assert share == pytest.approx([1, 1, 0.75, 0.25], abs=1e-3)
    assert amount == pytest.approx([360, 120], abs=0.1)


@pytest.mark.parametrize("start", [(1.0, 1000.0), (1000.0, 1.0), (5.0, 5.0)])
def test_the_shares_do_not_depend_on_the_start(start):
    pairs = pairs_of((0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 0))
    likelihood = np.array([0.5, 0.1, 0.1, 0.5])
    # 0.5 a + 0.1 b = 520 and 0.1 a + 0.5 b = 200 reads: a = 1000, b = 200.
    share, amount = expectation_maximisation(
        pairs, np.array([520.0, 200.0]), likelihood, np.zeros(4), np.zeros(2), np.array(start)
    )
    assert amount == pytest.approx([600, 120], rel=0.01)  # of the reads that are there
    assert share == pytest.approx([500 / 520, 20 / 520, 0.5, 0.5], abs=0.01)


def test_other_rnas_take_their_part():
    # Three reads of another RNA for each of the mature; and 50 reads expected of a second source.
    pairs = pairs_of((0, 0, 0), (1, 0, 0))
    share, amount = expectation_maximisation(
        pairs,
        np.array([100.0, 100.0]),
        np.ones(2),
        np.array([3.0, 0.0]),
        np.array([0.0, 50.0]),
        np.array([75.0]),
    )
    assert share[0] == pytest.approx(0.25)
    # a = 25 + 100 a / (a + 50), so a (a - 75) = 1250: a = 89.04
    assert amount == pytest.approx([89.04], abs=0.1)


def test_ends_are_learnt_where_the_reads_are_its_own():
    model = start_model()
    usual = model.ends.sum(axis=1)
    # Mature 0 has all its 4,500 reads one base short, and is alone there; the reads of mature 1
    # are mostly those of another.
    pairs = pairs_of((0, 0, -1), (1, 1, -1), (1, 0, 2))
    share = np.array([1.0, 0.6, 0.4])
    ends = own_ends(pairs, share, np.array([4500.0, 9000.0]), model, 3)
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
    kinds = np.array([[2, -1], [2, -1], [-1, -1]])
    errors = np.array([[0.33, 0], [1e-9, 0], [0, 0]])
    weight = np.array([5_000.0, 5_000.0, 990_000.0])
    rates = learn_substitutions(weight, np.full(3, 20), kinds, errors, model)
    assert rates[2] == pytest.approx(5_000 / 5e6, rel=0.01)
    # Others: what was expected, for 300 reads, next to none of a million.
    assert rates[1] < 1e-6
    assert rates[16:] == pytest.approx([0.25] * 4)
