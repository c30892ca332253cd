"""The other human RNAs that ship, and the tool that builds them from their sources."""

import gzip
import hashlib
import zipfile
from collections import Counter

import pytest

import build_other_rna
from build_other_rna import FOLDER, GENES, Record, as_span, build, gather, main, read_wanted
from builders.paths import SHARED
from mirtrd.core.job import UserError
from mirtrd.inputs.others import CLASSES
from mirtrd.reference.fasta import read_records
from mirtrd.reference.tables import OTHER_RECORDS, OTHER_SOURCES

RECORDS = list(OTHER_RECORDS.read(FOLDER / "records.tsv"))


def shipped(rna_class: str) -> dict[str, str]:
    """The RNAs of a class by name."""
    return {name: dna for name, _, dna in read_records(str(FOLDER / f"{rna_class}.fasta"))}


def test_each_record_has_its_sequence_and_its_checksum():
    for rna_class in CLASSES:
        rows = [row for row in RECORDS if row["class"] == rna_class]
        rnas = shipped(rna_class)
        assert [row["name"] for row in rows] == list(rnas)
        assert len(set(rnas.values())) == len(rnas)
        for row in rows:
            dna = rnas[row["name"]]
            assert set(dna) <= set("ACGT")
            assert row["length"] == len(dna)
            assert row["sha256"] == hashlib.sha256(dna.encode()).hexdigest()
    assert {row["class"] for row in RECORDS} == set(CLASSES)


def test_each_record_names_a_source_with_terms():
    sources = {row["source"]: row for row in OTHER_SOURCES.read(FOLDER / "sources.tsv")}
    assert {row["source"] for row in RECORDS} == set(sources)
    for row in sources.values():
        assert row["url"].startswith("https://")
        assert row["terms"]
        assert row["citation"]
    ncbi = sources["NCBI"]["url"].partition("&id=")[2].partition("&")[0].split(",")
    assert set(ncbi) == {row["accession"] for row in RECORDS if row["source"] == "NCBI"}


def test_they_are_small_and_of_all_kinds():
    files = [FOLDER / "records.tsv", *(FOLDER / f"{name}.fasta" for name in CLASSES)]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 250_000
    names = {row["name"] for row in RECORDS}
    assert {"RNA45SN3", "RNA5S1", "MT-RNR1", "RNY1", "RNY5", "VTRNA1-1", "RN7SL1"} < names
    assert {"RN7SK", "RMRP", "RPPH1", "BCYRN1", "RNU2-1", "SNORA36B", "SCARNA16"} < names
    assert Counter(row["class"] for row in RECORDS)["Mt_tRNA"] == 22


def test_trnas_are_complete():
    trnas = shipped("tRNA")
    assert all(dna.endswith("CCA") for dna in [*trnas.values(), *shipped("Mt_tRNA").values()])
    assert all(dna.startswith("G") for name, dna in trnas.items() if "His" in name)
    assert "GCCGAAATAGCTCAGTTGGGAGAGCGTTAGACTGAAGATCTAAAGGTCCCTGGTTCGATCCCGGGTTTCGGCACCA" in (
        trnas.values()
    )


def record(**other) -> Record:
    known = {"rna_class": "tRNA", "name": "x", "source": "S", "accession": "A.1", "strand": "+"}
    known |= {"spans": (as_span("2-4"), as_span("7-8")), "added": (), "sha256": ""}
    return Record(**(known | other))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, "CGTTA"),
        ({"strand": "-"}, "TAACG"),
        ({"added": ("CCA",)}, "CGTTACCA"),
        ({"added": ("G", "CCA")}, "GCGTTACCA"),
    ],
)
def test_an_rna_is_cut_and_completed(other, expected):
    assert record(**other).cut("ACGTACTA") == expected


def test_a_record_that_is_missing_or_differs_is_named():
    good = hashlib.sha256(b"CGTTA").hexdigest()
    wanted = [record(sha256=good), record(name="y", accession="B.1"), record(name="z")]
    with pytest.raises(UserError) as raised:
        build(wanted, {("S", "A.1"): "ACGTACTA"})
    assert str(raised.value) == "2 of 3 records: y (S B.1) is missing; z (S A.1) differs"
    assert build(wanted[:1], {("S", "A.1"): "ACGTACTA"}) == {"tRNA": ">x\nCGTTA\n"}


def test_they_are_built_from_a_folder_of_sources(tmp_path, monkeypatch):
    """Without a network: a transcript by its gene, a strand, and tRNA genes in a wheel."""
    sources, target = tmp_path / "sources", tmp_path / "target"
    sources.mkdir()
    files = {row["source"]: row["file"] for row in OTHER_SOURCES.read(FOLDER / "sources.tsv")}
    ensembl = ">ENST01.1 ncrna gene:ENSG01.2 gene_biotype:snRNA\nACGUACGU\n"
    (sources / files["Ensembl"]).write_bytes(gzip.compress(ensembl.encode()))
    (sources / files["NCBI"]).write_text(">NC_1.1 Homo sapiens\nAACCGGTT\nAA\n")
    (sources / files["snoRNABase"]).write_text(">U1\nACGT\n")
    with zipfile.ZipFile(sources / files["GtRNAdb"], "w") as wheel:
        for name in GENES:
            wheel.writestr(name, ">Homo_sapiens_tRNA-Phe-GAA-1-1 (x)\nGCCGAAtt\nTT\n")

    def row(name, source, accession, spans, strand, added, dna):
        digest = hashlib.sha256(dna.encode()).hexdigest()
        return (name, name, source, accession, spans, strand, added, "", len(dna), digest)

    table = tmp_path / "records.tsv"
    rows = [
        row("snRNA", "Ensembl", "ENSG01.2", "1-4", "+", "", "ACGT"),
        row("Mt_tRNA", "NCBI", "NC_1.1", "3-6", "-", "CCA", "CCGGCCA"),
        row("tRNA", "GtRNAdb", "tRNA-Phe-GAA-1-1", "1-6,9-10", "+", "CCA", "GCCGAATTCCA"),
    ]
    OTHER_RECORDS.write(table, rows)
    sequences = gather(sources)
    assert sequences["Ensembl", "ENST01.1"] == sequences["Ensembl", "ENSG01.2"] == "ACGTACGT"
    monkeypatch.setattr(build_other_rna, "read_wanted", lambda _: read_wanted(table))
    main(sources, target)
    assert {path.stem: path.read_text() for path in target.iterdir()} == {
        "snRNA": ">snRNA\nACGT\n",
        "Mt_tRNA": ">Mt_tRNA\nCCGGCCA\n",
        "tRNA": ">tRNA\nGCCGAATTCCA\n",
    }


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is absent")
def test_they_are_those_of_a_set_that_others_checked():
    """Record by record: as there, a piece of one, or one with less at its ends."""
    known = {
        dna
        for path in (SHARED / "other_rna").glob("*.fasta")
        for _, _, dna in read_records(str(path))
    }
    for rna_class in CLASSES:
        for name, dna in shipped(rna_class).items():
            # Another copy of the gene than there.
            if name != "RNA45SN3":
                assert any(dna in other or other in dna for other in known), name
    trnas = {dna for _, _, dna in read_records(str(SHARED / "other_rna" / "tRNA.fasta"))}
    assert set(shipped("tRNA").values()) == trnas
