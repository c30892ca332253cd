"""The records of a BAM file, on hand-made inserts."""

import pysam

from builders.counting import HAIRPINS, NOWHERE, OTHERS, A, B, count_inserts, not_base
from mirtrd.counting.alignments import write_bam


def test_bam_is_sorted_indexed_and_carries_reads(reference, tmp_path):
    path = str(tmp_path / "x.bam")
    inserts = {A: 7, "GG" + HAIRPINS["h3"][:18]: 4, B + not_base(HAIRPINS["h3"][42]): 3}
    inserts |= {OTHERS["other2"][30:50]: 2, NOWHERE: 9}
    counted, _ = count_inserts(inserts, reference)
    write_bam(path, counted)
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
    # Three reads for each count, see the builder.
    assert sum(r.get_tag("ZR") for r in records if not r.is_secondary) == 48


def test_bases_over_the_start_of_a_hairpin_are_clipped(reference, tmp_path):
    """Two may be anything, two more are its mismatches."""
    start = HAIRPINS["h3"][:20]
    over = not_base(start[0]) * 4
    counted, whole = count_inserts({over + start: 5}, reference)
    assert whole.classes["hairpin"] == 5
    path = tmp_path / "x.bam"
    write_bam(str(path), counted)
    with pysam.AlignmentFile(str(path)) as bam:
        (record,) = bam
    assert (record.reference_name, record.reference_start) == ("h3", 0)
    assert (record.cigarstring, record.get_tag("NM")) == ("4S20M", 2)


def test_only_the_text_before_sorting_is_removed(reference, tmp_path):
    counted, _ = count_inserts({A: 7}, reference)
    write_bam(str(tmp_path / "x.bam"), counted)
    assert {path.name for path in tmp_path.iterdir()} == {"x.bam", "x.bam.bai"}
