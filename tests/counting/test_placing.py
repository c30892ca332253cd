"""Places on hand-made sequences, and against a search of everything."""

import random

import numpy as np
import pytest

from mirtrd.core.packing import Packed, pack_inserts
from mirtrd.counting.placing import (
    HAIRPIN_SEED,
    MAX_COPIES,
    MAX_TAIL,
    OTHER_SEED,
    find_places,
    make_seeds,
)
from mirtrd.reference.targets import lay_out

RNG = random.Random(7)
FIRST = "".join(RNG.choices("ACGT", k=80))
SECOND = "".join(RNG.choices("ACGT", k=80))
SEQUENCES = [FIRST, SECOND, SECOND[:10] + FIRST[20:60] + SECOND[50:]]
COMPLEMENT = str.maketrans("ACGT", "TGCA")
OTHER = {"A": "C", "C": "A", "G": "T", "T": "G"}


def packed(*inserts: str) -> Packed:
    letters = np.array(inserts, "S"), np.array(["I" * len(insert) for insert in inserts], "S")
    return pack_inserts(*letters)


def places(insert: str, sequences=SEQUENCES, max_mismatches: int = 2) -> set[tuple]:
    """(sequence, start, tail, mismatches, positions that differ) of one insert."""
    targets = lay_out(sequences)
    seeds = make_seeds(targets, HAIRPIN_SEED)
    found = find_places(packed(insert), targets, seeds, max_mismatches)
    assert not found.insert.any()
    columns = (found.sequence, found.start, found.tail, found.mismatches)
    differs = [tuple(p for p in row if p >= 0) for row in found.differs.tolist()]
    rows = list(zip(*(column.tolist() for column in columns), differs, strict=True))
    assert len(rows) == len(set(rows))
    return set(rows)


def mutate(insert: str, *positions: int) -> str:
    letters = list(insert)
    for position in positions:
        letters[position] = OTHER[letters[position]]
    return "".join(letters)


def exhaustive(insert: str, sequences: list[str], max_mismatches: int) -> set[tuple]:
    """What ``places`` has to find, by trying every start and tail, hits within sequences only."""
    found = set()
    letters, length = np.frombuffer(insert.encode(), np.uint8), len(insert)
    for number, sequence in enumerate(sequences):
        text = np.frombuffer(sequence.ljust(len(sequence) + MAX_TAIL).encode(), np.uint8)
        windows = np.lib.stride_tricks.sliding_window_view(text, length)
        differs = (windows != letters) & (letters != ord("N"))
        for tail in range(MAX_TAIL + 1):
            end = length - tail
            fits = differs[:, :end].sum(axis=1) <= max_mismatches
            fits &= np.arange(len(windows)) + end <= len(sequence)
            fits &= differs[:, end] if tail else True
            fits &= ~differs[:, end - 1] if tail < MAX_TAIL else True
            for start in np.flatnonzero(fits).tolist():
                positions = tuple(np.flatnonzero(differs[start, :end]).tolist())
                found.add((number, start, tail, len(positions), positions))
    return found


def test_all_places_of_an_insert_are_found():
    assert places(SECOND[15:37]) == {(1, 15, 0, 0, ())}
    assert places(FIRST[25:47]) == {(0, 25, 0, 0, ()), (2, 15, 0, 0, ())}


def test_mismatches_are_counted_and_limited():
    assert places(mutate(SECOND[15:37], 8)) == {(1, 15, 0, 1, (8,))}
    assert places(mutate(SECOND[15:37], 3, 12)) == {(1, 15, 0, 2, (3, 12))}
    assert places(mutate(SECOND[15:37], 3, 12), max_mismatches=1) == set()
    assert places(mutate(SECOND[15:37], 3, 9, 14)) == set()


@pytest.mark.parametrize("tail", ["A", "T", "AA", "TA", "AAA", "TTT"])
def test_tail_that_is_no_template(tail):
    # A place where the template goes on with bases that differ from the tail throughout.
    end = next(
        end
        for end in range(30, 60)
        if all(a != b for a, b in zip(SECOND[end : end + len(tail)], tail, strict=True))
    )
    found = places(SECOND[end - 22 : end] + tail, max_mismatches=0)
    assert found == {(1, end - 22, len(tail), 0, ())}


