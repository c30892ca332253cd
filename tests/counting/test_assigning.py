"""Shares of inserts, on cases worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.counting import HAIRPINS, NOWHERE, OTHERS, A, B, C, D, as_inserts, count_inserts
from mirtrd.counting.assigning import (
    Expected,
    Shares,
    assign,
    final_shares,
    leave,
    maximise,
    share_out,
)
from mirtrd.counting.isomir_model import MAX_SHIFT_3P, MAX_SHIFT_5P
from mirtrd.counting.isomirs import Isomirs
from mirtrd.counting.pairs import Pairs
from mirtrd.counting.sample import place_sample
from mirtrd.counting.sources import Known


def isomirs_of(*rows: tuple[int, int], likelihood=1.0, odds=0.0, inserts: int) -> Isomirs:
    """Pairs of insert and mature as a source of so many inserts."""
    insert, mature = np.array(rows).T
    none, every = np.zeros(len(rows), int), np.ones(len(rows))
    pairs = Pairs(
        insert=insert,
        mature=mature,
        place=none,
        shift_5p=none + MAX_SHIFT_5P,
        shift_3p=none + MAX_SHIFT_3P,
        tail=none,
        fixed=every,
    )
    return Isomirs(
        pairs=pairs,
        likelihood=likelihood * every,
        odds=odds * every,
        fits_both=np.zeros(inserts, bool),
        given=np.zeros(inserts),
        at_place=every,
    )


def expected_of(isomirs: Isomirs, pieces, fragments, chance, start) -> Expected:
    return Expected(
        known=Known(amounts=np.array(start), unexplained=np.zeros(len(chance))),
        isomirs=isomirs,
        pieces=None,
        of_pieces=np.array(pieces),
        of_fragments=np.array(fragments),
        of_chance=np.array(chance),
    )


def test_shares_follow_what_the_matures_have_to_themselves():
    # 300 and 100 reads of their own, and 80 that both may have: three to one.
    isomirs = isomirs_of((0, 0), (1, 1), (2, 0), (2, 1), inserts=3)
    counts = np.array([300.0, 100.0, 80.0])
    shares = maximise(isomirs, counts, np.zeros(3), np.array([1.0, 1.0]))
    assert shares.of_pair == pytest.approx([1, 1, 0.75, 0.25], abs=1e-3)
    assert shares.amounts == pytest.approx([360, 120], abs=0.1)


@pytest.mark.parametrize("start", [(1.0, 1000.0), (1000.0, 1.0), (5.0, 5.0)])
def test_the_shares_do_not_depend_on_the_start(start):
    likelihood = np.array([0.5, 0.1, 0.1, 0.5])
    isomirs = isomirs_of((0, 0), (0, 1), (1, 0), (1, 1), likelihood=likelihood, inserts=2)
    # 0.5 a + 0.1 b = 520 and 0.1 a + 0.5 b = 200 reads: a = 1000, b = 200.
    shares = maximise(isomirs, np.array([520.0, 200.0]), np.zeros(2), np.array(start))
    assert shares.amounts == pytest.approx([600, 120], rel=0.01)  # of the reads that are there
    assert shares.of_pair == pytest.approx([500 / 520, 20 / 520, 0.5, 0.5], abs=0.01)


def test_other_rnas_take_their_part():
    # Three reads of another RNA for each of the mature; and 50 reads expected of a second source.
    isomirs = isomirs_of((0, 0), (1, 0), odds=np.array([3.0, 0.0]), inserts=2)
    counts, against = np.array([100.0, 100.0]), np.array([0.0, 50.0])
    shares = maximise(isomirs, counts, against, np.array([75.0]))
    assert shares.of_pair[0] == pytest.approx(0.25)
    # a = 25 + 100 a / (a + 50), so a (a - 75) = 1250: a = 89.04
    assert shares.amounts == pytest.approx([89.04], abs=0.1)


def test_all_sources_but_matures_stand_against_them():
    isomirs = isomirs_of((0, 0), (1, 0), inserts=2)
    expected = expected_of(isomirs, [20.0, 0], [25.0, 0], [5.0, 0], start=[75.0])
    shares = share_out(expected, np.array([100.0, 25.0]))
    # a = 25 + 100 a / (a + 50): as above.
    assert shares.amounts == pytest.approx([89.04], abs=0.1)


def test_what_matures_leave_goes_to_the_others_in_proportion():
    isomirs = isomirs_of((0, 0), inserts=2)
    expected = expected_of(isomirs, [3.0, 0], [1.0, 0], [0.0, 2.0], start=[1.0])
    shares = Shares(of_pair=np.array([0.6]), amounts=np.array([6.0]))
    share, on_hairpin, on_other = final_shares(expected, shares)
    assert share == pytest.approx([0.6])
    assert on_hairpin == pytest.approx([0.3, 0])
    # The second insert is there by chance only: it is counted nowhere.
    assert on_other == pytest.approx([0.1, 0])


def test_noise_of_matures_is_left_to_them():
    # Of 100 reads expected, up to two standard deviations more, 120, are theirs; 30 are not.
    isomirs = isomirs_of((0, 0), (1, 0), likelihood=0.5, inserts=2)
    expected = expected_of(isomirs, [0, 0], [0, 0], [0, 0], start=[1.0])
    shares = Shares(of_pair=np.ones(2), amounts=np.array([200.0]))
    known = leave(expected, shares, np.array([115.0, 150.0]))
    assert known.unexplained == pytest.approx([0, 30])
    assert known.amounts.tolist() == [200]


def test_places_that_are_as_good_as_the_best_are_tied(reference):
    assigned = assign(place_sample(as_inserts({A: 5, B: 3}), reference, 2), reference)
    places = place_sample(as_inserts({A: 5, B: 3}), reference, 2).on_hairpins
    tied = [
        (pair, reference.hairpin_names[places.sequence[place]])
        for pair, place in zip(assigned.tied.pair, assigned.tied.place, strict=True)
    ]
    # a is on two hairpins.
    assert tied == [(0, "h1"), (0, "h2"), (1, "h3")]
    assert assigned.fits_both.tolist() == [False, True]


PIECES = [A, B, C, D, NOWHERE, C[:11] + "N" + C[12:], HAIRPINS["h3"][45:65], HAIRPINS["h2"][18:40]]
PIECES += [OTHERS["other1"][28:52], OTHERS["other1"][30:56], OTHERS["other2"][10:35]]


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(PIECES), st.integers(1, 100_000), min_size=1))
def test_the_shares_of_an_insert_add_up_to_one_or_to_none(reference, counts):
    counted, _ = count_inserts(counts, reference)
    assigned = counted.assignment
    of_matures = np.bincount(assigned.pairs.insert, assigned.share, len(counts))
    total = of_matures + assigned.on_hairpin + assigned.on_other
    assert np.all(np.isclose(total, 1) | (total == 0))
    assert min(p.min(initial=0) for p in (assigned.share, assigned.on_hairpin)) >= 0
