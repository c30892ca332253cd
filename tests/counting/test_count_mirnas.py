"""Assignment, shares, rounding and tables on cases worked out by hand."""

import json
import random
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pysam
import pytest

from mirtrd.counting.alignments import write_bam
from mirtrd.counting.count_mirnas import (
    Reference,
    count,
    count_hairpins,
    count_lengths,
    count_others,
    describe_matures,
    fates_of,
    main,
    read_reference,
    round_counts,
    round_to_total,
    share,
)
from mirtrd.counting.fragments import vouch
from mirtrd.counting.isomir_tables import write_gff3, write_isomirs
from mirtrd.counting.isomirs import license_plate, name_variant
from mirtrd.counting.look_alikes import find_look_alikes
from mirtrd.reference.sequences import Sequence, write_sequences
from mirtrd.trimming.inserts import Insert, Inserts, write_inserts

RNG = random.Random(5)


def random_bases(length: int) -> str:
    return "".join(RNG.choices("ACGT", k=length))


# h1 and h2 hold the same mature a between different bases; h3 holds b; h4 holds c, of which d on
# h5 differs in one base.
A, B, C = random_bases(22), random_bases(22), random_bases(22)
D = C[:11] + {"A": "C", "C": "A", "G": "T", "T": "G"}[C[11]] + C[12:]
HAIRPINS = {
    f"h{number}": random_bases(20) + mature + random_bases(30)
    for number, mature in enumerate((A, A, B, C, D), start=1)
}
# An RNA that reads as b for 22 nt, and one of its own.
OTHERS = {"other1": random_bases(30) + B + random_bases(40), "other2": random_bases(90)}
# Matures e and f at the very ends of a hairpin.
ENDS = HAIRPINS["ends"] = random_bases(62)


@pytest.fixture(scope="module")
def reference(tmp_path_factory) -> Reference:
    folder = tmp_path_factory.mktemp("reference")
    path = folder / "matures.tsv"
    rows = zip("aabcd", list(HAIRPINS)[:5], (A, A, B, C, D), strict=True)
    lines = [f"{name}\t{hairpin}\t20\t42\t{sequence}\n" for name, hairpin, sequence in rows]
    lines += [f"e\tends\t0\t22\t{ENDS[:22]}\n", f"f\tends\t40\t62\t{ENDS[40:]}\n"]
    path.write_text("mirna\thairpin\tstart\tend\tsequence\n" + "".join(lines))
    dna = HAIRPINS | OTHERS
    (folder / "x.fasta").write_text("".join(f">{name}\n{s}\n" for name, s in dna.items()))
    classes = [(name, "hairpin" if name in HAIRPINS else "tRNA") for name in dna]
    write_sequences(folder / "x.tsv", (Sequence(name, c, len(dna[name])) for name, c in classes))
    return read_reference(str(folder / "x.fasta"), str(folder / "x.tsv"), str(path))


def counts_of(inserts: dict[str, int], reference: Reference, policy: str = "em"):
    rows = [Insert(insert, number, 3 * number) for insert, number in inserts.items()]
    counted = count(rows, reference, 2, policy)
    return counted, *round_counts(counted, reference)


def describe(counted, reference: Reference, reads: dict[str, int]) -> list:
    found = find_look_alikes(counted, reference)
    return list(describe_matures(counted, reference, reads, found))


def not_base(base: str) -> str:
    return "A" if base != "A" else "T"


def test_each_read_is_counted_once(reference):
    tail = not_base(HAIRPINS["h1"][42])
    inserts = {
        A: 100,
        HAIRPINS["h1"][20:43]: 10,
        A + tail: 20,
        HAIRPINS["h3"][45:65]: 5,  # beside the mature
        OTHERS["other2"][10:35]: 7,
        random_bases(25): 3,
    }
    _, reads, fates = counts_of(inserts, reference)
    assert reads == {"a": 130}
    assert fates == {"mirna": 130, "hairpin": 5, "ambiguous": 0, "tRNA": 7, "unaligned": 3}


@pytest.mark.parametrize(("start", "end"), [(16, 42), (24, 42), (20, 48), (20, 38), (19, 40)])
def test_shifted_ends_are_isomirs(reference, start, end):
    _, reads, _ = counts_of({HAIRPINS["h1"][start:end]: 10}, reference)
    assert reads == {"a": 10}