def test_base_of_the_template_begins_no_tail():
    assert places(SECOND[15:37]) == {(1, 15, 0, 0, ())}


def test_last_bases_may_be_tail_or_mismatch():
    # The base before the last differs: one mismatch, or a tail of two of which one fits.
    insert = mutate(SECOND[15:37], 20)
    assert places(insert) == {(1, 15, 0, 1, (20,)), (1, 15, 2, 0, ())}


def test_bases_over_the_ends():
    assert places(FIRST[60:80] + "AA") == {(0, 60, 2, 0, ())}
    assert places("GG" + FIRST[:20]) == {(0, -2, 0, 0, ())}
    assert places("GGG" + FIRST[:20]) <= {(0, -3, 0, 1, (2,))}
    assert places(FIRST[60:80] + "AAAA") == set()


def test_antisense_and_places_across_two_sequences_are_none():
    assert places(SECOND[15:37].translate(COMPLEMENT)[::-1]) == set()
    assert places(FIRST[-12:] + SECOND[:12]) == set()


def test_unread_base_fits_anything():
    insert = SECOND[15:37]
    assert places(insert[:9] + "N" + insert[10:]) == {(1, 15, 0, 0, ())}


@pytest.mark.parametrize("length", [22, 31, 32, 33, 36, 64, 70])
def test_inserts_of_any_length(length):
    assert places(SECOND[5 : 5 + length]) == {(1, 5, 0, 0, ())}
    positions = (2, length - 6)
    once_more = mutate(SECOND[5 : 5 + length], *positions)
    assert (1, 5, 0, 2, positions) in places(once_more)


def test_search_of_everything_finds_no_more():
    rng = random.Random(1)
    sequences = ["".join(rng.choices("ACGT", k=90)) for _ in range(60)]
    wanted, lost = 0, 0
    for _ in range(150):
        sequence = rng.choice(sequences)
        length = rng.randint(18, 40)
        start = rng.randint(0, 90 - length)
        insert = sequence[start : start + length]
        insert = mutate(insert, *rng.sample(range(length), rng.randint(0, 2)))
        insert += "".join(rng.choices("AT", k=rng.randint(0, 3)))
        expected, found = exhaustive(insert, sequences, 2), places(insert, sequences)
        assert {place for place in found if place[1] >= 0} <= expected
        sure = {place for place in expected if place[3] <= 1 and place[2] + 8 < length}
        assert sure <= found
        wanted, lost = wanted + len(expected), lost + len(expected - found)
    # Seeds miss some places with two mismatches, of all places one in 50 at most.
    assert lost <= wanted / 50


def test_no_inserts_and_no_sequences():
    targets = lay_out([])
    seeds = make_seeds(targets, OTHER_SEED, MAX_COPIES)
    assert not len(find_places(packed(FIRST[:20]), targets, seeds, 2).insert)
    targets = lay_out([FIRST])
    seeds = make_seeds(targets, HAIRPIN_SEED)
    assert not len(find_places(packed(), targets, seeds, 2).insert)


def test_of_many_copies_the_first_stand_for_all():
    targets = lay_out([FIRST] * 10)
    found = find_places(
        packed(FIRST[20:45]), targets, make_seeds(targets, OTHER_SEED, MAX_COPIES), 1
    )
    assert np.array_equal(np.sort(found.sequence), np.arange(MAX_COPIES))


@pytest.mark.parametrize("threads", [1, 3])
def test_places_do_not_depend_on_batches_and_threads(monkeypatch, threads):
    inserts = packed(*(FIRST[at : at + 22] for at in range(20)), SECOND[5:40])
    targets = lay_out(SEQUENCES)
    seeds = make_seeds(targets, HAIRPIN_SEED)
    whole = find_places(inserts, targets, seeds, 2)
    monkeypatch.setattr("mirtrd.counting.placing.BATCH", 4)
    parts = find_places(inserts, targets, seeds, 2, threads)
    for name in ("insert", "sequence", "start", "tail", "mismatches"):
        rows = [
            sorted(zip(found.insert.tolist(), getattr(found, name).tolist(), strict=True))
            for found in (whole, parts)
        ]
        assert rows[0] == rows[1]
