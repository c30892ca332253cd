"""Tables of one sample, as tools write them, give the counts that a reader would take."""

import pytest

from mirtrd.accession.shapes import read_sample
from mirtrd.core.job import UserError
from mirtrd.inputs.grids import read_grid

MIRDEEP2 = (
    "#miRNA\tread_count\tprecursor\ttotal\tseq\tseq(norm)\n"
    "hsa-let-7a-5p\t150.00\thsa-let-7a-1\t150.00\t150.00\t1.5\n"
    "hsa-let-7a-5p\t150.00\thsa-let-7a-2\t150.00\t150.00\t1.5\n"
    "hsa-miR-21-5p\t9.00\thsa-mir-21\t9.00\t9.00\t0.1\n"
)
GDC = (
    "miRNA_ID\tread_count\treads_per_million_miRNA_mapped\tcross-mapped\n"
    "hsa-let-7a-1\t8130\t7045.2\tN\nhsa-let-7a-2\t8022\t6951.6\tY\n"
)
ISOFORMS = (
    "miRNA_ID\tisoform_coords\tread_count\treads_per_million_miRNA_mapped\tcross-mapped\t"
    "miRNA_region\n"
    "hsa-let-7a-1\thg38:chr9:94175961-94175982:+\t5\t1.1\tN\tmature,MIMAT0000062\n"
    "hsa-let-7a-1\thg38:chr9:94175961-94175983:+\t7\t1.2\tN\tmature,MIMAT0000062\n"
    "hsa-let-7a-1\thg38:chr9:94175990-94176010:+\t3\t1.2\tN\tprecursor\n"
    "hsa-let-7a-1\thg38:chr9:94176010-94176030:+\t2\t1.2\tN\tstemloop\n"
    "hsa-let-7a-1\thg38:chr9:94176017-94176038:+\t4\t1.2\tN\tmature,MIMAT0004481\n"
    "hsa-let-7a-1\thg38:chr9:94176018-94176038:+\t1\t1.2\tN\tunannotated\n"
)
EXCERPT = (
    "ReferenceID\tuniqueReadCount\ttotalReadCount\tmultimapAdjustedReadCount\t"
    "multimapAdjustedBarcodeCount\n"
    "hsa-miR-21-5p:MIMAT0000076:Homo:sapiens:miR-21-5p\t20\t300\t299.5\t0.0\n"
    "hsa-miR-451a:MIMAT0001631:Homo:sapiens:miR-451a\t10\t40\t40.0\t0.0\n"
)
SRNABENCH = (
    "name\tunique reads\tread count\tread count (mult. map. adj.)\tRPM (lib)\tRPM (total)\n"
    "hsa-miR-21-5p\t20\t300\t300.0\t1.0\t2.0\nhsa-miR-451a\t10\t40\t20.0\t1.0\t2.0\n"
)
FEATURECOUNTS = (
    '# Program:featureCounts v2.0.1; Command:"featureCounts" "-a" "hsa.gff3"\n'
    "Geneid\tChr\tStart\tEnd\tStrand\tLength\ts1.bam\n"
    "hsa-miR-21-5p\tchr17\t59841273\t59841294\t+\t22\t300\n"
    "hsa-miR-451a\tchr17\t28861370\t28861391\t-\t22\t40\n"
)
HTSEQ = "hsa-miR-21-5p\t300\nhsa-miR-451a\t40\n__no_feature\t1000\n__ambiguous\t0\n"
MIRGE = "miRNA,s1.fastq\nmiRNAtotal,340\nhsa-miR-21-5p,300\nhsa-miR-451a,40\n"
TWO = {("hsa-miR-21-5p", ""): "300", ("hsa-miR-451a", ""): "40"}


def read(tmp_path, text):
    (tmp_path / "x.txt").write_text(text)
    return read_sample(read_grid(tmp_path / "x.txt", "x.txt"), "x.txt")


@pytest.mark.parametrize(
    ("text", "tool", "counts"),
    [
        (
            MIRDEEP2,
            "miRDeep2 (quantifier)",
            {
                ("hsa-let-7a-5p", "hsa-let-7a-1"): "150.00",
                ("hsa-let-7a-5p", "hsa-let-7a-2"): "150.00",
                ("hsa-miR-21-5p", "hsa-mir-21"): "9.00",
            },
        ),
        (
            GDC,
            "TCGA/GDC (hairpins)",
            {("hsa-let-7a-1", ""): "8130", ("hsa-let-7a-2", ""): "8022"},
        ),
        (
            ISOFORMS,
            "TCGA/GDC (isoforms, added up by mature)",
            {("MIMAT0000062", ""): "12", ("MIMAT0004481", ""): "4"},
        ),
        (EXCERPT, "exceRpt", TWO | {("hsa-miR-21-5p", ""): "299.5", ("hsa-miR-451a", ""): "40.0"}),
        (SRNABENCH, "sRNAbench", TWO),
        (SRNABENCH.replace("unique reads", "unique_reads"), "sRNAbench", TWO),
        (FEATURECOUNTS, "featureCounts", TWO),
        (
            HTSEQ,
            "names and counts",
            TWO | {("__no_feature", ""): "1000", ("__ambiguous", ""): "0"},
        ),
        (MIRGE, "names and counts", {("miRNAtotal", ""): "340"} | TWO),
        ("name\tcount\nhsa-miR-21-5p\t300\nhsa-miR-451a\t40\n", "names and counts", TWO),
        (
            "id\tRPM\tread_count\nhsa-miR-21-5p\t1.5\t300\nhsa-miR-451a\t1.2\t40\n",
            "names and counts",
            TWO,
        ),
    ],
)
def test_the_counts_of_each_tool_are_taken(tmp_path, text, tool, counts):
    found = read(tmp_path, text)
    assert found.tool == tool
    assert found.counts == counts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tx\ty\nhsa-miR-21-5p\t1\t2\n", "which column has the counts cannot be told from a, x"),
        ("a\tcount\treads\nhsa-miR-21-5p\t1\t2\n", "which column has the counts cannot be told"),
        ("hsa-miR-21-5p\t1\nhsa-miR-21-5p\t2\n", "x.txt: has hsa-miR-21-5p twice, with 1 and 2"),
        (ISOFORMS.replace("\t5\t", "\t5.5\t"), "x.txt: '5.5' is no whole number, expected a count"),
        (ISOFORMS.replace("mature,", "of "), "x.txt: has no counts"),
    ],
)
def test_what_cannot_be_told_is_refused(tmp_path, text, message):
    with pytest.raises(UserError) as raised:
        read(tmp_path, text)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
