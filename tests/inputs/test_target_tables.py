"""Tables of targets as they are downloaded: what they are is told by their header."""

import gzip
import zipfile

import openpyxl
import pytest

from builders import target_files as files
from mirtrd.core.job import UserError
from mirtrd.inputs.target_tables import PREDICTED, STRONG, WEAK, Row, recognise

WHERE = "config: targets.tables"


def rows(tmp_path, text: str, species: str = "hsa") -> list[Row]:
    path = tmp_path / "table"
    path.write_text(text, encoding="utf-8", newline="")
    return list(recognise(path, WHERE).rows(species))


def test_mirtarbase_has_strong_and_weak_support_and_pairs_that_are_none(tmp_path):
    assert rows(tmp_path, files.MIRTARBASE) == [
        Row("hsa-miR-21-5p", "PTEN", STRONG, "1"),
        Row("hsa-miR-21-5p", "PTEN", WEAK, "2"),
        Row("hsa-miR-21-5p", "BDNF", WEAK, "3"),
        Row("mmu-miR-21a-5p", "Pten", STRONG, "6"),
    ]


def test_tarbase_is_strong_where_one_gene_was_assayed(tmp_path):
    assert rows(tmp_path, files.TARBASE) == [
        Row("hsa-miR-16-5p", "BCL2", STRONG, "7"),
        Row("hsa-miR-16-5p", "CCND1", WEAK, "8"),
    ]


@pytest.mark.parametrize(
    ("method", "support"),
    [("qPCR", STRONG), ("Western Blot", STRONG), ("RT-qPCR", STRONG), ("Biotin-qPCR", WEAK),
     ("CLASH", WEAK), ("Microarrays", WEAK)],
)  # fmt: skip
def test_an_assay_is_strong_as_mirtarbase_has_it(tmp_path, method, support):
    [row, _] = rows(tmp_path, files.TARBASE.replace("Reporter Assay", method))
    assert row.support == support


def test_targetscan_is_told_in_its_three_forms_and_gives_one_species(tmp_path):
    family = rows(tmp_path, files.TARGETSCAN)
    assert family == [Row("miR-15-5p/16-5p", "CCND1", PREDICTED)]
    assert rows(tmp_path, files.SUMMARY) == [Row("AGCUUAU", "RECK", PREDICTED)]
    assert rows(tmp_path, files.SCORES) == [Row("hsa-miR-21-5p", "RECK", PREDICTED)]
    assert len(rows(tmp_path, files.TARGETSCAN, species="")) == 2


def test_mirdb_has_no_header_and_counts_from_80_on(tmp_path):
    found = rows(tmp_path, files.MIRDB)
    assert [row.gene for row in found] == ["NM_000314", "NM_1"]


def test_a_table_of_ones_own_is_weak_unless_it_says_more(tmp_path):
    found = rows(tmp_path, files.OWN)
    assert [row.support for row in found] == [STRONG, PREDICTED]
    assert rows(tmp_path, "miRNA,gene\nmiR-21,TNF\n") == [Row("miR-21", "TNF", WEAK)]
    with pytest.raises(UserError, match="table, line 2: support is 'good', expected one of strong"):
        rows(tmp_path, files.OWN.replace("\tstrong", "\tgood"))


def test_it_may_be_packed_or_a_workbook(tmp_path):
    expected = [row.gene for row in rows(tmp_path, files.MIRTARBASE)]
    packed, zipped, book = tmp_path / "a.gz", tmp_path / "a.zip", tmp_path / "a.xlsx"
    packed.write_bytes(gzip.compress(files.MIRTARBASE.encode()))
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("hsa_MTI.csv", files.MIRTARBASE)
    sheet = openpyxl.Workbook()
    for line in files.MIRTARBASE.removeprefix("\ufeff").splitlines():
        sheet.active.append(line.split(","))
    sheet.save(book)
    for path in (packed, zipped, book):
        assert [row.gene for row in recognise(path, WHERE).rows("hsa")] == expected


def test_what_is_no_table_of_targets_is_said(tmp_path):
    with pytest.raises(UserError, match="begins with 'a, b', expected a table of miRTarBase"):
        rows(tmp_path, "a\tb\n1\t2\n")
    with pytest.raises(UserError, match="table begins with"):
        rows(tmp_path, "")
    (tmp_path / "two.zip").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a", "")
        archive.writestr("b", "")
    with pytest.raises(UserError, match=r"two.zip cannot be read \(a zip of 2 files"):
        recognise(tmp_path / "two.zip", WHERE)


def test_a_row_that_ends_early_is_said_with_its_line(tmp_path):
    with pytest.raises(UserError, match="table, line 4: too few cells"):
        rows(tmp_path, files.TARBASE + "Homo sapiens\thsa-miR-1\n")
