"""Placements on hand-made hairpins; expected places and costs are worked out by hand."""

import random

import pysam
import pytest
from pybwa import BwaIndex

from align_inserts import (
    MISMATCH,
    Placement,
    cost_of_tail,
    find_hits,
    place,
    read_end,
    write_bam,
)

RNG = random.Random(7)
FIRST = "".join(RNG.choices("ACGT", k=80))
SECOND = "".join(RNG.choices("ACGT", k=80))
HAIRPINS = {"first": FIRST, "second": SECOND, "copy": SECOND[:10] + FIRST[20:60] + SECOND[50:]}
LENGTHS = {name: len(sequence) for name, sequence in HAIRPINS.items()}
COMPLEMENT = str.maketrans("ACGT", "TGCA")
OTHER = {"A": "C", "C": "A", "G": "T", "T": "G"}


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("index") / "hairpins.fasta"
    path.write_text("".join(f">{name}\n{s}\n" for name, s in HAIRPINS.items()))
    BwaIndex.index(path)
    return str(path)


def placed(insert: str, index: str, max_mismatches: int = 1) -> list[Placement]:
    (hits,) = find_hits([insert[:-3]], index, LENGTHS, max_mismatches)
    return sorted(place(insert, hits, list(HAIRPINS.values()), max_mismatches, least=30))


def mutate(insert: str, position: int) -> str:
    return insert[:position] + OTHER[insert[position]] + insert[position + 1 :]


def test_exact_insert_has_no_cost(index):
    assert placed(SECOND[5:27], index) == [Placement(1, 5, 0, 0, 0)]


def test_all_places_of_equal_cost_are_kept(index):
    assert placed(FIRST[25:47], index) == [Placement(0, 25, 0, 0, 0), Placement(2, 15, 0, 0, 0)]


def test_one_mismatch_is_allowed_and_two_are_not(index):
    once = mutate(SECOND[15:37], 8)
    assert placed(once, index) == [Placement(1, 15, 0, 1, MISMATCH)]
    assert placed(once, index, max_mismatches=0) == []
    assert placed(mutate(once, 12), index) == []


@pytest.mark.parametrize("tail", ["A", "T", "AA", "TA", "AAA", "TTT"])
def test_tail_that_is_no_template_is_told_from_mismatches(index, tail):
    # A place where the template goes on with bases that differ from the tail throughout.
    end = next(
        end
        for end in range(30, 60)
        if all(a != b for a, b in zip(SECOND[end : end + len(tail)], tail, strict=True))
    )
    insert = SECOND[end - 22 : end] + tail
    expected = Placement(1, end - 22, len(tail), 0, cost_of_tail(tail))
    assert placed(insert, index) == [expected]


def test_tail_over_the_end_of_the_hairpin(index):
    assert placed(FIRST[60:80] + "AA", index) == [Placement(0, 60, 2, 0, cost_of_tail("AA"))]


def test_antisense_and_hits_across_two_hairpins_are_dropped(index):
    assert placed(SECOND[15:37].translate(COMPLEMENT)[::-1], index) == []
    assert placed(FIRST[-12:] + SECOND[:12], index) == []


def test_short_insert_needs_better_evidence():
    # 16 nt: 96 for the bases; one mismatch costs 30, a tail of AA 28 and its two bases 12.
    hit = [(0, 0, 0)]
    hairpin = ["ACGTACGTACGTACCC" + "G" * 20]
    assert place("ACGTACGTACGTACCC", hit, hairpin, 1, least=60)
    assert not place("ACGTACGTACGTACAA", hit, hairpin, 1, least=60)


def test_ways_to_read_the_end():
    assert read_end("ACG", "ACG") == ((0, 0), (0, 1), (0, 2), (0, 3))
    assert read_end("ACG", "TCG") == ((1, 0), (1, 1), (1, 2), (0, 3))
    assert read_end("ACG", "A") == ((0, 2), (0, 3))  # the hairpin stops after one base


def test_bam_is_sorted_indexed_and_carries_reads(tmp_path):
    path = str(tmp_path / "x.bam")
    inserts, reads = [FIRST[30:50], SECOND[2:20] + "AA"], [7, 3]
    placements = {
        0: [Placement(0, 30, 0, 0, 0), Placement(2, 20, 0, 0, 0)],
        1: [Placement(1, 2, 2, 0, 28)],
    }
    write_bam(path, LENGTHS, inserts, reads, placements)
    pysam.quickcheck(path)
    with pysam.AlignmentFile(path) as bam:
        assert bam.header["HD"]["SO"] == "coordinate"
        records = list(bam)
        assert [r.reference_name for r in bam.fetch("second")] == ["second"]
    assert [
        (r.query_name, r.reference_name, r.reference_start, r.cigarstring) for r in records
    ] == [
        ("seq_1_x7", "first", 30, "20M"),
        ("seq_2_x3", "second", 2, "18M2S"),
        ("seq_1_x7", "copy", 20, "20M"),
    ]
    assert [(r.get_tag("ZC"), r.get_tag("NH"), r.is_secondary) for r in records] == [
        (7, 2, False),
        (3, 1, False),
        (7, 2, True),
    ]