@pytest.mark.parametrize(("start", "end"), [(14, 42), (26, 42), (20, 50)])
def test_ends_too_far_off_are_none(reference, start, end):
    _, reads, fates = counts_of({HAIRPINS["h4"][start:end]: 10}, reference)
    assert reads == {}
    assert fates["hairpin"] == 10


def test_few_reads_of_an_abundant_neighbour_are_its_errors(reference):
    # One base in some hundreds is misread, as one of three: of 30,000 reads of c, about ten to
    # forty look like d.
    _, reads, _ = counts_of({C: 30_000, D: 10}, reference)
    assert reads["c"] == 30_010
    _, reads, _ = counts_of({C: 30_000, D: 3_000}, reference)
    assert abs(reads["d"] - 3_000) < 60


@pytest.mark.parametrize(("quality", "errors"), [("5", True), ("I", False)])
def test_a_base_of_low_quality_is_an_error(reference, quality, errors):
    # An error of Q20 makes a certain other base in 1 of 300 reads, that of 3,000 reads of c look
    # like d in 10; of Q40 in 1 of 30,000, which leaves what is altered before sequencing.
    [place] = [at for at in range(len(C)) if C[at] != D[at]]
    qualities = "I" * place + quality + "I" * (len(D) - place - 1)
    rows = [Insert(C, 3_000, 3_000), Insert(D, 10, 10, qualities)]
    counted = count(rows, reference, 2, "em")
    reads, _ = round_counts(counted, reference)
    assert (reads.get("d", 0) == 0) == errors
    assert sum(reads.values()) == 3_010


def changed(sequence: str, *places: int) -> str:
    letters = list(sequence)
    for place in places:
        letters[place] = {"A": "C", "C": "A", "G": "T", "T": "G"}[letters[place]]
    return "".join(letters)


def test_two_bases_off_and_many_reads_is_another_rna(reference):
    # Errors of the mature are few: one in a thousand of the reads that have one error already.
    other = changed(A, 8, 15)
    _, reads, fates = counts_of({other: 50}, reference)
    assert reads == {}
    assert fates["unaligned"] == 50
    _, reads, fates = counts_of({A: 20_000, other: 3}, reference)
    assert reads == {"a": 20_003}
    _, reads, fates = counts_of({A: 20_000, other: 5_000}, reference)
    assert reads == {"a": 20_000}


def test_a_mirna_with_few_perfect_reads_may_be_another_rna(reference):
    counted, reads, _ = counts_of({changed(A, 8): 60, A: 20}, reference)
    assert reads == {"a": 80}
    found = find_look_alikes(counted, reference)
    assert found == [("a", "unknown", "mismatched", 60, 60.0)]
    (row,) = describe(counted, reference, reads)
    assert row.look_alike == "mismatched"
    counted, *_ = counts_of({changed(A, 8): 60, A: 70}, reference)
    assert find_look_alikes(counted, reference) == []


def test_a_mirna_with_hardly_a_read_of_its_own_is_named_after_the_other(reference):
    # Of 30,000 reads of c, some 13 look like d: d keeps a part of 30, and has no other.
    counted, reads, _ = counts_of({C: 30_000, D: 30}, reference)
    assert 5 < reads["d"] < 25
    [found] = find_look_alikes(counted, reference)
    assert found[:4] == ("d", "mirna", "c", 30)
    assert round(found.given) == reads["d"]
    assert {row.mirna: row.look_alike for row in describe(counted, reference, reads)} == {
        "c": "",
        "d": "c",
    }


@pytest.fixture(scope="module")
def twins(tmp_path_factory) -> tuple[Reference, str]:
    """Matures of which one is as the other, and one C longer; the hairpins go on differently."""
    folder = tmp_path_factory.mktemp("twins")
    mature = random_bases(20)
    short, long = mature + "TAC", mature + "CAG"
    hairpins = {n: random_bases(20) + s + random_bases(30) for n, s in (("s", short), ("l", long))}
    (folder / "x.fasta").write_text("".join(f">{name}\n{s}\n" for name, s in hairpins.items()))
    write_sequences(folder / "x.tsv", (Sequence(n, "hairpin", len(s)) for n, s in hairpins.items()))
    (folder / "matures.tsv").write_text(
        "mirna\thairpin\tstart\tend\tsequence\n"
        f"short\ts\t20\t40\t{mature}\nlong\tl\t20\t41\t{mature}C\n"
    )
    paths = (str(folder / name) for name in ("x.fasta", "x.tsv", "matures.tsv"))
    return read_reference(*paths), mature


