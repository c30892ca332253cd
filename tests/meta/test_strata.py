"""Tissues part the studies."""

from mirtrd.inputs.synthesis import Study
from mirtrd.meta.strata import find_strata


def study(name: str, tissue: str) -> Study:
    return Study(name=name, table=f"{name}.tsv", contrast="a_vs_b", tissue=tissue)


def test_studies_of_one_tissue_are_one_result():
    [stratum] = find_strata([study("A", "Plasma"), study("B", "plasma"), study("C", " plasma ")])
    assert (stratum.tissue, stratum.use) == ("Plasma", "main")
    assert stratum.studies == ("A", "B", "C")


def test_mixed_tissues_are_a_check_of_sensitivity_alone():
    strata = find_strata([study("A", "plasma"), study("B", "PBMC"), study("C", "plasma")])
    assert [(s.tissue, s.use, s.studies) for s in strata] == [
        ("plasma", "main", ("A", "C")),
        ("PBMC", "main", ("B",)),
        ("all tissues", "sensitivity only", ("A", "B", "C")),
    ]


def test_a_tissue_that_is_not_told_is_said():
    [stratum] = find_strata([study("A", ""), study("B", "")])
    assert stratum.tissue == "not told"
