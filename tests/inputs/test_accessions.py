"""Accessions are told apart by how they are written, and nothing is guessed."""

import pytest

from mirtrd.core.job import UserError
from mirtrd.inputs.accessions import (
    file_stem,
    find_accession,
    kind_of,
    parse_accessions,
    split_runs,
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("GSE148576", "series"),
        ("GSM4473001", "geo_sample"),
        ("PRJNA625077", "project"),
        ("PRJEB1234", "project"),
        ("PRJDB99", "project"),
        ("SRP256285", "study"),
        ("ERP000123", "study"),
        ("DRP000001", "study"),
        ("SRX5692097", "experiment"),
        ("ERX123456", "experiment"),
        ("SRR8426358", "run"),
        ("ERR123456", "run"),
        ("DRR000001", "run"),
        ("SRS1234567", "archive_sample"),
        ("SAMN03610552", "biosample"),
        ("SAMEA1234567", "biosample"),
        ("SAMD00000001", "biosample"),
    ],
)
def test_each_kind_is_known_by_how_it_is_written(name, kind):
    assert kind_of(name) == kind


@pytest.mark.parametrize("name", ["GPL11154", "GSE", "SRR12", "xGSE1", "148576", "GSE1.2", "TCGA"])
def test_what_is_no_accession_is_refused(name):
    with pytest.raises(UserError, match=r"accession '.*' is none that is known: expected GSE"):
        kind_of(name)


def test_small_letters_are_mended_in_the_message():
    with pytest.raises(UserError, match="accession 'gse148576' is written GSE148576"):
        kind_of("gse148576")


def test_a_list_holds_each_accession_once():
    names = [a.name for a in parse_accessions(" GSE1, SRP256285;GSE1  SRR8426358 ")]
    assert names == ["GSE1", "SRP256285", "SRR8426358"]
    with pytest.raises(UserError, match="accession is empty"):
        parse_accessions(" , ")


def test_files_are_named_after_the_accessions():
    assert file_stem("GSE148576") == "GSE148576"
    assert file_stem("GSE1,GSE2") == "GSE1_GSE2"
    assert file_stem(",".join(f"SRR{n}" for n in range(1000000, 1000009))) == (
        "SRR1000000_and_8_more"
    )


def test_an_accession_is_found_in_an_address():
    address = "SRA: https://www.ncbi.nlm.nih.gov/sra?term=SRX1020497"
    assert find_accession(address, "experiment") == "SRX1020497"
    assert find_accession(address, "study") == ""
    assert find_accession("GSM123_x.txt", "geo_sample") == "GSM123"
    assert find_accession("AGSM123", "geo_sample") == ""


def test_a_cell_holds_runs_and_nothing_else():
    assert split_runs("") == []
    assert split_runs("SRR8426358, ERR123456") == ["SRR8426358", "ERR123456"]
    for cell in ("SRX8426358", "SRR8426358,", "SRR8426358 SRR8426359"):
        with pytest.raises(UserError, match=r"column 'accession' is .*, expected runs such as"):
            split_runs(cell)