@pytest.mark.parametrize("swapped", [False, True])
def test_two_that_share_nearly_all_do_not_swap_their_reads(twins, swapped):
    # Few tails for so many reads: as 3' ends one base short of the longer mature they would fit as
    # well, were it not for the longer one itself, which is hardly there.
    reference, mature = twins
    own = mature + ("C" if swapped else "")
    short_by = {0: 150_000, 1: 9_000, 2: 26_000, 3: 5_000}
    inserts = Counter({own[: len(own) - bases]: n for bases, n in short_by.items()})
    behind = "A" if swapped else "T"
    inserts[own + behind] += 3_000  # as the hairpin goes on
    inserts[own + "G"] += 1_500
    if not swapped:
        inserts[mature + "A"] += 11_000
        inserts[mature + "C"] += 1_000
    _, reads, _ = counts_of(dict(inserts), reference)
    wrong = reads.get("short" if swapped else "long", 0)
    assert wrong < 0.02 * inserts.total()


def test_fragments_of_an_abundant_rna_are_no_mirna(reference):
    # The other RNA has fragments with other ends around b, and none is an isomiR of b.
    fragments = {OTHERS["other1"][30 + a : 52 + b]: 200 for a, b in ((-5, 0), (0, 5), (2, 6))}
    _, reads, fates = counts_of({B: 1000, **fragments}, reference)
    assert reads.get("b", 0) <= 10
    assert fates["tRNA"] >= 1590


def test_mirna_with_its_own_isomirs_is_no_fragment(reference):
    hairpin = HAIRPINS["h3"]
    own = {hairpin[20:46]: 30, hairpin[18:42]: 30, B + not_base(hairpin[42]) + "A": 150}
    counted, reads, _ = counts_of({B: 1000, **own}, reference)
    assert reads == {"b": 1210}
    (row,) = describe(counted, reference, reads)
    assert row.look_alike == "other1"
    assert row.unique == 210
    assert (row.count, row.reads, row.perfect) == (1210, 3630, 1210)


def test_a_mirna_that_lost_its_reads_is_a_look_alike_too(reference):
    # The RNA has fragments with other ends; an error in one read is as likely in either.
    fragments = {OTHERS["other1"][30 + a : 52 + b]: 2000 for a, b in ((-5, 0), (0, 5), (2, 6))}
    counted, reads, _ = counts_of({B: 300, B[:20]: 50, A: 10, **fragments}, reference)
    [found] = find_look_alikes(counted, reference)
    assert found[:4] == ("b", "tRNA", "other1", 350)
    assert found.given < 1
    assert reads == {"a": 10}


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


def test_policies(reference):
    # The base in which c and d differ is not read.
    inserts = {C: 90, D: 30, C[:11] + "N" + C[12:]: 40}
    _, reads, _ = counts_of(inserts, reference)
    assert reads == pytest.approx({"c": 120, "d": 40}, abs=1)
    _, reads, _ = counts_of(inserts, reference, "fractional")
    assert reads == {"c": 110, "d": 50}
    counted, reads, fates = counts_of(inserts, reference, "unique")
    assert reads == {"c": 90, "d": 30}
    assert fates["ambiguous"] == 40
    rows = {row.mirna: row for row in describe(counted, reference, reads)}
    assert rows["c"].unique == 90


def test_shared_reads_and_partners(reference):
    middle = C[:11] + "N" + C[12:]
    counted, reads, _ = counts_of({C: 90, D: 30, middle: 40, A: 10}, reference)
    rows = {row.mirna: row for row in describe(counted, reference, reads)}
    assert (rows["c"].unique, rows["c"].shared_with) == (90, "d")
    assert (rows["d"].unique, rows["d"].shared_with) == (30, "c")
    assert (rows["a"].unique, rows["a"].shared_with) == (10, "")


