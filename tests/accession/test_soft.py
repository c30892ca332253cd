"""Records of GEO are read as they are: blank, doubled, with colons, in any letters."""

import pytest

from builders.archive import SMALL_RNA
from mirtrd.accession.soft import parse_soft, tidy

# The head of a record of small RNA, and blocks of samples as GEO has them.
RECORD = """^DATABASE = GeoMiame
!Database_name = Gene Expression Omnibus (GEO)
^SERIES = GSE105845
!Series_type = Non-coding RNA profiling by high throughput sequencing
!Series_supplementary_file = ftp://ftp.ncbi.nlm.nih.gov/geo/series/GSE105nnn/GSE105845/suppl/GSE105845_RAW.tar
!Series_relation = BioProject: https://www.ncbi.nlm.nih.gov/bioproject/PRJNA415567
!Series_relation = SRA: https://www.ncbi.nlm.nih.gov/sra?term=SRP121304
^PLATFORM = GPL11154
!platform_table_begin
ID\tx
!Sample_title = of a table
!platform_table_end
^SAMPLE = GSM6735570
!Sample_title = 0NR IV pre
!Sample_type = SRA
!Sample_source_name_ch1 = Whole Blood
!Sample_characteristics_ch1 = tissue: Whole Blood
!Sample_characteristics_ch1 = time after bcg: pre
!Sample_characteristics_ch1 = drawn at: 10:30
!Sample_characteristics_ch1 = blank:
!Sample_characteristics_ch1 = ratio A:B: 2
!Sample_characteristics_ch1 = genotype:WT
!Sample_characteristics_ch1 = jour après: 5 µg = 2
!Sample_characteristics_ch1 =
!Sample_relation = BioSample: https://www.ncbi.nlm.nih.gov/biosample/SAMN03610552
!Sample_relation = SRA: https://www.ncbi.nlm.nih.gov/sra?term=SRX1020497
!Sample_supplementary_file_1 = NONE
!Sample_supplementary_file_2 = ftp://ftp.ncbi.nlm.nih.gov/x/GSM1_a.txt.gz
"""


def records(text: str, encoding: str = "utf-8"):
    return list(parse_soft(text.encode(encoding).splitlines(keepends=True)))


def test_series_and_samples_are_records():
    found = records(RECORD)
    assert [(r.kind, r.name) for r in found] == [
        ("DATABASE", "GeoMiame"),
        ("SERIES", "GSE105845"),
        ("PLATFORM", "GPL11154"),
        ("SAMPLE", "GSM6735570"),
    ]
    series, sample = found[1], found[3]
    assert series.values("type") == [SMALL_RNA]
    assert series.related("SRA", "study") == ["SRP121304"]
    assert series.related("BioProject", "project") == ["PRJNA415567"]
    assert series.related("SubSeries of", "series") == []
    assert series.supplements == [
        "https://ftp.ncbi.nlm.nih.gov/geo/series/GSE105nnn/GSE105845/suppl/GSE105845_RAW.tar"
    ]
    assert sample.value("title") == "0NR IV pre"
    assert sample.related("SRA", "experiment") == ["SRX1020497"]
    assert sample.supplements == ["https://ftp.ncbi.nlm.nih.gov/x/GSM1_a.txt.gz"]


def test_characteristics_have_keys_and_values_with_colons():
    assert records(RECORD)[3].characteristics == [
        ("tissue", "Whole Blood"),
        ("time after bcg", "pre"),
        ("drawn at", "10:30"),
        ("blank", ""),
        ("ratio A:B", "2"),
        ("", "genotype:WT"),
        ("jour après", "5 µg = 2"),
    ]


def test_windows_line_ends_and_a_mark_are_no_part_of_it():
    text = "\ufeff" + RECORD.replace("\n", "\r\n")
    assert records(text) == records(RECORD)


def test_old_records_in_latin_1_are_read():
    assert records(RECORD, "latin-1") == records(RECORD)


@pytest.mark.parametrize("sign", ["\t", "\x85", "\u2028", "\x00", "\x0b", " \x1f "])
def test_what_would_end_a_cell_is_a_blank(sign):
    assert tidy(f" a{sign}b ").split() == ["a", "b"]
    assert sign not in tidy(f"a{sign}b")


def test_a_series_of_arrays_is_not_sequenced():
    [array] = records("^SERIES = GSE1\n!Series_type = Non-coding RNA profiling by array\n")
    assert not array.is_sequenced
    [untold] = records("^SERIES = GSE1\n")
    assert untold.is_sequenced
