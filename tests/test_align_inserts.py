"""Placements on hand-made sequences; expected places and costs are worked out by hand."""

import json
import random
from pathlib import Path
from types import SimpleNamespace

import pysam
import pytest
from pybwa import BwaIndex

from align_inserts import (
    MAX_TRANSCRIPTS,
    MISMATCH,
    Placement,
    cost_of_tail,
    evidence_needed,
    find_hits,
    main,
    place,
    read_end,
    settle,
    tally,
    write_bam,
)
from mirtrd.inserts import Insert, write_inserts
from mirtrd.sequences import Sequence, write_sequences

RNG = random.Random(7)
FIRST = "".join(RNG.choices("ACGT", k=80))
SECOND = "".join(RNG.choices("ACGT", k=80))
HAIRPINS = {"first": FIRST, "second": SECOND, "copy": SECOND[:10] + FIRST[20:60] + SECOND[50:]}
LENGTHS = {name: len(sequence) for name, sequence in HAIRPINS.items()}
COMPLEMENT = str.maketrans("ACGT", "TGCA")
SWAPPED = {"A": "C", "C": "A", "G": "T", "T": "G"}


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("index") / "reference.fasta"
    path.write_text("".join(f">{name}\n{s}\n" for name, s in HAIRPINS.items()))
    BwaIndex.index(path)
    return str(path)


def placed(insert: str, index: str, max_mismatches: int = 1) -> list[Placement]:
    (hits,) = find_hits([insert[:-3]], index, LENGTHS, max_mismatches)
    return sorted(place(insert, hits, list(HAIRPINS.values()), max_mismatches, least=30))


def mutate(insert: str, position: int) -> str:
    return insert[:position] + SWAPPED[insert[position]] + insert[position + 1 :]


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
    # (mismatches, length of the tail, cost): a mismatch costs 30, a tail 13, 20 or 27 and for
    # each A 4, T 5, C or G 9.
    assert read_end("ACG", "ACG") == ((0, 0, 0), (0, 1, 22), (0, 2, 38), (0, 3, 49))
    assert read_end("ACG", "TCG") == ((1, 0, 30), (1, 1, 52), (1, 2, 68), (0, 3, 49))
    assert read_end("ACG", "A") == ((0, 2, 38), (0, 3, 49))  # the target stops after one base


def test_a_hairpin_wins_a_tie_and_the_look_alike_is_kept():
    found = [Placement(5, 3, 0, 0, 0), Placement(1, 8, 0, 0, 0), Placement(0, 4, 0, 0, 0)]
    kept = settle(found, length=22, hairpins=2, least=1000)
    assert kept == [Placement(0, 4, 0, 0, 0), Placement(1, 8, 0, 0, 0), Placement(5, 3, 0, 0, 0)]


def test_other_rnas_need_more_evidence_than_hairpins():
    # 20 bases are worth 120; a mismatch costs 30 and a base of a tail its 6 and 13 + 4.
    exact, mismatch, tail = (
        Placement(2, 3, 0, 0, 0),
        Placement(2, 3, 0, 1, 30),
        Placement(2, 3, 1, 0, 17),
    )
    assert settle([exact], 20, hairpins=2, least=100) == [exact]
    assert settle([mismatch], 20, hairpins=2, least=100) == []
    assert settle([tail], 20, hairpins=2, least=100) == []
    assert settle([tail], 20, hairpins=2, least=97) == [tail]


def test_one_placement_on_each_transcript_is_kept_and_not_on_too_many():
    found = [Placement(9, 40, 0, 0, 0), Placement(9, 4, 0, 0, 0), Placement(7, 60, 0, 0, 0)]
    assert settle(found, 20, 2, 50) == [Placement(7, 60, 0, 0, 0), Placement(9, 4, 0, 0, 0)]
    copies = [Placement(number, 0, 0, 0, 0) for number in range(600, 0, -1)]
    assert settle(copies, 20, 1, 50) == [
        Placement(number, 0, 0, 0, 0) for number in range(1, MAX_TRANSCRIPTS + 1)
    ]
    assert len(settle(copies, 20, 601, 50)) == 600  # hairpins are all kept


def test_evidence_grows_with_the_reference():
    # One in ten by chance over 10,000 bases: 10 log10(10,000) + 10.
    assert evidence_needed([4_000, 6_000]) == pytest.approx(50)


def test_tally_of_what_is_not_aligned():
    inserts = [Insert("A" * 20, 7, 9), Insert("C" * 22, 3, 3), Insert("G" * 20, 2, 5)]
    placed = {1: [Placement(0, 0, 0, 0, 0)]}
    assert tally(inserts, placed) == {
        "aligned": 3,
        "unaligned": 9,
        "unaligned_lengths": {20: 9},
    }


def test_bam_is_sorted_indexed_and_carries_counts(tmp_path):
    path = str(tmp_path / "x.bam")
    inserts = [Insert(FIRST[30:50], 7, 9), Insert(SECOND[2:20] + "AA", 3, 3)]
    placements = {
        0: [Placement(0, 30, 0, 0, 0), Placement(2, 20, 0, 0, 0)],
        1: [Placement(1, 2, 2, 0, 28)],
    }
    write_bam(path, LENGTHS, inserts, placements)
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
    tags = ("ZC", "ZR", "NH", "NM", "AS")
    assert [([r.get_tag(tag) for tag in tags], r.is_secondary) for r in records] == [
        ([7, 9, 2, 0, 0], False),
        ([3, 3, 1, 0, -28], False),
        ([7, 9, 2, 0, 0], True),
    ]