def test_tables_add_up(reference, tmp_path):
    middle = C[:11] + "N" + C[12:]
    inserts = {C: 91, D: 33, middle: 41, A: 17, HAIRPINS["h2"][20:44]: 9, C + "A": 3}
    inserts |= {HAIRPINS["h5"][45:66]: 4, OTHERS["other2"][5:40]: 8, random_bases(30): 2}
    counted, reads, fates = counts_of(inserts, reference)
    assert sum(fates.values()) == sum(inserts.values())
    assert sum(reads.values()) == fates["mirna"]
    hairpins = count_hairpins(counted, reference, "em", fates["mirna"] + fates["hairpin"])
    assert sum(hairpins.values()) == fates["mirna"] + fates["hairpin"]
    assert hairpins["h2"] >= 9
    others = list(count_others(counted, reference, fates))
    assert others == [("tRNA", "", 8)]
    lengths = Counter()
    for rna_class, _, amount in count_lengths(counted, reference, fates):
        lengths[rna_class] += amount
    assert lengths == +Counter(fates)
    assert sum(fates_of(fates).values()) == sum(inserts.values())
    write_isomirs(str(tmp_path / "isomirs.tsv"), counted, reference, reads)
    rows = [line.split("\t") for line in (tmp_path / "isomirs.tsv").read_text().splitlines()[1:]]
    of_mirna = Counter()
    for mirna, _, _, amount, _ in rows:
        of_mirna[mirna] += int(amount)
    assert of_mirna == reads
    assert ["a", HAIRPINS["h2"][20:44], "iso_3p:+2", "9", ""] in rows


@pytest.mark.parametrize(
    ("shift_5p", "shift_3p", "tail", "differs", "expected"),
    [
        (0, 0, 0, (-1, -1), "NA"),
        (1, 0, 0, (-1, -1), "iso_5p:+1"),
        (0, -2, 1, (-1, -1), "iso_3p:-2,iso_add3p:1"),
        (0, 0, 0, (1, -1), "iso_snv_seed"),  # nt 2
        (0, 0, 0, (6, -1), "iso_snv_seed"),  # nt 7
        (0, 0, 0, (7, -1), "iso_snv_central_offset"),
        (0, 0, 0, (8, -1), "iso_snv_central"),
        (0, 0, 0, (12, -1), "iso_snv_central_supp"),
        (0, 0, 0, (0, 17), "iso_snv"),
        (-1, 0, 0, (8, -1), "iso_5p:-1,iso_snv_central_offset"),  # nt 8 of the mature
    ],
)
def test_names_of_variants(shift_5p, shift_3p, tail, differs, expected):
    assert name_variant(shift_5p, shift_3p, tail, differs) == expected


def test_changes_are_numbered_in_the_mature(reference, tmp_path):
    hairpin = HAIRPINS["h4"]
    edited, longer, both = (list(hairpin[a:b]) for a, b in ((20, 42), (18, 42), (21, 42)))
    edited[4] = not_base(C[4])
    longer[1] = not_base(hairpin[19])
    both[3], both[9] = not_base(C[4]), not_base(C[10])
    inserts = {"".join(edited): 500, "".join(longer): 60, "".join(both): 40, C: 1000}
    counted, reads, _ = counts_of(inserts, reference)
    write_isomirs(str(tmp_path / "x.tsv"), counted, reference, reads)
    lines = (tmp_path / "x.tsv").read_text().splitlines()
    assert lines[0].split("\t") == ["mirna", "insert", "variant", "count", "changes"]
    rows = {line.split("\t")[1]: line.split("\t")[2:] for line in lines[1:]}
    fifth, before = f"5{C[4]}>{edited[4]}", f"0{hairpin[19]}>{longer[1]}"
    assert rows["".join(edited)] == ["iso_snv_seed", "500", fifth]
    assert rows["".join(longer)] == ["iso_5p:-2,iso_snv", "60", before]
    assert rows["".join(both)] == [
        *("iso_5p:+1,iso_snv_seed,iso_snv_central", "40"),
        f"{fifth},11{C[10]}>{both[9]}",
    ]
    assert rows[C] == ["NA", "1000", ""]


def read_gff3(path) -> tuple[list[str], list[list[str]]]:
    lines = path.read_text().splitlines()
    header = [line for line in lines if line.startswith("##")]
    return header, [line.split("\t") for line in lines[len(header) :]]


