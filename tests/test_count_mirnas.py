"""Assignment, shares and rounding on cases worked out by hand."""

import json
import random
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pysam
import pytest

from count_mirnas import (
    Aligned,
    Mature,
    classify,
    fates_of,
    main,
    nearest_matures,
    round_to_total,
    share,
    weigh,
)
from mirtrd.sequences import Sequence, write_sequences

MATURES = {
    "h1": [Mature("a-5p", 10, 32), Mature("a-3p", 50, 72)],
    "h2": [Mature("a-5p", 5, 27)],
    "h3": [Mature("b-5p", 10, 32)],
}
OTHER = {"tRNA:x": "tRNA", "tRNA:y": "tRNA", "rRNA:z": "rRNA"}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (10, 32, {"a-5p"}),
        (14, 38, {"a-5p"}),  # 4 nt at the 5' end and 6 nt at the 3' end are still an isomiR
        (15, 32, set()),
        (10, 39, set()),
        (6, 26, {"a-5p"}),
        (49, 70, {"a-3p"}),
        (30, 52, set()),  # the loop
    ],
)
def test_insert_is_an_isomir_of_a_mature_with_near_ends(start, end, expected):
    assert nearest_matures(MATURES["h1"], start, end) == expected


def test_overlapping_matures_are_told_apart_by_their_ends():
    near = [Mature("x", 10, 32), Mature("y", 12, 34)]
    assert nearest_matures(near, 12, 33) == {"y"}
    assert nearest_matures(near, 11, 33) == {"x", "y"}


def aligned(length: int, count: int, *places, reads: int = 0, perfect: bool = False) -> Aligned:
    return Aligned(length, count, reads or count, perfect, list(places))


INSERTS = [
    # One mature of two hairpins, also on a tRNA: the miRNA wins the tie.
    aligned(22, 100, ("h1", 10, 32), ("tRNA:x", 3, 25), ("h2", 5, 27), reads=300, perfect=True),
    # Two matures.
    aligned(22, 30, ("h1", 10, 31), ("h3", 10, 31), reads=31),
    # A hairpin beside its matures, also on a tRNA.
    aligned(16, 5, ("h1", 35, 50), ("tRNA:x", 3, 18)),
    # A mature wins over a place beside one.
    aligned(21, 2, ("h2", 40, 60), ("h3", 11, 32), perfect=True),
    # Two transcripts of one class, and of two: the class that comes first wins.
    aligned(30, 8, ("tRNA:y", 1, 31), ("tRNA:x", 1, 31), perfect=True),
    aligned(18, 3, ("rRNA:z", 90, 108), ("tRNA:y", 4, 22)),
    aligned(18, 4, ("rRNA:z", 90, 108), ("rRNA:z", 190, 208)),
]


def test_each_read_is_counted_once():
    sums = classify(INSERTS, MATURES, OTHER, drop_ambiguous=False)
    assert sums.matures == Counter({("a-5p",): 100, ("a-5p", "b-5p"): 30, ("b-5p",): 2})
    assert sums.reads == Counter({("a-5p",): 300, ("a-5p", "b-5p"): 31, ("b-5p",): 2})
    assert sums.perfect == Counter({("a-5p",): 100, ("a-5p", "b-5p"): 0, ("b-5p",): 2})
    assert sums.hairpins == Counter({("h1", "h2"): 100, ("h1", "h3"): 30, ("h1",): 5, ("h3",): 2})
    assert sums.others == Counter({("tRNA:x", "tRNA:y"): 8, ("tRNA:y",): 3, ("rRNA:z",): 4})
    assert sums.lengths == Counter(
        {
            ("mirna", 22): 130,
            ("hairpin", 16): 5,
            ("mirna", 21): 2,
            ("tRNA", 30): 8,
            ("tRNA", 18): 3,
            ("rRNA", 18): 4,
        }
    )
    assert fates_of(sums.lengths) == {"mirna": 132, "hairpin": 5, "ambiguous": 0, "other_rna": 15}


def test_ambiguous_inserts_can_be_dropped():
    sums = classify(INSERTS, MATURES, OTHER, drop_ambiguous=True)
    assert fates_of(sums.lengths) == {"mirna": 102, "hairpin": 5, "ambiguous": 30, "other_rna": 15}
    assert sums.lengths["ambiguous", 22] == 30
    assert sums.matures.total() == 102
    assert sums.hairpins.total() == 107


