"""The isomiRs of three samples to the tables of the cohort."""

import pytest

from builders.isomirs import LET7, MIR16
from builders.jobs import job
from mirtrd.counting.merge_isomirs import main
from mirtrd.counting.tables import SAMPLE_ISOMIRS
from mirtrd.reference.tables import MATURES

EDITED = "TGGGGTAGTAGGTTGTATAGTT"
FIRST = [("let-7", LET7, "NA", 60, ""), ("let-7", EDITED, "iso_snv_seed", 5, "3A>G")]
SECOND = [
    ("let-7", LET7, "NA", 20, ""),
    ("let-7", LET7[1:] + "A", "iso_5p:+1,iso_add3p:1", 15, ""),
]
THIRD = [("miR-16", MIR16, "NA", 7, "")]


@pytest.fixture
def merged(tmp_path) -> dict[str, list[list[str]]]:
    """The cells of each table of three samples, of which the last is empty."""
    samples = {"S2": FIRST + THIRD, "NA": SECOND, "001": []}
    for sample, rows in samples.items():
        SAMPLE_ISOMIRS.write(tmp_path / sample, rows)
    loci = [("let-7", "h1", 0, 22, LET7), ("let-7", "h2", 4, 26, LET7)]
    loci += [("none", "h2", 40, 44, "ACGT"), ("miR-16", "h3", 0, 22, MIR16)]
    MATURES.write(tmp_path / "matures", loci)
    names = ("counts", "summary", "editing")
    made = job(
        input={
            "isomirs": [str(tmp_path / sample) for sample in samples],
            "matures": str(tmp_path / "matures"),
        },
        output={name: str(tmp_path / name) for name in names},
        params={"samples": list(samples)},
    )
    main(made)
    return {
        name: [line.split("\t") for line in (tmp_path / name).read_text().splitlines()]
        for name in names
    }


def test_the_counts_have_a_row_for_each_insert_mature_and_sample_that_has_it(merged):
    assert merged["counts"] == [
        ["mirna", "insert", "variant", "sample", "count"],
        ["let-7", LET7, "NA", "S2", "60"],
        ["let-7", LET7, "NA", "NA", "20"],
        ["let-7", LET7[1:] + "A", "iso_5p:+1,iso_add3p:1", "NA", "15"],
        ["let-7", EDITED, "iso_snv_seed", "S2", "5"],
        ["miR-16", MIR16, "NA", "S2", "7"],
    ]


def test_the_summary_is_that_of_the_cohort(merged):
    header, let7, mir16 = merged["summary"]
    row = dict(zip(header, let7, strict=True))
    assert row == {
        "mirna": "let-7",
        "count": "100",
        "canonical_share": "0.8",
        "seed": "GAGGUAG",
        "shifted_5p_share": "0.15",
        "top_5p_shift": "+1",
        "top_5p_share": "0.15",
        "top_5p_seed": "AGGUAGU",
        "shorter_3p_share": "0",
        "longer_3p_share": "0",
        "tailed_share": "0.15",
        "tail_A": "1",
        "tail_C": "0",
        "tail_G": "0",
        "tail_U": "0",
        "edited_share": "0.05",
        "substituted_share": "0",
        "top_substitution": "3A>G",
        "top_substitution_share": "0.05",
    }
    assert mir16[:4] == ["miR-16", "7", "1", "AGCAGCA"]
    assert mir16[5] == mir16[11] == ""


def test_editing_lists_edited_sites_only(merged):
    header, only = merged["editing"]
    row = dict(zip(header, only, strict=True))
    # All 100 inserts cover base 3; sample S2 has 65 of them.
    assert (row["mirna"], row["position"], row["in_seed"]) == ("let-7", "3", "yes")
    assert (row["edited"], row["covering"], row["share"]) == ("5", "100", "0.05")
    assert (row["samples"], float(row["highest_share"])) == ("1", pytest.approx(5 / 65, rel=1e-5))
