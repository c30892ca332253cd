"""The fragments of three samples to the tables of the cohort."""

import pytest

from builders.jobs import job
from mirtrd.counting.merge_fragments import main
from mirtrd.counting.tables import SAMPLE_FRAGMENTS
from mirtrd.reference.sequences import HAIRPIN, Sequence, write_sequences

# The 5' half of human tRNA-Gly-GCC/CCC, and the rest of two made-up tRNAs: anticodons at 33 to 35.
HALF = "GCATTGGTGGTTCAGTGGTAGAATTCTCGCC"
GCC = HALF + "TGCCACGCGGGAGGCCCGGGTTCGATTCCCGGCCAATGCACCA"
CCC = HALF + "TCCCACGCGGGAGACCCGGGTTCAATTCCCGGCCAATGCACCA"
RNAS = {
    "h1": (HAIRPIN, "ACGT" * 15),
    "tRNA:tRNA-Gly-CCC-1-1": ("tRNA", CCC),
    "tRNA:tRNA-Gly-GCC-1-1": ("tRNA", GCC),
    "Y_RNA:RNY4": ("Y_RNA", "GGCTGGTCCGATGGTAGTGGGTTATCAGAACTTATTAACA"),
}
SAMPLES = {
    "S2": [
        ("tRNA", "tRNA-Gly-CCC-1-1", 0, 31, 40),
        ("tRNA", "tRNA-Gly-CCC-1-1", 0, 30, 7),
        ("tRNA", "tRNA-Gly-GCC-1-1", 0, 34, 5),
        ("Y_RNA", "RNY4", 0, 32, 9),
    ],
    "NA": [("tRNA", "tRNA-Gly-CCC-1-1", 0, 31, 2), ("tRNA", "tRNA-Gly-GCC-1-1", 52, 74, 3)],
    "001": [],
}


@pytest.fixture
def merged(tmp_path) -> dict[str, list[list[str]]]:
    """The cells of both tables."""
    for sample, rows in SAMPLES.items():
        SAMPLE_FRAGMENTS.write(tmp_path / sample, rows)
    (tmp_path / "fasta").write_text("".join(f">{n}\n{dna}\n" for n, (_, dna) in RNAS.items()))
    rows = (Sequence(name=n, rna_class=c, length=len(dna)) for n, (c, dna) in RNAS.items())
    write_sequences(tmp_path / "sequences", rows)
    main(
        job(
            input={
                "fragments": [str(tmp_path / sample) for sample in SAMPLES],
                "fasta": str(tmp_path / "fasta"),
                "sequences": str(tmp_path / "sequences"),
            },
            output={name: str(tmp_path / name) for name in ("matrix", "table")},
            params={"samples": list(SAMPLES)},
        )
    )
    return {
        name: [line.split("\t") for line in (tmp_path / name).read_text().splitlines()]
        for name in ("matrix", "table")
    }


def test_the_matrix_is_by_parent_and_type(merged):
    assert merged["matrix"] == [
        ["fragment", "class", "S2", "NA", "001"],
        ["tRNA-Gly-CCC/GCC|5p", "tRNA", "7", "0", "0"],
        ["tRNA-Gly-CCC/GCC|5p-half", "tRNA", "40", "2", "0"],
        ["tRNA-Gly-GCC|3p", "tRNA", "0", "3", "0"],
        ["tRNA-Gly-GCC|5p-half", "tRNA", "5", "0", "0"],
        ["RNY4|5p", "Y_RNA", "9", "0", "0"],
    ]


def test_the_matrix_holds_every_count(merged):
    added = [sum(map(int, column)) for column in list(zip(*merged["matrix"][1:], strict=True))[2:]]
    assert added == [sum(row[-1] for row in rows) for rows in SAMPLES.values()]


def test_a_fragment_is_described_by_its_most_frequent_place(merged):
    header, *rows = merged["table"]
    by_name = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert [row[0] for row in rows] == [row[0] for row in merged["matrix"][1:]]
    half = by_name["tRNA-Gly-CCC/GCC|5p-half"]
    assert (half["count"], half["samples"], half["places"]) == ("42", "2", "1")
    assert (half["top_sequence"], half["top_rna"]) == (HALF, "tRNA-Gly-CCC-1-1")
    assert (half["top_start"], half["top_end"], half["top_share"]) == ("1", "31", "1.0000")
    assert half["parents"] == "tRNA-Gly-CCC,tRNA-Gly-GCC"
    assert by_name["tRNA-Gly-GCC|3p"]["top_start"] == "53"


def test_license_plates_are_of_trnas_alone(merged):
    header, *rows = merged["table"]
    plates = {row[0]: row[header.index("plate")] for row in rows}
    # As MINTbase knows the 5' fragment of 30 nt, tRF-30-PNR8YP9LON4V, of these tRNAs.
    assert plates["tRNA-Gly-CCC/GCC|5p"] == "tRF-30-PNR8YP9LON4V"
    assert plates["RNY4|5p"] == ""