def test_the_order_of_the_classes_decides_between_them():
    reordered = {"rRNA:z": "rRNA", "tRNA:x": "tRNA", "tRNA:y": "tRNA"}
    sums = classify(INSERTS, MATURES, reordered, drop_ambiguous=False)
    assert sums.others == Counter({("tRNA:x", "tRNA:y"): 8, ("rRNA:z",): 7})
    assert sums.lengths["rRNA", 18] == 7


def test_shares_follow_the_evidence():
    # 90 and 10 unique reads: of 50 shared ones, 45 and 5 (the fixed point of the iteration).
    sums = Counter({("a",): 90, ("b",): 10, ("a", "b"): 50})
    by_evidence = share(sums, weigh(sums, by_evidence=True))
    assert by_evidence == pytest.approx({"a": 135, "b": 15}, abs=0.1)
    assert share(sums, weigh(sums, by_evidence=False)) == {"a": 115, "b": 35}


def test_raw_reads_are_shared_by_the_weights_of_the_counts():
    # Of 60 shared molecules 45 fall to a (9 : 3), and so do 75 of their 100 reads.
    sums = Counter({("a",): 90, ("b",): 30, ("a", "b"): 60, ("c",): 4})
    reads = Counter({("a",): 91, ("b",): 300, ("a", "b"): 100, ("c",): 40})
    weights = weigh(sums, by_evidence=True)
    assert share(reads, weights) == pytest.approx({"a": 166, "b": 325, "c": 40}, abs=0.1)


def test_names_without_evidence_share_equally():
    sums = Counter({("a", "b", "c"): 30})
    assert share(sums, weigh(sums, by_evidence=True)) == pytest.approx({"a": 10, "b": 10, "c": 10})


def test_shares_keep_the_total_and_do_not_depend_on_the_order():
    rng = random.Random(3)
    sums = Counter()
    for _ in range(300):
        sums[tuple(sorted(rng.sample("abcdefghij", rng.randint(1, 4))))] += rng.randint(1, 500)
    shares = share(sums, weigh(sums, by_evidence=True))
    assert sum(shares.values()) == pytest.approx(sums.total())
    assert sum(round_to_total(shares).values()) == sums.total()
    reordered = Counter(dict(sorted(sums.items(), key=lambda item: item[0][-1])))
    assert share(reordered, weigh(reordered, by_evidence=True)) == pytest.approx(shares)


def test_rounding_by_largest_remainder():
    assert round_to_total({"a": 1.5, "b": 1.3, "c": 1.2}) == {"a": 2, "b": 1, "c": 1}
    assert round_to_total({"a": 0.4, "b": 0.4, "c": 0.2}) == {"a": 1, "b": 0, "c": 0}
    assert round_to_total({}) == {}


# From a BAM file to the tables

SEQUENCES = [
    Sequence("h1", "hairpin", 80),
    Sequence("h3", "hairpin", 80),
    Sequence("tRNA:x", "tRNA", 75),
    Sequence("tRNA:y", "tRNA", 75),
]


def write_bam(path: Path, inserts: list[tuple]) -> None:
    """Inserts as (count, reads, mismatches, [(sequence, start, CIGAR), ...])."""
    lengths = [{"SN": row.name, "LN": row.length} for row in SEQUENCES]
    header = pysam.AlignmentHeader.from_dict({"HD": {"VN": "1.6"}, "SQ": lengths})
    with pysam.AlignmentFile(str(path), "wb", header=header) as bam:
        for number, (count, reads, mismatches, places) in enumerate(inserts):
            for name, start, cigar in places:
                record = pysam.AlignedSegment(header)
                record.query_name = f"seq_{number}_x{count}"
                record.reference_name, record.reference_start = name, start
                record.cigarstring = cigar
                record.query_sequence = "A" * record.infer_query_length()
                record.set_tags([("ZC", count), ("ZR", reads), ("NM", mismatches)])
                bam.write(record)


def count(folder: Path, inserts: list[tuple], policy: str) -> dict[str, str | dict]:
    """The tables that come of these inserts, and the tally."""
    write_bam(folder / "x.bam", inserts)
    write_sequences(folder / "sequences.tsv", SEQUENCES)
    rows = (f"{m.mirna}\t{h}\t{m.start}\t{m.end}\tN\n" for h in MATURES for m in MATURES[h])
    (folder / "matures.tsv").write_text("mirna\thairpin\tstart\tend\tsequence\n" + "".join(rows))
    alignment = {"aligned": 0, "unaligned": 9, "unaligned_lengths": {"17": 4, "40": 5}}
    (folder / "alignment.json").write_text(json.dumps(alignment))
    names = {"bam": "x.bam", "alignment": "alignment.json"}
    names |= {"matures": "matures.tsv", "sequences": "sequences.tsv"}
    made = ("mature", "hairpin", "other", "lengths", "tally")
    job = SimpleNamespace(
        input=SimpleNamespace(**{key: str(folder / name) for key, name in names.items()}),
        output=SimpleNamespace(**{name: str(folder / name) for name in made}),
        params=SimpleNamespace(ambiguous=policy),
    )
    main(job)
    tables = {name: (folder / name).read_text() for name in made}
    return {**tables, "tally": json.loads(tables["tally"])}