# Other RNAs


TRNA = "".join(RNG.choices("ACGT", k=72)) + "CCA"
# It holds the first hairpin from base 20 to 50, as the record of a host gene may.
HOST = "".join(RNG.choices("ACGT", k=30)) + FIRST[20:50] + "".join(RNG.choices("ACGT", k=30))
OTHER = {"tRNA:a": TRNA, "tRNA:b": TRNA[:40], "snoRNA:host": HOST}


def align(folder: Path, inserts: list[Insert], other: dict[str, str]) -> tuple[dict, dict]:
    """The places (name, start) of each insert by its sequence, primary first, and the tally."""
    sequences = {"first": FIRST, "second": SECOND, **other}
    fasta = folder / "reference.fasta"
    fasta.write_text("".join(f">{name}\n{s}\n" for name, s in sequences.items()))
    BwaIndex.index(fasta)
    pysam.dict("--output", str(folder / "reference.dict"), str(fasta))
    rows = [
        Sequence(name, name.partition(":")[0] if ":" in name else "hairpin", len(sequence))
        for name, sequence in sequences.items()
    ]
    write_sequences(folder / "sequences.tsv", rows)
    write_inserts(folder / "inserts.fasta.gz", inserts)
    paths = {"bam": folder / "x.bam", "tally": folder / "x.json"}
    main(
        SimpleNamespace(
            input=SimpleNamespace(
                inserts=str(folder / "inserts.fasta.gz"),
                fasta=str(fasta),
                sequences=str(folder / "sequences.tsv"),
            ),
            output=SimpleNamespace(**{key: str(path) for key, path in paths.items()}),
            params=SimpleNamespace(max_mismatches=1),
        )
    )
    places: dict[str, list[tuple[str, int]]] = {}
    with pysam.AlignmentFile(str(paths["bam"])) as bam:
        for record in sorted(bam, key=lambda r: r.is_secondary):
            place = (record.reference_name, record.reference_start)
            places.setdefault(record.query_sequence, []).append(place)
    return places, json.loads(paths["tally"].read_text())


def test_other_rnas_compete_by_the_same_costs(tmp_path):
    shared, once = FIRST[25:47], mutate(FIRST[25:47], 8)
    inserts = {
        shared: [("first", 25), ("snoRNA:host", 35)],  # a tie
        once: [("first", 25), ("snoRNA:host", 35)],  # with a mismatch on both
        FIRST[18:40]: [("first", 18)],  # starts before what the two have in common
        HOST[26:48]: [("snoRNA:host", 26)],
        SECOND[5:27]: [("second", 5)],
        TRNA[10:32]: [("tRNA:a", 10), ("tRNA:b", 10)],
        TRNA[53:]: [("tRNA:a", 53)],  # to the end, CCA included
        TRNA[50:72] + "A": [("tRNA:a", 50)],  # a tail over the missing CC
        TRNA[10:32].translate(COMPLEMENT)[::-1]: None,  # antisense
        "ACGTTGCAACGTTGCATTGACCTA": None,
    }
    given = [Insert(insert, 2, 3) for insert in inserts]
    places, counts = align(tmp_path, given, OTHER)
    assert places == {insert: found for insert, found in inserts.items() if found}
    assert counts == {
        "aligned": 16,
        "unaligned": 4,
        "unaligned_lengths": {"22": 2, "24": 2},
    }


def test_a_better_fit_to_another_rna_takes_the_insert(tmp_path):
    """One base away from a hairpin, and exactly on a tRNA."""
    lookalike = mutate(FIRST[25:47], 8)
    other = {"tRNA:x": TRNA[:20] + lookalike + TRNA[20:]}
    alone, with_other = tmp_path / "alone", tmp_path / "with"
    alone.mkdir()
    with_other.mkdir()
    inserts = [Insert(lookalike, 1, 1), Insert(FIRST[25:47], 1, 1)]
    assert align(alone, inserts, {})[0][lookalike] == [("first", 25)]
    places, _ = align(with_other, inserts, other)
    assert places == {lookalike: [("tRNA:x", 20)], FIRST[25:47]: [("first", 25)]}


def test_what_a_mirna_has_to_show_does_not_depend_on_other_rnas(tmp_path):
    # 16 nt with a tail of AA: 14 * 6 - 28 = 56 over the 32 that two hairpins ask for, and under
    # the 62 that 150,000 more bases would.
    short = next(
        SECOND[start : start + 14] + "AA"
        for start in range(60)
        if SECOND[start + 14] != "A" and SECOND[start + 15] != "A"
    )
    bases = random.Random(11)
    other = {f"mRNA:{n}": "".join(bases.choices("ACGT", k=1000)) for n in range(150)}
    places, _ = align(tmp_path, [Insert(short, 1, 1)], other)
    assert [name for name, _ in places[short]] == ["second"]


def test_no_inserts_are_no_error(tmp_path):
    assert align(tmp_path, [], OTHER) == (
        {},
        {"aligned": 0, "unaligned": 0, "unaligned_lengths": {}},
    )