def test_gff3_follows_mirgff3(reference, tmp_path):
    hairpin = HAIRPINS["h4"]
    tail = not_base(hairpin[42])
    changed = C[:4] + not_base(C[4]) + C[5:]
    inserts = {A: 100, C: 590, C + tail + "C": 50, changed: 40, hairpin[21:44]: 30}
    inserts |= {C[:11] + "N" + C[12:]: 7, random_bases(30): 9}
    counted, reads, _ = counts_of(inserts, reference)
    write_gff3(str(tmp_path / "x.gff3"), "S1", "miRBase22", counted, reference, reads)
    header, rows = read_gff3(tmp_path / "x.gff3")
    assert header == [
        "## mirGFF3. VERSION 1.2",
        "## source-ontology: miRBase22 doi:10.25504/fairsharing.hmgte8",
        "## TOOLS: mirtrd",
        "## FILTER: PASS(is counted)",
        "## OMITTED: 7 counts of inserts with unread bases",
        "## COLDATA: S1",
    ]
    found = {}
    for row in rows:
        attributes = [pair.split("=") for pair in row[8].split(";")]
        assert [key for key, _ in attributes] == [
            *("UID", "Read", "Name", "Parent", "Variant", "Cigar", "Expression", "Filter", "Hits")
        ]
        values = dict(attributes)
        assert values["UID"] == license_plate(values["Read"])
        assert (row[1], row[5:8]) == ("miRBase22", [".", "+", "."])
        assert (values["Parent"], values["Filter"]) == (row[0], "PASS")
        keys = ("Name", "Variant", "Cigar", "Expression", "Hits")
        found[values["Read"]] = (row[0], row[2], row[3], row[4], *(values[key] for key in keys))
    assert sum(int(row[7]) for row in found.values()) == sum(reads.values()) - 7
    # Places from 1, both ends included; a is on two hairpins.
    assert found[A] == ("h1", "ref_miRNA", "21", "42", "a", "NA", "22M", "100", "2")
    assert found[C] == ("h4", "ref_miRNA", "21", "42", "c", "NA", "22M", "590", "1")
    cigar = f"4M{changed[4]}17M"
    assert found[changed] == ("h4", "isomiR", "21", "42", "c", "iso_snv_seed", cigar, "40", "1")
    longer = ("h4", "isomiR", "22", "44", "c", "iso_5p:+1,iso_3p:+2", "23M", "30", "1")
    assert found[hairpin[21:44]] == longer
    # The tail lies on the hairpin, of which its second base may be a part.
    cigar = f"22M{tail}" + ("M" if hairpin[43] == "C" else "C")
    assert found[C + tail + "C"] == (
        *("h4", "isomiR", "21", "44", "c", "iso_add3p:2"),
        *(cigar, "50", "1"),
    )


def test_gff3_stays_on_the_hairpin(reference, tmp_path):
    inserts = {"G" + ENDS[:22]: 300, ENDS[40:] + "AA": 200}
    counted, reads, _ = counts_of(inserts, reference)
    assert reads == {"e": 300, "f": 200}
    write_gff3(str(tmp_path / "x.gff3"), "S1", "custom", counted, reference, reads)
    header, rows = read_gff3(tmp_path / "x.gff3")
    assert header[1] == "## source-ontology: custom Custom"
    places = [(row[3], row[4], row[8].split("Cigar=")[1].split(";")[0]) for row in rows]
    assert places == [("1", "22", "I22M"), ("41", "62", "22MII")]


def test_bam_is_sorted_indexed_and_carries_reads(reference, tmp_path):
    path = str(tmp_path / "x.bam")
    inserts = {A: 7, "GG" + HAIRPINS["h3"][:18]: 4, B + not_base(HAIRPINS["h3"][42]): 3}
    inserts |= {OTHERS["other2"][30:50]: 2, random_bases(30): 9}
    counted, _, _ = counts_of(inserts, reference)
    write_bam(path, counted, reference)
    pysam.quickcheck(path)
    with pysam.AlignmentFile(path) as bam:
        assert bam.header["HD"]["SO"] == "coordinate"
        assert list(bam.references) == [*HAIRPINS, *OTHERS]
        records = list(bam)
        assert [r.query_name for r in bam.fetch("h2")] == ["seq_1_x7"]
    found = [
        (r.query_name, r.reference_name, r.reference_start, r.cigarstring, r.get_tag("NH"))
        for r in records
        if r.reference_name != "other1"
    ]
    assert found == [
        ("seq_1_x7", "h1", 20, "22M", 2),
        ("seq_1_x7", "h2", 20, "22M", 2),
        ("seq_2_x4", "h3", 0, "2S18M", 1),
        ("seq_3_x3", "h3", 20, "22M1S", 1),
        ("seq_4_x2", "other2", 30, "20M", 1),
    ]
    assert sum(r.get_tag("ZC") for r in records if not r.is_secondary) == 16