MOLECULES = [
    (90, 180, 0, [("h1", 10, "22M")]),
    (30, 40, 1, [("h3", 10, "22M")]),
    (40, 401, 0, [("h1", 10, "21M"), ("h3", 10, "21M"), ("tRNA:x", 0, "21M")]),
    (2, 2, 0, [("h1", 10, "22M1S")]),
    (5, 6, 0, [("tRNA:x", 0, "30M"), ("tRNA:y", 0, "30M")]),
    (1, 1, 1, [("tRNA:y", 40, "18M")]),
]


def test_tables_of_a_sample_of_molecules(tmp_path):
    """a : b is 92 : 30, so of 40 shared ones 30.16 and 9.84, and of their 401 reads 302.4 and
    98.6. Perfect, a tail being no mismatch: 92 + 30.16 and 9.84, rounded down."""
    tables = count(tmp_path, MOLECULES, "em")
    assert tables["mature"].splitlines() == [
        "mirna\tcount\treads\tunique\tperfect\tshared_with",
        "a-5p\t122\t484\t92\t122\tb-5p",
        "b-5p\t40\t139\t30\t9\ta-5p",
    ]
    assert tables["hairpin"].splitlines() == ["hairpin\tcount", "h1\t122", "h3\t40"]
    # 5 shared in equal parts between two transcripts, and one more.
    assert tables["other"].splitlines() == ["class\tname\tcount", "tRNA\tx\t3", "tRNA\ty\t3"]
    assert tables["lengths"].splitlines() == [
        "class\tlength\tcount",
        "mirna\t21\t40",
        "mirna\t22\t120",
        "mirna\t23\t2",
        "tRNA\t18\t1",
        "tRNA\t30\t5",
        "unaligned\t17\t4",
        "unaligned\t40\t5",
    ]
    assert tables["tally"] == {"mirna": 162, "hairpin": 0, "ambiguous": 0, "other_rna": 6}


def test_tables_without_ambiguous_inserts(tmp_path):
    tables = count(tmp_path, MOLECULES, "unique")
    assert tables["mature"].splitlines()[1:] == [
        "a-5p\t92\t182\t92\t92\t",
        "b-5p\t30\t40\t30\t0\t",
    ]
    assert "ambiguous\t21\t40" in tables["lengths"].splitlines()
    assert tables["tally"] == {"mirna": 122, "hairpin": 0, "ambiguous": 40, "other_rna": 6}


def test_tables_in_equal_parts(tmp_path):
    tables = count(tmp_path, MOLECULES, "fractional")
    # 401 reads in two parts: the half that is left over goes to the first name.
    assert tables["mature"].splitlines()[1:] == [
        "a-5p\t112\t383\t92\t112\tb-5p",
        "b-5p\t50\t240\t30\t20\ta-5p",
    ]


def test_a_sample_without_inserts_has_empty_tables(tmp_path):
    tables = count(tmp_path, [], "em")
    assert [tables[name].count("\n") for name in ("mature", "hairpin", "other")] == [1, 1, 1]
    assert tables["tally"] == {"mirna": 0, "hairpin": 0, "ambiguous": 0, "other_rna": 0}


def test_counts_and_reads_are_the_same_where_reads_are_counted(tmp_path):
    random_ = random.Random(4)
    inserts = []
    for _ in range(200):
        amount = random_.randint(1, 1000)
        places = random_.sample([("h1", 10, "22M"), ("h3", 10, "22M")], random_.randint(1, 2))
        inserts.append((amount, amount, random_.choice([0, 17]), places))
    rows = [line.split("\t") for line in count(tmp_path, inserts, "em")["mature"].splitlines()[1:]]
    assert [row[1] for row in rows] == [row[2] for row in rows]
    assert sum(int(row[1]) for row in rows) == sum(insert[0] for insert in inserts)
    assert all(int(row[4]) <= int(row[1]) for row in rows)
