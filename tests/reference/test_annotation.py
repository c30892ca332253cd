"""Matures are placed on hairpins by the coordinates of both on a chromosome."""

import gzip
import re

import pytest

from builders.files import feature, write
from mirtrd.core.job import UserError
from mirtrd.reference.annotation import Locus, find_members, read_annotation


def test_plus_strand_coordinates(tmp_path):
    # Chromosome 1001-1032 is the hairpin. The mature at 1009-1028 starts 8 nt into it.
    path = write(
        tmp_path / "x.gff3",
        "##gff-version 3\n"
        + feature("miRNA_primary_transcript", 1001, 1032, "+", "ID=MI1;Alias=MI1;Name=hsa-mir-1")
        + feature("miRNA", 1009, 1028, "+", "ID=MT1;Name=hsa-miR-1;Derives_from=MI1"),
    )
    assert read_annotation(path) == {"hsa-miR-1": [Locus("hsa-mir-1", 8, 28)]}


def test_minus_strand_coordinates(tmp_path):
    # Read from the right: chromosome 1032 is base 0 of the hairpin, 1024 base 8, 1005 base 27.
    path = write(
        tmp_path / "x.gff3.gz",
        feature("miRNA_primary_transcript", 1001, 1032, "-", "ID=MI1;Name=hsa-mir-1")
        + feature("miRNA", 1005, 1024, "-", "ID=MT1;Name=hsa-miR-1;Derives_from=MI1")
        + feature("miRNA", 1001, 1003, "-", "ID=MT2;Name=hsa-miR-end;Derives_from=MI1"),
    )
    assert read_annotation(path) == {
        "hsa-miR-1": [Locus("hsa-mir-1", 8, 28)],
        "hsa-miR-end": [Locus("hsa-mir-1", 29, 32)],
    }


def test_a_mature_lies_on_the_hairpin_it_derives_from_or_on_all_around_it(tmp_path):
    both = feature("pre_miRNA", 101, 180, "+", "ID=MI1;Name=outer") + feature(
        "pre_miRNA", 111, 170, "+", "ID=MI2;Name=inner"
    )
    other = feature("pre_miRNA", 101, 180, "-", "ID=MI3;Name=antisense")
    of_one = feature("miRNA", 121, 140, "+", "ID=MT1;Name=one;Derives_from=MI2")
    of_none = feature("miRNA", 121, 140, "+", "ID=MT2;Name=both")
    across = feature("miRNA", 165, 185, "+", "ID=MT3;Name=across")
    path = write(tmp_path / "x.gff3", of_one + of_none + across + both + other)
    assert read_annotation(path) == {
        "one": [Locus("inner", 10, 30)],
        "both": [Locus("outer", 20, 40), Locus("inner", 10, 30)],
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<html>\n", ": is an HTML page, expected a GFF3 file"),
        ("##gff-version 3\nchr1\t5\t9\n", ", line 2: is not a GFF3 feature"),
        (feature("miRNA", 5, 9, "+", "ID MT1"), ", line 1: is not a GFF3 feature"),
        (feature("miRNA", 5, 9, "+", "ID=1").replace("5", "x"), ", line 1: is not a GFF3 feature"),
        (feature("miRNA", 5, 9, "+", "ID=ä").encode("latin-1"), ": cannot be read as GFF3 .*utf-8"),
    ],
)
def test_what_is_no_annotation_is_refused(tmp_path, content, message):
    path = write(tmp_path / "x.gff3", content)
    with pytest.raises(UserError, match=re.escape(path) + message):
        read_annotation(path)


def test_a_truncated_annotation_is_refused(tmp_path):
    path = tmp_path / "x.gff3.gz"
    lines = [feature("miRNA", i, i + 20, "+", f"ID=MT{i};Name=m{i}") for i in range(5000)]
    path.write_bytes(gzip.compress("".join(lines).encode())[:-5000])
    with pytest.raises(UserError, match=r"x\.gff3\.gz: cannot be read as GFF3 \(Compressed file"):
        read_annotation(str(path))


def test_members_have_their_middle_on_a_gene_of_the_same_strand(tmp_path):
    genes = feature("pre_miRNA", 101, 160, "+", "ID=Hsa-Mir-1_pre")
    genes += feature("miRNA", 101, 122, "+", "ID=Hsa-Mir-1_5p") + feature(
        "pre_miRNA", 301, 360, "-", "ID=Hsa-Mir-2_pre"
    )
    matures = {
        # Ends of annotations differ by a few bases.
        "before": (98, 119, "+"),
        "behind": (143, 164, "+"),
        "minus": (320, 341, "-"),
        "antisense": (110, 131, "-"),
        "half": (150, 172, "+"),
        "elsewhere": (501, 522, "+"),
    }
    rows = [feature("miRNA", *place, f"ID={n};Name={n}") for n, place in matures.items()]
    annotation = write(tmp_path / "mirbase.gff3", "".join(rows))
    found = find_members(annotation, write(tmp_path / "hsa.gff", genes))
    assert found == {"before", "behind", "minus"}


def test_genes_of_another_assembly_are_refused(tmp_path):
    mature = feature("miRNA", 5, 26, "+", "ID=MT1;Name=hsa-miR-1")
    annotation = write(tmp_path / "mirbase.gff3", mature)
    genes = write(tmp_path / "mmu.gff", feature("pre_miRNA", 901, 960, "+", "ID=Mmu-Mir-1_pre"))
    with pytest.raises(UserError, match=r"mmu\.gff: no mature of .* lies on one of its genes"):
        find_members(annotation, genes)