def test_bases_over_the_start_of_a_hairpin_are_clipped(reference, tmp_path):
    """Two may be anything, two more are its mismatches."""
    start = HAIRPINS["h3"][:20]
    over = not_base(start[0]) * 4
    counted, _, fates = counts_of({over + start: 5}, reference)
    assert fates["hairpin"] == 5
    path = tmp_path / "x.bam"
    write_bam(str(path), counted, reference)
    with pysam.AlignmentFile(str(path)) as bam:
        (record,) = bam
    assert (record.reference_name, record.reference_start) == ("h3", 0)
    assert (record.cigarstring, record.get_tag("NM")) == ("4S20M", 2)


def test_shares_follow_the_evidence():
    # 90 and 10 unique reads: of 50 shared ones, 45 and 5 (the fixed point of the iteration).
    classes = Counter({frozenset("a"): 90, frozenset("b"): 10, frozenset("ab"): 50})
    by_evidence = share(classes, by_evidence=True)
    assert by_evidence == pytest.approx({"a": 135, "b": 15}, abs=0.1)
    assert share(classes, by_evidence=False) == {"a": 115, "b": 35}


def test_names_without_evidence_share_equally():
    assert share(Counter({frozenset("abc"): 30}), by_evidence=True) == pytest.approx(
        {"a": 10, "b": 10, "c": 10}
    )


def test_no_inserts(reference):
    _, reads, fates = counts_of({}, reference)
    assert reads == {}
    assert set(fates.values()) == {0}


@pytest.mark.parametrize("inserts", [[], [Insert("ACGT" * 6, 3, 5)]], ids=["none", "unaligned"])
def test_a_sample_with_nothing_to_count_has_empty_tables(tmp_path, inserts):
    """As of a sample whose file is damaged, or whose kit is refused."""
    dna = HAIRPINS | OTHERS
    (tmp_path / "fasta").write_text("".join(f">{name}\n{s}\n" for name, s in dna.items()))
    header = "mirna\thairpin\tstart\tend\tsequence\n"
    (tmp_path / "matures").write_text(f"{header}a\th1\t20\t42\t{A}\n")
    classes = [(name, "hairpin" if name in HAIRPINS else "tRNA") for name in dna]
    rows = (Sequence(name, rna_class, len(dna[name])) for name, rna_class in classes)
    write_sequences(tmp_path / "sequences", rows)
    write_inserts(tmp_path / "inserts", Inserts.of(inserts))
    read = {name: str(tmp_path / name) for name in ("fasta", "matures", "sequences", "inserts")}
    tables = ("mature", "hairpin", "other", "isomirs", "look_alikes")
    made = (*tables, "lengths", "gff3", "bam", "tally")
    job = SimpleNamespace(
        input=SimpleNamespace(**read),
        output=SimpleNamespace(**{name: str(tmp_path / f"made.{name}") for name in made}),
        params=SimpleNamespace(ambiguous="em", max_mismatches=2, database="miRBase v22"),
        wildcards=SimpleNamespace(sample="S1"),
        threads=1,
    )
    main(job)
    for name in tables:
        assert len(Path(getattr(job.output, name)).read_text().splitlines()) == 1, name
    gff3 = Path(job.output.gff3).read_text().splitlines()
    assert gff3[0] == "## mirGFF3. VERSION 1.2"
    assert all(line.startswith("##") for line in gff3)
    lengths = Path(job.output.lengths).read_text().splitlines()[1:]
    assert lengths == [f"unaligned\t{len(i.sequence)}\t{i.count}" for i in inserts]
    tally = json.loads(Path(job.output.tally).read_text())
    assert sum(tally.values()) == tally["unaligned"] == sum(i.count for i in inserts)
    with pysam.AlignmentFile(job.output.bam) as bam:
        assert list(bam) == []


def test_rounding_by_largest_remainder():
    assert round_to_total({"a": 1.5, "b": 1.3, "c": 1.2}) == {"a": 2, "b": 1, "c": 1}
    assert round_to_total({"a": 0.4, "b": 0.4, "c": 0.2}) == {"a": 1, "b": 0, "c": 0}
    assert round_to_total({}) == {}
